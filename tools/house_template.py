"""Make examples/house/letterhead.dotx: a Word template, the letterhead of a port that is made up.

    python tools/house_template.py examples/house/letterhead.dotx

The bytes are the same each time; tests/word/house_template/test_example.py compares them with the
example.
"""

import io
import sys
import zipfile
from pathlib import Path

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from PIL import Image, ImageDraw

SEA = RGBColor(0x0B, 0x4F, 0x5C)
GREY = RGBColor(0x55, 0x5F, 0x66)
NOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
NOTES_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
DOCUMENT_TYPE, TEMPLATE_TYPE = (
    f"wordprocessingml.{kind}.main+xml" for kind in ("document", "template")
)


def main() -> None:
    """Write the template where the command line says."""
    Path(sys.argv[1]).write_bytes(letterhead())


def letterhead() -> bytes:
    """Return the template."""
    document = docx.Document()
    for element in list(document.element.body)[:-1]:
        document.element.body.remove(element)
    _page(document)
    _styles(document)
    _running(document)
    _fields(document)
    subject = document.add_paragraph("{{ subject }}", style="Title")
    subject.paragraph_format.keep_with_next = True
    document.add_paragraph("{{ body }}")
    closing = document.add_paragraph(
        "For questions, call the night desk: extension 2040.", style="Saltholm Small"
    )
    closing.paragraph_format.space_before = Pt(18)
    document.core_properties.title = "Letterhead of the Port of Saltholm"
    document.core_properties.author = "Port of Saltholm"
    buffer = io.BytesIO()
    document.save(buffer)
    return _with_notes(buffer.getvalue())


def _page(document: docx.document.Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(32), Mm(26)
    section.top_margin, section.bottom_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(12), Mm(10)
    section.different_first_page_header_footer = True


def _styles(document: docx.document.Document) -> None:
    styles = document.styles
    fonts = styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:rFonts')}")
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for slot in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{slot}"), "Calibri")
    normal = styles["Normal"]
    normal.font.size = Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.15
    for name, size, above in (
        ("Title", 17, 14),
        ("Heading 1", 13, 16),
        ("Heading 2", 11.5, 12),
        ("Heading 3", 10.5, 9),
    ):
        style = styles[name]
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(4)
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), True, SEA
        for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{attribute}"), None)
        style.font.name = "Calibri"
        for border in style.element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
            break
    small = styles.add_style("Saltholm Small", WD_STYLE_TYPE.PARAGRAPH)
    small.base_style = normal
    small.font.size, small.font.color.rgb = Pt(8.5), GREY
    small.paragraph_format.space_after = Pt(0)
    aside = styles.add_style("Saltholm Aside", WD_STYLE_TYPE.PARAGRAPH)
    aside.base_style = small
    aside.paragraph_format.space_after = Pt(8)
    quote = styles.add_style("Saltholm Quote", WD_STYLE_TYPE.PARAGRAPH)
    quote.base_style = normal
    quote.font.italic = True
    quote.paragraph_format.left_indent = Mm(8)
    finding = styles.add_style("Saltholm Finding", WD_STYLE_TYPE.PARAGRAPH)
    finding.base_style = normal
    finding.paragraph_format.left_indent, finding.paragraph_format.first_line_indent = Mm(7), Mm(-7)
    finding.paragraph_format.space_after = Pt(2)


def _running(document: docx.document.Document) -> None:
    section = document.sections[0]
    first = section.first_page_header
    table = first.add_table(1, 2, Mm(152))
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    _margins(table, 0)
    run = table.rows[0].cells[0].paragraphs[0].add_run()
    mark = run.add_picture(_mark(), height=Mm(13))._inline  # noqa: SLF001
    mark.docPr.set("descr", "Port of Saltholm: a quay above three waves")
    for side in ("distT", "distB", "distL", "distR"):
        mark.set(side, "0")
    lines = table.rows[0].cells[1].paragraphs[0]
    lines.style, lines.alignment = document.styles["Saltholm Small"], WD_ALIGN_PARAGRAPH.RIGHT
    name = lines.add_run("PORT OF SALTHOLM")
    name.bold, name.font.color.rgb, name.font.size = True, SEA, Pt(11)
    lines.add_run().add_break()
    lines.add_run("North Quay 1, Saltholm · desk@port.example")
    first.paragraphs[0]._p.getparent().remove(first.paragraphs[0]._p)  # noqa: SLF001
    marking = first.add_paragraph("{{ status }}  {{ marking }}", style="Saltholm Small")
    marking.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    marking.paragraph_format.space_before = Pt(2)
    later = section.header.paragraphs[0]
    later.style = document.styles["Saltholm Small"]
    later.add_run("Port of Saltholm · {{ subject }}\t{{ status }}  {{ marking }}")
    later.paragraph_format.tab_stops.add_tab_stop(Mm(152), WD_TAB_ALIGNMENT.RIGHT)
    for footer in (section.first_page_footer, section.footer):
        line = footer.paragraphs[0]
        line.style, line.alignment = document.styles["Saltholm Small"], WD_ALIGN_PARAGRAPH.CENTER
        line.add_run("{{ reference }}  ")
        for text in ("PAGE", " / ", "NUMPAGES"):
            part = _field(text) if text.isalpha() else _run(text)
            line._p.append(part)  # noqa: SLF001 - fields


