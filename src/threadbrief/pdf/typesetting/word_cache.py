"""A voice's words: each shaped once, with the space after it, and ready to be joined with others into a line."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from threadbrief.pdf.fonts.fallback import FontFace
from threadbrief.pdf.typesetting.shaping import LetterGlyphs, Shaper, show_letters
from threadbrief.text.unicode import SOFT_HYPHEN

LONG_WORD = 200
"""Characters from which a word is not shaped whole."""

Breaks = Callable[[str], tuple[int, ...]]
"""Gives the offsets at which a word may be parted between two lines."""


class NeedsFullEngineError(Exception):
    """Says that a word needs more than glyphs of one face, one after the other."""


class CachedWord(NamedTuple):
    """Characters that no line parts, and the space after them, if there is one. Widths are in points."""

    text: str
    show: str
    """What stands between the brackets of a TJ operator."""
    advance: float
    ink: float
    """Its width without the space."""
    bare: "CachedWord | None"
    """The word without the space; None: it has none."""
    odd_start: bool
    """Whether it begins with something else than a letter or figure."""
    odd_end: bool
    """Whether it ends with something else than that, or what may end a line whatever follows."""


class SetWords(dict[str, tuple[CachedWord, ...]]):
    """The words that one voice has said so far, each as the parts between which a line may break."""

    __slots__ = ("_breaks", "_vocabulary")

    def __init__(self, vocabulary: "WordCache", breaks: Breaks) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._breaks = breaks

    def __missing__(self, token: str) -> tuple[CachedWord, ...]:
        """Return a word that has not been said before; raises NotPlainError when it is not plain."""
        words = self[token] = self._vocabulary.parted(token, self._breaks(token))
        return words


class WordsWithSpace(dict[str, tuple[CachedWord, ...]]):
    """The same words, with a space after each."""

    __slots__ = ("_bare", "_vocabulary")

    def __init__(self, vocabulary: "WordCache", bare: SetWords) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._bare = bare

    def __missing__(self, token: str) -> tuple[CachedWord, ...]:
        """Return a word that has not been said before; raises NotPlainError when it is not plain."""
        *parts, last = self._bare[token] if token else (NOTHING,)
        words = self[token] = (*parts, self._vocabulary.spaced(last))
        return words


NOTHING = CachedWord("", "", 0.0, 0.0, None, odd_start=False, odd_end=False)
"""Before a space that does not follow a word of the same voice."""
ORDINARY = frozenset(".,;:!?)]’”…%")
"""Ends of words after which a line may break, whatever letter or figure comes next."""


class WordCache:
    """The words of one voice."""

    __slots__ = ("_face", "_scale", "_shaper", "_space", "_whole", "bare", "spaced_words")

    def __init__(self, shaper: Shaper, size: float, breaks: Breaks) -> None:
        self._shaper = shaper
        self._face: FontFace = shaper.chain.primary
        self._scale = size / 1000
        self._space: CachedWord | None = None
        self._whole: dict[str, CachedWord] = {}
        self.bare = SetWords(self, breaks)
        self.spaced_words = WordsWithSpace(self, self.bare)

    def clear(self) -> None:
        """Let go of the words."""
        del self.bare, self.spaced_words

    def parted(self, text: str, ends: Sequence[int]) -> tuple[CachedWord, ...]:
        """Return a word in the parts that end at some offsets; raises NotPlainError when it is not plain."""
        if not ends:
            return (self._whole.get(text) or self._new(text),)
        cuts = (0, *ends, len(text))
        letters = self._shaper.letters(text) if len(text) <= LONG_WORD else None
        if letters is None:
            return tuple([self._shaped(text[a:b]) for a, b in pairwise(cuts)])
        shows, advances = letters
        return tuple(
            [self._word(text[a:b], (shows[a:b], advances[a:b])) for a, b in pairwise(cuts)]
        )

    def _new(self, text: str) -> CachedWord:
        letters = self._shaper.letters(text) if len(text) <= LONG_WORD else None
        word = self._whole[text] = (
            self._shaped(text) if letters is None else self._word(text, letters)
        )
        return word

    def _word(self, text: str, letters: LetterGlyphs) -> CachedWord:
        return self._made(text, show_letters(letters), sum(letters[1]) * self._face.scale)

    def _shaped(self, text: str) -> CachedWord:
        """Return a word whose glyphs are not as many as its characters."""
        if len(text) > LONG_WORD or SOFT_HYPHEN in text:
            raise NeedsFullEngineError
        shaped = self._shaper.shape(text)
        if len(shaped.runs) != 1:
            raise NeedsFullEngineError
        (run,) = shaped.runs
        if run.face is not self._face or "]" in run.show:
            raise NeedsFullEngineError
        return self._made(text, run.show, run.advance)

    def _made(self, text: str, show: str, advance: float) -> CachedWord:
        width = advance * self._scale
        first, last = text[0], text[-1]
        odd_end = not (last.isalnum() or last in ORDINARY)
        # As Word(...) would, in half the time: every new word comes by here.
        return tuple.__new__(
            CachedWord, (text, show, width, width, None, not first.isalnum(), odd_end)
        )

    def spaced(self, word: CachedWord) -> CachedWord:
        """Return a word with the space after it; raises NotPlainError when the space is not plain."""
        if self._space is None:
            (self._space,) = self.parted(" ", ())
        space = self._space
        show = (word.show + space.show).replace("><", "")
        advance = word.advance + space.advance
        return CachedWord(
            f"{word.text} ", show, advance, word.ink, word, word.odd_start, word.odd_end
        )
