"""The split of a copied thread into posts: by the numbers of the posts, else by empty lines."""

from collections.abc import Mapping, Sequence

from threadbrief.core.structs import Accumulator, Frozen, field, replace
from threadbrief.importers.copied_text.post_numbers import (
    NumberFormat,
    Numbers,
    PostNumber,
    choose_number_format,
    has_number_format,
    parse_leading_number,
    parse_list_number,
    parse_trailing_number,
)

_AFTER_LAST_NUMBER = "what follows the last number is taken for a post without one"


class PostRange(Frozen):
    """The range of lines of a post."""

    start: int
    stop: int
    """The line after the last one with text."""
    blanks: int
    """The number of empty lines that follow."""
    shown: str | None = None
    """The number of the post as it is written; None: it has none."""


class SplitThread(Accumulator):
    """The posts of a copied thread, and the boundaries that are uncertain."""

    posts: list[PostRange] = field(default_factory=list)
    weak: list[tuple[int, str]] = field(default_factory=list)
    """Uncertain boundaries: the index of the post before each, and the reason."""
    numbered: bool = True
    """Whether the posts were split by numbers; else by empty lines."""


def split_posts(lines: Sequence[str]) -> SplitThread:
    """Return the posts of a copied thread, by numbers at start or end, else by empty lines."""
    leading = [parse_leading_number(line) for line in lines]
    trailing = [parse_trailing_number(line) for line in lines]
    format_of_leading = choose_number_format(filter(None, leading))
    format_of_trailing = choose_number_format(filter(None, trailing))
    starts = _select_marks(
        _use_trailing_numbers(leading, trailing, format_of_leading, lines),
        format_of_leading,
        lines,
    )
    ends = _select_marks(trailing, format_of_trailing, lines)
    is_hardly_numbered = len(starts) < 2 and len(ends) < 2
    if is_hardly_numbered and len(_find_paragraphs(lines, 0, len(lines))) > 2:
        return _split_by_blank_lines(lines)
    if len(starts) > 1 or (starts and len(starts) >= len(ends)):
        return _split_by_leading_numbers(lines, starts, trailing)
    if ends:
        return _split_by_trailing_numbers(lines, ends)
    return _split_by_blank_lines(lines)


def _select_marks(
    numbers: Numbers, chosen: NumberFormat | None, lines: Sequence[str]
) -> dict[int, PostNumber]:
    """Return the numbers that mark a post, by line: those that rise, or follow an empty line."""
    marks: dict[int, PostNumber] = {}
    last = 0
    for at, number in enumerate(numbers):
        if number is None or not has_number_format(number, chosen):
            continue
        if number.first > last or at == 0 or not lines[at - 1].strip():
            marks[at] = number
            last = max(last, number.last)
    return marks


def _use_trailing_numbers(
    leading: Numbers, trailing: Numbers, chosen: NumberFormat | None, lines: Sequence[str]
) -> Numbers:
    """Return the numbers at starts of lines, or at the end of a paragraph that has none there."""
    numbers = list(leading)
    for paragraph in _find_paragraphs(lines, 0, len(lines)):
        number = trailing[paragraph.stop - 1]
        has_leading = has_number_format(leading[paragraph.start], chosen)
        if not has_leading and has_number_format(number, chosen):
            numbers[paragraph.start] = number
    return numbers


# The ways to split


def _split_by_leading_numbers(
    lines: Sequence[str], marks: Mapping[int, PostNumber], trailing: Numbers
) -> SplitThread:
    thread = SplitThread()
    starts = sorted(marks)
    if any(line.strip() for line in lines[: starts[0]]):
        starts.insert(0, 0)
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        number = marks.get(start)
        if number is None:
            first = _trim_range(lines, start, stop)
            shown = _find_trailing_number(first, marks, trailing)
            _add_posts(thread, [replace(first, shown=shown)], lines)
            continue
        ranges = [_trim_range(lines, start, stop)]
        if stop == len(lines) and (number.ends or number.last == number.total):
            # The last number of the thread: each paragraph after its own is a post without one.
            ranges = _find_paragraphs(lines, start, stop)
        _add_posts(thread, [replace(ranges[0], shown=number.shown), *ranges[1:]], lines)
        if len(ranges) > 1:
            thread.weak.append((len(thread.posts) - len(ranges), _AFTER_LAST_NUMBER))
    return thread


