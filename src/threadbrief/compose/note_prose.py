"""Citations within the text of a free note: which are in parentheses, and where their stops go.

Bare is a citation at the beginning of a paragraph or a sentence, after words such as `see`
(text/signals.py), after a colon, a dash or an opening bracket, and one that is joined to a bare
one. All others are in parentheses; within parentheses those are brackets (Chicago Manual of Style,
17th ed., 6.101). A style with citations in the text has parentheses of its own.
"""

import re
from collections.abc import Iterable
from typing import cast

from threadbrief.compose.markup import DraftBlock, PendingMark
from threadbrief.core.structs import Accumulator, Frozen, field, replace
from threadbrief.model import document as doc
from threadbrief.model.traverse import descendants, plain_text, transform, transform_line
from threadbrief.text.signals import ends_with_signal, joins_citations

_CITATION = "\ufffc"
"""Takes the place of a citation in the text before the next one."""
_BARE_AFTER = (":", ";", "—", "–", "(", "[")
_CLOSERS = "\"'”’»›“‘)]"
_STOPS = ".!?…。！？"
_MIN_LAST_WORD = 4
"""Characters of a last word with its full stop; a shorter one is taken for an abbreviation."""
_STOP_AFTER = re.compile(r"[.,](?![.,…\d])")
_TO_BRACKETS = str.maketrans("()", "[]")


class CitePlacement(Frozen):
    """How a citation is set into the text around it."""

    opening: str = ""
    """`(` or `[`; empty: it is bare."""
    has_brackets: bool = False
    """Its own parentheses become brackets, because it is within parentheses."""
    begins_sentence: bool = False
    closing: str | None = ""
    """The stop after it, `.` or `,`, or none; None: what the style has at the end of a note."""


AS_THE_STYLE_HAS_IT = CitePlacement(closing=None)
"""In a style with citations in the text."""


def place_citations(
    blocks: tuple[DraftBlock, ...], language: str
) -> tuple[tuple[DraftBlock, ...], list[CitePlacement]]:
    """Return the blocks of a note, and the placement of each mark in them, in their order.

    A full stop or comma after a bare citation is taken out of the text and set with the citation,
    so that it goes inside of quotation marks where the language wants it, and is never doubled.
    """
    reader = _NoteReader(language)
    for node in descendants(blocks):
        match node:
            case doc.Text():
                reader.add_text(node.text)
                reader.texts += 1
            case PendingMark():
                reader.add_mark()
            case doc.Emoji() | doc.LineBreak() | doc.UnresolvedMark():
                reader.add_text(plain_text((node,)))
            case doc.Paragraph():
                reader.begin_line()
            case _:
                pass  # its text follows
    reader.begin_line()
    numbers = iter(range(reader.texts))

    def shorten(text: doc.Text) -> doc.Inlines:
        if next(numbers) in reader.shortened:
            return (doc.Text(text.text[1:], text.lang),)
        return (text,)

    if reader.shortened:
        # the pending marks are left in: transform only looks for texts
        texts = cast("tuple[doc.Block[doc.Text], ...]", blocks)
        blocks = tuple(transform(block, doc.Text, shorten) for block in texts)
    return blocks, reader.placements


class _NoteReader(Accumulator):
    """Reads the lines of a note from left to right, and places each citation."""

    language: str
    placements: list[CitePlacement] = field(default_factory=list)
    shortened: set[int] = field(default_factory=set)
    """Texts whose first character is the stop of the citation before them."""
    texts: int = 0
    """Texts so far."""
    before: str = ""
    """The line so far."""
    is_open: bool = False
    """Nothing has followed the last citation yet."""

    def begin_line(self) -> None:
        """End the line; a bare citation at its end has the stop of the style."""
        if self.is_open and not self.placements[-1].opening:
            self.placements[-1] = replace(self.placements[-1], closing=None)
        self.before, self.is_open = "", False

    def add_text(self, text: str) -> None:
        """Add text to the line; a stop at its beginning goes to a bare citation before it."""
        if self.is_open and not self.placements[-1].opening and _STOP_AFTER.match(text):
            self.placements[-1] = replace(self.placements[-1], closing=text[0])
            self.shortened.add(self.texts)
        self.before, self.is_open = self.before + text, False

    def add_mark(self) -> None:
        """Place a citation at the end of the line so far."""
        text = self.before.rstrip()
        depth = sum(map(text.count, "([")) - sum(map(text.count, ")]"))
        opening = ""
        if not self._is_bare(text):
            opening = "[" if depth % 2 else "("
            depth += 1
        begins = not text or _ends_sentence(text)
        self.placements.append(CitePlacement(opening, depth % 2 == 1, begins and not opening))
        self.before, self.is_open = self.before + _CITATION, True

    def _is_bare(self, text: str) -> bool:
        if not text or text.endswith(_BARE_AFTER) or ends_with_signal(text, self.language):
            return True
        _, citation, since = text.rpartition(_CITATION)
        if citation and not self.placements[-1].opening and joins_citations(since, self.language):
            return True
        return _ends_sentence(text)


def _ends_sentence(text: str) -> bool:
    """Return whether a text ends a sentence; `U.S.` and `No.` do not."""
    words = text.rstrip(_CLOSERS)
    if words[-1:] != ".":
        return words[-1:] in tuple(_STOPS)
    last = words.rsplit(maxsplit=1)[-1]
    return _CITATION in last or (last.count(".") == 1 and len(last) >= _MIN_LAST_WORD)


def set_citation(content: doc.Inlines, placement: CitePlacement) -> doc.Inlines:
    """Return a citation in the parentheses of its placement; addresses stay as they are."""
    if placement.has_brackets:
        content = tuple(_bracket(content))
    if not placement.opening:
        return content
    closing = "]" if placement.opening == "[" else ")"
    return (doc.Text(placement.opening), *content, doc.Text(closing))


def _bracket(content: doc.Inlines) -> Iterable[doc.Inline]:
    for inline in content:
        if isinstance(inline, doc.Link):
            yield inline
            continue
        yield from transform_line((inline,), doc.Text, _bracket_text)


def _bracket_text(text: doc.Text) -> doc.Inlines:
    return (doc.Text(text.text.translate(_TO_BRACKETS), text.lang),)
