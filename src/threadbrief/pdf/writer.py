"""A Document becomes the bytes of a .pdf.

Blocks are set, laid out, painted, and collected in a file.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from threadbrief.core.problems import Problem
from threadbrief.core.progress import Progress, no_progress
from threadbrief.core.structs import Frozen
from threadbrief.model.brief import Source
from threadbrief.model.document import Document, Role, Text
from threadbrief.pdf.fonts.fallback import FontSet
from threadbrief.pdf.layout.blocks import TITLE_ANCHOR, set_document
from threadbrief.pdf.layout.boxes import Row, TextPiece
from threadbrief.pdf.layout.flow import compute_baseline
from threadbrief.pdf.layout.headers import PageHeaders
from threadbrief.pdf.layout.pages import PageGeometry, PageLayout, lay_out_pages
from threadbrief.pdf.output.attachments import attach_files, collect_pictures
from threadbrief.pdf.output.canvas import Canvas
from threadbrief.pdf.output.links import Destinations, LinkAnnotations
from threadbrief.pdf.output.paint import Painter
from threadbrief.pdf.output.structure_tree import StructureTree
from threadbrief.pdf.output.xmp import write_metadata
from threadbrief.pdf.typesetting.typesetter import Typesetter
from threadbrief.templates import FontFolder, Look, Template
from threadbrief.text.direction import is_rtl


class WrittenPdf(Frozen):
    """A finished file."""

    data: bytes
    problems: tuple[Problem, ...]
    """Warnings: what could not be set as it was meant."""


def check_fonts(
    template: Template,
    language: str,
    *,
    fonts: Iterable[Path] = (),
    font_cache: Path | None = None,
) -> tuple[Problem, ...]:
    """Return what is wrong with the fonts of a template, as a build would say it."""
    folders = (*map(FontFolder, fonts), *template.fonts)
    return FontSet(template.look, language, folders, font_cache).check_families()


def write_pdf(
    document: Document,
    template: Template,
    source: Source | None = None,
    *,
    fonts: Iterable[Path] = (),
    font_cache: Path | None = None,
    progress: Progress = no_progress,
) -> WrittenPdf:
    """Return the PDF of a document in the look of a template; equal documents give equal bytes.

    `source` is the memo it was made from, to be embedded; None: the file does not carry it. `fonts`
    are folders with fonts of the caller's, asked before the template's own; `memory` is a folder
    that may keep which fonts the system has. `progress` is called at the end of each stage.
    """
    look, properties = template.look, document.properties
    folders = (*map(FontFolder, fonts), *template.fonts)
    typesetter = Typesetter(look, properties.language, folders=folders, font_cache=font_cache)
    geometry = make_page_geometry(document, look, typesetter)
    rows, unshown = set_document(document, look, typesetter)
    titled, pictures = _has_title(rows), collect_pictures(rows)
    progress("pdf.lines")
    pages, overfull = lay_out_pages(rows, geometry)
    del rows  # the pages hold what is left of them, and are released one by one
    progress("pdf.pages")
    canvas = Canvas(look.page.width, look.page.height, len(pages))
    tree = StructureTree(properties.language, canvas.pages, titled=titled)
    destinations = Destinations(look)
    destinations.add_pages(pages)
    headers = PageHeaders(document.running, look, typesetter, rtl=is_rtl(properties.language))
    waiting = deque(pages)
    del pages
    _paint_pages(
        waiting,
        Painter(look.page, tree),
        headers,
        LinkAnnotations(canvas, tree, destinations),
        canvas,
    )
    progress("pdf.paint")
    canvas.write_outline(destinations.outline)
    tree.write(canvas)
    progress("pdf.tags")
    write_metadata(canvas, properties, accessible=tree.pictures_described)
    if source:
        attach_files(canvas, source, pictures, properties.moment)
    progress("pdf.archive")
    typesetter.embed(canvas)
    progress("pdf.fonts")
    data = canvas.finish(properties)
    progress("pdf.file")
    problems = (
        *unshown,
        *overfull,
        *destinations.iter_problems(),
        *headers.problems,
        *typesetter.problems,
    )
    return WrittenPdf(data, tuple(dict.fromkeys(problems)))


def _has_title(rows: Sequence[Row]) -> bool:
    """Return whether the title is above all headings."""
    first = next((row for row in rows if row.bookmark), None)
    return first is not None and TITLE_ANCHOR in first.anchors


def _paint_pages(
    pages: deque[PageLayout],
    painter: Painter,
    headers: PageHeaders,
    links: LinkAnnotations,
    canvas: Canvas,
) -> None:
    """Paint the pages and add them to the file; each is released as it is painted."""
    count = len(pages)
    for number in range(count):
        painted = painter.paint_page(pages.popleft(), headers.make_row(number + 1, count))
        annotations = links.add_page_links(number, painted.links)
        for image in painted.images:
            canvas.add_image(image)
        canvas.add_page(painted.content, annotations)


def make_page_geometry(document: Document, look: Look, typesetter: Typesetter) -> PageGeometry:
    """Return what every page of a document offers."""
    page, style, language = look.page, look.style(Role.CONTINUED), document.properties.language
    words = (Text(f"({document.words.continued})", document.words.lang),)
    lines = typesetter.set_lines(words, style, page.measure, lang=language)
    pieces = tuple(TextPiece(line, 0.0, compute_baseline(style), None) for line in lines[:1])
    return PageGeometry(
        height=page.height - page.top - page.bottom,
        measure=page.measure,
        note_area=look.notes,
        continued=Row(style.leading, pieces),
        rtl=is_rtl(language),
    )


def find_anchor_pages(
    document: Document, look: Look, fonts: Iterable[FontFolder] = (), font_cache: Path | None = None
) -> Mapping[str, int]:
    """Return the number of the page, from 1, of each anchor of a document."""
    typesetter = Typesetter(
        look, document.properties.language, folders=tuple(fonts), font_cache=font_cache
    )
    rows, _ = set_document(document, look, typesetter)
    pages, _ = lay_out_pages(rows, make_page_geometry(document, look, typesetter))
    return {
        anchor: number
        for number, page in enumerate(pages, 1)
        for placed in page.body
        for anchor in placed.row.anchors
    }
