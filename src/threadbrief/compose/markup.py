"""What a person wrote becomes blocks and inlines; where a source is cited, a mark is left and what it cites noted.

Composing goes over the memo once and meets every citation in the order of the text. The mark it leaves is a
PendingMark; notes.py puts the notes in when all citations are known.
"""

import re
from typing import assert_never

from threadbrief.compose.emoji import split_emoji
from threadbrief.compose.wording import fill_slots, format_day, format_moment
from threadbrief.core.problems import BriefError, Location, Problem
from threadbrief.core.structs import Accumulator, field
from threadbrief.model import document as doc
from threadbrief.model import marks
from threadbrief.model.brief import Brief, DateOrInstant
from threadbrief.model.node import Node
from threadbrief.templates import Template, Wording

_MOVED = re.compile(r"[.,;:!?…。，、；：！？]+[”’»」』)\]]*")
"""Punctuation that a note mark stands after (Chicago Manual of Style, 17th edition, 14.26), and what closes with it."""


class PendingMark(Node):
    """A place where something is cited, until the number and the text of its note are known. None is in a Document."""

    index: int
    """From 0, the place among all that the Scribe has cited."""
    where: Location


DraftInline = doc.Inline[PendingMark]
"""An inline in which citations are still pending."""
DraftInlines = tuple[DraftInline, ...]
DraftBlock = doc.Block[PendingMark]
"""A block in which citations are still pending."""


