"""Turns inlines into the characters of a paragraph, and spans with the text format of each."""

import re
from typing import assert_never

from threadbrief.core.structs import Frozen, replace
from threadbrief.model import document as doc
from threadbrief.model.document import Note, RepeatedNoteMark
from threadbrief.pdf.fonts.fallback import FontFace, FontSet
from threadbrief.pdf.typesetting.hyphenation import insert_soft_hyphens
from threadbrief.pdf.typesetting.shaping import Shaper
from threadbrief.pdf.typesetting.word_cache import WordCache
from threadbrief.templates import Colour, Look, TextStyle
from threadbrief.text.unicode import EMOJI_PLACEHOLDER, NOTE_PLACEHOLDER

BOLD, REGULAR = 700, 400
_BOLD_MIN_WEIGHT = 600
SCRIPT_SIZE = 0.65
"""Size of superscripts and subscripts, as a share of the text's."""
_RISES: dict[type[doc.Inline], float] = {doc.Superscript: 0.33, doc.Subscript: -0.14}
"""Shift of their baselines, as a share of the text's size."""
NEWLINE = "\n"
"""A mandatory break."""
_CONTROL = re.compile("[\t-\r\x85\u2028\u2029]")


class TextFormat:
    """A style, a language and a shift of the baseline: all that decides how characters look."""

    __slots__ = (
        "_cache",
        "_derived",
        "face",
        "lang",
        "rise",
        "shaper",
        "style",
        "words",
    )

    def __init__(
        self, cache: "FormatCache", style: TextStyle, lang: str, rise: float = 0.0
    ) -> None:
        self._cache = cache
        self._derived: dict[object, TextFormat] = {}
        self.style = style
        self.lang = lang
        self.rise = rise
        """Points above the baseline of the line."""
        self.shaper: Shaper = cache.get_shaper(style, lang)
        self.face = self.shaper.chain.primary
        """The family's own."""
        self.words = WordCache(self.shaper, style.size)

    def clear(self) -> None:
        """Let go of the formats made of this one."""
        derived = list(self._derived.values())
        self._derived.clear()
        for text_format in derived:
            text_format.clear()

    def prepare(self, text: str) -> str:
        """Return the characters of a text, with soft hyphens where the style hyphenates."""
        plain = _strip_controls(text)
        if self.style.hyphenate:
            self._cache.font_set.report_missing_patterns(self.lang)
            return insert_soft_hyphens(plain, self.lang)
        return plain

    def with_language(self, lang: str | None) -> "TextFormat":
        """Return this format in another language; None: in its own."""
        if not lang or lang == self.lang:
            return self
        return self._make(lang, self.style, self.rise, lang)

    def with_inline(
        self, inline: doc.Emphasis | doc.Strong | doc.SmallCaps | doc.Superscript | doc.Subscript
    ) -> "TextFormat":
        """Return this format as an inline changes it."""
        kind = type(inline)
        known = self._derived.get(kind)
        if known:
            return known
        style, rise = self.style, self.rise
        match inline:
            case doc.Emphasis():
                style = replace(style, italic=not style.italic)
            case doc.Strong():
                weight = REGULAR if style.weight >= _BOLD_MIN_WEIGHT else BOLD
                style = replace(style, weight=weight)
            case doc.SmallCaps():
                style = replace(style, small_caps=True)
            case doc.Superscript() | doc.Subscript():
                share = _RISES[kind]
                rise += share * style.size
                style = replace(style, size=style.size * SCRIPT_SIZE)
            case _:
                assert_never(inline)
        return self._make(kind, style, rise, self.lang)

    def with_link_style(self) -> "TextFormat":
        """Return this format in the colour of links."""
        colour = self._cache.look.style(doc.Role.LINK).colour
        return self._derived.get(doc.Link) or self._make(
            doc.Link, replace(self.style, colour=colour), self.rise, self.lang
        )

    def note(self) -> "TextFormat":
        """Return this format as it shows what a person must still settle."""
        look = self._cache.look.style(doc.Role.MARK)
        style = replace(self.style, colour=look.colour, weight=look.weight)
        return self._derived.get(doc.UnresolvedMark) or self._make(
            doc.UnresolvedMark, style, self.rise, self.lang
        )

    def with_note_number_style(self) -> "TextFormat":
        """Return the format of note numbers in this one: in the same proportion as in the body."""
        known = self._derived.get(doc.Note)
        if known:
            return known
        look = self._cache.look
        number = look.style(doc.Role.NOTE_NUMBER)
        size = self.style.size * number.size / look.style(doc.Role.BODY).size
        style = replace(number, size=size, colour=self.style.colour, italic=False)
        return self._make(doc.Note, style, self.rise + number.raised * self.style.size, self.lang)

    def _make(self, key: object, style: TextStyle, rise: float, lang: str) -> "TextFormat":
        text_format = self._derived.get(key)
        if text_format is None:
            text_format = self._derived[key] = TextFormat(self._cache, style, lang, rise)
        return text_format


