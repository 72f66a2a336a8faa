"""Turns the text of a paragraph into items: words and spaces, each of one format and level.

Lines are filled with items (`typesetter.py`, `knuth_plass.py`). Where text runs from right to left,
`bidi.py` gives the embedding levels.
"""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple
from unicodedata import mirrored

from threadbrief.core.structs import Frozen
from threadbrief.model.document import Emoji
from threadbrief.pdf.fonts.emoji import EmojiFont
from threadbrief.pdf.typesetting.bidi import has_rtl_characters, resolve_isolated_levels
from threadbrief.pdf.typesetting.line_breaks import NO_BREAK_SPACE, is_space_unbreakable
from threadbrief.pdf.typesetting.shaping import LONG_WORD, ShapedText
from threadbrief.pdf.typesetting.spans import NEWLINE, Span, TextFormat
from threadbrief.pdf.typesetting.word_cache import BREAKABLE_ENDS
from threadbrief.text.direction import is_rtl
from threadbrief.text.graphemes import split_graphemes
from threadbrief.text.unicode import BIDI_CLASS, NOTE_PLACEHOLDER
from threadbrief.text.urls import find_ltr_addresses

NO_BREAK, BREAK_ALLOWED, SPACE, MANDATORY_BREAK, STRETCH = range(5)
"""Kinds of items: no line begins with it; one may; it is a space; it ends its line; a justified
line grows after it."""
_TOKENS = re.compile(rf"(?:[^ \n\u00a0]|(?<={NOTE_PLACEHOLDER})\u00a0)+| +|\n|\u00a0+")
"""Words, spaces and no-break spaces; but the one behind the number of a note belongs to it."""
_MAX_CHUNK, _MAX_CLUSTER = 250, 32
"""Characters that are shaped together at most, of a long word and of one grapheme cluster (UAX 15
D1: 30 marks)."""
_ZERO_WIDTH_SPACE = "\u200b"
"""What the second and later words of an emoji's name are read as."""


class Item(NamedTuple):
    """Characters that are set together."""

    span: Span
    shaped: ShapedText
    text: str
    width: float
    """Points."""
    kind: int
    """GLUED, FREE, SPACE or BREAK; JOINT once its line is set."""
    level: int
    """Of embedding (UAX 9); an odd one runs from right to left."""


class _SpanLevel(Frozen):
    """Characters of one span and one level."""

    start: int
    span: Span
    level: int


class Itemizer:
    """Divides the paragraphs of one document into items."""

    def __init__(self, emoji: EmojiFont) -> None:
        self._emoji = emoji

    def itemize(
        self,
        text: str,
        spans: Sequence[Span],
        lang: str,
        width: float,
    ) -> tuple[int, list[Item]]:
        """Return the base level of a paragraph and its items, in logical order.

        A word wider than `width` points is cut between grapheme clusters into parts that fit.
        """
        base, segments = _find_segments(text, spans, lang)
        builder = _ItemBuilder(self._emoji, width)
        cursor = _SegmentCursor(segments, len(text))
        items = builder.items
        at = 0
        before = ""
        for token in _TOKENS.findall(text):
            stop = at + len(token)
            first = token[0]
            if first == " ":
                kind = SPACE
            elif first == NEWLINE:
                kind, before = MANDATORY_BREAK, ""
            elif first == NO_BREAK_SPACE:
                kind, before = STRETCH, first
            else:
                kind = BREAK_ALLOWED
                if before == NO_BREAK_SPACE or (before and _is_break_forbidden(before, token)):
                    kind = NO_BREAK
                before = token
            if at >= cursor.end:
                cursor.move_to(at)
            text_format, word = cursor.text_format, None
            # Most of a memo: a simple word, or the space after one.
            if text_format and stop <= cursor.end and kind != MANDATORY_BREAK:
                word = text_format.words.get_unbroken_word(token)
            if (
                word
                and word.ink_width <= width
                and (kind != SPACE or builder.last_format is text_format)
            ):
                items.append(Item(cursor.segment.span, word.shaped, token, word.ink_width, kind, 0))
                builder.last_format = text_format
            else:
                self._split_token(builder, cursor, token, at, kind)
            at = stop
        return base, items

    @staticmethod
    def _split_token(
        builder: "_ItemBuilder",
        cursor: "_SegmentCursor",
        token: str,
        start: int,
        kind: int,
    ) -> None:
        """Cut a word at its breaks and where the way it is set changes."""
        breaks: tuple[int, ...] = ()
        if kind in {BREAK_ALLOWED, NO_BREAK}:
            breaks = cursor.segment.span.text_format.words.find_breaks(token)
        at = start
        for end in (*breaks, len(token)):
            stop = start + end
            while at < stop:
                cursor.move_to(at)
                upto = min(stop, cursor.end)
                builder.add(cursor.segment, token[at - start : upto - start], kind)
                if kind == BREAK_ALLOWED:
                    kind = NO_BREAK
                at = upto
            if kind == NO_BREAK:
                kind = BREAK_ALLOWED


