"""Lists of two columns and lists of sources become paragraphs.

The field list and definitions are paragraphs with a hanging indent and a tab, not tables without
borders: a screen reader reads them in order and asks for no header row, Enter begins the next one,
and the width of the first column is the indent of a style. A template may ask for a table of fields
all the same (field_table.py).
"""

from collections.abc import Iterator
from unicodedata import east_asian_width

from threadbrief.core.structs import Frozen, replace
from threadbrief.core.units import to_twips
from threadbrief.model import document as doc
from threadbrief.model.document import FieldList, Inlines, Role, Table
from threadbrief.text.direction import is_rtl
from threadbrief.word.body.paragraphs import ParagraphFrame, Paragraphs
from threadbrief.word.body.runs import make_run_format, make_runs, make_text_runs, with_language
from threadbrief.word.parts.formatting import make_border, make_indentation
from threadbrief.word.parts.style_names import TABLE, get_style_id
from threadbrief.word.xml import make_paragraph_properties

TAB = "<w:r><w:tab/></w:r>"
_BREAK = "<w:r><w:br/></w:r>"
_BREAKING = " \t\n-–—/"
"""Where Word may end a line; between two wide characters it may too."""
_GAP = 6.0
"""Points that a term leaves free before its definition."""


def write_fields(page: Paragraphs, block: doc.FieldList, frame: ParagraphFrame) -> None:
    """Add To, From, Date and so on."""
    for label, values in iter_field_runs(page, block, frame):
        page.add(
            doc.Role.FIELD_VALUE, get_style_id(doc.Role.FIELD_VALUE), label + TAB + values, frame
        )


def iter_field_runs(
    page: Paragraphs, block: doc.FieldList, frame: ParagraphFrame
) -> Iterator[tuple[str, str]]:
    """Yield the runs of each label and of its values, which stand below each other."""
    story, document = page.story, page.story.manuscript.language
    said = make_run_format(doc.Role.FIELD_LABEL, document, get_style_id(doc.Role.FIELD_LABEL))
    face = make_run_format(doc.Role.FIELD_VALUE, frame.language)
    for field in block.fields:
        values = _BREAK.join(make_runs(story, value, face, frame.where) for value in field.values)
        yield (
            make_text_runs(story, field.label, with_language(said, field.lang), frame.where),
            values,
        )


def write_definitions(page: Paragraphs, block: doc.DefinitionList, frame: ParagraphFrame) -> None:
    """Add terms with their definitions.

    A term has a line of its own when it is too long for its column, or when what follows begins
    with something too long for the rest of the line, such as a checksum, which would go below
    anyway.
    """
    look = page.story.manuscript.look
    column = look.term_width * look.page.measure
    for item in block.items:
        where = item.where or frame.where
        face = make_run_format(doc.Role.TERM, frame.language, get_style_id(doc.Role.TERM))
        term = make_runs(page.story, item.term, face, where)
        content = make_runs(
            page.story, item.content, make_run_format(doc.Role.DEFINITION, frame.language), where
        )
        fits = estimate_width(item.term) * look.style(doc.Role.TERM).size <= column - _GAP
        follows = (
            estimate_width(item.content, first=True) * look.style(doc.Role.DEFINITION).size
            <= look.page.measure - column
        )
        between = TAB if fits and follows else _BREAK
        page.add(
            doc.Role.DEFINITION, get_style_id(doc.Role.DEFINITION), term + between + content, frame
        )


def write_sources(page: Paragraphs, block: doc.Sources, frame: ParagraphFrame) -> None:
    """Add the list of sources."""
    for entry in block.entries:
        page.set(doc.Role.SOURCE, get_style_id(doc.Role.SOURCE), entry.content, frame)


def estimate_width(content: doc.Inlines, *, first: bool = False) -> float:
    """Return about how wide inlines, or their first word, are, in ems.

    Whose face it will be, only Word knows.
    """
    total = 0.0
    for character in _iter_characters(content):
        if first and (character in _BREAKING or _is_wide(character)):
            break
        total += _estimate_character(character)
    return total


def _iter_characters(content: doc.Inlines) -> Iterator[str]:
    stack = list(reversed(content))
    while stack:
        item = stack.pop()
        if isinstance(item, doc.Text):
            yield from item.text
        else:
            stack.extend(reversed(getattr(item, "content", ())))


def _is_wide(character: str) -> bool:
    return east_asian_width(character) in "WF"


def _estimate_character(character: str) -> float:
    if _is_wide(character):
        return 1.0
    if character in " .,:;'’|ijl!()[]-–·ftr/":
        return 0.3
    if character.isupper():
        return 0.66
    return 0.51


