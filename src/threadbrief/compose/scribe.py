"""What a person wrote becomes blocks and inlines; where a source is cited, a mark is left and what it cites noted.

Composing goes over the memo once and meets every citation in the order of the text. A mark it leaves is a Note
without blocks whose number counts the marks; notes.py puts the notes in when all of them are known.
"""

import re
from typing import assert_never

from threadbrief.compose.dates import day, instant
from threadbrief.compose.emoji import split_emoji
from threadbrief.compose.wording import filled
from threadbrief.errors import BriefError, Problem, Where
from threadbrief.model.brief import Brief, Moment
from threadbrief.model.document import (
    Block,
    BulletList,
    Emphasis,
    Inline,
    Inlines,
    LineBreak,
    Link,
    Mark,
    Note,
    NumberedList,
    Paragraph,
    Quotation,
    Role,
    Strong,
    Text,
)
from threadbrief.model.marks import (
    Bullets,
    CiteItem,
    Cluster,
    Emphasised,
    ForcedBreak,
    FreeNote,
    Handle,
    Linked,
    Lost,
    Marked,
    MarkedBlock,
    MarkedText,
    Numbered,
    Para,
    Quoted,
    Strengthened,
    Tag,
    Words,
)
from threadbrief.templates import Template, Wording
from threadbrief.values import Ledger, field

_MOVED = re.compile(r"[.,;:!?…。，、；：！？]+[”’»」』)\]]*")
"""Punctuation that a note mark stands after (Chicago Manual of Style, 17th edition, 14.26), and what closes with it."""


