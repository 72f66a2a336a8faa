"""Words -> glyphs: HarfBuzz with script, language and features, and the operators that show them, cached by word."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import uharfbuzz as hb

from threadbrief.pdf.breaks import graphemes
from threadbrief.pdf.fonts import Chain, Face, FontBook
from threadbrief.pdf.unicode import IGNORABLE, SCRIPT
from threadbrief.templates import TextStyle

_NO_SCRIPT = {"Zyyy", "Zinh", "Zzzz"}
_CURSIVE = {"Arab", "Syrc", "Mong", "Nkoo", "Adlm", "Rohg", "Mand", "Mani", "Phag"}
"""Scripts whose letters join, which tracking would tear apart."""
_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Characters that have done their work before shaping: soft hyphens, bidi controls, joiners of words."""
_LONGEST_KEPT = 64
"""Longer words are not worth remembering."""
RISE = re.compile(r"\x00(-?\d+)\x00")
"""A vertical shift in a fragment, in thousandths of the size; PDF wants points (ISO 32000-1, 9.3.7)."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Glyphs of one face, in visual order."""

    face: Face
    show: str
    """What stands between the brackets of a TJ operator, and sometimes closes and opens it again."""
    advance: float
    """In thousandths of the size."""


@dataclass(frozen=True, slots=True)
class Shaped:
    """A word, or a space, as it is shown."""

    runs: tuple[Glyphs, ...]
    """From left to right."""
    advance: float
    """In thousandths of the size."""


class Shaper:
    """Shapes the words of one style and language."""

    def __init__(self, book: FontBook, style: TextStyle, lang: str) -> None:
        self._book = book
        self._style = style
        self._lang = lang
        self._features = _features(style)
        self._upper = _upper_case(lang) if style.capitals else None
        self.chain: Chain = book.chain(style, lang)
        self.words: dict[str, Shaped] = {}
        """Left-to-right words shaped before, for callers that are in a hurry."""
        self._backward: dict[str, Shaped] = {}
        self._spaces: dict[Face, Shaped] = {}

    def shape(self, word: str, *, rtl: bool = False) -> Shaped:
        """Return a word as glyphs, left to right; `rtl` says that its letters run from right to left."""
        known = self._backward if rtl else self.words
        shaped = known.get(word)
        if shaped is None:
            shaped = self._shape(word, rtl=rtl)
            if len(word) <= _LONGEST_KEPT:
                known[word] = shaped
        return shaped

    def space(self, face: Face) -> Shaped:
        """Return a space of the face that sets the word before it, so that both share one run."""
        shaped = self._spaces.get(face)
        if shaped is None:
            chosen = face if 0x20 in face.characters else self.chain.primary
            glyphs = self._run(chosen, "Zyyy", " ", rtl=False)
            shaped = self._spaces[face] = Shaped((glyphs,), glyphs.advance)
        return shaped

    def _shape(self, word: str, *, rtl: bool) -> Shaped:
        text = _UNSEEN.sub("", word)
        if self._upper:
            text = self._upper(text)
        runs = [
            self._run(face, script, part, rtl=rtl) if face else self._missing(part)
            for face, script, part in self._items(text)
        ]
        if rtl:
            runs.reverse()
        return Shaped(tuple(runs), sum(run.advance for run in runs))

    def _items(self, text: str) -> list[tuple[Face | None, str, str]]:
        """Part text by face and script; a character without a face stands alone."""
        if text.isascii() and text.isprintable():
            return [(self.chain.primary, "Latn", text)] if text else []
        items: list[tuple[Face | None, str, str]] = []
        for cluster in graphemes(text):
            face = self.chain.face(cluster) if len(cluster) == 1 else self._cluster_face(cluster)
            parts = (cluster,) if face or len(cluster) == 1 else cluster
            for part in parts:
                _append(items, face or self.chain.face(part), part)
        return items

    def _cluster_face(self, cluster: str) -> Face | None:
        """Return the first face that holds every character of a cluster that is to be seen."""
        seen = [c for c in cluster if IGNORABLE[c] == "No"] or [cluster[0]]
        for character in dict.fromkeys(seen[:8]):
            face = self.chain.face(character)
            if face and all(ord(c) in face.characters for c in seen):
                return face
        return None

    def _missing(self, character: str) -> Glyphs:
        """Return the code point in brackets for a character that no font holds, and report it."""
        if IGNORABLE[character] == "Yes":
            return Glyphs(self.chain.primary, "", 0.0)
        self._book.report_missing(character)
        glyphs = self._run(self.chain.primary, "Latn", f"[U+{ord(character):04X}]", rtl=False)
        return Glyphs(glyphs.face, actual_text(character, glyphs.show), glyphs.advance)

    def _run(self, face: Face, script: str, text: str, *, rtl: bool) -> Glyphs:
        self._book.use(face)
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        buffer.direction = "rtl" if rtl else "ltr"
        buffer.script = script
        buffer.language = self._lang
        hb.shape(face.font, buffer, self._features)
        tracking = 0.0 if script in _CURSIVE else self._style.tracking
        return _shown(face, text, buffer, tracking)


