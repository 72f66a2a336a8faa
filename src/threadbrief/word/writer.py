"""A Document becomes the bytes of a .docx: survey, body, notes, running heads, styles, package."""

from collections.abc import Mapping

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from threadbrief.core.problems import Problem
from threadbrief.core.structs import Frozen
from threadbrief.core.units import to_twips
from threadbrief.model import document as doc
from threadbrief.model.brief import Source
from threadbrief.model.document import Document, Role
from threadbrief.templates import Look, Template, TextStyle
from threadbrief.text.direction import is_rtl
from threadbrief.word.body.blocks import write_blocks
from threadbrief.word.body.paragraphs import Frame
from threadbrief.word.body.run_properties import Face, face_of, spoken_in
from threadbrief.word.body.runs import field, text_runs
from threadbrief.word.body.toc import contents_title, contents_xml, titled_at
from threadbrief.word.context import NO_PAGES, Manuscript, Story, survey
from threadbrief.word.parts.embedded_fonts import CONTENT_TYPE as FONT_TYPE
from threadbrief.word.parts.embedded_fonts import RELATIONSHIP as FONT_RELATIONSHIP
from threadbrief.word.parts.embedded_fonts import embedded_faces
from threadbrief.word.parts.footnotes import NOTE_TYPES, endnote_names, notes_xml
from threadbrief.word.parts.note_numbering import note_form
from threadbrief.word.parts.package import image_part, package_bytes, part, relate, relate_story
from threadbrief.word.parts.settings import custom_xml, fonts_xml, package_of, settings_xml
from threadbrief.word.parts.source import relate_source
from threadbrief.word.parts.style_names import style_id
from threadbrief.word.parts.styles import DESCENT, styles_xml
from threadbrief.word.xml import DECLARATION, STORY_NAMESPACES, Renaming


def running_xml(story: Story, role: doc.Role, start: doc.RunningText, end: doc.RunningText) -> str:
    """Return the part for a header or a footer, by its role."""
    root = "hdr" if role is doc.Role.HEADER else "ftr"
    face = face_of(role, story.manuscript.language)
    line = _line(story, start, face) + (
        "<w:r><w:tab/></w:r>" + _line(story, end, face) if end else ""
    )
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="{style_id(role)}"/></w:pPr>{line}</w:p>'
    return f"{DECLARATION}<w:{root} {STORY_NAMESPACES}>{paragraph}</w:{root}>"


def _line(story: Story, text: doc.RunningText, face: Face) -> str:
    out = []
    for item in text:
        match item:
            case doc.Text():
                out.append(text_runs(story, item.text, spoken_in(face, item.lang)))
            case doc.Emoji():
                out.append(text_runs(story, item.sequence, face))
            case doc.PageNumber():
                out.append(field("PAGE", "1"))
            case doc.PageCount():
                out.append(field("NUMPAGES", "1"))
    return "".join(out)


class WrittenWord(Frozen):
    """A Word file, and what its reader should know about it."""

    data: bytes
    problems: tuple[Problem, ...]
    """Warnings, in the order of the text, each once."""


class _Written(Frozen):
    """A part with text, and what it points to."""

    part: Part
    story: Story
    relationship: str
    identifier: str


def write_word(
    document: Document,
    template: Template,
    source: Source | None = None,
    pages: Mapping[str, int] = NO_PAGES,
) -> WrittenWord:
    """Return a document as a .docx in the look of a template, with the memo that it was built from inside.

    `pages` are the pages of anchors, which contents show until Word counts; an entry without one has no number. With
    a template of Word its styles, page and running heads are used. The bytes depend on nothing but the arguments,
    and on what is installed: pictures of flags, and faces where they are embedded. Raises BriefError for a template of
    Word that cannot be used.
    """
    if template.word.house:
        from threadbrief.word.house_template import write_in_house  # noqa: PLC0415 - only a house template needs its room

        return WrittenWord(*write_in_house(document, template, template.word.house, source, pages))
    look, form = template.look, note_form(template.word)
    manuscript = Manuscript(document, look, survey(document), form)
    manuscript.pages, manuscript.field_form = pages, template.word.field_list
    heads = _running_parts(manuscript, document)
    body = Story(manuscript)
    text = _text(body, document, template)
    renaming = endnote_names(form)
    main_xml = renaming.apply(_document_xml(text, look, heads, manuscript))
    main = part("/word/document.xml", CONTENT_TYPE.WML_DOCUMENT_MAIN, main_xml)
    written = [*heads, *_note_parts(manuscript, renaming)]
    images = {media: image_part(media) for media in manuscript.media.values()}
    relate_story(main, body, images)
    for item in written:
        relate(main, item.relationship, item.part, item.identifier)
        relate_story(item.part, item.story, images)
    _add_definitions(main, manuscript, template, main_xml)
    if source:
        relate_source(main, source, 1)
    package = package_of(main, document, custom_xml(document.properties, source))
    return WrittenWord(package_bytes(package), tuple(dict.fromkeys(manuscript.problems)))


def _text(body: Story, document: Document, template: Template) -> str:
    """Return the text of the document, with its contents where the template wants them."""
    language, blocks = body.manuscript.language, document.blocks
    at = titled_at(blocks) if template.word.contents else 0
    frame = Frame(language)
    before = write_blocks(body, blocks[:at], frame) if at else ""
    contents = (
        contents_xml(body, blocks, contents_title(template, language))
        if template.word.contents
        else ""
    )
    return (
        before
        + contents
        + (write_blocks(body, blocks[at:], frame) if blocks[at:] or not at else "")
    )


