"""What writers write in their own texts becomes blocks: headings, lists, tables, figures, notes."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from threadbrief.compose import ComposedDocument
from threadbrief.compose.columns import compute_column_widths
from threadbrief.core.problems import BriefError, Location
from threadbrief.model import marks
from threadbrief.model.document import (
    BulletList,
    ColumnAlign,
    Figure,
    Heading,
    Inlines,
    Note,
    NumberedList,
    Post,
    Quotation,
    Table,
)
from threadbrief.model.traverse import descendants, plain_text

HERE = Location("memo.yaml", 1, 1)
Compose = Callable[..., ComposedDocument]
AsLine = Callable[[Inlines], str]
POSTS = "posts:\n  - {text: Ice., date: '2031-03-14'}\n"


def section(text: str) -> str:
    """Return the YAML of a memo's section."""
    return f"sections: [{{heading: Ice, text: {json.dumps(text)}}}]"


def test_subheadings_are_below_the_heading_of_their_section(
    composed: Compose, as_line: AsLine
) -> None:
    text = "## Firm [@p1], they *say*\nIt is.\n### Here\n## Not firm"
    document = composed(POSTS, section(text)).document
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    assert [(block.level, plain_text(block.content)) for block in headings] == [
        (1, "The thread"),
        (1, "Ice"),
        (2, "Firm, they say"),
        (3, "Here"),
        (2, "Not firm"),
    ]
    assert len({block.anchor for block in headings}) == len(headings)
    assert as_line(headings[2].content).startswith("Firm,^1[")


def test_every_sign_begins_a_list(composed: Compose) -> None:
    blocks = composed(POSTS, section("* a\n* b\n\n+ c\n\n3) d\n4) e")).document.blocks
    lists = [block for block in blocks if isinstance(block, BulletList | NumberedList)]
    assert [len(block.items) for block in lists] == [2, 1, 2]
    assert isinstance(lists[2], NumberedList)
    assert lists[2].start == 3


def test_in_a_post_underscores_and_signs_are_the_authors(
    composed: Compose, as_line: AsLine
) -> None:
    rest = "posts:\n  - text: |-\n      * _so_ it\n      ## is ^[here]\n"
    blocks = composed(rest).document.blocks
    assert isinstance(blocks[-1], Post)
    assert as_line(blocks[-1].blocks[0].content) == "* _so_ it ## is ^[here]"


def tables_of(composed: ComposedDocument) -> list[Table]:
    return [block for block in composed.document.blocks if isinstance(block, Table)]


def test_an_inline_note_is_numbered_where_it_is_and_may_cite(
    composed: Compose, as_line: AsLine
) -> None:
    text = "So ^[as *she* saw; [@p1]], and so [^why] on.^[So.]"
    document = composed(POSTS + "notes: {why: Why.}\n", section(text)).document
    line = as_line(document.blocks[-1].content)
    assert line.startswith("So,^1[as <emphasis>she</> saw; ")
    assert line.endswith("and so^2[Why.] on.^3[So.]")


def test_captions_are_numbered_in_their_order_and_other_tables_are_not(
    composed: Compose, as_line: AsLine
) -> None:
    table = "| a |\n|---|\n| b |"
    text = f"{table}\n\nTable: One [@p1]\n\n{table}\n\n: Two\ngoes on\n\nTable: Three\n\n{table}\n\n{table}"
    captions = [as_line(table.caption) for table in tables_of(composed(POSTS, section(text)))]
    assert captions[0].startswith("<strong>Table 1. </>One^1[")
    assert captions[1:] == [
        "<strong>Table 2. </>Two goes on",
        "<strong>Table 3. </>Three",
        "",
    ]


def test_numbers_are_set_at_the_end_unless_the_writer_says_otherwise(composed: Compose) -> None:
    text = "| a | b | c | d |\n|---|:-:|:--|---|\n| 1,204 km | 1 | 2 | a |\n| – | 1 | 2 | 3 |"
    (table,) = tables_of(composed(POSTS, section(text)))
    end, centre, start = ColumnAlign.END, ColumnAlign.CENTRE, ColumnAlign.START
    assert table.aligns == (end, centre, start, start)


def test_a_table_without_words_in_its_head_has_none(composed: Compose) -> None:
    (table,) = tables_of(composed(POSTS, section("| | |\n|-|-|\n| a\\|b |")))
    assert table.head == ()
    assert [plain_text(cell) for cell in table.rows[0]] == ["a|b", ""]


def test_a_line_without_bars_ends_a_table(composed: Compose) -> None:
    document = composed(POSTS, section("| a |\n|---|\n| b |\nSource: us.")).document
    assert plain_text(document.blocks[-1].content) == "Source: us."


CELLS = st.text(st.sampled_from("ab 氷 1"), max_size=300)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=12), min_size=1, max_size=4))
def test_the_widths_of_columns_add_up_and_none_is_lost(rows: list[list[str]]) -> None:
    columns = max(map(len, rows))
    padded = [[*row, *[""] * (columns - len(row))] for row in rows]
    cells = tuple(tuple((marks.Text(cell),) for cell in row) for row in padded)
    table = marks.Table((), cells, (None,) * columns, (), HERE)
    widths = compute_column_widths(table, (ColumnAlign.START,) * columns)
    assert sum(widths) == pytest.approx(1)
    assert min(widths) >= 0.02 - 1e-9  # an empty column is as wide as its gutter


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 20)).save(file, "PNG")
    return file.getvalue()


def test_a_figure_has_its_alternative_text_and_a_numbered_caption(
    composed: Compose, as_line: AsLine, tmp_path: Path
) -> None:
    (tmp_path / "ice.png").write_bytes(picture())
    text = '![Ice, 31 cm](ice.png "The ice [@p1]")\n![So \\[it\\] is](ice.png)\nAnd so on.'
    document = composed(POSTS, section(text)).document
    figures = [block for block in document.blocks if isinstance(block, Figure)]
    assert [(figure.alt, figure.show_alt) for figure in figures] == [
        ("Ice, 31\u00a0cm", False),
        ("So [it] is", False),
    ]
    assert as_line(figures[0].caption).startswith("<strong>Figure 1. </>The ice^1[")
    assert figures[1].caption == ()


def test_a_figure_without_words_is_warned_of_and_one_without_a_file_refused(
    composed: Compose, tmp_path: Path
) -> None:
    (tmp_path / "ice.png").write_bytes(picture())
    (problem,) = composed(POSTS, section("![](ice.png)")).problems
    assert problem.code == "TB307"
    with pytest.raises(BriefError) as caught:
        composed(POSTS, section("![Ice](fog.png)\n\n![Ice](../ice.png)"))
    assert [problem.code for problem in caught.value.problems] == ["TB301", "TB302"]


def test_a_fenced_quotation_holds_blocks_and_fences_stand_side_by_side(composed: Compose) -> None:
    text = ">>>\nIce.\n\n- so\n>>>\n>>>\nFog.\n\n>>>>\nIn it.\n>>>>\n>>>"
    quotations = [
        block
        for block in composed(POSTS, section(text)).document.blocks
        if isinstance(block, Quotation)
    ]
    assert [len(block.blocks) for block in quotations] == [2, 2]
    assert isinstance(quotations[1].blocks[1], Quotation)


def test_in_a_style_without_notes_inline_notes_stay_notes(composed: Compose) -> None:
    memo = section("| a ^[b] |\n|---|\n| c [@p1] |") + ", style: threadbrief-author-date"
    document = composed(POSTS, memo).document
    notes = [node for node in descendants(document.blocks) if isinstance(node, Note)]
    assert [note.number for note in notes] == [1]
