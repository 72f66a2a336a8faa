"""The numbers that the author gave the posts in; the posts' own numbers, and what is wrong with the sequence, out."""

from collections.abc import Iterator, Sequence

from threadbrief.importers.captured import Doubt, DoubtKind
from threadbrief.importers.numbering import Shown, at_start, item_number

Numbers = Sequence[Shown | None]


def read_shown(shown: str | None) -> Shown | None:
    """Return a number as it was written, taken apart."""
    if not shown:
        return None
    item = item_number(f"{shown} ")
    return Shown(item[1], item[0], item[0], None, ("", "."), ends=False) if item else at_start(shown)


def numbers_of(found: Numbers) -> list[int]:
    """Return a number for each post: the author's where it rises, else one more than the post before."""
    numbers: list[int] = []
    for shown in found:
        last = numbers[-1] if numbers else 0
        numbers.append(shown.first if shown and shown.first > last else last + 1)
    return numbers


def doubts_of_sequence(found: Numbers) -> Iterator[Doubt]:
    """Yield a doubt for each number that is missing, doubled, out of order, or a range."""
    if sum(number is not None for number in found) < 1 or len(found) < 2:
        return
    last = 0
    for post, number in enumerate(found):
        if number is None:
            yield from _unnumbered(found, post)
            last = _after_unnumbered(found, post, last)
            continue
        yield from _step(number, last, post)
        last = max(last, number.last)
    yield from _end(found, last)


def _unnumbered(found: Numbers, post: int) -> Iterator[Doubt]:
    if post == 0:
        after = next((number for number in found if number), None)
        shown = f'"{after.shown}"' if after else "the first number"
        detail = f"the first post bears no number; what stands before {shown} is taken for it"
        yield Doubt(DoubtKind.FIRST_NUMBER_MISSING, detail, post)
    elif post < len(found) - 1:
        yield Doubt(DoubtKind.POST_BOUNDARY_WEAK, "the post bears no number, and others do", post)
    else:
        yield Doubt(DoubtKind.POST_BOUNDARY_WEAK, "the last post bears no number, and others do", post)


def _after_unnumbered(found: Numbers, post: int, last: int) -> int:
    """Return the number that a post without one takes: it has one only where the next counts on from it."""
    after = found[post + 1] if post + 1 < len(found) else None
    return last + 1 if after is not None and after.first == last + 2 else last


def _step(number: Shown, last: int, post: int) -> Iterator[Doubt]:
    first = last + 1
    if number.first == first + 1:
        yield Doubt(DoubtKind.NUMBER_GAP, f'number {first} is missing before "{number.shown}"', post)
    elif number.first > first:
        detail = f'numbers {first} to {number.first - 1} are missing before "{number.shown}"'
        yield Doubt(DoubtKind.NUMBER_GAP, detail, post)
    elif number.first < first:
        detail = f'"{number.shown}" comes after number {last}: twice, or out of order'
        yield Doubt(DoubtKind.NUMBER_TWICE, detail, post)
    if number.last > number.first:
        detail = f'"{number.shown}" is {number.last - number.first + 1} numbers for one post'
        yield Doubt(DoubtKind.NUMBER_RANGE, detail, post)


def _end(found: Numbers, last: int) -> Iterator[Doubt]:
    total = total_of(found)
    if total and last < total:
        yield Doubt(DoubtKind.NUMBER_GAP, f"the numbers end at {last} of {total}", None)


def total_of(found: Numbers) -> int | None:
    """Return how many posts the numbers say there are, where they agree."""
    totals = {number.total for number in found if number and number.total}
    return totals.pop() if len(totals) == 1 else None