class FormatCache:
    """What the formats of one document share."""

    def __init__(self, look: Look, font_set: FontSet, language: str) -> None:
        """Take the look, the fonts and the language of a document."""
        self.look = look
        self.font_set = font_set
        self.language = language
        self._formats_by_identity: dict[
            tuple[int, str], tuple[TextStyle | doc.Role, TextFormat]
        ] = {}
        """Formats by the identity of a style, which is kept with them: to compare styles field by
        field takes longer."""
        self._formats: dict[tuple[TextStyle | doc.Role, str], TextFormat] = {}
        self._shapers: dict[tuple[object, ...], Shaper] = {}

    def get(self, style: doc.Role | TextStyle, lang: str | None) -> TextFormat:
        """Return the format of a role or style."""
        near = (id(style), lang or self.language)
        known = self._formats_by_identity.get(near)
        if known:
            return known[1]
        key = (style, near[1])
        text_format = self._formats.get(key)
        if text_format is None:
            text_style = style
            if isinstance(text_style, doc.Role):
                text_style = self.look.style(text_style)
            text_format = self._formats[key] = TextFormat(self, text_style, near[1])
        self._formats_by_identity[near] = (style, text_format)
        return text_format

    def clear(self) -> None:
        """Break the reference cycles of the formats, so that no garbage collection is needed."""
        for text_format in self._formats.values():
            text_format.clear()
        self._formats.clear()
        self._formats_by_identity.clear()

    def get_shaper(self, style: TextStyle, lang: str) -> Shaper:
        """Return the shaper that all styles with the same faces and features share."""
        features = (style.tracking, style.small_caps, style.tabular, style.capitals)
        key = (self.font_set.get_chain(style, lang), features, lang)
        shaper = self._shapers.get(key)
        if shaper is None:
            shaper = self._shapers[key] = Shaper(self.font_set, style, lang)
        return shaper


class Span(Frozen, eq=False):
    """Characters that follow one another and are set alike."""

    start: int
    text_format: TextFormat
    link: doc.Link | None = None
    underline: bool = False
    note: doc.Note | doc.RepeatedNoteMark | None = None
    shown: str | None = None
    """What is shown instead of a placeholder: the number of a note."""
    emoji: doc.Emoji | None = None

    @property
    def is_placeholder(self) -> bool:
        """Whether its one character is a placeholder: of a note mark or an emoji."""
        return self.shown is not None or self.emoji is not None

    def can_join(self, text_format: TextFormat, context: "_InlineContext") -> bool:
        """Return whether plain characters that are set alike may join it."""
        if (
            self.text_format is not text_format
            or self.link
            or context.link
            or self.underline != context.underline
        ):
            return False
        return self.shown is None and self.emoji is None


class _InlineContext(Frozen):
    text_format: TextFormat
    link: doc.Link | None = None
    underline: bool = False


def flatten(content: doc.Inlines, text_format: TextFormat) -> tuple[str, list[Span]]:
    """Return the characters of inlines, and their spans in order; every character is in one span.

    A note mark is one placeholder character (NOTE_PLACEHOLDER), an emoji another
    (EMOJI_PLACEHOLDER), a mandatory break a newline. Spaces before a note mark are left out;
    between two marks that touch is a raised comma.
    """
    if len(content) == 1 and isinstance(content[0], doc.Text) and content[0].lang is None:
        return text_format.prepare(content[0].text), [Span(0, text_format)]
    flat = _Flattener()
    stack: list[tuple[doc.Inline, _InlineContext]] = [
        (inline, _InlineContext(text_format)) for inline in reversed(content)
    ]
    while stack:
        inline, context = stack.pop()
        inner = flat.add(inline, context)
        if inner:
            stack += [(child, inner[1]) for child in reversed(inner[0])]
    return "".join(flat.parts), flat.spans