class MarkupComposer(Accumulator):
    """Writes the parts of one memo and keeps what they cite."""

    brief: Brief
    template: Template
    wording: Wording
    in_text: bool
    """Whether the style sets its citations in the text, in parentheses or as numbers, instead of in notes."""
    raised: bool
    """Whether a citation leaves a raised mark, of a note or a superscript number: close up, after punctuation."""
    cited: list[marks.Cluster | marks.FreeNote] = field(default_factory=list)
    """What has been cited so far, one item for each PendingMark."""
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

    def text(self, text: str) -> doc.Inlines:
        """Return plain characters as inlines: emoji apart, names in their own script in their own language."""
        if self._names is None or text.isascii():
            return split_emoji(text)
        parts: list[doc.Inline] = []
        end = 0
        for match in self._names.finditer(text):
            parts += split_emoji(text[end : match.start()])
            parts.append(doc.Text(match[0], self.natives[match[0]]))
            end = match.end()
        return (*parts, *split_emoji(text[end:]))

    def inlines(self, content: tuple[marks.Marked, ...]) -> DraftInlines:
        """Return a line of text, its marks after the punctuation that follows them."""
        parts: list[DraftInline] = []
        for marked in content:
            if isinstance(marked, marks.Cluster | marks.FreeNote):
                self._mark(marked, parts)
            else:
                parts += self._inline(marked)
        return _move_marks_after_punctuation(parts) if self.raised else tuple(parts)

    def _inline(self, marked: marks.Marked) -> DraftInlines:  # noqa: PLR0911 - one line a case of the union
        match marked:
            case marks.Text():
                return self.text(marked.text)
            case marks.Emphasis():
                return (doc.Emphasis(self.inlines(marked.content)),)
            case marks.Strong():
                return (doc.Strong(self.inlines(marked.content)),)
            case marks.Link():
                return (doc.Link(self.inlines(marked.content), marked.url),)
            case marks.Handle():
                return (doc.Text(f"@{marked.name}"),)
            case marks.Hashtag():
                return self.text(f"#{marked.name}")
            case marks.ForcedBreak():
                return (doc.LineBreak(),)
            case marks.LostCharacters():
                return (self._lost(marked),)
            case marks.Cluster() | marks.FreeNote():
                return (self.mark(marked),)
            case _:
                assert_never(marked)

    def _lost(self, lost: marks.LostCharacters) -> doc.UnresolvedMark:
        """Return the sign that characters are missing here; as long as one stands the memo is a draft."""
        self.lost += 1
        missing = self.label("missing", count=lost.count)
        return doc.UnresolvedMark(f"[{lost.what}: {missing}]", self.language_of("missing"))

    def mark(self, cited: marks.Cluster | marks.FreeNote) -> PendingMark:
        """Return the mark for something cited here."""
        self.cited.append(cited)
        return PendingMark(len(self.cited) - 1, cited.where)

    def cite(self, key: str, where: Location) -> PendingMark:
        """Return the mark for a source that the memo cites of itself, without the writer's asking."""
        return self.mark(marks.Cluster((marks.CiteItem(key, where),), where))

    def _mark(self, marked: marks.Cluster | marks.FreeNote, parts: list[DraftInline]) -> None:
        """Add a mark, without the space that the writer left before it where the mark is raised."""
        raised = isinstance(marked, marks.FreeNote) or self.raised
        last = parts[-1] if parts else None
        if raised and isinstance(last, doc.Text):
            kept = last.text.rstrip(" ")
            parts[-1:] = [doc.Text(kept, last.lang)] if kept else []
        parts.append(self.mark(marked))

    # --- blocks ---

    def blocks(self, text: marks.MarkedText, role: doc.Role) -> tuple[DraftBlock, ...]:
        """Return a text field as blocks whose paragraphs have a role."""
        return self._blocks(text.blocks, role)

    def _blocks(
        self, blocks: tuple[marks.MarkedBlock, ...], role: doc.Role
    ) -> tuple[DraftBlock, ...]:
        return tuple(self._block(block, role) for block in blocks)

    def _block(self, block: marks.MarkedBlock, role: doc.Role) -> DraftBlock:
        match block:
            case marks.Paragraph():
                return doc.Paragraph(self.inlines(block.content), role, where=block.where)
            case marks.BulletList():
                items = tuple(self._blocks(item, _list_role(role)) for item in block.items)
                return doc.BulletList(items, where=block.where)
            case marks.NumberedList():
                items = tuple(self._blocks(item, _list_role(role)) for item in block.items)
                return doc.NumberedList(items, block.start, where=block.where)
            case marks.Quotation():
                return doc.Quotation(
                    self._blocks(block.blocks, _quotation_role(role)), where=block.where
                )
            case _:
                assert_never(block)

    # --- sayings ---

    def label(self, key: str, **values: object) -> str:
        """Return words of the template, filled in."""
        return self.wording.fill(key, **values)

    def language_of(self, key: str) -> str | None:
        """Return the language of words of the template where that is not the memo's."""
        return self.wording.language_of(key, self.brief.memo.language)

    def words(self, key: str, **values: str | int | doc.Inlines) -> doc.Inlines:
        """Return words of the template as a line; in it names beyond ASCII keep their own language."""
        lang = self.language_of(key)
        if lang is None and not any(isinstance(value, tuple) for value in values.values()):
            return self.text(self.label(key, **values))
        return fill_slots(
            self.wording[key],
            lang,
            {name: self._value(value, lang) for name, value in values.items()},
        )

    def _value(self, value: str | int | doc.Inlines, lang: str | None) -> doc.Inlines:
        if isinstance(value, tuple):
            return value
        return (
            self.text(value)
            if isinstance(value, str) and not value.isascii()
            else (doc.Text(str(value), lang),)
        )

    def day(self, moment: DateOrInstant) -> doc.Inlines:
        """Return a day in words."""
        return (doc.Text(format_day(moment, self.wording), self.language_of("months")),)

    def instant(self, moment: DateOrInstant) -> doc.Inlines:
        """Return a day in words, and the time where it is known."""
        return (doc.Text(format_moment(moment, self.wording), self.language_of("months")),)

    def add_problem(self, problem: Problem) -> None:
        """Keep a problem; composing goes on, so that all of them are found."""
        self.problems.append(problem)

    def add_problems_of(self, fault: BriefError) -> None:
        """Keep the problems of an exception."""
        self.problems += fault.problems


def _list_role(role: doc.Role) -> doc.Role:
    return role if role is doc.Role.NOTE else doc.Role.LIST


def _quotation_role(role: doc.Role) -> doc.Role:
    return role if role is doc.Role.NOTE else doc.Role.QUOTATION


def _move_marks_after_punctuation(parts: list[DraftInline]) -> DraftInlines:
    """Return the line with every mark, or run of marks, after the punctuation that the writer put behind it."""
    line: list[DraftInline] = []
    for part in parts:
        if (
            isinstance(part, doc.Text)
            and line
            and isinstance(line[-1], PendingMark)
            and (moved := _MOVED.match(part.text))
        ):
            first = len(line)
            while first and isinstance(line[first - 1], PendingMark):
                first -= 1
            _insert_text(line, first, moved[0])
            if rest := part.text[moved.end() :]:
                line.append(doc.Text(rest, part.lang))
        else:
            line.append(part)
    return tuple(line)


def _insert_text(line: list[DraftInline], place: int, text: str) -> None:
    before = line[place - 1] if place else None
    if isinstance(before, doc.Text):
        line[place - 1] = doc.Text(before.text + text, before.lang)
    else:
        line.insert(place, doc.Text(text))
