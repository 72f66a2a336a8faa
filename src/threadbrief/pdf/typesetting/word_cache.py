"""The words of one text format, with widths and breaks, for fast lines and full engine alike.

`fast_lines.py` takes words with their spaces from the mapping itself; `itemize.py` and the line
breakers take words one by one from its methods. Both get the same widths, and glyphs that the
shaper of the format remembers for all sizes.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from threadbrief.pdf.fonts.fallback import FontFace
from threadbrief.pdf.typesetting.line_breaks import find_word_breaks
from threadbrief.pdf.typesetting.shaping import (
    LONG_WORD,
    GlyphRun,
    ShapedText,
    Shaper,
    format_letters,
    is_worth_keeping,
)
from threadbrief.text.unicode import SOFT_HYPHEN

BREAKABLE_ENDS = frozenset(".,;:!?)]’”…%")
"""Ends of words after which a line may break, whatever letter or figure comes next."""


class NeedsFullEngineError(Exception):
    """Raised for a word that is not simple: fast lines cannot set its paragraph."""


class CachedWord(NamedTuple):
    """Characters that no line break divides, with the space after them or without it.

    Widths are in points.
    """

    text: str
    fragment: str
    """The operand of the TJ operator; empty when the word is not simple.

    A simple word is one run of glyphs of the family's own face, one after the other, without
    ActualText and soft hyphens.
    """
    advance: float
    ink_width: float
    """Its width without the space."""
    without_space: "CachedWord | None"
    """The word without the space; None: it has none."""
    needs_start_check: bool
    """Whether it begins with something else than a letter or figure."""
    needs_end_check: bool
    """Whether it ends with something else than that, or what may end a line whatever follows."""
    shaped: ShapedText
    """The glyphs of the word without the space, left to right."""


EMPTY_WORD = CachedWord("", "", 0.0, 0.0, None, False, False, ShapedText((), 0.0))  # noqa: FBT003
"""Before a space that does not follow a word of the same format."""


class WordCache(dict[str, tuple[CachedWord, ...]]):
    """Maps a word to the parts between which a line may break, the last with a space after it.

    A missing word is added; raises NeedsFullEngineError when it is not simple. That the cache is
    itself the mapping saves a call for each word of a document.
    """

    __slots__ = ("_breaks", "_face", "_scale", "_shaper", "_space", "_words")

    def __init__(self, shaper: Shaper, size: float) -> None:
        super().__init__()
        self._shaper = shaper
        self._face: FontFace = shaper.chain.primary
        self._scale = size / 1000
        self._space: CachedWord | None = None
        self._words: dict[str, CachedWord] = {}
        self._breaks: dict[str, tuple[int, ...]] = {}

    def __missing__(self, token: str) -> tuple[CachedWord, ...]:
        *parts, last = self.split_at_breaks(token) if token else (EMPTY_WORD,)
        words = self[token] = (*parts, self.add_space(last))
        return words

    def find_breaks(self, token: str) -> tuple[int, ...]:
        """Return the offsets at which a line may break within a word."""
        breaks = self._breaks.get(token)
        if breaks is None:
            breaks = find_word_breaks(token)
            if len(token) < LONG_WORD:
                self._breaks[token] = breaks
        return breaks

    def split_at_breaks(self, token: str) -> tuple[CachedWord, ...]:
        """Return the parts of a word between which a line may break.

        Raises NeedsFullEngineError when the word is not simple.
        """
        return self.split(token, self.find_breaks(token))

    def split(self, text: str, ends: Sequence[int]) -> tuple[CachedWord, ...]:
        """Return the parts of a text that end at some offsets.

        Raises NeedsFullEngineError when it is not simple. Text of which each character has a
        glyph is shaped as a whole: its parts keep the kerning between them.
        """
        if not ends:
            return (self._get_simple_word(text),)
        cuts = (0, *ends, len(text))
        letters = self._shaper.shape_letters(text) if len(text) <= LONG_WORD else None
        if letters is None:
            return tuple([self._get_simple_word(text[a:b]) for a, b in pairwise(cuts)])
        shows, advances = letters
        return tuple([self._join_letters(text[a:b], shows[a:b], advances[a:b])
                      for a, b in pairwise(cuts)])  # fmt: skip

    def add_space(self, word: CachedWord) -> CachedWord:
        """Return a word with a space after it.

        Raises NeedsFullEngineError when the space is not simple.
        """
        if self._space is None:
            self._space = self._get_simple_word(" ")
        space = self._space
        return CachedWord(
            f"{word.text} ",
            (word.fragment + space.fragment).replace("><", ""),
            word.advance + space.advance,
            word.ink_width,
            word,
            word.needs_start_check,
            word.needs_end_check,
            word.shaped,
        )

    def get_word(self, text: str) -> CachedWord:
        """Return characters that no line break divides, shaped from left to right."""
        return self._words.get(text) or self._add_word(text)

    def get_unbroken_word(self, token: str) -> CachedWord | None:
        """Return a simple word without breaks; None when it is another one."""
        if len(token) > LONG_WORD or self.find_breaks(token):
            return None
        word = self.get_word(token)
        return word if word.fragment else None

    def shape(self, text: str, *, rtl: bool = False) -> ShapedText:
        """Return the glyphs of a text in visual order; `rtl`: it runs from right to left."""
        if rtl:
            return self._shaper.shape(text, rtl=True)
        return self.get_word(text).shaped

    def measure_width(self, text: str) -> float:
        """Return the width of a text in points."""
        return self.get_word(text).ink_width

    def _get_simple_word(self, text: str) -> CachedWord:
        """Return a word; raises NeedsFullEngineError when it is not simple."""
        word = self._words.get(text)
        if word is None:
            if len(text) > LONG_WORD or SOFT_HYPHEN in text:
                raise NeedsFullEngineError
            word = self._add_word(text)
        if not word.fragment:
            raise NeedsFullEngineError
        return word

    def _add_word(self, text: str) -> CachedWord:
        word = self._make_word(text, self._shaper.shape(text))
        if is_worth_keeping(text):
            self._words[text] = word
        return word

    def _join_letters(
        self, text: str, shows: tuple[str, ...], advances: tuple[int, ...]
    ) -> CachedWord:
        run = GlyphRun(self._face, format_letters(shows), sum(advances) * self._face.scale)
        return self._make_word(text, ShapedText((run,), run.advance))

    def _make_word(self, text: str, shaped: ShapedText) -> CachedWord:
        width = shaped.advance * self._scale
        show = ""
        if len(shaped.runs) == 1 and SOFT_HYPHEN not in text:
            (run,) = shaped.runs
            if run.face is self._face and "]" not in run.fragment:
                show = run.fragment
        odd_end = not (text[-1:].isalnum() or text[-1:] in BREAKABLE_ENDS)
        # Half the time of CachedWord(...), for each word that is new.
        return tuple.__new__(
            CachedWord,
            (text, show, width, width, None, not text[:1].isalnum(), odd_end, shaped),
        )
