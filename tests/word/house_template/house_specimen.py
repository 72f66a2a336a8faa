"""Templates of Word that the tests of house templates use, each made with python-docx as a person might make it."""

import io
import zipfile
from collections.abc import Callable
from copy import deepcopy

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from word_specimen import png

NOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>=====</w:t></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationNotice" w:id="7"><w:p><w:r><w:t>over</w:t></w:r></w:p></w:footnote>'
)


def saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def plain() -> bytes:
    """What Word's own blank template gives, with a sample text and another font."""
    document = docx.Document()
    document.styles["Normal"].font.name = "Georgia"
    document.styles["Normal"].font.size = Pt(12)
    document.styles["Heading 1"].font.color.rgb = RGBColor(0x80, 0x00, 0x20)
    document.sections[0].header.paragraphs[0].text = "Ministry of Tides"
    document.add_heading("Sample heading", 1)
    document.add_paragraph("Sample text that the memo replaces.")
    return saved(document)


def letterhead() -> bytes:
    """A table with a logo and places for the fields, text that stays, `{{ }}` in pieces, places in the header."""
    document = docx.Document()
    header = document.sections[0].header
    header.paragraphs[0].text = "{{ marking }}"
    header.add_paragraph("File {{ reference }} - {{status}}")
    table = document.add_table(rows=5, cols=2)
    table.rows[0].cells[0].paragraphs[0].add_run().add_picture(io.BytesIO(png().data), width=Cm(3))
    table.rows[0].cells[1].text = "MEMORANDUM"
    for row, (label, name) in zip(
        table.rows[1:],
        (("To", "to"), ("From", "from"), ("Cc", "cc"), ("Date", "date")),
        strict=True,
    ):
        row.cells[0].text = label
        in_pieces(row.cells[1].paragraphs[0], ("{", f"{{ {name}", " }}"))
    subject = document.add_paragraph(style="Title")
    subject.add_run("Re: {{ subj").italic = True
    subject.add_run("ect }} (internal)")
    document.add_paragraph("Text of the house that stays.")
    document.add_paragraph("{{ body }}")
    document.add_paragraph("Printed on recycled paper.")
    return saved(document)


def in_pieces(paragraph: Paragraph, pieces: tuple[str, ...]) -> None:
    for piece in pieces:
        paragraph.add_run(piece).bold = True


def controls() -> bytes:
    """Content controls: in a line, as a paragraph, bound to a property, and one for the text."""
    document = docx.Document()
    line = document.add_paragraph("To: ")
    line._p.append(
        control(
            "to",
            '<w:r><w:rPr><w:rStyle w:val="Strong"/><w:b/></w:rPr><w:t>Click here</w:t></w:r>',
            "<w:text/>",
        )
    )
    bound = (
        '<w:dataBinding w:xpath="/ns0:coreProperties[1]/ns1:title[1]" '
        "w:prefixMappings=\"xmlns:ns0='urn:x' xmlns:ns1='urn:y'\" "
        'w:storeItemID="{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"/>'
    )
    add(
        document,
        control(
            "subject",
            '<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Subject</w:t></w:r></w:p>',
            bound,
        ),
    )
    add(document, control("summary", "<w:p><w:r><w:t>Summary here</w:t></w:r></w:p>"))
    document.add_paragraph("And now the rest.")
    add(document, control("Body", "<w:p><w:r><w:t>Text here</w:t></w:r></w:p><w:p/>"))
    return saved(document)


STORE = "{5C4A1E52-9B0D-4C43-8F5E-0A6C9A1B2C3D}"
DATE = (
    '<w:date w:fullDate="2020-01-01T00:00:00Z"><w:dateFormat w:val="d MMMM yyyy"/><w:lid w:val="en-GB"/>'
    '<w:storeMappedDataAs w:val="date"/><w:calendar w:val="gregorian"/></w:date>'
)
MARKINGS = (
    '<w:dropDownList><w:listItem w:displayText="Unclassified" w:value="UNCLASSIFIED"/>'
    '<w:listItem w:displayText="Secret" w:value="SECRET"/></w:dropDownList>'
)


def bound_to(path: str, store: str = STORE) -> str:
    properties = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    prefixes = f"xmlns:ns0='urn:house' xmlns:ns1='{properties}'"
    return (
        f'<w:dataBinding w:prefixMappings="{prefixes}" w:xpath="{path}" w:storeItemID="{store}"/>'
    )