class _Flattener:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.spans: list[Span] = []
        self._end = 0

    def add(
        self, inline: doc.Inline, context: _InlineContext
    ) -> tuple[doc.Inlines, _InlineContext] | None:
        """Add what an inline shows, or return what it holds and how that is set."""
        match inline:
            case doc.Text():
                text_format = context.text_format.with_language(inline.lang)
                if context.link:
                    self._add_text(_strip_controls(inline.text), context, text_format)
                else:
                    self._add_text(text_format.prepare(inline.text), context, text_format)
            case doc.UnresolvedMark():
                text_format = context.text_format.with_language(inline.lang)
                self._add_text(_strip_controls(inline.text), context, text_format.note())
            case doc.LineBreak():
                self._add_text(NEWLINE, context, context.text_format)
            case doc.Emoji():
                self._add_span(
                    EMOJI_PLACEHOLDER,
                    Span(
                        self._end,
                        context.text_format,
                        context.link,
                        context.underline,
                        emoji=inline,
                    ),
                )
            case doc.Note() | doc.RepeatedNoteMark():
                self._add_note(inline, context)
            case doc.Link():
                return inline.content, replace(
                    context, text_format=context.text_format.with_link_style(), link=inline
                )
            case doc.Underline():
                return inline.content, replace(context, underline=True)
            case (
                doc.Emphasis()
                | doc.Strong()
                | doc.SmallCaps()
                | doc.Superscript()
                | doc.Subscript()
            ):
                return inline.content, replace(
                    context, text_format=context.text_format.with_inline(inline)
                )
            case _:
                assert_never(inline)
        return None

    def _add_text(self, text: str, context: _InlineContext, text_format: TextFormat) -> None:
        if not text:
            return
        if self.spans and self.spans[-1].can_join(text_format, context):
            self.parts.append(text)
            self._end += len(text)
        else:
            self._add_span(text, Span(self._end, text_format, context.link, context.underline))

    def _add_span(self, text: str, span: Span) -> None:
        self.parts.append(text)
        self.spans.append(span)
        self._end += len(text)

    def _add_note(self, note: doc.Note | doc.RepeatedNoteMark, context: _InlineContext) -> None:
        text_format = context.text_format.with_note_number_style()
        while self.parts and self.parts[-1].endswith(" "):
            kept = self.parts[-1].rstrip(" ")
            self._end -= len(self.parts[-1]) - len(kept)
            self.parts[-1] = kept
            if not kept:
                self.parts.pop()
                if self.spans[-1].start == self._end:
                    self.spans.pop()
        if self.spans and self.spans[-1].note:
            self._add_span(NOTE_PLACEHOLDER, Span(self._end, text_format, shown=","))
        self._add_span(
            NOTE_PLACEHOLDER, Span(self._end, text_format, note=note, shown=str(note.number))
        )


def _strip_controls(text: str) -> str:
    """Return text without the characters that would move lines or pass for placeholders."""
    if text.isprintable():
        return text
    text = text.replace(NOTE_PLACEHOLDER, "\ufffd").replace(EMOJI_PLACEHOLDER, "\ufffd")
    return _CONTROL.sub(" ", text)


class TextRun(Frozen):
    """A glyph run: one face, size, colour and language.

    Left to right, or word by word from the right.
    """

    x: float
    """From the left edge of the measure to the origin of the first glyph, in points."""
    width: float
    face: FontFace
    size: float
    colour: Colour
    operators: str
    """The text-showing operators of a content stream, without font and position: `[<0024> -12
    <0037>] TJ`, with marked-content ActualText where glyphs and text do not match (ISO 32000-1,
    14.9.4)."""
    text: str
    """The characters, in logical order."""
    lang: str | None = None
    """A BCP 47 tag where it differs from the paragraph's."""
    rise: float = 0.0
    """Points above the baseline of the line."""
    link: doc.Link | None = None
    underline: bool = False
    note: Note | RepeatedNoteMark | None = None
    """The note whose number this run shows."""


class EmojiRun(Frozen):
    """One emoji, drawn as a picture that is a glyph."""

    x: float
    width: float
    size: float
    sequence: str
    name: str
    operators: str
    font: str
    """The resource name of the Type 3 font that holds it."""
    link: doc.Link | None = None
    rise: float = 0.0
    lang: None = None
    underline: bool = False
    note: None = None


Run = TextRun | EmojiRun


class SetLine(Frozen):
    """One line of a paragraph."""

    runs: tuple[Run, ...]
    """From left to right."""
    width: float
    """Of the ink and inner spaces, without the space at the end; never negative."""
    notes: tuple[Note, ...] = ()
    """The notes whose first marks are in the line, in the order of the text."""
    is_last: bool = False
    """Whether it ends its paragraph."""
    underlined: bool = False
    """Whether any of it is."""
    reading_order: tuple[int, ...] = ()
    """The place of each run in reading order; empty when that is from left to right."""
