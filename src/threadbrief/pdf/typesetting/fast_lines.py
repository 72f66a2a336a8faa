"""Plain paragraphs -> lines by a short way: words of one face each, from left to right, with ragged ends.

This is most of what a memo says. Words come ready from the vocabularies of the voices; a line is then a stretch of
them, found by the sums of their widths and joined. Any other paragraph goes the long way (lines.py), which gives the
same lines for plain ones too.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, chain, compress, count
from operator import add, or_

from threadbrief.model.document import Note
from threadbrief.pdf.typesetting.knuth_plass import TOLERANCE
from threadbrief.pdf.typesetting.line import SetLine, TextRun
from threadbrief.pdf.typesetting.line_breaks import is_space_unbreakable
from threadbrief.pdf.typesetting.line_runs import Measure
from threadbrief.pdf.typesetting.spans import NEWLINE, Span
from threadbrief.pdf.typesetting.word_cache import NOTHING, CachedWord, NeedsFullEngineError
from threadbrief.templates import Align

BALANCING_WIDTHS = tuple(share / 50 for share in range(49, 24, -1))
"""Shares of the measure that are tried, so that a heading does not end with one word alone on a line."""


def set_plain_lines(
    text: str, spans: Sequence[Span], measure: Measure, first_indent: float
) -> tuple[SetLine, ...] | None:
    """Return the lines of a paragraph; None when it is not plain, or has a word that no line holds."""
    if (
        measure.mixed
        or measure.align is Align.JUSTIFY
        or not text
        or text[0] == " "
        or text[-1] == " "
    ):
        return None
    if (
        spans[0].voice.style.hang_punctuation
        or "  " in text
        or NEWLINE in text
        or any(span.emoji for span in spans)
    ):
        return None
    try:
        galley = WordSequence(text, spans)
    except NeedsFullEngineError:
        return None
    ends = _break_greedily(galley, measure.width, first_indent)
    if measure.balanced and _is_alone(galley, ends):
        shorter = (
            _break_greedily(galley, measure.width * share, first_indent)
            for share in BALANCING_WIDTHS
        )
        ends = next((e for e in shorter if len(e) == len(ends) and not _is_alone(galley, e)), ends)
    return _build_lines(galley, measure, ends, first_indent) if ends else None


def measure_plain_width(text: str, span: Span) -> float | None:
    """Return the width of a text on one line, in points; None when it is not plain."""
    try:
        return WordSequence(text, (span,)).offsets[-1]
    except NeedsFullEngineError:
        return None


class WordSequence:
    """The words of a paragraph in a row, before they are lines."""

    __slots__ = (
        "bare",
        "glued",
        "inks",
        "marked",
        "offsets",
        "shows",
        "spans",
        "starts",
        "texts",
        "underlined",
        "words",
    )

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        """Gather the words of a text; raises NotPlainError when one is not plain."""
        self.spans = spans
        self.underlined = any(span.underline for span in spans)
        self.marked = any(span.note for span in spans)
        self.words: list[CachedWord] = []
        self.starts: list[int] = []
        """The first word of each span, and at last how many words there are."""
        self.glued: set[int] = set()
        """The words that no line begins with."""
        self._gather(text)
        # Field by field: a line is a stretch of each.
        self.texts, self.shows, advances, self.inks, bare, starts, ends, *_ = zip(
            *self.words, strict=True
        )
        self.bare: tuple[CachedWord | None, ...] = bare
        self.offsets: list[float] = list(accumulate(advances, initial=0.0))
        """How far each word is from the first, and at last the width of all; in points."""
        self._hold(starts, ends)

    def _gather(self, text: str) -> None:
        """Look the words up; those that go on in the next span wait until they are whole."""
        spans, words = self.spans, self.words
        waiting: list[tuple[int, str]] = []
        for index, span in enumerate(spans):
            end = spans[index + 1].start if index + 1 < len(spans) else len(text)
            *said, rest = text[span.start : end].split(" ")
            if said:
                spaced = span.voice.words
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
        self.starts.append(len(words))

    def _join(self, parts: Sequence[tuple[int, str]], *, spaced: bool) -> None:
        """Add a word that goes over several spans, or stands at the end of one; the last may have a space after it."""
        if len(parts) == 1 and not self.spans[parts[0][0]].shown:
            (index, text), *_ = parts
            self._begin(index)
            cache = self.spans[index].voice.words
            self.words += cache[text] if spaced else cache.parts(text)
            return
        whole = "".join([text for _, text in parts])
        ends = self.spans[parts[0][0]].voice.words.breaks(whole)
        at = 0
        for index, text in parts:
            self._begin(index)
            span = self.spans[index]
            if at and at not in ends:
                self.glued.add(len(self.words))
            cuts = [end - at for end in ends if at < end < at + len(text)] if ends else ()
            self.words += span.voice.words.split(span.shown or text, cuts)
            at += len(text)
        if spaced:
            self.words[-1] = self.spans[parts[-1][0]].voice.words.add_space(self.words[-1])

    def _begin(self, index: int) -> None:
        if len(self.starts) == index:
            self.starts.append(len(self.words))

    def _hold(self, odd_starts: tuple[bool, ...], odd_ends: tuple[bool, ...]) -> None:
        """Mark the words that stay with the one before them although a space parts them."""
        words = self.words
        for at in compress(count(1), map(or_, odd_ends, odd_starts[1:])):
            left = words[at - 1]
            if left.bare is NOTHING and at > 1:
                left = words[at - 2]
            if left.bare and is_space_unbreakable(left.bare.text, words[at].text):
                self.glued.add(at)


def _break_greedily(galley: WordSequence, width: float, first_indent: float) -> list[int]:
    """Return where each line ends among the words: it takes as many as fit. Empty: one line cannot be filled so."""
    offsets, glued, stop = galley.offsets, galley.glued, len(galley.words)
    reach = list(map(add, offsets, galley.inks))
    ends: list[int] = []
    start, room = 0, width - first_indent + TOLERANCE
    while start < stop:
        end = bisect_right(reach, offsets[start] + room, start)
        while end in glued and end < stop:
            end -= 1
        if end <= start:
            return []
        ends.append(end)
        start, room = end, width + TOLERANCE
    return ends


def _is_alone(galley: WordSequence, ends: Sequence[int]) -> bool:
    """Return whether the last of several lines is one word."""
    return len(ends) > 1 and not any(galley.bare[ends[-2] : ends[-1] - 1])


def _build_lines(
    galley: WordSequence, measure: Measure, ends: Sequence[int], first_indent: float
) -> tuple[SetLine, ...]:
    """Return the lines that end before these words."""
    offsets = galley.offsets
    start, indent = 0, first_indent
    lines: list[SetLine] = []
    for end in ends:
        width = offsets[end - 1] + galley.inks[end - 1] - offsets[start]
        x = indent + measure.start(measure.width - indent - width)
        runs = _build_runs(galley, (start, end), x - offsets[start], measure.lang)
        marks = (
            tuple([run.mark for run in runs if isinstance(run.mark, Note)]) if galley.marked else ()
        )
        underlined = galley.underlined and any(run.underline for run in runs)
        lines.append(SetLine(tuple(runs), width, marks, end == len(galley.words), underlined))
        start, indent = end, 0.0
    return tuple(lines)


def _build_runs(galley: WordSequence, part: tuple[int, int], x: float, lang: str) -> list[TextRun]:
    """Return the runs of a line; `x` is where the first word of the galley would stand."""
    at, end = part
    starts, offsets, texts, shows = galley.starts, galley.offsets, galley.texts, galley.shows
    runs: list[TextRun] = []
    index = bisect_right(starts, at)
    while at < end:
        span = galley.spans[index - 1]
        last = min(end, starts[index])
        said, shown, width = texts[at:last], shows[at:last], offsets[last] - offsets[at]
        if last == end and (span.link or span.underline) and (bare := galley.bare[last - 1]):
            said, shown = (*said[:-1], bare.text), (*shown[:-1], bare.show)
            width = offsets[last - 1] + bare.ink - offsets[at]
        voice = span.voice
        style = voice.style
        runs.append(
            TextRun(
                x + offsets[at],
                width,
                voice.face,
                style.size,
                style.colour,
                f"[{''.join(shown)}]TJ".replace("><", ""),
                span.shown or "".join(said),
                None if voice.lang == lang else voice.lang,
                voice.rise,
                span.link,
                span.underline,
                span.note,
            )
        )
        at = last
        index += 1
    return runs