def typed() -> bytes:
    """Content controls of every kind, some bound to custom XML or to a property."""
    document = docx.Document()
    core = bound_to("/ns1:coreProperties[1]/ns0:title[1]", "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}")
    for name, label, more, sample in (
        ("to", "To", "<w:text/>" + bound_to("/ns0:memo[1]/ns0:to[1]"), True),
        (
            "from",
            "From",
            '<w:comboBox><w:listItem w:displayText="Desk" w:value="d"/></w:comboBox>',
            True,
        ),
        ("date", "Date", DATE + bound_to("/ns0:memo[1]/ns0:head[1]/@day"), True),
        ("marking", "Marking", MARKINGS, True),
        ("title", "Title", "<w:text/>" + core, True),
        ("subject", "Subject", "<w:richText/>" + bound_to("/ns0:memo[1]/ns0:none[1]"), True),
        ("reference", "Reference", "<w:text/>", True),
        ("cc", "Copies", "<w:text/>", False),
    ):
        line = document.add_paragraph(f"{label}: ")
        element = control(
            name, '<w:r><w:rPr><w:rStyle w:val="Strong"/></w:rPr><w:t>Click here</w:t></w:r>', more
        )
        if not sample:
            properties = element.find(qn("w:sdtPr"))
            properties.remove(properties.find(qn("w:showingPlcHdr")))
        line._p.append(element)
    row = document.add_table(rows=1, cols=2).rows[0]
    for cell, name in zip(row.cells, ("label", "status"), strict=True):
        cell.paragraphs[0]._p.append(control(name, "<w:r><w:t>Click here</w:t></w:r>", "<w:text/>"))
    add(document, control("body", "<w:p><w:r><w:t>Text here</w:t></w:r></w:p>"))
    item = Part(
        PackURI("/customXml/item9.xml"),
        "application/xml",
        b'<memo xmlns="urn:house"><to>old</to><head day="old"/></memo>',
        document.part.package,
    )
    properties = Part(
        PackURI("/customXml/itemProps9.xml"),
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
        (
            '<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" '
            f'ds:itemID="{STORE}"><ds:schemaRefs/></ds:datastoreItem>'
        ).encode(),
        document.part.package,
    )
    item.relate_to(properties, f"{RELATIONSHIP_TYPE.CUSTOM_XML}Props")
    document.part.relate_to(item, RELATIONSHIP_TYPE.CUSTOM_XML)
    return saved(document)


def control(tag: str, content: str, more: str = ""):
    return parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="{tag}"/><w:tag w:val="{tag}"/>{more}<w:showingPlcHdr/>'
        "</w:sdtPr>"
        f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def add(document, element) -> None:
    document.element.body.insert(len(document.element.body) - 1, element)


def german() -> bytes:
    """Another language, names of styles as Word in German has them by id, styles of its own with other names."""
    document = docx.Document()
    for old, new in (("Normal", "Standard"), ("Heading1", "berschrift1"), ("Title", "Titel")):
        for node in document.styles.element.iter():
            if node.tag == qn("w:style") and node.get(qn("w:styleId")) == old:
                node.set(qn("w:styleId"), new)
            if (
                node.tag in (qn("w:basedOn"), qn("w:next"), qn("w:link"))
                and node.get(qn("w:val")) == old
            ):
                node.set(qn("w:val"), new)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "de-DE")
    quote = document.styles.add_style("Haus Zitat", WD_STYLE_TYPE.PARAGRAPH)
    quote.font.italic = True
    judgement = document.styles.add_style("Haus Urteil", WD_STYLE_TYPE.PARAGRAPH)
    judgement.font.bold = True
    document.add_paragraph("Beispieltext")
    return saved(document)


def landscape() -> bytes:
    """The text in a landscape section between two upright ones, in two columns."""
    document = docx.Document()
    document.add_paragraph("Cover: {{ subject }}")
    middle = document.add_section(WD_SECTION.NEW_PAGE)
    middle.orientation = WD_ORIENT.LANDSCAPE
    middle.page_width, middle.page_height = middle.page_height, middle.page_width
    columns = middle._sectPr.find(qn("w:cols"))
    columns.set(qn("w:num"), "2")
    document.add_paragraph("{{ body }}")
    last = document.add_section(WD_SECTION.NEW_PAGE)
    last.orientation = WD_ORIENT.PORTRAIT
    last.page_width, last.page_height = last.page_height, last.page_width
    last._sectPr.find(qn("w:cols")).set(qn("w:num"), "1")
    document.add_paragraph("Distribution list.")
    return saved(document)


