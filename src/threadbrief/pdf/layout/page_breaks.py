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

    breakable_keep: Keep
    """A break may cut ties up to this one."""
    splits_every_note: bool
    """Every note may go on on the next page; else only the last of the page."""
    min_note_rows: int
    """Rows of a note that stand on the page of its mark at least. Unless it is 1, a note one row
    longer stays whole."""

    def count_min_rows(self, note: NoteBox) -> int:
        """Return how many rows of a note must stand on the page of its mark."""
        rows = len(note.rows)
        nearly_whole = self.min_note_rows > 1 and rows == self.min_note_rows + 1
        if rows <= self.min_note_rows or nearly_whole:
            return rows
        return self.min_note_rows


STRICT_RULE = BreakRule(Keep.NONE, splits_every_note=False, min_note_rows=2)
BREAK_RULES = (
    STRICT_RULE,
    BreakRule(Keep.LINES_TOGETHER, splits_every_note=False, min_note_rows=2),
    BreakRule(Keep.NONE, splits_every_note=True, min_note_rows=2),
)
LAST_RESORT_RULE = BreakRule(Keep.WITH_NEXT, splits_every_note=True, min_note_rows=1)


class PageSpace(Frozen):
    """The space of a page, in points."""

    height: float
    """Of the frame that holds text and notes."""
    carried_height: float
    """Taken by notes continued from the page before, with their rule; 0: there are none."""
    before_first_note: float
    """Taken by the first note of a page besides its rows: the space and the rule."""
    between_notes: float
    """Taken by each further note besides its rows."""

    def measure_note_lead(self, area: float) -> float:
        """Return what the next note takes besides its rows when the notes so far take `area`."""
        if area:
            return self.between_notes
        return self.before_first_note


class ChosenPageBreak(Frozen):
    """A chosen break: the end of a page."""

    end: int
    """The first row of the next page."""
    rule: BreakRule
    fill: float
    """Share of the page that is used."""
    shrink_by: float = 0.0
    """Points by which figures must shrink for it."""


def compute_row_height(row: Row, *, first: bool) -> float:
    """Return the height that a row takes.

    With the gap above it, or at the top of a page with its table's head.
    """
    return row.height + (sum(head.height for head in row.head) if first else row.gap)


def choose_page_break(
    rows: Sequence[Row], start: int, page_space: PageSpace
) -> ChosenPageBreak | None:
    """Return how far the page that begins with row `start` goes.

    None when no row fits, even by the loosest rule.
    """
    span = (start, len(rows))
    candidates: list[ChosenPageBreak] = []
    for rule in BREAK_RULES:
        page_break = _find_break(rows, span, page_space, rule)
        if rule is STRICT_RULE:
            page_break = _try_smaller_figure(rows, span, page_space, page_break) or page_break
        if page_break and (page_break.fill >= MIN_FILL or _can_end_page(rows, page_break.end)):
            return _avoid_short_last_page(rows, start, page_space, page_break)
        candidates += [page_break] if page_break else []
    good = next(
        (page_break for page_break in candidates if page_break.fill >= LOOSEN_RULES_BELOW), None
    )
    if good or page_space.carried_height >= MIN_FILL * page_space.height:
        return good
    return _find_break(rows, span, page_space, LAST_RESORT_RULE)


def count_fitting_rows(note: NoteBox, start: int, space: float, floor: int) -> int:
    """Return the end of the rows of a note that fit into `space`, at least `floor` from `start`.

    One row alone is not left over where another can keep it company.
    """
    above = note.measure_rows(0, start) + note.rows[start].gap if start else 0.0
    end = max(bisect_right(note.bottoms, above + space + EPSILON), start + floor)
    if end == len(note.rows) - 1 and end - start > max(floor, 2):
        return end - 1
    return end


def _can_end_page(rows: Sequence[Row], index: int) -> bool:
    return index >= len(rows) or rows[index].keep is Keep.PAGE_BREAK


def _find_break(
    rows: Sequence[Row], span: tuple[int, int], page_space: PageSpace, rule: BreakRule
) -> ChosenPageBreak | None:
    """Return the furthest break with every note whole.

    Or, when a mark comes after it, the first with a note split.
    """
    start, limit = span
    best: ChosenPageBreak | None = None
    body = 0.0
    whole = least = page_space.carried_height
    fresh = False
    for index in range(start, limit):
        row = rows[index]
        body += compute_row_height(row, first=index == start)
        for note in row.notes:
            lead = page_space.measure_note_lead(whole)
            shortest = lead + note.bottoms[rule.count_min_rows(note) - 1]
            least = (least if rule.splits_every_note else whole) + shortest
            whole += lead + note.bottoms[-1]
            fresh = True
        if body + least > page_space.height + EPSILON:
            break
        if not _can_end_page(rows, index + 1) and rows[index + 1].keep > rule.breakable_keep:
            continue
        if body + whole <= page_space.height + EPSILON:
            best, fresh = (
                ChosenPageBreak(index + 1, rule, (body + whole) / page_space.height),
                False,
            )
        elif fresh:
            return ChosenPageBreak(index + 1, rule, 1.0)
        else:
            break
        if _can_end_page(rows, index + 1):
            break
    return best


def _try_smaller_figure(
    rows: Sequence[Row],
    span: tuple[int, int],
    page_space: PageSpace,
    page_break: ChosenPageBreak | None,
) -> ChosenPageBreak | None:
    """Return a later break for a sparse page if a smaller figure fits on it; else None."""
    start, limit = span
    end = page_break.end if page_break else start
    if page_break and (page_break.fill >= SHRINK_FIGURE_BELOW or _can_end_page(rows, end)):
        return None
    body = sum(
        compute_row_height(row, first=index == 0) for index, row in enumerate(rows[start:end])
    )
    area = page_space.carried_height
    slack = 0.0
    for index in range(start, limit):
        row = rows[index]
        for note in row.notes:
            area += page_space.measure_note_lead(area) + note.bottoms[-1]
        if index < end:
            continue
        body += compute_row_height(row, first=index == start)
        slack += row.slack
        over = body + area - page_space.height
        if over > slack:
            return None
        if slack and (_can_end_page(rows, index + 1) or rows[index + 1].keep <= Keep.NONE):
            return ChosenPageBreak(index + 1, STRICT_RULE, 1.0, max(over, 0.0))
        if _can_end_page(rows, index + 1):
            return None
    return None


def _avoid_short_last_page(
    rows: Sequence[Row], start: int, page_space: PageSpace, page_break: ChosenPageBreak
) -> ChosenPageBreak:
    """Return the break, or an earlier one that leaves enough rows for the last page."""
    stop = next(
        (
            i
            for i in range(page_break.end, page_break.end + MIN_LAST_PAGE_ROWS + 1)
            if _can_end_page(rows, i)
        ),
        None,
    )
    if stop is None or stop == page_break.end or page_break.rule is not STRICT_RULE:
        return page_break
    left = rows[page_break.end : stop]
    if sum(row.height for row in left) > MIN_LAST_PAGE_FILL * page_space.height or any(
        row.notes for row in left
    ):
        return page_break
    shorter = _find_break(
        rows, (start, max(start, stop - LAST_PAGE_LOOKAHEAD)), page_space, STRICT_RULE
    )
    if shorter and shorter.fill >= MIN_FILL:
        return shorter
    return page_break
