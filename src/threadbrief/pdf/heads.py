"""Running heads: what stands above and below the frame of every page."""

from threadbrief.model.document import PageCount, PageNumber, Role, RunningHeads, RunningText, Text
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


class Heads:
    """Sets the header and footer of each page."""

    def __init__(self, running: RunningHeads, look: Look, typesetter: Typesetter, *, rtl: bool) -> None:
        self._running = running
        self._look = look
        self._typesetter = typesetter
        self._rtl = rtl
        self._set: dict[tuple[str, float, Role], tuple[Line, ...]] = {}

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
        start, end = (_text(text, *numbers) for text in texts)
        width = min(self._typesetter.width(end, style), measure / 2) + 1.0 if end else 0.0
        left = measure - width - (GAP if end else 0.0)
        pieces: list[Piece] = []
        for text, room, at_right in ((start, left, self._rtl), (end, width, not self._rtl)):
            lines = self._lines(text, room, role) if text else ()
            first = base - (len(lines) - 1) * style.leading if role is Role.HEADER else base
            for index, line in enumerate(lines):
                x = measure - room if at_right else 0.0
                if text is end and at_right:
                    x += room - line.width - min((run.x for run in line.runs), default=0.0)
                pieces.append(TextPiece(line, x, first + index * style.leading, None))
        return pieces

    def _lines(self, text: str, width: float, role: Role) -> tuple[Line, ...]:
        key = (text, width, role)
        lines = self._set.get(key)
        if lines is None:
            lines = self._set[key] = self._shortened(text, width, self._look.style(role))
        return lines

    def _shortened(self, text: str, width: float, style: TextStyle) -> tuple[Line, ...]:
        lines = self._typesetter.lines((Text(text),), style, width)
        kept = text[:MAX_CHARACTERS]
        while len(lines) > MAX_LINES and kept:
            kept = kept.rpartition(" ")[0] if " " in kept else kept[: len(kept) // 2]
            lines = self._typesetter.lines((Text(kept + ELLIPSIS),), style, width)
        return lines


def _text(content: RunningText, number: int, count: int) -> str:
    values = {PageNumber: str(number), PageCount: str(count)}
    return "".join(part.text if isinstance(part, Text) else values[type(part)] for part in content)
