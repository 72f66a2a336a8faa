"""The numbers that authors give their posts (`2/`, `1/14`, `(1/8)`, `1/x`, `6-7/40`, `5/END`).

A number is read at the start or at the end of a line, and each thread has one format of numbers.
The sequence is checked for gaps, duplicates and ranges; each is a doubt.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from threadbrief.core.structs import Frozen
from threadbrief.importers.model import Doubt, DoubtKind

NumberFormat = tuple[str, str]
"""What all numbers of a thread have in common: the bracket, and what follows the slash."""

_OPEN, _CLOSE = r"[(\[]?", r"[)\]]?"
_CORE = r"(?P<first>\d{1,5})(?:\s?[-–]\s?(?P<last>\d{1,5}))?/(?P<of>\d{1,5}|[xXnN?]|(?i:END))?"
_SIGNS = "(?:[🧵🧶👇⬇\ufe0f]+\\s*)?"
"""Emoji around a number that mark a thread."""
_AT_START = re.compile(
    rf"\s*{_SIGNS}(?P<shown>(?P<open>{_OPEN}){_CORE}{_CLOSE}"
    r"(?:\s[-–—](?=\s|$)|[:.](?=\s|$))?)(?:(?=\s)|$)"
)
_GLUED = re.compile(
    r"\s*(?P<shown>(?P<open>)(?P<first>\d{1,5})(?P<last>(?!))?/(?P<of>(?!))?)(?=[^\W\d_]{2})"
)
"""A number with a word right after its slash: `2/The`."""
_AT_END = re.compile(rf"(?:^|(?<=\s))(?P<shown>(?P<open>{_OPEN}){_CORE}{_CLOSE})\s*{_SIGNS}$")
_ITEM = re.compile(r"\s*(?P<shown>(?P<number>\d{1,3})[.)])(?=\s)")
_INNER = re.compile(r"(?:^|(?<=[\s(]))(\d{1,2})\)(?=\s)")


class PostNumber(Frozen):
    """A number of a post as it is written, and its parts."""

    shown: str
    first: int
    last: int
    """The end of a range; for a single number the same as the first."""
    total: int | None
    """The number of posts, after the slash; None where it is not there."""
    format: NumberFormat
    ends: bool
    """Whether it has END, the mark of the last post."""


Numbers = Sequence[PostNumber | None]
"""The number of each post; None for a post without one."""

# One number


def parse_leading_number(line: str) -> PostNumber | None:
    """Return the number at the start of a line; None where there is none."""
    return _read_match(_AT_START.match(line) or _GLUED.match(line))


def parse_trailing_number(line: str) -> PostNumber | None:
    """Return the number at the end of a line; None where there is none."""
    return _read_match(_AT_END.search(line))


def _read_match(match: re.Match[str] | None) -> PostNumber | None:
    """Return the number of a match; None where it is out of range, as in a fraction or a date."""
    if match is None:
        return None
    first, of = int(match["first"]), match["of"] or ""
    last = int(match["last"] or first)
    total = int(of) if of.isdigit() else None
    if last < first or first < 1 or (total is not None and last > total):
        return None
    ends = of.upper() == "END"
    suffix = "" if ends else of.lower()
    return PostNumber(
        shown=match["shown"].strip(),
        first=first,
        last=last,
        total=total,
        format=(match["open"], suffix),
        ends=ends,
    )


def parse_post_number(shown: str | None) -> PostNumber | None:
    """Return the parts of a number as a reader has captured it; None where it is no number."""
    if not shown:
        return None
    item = parse_list_number(f"{shown} ")
    if item is None:
        return parse_leading_number(shown)
    number, written = item
    return PostNumber(written, number, number, total=None, format=("", "."), ends=False)


def parse_list_number(line: str) -> tuple[int, str] | None:
    """Return the number of a list item, `1.` or `1)`, at the start of a line, and its text."""
    match = _ITEM.match(line)
    if match is None:
        return None
    return int(match["number"]), match["shown"]


def strip_number(text: str, shown: str | None) -> str:
    """Return a text without its number, at the start or at the end."""
    if not shown:
        return text
    without_space = text.lstrip()
    if without_space.startswith(shown):
        return without_space[len(shown) :].lstrip()
    without_space = text.rstrip()
    if without_space.endswith(shown):
        return without_space[: -len(shown)].rstrip()
    return text


# The numbers of a thread


def choose_number_format(numbers: Iterable[PostNumber]) -> NumberFormat | None:
    """Return the format of the numbers of most posts; None where no format has rising numbers."""
    rising: Counter[NumberFormat] = Counter()
    last: dict[NumberFormat, int] = {}
    for number in numbers:
        if number.first > last.get(number.format, 0):
            rising[number.format] += 1
            last[number.format] = number.last
    if not rising:
        return None
    chosen, count = rising.most_common(1)[0]
    if count == 1 and last[chosen] > 2:
        return None
    return chosen


def has_number_format(number: PostNumber | None, chosen: NumberFormat | None) -> bool:
    """Return whether there is a number in the format of the thread; one with END always is."""
    if number is None or chosen is None:
        return False
    return number.format == chosen or number.ends


def find_post_numbers(texts: Sequence[str]) -> list[PostNumber | None]:
    """Return for each post the number in its text, at the start or else at the end."""
    leading = [parse_leading_number(text.split("\n", 1)[0]) for text in texts]
    trailing = [parse_trailing_number(text.rsplit("\n", 1)[-1]) for text in texts]
    format_of_leading = choose_number_format(filter(None, leading))
    format_of_trailing = choose_number_format(filter(None, trailing))
    chosen: list[PostNumber | None] = []
    for first, last in zip(leading, trailing, strict=True):
        if has_number_format(first, format_of_leading):
            chosen.append(first)
        elif has_number_format(last, format_of_trailing):
            chosen.append(last)
        else:
            chosen.append(None)
    return chosen


def find_inner_list(text: str) -> tuple[str, ...]:
    """Return the numbers of a list inside a post, `1) 2) 3)`; none where they do not begin 1, 2."""
    numbers = [int(match[1]) for match in _INNER.finditer(text)]
    if numbers[:2] != [1, 2]:
        return ()
    return tuple(f"{number})" for number in numbers)


def assign_numbers(numbers: Numbers) -> list[int]:
    """Return an integer for each post: the author's where it rises, else the next one."""
    assigned: list[int] = []
    previous = 0
    for number in numbers:
        if number and number.first > previous:
            previous = number.first
        else:
            previous += 1
        assigned.append(previous)
    return assigned


