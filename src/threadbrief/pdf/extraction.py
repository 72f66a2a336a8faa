"""A line in visual order -> what programs need that read its text back from its glyphs: marks, and an order of words.

Poppler puts a line together by the places of its glyphs, PDFium by those of text objects; neither knows of levels.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from unicodedata import mirrored

from threadbrief.pdf.paragraph import GLUED, Piece
from threadbrief.pdf.shape import DIRECTION_MARKS, Shaped
from threadbrief.text.unicode import BIDI_CLASS

_LIKE_FIGURES = {"CS", "ES", "ET"}
_NEUTRAL = {"WS", "ON", *_LIKE_FIGURES}
_STRONG = {"L": "L", "R": "R", "AL": "R"}


def marked(line: Sequence[Piece], base: int) -> list[Piece]:
    """Return a line with bidi marks, not seen, where a reader of its glyphs would go astray; `base` is its own level.

    Programs that read a line back take neutrals at the end of foreign words, and those behind them, for part of the
    words that they have just read; and commas and the like for figures. PDFium mirrors the brackets of a line from
    right to left, which are said as what they are; but not between a left-to-right mark and a right-to-left one.
    """
    found: list[Piece] = []
    for place, right in enumerate(line):
        left = line[place - 1] if place else None
        astray = _astray(left, right, base)
        if right.level % 2 and BIDI_CLASS[right.text[-1]] in _LIKE_FIGURES:
            astray = right
        if astray:
            found.append(_mark(astray, astray.span.voice.shaper.direction_mark(DIRECTION_MARKS[astray.level % 2])))
        if base and _is_bracket(right):
            found += _unmirrored(right, follows=left is not None and _is_bracket(left))
        else:
            found.append(right)
    if line and (last := _astray(line[-1], None, base)):
        found.append(_mark(last, last.span.voice.shaper.direction_mark(DIRECTION_MARKS[last.level % 2])))
    return found


def _astray(left: Piece | None, right: Piece | None, base: int) -> Piece | None:
    """Return which of two neighbours has a neutral where the level changes between them; None: an edge of the line."""
    levels = (left.level if left else base, right.level if right else base)
    if levels[0] == levels[1]:
        return None
    home, foreign = (left, right) if levels[0] < levels[1] else (right, left)
    goes_on = home is (left if min(levels) % 2 else right)
    piece = home if goes_on else foreign
    if piece is None:
        return None
    return piece if BIDI_CLASS[piece.text[0 if goes_on else -1]] in _NEUTRAL else None


def _unmirrored(bracket: Piece, *, follows: bool) -> list[Piece]:
    """Return a bracket between the marks that keep PDFium from mirroring it; `follows` says that one is on its left."""
    before, after = (bracket.span.voice.shaper.unsaid_mark(mark) for mark in DIRECTION_MARKS)
    if not (before and after):
        return [bracket]
    marks = [_mark(bracket, mark) for mark in (after, before)]
    return [bracket, marks[1]] if follows else [marks[0], bracket, marks[1]]


def _is_bracket(piece: Piece) -> bool:
    return piece.level % 2 == 1 and mirrored(piece.text[0]) == 1


def _mark(home: Piece, mark: Shaped) -> Piece:
    return Piece(home.span, mark, "", 0.0, GLUED, home.level)


def turned_whole(line: Iterable[Piece]) -> bool:
    """Return whether PDFium reads all of a line from right to left: most of its words run so."""
    text = "".join([piece.text or DIRECTION_MARKS[piece.level % 2] for piece in line])
    words = [kind for kind, _ in groupby(_STRONG.get(BIDI_CLASS[character]) for character in text)]
    return words.count("R") >= words.count("L")


def from_the_right(shows: Sequence[str], advances: Sequence[float]) -> Sequence[str]:
    """Return fragments that stand from left to right, drawn the other way; as they are when one of them is not simple.

    Words are then read in their order by programs that do not sort what one operator shows (ISO 32000-1, 14.8.2.3.3).
    """
    if any("]" in show for show in shows):
        return shows
    drawn: list[str] = []
    place = sum(advances)
    pen = 0.0
    for show, advance in zip(reversed(shows), reversed(advances), strict=True):
        place -= advance
        if "<" in show:  # else it is a move
            drawn.append(f" {pen - place:.1f} {show}")
            pen = place + advance
    return drawn
