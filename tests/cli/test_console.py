"""Text of a stranger on a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadbrief.cli.console import escape_controls, excerpt_line, split_lines


def columns(text: str) -> int:
    """What a terminal makes of text, by the rules of UAX 11."""
    return sum(
        0
        if unicodedata.category(c) in ("Mn", "Me", "Cf")
        else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, 冯玉军, café", "plain, 冯玉军, café"),
        ("red \x1b[31m", "red ␛[31m"),
        ("back\b\x7f", "back␈␡"),
        ("two\nlines\r", "two␊lines␍"),
        ("a\tb", "a    b"),
        ("\x9b2J", "<U+009B>2J"),
        ("evil\u202egpj.exe", "evil<U+202E>gpj.exe"),
        ("half\ud83d", "half<U+D83D>"),
        ("line\u2028end", "line<U+2028>end"),
        ("family 👨\u200d👩", "family 👨\u200d👩"),
        ("non\xa0breaking", "non\xa0breaking"),
    ],
)
def test_controls_are_shown_and_not_obeyed(text: str, shown: str) -> None:
    assert escape_controls(text) == shown


@pytest.mark.parametrize(
    ("line", "column", "part", "caret"),
    [
        ("abc", 1, "abc", "^"),
        ("abc", 3, "abc", "  ^"),
        ("abc", 4, "abc", "   ^"),
        ("abc", 99, "abc", "   ^"),
        ("", 1, "", "^"),
        ("冯玉军: x", 6, "冯玉军: x", "        ^"),
        ("e\u0301\u0323x", 4, "e\u0301\u0323x", " ^"),
        ("\tx", 2, "    x", "    ^"),
        ("\x1b[0mx", 5, "␛[0mx", "    ^"),
        ("\u202ex", 2, "<U+202E>x", "        ^"),
        ("ﾊﾝｶｸx", 5, "ﾊﾝｶｸx", "    ^"),
    ],
)
def test_the_caret_stands_under_its_column(line: str, column: int, part: str, caret: str) -> None:
    assert excerpt_line(line, column, 60) == (part, caret)


def test_a_long_line_is_cut_around_the_column() -> None:
    line = f"{'a' * 100}X{'b' * 100}"
    assert excerpt_line(line, 1, 21) == (f"{'a' * 20}…", "^")
    part, caret = excerpt_line(line, 101, 21)
    assert part == "…aaaaaaaaaaaaaaXbbbb…"
    assert part[len(caret) - 1] == "X"
    part, caret = excerpt_line(line, 201, 21)
    assert part.startswith("…b")
    assert part.endswith("b")


def test_a_line_of_a_megabyte_costs_no_more_than_a_short_one() -> None:
    line = "字" * 1_000_000
    part, caret = excerpt_line(line, 500_000, 72)
    assert columns(part) <= 72
    assert caret.endswith("^")


@given(st.text(max_size=80), st.integers(1, 100), st.integers(20, 60))
def test_an_excerpt_fits_and_shows_its_character(text: str, column: int, width: int) -> None:
    line = split_lines(text)[0]
    part, caret = excerpt_line(line, column, width)
    assert part.isprintable() or all(
        unicodedata.category(c) in ("Cf", "Zs", "Cn", "Co") for c in part if not c.isprintable()
    )
    assert columns(part) <= width + 1
    assert caret.strip() == "^"
    if column <= len(line) and unicodedata.category(line[column - 1])[0] in "LN":
        before, at = "", iter(part)
        while columns(before) < len(caret) - 1:
            before += next(at)
        assert line[column - 1] in part[len(before) :]


def test_lines_end_where_yaml_ends_them() -> None:
    assert split_lines("a\nb\r\nc\rd\x85e\u2028f\x0bg") == ["a", "b", "c", "d\x85e\u2028f\x0bg"]
