"""Grapheme clusters, against Unicode's own test."""

from itertools import pairwise

import pytest

from threadbrief.text.graphemes import find_grapheme_ends, split_graphemes


def test_every_case_of_grapheme_break_test(break_cases):
    cases = break_cases("GraphemeBreakTest.txt")
    assert len(cases) > 700
    for text, offsets in cases:
        assert "".join(split_graphemes(text)) == text
        assert list(find_grapheme_ends(text)) == [*offsets, len(text)], text.encode(
            "unicode_escape"
        )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("\r\n", "\r\n"),
        ("क्षि", "क्षि"),  # GB9c
        ("क्‍ष", "क्‍ष"),
        ("👩‍👩‍👧👍🏽", "👩‍👩‍👧|👍🏽"),  # GB11
        ("🇨🇳🇺🇸", "🇨🇳|🇺🇸"),
        ("e\u0301a", "e\u0301|a"),
        ("", ""),
    ],
)
def test_clusters(text, parts):
    assert "|".join(split_graphemes(text)) == parts
    assert "|".join(text[a:b] for a, b in pairwise([0, *find_grapheme_ends(text)])) == parts


def test_a_long_cluster_is_one():
    assert len(split_graphemes("a" + "\u0301" * 100_000)) == 1
