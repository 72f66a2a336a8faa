"""Rows become pages: everything has its place when this module is done, and nothing has been drawn."""

from collections.abc import Iterator, Sequence

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Problem, warning
from threadbrief.core.structs import Frozen
from threadbrief.pdf.layout.boxes import NoteBox, Row, SideRule, Stroke
from threadbrief.pdf.layout.page_breaks import (
    LAST,
    BreakRule,
    PageSpace,
    choose_page_break,
    count_fitting_rows,
    row_height,
)
from threadbrief.templates import NoteArea
from threadbrief.templates import RuleStyle as Rule


class PageGeometry(Frozen):
    """What the layout must know of a page; lengths in points."""

    height: float
    """Of the frame that holds text and notes."""
    measure: float
    area: NoteArea
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
    """What of a note stands on a page."""

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
        return self.note.height(self.start, len(self.note.rows))


class _NoteSlice(Frozen):
    """The part of a note that a page takes."""

    note: NoteBox
    start: int
    end: int

    @property
    def height(self) -> float:
        return self.note.height(self.start, self.end)

    @property
    def rest(self) -> NoteRemainder | None:
        return NoteRemainder(self.note, self.end) if self.end < len(self.note.rows) else None


def lay_out(
    rows: Sequence[Row], sheet: PageGeometry
) -> tuple[tuple[PageLayout, ...], tuple[Problem, ...]]:
    """Return the pages that hold the rows and their notes, at least one page, and a warning for whatever is too high.

    Upholds *the note invariant* (fill.py). The time is linear in the number of rows: no page is begun twice.
    """
    pages: list[PageLayout] = []
    problems: list[Problem] = []
    carried: tuple[NoteRemainder, ...] = ()
    start = 0
    while start < len(rows) or carried or not pages:
        body, shares = _fill_page(rows, start, carried, sheet)
        page = _build_page(body, shares, sheet, carried=bool(carried))
        problems += _check_overfull(page, sheet)
        pages.append(page)
        start += len(body)
        carried = tuple(share.rest for share in shares if share.rest)
    return tuple(pages), tuple(problems)


def _space_above_notes(rule: Rule, sheet: PageGeometry) -> float:
    return sheet.area.space_above + rule.width + rule.gap


def _fill_page(
    rows: Sequence[Row], start: int, carried: tuple[NoteRemainder, ...], sheet: PageGeometry
) -> tuple[Sequence[Row], list[_NoteSlice]]:
    """Return the rows that stand on the page that begins with row `start`, and what of which notes."""
    area = 0.0
    if carried:
        area = _space_above_notes(sheet.area.continued_rule, sheet) + sheet.continued.height
        space = sheet.height - area
        area += sum(rest.height for rest in carried) + sheet.area.between * (len(carried) - 1)
        if area > sheet.height:
            return (), _split_notes(carried, space, sheet.area.between)
    shares = [_NoteSlice(rest.note, rest.start, len(rest.note.rows)) for rest in carried]
    room = PageSpace(
        sheet.height, area, _space_above_notes(sheet.area.rule, sheet), sheet.area.between
    )
    reached = choose_page_break(rows, start, room) if start < len(rows) else None
    if reached is None and (carried or start == len(rows)):
        return (), shares
    end, level, lower = (
        (reached.end, reached.level, reached.lower) if reached else (start + 1, LAST, 0.0)
    )
    body = _shrink_figures(rows[start:end], lower)
    return body, shares + _slice_own_notes(body, room, level)


def _shrink_figures(rows: Sequence[Row], lower: float) -> Sequence[Row]:
    """Return the rows with their pictures made smaller, the last one first, until they are so much lower together."""
    body = list(rows)
    for index in reversed(range(len(body))):
        slack = min(lower, body[index].slack)
        if slack > 0:
            body[index] = body[index].lowered(body[index].height - slack)
            lower -= slack
    return body


