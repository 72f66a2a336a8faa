"""A whole document goes in, and other programs read back what came out."""

import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Thread

import pypdf
import pypdfium2
import pytest

from threadbrief.core.problems import Location
from threadbrief.core.structs import replace
from threadbrief.model.document import (
    Block,
    Document,
    Figure,
    Heading,
    ImageFormat,
    Inline,
    Link,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Post,
    Properties,
    RepeatedNoteMark,
    Role,
    RunningHeads,
    Table,
    Text,
)
from threadbrief.pdf import WrittenPdf, write_pdf
from threadbrief.templates.loading import load_template

MEMO = load_template("memo")


@pytest.fixture(scope="session")
def written(specimen: Document) -> WrittenPdf:
    return write_pdf(specimen, MEMO)


@pytest.fixture(scope="session")
def file(written: WrittenPdf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "specimen.pdf"
    path.write_bytes(written.data)
    return path


def pdf(*blocks: Block, **properties: object) -> WrittenPdf:
    base = Properties("Low water", "Night Desk", "en", datetime(2031, 3, 14, 6, 30, tzinfo=UTC))
    return write_pdf(Document(replace(base, **properties), RunningHeads(), blocks), MEMO)


def read(written: WrittenPdf) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(written.data), strict=True)


def paragraph(*content: Inline) -> Paragraph:
    return Paragraph(content)


def squeezed(text: str) -> str:
    return re.sub(r"[\s•]+", "", text)


def marks_of(value: object) -> Iterator[tuple[str, Note]]:
    """Every note with the characters before its mark, in the order in which a document is read."""
    match value:
        case Table():
            yield from marks_of((value.caption, value.head, value.rows))
        case tuple():
            before = ""
            for item in value:
                if isinstance(item, Note):
                    yield before, item
                else:
                    yield from marks_of(item)
                before = words_of(item)[-16:] if not isinstance(item, Note) else ","
        case _ if hasattr(value, "__struct_fields__"):
            for name in value.__struct_fields__:
                yield from marks_of(getattr(value, name))


def words_of(value: object) -> str:
    match value:
        case Text():
            return value.text
        case tuple():
            return " ".join(map(words_of, value))
    inner = next(
        (getattr(value, name) for name in ("blocks", "items", "content") if hasattr(value, name)),
        (),
    )
    return words_of(inner)


# --- the specimen ----------------------------------------------------------------------------------------------


