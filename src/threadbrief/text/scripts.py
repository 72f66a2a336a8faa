"""Scripts: which letters belong to them, and which East Asian forms a language has."""

from functools import lru_cache

from threadbrief.core.structs import IdentityEnum
from threadbrief.text.language_tag import split_tag

SCRIPT_LETTERS = {
    "Latin": "A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff",
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Cyrillic": "\u0400-\u052f",
    "Armenian": "\u0531-\u058a",
    "Hebrew": "\u0590-\u05ff",
    "Arabic": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff",
    "Devanagari": "\u0900-\u097f",
    "Thai": "\u0e00-\u0e7f",
    "Georgian": "\u10a0-\u10ff",
    "Hangul": "\u1100-\u11ff\uac00-\ud7af",
    "Japanese": "\u3040-\u30ff",
    "Han": "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
}
"""The letters of common scripts, as the inside of a character class of a regular expression."""


class CjkVariant(IdentityEnum):
    """The forms that characters of China, Japan and Korea have in a language."""

    SIMPLIFIED = "zh-Hans"
    TRADITIONAL = "zh-Hant"
    JAPANESE = "ja"
    KOREAN = "ko"


_VARIANTS = {
    "zh": CjkVariant.SIMPLIFIED,
    "cmn": CjkVariant.SIMPLIFIED,
    "yue": CjkVariant.TRADITIONAL,
    "lzh": CjkVariant.TRADITIONAL,
    "ja": CjkVariant.JAPANESE,
    "ko": CjkVariant.KOREAN,
}
_CHINESE = frozenset(("zh", "cmn", "yue", "lzh"))
_CHINESE_SCRIPTS = {"Hans": CjkVariant.SIMPLIFIED, "Hant": CjkVariant.TRADITIONAL}
_TRADITIONAL_REGIONS = frozenset(("TW", "HK", "MO"))
_MIXED_SCRIPTS = frozenset(("Hani", "Hanb", "Bopo", "Jpan", "Hira", "Kana", "Hrkt", "Kore", "Hang"))
"""East Asian scripts that leave the forms to the language."""


@lru_cache(1024)
def find_cjk_variant(language_tag: str) -> CjkVariant | None:
    """Return the East Asian forms that a language asks for; None for one of other scripts.

    A script that the BCP 47 tag names goes before its region: `zh-Hans-HK` has simplified forms,
    and `ja-Latn`, which is in Latin letters, has none.
    """
    tag = split_tag(language_tag)
    if tag.language in _CHINESE and tag.script in _CHINESE_SCRIPTS:
        return _CHINESE_SCRIPTS[tag.script]
    if tag.script and tag.script not in _MIXED_SCRIPTS:
        return None
    if tag.language in _CHINESE and tag.region in _TRADITIONAL_REGIONS:
        return CjkVariant.TRADITIONAL
    return _VARIANTS.get(tag.language)


def is_cjk(char: str) -> bool:
    """Return whether a character is of the scripts of China, Japan and Korea; False for none."""
    return is_spaceless(char) or "\uac00" <= char <= "\ud7af"


def is_spaceless(char: str) -> bool:
    """Return whether a character is of an East Asian script without spaces; Korean has spaces."""
    return (
        "\u2e80" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or "\uff00" <= char <= "\uffef"
        or "\U00020000" <= char <= "\U0003ffff"
    )
