"""Lines in; the numbers that an author gave the posts out: `2/`, `1/14`, `(1/8)`, `1/x`, `6-7/40`, `5/END`."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from threadbrief.core.structs import Frozen
from threadbrief.importers.model import Doubt, DoubtKind

_OPEN, _CLOSE = r"[(\[]?", r"[)\]]?"
_CORE = r"(?P<first>\d{1,5})(?:\s?[-–]\s?(?P<last>\d{1,5}))?/(?P<of>\d{1,5}|[xXnN?]|(?i:END))?"
_SIGNS = "(?:[🧵🧶👇⬇\ufe0f]+\\s*)?"
"""What stands beside a number and says that it is of a thread."""
_AT_START = re.compile(
    rf"\s*{_SIGNS}(?P<shown>(?P<open>{_OPEN}){_CORE}{_CLOSE}(?:\s[-–—](?=\s|$)|[:.](?=\s|$))?)(?:(?=\s)|$)"
)
_GLUED = re.compile(
    r"\s*(?P<shown>(?P<open>)(?P<first>\d{1,5})(?P<last>(?!))?/(?P<of>(?!))?)(?=[^\W\d_]{2})"
)
_AT_END = re.compile(rf"(?:^|(?<=\s))(?P<shown>(?P<open>{_OPEN}){_CORE}{_CLOSE})\s*{_SIGNS}$")
_ITEM = re.compile(r"\s*(?P<shown>(?P<number>\d{1,3})[.)])(?=\s)")
_INNER = re.compile(r"(?:^|(?<=[\s(]))(\d{1,2})\)(?=\s)")


class PostNumber(Frozen):
    """A number as it stands in a line."""

    shown: str
    first: int
    last: int
    """The same, or the end of a range."""
    total: int | None
    shape: tuple[str, str]
    """What all numbers of one thread have in common: the bracket, and what follows the slash."""
    ends: bool
    """It says END."""


def parse_leading_number(line: str) -> PostNumber | None:
    """Return the number that a line begins with."""
    return _number_from_match(_AT_START.match(line) or _GLUED.match(line))


def parse_trailing_number(line: str) -> PostNumber | None:
    """Return the number that a line ends with."""
    return _number_from_match(_AT_END.search(line))


def _number_from_match(match: re.Match[str] | None) -> PostNumber | None:
    if match is None:
        return None
    first, of = int(match["first"]), match["of"] or ""
    last = int(match["last"] or first)
    total = int(of) if of.isdigit() else None
    if last < first or first < 1 or (total is not None and last > total):
        return None
    ends = of.upper() == "END"
    kind = "" if ends else of.lower()
    return PostNumber(match["shown"].strip(), first, last, total, (match["open"], kind), ends)


def choose_number_format(found: Iterable[PostNumber]) -> tuple[str, str] | None:
    """Return the shape in which the numbers of most posts are written; None where no numbers rise one by one."""
    chains: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], int] = {}
    for number in found:
        if number.first > last.get(number.shape, 0):
            chains[number.shape] += 1
            last[number.shape] = number.last
    if not chains:
        return None
    shape, count = chains.most_common(1)[0]
    return shape if count > 1 or last[shape] <= 2 else None


def has_number_format(number: PostNumber | None, shape: tuple[str, str] | None) -> bool:
    """Return whether a number is one of those that the thread is numbered by."""
    return number is not None and shape is not None and (number.shape == shape or number.ends)


def parse_list_number(line: str) -> tuple[int, str] | None:
    """Return the number of a line that begins like the item of a list: `1.`, `1)`."""
    match = _ITEM.match(line)
    return (int(match["number"]), match["shown"]) if match else None


def find_inner_list(text: str) -> tuple[str, ...]:
    """Return the numbers of a list inside a post, `1) 2) 3)`; none where they do not rise from 1."""
    numbers = [int(match[1]) for match in _INNER.finditer(text)]
    return tuple(f"{number})" for number in numbers) if numbers[:2] == [1, 2] else ()


def strip_number(text: str, shown: str | None) -> str:
    """Return a text without the number that it begins or ends with."""
    if not shown:
        return text
    begun = text.lstrip()
    if begun.startswith(shown):
        return begun[len(shown) :].lstrip()
    ended = text.rstrip()
    return ended[: -len(shown)].rstrip() if ended.endswith(shown) else text


def find_post_numbers(texts: Sequence[str]) -> list[PostNumber | None]:
    """Return for each post the number that its author wrote into it, at its start or its end."""
    starts = [parse_leading_number(text.split("\n", 1)[0]) for text in texts]
    ends = [parse_trailing_number(text.rsplit("\n", 1)[-1]) for text in texts]
    shapes = [choose_number_format(filter(None, found)) for found in (starts, ends)]
    chosen: list[PostNumber | None] = []
    for pair in zip(starts, ends, strict=True):
        fitting = (
            number
            for number, shape in zip(pair, shapes, strict=True)
            if has_number_format(number, shape)
        )
        chosen.append(next(fitting, None))
    return chosen


Numbers = Sequence[PostNumber | None]


def parse_post_number(shown: str | None) -> PostNumber | None:
    """Return a number as it was written, taken apart."""
    if not shown:
        return None
    item = parse_list_number(f"{shown} ")
    return (
        PostNumber(item[1], item[0], item[0], None, ("", "."), ends=False)
        if item
        else parse_leading_number(shown)
    )


def assign_numbers(found: Numbers) -> list[int]:
    """Return a number for each post: the author's where it rises, else one more than the post before."""
    numbers: list[int] = []
    for shown in found:
        last = numbers[-1] if numbers else 0
        numbers.append(shown.first if shown and shown.first > last else last + 1)
    return numbers


