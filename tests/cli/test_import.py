"""`threadbrief import`.

What it writes, what it says, and that bad input leaves everything as it was.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from threadbrief.cli.main import commands

THREAD = "A thread on the dam.\n\n2/ It was opened on Sunday, says @ada_pilot: https://log.example/sunday\n\n3/ Why?\n"


@pytest.fixture
def source(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1930000000")
    path = folder / "thread.txt"
    path.write_text(THREAD, encoding="utf-8")
    return path


def test_a_draft_goes_where_it_is_sent_and_what_to_settle_is_said(
    threadbrief: Callable, folder: Path, source: Path
) -> None:
    result = threadbrief("import", source.name, "-o", "draft.yaml", "--author", "@ilmari")
    assert (result.status, result.out) == (0, "draft.yaml\n")
    lines = result.err.splitlines()
    assert lines[0] == "draft.yaml: 3 posts"
    assert lines[1].endswith("to settle, the most important first:")
    assert "the address of the thread" in lines[2]
    draft = (folder / "draft.yaml").read_text(encoding="utf-8")
    assert 'date: "2031-02-27"' in draft
    assert "author: ilmari" in draft


def test_without_an_output_the_draft_goes_to_standard_output(
    threadbrief: Callable, source: Path
) -> None:
    result = threadbrief("import", source.name)
    assert result.status == 0
    assert result.out.startswith("# The draft of a memo, from thread.txt.")
    assert result.err.startswith("draft: 3 posts\n")


def test_the_standard_input_is_a_source(threadbrief: Callable, source: Path) -> None:
    result = threadbrief("import", "-", stdin=source.read_bytes())
    assert result.status == 0
    assert "posts:\n  - id: p1\n" in result.out


def test_a_draft_builds_at_once(threadbrief: Callable, folder: Path, source: Path) -> None:
    threadbrief("import", source.name, "-o", "draft.yaml")
    result = threadbrief("build", "draft.yaml")
    assert (result.status, result.out) == (0, "draft.docx\ndraft.pdf\n")
    assert (folder / "draft.pdf").is_file()


def test_a_second_import_keeps_what_a_person_wrote(
    threadbrief: Callable, folder: Path, source: Path
) -> None:
    threadbrief("import", source.name, "-o", "draft.yaml")
    draft = folder / "draft.yaml"
    written = draft.read_text(encoding="utf-8").replace("[reader of the memo]", "Director")
    draft.write_text(written, encoding="utf-8")
    source.write_text(THREAD.replace("Why?", "But why?") + "\n4/ Nobody knows.\n", encoding="utf-8")
    result = threadbrief("import", source.name, "-o", "draft.yaml")
    assert result.status == 0
    assert result.err.startswith(
        "draft.yaml: 4 posts in the source; 1 new, 1 that differ; every line of the memo is kept\n"
        "post 3 (p3)\n-3/ Why?\n+3/ But why?\n"
    )
    now = draft.read_text(encoding="utf-8")
    assert "Director" in now
    assert "3/ Why?" in now
    assert "Nobody knows." in now


def test_what_is_added_to_a_memo_of_windows_has_its_line_breaks(
    threadbrief: Callable, folder: Path, source: Path
) -> None:
    threadbrief("import", source.name, "-o", "draft.yaml")
    draft = folder / "draft.yaml"
    draft.write_bytes(draft.read_bytes().replace(b"\n", b"\r\n"))
    source.write_text(THREAD + "\n4/ Nobody knows.\n", encoding="utf-8")
    assert threadbrief("import", source.name, "-o", "draft.yaml").status == 0
    now = draft.read_bytes()
    assert b"Nobody knows." in now
    assert now.count(b"\n") == now.count(b"\r\n")


def test_force_makes_a_new_draft(threadbrief: Callable, folder: Path, source: Path) -> None:
    (folder / "draft.yaml").write_text("not a memo", encoding="utf-8")
    assert threadbrief("import", source.name, "-o", "draft.yaml").status == 1
    assert (folder / "draft.yaml").read_text(encoding="utf-8") == "not a memo"
    assert threadbrief("import", source.name, "-o", "draft.yaml", "--force").status == 0


def test_the_list_names_the_thread(threadbrief: Callable, source: Path) -> None:
    result = threadbrief("import", source.name, "--list")
    assert (result.status, result.err) == (0, "")
    assert result.out.split() == ["1", "no", "date", "3", "A", "thread", "on", "the", "dam."]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "TB902"),
        (b"\x89PNG\r\n\x1a\n\x00", "TB903"),
        (b'{"data": [', "TB901"),
        (b"<html><body>Cookies?</body></html>", "TB907"),
        ("1/ Grüße\n\n2/ Ende".encode("latin-1"), "TB903"),
    ],
)
def test_bad_input_writes_nothing(
    threadbrief: Callable, folder: Path, data: bytes, code: str
) -> None:
    (folder / "bad").write_bytes(data)
    result = threadbrief("import", "bad", "-o", "draft.yaml")
    assert result.status == 1
    assert f"error {code}: " in result.err
    assert "Traceback" not in result.err
    assert not (folder / "draft.yaml").exists()


def test_what_is_not_there_is_told(threadbrief: Callable) -> None:
    result = threadbrief("import", "nothing.txt")
    assert result.status == 1
    assert result.err.startswith("error TB")


def test_signs_of_a_terminal_are_shown_and_not_obeyed(threadbrief: Callable, source: Path) -> None:
    source.write_text("1/ A \u202eb\n\n2/ &amp;\n\n5/ \u202e@ada …", encoding="utf-8")
    result = threadbrief("import", source.name, "--list")
    assert "\u202e" not in result.out


def test_the_command_is_not_loaded_by_others() -> None:
    assert "import" in commands.list_commands(None)
    assert sys.modules.get("threadbrief.cli.import") is None
