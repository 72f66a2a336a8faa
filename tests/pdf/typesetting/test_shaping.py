"""Words as glyphs."""

import re

import pytest

from threadbrief.core.structs import replace
from threadbrief.model.document import Role
from threadbrief.pdf.fonts.fallback import FontSet
from threadbrief.pdf.typesetting.shaping import Shaper, format_operators
from threadbrief.pdf.typesetting.word_cache import WordCache
from threadbrief.templates.loading import load_template

LOOK = load_template().look
BODY = LOOK.style(Role.BODY)


def shaper(lang="en", **changes):
    return Shaper(FontSet(LOOK, lang), replace(BODY, **changes), lang)


def glyphs(shaped):
    return [
        glyph
        for run in shaped.runs
        for part in re.findall(r"<([0-9A-F]+)>", run.fragment)
        for glyph in _codes(part)
    ]


def _codes(part):
    return [part[i : i + 4] for i in range(0, len(part), 4)]


def test_pairs_are_kerned():
    here = shaper()
    assert here.shape("AV").advance < here.shape("A").advance + here.shape("V").advance


def test_ligatures_stand_for_their_letters():
    here = shaper()
    shaped = here.shape("fi")
    face = shaped.runs[0].face
    assert len(glyphs(shaped)) in {1, 2}
    assert "".join(face.to_unicode[int(code, 16)] for code in glyphs(shaped)) == "fi"


def test_tracking_parts_letters_and_ligatures():
    plain, tracked = shaper(), shaper(tracking=100)
    assert tracked.shape("nnn").advance == pytest.approx(plain.shape("nnn").advance + 300)
    assert len(glyphs(tracked.shape("ffi"))) == 3
    assert (
        format_operators(
            [tracked.shape("n").runs[0].fragment, tracked.shape("n").runs[0].fragment], 10
        ).count("Tc")
        == 2
    )


def test_arabic_is_not_tracked_apart():
    assert (
        shaper("ar", tracking=100).shape("سلام", rtl=True).advance
        == shaper("ar").shape("سلام", rtl=True).advance
    )


def test_small_capitals_are_read_as_what_they_stand_for():
    shaped = shaper(small_caps=True).shape("abc")
    plain = shaper().shape("abc")
    assert glyphs(shaped) != glyphs(plain)
    assert (
        "".join(shaped.runs[0].face.to_unicode[int(code, 16)] for code in glyphs(shaped)) == "abc"
    )


def test_figures_of_equal_width():
    here = shaper(tabular=True)
    assert len({here.shape(figure).advance for figure in "0123456789"}) == 1


@pytest.mark.parametrize(
    ("lang", "word", "capitals"),
    [
        ("en", "istanbul", "ISTANBUL"),
        ("tr", "istanbul", "İSTANBUL"),
        ("el", "άλλα", "ΑΛΛΑ"),
        ("de", "straße", "STRASSE"),
    ],
)
def test_capitals_are_those_of_the_language(lang, word, capitals):
    assert glyphs(shaper(lang, capitals=True).shape(word)) == glyphs(shaper(lang).shape(capitals))


def test_languages_choose_their_forms():
    assert glyphs(shaper("ru").shape("бгдпт")) is not None
    serbian = Shaper(FontSet(LOOK, "sr"), replace(BODY, italic=True), "sr")
    russian = Shaper(FontSet(LOOK, "ru"), replace(BODY, italic=True), "ru")
    assert glyphs(serbian.shape("бгдпт")) != glyphs(russian.shape("бгдпт"))


def test_marks_stay_with_their_letter():
    shaped = shaper().shape("e\u0301x\u0302")
    assert len(shaped.runs) == 1


def test_controls_are_not_seen():
    here = shaper()
    for control in "\u00ad\u200b\u200e\u202a\u2060\ufeff\u200d\ufe0f":
        assert here.shape(f"a{control}b").advance == here.shape("ab").advance, ascii(control)


def test_a_word_is_shaped_once():
    words = WordCache(shaper(), 10)
    assert words.shape("word") is words.shape("word")
    assert words.shape("word", rtl=True) is words.shape("word", rtl=True)
    assert words["word"][0].shaped is words.get_unbroken_word("word").shaped is words.shape("word")


def test_two_texts_of_one_glyph_get_two_codes():
    here = shaper()
    hyphen, minus = here.shape("-"), here.shape("\u2010")
    face = hyphen.runs[0].face
    assert [face.to_unicode[int(glyphs(s)[0], 16)] for s in (hyphen, minus)] == ["-", "\u2010"]
    space, fixed = here.shape(" "), here.shape("\u00a0")
    assert [face.to_unicode[int(glyphs(s)[0], 16)] for s in (space, fixed)] == [" ", "\u00a0"]


def test_lone_surrogates_are_shown_by_their_code():
    shaped = shaper().shape("\ud800")
    (run,) = shaped.runs
    assert run.face.to_unicode[int(run.fragment.strip("<>"), 16)] == "\ufffd"


def test_mirrored_brackets_are_read_as_written():
    here = shaper("ar")
    shaped = here.shape("(", rtl=True)
    face = shaped.runs[0].face
    code = int(glyphs(shaped)[0], 16)
    assert face.to_unicode[code] == "("
    assert face.used[code] == face.find_glyph(")")
