"""Texts cut short at a grapheme boundary, with whole words where that makes sense."""

import re
from itertools import islice
from typing import Final

from threadbrief.text.graphemes import find_grapheme_ends

ELLIPSIS: Final = "…"
_WHITE_SPACE: Final = re.compile(r"\s+")


def make_excerpt(text: str, limit: int) -> str:
    """Return the beginning of a text, at most `limit` graphemes and an ellipsis; a text that fits as it is.

    The cut falls between words unless that would lose more than a third of what there is room for.
    """
    whole = _WHITE_SPACE.sub(" ", text).strip()
    if len(whole) <= limit:
        return whole
    cut = max(islice(find_grapheme_ends(whole), max(limit, 0)), default=0)
    if cut >= len(whole):
        return whole
    head = whole[:cut]
    if not whole[cut].isspace():
        space = head.rfind(" ")
        if space > cut * 2 // 3:
            head = head[:space]
    return head.rstrip(" \u00a0,;:–—-") + ELLIPSIS


def take_first_words(text: str, count: int) -> str:
    """Return the first words of a text with an ellipsis; a text of so many words as it is."""
    words = _WHITE_SPACE.sub(" ", text).strip().split(" ")
    if len(words) <= count:
        short = " ".join(words)
        return short if len(short) <= 80 else make_excerpt(short, 40)
    return make_excerpt(" ".join(words[:count]), 80).rstrip(" ,;:.!?–—-" + ELLIPSIS) + ELLIPSIS
