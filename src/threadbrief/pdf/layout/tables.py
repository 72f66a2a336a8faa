"""Blocks whose lines stand side by side: the field list, tables, definition lists."""

from collections.abc import Sequence

from threadbrief.core.structs import Frozen, replace
from threadbrief.model import document as doc
from threadbrief.model.traverse import language_of
from threadbrief.pdf.layout.boxes import Element, ElementKind, Keep, Row, TextPiece
from threadbrief.pdf.layout.flow import BlockContext, Column, Region, RowBuilder
from threadbrief.pdf.typesetting.spans import SetLine
from threadbrief.templates import Align, TextStyle
from threadbrief.templates import RuleStyle as Rule

GUTTER = 12.0
"""Points between two columns."""
MAX_HEAD_SHARE = 0.3
"""Share of the page that the head of a table may take where it is repeated."""
MAX_UNBROKEN_SHARE = 0.5
"""Share of the page up to which a row of a table is never parted."""

_ALIGNS = {
    doc.ColumnAlign.START: Align.START,
    doc.ColumnAlign.CENTRE: Align.CENTRE,
    doc.ColumnAlign.END: Align.END,
}
_EMPTY: doc.Inlines = (doc.Text("\N{NO-BREAK SPACE}"),)
"""What an empty cell shows, so that it is a cell of its row in the tags (ISO 14289-1, 7.2)."""
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

    def __init__(self, context: BlockContext, builder: RowBuilder, region: Region) -> None:
        self.context = context
        self.look = context.look
        self.builder = builder
        self.region = region
        page = self.look.page
        self._height = page.height - page.top - page.bottom

    def add_field_list(self, block: doc.FieldList) -> None:
        """Add the field list: labels in a column of their own, a hairline below."""
        label, value = self.look.style(doc.Role.FIELD_LABEL), self.look.style(doc.Role.FIELD_VALUE)
        container = Element(ElementKind.TERMS, self.region.element, where=block.where)
        self.builder.add_space(max(label.before, value.before))
        for index, field in enumerate(block.fields):
            last = index == len(block.fields) - 1
            rule = value.rule_below or (self.look.header_rule if last else None)
            self._add_cells(self._make_field_cells(field, container), rule)
            self.builder.keep(Keep.NONE if last else Keep.LINES_TOGETHER)
            self.builder.add_space(max(label.after, value.after))

    def _make_field_cells(self, field: doc.FieldRow, container: Element) -> tuple[_TableCell, ...]:
        item = Element(ElementKind.ITEM, container, where=container.where)
        start = min(self.look.field_label_width, self.region.width / 2)
        label = ((doc.Text(field.label, field.lang),),)
        left = Element(ElementKind.ITEM_LABEL, item, field.lang, where=container.where)
        right = Element(ElementKind.ITEM_BODY, item, where=container.where)
        return (
            _TableCell(label, self.look.style(doc.Role.FIELD_LABEL), left, 0.0, start - GUTTER / 2),
            _TableCell(
                field.values,
                self.look.style(doc.Role.FIELD_VALUE),
                right,
                start,
                self.region.width - start,
            ),
        )

    def add_definitions(self, block: doc.DefinitionList) -> None:
        """Add terms and their definitions, in two columns."""
        term, definition = self.look.style(doc.Role.TERM), self.look.style(doc.Role.DEFINITION)
        container = Element(ElementKind.TERMS, self.region.element)
        self.builder.add_space(max(term.before, definition.before))
        for item in block.items:
            self._add_cells(self._make_definition_cells(item, container), definition.rule_below)
            self.builder.add_space(max(term.after, definition.after))

    def _make_definition_cells(
        self, item: doc.Definition, container: Element
    ) -> tuple[_TableCell, ...]:
        both = Element(ElementKind.ITEM, container, where=item.where)
        start = self.region.width * self.look.term_width
        left = Element(ElementKind.ITEM_LABEL, both, language_of(item.term), where=item.where)
        right = Element(ElementKind.ITEM_BODY, both, where=item.where)
        return (
            _TableCell((item.term,), self.look.style(doc.Role.TERM), left, 0.0, start - GUTTER),
            _TableCell(
                (item.content,),
                self.look.style(doc.Role.DEFINITION),
                right,
                start,
                self.region.width - start,
            ),
        )

    def add_table(self, block: doc.Table) -> None:
        """Add a table: its caption above it, its head once more on every page."""
        caption, cell = self.look.style(doc.Role.CAPTION), self.look.style(doc.Role.TABLE_CELL)
        container = Element(ElementKind.TABLE, self.region.element, where=block.where)
        around = max(
            caption.before,
            cell.before,
            caption.after,
            cell.after,
            self.look.style(doc.Role.BODY).after,
        )
        self.builder.add_space(around)
        if block.caption:
            words = Element(ElementKind.CAPTION, container, where=block.where)
            self.builder.add_lines(
                self.context.set_lines(block.caption, caption, self.region, words),
                caption,
                self.region,
                words,
            )
            self.builder.add_space(caption.after)
            self.builder.keep()
        first = len(self.builder.rows)
        for row in block.head:
            self._add_table_row(row, block, container, doc.Role.TABLE_HEAD, ElementKind.HEAD_CELL)
            self.builder.keep()
        head = tuple(_repeat_head(row) for row in self.builder.rows[first:])
        self.builder.head = (
            head if sum(row.height for row in head) <= MAX_HEAD_SHARE * self._height else ()
        )
        for row in block.rows:
            self._add_table_row(row, block, container, doc.Role.TABLE_CELL, ElementKind.CELL)
        self.builder.head = ()
        self.builder.add_space(around)

    def _add_table_row(
        self,
        row: tuple[doc.Inlines, ...],
        block: doc.Table,
        container: Element,
        role: doc.Role,
        kind: ElementKind,
    ) -> None:
        style = self.look.style(role)
        parent = Element(ElementKind.TABLE_ROW, container, where=container.where)
        room = self.region.width + GUTTER
        cells: list[_TableCell] = []
        start = 0.0
        for index, (content, share) in enumerate(zip(row, block.widths, strict=True)):
            element = Element(kind, parent, language_of(content), where=container.where)
            look = replace(style, align=_ALIGNS[block.aligns[index]]) if block.aligns else style
            width = max(share * room - GUTTER, style.size)
            cells.append(_TableCell((content or _EMPTY,), look, element, start, width))
            start += share * room
        self._add_cells(cells, style.rule_below, style.rule_below.gap if style.rule_below else 0.0)

    def _add_cells(self, cells: Sequence[_TableCell], below: Rule | None, pad: float = 0.0) -> None:
        """Add cells side by side.

        As one row, or line by line where that would be too high to keep whole.
        """
        columns = [self._set_cell(cell) for cell in cells]
        count = max(len(column.lines) for column in columns)
        leading = max(column.style.leading for column in columns)
        marks = sum(len(line.notes) for column in columns for line, _ in column.lines)
        with_notes = count * leading + marks * self.look.style(doc.Role.NOTE).leading
        if (
            count * leading <= MAX_UNBROKEN_SHARE * self._height
            and with_notes <= MAX_WITH_NOTES * self._height
        ):
            self.builder.add_columns(columns, self.region, below=below, pad=pad)
            return
        for index in range(count):
            line = [replace(column, lines=column.lines[index : index + 1]) for column in columns]
            self.builder.add_columns(
                line,
                self.region,
                below=below if index == count - 1 else None,
                pad=0.0 if index else pad,
            )
            self.builder.keep(Keep.NONE if index == count - 1 else Keep.LINES_TOGETHER)

    def _set_cell(self, cell: _TableCell) -> Column:
        x = self.region.find_left_edge(cell.offset, cell.width)
        region = replace(self.region, width=cell.width)
        lines: list[tuple[SetLine, Element]] = []
        for content in cell.paragraphs:
            alone = len(cell.paragraphs) == 1
            if alone:
                element = cell.element
            else:
                element = Element(ElementKind.PARAGRAPH, cell.element, where=cell.element.where)
            lines += [
                (line, element)
                for line in self.context.set_lines(content, cell.style, region, element)
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
    return Row(row.height, pieces, side_rules=row.side_rules)
