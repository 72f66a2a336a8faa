"""Shaping: HarfBuzz turns words into glyphs, with kerning and ligatures, shown by TJ operators.

A shaper has a script, a language, features and a fallback chain. It remembers the glyphs
of words; `word_cache.py` remembers their widths and breaks for each text format.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import NamedTuple

import uharfbuzz as hb

from threadbrief.core.structs import Frozen
from threadbrief.pdf.fonts.fallback import (
    MAX_STACKED_MARKS,
    FallbackChain,
    FontFace,
    FontSet,
    is_east_asian,
)
from threadbrief.pdf.fonts.subset import CompositeGlyph
from threadbrief.templates import TextStyle
from threadbrief.text.graphemes import split_graphemes
from threadbrief.text.language_tag import get_primary_language
from threadbrief.text.scripts import CjkVariant
from threadbrief.text.unicode import DEFAULT_IGNORABLE, SCRIPT


@cache
def get_upper_case(lang: str) -> "UpperCase":
    """Return how a language writes capitals."""
    return UpperCase(get_primary_language(lang))


class UpperCase:
    """Capitals as a language writes them (Unicode, SpecialCasing.txt, and CLDR for Greek)."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, text: str) -> str:
        """Return the text in capitals."""
        if self._language in {"tr", "az"}:
            text = text.replace("i", "İ")
        elif self._language == "el":
            parts = unicodedata.normalize("NFD", text.upper())
            text = unicodedata.normalize("NFC", parts.replace("\u0301", "").replace("\u0342", ""))
        return text.upper()


