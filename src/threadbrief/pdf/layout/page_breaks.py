"""Choose page breaks: which rows a page holds, and how a footnote is split over pages.

A break respects what the rows ask for (`Keep`): no orphan or widow (the first or last line of a
paragraph alone on a page), headings kept with next, and whole table rows. Where no break satisfies
all of that, the rules are loosened step by step (`BREAK_RULES`).

*The note invariant*: a note begins on the page of its mark; notes keep the order of their marks; a
note too long for its page is continued at the foot of the next, before that page's own notes; no
word is lost, and every page makes progress.
"""

from bisect import bisect_right
from collections.abc import Sequence

from threadbrief.core.structs import Frozen
from threadbrief.pdf.layout.boxes import Keep, NoteBox, Row

EPSILON = 0.01
"""Points by which something may be too high: sums of decimal fractions are not exact."""
MIN_FILL = 0.5
"""A page filled less than this is worth a looser rule."""
SHRINK_FIGURE_BELOW = 0.85
"""A page filled less than this is worth making a picture smaller."""
LOOSEN_RULES_BELOW = 0.2
"""A page filled less than this is worth nearly any rule."""
MIN_LAST_PAGE_ROWS = 2
"""A last page of so few rows is not worth its sheet."""
MIN_LAST_PAGE_FILL = 0.1
"""Nor is it when it is less than this share of a page high."""
LAST_PAGE_LOOKAHEAD = 4
"""The rows that such a page is given instead."""


class BreakRule(Frozen):
    """One degree of strictness in choosing a page break."""

    tie: Keep
    """A break may cut ties up to this one."""
    every: bool
    """Every note may go on on the next page; else only the last of the page."""
    least: int
    """Rows of a note that stand on the page of its mark at least. Unless it is 1, a note one row
    longer stays whole."""

    def floor(self, note: NoteBox) -> int:
        """Return how many rows of a note must stand on the page of its mark."""
        rows = len(note.rows)
        nearly_whole = self.least > 1 and rows == self.least + 1
        if rows <= self.least or nearly_whole:
            return rows
        return self.least


STRICT = BreakRule(Keep.NONE, every=False, least=2)
BREAK_RULES = (
    STRICT,
    BreakRule(Keep.LINES_TOGETHER, every=False, least=2),
    BreakRule(Keep.NONE, every=True, least=2),
)
LAST = BreakRule(Keep.WITH_NEXT, every=True, least=1)


class PageSpace(Frozen):
    """The space of a page, in points."""

    height: float
    """Of the frame that holds text and notes."""
    carried: float
    """Taken by notes continued from the page before, with their rule; 0: there are none."""
    above: float
    """Taken by the first note of a page besides its rows: the space and the rule."""
    between: float
    """Taken by each further note besides its rows."""

    def lead(self, area: float) -> float:
        """Return what the next note takes besides its rows when the notes so far take `area`."""
        if area:
            return self.between
        return self.above


class ChosenPageBreak(Frozen):
    """A chosen break: the end of a page."""

    end: int
    """The first row of the next page."""
    level: BreakRule
    fill: float
    """Share of the page that is used."""
    lower: float = 0.0
    """Points by which figures must shrink for it."""


def row_height(row: Row, *, first: bool) -> float:
    """Return the height that a row takes.

    With the gap above it, or at the top of a page with its table's head.
    """
    return row.height + (sum(head.height for head in row.head) if first else row.gap)


def choose_page_break(rows: Sequence[Row], start: int, room: PageSpace) -> ChosenPageBreak | None:
    """Return how far the page that begins with row `start` goes.

    None when no row fits, even by the loosest rule.
    """
    span = (start, len(rows))
    found: list[ChosenPageBreak] = []
    for level in BREAK_RULES:
        reached = _find_break(rows, span, room, level)
        if level is STRICT:
            reached = _try_smaller_figure(rows, span, room, reached) or reached
        if reached and (reached.fill >= MIN_FILL or _can_end_page(rows, reached.end)):
            return _avoid_short_last_page(rows, start, room, reached)
        found += [reached] if reached else []
    good = next((reached for reached in found if reached.fill >= LOOSEN_RULES_BELOW), None)
    if good or room.carried >= MIN_FILL * room.height:
        return good
    return _find_break(rows, span, room, LAST)


