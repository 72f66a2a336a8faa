"""Rows as they gather: spaces collapse, labels and anchors join the first row that comes, ties hold rows together."""

from collections.abc import Callable, Sequence
from itertools import chain

from threadbrief.core.problems import Location
from threadbrief.core.structs import Frozen, replace
from threadbrief.model.document import Note, Role
from threadbrief.pdf.layout.boxes import (
    Bookmark,
    BoxPiece,
    Element,
    Keep,
    NoteBox,
    Row,
    SideRule,
    Stroke,
    TextPiece,
)
from threadbrief.pdf.typesetting.line import SetLine
from threadbrief.templates import RuleStyle as Rule
from threadbrief.templates import TextStyle

ASCENT = 0.8
"""Of the em square that is centred in the leading, the share above the baseline."""
MIN_WIDTH = 72.0
"""Indents never leave less than an inch for text, however deep a list is nested."""

SetNote = Callable[[Note, Element], NoteBox]


def compute_baseline(style: TextStyle) -> float:
    """Return how far below the top of its leading a line has its baseline."""
    return (style.leading - style.size) / 2 + ASCENT * style.size


class Region(Frozen):
    """What blocks stand in: where, in which style and language, beside which bars."""

    left: float
    """From the left edge of the text."""
    width: float
    role: Role
    """Paragraphs of this role, and plain ones, are set in `style`."""
    style: TextStyle
    """Its indents are those of the frame already."""
    lang: str
    rtl: bool
    element: Element
    bars: tuple[SideRule, ...] = ()

    @property
    def right(self) -> float:
        """From the left edge of the text to the right edge of the frame."""
        return self.left + self.width

    def start(self, offset: float, width: float) -> float:
        """Return the left edge of something so wide that begins `offset` after the start edge."""
        return self.right - offset - width if self.rtl else self.left + offset

    def after(self, width: float) -> "Region":
        """Return what the frame leaves beside something so wide at its start."""
        return replace(
            self, left=self.left + (0.0 if self.rtl else width), width=self.width - width
        )

    def inset(self, style: TextStyle) -> "Region":
        """Return the frame within the indents of a style, with the rule at its start."""
        if not (style.indent or style.indent_end or style.rule_start):
            return self
        room = max(0.0, self.width - MIN_WIDTH)
        start = min(style.indent, room)
        end = min(style.indent_end, max(0.0, room - start))
        width = self.width - start - end
        inner = replace(self, left=self.left + (end if self.rtl else start), width=width)
        rule = style.rule_start
        if rule is None:
            return inner
        bar = SideRule(
            inner.start(-rule.gap - rule.width, rule.width),
            rule.width,
            rule.colour,
            _half_leading(style),
        )
        return replace(inner, bars=(*self.bars, bar))


def _half_leading(style: TextStyle) -> float:
    return max(0.0, (style.leading - style.size) / 2)


class Column(Frozen):
    """The lines of one cell."""

    lines: tuple[tuple[SetLine, Element], ...]
    """Each with what it belongs to."""
    x: float
    """From the left edge of the text to the left edge of the measure of the lines."""
    style: TextStyle


class _Label(Frozen):
    line: SetLine
    x: float
    element: Element
    baseline: float


