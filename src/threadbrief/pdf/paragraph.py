"""A paragraph -> pieces: the words and spaces that lines are filled with, each of one style and direction."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from threadbrief.pdf.bidi import has_backward, levels
from threadbrief.pdf.breaks import graphemes, space_holds, word_breaks
from threadbrief.pdf.emoji import Pictures
from threadbrief.pdf.fonts import FontBook
from threadbrief.pdf.inlines import NEWLINE, Span
from threadbrief.pdf.shape import Shaped
from threadbrief.pdf.unicode import BIDI_CLASS

GLUED, FREE, SPACE, BREAK = range(4)
"""Of a piece: no line begins with it; one may; it is a space; it ends its line."""
SOFT_HYPHEN = "\u00ad"
_TOKENS = re.compile(r"[^ \n]+| +|\n")
_LONG_WORD = 200
"""Characters from which a word is not shaped whole."""
_CHUNK, _CLUSTER = 250, 32
"""Characters that are shaped together at most, of a long word and of one grapheme cluster (UAX 15 D1: 30 marks)."""
_BACKWARD_SCRIPTS = {"arab", "hebr", "syrc", "thaa", "nkoo", "adlm", "rohg", "mand", "samr"}
_BACKWARD_LANGUAGES = {"ar", "he", "iw", "yi", "ji", "fa", "prs", "ur", "ps", "sd", "ug", "dv", "ckb", "syr", "arc",
                       "nqo", "arz", "pnb", "mzn", "glk", "azb", "sdh", "lrc", "bal", "rhg"}  # fmt: skip


class Piece(NamedTuple):
    """Characters that are set together."""

    span: Span
    shaped: Shaped
    text: str
    width: float
    """Points."""
    kind: int
    """GLUED, FREE, SPACE or BREAK."""
    level: int
    """Of embedding (UAX 9); an odd one runs from right to left."""


@dataclass(frozen=True, slots=True)
class _Segment:
    """Characters of one span and one level."""

    start: int
    span: Span
    level: int


def is_backward(lang: str) -> bool:
    """Return whether a language is written from right to left."""
    tags = lang.lower().split("-")
    if any(len(tag) == 4 for tag in tags[1:]):
        return any(tag in _BACKWARD_SCRIPTS for tag in tags[1:])
    return tags[0] in _BACKWARD_LANGUAGES


class Cutter:
    """Cuts the paragraphs of one document into pieces."""

    def __init__(self, book: FontBook, pictures: Pictures) -> None:
        self._book = book
        self._pictures = pictures
        self._breaks: dict[str, tuple[int, ...]] = {}

    def cut(self, text: str, spans: Sequence[Span], lang: str, width: float) -> tuple[int, list[Piece]]:
        """Return the base level of a paragraph and its pieces, in logical order.

        A word wider than `width` points is cut between grapheme clusters into parts that fit.
        """
        base, segments = _segments(text, spans, lang)
        pieces: list[Piece] = []
        if not text:
            return base, pieces
        current, last = 0, len(segments) - 1
        segment = segments[0]
        end = segments[1].start if last else len(text)
        before = ""
        held = False
        for match in _TOKENS.finditer(text):
            token, at = match[0], match.start()
            if token[0] in " \n":
                kind = SPACE if token[0] == " " else BREAK
                cuts: tuple[int, ...] = ()
                held = token[0] == " " and before != "" and match.end() < len(text) and (
                    text[match.end()] != NEWLINE and space_holds(before, text[match.end() : match.end() + 2])
                )  # fmt: skip
            else:
                kind = GLUED if held else FREE
                cuts = self._breaks_in(token)
                before, held = token[-2:], False
            for cut in (*cuts, len(token)):
                stop = match.start() + cut
                while at < stop:
                    while at >= end:
                        current += 1
                        segment = segments[current]
                        end = segments[current + 1].start if current < last else len(text)
                    upto = min(stop, end)
                    self._add(pieces, segment, text[at:upto], kind, width)
                    kind = GLUED if kind == FREE else kind
                    at = upto
                kind = FREE if kind == GLUED else kind
        return base, pieces

    def _breaks_in(self, word: str) -> tuple[int, ...]:
        breaks = self._breaks.get(word)
        if breaks is None:
            breaks = word_breaks(word)
            if len(word) < _LONG_WORD:
                self._breaks[word] = breaks
        return breaks

    def _add(self, pieces: list[Piece], segment: _Segment, text: str, kind: int, width: float) -> None:
        span = segment.span
        voice = span.voice
        if span.emoji:
            shaped = self._pictures.shape(span.emoji, voice.shaper)
        elif kind == SPACE and pieces and pieces[-1].span.voice is voice and pieces[-1].shaped.runs:
            shaped = _space_after(pieces[-1], text)
        elif kind == BREAK:
            shaped = Shaped((), 0.0)
        elif len(text) > _LONG_WORD:
            _add_chunks(pieces, segment, text, kind, width)
            return
        elif segment.level % 2 and not span.shown:
            shaped = voice.shaper.shape(text, rtl=True)
        else:
            shown = span.shown or text
            shaped = voice.shaper.words.get(shown) or voice.shaper.shape(shown)
        advance = shaped.advance * voice.style.size / 1000
        if advance > width and len(text) > 1 and kind != SPACE:
            _add_chunks(pieces, segment, text, kind, width)
        else:
            pieces.append(Piece(span, shaped, text, advance, kind, segment.level))


def _space_after(word: Piece, text: str) -> Shaped:
    run = word.shaped.runs[0 if word.level % 2 else -1]
    one = word.span.voice.shaper.space(run.face)
    return one if len(text) == 1 else Shaped(one.runs * len(text), one.advance * len(text))


def _add_chunks(pieces: list[Piece], segment: _Segment, text: str, kind: int, width: float) -> None:
    """Add a word that no line holds, in parts as long as a line."""
    shaper = segment.span.voice.shaper
    rtl = segment.level % 2 == 1
    size = segment.span.voice.style.size
    start = end = 0
    advance = 0.0
    for cluster in _short(graphemes(text)):
        more = shaper.shape(cluster, rtl=rtl).advance * size / 1000
        if end > start and (advance + more > width or end - start > _CHUNK):
            chunk = shaper.shape(text[start:end], rtl=rtl)
            pieces.append(Piece(segment.span, chunk, text[start:end], chunk.advance * size / 1000, kind, segment.level))
            start, advance, kind = end, 0.0, FREE
        end += len(cluster)
        advance += more
    chunk = shaper.shape(text[start:], rtl=rtl)
    pieces.append(Piece(segment.span, chunk, text[start:], chunk.advance * size / 1000, kind, segment.level))


def _short(clusters: list[str]) -> list[str]:
    if all(len(cluster) <= _CLUSTER for cluster in clusters):
        return clusters
    return [c[start : start + _CLUSTER] for c in clusters for start in range(0, len(c), _CLUSTER)]


def _segments(text: str, spans: Sequence[Span], lang: str) -> tuple[int, list[_Segment]]:
    base = 1 if is_backward(lang) else 0
    if not base and not has_backward(text):
        return base, [_Segment(span.start, span, 0) for span in spans]
    if not base and all(BIDI_CLASS[character] != "L" for character in set(text)):
        base = 1  # a post in Arabic that nobody has said to be Arabic
    _, resolved = levels(text, base)
    segments: list[_Segment] = []
    for index, span in enumerate(spans):
        end = spans[index + 1].start if index + 1 < len(spans) else len(text)
        start = span.start
        for place in range(start + 1, end + 1):
            if place == end or resolved[place] != resolved[start]:
                segments.append(_Segment(start, span, resolved[start]))
                start = place
    return base, segments
