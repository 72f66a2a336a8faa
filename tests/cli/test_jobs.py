"""Where the files of a command line go, and which command lines do not come out even."""

from pathlib import Path

import click
import pytest

from threadbrief.cli.jobs import make_build_jobs
from threadbrief.pipeline.options import Format

DOCX, PDF = Format.DOCX, Format.PDF


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "folder.d").mkdir()


def placed(memos: str, outputs: str = "", *formats: Format) -> list[dict[str, str]]:
    jobs = make_build_jobs(
        [Path(name) for name in memos.split()], [Path(name) for name in outputs.split()], formats
    )
    return [{kind.value: str(path) for kind, path in job.outputs.items()} for job in jobs]


@pytest.mark.parametrize(
    ("memos", "outputs", "formats", "places"),
    [
        ("a/memo.yaml", "", (), [{"docx": "a/memo.docx", "pdf": "a/memo.pdf"}]),
        ("memo.yml", "", (PDF,), [{"pdf": "memo.pdf"}]),
        ("memo.v1.yaml", "", (PDF,), [{"pdf": "memo.v1.pdf"}]),
        ("memo.pdf", "", (PDF,), [{"pdf": "memo.pdf.pdf"}]),
        ("memo.v1", "", (PDF,), [{"pdf": "memo.v1.pdf"}]),
        ("a.yaml b.json", "out", (DOCX,), [{"docx": "out/a.docx"}, {"docx": "out/b.docx"}]),
        ("a.yaml a.yaml", "out", (DOCX,), [{"docx": "out/a.docx"}]),
        ("a.yaml", "x/y.PDF", (), [{"pdf": "x/y.PDF"}]),
        ("a.yaml", "x.pdf y.docx", (), [{"pdf": "x.pdf", "docx": "y.docx"}]),
        ("a.yaml", "x.pdf", (PDF,), [{"pdf": "x.pdf"}]),
        ("a.yaml", "folder.pdf", (PDF,), [{"pdf": "folder.pdf/a.pdf"}]),
        ("a.yaml", "folder.d", (PDF,), [{"pdf": "folder.d/a.pdf"}]),
        ("a.yaml", "build-0.1", (PDF,), [{"pdf": "build-0.1/a.pdf"}]),
    ],
)
def test_every_file_has_its_place(
    memos: str, outputs: str, formats: tuple[Format, ...], places: list[dict[str, str]]
) -> None:
    assert placed(memos, outputs, *formats) == places


@pytest.mark.parametrize(
    ("memos", "outputs", "formats", "message"),
    [
        (
            "a/x.yaml b/x.yaml",
            "out",
            (),
            '"out/x.docx" would be written over what "a/x.yaml" has there',
        ),
        ("x.yaml x.yml", "", (PDF,), '"x.pdf" would be written over what "x.yaml" has there'),
        ("x.yaml X.yaml", "", (PDF,), '"X.pdf" would be written over what "x.yaml" has there'),
        ("x.pdf", "x.pdf", (), '"x.pdf" would be written over what "x.pdf" has there'),
        ("a.yaml b.yaml", "x.pdf", (), "more than one memo"),
        ("a.yaml", "x.pdf out", (), "a folder, or files; not both"),
        ("a.yaml", "x.pdf y.pdf", (), "two files of one format"),
        ("a.yaml", "x.pdf", (DOCX,), "different formats"),
        ("a.yaml", "x.pdf", (DOCX, PDF), "different formats"),
        ("a.yaml", "out1 out2", (), "more than one folder"),
        ("a.yaml", "memo.odt", (), "threadbrief writes .docx and .pdf"),
        ("-", "", (), "needs -o FILE"),
        ("-", "out", (), "needs -o FILE"),
        ("a.yaml", "-", (), "one memo and one format"),
        ("a.yaml b.yaml", "-", (PDF,), "one memo and one format"),
        ("a.yaml", "- x.pdf", (PDF,), "one memo and one format"),
    ],
)
def test_what_does_not_come_out_even_is_refused(
    memos: str, outputs: str, formats: tuple[Format, ...], message: str
) -> None:
    with pytest.raises(click.UsageError) as error:
        placed(memos, outputs, *formats)
    assert message in error.value.message


@pytest.mark.needs("links")
def test_two_names_of_one_file_are_one_place(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("folder.d")
    with pytest.raises(click.UsageError, match="written over"):
        placed("folder.d/x.yaml link/x.yml", "", PDF)
