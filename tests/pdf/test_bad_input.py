"""What a stranger's memo may hold: everything is set, or said to be wrong at its place, and it ends."""

import io
import re
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from threadbrief.core.problems import BriefError, Location
from threadbrief.model.document import (
    Block,
    BulletList,
    Document,
    Emphasis,
    Figure,
    ImageFormat,
    Inlines,
    Link,
    Note,
    Paragraph,
    Picture,
    Properties,
    Role,
    RunningHeads,
    Text,
)
from threadbrief.pdf import write_pdf
from threadbrief.pdf.writer import WrittenPdf
from threadbrief.pipeline.build import build_memo
from threadbrief.pipeline.options import BuildOptions, Format
from threadbrief.templates.loading import load_template

MEMO = load_template("memo")
WHERE = Location("memo.yaml", 9, 5)
HEADER = b"IHDR" + (40_000).to_bytes(4) * 2 + bytes.fromhex("0800000000")
BOMB = b"\x89PNG\r\n\x1a\n\0\0\0\x0d" + HEADER + zlib.crc32(HEADER).to_bytes(4) + b"\0\0\0\x0cIDAT"
YAML = """schema: threadbrief/1
memo: {to: Desk, from: Pilot Office, date: 2031-03-14, subject: Low water, template: house/}
thread: {platform: x, author: {name: Pilot}, text_status: verbatim, language: en}
posts:
  - text: The tide is low.
  - text: "Nobody writes \U00013000 here."
"""


def built(*blocks: Block) -> WrittenPdf:
    properties = Properties("Low water", "Night Desk", "en", datetime(2031, 3, 14, tzinfo=UTC))
    return write_pdf(Document(properties, RunningHeads(), blocks), MEMO)


def read(data: bytes) -> str:
    return "".join(
        page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(io.BytesIO(data))
    )


def paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),), where=WHERE)


@pytest.mark.parametrize("letter", ["x", "漢", "ก", "ب", "🇨"])
def test_one_word_of_very_many_letters_is_parted(letter: str) -> None:
    written = built(paragraph(letter * 100_000))
    assert all(problem.where == WHERE for problem in written.problems)
    if letter == "x":
        assert read(written.data).count("x") == 100_000


def test_a_word_of_a_million_letters() -> None:
    assert not built(paragraph("x" * 1_000_000)).problems


def test_a_hundred_thousand_combining_marks() -> None:
    written = built(paragraph("a" + "\u0301" * 100_000 + " low"))
    assert "low" in read(written.data)
    (problem,) = written.problems
    assert (problem.code, problem.where) == ("TB717", WHERE)
    assert "100,000 marks" in problem.message


def test_a_short_word_with_too_many_marks_is_said_once_for_its_place() -> None:
    written = built(
        paragraph("low wa\u0301te" + "\u0316\u0301" * 20 + "r te" + "\u0316\u0301" * 20)
    )
    assert [(problem.code, problem.where) for problem in written.problems] == [("TB717", WHERE)]


def test_what_a_private_use_character_is_no_font_of_the_system_says() -> None:
    (problem,) = built(paragraph("low \ue000 water")).problems
    assert "U+E000 a private use character" in problem.message


def test_lone_surrogates_are_said_with_their_place() -> None:
    written = built(paragraph("low \ud800 water"))
    (problem,) = written.problems
    assert (problem.code, problem.where) == ("TB711", WHERE)
    assert "U+D800" in problem.message
    assert read(written.data).startswith("low")


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", ""),
        (b"GIF89a", ""),
        (b"\xff\xd8\xff\xe0", ""),
        (BOMB, "pixels"),
        (b"%PDF-1.7\n/Encrypt", ""),
    ],
)
def test_a_picture_that_is_none_gives_way_to_its_words(data: bytes, fault: str) -> None:
    for form in ImageFormat:
        written = built(Figure(Picture(data, form, 40_000, 40_000), "A gauge", where=WHERE))
        (problem,) = written.problems
        assert (problem.code, problem.where) == ("TB722", WHERE)
        assert fault in problem.message or form is ImageFormat.JPEG
        assert "A gauge" in read(written.data)


def test_a_note_in_a_note_is_printed_there() -> None:
    inner = Note(2, (paragraph("inner"), BulletList(((paragraph("of"),), (paragraph("three"),)))))
    content: Inlines = (Text("outer"), Emphasis((inner,)), Text("."))
    outer = Note(1, (Paragraph(content, Role.NOTE),), WHERE)
    written = built(Paragraph((Text("Said"), outer)))
    (problem,) = written.problems
    assert (problem.code, problem.where) == ("TB724", WHERE)
    assert "outer [inner of three]." in read(written.data)


