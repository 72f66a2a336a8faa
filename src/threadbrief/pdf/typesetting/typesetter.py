"""Sets paragraphs: inlines become lines, broken where UAX 14 allows.

A simple paragraph goes through `fast_lines.py`. Any other one goes through the full engine: items
(`itemize.py`), line breaks (here, or total fit in `knuth_plass.py`), runs (`line_runs.py`).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from reportlab.pdfbase.pdfdoc import PDFDocument

from threadbrief.core.problems import Location, Problem
from threadbrief.model.document import Inlines, Role, Text
from threadbrief.pdf.fonts.embed import embed_faces
from threadbrief.pdf.fonts.emoji import EmojiFont
from threadbrief.pdf.fonts.fallback import FontSet
from threadbrief.pdf.typesetting.bidi import has_rtl_characters
from threadbrief.pdf.typesetting.fast_lines import (
    BALANCING_WIDTHS,
    measure_plain_width,
    set_plain_lines,
)
from threadbrief.pdf.typesetting.itemize import (
    BREAK_ALLOWED,
    MANDATORY_BREAK,
    NO_BREAK,
    SPACE,
    Item,
    Itemizer,
)
from threadbrief.pdf.typesetting.knuth_plass import OVERFULL_TOLERANCE, break_lines
from threadbrief.pdf.typesetting.line_runs import Measure, set_line
from threadbrief.pdf.typesetting.spans import FormatCache, SetLine, flatten
from threadbrief.templates import Align, FontFolder, Look, TextStyle
from threadbrief.text.direction import is_rtl
from threadbrief.text.graphemes import split_graphemes
from threadbrief.text.unicode import SOFT_HYPHEN

MAX_NOTE_MARK_OVERHANG = 12.0
"""Points by which marks may hang over the measure: as much as there is between two columns."""


def split_wide_note_marks(items: list[Item], width: float) -> list[Item]:
    """Return items with which note marks hang over a measure by no more than HANG.

    `width` is in points. Where marks would, the last letter of their word goes with them to the
    next line; marks that are wider than a line are broken after the commas between them.
    """
    if not any(item.span.note for item in items):
        return items
    fitting: list[Item] = []
    for word in _group_words(items):
        if sum(item.width for item in word) <= width + MAX_NOTE_MARK_OVERHANG:
            fitting += word
        else:
            fitting += _split_word(word, width)
    return fitting


def _group_words(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Yield the items that no line parts, together."""
    start = 0
    for index, item in enumerate(items):
        if item.kind != NO_BREAK and index > start:
            yield items[start:index]
            start = index
    yield items[start:]


def _split_word(word: Sequence[Item], width: float) -> Iterator[Item]:
    first = next((index for index, item in enumerate(word) if item.span.shown), len(word))
    *letters, last = word[:first] or (None,)
    yield from letters
    if last:
        yield from _split_last_letter(last)
    many = sum(item.width for item in word[first:]) > width
    comma = False
    for item in word[first:]:
        is_note = item.span.note is not None
        if many and comma and is_note:
            yield item._replace(kind=BREAK_ALLOWED)
        else:
            yield item
        comma = not is_note


def _split_last_letter(item: Item) -> Iterator[Item]:
    """Yield a word as all but its last letter, and that; a picture as it is."""
    if item.span.is_placeholder:
        yield item
        return
    *head, last = split_graphemes(item.text)
    kind = item.kind
    text_format = item.span.text_format
    for text in filter(None, ("".join(head), last)):
        shaped = text_format.words.shape(text, rtl=item.level % 2 == 1)
        yield Item(
            item.span,
            shaped,
            text,
            shaped.advance * text_format.style.size / 1000,
            kind,
            item.level,
        )
        kind = BREAK_ALLOWED


class ReportLabCanvas(Protocol):
    """A file in the making: a canvas of ReportLab, or ours."""

    _doc: PDFDocument


