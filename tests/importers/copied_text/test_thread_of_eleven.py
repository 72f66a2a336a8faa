"""A thread of eleven posts whose copy lost its emoji: everything is at its place, and nothing is guessed."""

import io
import zipfile
from pathlib import Path

import pypdf
import pytest
from drafting import drafted

import threadbrief
from threadbrief.importers.draft.flags import summarize_flags
from threadbrief.importers.importing import ImportResult
from threadbrief.model import marks
from threadbrief.model.brief import Brief
from threadbrief.read import read_brief

SOURCE = Path(__file__).parents[2] / "data" / "importers" / "text" / "thread-of-eleven.txt"
LOST = (3, 1, 0, 3, 4, 1, 5, 2, 0, 4, 3)


@pytest.fixture(scope="module")
def brought() -> ImportResult:
    return drafted(SOURCE)


@pytest.fixture(scope="module")
def brief(brought: ImportResult) -> Brief:
    return read_brief(brought.text.encode(), "memo.yaml")[0]


def kinds(brief: Brief, kind: str) -> list[list[str]]:
    return [[ref.key for ref in flag.on] for flag in brief.flags if flag.kind == kind]


def test_there_are_eleven_posts_in_order(brief: Brief) -> None:
    assert [post.number for post in brief.posts] == list(range(1, 12))
    assert [post.number_shown for post in brief.posts] == [
        None,
        *(f"{number}/" for number in range(2, 12)),
    ]


def test_each_lost_emoji_is_placed_and_none_is_guessed(brief: Brief) -> None:
    flagged = {flag.on[0].key: flag for flag in brief.flags if flag.kind == "emoji-lost"}
    counts = tuple(
        sum(gap.count for gap in flagged[p.id].gaps) if p.id in flagged else 0 for p in brief.posts
    )
    assert counts == LOST
    assert sum(counts) == 26
    assert all(was is None for flag in flagged.values() for was in flag.was)
    for post, count in zip(brief.posts, LOST, strict=True):
        assert (
            sum(
                mark.count
                for block in post.text.blocks
                for mark in block.content
                if isinstance(mark, marks.LostCharacters)
            )
            == count
        )
    assert [(gap.after, gap.count) for gap in flagged["p7"].gaps] == [
        ("Amid broken", 2), ("a worsening of", 1), ("relations to", 1), ("other players including", 1)
    ]  # fmt: skip


def test_there_are_six_addresses_and_two_are_of_quoted_posts(brief: Brief) -> None:
    assert sum(len(post.links) for post in brief.posts) == len(brief.citations) == 6
    quoted = [brief.citations[ref.key] for post in brief.posts for ref in post.quotes]
    assert [citation.type for citation in quoted] == ["post", "post"]
    assert [citation.custom["time"] for citation in quoted] == [
        "2020-06-15T09:18:57Z",
        "2020-06-18T19:06:00Z",
    ]
    assert "wsj-20200620" in brief.citations
    assert all("title" in citation.verify for citation in brief.citations.values())


def test_there_are_thirteen_mentions_of_eleven_handles(brief: Brief) -> None:
    mentions = [ref.key for post in brief.posts for ref in post.mentions]
    assert len(mentions) == 13
    assert set(mentions) == set(brief.people)
    assert len(brief.people) == 11


def test_the_name_in_another_script_is_flagged(brief: Brief) -> None:
    (flag,) = [flag for flag in brief.flags if flag.kind == "script-change"]
    assert (flag.on[0].key, "何流" in flag.detail, "Han" in flag.detail) == ("p7", True, True)


def test_what_was_cut_and_what_is_missing_is_told(brief: Brief) -> None:
    assert kinds(brief, "url-tracking") == [["p9"]]
    assert kinds(brief, "first-number-missing") == [["p1"]]
    assert kinds(brief, "inner-enumeration") == [["p5", "p10"]]
    assert kinds(brief, "author-missing") == kinds(brief, "thread-url-missing") == [["thread"]]
    assert brief.posts[3].continues.key == "p3"


def test_a_person_reads_the_lost_emoji_first(brought: ImportResult) -> None:
    lines = list(summarize_flags(brought.flags))
    assert lines[0].startswith("  1. lost emoji: 26 (p1, p2, p4")
    assert any("s=20" in line for line in lines)


@pytest.mark.parametrize("to", ["docx", "pdf"])
def test_the_draft_builds_and_says_that_it_is_one(
    brought: ImportResult, to: str, tmp_path: Path
) -> None:
    memo = tmp_path / "memo.yaml"
    memo.write_text(brought.text, encoding="utf-8")
    built = io.BytesIO(threadbrief.build(threadbrief.load(memo), to=to))
    if to == "pdf":
        pages = [page.extract_text() for page in pypdf.PdfReader(built).pages]
        assert all("DRAFT" in page for page in pages)
        assert "[emoji:\u00a02\u00a0missing]" in pages[0]
    else:
        with zipfile.ZipFile(built) as package:
            assert b"DRAFT" in b"".join(
                package.read(name) for name in package.namelist() if "header" in name
            )
            assert "[emoji:\u00a02\u00a0missing]".encode() in package.read("word/document.xml")


def test_filled_in_emoji_are_no_difference_from_the_original(brought: ImportResult) -> None:
    filled = brought.text.replace("{?emoji*2}", "🇺🇸🇷🇺").replace("{?emoji}", "🇨🇳")
    read_brief(filled.encode(), "memo.yaml")