class Scribe(Ledger):
    """Writes the parts of one memo and keeps what they cite."""

    brief: Brief
    template: Template
    wording: Wording
    in_text: bool
    """Whether the style sets its citations in the text, in parentheses or as numbers, instead of in notes."""
    raised: bool
    """Whether a citation leaves a raised mark, of a note or a superscript number: close up, after punctuation."""
    marks: list[Cluster | FreeNote] = field(default_factory=list)
    """What has been cited so far; the number of a mark, counted from 1, is its place here."""
    problems: list[Problem] = field(default_factory=list)
    lost: int = 0
    """How many places with lost characters there are."""
    natives: dict[str, str] = field(default_factory=dict)
    """Names in their own script, with their languages."""
    _names: re.Pattern[str] | None = None

    def __post_init__(self) -> None:
        people = self.brief.people.values()
        self.natives = {p.native: p.language for p in people if p.native and p.language}
        longest_first = sorted(self.natives, key=lambda name: (-len(name), name))
        self._names = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    # --- text ---

    def text(self, text: str) -> Inlines:
        """Return plain characters as inlines: emoji apart, names in their own script in their own language."""
        if self._names is None or text.isascii():
            return split_emoji(text)
        parts: list[Inline] = []
        end = 0
        for match in self._names.finditer(text):
            parts += split_emoji(text[end : match.start()])
            parts.append(Text(match[0], self.natives[match[0]]))
            end = match.end()
        return (*parts, *split_emoji(text[end:]))

    def inlines(self, content: tuple[Marked, ...]) -> Inlines:
        """Return a line of text, its marks after the punctuation that follows them."""
        parts: list[Inline] = []
        for marked in content:
            if isinstance(marked, Cluster | FreeNote):
                self._mark(marked, parts)
            else:
                parts += self._inline(marked)
        return _after_punctuation(parts) if self.raised else tuple(parts)

    def _inline(self, marked: Marked) -> Inlines:  # noqa: PLR0911 - one line a case of the union
        match marked:
            case Words():
                return self.text(marked.text)
            case Emphasised():
                return (Emphasis(self.inlines(marked.content)),)
            case Strengthened():
                return (Strong(self.inlines(marked.content)),)
            case Linked():
                return (Link(self.inlines(marked.content), marked.url),)
            case Handle():
                return (Text(f"@{marked.name}"),)
            case Tag():
                return self.text(f"#{marked.name}")
            case ForcedBreak():
                return (LineBreak(),)
            case Lost():
                return (self._lost(marked),)
            case Cluster() | FreeNote():
                return (self.mark(marked),)
            case _:
                assert_never(marked)

    def _lost(self, lost: Lost) -> Mark:
        """Return the sign that characters are missing here; as long as one stands the memo is a draft."""
        self.lost += 1
        missing = self.say("missing", count=lost.count)
        return Mark(f"[{lost.what}: {missing}]", self.language_of("missing"))

    def mark(self, cited: Cluster | FreeNote) -> Note:
        """Return the mark for something cited here."""
        self.marks.append(cited)
        return Note(len(self.marks), (), cited.where)

    def cite(self, key: str, where: Where) -> Note:
        """Return the mark for a source that the memo cites of itself, without the writer's asking."""
        return self.mark(Cluster((CiteItem(key, where),), where))

    def _mark(self, marked: Cluster | FreeNote, parts: list[Inline]) -> None:
        """Add a mark, without the space that the writer left before it where the mark is raised."""
        raised = isinstance(marked, FreeNote) or self.raised
        last = parts[-1] if parts else None
        if raised and isinstance(last, Text):
            kept = last.text.rstrip(" ")
            parts[-1:] = [Text(kept, last.lang)] if kept else []
        parts.append(self.mark(marked))

    # --- blocks ---

    def blocks(self, text: MarkedText, role: Role) -> tuple[Block, ...]:
        """Return a text field as blocks whose paragraphs have a role."""
        return self._blocks(text.blocks, role)

    def _blocks(self, blocks: tuple[MarkedBlock, ...], role: Role) -> tuple[Block, ...]:
        return tuple(self._block(block, role) for block in blocks)

    def _block(self, block: MarkedBlock, role: Role) -> Block:
        match block:
            case Para():
                return Paragraph(self.inlines(block.content), role, where=block.where)
            case Bullets():
                items = tuple(self._blocks(item, _in_list(role)) for item in block.items)
                return BulletList(items, where=block.where)
            case Numbered():
                items = tuple(self._blocks(item, _in_list(role)) for item in block.items)
                return NumberedList(items, block.start, where=block.where)
            case Quoted():
                return Quotation(self._blocks(block.blocks, _in_quotation(role)), where=block.where)
            case _:
                assert_never(block)

    # --- sayings ---

    def say(self, key: str, **values: object) -> str:
        """Return words of the template, filled in."""
        return self.wording.fill(key, **values)

    def language_of(self, key: str) -> str | None:
        """Return the language of words of the template where that is not the memo's."""
        return self.wording.language_of(key, self.brief.memo.language)

    def words(self, key: str, **values: str | int | Inlines) -> Inlines:
        """Return words of the template as a line; in it names beyond ASCII keep their own language."""
        lang = self.language_of(key)
        if lang is None and not any(isinstance(value, tuple) for value in values.values()):
            return self.text(self.say(key, **values))
        return filled(self.wording[key], lang, {name: self._value(value, lang) for name, value in values.items()})

    def _value(self, value: str | int | Inlines, lang: str | None) -> Inlines:
        if isinstance(value, tuple):
            return value
        return self.text(value) if isinstance(value, str) and not value.isascii() else (Text(str(value), lang),)

    def day(self, moment: Moment) -> Inlines:
        """Return a day in words."""
        return (Text(day(moment, self.wording), self.language_of("months")),)

    def instant(self, moment: Moment) -> Inlines:
        """Return a day in words, and the time where it is known."""
        return (Text(instant(moment, self.wording), self.language_of("months")),)

    def refuse(self, problem: Problem) -> None:
        """Keep a problem; composing goes on, so that all of them are found."""
        self.problems.append(problem)

    def keep(self, fault: BriefError) -> None:
        """Keep the problems of an exception."""
        self.problems += fault.problems


def _in_list(role: Role) -> Role:
    return role if role is Role.NOTE else Role.LIST


def _in_quotation(role: Role) -> Role:
    return role if role is Role.NOTE else Role.QUOTATION


def _after_punctuation(parts: list[Inline]) -> Inlines:
    """Return the line with every mark, or run of marks, after the punctuation that the writer put behind it."""
    line: list[Inline] = []
    for part in parts:
        if isinstance(part, Text) and line and isinstance(line[-1], Note) and (moved := _MOVED.match(part.text)):
            first = len(line)
            while first and isinstance(line[first - 1], Note):
                first -= 1
            _insert_text(line, first, moved[0])
            if rest := part.text[moved.end() :]:
                line.append(Text(rest, part.lang))
        else:
            line.append(part)
    return tuple(line)


def _insert_text(line: list[Inline], place: int, text: str) -> None:
    before = line[place - 1] if place else None
    if isinstance(before, Text):
        line[place - 1] = Text(before.text + text, before.lang)
    else:
        line.insert(place, Text(text))
