"""Lines of simple paragraphs by a shorter way: one face a word, left to right, ragged ends.

This is most of a memo. Words come ready from the word caches of the text formats; a line is then
a slice of them, found by the sums of their widths and joined. Any other paragraph is set by the
full engine (`typesetter.py`), which gives the same lines for simple ones, too.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, chain, compress, count, pairwise
from operator import add, or_

from threadbrief.model.document import Note
from threadbrief.pdf.typesetting.knuth_plass import OVERFULL_TOLERANCE
from threadbrief.pdf.typesetting.line_breaks import (
    NO_BREAK_SPACE,
    find_no_break_spaces,
    is_space_unbreakable,
)
from threadbrief.pdf.typesetting.line_runs import Measure
from threadbrief.pdf.typesetting.spans import NEWLINE, SetLine, Span, TextRun
from threadbrief.pdf.typesetting.word_cache import (
    EMPTY_WORD,
    CachedWord,
    NeedsFullEngineError,
    WordCache,
)
from threadbrief.templates import Align

BALANCING_WIDTHS = tuple(share / 50 for share in range(49, 24, -1))
"""Shares of the measure that are tried, so that no heading ends with one word alone on a line."""


def set_plain_lines(
    text: str, spans: Sequence[Span], measure: Measure, first_indent: float
) -> tuple[SetLine, ...] | None:
    """Return the lines of a simple paragraph; None for another one, or if a word fits no line."""
    if not _is_plain_text(text, spans) or measure.has_rtl or measure.align is Align.JUSTIFY:
        return None
    try:
        sequence = WordSequence(text, spans)
    except NeedsFullEngineError:
        return None
    ends = _break_greedily(sequence, measure.width, first_indent)
    if measure.balanced and _has_single_word_last_line(sequence, ends):
        ends = _balance(sequence, measure, ends, first_indent)
    if not ends:
        return None
    return _build_lines(sequence, measure, ends, first_indent)


def measure_plain_width(text: str, span: Span) -> float | None:
    """Return the width of a text on one line, in points; None when it is not simple."""
    try:
        return WordSequence(text, (span,)).offsets[-1]
    except NeedsFullEngineError:
        return None


def _is_plain_text(text: str, spans: Sequence[Span]) -> bool:
    """Return whether a text has single spaces, between words only, and neither breaks nor emoji."""
    if not text or text[0] == " " or text[-1] == " " or "  " in text or NEWLINE in text:
        return False
    if spans[0].text_format.style.hang_punctuation:
        return False
    return not any(span.emoji for span in spans)


class WordSequence:
    """The words of a paragraph in a row, before they are divided into lines."""

    __slots__ = (
        "fragments",
        "has_notes",
        "ink_widths",
        "offsets",
        "span_starts",
        "spans",
        "texts",
        "unbreakable",
        "underlined",
        "without_space",
        "words",
    )

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        """Collect the words of a text; raises NeedsFullEngineError when one is not simple."""
        self.spans = spans
        self.underlined = any(span.underline for span in spans)
        self.has_notes = any(span.note for span in spans)
        self.words: list[CachedWord] = []
        self.span_starts: list[int] = []
        """The first word of each span, and at last how many words there are."""
        self.unbreakable: set[int] = set()
        """The words that no line begins with."""
        self._collect(text)
        # Field by field: a line is a slice of each.
        self.texts, self.fragments, advances, self.ink_widths, bare, starts, ends, _ = zip(
            *self.words, strict=True
        )
        self.without_space: tuple[CachedWord | None, ...] = bare
        self.offsets: list[float] = list(accumulate(advances, initial=0.0))
        """How far each word is from the first, and at last the width of all; in points."""
        self._find_unbreakable_spaces(starts, ends)

    def _collect(self, text: str) -> None:
        """Look the words up; one that goes on in the next span is kept until it is complete."""
        spans, words = self.spans, self.words
        pending: list[tuple[int, str]] = []
        is_joined = NO_BREAK_SPACE in text
        for index, span in enumerate(spans):
            end = spans[index + 1].start if index + 1 < len(spans) else len(text)
            *tokens, rest = text[span.start : end].split(" ")
            if tokens:
                if pending and tokens[0]:
                    self._add_joined_word([*pending, (index, tokens.pop(0))], spaced=True)
                elif pending:
                    self._add_joined_word(pending, spaced=False)
                pending = []
                if len(self.span_starts) == index:
                    self.span_starts.append(len(words))
                    if tokens and not tokens[0]:
                        self.unbreakable.add(len(words))
                cache = span.text_format.words
                self._add_words(tokens, cache, joined=is_joined)
            if rest:
                pending.append((index, rest))
        if pending:
            self._add_joined_word(pending, spaced=False)
        self.span_starts.append(len(words))

    def _add_joined_word(self, parts: Sequence[tuple[int, str]], *, spaced: bool) -> None:
        """Add a word that goes over several spans, or ends one; `spaced`: a space follows it."""
        first, text = parts[0]
        cache = self.spans[first].text_format.words
        if len(parts) == 1 and not self.spans[first].shown:
            self._begin_span(first)
            self._add_word(text, cache, spaced=spaced)
            return
        whole = "".join([text for _, text in parts])
        ends = cache.find_breaks(whole)
        inner = ends
        if NO_BREAK_SPACE in whole:
            inner = tuple(sorted({*ends, *find_no_break_spaces(whole)}))
        at = 0
        for index, text in parts:
            self._begin_span(index)
            span = self.spans[index]
            if at and at not in ends:
                self.unbreakable.add(len(self.words))
            cuts = [end - at for end in inner if at < end < at + len(text)]
            if inner is not ends:
                count_before = len(self.words)
                self.unbreakable.update(
                    count_before + number
                    for number, cut in enumerate(cuts, 1)
                    if at + cut not in ends
                )
            self.words += span.text_format.words.split(span.shown or text, cuts)
            at += len(text)
        if spaced:
            last = self.spans[parts[-1][0]].text_format.words
            self.words[-1] = last.add_space(self.words[-1])

    def _add_words(self, tokens: Sequence[str], cache: WordCache, *, joined: bool) -> None:
        """Add words of one span with spaces; `joined`: no-break spaces are in some of them."""
        start = 0
        if joined:
            for place in [at for at, token in enumerate(tokens) if NO_BREAK_SPACE in token]:
                self.words += chain.from_iterable([cache[token] for token in tokens[start:place]])
                self._add_word(tokens[place], cache, spaced=True)
                start = place + 1
        self.words += chain.from_iterable([cache[token] for token in tokens[start:]])

    def _add_word(self, text: str, cache: WordCache, *, spaced: bool) -> None:
        """Add a word of one span; what no-break spaces join is looked up in parts."""
        words = self.words
        cuts = find_no_break_spaces(text) if NO_BREAK_SPACE in text else ()
        if not cuts:
            words += cache[text] if spaced else cache.split_at_breaks(text)
            return
        for start, end in pairwise((0, *cuts, len(text))):
            if start:
                self.unbreakable.add(len(words))
            words += cache.split_at_breaks(text[start:end])
        if spaced:
            words[-1] = cache.add_space(words[-1])

    def _begin_span(self, index: int) -> None:
        if len(self.span_starts) == index:
            self.span_starts.append(len(self.words))

    def _find_unbreakable_spaces(
        self, odd_starts: tuple[bool, ...], odd_ends: tuple[bool, ...]
    ) -> None:
        """Mark the words that stay with the one before them although a space is between them."""
        words = self.words
        for at in compress(count(1), map(or_, odd_ends, odd_starts[1:])):
            left = words[at - 1]
            if left.without_space is EMPTY_WORD and at > 1:
                left = words[at - 2]
            if left.without_space and is_space_unbreakable(left.without_space.text, words[at].text):
                self.unbreakable.add(at)


def _break_greedily(sequence: WordSequence, width: float, first_indent: float) -> list[int]:
    """Return where each line ends among the words: it takes as many as fit.

    Empty: there is a line that cannot be filled so.
    """
    offsets, glued, stop = sequence.offsets, sequence.unbreakable, len(sequence.words)
    reach = list(map(add, offsets, sequence.ink_widths))
    ends: list[int] = []
    start, room = 0, width - first_indent + OVERFULL_TOLERANCE
    while start < stop:
        end = bisect_right(reach, offsets[start] + room, start)
        while end in glued and end < stop:
            end -= 1
        if end <= start:
            return []
        ends.append(end)
        start, room = end, width + OVERFULL_TOLERANCE
    return ends


def _balance(
    sequence: WordSequence, measure: Measure, ends: list[int], first_indent: float
) -> list[int]:
    """Return the ends of as many, shorter lines of which the last has several words, if any."""
    for share in BALANCING_WIDTHS:
        shorter = _break_greedily(sequence, measure.width * share, first_indent)
        if len(shorter) == len(ends) and not _has_single_word_last_line(sequence, shorter):
            return shorter
    return ends


def _has_single_word_last_line(sequence: WordSequence, ends: Sequence[int]) -> bool:
    """Return whether the last of several lines is one word."""
    return len(ends) > 1 and not any(sequence.without_space[ends[-2] : ends[-1] - 1])


def _build_lines(
    sequence: WordSequence, measure: Measure, ends: Sequence[int], first_indent: float
) -> tuple[SetLine, ...]:
    """Return the lines that end before these words."""
    offsets = sequence.offsets
    start, indent = 0, first_indent
    lines: list[SetLine] = []
    for end in ends:
        width = offsets[end - 1] + sequence.ink_widths[end - 1] - offsets[start]
        x = indent + measure.find_line_start(measure.width - indent - width)
        runs = _build_runs(sequence, (start, end), x - offsets[start], measure.lang)
        marks: tuple[Note, ...] = ()
        if sequence.has_notes:
            marks = tuple([run.note for run in runs if isinstance(run.note, Note)])
        underlined = sequence.underlined and any(run.underline for run in runs)
        lines.append(SetLine(tuple(runs), width, marks, end == len(sequence.words), underlined))
        start, indent = end, 0.0
    return tuple(lines)


def _build_runs(
    sequence: WordSequence, part: tuple[int, int], x: float, lang: str
) -> list[TextRun]:
    """Return the glyph runs of a line; `x` is the place of the first word of the sequence."""
    at, end = part
    starts, offsets = sequence.span_starts, sequence.offsets
    runs: list[TextRun] = []
    index = bisect_right(starts, at)
    while at < end:
        span = sequence.spans[index - 1]
        last = min(end, starts[index])
        texts, shows = sequence.texts[at:last], sequence.fragments[at:last]
        width = offsets[last] - offsets[at]
        if last == end and (span.link or span.underline):
            # Neither the line nor the area of a link goes on under a space at the end.
            bare = sequence.without_space[last - 1]
            if bare:
                texts, shows = (*texts[:-1], bare.text), (*shows[:-1], bare.fragment)
                width = offsets[last - 1] + bare.ink_width - offsets[at]
        text_format = span.text_format
        style = text_format.style
        runs.append(
            TextRun(
                x + offsets[at],
                width,
                text_format.face,
                style.size,
                style.colour,
                f"[{''.join(shows)}]TJ".replace("><", ""),
                span.shown or "".join(texts),
                None if text_format.lang == lang else text_format.lang,
                text_format.rise,
                span.link,
                span.underline,
                span.note,
            )
        )
        at = last
        index += 1
    return runs
