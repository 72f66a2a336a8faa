"""What stands in content streams, and in the structure tree above them."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject

from threadbrief.model.document import (
    Block,
    BulletList,
    Document,
    FieldList,
    FieldRow,
    Figure,
    Heading,
    ImageFormat,
    Link,
    Note,
    PageCount,
    PageNumber,
    Paragraph,
    Picture,
    Post,
    Properties,
    Quotation,
    RepeatedNoteMark,
    Role,
    RunningHeads,
    Table,
    Text,
    Underline,
)
from threadbrief.pdf import WrittenPdf, write_pdf
from threadbrief.pdf.layout.boxes import TextPiece
from threadbrief.pdf.layout.headers import PageHeaders
from threadbrief.pdf.typesetting.spans import TextRun
from threadbrief.pdf.typesetting.typesetter import Typesetter
from threadbrief.templates.loading import load_template

MEMO = load_template("memo")
HEADS = RunningHeads((Text("HARBOUR USE ONLY"),))


def pdf(*blocks: Block, running: RunningHeads | None = None) -> pypdf.PdfReader:
    properties = Properties("Low water", "Night Desk", "en", datetime(2031, 3, 14, tzinfo=UTC))
    return reader(write_pdf(Document(properties, running or RunningHeads(), blocks), MEMO))


def reader(written: WrittenPdf) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(written.data), strict=True)


def stream(page: pypdf.PageObject) -> str:
    contents = page.get_contents()
    assert contents is not None
    return contents.get_data().decode("latin-1")


def text(words: str) -> tuple[Text, ...]:
    return (Text(words),)


def note(number: int, words: str) -> Note:
    return Note(number, (Paragraph(text(words), Role.NOTE),))


# --- content streams -------------------------------------------------------------------------------------------


def test_a_line_stands_where_the_layout_says() -> None:
    shown = stream(pdf(Paragraph(text("Quay"))).pages[0])
    # 30 mm from the left; 27 mm from the top, and the baseline of the first line 10.65 pt below that.
    assert "1 0 0 1 85.04 754.70 Tm" in shown
    assert re.search(r"/\w+ 10\.5 Tf\n1 0 0 1 ", shown)
    assert "0.106 0.122 0.141 rg" in shown


def test_underlines_are_drawn_below_their_words() -> None:
    shown = stream(pdf(Paragraph((Text("a "), Underline(text("b"))))).pages[0])
    (rule,) = re.findall(r"/Artifact BMC\n([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re f\nEMC", shown)
    x, y, width, height = map(float, rule)
    assert x > 85.04
    assert 752 < y < 754.7
    assert width > 4
    assert height == pytest.approx(0.53)


def test_marked_content_is_opened_and_closed_in_turn(specimen: Document) -> None:
    for page in reader(write_pdf(specimen, MEMO)).pages:
        depth, in_text, opened_at = 0, False, []
        for word in re.findall(r"\b(?:BDC|BMC|EMC|BT|ET)\b", stream(page)):
            match word:
                case "BT" | "ET":
                    in_text = word == "BT"
                case "EMC":
                    depth -= 1
                    assert opened_at.pop() == in_text
                case _:
                    depth += 1
                    opened_at.append(in_text)
            assert depth >= 0
        assert depth == 0


def test_heads_and_rules_are_artifacts() -> None:
    shown = stream(pdf(Paragraph(text("Quay")), running=HEADS).pages[0])
    assert shown.startswith("/Artifact<</Type/Pagination>>BDC\n")
    assert "/Artifact BMC\n" in shown


def test_words_of_another_language_say_so() -> None:
    shown = stream(pdf(Paragraph((Text("Fudan: "), Text("Мы", "ru")))).pages[0])
    assert shown.count("/Span<</Lang(ru)>>BDC") == 1


# --- structure -------------------------------------------------------------------------------------------------


def kids(element: DictionaryObject) -> list[object]:
    inner = element.get("/K", [])
    return [kid.get_object() for kid in (inner if isinstance(inner, ArrayObject) else [inner])]


def elements(element: DictionaryObject) -> Iterator[DictionaryObject]:
    yield element
    for kid in kids(element):
        if isinstance(kid, DictionaryObject) and "/S" in kid:
            yield from elements(kid)


def root(file: pypdf.PdfReader) -> DictionaryObject:
    return file.trailer["/Root"]["/StructTreeRoot"]["/K"].get_object()


def outline(element: DictionaryObject, depth: int = 0) -> Iterator[str]:
    """The tree as indented text: content as dots, links to annotations as @."""
    inner = kids(element)
    signs = "".join(
        "@" if isinstance(kid, dict) and "/Obj" in kid else "."
        for kid in inner
        if not _is_element(kid)
    )
    language = f" {element['/Lang']}" if "/Lang" in element else ""
    yield f"{'  ' * depth}{element['/S'][1:]}{language} {signs}".rstrip()
    for kid in inner:
        if _is_element(kid):
            yield from outline(kid, depth + 1)


def _is_element(kid: object) -> bool:
    return isinstance(kid, DictionaryObject) and "/S" in kid


def test_the_tree_says_what_the_page_means(make_picture: Callable[[int, int], Picture]) -> None:
    blocks = (
        Paragraph(text("Low water"), Role.TITLE),
        Heading(1, text("Levels"), "levels"),
        Paragraph(
            (
                Text("Words"),
                note(1, "Said on the radio."),
                Text(" and "),
                Link(text("more"), "https://a.example"),
            )
        ),
        BulletList(((Paragraph(text("one"), Role.LIST),),)),
        Table(((text("Gauge"),),), ((text("1.38"),),), (1.0,), text("By gauge")),
        Quotation((Paragraph(text("سلام"), Role.QUOTATION),), text("Radio"), "ar"),
        Figure(make_picture(40, 20), "A gauge", text("Seen")),
        Post(
            (Text("1"),), "post_1", (), (Paragraph((Text("See"), RepeatedNoteMark(1)), Role.POST),)
        ),
    )
    assert list(outline(root(pdf(*blocks, running=HEADS)))) == [
        "Document",
        "  H1 .",
        "  H2 .",
        "  P ..",
        "    Reference",
        "      Link .@",
        "    Link .@",
        "    Note en",
        "      Lbl",
        "        Link .@",
        "      P .",
        "  L",
        "    LI",
        "      Lbl .",
        "      LBody",
        "        P .",
        "  Table",
        "    Caption .",
        "    TR",
        "      TH .",
        "    TR",
        "      TD .",
        "  BlockQuote ar",
        "    P en .",
        "    P .",
        "  Figure .",
        "    Caption .",
        "  Div",
        "    P .",
        "    P .",
        "      Reference",
        "        Link .@",
    ]


def test_a_note_stands_behind_a_heading_or_a_picture(
    make_picture: Callable[[int, int], Picture],
) -> None:
    heading = Heading(1, (Text("Levels"), note(1, "one"), note(2, "two")), "levels")
    file = pdf(
        heading,
        Figure(make_picture(40, 20), "A gauge", (Text("Seen"), note(3, "three"))),
        Paragraph(text("End")),
    )
    tree = [line for line in outline(root(file)) if len(line) - len(line.lstrip()) < 6]
    assert tree == [
        *("Document", "  H1 ..", "    Reference", "    Reference"),
        *("  Note en", "    Lbl", "    P .", "  Note en", "    Lbl", "    P ."),
        *("  Figure .", "    Caption .", "  Note en", "    Lbl", "    P .", "  P ."),
    ]


def test_headings_begin_at_the_first_level_without_a_title() -> None:
    tree = list(
        outline(
            root(pdf(Heading(1, text("Levels"), "levels"), Heading(2, text("By gauge"), "gauges")))
        )
    )
    assert tree == ["Document", "  H1 .", "  H2 ."]


def test_headings_begin_at_the_first_level_where_the_title_comes_later() -> None:
    blocks = (
        Heading(1, text("Levels"), "levels"),
        Paragraph(text("Low water"), Role.TITLE),
        Heading(2, text("A"), "a"),
    )
    assert list(outline(root(pdf(*blocks)))) == ["Document", "  H1 .", "  H1 .", "  H2 ."]


def test_a_picture_has_one_caption_with_all_that_is_said_of_it(
    make_picture: Callable[[int, int], Picture],
) -> None:
    figure = Figure(make_picture(40, 20), "A gauge", text("Seen"), show_alt=True)
    assert list(outline(root(pdf(figure)))) == [
        "Document",
        "  Figure .",
        "    Caption",
        "      P .",
        "      P .",
    ]


def test_what_is_said_for_a_picture_that_cannot_be_shown_is_no_picture() -> None:
    broken = Picture(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, ImageFormat.PNG, 10, 10)
    assert list(outline(root(pdf(Figure(broken, "A gauge", text("Seen")))))) == [
        "Document",
        "  Div",
        "    P .",
        "    P .",
    ]


def test_a_link_that_goes_on_on_the_next_line_or_page_is_one() -> None:
    words = Paragraph(
        (
            Text("quay " * 620),
            Link((Underline(text("quay " * 100)),), "https://a.example"),
            Text("end"),
        )
    )
    file = pdf(words)
    assert len(file.pages) == 2
    (link,) = [element for element in elements(root(file)) if element["/S"] == "/Link"]
    pages = {
        kid.raw_get("/Pg").idnum
        for kid in kids(link)
        if isinstance(kid, DictionaryObject) and "/Obj" in kid
    }
    assert len(pages) == 2


def test_what_runs_from_right_to_left_is_read_in_its_order() -> None:
    linked = Link((Text("אב", "he"),), "https://a.example")
    start, middle, end = Text("אא "), (Text(" בב"), note(1, "1"), Text(" גג ")), Text(" דד three")
    file = pdf(Paragraph((start, Text("one two", "en"), *middle, linked, end), lang="he"))
    paragraph = next(element for element in elements(root(file)) if element["/S"] == "/P")
    read = [said(file, part) for part in parts(paragraph)]
    # Each piece is in the order of reading; within it, letters stand as they are drawn.
    assert [words for words in read if words] == [
        "אא",
        "onetwo",
        "בב",
        "1",
        "גג",
        "בא",
        "דד",
        "three",
    ]


def parts(element: DictionaryObject) -> Iterator[int]:
    """The numbers of the marked content of an element and of what stands in it but for notes, in reading order."""
    for kid in kids(element):
        if not isinstance(kid, DictionaryObject):
            yield int(str(kid))
        elif kid.get("/S") != "/Note" and "/Obj" not in kid:
            yield from parts(kid)


def said(file: pypdf.PdfReader, number: int) -> str:
    """The characters of a piece of marked content as they are drawn, from left to right, without spaces."""
    drawn = re.search(rf"/\w+<</MCID {number}>>BDC\n(.*?ET)\nEMC", stream(file.pages[0]), re.DOTALL)
    assert drawn
    text = ""
    fonts = file.pages[0]["/Resources"]["/Font"]
    size = re.compile(r"/(\w+) [\d.]+ Tf|<([0-9A-F]+)>(?!>)")
    before = stream(file.pages[0])[: drawn.start()]
    name = next((match[1] for match in reversed(list(size.finditer(before))) if match[1]), "")
    for match in size.finditer(drawn[1]):
        name = match[1] or name
        codes = match[2] or ""
        pairs = dict(
            re.findall(rb"<([0-9A-F]+)> <([0-9A-F]*)>", fonts[f"/{name}"]["/ToUnicode"].get_data())
        )
        for at in range(0, len(codes), 4):
            text += bytes.fromhex(pairs[codes[at : at + 4].encode()].decode()).decode("utf-16-be")
    return re.sub("[ \u200e\u200f]", "", text)


def test_a_note_follows_a_paragraph_that_goes_on_on_the_next_page() -> None:
    words = Paragraph((Text("quay " * 900), note(1, "Radio."), Text(" quay" * 300)))
    file = pdf(words)
    assert len(file.pages) > 1
    (paragraph,) = [
        element
        for element in elements(root(file))
        if element["/S"] == "/P" and len(kids(element)) > 3
    ]
    assert kids(paragraph)[-1]["/S"] == "/Note"


def test_every_piece_of_content_has_one_place_in_the_tree(specimen: Document) -> None:
    file = reader(write_pdf(specimen, MEMO))
    tree = file.trailer["/Root"]["/StructTreeRoot"]
    numbers = tree["/ParentTree"]["/Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    assert tree["/ParentTreeNextKey"] == len(parents)
    pages = {
        page.indirect_reference.idnum: index
        for index, page in enumerate(file.pages)
        if page.indirect_reference
    }
    seen: set[tuple[int, int]] = set()
    annotated = 0
    for element in elements(root(file)):
        for kid in kids(element):
            if _is_element(kid):
                continue
            if isinstance(kid, dict) and "/Obj" in kid:
                annotated += 1
                assert parents[kid["/Obj"]["/StructParent"]].get_object() is element
                assert kid["/Obj"]["/Contents"]
                continue
            page = (kid if isinstance(kid, dict) else element).raw_get("/Pg").idnum
            place = pages[page], int(kid["/MCID"] if isinstance(kid, dict) else kid)
            assert place not in seen
            seen.add(place)
            assert parents[place[0]][place[1]].get_object() is element
    for index, page in enumerate(file.pages):
        assert page["/StructParents"] == index
        numbered = [int(number) for number in re.findall(r"/MCID (\d+)>>BDC", stream(page))]
        assert sorted(numbered) == list(range(len(numbered)))
        assert {(index, number) for number in numbered} <= seen
    assert annotated == sum(len(page.get("/Annots", ())) for page in file.pages)


def test_notes_have_names_of_their_own(specimen: Document) -> None:
    file = reader(write_pdf(specimen, MEMO))
    notes = [element for element in elements(root(file)) if element["/S"] == "/Note"]
    names = [element["/ID"] for element in notes]
    assert len(set(names)) == len(names) > 10
    listed = file.trailer["/Root"]["/StructTreeRoot"]["/IDTree"]["/Names"][::2]
    assert sorted(names) == list(listed)


def test_what_is_all_in_another_language_is_an_element_of_it() -> None:
    running = RunningHeads(
        (Text("مكتب"),),
        (),
        (),
        (Text("Page ", "en"), PageNumber(), Text(" of ", "en"), PageCount()),
    )
    blocks = (
        Paragraph((Text("Briefing memo", "en"),), Role.LABEL),
        Paragraph(text("مستوى الماء"), Role.TITLE),
        FieldList((FieldRow("To", (text("مدير الميناء"),), "en"),)),
        Heading(1, (Text("Summary", "en"), note(1, "قال")), "summary"),
        Paragraph(
            (Text("قال "), Text("on Mastodon", "en"), Text(" · "), Text("2 posts", "en")),
            Role.THREAD_LINE,
        ),
    )
    properties = Properties("مستوى الماء", "مكتب", "ar", datetime(2031, 3, 14, tzinfo=UTC))
    file = reader(write_pdf(Document(properties, running, blocks), MEMO))
    assert list(outline(root(file))) == [
        "Document",
        "  P en .",
        "  H1 .",
        "  L",
        "    LI",
        "      Lbl en .",
        "      LBody .",
        "  H2 en .",
        "    Reference",
        "      Link .@",
        "  Note ar",
        "    Lbl",
        "      Link .@",
        "    P ..",
        "  P ....",
    ]
    shown = stream(file.pages[0])
    assert shown.count("/Span<</Lang(en)>>BDC") == 3, "twice in the paragraph, once in the foot"


def test_the_foot_of_a_right_to_left_page_begins_at_its_edges() -> None:
    look = MEMO.look
    running = RunningHeads((), (), (Text("مستوى الماء"),), (Text("صفحة "), PageNumber()))
    row = PageHeaders(running, look, Typesetter(look, "ar"), rtl=True).make_row(1, 2)
    title, page = [piece for piece in row.pieces if isinstance(piece, TextPiece)]
    assert page.x + min(run.x for run in page.line.runs) == pytest.approx(0)
    start = title.x + min(run.x for run in title.line.runs)
    assert start + title.line.width == pytest.approx(look.page.measure)


def places(*content: Text | Link) -> list[tuple[str, float]]:
    """The texts of a line of an Arabic paragraph with their places."""
    (line,) = Typesetter(MEMO.look, "ar").set_lines(content, Role.BODY, 400.0)
    return [(run.text, run.x) for run in line.runs if isinstance(run, TextRun) and run.text.strip()]


def test_words_of_another_direction_are_set_in_one_piece() -> None:
    assert [
        said.strip() for said, _ in places(Text("قال "), Text("2 posts", "en"), Text(" نعم"))
    ] == [
        "نعم",
        "2 posts",
        "قال",
    ]
    facts = places(Text("قال "), Text("2 posts", "en"), Text(" · "), Text("as of 2031", "en"))
    assert [said.strip() for said, _ in facts] == ["as of 2031", "·", "2 posts", "قال"]


def test_addresses_in_arabic_are_set_in_one_piece_from_left_to_right() -> None:
    for address in (
        "@harbour_1",
        "https://example.org/a(b)/",
        "desk@example.org",
        "#COVID19",
        "social.example/?q=1/",
    ):
        assert [said.strip() for said, _ in places(Text(f"قال {address} نعم"))] == [
            "نعم",
            address,
            "قال",
        ]
    shown, target = "example.org/a/", "https://example.org/a/"
    linked = places(Text("قال "), Link((Text(shown),), target), Text("، نعم"))
    assert [said.strip() for said, _ in linked] == ["نعم", "،", shown, "قال"]
