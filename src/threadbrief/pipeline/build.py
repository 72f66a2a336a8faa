"""The whole pipeline: the bytes of a memo in, the bytes of its Word file and PDF out. Nothing is written here."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import assert_never

from msgspec import msgpack

from threadbrief.core.problems import (
    BriefError,
    Problem,
    drop_suppressed,
    has_errors,
    locate_characters,
)
from threadbrief.core.progress import Progress, no_progress
from threadbrief.core.structs import Frozen
from threadbrief.model.brief import Brief, Source
from threadbrief.model.document import Document
from threadbrief.pipeline.check import apply_strict, decode_for_display, make_reference_loader
from threadbrief.pipeline.document import compose_brief
from threadbrief.pipeline.options import BuildOptions, Format
from threadbrief.pipeline.parallel import can_fork, forked
from threadbrief.read import read_brief
from threadbrief.templates import Template
from threadbrief.templates.loading import builtin_names, load_template


class RenderRequest(Frozen):
    """What is to be written."""

    document: Document
    template: Template
    source: Source | None = None
    """The memo it was made from, to be embedded; None: the files do not carry it."""
    fonts: tuple[Path, ...] = ()
    """Folders with fonts of the caller's, for the PDF."""
    memory: Path | None = None
    """A folder in which it may be remembered which fonts the system has."""


class RenderedFile(Frozen):
    """A finished file, and the warnings about it."""

    data: bytes
    problems: tuple[Problem, ...]


class BuildResult(Frozen):
    """The finished files of a memo, and what is to be said about them."""

    files: Mapping[Format, bytes]
    problems: tuple[Problem, ...]
    """Warnings, in the order of the file."""
    source: str | None = None
    """The text of the memo, to show the lines of the problems; None: there are none."""


def load_word_writer() -> None:
    """Import what writes a Word file."""
    import threadbrief.word  # noqa: F401, PLC0415 - only a Word file pays for python-docx


def render(wanted: Format, order: RenderRequest, progress: Progress = no_progress) -> RenderedFile:
    """Return a document in a format; `progress` hears of each stage. Raises BriefError when it cannot be written."""
    match wanted:
        case Format.DOCX:
            from threadbrief.word import write_word  # noqa: PLC0415 - only a Word file pays for python-docx

            progress("word.load")
            word = write_word(
                order.document, order.template, order.source, _predict_toc_pages(order)
            )
            progress("word")
            return RenderedFile(word.data, word.problems)
        case Format.PDF:
            from threadbrief.pdf import write_pdf  # noqa: PLC0415 - only a PDF pays for ReportLab and HarfBuzz

            progress("pdf.load")
            pdf = write_pdf(
                order.document,
                order.template,
                order.source,
                fonts=order.fonts,
                memory=order.memory,
                progress=progress,
            )
            return RenderedFile(pdf.data, pdf.problems)
        case _:
            assert_never(wanted)


def _predict_toc_pages(order: RenderRequest) -> dict[str, int]:
    """Return the pages that the contents of a Word file show; none for a file without contents."""
    if not order.template.word.contents:
        return {}
    from threadbrief.pipeline.toc_pages import predict_word_pages  # noqa: PLC0415 - only contents pay for a layout

    return dict(predict_word_pages(order.document, order.template, order.fonts, order.memory))


def build_memo(
    data: bytes, name: str, build: BuildOptions, progress: Progress = no_progress
) -> BuildResult:
    """Return the files built from the YAML of a memo; `name` is what problems call it.

    Raises BriefError with every problem found when one of them stops the build.
    """
    brief, found = read_brief(data, name, make_reference_loader(build))
    progress("read")
    return build_brief(brief, build, found, progress)


def build_brief(
    brief: Brief,
    build: BuildOptions,
    found: Iterable[Problem] = (),
    progress: Progress = no_progress,
) -> BuildResult:
    """Return the files built from a brief; `found` are the warnings of its reading.

    Raises BriefError with every problem found when one of them stops the build.
    """
    found = tuple(found)
    try:
        composition = compose_brief(brief, build, progress)
    except BriefError as fault:
        raise _make_build_error((*found, *fault.problems), build, brief) from None
    problems = _require_no_errors((*found, *composition.problems), build, brief)
    files: dict[Format, bytes] = {}
    source = brief.source if build.embed_source else None
    order = RenderRequest(
        composition.document, composition.template, source, build.fonts, build.memory
    )
    for wanted, written in zip(
        build.formats, _render_all(order, build.formats, progress), strict=True
    ):
        files[wanted] = written.data
        told = locate_characters(
            written.problems, brief.source.name, partial(decode_for_display, brief.source.data)
        )
        problems = _require_no_errors((*problems, *told), build, brief)
    return BuildResult(
        MappingProxyType(files),
        problems,
        decode_for_display(brief.source.data) if problems else None,
    )


def load_builtin_templates() -> tuple[Template, ...]:
    """Return the built-in templates, by name."""
    return tuple(load_template(name) for name in builtin_names())


def _require_no_errors(
    problems: Iterable[Problem], build: BuildOptions, brief: Brief
) -> tuple[Problem, ...]:
    """Return the problems of a build that goes on. Raises BriefError when one of them stops it."""
    told = apply_strict(drop_suppressed(problems, brief.suppressed), build)
    if has_errors(told):
        raise _make_build_error(told, build, brief)
    return told


def _make_build_error(problems: Iterable[Problem], build: BuildOptions, brief: Brief) -> BriefError:
    told = apply_strict(drop_suppressed(problems, brief.suppressed), build)
    return BriefError(told, decode_for_display(brief.source.data))


def _render_all(
    order: RenderRequest, formats: Sequence[Format], progress: Progress
) -> Iterator[RenderedFile]:
    """Yield the files of a document in the order of its formats.

    Both are written at the same time where a fork is safe; but in turn when `progress` reports stages, of
    which a child would report none.
    """
    both = len(formats) > 1 and progress is no_progress and can_fork()
    written = _render_both(order) if both else {}
    for wanted in formats:
        yield written.get(wanted) or render(wanted, order, progress)


def _render_both(order: RenderRequest) -> dict[Format, RenderedFile]:
    """Return the PDF, and the Word file that a child process writes meanwhile (*one fork*).

    A file that fails is left out: written in turn, it fails again, at its place among the formats.
    """
    if "threadbrief.pdf" in sys.modules:
        load_word_writer()  # not the first memo: loaded here once, and not by each child
    with forked(lambda: msgpack.encode(render(Format.DOCX, order))) as result:
        try:
            pdf = render(Format.PDF, order)
        except Exception:  # noqa: BLE001 - see above
            return {}
        data = result()
    if data is None:
        return {Format.PDF: pdf}
    return {Format.DOCX: msgpack.decode(data, type=RenderedFile), Format.PDF: pdf}
