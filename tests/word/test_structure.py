"""The XML of a small document, and of each block, as a person would check it."""

from pathlib import Path

import pytest
from word_reading import boxes_of, lines, paragraphs, parts, value, w, words, written
from word_specimen import document, full, note, para, png, text, title_block

from threadbrief.model.document import (
    BulletList,
    ColumnAlign,
    Emphasis,
    Figure,
    Heading,
    Judgement,
    Judgements,
    Note,
    NumberedList,
    PageBreak,
    Post,
    Quotation,
    RepeatedNoteMark,
    Role,
    RunningHeads,
    Summary,
    Table,
    Text,
)

GOLDEN = Path(__file__).parent / "golden"


def body(*blocks, **options):
    return parts(written(document(*blocks, **options)).data)["word/document.xml"][0]


def small():
    return document(
        *title_block(),
        Heading(1, text("The thread"), "the-thread"),
        Post(
            (Text("1"),),
            "p1",
            text("04:12 UTC"),
            (para("Says.", note(2, "Cited."), RepeatedNoteMark(1), role=Role.POST),),
        ),
        BulletList(((para("a point"),),)),
    )


@pytest.mark.parametrize("part", ["document", "footnotes", "header1", "footer1"])
def test_small_document_is_written_as_agreed(part, golden):
    golden(GOLDEN / f"small.{part}.txt", lines(parts(written(small()).data)[f"word/{part}.xml"]))


def test_every_block_keeps_its_text_in_order():
    shown = [line for _, line in paragraphs(parts(written(full()).data)["word/document.xml"])]
    assert shown[:5] == [
        "UNCLASSIFIED",
        "Briefing memo",
        "Russian unease about dependence on China: reading of a June 2020 thread",
        "To\tDirector, Eurasia Desk\nDeputy Director",
        "From\tOpen-Source Team",
    ]
    post = next(line for line in shown if line.startswith("\t1\tRecommends"))
    assert post.startswith(
        "\t1\tRecommends a detailed report by @yarotrof.^5 He endorses the remark made there that"
    )
    assert "Feng Yujun 冯玉军, professor of international relations\nFudan University^10" in shown
    assert shown.index("Sources") < shown.index(
        next(line for line in shown if line.startswith("Trenin, Dmitri"))
    )


def test_number_of_a_post_hangs_before_its_first_paragraph_only():
    post = Post((Text("7"),), "p7", (), (para("one", role=Role.POST), para("two", role=Role.POST)))
    assert paragraphs(body(post)) == [("ThreadPost", "\t7\tone"), ("ThreadPostContinued", "two")]


def test_number_of_a_post_stands_before_its_meta_line():
    post = Post((Text("7"),), "p7", text("04:12"), (para("one", role=Role.POST),))
    assert paragraphs(body(post)) == [
        ("ThreadPostMeta", "\t7\t04:12"),
        ("ThreadPostContinued", "one"),
    ]


def test_number_of_a_post_ends_as_far_before_the_text_as_in_the_pdf(tool, tmp_path):
    posts = tuple(
        Post(text(n), f"p{n}", (), (para("Recommends one."),)) for n in ("7", "11", "107/2150")
    )
    styles = parts(written(document(*posts)).data)["word/styles.xml"]
    post = next(
        style for style in styles.iter(w("style")) if style.get(w("styleId")) == "ThreadPost"
    )
    assert (value(post, "pPr/tabs/tab"), value(post, "pPr/tabs/tab", "pos")) == ("right", "-200")
    boxes = boxes_of(written(document(*posts)).data, tool, tmp_path)
    starts = [left for word, left, _ in boxes if word == "Recommends"]
    ends = [right for word, _, right in boxes if word in ("7", "11", "107/2150")]
    assert [round(start - end) for start, end in zip(starts, ends, strict=True)][:2] == [10, 10]
    assert 2 < starts[2] - ends[2] < 12


def test_post_that_begins_with_a_picture_keeps_its_number():
    post = Post((Text("7"),), "p7", (), (Figure(png(), "A chart"),))
    assert paragraphs(body(post)) == [("ThreadPost", "\t7\t"), ("Figure", "")]


