"""Our own words among marks are set by the rules of typography, line by line.

Handles, hashtags, addresses and escaped signs are not changed, but they count as what is beside our
words; a citation or a note counts as its mark.
"""

from collections.abc import Iterator
from typing import assert_never, cast

from threadbrief.core.structs import Node, replace
from threadbrief.model import marks
from threadbrief.text.typography.smart import MARK, Piece, Typography


def set_blocks(
    blocks: tuple[marks.MarkedBlock, ...], typography: Typography
) -> tuple[marks.MarkedBlock, ...]:
    """Return blocks of our own words as they are printed; the same value where nothing changes."""
    return cast("tuple[marks.MarkedBlock, ...]", _set_all(blocks, typography))


def _set_all(held: tuple[object, ...], typography: Typography) -> tuple[object, ...]:
    """Return what a field holds: a line, or blocks, or tuples of either."""
    if held and isinstance(held[0], marks.Marked):
        return set_line(cast("tuple[marks.Marked, ...]", held), typography)
    new = tuple(
        _set_all(item, typography)
        if isinstance(item, tuple)
        else _set_block(cast("Node", item), typography)
        for item in held
    )
    return new if any(a is not b for a, b in zip(new, held, strict=True)) else held


def _set_block(block: Node, typography: Typography) -> Node:
    changed = {}
    for name in block.child_fields:
        before = getattr(block, name)
        after = _set_all(before, typography)
        if after is not before:
            changed[name] = after
    return replace(block, **changed) if changed else block


def set_line(content: tuple[marks.Marked, ...], typography: Typography) -> tuple[marks.Marked, ...]:
    """Return a line as it is printed; the same value where nothing changes."""
    pieces: list[Piece] = []
    _collect(content, pieces)
    texts = typography.set_pieces(pieces)
    if texts is None:
        return content
    return _rebuild(content, iter(texts))


def _collect(content: tuple[marks.Marked, ...], pieces: list[Piece]) -> None:
    """Append the pieces of a line, one for each mark that holds no others."""
    for marked in content:
        match marked:
            case marks.Text():
                pieces.append((marked.text, not marked.escaped))
            case marks.Emphasis() | marks.Strong():
                _collect(marked.content, pieces)
            case marks.Link():
                if is_address(marked):
                    pieces.append((marked.url, False))
                else:
                    _collect(marked.content, pieces)
            case marks.Handle() | marks.Hashtag():
                pieces.append((marked.name, False))
            case marks.ForcedBreak():
                pieces.append(("\n", False))
            case marks.LostCharacters() | marks.Cluster() | marks.FreeNote() | marks.InlineNote():
                pieces.append((MARK, False))
            case _:
                assert_never(marked)


def is_address(link: marks.Link) -> bool:
    """Return whether a link shows the address that it leads to."""
    return link.content == (marks.Text(link.url),)


def _rebuild(content: tuple[marks.Marked, ...], texts: Iterator[str]) -> tuple[marks.Marked, ...]:
    """Return a line with the texts in place of its own, in the order of `_collect`."""
    new: list[marks.Marked] = []
    for marked in content:
        match marked:
            case marks.Text():
                new.append(replace(marked, text=next(texts)))
            case marks.Emphasis() | marks.Strong():
                new.append(replace(marked, content=_rebuild(marked.content, texts)))
            case marks.Link() if not is_address(marked):
                new.append(replace(marked, content=_rebuild(marked.content, texts)))
            case _:
                next(texts)
                new.append(marked)
    return tuple(new)
