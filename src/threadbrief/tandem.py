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
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import accumulate
from pathlib import Path
from typing import Any, NoReturn, TypeVar

Data = bytes | memoryview
Name = str | tuple[object, ...]
"""What a thing that both processes have is called when it is sent."""
Item = TypeVar("Item")
Result = TypeVar("Result")
_LENGTH = struct.Struct(">Q")
"""Of a message, in bytes."""


def possible() -> bool:
    """Return whether this process may be split: it is its only thread, and there is a processor to spare.

    Not on macOS, whose own libraries do not bear it; nor where the ends of processes are not waited for, as a parent
    that ignores SIGCHLD hands down: the number of one that has ended may be that of another process by then.
    """
    if not hasattr(os, "fork") or sys.platform == "darwin" or signal.getsignal(signal.SIGCHLD) == signal.SIG_IGN:
        return False
    return _processors() > 1 and _threads() == 1


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

    def _send(self, data: Data) -> None:
        self._mouth.write(_LENGTH.pack(len(data)))
        self._mouth.write(data)
        self._mouth.flush()

    def _receive(self) -> bytes | None:
        """Wait for the next message; None: the other process has told all that it will, or has ended."""
        head = self._ear.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack(head)
        data = self._ear.read(length)
        return data if len(data) == length else None


class First(_Link):
    """The first process, as the second sees it: when that is gone, nobody wants the work any more."""

    def tell(self, data: Data) -> None:
        """Send a message. Raises BrokenPipeError when the first process is gone."""
        self._send(data)

    def hear(self) -> bytes:
        """Wait for the next message. Raises EOFError when the first process tells no more, or is gone."""
        data = self._receive()
        if data is None:
            raise EOFError
        return data


class Second(_Link):
    """A second process, as the first sees it."""

    def __init__(self, child: int, ear: int, mouth: int) -> None:
        super().__init__(ear, mouth)
        self._child = child
        self._ended = False

    def tell(self, data: Data) -> None:
        """Send a message; nothing happens when the process is gone."""
        with suppress(BrokenPipeError):
            self._send(data)

    def hear(self) -> bytes | None:
        """Wait for the next message; None: the process has told all that it will, or has ended."""
        return self._receive()

    def answer(self) -> bytes | None:
        """Return what the process gives, as soon as it has told all; None when it failed. To be asked for once."""
        with suppress(BrokenPipeError):
            self._mouth.close()
        return self._receive()

    def end(self) -> None:
        """End the process, whatever it is at; one that has given its answer is at nothing any more."""
        if self._ended:
            return
        self._ended = True
        with suppress(ProcessLookupError):
            os.kill(self._child, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._child, 0)
        with suppress(BrokenPipeError):
            self._mouth.close()
        self._ear.close()


Work = Callable[[First], Data]
"""What a second process does: it can hear what the first tells it, and tell it things before it is done."""


@contextmanager
def beside(work: Work) -> Iterator[Second | None]:
    """Let a second process do some work while this one goes on; what it gives can be asked for at the end.

    None: the system gives no second process, or no pipes to it. Who leaves before the answer leaves no process behind.
    """
    second = _split(work)
    try:
        yield second
    finally:
        if second:
            second.end()


def _split(work: Work) -> Second | None:
    pipes: list[int] = []
    try:
        pipes += os.pipe()
        pipes += os.pipe()
        child = os.fork()
    except OSError:
        for descriptor in pipes:
            os.close(descriptor)
        return None
    ear, their_mouth, their_ear, mouth = pipes
    if child == 0:
        os.close(ear)
        os.close(mouth)
        _work(work, their_ear, their_mouth)
    os.close(their_mouth)
    os.close(their_ear)
    return Second(child, ear, mouth)


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


def cut_at(costs: Iterable[float], share: float = 0.5) -> int:
    """Return before which piece of work a share of its whole cost is done."""
    *sums, whole = accumulate(costs, initial=0.0)
    return bisect_left(sums, share * whole)


def each(work: Callable[[Item], Result], items: Sequence[Item], cut: int) -> list[Result]:
    """Return what the work makes of each item; what stands behind the cut, a second process makes beside this one.

    The work gives what it makes and does nothing else: what it would note elsewhere behind the cut is lost.
    """

    def behind(_: First) -> Data:
        return sent([work(item) for item in items[cut:]], {})

    with beside(behind) as second:
        made = [work(item) for item in items[:cut]]
        data = second.answer() if second else None
    rest: list[Result] = [work(item) for item in items[cut:]] if data is None else received(data, _named)
    return made + rest