_COMMON_SCRIPTS = {"Zyyy", "Zinh", "Zzzz"}
_CURSIVE_SCRIPTS = {"Arab", "Syrc", "Mong", "Nkoo", "Adlm", "Rohg", "Mand", "Mani", "Phag"}
"""Scripts whose letters join, which tracking would tear apart."""
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Characters without glyphs, which act before shaping: soft hyphens, bidi controls, word joiners.
"""
BIDI_MARKS = ("\u200e", "\u200f")
"""Left-to-right mark and right-to-left mark, by the parity of a level."""
BIDI_MARK_OFFSET = 20
"""Units of the font by which such a mark is set before its place: a reader that sorts characters by
their places would else, by rounding, put it after the letter that follows."""
_END_ACTUAL_TEXT = "]TJ EMC["
_CJK_PUNCTUATION = "“”‘’…—·"
"""Punctuation that Western and East Asian fonts share, and draw differently."""
_MIN_KERNING = 0.05
"""Thousandths of the size that are not worth an adjustment."""
_MAX_CLUSTER_GAP = 50
"""Thousandths of the size by which a cluster may seem to end early; readers take twice as much for
a space."""
_ZERO_WIDTH_SPACE = "\u200b"
"""The text of a glyph within ActualText that other glyphs cover: every glyph needs some text."""
_SERIALIZE_FLAGS = hb.BufferSerializeFlags.NO_GLYPH_NAMES | hb.BufferSerializeFlags.NO_CLUSTERS
"""Glyphs as HarfBuzz writes them, `429@0,12+544`: number, offset if there is one, advance."""
_SIZE_RELATIVE = re.compile(r"\x00([^\x00]+)\x00")
"""A vertical shift or tracking in a fragment, in thousandths of the size; PDF takes points (ISO
32000-1, 9.3)."""
_TRACKING_ON, _TRACKING_OFF = "]TJ \x00{}\x00 Tc[", "]TJ 0 Tc["


LONG_WORD = 200
"""Characters; a longer word is not shaped at once, and not remembered."""
LetterGlyphs = tuple[tuple[str, ...], tuple[int, ...]]
"""Text of which each character has a glyph: the fragments that show them, and their advances in
units of the font."""


class GlyphRun(Frozen):
    """Glyphs of one face, in visual order."""

    face: FontFace
    fragment: str
    """The operand of a TJ operator without its brackets; sometimes it closes and opens them again.
    """
    advance: float
    """In thousandths of the size."""


class ShapedText(Frozen):
    """A word, or a space, as it is shown."""

    runs: tuple[GlyphRun, ...]
    """From left to right."""
    advance: float
    """In thousandths of the size."""
    type3_glyph: tuple[str, str] | None = None
    """The resource name of a Type 3 font and the operator that shows a glyph of it; then there are
    no runs."""


def is_worth_keeping(text: str) -> bool:
    """Return whether a word may come again.

    One with a stack of combining marks is shaped anew, so that each place of it is reported.
    """
    return len(text) <= MAX_STACKED_MARKS or (len(text) <= LONG_WORD and text.isascii())


class Shaper:
    """Shapes the words of one style and language."""

    def __init__(self, font_set: FontSet, style: TextStyle, lang: str) -> None:
        self._font_set = font_set
        self._style = style
        self._lang = lang
        self._features = _choose_features(style)
        self._to_upper = get_upper_case(lang) if style.capitals else None
        self.chain: FallbackChain = font_set.get_chain(style, lang)
        self._words: dict[tuple[str, bool], ShapedText] = {}
        """By the word, and whether it runs from right to left."""
        self._spaces: dict[FontFace, ShapedText] = {}
        self._bidi_marks: dict[tuple[str, bool], ShapedText] = {}
        """By the mark, and whether readers of ActualText read it."""
        self._substitutes: dict[tuple[str, str], ShapedText] = {}
        """By the characters shown and those that are read."""
        self._buffer = hb.Buffer()

    def shape(self, word: str, *, rtl: bool = False) -> ShapedText:
        """Return a word as glyphs in visual order; `rtl`: its letters run from right to left.

        A word is shaped once, whatever the sizes of the formats that share the shaper.
        """
        key = (word, rtl)
        shaped = self._words.get(key)
        if shaped is None:
            shaped = self._shape_word(word, rtl=rtl)
            if is_worth_keeping(word):
                self._words[key] = shaped
        return shaped

    def _shape_word(self, word: str, *, rtl: bool) -> ShapedText:
        text = word
        if not text.isascii():
            text = _INVISIBLE.sub("", text)
        if self._to_upper:
            text = self._to_upper(text)
        runs = [
            self._make_glyph_run(face, script, part, rtl=rtl)
            if face
            else self._make_missing_glyph_run(part)
            for face, script, part in self._split_by_font(text)
        ]
        if len(runs) == 1:
            return ShapedText((runs[0],), runs[0].advance)
        if rtl:
            runs.reverse()
        return ShapedText(tuple(runs), sum(run.advance for run in runs))

    def shape_as(self, shown: str, read_as: str) -> ShapedText:
        """Return characters that are read as others, left to right."""
        key = (shown, read_as)
        shaped = self._substitutes.get(key)
        if shaped is None:
            whole = self._shape_as_cluster(shown, read_as or _ZERO_WIDTH_SPACE)
            if whole:
                shaped = ShapedText((whole,), whole.advance)
            else:
                parts = self.shape(shown)
                first, *rest = parts.runs
                runs = (
                    GlyphRun(first.face, wrap_actual_text(read_as, first.fragment), first.advance),
                    *rest,
                )
                shaped = ShapedText(runs, parts.advance)
            self._substitutes[key] = shaped
        return shaped

    def _shape_as_cluster(self, shown: str, read_as: str) -> GlyphRun | None:
        """Return characters as one cluster with a text of its own.

        None unless they are of one face.
        """
        if self._to_upper:
            shown = self._to_upper(shown)
        items = self._split_by_font(shown)
        face, script, text = items[0]
        if len(items) != 1 or face is None:
            return None
        return self._make_cluster_run(face, script, text, read_as)

    def _make_cluster_run(self, face: FontFace, script: str, text: str, read_as: str) -> GlyphRun:
        self._font_set.assign_resource_name(face)
        clusters = _find_clusters(self._shape_buffer(face, script, text, rtl=False), rtl=False)
        placed = [glyph for cluster in clusters for glyph in cluster.placed]
        whole = _GlyphCluster(0, placed, 0, clusters[-1].end if clusters else 0)
        pen = _GlyphPen(face)
        if not _is_encodable(read_as):
            read_as = "\ufffd"
        _show_cluster(face, pen, whole, read_as, rtl=False)
        return GlyphRun(face, "".join(pen.out), whole.end * face.scale)

    def shape_letters(self, text: str) -> LetterGlyphs | None:
        """Return a text glyph by glyph, left to right; None unless each character has a glyph."""
        if self._to_upper or self._style.tracking:
            return None
        face, script = self.chain.primary, "Latn"
        if not (self.chain.has_ascii and text.isascii() and text.isprintable()):
            items = self._split_by_font(text)
            if len(items) != 1 or items[0][0] is not face or _INVISIBLE.search(text):
                return None
            script = items[0][1]
        if not face.resource:
            self._font_set.assign_resource_name(face)
        return _read_letters(face, text, self._shape_buffer(face, script, text, rtl=False))

    def shape_space(self, face: FontFace) -> ShapedText:
        """Return a space of the face that sets the word before it, so that both share one run."""
        shaped = self._spaces.get(face)
        if shaped is None:
            chosen = (
                face if face.has_glyph(" ") else self.chain.find_face(" ") or self.chain.primary
            )
            glyphs = self._make_glyph_run(chosen, "Zyyy", " ", rtl=False)
            shaped = self._spaces[face] = ShapedText((glyphs,), glyphs.advance)
        return shaped

    def shape_bidi_mark(self, mark: str) -> ShapedText:
        """Return an invisible bidi mark that is extracted as text.

        It is a glyph without outline and width, in a CFF font a space.
        """
        key = (mark, True)
        shaped = self._bidi_marks.get(key)
        if shaped is None:
            face = self.chain.primary
            pen = _GlyphPen(face)
            self._font_set.assign_resource_name(face)
            code, advance = face.assign_composite_code(CompositeGlyph((), 0), mark), 0.0
            if code is None:
                space = face.find_glyph(" ")
                code, advance = face.assign_code(space, mark) or space, face.get_advance(space)
            pen.show(code, -BIDI_MARK_OFFSET, advance)
            pen.move(0)
            run = GlyphRun(face, "".join(pen.out), 0.0)
            shaped = self._bidi_marks[key] = ShapedText((run,), 0.0)
        return shaped

    def shape_invisible_bidi_mark(self, mark: str) -> ShapedText | None:
        """Return a bidi mark for readers without ActualText and for PDFium; None: no code is left.

        PDFium passes over an empty ActualText. The mark is shown twice, or PDFium would pass over
        it, too, for it has no width; the second it takes for a shadow.
        """
        key = (mark, False)
        shaped = self._bidi_marks.get(key)
        if shaped is None:
            face = self.chain.primary
            code = face.assign_composite_code(CompositeGlyph((), 0), mark)
            if code is None:
                return None
            self._font_set.assign_resource_name(face)
            pen = _GlyphPen(face)
            for x in (-BIDI_MARK_OFFSET, -BIDI_MARK_OFFSET // 2):
                pen.show(code, x, 0.0)
            pen.move(0)
            show = f"]TJ/Span<</ActualText()>>BDC[{''.join(pen.out)}{_END_ACTUAL_TEXT}"
            shaped = self._bidi_marks[key] = ShapedText((GlyphRun(face, show, 0.0),), 0.0)
        return shaped

    def _split_by_font(self, text: str) -> list[tuple[FontFace | None, str, str]]:
        """Return a text by face and script; a character without a face is an item of its own."""
        if self.chain.has_ascii and text.isascii() and text.isprintable():
            if not text:
                return []
            return [(self.chain.primary, "Latn", text)]
        items: list[tuple[FontFace | None, str, str]] = []
        wide = self._find_cjk_punctuation_face(text)
        clusters = split_graphemes(text)
        self.report_stacked_marks(clusters)
        for cluster in clusters:
            face: FontFace | None
            if wide and cluster in _CJK_PUNCTUATION and ord(cluster) in wide.characters:
                face = wide
            elif len(cluster) == 1:
                face = self.chain.find_face(cluster)
            else:
                face = self._find_cluster_face(cluster)
            if face or len(cluster) == 1:
                _append_font_run(items, face, cluster)
            else:
                for part in cluster:
                    _append_font_run(items, self.chain.find_face(part), part)
        return items

    def _find_cjk_punctuation_face(self, text: str) -> FontFace | None:
        """Return the face for quotation marks and dashes in Chinese and Japanese text.

        There they are as wide as letters. None: the family's own.
        """
        if self.chain.cjk in {None, CjkVariant.KOREAN} or not any(
            mark in text for mark in _CJK_PUNCTUATION
        ):
            return None
        return next(
            (self.chain.find_face(character) for character in text if is_east_asian(character)),
            None,
        )

    def _find_cluster_face(self, cluster: str) -> FontFace | None:
        """Return the first face that holds every character of a cluster that is to be seen."""
        seen = [c for c in cluster if DEFAULT_IGNORABLE[c] == "No"] or [cluster[0]]
        for character in dict.fromkeys(seen[:8]):
            face = self.chain.find_face(character)
            if face and all(ord(c) in face.characters for c in seen):
                return face
        return None

    def report_stacked_marks(self, clusters: Iterable[str]) -> None:
        """Report letters with more marks than any language has."""
        for cluster in clusters:
            if len(cluster) > MAX_STACKED_MARKS:
                self._font_set.report_stacked_marks(cluster)

    def _make_missing_glyph_run(self, character: str) -> GlyphRun:
        """Return the code point in brackets for a character that no font holds, and report it."""
        if DEFAULT_IGNORABLE[character] == "Yes":
            return GlyphRun(self.chain.primary, "", 0.0)
        self._font_set.report_missing_glyph(character)
        face = self.chain.primary
        if not self.chain.has_ascii:
            face = self._font_set.get_last_resort_face(self._style)
        return self._make_cluster_run(face, "Latn", f"[U+{ord(character):04X}]", character)

    def _shape_buffer(self, face: FontFace, script: str, text: str, *, rtl: bool) -> hb.Buffer:
        buffer = self._buffer
        buffer.clear_contents()
        buffer.add_str(text)
        if not text.isascii():
            buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        buffer.direction = "rtl" if rtl else "ltr"
        buffer.script = script
        buffer.language = self._lang
        hb.shape(face.font, buffer, self._features)
        return buffer

    def _make_glyph_run(self, face: FontFace, script: str, text: str, *, rtl: bool) -> GlyphRun:
        self._font_set.assign_resource_name(face)
        buffer = self._shape_buffer(face, script, text, rtl=rtl)
        glyphs, count = _format_buffer(face, text, buffer, rtl=rtl)
        if self._style.tracking and script not in _CURSIVE_SCRIPTS:
            tracking = self._style.tracking
            show = f"{_TRACKING_ON.format(tracking)}{glyphs.fragment}{_TRACKING_OFF}"
            return GlyphRun(face, show, glyphs.advance + tracking * count)
        return glyphs


def _append_font_run(
    items: list[tuple[FontFace | None, str, str]], face: FontFace | None, part: str
) -> None:
    script = SCRIPT[part[0]]
    if items and face and items[-1][0] is face:
        _, last, text = items[-1]
        if script in _COMMON_SCRIPTS or last in _COMMON_SCRIPTS or script == last:
            if script in _COMMON_SCRIPTS:
                script = last
            items[-1] = (face, script, text + part)
            return
    items.append((face, script, part))


class _PlacedGlyph(NamedTuple):
    """A glyph and where its origin is, in units of the font from that of its run."""

    glyph: int
    x: int
    y: int
    is_mark: bool
    """Whether it adds nothing to the width."""


class _GlyphCluster(NamedTuple):
    """Glyphs that show characters together."""

    start: int
    """The first of the characters."""
    placed: list[_PlacedGlyph]
    begin: int
    """Where the cluster before it ends, in units of the font."""
    end: int
    """Where the next one begins."""

    @property
    def composite(self) -> CompositeGlyph:
        parts = tuple((glyph, x - self.begin, y) for glyph, x, y, _ in self.placed)
        return CompositeGlyph(parts, self.end - self.begin)


class _GlyphPen:
    """Writes a fragment, going from left to right as the glyphs advance."""

    def __init__(self, face: FontFace) -> None:
        self._scale = face.scale
        self.at = 0.0
        """In thousandths of the size."""
        self.out: list[str] = []

    def show(self, code: int, x: int, advance: float, y: int = 0) -> None:
        """Show a code, `advance` thousandths wide, at a place in units of the font."""
        self.move(x)
        shown = f"<{code:04X}>"
        if y:
            shown = f"]TJ \x00{y * self._scale:.4g}\x00 Ts[{shown}]TJ 0 Ts["
        self.out.append(shown)
        self.at += advance

    def move(self, x: int) -> None:
        """Go to a place in units of the font."""
        self.out.append(_format_kerning(self.at - x * self._scale))
        self.at = x * self._scale


def _format_buffer(
    face: FontFace, text: str, buffer: hb.Buffer, *, rtl: bool
) -> tuple[GlyphRun, int]:
    """Return the fragment that shows a shaped buffer as the text, and its number of codes."""
    if not rtl:
        letters = _read_letters(face, text, buffer)
        if letters is not None:
            show, advance = format_letters(letters[0]), sum(letters[1]) * face.scale
            return GlyphRun(face, show, advance), len(text)
    clusters = _find_clusters(buffer, rtl=rtl)
    if not clusters:
        return GlyphRun(face, "", 0.0), 0
    starts = sorted(cluster.start for cluster in clusters)
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    pen = _GlyphPen(face)
    count = 0
    for cluster in clusters:
        read_as = text[0 if cluster.start == starts[0] else cluster.start : ends[cluster.start]]
        count += _show_cluster(face, pen, cluster, read_as, rtl=rtl)
    return GlyphRun(face, "".join(pen.out), clusters[-1].end * face.scale), count


def _find_clusters(buffer: hb.Buffer, *, rtl: bool) -> list[_GlyphCluster]:
    """Return the clusters of a shaped buffer, from left to right.

    A mark under or over the letter before it belongs to it, although HarfBuzz separates the two, as
    in Bengali: readers begin a new word where the next glyph is back on the left.
    """
    clusters: list[_GlyphCluster] = []
    total = 0
    glyphs = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    for start, group in groupby(glyphs, key=lambda pair: pair[0].cluster):
        begin = total
        placed = []
        for info, at in group:
            placed.append(
                _PlacedGlyph(info.codepoint, total + at.x_offset, at.y_offset, at.x_advance == 0)
            )
            total += at.x_advance
        cluster = _GlyphCluster(start, placed, begin, total)
        if clusters and _is_same_cluster(clusters[-1], cluster, rtl=rtl):
            before = clusters.pop()
            cluster = _GlyphCluster(
                min(before.start, start), [*before.placed, *placed], before.begin, total
            )
        clusters.append(cluster)
    return clusters


def _is_same_cluster(left: _GlyphCluster, right: _GlyphCluster, *, rtl: bool) -> bool:
    if rtl:
        return left.end <= left.begin
    return right.end <= right.begin


def _read_letters(face: FontFace, text: str, buffer: hb.Buffer) -> LetterGlyphs | None:
    """Return the glyphs of a buffer, one on the baseline for each character; else None.

    This is most of a memo. Its glyphs are looked up in `FontFace.letters` by the way HarfBuzz
    serializes them.
    """
    seen = buffer.serialize(face.font, flags=_SERIALIZE_FLAGS)[1:-1].split("|")
    try:
        known = list(map(face.baseline_glyphs.__getitem__, seen))
    except KeyError:
        if not _is_one_to_one(face, text, buffer, seen):
            return None
        known = list(map(face.baseline_glyphs.__getitem__, seen))
    characters, shows, advances = zip(*known, strict=True)
    return (shows, advances) if "".join(characters) == text else None


def _is_one_to_one(face: FontFace, text: str, buffer: hb.Buffer, seen: list[str]) -> bool:
    """Return whether there is one glyph on the baseline for each character, and remember them."""
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    if len(infos) != len(text) or not text:
        return False
    if any(info.cluster != place or at.x_offset or at.y_offset
           for place, (info, at) in enumerate(zip(infos, positions, strict=True))):  # fmt: skip
        return False
    for place, (info, at, character) in enumerate(zip(infos, positions, text, strict=True)):
        glyph = info.codepoint
        if face.to_unicode.setdefault(glyph, character) != character:
            return False
        face.used[glyph] = glyph
        kern = _format_kerning(face.get_advance(glyph) - at.x_advance * face.scale)
        face.baseline_glyphs[seen[place]] = (character, f"<{glyph:04X}>{kern}", at.x_advance)
    return True


def format_letters(shows: Iterable[str]) -> str:
    """Return the fragment that shows letters, each of which is shown by a fragment."""
    return "".join(shows).replace("><", "")


def _show_cluster(
    face: FontFace, pen: _GlyphPen, cluster: _GlyphCluster, read_as: str, *, rtl: bool
) -> int:
    """Show a cluster, and return how many codes that takes.

    Readers reverse text that runs from right to left, and with it the text of one code.
    """
    first, *others = cluster.placed
    read = read_as[::-1] if rtl else read_as
    if others or first.y:
        code, x, width = (
            face.assign_composite_code(cluster.composite, read),
            cluster.begin,
            cluster.end - cluster.begin,
        )
        advance = width * face.scale
    else:
        code, x, advance = (
            face.assign_code(first.glyph, read),
            first.x,
            face.get_advance(first.glyph),
        )
    if code is None:
        return _show_parts(face, pen, cluster, read_as, rtl=rtl)
    pen.show(code, x, advance)
    pen.move(cluster.end)
    return 1


def _show_parts(
    face: FontFace, pen: _GlyphPen, cluster: _GlyphCluster, read_as: str, *, rtl: bool
) -> int:
    """Show the glyphs of a cluster within ActualText, and return their number.

    For a cluster that cannot have one code. Readers take the place of ActualText from its first
    glyph and its last.
    """
    placed = sorted(cluster.placed, key=lambda glyph: (glyph.y != 0, glyph.is_mark))
    shares = _share_text(face, placed, read_as)
    pen.out.append(_encode_actual_text(read_as))
    for glyph, share in zip(placed, shares, strict=True):
        pen.show(
            _find_share_code(face, glyph.glyph, share),
            glyph.x,
            face.get_advance(glyph.glyph),
            glyph.y,
        )
    if abs(pen.at - cluster.end * face.scale) > _MAX_CLUSTER_GAP and not rtl:
        _close_cluster(face, pen, cluster)
    pen.move(cluster.end)
    pen.out.append(_END_ACTUAL_TEXT)
    return len(placed)


def _close_cluster(face: FontFace, pen: _GlyphPen, cluster: _GlyphCluster) -> None:
    """Show an invisible space, not extracted, where a cluster ends and its last glyph does not.

    Else readers take the distance to the next one for a space. Another one is beyond the mark that
    is furthest to the right: PDFium sorts what is in one ActualText by origins, and does not see a
    space alone.
    """
    space = face.find_glyph(" ")
    if not space:
        return
    last = cluster.end - round(face.get_advance(space) / face.scale)
    beyond = max(last, *(glyph.x for glyph in cluster.placed)) + round(
        _MAX_CLUSTER_GAP / face.scale
    )
    code = _find_share_code(face, space, _ZERO_WIDTH_SPACE)
    for x in (beyond, last):
        pen.show(code, x, face.get_advance(space))


def _share_text(face: FontFace, placed: Iterable[_PlacedGlyph], read_as: str) -> Iterable[str]:
    """Return the text of each glyph of a cluster, for readers that pass over ActualText.

    Glyphs that are the characters' own, in their order, have those; else the first has the whole.
    """
    glyphs = [glyph.glyph for glyph in placed]
    if glyphs == [face.find_glyph(character) for character in read_as]:
        return read_as
    return (read_as, *[_ZERO_WIDTH_SPACE] * (len(glyphs) - 1))


def _find_share_code(face: FontFace, glyph: int, share: str) -> int:
    """Return the code that shows a glyph as a part of ActualText."""
    code = face.assign_code(glyph, share)
    if code is None:
        face.used[glyph] = code = glyph
    return code


def _format_kerning(thousandths: float) -> str:
    return f"{thousandths:.4g}" if abs(thousandths) >= _MIN_KERNING else ""


def format_operators(fragments: Iterable[str], size: float) -> str:
    """Return the operators that show fragments one after the other."""
    show = "".join(fragments).replace("><", "")
    if "\x00" in show:
        show = re.sub(rf"{re.escape(_TRACKING_OFF)}\]TJ \x00[^\x00]+\x00 Tc\[", "", show).replace(
            "><", ""
        )
        show = _SIZE_RELATIVE.sub(lambda number: f"{float(number[1]) * size / 1000:.4g}", show)
    show = f"[{show}]TJ"
    return show.replace("[]TJ", "")


def append_space(fragment: str, space: str) -> str:
    """Return a fragment and the space after it.

    The space is drawn within the ActualText that ends the fragment, if any: PDFium does not see a
    space alone between two spans of ActualText.
    """
    head, mark, tail = fragment.rpartition("/ActualText<FEFF")
    if not (mark and fragment.endswith(_END_ACTUAL_TEXT)):
        return fragment + space
    read_as, _, rest = tail.partition(">")
    return (
        f"{head}{mark}{read_as}0020>{rest.removesuffix(_END_ACTUAL_TEXT)}{space}{_END_ACTUAL_TEXT}"
    )


def wrap_actual_text(text: str, fragment: str) -> str:
    """Return a fragment that is read as the text (ISO 32000-1, 14.9.4)."""
    return f"{_encode_actual_text(text)}{fragment}{_END_ACTUAL_TEXT}"


def _encode_actual_text(text: str) -> str:
    if not _is_encodable(text):
        text = "\ufffd"
    return f"]TJ/Span<</ActualText<FEFF{text.encode('utf-16-be').hex().upper()}>>>BDC["


def _is_encodable(text: str) -> bool:
    return not any("\ud800" <= c <= "\udfff" for c in text)


def _choose_features(style: TextStyle) -> dict[str, bool]:
    features: dict[str, bool] = {}
    if style.tracking:
        features |= {"liga": False, "clig": False}
    if style.small_caps:
        features["smcp"] = True
    if style.tabular:
        features["tnum"] = True
    return features
