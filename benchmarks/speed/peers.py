"""Install the peers in build/peers, and make the command line of each that writes a memo.

A peer that cannot be fetched is left out, with the reason; the others, and threadbrief, are
measured all the same.
"""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
HOME = HERE.parents[1] / "build" / "peers"
VENV = HOME / "venv"
PYTHON = VENV / "bin" / "python"
PANDOC, TYPST, DOCX = "pypandoc_binary==1.17", "typst==0.15.2", "docx@9.15.2"
_PATIENCE = 600
"""Seconds that one peer may take to be fetched."""


@dataclass(frozen=True)
class Peers:
    """What there is to compare with; None: not to be had."""

    pandoc: str | None
    """The path of the program."""
    typst: str | None
    """The Python that has it."""
    node: str | None
    """The folder of its modules, with docx in it."""
    missing: tuple[str, ...]
    """What is not there, and why, a sentence each."""


def fetched() -> Peers:
    """Return the peers, fetched where they are not there yet."""
    HOME.mkdir(parents=True, exist_ok=True)
    missing: list[str] = []
    if not PYTHON.exists():
        _done([sys.executable, "-m", "venv", str(VENV)], "an environment", missing)
    pandoc = _packaged(PANDOC, "import pypandoc; print(pypandoc.get_pandoc_path())", missing)
    typst = _packaged(TYPST, "import sys, typst; print(sys.executable)", missing)
    node = HOME / "node_modules"
    if not (node / "docx").is_dir():
        _done(
            ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(HOME), DOCX],
            DOCX,
            missing,
        )
    return Peers(pandoc, typst, str(node) if (node / "docx").is_dir() else None, tuple(missing))


def _packaged(package: str, question: str, missing: list[str]) -> str | None:
    """Return what the environment of the peers answers, once the package is in it."""
    if not _asked(question):
        pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-q", "install", package]
        _done(pip, package, missing)
    return _asked(question)


def _asked(question: str) -> str | None:
    try:
        done = subprocess.run(
            [str(PYTHON), "-c", question], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def _done(command: list[str], what: str, missing: list[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE)
    except (OSError, subprocess.SubprocessError) as fault:
        output = getattr(fault, "stderr", None) or str(fault).encode()
        lines = output.decode(errors="replace").strip().splitlines()
        reason = lines[-1] if lines else type(fault).__name__
        missing.append(f"{what} could not be installed: {reason}")


def our_command(memo: Path, out: Path, formats: str) -> list[str]:
    """Return the command that builds a memo as a person calls it."""
    program = str(Path(sys.executable).with_name("threadbrief"))
    return [program, "build", str(memo), "--output", str(out), "--to", formats, "--quiet"]


def pandoc_command(pandoc: str, folder: Path, out: Path) -> list[str]:
    """Return the command that writes memo.md as a Word file."""
    return [pandoc, str(folder / "memo.md"), "-o", str(out / "memo.docx")]


def typst_command(python: str, folder: Path, out: Path) -> list[str]:
    """Return the command that writes memo.typ as a tagged PDF.

    A command line of Typst is on no package index.
    """
    return [python, str(HERE / "typst_cold.py"), str(folder / "memo.typ"), str(out / "memo.pdf")]
