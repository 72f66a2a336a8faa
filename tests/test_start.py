"""What a command loads when it starts: each import is time that every run pays, so a new one is a decision made here.

The tables say what may be loaded; docs/performance.md says what it costs.
"""

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MEMO = str(ROOT / "tests" / "cli" / "memo.yaml")

STARTED = {
    "cli", "core.files", "core.problem_codes", "core.problems", "core.structs",
}  # fmt: skip
READ = STARTED | {"checks", "model", "read", "text"} | {
    "core.memo_folder", "core.progress", "core.regular_files", "core.yaml_events", "pipeline.batch", "pipeline.check",
    "pipeline.options",
}  # fmt: skip
COMPOSED = READ | {"cite", "compose", "templates"} | {
    "core.atomic_write", "core.content_hash", "core.file_system", "core.owner_files",
    "core.picture_digests",
    "core.units", "pipeline.build", "pipeline.document",
    "pipeline.overwrite", "pipeline.parallel",
}  # fmt: skip
ROOMS = {
    "--version": STARTED,
    "check": READ,
    "build --to docx": COMPOSED | {"word"},
    "build --to pdf": COMPOSED | {"pdf"},
}
"""The packages of this program; of core and pipeline, the modules."""

ALWAYS = {"click", "msgspec", "typing_extensions"}
OUTSIDE = {
    "--version": ALWAYS,
    "check": ALWAYS | {"yaml"},
    "build --to docx": ALWAYS | {"yaml", "docx", "lxml"},
    "build --to pdf": ALWAYS | {"yaml", "PIL", "reportlab", "uharfbuzz"},
}
"""Packages that are installed with it, and what they bring along."""

HEAVY = {
    "asyncio", "concurrent", "ctypes", "dataclasses", "doctest", "fractions", "glob", "gzip",
    "hashlib", "http", "logging", "multiprocessing", "optparse", "pickle", "pydoc", "sqlite3",
    "ssl", "statistics", "subprocess", "unittest", "urllib.request", "xml", "zipfile",
}  # fmt: skip
"""Modules of the standard library that cost a millisecond or more with what they bring."""

STANDARD = {
    "--version": set(),
    "check": set(),
    "build --to docx": {"gzip", "hashlib", "xml", "zipfile"},
    "build --to pdf": {"concurrent", "glob", "hashlib", "logging", "pickle", "xml", "zipfile"},
}
"""Those of them that may be loaded."""

if sys.version_info >= (3, 13):  # whose pathlib brings it
    STANDARD = {command: {*modules, "glob"} for command, modules in STANDARD.items()}

for table in (ROOMS, OUTSIDE, STANDARD):
    table["build"] = table["build --to docx"] | table["build --to pdf"]

OPTIONAL = {
    "asyncio", "bibtexparser", "budoux", "fontTools", "markdown_it", "mdurl", "pylatexenc",
    "pyphen", "watchfiles",
}  # fmt: skip
"""What no plain memo needs, whatever the command."""

SITE = {"sitecustomize", "usercustomize"}
"""What a Python may be set up to load before any program (the module `site`): none of ours."""

each_command = pytest.mark.parametrize("command", ROOMS)


@cache
def loaded(command: str, folder: Path) -> frozenset[str]:
    """Return the modules that a process has loaded at the end of a command."""
    name, *options = command.split()
    arguments = [name, *options]
    if name != "--version":
        arguments.append(MEMO)
    if name == "build":
        # With timings, one process writes both files, and loads both writers.
        arguments += ["--output", f"{folder}/", "--force", "--timings"]
    code = (
        "import sys\nfrom threadbrief.cli.main import commands\n"
        f"commands.main({arguments!r}, prog_name='threadbrief', standalone_mode=False)\n"
        "print('LOADED', *sys.modules, sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder
    )
    return frozenset(done.stdout.partition("LOADED\n")[2].split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("started")


@each_command
def test_the_rooms_are_those_in_the_table(command: str, folder: Path) -> None:
    names = {
        name.removeprefix("threadbrief.")
        for name in loaded(command, folder)
        if name.startswith("threadbrief.")
    }
    rooms = {
        name if name.startswith(("core.", "pipeline.")) else name.partition(".")[0]
        for name in names
    }
    assert rooms - {"core", "pipeline"} <= ROOMS[command]


@each_command
def test_the_packages_are_those_in_the_table(command: str, folder: Path) -> None:
    tops = (
        {name.partition(".")[0] for name in loaded(command, folder)}
        - set(sys.stdlib_module_names)
        - SITE
    )
    tops = {name for name in tops if not name.startswith(("_", "cython_", "threadbrief"))}
    assert tops <= OUTSIDE[command]
    assert not tops & OPTIONAL


@each_command
def test_what_is_heavy_in_the_standard_library_is_in_the_table(command: str, folder: Path) -> None:
    assert loaded(command, folder) & HEAVY <= STANDARD[command]


@each_command
def test_a_command_loads_no_other(command: str, folder: Path) -> None:
    others = {
        "check",
        "extract",
        "fmt",
        "new",
        "schema",
        "sources",
        "template",
        "templates",
        "watch",
        "completion",
    }
    commands = {name.removeprefix("threadbrief.cli.") for name in loaded(command, folder)}
    assert commands & others <= {command.partition(" ")[0]}


@each_command
def test_the_tables_say_no_more_than_there_is(command: str, folder: Path) -> None:
    wanted = (
        {f"threadbrief.{room}" for room in ROOMS[command]} | OUTSIDE[command] | STANDARD[command]
    )
    assert wanted <= loaded(command, folder), "take out what is no longer loaded"
