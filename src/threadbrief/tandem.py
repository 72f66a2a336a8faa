"""Work in; what it gives out, made by a second process beside this one.

*The tandem rule*: the results are those of doing one thing after the other. Whatever becomes of the second process,
`None` says that nothing was gained, and the caller does the work in turn, where a fault shows as it always does.
"""

import gc
import io
import os
import signal
import struct
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn, TypeVar

Data = bytes | memoryview
Name = str | tuple[object, ...]
"""What a thing that both processes have is called when it is sent."""
_PATIENCE = 10
"""Of a process that lets others go first: they get nine times as much of a processor that both want (sched(7))."""
Item = TypeVar("Item")
Result = TypeVar("Result")
_LENGTH = struct.Struct(">Q")
"""Of a message, in bytes."""


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


class _Link:
    """One end of two pipes, through which processes send each other messages: their lengths, then their bytes."""

    def __init__(self, ear: int, mouth: int) -> None:
        self._ear = os.fdopen(ear, "rb")
        self._mouth = os.fdopen(mouth, "wb")

    def tell(self, data: Data) -> None:
        """Send a message; nothing happens when nobody is there any more."""
        with suppress(BrokenPipeError):
            self._mouth.write(_LENGTH.pack(len(data)))
            self._mouth.write(data)
            self._mouth.flush()

    def hear(self) -> bytes | None:
        """Wait for the next message; None: the other process has told all that it will, or has ended."""
        head = self._ear.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack(head)
        data = self._ear.read(length)
        return data if len(data) == length else None

    def fall_silent(self) -> None:
        """Tell no more."""
        with suppress(BrokenPipeError):
            self._mouth.close()

    def close(self) -> None:
        """Tell no more, and hear no more."""
        self.fall_silent()
        self._ear.close()


class First(_Link):
    """The first process, as the second sees it."""

    def go_first(self) -> None:
        """Let the first process, and those that help it, have the processors from now on where there are too few."""
        os.nice(_PATIENCE)


class Second(_Link):
    """A second process, as the first sees it."""

    def __init__(self, child: int, ear: int, mouth: int) -> None:
        super().__init__(ear, mouth)
        self._child = child
        self._ended = False

    def answer(self) -> bytes | None:
        """Return what the process gives, as soon as it has told all; None when it failed. To be asked for once."""
        self.fall_silent()
        return self.hear()

    def end(self) -> None:
        """End the process, whatever it is at; one that has given its answer is at nothing any more."""
        if self._ended:
            return
        self._ended = True
        os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)
        self.close()


Work = Callable[[First], Data]
"""What a second process does: it can hear what the first tells it, and tell it things before it is done."""


@contextmanager
def beside(work: Work) -> Iterator[Second]:
    """Let a second process do some work while this one goes on; what it gives can be asked for at the end.

    Who leaves before the answer leaves no process behind.
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
    second = Second(child, ear, mouth)
    try:
        yield second
    finally:
        second.end()


def _work(work: Work, ear: int, mouth: int) -> NoReturn:
    """Do the work and tell what it gives, in a process of its own, which ends here and says nothing."""
    status = 1
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        gc.disable()  # a collection would write to every page of memory that is still shared
        first = First(ear, mouth)
        first.tell(work(first))
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


def each(work: Callable[[Item], Result], items: Sequence[Item], cut: int) -> list[Result]:
    """Return what the work makes of each item; what stands behind the cut, a second process makes beside this one."""

    def behind(_: First) -> Data:
        return sent([work(item) for item in items[cut:]], {})

    with beside(behind) as second:
        made = [work(item) for item in items[:cut]]
        data = second.answer()
    rest: list[Result] = [work(item) for item in items[cut:]] if data is None else received(data, _named)
    return made + rest
