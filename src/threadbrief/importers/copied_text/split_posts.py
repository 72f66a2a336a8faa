"""The lines of a copied thread in; which of them make a post, and with what number, out."""

from collections.abc import Sequence

from threadbrief.core.structs import Accumulator, Frozen, field
from threadbrief.importers.copied_text.post_numbers import (
    Shown,
    at_end,
    at_start,
    item_number,
    of_shape,
    ruling_shape,
)
from threadbrief.importers.model import DoubtKind


class Piece(Frozen):
    """The lines of a post."""

    start: int
    stop: int
    """Behind the last line that holds text."""
    blanks: int
    """Empty lines that follow."""
    shown: str | None = None


class Split(Accumulator):
    """How a thread was taken apart, and what is doubtful about that."""

    pieces: list[Piece] = field(default_factory=list)
    weak: list[tuple[int, str]] = field(default_factory=list)
    """Boundaries that may lie elsewhere: the post before each, and why."""
    numbered: bool = True
    """Whether numbers, and not empty lines, tell the posts apart."""

    kind = DoubtKind.POST_BOUNDARY_WEAK


def split(lines: Sequence[str]) -> Split:
    """Return the posts of a copied thread: by the numbers at their starts or ends, else by empty lines."""
    starts, ends = [at_start(line) for line in lines], [at_end(line) for line in lines]
    shape_of_starts, shape_of_ends = (
        ruling_shape(filter(None, starts)),
        ruling_shape(filter(None, ends)),
    )
    by_start = _accepted(_with_ends(starts, ends, shape_of_starts, lines), shape_of_starts, lines)
    by_end = _accepted(ends, shape_of_ends, lines)
    if max(len(by_start), len(by_end)) < 2 and len(_blocks(lines, 0, len(lines))) > 2:
        return _by_blanks(lines)
    if len(by_start) > 1 or (by_start and len(by_start) >= len(by_end)):
        return _by_starts(lines, by_start, ends)
    if by_end:
        return _by_ends(lines, by_end)
    return _by_blanks(lines)


def _accepted(
    numbers: Sequence[Shown | None], shape: tuple[str, str] | None, lines: Sequence[str]
) -> dict[int, Shown]:
    """Return the numbers that mark a post, by line: they rise, or stand apart from the text before them."""
    found: dict[int, Shown] = {}
    last = 0
    for at, number in enumerate(numbers):
        if number is None or not of_shape(number, shape):
            continue
        if number.first > last or not at or not lines[at - 1].strip():
            found[at] = number
            last = max(last, number.last)
    return found


def _with_ends(
    starts: Sequence[Shown | None],
    ends: Sequence[Shown | None],
    shape: tuple[str, str] | None,
    lines: Sequence[str],
) -> list[Shown | None]:
    """Return the numbers at the starts of lines, and at that of a block without one the number that it ends with."""
    numbers = list(starts)
    for block in _blocks(lines, 0, len(lines)):
        number = ends[block.stop - 1]
        if not of_shape(starts[block.start], shape) and of_shape(number, shape):
            numbers[block.start] = number
    return numbers


def _by_starts(
    lines: Sequence[str], marks: dict[int, Shown], ends: Sequence[Shown | None]
) -> Split:
    done = Split()
    begins = sorted(marks)
    if any(line.strip() for line in lines[: begins[0]]):
        begins.insert(0, 0)
    for start, stop in zip(begins, [*begins[1:], len(lines)], strict=True):
        number = marks.get(start)
        final = (
            stop == len(lines)
            and number is not None
            and (number.ends or number.last == number.total)
        )
        pieces = _blocks(lines, start, stop) if final else [_piece(lines, start, stop)]
        shown = number.shown if number else _number_before(lines, pieces[0], marks, ends)
        _add(
            done,
            [Piece(pieces[0].start, pieces[0].stop, pieces[0].blanks, shown), *pieces[1:]],
            lines,
        )
        if len(pieces) > 1:
            done.weak.append(
                (
                    len(done.pieces) - len(pieces),
                    "what follows the last number is taken for a post without one",
                )
            )
    return done


def _number_before(
    lines: Sequence[str], piece: Piece, marks: dict[int, Shown], ends: Sequence[Shown | None]
) -> str | None:
    """Return the number that a first post bears at its end, where the others bear theirs at the start."""
    shape = marks[min(marks)].shape
    number = ends[piece.stop - 1] if lines else None
    return number.shown if number and number.first == 1 and of_shape(number, shape) else None


def _by_ends(lines: Sequence[str], marks: dict[int, Shown]) -> Split:
    done = Split()
    start = 0
    for at in sorted(marks):
        piece = _piece(lines, start, at + 1)
        start = at + 1
        _add(
            done,
            [Piece(piece.start, piece.stop, _blanks(lines, piece.stop), marks[at].shown)],
            lines,
        )
    if any(line.strip() for line in lines[start:]):
        done.weak.append(
            (len(done.pieces) - 1, "what follows the last number is taken for a post without one")
        )
        _add(done, _blocks(lines, start, len(lines)), lines)
    return done


def _by_blanks(lines: Sequence[str]) -> Split:
    pieces = _blocks(lines, 0, len(lines))
    done = Split(numbered=False)
    expected = 1
    for piece in pieces:
        item = item_number(lines[piece.start])
        if item and item[0] == expected:
            expected += 1
            done.pieces.append(Piece(piece.start, piece.stop, piece.blanks, item[1]))
        else:
            done.pieces.append(piece)
    if len(pieces) > 1:
        done.weak.append(
            (0, "no numbers tell the posts apart; each empty line is taken for the end of one")
        )
    return done


def _add(done: Split, pieces: Sequence[Piece], lines: Sequence[str]) -> None:
    """Add posts, and note what is weak about them: no empty line before one, or one inside."""
    for piece in pieces:
        if done.pieces and piece.start == done.pieces[-1].stop and done.pieces[-1].blanks == 0:
            why = (
                f"no empty line before {piece.shown!r}"
                if piece.shown
                else "no empty line before the next post"
            )
            done.weak.append((len(done.pieces) - 1, why.replace("'", '"')))
        if any(not line.strip() for line in lines[piece.start : piece.stop]):
            why = "an empty line inside: the end of a paragraph, or a post without a number"
            done.weak.append((len(done.pieces), why))
        done.pieces.append(piece)


def _blocks(lines: Sequence[str], start: int, stop: int) -> list[Piece]:
    """Return the runs of lines that hold text."""
    found: list[Piece] = []
    at = start
    while at < stop:
        if not lines[at].strip():
            at += 1
            continue
        end = at
        while end < stop and lines[end].strip():
            end += 1
        found.append(Piece(at, end, _blanks(lines, end)))
        at = end
    return found


def _piece(lines: Sequence[str], start: int, stop: int) -> Piece:
    while start < stop and not lines[start].strip():
        start += 1
    while stop > start and not lines[stop - 1].strip():
        stop -= 1
    return Piece(start, stop, _blanks(lines, stop))


def _blanks(lines: Sequence[str], at: int) -> int:
    end = at
    while end < len(lines) and not lines[end].strip():
        end += 1
    return end - at
