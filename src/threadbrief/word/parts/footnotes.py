"""Write the footnotes or endnotes part of a document, separators first, as Word writes them.

The number that a person sees is counted by Word, at the mark and at the w:footnoteRef that the note
begins with; the id in the file is the number and one more, after the ids of the separators
(ECMA-376-1, 17.11.10).
"""

from collections.abc import Iterable

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Problem, warning
from threadbrief.model.document import Note, NoteBlock, Paragraph, Role
from threadbrief.word.body.blocks import write_blocks
from threadbrief.word.body.paragraphs import ParagraphFrame
from threadbrief.word.body.runs import make_run_format, make_text_runs
from threadbrief.word.context import Story
from threadbrief.word.parts.note_numbering import SEPARATORS, NoteNumbering
from threadbrief.word.parts.style_names import ENDNOTES, STYLES, get_style_id
from threadbrief.word.xml import DECLARATION, STORY_NAMESPACES, StyleIdMap

NOTE_TYPES = {
    "footnote": (CONTENT_TYPE.WML_FOOTNOTES, RELATIONSHIP_TYPE.FOOTNOTES),
    "endnote": (CONTENT_TYPE.WML_ENDNOTES, RELATIONSHIP_TYPE.ENDNOTES),
}
"""Content type and relationship of the part for each kind of note."""
_TIGHT = '<w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'

_LEAD = (
    f'<w:r><w:rPr><w:rStyle w:val="{get_style_id(Role.NOTE_NUMBER)}"/></w:rPr><w:%sRef/></w:r>'
    '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
)
"""What a note begins with, for either kind."""


def make_endnote_names(form: NoteNumbering) -> StyleIdMap:
    """Return the other names that the styles of notes have at the end of a document."""
    if form.element != "endnote":
        return StyleIdMap()
    return StyleIdMap({STYLES[role].id: name.id for role, name in ENDNOTES.items()})


def numbering_problems(form: NoteNumbering) -> tuple[Problem, ...]:
    """Return a warning when Word shows other note numbers than the PDF and the notes' texts do."""
    if form.counts_through:
        return ()
    fault = (
        "Word will number the notes in another way than 1, 2, 3 through the whole memo, "
        "as the PDF does"
    )
    hint = 'words such as "see note 3" name the numbers of the PDF'
    return (warning(codes.NOTE_NUMBERING_DIFFERS, fault, None, hint),)


def make_notes_part(story: Story, notes: Iterable[str] | None = None) -> str:
    """Return the footnotes or endnotes part with the notes of the body, or with those given."""
    element = story.manuscript.note_form.element
    written = make_note_elements(story) if notes is None else notes
    inner = f"{_make_separators(story, element)}{''.join(written)}"
    return f"{DECLARATION}<w:{element}s {STORY_NAMESPACES}>{inner}</w:{element}s>"


def make_note_elements(story: Story) -> list[str]:
    """Return the notes that the body has handed over, without separators."""
    return [_make_note(story, note) for note in story.manuscript.notes]


def _make_separators(story: Story, element: str) -> str:
    ids = zip(("separator", "continuationSeparator", "continuationNotice"), SEPARATORS, strict=True)
    contents = (
        f"<w:p>{_TIGHT}<w:r><w:separator/></w:r></w:p>",
        f"<w:p>{_TIGHT}<w:r><w:continuationSeparator/></w:r></w:p>{_label_continued(story)}",
        f"<w:p>{_TIGHT}</w:p>",
    )
    return "".join(
        f'<w:{element} w:type="{kind}" w:id="{number}">{content}</w:{element}>'
        for (kind, number), content in zip(ids, contents, strict=True)
    )


def _label_continued(story: Story) -> str:
    """Return the word over a note that goes on from the page before."""
    manuscript = story.manuscript
    words = manuscript.words
    run = make_text_runs(
        story,
        f"({words.continued})",
        make_run_format(Role.CONTINUED, words.lang or manuscript.language),
    )
    return f'<w:p><w:pPr><w:pStyle w:val="{get_style_id(Role.CONTINUED)}"/></w:pPr>{run}</w:p>'


def _make_note(story: Story, note: Note) -> str:
    form, language = story.manuscript.note_form, story.manuscript.language
    frame = ParagraphFrame(
        language,
        note.where,
        Role.NOTE,
        get_style_id(Role.NOTE),
        note=True,
        lead=_LEAD % form.element,
    )
    marked = len(story.manuscript.notes)
    content = _make_note_content(story, note.blocks, frame)
    if len(story.manuscript.notes) != marked:
        raise ValueError(f"note {note.number} holds a note")  # the tree promises that none does
    return f'<w:{form.element} w:id="{note.number - 1 + form.first}">{content}</w:{form.element}>'


def _make_note_content(story: Story, blocks: tuple[NoteBlock, ...], frame: ParagraphFrame) -> str:
    """Return the paragraphs of a note, its number at the beginning of the first."""
    first, rest = blocks[:1], blocks[1:]
    if not isinstance(blocks[0], Paragraph):
        first, rest = (Paragraph((), Role.NOTE),), blocks
    whole = write_blocks(story, first, frame)
    if rest:
        return whole + write_blocks(story, rest, frame._replace(lead=""))
    return whole