def test_long_number_of_a_post_hangs_further_out():
    short, long = body(
        Post((Text("7"),), "a", (), (para("x"),)), Post((Text("107/2150"),), "b", (), (para("x"),))
    ).iter(w("p"))
    assert value(short, "pPr/ind", "hanging") is None
    assert int(value(long, "pPr/ind", "hanging")) > 24 * 20


def test_last_paragraph_of_a_judgement_or_figure_keeps_its_distance():
    bare = Judgements((Judgement(1, "j1", (para("text"),), ()),))
    (paragraph,) = body(bare).iter(w("p"))
    assert value(paragraph, "pPr/spacing", "after") == "150"
    picture, caption = body(Figure(png(), "a", text("b"))).iter(w("p"))
    assert value(picture, "pPr/spacing", "after") is None
    assert value(caption, "pPr/spacing", "after") == "150"


def test_paragraph_after_a_table_keeps_its_distance():
    after = body(Table((), ((text("a"),),), (1.0,)), para("b"))[1]
    assert value(after, "pPr/spacing", "before") == "150"


def test_lists_count_anew_and_nest():
    inner = NumberedList(((para("a"),), (para("b"),)))
    xml = body(
        NumberedList(((para("one"), inner), (para("two"),))), NumberedList(((para("seven"),),), 7)
    )
    numbers = [
        (value(p, "pPr/numPr/ilvl"), value(p, "pPr/numPr/numId"), words(p))
        for p in xml.iter(w("p"))
    ]
    assert numbers == [
        ("0", "4", "one"),
        ("1", "5", "a"),
        ("1", "5", "b"),
        ("0", "4", "two"),
        ("0", "6", "seven"),
    ]
    numbering = parts(written(document(NumberedList(((para("seven"),),), 7))).data)[
        "word/numbering.xml"
    ]
    assert value(numbering[-1], "lvlOverride/startOverride") == "7"


def test_list_item_that_begins_with_a_list_keeps_its_bullet():
    xml = body(BulletList(((BulletList(((para("deep"),),)),),)))
    assert paragraphs(xml) == [("ListBullet", ""), ("ListBullet2", "deep")]


def test_item_goes_on_without_a_bullet():
    xml = body(BulletList(((para("one"), para("more")),)))
    assert paragraphs(xml) == [("ListBullet", "one"), ("ListContinue", "more")]


def test_judgements_show_the_numbers_they_are_given():
    items = tuple(Judgement(n, f"j{n}", (para("text"),), ()) for n in (1, 2, 5, 6))
    xml = body(Judgements(items))
    assert [value(p, "pPr/numPr/numId") for p in xml.iter(w("p"))] == [None, None, "4", None]


def test_judgement_is_not_parted_from_its_basis():
    xml = body(Judgements((Judgement(1, "j1", (para("text"),), text("basis")),)))
    first, second = xml.iter(w("p"))
    assert first.find(w("pPr")).find(w("keepNext")) is not None
    assert value(second, "pPr/pStyle") == "KeyJudgementBasis"


def test_quotation_in_a_list_is_indented_further_than_the_list():
    xml = body(BulletList(((para("one"), Quotation((para("said"),))),)), Quotation((para("said"),)))
    in_list, alone = (p for p in xml.iter(w("p")) if value(p, "pPr/pStyle") == "Quote")
    assert value(in_list, "pPr/ind", "left") == "660"  # 18 pt of the list and 15 of the quotation
    assert value(alone, "pPr/ind", "left") is None


def test_table_repeats_its_head_and_ends_with_a_paragraph():
    xml = body(
        Table(
            (text("a"), text("b")) and ((text("a"), text("b")),),
            ((text("1"), text("2")),),
            (0.25, 0.75),
        )
    )
    rows = list(xml.iter(w("tr")))
    assert [row.find(w("trPr")).find(w("tblHeader")) is not None for row in rows] == [True, False]
    assert [column.get(w("w")) for column in xml.iter(w("gridCol"))] == ["2126", "6378"]
    assert xml[-2].tag == w("p")


