"""`threadbrief check` for machines, and while somebody writes."""

import json
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

MEMO = (Path(__file__).parent / "memo.yaml").read_text(encoding="utf-8")
BROKEN = MEMO.replace("[@quay-log].", "[@quay-lgo].")


def test_commands_of_github_actions(threadbrief: Callable, folder: Path) -> None:
    (folder / "a,b.yaml").write_text(BROKEN, encoding="utf-8")
    result = threadbrief("check", "--format", "github", "a,b.yaml", "memo.yaml")
    assert (result.status, result.err) == (1, "")
    assert result.out == (
        '::error file=a%2Cb.yaml,line=13,col=40,title=TB204::post 1 cites "quay-lgo", which no '
        "citation defines"
        '%0Ahint: did you mean "quay-log"?\n'
    )


def test_json_by_its_other_name(threadbrief: Callable, folder: Path) -> None:
    (folder / "memo.yaml").write_text(BROKEN, encoding="utf-8")
    named = threadbrief("check", "--format", "json", "memo.yaml")
    assert named.out == threadbrief("check", "--json", "memo.yaml").out
    assert json.loads(named.out)["problems"][0]["code"] == "TB204"


@pytest.mark.parametrize(
    "arguments", [["-", "--watch"], ["memo.yaml", "--watch", "--format", "json"]]
)
def test_what_cannot_be_watched(threadbrief: Callable, arguments: list[str]) -> None:
    result = threadbrief("check", *arguments)
    assert (result.status, result.out) == (2, "")
    assert "--watch" in result.err


def test_watching_needs_its_package(threadbrief: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    result = threadbrief("check", "--watch", "memo.yaml")
    assert result.status == 2
    assert 'pip install "threadbrief[watch]"' in result.err


@pytest.mark.needs("signals")
def test_it_looks_again_when_the_memo_is_saved(folder: Path) -> None:
    pytest.importorskip("watchfiles")
    # A shell lets what it starts in the background ignore interrupts.
    heeding = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
    program = [sys.executable, "-m", "threadbrief", "check", "--watch", "memo.yaml"]
    command = [sys.executable, "-c", heeding, *program]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "waiting for a change; Ctrl-C ends\n"
        said = ""
        for attempt in range(40):  # the first saves may come before the system is told to watch
            (folder / "new").write_text(BROKEN + "\n" * attempt, encoding="utf-8")
            (folder / "new").replace(folder / "memo.yaml")
            if select.select([process.stderr], [], [], 0.5)[0]:
                said = process.stderr.readline()
                break
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=10)
        finally:
            process.kill()
    assert said.startswith("memo.yaml:13:40: error TB204: ")
    assert process.returncode == 130
