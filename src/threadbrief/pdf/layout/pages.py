"""Lay out pages: place the rows and the footnotes of each page; a footnote split goes on.

Every position is decided when this module is done, and nothing has been drawn.
"""

from collections.abc import Iterator, Sequence

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Problem, warning
from threadbrief.core.structs import Frozen
from threadbrief.pdf.layout.boxes import NoteBox, Row, SideRule, Stroke
from threadbrief.pdf.layout.page_breaks import (
    LAST_RESORT_RULE,
    BreakRule,
    PageSpace,
    choose_page_break,
    compute_row_height,
    count_fitting_rows,
)
from threadbrief.templates import NoteArea
from threadbrief.templates import RuleStyle as Rule


class PageGeometry(Frozen):
    """What the layout must know of a page; lengths in points."""

    height: float
    """Of the frame that holds text and notes."""
    measure: float
    note_area: NoteArea
    continued: Row
    """The words over notes that go on from the page before."""
    rtl: bool = False
    """The short rule over the notes begins at the right."""


class PlacedRow(Frozen):
    """A row in its place."""

    row: Row
    top: float
    """From the top of the frame."""


class PlacedNote(Frozen):
    """The part of a note on a page."""

    note: NoteBox
    start: int
    """0: it begins here."""
    rows: tuple[PlacedRow, ...]


class PageLayout(Frozen):
    """A page, laid out. It holds a row of text or a row of a note at least."""

    body: tuple[PlacedRow, ...]
    notes: tuple[PlacedNote, ...]
    strokes: tuple[Stroke, ...]
    """The bars beside the rows and the rule over the notes; y from the top of the frame."""
    continued: PlacedRow | None
    """The words over notes that go on; None when none does."""


class NoteRemainder(Frozen):
    """What of a note is still to be set."""

    note: NoteBox
    start: int
    """The first row that is."""

    @property
    def height(self) -> float:
        """Of what is left."""
        return self.note.measure_rows(self.start, len(self.note.rows))


class _NoteSlice(Frozen):
    """The part of a note that a page takes."""

    note: NoteBox
    start: int
    end: int

    @property
    def height(self) -> float:
        return self.note.measure_rows(self.start, self.end)

    @property
    def remainder(self) -> NoteRemainder | None:
        if self.end < len(self.note.rows):
            return NoteRemainder(self.note, self.end)
        return None


def lay_out_pages(
    rows: Sequence[Row], geometry: PageGeometry
) -> tuple[tuple[PageLayout, ...], tuple[Problem, ...]]:
    """Return the pages of the rows and their notes, at least one, and warnings for overfull pages.

    Upholds *the note invariant* (fill.py). The time is linear in the number of rows: no page is
    begun twice.
    """
    pages: list[PageLayout] = []
    problems: list[Problem] = []
    carried: tuple[NoteRemainder, ...] = ()
    start = 0
    while start < len(rows) or carried or not pages:
        body, slices = _fill_page(rows, start, carried, geometry)
        page = _build_page(body, slices, geometry, carried=bool(carried))
        problems += _check_overfull(page, geometry)
        pages.append(page)
        start += len(body)
        carried = tuple(note_slice.remainder for note_slice in slices if note_slice.remainder)
    return tuple(pages), tuple(problems)


def _measure_space_above_notes(rule: Rule, geometry: PageGeometry) -> float:
    return geometry.note_area.space_above + rule.width + rule.gap


def _fill_page(
    rows: Sequence[Row], start: int, carried: tuple[NoteRemainder, ...], geometry: PageGeometry
) -> tuple[Sequence[Row], list[_NoteSlice]]:
    """Return the rows of the page that begins with row `start`, and the parts of notes on it."""
    area = 0.0
    if carried:
        area = (
            _measure_space_above_notes(geometry.note_area.continued_rule, geometry)
            + geometry.continued.height
        )
        space = geometry.height - area
        area += sum(remainder.height for remainder in carried) + geometry.note_area.between * (
            len(carried) - 1
        )
        if area > geometry.height:
            return (), _split_notes(carried, space, geometry.note_area.between)
    slices = [
        _NoteSlice(remainder.note, remainder.start, len(remainder.note.rows))
        for remainder in carried
    ]
    page_space = PageSpace(
        geometry.height,
        area,
        _measure_space_above_notes(geometry.note_area.rule, geometry),
        geometry.note_area.between,
    )
    if start < len(rows):
        page_break = choose_page_break(rows, start, page_space)
    else:
        page_break = None
    if page_break is None and (carried or start == len(rows)):
        return (), slices
    end, rule, shrink_by = (
        (page_break.end, page_break.rule, page_break.shrink_by)
        if page_break
        else (start + 1, LAST_RESORT_RULE, 0.0)
    )
    body = _shrink_figures(rows[start:end], shrink_by)
    return body, slices + _slice_own_notes(body, page_space, rule)


def _shrink_figures(rows: Sequence[Row], shrink_by: float) -> Sequence[Row]:
    """Return the rows with figures shrunk, the last one first, by `lower` points together."""
    body = list(rows)
    for index in reversed(range(len(body))):
        slack = min(shrink_by, body[index].slack)
        if slack > 0:
            body[index] = body[index].shrink_figure(body[index].height - slack)
            shrink_by -= slack
    return body


