"""A Document in; the bytes of a file of it out, in one format."""

from collections.abc import Mapping
from pathlib import Path
from typing import assert_never

from threadbrief.errors import Problem
from threadbrief.model.brief import Source
from threadbrief.model.document import Document
from threadbrief.options import Format
from threadbrief.stages import Done, unheard
from threadbrief.templates import Template
from threadbrief.values import Value


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
    from threadbrief.paging import pages_in_word  # noqa: PLC0415 - only contents pay for a layout

    return dict(pages_in_word(order.document, order.template, order.fonts, order.memory))
