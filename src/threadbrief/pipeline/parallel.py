"""Some work in one forked child process, while this process does other work (*one fork*).

Whatever happens to the child, the caller then does the work itself, and has the same result.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def can_fork() -> bool:
    """Return whether a fork is safe here, and of use: one thread, more than one processor.

    Not on macOS, whose libraries do not survive it; nor with SIGCHLD ignored: children vanish then.
    """
    if not hasattr(os, "fork") or sys.platform == "darwin":
        return False
    try:
        threads = sum(
            1 for _ in Path("/proc/self/task").iterdir()
        )  # also those that are not Python's
    except OSError:
        threads = threading.active_count()
    processors = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    return threads == 1 and processors > 1 and signal.getsignal(signal.SIGCHLD) != signal.SIG_IGN


@contextmanager
def forked(work: Callable[[], bytes]) -> Iterator[Callable[[], bytes | None]]:
    """Start a child that does the work; yield a function that waits for what the work returns.

    That function is called once at most, and returns None when the child failed or there was none to
    be had. When the context ends, however it ends, no child and no descriptor is left.
    """
    # Blocked during the fork: an interrupt is then raised inside `try`, and never in the child.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
    child, pipe = _fork(work, before)
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        yield lambda: _read(pipe) if child else None
    finally:
        if child:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
            os.close(pipe)


def _fork(work: Callable[[], bytes], mask: Iterable[int]) -> tuple[int, int]:
    """Return the number of a child and the pipe that its result comes from; (0, 0): there is none."""
    pipes: tuple[int, ...] = ()
    try:
        pipes = os.pipe()
        child = os.fork()
    except OSError:
        for pipe in pipes:
            os.close(pipe)
        return 0, 0
    if child == 0:
        try:
            os.close(pipes[0])  # so that the pipe breaks when the parent is gone
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            data = work()
            with os.fdopen(pipes[1], "wb") as result:
                result.write(len(data).to_bytes(8, "big") + data)
        finally:
            os._exit(0)  # handlers, buffers and temporary files are the parent's to close
    os.close(pipes[1])
    return child, pipes[0]


def _read(pipe: int) -> bytes | None:
    with os.fdopen(pipe, "rb", closefd=False) as result:
        length, data = result.read(8), result.read()
    return data if data and len(data) == int.from_bytes(length, "big") else None
