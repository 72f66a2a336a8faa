"""A document is looked through before it is written: which places are named, and which notes have a second mark."""

from collections.abc import Collection, Iterator, Mapping
from typing import assert_never

from threadbrief.model.document import (
    Block,
    BulletList,
    DefinitionList,
    Document,
    Emoji,
    Emphasis,
    FieldList,
    Figure,
    Heading,
    Inline,
    Inlines,
    Judgements,
    LineBreak,
    Link,
    Mark,
    Note,
    NoteAgain,
    NumberedList,
    PageBreak,
    Paragraph,
    Post,
    Quotation,
    Rule,
    SmallCaps,
    Sources,
    Strong,
    Subscript,
    Summary,
    Superscript,
    Table,
    Text,
    Underline,
)
from threadbrief.values import Value

_LONGEST = 40
"""Characters of a bookmark's name in Word."""


class Survey(Value):
    """What must be known before the first line is written."""

    bookmarks: Mapping[str, str]
    """The bookmark of every anchor, notes included; unique without regard to case, as Word wants it."""
    repeated: frozenset[int]
    """Numbers of the notes that something points to."""


def survey(document: Document, taken: Collection[str] = ()) -> Survey:
    """Return the survey of a document, however deeply it is nested; `taken` are names that bookmarks have already."""
    anchors: list[str] = []
    repeated: set[int] = set()
    targets: set[str] = set()
    stack: list[Block | Inline] = list(document.blocks)
    while stack:
        node = stack.pop()
        match node:
            case Text():
                continue
            case Paragraph() | Emphasis():
                stack.extend(node.content)
                continue
            case Heading() | Post():
                anchors.append(node.anchor)
            case Judgements():
                anchors.extend(item.anchor for item in node.items)
            case NoteAgain():
                repeated.add(node.number)
            case Link():
                targets.add(node.target)
            case _:
                pass
        stack.extend(_children(node))
    repeated.update(int(target[6:]) for target in targets if target.startswith("#note-") and target[6:].isdecimal())
    known = {name.lower() for name in taken}
    notes = _bookmarks([f"_RefNote{number}" for number in sorted(repeated)], known)
    places = _bookmarks(sorted(set(anchors)), known)
    return Survey(places | {f"note-{n}": notes[f"_RefNote{n}"] for n in repeated}, frozenset(repeated))


def _bookmarks(anchors: list[str], taken: set[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for anchor in anchors:
        base = "".join(c if c.isalnum() else "_" for c in anchor)[:_LONGEST] or "_"
        name, number = base, 1
        while name.lower() in taken:
            number += 1
            name = f"{base[: _LONGEST - len(str(number)) - 1]}_{number}"
        taken.add(name.lower())
        names[anchor] = name
    return names


def _children(node: Block | Inline) -> Iterator[Block | Inline]:  # noqa: C901, PLR0912 - one line per case
    match node:
        case Text() | NoteAgain() | Emoji() | LineBreak() | Mark() | PageBreak() | Rule():
            pass
        case Emphasis() | Strong() | SmallCaps() | Underline() | Superscript() | Subscript() | Link():
            yield from node.content
        case Heading() | Paragraph():
            yield from node.content
        case Note() | Summary():
            yield from node.blocks
        case Post() | Quotation():
            yield from node.meta
            yield from node.blocks
        case Judgements():
            for judgement in node.items:
                yield from judgement.meta
                yield from judgement.blocks
        case BulletList() | NumberedList():
            for item in node.items:
                yield from item
        case FieldList():
            yield from _each(value for field in node.fields for value in field.values)
        case Figure():
            yield from node.caption
        case Table():
            yield from node.caption
            yield from _each(cell for row in (*node.head, *node.rows) for cell in row)
        case DefinitionList():
            yield from _each(part for item in node.items for part in (item.term, item.content))
        case Sources():
            yield from _each(entry.content for entry in node.entries)
        case _:
            assert_never(node)


def _each(contents: Iterator[Inlines]) -> Iterator[Inline]:
    for content in contents:
        yield from content
