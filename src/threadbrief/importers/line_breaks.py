"""The posts of a copied text as lines in; what their line breaks may stand for, as doubts, out."""

import re
from collections.abc import Iterator, Sequence

from threadbrief.importers.captured import Doubt, DoubtKind
from threadbrief.importers.lost_emoji import Block, breaks, lost, predicted
from threadbrief.text.urls import WEB_URL

_ENDS = re.compile(r"[.!?…:;。！？：；\"”’»)\]}]\s*$|[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f]\s*$")
_BEGINS = re.compile(
    rf"\s*(?:[-–—•*▪►→✅❌#]|\d{{1,3}}[.)/]|{WEB_URL}\s*$"
    r"|[(\[]?\d{1,3}[)\]]|[\U0001f000-\U0001faff])"
)


def doubts_of_breaks(blocks: Sequence[Block], *, numbered: bool) -> Iterator[Doubt]:
    """Yield a doubt for each line break that is, or may be, something else than a line break.

    `numbered` says whether numbers tell the posts apart: where empty lines do, they cannot be a checksum.
    """
    unknown: list[tuple[()] | None] = [None if breaks(block) else () for block in blocks]
    found = lost(blocks) if numbered else unknown
    holds = any(found)
    for post, (block, explained) in enumerate(zip(blocks, found, strict=True)):
        if explained:
            for each in explained:
                detail = f"{_emoji(each.lost)} lost {_place(block, each.line)}"
                yield Doubt(DoubtKind.EMOJI_LOST, detail, post, _offset(block, each.line), each.lost)
        elif explained is None:
            yield from _unexplained(block, post, holds=holds)


def _unexplained(block: Block, post: int, *, holds: bool) -> Iterator[Doubt]:
    places = [each.line for each in breaks(block) if holds or _in_sentence(block, each.line)]
    if not places:
        return
    listed = "; ".join(_place(block, line) for line in places)
    why = "join the lines, or keep them apart"
    if holds:
        why = (
            f"by them {_emoji(predicted(block))} would be lost, but the empty lines that follow are {block.blanks}; "
            "put back what is lost, or join the lines"
        )
    for line in places:
        yield Doubt(DoubtKind.LINE_BREAK_DOUBT, f"line breaks {listed}: {why}", post, _offset(block, line))


def _in_sentence(block: Block, line: int) -> bool:
    """Return whether a break stands where no sentence, item or address ends."""
    return not _ENDS.search(block.lines[line]) and not _BEGINS.match(block.lines[line + 1])


def _emoji(count: int) -> str:
    return "1 emoji" if count == 1 else f"{count} emoji"


def _place(block: Block, line: int) -> str:
    return f'after "{last_words(block.lines[line])}"'


def last_words(text: str, count: int = 3) -> str:
    """Return the last words of a line."""
    return " ".join(text.split()[-count:])


def _offset(block: Block, line: int) -> int:
    """Return where in the text of a post the break at the end of a line is."""
    return sum(len(each) + 1 for each in block.lines[: line + 1]) - 1