def write_field_table(page: Paragraphs, block: FieldList, frame: ParagraphFrame) -> None:
    """Add To, From, Date and so on.

    Word calls the first column headers by w:firstColumn (ECMA-376-1, 17.4.55).
    """
    look = page.story.manuscript.look
    first = to_twips(look.field_label_width)
    widths = (first, max(1, to_twips(look.page.measure) - first))
    if look.header_rule:
        bottom = make_border("bottom", replace(look.header_rule, gap=0))
        hairline = f"<w:tblBorders>{bottom}</w:tblBorders>"
    else:
        hairline = ""
    sides = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("left", "right"))
    rows = "".join(
        "<w:tr><w:trPr><w:cantSplit/>"
        f"</w:trPr>{_make_field_cell(label, widths[0])}{_make_field_cell(values, widths[1])}</w:tr>"
        for label, values in iter_field_runs(page, block, frame)
    )
    if not rows:
        return
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    visual = "<w:bidiVisual/>" if is_rtl(frame.language) else ""
    page.table(
        f'<w:tbl><w:tblPr>{visual}<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="0" '
        f'w:type="dxa"/>{hairline}'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{sides}</w:tblCellMar><w:tblLook '
        'w:val="0680" w:firstRow="0" '
        'w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _make_field_cell(content: str, width: int) -> str:
    """Return a cell; its paragraph has no hanging indent and no rule, as a list of fields has."""
    properties = make_paragraph_properties(
        {
            "pStyle": f'<w:pStyle w:val="{get_style_id(Role.FIELD_VALUE)}"/>',
            "pBdr": '<w:pBdr><w:bottom w:val="nil"/></w:pBdr>',
            "ind": make_indentation(0.0),
        }
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"<w:p>{properties}{content}</w:p></w:tc>"
    )


Rows = tuple[tuple[Inlines, ...], ...]


def write_table(page: Paragraphs, table: Table, frame: ParagraphFrame, start: float) -> None:
    """Add a table that begins `start` points from the start edge, its caption above it."""
    if table.caption:
        page.set(
            Role.CAPTION, get_style_id(Role.CAPTION), table.caption, frame._replace(keep_next=True)
        )
    room = page.story.manuscript.look.page.measure - start
    columns = _compute_columns(table, room, rtl=is_rtl(frame.language))
    if not columns:
        return
    grid = "".join(f'<w:gridCol w:w="{column.width}"/>' for column in columns)
    width = sum(column.width for column in columns)
    first = "1" if table.head else "0"
    visual = "<w:bidiVisual/>" if is_rtl(frame.language) else ""
    page.table(
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{TABLE}"/>{visual}<w:tblW w:w="{width}" '
        'w:type="dxa"/>'
        f'<w:tblInd w:w="{to_twips(start)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{"0420" if table.head else "0400"}" w:firstRow="{first}" w:lastRow="0" '
        f'w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
        f"{_make_rows(page, table.head, columns, Role.TABLE_HEAD, frame)}"
        f"{_make_rows(page, table.rows, columns, Role.TABLE_CELL, frame)}</w:tbl>"
    )


class _Column(Frozen):
    """What the cells of a column have in common."""

    width: int
    """In twips."""
    justification: str
    """w:jc where the style of cells has another."""
    margin: str
    """w:tcMar where the style of the table has another."""


_JUSTIFICATION = {
    doc.ColumnAlign.START: "",
    doc.ColumnAlign.CENTRE: '<w:jc w:val="center"/>',
    doc.ColumnAlign.END: '<w:jc w:val="right"/>',
}
_NO_GUTTER = '<w:tcMar><w:right w:w="0" w:type="dxa"/></w:tcMar>'
"""The last column ends at the edge of the text."""


def _compute_columns(table: Table, width: float, *, rtl: bool) -> list[_Column]:
    count = len((table.head or table.rows or ((),))[0])
    shares = table.widths if len(table.widths) == count else (1 / count,) * count if count else ()
    return [
        _Column(
            max(1, to_twips(share * width)),
            _JUSTIFICATION[table.aligns[index]] if table.aligns else "",
            _NO_GUTTER if index == count - 1 and not rtl else "",
        )
        for index, share in enumerate(shares)
    ]


def _make_rows(
    page: Paragraphs, rows: Rows, columns: list[_Column], role: Role, frame: ParagraphFrame
) -> str:
    head = "<w:tblHeader/>" if role is Role.TABLE_HEAD else ""
    return "".join(
        "<w:tr><w:trPr>"
        f"<w:cantSplit/>{head}</w:trPr>{_make_cells(page, row, columns, role, frame)}</w:tr>"
        for row in rows
    )


def _make_cells(
    page: Paragraphs,
    row: tuple[Inlines, ...],
    columns: list[_Column],
    role: Role,
    frame: ParagraphFrame,
) -> str:
    style = f'<w:pStyle w:val="{get_style_id(role)}"/>'
    if role is Role.TABLE_HEAD:
        style += "<w:keepNext/>"
    face = make_run_format(role, frame.language)
    cells = []
    for column, content in zip(columns, row, strict=True):
        text = make_runs(page.story, content, face, frame.where)
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{column.width}" w:type="dxa"/>{column.margin}</w:tcPr>'
            f"<w:p><w:pPr>{style}{column.justification}</w:pPr>{text}</w:p></w:tc>"
        )
    return "".join(cells)
