"""Our own words as they are set, in each language; and what typography never does.

Each file of typography/ has lines as they are written; its golden has them as they are set, with
U+00A0 shown as `⍽` and U+202F as `·`.
"""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from threadbrief.text.typography.numbers import make_months
from threadbrief.text.typography.quotation_marks import find_quotation_marks
from threadbrief.text.typography.smart import MARK, make_typography

SPECIMENS = Path(__file__).parent / "typography"
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
LANGUAGES = sorted(path.stem for path in SPECIMENS.glob("*.txt"))
CHANGED = re.compile("[\\s\"'\\-.–—…′″’‘“”„‚«»‹›「」『』״׳]")


def typography_of(language):
    return make_typography(language, make_months(tuple(MONTHS.get(language, "").split())))


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_as_they_are_set(language, golden):
    typography = typography_of(language)
    lines = (SPECIMENS / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    shown = [
        typography.set_text(line).replace("\u00a0", "⍽").replace("\u202f", "·") for line in lines
    ]
    golden(SPECIMENS / f"{language}.set", "\n".join(shown) + "\n")


@pytest.mark.parametrize(
    ("language", "marks"),
    [
        ("en-US", "“ ” ‘ ’"),
        ("en-GB", "‘ ’ “ ”"),
        ("de-AT", "„ “ ‚ ‘"),
        ("de_CH", "« » ‹ ›"),
        ("es-419", "“ ” ‘ ’"),
        ("pt-BR", "“ ” ‘ ’"),
        ("pt-PT", "« » “ ”"),
        ("zh-Hant-HK", "「 」 『 』"),
        ("zh-Hans-TW", "“ ” ‘ ’"),
        ("xx", "“ ” ‘ ’"),
        ("x", "“ ” ‘ ’"),
    ],
)
def test_the_marks_of_a_dialect(language, marks):
    found = find_quotation_marks(language)
    assert f"{found.open} {found.close} {found.open_inner} {found.close_inner}" == marks


def test_quotations_are_nested_over_the_pieces_of_a_line():
    typography = typography_of("en")
    line = [('"', True), ("words", True), (" and 'more", True), ("'", True), ('"', True)]
    assert typography.set_pieces(line) == ["“", "words", " and ‘more", "’", "”"]


def test_what_is_not_ours_stays_and_says_what_is_beside_it():
    typography = typography_of("en")
    line = [
        ('He wrote "', True),
        ("it's--so...", False),
        ('".', True),
        (MARK, False),
        (' "b"', True),
    ]
    assert typography.set_pieces(line) == ["He wrote “", "it's--so...", "”.", MARK, " “b”"]
    assert typography.set_pieces([("it's", False), (" or not", True)]) is None
    assert typography.set_pieces([('"', False), ('a" 10 ', True), ("km", False)]) == [
        '"',
        "a” 10\u00a0",
        "km",
    ]


def test_without_quotes_marks_and_apostrophes_stay():
    typography = typography_of("en")
    assert typography.set_pieces([('"it\'s" -- p. 4', True)], quotes=False) == [
        '"it\'s"\u00a0– p.\u00a04'
    ]


def test_a_mark_behind_a_backslash_stays_straight_in_a_text_without_other_marks():
    set_text = typography_of("en").set_text
    assert set_text(r'A 10\" gun, "said" and \'so\'') == "A 10\" gun, “said” and 'so'"
    assert set_text(r"5\'") == "5'"
    assert set_text(r"C:\notes") == r"C:\notes"


def test_a_text_in_which_nothing_changes_is_the_same_object():
    text = "Words without any sign of interest, and a full stop."
    assert typography_of("en").set_text(text) is text


@pytest.mark.parametrize("language", ["en", "en-GB", "de", "fr", "fr-CA", "ru", "ja", "he", "sv"])
@example(text="...: ....: ......!")
@example(text="« – „9‘")
@example(text="'В Z'%")
@given(text=st.text(st.sampled_from("ab Z19  \"'\"'-.,;:!?()[]$%«»“”‘’„–—\u00a0\u202fеВאבは。pm")))
def test_set_text_stays_and_no_letter_changes(language, text):
    typography = typography_of(language)
    once = typography.set_text(text)
    assert typography.set_text(once) == once
    assert CHANGED.sub("", once) == CHANGED.sub("", text)


@given(
    pieces=st.lists(st.tuples(st.text(st.sampled_from("a1 \"'-.:?pé")), st.booleans()), max_size=6)
)
def test_a_piece_that_is_not_ours_is_never_changed(pieces):
    out = typography_of("fr").set_pieces(pieces)
    if out is not None:
        for (text, ours), new in zip(pieces, out, strict=True):
            assert ours or new == text


@pytest.mark.parametrize(
    "sign", ["'a ", '"a ', "a' ", "1-2 ", "... ", "-- ", "A. ", " '", "p. 1, "]
)
def test_time_grows_with_the_text_alone(sign, calls_of):
    typography = typography_of("fr")
    few = calls_of(lambda: typography.set_text(sign * 500))
    many = calls_of(lambda: typography.set_text(sign * 1000))
    assert many < few * 2.2
