"""The whole pipeline: the bytes of a memo in, the bytes of its Word file and PDF out. Nothing is written here."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import assert_never

from msgspec import msgpack

from threadbrief.core.problems import BriefError, Problem, has_errors, pinpointed, without
from threadbrief.core.progress import Done, unheard
from threadbrief.core.structs import Value
from threadbrief.model.brief import Brief, Source
from threadbrief.model.document import Document
from threadbrief.pipeline.check import judged, memo_text, shelf
from threadbrief.pipeline.document import compose_brief
from threadbrief.pipeline.options import Build, Format
from threadbrief.pipeline.parallel import can_fork, forked
from threadbrief.read import read_brief
from threadbrief.templates import Template
from threadbrief.templates.loading import builtin_names, load_template


class Order(Value):
    """What is to be written."""

    document: Document
    template: Template
    source: Source | None = None
    """The memo it was made from, to be embedded; None: the files do not carry it."""
    fonts: tuple[Path, ...] = ()
    """Folders with fonts of the caller's, for the PDF."""
    memory: Path | None = None
    """A folder in which it may be remembered which fonts the system has."""


class Written(Value):
    """A finished file, and the warnings about it."""

    data: bytes
    problems: tuple[Problem, ...]


class Built(Value):
    """The finished files of a memo, and what is to be said about them."""

    files: Mapping[Format, bytes]
    problems: tuple[Problem, ...]
    """Warnings, in the order of the file."""
    source: str | None = None
    """The text of the memo, to show the lines of the problems; None: there are none."""


def load_word() -> None:
    """Import what writes a Word file."""
    import threadbrief.word  # noqa: F401, PLC0415 - only a Word file pays for python-docx


def write(wanted: Format, order: Order, done: Done = unheard) -> Written:
    """Return a document in a format; `done` hears of each stage. Raises BriefError when it cannot be written."""
    match wanted:
        case Format.DOCX:
            from threadbrief.word import write_word  # noqa: PLC0415 - only a Word file pays for python-docx

            done("word.load")
            word = write_word(order.document, order.template, order.source, _pages(order))
            done("word")
            return Written(word.data, word.problems)
        case Format.PDF:
            from threadbrief.pdf import write_pdf  # noqa: PLC0415 - only a PDF pays for ReportLab and HarfBuzz

            done("pdf.load")
            pdf = write_pdf(
                order.document,
                order.template,
                order.source,
                fonts=order.fonts,
                memory=order.memory,
                done=done,
            )
            return Written(pdf.data, pdf.problems)
        case _:
            assert_never(wanted)


def _pages(order: Order) -> dict[str, int]:
    """Return the pages that the contents of a Word file show; none for a file without contents."""
    if not order.template.word.contents:
        return {}
    from threadbrief.pipeline.toc_pages import pages_in_word  # noqa: PLC0415 - only contents pay for a layout

    return dict(pages_in_word(order.document, order.template, order.fonts, order.memory))


def export_memo(data: bytes, name: str, build: Build, done: Done = unheard) -> Built:
    """Return the files built from the YAML of a memo; `name` is what problems call it.

    Raises BriefError with every problem found when one of them stops the build.
    """
    brief, found = read_brief(data, name, shelf(build))
    done("read")
    return export_brief(brief, build, found, done)


def export_brief(
    brief: Brief, build: Build, found: Iterable[Problem] = (), done: Done = unheard
) -> Built:
    """Return the files built from a brief; `found` are the warnings of its reading.

    Raises BriefError with every problem found when one of them stops the build.
    """
    found = tuple(found)
    try:
        composition = compose_brief(brief, build, done)
    except BriefError as fault:
        raise _stopped((*found, *fault.problems), build, brief) from None
    problems = _settled((*found, *composition.problems), build, brief)
    files: dict[Format, bytes] = {}
    source = brief.source if build.embed_source else None
    order = Order(composition.document, composition.template, source, build.fonts, build.memory)
    for wanted, written in zip(build.formats, _write_all(order, build.formats, done), strict=True):
        files[wanted] = written.data
        told = pinpointed(
            written.problems, brief.source.name, partial(memo_text, brief.source.data)
        )
        problems = _settled((*problems, *told), build, brief)
    return Built(
        MappingProxyType(files), problems, memo_text(brief.source.data) if problems else None
    )


def builtin_templates() -> tuple[Template, ...]:
    """Return the built-in templates, by name."""
    return tuple(load_template(name) for name in builtin_names())


def _settled(problems: Iterable[Problem], build: Build, brief: Brief) -> tuple[Problem, ...]:
    """Return the problems of a build that goes on. Raises BriefError when one of them stops it."""
    told = judged(without(problems, brief.silenced), build)
    if has_errors(told):
        raise _stopped(told, build, brief)
    return told


def _stopped(problems: Iterable[Problem], build: Build, brief: Brief) -> BriefError:
    told = judged(without(problems, brief.silenced), build)
    return BriefError(told, memo_text(brief.source.data))


def _write_all(order: Order, formats: Sequence[Format], done: Done) -> Iterator[Written]:
    """Yield the files of a document in the order of its formats.

    Both are written at the same time where a fork is safe; but in turn when `done` reports stages, of
    which a child would report none.
    """
    both = len(formats) > 1 and done is unheard and can_fork()
    written = _write_both(order) if both else {}
    for wanted in formats:
        yield written.get(wanted) or write(wanted, order, done)


def _write_both(order: Order) -> dict[Format, Written]:
    """Return the PDF, and the Word file that a child process writes meanwhile (*one fork*).

    A file that fails is left out: written in turn, it fails again, at its place among the formats.
    """
    if "threadbrief.pdf" in sys.modules:
        load_word()  # not the first memo: loaded here once, and not by each child
    with forked(lambda: msgpack.encode(write(Format.DOCX, order))) as result:
        try:
            pdf = write(Format.PDF, order)
        except Exception:  # noqa: BLE001 - see above
            return {}
        data = result()
    if data is None:
        return {Format.PDF: pdf}
    return {Format.DOCX: msgpack.decode(data, type=Written), Format.PDF: pdf}
