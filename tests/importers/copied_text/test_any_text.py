"""Whatever stands in a post, its draft is read as a memo whose words are those of the post."""

import time
from contextlib import suppress

import pytest
from drafting import drafted
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from threadbrief.core.problems import BriefError
from threadbrief.importers.copied_text.reader import check_links
from threadbrief.read import read_brief

LONGEST = 10
"""Seconds of this process."""
SPECIAL = st.sampled_from(
    ["[@a]", "[^b]", "{?emoji}", "\\", "*", "**", "[", "]", "](https://a.example)", "@ada", "#tag", "1/", "2/", "\n",
     "\n\n", " ", "…", "...", "河", "https://a.example/b?utm_source=c", "https://x.com/a/status/1274555669098659847",
     "Image", "&amp;", "🌊", "é", "\u0301", "(1/3)", "/", "<b>", "-", ">", "1)", "2)", "Quote", "•"]
)  # fmt: skip
WORDS = st.lists(st.one_of(SPECIAL, st.text(max_size=6)), max_size=14).map("".join)
THREADS = st.lists(WORDS, min_size=1, max_size=4)


@given(THREADS)
@settings(
    deadline=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_text_becomes_a_memo_or_a_problem(texts: list[str]) -> None:
    source = "\n\n".join(f"{number}/ {text}" for number, text in enumerate(texts, 1))
    draft, codes = None, set()
    try:
        draft = drafted(source, None, "text").text
    except BriefError as fault:
        codes = {problem.code for problem in fault.problems}
    assert codes <= {"TB902", "TB903", "TB907"}
    assert draft is None or read_brief(draft.encode(), "m")[0].posts


PIECES = st.sampled_from(
    ["1/", "2/", "3/", "4/", "1/3", "2/3", "3/3", "(1/3)", "(2/3)", "1)", "2)", "1-2/3", "3/END", "9/11", "\n", "\n\n",
     " \n", "the dam", "was opened.", "Why", "@ada", "🧵", "…", "So it is,"]
)  # fmt: skip


@given(st.lists(PIECES, min_size=1, max_size=30).map(" ".join))
@settings(deadline=None, max_examples=300)
def test_no_word_of_a_copy_is_lost_doubled_or_moved(source: str) -> None:
    if not source.strip():
        return
    brief, _ = read_brief(drafted(source, None, "text").text.encode(), "m")
    assert " ".join(post.original or "" for post in brief.posts).split() == source.split()
    assert len({post.id for post in brief.posts}) == len(brief.posts)
    numbers = [post.number for post in brief.posts]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    "run", ["1", "a.", "-", "a.bc/", "…", "a.bc/…", "http://", "https://a.bc/ ", "@a ", "a\n"]
)
def test_a_long_run_of_anything_is_read_in_time(run: str) -> None:
    started = time.process_time()
    with suppress(BriefError):
        drafted(f"1/ Ice.\n\n2/ {run * (100_000 // len(run))}", None, "text")
    assert time.process_time() - started < LONGEST


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("see example.com/abc… and", ["example.com/abc…"]),
        ("so...example.com/abc…", ["example.com/abc…"]),
        ("xhttps://example.com/a…", ["https://example.com/a…"]),
        ("(www.a-b.example.org/x_y…)", ["www.a-b.example.org/x_y…"]),
        ("a.example/b/c.example/d…", ["a.example/b/c.example/d…"]),
        ("-a.example/b…", ["-a.example/b…"]),
        ("example.com/abc and…", []),
    ],
)
def test_where_a_cut_address_begins_and_ends(text: str, cut: list[str]) -> None:
    doubts = [
        doubt
        for doubt in check_links(text, 0, ())
        if doubt.detail.endswith("is cut; give the full address")
    ]
    assert [doubt.detail.split('"')[1] for doubt in doubts] == cut


def test_more_marks_than_a_memo_can_hold_are_the_sources_fault() -> None:
    with pytest.raises(BriefError, match=r"TB904: the thread in .* is more than a memo can hold"):
        drafted("1/ Ice. " + "[]" * 15_000, None, "text")
