"""Work grows with the input, not with its square: in no regular expression, and in no import."""

import re
import time
from collections.abc import Callable

import pytest
import regular_expressions

from threadbrief.importers.copied_text.reader import check_links, find_links, find_mentions
from threadbrief.importers.platforms.html import has_too_many_attributes, html_to_text

_LENGTHS = (250, 1000, 4000)
"""Characters of a text; it is doubled. The first ones are for work that grows still faster."""
_NEGLIGIBLE = 0.02
"""Seconds of the processor. Linear work takes a thousandth for the longest text, quadratic work
three times as long."""
_RATIO = 3.0
"""Twice the text: twice the time of linear work, four times that of quadratic work."""
_TRIES = 2


_BOUNDED = {
    "threadbrief/word/house_template/package.py: _ENCODING": "looks at 200 bytes",
}
"""Expressions whose work is quadratic, and that only see so much of a text."""


def _measure(work: Callable[[str], None], text: str) -> float:
    begin = time.process_time()
    work(text)
    return time.process_time() - begin


def _grows_too_fast(work: Callable[[str], None], begin: str, pump: str, end: str) -> bool:
    """Return whether the time grows faster than a text of many repetitions of `pump`."""
    for length in _LENGTHS:
        count = length // len(pump)
        short = begin + pump * count + end
        double = begin + pump * (count * 2) + end
        if _measure(work, double) < _NEGLIGIBLE:
            continue
        return all(_measure(work, double) > _RATIO * _measure(work, short) for _ in range(_TRIES))
    return False


def test_no_expression_takes_four_times_as_long_for_twice_the_text() -> None:
    expressions = regular_expressions.collect()
    quadratic = {
        expression.place: (begin[:40], pump[:40], end)
        for expression in expressions
        for begin, pump, end in regular_expressions.make_attacks(expression.pattern)
        if expression.place not in _BOUNDED and _grows_too_fast(expression.run, begin, pump, end)
    }
    assert len(expressions) > 300
    assert {expression.place for expression in expressions} >= set(_BOUNDED)
    assert not quadratic


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(?:[\w-]+\.)+[a-z]{2,}/", "a."),  # each begins anew
        (r"\s*,", "  "),
    ],
)
def test_an_expression_that_is_quadratic_is_seen(pattern: str, text: str) -> None:
    expression = regular_expressions.Expression("here", re.compile(pattern), is_anchored=False)
    attacks = regular_expressions.make_attacks(expression.pattern)
    assert text in "".join(pump for _, pump, _ in attacks) * 2
    assert any(_grows_too_fast(expression.run, *attack) for attack in attacks)


@pytest.mark.parametrize("pump", ["1", "a.", "-", "a.aa/", ".)", "@a", "http://a.b/", "\u2026"])
def test_a_copied_text_may_be_one_long_word(pump: str) -> None:
    def work(text: str) -> None:
        list(check_links(text, 1, find_links(text)))
        find_mentions(text)

    assert not _grows_too_fast(work, "", pump, " end")


def test_a_word_that_is_cut_is_an_address_from_its_first_part() -> None:
    text = "see (www.a.example/b… and https://c.example/d/e… or a..b.example/f…, not g.h…"
    doubts = [doubt.detail.split('"')[1] for doubt in check_links(text, 1, find_links(text))]
    assert doubts[:3] == ["www.a.example/b…", "https://c.example/d/e…", "b.example/f…"]


@pytest.mark.parametrize("between", [" ", "/", "='' "])
def test_a_page_with_an_element_of_30_000_attributes_is_not_parsed(between: str) -> None:
    element = "<p " + between.join(f"a{n}" for n in range(30_000)) + ">words</p>"
    assert has_too_many_attributes(element)
    assert html_to_text(element).text == ""
    assert not has_too_many_attributes("<p class='a b'>" + "words <b>'a' / b</b> " * 30_000)