def check_sequence(found: Numbers) -> Iterator[Doubt]:
    """Yield a doubt for each number that is missing, doubled, out of order, or a range."""
    if sum(number is not None for number in found) < 1 or len(found) < 2:
        return
    last = 0
    for post, number in enumerate(found):
        if number is None:
            yield from _doubts_of_unnumbered(found, post)
            last = _number_of_unnumbered(found, post, last)
            continue
        yield from _check_step(number, last, post)
        last = max(last, number.last)
    yield from _check_end(found, last)


def _doubts_of_unnumbered(found: Numbers, post: int) -> Iterator[Doubt]:
    if post == 0:
        after = next((number for number in found if number), None)
        shown = f'"{after.shown}"' if after else "the first number"
        detail = f"the first post bears no number; what stands before {shown} is taken for it"
        yield Doubt(DoubtKind.FIRST_NUMBER_MISSING, detail, post)
    elif post < len(found) - 1:
        yield Doubt(DoubtKind.POST_BOUNDARY_WEAK, "the post bears no number, and others do", post)
    else:
        yield Doubt(
            DoubtKind.POST_BOUNDARY_WEAK, "the last post bears no number, and others do", post
        )


def _number_of_unnumbered(found: Numbers, post: int, last: int) -> int:
    """Return the number that a post without one takes: it has one only where the next counts on from it."""
    after = found[post + 1] if post + 1 < len(found) else None
    return last + 1 if after is not None and after.first == last + 2 else last


def _check_step(number: PostNumber, last: int, post: int) -> Iterator[Doubt]:
    first = last + 1
    if number.first == first + 1:
        yield Doubt(
            DoubtKind.NUMBER_GAP, f'number {first} is missing before "{number.shown}"', post
        )
    elif number.first > first:
        detail = f'numbers {first} to {number.first - 1} are missing before "{number.shown}"'
        yield Doubt(DoubtKind.NUMBER_GAP, detail, post)
    elif number.first < first:
        detail = f'"{number.shown}" comes after number {last}: twice, or out of order'
        yield Doubt(DoubtKind.NUMBER_TWICE, detail, post)
    if number.last > number.first:
        detail = f'"{number.shown}" is {number.last - number.first + 1} numbers for one post'
        yield Doubt(DoubtKind.NUMBER_RANGE, detail, post)


def _check_end(found: Numbers, last: int) -> Iterator[Doubt]:
    total = find_total(found)
    if total and last < total:
        yield Doubt(DoubtKind.NUMBER_GAP, f"the numbers end at {last} of {total}", None)


def find_total(found: Numbers) -> int | None:
    """Return how many posts the numbers say there are, where they agree."""
    totals = {number.total for number in found if number and number.total}
    return totals.pop() if len(totals) == 1 else None
