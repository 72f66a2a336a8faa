"""The words of one text format, each shaped once, for the fast lines and for the full engine alike.

`fast_lines.py` takes words with their spaces from the mapping itself; `itemize.py` and the line
breakers take words one by one from its methods. Both get the same glyphs and widths.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from threadbrief.pdf.fonts.fallback import MAX_STACKED_MARKS, FontFace
from threadbrief.pdf.typesetting.line_breaks import find_word_breaks
from threadbrief.pdf.typesetting.shaping import GlyphRun, ShapedText, Shaper, show_letters
from threadbrief.text.unicode import SOFT_HYPHEN

LONG_WORD = 200
"""Characters; a longer word is not shaped at once, and not remembered."""
ORDINARY = frozenset(".,;:!?)]’”…%")
"""Ends of words after which a line may break, whatever letter or figure comes next."""


class NeedsFullEngineError(Exception):
    """Raised for a word that is not simple: fast lines cannot set its paragraph."""


class CachedWord(NamedTuple):
    """Characters that no line break divides, with the space after them or without it.

    Widths are in points.
    """

    text: str
    show: str
    """The operand of the TJ operator; empty when the word is not simple.

    A simple word is one run of glyphs of the family's own face, one after the other, without
    ActualText and soft hyphens.
    """
    advance: float
    ink: float
    """Its width without the space."""
    bare: "CachedWord | None"
    """The word without the space; None: it has none."""
    odd_start: bool
    """Whether it begins with something else than a letter or figure."""
    odd_end: bool
    """Whether it ends with something else than that, or what may end a line whatever follows."""
    shaped: ShapedText
    """The glyphs of the word without the space, left to right."""


NOTHING = CachedWord("", "", 0.0, 0.0, None, False, False, ShapedText((), 0.0))  # noqa: FBT003
"""Before a space that does not follow a word of the same format."""


class WordCache(dict[str, tuple[CachedWord, ...]]):
    """Maps a word to the parts between which a line may break, the last with a space after it.

    A missing word is added; raises NeedsFullEngineError when it is not simple. That the cache is
    itself the mapping saves a call for each word of a document.
    """

    __slots__ = ("_breaks", "_face", "_rtl", "_scale", "_shaper", "_space", "_words")

    def __init__(self, shaper: Shaper, size: float) -> None:
        super().__init__()
        self._shaper = shaper
        self._face: FontFace = shaper.chain.primary
        self._scale = size / 1000
        self._space: CachedWord | None = None
        self._words: dict[str, CachedWord] = {}
        self._rtl: dict[str, ShapedText] = {}
        self._breaks: dict[str, tuple[int, ...]] = {}

    def __missing__(self, token: str) -> tuple[CachedWord, ...]:
        *parts, last = self.parts(token) if token else (NOTHING,)
        words = self[token] = (*parts, self.add_space(last))
        return words

    def breaks(self, token: str) -> tuple[int, ...]:
        """Return the offsets at which a line may break within a word."""
        breaks = self._breaks.get(token)
        if breaks is None:
            breaks = find_word_breaks(token)
            if len(token) < LONG_WORD:
                self._breaks[token] = breaks
        return breaks

    def parts(self, token: str) -> tuple[CachedWord, ...]:
        """Return the parts of a word between which a line may break.

        Raises NeedsFullEngineError when the word is not simple.
        """
        return self.split(token, self.breaks(token))

    def split(self, text: str, ends: Sequence[int]) -> tuple[CachedWord, ...]:
        """Return the parts of a text that end at some offsets.

        Raises NeedsFullEngineError when it is not simple. Text of which each character has a
        glyph is shaped as a whole: its parts keep the kerning between them.
        """
        if not ends:
            return (self._simple_word(text),)
        cuts = (0, *ends, len(text))
        letters = self._shaper.letters(text) if len(text) <= LONG_WORD else None
        if letters is None:
            return tuple([self._simple_word(text[a:b]) for a, b in pairwise(cuts)])
        shows, advances = letters
        return tuple([self._join_letters(text[a:b], shows[a:b], advances[a:b])
                      for a, b in pairwise(cuts)])  # fmt: skip

    def add_space(self, word: CachedWord) -> CachedWord:
        """Return a word with a space after it.

        Raises NeedsFullEngineError when the space is not simple.
        """
        if self._space is None:
            self._space = self._simple_word(" ")
        space = self._space
        return CachedWord(
            f"{word.text} ",
            (word.show + space.show).replace("><", ""),
            word.advance + space.advance,
            word.ink,
            word,
            word.odd_start,
            word.odd_end,
            word.shaped,
        )

    def word(self, text: str) -> CachedWord:
        """Return characters that no line break divides, shaped from left to right."""
        return self._words.get(text) or self._add(text)

    def unbroken(self, token: str) -> CachedWord | None:
        """Return a simple word without breaks; None when it is another one."""
        if len(token) > LONG_WORD or self.breaks(token):
            return None
        word = self.word(token)
        return word if word.show else None

    def shape(self, text: str, *, rtl: bool = False) -> ShapedText:
        """Return the glyphs of a text in visual order; `rtl`: it runs from right to left."""
        if not rtl:
            return self.word(text).shaped
        shaped = self._rtl.get(text)
        if shaped is None:
            shaped = self._shaper.shape(text, rtl=True)
            if _is_worth_keeping(text):
                self._rtl[text] = shaped
        return shaped

    def width(self, text: str) -> float:
        """Return the width of a text in points."""
        return self.word(text).ink

    def _simple_word(self, text: str) -> CachedWord:
        """Return a word; raises NeedsFullEngineError when it is not simple."""
        word = self._words.get(text)
        if word is None:
            if len(text) > LONG_WORD or SOFT_HYPHEN in text:
                raise NeedsFullEngineError
            word = self._add(text)
        if not word.show:
            raise NeedsFullEngineError
        return word

    def _add(self, text: str) -> CachedWord:
        word = self._make_word(text, self._shaper.shape(text))
        if _is_worth_keeping(text):
            self._words[text] = word
        return word

    def _join_letters(
        self, text: str, shows: tuple[str, ...], advances: tuple[int, ...]
    ) -> CachedWord:
        run = GlyphRun(self._face, show_letters(shows), sum(advances) * self._face.scale)
        return self._make_word(text, ShapedText((run,), run.advance))

    def _make_word(self, text: str, shaped: ShapedText) -> CachedWord:
        width = shaped.advance * self._scale
        show = ""
        if len(shaped.runs) == 1 and SOFT_HYPHEN not in text:
            (run,) = shaped.runs
            if run.face is self._face and "]" not in run.show:
                show = run.show
        odd_end = not (text[-1:].isalnum() or text[-1:] in ORDINARY)
        # Half the time of CachedWord(...), for each word that is new.
        return tuple.__new__(
            CachedWord,
            (text, show, width, width, None, not text[:1].isalnum(), odd_end, shaped),
        )


def _is_worth_keeping(text: str) -> bool:
    """Return whether a word may come again.

    One with a stack of combining marks is shaped anew, so that each place of it is reported.
    """
    return len(text) <= MAX_STACKED_MARKS or (len(text) <= LONG_WORD and text.isascii())
