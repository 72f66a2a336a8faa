"""Many memos: folders and lists of them, a pool, what is unchanged, a run that was stopped."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from threadbrief.cli.main import commands
from threadbrief.cli.report import format_pace

MEMO = (Path(__file__).parent / "memo.yaml").read_text(encoding="utf-8")
PICTURED = MEMO.replace(
    "  - text:", "  - media: [{type: image, file: ice.png, alt: Ice.}]\n    text:", 1
)


@pytest.fixture
def memos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with five memos, one of them below it, one with a picture, and what is no memo."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "memos"
    (folder / "deep").mkdir(parents=True)
    for name in ("a", "b", "c", "deep/d"):
        (folder / f"{name}.yaml").write_text(MEMO, encoding="utf-8")
    (folder / "e.yml").write_text(PICTURED, encoding="utf-8")
    Image.new("RGB", (30, 20), "navy").save(folder / "ice.png")
    (folder / "words.de.yaml").write_text("sources: Quellen\n", encoding="utf-8")
    (folder / ".hidden.yaml").write_text(MEMO, encoding="utf-8")
    return folder


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(commands, arguments, input=given, standalone_mode=False)


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name[0] != "."}


@pytest.mark.usefixtures("memos")
@pytest.mark.parametrize("jobs", ["1", "2", "3"])
def test_a_folder_is_built_the_same_by_any_number_of_processes(jobs: str) -> None:
    assert run("build", "memos", "-o", "one", "-j", "1").return_value == 0
    many = run("build", "memos", "-o", "many", "--jobs", jobs)
    assert many.return_value == 0
    assert files_in(Path("many")) == files_in(Path("one"))
    assert sorted(files_in(Path("many"))) == sorted(
        f"{name}.{suffix}" for name in "abcde" for suffix in ("docx", "pdf")
    )


@pytest.mark.usefixtures("memos")
def test_names_come_from_a_list_or_from_the_standard_input() -> None:
    Path("list.txt").write_text("memos/a.yaml\n\nmemos/b.yaml\n", encoding="utf-8")
    result = run("build", "-@", "list.txt", "--to", "pdf", "-o", "out")
    assert result.return_value == 0
    assert result.stdout.splitlines() == ["out/a.pdf", "out/b.pdf"]
    result = run("check", "-@", "-", "memos/c.yaml", given="memos/a.yaml\n")
    assert result.return_value == 0
    assert "2 memos" in result.stderr


@pytest.mark.usefixtures("memos")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("build",), "no memo is named"),
        (("check",), "no memo is named"),
        (("build", "memos", "--json", "--json-lines"), "two things"),
    ],
)
def test_what_names_no_memo_is_a_wrong_command_line(arguments: tuple[str, ...], told: str) -> None:
    result = run(*arguments)
    assert told in str(result.exception)


@pytest.mark.usefixtures("memos")
def test_a_list_that_is_not_there_is_told() -> None:
    result = run("build", "-@", "none.txt", "-o", "out")
    assert result.return_value == 1
    assert "TB801" in result.stderr


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_one_bad_memo_stops_nothing(memos: Path, jobs: str) -> None:
    (memos / "b.yaml").write_text(MEMO.replace("memo:", "memmo:"), encoding="utf-8")
    result = run("build", "memos", "-o", "out", "-j", jobs, "--json-lines")
    assert result.return_value == 1
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(Path(line["memo"]).stem, line["ok"]) for line in lines] == [
        ("a", True), ("b", False), ("c", True), ("d", True), ("e", True)
    ]  # fmt: skip
    assert [line["outputs"] for line in lines if not line["ok"]] == [[]]
    assert {problem["code"] for problem in lines[1]["problems"]} >= {"TB202"}
    assert result.stderr == ""
    assert len(files_in(Path("out"))) == 8


@pytest.mark.usefixtures("memos")
def test_a_folder_without_a_memo_is_told_and_stops_nothing() -> None:
    Path("empty").mkdir()
    result = run("build", "empty", "memos/a.yaml", "-o", "out")
    assert result.return_value == 1
    assert '"empty" is a folder, not a memo' in result.stderr
    assert len(files_in(Path("out"))) == 2


# --- what is unchanged ---


def build_changed(*more: str, out: str = "out") -> list[str]:
    """The memos that a run builds."""
    result = run("build", "memos", "-o", out, "--changed", "--json-lines", *more)
    assert result.return_value == 0, result.stdout
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(lines) == 5
    return [Path(line["memo"]).stem for line in lines if not line["unchanged"]]


def stamps(folder: str = "out") -> dict[str, tuple[int, int]]:
    found = {path.name: path.stat() for path in Path(folder).iterdir() if path.name[0] != "."}
    return {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in found.items()}


def test_unchanged_memos_are_not_touched(memos: Path) -> None:
    assert build_changed() == list("abcde")
    before = stamps()
    assert build_changed() == []
    assert stamps() == before
    os.utime(memos / "a.yaml")
    assert build_changed() == []
    assert "5 unchanged" in run("build", "memos", "-o", "out", "--changed").stderr


def test_whatever_a_memo_is_built_from_counts(memos: Path) -> None:
    house = memos.parent / "house.yaml"
    house.write_text("name: house\nextends: memo\n", encoding="utf-8")
    fonts = memos.parent / "fonts"
    fonts.mkdir()
    options = ("--template", str(house), "--fonts", str(fonts))
    assert build_changed(*options) == list("abcde")
    assert build_changed(*options) == []
    (memos / "c.yaml").write_text(MEMO + "# a comment is embedded\n", encoding="utf-8")
    assert build_changed(*options) == ["c"]
    Image.new("RGB", (30, 20), "white").save(memos / "ice.png")
    assert build_changed(*options) == ["e"]
    house.write_text("name: house\nextends: memo\npage: {left: 30mm}\n", encoding="utf-8")
    assert build_changed(*options) == list("abcde")
    (fonts / "new.ttf").write_bytes(b"no font")
    assert run("build", "memos", "-o", "out", "--changed", *options).return_value is not None
    assert build_changed() == list("abcde")
    assert build_changed("--embed", "none") == list("abcde")
    assert build_changed("--embed", "none") == []


def test_a_file_that_was_missing_counts_when_it_comes(memos: Path) -> None:
    (memos / "ice.png").rename(memos / "no.png")
    result = run("build", "memos", "-o", "out", "--changed")
    assert result.return_value == 1
    (memos / "no.png").rename(memos / "ice.png")
    assert build_changed() == ["e"]


@pytest.mark.usefixtures("memos")
def test_what_happened_to_the_files_counts() -> None:
    build_changed()
    Path("out/a.pdf").unlink()
    Path("out/b.docx").write_bytes(Path("out/c.docx").read_bytes())
    assert build_changed() == ["a", "b"]
    os.utime(Path("out/c.pdf"))  # a copy of the folder has other times, and the same bytes
    assert build_changed() == []
    Path("out/d.pdf").write_bytes(b"%PDF-1.7 somebody's own")
    result = run("build", "memos", "-o", "out", "--changed")
    assert result.return_value == 1
    assert "TB803" in result.stderr


def test_warnings_of_unchanged_memos_are_told_again(memos: Path) -> None:
    (memos / "a.yaml").write_text(MEMO.replace("stood still", "#stood still"), encoding="utf-8")
    first = run("build", "memos", "-o", "out", "--changed")
    second = run("build", "memos", "-o", "out", "--changed")
    assert "warning" in first.stderr
    told = [line for line in first.stderr.splitlines() if "warning" in line][:-1]
    assert [line for line in second.stderr.splitlines() if "warning" in line][:-1] == told


@pytest.mark.usefixtures("memos")
def test_a_damaged_manifest_costs_a_build() -> None:
    build_changed()
    manifest = Path("out/.threadbrief-manifest.jsonl")
    lines = manifest.read_bytes().splitlines()
    assert len(lines) == 5
    manifest.write_bytes(b"\n".join([lines[0], lines[1][:50], b"\xff\xfe", *lines[2:]]))
    assert len(build_changed()) == 1
    assert build_changed("--manifest", "elsewhere/m.jsonl") == list("abcde")
    assert Path("elsewhere/m.jsonl").is_file()


@pytest.mark.needs("signals")
def test_a_run_that_was_killed_is_resumed(memos: Path) -> None:
    for number in range(60):
        (memos / f"more{number:02}.yaml").write_text(MEMO, encoding="utf-8")
    command = [sys.executable, "-m", "threadbrief", "build", "memos", "-j", "2", "-o"]
    whole = subprocess.run([*command, "whole"], capture_output=True, check=False)
    assert whole.returncode == 0
    done = 0
    for _ in range(20):
        with subprocess.Popen(
            [*command, "out", "--resume"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            for _ in range(20):
                process.stdout.readline()
            process.send_signal(signal.SIGKILL)
            process.communicate()
        done = len(Path("out/.threadbrief-manifest.jsonl").read_bytes().splitlines())
        if done > 40:
            break
    last = subprocess.run([*command, "out", "--resume"], capture_output=True, check=True)
    assert len(last.stdout.splitlines()) < 2 * 65 - 40
    assert files_in(Path("out")) == files_in(Path("whole"))


# --- progress ---


@pytest.mark.parametrize(
    ("done", "total", "seconds", "told"),
    [
        (0, 10, 0.0, ""),
        (2, 10, 9.0, ""),
        (50, 10_000, 0.5, ""),
        (10, 20, 5.0, " 2.0/s, 5 s left"),
        (100, 10_000, 10.0, " 10.0/s, 16:30 min left"),
    ],
)
def test_the_pace_is_told_once_it_is_known(
    done: int, total: int, seconds: float, told: str
) -> None:
    assert format_pace(done, total, seconds) == told
