"""Texts cut short at a grapheme boundary, with whole words where that makes sense."""

import re
import unicodedata
from typing import Final

ELLIPSIS: Final = "…"
# UAX 29, table 1c, without the rules for prepended marks: a base with what extends it, pairs of regional
# indicators, emoji joined by ZWJ, Hangul syllables written as letters.
_REGIONAL: Final = ("\U0001f1e6", "\U0001f1ff")
_ZWJ: Final = "\u200d"
_EXTENDING: Final = re.compile(
    "[\u200c\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\U000e0100-\U000e01ef]"
)
_SPACE: Final = re.compile(r"\s+")


def excerpt(text: str, limit: int) -> str:
    """Return the beginning of a text, at most `limit` graphemes and an ellipsis; a text that fits as it is.

    The cut falls between words unless that would lose more than a third of what there is room for.
    """
    whole = _SPACE.sub(" ", text).strip()
    if len(whole) <= limit:
        return whole
    cut = _boundary(whole, limit)
    if cut >= len(whole):
        return whole
    head = whole[:cut]
    if not whole[cut].isspace():
        space = head.rfind(" ")
        if space > cut * 2 // 3:
            head = head[:space]
    return head.rstrip(" \u00a0,;:–—-") + ELLIPSIS


def first_words(text: str, count: int) -> str:
    """Return the first words of a text with an ellipsis; a text of so many words as it is."""
    words = _SPACE.sub(" ", text).strip().split(" ")
    if len(words) <= count:
        short = " ".join(words)
        return short if len(short) <= 80 else excerpt(short, 40)
    return excerpt(" ".join(words[:count]), 80).rstrip(" ,;:.!?–—-" + ELLIPSIS) + ELLIPSIS


def _boundary(text: str, limit: int) -> int:
    """Return the index after the first `limit` graphemes."""
    count = at = 0
    while at < len(text) and count < limit:
        at = _next(text, at)
        count += 1
    return at


def _next(text: str, at: int) -> int:
    """Return the index at which the grapheme that begins here ends."""
    end = at + 1
    if text[at] == "\r" and text[end : end + 1] == "\n":
        return end + 1
    if _is_regional(text[at]) and _is_regional(text[end : end + 1]):
        end += 1
    while end < len(text) and (_extends(text[end]) or _joined(text, end) or _hangul(text[end - 1], text[end])):
        end += 1
    return end


def _is_regional(sign: str) -> bool:
    return _REGIONAL[0] <= sign <= _REGIONAL[1] if sign else False


def _extends(sign: str) -> bool:
    return sign > "\u02ff" and (_EXTENDING.match(sign) is not None or unicodedata.category(sign) in {"Mn", "Me", "Mc"})


def _joined(text: str, at: int) -> bool:
    return text[at - 1] == _ZWJ and unicodedata.category(text[at]) == "So"


def _hangul(before: str, sign: str) -> bool:
    """Return whether two Hangul letters make one syllable (UAX 29, GB6 to GB8, without the precomposed ones)."""
    leading, vowel, trailing = ("\u1100", "\u115f"), ("\u1160", "\u11a7"), ("\u11a8", "\u11ff")
    if leading[0] <= before <= leading[1]:
        return leading[0] <= sign <= vowel[1] or "\uac00" <= sign <= "\ud7a3"
    return ("\uac00" <= before <= "\ud7a3" or vowel[0] <= before <= trailing[1]) and vowel[0] <= sign <= trailing[1]
