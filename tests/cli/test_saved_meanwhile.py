"""A memo that a person saves while a command changes it keeps every saved word."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

THREAD = "One dam is low.\n\n2/ Another is not.\n"
LONGER = f"{THREAD}\n3/ A third is dry.\n"
RUNS = 8


def start(*arguments: str, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "threadbrief", *arguments],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def save(path: Path, data: bytes, *, by_rename: bool) -> None:
    if by_rename:
        beside = path.with_name("editor.tmp")
        beside.write_bytes(data)
        beside.replace(path)
    else:
        path.write_bytes(data)


@pytest.mark.parametrize("command", ["import", "fmt"])
@pytest.mark.parametrize("by_rename", [True, False], ids=["renamed", "in-place"])
def test_no_word_that_is_saved_during_a_run_is_lost(
    tmp_path: Path, command: str, threadbrief: Callable, *, by_rename: bool
) -> None:
    memo, source = tmp_path / "draft.yaml", tmp_path / "thread.txt"
    source.write_text(THREAD, encoding="utf-8")
    assert threadbrief("import", str(source), "-o", str(memo)).status == 0
    source.write_text(LONGER, encoding="utf-8")
    draft = memo.read_bytes().replace(b"\n  from: ", b"\n  from:   ")
    arguments = {
        "import": ("import", "thread.txt", "-o", "draft.yaml"),
        "fmt": ("fmt", "draft.yaml"),
    }
    begun = time.perf_counter()
    start(*arguments[command], folder=tmp_path).communicate()
    length = time.perf_counter() - begun
    chance = random.Random(f"{command} {by_rename}")  # noqa: S311 - moments, no secrets
    ends = set()
    for number in range(RUNS):
        memo.write_bytes(draft)
        running = start(*arguments[command], folder=tmp_path)
        time.sleep(chance.uniform(0, 1.1) * length)
        read = memo.read_bytes()
        save(memo, read + f"# a word of a person, {number}\n".encode(), by_rename=by_rename)
        running.communicate()
        assert f"a word of a person, {number}".encode() in memo.read_bytes()
        assert running.returncode in (0, 1)
        ends.add(running.returncode)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".threadbrief-")]
    assert 0 in ends


def test_the_message_says_what_to_do(
    folder: Path, threadbrief: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    from threadbrief.cli import fmt

    memo = folder / "memo.yaml"
    reorder = fmt.reorder_keys

    def save_while_it_reads(data: bytes, name: str) -> str:
        memo.write_bytes(data + b"# mine\n")
        return "# changed\n" + reorder(data, name)

    monkeypatch.setattr(fmt, "reorder_keys", save_while_it_reads)
    result = threadbrief("fmt", "memo.yaml")
    assert result.status == 1
    assert result.err == (
        'error TB804: "memo.yaml" was saved by somebody else in the meantime, and is kept\n'
        "  hint: run the command again\n"
    )
    assert memo.read_bytes().endswith(b"# mine\n")
