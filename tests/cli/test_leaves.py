"""`threadbrief leaves`: what is printed, and the exit status."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "word/document.xml": f"<w:document {W}><w:body><w:p/></w:body></w:document>",
    "word/comments.xml": f'<w:comments {W}><w:comment w:id="0" w:author="Ada Lindqvist" '
    'w:date="2031-03-14T07:00:00Z"><w:p><w:r><w:t>Who told us?</w:t></w:r></w:p></w:comment>'
    "</w:comments>",
    "word/settings.xml": f'<w:settings {W}><w:rsids><w:rsid w:val="1"/><w:rsid w:val="2"/></w:rsids>'
    "</w:settings>",
}


def letter(author: str = "Ada Lindqvist") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in PARTS.items():
            archive.writestr(zipfile.ZipInfo(name), content.replace("Ada Lindqvist", author))
    return file.getvalue()


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_output_is_that_of_the_docs(threadbrief: Callable, in_folder: Path) -> None:
    (in_folder / "letter.docx").write_bytes(letter())
    result = threadbrief("leaves", "letter.docx")
    assert (result.status, result.err) == (0, "")
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    shown = re.search(r"\$ threadbrief leaves letter\.docx\n(.*?)\.\.\.\n", page, re.DOTALL)
    assert shown
    assert result.out.startswith(shown[1])
    assert result.out.endswith("\nattachment: none\n")


def test_the_kinds_are_those_of_the_docs() -> None:
    from threadbrief.inventory.items import Kind

    section = (DOCS / "cli.md").read_text(encoding="utf-8").partition("\n## leaves\n")[2]
    rows = re.findall(r"^\| (`.*?) \|", section.partition("\n## ")[0], re.MULTILINE)
    assert re.findall("`(.*?)`", " ".join(rows)) == [kind.value for kind in Kind]


def test_json_has_every_file_and_no_messages(threadbrief: Callable, in_folder: Path) -> None:
    (in_folder / "letter.docx").write_bytes(letter())
    (in_folder / "notes.txt").write_text("plain")
    result = threadbrief("leaves", "letter.docx", "notes.txt", "none.pdf", "--format", "json")
    assert (result.status, result.err) == (1, "")
    document = json.loads(result.out)
    good, neither, absent = document["files"]
    assert document["ok"] is False
    assert good["items"][0] == {
        "kind": "author",
        "name": "Ada Lindqvist",
        "value": "comment",
        "where": "word/comments.xml",
    }
    assert (good["format"], good["bytes"], good["problems"]) == ("docx", len(letter()), [])
    assert (neither["format"], neither["problems"][0]["code"]) == (None, "TB606")
    assert absent["problems"][0]["code"] == "TB801"


def test_a_file_that_is_neither_is_a_problem_and_the_others_are_listed(
    threadbrief: Callable, in_folder: Path
) -> None:
    (in_folder / "letter.docx").write_bytes(letter())
    (in_folder / "notes.txt").write_text("plain")
    result = threadbrief("leaves", "notes.txt", "letter.docx")
    assert result.status == 1
    assert 'error TB606: "notes.txt" is neither a Word file nor a PDF' in result.err
    assert result.out.startswith("letter.docx: a Word file")


def test_a_strangers_text_has_no_effect_on_the_terminal(
    threadbrief: Callable, in_folder: Path
) -> None:
    (in_folder / "letter.docx").write_bytes(letter("Ada\u202e\u009b2J"))
    out = threadbrief("leaves", "letter.docx").out
    assert "Ada" in out
    assert not {"\u202e", "\u009b", "\x1b"} & set(out)
