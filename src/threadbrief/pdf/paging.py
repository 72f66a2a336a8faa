"""A Document is laid out and nothing is drawn: the page of each of its places."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from threadbrief.model.document import Document
from threadbrief.pdf.blocks import set_document
from threadbrief.pdf.lines import Typesetter
from threadbrief.pdf.pages import lay_out
from threadbrief.pdf.writer import sheet_of
from threadbrief.templates import Look


def pages_of_anchors(
    document: Document, look: Look, fonts: Iterable[Path] = (), memory: Path | None = None
) -> Mapping[str, int]:
    """Return the number of the page, from 1, on which each anchor of a document stands."""
    typesetter = Typesetter(look, document.properties.language, folders=tuple(fonts), memory=memory)
    rows, _ = set_document(document, look, typesetter)
    pages, _ = lay_out(rows, sheet_of(document, look, typesetter))
    return {
        anchor: number for number, page in enumerate(pages, 1) for placed in page.body for anchor in placed.row.anchors
    }
