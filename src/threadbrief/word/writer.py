"""A Document becomes the bytes of a .docx: survey, body, notes, running heads, styles, package."""

from collections.abc import Mapping
from itertools import count

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
from threadbrief.word.body.paragraphs import ParagraphFrame
from threadbrief.word.body.runs import (
    RunFormat,
    make_field,
    make_run_format,
    make_text_runs,
    with_language,
)
from threadbrief.word.body.toc import find_toc_position, make_toc, make_toc_title
from threadbrief.word.context import NO_PAGES, DocxContext, Story, collect_anchors
from threadbrief.word.parts.embedded_fonts import CONTENT_TYPE as FONT_TYPE
from threadbrief.word.parts.embedded_fonts import RELATIONSHIP as FONT_RELATIONSHIP
from threadbrief.word.parts.embedded_fonts import embed_fonts
from threadbrief.word.parts.footnotes import NOTE_TYPES, make_endnote_names, make_notes_part
from threadbrief.word.parts.note_numbering import make_note_numbering
from threadbrief.word.parts.package import (
    make_image_part,
    make_part,
    relate,
    relate_story,
    write_package,
)
from threadbrief.word.parts.settings import (
    make_custom_properties,
    make_font_table,
    make_package,
    make_settings,
)
from threadbrief.word.parts.source import relate_source
from threadbrief.word.parts.style_names import get_style_id
from threadbrief.word.parts.styles import DESCENT, make_styles
from threadbrief.word.xml import DECLARATION, STORY_NAMESPACES, StyleIdMap


def make_running_part(
    story: Story, role: doc.Role, start: doc.RunningText, end: doc.RunningText
) -> str:
    """Return the part for a header or a footer, by its role."""
    root = "hdr" if role is doc.Role.HEADER else "ftr"
    face = make_run_format(role, story.manuscript.language)
    line = _make_line(story, start, face) + (
        "<w:r><w:tab/></w:r>" + _make_line(story, end, face) if end else ""
    )
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="{get_style_id(role)}"/></w:pPr>{line}</w:p>'
    return f"{DECLARATION}<w:{root} {STORY_NAMESPACES}>{paragraph}</w:{root}>"


def _make_line(story: Story, text: doc.RunningText, face: RunFormat) -> str:
    out = []
    for item in text:
        match item:
            case doc.Text():
                out.append(make_text_runs(story, item.text, with_language(face, item.lang)))
            case doc.Emoji():
                out.append(make_text_runs(story, item.sequence, face))
            case doc.PageNumber():
                out.append(make_field("PAGE", "1"))
            case doc.PageCount():
                out.append(make_field("NUMPAGES", "1"))
    return "".join(out)


class WrittenWord(Frozen):
    """A Word file, and what its reader should know about it."""

    data: bytes
    problems: tuple[Problem, ...]
    """Warnings, in the order of the text, each once."""


class _StoryPart(Frozen):
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
    """Return a document as a .docx in the look of a template, with the memo's YAML inside.

    `pages` are the pages of anchors, which contents show until Word counts; an entry without one
    has no number. With a template of Word its styles, page and running heads are used. The bytes
    depend on nothing but the arguments, and on what is installed: pictures of flags, and faces
    where they are embedded. Raises BriefError for a template of Word that cannot be used.
    """
    if template.word.house:
        # Only a house template needs its modules.
        from threadbrief.word.house_template import write_in_house  # noqa: PLC0415

        return WrittenWord(*write_in_house(document, template, template.word.house, source, pages))
    look, form = template.look, make_note_numbering(template.word)
    manuscript = DocxContext(document, look, collect_anchors(document), form)
    manuscript.pages, manuscript.field_form = pages, template.word.field_list
    heads = _make_running_parts(manuscript, document)
    body = Story(manuscript)
    text = _make_text(body, document, template)
    renaming = make_endnote_names(form)
    main_xml = renaming.apply(_make_document(text, look, heads, manuscript))
    main = make_part("/word/document.xml", CONTENT_TYPE.WML_DOCUMENT_MAIN, main_xml)
    written = [*heads, *_make_note_parts(manuscript, renaming)]
    images = {media: make_image_part(media) for media in manuscript.media.values()}
    relate_story(main, body, images)
    for item in written:
        relate(main, item.relationship, item.part, item.identifier)
        relate_story(item.part, item.story, images)
    _add_definitions(main, manuscript, template, main_xml)
    if source:
        relate_source(main, source, manuscript.digests, count(1))
    package = make_package(main, document, make_custom_properties(document.properties, source))
    return WrittenWord(write_package(package), tuple(dict.fromkeys(manuscript.problems)))


