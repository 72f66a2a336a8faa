"""The notes of a document become the footnotes part, separators first, as Word writes them.

The number that a person sees is counted by Word, at the mark and at the w:footnoteRef that the note begins with; the
id in the file is the number and one more, after the ids of the separators (ECMA-376-1, 17.11.10).
"""

from dataclasses import replace

from threadbrief.model.document import Note, NoteBlock, Paragraph, Role
from threadbrief.word.blocks import write_blocks
from threadbrief.word.faces import face_of
from threadbrief.word.frame import Frame
from threadbrief.word.markup import DECLARATION, STORY_NAMESPACES
from threadbrief.word.runs import FIRST_NOTE, text_runs
from threadbrief.word.story import Story
from threadbrief.word.style_names import style_id

SEPARATORS = (-1, 0, 1)
"""The ids of separator, continuation separator and continuation notice, which settings.xml names."""
_TIGHT = '<w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'

_LEAD = (
    f'<w:r><w:rPr><w:rStyle w:val="{style_id(Role.NOTE_NUMBER)}"/></w:rPr><w:footnoteRef/></w:r>'
    '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
)
"""What a note begins with."""


def footnotes_xml(story: Story) -> str:
    """Return the footnotes part with the notes that the body has handed over."""
    notes = "".join(_note(story, note) for note in story.manuscript.notes)
    return f"{DECLARATION}<w:footnotes {STORY_NAMESPACES}>{_separators(story)}{notes}</w:footnotes>"


def _separators(story: Story) -> str:
    ids = zip(("separator", "continuationSeparator", "continuationNotice"), SEPARATORS, strict=True)
    contents = (
        f"<w:p>{_TIGHT}<w:r><w:separator/></w:r></w:p>",
        f"<w:p>{_TIGHT}<w:r><w:continuationSeparator/></w:r></w:p>{_continued(story)}",
        f"<w:p>{_TIGHT}</w:p>",
    )
    return "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}">{content}</w:footnote>'
        for (kind, number), content in zip(ids, contents, strict=True)
    )


def _continued(story: Story) -> str:
    """Return the word over a note that goes on from the page before."""
    manuscript = story.manuscript
    run = text_runs(story, f"({manuscript.words.continued})", face_of(Role.CONTINUED, manuscript.language))
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id(Role.CONTINUED)}"/></w:pPr>{run}</w:p>'


def _note(story: Story, note: Note) -> str:
    frame = Frame(story.manuscript.language, note.where, Role.NOTE, style_id(Role.NOTE), note=True, lead=_LEAD)
    marked = len(story.manuscript.notes)
    content = _content(story, note.blocks, frame)
    if len(story.manuscript.notes) != marked:
        raise ValueError(f"note {note.number} holds a note")  # the tree promises that none does
    return f'<w:footnote w:id="{note.number - 1 + FIRST_NOTE}">{content}</w:footnote>'


def _content(story: Story, blocks: tuple[NoteBlock, ...], frame: Frame) -> str:
    """Return the paragraphs of a note, its number at the beginning of the first."""
    first, rest = blocks[:1], blocks[1:]
    if not isinstance(blocks[0], Paragraph):
        first, rest = (Paragraph((), Role.NOTE),), blocks
    whole = write_blocks(story, first, frame)
    return whole + write_blocks(story, rest, replace(frame, lead="")) if rest else whole
