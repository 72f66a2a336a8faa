"""Tree to tree: every note of a block is replaced, and what holds no note stays the very same value."""

from collections.abc import Callable
from typing import assert_never

from threadbrief.model.document import (
    Block,
    BulletList,
    DefinitionList,
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
from threadbrief.values import replace

ForNote = Callable[[Note], Inlines]


def replace_notes(block: Block, for_note: ForNote) -> Block:  # noqa: C901, PLR0911 - one line a case of the union
    """Return the block with each note replaced by what `for_note` gives, asked in the order of the text."""
    match block:
        case Heading() | Paragraph():
            return replace(block, content=_inlines(block.content, for_note))
        case FieldList():
            fields = tuple(replace(f, values=_each(f.values, for_note)) for f in block.fields)
            return replace(block, fields=fields)
        case Summary():
            return replace(block, blocks=_blocks(block.blocks, for_note))
        case Judgements():
            items = tuple(
                replace(j, blocks=_blocks(j.blocks, for_note), meta=_inlines(j.meta, for_note)) for j in block.items
            )
            return replace(block, items=items)
        case BulletList() | NumberedList():
            return replace(block, items=tuple(_blocks(item, for_note) for item in block.items))
        case Post() | Quotation():
            meta = _inlines(block.meta, for_note)
            return replace(block, meta=meta, blocks=_blocks(block.blocks, for_note))
        case Figure():
            return replace(block, caption=_inlines(block.caption, for_note))
        case Table():
            caption = _inlines(block.caption, for_note)
            head = tuple(_each(row, for_note) for row in block.head)
            return replace(block, caption=caption, head=head, rows=tuple(_each(row, for_note) for row in block.rows))
        case DefinitionList():
            terms = tuple(
                replace(d, term=_inlines(d.term, for_note), content=_inlines(d.content, for_note)) for d in block.items
            )
            return replace(block, items=terms)
        case Sources() | PageBreak() | Rule():
            return block
        case _:
            assert_never(block)


def _blocks(blocks: tuple[Block, ...], for_note: ForNote) -> tuple[Block, ...]:
    return tuple(replace_notes(block, for_note) for block in blocks)


def _each(cells: tuple[Inlines, ...], for_note: ForNote) -> tuple[Inlines, ...]:
    return tuple(_inlines(cell, for_note) for cell in cells)


def _inlines(content: Inlines, for_note: ForNote) -> Inlines:
    if all(isinstance(inline, Text) for inline in content):
        return content
    return tuple(new for inline in content for new in _inline(inline, for_note))


def _inline(inline: Inline, for_note: ForNote) -> Inlines:
    match inline:
        case Note():
            return for_note(inline)
        case Emphasis() | Strong() | SmallCaps() | Underline() | Superscript() | Subscript() | Link():
            return (replace(inline, content=_inlines(inline.content, for_note)),)
        case Text() | NoteAgain() | Emoji() | LineBreak() | Mark():
            return (inline,)
        case _:
            assert_never(inline)


def plain_text(content: Inlines) -> str:
    """Return the characters of a line without its notes; an emoji is its sequence, a break a space."""
    return "".join(map(_plain, content))


def _plain(inline: Inline) -> str:
    match inline:
        case Text() | Mark():
            return inline.text
        case Emoji():
            return inline.sequence
        case LineBreak():
            return " "
        case Note() | NoteAgain():
            return ""
        case Emphasis() | Strong() | SmallCaps() | Underline() | Superscript() | Subscript() | Link():
            return plain_text(inline.content)
        case _:
            assert_never(inline)


def language_of(content: Inlines) -> str | None:
    """Return the language that all the words of a line say they are in; None when some of them say nothing."""
    first = content[0] if content else None
    if isinstance(first, Text) and first.lang is None and first.text[:1].isalnum():
        return None  # as most lines of a memo
    found: str | None = None
    for inline in content:
        lang: str | None = None
        match inline:
            case Text(text, lang) | Mark(text, lang):
                if not lang and not any(map(str.isalnum, text)):
                    continue
            case Emphasis() | Strong() | SmallCaps() | Underline() | Superscript() | Subscript() | Link():
                lang = language_of(inline.content)
            case Note() | NoteAgain() | Emoji() | LineBreak():
                continue
            case _:
                assert_never(inline)
        if lang is None or found not in {None, lang}:
            return None
        found = lang
    return found


def replace_text(content: Inlines, for_text: Callable[[Text], Inlines]) -> Inlines:
    """Return a line with each Text replaced by what `for_text` gives; notes keep their own texts."""
    return tuple(new for inline in content for new in _retexted(inline, for_text))


def _retexted(inline: Inline, for_text: Callable[[Text], Inlines]) -> Inlines:
    match inline:
        case Text():
            return for_text(inline)
        case Emphasis() | Strong() | SmallCaps() | Underline() | Superscript() | Subscript() | Link():
            return (replace(inline, content=replace_text(inline.content, for_text)),)
        case Note() | NoteAgain() | Emoji() | LineBreak() | Mark():
            return (inline,)
        case _:
            assert_never(inline)