def _mark() -> io.BytesIO:
    """Return the mark of the port: waves below a quay."""
    image = Image.new("RGB", (372, 270), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 20, 371, 90), fill=tuple(SEA))
    for row in range(3):
        for column in range(6):
            left, top = 6 + 60 * column, 115 + 50 * row
            draw.arc((left, top, left + 60, top + 40), 180, 360, fill=tuple(SEA), width=12)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    buffer.seek(0)
    return buffer


def _field(name: str) -> object:
    return parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    )


def _run(text: str) -> object:
    return parse_xml(f'<w:r {nsdecls("w")}><w:t xml:space="preserve">{text}</w:t></w:r>')


def _fields(document: docx.document.Document) -> None:
    kind = document.add_paragraph("Memorandum", style="Saltholm Small")
    kind.paragraph_format.space_before, kind.paragraph_format.space_after = Pt(6), Pt(4)
    table = document.add_table(rows=4, cols=2)
    table.autofit = False
    _margins(table, 60)
    table.columns[0].width, table.columns[1].width = Mm(24), Mm(128)
    for row, (label, name) in zip(
        table.rows,
        (("To", "to"), ("From", "from"), ("Copies", "cc"), ("Date", "date")),
        strict=True,
    ):
        row.cells[0].width, row.cells[1].width = Mm(24), Mm(128)
        row.cells[0].paragraphs[0].add_run(label).bold = True
        row.cells[1].text = "{{ " + name + " }}"
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom"):
        border = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", str(SEA))):
            border.set(qn(f"w:{key}"), value)
        borders.append(border)
    table._tbl.tblPr.find(qn("w:tblLayout")).addprevious(borders)  # noqa: SLF001 - borders


def _margins(table: docx.table.Table, above: int) -> None:
    """Let the text of cells begin where the text of the page does, with some room above and below.

    In twips.
    """
    sides = (("top", above), ("left", 0), ("bottom", above), ("right", 0))
    inner = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides)
    properties = table._tbl.tblPr  # noqa: SLF001 - python-docx has no margins of cells
    properties.find(qn("w:tblLook")).addprevious(
        parse_xml(f"<w:tblCellMar {nsdecls('w')}>{inner}</w:tblCellMar>")
    )


def _with_notes(data: bytes) -> bytes:
    """Return the package as a template with note separators, in a fixed order with fixed times."""
    kinds = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:before="120" '
        'w:after="60" w:line="240" '
        f'w:lineRule="auto"/></w:pPr><w:r><w:rPr><w:color w:val="0B4F5C"/></w:rPr><w:{kind}/>'
        "</w:r></w:p></w:footnote>"
        for kind, number in (("separator", -1), ("continuationSeparator", 0))
    )
    notes = f"<w:footnotes {nsdecls('w')}>{kinds}</w:footnotes>"
    listed = b'<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr><w:compat>'
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist() if "thumbnail" not in name}
    parts["word/footnotes.xml"] = notes.encode()
    parts["word/settings.xml"] = parts["word/settings.xml"].replace(b"<w:compat>", listed)
    override = (
        f'<Override PartName="/word/footnotes.xml" ContentType="{NOTES_TYPE}"/></Types>'.encode()
    )
    types = parts["[Content_Types].xml"].replace(b"</Types>", override)
    parts["[Content_Types].xml"] = types.replace(DOCUMENT_TYPE.encode(), TEMPLATE_TYPE.encode())
    row = f'<Relationship Id="rIdNotes" Type="{NOTES_RELATION}" Target="footnotes.xml"/>'
    end = "</Relationships>"
    relations = "word/_rels/document.xml.rels"
    parts[relations] = parts[relations].replace(end.encode(), (row + end).encode())
    parts["_rels/.rels"] = _without_thumbnail(parts["_rels/.rels"])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as new:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            new.writestr(entry, content, zipfile.ZIP_DEFLATED, 6)
    return buffer.getvalue()


def _without_thumbnail(relations: bytes) -> bytes:
    rows = relations.replace(b"<Relationship ", b"\0<Relationship ").split(b"\0")
    end = b"</Relationships>"
    kept = [row for row in rows if b"thumbnail" not in row]
    whole = b"".join(kept)
    return whole if whole.endswith(end) else whole + end


if __name__ == "__main__":
    main()