def _split_notes(
    carried: tuple[NoteRemainder, ...], space: float, between: float
) -> list[_NoteSlice]:
    """Return the parts of the notes for a page that cannot hold all of them: one row at least."""
    shares: list[_NoteSlice] = []
    for rest in carried:
        end = count_fitting_rows(rest.note, rest.start, space, 0 if shares else 1)
        shares.append(_NoteSlice(rest.note, rest.start, end))
        space = -1.0 if shares[-1].rest else space - between - shares[-1].height
    return shares


def _slice_own_notes(rows: Sequence[Row], room: PageSpace, level: BreakRule) -> list[_NoteSlice]:
    """Return the parts of the notes that begin on a page with these rows: each as long as those after it allow."""
    # By number: the cells of a row that is parted line by line have their marks side by side.
    notes = sorted((note for row in rows for note in row.notes), key=lambda note: note.number)
    floors = [level.floor(note) for note in notes]
    space = (
        room.height
        - room.carried
        - sum(row_height(row, first=index == 0) for index, row in enumerate(rows))
    )
    if notes:
        space -= room.lead(room.carried) + room.between * (len(notes) - 1)
    space -= sum(note.bottoms[floor - 1] for note, floor in zip(notes, floors, strict=True))
    shares: list[_NoteSlice] = []
    for note, floor in zip(notes, floors, strict=True):
        least = note.bottoms[floor - 1]
        end = count_fitting_rows(note, 0, least + space, floor)
        shares.append(_NoteSlice(note, 0, end))
        space -= shares[-1].height - least
    return shares


# --- places ----------------------------------------------------------------------------------------------------


def _build_page(
    rows: Sequence[Row], shares: list[_NoteSlice], sheet: PageGeometry, *, carried: bool
) -> PageLayout:
    body = _stack_rows(rows, 0.0, with_head=True)
    shown = [share for share in shares if share.end > share.start]
    bars = list(_iter_side_rules(body))
    if not shown:
        return PageLayout(body, (), tuple(bars), None)
    rule = sheet.area.continued_rule if carried else sheet.area.rule
    height = (
        _space_above_notes(rule, sheet)
        + sum(share.height for share in shown)
        + sheet.area.between * (len(shown) - 1)
    )
    height += sheet.continued.height if carried else 0.0
    # A page that holds more than it can hold runs into the foot margin rather than over its own text.
    top = max(sheet.height - height, _find_bottom(body)) + sheet.area.space_above
    width = sheet.measure * (1.0 if carried else sheet.area.rule_share)
    bars.append(
        Stroke(sheet.measure - width if sheet.rtl else 0.0, top, width, rule.width, rule.colour)
    )
    top += rule.width + rule.gap
    continued = PlacedRow(sheet.continued, top) if carried else None
    top += sheet.continued.height if carried else 0.0
    notes: list[PlacedNote] = []
    for share in shown:
        placed = _stack_rows(share.note.rows[share.start : share.end], top, with_head=False)
        notes.append(PlacedNote(share.note, share.start, placed))
        bars += _iter_side_rules(placed)
        top += share.height + sheet.area.between
    return PageLayout(body, tuple(notes), tuple(bars), continued)


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
    return placed[-1].top + placed[-1].row.height if placed else 0.0


def _iter_side_rules(placed: Sequence[PlacedRow]) -> Iterator[Stroke]:
    """Yield each bar once, from the first of its rows to the last."""
    spans: dict[SideRule, tuple[float, float]] = {}
    for item in placed:
        for bar in item.row.bars:
            top = spans[bar][0] if bar in spans else item.top
            spans[bar] = (top, item.top + item.row.height)
    for bar, (top, bottom) in spans.items():
        yield Stroke(bar.x, top + bar.trim, bar.width, bottom - top - 2 * bar.trim, bar.colour)


def _check_overfull(page: PageLayout, sheet: PageGeometry) -> Iterator[Problem]:
    placed = page.notes[-1].rows if page.notes else page.body
    if _find_bottom(placed) > sheet.height + 0.5:
        where = (page.body or placed)[0].row.where
        yield warning(
            codes.TOO_TALL_FOR_PAGE,
            "this does not fit on a page with its notes and runs into the foot margin",
            where,
        )
