"""Lines in; the numbers that an author gave the posts out: `2/`, `1/14`, `(1/8)`, `1/x`, `6-7/40`, `5/END`."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from threadbrief.values import Value

_OPEN, _CLOSE = r"[(\[]?", r"[)\]]?"
_CORE = r"(?P<first>\d{1,5})(?:\s?[-–]\s?(?P<last>\d{1,5}))?/(?P<of>\d{1,5}|[xXnN?]|(?i:END))?"
_SIGNS = "(?:[🧵🧶👇⬇\ufe0f]+\\s*)?"
"""What stands beside a number and says that it is of a thread."""
_AT_START = re.compile(
    rf"\s*{_SIGNS}(?P<shown>(?P<open>{_OPEN}){_CORE}{_CLOSE}(?:\s[-–—](?=\s|$)|[:.](?=\s|$))?)(?:(?=\s)|$)"
)
_GLUED = re.compile(r"\s*(?P<shown>(?P<open>)(?P<first>\d{1,5})(?P<last>(?!))?/(?P<of>(?!))?)(?=[^\W\d_]{2})")
_AT_END = re.compile(rf"(?:^|(?<=\s))(?P<shown>(?P<open>{_OPEN}){_CORE}{_CLOSE})\s*{_SIGNS}$")
_ITEM = re.compile(r"\s*(?P<shown>(?P<number>\d{1,3})[.)])(?=\s)")
_INNER = re.compile(r"(?:^|(?<=[\s(]))(\d{1,2})\)(?=\s)")


class Shown(Value):
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


def at_start(line: str) -> Shown | None:
    """Return the number that a line begins with."""
    return _shown(_AT_START.match(line) or _GLUED.match(line))


def at_end(line: str) -> Shown | None:
    """Return the number that a line ends with."""
    return _shown(_AT_END.search(line))


def _shown(match: re.Match[str] | None) -> Shown | None:
    if match is None:
        return None
    first, of = int(match["first"]), match["of"] or ""
    last = int(match["last"] or first)
    total = int(of) if of.isdigit() else None
    if last < first or first < 1 or (total is not None and last > total):
        return None
    ends = of.upper() == "END"
    kind = "" if ends else of.lower()
    return Shown(match["shown"].strip(), first, last, total, (match["open"], kind), ends)


def ruling_shape(found: Iterable[Shown]) -> tuple[str, str] | None:
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


def of_shape(number: Shown | None, shape: tuple[str, str] | None) -> bool:
    """Return whether a number is one of those that the thread is numbered by."""
    return number is not None and shape is not None and (number.shape == shape or number.ends)


def item_number(line: str) -> tuple[int, str] | None:
    """Return the number of a line that begins like the item of a list: `1.`, `1)`."""
    match = _ITEM.match(line)
    return (int(match["number"]), match["shown"]) if match else None


def inner_numbers(text: str) -> tuple[str, ...]:
    """Return the numbers of a list inside a post, `1) 2) 3)`; none where they do not rise from 1."""
    numbers = [int(match[1]) for match in _INNER.finditer(text)]
    return tuple(f"{number})" for number in numbers) if numbers[:2] == [1, 2] else ()


def stripped(text: str, shown: str | None) -> str:
    """Return a text without the number that it begins or ends with."""
    if not shown:
        return text
    begun = text.lstrip()
    if begun.startswith(shown):
        return begun[len(shown) :].lstrip()
    ended = text.rstrip()
    return ended[: -len(shown)].rstrip() if ended.endswith(shown) else text


def shown_numbers(texts: Sequence[str]) -> list[Shown | None]:
    """Return for each post the number that its author wrote into it, at its start or its end."""
    starts = [at_start(text.split("\n", 1)[0]) for text in texts]
    ends = [at_end(text.rsplit("\n", 1)[-1]) for text in texts]
    shapes = [ruling_shape(filter(None, found)) for found in (starts, ends)]
    chosen: list[Shown | None] = []
    for pair in zip(starts, ends, strict=True):
        fitting = (number for number, shape in zip(pair, shapes, strict=True) if of_shape(number, shape))
        chosen.append(next(fitting, None))
    return chosen
