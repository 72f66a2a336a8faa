"""Posts as lines in; where a copy has lost emoji, and how many, out.

*The arithmetic*: some tools copy a thread without the pictures that its emoji are. Each lost one leaves a line break
in the middle of the sentence, two beside each other a space before the break, and each leaves an empty line behind the
post. Where the breaks of a post count as many as the empty lines behind it, they are lost emoji; where they do not, a
person must look. The empty lines are a checksum, never a boundary.
"""

from collections import Counter
from collections.abc import Sequence

from threadbrief.importers.numbering import at_start
from threadbrief.values import Value


class Block(Value):
    """The lines of a post."""

    lines: tuple[str, ...]
    """Up to the last one that is not empty."""
    blanks: int
    """Empty lines behind them."""
    final: bool = False
    """Nothing follows: the end of the file may have been trimmed, or have gained a line break."""


class Break(Value):
    """A line break inside a post."""

    line: int
    """The line that it ends, counted from 0."""
    lost: int
    """How many emoji would be lost there."""


def breaks(block: Block) -> tuple[Break, ...]:
    """Return the line breaks between two lines with text."""
    pairs = enumerate(zip(block.lines, block.lines[1:], strict=False))
    return tuple(
        Break(number, 2 if line.endswith((" ", "\u00a0")) else 1)
        for number, (line, after) in pairs
        if line.strip() and after.strip() and not _is_number(line)
    )


def _is_number(line: str) -> bool:
    """Return whether a line is nothing but the number of its post."""
    number = at_start(line)
    return number is not None and number.shown == line.strip()


def predicted(block: Block) -> int:
    """Return how many emoji the breaks of a post stand for, if they stand for any."""
    return sum(each.lost for each in breaks(block))


def lost(blocks: Sequence[Block]) -> list[tuple[Break, ...] | None]:
    """Return for each post the breaks that are lost emoji; None where the arithmetic does not explain them.

    The empty lines must tell the posts apart: where one and the same number of them behind every post would explain
    as many posts, they are mere distance, and nothing is known.
    """
    surplus = _surplus(blocks)
    if surplus is None:
        return [None if breaks(block) else () for block in blocks]
    return [_explained(block, surplus) for block in blocks]


def _explained(block: Block, surplus: int) -> tuple[Break, ...] | None:
    found = breaks(block)
    counts = {predicted(block) + surplus, predicted(block) + surplus + block.final}
    return found if not found or block.blanks in counts else None


def _surplus(blocks: Sequence[Block]) -> int | None:
    """Return how many empty lines stand behind a post beside those for emoji; None where the rule does not hold.

    A post without a break shows the number as it is, so that all of these must have the same.
    """
    inner = [block for block in blocks if not block.final]
    unbroken = {block.blanks for block in inner if not breaks(block)}
    surpluses = Counter(block.blanks - predicted(block) for block in inner)
    possible = [surplus for surplus in surpluses if surplus >= 0 and unbroken <= {surplus}]
    if not possible:
        return None
    surplus = max(possible, key=lambda each: (surpluses[each], -each))
    distances = Counter(block.blanks for block in inner)
    if surpluses[surplus] * 2 <= len(inner) or surpluses[surplus] <= max(distances.values()):
        return None
    return surplus
