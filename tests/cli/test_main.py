"""The command as a whole: help, version, status, and what nobody foresaw."""

import importlib.metadata
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from threadbrief.cli.console import find_cache_folder
from threadbrief.cli.main import commands
from threadbrief.pipeline.check import check_memo

COMMANDS = (
    "new", "import", "build", "check", "explain", "fmt", "schema", "sources", "templates",
    "template", "extract", "leaves", "completion",
)  # fmt: skip
DOCS = Path(__file__).parents[2] / "docs" / "cli.md"


def test_version(threadbrief: Callable) -> None:
    result = threadbrief("--version")
    assert (result.status, result.out) == (
        0,
        f"threadbrief {importlib.metadata.version('threadbrief')}\n",
    )


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_ends_with_examples(
    threadbrief: Callable, command: tuple[str, ...], flag: str
) -> None:
    result = threadbrief(*command, flag)
    assert result.status == 0
    assert result.out.startswith("Usage: threadbrief")
    assert "\nExamples:\n  " in result.out.replace("\n  Examples:\n", "\nExamples:\n")
    assert max(map(len, result.out.splitlines())) <= 96


def test_every_command_and_option_is_in_the_docs() -> None:
    text = DOCS.read_text(encoding="utf-8")
    context = commands.make_context("threadbrief", ["--help"], resilient_parsing=True)
    assert tuple(commands.list_commands(context)) == COMMANDS
    for name in COMMANDS:
        command = commands.get_command(context, name)
        assert command is not None
        assert f"## {name}" in text
        for option in command.params:
            if option.param_type_name == "option":
                assert all(f"`{flag}" in text or f" {flag}`" in text for flag in option.opts), (
                    option.opts
                )


def test_the_problem_in_the_docs_is_what_is_said(threadbrief: Callable, folder: Path) -> None:
    text = (DOCS.parents[1] / "examples" / "minimal.yaml").read_text(encoding="utf-8")
    (folder / "memo.yaml").write_text(text.replace("[@quay-log", "[@quay-lgo", 1), encoding="utf-8")
    said = threadbrief("check", "memo.yaml").err
    assert f"```console\n$ threadbrief check memo.yaml\n{said}```\n" in DOCS.read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["biuld"], "No such command"),
        (["build"], "no memo is named"),
        (["build", "memo.yaml", "--to", "odt"], "there are docx and pdf"),
        (["build", "memo.yaml", "--to", "docx,"], "there are docx and pdf"),
        (["build", "memo.yaml", "--nosuch"], "No such option"),
        (
            ["build", "memo.yaml", "--to", "pdf", "-o", "-", "--json"],
            "both want the standard output",
        ),
        (["completion", "tcsh"], "tcsh"),
    ],
)
def test_a_wrong_command_line_is_2(
    threadbrief: Callable, arguments: list[str], message: str
) -> None:
    result = threadbrief(*arguments)
    assert (result.status, result.out) == (2, "")
    assert message in result.err


def test_no_command_shows_the_help(threadbrief: Callable) -> None:
    result = threadbrief()
    assert result.status == 2
    assert "Commands:" in result.out + result.err


def test_templates_are_listed(threadbrief: Callable) -> None:
    lines = threadbrief("templates").out.splitlines()
    listed = json.loads(threadbrief("templates", "--json").out)
    assert [line.split()[0] for line in lines] == [entry["name"] for entry in listed]
    assert {"memo", "memo-letter"} <= {entry["name"] for entry in listed}
    assert all(entry["description"] for entry in listed)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_completion(threadbrief: Callable, shell: str) -> None:
    result = threadbrief("completion", shell)
    assert result.status == 0
    assert "_THREADBRIEF_COMPLETE" in result.out


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("threadbrief b", ["build"]),
        ("threadbrief build --te", ["--template"]),
        ("threadbrief build --template memo-", ["memo-letter"]),
        ("threadbrief build --to d", ["docx", "docx,pdf"]),
    ],
)
def test_a_shell_is_offered(words: str, offered: list[str]) -> None:
    environment = {
        **os.environ,
        "_THREADBRIEF_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    program = "from threadbrief.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line.partition(",")[2] for line in done.stdout.splitlines()] == offered


