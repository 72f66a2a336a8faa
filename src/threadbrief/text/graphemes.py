"""Extended grapheme clusters: the characters that a reader sees as one (UAX 29, Unicode 17)."""

from collections.abc import Iterator
from functools import cache

from threadbrief.text.unicode import GRAPHEME_BREAK, INDIC_CONJUNCT_BREAK

_HANGUL_CONTINUATIONS = {
    "L": {"L", "V", "LV", "LVT"},
    "LV": {"V", "T"},
    "V": {"V", "T"},
    "LVT": {"T"},
    "T": {"T"},
}
"""GB6 to GB8: what continues a syllable, by what it follows."""


def split_graphemes(text: str) -> list[str]:
    """Return the extended grapheme clusters of a text, in order."""
    if text.isascii() and text.isprintable():
        return list(text)
    ends = list(find_grapheme_ends(text))
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def find_grapheme_ends(text: str) -> Iterator[int]:
    """Yield the offsets at which the extended grapheme clusters of a text end, in order."""
    context = _BoundaryContext()
    before = ""
    for index, character in enumerate(text):
        after = GRAPHEME_BREAK[character]
        conjunct = INDIC_CONJUNCT_BREAK[character]
        if before and not (context.joins(after, conjunct) or _are_joined(before, after)):
            yield index
        context.advance(after, conjunct)
        before = after
    if text:
        yield len(text)


class _BoundaryContext:
    """The state of the rules that look back further than one character before a boundary."""

    __slots__ = ("consonant", "flags", "linked", "pictograph", "pictograph_joiner")

    def __init__(self) -> None:
        self.consonant = False
        """Whether an Indic consonant, and what may extend or link it, ends here (GB9c)."""
        self.linked = False
        """Whether a linker follows that consonant (GB9c)."""
        self.pictograph = False
        """Whether a pictograph, and what extends it, ends here (GB11)."""
        self.pictograph_joiner = False
        """Whether U+200D ends here, after such a pictograph (GB11)."""
        self.flags = 0
        """The number of regional indicators that end here (GB12, GB13)."""

    def joins(self, after: str, conjunct: str) -> bool:
        """Return whether GB9c, GB11, GB12 or GB13 keep the next character in the cluster."""
        if after == "Regional_Indicator":
            return self.flags % 2 == 1
        if after == "ExtPict":
            return self.pictograph_joiner
        return self.linked and conjunct == "Consonant"

    def advance(self, after: str, conjunct: str) -> None:
        """Take the next character into account."""
        if conjunct == "Consonant":
            self.consonant, self.linked = True, False
        elif conjunct == "None":
            self.consonant = self.linked = False
        elif conjunct == "Linker":
            self.linked = self.consonant
        self.pictograph_joiner = self.pictograph and after == "ZWJ"
        self.pictograph = after == "ExtPict" or (self.pictograph and after == "Extend")
        self.flags = self.flags + 1 if after == "Regional_Indicator" else 0


@cache
def _are_joined(before: str, after: str) -> bool:
    """Return whether two classes that touch are never separated (GB3 to GB9b)."""
    if {before, after} & {"Control", "CR", "LF"}:
        return (before, after) == ("CR", "LF")
    if after in _HANGUL_CONTINUATIONS.get(before, ()):
        return True
    return after in {"Extend", "ZWJ", "SpacingMark"} or before == "Prepend"
