"""Blocks whose lines stand side by side: the field list, tables, definition lists."""

from collections.abc import Sequence

from threadbrief.core.structs import Frozen, replace
from threadbrief.model import document as doc
from threadbrief.model.traverse import language_of
from threadbrief.pdf.layout.boxes import Element, ElementKind, Keep, Row, TextPiece
from threadbrief.pdf.layout.flow import BlockContext, Column, Region, RowBuilder
from threadbrief.pdf.typesetting.spans import SetLine
from threadbrief.templates import RuleStyle as Rule
from threadbrief.templates import TextStyle

GUTTER = 12.0
"""Points between two columns."""
MAX_HEAD_SHARE = 0.3
"""Share of the page that the head of a table may take where it is repeated."""
MAX_UNBROKEN_SHARE = 0.5
"""Share of the page up to which a row of a table is never parted."""

MAX_WITH_NOTES = 0.8
"""Share of the page up to which it is not parted when each of its notes has one line."""


class _TableCell(Frozen):
    """The content of a column."""

    paragraphs: tuple[doc.Inlines, ...]
    style: TextStyle
    element: Element
    offset: float
    """From the start edge of the frame."""
    width: float


class TableBuilder:
    """Sets rows of cells into a flow."""

    def __init__(self, setter: BlockContext, flow: RowBuilder, frame: Region) -> None:
        self.setter = setter
        self.look = setter.look
        self.flow = flow
        self.frame = frame
        page = self.look.page
        self._height = page.height - page.top - page.bottom

    def fields(self, block: doc.FieldList) -> None:
        """Add the field list: labels in a column of their own, a hairline below."""
        label, value = self.look.style(doc.Role.FIELD_LABEL), self.look.style(doc.Role.FIELD_VALUE)
        whole = Element(ElementKind.TERMS, self.frame.element, where=block.where)
        self.flow.space(max(label.before, value.before))
        for index, field in enumerate(block.fields):
            last = index == len(block.fields) - 1
            rule = value.rule_below or (self.look.header_rule if last else None)
            self._row(self._field(field, whole), rule)
            self.flow.tie(Keep.NONE if last else Keep.LINES_TOGETHER)
            self.flow.space(max(label.after, value.after))

    def _field(self, field: doc.FieldRow, whole: Element) -> tuple[_TableCell, ...]:
        item = Element(ElementKind.ITEM, whole, where=whole.where)
        start = min(self.look.field_label_width, self.frame.width / 2)
        label = ((doc.Text(field.label, field.lang),),)
        left = Element(ElementKind.ITEM_LABEL, item, field.lang, where=whole.where)
        right = Element(ElementKind.ITEM_BODY, item, where=whole.where)
        return (
            _TableCell(label, self.look.style(doc.Role.FIELD_LABEL), left, 0.0, start - GUTTER / 2),
            _TableCell(
                field.values,
                self.look.style(doc.Role.FIELD_VALUE),
                right,
                start,
                self.frame.width - start,
            ),
        )

    def definitions(self, block: doc.DefinitionList) -> None:
        """Add terms and their definitions, in two columns."""
        term, definition = self.look.style(doc.Role.TERM), self.look.style(doc.Role.DEFINITION)
        whole = Element(ElementKind.TERMS, self.frame.element)
        self.flow.space(max(term.before, definition.before))
        for item in block.items:
            self._row(self._definition(item, whole), definition.rule_below)
            self.flow.space(max(term.after, definition.after))

    def _definition(self, item: doc.Definition, whole: Element) -> tuple[_TableCell, ...]:
        both = Element(ElementKind.ITEM, whole, where=item.where)
        start = self.frame.width * self.look.term_width
        left = Element(ElementKind.ITEM_LABEL, both, language_of(item.term), where=item.where)
        right = Element(ElementKind.ITEM_BODY, both, where=item.where)
        return (
            _TableCell((item.term,), self.look.style(doc.Role.TERM), left, 0.0, start - GUTTER),
            _TableCell(
                (item.content,),
                self.look.style(doc.Role.DEFINITION),
                right,
                start,
                self.frame.width - start,
            ),
        )

    def table(self, block: doc.Table) -> None:
        """Add a table: its caption above it, its head once more on every page."""
        caption, cell = self.look.style(doc.Role.CAPTION), self.look.style(doc.Role.TABLE_CELL)
        whole = Element(ElementKind.TABLE, self.frame.element, where=block.where)
        self.flow.space(max(caption.before, cell.before, self.frame.style.after))
        if block.caption:
            words = Element(ElementKind.CAPTION, whole, where=block.where)
            self.flow.lines(
                self.setter.lines(block.caption, caption, self.frame, words),
                caption,
                self.frame,
                words,
            )
            self.flow.space(caption.after)
            self.flow.tie()
        first = len(self.flow.rows)
        for row in block.head:
            self._table_row(row, block.widths, whole, doc.Role.TABLE_HEAD, ElementKind.HEAD_CELL)
            self.flow.tie()
        head = tuple(_repeat_head(row) for row in self.flow.rows[first:])
        self.flow.head = (
            head if sum(row.height for row in head) <= MAX_HEAD_SHARE * self._height else ()
        )
        for row in block.rows:
            self._table_row(row, block.widths, whole, doc.Role.TABLE_CELL, ElementKind.CELL)
        self.flow.head = ()
        self.flow.space(max(caption.after, cell.after, self.frame.style.after))

    def _table_row(
        self,
        row: tuple[doc.Inlines, ...],
        widths: tuple[float, ...],
        whole: Element,
        role: doc.Role,
        kind: ElementKind,
    ) -> None:
        style = self.look.style(role)
        parent = Element(ElementKind.TABLE_ROW, whole, where=whole.where)
        room = self.frame.width + GUTTER
        cells: list[_TableCell] = []
        start = 0.0
        for content, share in zip(row, widths, strict=True):
            element = Element(kind, parent, where=whole.where)
            cells.append(
                _TableCell(
                    (content,), style, element, start, max(share * room - GUTTER, style.size)
                )
            )
            start += share * room
        self._row(cells, style.rule_below, style.rule_below.gap if style.rule_below else 0.0)

    def _row(self, cells: Sequence[_TableCell], below: Rule | None, pad: float = 0.0) -> None:
        """Add cells side by side.

        As one row, or line by line where that would be too high to keep whole.
        """
        columns = [self._column(cell) for cell in cells]
        count = max(len(column.lines) for column in columns)
        leading = max(column.style.leading for column in columns)
        marks = sum(len(line.marks) for column in columns for line, _ in column.lines)
        with_notes = count * leading + marks * self.look.style(doc.Role.NOTE).leading
        if (
            count * leading <= MAX_UNBROKEN_SHARE * self._height
            and with_notes <= MAX_WITH_NOTES * self._height
        ):
            self.flow.columns(columns, self.frame, below=below, pad=pad)
            return
        for index in range(count):
            line = [replace(column, lines=column.lines[index : index + 1]) for column in columns]
            self.flow.columns(line, self.frame, below=below if index == count - 1 else None)
            self.flow.tie(Keep.NONE if index == count - 1 else Keep.LINES_TOGETHER)

    def _column(self, cell: _TableCell) -> Column:
        x = self.frame.start(cell.offset, cell.width)
        frame = replace(self.frame, width=cell.width)
        lines: list[tuple[SetLine, Element]] = []
        for content in cell.paragraphs:
            alone = len(cell.paragraphs) == 1
            if alone:
                element = cell.element
            else:
                element = Element(ElementKind.PARAGRAPH, cell.element, where=cell.element.where)
            lines += [
                (line, element) for line in self.setter.lines(content, cell.style, frame, element)
            ]
        return Column(tuple(lines), x, cell.style)


def _repeat_head(row: Row) -> Row:
    """Return a row of a table's head as it is repeated.

    It says nothing new and calls for no notes.
    """
    pieces = tuple(
        replace(piece, element=None) if isinstance(piece, TextPiece) else piece
        for piece in row.pieces
    )
    return Row(row.height, pieces, bars=row.bars)