def _make_text(body: Story, document: Document, template: Template) -> str:
    """Return the text of the document, with its contents where the template wants them."""
    language, blocks = body.manuscript.language, document.blocks
    at = find_toc_position(blocks) if template.word.contents else 0
    frame = ParagraphFrame(language)
    before = write_blocks(body, blocks[:at], frame) if at else ""
    if template.word.contents:
        contents = make_toc(body, blocks, make_toc_title(template, language))
    else:
        contents = ""
    return (
        before
        + contents
        + (write_blocks(body, blocks[at:], frame) if blocks[at:] or not at else "")
    )


def _make_document(text: str, look: Look, heads: list[_StoryPart], manuscript: DocxContext) -> str:
    section = _make_section(look, heads, manuscript)
    return (
        f"{DECLARATION}<w:document {STORY_NAMESPACES}><w:body>{text}{section}</w:body></w:document>"
    )


def _make_section(look: Look, heads: list[_StoryPart], manuscript: DocxContext) -> str:
    """Return w:sectPr: the sheet, its margins, its header and footer, how its notes are counted."""
    notes = manuscript.note_form.section_xml() if manuscript.notes else ""
    page = look.page
    references = "".join(
        f'<w:{head.identifier[3:].lower()}Reference w:type="default" r:id="{head.identifier}"/>'
        for head in heads
    )
    header, footer = look.style(Role.HEADER), look.style(Role.FOOTER)
    top = max(0.0, page.header - _measure_ascent(header))
    bottom = max(0.0, page.footer - footer.size * DESCENT)
    landscape = ' w:orient="landscape"' if page.width > page.height else ""
    margins = {
        "top": page.top,
        "right": page.right,
        "bottom": page.bottom,
        "left": page.left,
        "header": top,
        "footer": bottom,
        "gutter": 0.0,
    }
    given = " ".join(f'w:{name}="{to_twips(length)}"' for name, length in margins.items())
    direction = "<w:bidi/>" if is_rtl(manuscript.language) else ""
    return (
        f'<w:sectPr>{references}{notes}<w:pgSz w:w="{to_twips(page.width)}" '
        f'w:h="{to_twips(page.height)}"{landscape}/>'
        f'<w:pgMar {given}/><w:cols w:space="720"/>{direction}</w:sectPr>'
    )


def _measure_ascent(style: TextStyle) -> float:
    return style.leading - style.size * DESCENT


def _make_running_parts(manuscript: DocxContext, document: Document) -> list[_StoryPart]:
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
            made = make_part(
                f"/word/{role.value}1.xml", content_type, make_running_part(story, role, start, end)
            )
            found.append(_StoryPart(made, story, relationship, f"rId{role.value.title()}"))
    return found


def _make_note_parts(manuscript: DocxContext, renaming: StyleIdMap) -> list[_StoryPart]:
    if not manuscript.notes:
        return []
    story = Story(manuscript)
    element = manuscript.note_form.element
    content_type, relationship = NOTE_TYPES[element]
    made = make_part(f"/word/{element}s.xml", content_type, renaming.apply(make_notes_part(story)))
    return [_StoryPart(made, story, relationship, f"rId{element.title()}s")]


def _add_definitions(main: Part, manuscript: DocxContext, template: Template, text: str) -> None:
    """Relate the parts without text: styles, numbering, settings, fonts."""
    look, options = manuscript.look, template.word
    faces, problems = embed_fonts(look, (text,)) if options.embed_fonts else ((), ())
    manuscript.problems += problems
    endnotes = manuscript.note_form.element == "endnote"
    styles = make_styles(look, manuscript.language, endnotes=endnotes, contents=options.contents)
    settings = make_settings(
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
            main,
            relationship,
            make_part(f"/word/{name}.xml", content_type, xml),
            f"rId{name.title()}",
        )
    table = make_part(
        "/word/fontTable.xml", CONTENT_TYPE.WML_FONT_TABLE, make_font_table(look, faces)
    )
    relate(main, RELATIONSHIP_TYPE.FONT_TABLE, table, "rIdFontTable")
    for number, face in enumerate(faces, 1):
        font = Part(PackURI(f"/word/fonts/font{number}.odttf"), FONT_TYPE, face.data)
        relate(table, FONT_RELATIONSHIP, font, face.identifier)


def find_word_look(template: Template) -> Look:
    """Return the look of a template; with a template of Word, on its sheet and in its size of type.

    Raises BriefError for a template of Word that cannot be used.
    """
    if not template.word.house:
        return template.look
    # Only a house template needs its modules.
    from threadbrief.word.house_template import look_in_house  # noqa: PLC0415

    return look_in_house(template, template.word.house)
