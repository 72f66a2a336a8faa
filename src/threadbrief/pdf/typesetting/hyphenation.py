"""Inserts soft hyphens by the patterns of a language, where the optional package pyphen has them.

The patterns are those of Hunspell's dictionaries. Handles, addresses, numbers and words in capitals
stay unbroken.
"""

import re
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec

from threadbrief.text.language_tag import get_primary_language
from threadbrief.text.unicode import SOFT_HYPHEN

_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]{5,}(?:['’][^\W\d_]+)?")
_NOT_HYPHENATED = re.compile(r"[@#/\\_:]|\.\w|\w@")
"""In a handle, a tag, an address, the name of a file."""
LEFT_HYPHEN_MIN, RIGHT_HYPHEN_MIN = 2, 3
"""Letters of a word that stay together at its beginning and at its end at least."""


_UNHYPHENATED_LANGUAGES = frozenset({
    "am", "ar", "arz", "azb", "bal", "bo", "ckb", "dv", "dz", "fa", "glk", "he", "iw", "ja",
    "ji", "km", "ko", "lo", "lrc", "lzh", "my", "mzn", "nqo", "pnb", "prs", "ps", "sd", "shn",
    "syr", "th", "ti", "ug", "ur", "vi", "yi", "yue", "zh"
})  # fmt: skip
"""Languages whose words are never parted by a hyphen, in the scripts that most write them in."""


def is_hyphenated_language(lang: str) -> bool:
    """Return whether words of a language are parted by hyphens at all."""
    return get_primary_language(lang) not in _UNHYPHENATED_LANGUAGES


def has_patterns(lang: str) -> bool:
    """Return whether words of a language can be parted."""
    return _load_patterns(lang) is not None


def insert_soft_hyphens(text: str, lang: str) -> str:
    """Return the text with a soft hyphen wherever one of its words may be parted."""
    positions = _load_patterns(lang)
    if positions is None:
        return text

    def part(word: re.Match[str]) -> str:
        return _hyphenate_word(word[0], positions)

    def token(match: re.Match[str]) -> str:
        found = match[0]
        if SOFT_HYPHEN in found or _NOT_HYPHENATED.search(found):
            return found
        return _WORD.sub(part, found)

    return _TOKEN.sub(token, text)


def _hyphenate_word(word: str, positions: Callable[[str], tuple[int, ...]]) -> str:
    if word.isupper():
        return word
    parts: list[str] = []
    start = 0
    for end in positions(word):
        parts.append(word[start:end])
        start = end
    return SOFT_HYPHEN.join((*parts, word[start:]))


@cache
def _load_patterns(lang: str) -> Callable[[str], tuple[int, ...]] | None:
    """Return what gives the places in a word of a language; None without patterns for it."""
    if find_spec("pyphen") is None or not is_hyphenated_language(lang):
        return None
    import pyphen  # noqa: PLC0415 - an optional package, wanted by few templates

    found = pyphen.language_fallback(lang.replace("-", "_"))
    if found is None:
        return None
    patterns = pyphen.Pyphen(lang=found, left=LEFT_HYPHEN_MIN, right=RIGHT_HYPHEN_MIN, cache=False)

    @cache
    def positions(word: str) -> tuple[int, ...]:
        return tuple(int(place) for place in patterns.positions(word.lower()))

    return positions
