"""Blocks become rows: spaces, ties, labels, indents and rules, in a look of round numbers."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from threadbrief.core.structs import replace
from threadbrief.model.document import (
    Block,
    BulletList,
    ColumnAlign,
    Definition,
    DefinitionList,
    Document,
    FieldList,
    FieldRow,
    Figure,
    Heading,
    Inlines,
    Judgement,
    Judgements,
    Note,
    NumberedList,
    PageBreak,
    Paragraph,
    Picture,
    Post,
    Properties,
    Quotation,
    Role,
    Rule,
    RunningHeads,
    SourceEntry,
    Sources,
    Summary,
    Table,
    Text,
)
from threadbrief.pdf.layout.blocks import set_document
from threadbrief.pdf.layout.boxes import ElementKind, Keep, PicturePiece, Row, Stroke, TextPiece
from threadbrief.pdf.typesetting.spans import TextRun
from threadbrief.pdf.typesetting.typesetter import Typesetter
from threadbrief.templates import Align, Colour, Look, RuleStyle, TextStyle
from threadbrief.templates.loading import load_template

INK = Colour(0, 0, 0)
RULE = RuleStyle(1, INK, 4)
BASE = load_template("memo").look
MEASURE = 300.0


def _style(role: Role) -> TextStyle:
    base = BASE.style(role)
    rounded = replace(
        base,
        size=10,
        leading=20,
        before=0,
        after=10,
        indent=0,
        hanging=0,
        indent_end=0,
        rule_start=None,
        rule_below=None,
    )
    match role:
        case Role.HEADING_1 | Role.HEADING_2 | Role.HEADING_3:
            return replace(rounded, before=30)
        case Role.SUMMARY | Role.QUOTATION:
            return replace(rounded, indent=20, indent_end=10, rule_start=RuleStyle(2, INK, 6))
        case Role.LIST | Role.JUDGEMENT:
            return replace(rounded, indent=30, hanging=20)
        case Role.SOURCE:
            return replace(rounded, indent=30, hanging=30)
        case Role.POST_NUMBER:
            return replace(rounded, indent=-40, align=Align.START)
        case Role.TABLE_HEAD:
            return replace(rounded, rule_below=RULE)
        case Role.NOTE:
            return replace(rounded, leading=10, after=5)
    return rounded


LOOK: Look = replace(
    BASE,
    page=replace(BASE.page, width=400, height=500, top=50, bottom=50, left=50, right=50),
    styles={role: _style(role) for role in Role},
    header_rule=RULE,
    figure_max_height=0.5,
    field_label_width=100,
    term_width=0.5,
)


def rows(*blocks: Block, language: str = "en") -> Sequence[Row]:
    properties = Properties("a", "b", language, datetime(2031, 3, 14, tzinfo=UTC))
    return set_document(
        Document(properties, RunningHeads(), blocks), LOOK, Typesetter(LOOK, language)
    )[0]


def text(words: str) -> Inlines:
    return (Text(words),)


def para(words: str, role: Role = Role.BODY) -> Paragraph:
    return Paragraph(text(words), role)


def said(row: Row) -> list[str]:
    return [
        "".join(run.text for run in piece.line.runs if isinstance(run, TextRun))
        for piece in lines(row)
    ]


def lines(row: Row) -> list[TextPiece]:
    return [piece for piece in row.pieces if isinstance(piece, TextPiece)]


def strokes(row: Row) -> list[Stroke]:
    return [piece for piece in row.pieces if isinstance(piece, Stroke)]


LONG = "quay " * 60
"""A paragraph of several lines."""


# --- spaces and ties -------------------------------------------------------------------------------------------


def test_the_larger_space_counts() -> None:
    first, heading, after = rows(para("a"), Heading(1, text("b"), "b"), para("c"))
    assert [first.gap, heading.gap, after.gap] == [0, 30, 10]
    assert [first.height, heading.height] == [20, 20]


def test_paragraphs_hold_two_lines_at_both_ends() -> None:
    ties = [row.keep for row in rows(para(LONG))]
    assert len(ties) > 4
    assert ties == [
        Keep.NONE,
        Keep.LINES_TOGETHER,
        *[Keep.NONE] * (len(ties) - 3),
        Keep.LINES_TOGETHER,
    ]
    assert [row.keep for row in rows(para("a\u2028b"), para("c"))] == [Keep.NONE, Keep.NONE]


def test_what_follows_a_heading_is_tied_to_it() -> None:
    heading, first, second, *_ = rows(Heading(2, text("b"), "b"), para(LONG))
    assert [heading.keep, first.keep, second.keep] == [
        Keep.NONE,
        Keep.WITH_NEXT,
        Keep.LINES_TOGETHER,
    ]
    assert heading.anchors == ("b",)
    assert heading.bookmark
    assert (heading.bookmark.level, heading.bookmark.title) == (2, "b")


def test_all_lines_of_a_heading_stay_together() -> None:
    *heading, first, _ = rows(Heading(1, text(LONG), "b"), para("a\u2028b"))
    assert len(heading) > 4
    assert [row.keep for row in heading] == [Keep.NONE, *[Keep.WITH_NEXT] * (len(heading) - 1)]
    assert first.keep is Keep.WITH_NEXT


def test_a_page_break_is_not_before_the_first_row_nor_twice() -> None:
    assert [
        row.keep
        for row in rows(PageBreak(), para("a"), PageBreak(), PageBreak(), para("b"), PageBreak())
    ] == [
        Keep.NONE,
        Keep.PAGE_BREAK,
    ]


# --- frames ----------------------------------------------------------------------------------------------------


def test_summary_and_quotation_are_indented_beside_a_bar() -> None:
    for block in (Summary((para(LONG),)), Quotation((para(LONG),))):
        set_ = rows(block)
        assert {lines(row)[0].x for row in set_} == {20}
        bars = {bar for row in set_ for bar in row.side_rules}
        (bar,) = bars
        assert (bar.x, bar.width, bar.trim) == (12, 2, 5)
        assert all(piece.line.width <= MEASURE - 30 for row in set_ for piece in lines(row))


def test_bars_and_indents_stand_at_the_right_of_right_to_left_text() -> None:
    (row,) = rows(Quotation((para("سلام"),), (), "ar"))
    assert lines(row)[0].x == 10
    assert row.side_rules[0].x == MEASURE - 20 + 6
    assert lines(row)[0].element
    assert lines(row)[0].element.parent.lang == "ar"


def test_a_list_inside_a_quotation_keeps_its_bar() -> None:
    (row,) = rows(Quotation((BulletList(((para("a", Role.LIST),),)),)))
    label, words = lines(row)
    assert (label.x, words.x) == (20 + 10, 20 + 30)
    assert len(row.side_rules) == 1


def test_labels_stand_on_the_baseline_of_their_text() -> None:
    first, second = rows(NumberedList(((para("a"),), (para("b"),)), start=9))
    assert said(first) == ["9.", "a"]
    assert said(second) == ["10.", "b"]
    assert [piece.x for piece in lines(first)] == [10, 30]
    assert lines(first)[0].y == lines(first)[1].y == 5 + 8
    kinds = [piece.element.kind for piece in lines(first) if piece.element]
    assert kinds == [ElementKind.ITEM_LABEL, ElementKind.PARAGRAPH]


def test_a_wide_label_moves_out_rather_than_into_the_text() -> None:
    (row,) = rows(NumberedList(((para("a"),),), start=123456789))
    label, words = lines(row)
    assert label.x + label.line.width <= words.x - 2.9


def test_an_item_with_nothing_in_it_shows_its_label() -> None:
    assert [said(row) for row in rows(BulletList(((), (para("b"),))))] == [["•"], ["•", "b"]]
    assert [said(row) for row in rows(Post((Text("7"),), "post_7", (), ()))] == [["7"]]


def test_lists_in_lists_leave_an_inch_for_text() -> None:
    block: Block = para("deep")
    for _ in range(30):
        block = BulletList(((block,),))
    (row,) = rows(block)
    assert max(piece.x for piece in lines(row)) <= MEASURE - 72


def test_a_post_has_its_number_in_the_margin_and_its_meta_above() -> None:
    meta, first, *_ = rows(Post((Text("12"),), "post_12", text("Crew"), (para(LONG, Role.POST),)))
    assert said(meta) == ["12", "Crew"]
    assert [piece.x for piece in lines(meta)] == [-40, 0]
    assert meta.anchors == ("post_12",)
    assert first.keep is Keep.WITH_NEXT


@pytest.mark.parametrize("label", ["1", "12", "1024"])
def test_a_number_aligned_at_its_end_stands_so_far_before_the_text(label: str) -> None:
    number = replace(LOOK.style(Role.POST_NUMBER), align=Align.END, indent_end=8)
    look = replace(LOOK, styles={**LOOK.styles, Role.POST_NUMBER: number})
    typesetter = Typesetter(look, "en")
    post = Post((Text(label),), "post", (), (para("Low water", Role.POST),))
    properties = Properties("a", "b", "en", datetime(2031, 3, 14, tzinfo=UTC))
    (row,), _ = set_document(Document(properties, RunningHeads(), (post,)), look, typesetter)
    shown = lines(row)[0]
    assert shown.x + shown.line.width == pytest.approx(-8)


def test_a_judgement_keeps_its_meta() -> None:
    judgement = Judgement(1, "j", (para("a", Role.JUDGEMENT),), text("Confidence: low"))
    first, meta = rows(Judgements((judgement,)))
    assert said(first) == ["1", "a"]
    assert [piece.x for piece in lines(first)] == [10, 30]
    assert (said(meta), meta.keep) == (["Confidence: low"], Keep.WITH_NEXT)


def test_sources_hang() -> None:
    first, second, *_ = rows(Sources((SourceEntry("a", text(LONG)),)))
    assert [lines(row)[0].x + lines(row)[0].line.runs[0].x for row in (first, second)] == [0, 30]


# --- columns ---------------------------------------------------------------------------------------------------


def test_fields_stand_in_two_columns_over_a_hairline() -> None:
    first, last = rows(
        FieldList((FieldRow("To", (text("a"), text("b"))), FieldRow("Date", (text("c"),))))
    )
    assert said(first) == ["To", "a", "b"]
    assert [piece.x for piece in lines(first)] == [0, 100, 100]
    assert [piece.y for piece in lines(first)] == [13, 13, 33]
    assert not strokes(first)
    assert [(stroke.y, stroke.width) for stroke in strokes(last)] == [(24, 300)]
    assert last.height == 25
    assert last.keep is Keep.LINES_TOGETHER


def test_definitions_stand_in_two_columns() -> None:
    (row,) = rows(DefinitionList((Definition(text("a"), text("b")),)))
    assert [piece.x for piece in lines(row)] == [0, 150]


def test_the_columns_of_right_to_left_memos_begin_at_the_right() -> None:
    (row,) = rows(FieldList((FieldRow("א", (text("ב"),)),)), language="he")
    label, value = lines(row)
    assert (value.x, label.x) == (0, MEASURE - (100 - 6))


def test_the_head_of_a_table_is_repeated_without_its_notes() -> None:
    note = Note(1, (para("n", Role.NOTE),))
    table = Table(
        ((text("A"), (Text("B"), note)),),
        tuple((text("a"), text("b")) for _ in range(3)),
        (0.5, 0.5),
    )
    head, first, second, _ = rows(table)
    assert [piece.x for piece in lines(head)] == [
        0,
        156,
    ]  # a gutter of 12 between two columns of 144
    assert len(head.notes) == 1
    assert (first.keep, second.keep) == (Keep.WITH_NEXT, Keep.NONE)
    (again,) = first.head
    assert again.notes == ()
    assert again.height == head.height
    assert all(piece.element is None for piece in lines(again))


def test_cells_are_set_as_their_column_and_an_empty_one_is_a_cell() -> None:
    aligns = (ColumnAlign.END, ColumnAlign.CENTRE, ColumnAlign.START)
    (row,) = rows(Table((), ((text("a"), text("b"), ()),), (0.25, 0.25, 0.5), aligns=aligns))
    end, centre, empty = lines(row)
    # Columns of 66, 66 and 144 points with a gutter of 12.
    assert [piece.x for piece in (end, centre, empty)] == [0, 78, 156]
    last, middle = end.line.runs[0], centre.line.runs[0]
    assert last.x + last.width == pytest.approx(66)
    assert middle.x + middle.width / 2 == pytest.approx(33)
    assert empty.element is not None
    assert empty.element.kind is ElementKind.CELL


def test_a_row_of_a_table_that_is_very_high_may_be_parted() -> None:
    table = Table((), ((text("a"), text("quay " * 300)),), (0.5, 0.5))
    parts = rows(table)
    assert len(parts) > 10
    assert {row.keep for row in parts[1:]} == {Keep.LINES_TOGETHER}
    assert [len(lines(row)) for row in parts[:2]] == [2, 1]


# --- pictures --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "shown"),
    [((100, 40), (75, 30)), ((800, 400), (300, 150)), ((400, 1600), (50, 200))],
    ids=["as it is", "as wide as the text", "half as high as the frame"],
)
def test_a_picture_is_scaled_to_the_text_and_the_look(
    size: tuple[int, int], shown: tuple[float, float], make_picture: Callable[[int, int], Picture]
) -> None:
    figure, caption, alt = rows(
        Figure(make_picture(*size), "Gauges", text("The gauges."), show_alt=True)
    )
    (piece,) = figure.pieces
    assert isinstance(piece, PicturePiece)
    assert (piece.width, piece.height) == shown
    assert piece.element.alt == "Gauges"
    assert figure.height == shown[1]
    assert (caption.keep, alt.keep) == (Keep.WITH_NEXT, Keep.WITH_NEXT)
    assert (said(caption), said(alt)) == (["The gauges."], ["Gauges"])


def test_a_rule_crosses_the_text() -> None:
    _, rule, _ = rows(para("a"), Rule(), para("b"))
    assert [(stroke.width, stroke.height) for stroke in strokes(rule)] == [(300, 1)]
    assert rule.gap == 10


# --- notes -----------------------------------------------------------------------------------------------------


def test_notes_stand_in_the_row_of_their_mark() -> None:
    blocks = (
        para("first", Role.NOTE),
        BulletList(((para("second", Role.NOTE),),)),
        Quotation((para("third", Role.NOTE),)),
    )
    row, after = rows(
        Paragraph((Text("a"), Note(1, blocks), Text("b"), Note(2, blocks[:1]))), para("c")
    )
    assert [note.number for note in row.notes] == [1, 2]
    assert after.notes == ()
    long = row.notes[0]
    assert [said(line)[-1] for line in long.rows] == ["1\N{NO-BREAK SPACE}first", "second", "third"]
    assert [line.gap for line in long.rows] == [0, 5, 5]
    assert {line.height for line in long.rows} == {10}  # the style of the note, wherever in it
    assert long.bottoms == (10, 25, 40)
    assert long.measure_rows(1, 3) == 25


def test_a_note_may_begin_with_a_list() -> None:
    (row,) = rows(Paragraph((Text("a"), Note(3, (BulletList(((para("b", Role.NOTE),),)),)))))
    first = row.notes[0].rows[0]
    assert said(first) == ["3", "•", "b"]
    number, bullet, _ = lines(first)
    assert bullet.x >= number.x + number.line.width + 3


def test_the_number_of_a_note_stands_outside_the_bar_of_its_quotation() -> None:
    for lang in ("en", "ar"):
        quoted = Quotation((Paragraph(text("b" if lang == "en" else "سلام"), Role.NOTE),))
        (row,) = rows(Paragraph((Text("a"), Note(3, (quoted,)))), language=lang)
        first = row.notes[0].rows[0]
        number, (bar,) = lines(first)[0], first.side_rules
        start = number.x + min(run.x for run in number.line.runs)
        end = start + number.line.width
        assert end + 3 <= bar.x if lang == "en" else bar.x + bar.width <= start - 3


def test_elements_know_what_they_stand_in() -> None:
    (row,) = rows(Summary((Paragraph((Text("a"), Note(1, (para("b", Role.NOTE),)))),)))
    element = lines(row)[0].element
    assert element
    assert element.parent
    assert (element.kind, element.parent.kind, element.parent.parent.kind) == (
        ElementKind.PARAGRAPH,
        ElementKind.GROUP,
        ElementKind.DOCUMENT,
    )
    inside = lines(row.notes[0].rows[0])[0].element
    assert inside
    assert (inside.kind, inside.parent.kind, inside.parent.note) == (
        ElementKind.PARAGRAPH,
        ElementKind.NOTE,
        1,
    )
    assert inside.parent.parent is element


def test_a_row_of_a_table_with_more_notes_than_a_page_holds_is_parted() -> None:
    def row_with(notes: int) -> Sequence[Row]:
        marked = (Text("a"), Note(1, (para("b", Role.NOTE),)), Text(" "))
        return rows(Table((), ((marked * notes,),), (1.0,)))

    (whole,) = row_with(20)
    assert len(whole.notes) == 20
    parted = row_with(35)
    assert sum(len(row.notes) for row in parted) == 35
    assert len(parted) > 1