def count_fitting_rows(note: NoteBox, start: int, space: float, floor: int) -> int:
    """Return the end of the rows of a note that fit into `space`, at least `floor` from `start`.

    One row alone is not left over where another can keep it company.
    """
    above = note.height(0, start) + note.rows[start].gap if start else 0.0
    end = max(bisect_right(note.bottoms, above + space + EPSILON), start + floor)
    if end == len(note.rows) - 1 and end - start > max(floor, 2):
        return end - 1
    return end


def _can_end_page(rows: Sequence[Row], index: int) -> bool:
    return index >= len(rows) or rows[index].tie is Keep.PAGE_BREAK


def _find_break(
    rows: Sequence[Row], span: tuple[int, int], room: PageSpace, level: BreakRule
) -> ChosenPageBreak | None:
    """Return the furthest break with every note whole.

    Or, when a mark comes after it, the first with a note split.
    """
    start, limit = span
    best: ChosenPageBreak | None = None
    body = 0.0
    whole = least = room.carried
    fresh = False
    for index in range(start, limit):
        row = rows[index]
        body += row_height(row, first=index == start)
        for note in row.notes:
            lead = room.lead(whole)
            shortest = lead + note.bottoms[level.floor(note) - 1]
            least = (least if level.every else whole) + shortest
            whole += lead + note.bottoms[-1]
            fresh = True
        if body + least > room.height + EPSILON:
            break
        if not _can_end_page(rows, index + 1) and rows[index + 1].tie > level.tie:
            continue
        if body + whole <= room.height + EPSILON:
            best, fresh = ChosenPageBreak(index + 1, level, (body + whole) / room.height), False
        elif fresh:
            return ChosenPageBreak(index + 1, level, 1.0)
        else:
            break
        if _can_end_page(rows, index + 1):
            break
    return best


def _try_smaller_figure(
    rows: Sequence[Row], span: tuple[int, int], room: PageSpace, reached: ChosenPageBreak | None
) -> ChosenPageBreak | None:
    """Return a later break for a sparse page if a smaller figure fits on it; else None."""
    start, limit = span
    end = reached.end if reached else start
    if reached and (reached.fill >= SHRINK_FIGURE_BELOW or _can_end_page(rows, end)):
        return None
    body = sum(row_height(row, first=index == 0) for index, row in enumerate(rows[start:end]))
    area = room.carried
    slack = 0.0
    for index in range(start, limit):
        row = rows[index]
        for note in row.notes:
            area += room.lead(area) + note.bottoms[-1]
        if index < end:
            continue
        body += row_height(row, first=index == start)
        slack += row.slack
        over = body + area - room.height
        if over > slack:
            return None
        if slack and (_can_end_page(rows, index + 1) or rows[index + 1].tie <= Keep.NONE):
            return ChosenPageBreak(index + 1, STRICT, 1.0, max(over, 0.0))
        if _can_end_page(rows, index + 1):
            return None
    return None


def _avoid_short_last_page(
    rows: Sequence[Row], start: int, room: PageSpace, reached: ChosenPageBreak
) -> ChosenPageBreak:
    """Return the break, or an earlier one that leaves enough rows for the last page."""
    stop = next(
        (
            i
            for i in range(reached.end, reached.end + MIN_LAST_PAGE_ROWS + 1)
            if _can_end_page(rows, i)
        ),
        None,
    )
    if stop is None or stop == reached.end or reached.level is not STRICT:
        return reached
    left = rows[reached.end : stop]
    if sum(row.height for row in left) > MIN_LAST_PAGE_FILL * room.height or any(
        row.notes for row in left
    ):
        return reached
    shorter = _find_break(rows, (start, max(start, stop - LAST_PAGE_LOOKAHEAD)), room, STRICT)
    if shorter and shorter.fill >= MIN_FILL:
        return shorter
    return reached
