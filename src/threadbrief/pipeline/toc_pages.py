"""A Document and its Template in; out, the pages on which its headings stand, for the contents of its Word file.

Only Word knows where Word ends a page, and it tells the contents so when a person asks it to (F9). Until then they
show the pages of our own layout, on the sheet and in the sizes that the Word file has: those of the PDF, but for the
room that the contents take themselves.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from threadbrief.core.problems import BriefError
from threadbrief.core.structs import replace
from threadbrief.model import document as doc
from threadbrief.model.traverse import transform_line
from threadbrief.pdf import find_anchor_pages
from threadbrief.templates import Template
from threadbrief.word import find_toc_position, find_word_look

_TOGETHER = 4
"""Entries of contents have a quarter of the space below that a paragraph has (word/styles.py)."""


def predict_word_pages(
    document: doc.Document,
    template: Template,
    fonts: Iterable[Path] = (),
    memory: Path | None = None,
) -> Mapping[str, int]:
    """Return the page of each anchor, as far as it can be told; none where the memo cannot be laid out here."""
    title = template.wording(document.properties.language)["contents"]
    whole = replace(document, blocks=_insert_toc(document.blocks, title))
    try:
        return find_anchor_pages(whole, find_word_look(template), (*fonts, *template.fonts), memory)
    except BriefError:
        # Faces that are missing here, or a template that its own writer will refuse.
        return {}


def _insert_toc(blocks: tuple[doc.Block, ...], title: str) -> tuple[doc.Block, ...]:
    """Return blocks with what takes as much room as contents do."""
    entries = [_drop_notes(block) for block in blocks if isinstance(block, doc.Heading)]
    groups = [entries[at : at + _TOGETHER] for at in range(0, len(entries), _TOGETHER)]
    lines = tuple(doc.Paragraph(_join_entries(group)) for group in groups)
    at = find_toc_position(blocks)
    return (
        *blocks[:at],
        doc.Paragraph((doc.Text(title),), doc.Role.HEADING_1),
        *lines,
        *blocks[at:],
    )


def _drop_notes(heading: doc.Heading) -> doc.Inlines:
    return transform_line(heading.content, doc.Note, lambda _: ())


def _join_entries(entries: Iterable[doc.Inlines]) -> doc.Inlines:
    return tuple(inline for entry in entries for inline in (doc.LineBreak(), *entry))[1:]
