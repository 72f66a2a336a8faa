"""Inlines -> lines: words are shaped, lines broken where UAX 14 allows, runs put in their places."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

from threadbrief.errors import Problem, Where
from threadbrief.model.document import Inlines, Note, Role
from threadbrief.pdf.breaks import opportunities
from threadbrief.pdf.embed import embed_faces
from threadbrief.pdf.fonts import Face, FontBook
from threadbrief.pdf.inlines import Setting, Span, flatten
from threadbrief.pdf.line import Line, Run, TextRun
from threadbrief.pdf.shape import RISE, Shaped
from threadbrief.templates import Align, Look, TextStyle

_TOKENS = re.compile(r"[^ \n]+| +|\n")
_TOLERANCE = 0.01
"""Points by which a line may be too long, for the sake of rounding."""


class Piece(NamedTuple):
    """Characters that are set together."""

    span: Span
    shaped: Shaped
    text: str
    width: float
    """Points."""
    kind: int
    """GLUED, FREE, SPACE or BREAK."""


GLUED, FREE, SPACE, BREAK = range(4)
"""No line begins with the piece; one may; it is space; it ends its line."""


class Typesetter:
    """Sets the text of one document, and writes its fonts when all is set."""

    def __init__(self, look: Look, language: str, *, folders: Iterable[Path] = ()) -> None:
        """`language` is the document's BCP 47 tag; `folders` hold fonts of the user's."""
        self._book = FontBook(look, language, folders)
        self._setting = Setting(look, self._book, language)
        self._breaks: dict[str, tuple[int, ...]] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be set as it was meant: characters without a font, fonts not found."""
        return tuple(self._book.problems)

    def lines(
        self,
        content: Inlines,
        style: Role | TextStyle,
        width: float,
        *,
        lang: str | None = None,
        first_indent: float = 0.0,
        where: Where | None = None,
    ) -> tuple[Line, ...]:
        """Return a paragraph as lines that fill a measure of `width` points.

        The first line begins `first_indent` points later. `lang` is the paragraph's language, None the document's;
        it decides the base direction. `where` is the place that problems name. An empty paragraph has no lines.
        """
        self._book.where = where
        voice = self._setting.voice(style, lang)
        text, spans = flatten(content, voice)
        pieces = self._pieces(text, spans)
        broken = _broken(pieces, width, first_indent)
        lines = []
        for number, line in enumerate(broken):
            indent = first_indent if number == 0 else 0.0
            lines.append(_set(line, width - indent, indent, voice.style.align, last=number == len(broken) - 1))
        return tuple(lines)

    def width(self, text: str, style: Role | TextStyle, *, lang: str | None = None) -> float:
        """Return the width of a text on one line, in points."""
        voice = self._setting.voice(style, lang)
        words = _TOKENS.findall(text)
        return sum(voice.shaper.shape(word).advance for word in words) * voice.style.size / 1000

    def embed(self, canvas: Canvas) -> None:
        """Write the fonts of all that has been set; to be called once, when everything is drawn."""
        embed_faces(canvas._doc, self._book.faces)  # noqa: SLF001 - ReportLab has no other way to its document

    def _pieces(self, text: str, spans: Sequence[Span]) -> list[Piece]:
        pieces: list[Piece] = []
        if not spans:
            return pieces
        current = 0
        end = spans[1].start if len(spans) > 1 else len(text)
        for match in _TOKENS.finditer(text):
            token = match[0]
            at = match.start()
            kind = SPACE if token[0] == " " else BREAK if token == "\n" else FREE
            for cut in (*(self._inner(token) if kind == FREE else ()), len(token)):
                stop = match.start() + cut
                while at < stop:
                    while at >= end:
                        current += 1
                        end = spans[current + 1].start if current + 1 < len(spans) else len(text)
                    upto = min(stop, end)
                    pieces.append(_piece(spans[current], text[at:upto], kind))
                    kind = GLUED if kind == FREE else kind
                    at = upto
                kind = FREE if kind == GLUED else kind
        return pieces

    def _inner(self, word: str) -> tuple[int, ...]:
        breaks = self._breaks.get(word)
        if breaks is None:
            breaks = self._breaks[word] = opportunities(word)
        return breaks


def _piece(span: Span, text: str, kind: int) -> Piece:
    shaper = span.voice.shaper
    shown = span.shown or text
    shaped = shaper.words.get(shown) or shaper.shape(shown)
    return Piece(span, shaped, text, shaped.advance * span.voice.style.size / 1000, kind)


def _broken(pieces: list[Piece], width: float, first_indent: float) -> list[list[Piece]]:
    """Return the pieces of each line: as many as fit, or at least up to the first place where it may break."""
    lines: list[list[Piece]] = []
    start = free = 0
    x = 0.0
    measure = width - first_indent + _TOLERANCE
    for index, piece in enumerate(pieces):
        if piece.kind == BREAK:
            lines.append(pieces[start:index])
            start = free = index + 1
            x = 0.0
            measure = width + _TOLERANCE
            continue
        if piece.kind == FREE:
            free = index
        x += piece.width
        if x > measure and piece.kind != SPACE and free > start:
            lines.append(pieces[start:free])
            start = free
            x = sum(piece.width for piece in pieces[start : index + 1])
            measure = width + _TOLERANCE
    if start < len(pieces) or pieces:
        lines.append(pieces[start:])
    return lines


def _set(pieces: list[Piece], width: float, indent: float, align: Align, *, last: bool) -> Line:
    while pieces and pieces[-1].kind == SPACE:
        pieces = pieces[:-1]
    ink = sum(piece.width for piece in pieces)
    spare = width - ink
    x = indent + {Align.END: spare, Align.CENTRE: spare / 2}.get(align, 0.0)
    runs: list[Run] = []
    group: list[tuple[Piece, str, float]] = []
    face: Face | None = None
    for piece in pieces:
        for glyphs in piece.shaped.runs:
            if group and (face is not glyphs.face or group[0][0].span is not piece.span):
                runs.append(_run(group, face, x))
                x += runs[-1].width
                group = []
            face = glyphs.face
            group.append((piece, glyphs.show, glyphs.advance))
    if group:
        runs.append(_run(group, face, x))
    marks = tuple(piece.span.note for piece in pieces if isinstance(piece.span.note, Note))
    return Line(tuple(runs), ink, marks, last)


def _run(group: list[tuple[Piece, str, float]], face: Face | None, x: float) -> TextRun:
    assert face  # noqa: S101 - a group has glyphs, and glyphs have a face
    span = group[0][0].span
    size = span.voice.style.size
    show = "".join(show for _, show, _ in group).replace("><", "")
    if "\x00" in show:
        show = RISE.sub(lambda rise: f"{int(rise[1]) * size / 1000:.4g}", show)
    return TextRun(
        x,
        sum(advance for _, _, advance in group) * size / 1000,
        face,
        size,
        span.voice.style.colour,
        f"[{show}]TJ".replace("[]TJ", ""),
        "".join(piece.span.shown or piece.text for piece, _, _ in group),
        span.voice.lang,
        span.voice.rise,
        span.link,
        span.underline,
        span.note,
    )
