"""The current folder and the home folder are a stranger's: nothing in them is run."""

import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import threadbrief

SOURCE = Path(threadbrief.__file__).parents[1]
MEMO = Path(__file__).parent / "memo.yaml"
BY_PYTHON = subprocess.run(
    [sys.executable, "-c", "import runpy, importlib.util, sys; print(*sys.modules)"],
    capture_output=True, text=True, check=True,
).stdout.split()  # fmt: skip
"""What `python -m` itself imports, before the program that it is to run (SECURITY.md)."""
LEFT_OUT = {"threadbrief", *BY_PYTHON}
NAMES = {*sys.stdlib_module_names, *packages_distributions(), "reportlab_mods", "local_rl_mods",
         "reportlab_settings", "local_rl_settings"} - LEFT_OUT  # fmt: skip
"""All that could be imported: the standard library, what is installed, ReportLab's settings."""
SETTINGS = ("reportlab_mods", "reportlab_settings")
SCRIPT = "import sys\nfrom threadbrief.cli import main\nsys.exit(main())\n"
"""What pip writes into the folder of programs."""
LIBRARY = (
    "import pathlib, threadbrief\n"
    "if __name__ == '__main__':\n"
    "    for to in ('docx', 'pdf'):\n"
    "        pathlib.Path('memo.' + to).write_bytes(threadbrief.build(threadbrief.load('memo.yaml'), to=to))\n"
)
SPAWNED = (
    "import multiprocessing, pathlib\n"
    "def build(to):\n"
    "    import threadbrief\n"
    "    pathlib.Path('memo.' + to).write_bytes(threadbrief.build(threadbrief.load('memo.yaml'), to=to))\n"
    "if __name__ == '__main__':\n"
    "    with multiprocessing.get_context('spawn').Pool(1) as pool:\n"
    "        pool.map(build, ['docx', 'pdf'])\n"
)


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    """A folder with a memo, and with a trap for all that could be imported."""
    folder = tmp_path / "stranger"
    folder.mkdir()
    (folder / "memo.yaml").write_bytes(MEMO.read_bytes())
    for name in NAMES:
        _set_trap(folder / f"{name}.py")
    return folder


def _set_trap(path: Path) -> None:
    path.write_text("open('RAN', 'a').write(__name__ + '\\n')\nraise SystemExit(99)\n")


def _run(
    arguments: list[str], folder: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(SOURCE), "HOME": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _assert_built(done: subprocess.CompletedProcess[str], folder: Path) -> None:
    assert not (folder / "RAN").exists(), (folder / "RAN").read_text()
    assert (done.returncode, done.stderr.count("error")) == (0, 0), done.stderr
    assert (folder / "memo.pdf").read_bytes().startswith(b"%PDF")
    assert (folder / "memo.docx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("options", "environment"),
    [((), {}), (("-P",), {}), ((), {"PYTHONSAFEPATH": "1"})],
    ids=["-m", "-P", "PYTHONSAFEPATH"],
)
def test_a_module_of_the_current_folder_is_not_run(
    stranger: Path, options: tuple[str, ...], environment: Mapping[str, str]
) -> None:
    done = _run([*options, "-m", "threadbrief", "build", "memo.yaml"], stranger, **environment)
    _assert_built(done, stranger)


def test_nor_is_it_run_by_the_installed_program(stranger: Path, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "threadbrief"
    program.parent.mkdir()
    program.write_text(SCRIPT)
    done = _run([str(program), "build", "memo.yaml"], stranger)
    _assert_built(done, stranger)


def test_nor_by_another_command(stranger: Path) -> None:
    for command in (["check", "memo.yaml"], ["templates"], ["sources", "memo.yaml"], ["--version"]):
        done = _run(["-m", "threadbrief", *command], stranger)
        assert (done.returncode, (stranger / "RAN").exists()) == (0, False), done.stderr


@pytest.mark.parametrize("program", [LIBRARY, SPAWNED], ids=["api", "spawn"])
def test_the_library_runs_no_settings_of_reportlab(program: str, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "memo.yaml").write_bytes(MEMO.read_bytes())
    (folder / "program.py").write_text(program)
    for name in (*SETTINGS, "local_rl_mods", "local_rl_settings"):
        _set_trap(folder / f"{name}.py")
        _set_trap(folder / f".{name}")
    _assert_built(_run(["program.py"], folder), folder)


def test_a_program_that_has_loaded_its_settings_keeps_them(tmp_path: Path) -> None:
    (tmp_path / "reportlab_settings.py").write_text("pageCompression = 0\n")
    (tmp_path / "program.py").write_text(
        "import reportlab_settings, threadbrief.pdf, sys\n"
        "assert sys.modules['reportlab_settings'] is reportlab_settings\n"
        "assert 'reportlab_mods' not in sys.modules\n"
    )
    done = _run(["program.py"], tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("home", ["/dev/null", "", "/nowhere"])
def test_a_home_that_is_no_folder_is_no_fault(tmp_path: Path, home: str) -> None:
    (tmp_path / "memo.yaml").write_bytes(MEMO.read_bytes())
    done = _run(["-m", "threadbrief", "build", "memo.yaml"], tmp_path, HOME=home)
    _assert_built(done, tmp_path)


def test_a_setting_in_the_home_folder_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "memo.yaml").write_bytes(MEMO.read_bytes())
    for name in SETTINGS:
        _set_trap(tmp_path / f".{name}")
    done = _run(["-m", "threadbrief", "build", "memo.yaml"], tmp_path)
    _assert_built(done, tmp_path)
