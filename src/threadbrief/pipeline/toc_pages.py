"""The page numbers in the table of contents of a Word file, as our own layout predicts them.

Only Word knows where Word ends a page, and it updates the contents when a reader asks for it (F9).
Until then they show the pages of our layout, on the page size and in the text sizes of the Word
file: those of the PDF, but for the space that the contents take themselves.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from threadbrief.core.problems import BriefError
from threadbrief.core.structs import replace
from threadbrief.model import document as doc
from threadbrief.model.traverse import transform_line
from threadbrief.pdf import find_anchor_pages
from threadbrief.templates import FontFolder, Template
from threadbrief.word import find_toc_position, find_word_look

_ENTRIES_PER_PARAGRAPH = 4
"""An entry of the contents has a quarter of the space after a paragraph (word/parts/styles.py)."""


def predict_word_pages(
    document: doc.Document,
    template: Template,
    fonts: Iterable[Path] = (),
    cache_folder: Path | None = None,
) -> Mapping[str, int]:
    """Return the page of each anchor; none where the memo cannot be laid out here.

    `fonts` are folders of the caller's, `cache_folder` is that of the font index (BuildOptions).
    """
    title = template.choose_wording(document.properties.language)["contents"]
    with_toc = replace(document, blocks=_insert_toc(document.blocks, title))
    folders = (*map(FontFolder, fonts), *template.fonts)
    try:
        return find_anchor_pages(with_toc, find_word_look(template), folders, cache_folder)
    except BriefError:
        # Fonts that are missing here, or a template that the Word writer will refuse.
        return {}


def _insert_toc(blocks: tuple[doc.Block, ...], title: str) -> tuple[doc.Block, ...]:
    """Return the blocks with paragraphs that take as much space as the contents."""
    entries = [_drop_notes(block) for block in blocks if isinstance(block, doc.Heading)]
    starts = range(0, len(entries), _ENTRIES_PER_PARAGRAPH)
    groups = [entries[start : start + _ENTRIES_PER_PARAGRAPH] for start in starts]
    toc = (
        doc.Paragraph((doc.Text(title),), doc.Role.HEADING_1),
        *(doc.Paragraph(_join_entries(group)) for group in groups),
    )
    place = find_toc_position(blocks)
    return (*blocks[:place], *toc, *blocks[place:])


def _drop_notes(heading: doc.Heading) -> doc.Inlines:
    return transform_line(heading.content, doc.Note, lambda _: ())


def _join_entries(entries: Iterable[doc.Inlines]) -> doc.Inlines:
    """Return the entries as one line, with a line break between two of them."""
    line: list[doc.Inline] = []
    for number, entry in enumerate(entries):
        if number > 0:
            line.append(doc.LineBreak())
        line += entry
    return tuple(line)