def test_cells_are_set_as_their_column_and_a_head_keeps_with_its_first_row():
    row = (text("a"), text("b"), text("c"))
    aligns = (ColumnAlign.START, ColumnAlign.CENTRE, ColumnAlign.END)
    xml = body(Table((row,), (row,), (0.5, 0.25, 0.25), aligns=aligns))
    cells = list(xml.iter(w("tc")))
    assert [value(cell, "p/pPr/jc") for cell in cells] == [None, "center", "right"] * 2
    kept = [cell.find(f"{w('p')}/{w('pPr')}/{w('keepNext')}") is not None for cell in cells]
    assert kept == [True] * 3 + [False] * 3
    margins = [value(cell, "tcPr/tcMar/right", "w") for cell in cells[:3]]
    assert margins == [None, None, "0"]


def test_two_tables_do_not_become_one():
    table = Table((), ((text("a"),),), (1.0,))
    assert [child.tag for child in body(table, table)] == [
        w(n) for n in ("tbl", "p", "tbl", "p", "sectPr")
    ]


def test_page_break_is_asked_of_the_next_paragraph():
    first, second = body(para("one"), PageBreak(), para("two")).iter(w("p"))
    assert first.find(w("pPr")).find(w("pageBreakBefore")) is None
    assert second.find(w("pPr")).find(w("pageBreakBefore")) is not None


def test_picture_fits_the_measure_and_keeps_its_shape():
    xml = body(Figure(png(3200, 1200), "A chart"))
    extent = next(node for node in xml.iter() if node.tag.endswith("}extent"))
    assert (int(extent.get("cx")), int(extent.get("cy"))) == (5400000, 2025000)  # 150 mm


def test_picture_nobody_has_described_claims_no_description():
    properties = next(
        node for node in body(Figure(png(), "")).iter() if node.tag.endswith("}docPr")
    )
    assert "descr" not in properties.attrib


def test_pictures_of_the_same_bytes_share_a_part():
    data = written(document(Figure(png(), "a"), Figure(png(), "b"), Figure(png(8, 8), "c"))).data
    assert (
        sum(
            "media" in str(row.get("Target")) for row in parts(data)["word/_rels/document.xml.rels"]
        )
        == 2
    )


def test_heads_with_nothing_in_them_have_no_part():
    assert not any(
        "header" in name or "footer" in name
        for name in parts(written(document(running=RunningHeads())).data)
    )


def test_header_and_footer_show_a_number_before_word_counts():
    footer = parts(written(document()).data)["word/footer1.xml"]
    assert words(footer) == "Reading of a thread · SPECIMEN-0001\tPage 1 of 1"


def test_a_note_in_a_note_is_refused():
    inner = Note(2, (para("inner"),))
    with pytest.raises(ValueError, match="note 1 holds a note"):
        written(document(para("text", Note(1, (para("outer", inner),)))))


def test_blocks_nested_a_thousand_deep_are_written():
    block = para("deep")
    inline = Text("deep")
    for _ in range(1000):
        block = Quotation((BulletList(((block,),)),))
    content = inline
    for _ in range(1001):
        content = Emphasis((content,))
    xml = body(block, para(content))
    assert words(xml).endswith("deepdeep")
    assert (
        max(int(ind.get(w("left"))) for ind in xml.iter(w("ind"))) < 31680
    )  # 22 in, more than Word takes
    assert xml[-2].find(w("r")).find(w("rPr")).find(w("i")) is not None


def test_documents_with_nothing_in_them_are_documents():
    assert [child.tag for child in body()] == [w("p"), w("sectPr")]


def test_rule_beside_a_summary_has_no_gap_where_a_list_begins_or_ends():
    listed = BulletList(((para("a"),), (para("b"),)))
    xml = body(Summary((para("one"), para("two"), listed, para("three"))), para("after"))
    spaces = [(words(p), value(p, "pPr/spacing", "after")) for p in xml.iter(w("p"))]
    assert spaces == [
        ("one", None),
        ("two", "0"),
        ("a", None),
        ("b", "0"),
        ("three", None),
        ("after", None),
    ]
