"""The forms of East Asian characters, which are the same in a Word file and in a PDF."""

import pytest

from threadbrief.text.scripts import CjkVariant, find_cjk_variant, is_cjk, is_spaceless
from threadbrief.word.body.languages import choose_east_asian_font, to_word_tag

SIMPLIFIED, TRADITIONAL = CjkVariant.SIMPLIFIED, CjkVariant.TRADITIONAL
JAPANESE, KOREAN = CjkVariant.JAPANESE, CjkVariant.KOREAN


@pytest.mark.parametrize(
    ("language", "variant"),
    [
        ("zh", SIMPLIFIED),
        ("zh-CN", SIMPLIFIED),
        ("zh-SG", SIMPLIFIED),
        ("zh-Hans-HK", SIMPLIFIED),
        ("zh-Hans-TW", SIMPLIFIED),
        ("zh-TW", TRADITIONAL),
        ("zh-HK", TRADITIONAL),
        ("zh-mo", TRADITIONAL),
        ("zh-Hant", TRADITIONAL),
        ("ZH-HANT-CN", TRADITIONAL),
        ("cmn-TW", TRADITIONAL),
        ("cmn", SIMPLIFIED),
        ("yue", TRADITIONAL),
        ("yue-Hans", SIMPLIFIED),
        ("lzh", TRADITIONAL),
        ("ja", JAPANESE),
        ("ja-JP", JAPANESE),
        ("ja-Hira", JAPANESE),
        ("ko-KR", KOREAN),
        ("ko-KP", KOREAN),
        ("ja-Latn", None),
        ("zh-Latn-TW", None),
        ("en", None),
        ("en-TW", None),
        ("", None),
    ],
)
def test_languages_ask_for_their_forms(language: str, variant: CjkVariant | None) -> None:
    assert find_cjk_variant(language) is variant


@pytest.mark.parametrize(
    ("language", "tag", "font"),
    [
        ("zh-Hans-HK", "zh-CN", "Microsoft YaHei"),
        ("zh-Hant-CN", "zh-TW", "Microsoft JhengHei"),
        ("yue", "zh-TW", "Microsoft JhengHei"),
        ("ko-KP", "ko-KP", "Malgun Gothic"),
        ("ja", "ja-JP", "Yu Gothic"),
        ("en", "en-US", "Microsoft YaHei"),
    ],
)
def test_word_has_the_same_forms(language: str, tag: str, font: str) -> None:
    assert (to_word_tag(language), choose_east_asian_font(language)) == (tag, font)


def test_korean_is_written_with_spaces() -> None:
    assert is_cjk("字")
    assert is_cjk("한")
    assert is_spaceless("字")
    assert is_spaceless("、")
    assert not is_spaceless("한")
    assert not any(is_cjk(char) for char in ("a", "я", " ", ""))
