"""Two pieces of work in; what both give out, made side by side by two processes.

*The tandem rule*: the results are those of doing one after the other. Whatever becomes of the second process, `None`
says that nothing was gained, and the caller does the work in turn, where a fault shows as it always does.
"""

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

from msgspec import DecodeError, msgpack

from threadbrief.values import Value

T = TypeVar("T", bound=Value)


def possible() -> bool:
    """Return whether this process may be split: it is its only thread, and there is a processor to spare.

    Not on macOS, whose own libraries do not bear it.
    """
    return hasattr(os, "fork") and sys.platform != "darwin" and _processors() > 1 and _threads() == 1


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _threads() -> int:
    """Return how many threads there are, those that are not Python's too where the system tells."""
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir())
    except OSError:
        return threading.active_count()


def in_tandem(first: Callable[[], T], second: Callable[[], T], kind: type[T]) -> tuple[T, T] | None:
    """Return what both give, a value of `kind` each; None when one of them failed.

    The first is made by a second process, and travels as MessagePack.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _answer(first, reading, writing)
    os.close(writing)
    data, own = b"", None
    try:
        with os.fdopen(reading, "rb") as answer:
            own = second()
            data = answer.read()
    except Exception:  # noqa: BLE001 - it comes again, at its place, when the work is done in turn
        own = None
    finally:
        if own is None:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    return None if own is None or status else _both(data, own, kind)


def _both(data: bytes, own: T, kind: type[T]) -> tuple[T, T] | None:
    try:
        return msgpack.decode(data, type=kind), own
    except DecodeError:
        return None


def _answer(work: Callable[[], T], reading: int, writing: int) -> NoReturn:
    """Do the work and write what it gives to a pipe, in a process of its own, which ends here and says nothing."""
    status = 1
    try:
        os.close(reading)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        gc.disable()  # a collection would write to every page of memory that is still shared
        data = msgpack.encode(work())
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(data)
        status = 0
    finally:
        os._exit(status)  # no handler, no buffer and no temporary file of the parent's is this process's to close
