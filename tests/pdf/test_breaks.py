"""Line breaks and grapheme clusters, against Unicode's own tests."""

from collections.abc import Callable
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest

from threadbrief.pdf import breaks
from threadbrief.pdf.breaks import graphemes, opportunities, space_holds, word_breaks

UNICODE = Path("/usr/share/unicode/auxiliary")


def cases(name: str, missing_tool: Callable[[str], None]) -> list[tuple[str, list[int]]]:
    path = UNICODE / name
    if not path.is_file():
        missing_tool(f"{path} (Debian package unicode-data)")
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        marks = line.split("#")[0].split()
        if not marks:
            continue
        text = ""
        offsets = []
        for mark in marks:
            if mark == "÷":
                offsets.append(len(text))
            elif mark != "×":
                text += chr(int(mark, 16))
        found.append((text, [offset for offset in offsets if 0 < offset < len(text)]))
    return found


def test_every_case_of_line_break_test(missing_tool):
    wrong = [
        (text.encode("unicode_escape"), offsets, opportunities(text))
        for text, offsets in cases("LineBreakTest.txt", missing_tool)
        if list(opportunities(text)) != offsets
    ]
    assert wrong == []


def test_every_case_of_grapheme_break_test(missing_tool):
    for text, offsets in cases("GraphemeBreakTest.txt", missing_tool):
        clusters = graphemes(text)
        assert "".join(clusters) == text
        ends = [sum(map(len, clusters[: i + 1])) for i in range(len(clusters) - 1)]
        assert ends == offsets, text.encode("unicode_escape")


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("well-known", "well-|known"),
        ("COVID-19", "COVID-19"),
        ("and/or", "and/|or"),
        ("yes—no", "yes—|no"),
        ("2019–2021", "2019–|2021"),
        ("co\u00adoperate", "co\u00ad|operate"),
        ("(see)", "(see)"),
        ("$1,000.50", "$1,000.50"),
        ("中国，日本", "中|国，|日|本"),
        ("「引用」。", "「引|用」。"),
        ("きゃっと", "きゃっ|と"),
        ("ភាសាខ្មែរ", "ភា|សា|ខ្មែ|រ"),
        ("မြန်မာဘာသာ", "မြန်|မာ|ဘာ|သာ"),
        ("ພາສາແລະໄທ", "ພາສາ|ແລະ|ໄທ"),
        ("🇨🇳🇺🇸", "🇨🇳|🇺🇸"),
        ("👩‍👩‍👧👍🏽", "👩‍👩‍👧|👍🏽"),
    ],
)
def test_where_a_word_parts(word, parts):
    ends = (0, *word_breaks(word), len(word))
    assert "|".join(word[a:b] for a, b in pairwise(ends)) == parts


def test_an_address_parts_after_its_punctuation():
    address = "https://www.example.com/news/2020/06/a-long-title?id=12&lang=en"
    ends = (0, *word_breaks(address), len(address))
    shown = "|".join(address[a:b] for a, b in pairwise(ends))
    assert shown == "https://www.|example.|com/|news/|2020/|06/|a-|long-|title?|id=|12&|lang=en"


def test_spaces_that_hold():
    assert space_holds("«", "mot")
    assert space_holds("mot", "»,")
    assert space_holds("a (", "b")
    assert space_holds("Bonjour", "!")
    assert not space_holds("one", "two")
    assert not space_holds("one.", "“two”")


def test_long_texts_are_broken():
    assert len(graphemes("a" + "\u0301" * 100_000)) == 1
    assert len(opportunities("漢" * 100_000)) == 99_999
    assert opportunities("x" * 100_000) == ()


def test_thai_breaks_between_its_words(missing_tool):
    if find_spec("budoux") is None:
        missing_tool("budoux")
    word = "(ประเทศไทยเป็นประเทศที่สวยงาม)"
    ends = (0, *word_breaks(word), len(word))
    assert "|".join(word[a:b] for a, b in pairwise(ends)) == "(ประเทศ|ไทย|เป็น|ประเทศ|ที่|สวย|งาม)"


def test_thai_breaks_between_syllables_where_nobody_knows_its_words(monkeypatch):
    monkeypatch.setattr(breaks, "_thai_parser", lambda: None)
    word = "ภาษาไทยไม่มีเว้น"
    ends = (0, *word_breaks(word), len(word))
    assert "|".join(word[a:b] for a, b in pairwise(ends)) == "ภาษา|ไทย|ไม่มี|เว้น"