def in_a_cell() -> bytes:
    """The whole memo in cells of a table, the text among them; nothing after it."""
    document = docx.Document()
    table = document.add_table(rows=2, cols=1)
    table.rows[0].cells[0].text = "{{ subject }}"
    table.rows[1].cells[0].text = "{{ body }}"
    return saved(document)


def boxed() -> bytes:
    """Places in a text box, a tracked insertion, a comment, and a text place whose paragraph ends a section."""
    document = docx.Document()
    box = (
        f'<w:p {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape style="width:200pt">'
        "<v:textbox><w:txbxContent><w:p><w:r><w:t>Re {{ subject }}</w:t></w:r></w:p></w:txbxContent></v:textbox>"
        "</v:shape></w:pict></w:r></w:p>"
    )
    add(document, parse_xml(box))
    tracked = document.add_paragraph("Dear ")
    tracked._p.append(
        parse_xml(
            f'<w:ins {nsdecls("w")} w:id="9" w:author="x" w:date="2020-01-01T00:00:00Z"><w:r><w:t>{{{{ to }}}}</w:t>'
            "</w:r></w:ins>"
        )
    )
    text = document.add_paragraph("{{ body }}")
    text._p.get_or_add_pPr().append(deepcopy(document.element.body.sectPr))
    document.add_paragraph("Annex: none.")
    return saved(document)


def heads_for_each_page() -> bytes:
    """Heads of their own for the first page, for even and for odd ones, with places; right-to-left; no text at all."""
    document = docx.Document()
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.even_page_header.paragraphs[0].text = "even {{ subject }}"
    section.header.paragraphs[0].text = "odd {{ marking }} {{ status }}"
    section.first_page_footer.paragraphs[0].text = "{{ reference }}"
    document.styles["Normal"].element.get_or_add_pPr().append(OxmlElement("w:bidi"))
    return saved(document)


def own_notes() -> bytes:
    """Its own separators with ids of its own, lower-case Roman numbers that begin again on each page, a sample note."""
    document = docx.Document()
    mark = '<w:r><w:footnoteReference w:id="8"/></w:r>'
    document.add_paragraph("Sample with a note.")._p.append(
        parse_xml(mark.replace("<w:r>", f"<w:r {nsdecls('w')}>"))
    )
    settings = document.settings.element
    group = OxmlElement("w:footnotePr")
    for name, value in (("numFmt", "lowerRoman"), ("numRestart", "eachPage")):
        child = OxmlElement(f"w:{name}")
        child.set(qn("w:val"), value)
        group.append(child)
    for number in ("-1", "0", "7"):
        child = OxmlElement("w:footnote")
        child.set(qn("w:id"), number)
        group.append(child)
    settings.find(qn("w:compat")).addprevious(group)
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    settings.find(qn("w:footnotePr")).addprevious(update)
    sample = '<w:footnote w:id="8"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>Sample note</w:t></w:r></w:p></w:footnote>'
    return with_notes(saved(document), SEPARATORS + sample)


def with_notes(data: bytes, notes: str) -> bytes:
    """Return a package with a footnotes part."""
    xml = f"<w:footnotes {nsdecls('w')}>{notes}</w:footnotes>"
    return changed(
        data,
        {
            "[Content_Types].xml": lambda old: old.replace(
                b"</Types>",
                f'<Override PartName="/word/footnotes.xml" ContentType="{NOTES}"/></Types>'.encode(),
            ),
            "word/_rels/document.xml.rels": lambda old: old.replace(
                b"</Relationships>",
                f'<Relationship Id="rIdNotes" Type="{RELATED}" Target="footnotes.xml"/></Relationships>'.encode(),
            ),
        },
        {"word/footnotes.xml": xml.encode()},
    )


def changed(
    data: bytes,
    changes: dict[str, Callable[[bytes], bytes | None]],
    more: dict[str, bytes] | None = None,
) -> bytes:
    """Return a package with parts changed, left out (None) or added."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            result = changes[name](content) if name in changes else content
            if result is not None:
                new.writestr(name, result)
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return buffer.getvalue()


def as_template(data: bytes) -> bytes:
    """Return a .docx as a .dotx."""
    return changed(
        data,
        {
            "[Content_Types].xml": lambda old: old.replace(
                b"document.main+xml", b"template.main+xml"
            )
        },
    )


ALL = {
    "plain": plain, "letterhead": letterhead, "controls": controls, "german": german, "landscape": landscape,
    "typed": typed, "own-notes": own_notes, "in-a-cell": in_a_cell, "boxed": boxed, "heads": heads_for_each_page,
    "dotx": lambda: as_template(letterhead()),
}  # fmt: skip