class RowBuilder:
    """Rows, one below the other."""

    def __init__(self, set_note: SetNote | None = None) -> None:
        """`set_note` sets the notes whose marks stand in the lines; None: there are none, as within a note."""
        self.rows: list[Row] = []
        self.head: tuple[Row, ...] = ()
        """The head of the table that is being set, once it is complete."""
        self._set_note = set_note
        self._gap = 0.0
        self._tie = Keep.NONE
        self._break = False
        self._labels: list[_Label] = []
        self._anchors: list[str] = []
        self._bookmark: Bookmark | None = None

    # What holds for the next row.

    def space(self, points: float) -> None:
        """Leave so much above the next row at least."""
        self._gap = max(self._gap, points)

    def tie(self, tie: Keep = Keep.WITH_NEXT) -> None:
        """Hold the next row to the last."""
        self._tie = max(self._tie, tie)

    def new_page(self) -> None:
        """Begin a page with the next row, unless it is the first."""
        self._break = bool(self.rows)

    def label(self, line: SetLine, x: float, style: TextStyle, element: Element) -> None:
        """Set a line beside the next row, on its first baseline."""
        self._labels.append(_Label(line, x, element, compute_baseline(style)))

    def anchor(self, name: str, bookmark: Bookmark | None = None) -> None:
        """Name the place of the next row."""
        self._anchors.append(name)
        self._bookmark = bookmark or self._bookmark

    @property
    def has_labels(self) -> bool:
        """Whether a label waits for a row."""
        return bool(self._labels)

    # Rows.

    def lines(
        self, lines: Sequence[SetLine], style: TextStyle, frame: Region, element: Element
    ) -> None:
        """Add the lines of a paragraph. Two lines stay together at both of its ends, all of a heading."""
        within = Keep.WITH_NEXT if style.keep_next else Keep.LINES_TOGETHER
        last = len(lines) - 1
        base, where = compute_baseline(style), element.place
        for index, line in enumerate(lines):
            if index and (style.keep_next or index in (1, last)):
                self.tie(within)
            above = style.rule_above if index == 0 else None
            below = style.rule_below if index == last else None
            if above or below:
                self.columns(
                    (Column(((line, element),), frame.left, style),),
                    frame,
                    above=above,
                    below=below,
                )
                continue
            piece = TextPiece(line, frame.left, base, element)
            notes = self._notes(line, element) if line.marks else ()
            self.add(style.leading, (piece,), frame, where, notes=notes, base=base)

    def _notes(self, line: SetLine, element: Element) -> tuple[NoteBox, ...]:
        set_note = self._set_note
        return tuple([set_note(note, element) for note in line.marks]) if set_note else ()

    def columns(
        self,
        columns: Sequence[Column],
        frame: Region,
        *,
        above: Rule | None = None,
        below: Rule | None = None,
        pad: float = 0.0,
    ) -> None:
        """Add lines side by side, on a common grid, as one row; `pad` is left above them."""
        first = max(compute_baseline(column.style) for column in columns)
        leading = max(column.style.leading for column in columns)
        top = pad + (above.width + above.gap if above else 0.0)
        pieces: list[BoxPiece] = [
            TextPiece(line, column.x, top + index * leading + first, element)
            for column in columns
            for index, (line, element) in enumerate(column.lines)
        ]
        bottom = top + leading * max((len(column.lines) for column in columns), default=0)
        if above:
            pieces.append(Stroke(frame.left, 0.0, frame.width, above.width, above.colour))
        if below:
            pieces.append(
                Stroke(frame.left, bottom + below.gap, frame.width, below.width, below.colour)
            )
            bottom += below.gap + below.width
        where = next((element.place for column in columns for _, element in column.lines), None)
        marked = [
            self._notes(line, element) for column in columns for line, element in column.lines
        ]
        self.add(
            bottom, pieces, frame, where, notes=tuple(chain.from_iterable(marked)), base=top + first
        )

    def add(
        self,
        height: float,
        pieces: Sequence[BoxPiece],
        frame: Region,
        where: Location | None = None,
        *,
        notes: tuple[NoteBox, ...] = (),
        base: float | None = None,
        least: float | None = None,
    ) -> None:
        """Add a row. `base` is its first baseline, `least` its height with its picture at its smallest."""
        labels = [
            TextPiece(label.line, label.x, label.baseline if base is None else base, label.element)
            for label in self._labels
        ]
        self.rows.append(
            Row(
                height=height,
                pieces=(*labels, *pieces),
                gap=self._gap if self.rows else 0.0,
                tie=Keep.PAGE_BREAK if self._break else self._tie,
                notes=notes,
                bars=frame.bars,
                head=self.head,
                anchors=tuple(self._anchors),
                bookmark=self._bookmark,
                where=where,
                least=least,
            )
        )
        self._begin()

    def _begin(self) -> None:
        """Let nothing hold for the next row."""
        self._gap, self._tie, self._break, self._bookmark = 0.0, Keep.NONE, False, None
        self._labels.clear()
        self._anchors.clear()