def find_total(numbers: Numbers) -> int | None:
    """Return the total in the numbers of a thread; None where there is none, or they differ."""
    totals = {number.total for number in numbers if number and number.total}
    if len(totals) != 1:
        return None
    return totals.pop()


# The check of the sequence


def check_sequence(numbers: Numbers) -> Iterator[Doubt]:
    """Yield a doubt for each number that is missing, duplicate, out of order, or a range."""
    if len(numbers) < 2 or not any(numbers):
        return
    last = 0
    for post, number in enumerate(numbers):
        if number is None:
            yield _report_unnumbered(numbers, post)
            last = _count_unnumbered(numbers, post, last)
        else:
            yield from _check_step(number, last, post)
            last = max(last, number.last)
    total = find_total(numbers)
    if total and last < total:
        yield Doubt(DoubtKind.NUMBER_GAP, f"the numbers end at {last} of {total}", None)


def _report_unnumbered(numbers: Numbers, post: int) -> Doubt:
    """Return the doubt about a post without a number."""
    if post == 0:
        first = next((number for number in numbers if number), None)
        shown = f'"{first.shown}"' if first else "the first number"
        detail = f"the first post bears no number; what stands before {shown} is taken for it"
        return Doubt(DoubtKind.FIRST_NUMBER_MISSING, detail, post)
    which = "the last post" if post == len(numbers) - 1 else "the post"
    return Doubt(DoubtKind.POST_BOUNDARY_WEAK, f"{which} bears no number, and others do", post)


def _count_unnumbered(numbers: Numbers, post: int, last: int) -> int:
    """Return the last number after a post without one, which counts where the next skips one."""
    if post + 1 == len(numbers):
        return last
    following = numbers[post + 1]
    if following is not None and following.first == last + 2:
        return last + 1
    return last


def _check_step(number: PostNumber, last: int, post: int) -> Iterator[Doubt]:
    """Yield the doubts about a number, given the last one before it."""
    expected = last + 1
    if number.first == expected + 1:
        detail = f'number {expected} is missing before "{number.shown}"'
        yield Doubt(DoubtKind.NUMBER_GAP, detail, post)
    elif number.first > expected:
        detail = f'numbers {expected} to {number.first - 1} are missing before "{number.shown}"'
        yield Doubt(DoubtKind.NUMBER_GAP, detail, post)
    elif number.first < expected:
        detail = f'"{number.shown}" comes after number {last}: twice, or out of order'
        yield Doubt(DoubtKind.NUMBER_TWICE, detail, post)
    if number.last > number.first:
        detail = f'"{number.shown}" is {number.last - number.first + 1} numbers for one post'
        yield Doubt(DoubtKind.NUMBER_RANGE, detail, post)
