"""A Document becomes the bytes of a .pdf: blocks are set, laid out, painted, and collected in a file."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from threadbrief.errors import Problem
from threadbrief.model.brief import Source
from threadbrief.model.document import Document, Role, Text
from threadbrief.pdf.archive import write_archive
from threadbrief.pdf.associated import Shown, write_associated
from threadbrief.pdf.boxes import Row, TextPiece
from threadbrief.pdf.canvas import Canvas
from threadbrief.pdf.flow import baseline
from threadbrief.pdf.halves import Lost, Made, OtherHalf, pages_of
from threadbrief.pdf.lines import Typesetter
from threadbrief.pdf.links import Links, Places
from threadbrief.pdf.pages import Sheet
from threadbrief.pdf.paint import Painted
from threadbrief.pdf.press import Press
from threadbrief.stages import Done, unheard
from threadbrief.templates import Look, Template
from threadbrief.text.direction import is_rtl
from threadbrief.values import Value


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
    memory: Path | None = None,
    tandem: bool = False,
    done: Done = unheard,
) -> WrittenPdf:
    """Return the PDF of a document in the look of a template; the same document gives the same bytes.

    `source` is the memo it was made from, to be embedded; None: the file does not carry it. `fonts` are folders with
    fonts of the caller's, asked before the template's own; `memory` is one in which it may be remembered which fonts
    the system has. `tandem`: a long document is made by two processes, where that is safe. `done` hears of each stage.
    """
    folders = (*fonts, *template.fonts)
    typesetter = partial(Typesetter, template.look, document.properties.language, folders=folders, memory=memory)
    with _no_collector():
        try:
            return _written(document, template.look, source, typesetter(), done, tandem=tandem)
        except Lost:
            return _written(document, template.look, source, typesetter(), done, tandem=False)


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
    look: Look,
    source: Source | None,
    typesetter: Typesetter,
    done: Done,
    *,
    tandem: bool,
) -> WrittenPdf:
    sheet = sheet_of(document, look, typesetter)
    with pages_of(document, look, typesetter, sheet, done, tandem=tandem) as made:
        places = Places(look)
        places.add(made.pages)
        count = made.count
        if made.rest:
            places.take_over(made.rest.laid.places, made.rest.laid.outline)
            count += made.rest.laid.pages
        press = Press(document, look, typesetter, count, titled=made.titled)
        heads = _print(press, made, places)
        done("pdf.paint")
        press.canvas.outline(places.outline)
        carried = (source, made.pictures) if source else None
        data = _finished(press, document, carried, typesetter, done)
        problems = (*made.unshown, *made.overfull, *places.missing(), *heads, *typesetter.problems)
        return WrittenPdf(data, tuple(dict.fromkeys(problems)))


def _finished(
    press: Press,
    document: Document,
    carried: tuple[Source, Sequence[Shown]] | None,
    typesetter: Typesetter,
    done: Done,
) -> bytes:
    """Return the file of what is printed; `carried` is the memo, and its pictures, if the file is to carry them."""
    canvas = press.canvas
    press.tags.write(canvas)
    done("pdf.tags")
    write_archive(canvas, document.properties, accessible=press.tags.complete)
    if carried:
        write_associated(canvas, *carried, document.properties.moment)
    done("pdf.archive")
    typesetter.embed(canvas)
    done("pdf.fonts")
    data = canvas.finish(document.properties)
    done("pdf.file")
    return data


def _print(press: Press, made: Made, places: Places) -> tuple[Problem, ...]:
    """Print all pages; return warnings about their running heads."""
    links = Links(press.canvas, press.tags, places)
    for number, page in enumerate(press.pages(made.pages)):
        _add_page(press.canvas, page, page.content, links.on(number, page.links))
    others = _add_rest(press, made.rest, links, made.count) if made.rest else ()
    return (*press.heads.problems, *others)


def _add_rest(press: Press, rest: OtherHalf, links: Links, before: int) -> tuple[Problem, ...]:
    """Add the pages that a second process has printed behind these; return warnings about their running heads."""
    printed, problems = rest.printed()
    first = press.tags.take_over(printed.tags)
    for number, (page, content) in enumerate(zip(printed.pages, printed.contents, strict=True), before):
        _add_page(press.canvas, page, content, links.on(number, page.links, first))
    return problems


def _add_page(canvas: Canvas, page: Painted, content: str | bytes, links: Sequence[str]) -> None:
    for image in page.images:
        canvas.image(image)
    canvas.add_page(content, links)


def sheet_of(document: Document, look: Look, typesetter: Typesetter) -> Sheet:
    """Return what every page of a document offers."""
    page, style, language = look.page, look.style(Role.CONTINUED), document.properties.language
    words = (Text(f"({document.words.continued})", document.words.lang),)
    lines = typesetter.lines(words, style, page.measure, lang=language)
    pieces = tuple(TextPiece(line, 0.0, baseline(style), None) for line in lines[:1])
    return Sheet(
        height=page.height - page.top - page.bottom,
        measure=page.measure,
        area=look.notes,
        continued=Row(style.leading, pieces),
        rtl=is_rtl(language),
    )
