"""`threadbrief build`: what it writes, what it prints, and that a failure changes nothing."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pypdf
import pytest
from PIL import Image

MEMO = (Path(__file__).parent / "memo.yaml").read_text(encoding="utf-8")
BROKEN = MEMO.replace("[@quay-log]", "[@quay-lgo]")


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in names(folder)}


def test_both_files_stand_beside_the_memo(threadbrief: Callable, folder: Path) -> None:
    result = threadbrief("build", "memo.yaml")
    assert (result.status, result.out, result.err) == (0, "memo.docx\nmemo.pdf\n", "")
    assert names(folder) == ["memo.docx", "memo.pdf", "memo.yaml"]
    assert (folder / "memo.docx").read_bytes()[:2] == b"PK"
    assert (folder / "memo.pdf").read_bytes()[:5] == b"%PDF-"


def test_again_gives_the_same_bytes_over_the_old_ones(threadbrief: Callable, folder: Path) -> None:
    threadbrief("build", "memo.yaml")
    before = contents(folder)
    assert threadbrief("build", "memo.yaml").status == 0
    assert contents(folder) == before


def test_a_folder_is_made_and_a_format_chosen(threadbrief: Callable, folder: Path) -> None:
    assert (
        threadbrief("build", "memo.yaml", "-o", "out/deep", "--to", "pdf").out
        == "out/deep/memo.pdf\n"
    )
    assert names(folder) == ["memo.yaml", "out/deep/memo.pdf"]


def test_files_are_named_one_for_each_format(threadbrief: Callable, folder: Path) -> None:
    result = threadbrief("build", "memo.yaml", "-o", "x.pdf", "-o", "y.docx")
    assert result.out == "x.pdf\ny.docx\n"
    assert names(folder) == ["memo.yaml", "x.pdf", "y.docx"]


def test_standard_input_to_standard_output(threadbrief: Callable, folder: Path) -> None:
    result = threadbrief("build", "-", "--to", "pdf", "-o", "-", stdin=MEMO.encode())
    assert result.out.startswith("%PDF-")
    assert names(folder) == ["memo.yaml"]
    problem = threadbrief("build", "-", "-o", "x.pdf", stdin=BROKEN.encode())
    assert problem.status == 1
    assert problem.err.startswith("<stdin>:13:")


def test_one_memo_that_fails_does_not_stop_the_rest(threadbrief: Callable, folder: Path) -> None:
    (folder / "bad.yaml").write_text(BROKEN, encoding="utf-8")
    result = threadbrief(
        "build", "bad.yaml", "nothing.yaml", "memo.yaml", "-o", "out", "--to", "pdf"
    )
    assert (result.status, result.out) == (1, "out/memo.pdf\n")
    assert result.err.splitlines()[-1] == "built 1 of 3 memos, 1 file, 2 errors"
    assert 'error TB801: "nothing.yaml" cannot be read: no such file or directory' in result.err


def test_json_says_it_all(threadbrief: Callable, folder: Path) -> None:
    (folder / "bad.yaml").write_text(BROKEN, encoding="utf-8")
    result = threadbrief("build", "bad.yaml", "memo.yaml", "--to", "pdf", "--json")
    assert (result.status, result.err) == (1, "")
    said = json.loads(result.out)
    assert said["ok"] is False
    assert said["outputs"] == [{"memo": "memo.yaml", "format": "pdf", "path": "memo.pdf"}]
    (problem,) = said["problems"]
    assert list(problem) == [
        "memo",
        "code",
        "severity",
        "message",
        "file",
        "line",
        "column",
        "hint",
    ]
    assert (problem["file"], problem["line"], problem["severity"]) == ("bad.yaml", 13, "error")


def test_a_template_goes_before_the_memos_own(threadbrief: Callable, folder: Path) -> None:
    (folder / "memo.yaml").write_text(
        MEMO.replace("  to:", "  template: memo-letter\n  to:"), encoding="utf-8"
    )
    threadbrief("build", "memo.yaml", "--to", "pdf", "-o", "letter.pdf")
    threadbrief("build", "memo.yaml", "--to", "pdf", "-o", "a4.pdf", "--template", "memo")
    widths = [
        pypdf.PdfReader(folder / name).pages[0].mediabox.width for name in ("letter.pdf", "a4.pdf")
    ]
    assert widths == [612, pytest.approx(595.276)]


def test_a_template_of_the_memos_stays_in_its_folder(threadbrief: Callable, folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "own.yaml").write_text("extends: memo\n", encoding="utf-8")
    text = MEMO.replace("  to:", "  template: ../own.yaml\n  to:")
    (folder / "sub" / "memo.yaml").write_text(text, encoding="utf-8")
    result = threadbrief("build", "sub/memo.yaml")
    assert result.status == 1
    assert 'error TB403: template "../own.yaml" leaves the folder of the memo' in result.err
    assert names(folder) == ["memo.yaml", "own.yaml", "sub/memo.yaml"]
    assert threadbrief("build", "sub/memo.yaml", "--allow-outside", "--to", "pdf").status == 0
    assert (
        threadbrief("build", "sub/memo.yaml", "--template", "./own.yaml", "--to", "pdf").status == 0
    )


def test_a_fault_in_a_template_has_its_line_too(threadbrief: Callable, folder: Path) -> None:
    (folder / "own.yaml").write_text("extends: memo\npage: {width: wide}\n", encoding="utf-8")
    result = threadbrief("build", "memo.yaml", "--template", "./own.yaml")
    assert result.status == 1
    assert "own.yaml:2:15: error TB401: " in result.err
    assert "    2 | page: {width: wide}\n      |               ^\n" in result.err


def test_source_date_epoch_dates_the_files(
    threadbrief: Callable, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threadbrief("build", "memo.yaml", "-o", "a")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    threadbrief("build", "memo.yaml", "-o", "b")
    dates = [
        docx.Document(str(folder / name / "memo.docx")).core_properties.modified for name in "ab"
    ]
    assert [str(date)[:19] for date in dates] == ["2031-03-14 00:00:00", "1970-01-02 00:00:00"]
    made = [pypdf.PdfReader(folder / name / "memo.pdf").metadata.creation_date for name in "ab"]
    assert [str(date)[:19] for date in made] == ["2031-03-14 00:00:00", "1970-01-02 00:00:00"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    result = threadbrief("build", "memo.yaml", "-o", "c")
    assert result.status == 2
    assert 'SOURCE_DATE_EPOCH is "yesterday"' in result.err


# --- bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (None, 'error TB801: "bad.yaml" cannot be read: no such file or directory'),
        ("folder", 'error TB801: "bad.yaml" is a folder, not a memo'),
        (b"", "bad.yaml:1:1: error"),
        (b"memo: [\n", "bad.yaml:2:1: error"),
        (b"\x00\x01\x02", "bad.yaml:1:1: error"),
        (b"\xff\xfe\x00", "bad.yaml:1:2: error TB101: the file is not UTF-16-LE"),
        (b"- just\n- a list\n", "bad.yaml:1:1: error"),
        (MEMO.replace("subject:", "subjet:").encode(), "bad.yaml:6:3: error"),
        (MEMO.replace("threadbrief/1", "threadbrief/9").encode(), "bad.yaml:1:9: error"),
        (BROKEN.encode(), "bad.yaml:13:"),
        (
            MEMO.replace(
                "  - text:", "  - media: [{type: image, file: no.png}]\n    text:"
            ).encode(),
            "bad.yaml:13:",
        ),
        (
            MEMO.replace(
                "  - text:", "  - media: [{type: image, file: ../no.png}]\n    text:"
            ).encode(),
            "bad.yaml:13:",
        ),
        (
            MEMO.replace("  to:", "  template: nosuch\n  to:").encode(),
            'there is no template "nosuch"',
        ),
    ],
)
def test_a_bad_memo_changes_nothing(
    threadbrief: Callable, folder: Path, write: bytes | str | None, message: str
) -> None:
    for name in ("docx", "pdf"):
        (folder / f"bad.{name}").write_bytes(b"")
    if write == "folder":
        (folder / "bad.yaml").mkdir()
    elif isinstance(write, bytes):
        (folder / "bad.yaml").write_bytes(write)
    before = contents(folder)
    result = threadbrief("build", "bad.yaml")
    assert (result.status, result.out) == (1, "")
    assert message in result.err
    assert "Traceback" not in result.err
    assert "TB999" not in result.err
    assert contents(folder) == before


@pytest.mark.needs("devices")
@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("memo.yaml/out", "cannot be written: not a directory"),
        ("memo.yaml", "cannot be written: "),
        ("/proc/out", "cannot be written: "),
        ("/dev/full", "cannot be written: "),
        ("n" * 300, "cannot be written: file name too long"),
    ],
)
def test_a_folder_that_cannot_be_written_is_named(
    threadbrief: Callable, folder: Path, output: str, message: str
) -> None:
    (folder / "memo").write_bytes((folder / "memo.yaml").read_bytes())
    before = contents(folder)
    result = threadbrief("build", "memo", "-o", output)
    assert (result.status, result.out) == (1, "")
    assert "error TB802: " in result.err
    assert message in result.err
    assert contents(folder) == before


@pytest.mark.needs("limits")
def test_a_full_disk_leaves_both_files_as_they_were(
    threadbrief: Callable, python: Callable, folder: Path
) -> None:
    threadbrief("build", "memo.yaml")
    before = contents(folder)
    program = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (12000, 12000))\n"
        "from threadbrief.cli import main; main(['build', 'memo.yaml', '--template', "
        "'memo-letter'])"
    )
    result = python(program, "-B")
    assert (result.status, result.out) == (1, "")
    assert "cannot be written: file too large" in result.err
    assert contents(folder) == before


# --- what is in the way ---------------------------------------------------------------------------


def refused(threadbrief: Callable, folder: Path, name: str, reason: str) -> None:
    before = contents(folder)
    result = threadbrief("build", "memo.yaml")
    assert (result.status, result.out) == (1, "")
    assert f'error TB803: "{name}" is in the way: it {reason}' in result.err
    assert "--force" in result.err
    assert contents(folder) == before
    assert threadbrief("build", "memo.yaml", "--force").status == 0
    assert contents(folder)[name] != before[name]


def test_a_word_file_saved_by_libreoffice_is_kept(
    threadbrief: Callable, folder: Path, tool: Callable[[str], str]
) -> None:
    soffice = tool("soffice")
    threadbrief("build", "memo.yaml")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    convert = [
        soffice,
        profile,
        "--headless",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        "out",
        "memo.docx",
    ]
    subprocess.run(convert, check=True, capture_output=True, cwd=folder)
    shutil.rmtree(folder / "profile")
    (folder / "out" / "memo.docx").replace(folder / "memo.docx")
    refused(threadbrief, folder, "memo.docx", "was saved by LibreOffice")


def test_a_word_file_saved_by_a_script_is_kept(threadbrief: Callable, folder: Path) -> None:
    threadbrief("build", "memo.yaml")
    document = docx.Document(str(folder / "memo.docx"))
    document.add_paragraph("One more thing.")
    document.save(str(folder / "memo.docx"))
    refused(threadbrief, folder, "memo.docx", "was changed since threadbrief wrote it")


def test_a_word_file_saved_by_word_is_kept(threadbrief: Callable, folder: Path) -> None:
    """Word writes its own name and, like us, the earliest time a zip can hold."""
    threadbrief("build", "memo.yaml")
    with zipfile.ZipFile(folder / "memo.docx") as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["docProps/app.xml"] = parts["docProps/app.xml"].replace(
        b">threadbrief<", b">Microsoft Office Word<"
    )
    with zipfile.ZipFile(folder / "memo.docx", "w") as new:
        for name, data in parts.items():
            new.writestr(zipfile.ZipInfo(name), data)
    refused(threadbrief, folder, "memo.docx", "was saved by Microsoft Office Word")


@pytest.mark.parametrize("name", ["memo.docx", "memo.pdf"])
@pytest.mark.parametrize(
    "data", [b"my notes", b"PK\x03\x04 torn", b"%PDF-1.7\n", b"PK\x05\x06" + bytes(18)]
)
def test_a_file_of_somebody_elses_is_kept(
    threadbrief: Callable, folder: Path, name: str, data: bytes
) -> None:
    (folder / name).write_bytes(data)
    refused(threadbrief, folder, name, "was not written by threadbrief")


def test_a_pdf_that_was_annotated_is_kept(threadbrief: Callable, folder: Path) -> None:
    threadbrief("build", "memo.yaml")
    writer = pypdf.PdfWriter(str(folder / "memo.pdf"), incremental=True)
    writer.add_metadata({"/Keywords": "seen"})
    writer.write(str(folder / "memo.pdf"))
    refused(threadbrief, folder, "memo.pdf", "was changed since threadbrief wrote it")


def test_a_folder_in_the_way_is_named(threadbrief: Callable, folder: Path) -> None:
    (folder / "memo.pdf").mkdir()
    result = threadbrief("build", "memo.yaml", "--force")
    assert result.status == 1
    assert '"memo.pdf" cannot be written: there is a folder of that name' in result.err
    assert names(folder) == ["memo.yaml"]


# --- standard output ------------------------------------------------------------------------------


def test_a_path_is_printed_byte_for_byte(threadbrief: Callable, folder: Path) -> None:
    odd = os.fsdecode(b"m\xe9mo.yaml")
    (folder / "memo.yaml").rename(folder / odd)
    assert threadbrief("build", odd, "--to", "pdf").out == os.fsdecode(b"m\xe9mo.pdf\n")
    said = json.loads(threadbrief("build", odd, "--to", "pdf", "--json").out)
    assert said["outputs"][0]["path"] == os.fsdecode(b"m\xe9mo.pdf")


PROGRAM = (sys.executable, "-m", "threadbrief")


@pytest.mark.parametrize(
    "arguments", [("build", "memo.yaml", "--to", "pdf", "-o", "-"), ("templates",)]
)
def test_a_reader_that_goes_is_no_fault(folder: Path, arguments: tuple[str, ...]) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    with os.fdopen(theirs, "wb") as gone:
        done = subprocess.run(
            [*PROGRAM, *arguments], stdout=gone, stderr=subprocess.PIPE, check=False, cwd=folder
        )
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.needs("devices")
@pytest.mark.parametrize(
    "arguments", [("build", "memo.yaml", "--to", "pdf", "-o", "-"), ("templates",)]
)
def test_a_full_standard_output_is_said(folder: Path, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, check=False, cwd=folder
        )
    said = b"error TB802: standard output cannot be written: no space left on device\n"
    assert (done.returncode, done.stderr) == (1, said)


@pytest.mark.needs("devices")
@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)])
def test_streams_that_are_closed_do_no_harm(folder: Path, closed: tuple[int, ...]) -> None:
    """As some schedulers start programs.

    A file that is opened must not take the number of a stream.
    """
    command = f"{sys.executable} -m threadbrief build memo.yaml --to docx {' '.join(f'{n}>&-' for n in closed)}"
    done = subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, text=True, check=False, cwd=folder
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == ("" if 1 in closed else "memo.docx\n")
    assert (folder / "memo.docx").read_bytes()[:2] == b"PK"


STAGES = [
    *(
        "start",
        "load",
        "read",
        "checks",
        "compose",
        "word.load",
        "word",
        "pdf.load",
        "pdf.lines",
        "pdf.pages",
    ),
    *("pdf.paint", "pdf.tags", "pdf.archive", "pdf.fonts", "pdf.file", "place"),
]


def test_timings_are_a_table_on_standard_error(threadbrief: Callable, folder: Path) -> None:
    plain = threadbrief("build", "memo.yaml", "-o", "plain")
    result = threadbrief("build", "memo.yaml", "--timings", "-q")
    assert result.out == "memo.docx\nmemo.pdf\n"
    rows = [line.rsplit(maxsplit=3) for line in result.err.splitlines()]
    assert [name for name, *_ in rows] == [*STAGES, "all"]
    times = [float(time) for _, time, _, _ in rows]
    assert times[-1] == pytest.approx(sum(times[:-1]), abs=0.1 * len(STAGES))
    assert {unit for _, _, unit, _ in rows} == {"ms"}
    assert rows[-1][3] == "100.0%"
    assert plain.err == ""
    for name, data in contents(folder / "plain").items():
        assert data == (folder / name).read_bytes()


def test_timings_are_part_of_the_json_document(threadbrief: Callable, folder: Path) -> None:
    shutil.copy(folder / "memo.yaml", folder / "other.yaml")
    document = json.loads(
        threadbrief("build", "memo.yaml", "other.yaml", "--timings", "--json").out
    )
    assert [entry["stage"] for entry in document["timings"]] == STAGES
    assert all(entry["seconds"] >= 0 for entry in document["timings"])
    assert "timings" not in json.loads(threadbrief("build", "memo.yaml", "--json").out)


def test_a_build_that_fails_has_timings_as_far_as_it_came(
    threadbrief: Callable, folder: Path
) -> None:
    (folder / "memo.yaml").write_text(BROKEN, encoding="utf-8")
    result = threadbrief("build", "memo.yaml", "--timings")
    assert result.status == 1
    assert [line.split()[0] for line in result.err.splitlines()[-3:]] == ["start", "load", "all"]


def test_the_memo_inside_can_be_clean_or_none(threadbrief: Callable, folder: Path) -> None:
    memo = (folder / "memo.yaml").read_bytes() + b"# a word between us\n"
    (folder / "memo.yaml").write_bytes(memo)
    for options, expected in (
        ((), memo),
        (("--embed", "full"), memo),
        (("--embed", "none"), None),
        (("--no-source",), None),
        (("--no-source", "--embed", "none"), None),
    ):
        assert threadbrief("build", "memo.yaml", *options).status == 0
        for name in ("memo.docx", "memo.pdf"):
            inside = threadbrief("extract", name)
            assert (inside.out.encode() or None) == expected
            assert inside.status == (expected is None)
    threadbrief("build", "memo.yaml", "--embed", "clean")
    for name in ("memo.docx", "memo.pdf"):
        assert "a word between us" not in threadbrief("extract", name, "-o", "clean.yaml").out
        assert threadbrief("check", "clean.yaml").status == 0
    refused = threadbrief("build", "memo.yaml", "--no-source", "--embed", "clean")
    assert refused.status == 2
    assert "--no-source and --embed clean say two things" in refused.err


def test_metadata_of_pictures_are_kept_only_when_asked(threadbrief: Callable, folder: Path) -> None:
    exif = Image.Exif()
    exif[0x013B] = "Ada Lindqvist"
    Image.new("RGB", (8, 8)).save(folder / "a.jpg", exif=exif)
    text = (folder / "memo.yaml").read_text()
    figure = "posts:\n  - text: Seen.\n    media: [{type: image, file: a.jpg, alt: A gauge}]\n"
    (folder / "memo.yaml").write_text(text.replace("posts:\n", figure, 1))
    assert threadbrief("build", "memo.yaml").status == 0
    assert b"Lindqvist" not in (folder / "memo.pdf").read_bytes()
    assert threadbrief("build", "memo.yaml", "--keep-picture-metadata").status == 0
    assert b"Lindqvist" in (folder / "memo.pdf").read_bytes()
