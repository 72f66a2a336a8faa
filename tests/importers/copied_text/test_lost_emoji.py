"""The arithmetic of lost emoji: it explains what it must, and never what it may not."""

import pytest

from threadbrief.importers.copied_text.lost_emoji import PostLines, count_predicted, find_lost_emoji


def blocks(*given: tuple[str, int]) -> list[PostLines]:
    """Posts by their lines, with a bar for each break, and the empty lines behind them."""
    last = len(given) - 1
    return [
        PostLines(tuple(text.split("|")), blanks, final=at == last)
        for at, (text, blanks) in enumerate(given)
    ]


def counts(*given: tuple[str, int]) -> list[int | None]:
    return [
        None if found is None else sum(each.lost for each in found)
        for found in find_lost_emoji(blocks(*given))
    ]


def test_a_space_before_the_break_is_two() -> None:
    assert [
        count_predicted(block)
        for block in blocks(("a|b", 0), ("a |b", 0), ("a |b|c", 0), ("a\u00a0|b", 0))
    ] == [
        1,
        2,
        3,
        2,
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([("a |b|c", 3), ("a", 0), ("a|b", 1), ("a", 0)], [3, 0, 1, 0]),
        ([("a |b|c", 4), ("a", 1), ("a|b", 2), ("a", 1)], [3, 0, 1, 0]),
        ([("a |b|c", 3), ("a", 0), ("a|b", 1), ("a |b", 2)], [3, 0, 1, 2]),
        ([("a |b|c", 3), ("a", 0), ("a|b", 1), ("a |b", 3)], [3, 0, 1, 2]),
        ([("2/|a|b", 1), ("a", 0), ("a |b", 2), ("a", 0)], [1, 0, 2, 0]),
    ],
    ids=[
        "plain",
        "one more each",
        "last as it is",
        "last with a line feed",
        "a number on its line is no break",
    ],
)
def test_breaks_that_the_empty_lines_explain(
    given: list[tuple[str, int]], expected: list[int]
) -> None:
    assert counts(*given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([("a|b", 1), ("a|b", 1), ("a|b", 1)], [None, None, None]),
        ([("a|b", 1)], [None]),
        ([("a|b", 1), ("a", 1), ("a", 1), ("a", 1)], [None, 0, 0, 0]),
        ([("a|b|c", 3), ("a", 0), ("a|b|c", 3), ("a|b", 2), ("a", 0)], [None, 0, None, None, 0]),
        ([("a |b|c", 3), ("a", 0), ("a|b", 1), ("a |b", 0)], [3, 0, 1, None]),
        ([("a |b|c", 3), ("a", 0), ("a|b|c", 1), ("a|b", 1), ("a", 0)], [3, 0, None, 1, 0]),
        ([("a|b", 0), ("a|b", 0), ("a", 0)], [None, None, 0]),
    ],
    ids=[
        "one each",
        "one post",
        "mere distance",
        "spaces stripped",
        "end trimmed",
        "one that does not fit",
        "none",
    ],
)
def test_breaks_that_nothing_explains_stay_open(
    given: list[tuple[str, int]], expected: list[int | None]
) -> None:
    assert counts(*given) == expected