def _find_trailing_number(
    first: PostRange, marks: Mapping[int, PostNumber], trailing: Numbers
) -> str | None:
    """Return the number at the end of a first post, where the others have theirs at the start."""
    number = trailing[first.stop - 1]
    chosen = marks[min(marks)].format
    if number is None or number.first != 1 or not has_number_format(number, chosen):
        return None
    return number.shown


def _split_by_trailing_numbers(
    lines: Sequence[str], marks: Mapping[int, PostNumber]
) -> SplitThread:
    thread = SplitThread()
    start = 0
    for at in sorted(marks):
        lines_of_post = _trim_range(lines, start, at + 1)
        _add_posts(thread, [replace(lines_of_post, shown=marks[at].shown)], lines)
        start = at + 1
    if any(line.strip() for line in lines[start:]):
        thread.weak.append((len(thread.posts) - 1, _AFTER_LAST_NUMBER))
        _add_posts(thread, _find_paragraphs(lines, start, len(lines)), lines)
    return thread


def _split_by_blank_lines(lines: Sequence[str]) -> SplitThread:
    """Return each paragraph as a post, with the number of a list item where these run from 1."""
    thread = SplitThread(numbered=False)
    expected = 1
    for paragraph in _find_paragraphs(lines, 0, len(lines)):
        item = parse_list_number(lines[paragraph.start])
        if item and item[0] == expected:
            expected += 1
            thread.posts.append(replace(paragraph, shown=item[1]))
        else:
            thread.posts.append(paragraph)
    if len(thread.posts) > 1:
        why = "no numbers tell the posts apart; each empty line is taken for the end of one"
        thread.weak.append((0, why))
    return thread


def _add_posts(thread: SplitThread, posts: Sequence[PostRange], lines: Sequence[str]) -> None:
    """Add posts, and note weak boundaries: no empty line before a post, or one inside it."""
    for post in posts:
        if thread.posts and thread.posts[-1].blanks == 0 and thread.posts[-1].stop == post.start:
            before = f"{post.shown!r}" if post.shown else "the next post"
            why = f"no empty line before {before}".replace("'", '"')
            thread.weak.append((len(thread.posts) - 1, why))
        if any(not line.strip() for line in lines[post.start : post.stop]):
            why = "an empty line inside: the end of a paragraph, or a post without a number"
            thread.weak.append((len(thread.posts), why))
        thread.posts.append(post)


# Ranges of lines


def _find_paragraphs(lines: Sequence[str], start: int, stop: int) -> list[PostRange]:
    """Return the runs of lines with text."""
    paragraphs: list[PostRange] = []
    at = start
    while at < stop:
        if not lines[at].strip():
            at += 1
            continue
        end = at
        while end < stop and lines[end].strip():
            end += 1
        paragraphs.append(PostRange(at, end, _count_blank_lines(lines, end)))
        at = end
    return paragraphs


def _trim_range(lines: Sequence[str], start: int, stop: int) -> PostRange:
    """Return a range without the empty lines at its start and end."""
    while start < stop and not lines[start].strip():
        start += 1
    while stop > start and not lines[stop - 1].strip():
        stop -= 1
    return PostRange(start, stop, _count_blank_lines(lines, stop))


def _count_blank_lines(lines: Sequence[str], at: int) -> int:
    """Return how many empty lines there are from a line on."""
    end = at
    while end < len(lines) and not lines[end].strip():
        end += 1
    return end - at
