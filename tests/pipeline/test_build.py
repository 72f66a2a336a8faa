"""Bytes in, bytes out; what Python programs call; what is loaded when."""

import doctest
import io
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pypdf
import pytest

import threadbrief
from threadbrief.core.structs import replace
from threadbrief.pipeline.build import BuildResult, build_brief, build_memo
from threadbrief.pipeline.check import check_memo
from threadbrief.pipeline.extract import extract_memo
from threadbrief.pipeline.options import BuildOptions, Embed, Format
from threadbrief.read import read_brief

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
MEMO = (ROOT / "tests" / "cli" / "memo.yaml").read_bytes()
WARNED = MEMO.replace(b"stood still", b"#stood still")
PICTURED = MEMO.replace(b"  - text:", b"  - media: [{type: image, file: ice.png}]\n    text:")


API_MODULES = sorted(
    path.stem for path in Path(threadbrief.__file__).with_name("api").glob("[!_]*.py")
)


@pytest.fixture
def beside_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a copy of the examples, as the documentation has it."""
    (tmp_path / "examples").mkdir()
    shutil.copy(ROOT / "examples" / "minimal.yaml", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def loaded_by(code: str, *packages: str) -> set[str]:
    """Which of the packages a new process has loaded after some code."""
    program = f"import sys\n{code}\nprint(*{{name.partition('.')[0] for name in sys.modules}} | set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(packages) & set(done.stdout.split())


# --- export ---------------------------------------------------------------------------------------


def test_a_memo_becomes_the_formats_that_were_asked_for() -> None:
    built = build_memo(MEMO, "memo.yaml", BuildOptions())
    assert list(built.files) == [Format.DOCX, Format.PDF]
    assert built.problems == ()
    assert list(build_memo(MEMO, "memo.yaml", BuildOptions((Format.PDF,))).files) == [Format.PDF]


def test_the_same_memo_gives_the_same_bytes() -> None:
    assert (
        build_memo(MEMO, "memo.yaml", BuildOptions()).files
        == build_memo(MEMO, "memo.yaml", BuildOptions()).files
    )


def test_warnings_come_with_the_files_and_stop_a_strict_build() -> None:
    built = build_memo(WARNED, "memo.yaml", BuildOptions((Format.DOCX,)))
    assert [(problem.code, problem.severity.value) for problem in built.problems] == [
        ("TB127", "warning")
    ]
    with pytest.raises(threadbrief.BriefError) as error:
        build_memo(WARNED, "memo.yaml", BuildOptions((Format.DOCX,), strict=True))
    assert [(problem.code, problem.severity.value) for problem in error.value.problems] == [
        ("TB127", "error")
    ]
    assert error.value.source == WARNED.decode()


def test_an_error_of_composing_comes_with_the_warnings_of_reading() -> None:
    data = WARNED.replace(b"  - text:", b"  - media: [{type: image, file: ice.png}]\n    text:")
    with pytest.raises(threadbrief.BriefError) as error:
        build_memo(data, "memo.yaml", BuildOptions())
    assert [
        (problem.code, problem.where and problem.where.line) for problem in error.value.problems
    ] == [
        ("TB127", 6),
        ("TB301", 13),
    ]
    assert check_memo(data, "memo.yaml", BuildOptions()) == error.value.problems


@pytest.mark.parametrize("template", ["./own.yaml", "looks/own", "../own.yaml", "/etc/own.yaml"])
def test_a_memo_without_a_folder_names_no_template_file(template: str) -> None:
    data = MEMO.replace(b"  to:", f"  template: {template}\n  to:".encode())
    with pytest.raises(threadbrief.BriefError, match=r"TB403: .* this memo has no folder"):
        build_memo(data, "memo.yaml", BuildOptions())


@pytest.mark.needs("links")
def test_a_link_does_not_lead_a_template_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "memo").mkdir()
    (tmp_path / "own.yaml").write_text("extends: memo\n", encoding="utf-8")
    (tmp_path / "memo" / "link.yaml").symlink_to("../own.yaml")
    brief, _ = read_brief(MEMO, "memo.yaml")
    brief = replace(brief, memo=replace(brief.memo, template="link.yaml"))
    with pytest.raises(threadbrief.BriefError, match="leaves the folder"):
        build_brief(brief, BuildOptions(folder=tmp_path / "memo"))
    assert build_brief(
        brief, BuildOptions((Format.DOCX,), folder=tmp_path / "memo", allow_outside=True)
    ).files


# --- the public names -----------------------------------------------------------------------------


def test_every_public_name_is_there() -> None:
    assert set(threadbrief.__all__) <= set(dir(threadbrief))
    for name in threadbrief.__all__:
        assert getattr(threadbrief, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'lode'"):
        threadbrief.lode  # noqa: B018


def test_a_brief_from_bytes_builds_without_files() -> None:
    brief = threadbrief.load(MEMO)
    assert brief.source.name == "<bytes>"
    assert threadbrief.build(brief, to="docx")[:2] == b"PK"
    with pytest.raises(threadbrief.BriefError, match="this memo has no folder"):
        threadbrief.build(threadbrief.load(PICTURED))


@pytest.mark.needs("links", "named pipes")
def test_pictures_are_taken_from_the_folder_of_the_memo(tmp_path: Path) -> None:
    (tmp_path / "memo.yaml").write_bytes(PICTURED)
    brief = threadbrief.load(tmp_path / "memo.yaml")
    with pytest.raises(threadbrief.BriefError, match=r'"ice.png" cannot be read: no such file'):
        threadbrief.build(brief)
    (tmp_path / "other" / "ice.png").mkdir(parents=True)
    with pytest.raises(threadbrief.BriefError, match="is a folder, not a file"):
        threadbrief.build(brief, folder=tmp_path / "other")
    (tmp_path / "pipe").mkdir()
    os.mkfifo(tmp_path / "pipe" / "ice.png")
    with pytest.raises(threadbrief.BriefError, match="is a pipe, not a file"):
        threadbrief.build(brief, folder=tmp_path / "pipe")


def test_check_gives_what_reading_and_composing_say() -> None:
    brief = threadbrief.load(
        WARNED.replace(b"  - text:", b"  - media: [{type: image, file: ice.png}]\n    text:")
    )
    assert [problem.code for problem in threadbrief.check(brief)] == ["TB127", "TB301"]


def test_a_moment_dates_the_file() -> None:
    moment = datetime(2001, 2, 3, tzinfo=UTC)
    pdf = pypdf.PdfReader(io.BytesIO(threadbrief.build(threadbrief.load(MEMO), moment=moment)))
    assert pdf.metadata.creation_date == moment


def test_a_format_that_is_not_there_is_a_value_error(tmp_path: Path) -> None:
    brief = threadbrief.load(MEMO)
    with pytest.raises(ValueError, match='"docx" and "pdf", not "odt"'):
        threadbrief.build(brief, to="odt")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match='"docx" and "pdf", not ""'):
        threadbrief.write(brief, tmp_path / "memo")


def test_write_keeps_what_somebody_else_wrote(tmp_path: Path) -> None:
    brief, path = threadbrief.load(MEMO), tmp_path / "a" / "memo.PDF"
    assert threadbrief.write(brief, str(path)) == path
    assert threadbrief.write(brief, path) == path
    path.write_bytes(b"notes")
    with pytest.raises(threadbrief.BriefError, match="TB803"):
        threadbrief.write(brief, path)
    assert path.read_bytes() == b"notes"
    threadbrief.write(brief, path, force=True)
    assert path.read_bytes() == threadbrief.build(brief)


def test_a_memo_that_is_not_there_is_a_brief_error(tmp_path: Path) -> None:
    with pytest.raises(threadbrief.BriefError, match="TB801"):
        threadbrief.load(tmp_path / "memo.yaml")


# --- what the documentation shows -----------------------------------------------------------------


@pytest.mark.usefixtures("beside_examples")
@pytest.mark.parametrize(
    "name", ["threadbrief", *(f"threadbrief.api.{name}" for name in API_MODULES)]
)
def test_the_examples_in_the_docstrings_are_true(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0


@pytest.mark.usefixtures("beside_examples")
def test_the_examples_on_the_python_page_are_true() -> None:
    result = doctest.testfile(str(ROOT / "docs" / "python.md"), module_relative=False)
    assert result.failed == 0
    assert result.attempted > 5


# --- what is loaded when --------------------------------------------------------------------------


def test_importing_the_package_loads_next_to_nothing() -> None:
    assert (
        loaded_by(
            "import threadbrief",
            "threadbrief.core.problems",
            "typing",
            "yaml",
            "dataclasses",
            "click",
        )
        == set()
    )


def test_checking_loads_no_writer() -> None:
    code = f"import threadbrief\nthreadbrief.check(threadbrief.load({MEMO!r}))"
    assert loaded_by(code, "yaml", "reportlab", "docx", "lxml", "uharfbuzz", "PIL") == {"yaml"}


def test_each_format_loads_its_own_writer() -> None:
    code = f"import threadbrief\nthreadbrief.build(threadbrief.load({MEMO!r}), to=%r)"
    assert loaded_by(code % "docx", "reportlab", "docx", "uharfbuzz") == {"docx"}
    assert loaded_by(code % "pdf", "reportlab", "docx", "uharfbuzz") == {"reportlab", "uharfbuzz"}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_clean_memo_has_no_comments_and_gives_the_same_files(path: Path) -> None:
    def build(data: bytes, embed: Embed) -> BuildResult:
        return build_memo(data, "memo.yaml", BuildOptions(folder=path.parent, embed=embed))

    data = path.read_bytes()
    written = build(data + b"\n# a word between us\n", Embed.CLEAN)
    for kind, file in written.files.items():
        clean = extract_memo(file, kind.value).data
        assert b"a word between us" not in clean
        assert not any(token.lstrip().startswith(b"# ") for token in clean.split(b"\n"))
        assert build(clean, Embed.NONE).files == build(data, Embed.NONE).files


def test_the_clean_memo_has_the_sources_of_its_reference_files(tmp_path: Path) -> None:
    (tmp_path / "refs.json").write_text('[{"id": "log", "type": "report", "title": "Depth Log"}]')
    memo = MEMO.replace(b"posts:", b"sources: [refs.json]\nposts:")
    options = BuildOptions((Format.PDF,), folder=tmp_path, embed=Embed.CLEAN)
    clean = extract_memo(build_memo(memo, "memo.yaml", options).files[Format.PDF], "a").data
    assert b"Depth Log" in clean
    assert b"refs.json" not in clean
    read_brief(clean, "memo.yaml")


def test_nothing_of_the_memo_is_embedded_when_none_is_asked() -> None:
    for kind, file in build_memo(MEMO, "m.yaml", BuildOptions(embed=Embed.NONE)).files.items():
        with pytest.raises(threadbrief.BriefError, match="TB605"):
            extract_memo(file, kind.value)
