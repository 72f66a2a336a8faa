"""Traverse the trees of the model, marks and document alike: children, transform, plain text.

A node names the fields that hold its children (node.py), so that a new kind of node needs no line
here unless it has characters of its own.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar, cast

from threadbrief.core.structs import Node, replace
from threadbrief.model import document as doc
from threadbrief.model import marks

_T = TypeVar("_T", bound=Node)

_MARK = "\x00"
"""Takes the place of a citation or a note while a text is put together: no text can hold it."""
_GAP = "\x01"
"""Takes the place of lost characters, as _MARK does."""
_BEFORE_STOP = re.compile(rf"{_GAP} (?=[.,;:!?)])")
"""A gap and the space between it and punctuation."""
_AROUND_MARK = re.compile(rf"(?:(?<!\s)\s+)?{_MARK}")
"""A mark with the space before it, which belongs to it."""


def children(node: Node) -> list[Node]:
    """Return the nodes that a node holds directly, in the order in which a page shows them."""
    found: list[Node] = []
    for name in node.child_fields:
        _collect(getattr(node, name), found)
    return found


def _collect(held: tuple[object, ...], found: list[Node]) -> None:
    for item in held:
        if isinstance(item, tuple):
            _collect(item, found)
        else:
            found.append(cast("Node", item))


def descendants(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield nodes and all that they hold, each before its children.

    What notes hold too, however deep it lies.
    """
    stack = [*nodes][::-1]
    while stack:
        node = stack.pop()
        yield node
        if node.child_fields:
            stack += children(node)[::-1]


# --- replacing ------------------------------------------------------------------------------------


def transform(
    block: doc.Block[_T], kind: type[_T], for_inline: Callable[[_T], doc.Inlines]
) -> doc.Block:
    """Return a block in which `for_inline` replaces each inline of a kind, in text order.

    What notes hold is left as it is. A node in which nothing is replaced stays the very same value.
    """
    return cast("doc.Block", _transformed(block, kind, for_inline))


def transform_line(
    content: tuple[doc.Inline[_T], ...], kind: type[_T], for_inline: Callable[[_T], doc.Inlines]
) -> doc.Inlines:
    """Return a line in which `for_inline` replaces each inline of a kind, as in `transform`."""
    return cast("doc.Inlines", _transformed_all(content, kind, for_inline))


def _transformed(node: Node, kind: type[_T], for_inline: Callable[[_T], doc.Inlines]) -> Node:
    changed = {}
    for name in node.child_fields:
        before = getattr(node, name)
        after = _transformed_all(before, kind, for_inline)
        if after is not before:
            changed[name] = after
    if changed:
        return replace(node, **changed)
    return node


def _transformed_all(
    held: tuple[object, ...], kind: type[_T], for_inline: Callable[[_T], doc.Inlines]
) -> tuple[object, ...]:
    items: list[object] = []
    same = True
    for item in held:
        if isinstance(item, kind):
            items += for_inline(item)
            same = False
            continue
        new: object = item
        if isinstance(item, tuple):
            new = _transformed_all(item, kind, for_inline)
        elif isinstance(item, Node) and item.child_fields and not isinstance(item, doc.Note):
            new = _transformed(item, kind, for_inline)
        items.append(new)
        same = same and new is item
    if same:
        return held
    return tuple(items)


# --- text -----------------------------------------------------------------------------------------


def plain_text(content: doc.Inlines) -> str:
    """Return the characters of a line without its notes.

    An emoji is its sequence, a break a space.
    """
    return "".join(map(_plain_inline, content))


def _plain_inline(node: Node) -> str:
    match node:
        case doc.Text() | doc.UnresolvedMark():
            return node.text
        case doc.Emoji():
            return node.sequence
        case doc.LineBreak():
            return " "
        case doc.Note():
            return ""
        case _:
            return "".join(map(_plain_inline, children(node)))


def plain_marked_line(content: Iterable[marks.Marked]) -> str:
    """Return the characters of a line of marks, without citations and notes."""
    return _AROUND_MARK.sub("", "".join(map(_plain_marked, content)).replace(_GAP, _MARK))


def plain_marked_text(blocks: Iterable[marks.MarkedBlock]) -> str:
    """Return the characters of blocks of marks, without citations and notes.

    A line feed ends each paragraph but the last. The space before a citation or a note belongs to
    it.
    """
    return _AROUND_MARK.sub("", "\n".join(map(_plain_marked, blocks)).replace(_GAP, _MARK))


def plain_quoted_text(blocks: Iterable[marks.MarkedBlock], gap: str) -> str:
    """Return the characters of blocks of marks as `plain_marked_text`, with lost ones as a gap."""
    text = _AROUND_MARK.sub("", "\n".join(map(_plain_marked, blocks)))
    return _BEFORE_STOP.sub(_GAP, text).replace(_GAP, gap)


def _plain_marked(node: Node) -> str:  # noqa: PLR0911 - one line a kind of text
    match node:
        case marks.Text():
            return node.text
        case marks.Handle():
            return f"@{node.name}"
        case marks.Hashtag():
            return f"#{node.name}"
        case marks.ForcedBreak():
            return "\n"
        case marks.Cluster() | marks.FreeNote() | marks.InlineNote():
            return _MARK
        case marks.LostCharacters():
            return _GAP
        case marks.Table():
            rows = (node.head, *node.rows)
            return "\n".join(" ".join(map(_plain_cell, row)) for row in rows)
        case marks.BulletList() | marks.NumberedList() | marks.Quotation():
            return "\n".join(map(_plain_marked, children(node)))
        case _:
            return "".join(map(_plain_marked, children(node)))


def _plain_cell(cell: marks.Cell) -> str:
    return "".join(map(_plain_marked, cell))


def language_of(content: Iterable[Node]) -> str | None:
    """Return the language that all words of a line are marked with; None when they differ.

    Notes, emoji and breaks do not count, nor does unmarked text without a letter or digit.
    """
    found: str | None = None
    for inline in content:
        if isinstance(inline, doc.Text | doc.UnresolvedMark):
            lang = inline.lang
            if not lang and not any(map(str.isalnum, inline.text)):
                continue
        elif inline.child_fields and not isinstance(inline, doc.Note):
            lang = language_of(children(inline))
        else:
            continue
        if lang is None or found not in {None, lang}:
            return None
        found = lang
    return found
