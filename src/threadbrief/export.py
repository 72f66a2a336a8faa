"""The whole pipeline: the bytes of a memo in, the bytes of its Word file and PDF out. Nothing is written here."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import assert_never

from threadbrief.checking import judged, memo_text, shelf
from threadbrief.composition import Composition, compose_brief
from threadbrief.errors import BriefError, Problem, has_errors
from threadbrief.model.brief import Brief, Source
from threadbrief.options import Build, Format
from threadbrief.read import read_brief
from threadbrief.read.silence import without
from threadbrief.templates import Template, builtin_names, load_template
from threadbrief.values import Value


class Built(Value):
    """The finished files, and what is to be said about them."""

    files: Mapping[Format, bytes]
    problems: tuple[Problem, ...]
    """Warnings, in the order of the file."""


def export_memo(data: bytes, name: str, build: Build) -> Built:
    """Return the files built from the YAML of a memo; `name` is what problems call it.

    Raises BriefError with every problem found when one of them stops the build.
    """
    brief, found = read_brief(data, name, shelf(build))
    return export_brief(brief, build, found)


def export_brief(brief: Brief, build: Build, found: Iterable[Problem] = ()) -> Built:
    """Return the files built from a brief; `found` are the warnings of its reading.

    Raises BriefError with every problem found when one of them stops the build.
    """
    found = tuple(found)
    try:
        composition = compose_brief(brief, build)
    except BriefError as fault:
        raise _stopped((*found, *fault.problems), build, brief) from None
    problems = _settled((*found, *composition.problems), build, brief)
    files: dict[Format, bytes] = {}
    for wanted in build.formats:
        files[wanted], more = _write(wanted, composition, build, brief.source)
        problems = _settled((*problems, *more), build, brief)
    return Built(MappingProxyType(files), problems)


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


def _write(wanted: Format, composition: Composition, build: Build, memo: Source) -> tuple[bytes, tuple[Problem, ...]]:
    document, template = composition.document, composition.template
    source = memo if build.embed_source else None
    match wanted:
        case Format.DOCX:
            from threadbrief.word import write_word  # noqa: PLC0415 - only a Word file pays for python-docx

            word = write_word(document, template, source, _pages(composition, build))
            return word.data, word.problems
        case Format.PDF:
            from threadbrief.pdf import write_pdf  # noqa: PLC0415 - only a PDF pays for ReportLab and HarfBuzz

            pdf = write_pdf(document, template, source, fonts=build.fonts)
            return pdf.data, pdf.problems
        case _:
            assert_never(wanted)


def _pages(composition: Composition, build: Build) -> Mapping[str, int]:
    """Return the pages that the contents of a Word file show; none for a file without contents."""
    if not composition.template.word.contents:
        return {}
    from threadbrief.paging import pages_in_word  # noqa: PLC0415 - only contents pay for a layout

    return pages_in_word(composition.document, composition.template, build.fonts)
