"""The command as a person calls it, in a folder of its own with a memo in it."""

import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from threadbrief.cli import main

MEMO = Path(__file__).parent / "memo.yaml"


@dataclass(frozen=True)
class Result:
    status: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with `memo.yaml` in it, and an environment that says nothing."""
    for name in ("SOURCE_DATE_EPOCH", "NO_COLOR", "THREADBRIEF_DEBUG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "memo.yaml").write_bytes(MEMO.read_bytes())
    return tmp_path


@pytest.fixture
def threadbrief(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """Run a command line; `stdin` are the bytes of standard input."""
    del folder

    def run(*arguments: object, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        assert isinstance(left.value.code, int)
        return Result(left.value.code, out.decode("utf-8", "surrogateescape"), err.decode())

    return run


@pytest.fixture
def python(folder: Path) -> Callable[..., Result]:
    """Run a program of some lines in a process of its own; `options` are those of Python."""

    def run(program: str, *options: str) -> Result:
        command = [sys.executable, *options, "-c", program]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        return Result(done.returncode, done.stdout, done.stderr)

    return run
