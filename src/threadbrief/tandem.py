"""Work in; what it gives out, made by a second process beside this one.

*The tandem rule*: the results are those of doing one thing after the other. Whatever becomes of the second process,
`None` says that nothing was gained, and the caller does the work in turn, where a fault shows as it always does.
"""

import gc
import io
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

Hear = Callable[[], bytes]
"""Waits for what the first process tells the second, and returns it."""
Data = bytes | memoryview
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


class Second:
    """A second process, as the first sees it."""

    def __init__(self, child: int, mouth: BinaryIO, ear: BinaryIO) -> None:
        self._child = child
        self._mouth = mouth
        self._ear = ear
        self._waited = False

    def tell(self, data: Data) -> None:
        """Send the process what it waits for; nothing happens when it has ended."""
        with suppress(BrokenPipeError):
            self._mouth.write(data)
        with suppress(BrokenPipeError):
            self._mouth.close()

    def answer(self) -> bytes | None:
        """Return what the process gives, as soon as it is done; None when it failed. To be asked for once."""
        if not self._mouth.closed:
            self.tell(b"")
        data = self._ear.read()
        self._waited = True
        _, status = os.waitpid(self._child, 0)
        return None if status else data

    def end(self) -> None:
        """End the process, if nobody waited for it."""
        if not self._waited:
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)
        with suppress(BrokenPipeError):
            self._mouth.close()
        self._ear.close()


@contextmanager
def beside(work: Callable[[Hear], Data]) -> Iterator[Second]:
    """Let a second process do some work while this one goes on; what it gives can be asked for at the end.

    The work gets a function that waits for what it is told. Who leaves before the answer leaves no process behind.
    """
    ear, their_mouth = os.pipe()
    their_ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ear)
        os.close(mouth)
        _work(work, their_ear, their_mouth)
    os.close(their_mouth)
    os.close(their_ear)
    second = Second(child, os.fdopen(mouth, "wb"), os.fdopen(ear, "rb"))
    try:
        yield second
    finally:
        second.end()


def _work(work: Callable[[Hear], Data], ear: int, mouth: int) -> NoReturn:
    """Do the work and write what it gives to a pipe, in a process of its own, which ends here and says nothing."""
    status = 1
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        gc.disable()  # a collection would write to every page of memory that is still shared
        data = work(os.fdopen(ear, "rb").read)
        with os.fdopen(mouth, "wb") as pipe:
            pipe.write(data)
        status = 0
    finally:
        os._exit(status)  # no handler, no buffer and no temporary file of the parent's is this process's to close


# --- trees of values --------------------------------------------------------------------------------------------


def sent(value: object, names: Mapping[type, Callable[[Any], Name | None]]) -> Data:
    """Return a tree of values as bytes for the other process, as a pickle.

    What both processes have is not sent but named: `names` says how things of a type are called, or None for one that
    is to be sent all the same. The bytes never leave the two processes, which have the same program.
    """
    import pickle  # noqa: PLC0415 - who goes alone needs none of it

    def reduce(thing: object) -> Any:  # noqa: ANN401 - whatever a pickle is made of
        name = names[type(thing)](thing)
        return thing.__reduce_ex__(pickle.HIGHEST_PROTOCOL) if name is None else (_named, (name,))

    data = io.BytesIO()
    pickler = pickle.Pickler(data, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = dict.fromkeys(names, reduce)
    pickler.dump(value)
    return data.getbuffer()


def received(data: Data, find: Callable[[Name], object]) -> Any:  # noqa: ANN401 - what was sent
    """Return a tree of values that was sent; `find` gives the things that were named."""
    import pickle  # noqa: PLC0415 - who goes alone needs none of it

    class Unpickler(pickle.Unpickler):
        def find_class(self, module: str, name: str, /) -> Any:  # noqa: ANN401 - a class or a function
            return find if (module, name) == (__name__, _named.__name__) else super().find_class(module, name)

    return Unpickler(io.BytesIO(data)).load()


def _named(name: Name) -> NoReturn:
    """Stand for the thing of a name, in a pickle."""
    raise LookupError(name)
