"""A built file that somebody changed is told from one that is as it was built, whatever changed it."""

import shutil
import subprocess
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import docx
import pypdf
import pytest
from pypdf.annotations import FreeText


def refused(threadbrief: Callable, folder: Path, name: str, reason: str) -> None:
    before = (folder / name).read_bytes()
    result = threadbrief("build", "memo.yaml")
    assert (result.status, result.out) == (1, "")
    assert f'error TB803: "{name}" is in the way: it {reason}' in result.err
    assert (folder / name).read_bytes() == before
    assert threadbrief("build", "memo.yaml", "--force").status == 0
    assert (folder / name).read_bytes() != before


def edit_by_pypdf(folder: Path) -> None:
    """The file is written anew, and keeps both halves of its identifier."""
    writer = pypdf.PdfWriter(clone_from=str(folder / "memo.pdf"))
    identifier = pypdf.PdfReader(str(folder / "memo.pdf")).trailer["/ID"]
    writer.add_annotation(0, FreeText(text="Is this so?", rect=(50, 50, 200, 80)))
    writer._ID = identifier
    writer.write(str(folder / "memo.pdf"))


def annotate_by_pypdf(folder: Path) -> None:
    """A section is added, whose trailer repeats both halves of the identifier."""
    writer = pypdf.PdfWriter(str(folder / "memo.pdf"), incremental=True)
    writer.add_annotation(0, FreeText(text="Is this so?", rect=(50, 50, 200, 80)))
    writer.write(str(folder / "memo.pdf"))


def edit_by_pymupdf(folder: Path) -> None:
    pymupdf = pytest.importorskip("pymupdf")
    with pymupdf.open(folder / "memo.pdf") as document:
        document[0].add_text_annot((50, 50), "Is this so?")
        document.save(folder / "edited.pdf")
    (folder / "edited.pdf").replace(folder / "memo.pdf")


def annotate_by_pymupdf(folder: Path) -> None:
    pymupdf = pytest.importorskip("pymupdf")
    with pymupdf.open(folder / "memo.pdf") as document:
        document[0].add_text_annot((50, 50), "Is this so?")
        document.saveIncr()


def change_a_byte(folder: Path) -> None:
    """As an editor of bytes: a word of the metadata, of the same length."""
    data = (folder / "memo.pdf").read_bytes()
    changed = data.replace(b"<dc:title>", b"<dc:Title>")
    assert changed != data
    (folder / "memo.pdf").write_bytes(changed)


def append_a_line(folder: Path) -> None:
    with (folder / "memo.pdf").open("ab") as file:
        file.write(b"% seen by me\n")


def run_tool(*command: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        program = shutil.which(command[0])
        if program is None:
            pytest.skip(f"{command[0]} is not installed")
        subprocess.run([program, *command[1:]], check=True, cwd=folder, capture_output=True)
        (folder / "edited.pdf").replace(folder / "memo.pdf")

    return edit


PDF_EDITS = {
    "pypdf": edit_by_pypdf,
    "pypdf-incremental": annotate_by_pypdf,
    "pymupdf": edit_by_pymupdf,
    "pymupdf-incremental": annotate_by_pymupdf,
    "qpdf": run_tool("qpdf", "memo.pdf", "edited.pdf"),
    "qpdf-linearized": run_tool("qpdf", "--linearize", "memo.pdf", "edited.pdf"),
    "qpdf-rotated": run_tool("qpdf", "memo.pdf", "--rotate=+90:1", "edited.pdf"),
    "qpdf-same-id": run_tool("qpdf", "--deterministic-id", "memo.pdf", "edited.pdf"),
    "mutool": run_tool("mutool", "clean", "memo.pdf", "edited.pdf"),
    "mutool-garbage": run_tool("mutool", "clean", "-gggz", "memo.pdf", "edited.pdf"),
    "byte": change_a_byte,
    "appended": append_a_line,
}


@pytest.mark.parametrize("edit", PDF_EDITS.values(), ids=PDF_EDITS)
def test_a_pdf_that_any_program_changed_is_kept(
    threadbrief: Callable, folder: Path, edit: Callable[[Path], None]
) -> None:
    threadbrief("build", "memo.yaml")
    edit(folder)
    refused(threadbrief, folder, "memo.pdf", "was changed since threadbrief wrote it")


@pytest.mark.parametrize("edit", PDF_EDITS.values(), ids=PDF_EDITS)
def test_extract_warns_of_a_pdf_that_was_changed(
    threadbrief: Callable, folder: Path, edit: Callable[[Path], None]
) -> None:
    threadbrief("build", "memo.yaml")
    assert threadbrief("extract", "memo.pdf").err == ""
    edit(folder)
    result = threadbrief("extract", "memo.pdf")
    assert (result.status, result.out.encode()) == (0, (folder / "memo.yaml").read_bytes())
    assert 'warning TB805: "memo.pdf" was changed since it was built' in result.err


def test_extract_warns_of_a_word_file_that_was_changed(threadbrief: Callable, folder: Path) -> None:
    threadbrief("build", "memo.yaml")
    assert threadbrief("extract", "memo.docx").err == ""
    document = docx.Document(str(folder / "memo.docx"))
    document.add_paragraph("One more thing.")
    document.save(str(folder / "memo.docx"))
    result = threadbrief("extract", "memo.docx")
    assert (result.status, result.out.encode()) == (0, (folder / "memo.yaml").read_bytes())
    assert 'warning TB805: "memo.docx" was changed since it was built' in result.err


def test_a_large_pdf_in_the_way_is_not_read_into_memory(
    threadbrief: Callable, folder: Path
) -> None:
    with (folder / "memo.pdf").open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(3 << 30)
    tracemalloc.start()
    result = threadbrief("build", "memo.yaml", "--to", "pdf")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "TB803" in result.err
    assert most < 100 << 20
