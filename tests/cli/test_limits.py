"""`--limits`: a run that takes too much ends with a problem, and writes nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

MEMO = Path(__file__).with_name("memo.yaml")
HEAD = """\
schema: threadbrief/1
memo: {to: A, from: B, date: 2031-03-14, subject: S, summary: T}
thread: {author: {name: Ilmari Vesa}, platform: mastodon}
posts:
"""
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")

pytestmark = pytest.mark.needs("limits")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "threadbrief", *arguments],
        capture_output=True, text=True, check=False, env=os.environ | environment, timeout=120,
    )  # fmt: skip


@pytest.fixture
def long_memo(tmp_path: Path) -> Path:
    """A memo that takes some ten seconds and more than 200 MB to build."""
    memo = tmp_path / "long.yaml"
    posts = "".join(f"  - text: Number {n} of many {'more ' * 60}\n" for n in range(20_000))
    memo.write_text(HEAD + posts, "utf-8")
    return memo


@pytest.mark.parametrize(
    ("limits", "jobs"),
    [
        ("time=1s", ["--jobs", "1"]),
        ("time=2s", ["--jobs", "2"]),
        pytest.param("memory=90M", ["--jobs", "1"], marks=on_linux),
    ],
)
def test_a_run_that_takes_too_much_writes_nothing(
    long_memo: Path, limits: str, jobs: list[str]
) -> None:
    other = long_memo.with_name("other.yaml")
    other.write_bytes(long_memo.read_bytes())
    ended = run("--limits", limits, "build", *jobs, str(long_memo), str(other), "-q")
    assert ended.returncode == 1
    assert "error TB997: " in ended.stderr
    assert "please report it" not in ended.stderr
    assert sorted(path.name for path in long_memo.parent.iterdir()) == ["long.yaml", "other.yaml"]


def test_a_run_within_its_limits_is_as_one_without(tmp_path: Path) -> None:
    ended = run("build", str(MEMO), "-o", f"{tmp_path}/", THREADBRIEF_LIMITS="time=2m,memory=2G")
    if sys.platform == "linux":
        assert ended.returncode == 0, ended.stderr
        assert {path.name for path in tmp_path.iterdir()} >= {"memo.docx", "memo.pdf"}
    else:
        assert "memory can be limited on Linux only" in ended.stderr


@pytest.mark.parametrize(
    "limits", ["", "time", "time=", "time=0s", "time=1h", "memory=1M", "time=1s,time=2s", "disk=1G"]
)
def test_a_limit_that_cannot_be_read_is_a_wrong_command_line(limits: str) -> None:
    ended = run("--limits", limits or ",", "check", str(MEMO))
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