def test_a_fault_of_the_program_is_said_without_a_traceback(
    threadbrief: Callable, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One memo that meets a fault does not stop the others.

    The traceback is for who asks for it.
    """
    (folder / "other.yaml").write_bytes((folder / "memo.yaml").read_bytes())

    def faulty(data: bytes, name: str, build: object) -> object:
        if name == "memo.yaml":
            raise ZeroDivisionError
        return check_memo(data, name, build)

    monkeypatch.setattr("threadbrief.pipeline.batch.check_memo", faulty)
    result = threadbrief("check", "memo.yaml", "other.yaml")
    assert result.status == 70
    assert (
        'error TB999: "memo.yaml" hit a fault in threadbrief itself: ZeroDivisionError'
        in result.err
    )
    assert "Traceback" not in result.err
    monkeypatch.setenv("THREADBRIEF_DEBUG", "1")
    assert "Traceback" in threadbrief("check", "memo.yaml").err


LONG = "x" * 300
"""A name that no file can have."""


@pytest.mark.parametrize(
    "command",
    [
        f"build memo.yaml -o {LONG}.docx", f"build memo.yaml -o {LONG}", f"build {LONG}.yaml", f"new {LONG}.yaml",
        f"build memo.yaml --template {LONG}.docx", f"build memo.yaml --template {LONG}/x.yaml",
        f"check memo.yaml --template {LONG}/", f"check {LONG}.yaml", f"fmt {LONG}.yaml", f"import {LONG}",
        f"import thread.txt -o {LONG}.yaml", f"extract {LONG}.pdf", f"sources memo.yaml -o {LONG}.json",
    ],
)  # fmt: skip
def test_a_name_that_is_too_long_is_told(command: str, threadbrief: Callable, folder: Path) -> None:
    (folder / "thread.txt").write_text("1/ Ice on the rails.", encoding="utf-8")
    result = threadbrief(*command.split())
    assert result.status == 1
    assert "ile name too long" in result.err
    assert LONG in result.err
    assert "standard output" not in result.err


@pytest.mark.parametrize(
    ("line", "code"),
    [(f"style: {LONG}", "TB501"), (f"template: {LONG}/x.yaml", "TB402"), (f"template: {LONG}/x.docx", "TB402")],
)  # fmt: skip
def test_a_memo_that_names_one_is_told(
    line: str, code: str, threadbrief: Callable, folder: Path
) -> None:
    memo = (folder / "memo.yaml").read_text(encoding="utf-8")
    memo = memo.replace("memo:\n", f"memo:\n  {line}\n", 1)
    (folder / "memo.yaml").write_text(memo, encoding="utf-8")
    for command in ("check", "build"):
        result = threadbrief(command, "memo.yaml")
        assert (result.status, f"error {code}" in result.err) == (1, True)


def test_an_interrupt_is_quiet(threadbrief: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("threadbrief.pipeline.batch.check_memo", interrupted)
    result = threadbrief("check", "memo.yaml")
    assert (result.status, result.out, result.err.strip()) == (130, "", "")


def test_an_interrupt_while_the_program_is_loaded_is_quiet(python: Callable) -> None:
    program = (
        "import builtins, sys\nfrom threadbrief.cli import main\nload = builtins.__import__\n"
        "def interrupted(name, *rest):\n    if name == 'click': raise KeyboardInterrupt\n    "
        "return load(name, *rest)\n"
        "builtins.__import__ = interrupted\nsys.argv = ['threadbrief', 'build', "
        "'memo.yaml']\nmain()"
    )
    result = python(program)
    assert (result.status, result.out, result.err) == (130, "", "")


@pytest.mark.needs("signals")
def test_an_end_from_outside_leaves_no_unfinished_file(python: Callable, folder: Path) -> None:
    program = (
        "import os, signal\nfrom threadbrief.cli import main\n"
        "os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGTERM)\n"
        "main(['build', 'memo.yaml'])"
    )
    result = python(program)
    assert (result.status, result.out, result.err) == (128 + signal.SIGTERM, "", "")
    assert [path.name for path in folder.iterdir()] == ["memo.yaml"]


@pytest.mark.parametrize(
    ("named", "folder_there"),
    [("/var/c", "/var/c"), ("", "/home/ada/.cache"), ("relative", "/home/ada/.cache")],
)
@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="its cache has another name")
def test_what_is_remembered_lies_in_the_cache_of_the_user(
    named: str, folder_there: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    monkeypatch.setenv("XDG_CACHE_HOME", named)
    assert find_cache_folder() == Path(folder_there, "threadbrief")


# --- the end of the process ---


@pytest.mark.parametrize(
    ("watching", "told"),
    [
        ("", ""),
        ("sys.settrace(lambda *_: None)\n", "left\n"),
        ("sys.setprofile(lambda *_: None)\n", "left\n"),
    ],
)
def test_a_command_ends_at_once_unless_somebody_watches(watching: str, told: str) -> None:
    code = (
        f"import atexit, sys\natexit.register(print, 'left')\n{watching}sys.argv = "
        "['threadbrief', 'templates', '-x']\n"
        "from threadbrief.cli import main\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, told)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="there is no sys.monitoring")
def test_a_monitored_command_ends_as_python_ends() -> None:
    code = (
        "import atexit, sys\natexit.register(print, 'left')\nsys.monitoring.use_tool_id(2, "
        "'watch')\n"
        "sys.argv = ['threadbrief', '--version']\nfrom threadbrief.cli import main\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("left\n")
