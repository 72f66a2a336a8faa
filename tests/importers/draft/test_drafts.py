"""Each specimen becomes the draft beside it; whatever it is, no word is lost and no post made up."""

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from drafting import drafted

from threadbrief.core.problems import BriefError
from threadbrief.importers import importing
from threadbrief.importers.model import DoubtKind, Selection
from threadbrief.model.brief import FlagStatus
from threadbrief.read import read_brief
from threadbrief.read.emit import write_brief

DATA = Path(__file__).parents[2] / "data" / "importers"
SPECIMENS = sorted([*(DATA / "text").glob("*.txt"), *(DATA / "html").glob("*.html")])
WANTED = {
    "the-address-is-given": Selection(
        url="https://twitter.com/IlmariVesa/status/1274555669098659847?s=20"
    ),
    "one-post": Selection(handle="@ada_pilot@sea.example"),
}
each = pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)


@each
def test_a_source_becomes_its_draft(path: Path, golden: Callable[[Path, str], None]) -> None:
    golden(path.with_suffix(".yaml"), drafted(path, WANTED.get(path.stem)).text)


@each
def test_a_draft_is_a_memo_and_a_draft(path: Path) -> None:
    text = drafted(path, WANTED.get(path.stem)).text
    brief, _ = read_brief(text.encode(), "m")
    assert any(flag.status is FlagStatus.OPEN for flag in brief.flags)
    again, _ = read_brief(write_brief(brief).encode(), "m")
    assert [post.text.source for post in again.posts] == [post.text.source for post in brief.posts]


@each
def test_what_was_captured_is_kept_with_its_fingerprint(path: Path) -> None:
    brief, _ = read_brief(drafted(path, WANTED.get(path.stem)).text.encode(), "m")
    for post in brief.posts:
        assert sha256(post.original.encode()).hexdigest() == post.original_sha256
    assert brief.thread.capture.sha256 == sha256(path.read_bytes()).hexdigest()
    assert brief.thread.capture.bytes == path.stat().st_size
    assert brief.thread.capture.file == path.name


def words(text: str) -> list[str]:
    return re.findall(r"\S+", text)


@pytest.mark.parametrize("path", sorted((DATA / "text").glob("*.txt")), ids=lambda path: path.stem)
def test_every_line_of_a_text_is_in_a_post_or_told(path: Path) -> None:
    data = path.read_bytes()
    source = data.decode("utf-16" if data.startswith(b"\xff\xfe") else "utf-8-sig").replace(
        "\u2028", "\n"
    )
    draft = drafted(path, WANTED.get(path.stem)).text
    brief, _ = read_brief(draft.encode(), "m")
    flags = " ".join(flag.detail for flag in brief.flags) + draft
    left = words(" ".join(post.original for post in brief.posts))
    for line in source.splitlines():
        if line.strip() and "·" not in line and line.strip() != "Quote":
            told = line.strip()[:80] in flags
            there = all(word in left for word in words(line))
            assert told or there, line


@pytest.mark.parametrize("path", sorted((DATA / "text").glob("*.txt")), ids=lambda path: path.stem)
def test_no_word_is_doubled_or_out_of_order(path: Path) -> None:
    data = path.read_bytes()
    source = words(
        data.decode("utf-16" if data.startswith(b"\xff\xfe") else "utf-8-sig").replace(
            "\u2028", "\n"
        )
    )
    brief, _ = read_brief(drafted(path, WANTED.get(path.stem)).text.encode(), "m")
    at = 0
    for word in words(" ".join(post.original for post in brief.posts)):
        at = source.index(word, at) + 1


def test_a_draft_that_is_no_memo_is_never_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "write_tree", lambda _: "schema: threadbrief/0\n")
    with pytest.raises(BriefError) as caught:
        drafted("1/ The dam is open.\n\n2/ It is shut.\n")
    (problem,) = caught.value.problems
    assert problem.code == "TB912"


def test_each_kind_of_doubt_has_a_headline_of_its_own() -> None:
    headlines = [kind.headline for kind in DoubtKind]
    assert all(headlines)
    assert len(set(headlines)) == len(headlines) == len({kind.value for kind in DoubtKind})
    assert [kind for kind in DoubtKind if kind.resolution] == [DoubtKind.URL_TRACKING]
