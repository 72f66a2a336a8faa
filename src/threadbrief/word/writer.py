"""A Document becomes the bytes of a .docx: survey, body, notes, running heads, styles, package."""

from dataclasses import dataclass, field

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.package import OpcPackage
from docx.opc.part import Part

from threadbrief.errors import Problem
from threadbrief.model.document import Document, Role
from threadbrief.templates import Look, Template, TextStyle
from threadbrief.units import twips
from threadbrief.word.blocks import write_blocks
from threadbrief.word.footnotes import footnotes_xml
from threadbrief.word.frame import Frame
from threadbrief.word.languages import is_rtl
from threadbrief.word.markup import DECLARATION, STORY_NAMESPACES
from threadbrief.word.package import image_part, package_bytes, part, relate, relate_story
from threadbrief.word.properties import core_xml, custom_xml, extended_xml
from threadbrief.word.running import running_xml
from threadbrief.word.settings import fonts_xml, settings_xml
from threadbrief.word.story import Manuscript, Story
from threadbrief.word.styles import DESCENT, styles_xml
from threadbrief.word.survey import survey

_CUSTOM = CONTENT_TYPE.OFC_CUSTOM_PROPERTIES


@dataclass(frozen=True, slots=True)
class WrittenWord:
    """A Word file, and what its reader should know about it."""

    data: bytes = field(repr=False)
    problems: tuple[Problem, ...]
    """Warnings, in the order of the text, each once."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A part with text, and what it points to."""

    part: Part
    story: Story
    relationship: str
    identifier: str


def write_word(document: Document, template: Template) -> WrittenWord:
    """Return a document as a .docx in the look of a template.

    The bytes depend on nothing but the arguments, and on whether the pictures of flags are installed.
    """
    look = template.look
    manuscript = Manuscript(document, look, survey(document))
    heads = _running_parts(manuscript, document)
    body = Story(manuscript)
    text = write_blocks(body, document.blocks, Frame(manuscript.language))
    main = part("/word/document.xml", CONTENT_TYPE.WML_DOCUMENT_MAIN, _document_xml(text, look, heads, manuscript))
    written = [*heads, *_note_parts(manuscript)]
    images = {media: image_part(media) for media in manuscript.media.values()}
    relate_story(main, body, images)
    for item in written:
        relate(main, item.relationship, item.part, item.identifier)
        relate_story(item.part, item.story, images)
    _add_definitions(main, manuscript, notes=bool(manuscript.notes))
    data = package_bytes(_package(main, document))
    return WrittenWord(data, tuple(dict.fromkeys(manuscript.problems)))


def _document_xml(text: str, look: Look, heads: list[_Written], manuscript: Manuscript) -> str:
    section = _section(look, heads, rtl=is_rtl(manuscript.language))
    return f"{DECLARATION}<w:document {STORY_NAMESPACES}><w:body>{text}{section}</w:body></w:document>"


def _section(look: Look, heads: list[_Written], *, rtl: bool) -> str:
    """Return w:sectPr: the sheet, its margins, its header and footer."""
    page = look.page
    references = "".join(
        f'<w:{head.identifier[3:].lower()}Reference w:type="default" r:id="{head.identifier}"/>' for head in heads
    )
    header, footer = look.style(Role.HEADER), look.style(Role.FOOTER)
    top = max(0.0, page.header - _above_baseline(header))
    bottom = max(0.0, page.footer - footer.size * DESCENT)
    landscape = ' w:orient="landscape"' if page.width > page.height else ""
    margins = {
        "top": page.top, "right": page.right, "bottom": page.bottom, "left": page.left, "header": top, "footer": bottom,
        "gutter": 0.0,
    }  # fmt: skip
    given = " ".join(f'w:{name}="{twips(length)}"' for name, length in margins.items())
    direction = "<w:bidi/>" if rtl else ""
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="{twips(page.width)}" w:h="{twips(page.height)}"{landscape}/>'
        f'<w:pgMar {given}/><w:cols w:space="720"/>{direction}</w:sectPr>'
    )


def _above_baseline(style: TextStyle) -> float:
    return style.leading - style.size * DESCENT


def _running_parts(manuscript: Manuscript, document: Document) -> list[_Written]:
    """Return the parts of header and footer; none for a head with nothing in it."""
    running = document.running
    rows = (
        (Role.HEADER, running.header_start, running.header_end, CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER),
        (Role.FOOTER, running.footer_start, running.footer_end, CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER),
    )
    found = []
    for role, start, end, content_type, relationship in rows:
        if start or end:
            story = Story(manuscript)
            made = part(f"/word/{role.value}1.xml", content_type, running_xml(story, role, start, end))
            found.append(_Written(made, story, relationship, f"rId{role.value.title()}"))
    return found


def _note_parts(manuscript: Manuscript) -> list[_Written]:
    if not manuscript.notes:
        return []
    story = Story(manuscript)
    made = part("/word/footnotes.xml", CONTENT_TYPE.WML_FOOTNOTES, footnotes_xml(story))
    return [_Written(made, story, RELATIONSHIP_TYPE.FOOTNOTES, "rIdFootnotes")]


def _add_definitions(main: Part, manuscript: Manuscript, *, notes: bool) -> None:
    """Relate the parts without text: styles, numbering, settings, fonts."""
    look = manuscript.look
    rows = (
        ("styles", CONTENT_TYPE.WML_STYLES, RELATIONSHIP_TYPE.STYLES, styles_xml(look, manuscript.language)),
        ("numbering", CONTENT_TYPE.WML_NUMBERING, RELATIONSHIP_TYPE.NUMBERING, manuscript.numbering.xml()),
        ("settings", CONTENT_TYPE.WML_SETTINGS, RELATIONSHIP_TYPE.SETTINGS, settings_xml(notes=notes)),
        ("fontTable", CONTENT_TYPE.WML_FONT_TABLE, RELATIONSHIP_TYPE.FONT_TABLE, fonts_xml(look)),
    )
    for name, content_type, relationship, xml in rows:
        relate(main, relationship, part(f"/word/{name}.xml", content_type, xml), f"rId{name.title()}")


def _package(main: Part, document: Document) -> OpcPackage:
    package = OpcPackage()
    relate(package, RELATIONSHIP_TYPE.OFFICE_DOCUMENT, main, "rId1")
    core = part("/docProps/core.xml", CONTENT_TYPE.OPC_CORE_PROPERTIES, core_xml(document.properties))
    relate(package, RELATIONSHIP_TYPE.CORE_PROPERTIES, core, "rId2")
    extended = part("/docProps/app.xml", CONTENT_TYPE.OFC_EXTENDED_PROPERTIES, extended_xml())
    relate(package, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES, extended, "rId3")
    custom = custom_xml(document.properties)
    if custom:
        relate(package, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES, part("/docProps/custom.xml", _CUSTOM, custom), "rId4")
    return package