def test_a_character_without_a_font_is_said_at_its_line_and_post(tmp_path: Path) -> None:
    memo = YAML.replace(", template: house/", "").partition("  - text: The")[0]
    text = f"{memo}  - text: |-\n      The tide\n      is \U0010fff0 low.\n\n      So *it\n      is* \U0010fff1.\n"
    problems = build_memo(
        text.encode(), "memo.yaml", BuildOptions((Format.PDF,), folder=tmp_path)
    ).problems
    found = [(p.where.line, p.where.column) for p in problems if p.code == "TB711" and p.where]
    assert found == [(7, 10), (10, 11)]
    assert all("in post 1;" in p.message for p in problems if p.code == "TB711")


def test_a_character_without_a_font_names_its_post_and_stops_a_strict_build(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    template = tmp_path / "house" / "template.yaml"
    template.write_text("extends: memo\n", encoding="utf-8")
    build = BuildOptions((Format.PDF,), folder=tmp_path)
    data = YAML.replace("\U00013000", "\U0010fff0").encode()
    (problem,) = [p for p in build_memo(data, "memo.yaml", build).problems if p.code == "TB711"]
    assert problem.where is not None
    assert problem.where.line == 6
    assert "U+10FFF0" in problem.message
    with pytest.raises(BriefError) as caught:
        build_memo(data, "memo.yaml", BuildOptions((Format.PDF,), folder=tmp_path, strict=True))
    assert "TB711" in {found.code for found in caught.value.problems}


@pytest.mark.parametrize(
    "page", ["left: 110mm, right: 110mm", "top: 500mm", "width: 1mm", "height: -3"]
)
def test_margins_wider_than_the_page_are_refused_at_their_line(tmp_path: Path, page: str) -> None:
    (tmp_path / "house").mkdir()
    template = tmp_path / "house" / "template.yaml"
    template.write_text(f"extends: memo\npage: {{{page}}}\n", encoding="utf-8")
    with pytest.raises(BriefError) as caught:
        build_memo(YAML.encode(), "memo.yaml", BuildOptions((Format.PDF,), folder=tmp_path))
    (problem,) = [found for found in caught.value.problems if found.code == "TB401"]
    assert problem.where is not None
    assert re.search(r"template\.yaml$", problem.where.file)
    assert problem.where.line == 2


def test_a_folder_of_fonts_that_are_none(tmp_path: Path) -> None:
    for name, data in {
        "a.ttf": b"",
        "b.otf": b"OTTO" + bytes(40),
        "c.ttc": b"ttcf" + b"\xff" * 64,
    }.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "template.yaml").write_text("extends: memo\n", encoding="utf-8")
    built = build_memo(
        YAML.encode(), "memo.yaml", BuildOptions((Format.PDF,), folder=tmp_path, fonts=(tmp_path,))
    )
    assert built.files[Format.PDF].startswith(b"%PDF")


def test_an_address_of_a_million_letters_is_set_and_no_link() -> None:
    address = "https://x.example/" + "a" * 1_000_000
    written = built(Paragraph((Link((Text(address),), address),), where=WHERE))
    (problem,) = written.problems
    assert (problem.code, problem.where) == ("TB723", WHERE)
    assert "1,000,018 characters" in problem.message
    assert len(written.data) < 1_000_000
    assert b"/URI" not in written.data


def test_a_long_address_is_stored_once_for_all_its_lines() -> None:
    address = "https://x.example/" + "ab/" * 9_000
    written = built(Paragraph((Link((Text(address),), address),), where=WHERE))
    assert not written.problems
    reader = pypdf.PdfReader(io.BytesIO(written.data))
    links = [note.get_object() for page in reader.pages for note in page["/Annots"]]
    assert len(links) > 300
    assert {link["/A"]["/URI"] for link in links} == {address}
    assert len({link.raw_get("/A").idnum for link in links}) == 1


def test_no_string_is_longer_than_an_archival_file_allows() -> None:
    properties = Properties(
        "Tídal " * 20_000, "N" * 90_000, "en", datetime(2031, 3, 14, tzinfo=UTC)
    )
    data = write_pdf(Document(properties, RunningHeads(), (paragraph("low"),)), MEMO).data
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert reader.metadata is not None
    assert len(reader.metadata.author or "") == 32_767
    title = reader.metadata.title or ""
    assert title.endswith("…")
    assert len(title.encode("utf-16")) <= 32_767
