"""Words with their note marks, where a measure is too narrow for both: pieces -> pieces that fit."""

from collections.abc import Iterator, Sequence

from threadbrief.pdf.paragraph import FREE, GLUED, Piece
from threadbrief.text.graphemes import graphemes

HANG = 12.0
"""Points by which marks may hang over the measure: as much as there is between two columns."""


def eased(pieces: list[Piece], width: float) -> list[Piece]:
    """Return pieces with which note marks hang over a measure of `width` points by no more than HANG.

    Where they would, the last letter of their word goes with them to the next line; marks that are wider than a line
    are parted after the commas between them.
    """
    if not any(piece.span.note for piece in pieces):
        return pieces
    fitting: list[Piece] = []
    for word in _words(pieces):
        fitting += word if sum(piece.width for piece in word) <= width + HANG else _parted(word, width)
    return fitting


def _words(pieces: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """Yield the pieces that no line parts, together."""
    start = 0
    for index, piece in enumerate(pieces):
        if piece.kind != GLUED and index > start:
            yield pieces[start:index]
            start = index
    yield pieces[start:]


def _parted(word: Sequence[Piece], width: float) -> Iterator[Piece]:
    first = next((index for index, piece in enumerate(word) if piece.span.shown), len(word))
    *letters, last = word[:first] or (None,)
    yield from letters
    yield from _halves(last) if last else ()
    many = sum(piece.width for piece in word[first:]) > width
    comma = False
    for piece in word[first:]:
        yield piece._replace(kind=FREE) if many and comma and piece.span.note else piece
        comma = piece.span.note is None


def _halves(piece: Piece) -> Iterator[Piece]:
    """Yield a word as all but its last letter, and that; a picture as it is."""
    if piece.span.placeholder:
        yield piece
        return
    *head, last = graphemes(piece.text)
    kind = piece.kind
    voice = piece.span.voice
    for text in filter(None, ("".join(head), last)):
        shaped = voice.shaper.shape(text, rtl=piece.level % 2 == 1)
        yield Piece(piece.span, shaped, text, shaped.advance * voice.style.size / 1000, kind, piece.level)
        kind = FREE
