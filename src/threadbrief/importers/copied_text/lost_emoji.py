"""Posts as lines in; where a copy has lost emoji, and how many, out.

*The arithmetic*: some tools copy a thread without the pictures that its emoji are. Each lost one leaves a line break
in the middle of the sentence, two beside each other a space before the break, and each leaves an empty line behind the
post. Where the breaks of a post count as many as the empty lines behind it, they are lost emoji; where they do not, a
person must look. The empty lines are a checksum, never a boundary.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from threadbrief.core.structs import Frozen
from threadbrief.importers.copied_text.post_numbers import parse_leading_number
from threadbrief.importers.model import Doubt, DoubtKind
from threadbrief.text.urls import WEB_URL


class PostLines(Frozen):
    """The lines of a post."""

    lines: tuple[str, ...]
    """Up to the last one that is not empty."""
    blanks: int
    """Empty lines behind them."""
    final: bool = False
    """Nothing follows: the end of the file may have been trimmed, or have gained a line break."""


class InnerLineBreak(Frozen):
    """A line break inside a post."""

    line: int
    """The line that it ends, counted from 0."""
    lost: int
    """How many emoji would be lost there."""


def find_line_breaks(block: PostLines) -> tuple[InnerLineBreak, ...]:
    """Return the line breaks between two lines with text."""
    pairs = enumerate(zip(block.lines, block.lines[1:], strict=False))
    return tuple(
        InnerLineBreak(number, 2 if line.endswith((" ", "\u00a0")) else 1)
        for number, (line, after) in pairs
        if line.strip() and after.strip() and not _is_number(line)
    )


def _is_number(line: str) -> bool:
    """Return whether a line is nothing but the number of its post."""
    number = parse_leading_number(line)
    return number is not None and number.shown == line.strip()


def count_predicted(block: PostLines) -> int:
    """Return how many emoji the breaks of a post stand for, if they stand for any."""
    return sum(each.lost for each in find_line_breaks(block))


def find_lost_emoji(blocks: Sequence[PostLines]) -> list[tuple[InnerLineBreak, ...] | None]:
    """Return for each post the breaks that are lost emoji; None where the arithmetic does not explain them.

    The empty lines must tell the posts apart: where one and the same number of them behind every post would explain
    as many posts, they are mere distance, and nothing is known.
    """
    surplus = _find_surplus(blocks)
    if surplus is None:
        return [None if find_line_breaks(block) else () for block in blocks]
    return [_explain_breaks(block, surplus) for block in blocks]


def _explain_breaks(block: PostLines, surplus: int) -> tuple[InnerLineBreak, ...] | None:
    found = find_line_breaks(block)
    counts = {count_predicted(block) + surplus, count_predicted(block) + surplus + block.final}
    return found if not found or block.blanks in counts else None


def _find_surplus(blocks: Sequence[PostLines]) -> int | None:
    """Return how many empty lines stand behind a post beside those for emoji; None where the rule does not hold.

    A post without a break shows the number as it is, so that all of these must have the same.
    """
    inner = [block for block in blocks if not block.final]
    unbroken = {block.blanks for block in inner if not find_line_breaks(block)}
    surpluses = Counter(block.blanks - count_predicted(block) for block in inner)
    possible = [surplus for surplus in surpluses if surplus >= 0 and unbroken <= {surplus}]
    if not possible:
        return None
    surplus = max(possible, key=lambda each: (surpluses[each], -each))
    distances = Counter(block.blanks for block in inner)
    if surpluses[surplus] * 2 <= len(inner) or surpluses[surplus] <= max(distances.values()):
        return None
    return surplus


_SENTENCE_END = re.compile(
    r"[.!?…:;。！？：；\"”’»)\]}]\s*$|[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f]\s*$"
)
_ITEM_START = re.compile(
    rf"\s*(?:[-–—•*▪►→✅❌#]|\d{{1,3}}[.)/]|{WEB_URL}\s*$"
    r"|[(\[]?\d{1,3}[)\]]|[\U0001f000-\U0001faff])"
)


def check_line_breaks(blocks: Sequence[PostLines], *, numbered: bool) -> Iterator[Doubt]:
    """Yield a doubt for each line break that is, or may be, something else than a line break.

    `numbered` says whether numbers tell the posts apart: where empty lines do, they cannot be a checksum.
    """
    unknown: list[tuple[()] | None] = [None if find_line_breaks(block) else () for block in blocks]
    found = find_lost_emoji(blocks) if numbered else unknown
    holds = any(found)
    for post, (block, explained) in enumerate(zip(blocks, found, strict=True)):
        if explained:
            for each in explained:
                detail = f"{_count_emoji(each.lost)} lost {_describe_place(block, each.line)}"
                yield Doubt(
                    DoubtKind.EMOJI_LOST, detail, post, _offset(block, each.line), each.lost
                )
        elif explained is None:
            yield from _doubts_of_unexplained(block, post, holds=holds)


def _doubts_of_unexplained(block: PostLines, post: int, *, holds: bool) -> Iterator[Doubt]:
    places = [
        each.line for each in find_line_breaks(block) if holds or _is_in_sentence(block, each.line)
    ]
    if not places:
        return
    listed = "; ".join(_describe_place(block, line) for line in places)
    why = "join the lines, or keep them apart"
    if holds:
        why = (
            f"by them {_count_emoji(count_predicted(block))} would be lost, but the empty lines that follow are {block.blanks}; "
            "put back what is lost, or join the lines"
        )
    for line in places:
        yield Doubt(
            DoubtKind.LINE_BREAK_DOUBT, f"line breaks {listed}: {why}", post, _offset(block, line)
        )


def _is_in_sentence(block: PostLines, line: int) -> bool:
    """Return whether a break stands where no sentence, item or address ends."""
    return not _SENTENCE_END.search(block.lines[line]) and not _ITEM_START.match(
        block.lines[line + 1]
    )


def _count_emoji(count: int) -> str:
    return "1 emoji" if count == 1 else f"{count} emoji"


def _describe_place(block: PostLines, line: int) -> str:
    return f'after "{take_last_words(block.lines[line])}"'


def take_last_words(text: str, count: int = 3) -> str:
    """Return the last words of a line."""
    return " ".join(text.split()[-count:])


def _offset(block: PostLines, line: int) -> int:
    """Return where in the text of a post the break at the end of a line is."""
    return sum(len(each) + 1 for each in block.lines[: line + 1]) - 1
