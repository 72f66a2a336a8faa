"""Excerpts: the first words of a text, cut and closed so that they can stand in quotation marks."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Final

from threadbrief.core.structs import Frozen
from threadbrief.text.graphemes import find_grapheme_ends

ELLIPSIS: Final = "…"
GAP: Final = "[…]"
"""The sign for a place where a text has lost something."""
_WHITE_SPACE: Final = re.compile(r"\s+")
_LONGEST_SHORT_FORM: Final = 80
"""Graphemes of a few words; longer ones are of a script without spaces, or addresses."""
_UNSPACED_SHORT_FORM: Final = 40


def make_excerpt(text: str, limit: int) -> str:
    """Return the beginning of a text: at most `limit` graphemes and an ellipsis, or all of it.

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
    return _close_cut(head)


def take_first_words(text: str, count: int) -> str:
    """Return the first words of a text with an ellipsis; a text of so many words as it is.

    A gap counts for no word, nor does a sign without letters.
    """
    words = _WHITE_SPACE.sub(" ", text).strip().split(" ")
    end = _find_word(words, count)
    if end == len(words):
        short = " ".join(words)
        if len(short) <= _LONGEST_SHORT_FORM:
            return short
        return make_excerpt(short, _UNSPACED_SHORT_FORM)
    short = " ".join(words[:end])
    if len(short) > _LONGEST_SHORT_FORM:
        return make_excerpt(short, _LONGEST_SHORT_FORM)
    return _close_cut(short)


def _find_word(words: list[str], count: int) -> int:
    """Return the index after the first `count` words, and after the signs that follow them."""
    end = 0
    for end, word in enumerate(words):
        if any(map(str.isalnum, word)):
            if not count:
                return end
            count -= 1
    return end + 1


# --- the end of an excerpt ---

_DANGLING = re.compile(
    r"(?<![\s,;:.–—…-])[\s,;:.–—…-]+$"
    rf"|{re.escape(GAP)}$"
    r"|(?:(?<=\s)|^)(?:\(?(?:\d{1,2}|[A-Za-z])\)|\d{1,2}\.|[&+=|/•·*]|\")$"
    r"|(?<![(\[{“‘„‚«‹「『])[(\[{“‘„‚«‹「『]+$"
)
"""What never ends an excerpt that is cut: punctuation, a gap, the number of an item of a list, a
sign that joins words, an opening mark."""
_STOP_IN_QUOTES = re.compile(r"(?<![.,])[.,]+(?=[”’»\"]+$)")
_FINAL = '”’»“‘"›」』'
_IS_ELLIPSIS = re.compile(r"(?:…|\.{3}|\. \. \.)$")
_ABBREVIATION = re.compile(r"\w\.\w+\.$")
"""`U.S.`, `a.m.`: the full stop is a part of the word."""


def _close_cut(head: str) -> str:
    """Return words that go on, with an ellipsis and the closing marks of what is still open."""
    words = head
    match = _DANGLING.search(words)
    while match:
        words = words[: match.start()]
        match = _DANGLING.search(words)
    words = _STOP_IN_QUOTES.sub("", words) or head.strip()
    return words + ELLIPSIS + "".join(_list_missing_marks(words))


def end_excerpt(text: str) -> str:
    """Return an excerpt without the punctuation at its end, because the sentence around it goes on.

    Question and exclamation marks, ellipses and the full stop of `U.S.` stay, closing marks too.
    """
    quoted = text.rstrip(_FINAL)
    words = quoted.rstrip(" \u00a0,;:–—-")
    if not _IS_ELLIPSIS.search(words) and not _ABBREVIATION.search(words):
        words = words.rstrip(".。．,;:")
    if not words:
        return text
    return words + text[len(quoted) :]


# --- pairs of marks ---

_CLOSING = {
    "“": "”", "‘": "’", "„": "“”", "‚": "‘’", "«": "»", "‹": "›", "»": "«", '"': '"',
    "(": ")", "[": "]", "「": "」", "『": "』",
}  # fmt: skip
"""What closes each mark. `»` opens where no `«` is open, as in German and Danish print."""
_MARK = re.compile(rf"{re.escape(GAP)}|[{re.escape(''.join({*_CLOSING, *'”’›)]」』'}))}]")
_BOUNDARY = frozenset(' \u00a0\u202f([{“‘„‚«‹»"—–/')
"""What can stand before an opening mark."""


class MarkPair(Frozen):
    """A quotation mark or bracket and the one that closes it, by their indexes."""

    start: int
    end: int


def find_mark_pairs(text: str) -> list[MarkPair]:
    """Return the pairs of quotation marks and brackets of a text; an apostrophe is none."""
    return _match_marks(text)[0]


def _list_missing_marks(text: str) -> Iterable[str]:
    """Return the closing marks of what a text leaves open, the innermost first."""
    return [_CLOSING[text[start]][:1] for start in reversed(_match_marks(text)[1])]


def _match_marks(text: str) -> tuple[list[MarkPair], list[int]]:
    """Return the pairs of a text, and the indexes of the marks that stay open."""
    pairs: list[MarkPair] = []
    still_open: list[int] = []
    for match in _MARK.finditer(text):
        at, mark = match.start(), match[0]
        if mark == GAP:
            continue
        depth = _find_opened(text, at, still_open)
        if depth is not None:
            pairs.append(MarkPair(still_open[depth], at))
            del still_open[depth:]
        elif mark in _CLOSING and _can_open(text, at):
            still_open.append(at)
    return pairs, still_open


def _find_opened(text: str, at: int, still_open: list[int]) -> int | None:
    """Return the place in `still_open` of the mark that the one at an index closes; None: of none.

    An apostrophe within a word closes nothing.
    """
    mark, after = text[at], text[at + 1 : at + 2]
    if mark in "’‘" and after.isalnum():
        return None
    for depth in range(len(still_open) - 1, -1, -1):
        if mark in _CLOSING[text[still_open[depth]]]:
            return depth
    return None


def _can_open(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if not after:
        return False
    return (not before or before in _BOUNDARY) and (text[at] == "«" or not after.isspace())
