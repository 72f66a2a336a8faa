"""Line breaks, against Unicode's own test."""

from importlib.util import find_spec
from itertools import pairwise

import pytest

from threadbrief.pdf.typesetting import line_breaks
from threadbrief.pdf.typesetting.line_breaks import (
    find_line_breaks,
    find_word_breaks,
    is_space_unbreakable,
)

NEWER_RULES = {
    text for hyphen in "-\u2010" for mark in ("", "\u0308") for text in [f"{hyphen}{mark}\u05d0"]
}
"""Cases of LineBreakTest 16, the newest in a package, that Unicode 17 changed: LB20a holds Hebrew letters too."""


def test_every_case_of_line_break_test(break_cases):
    wrong = {
        text
        for text, offsets in break_cases("LineBreakTest.json")
        if list(find_line_breaks(text)) != offsets
    }
    assert wrong == NEWER_RULES


@pytest.mark.parametrize("text", sorted(NEWER_RULES))
def test_a_hyphen_that_begins_a_hebrew_word_stays_with_it(text):
    assert find_line_breaks(text) == ()


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
    ends = (0, *find_word_breaks(word), len(word))
    assert "|".join(word[a:b] for a, b in pairwise(ends)) == parts


def test_an_address_parts_after_its_punctuation():
    address = "https://www.example.com/news/2020/06/a-long-title?id=12&lang=en"
    ends = (0, *find_word_breaks(address), len(address))
    shown = "|".join(address[a:b] for a, b in pairwise(ends))
    assert shown == "https://www.|example.|com/|news/|2020/|06/|a-|long-|title?|id=|12&|lang=en"


def test_spaces_that_hold():
    assert is_space_unbreakable("«", "mot")
    assert is_space_unbreakable("mot", "»,")
    assert is_space_unbreakable("a (", "b")
    assert is_space_unbreakable("Bonjour", "!")
    assert not is_space_unbreakable("one", "two")
    assert not is_space_unbreakable("one.", "“two”")
    assert is_space_unbreakable("“", "two")
    assert is_space_unbreakable("two", "”")
    assert not is_space_unbreakable("up", ".5")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("子曰：“学而", "子|曰：|“学|而"),  # LB19a
        ("ᬓ᭄ᬓᬯᬶ", "ᬓ᭄ᬓ|ᬯᬶ"),  # LB28a
        ("₪-א", "₪-|א"),
    ],
)
def test_rules_since_unicode_15(text, parts):
    ends = (0, *find_line_breaks(text), len(text))
    assert "|".join(text[a:b] for a, b in pairwise(ends)) == parts


def test_long_texts_are_broken():
    assert len(find_line_breaks("漢" * 100_000)) == 99_999
    assert find_line_breaks("x" * 100_000) == ()


def test_thai_breaks_between_its_words(missing_tool):
    if find_spec("budoux") is None:
        missing_tool("budoux")
    word = "(ประเทศไทยเป็นประเทศที่สวยงาม)"
    ends = (0, *find_word_breaks(word), len(word))
    assert "|".join(word[a:b] for a, b in pairwise(ends)) == "(ประเทศ|ไทย|เป็น|ประเทศ|ที่|สวย|งาม)"


def test_thai_breaks_between_syllables_where_nobody_knows_its_words(monkeypatch):
    monkeypatch.setattr(line_breaks, "_load_thai_parser", lambda: None)
    word = "ภาษาไทยไม่มีเว้น"
    ends = (0, *find_word_breaks(word), len(word))
    assert "|".join(word[a:b] for a, b in pairwise(ends)) == "ภาษา|ไทย|ไม่มี|เว้น"
