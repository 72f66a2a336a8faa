"""What two processes that build one memo tell each other (*the tandem rule*).

The second hears of a task, reads and composes the memo, and tells the first what to write; it writes the other file
meanwhile, hears what is to be said about the file of the first, and gives back its own, with all that is to be said.
"""

from collections.abc import Sequence
from types import MappingProxyType

from threadbrief.errors import BriefError, Problem
from threadbrief.options import Build, Format
from threadbrief.tandem import Data, Name, Second, received, sent
from threadbrief.values import Value, replace
from threadbrief.writing import Built, Order, Written, load, write


class Task(Value):
    """What the second process is to do."""

    data: bytes
    """The memo."""
    name: str
    """What problems call it."""
    build: Build


class Refused(Value):
    """A memo with errors, as BriefError has it."""

    problems: tuple[Problem, ...]
    source: str | None


Message = Task | Order | Written | Built | Refused


def part_of_first(formats: Sequence[Format]) -> Format:
    """Return which of some formats the first process writes: the PDF, which takes longest, or else the last."""
    return Format.PDF if Format.PDF in formats else formats[-1]


def exported_by(second: Second, task: Task) -> Built | None:
    """Return the files of a memo as the second process exports it, with the help of this one.

    None when anything went wrong: it comes again, at its place, when the work is done in turn. Raises BriefError.
    """
    second.tell(packed(task))
    wanted = part_of_first(task.build.formats)
    load(wanted)
    message = _told(second.hear())
    own: dict[Format, bytes] = {}
    if isinstance(message, Order):
        try:
            written = write(wanted, message)
        except Exception:  # noqa: BLE001 - see above
            return None
        own[wanted] = written.data
        second.tell(packed(replace(written, data=b"")))  # which needs no more of it than the problems
        message = _told(second.answer())
    match message:
        case Built():
            return replace(message, files=MappingProxyType({**message.files, **own}))
        case Refused():
            raise BriefError(message.problems, message.source)
        case _:
            return None


def packed(message: Message) -> Data:
    """Return a message as bytes."""
    return sent(message, {MappingProxyType: lambda mapping: ("mapping", dict(mapping))})


def _told(data: bytes | None) -> Message | None:
    return None if data is None else unpacked(data)


def unpacked(data: bytes) -> Message:
    """Return a message from its bytes."""
    message: Message = received(data, _found)
    return message


def _found(name: Name) -> object:
    match name:
        case ("mapping", dict(items)):
            return MappingProxyType(items)
        case _:
            raise LookupError(name)
