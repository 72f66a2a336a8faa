"""A Document becomes the bytes of a .pdf: blocks are set, laid out, painted, and collected in a file."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from threadbrief.errors import Problem, warning
from threadbrief.model.brief import Source
from threadbrief.model.document import Document, Role, Text
from threadbrief.pdf.archive import write_archive
from threadbrief.pdf.associated import write_associated
from threadbrief.pdf.blocks import TITLE_ANCHOR, set_document
from threadbrief.pdf.boxes import Bookmark, Element, PicturePiece, Row, TextPiece
from threadbrief.pdf.canvas import Canvas, Destination, OutlineEntry, web_address
from threadbrief.pdf.flow import baseline
from threadbrief.pdf.heads import Heads
from threadbrief.pdf.lines import Typesetter
from threadbrief.pdf.pages import Page, Placed, Sheet, lay_out
from threadbrief.pdf.paint import MARK, NOTE, LinkArea, Painter
from threadbrief.pdf.paragraph import is_backward
from threadbrief.pdf.tags import Tags
from threadbrief.stages import Done, unheard
from threadbrief.templates import Look, Template
from threadbrief.values import Value, replace

WEB = ("http://", "https://", "mailto:")
"""What a link may lead to outside the file."""
HEADROOM = 6.0
"""Points that stay in view above the place a link leads to."""


class WrittenPdf(Value):
    """A finished file."""

    data: bytes
    problems: tuple[Problem, ...]
    """Warnings: what could not be set as it was meant."""


def write_pdf(
    document: Document,
    template: Template,
    source: Source | None = None,
    *,
    fonts: Iterable[Path] = (),
    tandem: bool = False,
    done: Done = unheard,
) -> WrittenPdf:
    """Return the PDF of a document in the look of a template; the same document gives the same bytes.

    `source` is the memo it was made from, to be embedded; None: the file does not carry it. `fonts` are folders with
    fonts of the caller's, asked before the template's own. `tandem`: a long document is set by two processes, where
    that is safe. `done` hears of each stage.
    """
    with _no_collector():
        return _written(document, template, source, (*fonts, *template.fonts), done, tandem=tandem)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Let the collector of circles rest: a document is a million small values that live to the end, and no circle."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _written(
    document: Document,
    template: Template,
    source: Source | None,
    fonts: tuple[Path, ...],
    done: Done,
    *,
    tandem: bool,
) -> WrittenPdf:
    look, language = template.look, document.properties.language
    typesetter = Typesetter(look, language, folders=fonts)
    rows, unshown = set_document(document, look, typesetter, tandem=tandem)
    done("pdf.lines")
    sheet = sheet_of(document, look, typesetter)
    pages, overfull = lay_out(rows, sheet)
    done("pdf.pages")
    places = _Places(pages, look)
    heads = Heads(document.running, look, typesetter, rtl=sheet.rtl)
    canvas = Canvas(look.page.width, look.page.height, len(pages))
    tags = Tags(language, canvas.pages, titled=_is_titled(rows))
    painter = Painter(look.page.left, look.page.height - look.page.top, tags, canvas.image)
    for number, page in enumerate(pages):
        painted = painter.page(page, heads.row(number + 1, len(pages)))
        links = _Links(canvas, tags, places, number)
        canvas.add_page(painted.content, [link for area in painted.links if (link := links.add(area))])
    done("pdf.paint")
    canvas.outline(places.outline)
    tags.write(canvas)
    done("pdf.tags")
    write_archive(canvas, document.properties, accessible=tags.complete)
    if source:
        write_associated(canvas, source, _pictures(rows), document.properties.moment)
    done("pdf.archive")
    typesetter.embed(canvas)
    done("pdf.fonts")
    problems = (*unshown, *overfull, *places.missing(), *heads.problems, *typesetter.problems)
    data = canvas.finish(document.properties)
    done("pdf.file")
    return WrittenPdf(data, tuple(dict.fromkeys(problems)))


def _is_titled(rows: Sequence[Row]) -> bool:
    """Return whether the title stands above the headings."""
    first = next((row for row in rows if row.bookmark), None)
    return first is not None and TITLE_ANCHOR in first.anchors


def _pictures(rows: Sequence[Row]) -> Iterator[PicturePiece]:
    return (piece for row in rows for piece in row.pieces if isinstance(piece, PicturePiece))


def sheet_of(document: Document, look: Look, typesetter: Typesetter) -> Sheet:
    """Return what every page of a document offers."""
    page, style, language = look.page, look.style(Role.CONTINUED), document.properties.language
    lines = typesetter.lines((Text(f"({document.words.continued})"),), style, page.measure, lang=language)
    pieces = tuple(TextPiece(line, 0.0, baseline(style), None) for line in lines[:1])
    return Sheet(
        height=page.height - page.top - page.bottom,
        measure=page.measure,
        area=look.notes,
        continued=Row(style.leading, pieces),
        rtl=is_backward(language),
    )


class _Links(Value):
    """The links of a page."""

    canvas: Canvas
    tags: Tags
    places: "_Places"
    page: int

    def add(self, link: LinkArea) -> str | None:
        """Return a reference to the annotation of a link; None when it leads nowhere."""
        key = self.tags.next_link()
        if link.target.startswith(WEB):
            address = web_address(link.target)
            if address is None:
                self.places.report_long(link.target, link.element)
                return None
            annotation = self.canvas.uri_link(link.area, address, link.target, key)
        elif place := self.places.find(link.target, link.element):
            annotation = self.canvas.inner_link(link.area, place, link.said, key)
        else:
            return None
        self.tags.linked(link.node, self.page, annotation)
        return annotation


class _Places:
    """Where the anchors of a document are."""

    def __init__(self, pages: Sequence[Page], look: Look) -> None:
        self._left = look.page.left
        self._top = look.page.height - look.page.top
        self._found: dict[str, Destination] = {}
        self._lost: dict[str, Element] = {}
        self._long: dict[str, Element] = {}
        self.outline: list[OutlineEntry] = []
        for number, page in enumerate(pages):
            for placed in page.body:
                self._add(placed, number)
            for part in page.notes:
                if part.start == 0:
                    self._found[f"{NOTE}{part.note.number}"] = self._place(part.rows[0], number)

    def find(self, target: str, element: Element) -> Destination | None:
        """Return the place of `#` and an anchor; None when there is none, which `missing` reports for an element."""
        place = self._found.get(target)
        if place is None:
            self._lost.setdefault(target, element)
        return place

    def report_long(self, target: str, element: Element) -> None:
        """Keep an address that is too long for a link; `missing` reports it."""
        self._long.setdefault(target, element)

    def missing(self) -> Iterator[Problem]:
        """Yield a warning for each anchor that was looked for in vain, and each address that was too long."""
        for target, element in self._long.items():
            message = f'the address "{target[:40]}…" has {len(target):,} characters, too many for a link in a PDF'
            yield warning("TB723", message, element.place)
        for target, element in self._lost.items():
            yield warning(
                "TB723", f'a link leads to "{target}", which is neither in the memo nor on the web', element.place
            )

    def _add(self, placed: Placed, number: int) -> None:
        place = self._place(placed, number)
        for anchor in placed.row.anchors:
            self._found[f"#{anchor}"] = place
        for note in placed.row.notes:
            self._found[f"{MARK}{note.number}"] = place
        if placed.row.bookmark:
            bookmark: Bookmark = placed.row.bookmark
            self.outline.append(OutlineEntry(bookmark.level, bookmark.title, replace(place, left=0.0)))

    def _place(self, placed: Placed, number: int) -> Destination:
        return Destination(number, self._left, self._top - placed.top + HEADROOM)
