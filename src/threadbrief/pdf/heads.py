"""Running heads: what stands above and below the frame of every page."""

from threadbrief.model.document import Emoji, Inlines, PageCount, PageNumber, Role, RunningHeads, RunningText, Text
from threadbrief.pdf.boxes import Piece, Row, Stroke, TextPiece
from threadbrief.pdf.line import Line
from threadbrief.pdf.lines import Typesetter
from threadbrief.templates import Look, TextStyle

GAP = 18.0
"""Points between what stands at the start and at the end."""
MAX_LINES = 2
"""More of a long title is not said on every page."""
MAX_CHARACTERS = 400
ELLIPSIS = "…"
_ENDLESS = 1e6
"""Points that no line fills."""


class Heads:
    """Sets the header and footer of each page."""

    def __init__(self, running: RunningHeads, look: Look, typesetter: Typesetter, *, rtl: bool) -> None:
        self._running = running
        self._look = look
        self._typesetter = typesetter
        self._rtl = rtl
        self._set: dict[tuple[Inlines, float, Role], tuple[Line, ...]] = {}

    def row(self, number: int, count: int) -> Row:
        """Return what stands on page `number` of `count`; y is measured from the top of the frame."""
        page, rule = self._look.page, self._look.header_rule
        header = page.header - page.top
        footer = page.height - page.top - page.footer
        start, end = self._running.header_start, self._running.header_end
        pieces = self._pieces((start, end), (number, count), Role.HEADER, header)
        if pieces and rule:
            pieces.append(Stroke(0.0, header + rule.gap, page.measure, rule.width, rule.colour))
        start, end = self._running.footer_start, self._running.footer_end
        return Row(0.0, (*pieces, *self._pieces((start, end), (number, count), Role.FOOTER, footer)))

    def _pieces(
        self, texts: tuple[RunningText, RunningText], numbers: tuple[int, int], role: Role, base: float
    ) -> list[Piece]:
        """Return the lines of a header, which grows upwards, or of a footer, which grows downwards."""
        style = self._look.style(role)
        measure = self._look.page.measure
        start, end = (_content(text, *numbers) for text in texts)
        width = min(self._width(end, style), measure / 2) + 1.0 if end else 0.0
        left = measure - width - (GAP if end else 0.0)
        pieces: list[Piece] = []
        for content, room, at_right in ((start, left, self._rtl), (end, width, not self._rtl)):
            lines = self._lines(content, room, role) if content else ()
            first = base - (len(lines) - 1) * style.leading if role is Role.HEADER else base
            for index, line in enumerate(lines):
                x = measure - room if at_right else 0.0
                if content is end and at_right:
                    x += room - line.width - min((run.x for run in line.runs), default=0.0)
                pieces.append(TextPiece(line, x, first + index * style.leading, None))
        return pieces

    def _width(self, content: Inlines, style: TextStyle) -> float:
        """Return the width of a content on one line."""
        if all(isinstance(part, Text) for part in content):
            return self._typesetter.width("".join(part.text for part in content if isinstance(part, Text)), style)
        return max(line.width for line in self._typesetter.lines(content, style, _ENDLESS))

    def _lines(self, content: Inlines, width: float, role: Role) -> tuple[Line, ...]:
        key = (content, width, role)
        lines = self._set.get(key)
        if lines is None:
            lines = self._set[key] = self._shortened(content, width, self._look.style(role))
        return lines

    def _shortened(self, content: Inlines, width: float, style: TextStyle) -> tuple[Line, ...]:
        lines = self._typesetter.lines(content, style, width)
        while len(lines) > MAX_LINES and content:
            content = _shorter(content)
            lines = self._typesetter.lines((*content, Text(ELLIPSIS)), style, width)
        return lines


def _content(content: RunningText, number: int, count: int) -> Inlines:
    """Return what a header says on a page; characters that follow one another are one text."""
    values = {PageNumber: str(number), PageCount: str(count)}
    parts: list[Text | Emoji] = []
    for part in content:
        if isinstance(part, Emoji):
            parts.append(part)
            continue
        text = part.text if isinstance(part, Text) else values[type(part)]
        match parts:
            case [*_, Text() as before]:
                parts[-1] = Text(before.text + text)
            case _:
                parts.append(Text(text))
    return tuple(parts)


def _shorter(content: Inlines) -> Inlines:
    """Return a content without its last word, or a very long one cut short."""
    *before, last = content
    text = last.text[:MAX_CHARACTERS] if isinstance(last, Text) else ""
    kept = text.rpartition(" ")[0] if " " in text else text[: len(text) // 2]
    return (*before, Text(kept)) if kept else tuple(before)
