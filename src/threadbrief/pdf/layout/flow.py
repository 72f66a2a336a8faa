"""Rows as they gather.

Spaces collapse, labels and anchors join the first row that comes, ties hold rows together.
"""

from collections.abc import Callable, Sequence
from itertools import chain

from threadbrief.core.problems import Location, Problem
from threadbrief.core.structs import Frozen, field, replace
from threadbrief.model.document import Inlines, Note, Picture, Role
from threadbrief.model.traverse import plain_text
from threadbrief.pdf.layout.boxes import (
    Bookmark,
    BoxPiece,
    Element,
    ElementKind,
    Keep,
    NoteBox,
    Row,
    SideRule,
    Stroke,
    TextPiece,
)
from threadbrief.pdf.output.image import Image
from threadbrief.pdf.typesetting.spans import SetLine
from threadbrief.pdf.typesetting.typesetter import Typesetter
from threadbrief.templates import Align, Look, TextStyle
from threadbrief.templates import RuleStyle as Rule
from threadbrief.text.direction import is_rtl

ASCENT_SHARE = 0.8
"""Of the em square that is centred in the leading, the share above the baseline."""
MIN_TEXT_WIDTH = 72.0
"""Indents never leave less than an inch for text, however deep a list is nested."""

SetNote = Callable[[Note, Element], NoteBox]


def compute_baseline(style: TextStyle) -> float:
    """Return how far below the top of its leading a line has its baseline."""
    return (style.leading - style.size) / 2 + ASCENT_SHARE * style.size


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
    side_rules: tuple[SideRule, ...] = ()

    @property
    def right(self) -> float:
        """From the left edge of the text to the right edge of the frame."""
        return self.left + self.width

    def find_left_edge(self, offset: float, width: float) -> float:
        """Return the left edge of something so wide that begins `offset` after the start edge."""
        if self.rtl:
            return self.right - offset - width
        return self.left + offset

    def shrink_start(self, width: float) -> "Region":
        """Return what the frame leaves beside something so wide at its start."""
        return replace(
            self, left=self.left + (0.0 if self.rtl else width), width=self.width - width
        )

    def inset(self, style: TextStyle) -> "Region":
        """Return the frame within the indents of a style, with the rule at its start."""
        if not (style.indent or style.indent_end or style.rule_start):
            return self
        room = max(0.0, self.width - MIN_TEXT_WIDTH)
        start = min(style.indent, room)
        end = min(style.indent_end, max(0.0, room - start))
        width = self.width - start - end
        inner = replace(self, left=self.left + (end if self.rtl else start), width=width)
        rule = style.rule_start
        if rule is None:
            return inner
        side_rule = SideRule(
            inner.find_left_edge(-rule.gap - rule.width, rule.width),
            rule.width,
            rule.colour,
            _compute_half_leading(style),
        )
        return replace(inner, side_rules=(*self.side_rules, side_rule))


def _compute_half_leading(style: TextStyle) -> float:
    return max(0.0, (style.leading - style.size) / 2)


class Column(Frozen):
    """The lines of one cell."""

    lines: tuple[tuple[SetLine, Element], ...]
    """Each with what it belongs to."""
    x: float
    """From the left edge of the text to the left edge of the measure of the lines."""
    style: TextStyle


class _PendingLabel(Frozen):
    line: SetLine
    x: float
    element: Element
    baseline: float


