"""Plain paragraphs -> lines by a short way: words of one face each, from left to right, with ragged ends.

This is most of what a memo says. Words come ready from the vocabularies of the voices; a line is then a stretch of
them, found by the sums of their widths and joined. Any other paragraph goes the long way (lines.py), which gives the
same lines for plain ones too.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, pairwise

from threadbrief.model.document import Note
from threadbrief.pdf.breaks import space_holds
from threadbrief.pdf.fit import TOLERANCE
from threadbrief.pdf.inlines import NEWLINE, Span
from threadbrief.pdf.line import Line, TextRun
from threadbrief.pdf.runs import Measure
from threadbrief.pdf.words import NOTHING, Breaks, NotPlainError, Word
from threadbrief.templates import Align


def plain_lines(
    text: str, spans: Sequence[Span], measure: Measure, first_indent: float, breaks: Breaks
) -> tuple[Line, ...] | None:
    """Return the lines of a paragraph; None when it is not plain, or has a word that no line holds."""
    if measure.mixed or measure.align is Align.JUSTIFY or not text or text[0] == " " or text[-1] == " ":
        return None
    if "  " in text or NEWLINE in text or any(span.emoji for span in spans):
        return None
    try:
        galley = Galley(text, spans, breaks)
    except NotPlainError:
        return None
    ends = _line_ends(galley, measure.width, first_indent)
    return _Setter(galley, measure).lines(ends, first_indent) if ends else None


def plain_width(text: str, span: Span, breaks: Breaks) -> float | None:
    """Return the width of a text on one line, in points; None when it is not plain."""
    try:
        return Galley(text, (span,), breaks).offsets[-1]
    except NotPlainError:
        return None


class Galley:
    """The words of a paragraph in a row, before they are lines."""

    __slots__ = ("_breaks", "_spans", "glued", "offsets", "spans", "starts", "words")

    def __init__(self, text: str, spans: Sequence[Span], breaks: Breaks) -> None:
        """Gather the words of a text; raises NotPlainError when one is not plain."""
        self.spans = spans
        self.words: list[Word] = []
        self.starts: list[int] = []
        """The first word of each span."""
        self.glued: set[int] = set()
        """The words that no line begins with."""
        self._breaks = breaks
        self._gather(text)
        self._hold()
        self.offsets: list[float] = list(accumulate([word.advance for word in self.words], initial=0.0))
        """How far each word is from the first, and at last the width of all; in points."""

    def _gather(self, text: str) -> None:
        """Look the words up; those that go on in the next span wait until they are whole."""
        spans, words = self.spans, self.words
        waiting: list[tuple[int, str]] = []
        for index, span in enumerate(spans):
            end = spans[index + 1].start if index + 1 < len(spans) else len(text)
            *said, rest = text[span.start : end].split(" ")
            if said:
                spaced = span.voice.vocabulary.spaced_words
                if waiting:
                    first = said.pop(0)
                    self._join([*waiting, (index, first)] if first else waiting, spaced=bool(first))
                    waiting = []
                    if not first:
                        said.insert(0, "")
                if len(self.starts) == index:
                    self.starts.append(len(words))
                    if said and not said[0]:
                        self.glued.add(len(words))
                words += chain.from_iterable([spaced[word] for word in said])
            if rest:
                waiting.append((index, rest))
        if waiting:
            self._join(waiting, spaced=False)

    def _join(self, parts: Sequence[tuple[int, str]], *, spaced: bool) -> None:
        """Add a word that goes over several spans, or stands at the end of one; the last may have a space after it."""
        if len(parts) == 1 and not self.spans[parts[0][0]].shown:
            (index, text), *_ = parts
            self._begin(index)
            vocabulary = self.spans[index].voice.vocabulary
            self.words += (vocabulary.spaced_words if spaced else vocabulary.bare)[text]
            return
        whole = "".join([text for _, text in parts])
        ends = self._breaks(whole)
        at = 0
        for index, text in parts:
            self._begin(index)
            span = self.spans[index]
            if at and at not in ends:
                self.glued.add(len(self.words))
            cuts = [end - at for end in ends if at < end < at + len(text)] if ends else ()
            self.words += span.voice.vocabulary.parted(span.shown or text, cuts)
            at += len(text)
        if spaced:
            self.words[-1] = self.spans[parts[-1][0]].voice.vocabulary.spaced(self.words[-1])

    def _begin(self, index: int) -> None:
        if len(self.starts) == index:
            self.starts.append(len(self.words))

    def _hold(self) -> None:
        """Mark the words that stay with the one before them although a space parts them."""
        words = self.words
        doubtful = [at for at, (a, b) in enumerate(pairwise(words), 1) if not (a.open_end and b.open_start)]
        for at in doubtful:
            left = words[at - 1]
            if left.bare is NOTHING and at > 1:
                left = words[at - 2]
            if left.bare and space_holds(left.bare.text, words[at].text):
                self.glued.add(at)


def _line_ends(galley: Galley, width: float, first_indent: float) -> list[int]:
    """Return where each line ends among the words: it takes as many as fit. Empty: one line cannot be filled so."""
    words, offsets, glued = galley.words, galley.offsets, galley.glued
    reach = [offset + word.ink for offset, word in zip(offsets, words, strict=False)]
    ends: list[int] = []
    start, room = 0, width - first_indent + TOLERANCE
    while start < len(words):
        end = bisect_right(reach, offsets[start] + room, start)
        if end < len(words):
            while end in glued:
                end -= 1
        if end <= start:
            return []
        ends.append(end)
        start, room = end, width + TOLERANCE
    return ends


class _Setter:
    """Makes the lines of one galley."""

    __slots__ = ("_galley", "_measure", "_span")

    def __init__(self, galley: Galley, measure: Measure) -> None:
        self._galley = galley
        self._measure = measure
        self._span = 0
        """The span that the next line begins in."""

    def lines(self, ends: Sequence[int], first_indent: float) -> tuple[Line, ...]:
        """Return the lines that end before these words."""
        start, indent = 0, first_indent
        lines: list[Line] = []
        for end in ends:
            lines.append(self._line(start, end, indent))
            start, indent = end, 0.0
        return tuple(lines)

    def _line(self, start: int, end: int, indent: float) -> Line:
        galley, measure = self._galley, self._measure
        width = galley.offsets[end - 1] + galley.words[end - 1].ink - galley.offsets[start]
        x = indent + measure.start(measure.width - indent - width)
        runs = tuple(self._runs(start, end, x - galley.offsets[start]))
        marks = tuple([run.mark for run in runs if isinstance(run.mark, Note)])
        return Line(runs, width, marks, end == len(galley.words))

    def _runs(self, start: int, end: int, x: float) -> Iterator[TextRun]:
        """Yield the runs of a line; `x` is where the first word of the galley would stand."""
        galley = self._galley
        spans, starts, offsets, words = galley.spans, galley.starts, galley.offsets, galley.words
        at, index = start, self._span
        while at < end:
            span = spans[index]
            stop = starts[index + 1] if index + 1 < len(spans) else len(words)
            last = min(end, stop)
            said = words[at:last]
            if last == end and (span.link or span.underline) and said[-1].bare:
                said[-1] = said[-1].bare
            voice, style = span.voice, span.voice.style
            yield TextRun(
                x + offsets[at],
                offsets[last] - offsets[at] - words[last - 1].advance + said[-1].advance,
                voice.shaper.chain.primary,
                style.size,
                style.colour,
                f"[{''.join([word.show for word in said])}]TJ".replace("><", ""),
                span.shown or "".join([word.text for word in said]),
                None if voice.lang == self._measure.lang else voice.lang,
                voice.rise,
                span.link,
                span.underline,
                span.note,
            )
            at = last
            if last == stop:
                index += 1
        self._span = index
