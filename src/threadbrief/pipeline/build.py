"""The pipeline of a build: the YAML of a memo becomes the bytes of its Word file and PDF.

    build_memo -> read_brief -> compose_brief -> render

`read_brief` parses and validates the YAML, `compose_brief` runs the checks and makes the Document,
`render` writes the Document in one format. Nothing is written to disk here.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
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
from threadbrief.pipeline.options import BuildOptions, Embed, Format
from threadbrief.pipeline.parallel import can_fork, run_in_child
from threadbrief.read import read_brief
from threadbrief.read.emit import write_brief
from threadbrief.templates import Template


class BuildResult(Frozen):
    """The finished files of a memo, and the warnings about it."""

    files: Mapping[Format, bytes]
    problems: tuple[Problem, ...]
    """Warnings, in the order of the file."""
    source: str | None = None
    """The text of the memo, to show the lines of the problems; None without problems."""


class RenderRequest(Frozen):
    """A document, and what its files depend on besides."""

    document: Document
    template: Template
    source: Source | None = None
    """The memo that it was composed from, to be embedded; None: the files do not contain it."""
    fonts: tuple[Path, ...] = ()
    """Folders with fonts of the caller's, for the PDF."""
    cache_folder: Path | None = None
    """Where the index of the system's fonts is kept between runs; None: it is made for each run."""


class RenderedFile(Frozen):
    """A finished file, and the warnings about it."""

    data: bytes
    problems: tuple[Problem, ...]


def build_memo(
    data: bytes, name: str, options: BuildOptions, progress: Progress = no_progress
) -> BuildResult:
    """Return the files built from the YAML of a memo; `name` is what problems call it.

    `progress` is called at the end of each stage. Raises BriefError with every problem found when
    one of them stops the build.
    """
    brief, warnings = read_brief(data, name, make_reference_loader(options))
    progress("read")
    return build_brief(brief, options, warnings, progress)


def build_brief(
    brief: Brief,
    options: BuildOptions,
    warnings: Iterable[Problem] = (),
    progress: Progress = no_progress,
) -> BuildResult:
    """Return the files built from a brief; `warnings` are those that its reading gave.

    Raises BriefError with every problem found when one of them stops the build.
    """
    warnings = tuple(warnings)
    try:
        composition = compose_brief(brief, options, progress)
    except BriefError as fault:
        raise _make_build_error((*warnings, *fault.problems), brief, options) from None
    problems = _require_no_errors((*warnings, *composition.problems), brief, options)
    request = RenderRequest(
        document=composition.document,
        template=composition.template,
        source=choose_source(brief, options.embed),
        fonts=options.fonts,
        cache_folder=options.cache_folder,
    )
    files: dict[Format, bytes] = {}
    for kind, rendered in _render_all(request, options, progress):
        files[kind] = rendered.data
        memo_text = partial(decode_for_display, brief.source.data)
        located = locate_characters(rendered.problems, brief.source.name, memo_text)
        problems = _require_no_errors((*problems, *located), brief, options)
    source = decode_for_display(brief.source.data) if problems else None
    return BuildResult(MappingProxyType(files), problems, source)


def choose_source(brief: Brief, embed: Embed) -> Source | None:
    """Return the memo that the files contain; None when they contain none.

    A clean one is read as the same brief, and needs no reference files: their sources are in it.
    """
    match embed:
        case Embed.FULL:
            return brief.source
        case Embed.CLEAN:
            return Source(brief.source.name, write_brief(brief).encode())
        case Embed.NONE:
            return None
        case _:
            assert_never(embed)


def _require_no_errors(
    problems: Iterable[Problem], brief: Brief, options: BuildOptions
) -> tuple[Problem, ...]:
    """Return the problems that are not suppressed. Raises BriefError when one is an error."""
    remaining = apply_strict(drop_suppressed(problems, brief.suppressed), options)
    if has_errors(remaining):
        raise _make_build_error(remaining, brief, options)
    return remaining


def _make_build_error(
    problems: Iterable[Problem], brief: Brief, options: BuildOptions
) -> BriefError:
    remaining = apply_strict(drop_suppressed(problems, brief.suppressed), options)
    return BriefError(remaining, decode_for_display(brief.source.data))


# --- one Document, several formats ---


def render(kind: Format, request: RenderRequest, progress: Progress = no_progress) -> RenderedFile:
    """Return a document in a format. Raises BriefError when it cannot be written."""
    match kind:
        case Format.DOCX:
            return _render_word(request, progress)
        case Format.PDF:
            return _render_pdf(request, progress)
        case _:
            assert_never(kind)


def _render_word(request: RenderRequest, progress: Progress) -> RenderedFile:
    from threadbrief.word import write_word  # noqa: PLC0415 - only a Word file needs python-docx

    progress("word.load")
    toc_pages = _predict_toc_pages(request)
    word = write_word(request.document, request.template, request.source, toc_pages)
    progress("word")
    return RenderedFile(word.data, word.problems)


def _render_pdf(request: RenderRequest, progress: Progress) -> RenderedFile:
    from threadbrief.pdf import write_pdf  # noqa: PLC0415 - only a PDF needs ReportLab and HarfBuzz

    progress("pdf.load")
    pdf = write_pdf(
        request.document,
        request.template,
        request.source,
        fonts=request.fonts,
        font_cache=request.cache_folder,
        progress=progress,
    )
    return RenderedFile(pdf.data, pdf.problems)


def _predict_toc_pages(request: RenderRequest) -> dict[str, int]:
    """Return the pages in the table of contents of a Word file; none for a file without one."""
    if not request.template.word.contents:
        return {}
    from threadbrief.pipeline.toc_pages import (  # noqa: PLC0415 - only contents need a layout
        predict_word_pages,
    )

    pages = predict_word_pages(
        request.document,
        request.template,
        fonts=request.fonts,
        cache_folder=request.cache_folder,
    )
    return dict(pages)


def _render_all(
    request: RenderRequest, options: BuildOptions, progress: Progress
) -> Iterator[tuple[Format, RenderedFile]]:
    """Yield the files of a document in the order of its formats.

    Two formats are rendered at the same time where the caller lets it and a fork is safe.
    """
    formats = options.formats
    rendered: dict[Format, RenderedFile] = {}
    if options.may_fork and len(formats) > 1 and can_fork():
        rendered = _render_both(request)
    for kind in formats:
        if kind in rendered:
            yield kind, rendered[kind]
        else:
            yield kind, render(kind, request, progress)


def _render_both(request: RenderRequest) -> dict[Format, RenderedFile]:
    """Return the PDF, and the Word file that a child process writes meanwhile (*one fork*).

    A file that fails is left out: rendered again by the caller, it fails at its place among the
    formats, as it does without a child.
    """
    if "threadbrief.pdf" in sys.modules:
        # Not the first memo: imported once here, instead of by each child.
        import threadbrief.word  # noqa: F401, PLC0415 - only a Word file needs python-docx
    with run_in_child(lambda: msgpack.encode(render(Format.DOCX, request))) as read_result:
        try:
            pdf = render(Format.PDF, request)
        except Exception:  # noqa: BLE001 - it is raised again when it is rendered in turn
            return {}
        data = read_result()
    if data is None:
        return {Format.PDF: pdf}
    return {Format.DOCX: msgpack.decode(data, type=RenderedFile), Format.PDF: pdf}