def _document_xml(text: str, look: Look, heads: list[_Written], manuscript: Manuscript) -> str:
    section = _section(look, heads, manuscript)
    return (
        f"{DECLARATION}<w:document {STORY_NAMESPACES}><w:body>{text}{section}</w:body></w:document>"
    )


def _section(look: Look, heads: list[_Written], manuscript: Manuscript) -> str:
    """Return w:sectPr: the sheet, its margins, its header and footer, how its notes are counted."""
    notes = manuscript.note_form.said_in_section() if manuscript.notes else ""
    page = look.page
    references = "".join(
        f'<w:{head.identifier[3:].lower()}Reference w:type="default" r:id="{head.identifier}"/>'
        for head in heads
    )
    header, footer = look.style(Role.HEADER), look.style(Role.FOOTER)
    top = max(0.0, page.header - _above_baseline(header))
    bottom = max(0.0, page.footer - footer.size * DESCENT)
    landscape = ' w:orient="landscape"' if page.width > page.height else ""
    margins = {
        "top": page.top, "right": page.right, "bottom": page.bottom, "left": page.left, "header": top, "footer": bottom,
        "gutter": 0.0,
    }  # fmt: skip
    given = " ".join(f'w:{name}="{to_twips(length)}"' for name, length in margins.items())
    direction = "<w:bidi/>" if is_rtl(manuscript.language) else ""
    return (
        f'<w:sectPr>{references}{notes}<w:pgSz w:w="{to_twips(page.width)}" w:h="{to_twips(page.height)}"{landscape}/>'
        f'<w:pgMar {given}/><w:cols w:space="720"/>{direction}</w:sectPr>'
    )


def _above_baseline(style: TextStyle) -> float:
    return style.leading - style.size * DESCENT


def _running_parts(manuscript: Manuscript, document: Document) -> list[_Written]:
    """Return the parts of header and footer; none for a head with nothing in it."""
    running = document.running
    rows = (
        (
            Role.HEADER,
            running.header_start,
            running.header_end,
            CONTENT_TYPE.WML_HEADER,
            RELATIONSHIP_TYPE.HEADER,
        ),
        (
            Role.FOOTER,
            running.footer_start,
            running.footer_end,
            CONTENT_TYPE.WML_FOOTER,
            RELATIONSHIP_TYPE.FOOTER,
        ),
    )
    found = []
    for role, start, end, content_type, relationship in rows:
        if start or end:
            story = Story(manuscript)
            made = part(
                f"/word/{role.value}1.xml", content_type, running_xml(story, role, start, end)
            )
            found.append(_Written(made, story, relationship, f"rId{role.value.title()}"))
    return found


def _note_parts(manuscript: Manuscript, renaming: Renaming) -> list[_Written]:
    if not manuscript.notes:
        return []
    story = Story(manuscript)
    element = manuscript.note_form.element
    content_type, relationship = NOTE_TYPES[element]
    made = part(f"/word/{element}s.xml", content_type, renaming.apply(notes_xml(story)))
    return [_Written(made, story, relationship, f"rId{element.title()}s")]


def _add_definitions(main: Part, manuscript: Manuscript, template: Template, text: str) -> None:
    """Relate the parts without text: styles, numbering, settings, fonts."""
    look, options = manuscript.look, template.word
    faces, problems = embedded_faces(look, (text,)) if options.embed_fonts else ((), ())
    manuscript.problems += problems
    endnotes = manuscript.note_form.element == "endnote"
    styles = styles_xml(look, manuscript.language, endnotes=endnotes, contents=options.contents)
    settings = settings_xml(
        manuscript.note_form if manuscript.notes else None, embedded=bool(faces)
    )
    rows = (
        ("styles", CONTENT_TYPE.WML_STYLES, RELATIONSHIP_TYPE.STYLES, styles),
        (
            "numbering",
            CONTENT_TYPE.WML_NUMBERING,
            RELATIONSHIP_TYPE.NUMBERING,
            manuscript.numbering.xml(),
        ),
        ("settings", CONTENT_TYPE.WML_SETTINGS, RELATIONSHIP_TYPE.SETTINGS, settings),
    )
    for name, content_type, relationship, xml in rows:
        relate(
            main, relationship, part(f"/word/{name}.xml", content_type, xml), f"rId{name.title()}"
        )
    table = part("/word/fontTable.xml", CONTENT_TYPE.WML_FONT_TABLE, fonts_xml(look, faces))
    relate(main, RELATIONSHIP_TYPE.FONT_TABLE, table, "rIdFontTable")
    for number, face in enumerate(faces, 1):
        font = Part(PackURI(f"/word/fonts/font{number}.odttf"), FONT_TYPE, face.data)
        relate(table, FONT_RELATIONSHIP, font, face.identifier)


def word_look(template: Template) -> Look:
    """Return the look of a template; with a template of Word, on its sheet and in its size of type.

    Raises BriefError for a template of Word that cannot be used.
    """
    if not template.word.house:
        return template.look
    from threadbrief.word.house_template import look_in_house  # noqa: PLC0415 - only a house template needs its room

    return look_in_house(template, template.word.house)
