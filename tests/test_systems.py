"""Other systems: both files without what Windows lacks, where each system keeps things, what a pipe gets."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from threadbrief import cli
from threadbrief.cli.console import find_cache_folder
from threadbrief.pdf.fonts import discovery

ROOT = Path(__file__).parents[1]
SIMULATED = str(ROOT / "tests" / "simulated")
MEMO = ROOT / "tests" / "cli" / "memo.yaml"


def run(folder: Path, *command: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONIOENCODING"}
    return subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=folder,
        env={**inherited, **environment},
        capture_output=True,
        check=False,
    )


# --- without what Windows lacks ---


def simulate(folder: Path, *command: object) -> subprocess.CompletedProcess[bytes]:
    path = os.pathsep.join([SIMULATED, *filter(None, [os.environ.get("PYTHONPATH")])])
    return run(folder, *command, PYTHONPATH=path, THREADBRIEF_SIMULATE="windows")


def test_what_is_hidden_is_not_there(tmp_path: Path) -> None:
    code = (
        "import os, signal\nassert not hasattr(os, 'fork') and not hasattr(signal, 'SIGKILL')\n"
        "assert os.open not in os.supports_dir_fd\nimport fcntl"
    )
    done = simulate(tmp_path, "-c", code)
    assert done.stderr.endswith(b"ModuleNotFoundError: No module named 'fcntl'\n")
    assert b"AssertionError" not in done.stderr


def test_both_files_are_the_same_without_it(tmp_path: Path) -> None:
    for place, start in (("with", run), ("without", simulate)):
        done = start(tmp_path, "-m", "threadbrief", "build", MEMO, "-o", f"{place}/")
        assert (done.returncode, done.stderr) == (0, b"")
    for name in ("memo.docx", "memo.pdf"):
        assert (tmp_path / "with" / name).read_bytes() == (tmp_path / "without" / name).read_bytes()


# --- the workflow ---

BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
PINNED = re.compile(r"actions/[a-z-]+@[0-9a-f]{40}")


def commands_of_the_readme(sign: str) -> list[str]:
    """What a person types: in lines that begin with the sign of a shell."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = "".join(BLOCK.findall(readme)).splitlines()
    return [line.removeprefix(sign) for line in lines if line.startswith(sign)]


def workflow_jobs() -> dict[str, Any]:
    text = (ROOT / ".github" / "workflows" / "checks.yml").read_text(encoding="utf-8")
    jobs: dict[str, Any] = yaml.safe_load(text)["jobs"]
    return jobs


def test_the_workflow_types_what_the_readme_says() -> None:
    steps = [step for step in workflow_jobs()["readme"]["steps"] if "run" in step]
    windows = [step["run"] for step in steps if step["if"] == "runner.os == 'Windows'"]
    others = [step["run"] for step in steps if step["if"] != "runner.os == 'Windows'"]
    assert "".join(windows).splitlines() == commands_of_the_readme("> ")
    typed = "\n".join(others).split("\n")
    assert {line for line in typed if line} <= set(commands_of_the_readme("$ "))
    install = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Install")[2]
    first = BLOCK.findall(install)[0].replace("$ ", "")
    assert first in "\n".join(others)


def test_it_does_so_on_every_system_and_python_by_actions_that_stay_the_same() -> None:
    jobs = workflow_jobs()
    matrix = jobs["readme"]["strategy"]["matrix"]
    assert {system.partition("-")[0] for system in matrix["system"]} == {
        "ubuntu", "windows", "macos",
    }  # fmt: skip
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]
    used = [step["uses"] for job in jobs.values() for step in job["steps"] if "uses" in step]
    assert [name for name in used if not PINNED.fullmatch(name)] == []


def test_what_make_is_asked_for_there_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    runs = [step.get("run", "") for job in workflow_jobs().values() for step in job["steps"]]
    targets = re.findall(r"^make (\w+)$", "\n".join(runs), re.MULTILINE)
    assert targets == ["demo", "test", "simulated"]
    assert [name for name in targets if f"\n{name}:" not in makefile] == []


# --- where a system keeps things ---


@pytest.mark.parametrize(
    ("system", "folder"),
    [
        ("win32", "/ada/Local/threadbrief/Cache"),
        ("darwin", "/home/ada/Library/Caches/threadbrief"),
        ("linux", "/home/ada/.cache/threadbrief"),
    ],
)
def test_the_cache_is_where_the_system_has_it(
    system: str, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setenv("HOME", "/home/ada")
    monkeypatch.setenv("USERPROFILE", "/home/ada")
    monkeypatch.setenv("LOCALAPPDATA", "/ada/Local")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert find_cache_folder() == Path(folder)


@pytest.mark.parametrize(
    ("system", "environment", "folders"),
    [
        (
            "win32",
            {"WINDIR": "/d/Windows", "LOCALAPPDATA": "/ada/Local"},
            ["/d/Windows/Fonts", "/ada/Local/Microsoft/Windows/Fonts"],
        ),
        (
            "win32",
            {},
            ["C:/Windows/Fonts", "/home/ada/AppData/Local/Microsoft/Windows/Fonts"],
        ),
        (
            "darwin",
            {},
            ["/System/Library/Fonts", "/Library/Fonts", "/home/ada/Library/Fonts"],
        ),
    ],
)
def test_fonts_are_where_the_system_has_them(
    system: str,
    environment: dict[str, str],
    folders: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setenv("HOME", "/home/ada")
    monkeypatch.setenv("USERPROFILE", "/home/ada")
    for name in ("WINDIR", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert list(discovery._list_font_folders()) == [Path(folder) for folder in folders]


# --- what a pipe gets ---

COPIED = "Łódź 日本 @ada\n1/2 Første ’ord’ →\n\n2/2 Второе слово\n"


def test_a_pipe_gets_utf_8_whatever_the_code_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    pipe = io.BytesIO()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(pipe, encoding="cp1252", newline="\n"))
        cli._set_encodings()
        print(COPIED, flush=True)  # noqa: T201 - what a command does
        assert pipe.getvalue().decode() == f"{COPIED}\n"


@pytest.mark.parametrize("code_page", ["cp1252", "cp437"])
def test_what_a_code_page_lacks_is_escaped(tmp_path: Path, code_page: str) -> None:
    (tmp_path / "t.txt").write_text(COPIED, encoding="utf-8")
    done = run(
        tmp_path, "-m", "threadbrief", "import", "t.txt", "--list", PYTHONIOENCODING=code_page
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "\\u65e5" in done.stdout.decode(code_page)
