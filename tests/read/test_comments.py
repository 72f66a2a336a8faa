"""The comments of a memo are found, and nothing else is taken for one."""

import time

import pytest

from threadbrief.read.yaml.comments import Comment, find_comments


def found(text: str) -> list[str]:
    return [f"{comment.line} {comment.text}" for comment in find_comments(text) or ()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# a\nb: c\n", ["1 # a"]),
        ("b: c  # d\n", ["1 # d"]),
        ("b: c # d\ne: f\n# g", ["1 # d", "3 # g"]),
        ("b: c#d\n", []),
        ('b: "c # d"\n', []),
        ("b: 'c # d' # e\n", ["1 # e"]),
        ("b: |\n  c # d\n  # e\n", []),
        ("b: |  # d\n  c\n", ["1 # d"]),
        ("b: >-2 # d\n    c\n# e\nf: g\n", ["1 # d", "3 # e"]),
        ("b:\n  # c\n  - d\n  # e\n  - f\n", ["2 # c", "4 # e"]),
        ("{b: c, # d\n e: f} # g\n", ["1 # d", "2 # g"]),
        ("b: # c\n  d: e\n", ["1 # c"]),
        ("b: &c # d\n  e\n", ["1 # d"]),
        ("--- # a\nb: c\n... # d\n", ["1 # a", "3 # d"]),
        ("b: \U0001f30a # c\n# d\n", ["1 # c", "2 # d"]),
        ("b: &c |2 # d\n    e\n", ["1 # d"]),
        ("", []),
        ("# only", ["1 # only"]),
    ],
    ids=repr,
)
def test_comments(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_a_broken_file_has_none_that_are_known() -> None:
    assert find_comments("b: [c\n# d\n") is None
    assert find_comments("[" * 101 + "]" * 101) is None


def test_a_comment_has_its_line() -> None:
    assert find_comments("a: b\n\n\n  # c\nd: |\n  e\n# f\n") == (
        Comment("# c", 4),
        Comment("# f", 7),
    )


@pytest.mark.parametrize("unit", ["[", "- ", "{a: ", "# \n", "a: |\n"])
def test_time_is_bounded(unit: str) -> None:
    start = time.process_time()
    find_comments(unit * 200_000)
    assert time.process_time() - start < 10
