"""What is no thread is refused with one clear problem, and never with a traceback."""

from collections.abc import Callable
from pathlib import Path

import pytest
from drafting import drafted

from threadbrief.core.problems import BriefError
from threadbrief.importers.copied_text import reader
from threadbrief.importers.model import Selection

BAD = Path(__file__).parents[1] / "data" / "importers" / "bad"


@pytest.mark.parametrize(
    "path", sorted(p for p in BAD.iterdir() if p.suffix != ".problem"), ids=lambda path: path.stem
)
def test_a_bad_source_is_told(path: Path, golden: Callable[[Path, str], None]) -> None:
    with pytest.raises(BriefError) as caught:
        drafted(path)
    (problem,) = caught.value.problems
    golden(path.with_suffix(".problem"), f"{problem}\nhint: {problem.hint}\n")


@pytest.mark.parametrize(
    ("wanted", "kind", "code"),
    [
        (Selection(handle="two words"), None, "TB908"),
        (Selection(handle="@"), None, "TB908"),
        (Selection(url="twitter.com/a/status/1"), None, "TB909"),
        (Selection(select="12"), None, "TB906"),
        (Selection(), "txt", "TB905"),
        (Selection(), "docx", "TB905"),
    ],
)
def test_a_wrong_option_is_told(wanted: Selection, kind: str | None, code: str) -> None:
    with pytest.raises(BriefError) as caught:
        drafted("1/ One\n\n2/ Two\n", wanted, kind)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_huge_text_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_TEXT", 1 << 20)
    with pytest.raises(BriefError) as caught:
        drafted("1/ One\n\n" * (1 << 18))
    assert [problem.code for problem in caught.value.problems] == ["TB904"]


def test_a_page_forced_to_be_text_is_text() -> None:
    assert "<html>" in drafted("<html>1/ One\n\n2/ Two\n", None, "text").text