class RowBuilder:
    """Rows, one below the other."""

    def __init__(self, set_note: SetNote | None = None) -> None:
        """`set_note` sets the notes whose marks stand in the lines.

        None: there are none, as within a note.
        """
        self.rows: list[Row] = []
        self.head: tuple[Row, ...] = ()
        """The head of the table that is being set, once it is complete."""
        self._set_note = set_note
        self._gap = 0.0
        self._keep = Keep.NONE
        self._page_break = False
        self._labels: list[_PendingLabel] = []
        self._anchors: list[str] = []
        self._bookmark: Bookmark | None = None

    # What holds for the next row.

    def add_space(self, points: float) -> None:
        """Leave so much above the next row at least."""
        self._gap = max(self._gap, points)

    def keep(self, keep: Keep = Keep.WITH_NEXT) -> None:
        """Hold the next row to the last."""
        self._keep = max(self._keep, keep)

    def add_page_break(self) -> None:
        """Begin a page with the next row, unless it is the first."""
        self._page_break = bool(self.rows)

    def add_label(self, line: SetLine, x: float, style: TextStyle, element: Element) -> None:
        """Set a line beside the next row, on its first baseline."""
        self._labels.append(_PendingLabel(line, x, element, compute_baseline(style)))

    def add_anchor(self, name: str, bookmark: Bookmark | None = None) -> None:
        """Name the place of the next row."""
        self._anchors.append(name)
        self._bookmark = bookmark or self._bookmark

    @property
    def has_labels(self) -> bool:
        """Whether a label waits for a row."""
        return bool(self._labels)

    # Rows.

    def add_lines(
        self, lines: Sequence[SetLine], style: TextStyle, region: Region, element: Element
    ) -> None:
        """Add the lines of a paragraph.

        Against orphans and widows, two lines are kept together at both of its ends; of a heading,
        which is kept with next, all are.
        """
        within = Keep.WITH_NEXT if style.keep_next else Keep.LINES_TOGETHER
        last = len(lines) - 1
        baseline, where = compute_baseline(style), element.nearest_location
        for index, line in enumerate(lines):
            if index and (style.keep_next or index in (1, last)):
                self.keep(within)
            above = style.rule_above if index == 0 else None
            below = style.rule_below if index == last else None
            if above or below:
                self.add_columns(
                    (Column(((line, element),), region.left, style),),
                    region,
                    above=above,
                    below=below,
                )
                continue
            piece = TextPiece(line, region.left, baseline, element)
            notes = self._set_notes(line, element) if line.notes else ()
            self.add_row(style.leading, (piece,), region, where, notes=notes, baseline=baseline)

    def _set_notes(self, line: SetLine, element: Element) -> tuple[NoteBox, ...]:
        set_note = self._set_note
        if set_note:
            return tuple([set_note(note, element) for note in line.notes])
        return ()

    def add_columns(
        self,
        columns: Sequence[Column],
        region: Region,
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
            pieces.append(Stroke(region.left, 0.0, region.width, above.width, above.colour))
        if below:
            pieces.append(
                Stroke(region.left, bottom + below.gap, region.width, below.width, below.colour)
            )
            bottom += below.gap + below.width
        where = next(
            (element.nearest_location for column in columns for _, element in column.lines),
            None,
        )
        marked = [
            self._set_notes(line, element) for column in columns for line, element in column.lines
        ]
        self.add_row(
            bottom,
            pieces,
            region,
            where,
            notes=tuple(chain.from_iterable(marked)),
            baseline=top + first,
        )

    def add_row(
        self,
        height: float,
        pieces: Sequence[BoxPiece],
        region: Region,
        where: Location | None = None,
        *,
        notes: tuple[NoteBox, ...] = (),
        baseline: float | None = None,
        min_height: float | None = None,
    ) -> None:
        """Add a row. `base` is its first baseline, `least` its height with the smallest picture."""
        labels = [
            TextPiece(
                label.line, label.x, label.baseline if baseline is None else baseline, label.element
            )
            for label in self._labels
        ]
        self.rows.append(
            Row(
                height=height,
                pieces=(*labels, *pieces),
                gap=self._gap if self.rows else 0.0,
                keep=Keep.PAGE_BREAK if self._page_break else self._keep,
                notes=notes,
                side_rules=region.side_rules,
                head=self.head,
                anchors=tuple(self._anchors),
                bookmark=self._bookmark,
                where=where,
                min_height=min_height,
            )
        )
        self._reset()

    def _reset(self) -> None:
        """Let nothing hold for the next row."""
        self._gap, self._keep, self._page_break, self._bookmark = 0.0, Keep.NONE, False, None
        self._labels.clear()
        self._anchors.clear()


INHERITING_ROLES = frozenset(
    {Role.BODY, Role.SUMMARY, Role.JUDGEMENT, Role.POST, Role.QUOTATION, Role.LIST, Role.NOTE}
)
"""The roles of text that takes the style of its container."""
_UNLIMITED_WIDTH = 1e6
"""Points that no line fills."""

_BALANCED_KINDS = frozenset(
    {ElementKind.TITLE, ElementKind.HEADING_1, ElementKind.HEADING_2, ElementKind.HEADING_3}
)


class BlockContext(Frozen):
    """Sets text in the styles of a look."""

    typesetter: Typesetter
    look: Look
    problems: list[Problem] = field(default_factory=list)
    images: dict[Picture, Image] = field(default_factory=dict)
    """The pictures read so far."""
    inner_styles: dict[Role, TextStyle] = field(default_factory=dict)
    """Styles of roles, plain, as far as asked for."""

    def get_inner_style(self, role: Role) -> TextStyle:
        """Return the style of a role without what a frame takes over."""
        style = self.inner_styles.get(role)
        if style is None:
            style = self.inner_styles[role] = strip_frame_properties(self.look.style(role))
        return style

    def make_page_region(self, role: Role, lang: str, element: Element) -> Region:
        """Return the frame of the whole measure, for text of a role."""
        style = self.look.style(role)
        return Region(
            0.0,
            self.look.page.measure,
            role,
            self.get_inner_style(role),
            lang,
            is_rtl(lang),
            element,
        ).inset(style)

    def make_inner_region(
        self,
        frame: Region,
        role: Role,
        kind: ElementKind,
        lang: str | None = None,
        where: Location | None = None,
    ) -> Region:
        """Return the region for blocks of a role inside another: indented, beside its rule.

        Text in a note, and in a list inside other text, keeps the style of its container.
        """
        own = self.look.style(role)
        keeps = frame.role is Role.NOTE or (role is Role.LIST and frame.role is not Role.BODY)
        if keeps:
            style = replace(frame.style, before=own.before, after=min(own.after, frame.style.after))
        else:
            style = self.get_inner_style(role)
        language = lang or frame.lang
        element = Element(
            kind, frame.element, language if language != frame.lang else None, where=where
        )
        turned = replace(frame, lang=language, rtl=is_rtl(language), element=element)
        return replace(turned.inset(own), role=frame.role if keeps else role, style=style)

    def set_lines(
        self, content: Inlines, style: TextStyle, frame: Region, element: Element
    ) -> tuple[SetLine, ...]:
        """Return the lines of a paragraph as wide as the region, in its language's direction."""
        return self.typesetter.set_lines(
            content,
            style,
            frame.width,
            lang=frame.lang,
            first_indent=0.0 - style.hanging,
            where=element.nearest_location,
            balanced=element.kind in _BALANCED_KINDS,
        )

    def set_short_line(
        self, content: Inlines, style: TextStyle, frame: Region
    ) -> tuple[SetLine, float]:
        """Return a line of a few words from the left edge, and how wide it is."""
        if style.align is Align.START:
            flush = style
        else:
            flush = replace(style, align=Align.START)
        if not frame.rtl:
            line = self.typesetter.set_lines(content, flush, _UNLIMITED_WIDTH, lang=frame.lang)[0]
            return line, line.width
        width = self.typesetter.measure_width(plain_text(content), style)
        flush = replace(style, align=Align.END)
        return self.typesetter.set_lines(content, flush, width + 1.0, lang=frame.lang)[0], width


def strip_frame_properties(style: TextStyle) -> TextStyle:
    """Return a style without the indents and the rule that its frame has taken over."""
    if style.indent or style.indent_end or style.hanging or style.rule_start:
        return replace(style, indent=0.0, indent_end=0.0, hanging=0.0, rule_start=None)
    return style
