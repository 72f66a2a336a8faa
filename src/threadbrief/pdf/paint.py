"""Pages become content streams and the areas of their links. What stands where has been decided: nothing is here."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from threadbrief.model.document import Note
from threadbrief.pdf.boxes import PicturePiece, Row, Stroke, TextPiece
from threadbrief.pdf.canvas import Rectangle
from threadbrief.pdf.line import EmojiRun, Line, Run, TextRun
from threadbrief.pdf.pages import Page, Placed
from threadbrief.pdf.pictures import Image
from threadbrief.templates import Colour

UNDERLINE_DROP, UNDERLINE_WIDTH = 0.12, 0.05
"""As shares of the size of the text."""
LINK_DEPTH, LINK_HEIGHT = 0.25, 0.8
"""How far the area of a link goes below and above the baseline, as shares of the size of the text."""
NOTE, MARK = "#note-", "#mark-"
"""The anchors of notes and of their marks."""


@dataclass(frozen=True, slots=True)
class LinkArea:
    """A piece of a line that leads somewhere."""

    area: Rectangle
    target: str
    """An address, or `#` and an anchor."""


@dataclass(frozen=True, slots=True)
class Painted:
    """What is on a page."""

    content: str
    """The operators of its content stream."""
    links: tuple[LinkArea, ...]


@dataclass(slots=True)
class Painter:
    """Draws one page. The origin is the upper left corner of its text frame."""

    left: float
    """From the left edge of the page to the frame, in points."""
    top: float
    """From the lower edge of the page up to the frame's upper edge."""
    image_name: Callable[[Image], str]
    out: list[str] = field(default_factory=list)
    links: list[LinkArea] = field(default_factory=list)
    _colour: Colour | None = None
    _font: tuple[str, float] = ("", 0.0)

    def page(self, page: Page, heads: Sequence[Row]) -> Painted:
        """Draw a page with its running heads."""
        self._rows((Placed(row, 0.0) for row in heads), None)
        for stroke in page.strokes:
            self._stroke(stroke, 0.0)
        self._rows(page.body, None)
        if page.continued:
            self._rows((page.continued,), None)
        for part in page.notes:
            self._rows(part.rows, part.note.number)
        return Painted("\n".join(self.out), tuple(self.links))

    def _rows(self, rows: Iterable[Placed], note: int | None) -> None:
        for placed in rows:
            for piece in placed.row.pieces:
                match piece:
                    case TextPiece():
                        self._line(piece.line, self.left + piece.x, self.top - placed.top - piece.y, note)
                    case Stroke():
                        self._stroke(piece, placed.top)
                    case PicturePiece():
                        self._picture(piece, placed.top)
                    case _:
                        assert_never(piece)

    def _stroke(self, stroke: Stroke, top: float) -> None:
        x, y = self.left + stroke.x, self.top - top - stroke.y - stroke.height
        self._rectangle((x, y, stroke.width, stroke.height), stroke.colour)

    def _rectangle(self, box: tuple[float, float, float, float], colour: Colour) -> None:
        self._fill(colour)
        self.out.append("{:.2f} {:.2f} {:.2f} {:.2f} re f".format(*box))

    def _picture(self, piece: PicturePiece, top: float) -> None:
        x, y = self.left + piece.x, self.top - top - piece.y - piece.height
        matrix = " ".join(f"{value:.3f}" for value in piece.image.matrix(x, y, piece.width, piece.height))
        self.out.append(f"q {matrix} cm /{self.image_name(piece.image)} Do Q")

    def _line(self, line: Line, x: float, y: float, note: int | None) -> None:
        if not line.runs:
            return
        self.out.append("BT")
        for run in line.runs:
            self._run(run, x, y)
        self.out.append("ET")
        self._underlines(line, x, y)
        self._link_areas(line, x, y, note)

    def _run(self, run: Run, x: float, y: float) -> None:
        match run:
            case TextRun():
                self._fill(run.colour)
                font, rise = (run.face.resource, run.size), run.rise
            case EmojiRun():
                font, rise = (run.font, run.size), 0.0
            case _:
                assert_never(run)
        if font != self._font:
            self._font = font
            self.out.append(f"/{font[0]} {font[1]:g} Tf")
        self.out.append(f"1 0 0 1 {x + run.x:.2f} {y + rise:.2f} Tm {run.show}")

    def _fill(self, colour: Colour) -> None:
        if colour != self._colour:
            self._colour = colour
            self.out.append(f"{colour.red / 255:.3f} {colour.green / 255:.3f} {colour.blue / 255:.3f} rg")

    def _underlines(self, line: Line, x: float, y: float) -> None:
        for run in line.runs:
            if isinstance(run, TextRun) and run.underline:
                bottom = y + run.rise - UNDERLINE_DROP * run.size
                self._rectangle((x + run.x, bottom, run.width, UNDERLINE_WIDTH * run.size), run.colour)

    def _link_areas(self, line: Line, x: float, y: float, note: int | None) -> None:
        """Add an area for each stretch of runs that leads to one place."""
        last = ""
        for run in line.runs:
            target = _target(run, note)
            if target:
                base = y + (run.rise if isinstance(run, TextRun) else 0.0)
                area = Rectangle(
                    x + run.x, base - LINK_DEPTH * run.size, x + run.x + run.width, base + LINK_HEIGHT * run.size
                )
                if target == last:
                    area = _both(self.links.pop().area, area)
                self.links.append(LinkArea(area, target))
            last = target


def _both(one: Rectangle, other: Rectangle) -> Rectangle:
    return Rectangle(
        min(one.left, other.left),
        min(one.bottom, other.bottom),
        max(one.right, other.right),
        max(one.top, other.top),
    )


def _target(run: Run, note: int | None) -> str:
    """Return where a run leads: a mark to its note, the number of a note back to its mark."""
    mark = run.mark if isinstance(run, TextRun) else None
    if mark is None:
        return run.link or ""
    back = note == mark.number and not isinstance(mark, Note)
    return f"{MARK if back else NOTE}{mark.number}"
