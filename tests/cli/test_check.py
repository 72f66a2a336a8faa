"""`threadbrief check` and what it loads; messages as a person sees them."""

import json
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

MEMO = (Path(__file__).parent / "memo.yaml").read_text(encoding="utf-8")
BROKEN = MEMO.replace("[@quay-log].", "[@quay-lgo].")
SHOWN = """\
memo.yaml:13:40: error TB204: {what}
   13 |   - text: There was ice on the rails [@quay-lgo].
      |                                        ^
  hint: did you mean "quay-log"?
"""


@pytest.fixture
def broken(folder: Path) -> str:
    """The only message of a memo with one mistake; its wording is the reader's."""
    (folder / "memo.yaml").write_text(BROKEN, encoding="utf-8")
    return SHOWN


def test_a_sound_memo_needs_no_words(threadbrief: Callable) -> None:
    result = threadbrief("check", "memo.yaml")
    assert (result.status, result.out, result.err) == (0, "", "")


def test_a_problem_has_its_line_a_caret_and_a_hint(threadbrief: Callable, broken: str) -> None:
    result = threadbrief("check", "memo.yaml")
    assert (result.status, result.out) == (1, "")
    said = result.err.splitlines()[0].partition("TB204: ")[2]
    assert '"quay-lgo", which no citation defines' in said
    assert result.err == broken.format(what=said)


def test_the_same_as_json(threadbrief: Callable, broken: str) -> None:
    del broken
    result = threadbrief("check", "memo.yaml", "--json")
    assert (result.status, result.err) == (1, "")
    said = json.loads(result.out)
    assert (said["ok"], said["outputs"]) == (False, [])
    (problem,) = said["problems"]
    assert (problem["code"], problem["line"], problem["column"]) == ("TB204", 13, 40)
    assert problem["hint"] == 'did you mean "quay-log"?'


def test_several_memos_end_with_a_count(threadbrief: Callable, folder: Path) -> None:
    (folder / "bad.yaml").write_text(BROKEN, encoding="utf-8")
    result = threadbrief("check", "memo.yaml", "bad.yaml", "-", stdin=b"")
    assert result.status == 1
    assert result.err.splitlines()[-1] == "checked 1 of 3 memos, 2 errors"
    assert "<stdin>:1:1: error" in result.err
    assert threadbrief("check", "memo.yaml", "./memo.yaml").err == ""
    (folder / "other.yaml").write_text(MEMO, encoding="utf-8")
    assert threadbrief("check", "memo.yaml", "other.yaml").err == "checked 2 memos, no problems\n"


def test_warnings_pass_unless_strict(threadbrief: Callable, folder: Path) -> None:
    (folder / "memo.yaml").write_text(MEMO.replace("stood still", "#stood still"), encoding="utf-8")
    relaxed = threadbrief("check", "memo.yaml")
    strict = threadbrief("check", "memo.yaml", "--strict")
    assert "warning TB127: " in relaxed.err
    assert (relaxed.status, strict.status) == (0, 1)
    assert strict.err == relaxed.err.replace("warning", "error")
    assert threadbrief("check", "memo.yaml", "--quiet").err == ""
    assert threadbrief("build", "memo.yaml", "--strict", "--quiet").err == strict.err
    assert threadbrief("build", "memo.yaml").err == relaxed.err


def test_a_file_in_another_encoding_shows_its_lines_too(
    threadbrief: Callable, folder: Path
) -> None:
    text = MEMO.replace("stood still", "#stood still 冯玉军")
    (folder / "memo.yaml").write_bytes(b"\xff\xfe" + text.encode("utf-16-le"))
    result = threadbrief("check", "memo.yaml")
    assert result.status == 0
    assert "    6 |   subject: Why the cranes #stood still 冯玉军\n" in result.err


def test_it_writes_nothing(threadbrief: Callable, folder: Path) -> None:
    threadbrief("check", "memo.yaml")
    assert [path.name for path in folder.iterdir()] == ["memo.yaml"]


def test_control_characters_of_a_stranger_are_not_obeyed(
    threadbrief: Callable, folder: Path
) -> None:
    name = "evil\x1b]0;owned\x07.yaml"
    (folder / name).write_text(BROKEN.replace("ice on", "\u202eice\u202c on"), encoding="utf-8")
    result = threadbrief("check", name)
    assert result.status == 1
    assert not set(result.err) & {"\x1b", "\x07", "\u202e"}
    assert result.err.startswith("evil␛]0;owned␇.yaml:13:")
    assert "<U+202E>ice<U+202C> on" in result.err


def test_watching_without_a_thread_to_be_had_is_refused(
    threadbrief: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", refuse)
    result = threadbrief("check", "--watch", "memo.yaml")
    assert result.status == 2
    assert "Error: --watch needs a thread, and the system gives no more" in result.err


HOUSE = """\
name: house
extends: memo
families:
  serif: {name: No Such Family, substitutes: [Source Serif 4]}
fonts: [faces]
"""


def test_fonts_of_a_template_are_checked_at_the_lines_that_name_them(
    threadbrief: Callable, folder: Path
) -> None:
    """And a build says the same of them."""
    (folder / "house.yaml").write_text(HOUSE, encoding="utf-8")
    (folder / "faces").mkdir()
    (folder / "faces" / "broken.ttf").write_bytes(b"no font")
    result = threadbrief("check", "memo.yaml", "--template", "house.yaml", "--json")
    assert result.status == 0
    told = [
        (problem["code"], problem["file"], problem["line"], problem["message"])
        for problem in json.loads(result.out)["problems"]
    ]
    places = sorted(row[:3] for row in told)
    assert places == [("TB712", "house.yaml", 4), ("TB715", "house.yaml", 5)]
    built = threadbrief("build", "memo.yaml", "--template", "house.yaml", "--to", "pdf", "--json")
    assert sorted(told) == sorted(
        (problem["code"], problem["file"], problem["line"], problem["message"])
        for problem in json.loads(built.out)["problems"]
    )


def test_fonts_of_the_caller_are_checked(threadbrief: Callable, folder: Path) -> None:
    (folder / "faces").mkdir()
    (folder / "faces" / "broken.ttf").write_bytes(b"no font")
    result = threadbrief("check", "memo.yaml", "--fonts", "faces")
    assert (result.status, "TB715" in result.err) == (0, True)
