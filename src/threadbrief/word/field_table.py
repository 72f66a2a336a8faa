"""The field list as a table without borders, for templates that want one: its labels are the headers of its rows."""

from threadbrief.model.document import FieldList, Role
from threadbrief.text.direction import is_rtl
from threadbrief.units import twips
from threadbrief.values import replace
from threadbrief.word.formatting import border, indentation
from threadbrief.word.frame import Frame
from threadbrief.word.lines import field_runs
from threadbrief.word.markup import paragraph_properties
from threadbrief.word.paragraphs import Paragraphs
from threadbrief.word.style_names import style_id


def write_field_table(page: Paragraphs, block: FieldList, frame: Frame) -> None:
    """Add To, From, Date and so on; Word calls the first column headers by w:firstColumn (ECMA-376-1, 17.4.55)."""
    look = page.story.manuscript.look
    first = twips(look.field_label_width)
    widths = (first, max(1, twips(look.page.measure) - first))
    hairline = (
        f"<w:tblBorders>{border('bottom', replace(look.header_rule, gap=0))}</w:tblBorders>" if look.header_rule else ""
    )
    sides = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("left", "right"))
    rows = "".join(
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cell(label, widths[0])}{_cell(values, widths[1])}</w:tr>"
        for label, values in field_runs(page, block, frame)
    )
    if not rows:
        return
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    visual = "<w:bidiVisual/>" if is_rtl(frame.language) else ""
    page.table(
        f'<w:tbl><w:tblPr>{visual}<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>{hairline}'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{sides}</w:tblCellMar><w:tblLook w:val="0680" w:firstRow="0" '
        'w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _cell(content: str, width: int) -> str:
    """Return a cell; its paragraph has neither the hanging indent nor the line that a list of paragraphs has."""
    properties = paragraph_properties(
        {
            "pStyle": f'<w:pStyle w:val="{style_id(Role.FIELD_VALUE)}"/>',
            "pBdr": '<w:pBdr><w:bottom w:val="nil"/></w:pBdr>',
            "ind": indentation(0.0),
        }
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p>{properties}{content}</w:p></w:tc>'
