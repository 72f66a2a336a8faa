"""Page headers and footers: the running header and footer outside the frame of every page."""

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Problem, warning
from threadbrief.model import document as doc
from threadbrief.model.traverse import plain_text
from threadbrief.pdf.layout.boxes import BoxPiece, Row, Stroke, TextPiece
from threadbrief.pdf.typesetting.spans import SetLine
from threadbrief.pdf.typesetting.typesetter import Typesetter
from threadbrief.templates import Look

MIN_GAP = 18.0
"""Points between the text at the start and the text at the end."""
MIN_BODY_LINES = 2
"""A long text has so many lines at least, and as many as there is room for."""
PRINTER_MARGIN = 14.0
"""Points at the edge of the sheet that a printer may leave white."""
MAX_WORD_LENGTH = 400
EXCERPT_LENGTH = 40
"""Characters of a text that a warning names."""
ELLIPSIS = "…"
_TRIMMED_BEFORE_ELLIPSIS = " ·…,;:–—-/("
"""Characters that are dropped before an ellipsis."""


class PageHeaders:
    """Sets the header and footer of each page."""

    def __init__(
        self, running: doc.RunningHeads, look: Look, typesetter: Typesetter, *, rtl: bool
    ) -> None:
        self._running = running
        self._look = look
        self._typesetter = typesetter
        self._rtl = rtl
        self._line_cache: dict[tuple[doc.Inlines, float, doc.Role], tuple[SetLine, ...]] = {}
        self.problems: list[Problem] = []
        """Warnings: what is cut short."""

    def make_row(self, number: int, count: int) -> Row:
        """Return header and footer of page `number` of `count`.

        Y is measured from the top of the frame.
        """
        page, rule = self._look.page, self._look.header_rule
        header = page.header - page.top
        footer = page.height - page.top - page.footer
        start, end = self._running.header_start, self._running.header_end
        pieces = self._make_pieces((start, end), (number, count), doc.Role.HEADER, header)
        if pieces and rule:
            pieces.append(Stroke(0.0, header + rule.gap, page.measure, rule.width, rule.colour))
        start, end = self._running.footer_start, self._running.footer_end
        return Row(
            0.0,
            (*pieces, *self._make_pieces((start, end), (number, count), doc.Role.FOOTER, footer)),
        )

    def _make_pieces(
        self,
        texts: tuple[doc.RunningText, doc.RunningText],
        numbers: tuple[int, int],
        role: doc.Role,
        base: float,
    ) -> list[BoxPiece]:
        """Return the lines of a header, which grows upwards, or of a footer, which grows down."""
        style = self._look.style(role)
        measure = self._look.page.measure
        start, end = (_fill_page_numbers(text, *numbers) for text in texts)
        at_end = self._get_lines(end, measure / 2 + 1.0, role) if end else ()
        width = min(max((line.width for line in at_end), default=-1.0), measure / 2) + 1.0
        if start:
            at_start = self._get_lines(start, measure - width - (MIN_GAP if end else 0.0), role)
        else:
            at_start = ()
        pieces: list[BoxPiece] = []
        for lines, at_right in ((at_start, self._rtl), (at_end, not self._rtl)):
            if role is doc.Role.HEADER:
                first = base - (len(lines) - 1) * style.leading
            else:
                first = base
            for index, line in enumerate(lines):
                inside = min((run.x for run in line.runs), default=0.0)
                x = measure - line.width - inside if at_right else -inside if self._rtl else 0.0
                pieces.append(TextPiece(line, x, first + index * style.leading, None))
        return pieces

    def _get_lines(self, content: doc.Inlines, width: float, role: doc.Role) -> tuple[SetLine, ...]:
        key = (content, width, role)
        lines = self._line_cache.get(key)
        if lines is None:
            lines = self._line_cache[key] = self._set_shortened(content, width, role)
        return lines

    def _set_shortened(
        self, content: doc.Inlines, width: float, role: doc.Role
    ) -> tuple[SetLine, ...]:
        style, page = self._look.style(role), self._look.page
        if role is doc.Role.HEADER:
            outward = page.header - style.size
        else:
            outward = page.footer
        most = max(MIN_BODY_LINES, 1 + int((outward - PRINTER_MARGIN) / style.leading))
        lines = self._typesetter.set_lines(content, style, width)
        if len(lines) > most:
            text = plain_text(content)[:EXCERPT_LENGTH]
            message = (
                f'"{text}{ELLIPSIS}" is too long for the {role.value} of a page '
                "and is cut short there"
            )
            self.problems.append(warning(codes.RUNNING_HEAD_CUT, message, hint="say it shorter"))
        while len(lines) > most and content:
            content = _drop_last_word(content)
            lines = self._typesetter.set_lines((*content, doc.Text(ELLIPSIS)), style, width)
        return lines


def _fill_page_numbers(content: doc.RunningText, number: int, count: int) -> doc.Inlines:
    """Return what a header says on a page.

    Characters of one language that follow one another are one text.
    """
    values = {doc.PageNumber: str(number), doc.PageCount: str(count)}
    parts: list[doc.Text | doc.Emoji] = []
    for part in content:
        if isinstance(part, doc.Emoji):
            parts.append(part)
            continue
        last = parts[-1] if parts else None
        before = last if isinstance(last, doc.Text) else None
        if isinstance(part, doc.Text):
            text = part
        else:
            text = doc.Text(values[type(part)], before.lang if before else None)
        if before and before.lang == text.lang:
            parts[-1] = doc.Text(before.text + text.text, text.lang)
        else:
            parts.append(text)
    return tuple(parts)


def _drop_last_word(content: doc.Inlines) -> doc.Inlines:
    """Return a content without its last word, or a very long one cut short."""
    *before, last = content
    text = last.text[:MAX_WORD_LENGTH] if isinstance(last, doc.Text) else ""
    kept = (text.rpartition(" ")[0] if " " in text else text[: len(text) // 2]).rstrip(
        _TRIMMED_BEFORE_ELLIPSIS
    )
    if kept:
        return (*before, doc.Text(kept, last.lang if isinstance(last, doc.Text) else None))
    return tuple(before)
