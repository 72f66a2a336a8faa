"""The lines of a copied thread in; which of them make a post, and with what number, out."""

from collections.abc import Sequence

from threadbrief.core.structs import Accumulator, Frozen, field
from threadbrief.importers.copied_text.post_numbers import (
    PostNumber,
    choose_number_format,
    has_number_format,
    parse_leading_number,
    parse_list_number,
    parse_trailing_number,
)
from threadbrief.importers.model import DoubtKind


class PostRange(Frozen):
    """The lines of a post."""

    start: int
    stop: int
    """Behind the last line that holds text."""
    blanks: int
    """Empty lines that follow."""
    shown: str | None = None


class SplitThread(Accumulator):
    """How a thread was taken apart, and what is doubtful about that."""

    pieces: list[PostRange] = field(default_factory=list)
    weak: list[tuple[int, str]] = field(default_factory=list)
    """Boundaries that may lie elsewhere: the post before each, and why."""
    numbered: bool = True
    """Whether numbers, and not empty lines, tell the posts apart."""

    kind = DoubtKind.POST_BOUNDARY_WEAK


def split_posts(lines: Sequence[str]) -> SplitThread:
    """Return the posts of a copied thread: by the numbers at their starts or ends, else by empty lines."""
    starts, ends = (
        [parse_leading_number(line) for line in lines],
        [parse_trailing_number(line) for line in lines],
    )
    shape_of_starts, shape_of_ends = (
        choose_number_format(filter(None, starts)),
        choose_number_format(filter(None, ends)),
    )
    by_start = _select_marks(
        _use_trailing_numbers(starts, ends, shape_of_starts, lines), shape_of_starts, lines
    )
    by_end = _select_marks(ends, shape_of_ends, lines)
    if max(len(by_start), len(by_end)) < 2 and len(_find_paragraphs(lines, 0, len(lines))) > 2:
        return _split_by_blank_lines(lines)
    if len(by_start) > 1 or (by_start and len(by_start) >= len(by_end)):
        return _split_by_leading_numbers(lines, by_start, ends)
    if by_end:
        return _split_by_trailing_numbers(lines, by_end)
    return _split_by_blank_lines(lines)


def _select_marks(
    numbers: Sequence[PostNumber | None], shape: tuple[str, str] | None, lines: Sequence[str]
) -> dict[int, PostNumber]:
    """Return the numbers that mark a post, by line: they rise, or stand apart from the text before them."""
    found: dict[int, PostNumber] = {}
    last = 0
    for at, number in enumerate(numbers):
        if number is None or not has_number_format(number, shape):
            continue
        if number.first > last or not at or not lines[at - 1].strip():
            found[at] = number
            last = max(last, number.last)
    return found


def _use_trailing_numbers(
    starts: Sequence[PostNumber | None],
    ends: Sequence[PostNumber | None],
    shape: tuple[str, str] | None,
    lines: Sequence[str],
) -> list[PostNumber | None]:
    """Return the numbers at the starts of lines, and at that of a block without one the number that it ends with."""
    numbers = list(starts)
    for block in _find_paragraphs(lines, 0, len(lines)):
        number = ends[block.stop - 1]
        if not has_number_format(starts[block.start], shape) and has_number_format(number, shape):
            numbers[block.start] = number
    return numbers


def _split_by_leading_numbers(
    lines: Sequence[str], marks: dict[int, PostNumber], ends: Sequence[PostNumber | None]
) -> SplitThread:
    done = SplitThread()
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
        pieces = (
            _find_paragraphs(lines, start, stop) if final else [_trim_range(lines, start, stop)]
        )
        shown = number.shown if number else _trailing_first_number(lines, pieces[0], marks, ends)
        _add_posts(
            done,
            [PostRange(pieces[0].start, pieces[0].stop, pieces[0].blanks, shown), *pieces[1:]],
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


def _trailing_first_number(
    lines: Sequence[str],
    piece: PostRange,
    marks: dict[int, PostNumber],
    ends: Sequence[PostNumber | None],
) -> str | None:
    """Return the number that a first post bears at its end, where the others bear theirs at the start."""
    shape = marks[min(marks)].format
    number = ends[piece.stop - 1] if lines else None
    return (
        number.shown if number and number.first == 1 and has_number_format(number, shape) else None
    )


def _split_by_trailing_numbers(lines: Sequence[str], marks: dict[int, PostNumber]) -> SplitThread:
    done = SplitThread()
    start = 0
    for at in sorted(marks):
        piece = _trim_range(lines, start, at + 1)
        start = at + 1
        _add_posts(
            done,
            [
                PostRange(
                    piece.start, piece.stop, _count_blank_lines(lines, piece.stop), marks[at].shown
                )
            ],
            lines,
        )
    if any(line.strip() for line in lines[start:]):
        done.weak.append(
            (len(done.pieces) - 1, "what follows the last number is taken for a post without one")
        )
        _add_posts(done, _find_paragraphs(lines, start, len(lines)), lines)
    return done


def _split_by_blank_lines(lines: Sequence[str]) -> SplitThread:
    pieces = _find_paragraphs(lines, 0, len(lines))
    done = SplitThread(numbered=False)
    expected = 1
    for piece in pieces:
        item = parse_list_number(lines[piece.start])
        if item and item[0] == expected:
            expected += 1
            done.pieces.append(PostRange(piece.start, piece.stop, piece.blanks, item[1]))
        else:
            done.pieces.append(piece)
    if len(pieces) > 1:
        done.weak.append(
            (0, "no numbers tell the posts apart; each empty line is taken for the end of one")
        )
    return done


def _add_posts(done: SplitThread, pieces: Sequence[PostRange], lines: Sequence[str]) -> None:
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


def _find_paragraphs(lines: Sequence[str], start: int, stop: int) -> list[PostRange]:
    """Return the runs of lines that hold text."""
    found: list[PostRange] = []
    at = start
    while at < stop:
        if not lines[at].strip():
            at += 1
            continue
        end = at
        while end < stop and lines[end].strip():
            end += 1
        found.append(PostRange(at, end, _count_blank_lines(lines, end)))
        at = end
    return found


def _trim_range(lines: Sequence[str], start: int, stop: int) -> PostRange:
    while start < stop and not lines[start].strip():
        start += 1
    while stop > start and not lines[stop - 1].strip():
        stop -= 1
    return PostRange(start, stop, _count_blank_lines(lines, stop))


def _count_blank_lines(lines: Sequence[str], at: int) -> int:
    end = at
    while end < len(lines) and not lines[end].strip():
        end += 1
    return end - at
