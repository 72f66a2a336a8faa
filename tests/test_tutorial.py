"""The tutorial is typed word by word: its commands are run, its files written, its edits made.

What a block is for stands behind its language: ``text thread.txt`` is the whole of a file,
``yaml harbour.yaml`` a part of it as it looks then, and ``diff harbour.yaml`` an edit. A console
block is a command with what it prints; a line ``...`` in it stands for any lines.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INSTALL = ("make demo", ". .venv/bin/activate")
"""Typed by every run of the tests already: `make test` makes the same environment."""
DAY = "1795392000"
"""23 November 2026, on which the tutorial is set, for SOURCE_DATE_EPOCH."""


class Desk:
    """A person who follows the tutorial: a folder, and where the terminal is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.typed: list[str] = []

    def type_block(self, language: str, name: str, text: str) -> None:
        if language == "console":
            for command, printed in split_commands(text):
                self.type_command(command, printed)
        elif language == "diff":
            self.edit(self.folder / name, text)
        elif language == "yaml":
            assert text in (self.folder / name).read_text(encoding="utf-8")
        else:
            assert language == "text"
            (self.folder / name).write_text(text, encoding="utf-8")

    def type_command(self, command: str, printed: str) -> None:
        self.typed.append(command)
        if command in INSTALL:
            return
        if command.startswith("cd "):
            self.folder /= command.removeprefix("cd ")
            return
        program = Path(sys.executable).parent
        path = f"{program}{os.pathsep}{os.environ['PATH']}"
        ended = subprocess.run(  # noqa: S602 - the tutorial's own words
            command,
            shell=True,
            cwd=self.folder,
            env={**os.environ, "PATH": path, "SOURCE_DATE_EPOCH": DAY},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert re.fullmatch(make_pattern(printed), ended.stdout), f"$ {command}\n{ended.stdout}"

    def edit(self, path: Path, diff: str) -> None:
        """Replace the lines with a space or a minus by those with a space or a plus."""
        for hunk in re.split(r"^@@\n", diff, flags=re.MULTILINE):
            lines = hunk.splitlines(keepends=True)
            before = "".join(line[1:] for line in lines if line[0] in " -")
            after = "".join(line[1:] for line in lines if line[0] in " +")
            text = path.read_text(encoding="utf-8")
            assert text.count(before) == 1, before
            path.write_text(text.replace(before, after), encoding="utf-8")


def split_commands(text: str) -> list[tuple[str, str]]:
    """Return each command of a console block with what it prints."""
    parts = re.split(r"^\$ (.*)\n", text, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def make_pattern(printed: str) -> str:
    return re.escape(printed).replace(re.escape("...\n"), r"(?:.*\n)*?")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("tutorial"))
    for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        desk.type_block(*block.groups())
    return desk


def test_it_can_be_typed_word_by_word(desk: Desk) -> None:
    assert [line.split()[1] for line in desk.typed if line.startswith("threadbrief ")] == [
        "import",
        "build",
        "check",
        "check",
        "build",
    ]
    assert all(line in desk.typed for line in INSTALL)


def test_at_its_end_nothing_is_left_to_say(desk: Desk) -> None:
    memo = (desk.folder / "harbour.yaml").read_text(encoding="utf-8")
    assert "status: open" not in memo
    pages = [page.get_textpage().get_text_bounded() for page in read_pages(desk)]
    assert not any("DRAFT" in page for page in pages)


def test_its_notes_are_those_that_the_page_promises(desk: Desk) -> None:
    text = " ".join(
        " ".join(page.get_textpage().get_text_bounded().split()) for page in read_pages(desk)
    )
    assert "post 2 of 2" in text


def read_pages(desk: Desk) -> list[pypdfium2.PdfPage]:
    return list(pypdfium2.PdfDocument(desk.folder / "harbour.pdf"))
