"""What every test may ask for: outside tools, and a way to accept a new golden file."""

import json
import os
import runpy
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

REQUIRE_TOOLS = os.environ.get("THREADBRIEF_REQUIRE_TOOLS") == "1"

# --- what a system may lack ---

SIMULATED = Path(__file__).parent / "simulated"
if os.environ.get("THREADBRIEF_SIMULATE"):
    runpy.run_path(str(SIMULATED / "sitecustomize.py"))
    os.environ["PYTHONPATH"] = os.pathsep.join(
        [str(SIMULATED), *filter(None, [os.environ.get("PYTHONPATH")])]
    )


def _has_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def _can_link() -> bool:
    """Return whether this user may make symbolic links; Windows asks for a right."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            Path(folder, "link").symlink_to("nowhere")
        except OSError:
            return False
    return True


_IS_POSIX = os.name == "posix"
FACILITIES = {
    "fork": (hasattr(os, "fork"), "no process can be forked here"),
    "signals": (hasattr(signal, "SIGKILL"), "processes get no signals here"),
    "named pipes": (hasattr(os, "mkfifo"), "no folder holds a pipe here"),
    "terminals": (_has_module("pty"), "no terminal can be made here"),
    "limits": (_has_module("resource"), "a process has no limits here"),
    "wait4": (hasattr(os, "wait4"), "what a process needed is not told here"),
    "openat": (os.open in os.supports_dir_fd, "no file is opened relative to a descriptor here"),
    "links": (_can_link(), "this user may make no symbolic links here"),
    "modes": (_IS_POSIX, "files have no modes here"),
    "devices": (_IS_POSIX, "no path leads to a device here"),
    "any bytes": (_IS_POSIX and sys.platform == "linux", "not every name is a file name here"),
    "/proc": (_IS_POSIX and Path("/proc/self/fd").is_dir(), "there is no /proc here"),
}
"""What a test may need of the system: whether it is there, and why the test is skipped else."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"needs(*facilities): skipped without {set(FACILITIES)}")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs"):
        for facility in marker.args:
            is_there, reason = FACILITIES[facility]
            if not is_there:
                pytest.skip(f"needs {facility}: {reason}")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="rewrite golden files with what the program gives now"
    )


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what is remembered from run to run out of the cache of who runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def missing_tool() -> Callable[[str], None]:
    """Skip, or fail where the fuller checks are required, because an outside tool is not there."""

    def missing(what: str) -> None:
        if REQUIRE_TOOLS:
            pytest.fail(f"{what} not found, and THREADBRIEF_REQUIRE_TOOLS is set")
        pytest.skip(f"{what} not found")

    return missing


@pytest.fixture(scope="session")
def tool(missing_tool: Callable[[str], None]) -> Callable[[str], str]:
    """Return the path of a program, or skip."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            missing_tool(name)
        return path or ""

    return find


@pytest.fixture
def calls_of() -> Callable[..., int]:
    """Count the calls of functions that a call makes.

    Work that is the same on any machine, where time is not.
    """

    def count(function: Callable[..., object], *arguments: object) -> int:
        calls = 0

        def note(_frame: object, event: str, _argument: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(note)
        try:
            function(*arguments)
        finally:
            sys.setprofile(before)
        return calls

    return count


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare text with a golden file; `--accept` rewrites the file."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--accept"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path} is not there; run pytest --accept and read what it wrote"
        assert text == path.read_text(encoding="utf-8")

    return compare


UNICODE = Path(__file__).parent.parent / "build/unicode"
"""Where .ci/run puts the data and the tests of Unicode."""
BreakCases = list[tuple[str, list[int]]]


@pytest.fixture(scope="session")
def unicode_source(
    missing_tool: Callable[[str], None], tool: Callable[[str], str]
) -> dict[str, Any]:
    """Return the properties of characters from which the tables of the package are written, or skip."""
    tool("node")
    packages = UNICODE / "node_modules"
    if not packages.is_dir():
        missing_tool(f"{packages} (.ci/run puts it there)")
    script = UNICODE.parent.parent / "tools/unicode_source.mjs"
    printed = subprocess.run(["node", script, packages], check=True, capture_output=True)
    properties: dict[str, Any] = json.loads(printed.stdout)
    return properties


@pytest.fixture(scope="session")
def break_cases(missing_tool: Callable[[str], None]) -> Callable[[str], BreakCases]:
    """Return what reads the texts of a test of Unicode and the offsets inside them at which they break, or skips."""

    def read(name: str) -> BreakCases:
        path = UNICODE / name
        if not path.is_file():
            missing_tool(f"{path} (.ci/run puts it there)")
        content = path.read_text(encoding="utf-8")
        lines = json.loads(content)[path.stem] if path.suffix == ".json" else content.splitlines()
        cases = []
        for line in lines:
            text = ""
            offsets = []
            for mark in line.split("#")[0].split():
                if mark == "÷":
                    offsets.append(len(text))
                elif mark != "×":
                    text += chr(int(mark, 16))
            if text:
                cases.append((text, [offset for offset in offsets if 0 < offset < len(text)]))
        return cases

    return read
