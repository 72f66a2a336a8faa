"""Pages become content streams and the areas of their links.

All positions are decided by the layout; nothing is decided here.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import assert_never

from threadbrief.core.problems import Location
from threadbrief.core.structs import Frozen
from threadbrief.model.document import Note
from threadbrief.pdf.layout.boxes import Element, PicturePiece, Row, Stroke, TextPiece
from threadbrief.pdf.layout.pages import PageLayout, PlacedRow
from threadbrief.pdf.output.canvas import Rectangle, encode_text_string, make_image_name
from threadbrief.pdf.output.image import Image
from threadbrief.pdf.output.structure_tree import (
    BEGIN_ARTIFACT,
    BEGIN_PAGINATION,
    StructElem,
    StructureTree,
)
from threadbrief.pdf.typesetting.spans import Run, SetLine, TextRun
from threadbrief.templates import Colour
from threadbrief.templates import PageSetup as PageLook
from threadbrief.text.unicode import SOFT_HYPHEN
from threadbrief.text.urls import has_link_scheme

UNDERLINE_OFFSET, UNDERLINE_WIDTH = 0.12, 0.05
"""As shares of the size of the text."""
LINK_DESCENT, LINK_HEIGHT = 0.25, 0.8
"""How far the area of a link goes below and above the baseline, as shares of the size of the
text."""
NOTE_ANCHOR, NOTE_MARK_ANCHOR = "#note-", "#mark-"
"""The anchors of notes and of their marks."""


class LinkArea(Frozen):
    """A piece of a line that leads somewhere."""

    area: Rectangle
    target: str
    """An address, or `#` and an anchor."""
    description: str
    """What it is, in words."""
    where: Location | None
    """Where the words were written."""
    node: StructElem
    """Its structure element."""


class PaintedPage(Frozen):
    """What is on a page."""

    content: str
    """The operators of its content stream."""
    links: tuple[LinkArea, ...]
    images: tuple[Image, ...]
    """Those that no page before it shows."""


class Painter:
    """Draws pages. The origin is the upper left corner of the text frame."""

    def __init__(self, page: PageLook, tree: StructureTree) -> None:
        self._left = page.left
        self._top = page.height - page.top
        self._tree = tree
        self._shown_digests: set[str] = set()
        """The digests of the images shown so far."""
        self._operators: list[str] = []
        self._links: list[LinkArea] = []
        self._images: list[Image] = []
        self._colour: Colour | None = None
        self._font, self._size = "", 0.0
        self._open_content: tuple[object, ...] = ()
        """What the open marked content belongs to; empty when none is open."""
        self._last_text: tuple[Element, str] | None = None
        """What the text that was read last belongs to, and where it leads."""
        self._last_node: StructElem | None = None
        """The node of that text."""

    def paint_page(self, page: PageLayout, header: Row) -> PaintedPage:
        """Draw a page with its running heads."""
        self._operators, self._links, self._images = [], [], []
        self._colour, self._font, self._size = None, "", 0.0
        self._tree.begin_page()
        self._paint_rows((PlacedRow(header, 0.0),), None)
        for stroke in page.strokes:
            self._paint_stroke(stroke, 0.0)
        self._paint_rows(page.body, None)
        if page.continued:
            self._paint_rows((page.continued,), None)
        for part in page.notes:
            self._paint_rows(part.rows, part.note.number)
        self._end_content()
        return PaintedPage("\n".join(self._operators), tuple(self._links), tuple(self._images))

    def _paint_rows(self, rows: Iterable[PlacedRow], note: int | None) -> None:
        for placed in rows:
            for piece in placed.row.pieces:
                match piece:
                    case TextPiece():
                        x, y = self._left + piece.x, self._top - placed.top - piece.y
                        if piece.element is None:
                            self._paint_artifact_line(piece.line, x, y)
                        else:
                            self._paint_line(piece.line, (x, y), piece.element, note)
                        if piece.line.underlined:
                            self._paint_underlines(piece.line, x, y)
                    case Stroke():
                        self._paint_stroke(piece, placed.top)
                    case PicturePiece():
                        self._paint_picture(piece, placed.top)
                    case _:
                        assert_never(piece)

    # Marked content.

    def _begin_content(self, owner: tuple[object, ...]) -> bool:
        """Return whether content of an owner must be opened, with what was open before closed.

        False: it is open.
        """
        if owner == self._open_content:
            return False
        self._end_content()
        self._open_content = owner
        return True

    def _begin_artifact(self, operator: str) -> None:
        if self._begin_content((operator,)):
            self._operators.append(operator)

    def _end_content(self) -> None:
        if self._open_content:
            self._operators.append("EMC")
            self._open_content = ()

    # Pieces.

    def _paint_stroke(self, stroke: Stroke, top: float) -> None:
        self._begin_artifact(BEGIN_ARTIFACT)
        x, y = self._left + stroke.x, self._top - top - stroke.y - stroke.height
        self._paint_rectangle((x, y, stroke.width, stroke.height), stroke.colour)

    def _paint_rectangle(self, box: tuple[float, float, float, float], colour: Colour) -> None:
        self._set_fill(colour)
        self._operators.append("{:.2f} {:.2f} {:.2f} {:.2f} re f".format(*box))

    def _paint_picture(self, piece: PicturePiece, top: float) -> None:
        x, y = self._left + piece.x, self._top - top - piece.y - piece.height
        node = self._tree.add_picture(
            piece.element, Rectangle(x, y, x + piece.width, y + piece.height)
        )
        if self._begin_content((node,)):
            self._operators.append(self._tree.open_content(node))
        matrix = " ".join(
            f"{value:.3f}" for value in piece.image.make_matrix(x, y, piece.width, piece.height)
        )
        self._operators.append(f"q {matrix} cm /{make_image_name(piece.image)} Do Q")
        if piece.image.digest not in self._shown_digests:
            self._shown_digests.add(piece.image.digest)
            self._images.append(piece.image)

    def _paint_artifact_line(self, line: SetLine, x: float, y: float) -> None:
        self._begin_artifact(BEGIN_PAGINATION)
        self._paint_runs(line.runs, x, y, self._tree.document_language)

    def _paint_line(
        self, line: SetLine, place: tuple[float, float], element: Element, note: int | None
    ) -> None:
        """Draw a line; a link is marked content of its own, which can continue in the next line."""
        if line.reading_order:
            self._paint_bidi_line(line, place, element, note)
            return
        for target, start, end in _split_by_target(line.runs, note):
            if (element, target) != self._open_content:
                self._end_content()
                self._open_content = (element, target)
                self._operators.append(self._tree.open_content(self._find_node(element, target)))
            self._paint_part(line.runs[start:end], place, element, target)

    def _paint_bidi_line(
        self, line: SetLine, place: tuple[float, float], element: Element, note: int | None
    ) -> None:
        """Draw a line from left to right of which the tags say in which order it is read."""
        self._end_content()
        parts = _order_for_reading(line, note)
        opened: dict[int, tuple[str, StructElem]] = {}
        for _, target, start, _ in sorted(parts):
            node = self._find_node(element, target)
            opened[start] = (self._tree.open_content(node), node)
        last = (self._last_text, self._last_node)
        for _, target, start, end in parts:
            operator, self._last_node = opened[start]
            self._operators.append(operator)
            self._paint_part(line.runs[start:end], place, element, target)
            self._operators.append("EMC")
        self._last_text, self._last_node = last

    def _find_node(self, element: Element, target: str) -> StructElem:
        """Return the node of the text that comes next; a link may go on from the line before."""
        if self._last_node is None or self._last_text != (element, target):
            self._last_text = (element, target)
            self._last_node = self._make_node(element, target)
        return self._last_node

    def _paint_part(
        self, runs: Sequence[Run], place: tuple[float, float], element: Element, target: str
    ) -> None:
        self._paint_runs(runs, *place, self._tree.find_language(element))
        if target and self._last_node:
            self._links.append(
                LinkArea(
                    _make_area(runs, *place),
                    target,
                    _describe_link(runs, target),
                    element.nearest_location,
                    self._last_node,
                )
            )

    def _make_node(self, element: Element, target: str) -> StructElem:
        if not target:
            return self._tree.get_node(element)
        if target.startswith(NOTE_ANCHOR):
            return self._tree.add_note_mark(element)
        if target.startswith(NOTE_MARK_ANCHOR):
            return self._tree.add_note_number(element)
        return self._tree.add_link(element)

    def _paint_runs(self, runs: Iterable[Run], x: float, y: float, language: str) -> None:
        """Show runs; those in another language than the text around them say so."""
        write = self._operators.append
        colour, font, size = self._colour, self._font, self._size
        write("BT")
        for run in runs:
            place = f"1 0 0 1 {x + run.x:.2f} {y + run.rise:.2f} Tm"
            if isinstance(run, TextRun):
                if run.colour is not colour:
                    colour = run.colour
                    self._set_fill(colour)
                name = run.face.resource
            else:
                name = run.font
            if run.size != size or name != font:
                font, size = name, run.size
                write(f"/{font} {size:g} Tf")
            if run.lang and run.lang != language:
                write(
                    f"/Span<</Lang{encode_text_string(run.lang)}>>BDC {place} {run.operators} EMC"
                )
            else:
                write(f"{place} {run.operators}")
        write("ET")
        self._font, self._size = font, size

    def _set_fill(self, colour: Colour) -> None:
        if colour is not self._colour and colour != self._colour:
            self._colour = colour
            self._operators.append(_format_fill(colour))

    def _paint_underlines(self, line: SetLine, x: float, y: float) -> None:
        for run in line.runs:
            if isinstance(run, TextRun) and run.underline:
                self._begin_artifact(BEGIN_ARTIFACT)
                bottom = y + run.rise - UNDERLINE_OFFSET * run.size
                self._paint_rectangle(
                    (x + run.x, bottom, run.width, UNDERLINE_WIDTH * run.size), run.colour
                )


@cache
def _format_fill(colour: Colour) -> str:
    return f"{colour.red / 255:.3f} {colour.green / 255:.3f} {colour.blue / 255:.3f} rg"


def _split_by_target(runs: Sequence[Run], note: int | None) -> list[tuple[str, int, int]]:
    """Return the stretches of a line by link target, with the first and last of their runs."""
    stretches: list[tuple[str, int, int]] = []
    leads, start = "", 0
    for index, run in enumerate(runs):
        if run.note:
            target = _find_target(run, note)
        else:
            target = run.link.target if run.link else ""
        if target != leads:
            if index > start:
                stretches.append((leads, start, index))
            leads, start = target, index
    if runs:
        stretches.append((leads, start, len(runs)))
    return stretches


def _order_for_reading(line: SetLine, note: int | None) -> list[tuple[int, str, int, int]]:
    """Return the stretches of a line in visual order, each with its place in reading order."""
    parts: list[tuple[int, str, int, int]] = []
    ranks = line.reading_order
    for target, start, end in _split_by_target(line.runs, note):
        turns = [at for at in range(start + 1, end) if ranks[at] != ranks[at - 1] + 1]
        parts += [(ranks[a], target, a, b) for a, b in pairwise((start, *turns, end))]
    return parts


def _find_target(run: Run, note: int | None) -> str:
    """Return where a mark leads: to its note; the number of a note back to its mark."""
    mark = run.note
    if mark is None:
        return ""
    back = note == mark.number and not isinstance(mark, Note)
    return f"{NOTE_MARK_ANCHOR if back else NOTE_ANCHOR}{mark.number}"


def _describe_link(runs: Sequence[Run], target: str) -> str:
    """Return a link in words: as the document describes it, else its address or its characters."""
    link = runs[0].link
    if link and link.description:
        return link.description
    if has_link_scheme(target):
        return target
    text = "".join([run.text if isinstance(run, TextRun) else run.sequence for run in runs])
    return text.replace(SOFT_HYPHEN, "")


def _make_area(runs: Sequence[Run], x: float, y: float) -> Rectangle:
    left, right = x + runs[0].x, x + runs[-1].x + runs[-1].width
    if len(runs) == 1:
        base, size = y + runs[0].rise, runs[0].size
        return Rectangle(left, base - LINK_DESCENT * size, right, base + LINK_HEIGHT * size)
    bottom = min([y + run.rise - LINK_DESCENT * run.size for run in runs])
    return Rectangle(
        left, bottom, right, max([y + run.rise + LINK_HEIGHT * run.size for run in runs])
    )
