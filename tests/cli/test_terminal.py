"""What only a terminal gets, and what a terminal does not get."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.needs("terminals")


def terminal(folder: Path, *arguments: str, **environment: str) -> str:
    """What a terminal of 80 columns gets."""
    import pty

    ours, theirs = pty.openpty()
    plain = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, "-m", "threadbrief", *arguments]
    with os.fdopen(ours, "rb", buffering=0) as reader:
        child = subprocess.Popen(
            command,
            cwd=folder,
            stdout=theirs,
            stderr=theirs,
            env={**plain, "TERM": "xterm", **environment},
        )
        os.close(theirs)
        said = b""
        try:
            while part := reader.read(4096):
                said += part
        except OSError:  # how Linux ends a terminal whose last writer is gone
            pass
        child.wait()
    return said.decode().replace("\r\n", "\n")


def test_colour_and_progress_are_for_a_terminal(folder: Path) -> None:
    text = (
        (folder / "memo.yaml").read_text(encoding="utf-8").replace("[@quay-log].", "[@quay-lgo].")
    )
    (folder / "memo.yaml").write_text(text, encoding="utf-8")
    said = terminal(folder, "check", "memo.yaml")
    assert said.startswith("\r[1/1] memo.yaml\r\x1b[K")
    assert "\x1b[31m\x1b[1merror TB204\x1b[0m" in said
    plain = terminal(folder, "check", "memo.yaml", NO_COLOR="1")
    assert "error TB204: " in plain
    assert "\x1b[1m" not in plain
    assert "\x1b" not in terminal(folder, "check", "memo.yaml", TERM="dumb")
    assert "[1/1]" not in terminal(folder, "check", "memo.yaml", "-q")


def test_a_terminal_gets_no_bytes_of_a_pdf(folder: Path) -> None:
    said = terminal(folder, "build", "memo.yaml", "--to", "pdf", "-o", "-")
    assert "standard output is a terminal" in said
    assert "%PDF" not in said


def test_a_long_line_is_cut_to_the_terminal(folder: Path) -> None:
    text = (
        (folder / "memo.yaml")
        .read_text(encoding="utf-8")
        .replace("[@quay-log].", f"{'very ' * 60}[@quay-lgo].")
    )
    (folder / "memo.yaml").write_text(text, encoding="utf-8")
    said = terminal(folder, "check", "memo.yaml", NO_COLOR="1", COLUMNS="60")
    line, caret = [row for row in said.splitlines() if "|" in row]
    assert len(line) <= 60
    assert line[caret.index("^") :].startswith("quay-lgo")
