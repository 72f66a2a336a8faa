"""A long document is made into pages by two processes: each sets half of its blocks, and prints the pages they are on.

What comes of it is the same (*the tandem rule*). The first process keeps the pages that do not depend on what follows,
up to one that begins with a block, and sends the rows behind to the second, which makes all other pages. They are taken
only where both processes met every glyph as the same characters; else the second half is made in turn.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from msgspec import msgpack

from threadbrief.errors import Problem
from threadbrief.model.document import Block, Document, Note
from threadbrief.pdf.associated import Shown, shown
from threadbrief.pdf.blocks import TITLE_ANCHOR, Galley
from threadbrief.pdf.boxes import Element, Row
from threadbrief.pdf.canvas import Destination, OutlineEntry
from threadbrief.pdf.cuts import cuts
from threadbrief.pdf.flow import Pending, joined
from threadbrief.pdf.fonts import Face, FaceName
from threadbrief.pdf.line import EmojiRun
from threadbrief.pdf.lines import Met, Typesetter
from threadbrief.pdf.links import Places
from threadbrief.pdf.pages import Known, Page, Sheet, lay_out, lay_out_known
from threadbrief.pdf.paint import Painted
from threadbrief.pdf.press import Press
from threadbrief.pdf.tags import TagPart
from threadbrief.stages import Done
from threadbrief.tandem import Data, First, Name, Second, Work, beside, possible, received, sent
from threadbrief.templates import Look
from threadbrief.values import Value, astuple, replace


class Lost(Exception):  # noqa: N818 - no fault of anybody's
    """The pages of the second half will not come, or do not fit to the others."""


class Tail(Value):
    """What the first process tells the second."""

    rows: tuple[Row, ...]
    """From the first page on that the second is to make."""
    pending: Pending
    """What holds for the row behind them."""
    pages: int
    """How many stand before."""
    faces: tuple[FaceName, ...]
    """Those used, in order."""
    emoji: tuple[tuple[str, str], ...]
    """Those drawn, in order: their sequences, and what they are read as."""
    titled: bool | None
    """Whether a title stands above the headings; None: there was neither."""


class Laid(Value):
    """What the second process tells the first when its pages are laid out."""

    pages: int
    """How many there are."""
    places: dict[str, Destination]
    outline: list[OutlineEntry]
    pictures: tuple[Shown, ...]
    titled: bool | None
    met: Met
    problems: tuple[Problem, ...]
    """About what could not be shown."""
    overfull: tuple[Problem, ...]


class _Running(Value):
    """What the second process tells the first when its running heads are set."""

    met: Met
    problems: tuple[Problem, ...]


class Printed(Value):
    """The pages of the second process."""

    pages: list[Painted]
    """Without their contents."""
    contents: list[bytes]
    """As they stand in the file."""
    tags: TagPart


class OtherHalf:
    """The pages that a second process is printing."""

    def __init__(self, laid: Laid, process: Second, typesetter: Typesetter) -> None:
        self.laid = laid
        """What is known of them."""
        self._process = process
        self._typesetter = typesetter

    def printed(self) -> tuple[Printed, tuple[Problem, ...]]:
        """Return them, and warnings about their running heads. Raises Lost."""
        running = self._process.hear()
        printed = self._process.answer()
        if running is None or printed is None:
            raise Lost
        heads: _Running = _unpacked(running, None, self._typesetter)
        if not self._typesetter.take_over(heads.met):
            raise Lost
        return msgpack.decode(printed, type=Printed), heads.problems


class Made(Value):
    """The pages of a document, or the first of them."""

    pages: deque[Page]
    """Let go of as they are printed."""
    count: int
    """How many they are, those of the other half apart."""
    unshown: tuple[Problem, ...]
    overfull: tuple[Problem, ...]
    pictures: tuple[Shown, ...]
    titled: bool
    rest: OtherHalf | None = None


@contextmanager
def pages_of(
    document: Document, look: Look, typesetter: Typesetter, sheet: Sheet, done: Done, *, tandem: bool
) -> Iterator[Made]:
    """Give the pages of a document. `tandem`: those of the second half of a long one are made by a second process.

    `done` hears of the stages.
    """
    galley = Galley(document, look, typesetter)
    blocks = document.blocks
    cut = cuts(blocks) if tandem and possible() else None
    if cut:
        first, middle = cut
        galley.set(blocks[:first])
        with beside(_second_half(document, galley, sheet, blocks[middle:])) as second:
            galley.set(blocks[first:middle])
            done("pdf.lines")
            made = _first_half(galley, sheet, second) if second else None
            if made:
                done("pdf.pages")
                galley.hand_over()
                yield made
                return
        blocks = blocks[middle:]
    galley.set(blocks)
    done("pdf.lines")
    rows = galley.flow.rows
    pages, overfull = lay_out(rows, sheet)
    done("pdf.pages")
    made = Made(deque(pages), len(pages), tuple(galley.setter.problems), overfull, shown(rows), bool(_titled(rows)))
    del pages, rows
    galley.hand_over()
    yield made


def _titled(rows: Sequence[Row]) -> bool | None:
    """Return whether the title stands above the headings; None when there is neither."""
    return next((TITLE_ANCHOR in row.anchors for row in rows if row.bookmark), None)


# --- the first process -----------------------------------------------------------------------------------------


def _first_half(galley: Galley, sheet: Sheet, second: Second) -> Made | None:
    """Return the first pages of what is set, and the others as the second process makes them; None when it cannot."""
    rows = galley.flow.rows
    known = lay_out_known(rows, set(galley.starts), sheet)
    if galley.flow.has_labels or not known.pages:
        return None
    typesetter = galley.setter.typesetter
    tail = _tail(galley, known)
    second.tell(_packed(tail, galley.root, typesetter))
    data = second.hear()
    laid: Laid | None = _unpacked(data, galley.root, typesetter) if data else None
    if laid is None or not typesetter.take_over(laid.met):
        return None
    return Made(
        deque(known.pages),
        len(known.pages),
        (*galley.setter.problems, *laid.problems),
        (*known.problems, *laid.overfull),
        (*shown(rows[: known.rows]), *laid.pictures),
        bool(laid.titled if tail.titled is None else tail.titled),
        OtherHalf(laid, second, typesetter),
    )


def _tail(galley: Galley, known: Known) -> Tail:
    met = galley.setter.typesetter.met()
    faces = tuple(usage.name for usage in met.faces)
    before, rows = galley.flow.rows[: known.rows], tuple(galley.flow.rows[known.rows :])
    titled = _titled(before)
    return Tail(rows, galley.flow.pending, len(known.pages), faces, met.emoji, titled)


# --- the second process ----------------------------------------------------------------------------------------


def _second_half(document: Document, galley: Galley, sheet: Sheet, blocks: Sequence[Block]) -> Work:
    """Return what the second process does with the blocks of the second half."""
    look, typesetter = galley.setter.look, galley.setter.typesetter
    reported = len(galley.setter.problems)

    def work(first: First) -> Data:
        galley.hand_over()
        galley.set(blocks)
        tail: Tail = _unpacked(first.hear(), galley.root, typesetter)
        typesetter.go_on_after(tail.faces)
        pages, laid = _laid(tail, galley, sheet, galley.setter.problems[reported:])
        galley.hand_over()
        first.tell(_packed(laid, galley.root, typesetter))
        press = Press(document, look, typesetter, tail.pages + laid.pages, titled=bool(laid.titled))
        printed = _printed(press, pages, tail, typesetter)
        first.tell(_packed(_Running(typesetter.met(), tuple(press.heads.problems)), galley.root, typesetter))
        return msgpack.encode(printed)

    return work


def _laid(tail: Tail, galley: Galley, sheet: Sheet, problems: list[Problem]) -> tuple[deque[Page], Laid]:
    """Return the pages of the second half, and what the first process must know of them."""
    rows = joined(tail.rows, tail.pending, galley.flow.rows)
    pages, overfull = lay_out(rows, sheet)
    places = Places(galley.setter.look)
    places.add(pages, tail.pages)
    return deque(pages), Laid(
        pages=len(pages),
        places=places.found,
        outline=places.outline,
        pictures=shown(rows),
        titled=_titled(rows) if tail.titled is None else tail.titled,
        met=galley.setter.typesetter.met(),
        problems=tuple(problems),
        overfull=overfull,
    )


def _printed(press: Press, pages: deque[Page], tail: Tail, typesetter: Typesetter) -> Printed:
    """Return pages as they stand in the file, where those before have shown some emoji already."""
    emoji = typesetter.emoji_after(tail.emoji)

    def drawn(run: EmojiRun) -> tuple[str, str]:
        return emoji.shown(run.sequence, typesetter.emoji_said(run.font, run.show)) or ("", "")

    painted: list[Painted] = []
    for page in press.pages(pages, tail.pages, drawn):
        press.canvas.add_page(page.content, ())
        painted.append(replace(page, content=""))
    return Printed(painted, press.canvas.contents(), press.tags.part())


# --- messages --------------------------------------------------------------------------------------------------


def _packed(message: Tail | Laid | _Running, root: Element, typesetter: Typesetter) -> Data:
    """Return a message as bytes; what both processes have goes by name: `root`, the document, and the faces.

    Of a note, which stands in the lines as its mark, only the number goes: its text is in the rows.
    """
    names = {
        Element: lambda element: "root" if element is root else None,
        Face: lambda face: face.name,
        Note: lambda note: ("note", note.number),
        EmojiRun: lambda run: ("emoji", typesetter.emoji_said(run.font, run.show), astuple(run)),
    }
    return sent(message, names)


def _unpacked(data: bytes, root: Element | None, typesetter: Typesetter) -> Any:  # noqa: ANN401 - what was packed
    """Return a message, with the faces of this process, and its emoji."""

    def find(name: Name) -> object:
        match name:
            case "root":
                return root
            case ("note", int(number)):
                return Note(number, ())
            case ("emoji", str(said), tuple(fields)):
                run = EmojiRun(*fields)
                font, show = typesetter.emoji(run.sequence, said) or ("", "")
                return replace(run, show=show, font=font)
            case (str(path), int(index), tuple(axes)):
                return typesetter.face((path, index, axes))
            case _:
                raise LookupError(name)

    return received(data, find)