class _SegmentCursor:
    """The segment at a place that only moves on."""

    __slots__ = ("_index", "_length", "_segments", "end", "segment", "text_format")

    def __init__(self, segments: Sequence[_SpanLevel], length: int) -> None:
        self._segments = segments
        self._length = length
        self._index = -1
        self.end = 0
        self.text_format: TextFormat | None = None
        """The format of the segment if that is set from left to right and shows its own characters.
        """

    def move_to(self, at: int) -> None:
        """Go to the segment that holds the character at an offset."""
        while at >= self.end:
            self._index += 1
            self.segment = self._segments[self._index]
            following = self._index + 1
            self.end = (
                self._segments[following].start if following < len(self._segments) else self._length
            )
        span = self.segment.span
        self.text_format = None
        if not (self.segment.level or span.is_placeholder):
            self.text_format = span.text_format


class _ItemBuilder:
    """The items of one paragraph, as they come."""

    __slots__ = ("_emoji", "_width", "items", "last_format")

    def __init__(self, emoji: EmojiFont, width: float) -> None:
        self._emoji = emoji
        self._width = width
        self.last_format: TextFormat | None = None
        """The format of the last item, when that is one run of the format's own face."""
        self.items: list[Item] = []

    def add(self, segment: _SpanLevel, text: str, kind: int) -> None:
        """Add part of a word, a space or a break."""
        span = segment.span
        text_format = span.text_format
        if len(text) > LONG_WORD and kind != SPACE:
            self._add_chunks(segment, text, kind)
            return
        shaped = self._shape_item(segment, text, kind)
        width = shaped.advance * text_format.style.size / 1000
        if width > self._width and span.emoji and not shaped.type3_glyph:
            self._add_emoji_name(segment, span.emoji, text, kind)
            return
        if width > self._width and len(text) > 1 and kind != SPACE:
            self._add_chunks(segment, text, kind)
            return
        self.items.append(Item(span, shaped, text, width, kind, segment.level))
        own = len(shaped.runs) == 1 and shaped.runs[0].face is text_format.shaper.chain.primary
        self.last_format = text_format if own else None

    def _shape_item(self, segment: _SpanLevel, text: str, kind: int) -> ShapedText:
        span = segment.span
        shaper = span.text_format.shaper
        if span.emoji:
            return self._emoji.shape(span.emoji, shaper, rtl=segment.level % 2 == 1)
        if kind == MANDATORY_BREAK:
            return ShapedText((), 0.0)
        if kind == SPACE and self.items:
            last = self.items[-1]
            if last.span.text_format is span.text_format and last.shaped.runs:
                return _shape_space_after(last, text)
        if segment.level % 2 and not span.shown:
            return span.text_format.words.shape(text, rtl=True)
        return span.text_format.words.shape(span.shown or text)

    def _add_emoji_name(self, segment: _SpanLevel, emoji: Emoji, text: str, kind: int) -> None:
        """Add the name of an emoji that no line holds, word by word."""
        text_format = segment.span.text_format
        scale = text_format.style.size / 1000
        for word in self._emoji.shape_name(emoji, text_format.shaper):
            if text == _ZERO_WIDTH_SPACE:
                space = text_format.shaper.shape_space(word.runs[0].face)
                self.items.append(
                    Item(segment.span, space, " ", space.advance * scale, SPACE, segment.level)
                )
            self.items.append(
                Item(segment.span, word, text, word.advance * scale, kind, segment.level)
            )
            text, kind = _ZERO_WIDTH_SPACE, BREAK_ALLOWED
        self.last_format = None

    def _add_chunks(self, segment: _SpanLevel, text: str, kind: int) -> None:
        """Add a word that no line holds, in parts as long as a line."""
        words = segment.span.text_format.words
        rtl = segment.level % 2 == 1
        scale = segment.span.text_format.style.size / 1000
        start = end = 0
        advance = 0.0
        chunks = []
        clusters = split_graphemes(text)
        segment.span.text_format.shaper.report_stacked_marks(clusters)
        for cluster in _split_long_clusters(clusters):
            more = words.shape(cluster, rtl=rtl).advance * scale
            if end > start and (advance + more > self._width or end - start > _MAX_CHUNK):
                chunks.append(text[start:end])
                start, advance = end, 0.0
            end += len(cluster)
            advance += more
        for chunk in (*chunks, text[start:]):
            shaped = words.shape(chunk, rtl=rtl)
            self.items.append(
                Item(segment.span, shaped, chunk, shaped.advance * scale, kind, segment.level)
            )
            kind = BREAK_ALLOWED
        self.last_format = None


