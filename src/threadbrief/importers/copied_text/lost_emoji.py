"""Emoji that a copy has lost: where they were, and how many, from the line breaks of the posts.

*Lost emoji are counted*: some tools copy a thread without the pictures that its emoji are. Each
lost one leaves a line break within the sentence (two in a row leave a space before it), and an
empty line after the post. Where the breaks of a post predict the number of empty lines after it,
they are lost emoji. Where they do not, the break is a doubt for a person. The empty lines are a
checksum, never a boundary.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate

from threadbrief.core.structs import Frozen
from threadbrief.importers.copied_text.post_numbers import parse_leading_number
from threadbrief.importers.model import Doubt, DoubtKind
from threadbrief.text.urls import WEB_URL


class PostLines(Frozen):
    """The lines of a post in a copy."""

    lines: tuple[str, ...]
    """Up to the last one with text."""
    blanks: int
    """The number of empty lines after them."""
    final: bool = False
    """Whether it is the last post: the end of a file may have lost or gained an empty line."""


class InnerLineBreak(Frozen):
    """A line break inside a post."""

    line: int
    """The line that it ends, counted from 0."""
    lost: int
    """How many emoji it would stand for."""


def find_line_breaks(post: PostLines) -> tuple[InnerLineBreak, ...]:
    """Return the line breaks between two lines with text, but not one after the post's number."""
    breaks: list[InnerLineBreak] = []
    for number, line in enumerate(post.lines[:-1]):
        if line.strip() and post.lines[number + 1].strip() and not _is_number(line):
            lost = 2 if line.endswith((" ", "\u00a0")) else 1
            breaks.append(InnerLineBreak(number, lost))
    return tuple(breaks)


def _is_number(line: str) -> bool:
    """Return whether a line is the number of its post, and has no other text."""
    number = parse_leading_number(line)
    return number is not None and number.shown == line.strip()


# The count


def count_predicted(post: PostLines) -> int:
    """Return how many emoji the line breaks of a post would stand for."""
    return sum(each.lost for each in find_line_breaks(post))


def find_lost_emoji(posts: Sequence[PostLines]) -> list[tuple[InnerLineBreak, ...] | None]:
    """Return for each post the breaks that are lost emoji; None where the count does not fit.

    The numbers of empty lines must differ: where one number after every post would explain as many
    of them, the empty lines only separate the posts, and nothing is known.
    """
    surplus = _find_surplus(posts)
    if surplus is None:
        return [_explain_without_count(post) for post in posts]
    return [_explain_breaks(post, surplus) for post in posts]


def _explain_without_count(post: PostLines) -> tuple[InnerLineBreak, ...] | None:
    """Return no breaks for a post that has none; None where it has, and there is no count."""
    return None if find_line_breaks(post) else ()


def _explain_breaks(post: PostLines, surplus: int) -> tuple[InnerLineBreak, ...] | None:
    """Return the breaks of a post with as many empty lines as predicted; None otherwise."""
    breaks = find_line_breaks(post)
    expected = count_predicted(post) + surplus
    is_explained = post.blanks == expected or (post.final and post.blanks == expected + 1)
    if breaks and not is_explained:
        return None
    return breaks


def _find_surplus(posts: Sequence[PostLines]) -> int | None:
    """Return how many empty lines separate two posts without lost emoji; None: no one number.

    It must hold for more than half of the posts, and for every post without a break.
    """
    inner = [post for post in posts if not post.final]
    unbroken = {post.blanks for post in inner if not find_line_breaks(post)}
    surpluses = Counter(post.blanks - count_predicted(post) for post in inner)
    possible = [surplus for surplus in surpluses if surplus >= 0 and unbroken <= {surplus}]
    if not possible:
        return None
    surplus = max(possible, key=lambda each: (surpluses[each], -each))
    explained = surpluses[surplus]
    distances = Counter(post.blanks for post in inner)
    if explained * 2 <= len(inner) or explained <= max(distances.values()):
        return None
    return surplus


# The doubts

_SENTENCE_END = re.compile(
    r"[.!?…:;。！？：；\"”’»)\]}]\s*$|[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f]\s*$"
)
_ITEM_START = re.compile(
    rf"\s*(?:[-–—•*▪►→✅❌#]|\d{{1,3}}[.)/]|{WEB_URL}\s*$"
    r"|[(\[]?\d{1,3}[)\]]|[\U0001f000-\U0001faff])"
)


def check_line_breaks(posts: Sequence[PostLines], *, numbered: bool) -> Iterator[Doubt]:
    """Yield a doubt for each line break that is, or may be, a lost emoji or a space.

    `numbered` is whether the posts were split by their numbers. Where they were split by empty
    lines, these cannot be a checksum.
    """
    if numbered:
        explained = find_lost_emoji(posts)
    else:
        explained = [_explain_without_count(post) for post in posts]
    count_holds = any(explained)
    for index, (post, breaks) in enumerate(zip(posts, explained, strict=True)):
        if breaks is None:
            yield from _report_unexplained(post, index, count_holds=count_holds)
            continue
        ends = _list_line_ends(post)
        for each in breaks:
            detail = f"{_count_emoji(each.lost)} lost {_describe_place(post, each.line)}"
            at = ends[each.line]
            yield Doubt(DoubtKind.EMOJI_LOST, detail, post=index, at=at, count=each.lost)


def _report_unexplained(post: PostLines, index: int, *, count_holds: bool) -> Iterator[Doubt]:
    """Yield the doubts about the breaks of a post; about all where others are lost emoji."""
    breaks = [each.line for each in find_line_breaks(post)]
    places = [line for line in breaks if count_holds or _is_in_sentence(post, line)]
    if not places:
        return
    listed = "; ".join(_describe_place(post, line) for line in places)
    why = "join the lines, or keep them apart"
    if count_holds:
        why = (
            f"by them {_count_emoji(count_predicted(post))} would be lost, but the empty lines "
            f"that follow are {post.blanks}; put back what is lost, or join the lines"
        )
    detail = f"line breaks {listed}: {why}"
    ends = _list_line_ends(post)
    for line in places:
        yield Doubt(DoubtKind.LINE_BREAK_DOUBT, detail, post=index, at=ends[line])


def _is_in_sentence(post: PostLines, line: int) -> bool:
    """Return whether no sentence, item or address ends at the end of a line."""
    return not _SENTENCE_END.search(post.lines[line]) and not _ITEM_START.match(
        post.lines[line + 1]
    )


def _count_emoji(count: int) -> str:
    return "1 emoji" if count == 1 else f"{count} emoji"


def _describe_place(post: PostLines, line: int) -> str:
    return f'after "{take_last_words(post.lines[line])}"'


def take_last_words(text: str, count: int = 3) -> str:
    """Return the last words of a line."""
    return " ".join(text.split()[-count:])


def _list_line_ends(post: PostLines) -> list[int]:
    """Return the offset of the break at the end of each line, in the text of the post."""
    return [after - 1 for after in accumulate(len(line) + 1 for line in post.lines)]
