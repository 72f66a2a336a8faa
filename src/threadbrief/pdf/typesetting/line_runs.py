"""Turns the items of a line into its runs: in visual order, each with its place and operators.

The parts: bidi marks for readers that extract text, justified lines and hanging punctuation, and
the glyph runs themselves. Poppler puts a line together by the places of its glyphs, PDFium by those
of text objects; neither knows of embedding levels.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from unicodedata import mirrored

from threadbrief.model.document import Note
from threadbrief.pdf.fonts.fallback import FontFace
from threadbrief.pdf.typesetting.bidi import reorder_line
from threadbrief.pdf.typesetting.itemize import BREAK_ALLOWED, NO_BREAK, SPACE, STRETCH, Item
from threadbrief.pdf.typesetting.shaping import (
    BIDI_MARKS,
    ShapedText,
    append_space,
    format_operators,
    wrap_actual_text,
)
from threadbrief.pdf.typesetting.spans import EmojiRun, Run, SetLine, Span, TextRun
from threadbrief.templates import Align
from threadbrief.text.unicode import BIDI_CLASS, SCRIPT, SOFT_HYPHEN

_NUMBER_SEPARATORS = {"CS", "ES", "ET"}
_NEUTRAL = {"WS", "ON", *_NUMBER_SEPARATORS}
_STRONG = {"L": "L", "R": "R", "AL": "R"}


def insert_bidi_marks(line: Sequence[Item], base_level: int) -> list[Item]:
    """Return a line with invisible bidi marks where text extraction would go wrong.

    `base` is the level of the paragraph. Programs that extract a line take neutrals at the end of
    foreign words, and those behind them, for part of the words before; and commas and the like for
    figures. PDFium mirrors the brackets of a line from right to left, which map to the characters
    that they are; but not between a left-to-right mark and a right-to-left one.
    """
    marked: list[Item] = []
    left: Item | None = None
    for right in line:
        misread = _find_misread_neutral(left, right, base_level)
        if right.level % 2 and BIDI_CLASS[right.text[-1]] in _NUMBER_SEPARATORS:
            misread = right
        if misread:
            marked.append(_make_direction_mark(misread))
        if base_level and _is_bracket(right):
            marked += _protect_bracket(right, follows=left is not None and _is_bracket(left))
        else:
            marked.append(right)
        left = right
    misread = _find_misread_neutral(left, None, base_level)
    if misread:
        marked.append(_make_direction_mark(misread))
    return marked


def _find_misread_neutral(left: Item | None, right: Item | None, base_level: int) -> Item | None:
    """Return which of two neighbours has a neutral where the level changes between them.

    None for a neighbour: an edge of the line.
    """
    left_level = left.level if left else base_level
    right_level = right.level if right else base_level
    if left_level == right_level:
        return None
    lower = min(left_level, right_level)
    # What begins after the boundary in reading order: of the lower level, or of the higher one.
    if lower % 2:
        outer_first = left_level < right_level
    else:
        outer_first = right_level < left_level
    item = right if outer_first == (right_level == lower) else left
    if item is None:
        return None
    edge = item.text[0] if outer_first else item.text[-1]
    return item if BIDI_CLASS[edge] in _NEUTRAL else None


def _protect_bracket(bracket: Item, *, follows: bool) -> list[Item]:
    """Return a bracket between the marks that keep PDFium from mirroring it.

    `follows` says that another bracket is on its left.
    """
    before, after = (
        bracket.span.text_format.shaper.shape_invisible_bidi_mark(mark) for mark in BIDI_MARKS
    )
    if not (before and after):
        return [bracket]
    protected = [bracket, _make_mark(bracket, before)]
    if not follows:
        protected.insert(0, _make_mark(bracket, after))
    return protected


def _is_bracket(item: Item) -> bool:
    return item.level % 2 == 1 and mirrored(item.text[0]) == 1


def _make_direction_mark(home: Item) -> Item:
    mark = BIDI_MARKS[home.level % 2]
    return _make_mark(home, home.span.text_format.shaper.shape_bidi_mark(mark))


def _make_mark(home: Item, mark: ShapedText) -> Item:
    return Item(home.span, mark, "", 0.0, NO_BREAK, home.level)


def is_mostly_rtl(line: Iterable[Item]) -> bool:
    """Return whether PDFium reads all of a line from right to left: most of its words run so."""
    text = "".join([item.text or BIDI_MARKS[item.level % 2] for item in line])
    words = [kind for kind, _ in groupby(_STRONG.get(BIDI_CLASS[character]) for character in text)]
    return words.count("R") >= words.count("L")


def reverse_fragments(shows: Sequence[str], advances: Sequence[float]) -> Sequence[str]:
    """Return fragments in visual order, drawn from the right; unchanged if one is not simple.

    Words are then extracted in their order by programs that do not sort what one operator shows
    (ISO 32000-1, 14.8.2.3.3).
    """
    if any("]" in show for show in shows):
        return shows
    drawn: list[str] = []
    place = sum(advances)
    pen = 0.0
    for show, advance in zip(reversed(shows), reversed(advances), strict=True):
        place -= advance
        if "<" in show:  # else it is a move
            drawn.append(f" {pen - place:.1f} {show}")
            pen = place + advance
    return drawn


MAX_SPACE_STRETCH, MAX_IDEOGRAPH_STRETCH = 0.8, 0.25
"""By how much a space, and the joint of two ideographs, grows at most, as a share of the size; a
line that would be looser stays ragged."""
_IDEOGRAPHIC = frozenset({"Hani", "Hira", "Kana", "Bopo", "Yiii"})
_HANGING_AT_START = {
    **dict.fromkeys("“‘\"'«‹„‚", 0.7),
    **dict.fromkeys("([", 0.3),
    **dict.fromkeys("「『（【《〈", 0.5),
}
_HANGING_AT_END = {
    **dict.fromkeys(".,-‐”’\"'»›", 0.7),
    **dict.fromkeys(":;–", 0.5),
    **dict.fromkeys("!?)]—", 0.2),
    **dict.fromkeys("、。，．」』）】》〉", 0.5),
}
"""How much of a character hangs over the edge of the text, as a share of its width."""


def stretch_line(line: Sequence[Item], spare: float) -> tuple[list[Item], float]:
    """Return a line with its joints marked, and the points to add at each space and joint.

    0: the line stays ragged. Ideographs have no spaces between them: text of them grows wherever a
    line might have begun.
    """
    joints = [
        index
        for index, (left, right) in enumerate(pairwise(line))
        if _can_stretch_between(left, right)
    ]
    gaps = sum(1 for item in line if item.kind in {SPACE, STRETCH}) + len(joints)
    if not gaps:
        return list(line), 0.0
    size = line[0].span.text_format.style.size
    loosest = MAX_IDEOGRAPH_STRETCH if joints else MAX_SPACE_STRETCH
    if spare / gaps > loosest * size:
        return list(line), 0.0
    marked = list(line)
    for index in joints:
        marked[index] = marked[index]._replace(kind=STRETCH)
    return marked, spare / gaps


def _can_stretch_between(left: Item, right: Item) -> bool:
    if right.kind != BREAK_ALLOWED or left.kind == SPACE or not (left.text and right.text):
        return False
    return _is_ideographic(left.text[-1]) or _is_ideographic(right.text[0])


def _is_ideographic(character: str) -> bool:
    return (
        SCRIPT[character] in _IDEOGRAPHIC
        or "\u3000" <= character <= "\u303f"
        or "\uff01" <= character <= "\uff65"
    )


def measure_overhang(line: Sequence[Item]) -> tuple[float, float]:
    """Return how many points of a line hang over its left and its right edge.

    0 where the style does not hang punctuation. The line runs from left to right.
    """
    if not line or not line[0].span.text_format.style.hang_punctuation:
        return 0.0, 0.0
    first, last = line[0], line[-1]
    return _measure_hanging(first, first.text[:1], _HANGING_AT_START), _measure_hanging(
        last, last.text[-1:].replace(SOFT_HYPHEN, "-"), _HANGING_AT_END
    )


def _measure_hanging(item: Item, character: str, shares: dict[str, float]) -> float:
    if item.span.is_placeholder or character not in shares:
        return 0.0
    return shares[character] * item.span.text_format.words.measure_width(character)


class Measure:
    """The width, alignment and direction that lines of a paragraph are set to."""

    __slots__ = ("align", "balanced", "base_level", "has_rtl", "lang", "width")

    def __init__(
        self,
        width: float,
        align: Align,
        base_level: int,
        lang: str,
        *,
        has_rtl: bool,
        balanced: bool = False,
    ) -> None:
        self.width = width
        """Points."""
        self.align = align
        self.base_level = base_level
        """The level of the paragraph."""
        self.lang = lang
        self.has_rtl = has_rtl
        """Whether anything in it runs from right to left."""
        self.balanced = balanced
        """Whether shorter lines are better than a word alone on the last."""

    def find_line_start(self, spare: float) -> float:
        """Return how far from the left edge a line begins that leaves so much of the measure."""
        if self.align is Align.CENTRE:
            return spare / 2
        if (self.align is Align.END) != (self.base_level == 1):
            return spare
        return 0.0


def set_line(
    items: Sequence[Item], measure: Measure, indent: float, *, last: bool, forced: bool
) -> SetLine:
    """Return a line, its start edge moved by `indent` points; `forced`: by a mandatory break."""
    end = len(items)
    while end and items[end - 1].kind == SPACE:
        end -= 1
    line = list(items[:end])
    if line:
        line[-1] = _show_hyphen(line[-1])
    left = right = 0.0
    if not measure.has_rtl:
        left, right = measure_overhang(line)
    width = sum(item.width for item in line)
    spare = measure.width - indent - width
    stretch = 0.0
    if measure.align is Align.JUSTIFY and not last and not forced:
        line, stretch = stretch_line(line, spare + left + right)
    notes = [item.span.note for item in line]
    marks = tuple(note for note in notes if isinstance(note, Note))
    x = measure.find_line_start(0.0 if stretch else spare)
    if not measure.base_level:
        x += indent
    if measure.align in {Align.START, Align.JUSTIFY}:
        x -= left
    if end < len(items) and not last and not items[end].span.link and not items[end].span.underline:
        # The space at the end keeps the words of two lines apart for readers that cannot see.
        line.append(items[end]._replace(level=measure.base_level, kind=NO_BREAK))
        if measure.base_level:
            x -= items[end].width
    builder = _build_runs(line, measure, x, stretch)
    if stretch:
        width += stretch * sum(1 for item in line if item.kind in {SPACE, STRETCH})
    underlined = any(item.span.underline for item in line)
    return SetLine(builder.finish(), width, marks, last, underlined, builder.reading_order)


def _build_runs(line: Sequence[Item], measure: Measure, x: float, stretch: float) -> "_RunBuilder":
    """Return the runs of a line, in visual order and with bidi marks where it is mixed."""
    if not measure.has_rtl:
        builder = _RunBuilder(x, measure.lang, stretch)
        builder.add_all(line)
        return builder
    order = reorder_line([item.level for item in line])
    line = insert_bidi_marks([line[index] for index in order], measure.base_level)
    in_order = not measure.base_level and not is_mostly_rtl(line)
    builder = _RunBuilder(x, measure.lang, stretch, split_levels=True, reverse_rtl=in_order)
    for item in line:
        builder.add(item)
    return builder


def _show_hyphen(item: Item) -> Item:
    """Return the last item of a line with the hyphen that a soft hyphen becomes there."""
    if not item.text.endswith(SOFT_HYPHEN):
        return item
    hyphen = item.span.text_format.words.shape("-")
    shown = hyphen.runs[0]
    drawn = type(shown)(shown.face, wrap_actual_text(SOFT_HYPHEN, shown.fragment), shown.advance)
    runs = (drawn, *item.shaped.runs) if item.level % 2 else (*item.shaped.runs, drawn)
    shaped = ShapedText(runs, item.shaped.advance + hyphen.advance)
    return item._replace(
        shaped=shaped, width=shaped.advance * item.span.text_format.style.size / 1000
    )


_NUMBER_STARTS = frozenset("-.0123456789")


class _RunBuilder:
    """Runs as they come, from left to right."""

    def __init__(
        self,
        x: float,
        lang: str,
        stretch: float,
        *,
        split_levels: bool = False,
        reverse_rtl: bool = False,
    ) -> None:
        """`levelled`: each run is of one level, so that runs have a reading order.

        `in_order`: what runs from right to left is drawn from the right, word by word.
        """
        self._reverse_rtl = reverse_rtl
        self._x = x
        self._split_levels = split_levels
        self._run_levels: list[int] = []
        self._level: int | None = None
        """Of the items of the run; None: it has nothing but bidi marks so far."""
        self._lang = lang
        self._stretch = stretch
        self._runs: list[Run] = []
        self._span: Span | None = None
        self._face: FontFace | None = None
        self._fragments: list[str] = []
        self._texts: list[str] = []
        self._levels: list[int] = []
        self._advances: list[float] = []

    def add_all(self, line: Sequence[Item]) -> None:
        """Add the items of a line that runs from left to right; most go on as the one before."""
        if self._stretch:
            for item in line:
                self.add(item)
            return
        start, count = 0, len(line)
        while start < count:
            span, runs = line[start].span, line[start].shaped.runs
            end = start + 1
            if len(runs) != 1 or span.shown:
                self.add(line[start])
                start = end
                continue
            face = runs[0].face
            while end < count and line[end].span is span:
                more = line[end].shaped.runs
                if len(more) != 1 or more[0].face is not face:
                    break
                end += 1
            if span is not self._span or face is not self._face:
                self._finish_run()
                self._span, self._face = span, face
            self._extend_run(line[start:end])
            start = end

    def _extend_run(self, items: Sequence[Item]) -> None:
        """Add items of the span and face of the last."""
        shows = [item.shaped.runs[0].fragment for item in items]
        if (self._fragments[-1:] and self._fragments[-1][-1:] == "[") or any(
            "EMC" in show for show in shows
        ):
            for item, show in zip(items, shows, strict=True):
                if item.kind == SPACE and self._fragments and self._fragments[-1][-1:] == "[":
                    self._fragments[-1] = append_space(self._fragments[-1], show)
                else:
                    self._fragments.append(show)
        else:
            self._fragments += shows
        self._advances += [item.shaped.runs[0].advance for item in items]
        self._texts += [item.text for item in items]
        self._levels += [item.level for item in items]

    def add(self, item: Item) -> None:
        span, shaped = item.span, item.shaped
        if shaped.type3_glyph:
            self._add_emoji(item)
            return
        text = item.text and (span.shown or item.text)
        for glyphs in shaped.runs:
            if (
                span is not self._span
                or glyphs.face is not self._face
                or self._is_other_level(item)
            ):
                self._finish_run()
                self._span, self._face = span, glyphs.face
            self._append(glyphs.fragment)
            self._advances.append(glyphs.advance)
            self._texts.append(text)
            self._levels.append(item.level)
            if item.text:
                self._level = item.level
            text = ""
        if self._stretch and item.kind in {SPACE, STRETCH}:
            more = self._stretch * 1000 / span.text_format.style.size
            self._append(f"{-more:.5g}")
            self._advances.append(more)

    def _append(self, fragment: str) -> None:
        """Add a fragment; a number does not run on into the one before it."""
        if fragment[:1] in _NUMBER_STARTS:
            before = next((earlier for earlier in reversed(self._fragments) if earlier), "")
            if before[-1:].isdigit():
                fragment = f" {fragment}"
        self._fragments.append(fragment)

    def finish(self) -> tuple[Run, ...]:
        """Return the runs."""
        self._finish_run()
        return tuple(self._runs)

    @property
    def reading_order(self) -> tuple[int, ...]:
        """The place of each run in reading order; empty when that is from left to right."""
        if not any(self._run_levels):
            return ()
        order = reorder_line(self._run_levels)  # which undoes itself (UAX 9, L2)
        return tuple(sorted(range(len(order)), key=order.__getitem__))

    def _is_other_level(self, item: Item) -> bool:
        """Return whether an item is of another level than the run so far; a bidi mark is of any."""
        return self._split_levels and item.text != "" and self._level not in {None, item.level}

    def _finish_run(self) -> None:
        if self._span and self._face and self._fragments:
            if self._level is None:
                self._level = self._levels[0]
            self._run_levels.append(self._level)
            self._runs.append(self._make_text_run(self._span, self._face))
            self._x += self._runs[-1].width
        self._fragments, self._texts, self._levels, self._advances = [], [], [], []
        self._span = self._face = self._level = None

    def _make_text_run(self, span: Span, face: FontFace) -> TextRun:
        style = span.text_format.style
        backward = self._reverse_rtl and self._run_levels[-1] % 2
        show: Sequence[str] = self._fragments
        if backward:
            show = reverse_fragments(show, self._advances)
        lang: str | None = span.text_format.lang
        if lang == self._lang:
            lang = None
        return TextRun(
            self._x,
            sum(self._advances) * style.size / 1000,
            face,
            style.size,
            style.colour,
            format_operators(show, style.size),
            self._join_text(),
            lang,
            span.text_format.rise,
            span.link,
            span.underline,
            span.note,
        )

    def _join_text(self) -> str:
        """Return the characters of a run in logical order."""
        if not any(self._levels):
            return "".join(self._texts)
        return "".join(self._texts[index] for index in reorder_line(self._levels))

    def _add_emoji(self, item: Item) -> None:
        self._finish_run()
        emoji = item.span.emoji
        picture = item.shaped.type3_glyph
        if emoji and picture:
            size = item.span.text_format.style.size
            name, show = picture
            self._runs.append(
                EmojiRun(
                    self._x,
                    item.width,
                    size,
                    emoji.sequence,
                    emoji.name,
                    show,
                    name,
                    item.span.link,
                )
            )
            self._run_levels.append(item.level)
        self._x += item.width