class Typesetter:
    """Sets the text of one document, and writes its fonts when all is set."""

    def __init__(
        self,
        look: Look,
        language: str,
        *,
        folders: Iterable[FontFolder] = (),
        font_cache: Path | None = None,
    ) -> None:
        """`language` is the document's BCP 47 tag; `folders` hold fonts of the user's.

        `memory` is a folder in which it may be remembered which fonts the system has.
        """
        self._font_set = FontSet(look, language, folders, font_cache)
        self._emoji = EmojiFont(self._font_set, look.emoji)
        self._itemizer = Itemizer(self._emoji)
        self._widths: dict[tuple[str, int, str | None], tuple[Role | TextStyle, float]] = {}
        self._formats = FormatCache(look, self._font_set, language)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be set as it was meant: characters without a font, fonts not found."""
        return self._font_set.problems

    def set_lines(
        self,
        content: Inlines,
        style: Role | TextStyle,
        width: float,
        *,
        lang: str | None = None,
        first_indent: float = 0.0,
        where: Location | None = None,
        balanced: bool = False,
    ) -> tuple[SetLine, ...]:
        """Return a paragraph as lines that fill a measure of `width` points.

        `balanced`: shorter lines are better than one word alone on the last, as in a heading, which
        is never justified. The first line begins `first_indent` points later. `lang` is the
        paragraph's language, None the document's; it decides the base direction. `where` is the
        place that problems name. An empty paragraph has no lines.
        """
        self._font_set.where = where
        text_format = self._formats.get(style, lang)
        text, spans = flatten(content, text_format)
        has_rtl = is_rtl(text_format.lang) or has_rtl_characters(text)
        align = text_format.style.align
        if balanced and align is Align.JUSTIFY:
            align = Align.START
        measure = Measure(width, align, 0, text_format.lang, has_rtl=has_rtl, balanced=balanced)
        plain = set_plain_lines(text, spans, measure, first_indent)
        if plain is not None:
            return plain
        base, items = self._itemizer.itemize(
            text, spans, text_format.lang, width - max(first_indent, 0.0)
        )
        if base and not is_rtl(text_format.lang):
            first_indent = max(
                first_indent, 0.0
            )  # what is indented for it to hang into is the other side
        measure = Measure(width, align, base, text_format.lang, has_rtl=has_rtl)
        line_bounds = None
        if align is Align.JUSTIFY:
            line_bounds = break_lines(items, width, first_indent)
        if line_bounds is None:
            items = split_wide_note_marks(items, width - max(first_indent, 0.0))
            line_bounds = _break_greedily(items, width, first_indent)
            if balanced and _has_single_word_last_line(items, line_bounds):
                shorter = (
                    _break_greedily(items, width * share, first_indent)
                    for share in BALANCING_WIDTHS
                )
                line_bounds = next(
                    (
                        b
                        for b in shorter
                        if len(b) == len(line_bounds) and not _has_single_word_last_line(items, b)
                    ),
                    line_bounds,
                )
        last = len(line_bounds) - 1
        return tuple(
            set_line(
                items[start:end],
                measure,
                0.0 if number else first_indent,
                last=number == last,
                forced=forced,
            )
            for number, (start, end, forced) in enumerate(line_bounds)
        )

    @contextmanager
    def within_post(self, label: str) -> Iterator[None]:
        """Let problems in what is set meanwhile name a post."""
        self._font_set.post = label
        try:
            yield
        finally:
            self._font_set.post = ""

    def measure_width(
        self, text: str, style: Role | TextStyle, *, lang: str | None = None
    ) -> float:
        """Return the width of a text on one line, in points."""
        key = (text, id(style), lang)
        known = self._widths.get(key)
        if known is None:
            known = self._widths[key] = (style, self._measure_width(text, style, lang))
        return known[1]

    def _measure_width(self, text: str, style: Role | TextStyle, lang: str | None) -> float:
        text_format = self._formats.get(style, lang)
        flat, spans = flatten((Text(text),), text_format)
        plain = None
        if len(spans) == 1 and not has_rtl_characters(flat):
            plain = measure_plain_width(flat, spans[0])
        if plain is not None:
            return plain
        _, items = self._itemizer.itemize(flat, spans, text_format.lang, float("inf"))
        return sum(item.width for item in items)

    def embed(self, canvas: ReportLabCanvas) -> None:
        """Write the fonts of all that was set; call it once, when everything is drawn, and last."""
        document = canvas._doc  # noqa: SLF001 - ReportLab has no other way to its document
        embed_faces(document, self._font_set.faces)
        self._emoji.embed(document)
        self._formats.clear()


def _break_greedily(
    items: list[Item], width: float, first_indent: float
) -> list[tuple[int, int, bool]]:
    """Return where each line begins and ends, and whether a mandatory break ends it.

    A line takes as many items as fit (first fit). Where none may begin a line, one does all the
    same, unless it is a note mark.
    """
    lines: list[tuple[int, int, bool]] = []
    start = free = 0
    x = 0.0
    room = width - first_indent + OVERFULL_TOLERANCE
    for index, item in enumerate(items):
        kind = item.kind
        if kind == SPACE:
            x += item.width
            continue
        if kind == MANDATORY_BREAK:
            lines.append((start, index, True))
            start = free = index + 1
            x, room = 0.0, width + OVERFULL_TOLERANCE
            continue
        if kind == BREAK_ALLOWED and (free == start or _can_end_line(items[index - 1], room - x)):
            free = index
        x += item.width
        if x > room and index > start and free == start and not item.span.is_placeholder:
            free = index
        if x > room and free > start:
            lines.append((start, free, False))
            start = free
            x = sum(item.width for item in items[start : index + 1])
            room = width + OVERFULL_TOLERANCE
    if items:
        lines.append((start, len(items), False))
    return lines


def _has_single_word_last_line(items: list[Item], line_bounds: list[tuple[int, int, bool]]) -> bool:
    """Return whether the last of several lines is one word."""
    if len(line_bounds) < 2:
        return False
    start, end, _ = line_bounds[-1]
    return end > start and not any(item.kind == SPACE for item in items[start : end - 1])


def _can_end_line(item: Item, room: float) -> bool:
    """Return whether a line may end with an item: a soft hyphen needs room for a hyphen."""
    if not item.text.endswith(SOFT_HYPHEN):
        return True
    return item.span.text_format.words.measure_width("-") <= room
