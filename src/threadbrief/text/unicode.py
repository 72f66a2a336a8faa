"""What Unicode says of a character.

Its classes for line breaks, grapheme clusters and bidi, and its script.
"""

import re
from bisect import bisect_right
from functools import cache

from threadbrief.text import unicode_data as data


class Property(dict[str, str]):
    """The values of a property by character, unpacked at the first question and remembered."""

    __slots__ = ("_packed", "_starts", "_values")

    def __init__(self, packed: str, values: str) -> None:
        super().__init__()
        self._packed = (packed, values)
        self._starts: list[int] = []
        self._values: list[str] = []

    def __missing__(self, character: str) -> str:
        if not self._starts:
            self._unpack()
        value = self[character] = self._values[bisect_right(self._starts, ord(character)) - 1]
        return value

    def _unpack(self) -> None:
        packed, names = self._packed
        start = 0
        values = names.split()
        letters = 1 if len(values) <= 52 else 2
        codes = _make_codes(letters)
        for code, length in re.findall(rf"([a-zA-Z]{{{letters}}})(\d*)", packed):
            self._starts.append(start)
            self._values.append(values[codes[code]])
            start += int(length or 1)


@cache
def _make_codes(letters: int) -> dict[str, int]:
    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if letters == 1:
        codes = list(alphabet)
    else:
        codes = [a + b for a in alphabet for b in alphabet]
    return {code: index for index, code in enumerate(codes)}


LINE_BREAK = Property(data.LINE_BREAK, data.LINE_BREAK_VALUES)
GRAPHEME_BREAK = Property(data.GRAPHEME_BREAK, data.GRAPHEME_BREAK_VALUES)
INDIC_CONJUNCT_BREAK = Property(data.INDIC_CONJUNCT_BREAK, data.INDIC_CONJUNCT_BREAK_VALUES)
EAST_ASIAN_WIDE = Property(data.EAST_ASIAN, data.EAST_ASIAN_VALUES)
"""`Yes` where East_Asian_Width is F, W or H, as UAX 14 asks."""
BIDI_CLASS = Property(data.BIDI_CLASS, data.BIDI_CLASS_VALUES)
SCRIPT = Property(data.SCRIPT, data.SCRIPT_VALUES)
"""ISO 15924 codes; `Zyyy` is common to many scripts, `Zinh` that of the character before."""
DEFAULT_IGNORABLE = Property(data.IGNORABLE, data.IGNORABLE_VALUES)
"""`Yes` where a character has no shape of its own (Default_Ignorable_Code_Point)."""

NOTE_PLACEHOLDER = "\ufdd0"
"""Replaces a note mark in the text of a paragraph: a noncharacter, which no text may hold."""
SOFT_HYPHEN = "\u00ad"
EMOJI_PLACEHOLDER = "\ufdd1"
"""Replaces an emoji that is drawn."""
# A note mark stays with the word before it, an emoji is an ideograph; both are neutral in bidi.
LINE_BREAK[NOTE_PLACEHOLDER], LINE_BREAK[EMOJI_PLACEHOLDER] = "CM", "ID"
BIDI_CLASS[NOTE_PLACEHOLDER] = BIDI_CLASS[EMOJI_PLACEHOLDER] = "ON"
GRAPHEME_BREAK[NOTE_PLACEHOLDER] = GRAPHEME_BREAK[EMOJI_PLACEHOLDER] = "Other"
EAST_ASIAN_WIDE[NOTE_PLACEHOLDER], EAST_ASIAN_WIDE[EMOJI_PLACEHOLDER] = "No", "Yes"
