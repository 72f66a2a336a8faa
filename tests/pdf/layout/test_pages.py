"""Pages of ten lines, ten points each. The rule over notes costs one line, the word over continued notes another."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from threadbrief.core.structs import replace
from threadbrief.pdf.layout.boxes import Keep, NoteBox, Row, SideRule
from threadbrief.pdf.layout.pages import PageGeometry, PageLayout, lay_out_pages
from threadbrief.templates import Colour, NoteArea, RuleStyle

INK = Colour(0, 0, 0)
RULE = RuleStyle(width=1, colour=INK, gap=4)
AREA = NoteArea(rule=RULE, rule_share=0.25, space_above=5, between=0, continued_rule=RULE)
SHEET = PageGeometry(height=100, measure=200, note_area=AREA, continued=Row(10))
LINE = Row(10)


def note(number: int, lines: int) -> NoteBox:
    return NoteBox.from_rows(number, (LINE,) * lines)


def marked(*notes: NoteBox, keep: Keep = Keep.NONE) -> Row:
    return Row(10, notes=notes, keep=keep)


def paragraph(lines: int) -> list[Row]:
    """The lines of a paragraph, held as blocks.py holds them."""
    return [
        Row(10, keep=Keep.LINES_TOGETHER if index in (1, lines - 1) and index else Keep.NONE)
        for index in range(lines)
    ]


def pages(rows: Sequence[Row], sheet: PageGeometry = SHEET) -> tuple[PageLayout, ...]:
    return lay_out_pages(rows, sheet)[0]


def body(laid: Sequence[PageLayout]) -> list[int]:
    return [len(page.body) for page in laid]


def feet(laid: Sequence[PageLayout]) -> list[list[tuple[int, int, int]]]:
    """For each page: number, first line and count of lines of each note."""
    return [
        [(part.note.number, part.start, len(part.rows)) for part in page.notes] for page in laid
    ]


# --- text without notes ----------------------------------------------------------------------------------------


def test_an_empty_document_has_a_page() -> None:
    (page,) = pages([])
    assert page == PageLayout((), (), (), None)


def test_ten_lines_fill_a_page() -> None:
    assert body(pages([LINE] * 10)) == [10]
    assert body(pages([LINE] * 25)) == [10, 10, 5]


def test_a_gap_counts_between_rows_but_not_at_the_top() -> None:
    spaced = Row(10, gap=10)
    laid = pages([spaced] * 8)
    assert body(laid) == [5, 3]
    assert [placed.top for placed in laid[0].body] == [0, 20, 40, 60, 80]
    assert laid[1].body[0].top == 0


def test_two_lines_stay_together_at_both_ends_of_a_paragraph() -> None:
    assert body(pages([LINE] * 9 + paragraph(4) + [LINE] * 5)) == [
        9,
        9,
    ]  # one line would be left at the foot
    assert body(pages([LINE] * 7 + paragraph(4) + [LINE] * 5)) == [
        9,
        7,
    ]  # one line would begin the page
    assert body(pages([LINE] * 8 + paragraph(3) + [LINE] * 5)) == [
        8,
        8,
    ]  # three lines are never parted


def test_a_heading_goes_with_two_lines_of_what_follows() -> None:
    heading = LINE
    first, *others = paragraph(5)
    rows = [*[LINE] * 8, heading, replace(first, keep=Keep.WITH_NEXT), *others, *[LINE] * 4]
    assert body(pages(rows)) == [8, 10]


def test_a_break_begins_a_page_and_leaves_none_empty() -> None:
    assert body(pages([LINE, LINE, Row(10, keep=Keep.PAGE_BREAK), LINE])) == [2, 2]
    assert body(pages([*[LINE] * 10, Row(10, keep=Keep.PAGE_BREAK)])) == [10, 1]


def test_a_last_page_gets_more_than_two_lines() -> None:
    assert body(pages([LINE] * 11, replace(SHEET, height=100))) == [7, 4]
    assert body(pages([*[LINE] * 11, Row(10, keep=Keep.PAGE_BREAK)])) == [7, 4, 1]


def test_the_head_of_a_table_is_repeated_and_its_rows_are_whole() -> None:
    head = Row(10)
    rows = [
        head,
        *[
            Row(30, head=(Row(10),), keep=Keep.WITH_NEXT if index == 0 else Keep.NONE)
            for index in range(5)
        ],
    ]
    laid = pages(rows)
    assert body(laid) == [4, 3]
    assert [placed.top for placed in laid[1].body] == [0, 10, 40]


def test_what_is_too_high_for_a_page_is_set_with_a_warning() -> None:
    laid, problems = lay_out_pages([LINE, Row(130), LINE], SHEET)
    assert body(laid) == [1, 1, 1]
    assert [problem.code for problem in problems] == ["TB721"]


def test_lines_held_together_that_are_higher_than_a_page_are_parted() -> None:
    assert body(pages([Row(10, keep=Keep.WITH_NEXT) for _ in range(25)])) == [10, 10, 5]
    assert body(pages([Row(10, keep=Keep.LINES_TOGETHER) for _ in range(25)])) == [10, 10, 5]


def test_a_bar_runs_over_gaps_and_on_the_next_page() -> None:
    bar = SideRule(-8, 2, INK, trim=1)
    rows = [*[LINE] * 7, *[Row(10, gap=5, side_rules=(bar,)) for _ in range(4)]]
    laid = pages(rows, replace(SHEET, height=105))
    first, second = (page.strokes[0] for page in laid)
    assert (first.y, first.height) == (76, 23)
    assert (second.y, second.height) == (1, 23)


def test_a_picture_that_nearly_fits_is_made_smaller() -> None:
    picture = Row(60, min_height=40)
    caption = Row(10, keep=Keep.WITH_NEXT)
    laid = pages([*[LINE] * 4, picture, caption, *[LINE] * 5])
    assert body(laid) == [6, 5]
    assert laid[0].body[4].row.height == 50
    assert laid[0].body[5].top == 90


def test_a_picture_that_does_not_fit_at_its_smallest_keeps_its_size() -> None:
    laid = pages([*[LINE] * 5, Row(60, min_height=50), Row(10, keep=Keep.WITH_NEXT), LINE])
    assert body(laid) == [5, 3]
    assert laid[1].body[0].row.height == 60


def test_a_picture_is_not_made_smaller_for_a_line_of_text() -> None:
    laid = pages([Row(60, min_height=40), *[LINE] * 8])
    assert body(laid) == [5, 4]
    assert laid[0].body[0].row.height == 60


def test_the_note_of_a_caption_counts_when_a_picture_is_made_smaller() -> None:
    laid = pages(
        [*[LINE] * 3, Row(60, min_height=40), marked(note(1, 1), keep=Keep.WITH_NEXT), *[LINE] * 4]
    )
    assert body(laid) == [5, 4]
    assert laid[0].body[3].row.height == 40
    assert feet(laid) == [[(1, 0, 1)], []]


# --- notes -----------------------------------------------------------------------------------------------------


def test_a_note_stands_at_the_foot_of_the_page_of_its_mark() -> None:
    (page,) = pages([marked(note(1, 2)), LINE, LINE])
    assert feet([page]) == [[(1, 0, 2)]]
    assert [placed.top for placed in page.notes[0].rows] == [80, 90]
    assert [(stroke.y, stroke.width) for stroke in page.strokes] == [(75, 50)]
    assert page.continued is None


def test_a_note_takes_its_lines_from_the_text() -> None:
    laid = pages([marked(note(1, 2)), *[LINE] * 12])
    assert body(laid) == [7, 6]  # 7 lines, 1 for the rule, 2 for the note


def test_several_marks_in_a_line_keep_their_order() -> None:
    laid = pages([LINE, marked(note(1, 1), note(2, 1), note(3, 2)), LINE])
    assert feet(laid) == [[(1, 0, 1), (2, 0, 1), (3, 0, 2)]]


def test_the_last_line_that_fits_keeps_its_mark_when_two_lines_of_the_note_fit() -> None:
    laid = pages([*[LINE] * 6, marked(note(1, 6)), *[LINE] * 6])
    assert body(laid) == [7, 4, 2]
    assert feet(laid) == [[(1, 0, 2)], [(1, 2, 4)], []]


def test_the_line_goes_with_its_mark_when_the_note_does_not_fit() -> None:
    laid = pages([*[LINE] * 8, marked(note(1, 6)), *[LINE] * 2])
    assert body(laid) == [8, 3]
    assert feet(laid) == [[], [(1, 0, 6)]]


def test_a_note_of_three_lines_is_not_parted() -> None:
    laid = pages([*[LINE] * 6, marked(note(1, 3)), *[LINE] * 3])
    assert feet(laid) == [[], [(1, 0, 3)]]
    assert body(laid) == [6, 4]


def test_a_note_does_not_leave_one_line_over() -> None:
    laid = pages([*[LINE] * 5, marked(note(1, 5)), *[LINE] * 5])
    assert feet(laid) == [[(1, 0, 3)], [(1, 3, 2)]]  # a fourth line would fit
    assert body(laid) == [6, 5]


def test_a_continued_note_comes_first_under_a_rule_of_its_own() -> None:
    laid = pages([*[LINE] * 5, marked(note(1, 6)), LINE, marked(note(2, 2)), LINE])
    assert feet(laid) == [[(1, 0, 3)], [(1, 3, 3), (2, 0, 2)]]
    assert body(laid) == [6, 3]
    second = laid[1]
    assert second.continued
    assert second.strokes[0].width == 200
    assert second.continued.top == second.strokes[0].y + 5


def test_a_note_longer_than_two_pages_fills_them_and_loses_nothing() -> None:
    laid = pages([LINE, marked(note(1, 30)), LINE, LINE])
    assert feet(laid) == [[(1, 0, 7)], [(1, 7, 8)], [(1, 15, 8)], [(1, 23, 7)], []]
    assert body(laid) == [2, 0, 0, 1, 1]


def test_a_mark_waits_for_the_page_where_the_note_before_it_ends() -> None:
    laid = pages([LINE, marked(note(1, 14)), marked(note(2, 2)), LINE])
    assert feet(laid) == [[(1, 0, 7)], [(1, 7, 7)], [(2, 0, 2)]]
    assert body(laid) == [2, 0, 2]


def test_two_long_notes_in_one_line_both_begin_on_its_page() -> None:
    laid = pages([LINE, marked(note(1, 30), note(2, 30)), LINE])
    assert feet(laid)[0] == [(1, 0, 5), (2, 0, 2)]
    assert [part[0] for part in feet(laid)[1]] == [1]


def test_a_heading_with_a_mark_goes_with_its_text() -> None:
    rows = [
        *[LINE] * 6,
        marked(note(1, 1)),
        Row(10, keep=Keep.WITH_NEXT),
        Row(10, keep=Keep.LINES_TOGETHER),
        LINE,
    ]
    assert body(pages(rows)) == [6, 4]


def test_more_notes_than_a_page_can_begin_are_set_with_a_warning() -> None:
    laid, problems = lay_out_pages(
        [marked(*[note(number, 1) for number in range(1, 15)]), LINE], SHEET
    )
    assert [part[0] for part in feet(laid)[0]] == list(range(1, 15))
    assert [problem.code for problem in problems] == ["TB721"]


def test_notes_are_kept_apart() -> None:
    (page,) = pages(
        [marked(note(1, 1), note(2, 1))], replace(SHEET, note_area=replace(AREA, between=3))
    )
    assert [part.rows[0].top for part in page.notes] == [77, 90]


# --- every document --------------------------------------------------------------------------------------------

heights = st.integers(1, 30).map(float)
ties = st.sampled_from(
    [Keep.NONE, Keep.NONE, Keep.NONE, Keep.LINES_TOGETHER, Keep.WITH_NEXT, Keep.PAGE_BREAK]
)


@st.composite
def documents(draw: st.DrawFn) -> tuple[list[Row], PageGeometry]:
    rows: list[Row] = []
    number = 0
    for _ in range(draw(st.integers(0, 40))):
        notes = []
        for _ in range(draw(st.sampled_from([0, 0, 0, 1, 1, 2, 3]))):
            number += 1
            lines = draw(st.one_of(st.integers(1, 6), st.integers(1, 60)))
            gap = draw(st.sampled_from([0.0, 1.5]))
            notes.append(NoteBox.from_rows(number, tuple(Row(8.5, gap=gap) for _ in range(lines))))
        gap = draw(st.sampled_from([0.0, 3.75, 20.0]))
        head = (Row(12.0),) if draw(st.booleans()) else ()
        height = draw(heights)
        least = draw(st.sampled_from([None, None, height * 0.6]))
        named = (f"row-{len(rows)}",)
        rows.append(
            Row(
                height,
                (),
                gap,
                draw(ties),
                tuple(notes),
                head=head,
                anchors=named,
                min_height=least,
            )
        )
    area = replace(AREA, between=draw(st.sampled_from([0.0, 1.5])))
    return rows, replace(SHEET, height=draw(st.integers(70, 400)), note_area=area)


@settings(max_examples=400, deadline=None)
@given(documents())
def test_the_note_invariant_holds_for_every_document(
    document: tuple[list[Row], PageGeometry],
) -> None:
    rows, sheet = document
    laid, problems = lay_out_pages(rows, sheet)
    set_rows = [placed.row for page in laid for placed in page.body if placed.row.anchors]
    assert [row.anchors for row in set_rows] == [row.anchors for row in rows]
    for row, given_row in zip(set_rows, rows, strict=True):
        assert (given_row.min_height or given_row.height) - 0.01 <= row.height <= given_row.height
    taken: dict[int, int] = {}
    for page in laid:
        marks = [item.number for placed in page.body for item in placed.row.notes]
        begun = [part.note.number for part in page.notes if part.start == 0]
        assert begun == marks
        continued = [part.note.number for part in page.notes if part.start]
        assert [part.note.number for part in page.notes] == continued + begun
        for part in page.notes:
            assert part.start == taken.get(part.note.number, 0)
            taken[part.note.number] = part.start + len(part.rows)
        assert page.body or page.notes or not rows
        assert (page.continued is not None) == bool(continued)
        _nothing_overlaps(page)
    assert taken == {item.number: len(item.rows) for row in rows for item in row.notes}
    if not problems:
        assert all(_bottom(page) <= sheet.height + 0.5 for page in laid)


def _bottom(page: PageLayout) -> float:
    placed = [*page.body, *(placed for part in page.notes for placed in part.rows)]
    return max((item.top + item.row.height for item in placed), default=0.0)


def _nothing_overlaps(page: PageLayout) -> None:
    placed = [*page.body, *([page.continued] if page.continued else [])]
    placed += [row for part in page.notes for row in part.rows]
    for one, next_ in pairwise(placed):
        assert one.top + one.row.height <= next_.top + 0.02