def _is_break_forbidden(left: str, right: str) -> bool:
    """Return whether no line may begin with a word; for most, two characters decide."""
    return not (
        right[0].isalnum() and (left[-1].isalnum() or left[-1] in BREAKABLE_ENDS)
    ) and is_space_unbreakable(left, right)


def _shape_space_after(word: Item, text: str) -> ShapedText:
    run = word.shaped.runs[0 if word.level % 2 else -1]
    one = word.span.text_format.shaper.shape_space(run.face)
    if len(text) == 1:
        return one
    return ShapedText(one.runs * len(text), one.advance * len(text))


def _split_long_clusters(clusters: list[str]) -> list[str]:
    if all(len(cluster) <= _MAX_CLUSTER for cluster in clusters):
        return clusters
    return [
        c[start : start + _MAX_CLUSTER]
        for c in clusters
        for start in range(0, len(c), _MAX_CLUSTER)
    ]


def _find_segments(text: str, spans: Sequence[Span], lang: str) -> tuple[int, list[_SpanLevel]]:
    base = int(is_rtl(lang))
    if not base and not has_rtl_characters(text):
        return base, [_SpanLevel(span.start, span, 0) for span in spans]
    if not base and all(BIDI_CLASS[character] != "L" for character in set(text)):
        base = 1  # text in Arabic without a language tag
    resolved = resolve_isolated_levels(
        text, base, _find_isolates(text, spans, lang) if base == is_rtl(lang) else ()
    )
    segments: list[_SpanLevel] = []
    for index, span in enumerate(spans):
        end = spans[index + 1].start if index + 1 < len(spans) else len(text)
        start = span.start
        for place in range(start + 1, end + 1):
            if (
                place == end
                or resolved[place] != resolved[start]
                or (base and _is_split_at_bracket(text, place, resolved))
            ):
                segments.append(_SpanLevel(start, span, resolved[start]))
                start = place
    return base, segments


def _find_isolates(text: str, spans: Sequence[Span], lang: str) -> list[tuple[int, int]]:
    """Return where a paragraph has stretches of the other direction, begin and end of each.

    These are text in a language of that direction, and addresses.
    """
    foreign = _find_opposite_direction(text, spans, lang)
    if not is_rtl(lang):
        return foreign
    own = [
        (a, b)
        for a, b in find_ltr_addresses(text)
        if not any(start < b and a < end for start, end in foreign)
    ]
    return sorted((*foreign, *own))


def _find_opposite_direction(text: str, spans: Sequence[Span], lang: str) -> list[tuple[int, int]]:
    """Return where text in languages of the other direction begins and ends, without spaces."""
    backward = is_rtl(lang)
    found: list[tuple[int, int]] = []
    for foreign, group in groupby(
        enumerate(spans), key=lambda pair: is_rtl(pair[1].text_format.lang) != backward
    ):
        if foreign:
            indexes = [index for index, _ in group]
            start, last = spans[indexes[0]].start, indexes[-1] + 1
            end = spans[last].start if last < len(spans) else len(text)
            stretch = text[start:end]
            begin = start + len(stretch) - len(stretch.lstrip())
            found.append((begin, start + len(stretch.rstrip())))
    return [(start, end) for start, end in found if start < end]


def _is_split_at_bracket(text: str, place: int, resolved: Sequence[int]) -> bool:
    """Return whether items are split at a place: on one side of it is a bracket that is mirrored.

    Equal brackets that touch, and combining marks on them, stay together.
    """
    before, after = text[place - 1], text[place]
    if not resolved[place] % 2 or before == after or BIDI_CLASS[after] == "NSM":
        return False
    return mirrored(before) + mirrored(after) > 0