def _append(items: list[tuple[Face | None, str, str]], face: Face | None, part: str) -> None:
    script = SCRIPT[part[0]]
    if items and face and items[-1][0] is face:
        _, last, text = items[-1]
        if script in _NO_SCRIPT or last in _NO_SCRIPT or script == last:
            items[-1] = (face, last if script in _NO_SCRIPT else script, text + part)
            return
    items.append((face, script, part))


def _shown(face: Face, text: str, buffer: hb.Buffer, tracking: float) -> Glyphs:
    """Return the fragment that shows a shaped buffer; text that the glyphs do not say is said by ActualText."""
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    starts = sorted({info.cluster for info in infos})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    out: list[str] = []
    total = 0.0
    index = 0
    while index < len(infos):
        cluster = infos[index].cluster
        end = index + 1
        while end < len(infos) and infos[end].cluster == cluster:
            end += 1
        part, advance = _cluster(face, list(zip(infos[index:end], positions[index:end], strict=True)), tracking)
        said = text[0 if cluster == starts[0] else cluster : ends[cluster]]
        face.used.update(info.codepoint for info in infos[index:end])
        if end - index > 1 or face.said.setdefault(infos[index].codepoint, said) != said:
            for info in infos[index:end]:
                face.part_of.setdefault(info.codepoint, said)
            part = actual_text(said, part)
        out.append(part)
        total += advance
        index = end
    return Glyphs(face, "".join(out), total)


def _cluster(face: Face, glyphs: list[tuple[hb.GlyphInfo, hb.GlyphPosition]], tracking: float) -> tuple[str, float]:
    out: list[str] = []
    total = tracking
    for info, position in glyphs:
        advance = position.x_advance * face.scale
        right = position.x_offset * face.scale
        back = face.advance(info.codepoint) - advance + right
        glyph = f"{_adjusted(-right)}<{info.codepoint:04X}>{_adjusted(back)}"
        if position.y_offset:
            rise = round(position.y_offset * face.scale)
            glyph = f"]TJ \x00{rise}\x00 Ts[{glyph}]TJ 0 Ts["
        out.append(glyph)
        total += advance
    return "".join(out) + _adjusted(-tracking), total


def _adjusted(thousandths: float) -> str:
    return f"{thousandths:.4g}" if abs(thousandths) >= 0.05 else ""


def actual_text(text: str, fragment: str) -> str:
    """Return a fragment that is read as the text (ISO 32000-1, 14.9.4)."""
    said = text.encode("utf-16-be", "replace").hex().upper() if _encodable(text) else "FFFD"
    return f"]TJ/Span<</ActualText<FEFF{said}>>>BDC[{fragment}]TJ EMC["


def _encodable(text: str) -> bool:
    return not any("\ud800" <= c <= "\udfff" for c in text)


def _features(style: TextStyle) -> dict[str, bool]:
    features: dict[str, bool] = {}
    if style.tracking:
        features |= {"liga": False, "clig": False}
    if style.small_caps:
        features["smcp"] = True
    if style.tabular:
        features["tnum"] = True
    return features


@cache
def _upper_case(lang: str) -> "UpperCase":
    return UpperCase(lang.split("-", maxsplit=1)[0].lower())


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
