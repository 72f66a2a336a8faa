"""A table becomes w:tbl, its head repeated on each page and no row broken over two."""

from threadbrief.model.document import Inlines, Role, Table
from threadbrief.text.direction import is_rtl
from threadbrief.units import twips
from threadbrief.word.faces import face_of
from threadbrief.word.frame import Frame
from threadbrief.word.paragraphs import Paragraphs
from threadbrief.word.runs import runs
from threadbrief.word.style_names import TABLE, style_id

Rows = tuple[tuple[Inlines, ...], ...]


def write_table(page: Paragraphs, table: Table, frame: Frame, start: float) -> None:
    """Add a table that begins `start` points from the start edge, its caption above it."""
    if table.caption:
        page.set(Role.CAPTION, style_id(Role.CAPTION), table.caption, frame._replace(keep_next=True))
    columns = _columns(table, page.story.manuscript.look.page.measure - start)
    if not columns:
        return
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    first = "1" if table.head else "0"
    visual = "<w:bidiVisual/>" if is_rtl(frame.language) else ""
    page.table(
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{TABLE}"/>{visual}<w:tblW w:w="{sum(columns)}" w:type="dxa"/>'
        f'<w:tblInd w:w="{twips(start)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{"0420" if table.head else "0400"}" w:firstRow="{first}" w:lastRow="0" '
        f'w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{_rows(page, table.head, columns, Role.TABLE_HEAD, frame)}"
        f"{_rows(page, table.rows, columns, Role.TABLE_CELL, frame)}</w:tbl>"
    )


def _columns(table: Table, width: float) -> list[int]:
    """Return the widths of the columns in twips."""
    count = len((table.head or table.rows or ((),))[0])
    shares = table.widths if len(table.widths) == count else (1 / count,) * count if count else ()
    return [max(1, twips(share * width)) for share in shares]


def _rows(page: Paragraphs, rows: Rows, columns: list[int], role: Role, frame: Frame) -> str:
    head = "<w:tblHeader/>" if role is Role.TABLE_HEAD else ""
    return "".join(
        f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{_cells(page, row, columns, role, frame)}</w:tr>" for row in rows
    )


def _cells(page: Paragraphs, row: tuple[Inlines, ...], columns: list[int], role: Role, frame: Frame) -> str:
    cells = []
    for width, content in zip(columns, row, strict=True):
        text = runs(page.story, content, face_of(role, frame.language), frame.where)
        properties = f'<w:pPr><w:pStyle w:val="{style_id(role)}"/></w:pPr>'
        cells.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p>{properties}{text}</w:p></w:tc>')
    return "".join(cells)
