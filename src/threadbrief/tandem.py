"""Two pieces of work in; what both give out, made side by side by two processes.

*The tandem rule*: the results are those of doing one after the other. Whatever becomes of the second process, `None`
says that nothing was gained, and the caller does the work in turn, where a fault shows as it always does.
"""

import gc
import io
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, TypeVar

from msgspec import DecodeError, msgpack

from threadbrief.values import Value

T = TypeVar("T", bound=Value)
Name = str | tuple[object, ...]
"""What a thing that both processes have is called when it is sent."""


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
    with beside(lambda: msgpack.encode(first())) as answer:
        try:
            own = second()
        except Exception:  # noqa: BLE001 - it comes again, at its place, when the work is done in turn
            return None
        data = answer()
    try:
        return None if data is None else (msgpack.decode(data, type=kind), own)
    except DecodeError:
        return None


@contextmanager
def beside(work: Callable[[], bytes]) -> Iterator[Callable[[], bytes | None]]:
    """Let a second process do some work while this one goes on; what it gives can be asked for once, at the end.

    The answer is None when the work failed. Nobody who leaves before the answer leaves the second process behind.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _answer(work, reading, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        second = _Second(child, pipe)
        try:
            yield second.answer
        finally:
            second.end()


class _Second:
    """A second process, and the pipe that its answer comes through."""

    def __init__(self, child: int, pipe: BinaryIO) -> None:
        self._child = child
        self._pipe = pipe
        self._waited = False

    def answer(self) -> bytes | None:
        """Return what the process gives, as soon as it is done; None when it failed."""
        data = self._pipe.read()
        self._waited = True
        _, status = os.waitpid(self._child, 0)
        return None if status else data

    def end(self) -> None:
        """End the process, if nobody waited for it."""
        if not self._waited:
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)


def _answer(work: Callable[[], bytes], reading: int, writing: int) -> NoReturn:
    """Do the work and write what it gives to a pipe, in a process of its own, which ends here and says nothing."""
    status = 1
    try:
        os.close(reading)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        gc.disable()  # a collection would write to every page of memory that is still shared
        data = work()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(data)
        status = 0
    finally:
        os._exit(status)  # no handler, no buffer and no temporary file of the parent's is this process's to close


# --- trees of values --------------------------------------------------------------------------------------------


def sent(value: object, names: Mapping[type, Callable[[Any], Name | None]]) -> bytes:
    """Return a tree of values as bytes for the other process, as a pickle.

    What both processes have is not sent but named: `names` says how things of a type are called, or None for one that
    is to be sent all the same. The bytes never leave the two processes, which have the same program.
    """
    import pickle  # noqa: PLC0415 - only a long memo needs it

    def reduce(thing: object) -> Any:  # noqa: ANN401 - whatever a pickle is made of
        name = names[type(thing)](thing)
        return thing.__reduce_ex__(pickle.HIGHEST_PROTOCOL) if name is None else (_named, (name,))

    data = io.BytesIO()
    pickler = pickle.Pickler(data, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = dict.fromkeys(names, reduce)
    pickler.dump(value)
    return data.getvalue()


def received(data: bytes, find: Callable[[Name], object]) -> Any:  # noqa: ANN401 - what was sent
    """Return a tree of values that was sent; `find` gives the things that were named."""
    import pickle  # noqa: PLC0415 - only a long memo needs it

    class Unpickler(pickle.Unpickler):
        def find_class(self, module: str, name: str, /) -> Any:  # noqa: ANN401 - a class or a function
            return find if (module, name) == (__name__, _named.__name__) else super().find_class(module, name)

    return Unpickler(io.BytesIO(data)).load()


def _named(name: Name) -> NoReturn:
    """Stand for the thing of a name, in a pickle."""
    raise LookupError(name)