def test_qpdf_finds_no_fault(file: Path, tool: Callable[[str], str]) -> None:
    done = subprocess.run(
        [tool("qpdf"), "--check", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr


def test_every_font_is_embedded(file: Path, tool: Callable[[str], str]) -> None:
    listed = subprocess.run(
        [tool("pdffonts"), str(file)], capture_output=True, text=True, check=True
    )
    assert not listed.stderr
    rows = listed.stdout.splitlines()[2:]
    assert rows
    assert all(re.search(r"Identity-H|Custom", row) and " yes yes yes " in row for row in rows), (
        listed.stdout
    )


def test_every_word_is_on_a_page_once(
    specimen: Document, file: Path, tool: Callable[[str], str]
) -> None:
    shown = subprocess.run(
        [tool("pdftotext"), "-raw", str(file), "-"], capture_output=True, text=True, check=True
    ).stdout
    lines = re.sub(r"\s+", " ", shown)
    for heading in (block for block in specimen.blocks if isinstance(block, Heading)):
        assert words_of(heading.content[0]) in lines
    for row in range(30):
        assert lines.count(f"Gauge {row} ") == 1
    assert lines.count("What was seen") >= 2  # the head of the table, on each of its pages


def test_every_note_begins_on_the_page_of_its_mark_and_is_whole(
    specimen: Document, written: WrittenPdf
) -> None:
    marks = list(marks_of(specimen.blocks))
    assert [note.number for _, note in marks] == list(range(1, len(marks) + 1))
    pages = [
        squeezed(page.get_textpage().get_text_bounded())
        for page in pypdfium2.PdfDocument(written.data)
    ]
    current = 0
    for before, note in marks:
        mark = f"{squeezed(before)}{note.number}" if before.isascii() else str(note.number)
        words = squeezed(words_of(note.blocks))
        start = f"{note.number}{words[:24]}"
        (current,) = [
            index for index, page in enumerate(pages) if start in page and index >= current
        ]
        assert mark in pages[current].replace(start, ""), f"note {note.number}"
        fits = max(end for end in range(len(words) + 1) if words[:end] in pages[current])
        assert fits == len(words) or words[fits:] in pages[current + 1].partition("(continued)")[2]


def test_the_file_says_what_it_is(written: WrittenPdf) -> None:
    moment = datetime(2031, 3, 14, 6, 30, tzinfo=timezone(timedelta(hours=-4, minutes=-30)))
    info = read(
        pdf(
            paragraph(Text("a")),
            title="水位 (low)",
            subject="Quay",
            keywords=("a", "b"),
            moment=moment,
        )
    ).metadata
    assert info
    assert info.title == "水位 (low)"
    assert info.author == "Night Desk"
    assert info.subject == "Quay"
    assert info["/Keywords"] == "a, b"
    assert info["/CreationDate"] == info["/ModDate"] == "D:20310314063000-04'30'"
    assert info.producer == info.creator == "threadbrief"
    reader = read(written)
    assert reader.pdf_header == "%PDF-1.7"
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/XObject" in reader.pages[0]["/Resources"]
    assert b"Helvetica" not in written.data
    assert b"ASCII85" not in written.data


def test_the_outline_is_that_of_the_headings(written: WrittenPdf) -> None:
    reader = read(written)

    def titles(entries: list[object]) -> list[object]:
        return [titles(entry) if isinstance(entry, list) else entry["/Title"] for entry in entries]

    assert titles(reader.outline) == [
        "Low water at the north quay: what the pilots say about the March dredging",
        "Summary",
        "Key judgements",
        "The thread",
        "Levels",
        ["By gauge", ["People named"]],
        "Sources",
    ]
    counts = [reader.trailer["/Root"]["/Outlines"]["/Count"]]
    assert counts == [8]


def test_running_heads_know_the_number_of_pages(file: Path, tool: Callable[[str], str]) -> None:
    shown = subprocess.run(
        [tool("pdftotext"), "-layout", str(file), "-"], capture_output=True, text=True, check=True
    )
    pages = shown.stdout.split("\f")[:-1]
    for number, page in enumerate(pages, 1):
        assert (
            " ".join(page.splitlines()[0].split()) == "HARBOUR USE ONLY DRAFT: 2 points to settle"
        )
        assert page.rstrip().splitlines()[-1].endswith(f"Page {number} of {len(pages)}")


def test_nothing_is_to_be_complained_of(written: WrittenPdf) -> None:
    assert written.problems == ()


# --- the same bytes --------------------------------------------------------------------------------------------

_HASHED = """
import hashlib, importlib.util, sys
spec = importlib.util.spec_from_file_location("specimen", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
from threadbrief.pdf import write_pdf
from threadbrief.templates.loading import load_template
note = module.Notes()
blocks = (*module._front(note), *module._thread(note), *module._back(note))
print(hashlib.sha256(write_pdf(module.document(*blocks), load_template()).data).hexdigest())
"""


def test_the_same_document_gives_the_same_bytes(specimen: Document, written: WrittenPdf) -> None:
    assert write_pdf(specimen, MEMO).data == written.data


def test_the_environment_changes_nothing(tmp_path: Path) -> None:
    conftest = Path(__file__).with_name("conftest.py")
    settings = (
        {"PYTHONHASHSEED": "1"},
        {
            "PYTHONHASHSEED": "2",
            "TZ": "Asia/Tokyo",
            "SOURCE_DATE_EPOCH": "86400",
            "LC_ALL": "C",
            "RL_pdfMultiLine": "1",
            "RL_pdfComments": "1",
        },
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", _HASHED, str(conftest)],
            env={**os.environ, **more},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for more in settings
    }
    assert len(hashes) == 1


def test_the_id_follows_the_content() -> None:
    def identifier(words: str) -> object:
        return read(pdf(paragraph(Text(words)))).trailer["/ID"]

    one = identifier("a")
    assert one == identifier("a")
    assert one != identifier("b")
    assert one[0] == one[1]


# --- links -----------------------------------------------------------------------------------------------------


def _links(written: WrittenPdf) -> list[pypdf.generic.DictionaryObject]:
    return [item.get_object() for page in read(written).pages for item in page.get("/Annots", ())]


def test_a_link_over_two_lines_has_an_area_on_each() -> None:
    address = "https://harbour.example/a(b)?c=ü&d=%20"
    done = pdf(
        paragraph(
            Text("word " * 14),
            Link((Text("a report that goes on over the end of the line"),), address),
        )
    )
    links = _links(done)
    assert len(links) == 2
    for link in links:
        assert link["/A"]["/URI"] == "https://harbour.example/a(b)?c=%C3%BC&d=%20"
        assert link["/Contents"] == address
        assert link["/Border"] == [0, 0, 0]
        assert link["/F"] == 4
    first, second = (link["/Rect"] for link in links)
    assert first[1] > second[1]
    assert abs(float(second[0]) - 85.04) < 0.1  # 30 mm: it begins the line


def test_a_link_to_an_anchor_leads_to_its_page() -> None:
    done = pdf(
        paragraph(Link((Text("there"),), "#there")),
        PageBreak(),
        Heading(1, (Text("There"),), "there"),
    )
    (link,) = _links(done)
    reader = read(done)
    assert link["/Dest"][0].idnum == reader.pages[1].indirect_reference.idnum
    assert done.problems == ()


def test_a_link_to_nowhere_is_reported() -> None:
    where = Location("memo.yaml", 7, 3)
    done = pdf(
        Post(
            (Text("1"),), "post_1", (), (paragraph(Link((Text("there"),), "#there")),), where=where
        )
    )
    assert _links(done) == []
    assert str(*done.problems).startswith('memo.yaml:7:3: warning TB723: a link leads to "#there"')


def test_a_character_without_a_font_is_reported_at_its_post() -> None:
    where = Location("memo.yaml", 9, 1)
    done = pdf(Post((Text("1"),), "post_1", (), (paragraph(Text("\U0010fffd")),), where=where))
    assert [problem.where for problem in done.problems] == [where]


def test_a_link_that_would_run_something_is_text() -> None:
    done = pdf(paragraph(Link((Text("there"),), "javascript:alert(1)")))
    assert _links(done) == []
    assert [problem.code for problem in done.problems] == ["TB723"]


def test_mark_and_note_lead_to_each_other() -> None:
    note = Note(1, (Paragraph((Text("Said on the radio."),), Role.NOTE),))
    mark, again, back = _links(
        pdf(paragraph(Text("Words"), note), paragraph(Text("More"), RepeatedNoteMark(1)))
    )
    assert mark["/Dest"] == again["/Dest"]
    assert mark["/Dest"][3] < 120  # at the foot of the page
    assert back["/Dest"][3] > 740  # at its top


def test_no_letter_is_parted_from_its_word_beside_what_runs_backward(
    tool: Callable[[str], str], tmp_path: Path
) -> None:
    words: list[Inline] = []
    for number in range(400):
        words += (
            Text("אבגדהוזחט"[: 1 + number % 9] + " "),
            Text("harbour", "en"),
            Text(" "),
            Text("quay", "en"),
            Text(" "),
        )
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(Paragraph(tuple(words)), language="he").data)
    said = subprocess.run(
        [tool("pdftotext"), path, "-"], capture_output=True, check=True
    ).stdout.decode()
    assert set(re.findall("[a-z]+", said)) == {"harbour", "quay"}


# --- pictures and bad input ------------------------------------------------------------------------------------


def test_a_broken_picture_gives_way_to_its_words() -> None:
    broken = Picture(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, ImageFormat.PNG, 10, 10)
    done = pdf(Figure(broken, "Two gauges at the quay", (Text("The gauges"),)))
    assert [problem.code for problem in done.problems] == ["TB722"]
    text = read(done).pages[0].extract_text()
    assert "Two gauges at the quay" in text
    assert "The gauges" in text


def test_the_same_picture_is_stored_once(specimen: Document) -> None:
    figure = next(
        b for post in specimen.blocks for b in getattr(post, "blocks", ()) if isinstance(b, Figure)
    )
    once, thrice = pdf(figure), pdf(figure, figure, replace(figure, alt="again"))
    assert thrice.data.count(b"/Subtype/Image") == once.data.count(b"/Subtype/Image") == 1


def test_lone_surrogates_do_no_harm() -> None:
    done = pdf(paragraph(Text("a \ud800 b")), title="\udfff")
    assert hashlib.sha256(done.data).digest()
    assert read(done).metadata


def test_a_long_title_is_cut_short_in_the_foot() -> None:
    done = pdf_with(RunningHeads(footer_start=(Text("quay " * 200),), footer_end=(Text("Page 1"),)))
    text = read(done).pages[0].extract_text()
    assert "…" in text
    assert text.count("quay") < 60
    (problem,) = done.problems
    assert (problem.code, problem.message[:11]) == ("TB725", '"quay quay ')


def test_a_marking_is_given_whole_where_there_is_room() -> None:
    marking = "OFFICIAL, TO THE MEMBERS OF THE RIVER COMMISSION AND THEIR AUTHORITIES ONLY, " * 3
    done = pdf_with(RunningHeads(header_start=(Text(marking),), header_end=(Text("DRAFT"),)))
    assert squeezed(marking) in squeezed(read(done).pages[0].extract_text())
    assert done.problems == ()


def test_nothing_dangles_before_an_ellipsis() -> None:
    for count in range(180, 190):
        done = pdf_with(RunningHeads(footer_start=(Text("quay · " * count),)))
        assert "quay…" in read(done).pages[0].extract_text()


def pdf_with(running: RunningHeads) -> WrittenPdf:
    base = Properties("a", "b", "en", datetime(2031, 3, 14, tzinfo=UTC))
    return write_pdf(Document(base, running, (paragraph(Text("a")),)), MEMO)


def test_where_the_system_has_no_thread_to_give_the_file_is_the_same(
    specimen: Document, written: WrittenPdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", refuse)
    assert write_pdf(specimen, MEMO).data == written.data
