"""How a line becomes as long as its measure: where it may grow and by how much, and what hangs over its edges."""

from collections.abc import Sequence
from itertools import pairwise

from threadbrief.pdf.paragraph import FREE, JOINT, SPACE, Piece
from threadbrief.text.unicode import SCRIPT, SOFT_HYPHEN

LOOSEST, LOOSEST_JOINT = 0.8, 0.25
"""By how much a space, and the joint of two ideographs, grows at most, as a share of the size; a line that would be
looser stays ragged."""
_IDEOGRAPHIC = frozenset({"Hani", "Hira", "Kana", "Bopo", "Yiii"})
_HANGS_BEFORE = {**dict.fromkeys("“‘\"'«‹„‚", 0.7), **dict.fromkeys("([", 0.3), **dict.fromkeys("「『（【《〈", 0.5)}
_HANGS_AFTER = {**dict.fromkeys(".,-‐”’\"'»›", 0.7), **dict.fromkeys(":;–", 0.5), **dict.fromkeys("!?)]—", 0.2),
                **dict.fromkeys("、。，．」』）】》〉", 0.5)}  # fmt: skip
"""How much of a character hangs over the edge of the text, as a share of its width."""


def stretched(line: Sequence[Piece], spare: float) -> tuple[list[Piece], float]:
    """Return a line with its joints marked, and the points to add at each space and joint; 0: it stays as it is.

    Ideographs have no spaces between them: text of them grows wherever a line might have begun.
    """
    joints = [index for index, (left, right) in enumerate(pairwise(line)) if _is_joint(left, right)]
    gaps = sum(1 for piece in line if piece.kind == SPACE) + len(joints)
    if not gaps:
        return list(line), 0.0
    size = line[0].span.voice.style.size
    if spare / gaps > (LOOSEST_JOINT if joints else LOOSEST) * size:
        return list(line), 0.0
    marked = list(line)
    for index in joints:
        marked[index] = marked[index]._replace(kind=JOINT)
    return marked, spare / gaps


def _is_joint(left: Piece, right: Piece) -> bool:
    if right.kind != FREE or left.kind == SPACE or not (left.text and right.text):
        return False
    return _is_ideographic(left.text[-1]) or _is_ideographic(right.text[0])


def _is_ideographic(character: str) -> bool:
    return SCRIPT[character] in _IDEOGRAPHIC or "\u3000" <= character <= "\u303f" or "\uff01" <= character <= "\uff65"


def overhang(line: Sequence[Piece]) -> tuple[float, float]:
    """Return how many points of a line from left to right hang over its left and its right edge, if its style asks."""
    if not line or not line[0].span.voice.style.hang_punctuation:
        return 0.0, 0.0
    first, last = line[0], line[-1]
    return _part(first, first.text[:1], _HANGS_BEFORE), _part(
        last, last.text[-1:].replace(SOFT_HYPHEN, "-"), _HANGS_AFTER
    )


def _part(piece: Piece, character: str, shares: dict[str, float]) -> float:
    share = 0.0 if piece.span.placeholder else shares.get(character, 0.0)
    voice = piece.span.voice
    return share * voice.shaper.shape(character).advance * voice.style.size / 1000 if share else 0.0