def _split_notes(
    carried: tuple[NoteRemainder, ...], space: float, between: float
) -> list[_NoteSlice]:
    """Return the parts of the notes for a page that cannot hold all of them: one row at least."""
    slices: list[_NoteSlice] = []
    for remainder in carried:
        end = count_fitting_rows(remainder.note, remainder.start, space, 0 if slices else 1)
        slices.append(_NoteSlice(remainder.note, remainder.start, end))
        space = -1.0 if slices[-1].remainder else space - between - slices[-1].height
    return slices


def _slice_own_notes(
    rows: Sequence[Row], page_space: PageSpace, rule: BreakRule
) -> list[_NoteSlice]:
    """Return the parts of the notes that begin on a page with these rows.

    Each as long as those after it allow.
    """
    # By number: the cells of a row that is parted line by line have their marks side by side.
    notes = sorted((note for row in rows for note in row.notes), key=lambda note: note.number)
    floors = [rule.count_min_rows(note) for note in notes]
    space = (
        page_space.height
        - page_space.carried_height
        - sum(compute_row_height(row, first=index == 0) for index, row in enumerate(rows))
    )
    if notes:
        space -= page_space.measure_note_lead(
            page_space.carried_height
        ) + page_space.between_notes * (len(notes) - 1)
    space -= sum(note.bottoms[floor - 1] for note, floor in zip(notes, floors, strict=True))
    slices: list[_NoteSlice] = []
    for note, floor in zip(notes, floors, strict=True):
        least = note.bottoms[floor - 1]
        end = count_fitting_rows(note, 0, least + space, floor)
        slices.append(_NoteSlice(note, 0, end))
        space -= slices[-1].height - least
    return slices


# --- places ---------------------------------------------------------------------------------------


def _build_page(
    rows: Sequence[Row], slices: list[_NoteSlice], geometry: PageGeometry, *, carried: bool
) -> PageLayout:
    body = _stack_rows(rows, 0.0, with_head=True)
    shown = [note_slice for note_slice in slices if note_slice.end > note_slice.start]
    strokes = list(_iter_side_rules(body))
    if not shown:
        return PageLayout(body, (), tuple(strokes), None)
    rule = geometry.note_area.continued_rule if carried else geometry.note_area.rule
    height = (
        _measure_space_above_notes(rule, geometry)
        + sum(note_slice.height for note_slice in shown)
        + geometry.note_area.between * (len(shown) - 1)
    )
    height += geometry.continued.height if carried else 0.0
    # A page that holds more than it can hold runs into the foot margin rather than over its own
    # text.
    top = max(geometry.height - height, _find_bottom(body)) + geometry.note_area.space_above
    width = geometry.measure * (1.0 if carried else geometry.note_area.rule_share)
    strokes.append(
        Stroke(
            geometry.measure - width if geometry.rtl else 0.0, top, width, rule.width, rule.colour
        )
    )
    top += rule.width + rule.gap
    continued = PlacedRow(geometry.continued, top) if carried else None
    top += geometry.continued.height if carried else 0.0
    notes: list[PlacedNote] = []
    for note_slice in shown:
        placed = _stack_rows(
            note_slice.note.rows[note_slice.start : note_slice.end], top, with_head=False
        )
        notes.append(PlacedNote(note_slice.note, note_slice.start, placed))
        strokes += _iter_side_rules(placed)
        top += note_slice.height + geometry.note_area.between
    return PageLayout(body, tuple(notes), tuple(strokes), continued)


def _stack_rows(rows: Sequence[Row], top: float, *, with_head: bool) -> tuple[PlacedRow, ...]:
    """Return the rows one below the other, from `top`."""
    placed: list[PlacedRow] = []
    for head in rows[0].head if rows and with_head else ():
        placed.append(PlacedRow(head, top))
        top += head.height
    for index, row in enumerate(rows):
        top += row.gap if index else 0.0
        placed.append(PlacedRow(row, top))
        top += row.height
    return tuple(placed)


def _find_bottom(placed: Sequence[PlacedRow]) -> float:
    if placed:
        return placed[-1].top + placed[-1].row.height
    return 0.0


def _iter_side_rules(placed: Sequence[PlacedRow]) -> Iterator[Stroke]:
    """Yield each bar once, from the first of its rows to the last."""
    spans: dict[SideRule, tuple[float, float]] = {}
    for item in placed:
        for side_rule in item.row.side_rules:
            top = spans[side_rule][0] if side_rule in spans else item.top
            spans[side_rule] = (top, item.top + item.row.height)
    for side_rule, (top, bottom) in spans.items():
        yield Stroke(
            side_rule.x,
            top + side_rule.trim,
            side_rule.width,
            bottom - top - 2 * side_rule.trim,
            side_rule.colour,
        )


def _check_overfull(page: PageLayout, geometry: PageGeometry) -> Iterator[Problem]:
    placed = page.notes[-1].rows if page.notes else page.body
    if _find_bottom(placed) > geometry.height + 0.5:
        where = (page.body or placed)[0].row.where
        yield warning(
            codes.TOO_TALL_FOR_PAGE,
            "this does not fit on a page with its notes and runs into the foot margin",
            where,
        )
