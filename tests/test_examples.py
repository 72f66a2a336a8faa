"""The examples, end to end: both files are read back by other programs and say the same."""

import ctypes
import io
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from lxml import etree

import threadbrief

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.yaml"))
REAL = next(path for path in EXAMPLES if path.stem == "russia-china-2020")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NOTE_NUMBERS = tuple(7.0 / 10.5 * size for size in (10.5, 10, 9.5, 9, 8.5))
"""Points: the sizes of note numbers in texts of the default template, which nothing else has."""

each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


@cache
def built(path: Path, to: str) -> bytes:
    return threadbrief.build(threadbrief.load(path), to=to)


# --- the Word file ---


def part(path: Path, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(built(path, "docx"))) as package:
        return etree.fromstring(package.read(name))


def text_of(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def word_marks(path: Path) -> list[int]:
    return [
        int(ref.get(f"{W}id"))
        for ref in part(path, "word/document.xml").iter(f"{W}footnoteReference")
    ]


def word_notes(path: Path) -> list[str]:
    """Return the texts of the notes in the order of their marks."""
    notes = {int(n.get(f"{W}id")): n for n in part(path, "word/footnotes.xml").iter(f"{W}footnote")}
    return [text_of(notes[mark]).strip() for mark in word_marks(path)]


# --- the PDF ---


@cache
def pdf_pages(path: Path) -> tuple[str, ...]:
    """Return the text of each page as a reader copies it."""
    document = pypdfium2.PdfDocument(built(path, "pdf"))
    return tuple(page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document)


@cache
def pdf_numbers(path: Path) -> tuple[tuple[int, ...], ...]:
    """Return, for each page, the raised numbers in the order of the content.

    Marks, and numbers before notes.
    """
    document = pypdfium2.PdfDocument(built(path, "pdf"))
    return tuple(tuple(_raised(page.get_textpage())) for page in document)


def _raised(page: pypdfium2.PdfTextPage) -> list[int]:
    runs: list[str] = [""]
    for index in range(page.count_chars()):
        size = pdfium.FPDFText_GetFontSize(page, index)
        char = chr(pdfium.FPDFText_GetUnicode(page, index))
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(page, index, ctypes.byref(matrix))
        if char.isdecimal() and any(
            abs(size * (matrix.d or 1) - wanted) < 0.01 for wanted in NOTE_NUMBERS
        ):
            runs[-1] += char
        elif runs[-1]:
            runs.append("")
    return [int(run) for run in runs if run]


def squeezed(text: str) -> str:
    """Return a text without white space, in which lines cannot differ.

    PDFium gives a hyphen at their end as U+FFFE.
    """
    return re.sub(r"\s+", "", text.replace("\ufffe", "-"))


# --- tests ---


@each_example
def test_word_and_pdf_have_the_same_notes_in_the_same_order(path: Path) -> None:
    notes = word_notes(path)
    marks = [number for numbers in pdf_numbers(path) for number in numbers]
    assert set(marks) == set(range(1, len(notes) + 1))
    text = squeezed("".join(pdf_pages(path)))
    places = [text.find(squeezed(note)) for note in notes if "\n" not in note]
    if (
        path.stem != "low-water-2026"
    ):  # there a note goes on over the page, and another test reads it
        assert -1 not in places
        assert places == sorted(places)


@each_example
def test_every_note_begins_on_the_page_of_its_mark(path: Path) -> None:
    shown = 0
    for page, numbers in enumerate(pdf_numbers(path), 1):
        for number, times in Counter(numbers).items():
            assert times >= 2, f"page {page} has a mark or a note {number}, and not both"
            shown += 1
    assert shown == len(word_notes(path))


@each_example
def test_every_word_of_every_text_is_in_both_files(path: Path) -> None:
    brief = threadbrief.load(path)
    word = squeezed(text_of(part(path, "word/document.xml")))
    pdf = squeezed("".join(pdf_pages(path)))
    for post in brief.posts:
        for block in post.text.blocks:
            for marked in block.content:  # type: ignore[union-attr]
                for piece in re.findall(r"\w+", getattr(marked, "text", "")):
                    assert piece in word, f"{post.id} in the Word file"
                    assert piece in pdf, f"{post.id} in the PDF"


def test_names_in_other_scripts_and_flags_can_be_copied_out() -> None:
    assert "冯玉军" in "".join(pdf_pages(REAL))
    low_water = squeezed("".join(pdf_pages(REAL.with_name("low-water-2026.yaml"))))
    for words in (
        "🇨🇳",
        "🇷🇺",
        "👨‍👩‍👧‍👦",
        "这里也一样。",
        "「こちらも同じです。」",
        "여기도",
        "यहाँ",
        "ที่นี่ก็เหมือนกัน",
        "Τοίδιο",
    ):
        assert words in low_water


@each_example
def test_open_flags_are_on_every_page_and_resolved_ones_are_not(path: Path) -> None:
    draft = path == REAL
    assert all(("DRAFT: 10 points to settle" in page) == draft for page in pdf_pages(path))
    pages = len(pdf_pages(path))
    assert all(
        f"Page {number} of {pages}" in page for number, page in enumerate(pdf_pages(path), 1)
    )


@each_example
def test_building_again_elsewhere_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    for seed, zone in (("1", "UTC"), ("2", "Asia/Kathmandu")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        environment.pop("SOURCE_DATE_EPOCH", None)
        command = [
            sys.executable,
            "-m",
            "threadbrief",
            "build",
            str(path),
            "-o",
            f"{tmp_path}/{seed}/",
            "--quiet",
        ]
        subprocess.run(command, check=True, env=environment, capture_output=True)
        for suffix in ("docx", "pdf"):
            assert (tmp_path / seed / f"{path.stem}.{suffix}").read_bytes() == built(path, suffix)


@each_example
def test_poppler_and_qpdf_have_nothing_to_say(
    path: Path, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    file = tmp_path / "memo.pdf"
    file.write_bytes(built(path, "pdf"))
    for command in (
        [tool("pdftotext"), file, "-"],
        [tool("pdffonts"), file],
        [tool("qpdf"), "--check", file],
    ):
        run = subprocess.run(
            [str(word) for word in command], check=True, capture_output=True, text=True
        )
        assert run.stderr == ""
    fonts = subprocess.run(
        [tool("pdffonts"), str(file)], check=True, capture_output=True, text=True
    ).stdout
    rows = [line.split() for line in fonts.splitlines()[2:]]
    assert rows
    assert all(row[-5] == "yes" for row in rows), "every font is embedded"


@each_example
def test_libreoffice_opens_the_word_file(
    path: Path, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    file = tmp_path / "memo.docx"
    file.write_bytes(built(path, "docx"))
    office = [tool("soffice"), f"-env:UserInstallation=file://{tmp_path}/office", "--headless"]
    subprocess.run(
        [*office, "--convert-to", "pdf", "--outdir", tmp_path, file],
        check=True,
        capture_output=True,
    )
    converted = pypdfium2.PdfDocument((tmp_path / "memo.pdf").read_bytes())
    text = squeezed("".join(page.get_textpage().get_text_range() for page in converted))
    assert all(squeezed(note)[:40] in text for note in word_notes(path) if note.isascii())


@each_example
def test_pandoc_reads_the_notes_of_the_word_file(
    path: Path, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    file = tmp_path / "memo.docx"
    file.write_bytes(built(path, "docx"))
    command = [tool("pandoc"), str(file), "-t", "plain", "--wrap=none"]
    plain = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert len(re.findall(r"^\[\d+\] ", plain, re.MULTILINE)) == len(word_notes(path))
    assert [title for title in ("Summary", "The thread", "Sources") if title not in plain] == []
