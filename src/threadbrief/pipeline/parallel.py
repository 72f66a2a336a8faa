"""Some work in a forked child process, while the parent does other work (*one fork*).

Whatever happens to the child, the caller can then do the work itself, with the same result.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_ENDINGS = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGALRM")
    if hasattr(signal, name)
)
"""The signals that end a program by an exception."""


def can_fork() -> bool:
    """Return whether a fork is safe here, and of use: one thread, more than one processor."""
    if sys.platform == "win32" or not hasattr(os, "fork"):
        return False
    if sys.platform == "darwin":  # its libraries do not survive a fork
        return False
    try:  # threads of C libraries too, which Python does not count
        threads = len(list(Path("/proc/self/task").iterdir()))
    except OSError:
        threads = threading.active_count()
    # Where SIGCHLD is ignored, a child ends without a status.
    is_heard = signal.getsignal(signal.SIGCHLD) != signal.SIG_IGN
    return threads == 1 and count_processors() > 1 and is_heard


def count_processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def run_in_child(work: Callable[[], bytes]) -> Iterator[Callable[[], bytes | None]]:
    """Start a child process that does the work; yield a function that waits for its result.

    Call that function once at most: it returns None when the child failed, or could not be
    started. When the context ends, however it ends, the child has ended too.
    """
    if sys.platform == "win32":
        yield lambda: None
        return
    # Blocked during the fork, so that an interrupt is raised inside `try`, and never in the child.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)
    child, pipe = _fork(work, mask)
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        yield lambda: _read_result(pipe) if child else None
    finally:
        if child:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
            os.close(pipe)


def _fork(work: Callable[[], bytes], mask: Iterable[int]) -> tuple[int, int]:
    """Return the process number of a child and the pipe with its result; (0, 0) without a child."""
    if sys.platform == "win32":
        return 0, 0
    ends: tuple[int, ...] = ()
    try:
        ends = os.pipe()
        child = os.fork()
    except OSError:
        for end in ends:
            os.close(end)
        return 0, 0
    if child == 0:
        try:
            os.close(ends[0])  # so that the pipe breaks when the parent has ended
            for number in _ENDINGS:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            data = work()
            with os.fdopen(ends[1], "wb") as result:
                result.write(len(data).to_bytes(8, "big") + data)
        finally:
            os._exit(0)  # exit handlers, buffers and temporary files belong to the parent
    os.close(ends[1])
    return child, ends[0]


def _read_result(pipe: int) -> bytes | None:
    with os.fdopen(pipe, "rb", closefd=False) as result:
        length, data = result.read(8), result.read()
    return data if data and len(data) == int.from_bytes(length, "big") else None
