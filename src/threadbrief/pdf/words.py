"""A voice's words: each shaped once, with the space after it, and ready to be joined with others into a line."""

from collections.abc import Callable

from threadbrief.pdf.fonts import Face
from threadbrief.pdf.shape import Shaper
from threadbrief.pdf.unicode import SOFT_HYPHEN
from threadbrief.values import Value

LONG_WORD = 200
"""Characters from which a word is not shaped whole."""

Breaks = Callable[[str], tuple[int, ...]]
"""Gives the offsets at which a word may be parted between two lines."""


class NotPlainError(Exception):
    """Says that a word needs more than glyphs of one face, one after the other."""


class Word(Value):
    """Characters that no line parts, and the space after them, if there is one. Widths are in points."""

    text: str
    show: str
    """What stands between the brackets of a TJ operator."""
    advance: float
    ink: float
    """Its width without the space."""
    bare: "Word | None" = None
    """The word without the space; None: it has none."""
    open_start: bool = True
    open_end: bool = True
    """Whether it begins with a letter or figure, and ends with one or with what may end a line whatever follows."""


class Words(dict[str, tuple[Word, ...]]):
    """The words that one voice has said so far, each as the parts between which a line may break."""

    __slots__ = ("_breaks", "_vocabulary")

    def __init__(self, vocabulary: "Vocabulary", breaks: Breaks) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._breaks = breaks

    def __missing__(self, token: str) -> tuple[Word, ...]:
        """Return a word that has not been said before; raises NotPlainError when it is not plain."""
        vocabulary = self._vocabulary
        ends = self._breaks(token)
        if not ends:
            words: tuple[Word, ...] = (vocabulary.word(token),)
        else:
            starts = (0, *ends)
            words = tuple(vocabulary.word(token[a:b]) for a, b in zip(starts, (*ends, len(token)), strict=True))
        self[token] = words
        return words


class SpacedWords(dict[str, tuple[Word, ...]]):
    """The same words, with a space after each."""

    __slots__ = ("_bare", "_vocabulary")

    def __init__(self, vocabulary: "Vocabulary", bare: Words) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._bare = bare

    def __missing__(self, token: str) -> tuple[Word, ...]:
        """Return a word that has not been said before; raises NotPlainError when it is not plain."""
        *parts, last = self._bare[token] if token else (NOTHING,)
        words = self[token] = (*parts, self._vocabulary.spaced(last))
        return words


NOTHING = Word("", "", 0.0, 0.0)
"""Before a space that does not follow a word of the same voice."""
ORDINARY = frozenset(".,;:!?)]’”…%")
"""Ends of words after which a line may break, whatever letter or figure comes next."""


class Vocabulary:
    """The words of one voice."""

    __slots__ = ("_face", "_scale", "_shaper", "_space", "bare", "spaced_words")

    def __init__(self, shaper: Shaper, size: float, breaks: Breaks) -> None:
        self._shaper = shaper
        self._face: Face = shaper.chain.primary
        self._scale = size / 1000
        self._space: Word | None = None
        self.bare = Words(self, breaks)
        self.spaced_words = SpacedWords(self, self.bare)

    def word(self, text: str) -> Word:
        """Return a word that no line parts; raises NotPlainError when it is not plain."""
        if len(text) > LONG_WORD or SOFT_HYPHEN in text:
            raise NotPlainError
        shaped = self._shaper.shape(text)
        if len(shaped.runs) != 1:
            raise NotPlainError
        (run,) = shaped.runs
        if run.face is not self._face or "]" in run.show:
            raise NotPlainError
        width = run.advance * self._scale
        ends = text[-1].isalnum() or text[-1] in ORDINARY
        return Word(text, run.show, width, width, open_start=text[0].isalnum(), open_end=ends)

    def spaced(self, word: Word) -> Word:
        """Return a word with the space after it; raises NotPlainError when the space is not plain."""
        if self._space is None:
            (run,) = self._shaper.space(self._face).runs
            if "]" in run.show:
                raise NotPlainError
            self._space = Word(" ", run.show, run.advance * self._scale, 0.0)
        space = self._space
        show = (word.show + space.show).replace("><", "")
        advance = word.advance + space.advance
        return Word(f"{word.text} ", show, advance, word.ink, word, word.open_start, word.open_end)
