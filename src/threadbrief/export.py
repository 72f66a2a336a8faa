"""The whole pipeline: the bytes of a memo in, the bytes of its Word file and PDF out. Nothing is written here."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import assert_never

from threadbrief.checking import judged, memo_text, shelf
from threadbrief.composition import Composition, compose_brief
from threadbrief.errors import BriefError, Problem, has_errors
from threadbrief.model.brief import Brief, Source
from threadbrief.options import Build, Format
from threadbrief.pinpoint import pinpointed
from threadbrief.read import read_brief
from threadbrief.read.silence import without
from threadbrief.stages import Done, unheard
from threadbrief.tandem import in_tandem, possible
from threadbrief.templates import Template, builtin_names, load_template
from threadbrief.values import Value

LONGEST_IN_TWO = 2 << 20
"""Bytes of a memo; for a longer one, two processes would need a fifth more memory, and save a twentieth of the time."""


class Built(Value):
    """The finished files, and what is to be said about them."""

    files: Mapping[Format, bytes]
    problems: tuple[Problem, ...]
    """Warnings, in the order of the file."""


def export_memo(data: bytes, name: str, build: Build, done: Done = unheard) -> Built:
    """Return the files built from the YAML of a memo; `name` is what problems call it.

    Raises BriefError with every problem found when one of them stops the build.
    """
    brief, found = read_brief(data, name, shelf(build))
    done("read")
    return export_brief(brief, build, found, done)


def export_brief(brief: Brief, build: Build, found: Iterable[Problem] = (), done: Done = unheard) -> Built:
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
    for wanted, written in zip(build.formats, _written(composition, build, brief.source, done), strict=True):
        files[wanted] = written.data
        problems = _settled((*problems, *written.problems), build, brief)
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


class _Written(Value):
    """A finished file, and the warnings about it."""

    data: bytes
    problems: tuple[Problem, ...]


def _written(composition: Composition, build: Build, memo: Source, done: Done) -> Iterator[_Written]:
    """Yield the files of a document in the order of its formats, made in tandem where that is wanted and safe."""
    works = [partial(_write, wanted, composition, build, memo, done) for wanted in build.formats]
    in_two = build.tandem and len(works) == 2 and len(memo.data) <= LONGEST_IN_TWO and possible()
    pair = in_tandem(works[0], works[1], _Written) if in_two else None
    yield from pair or (work() for work in works)


def _write(wanted: Format, composition: Composition, build: Build, memo: Source, done: Done) -> _Written:
    document, template = composition.document, composition.template
    source = memo if build.embed_source else None
    match wanted:
        case Format.DOCX:
            from threadbrief.word import write_word  # noqa: PLC0415 - only a Word file pays for python-docx

            done("word.load")
            word = write_word(document, template, source, _pages(composition, build))
            done("word")
            return _Written(word.data, word.problems)
        case Format.PDF:
            from threadbrief.pdf import write_pdf  # noqa: PLC0415 - only a PDF pays for ReportLab and HarfBuzz

            done("pdf.load")
            pdf = write_pdf(document, template, source, fonts=build.fonts, done=done)
            return _Written(pdf.data, pinpointed(pdf.problems, memo.name, partial(memo_text, memo.data)))
        case _:
            assert_never(wanted)


def _pages(composition: Composition, build: Build) -> Mapping[str, int]:
    """Return the pages that the contents of a Word file show; none for a file without contents."""
    if not composition.template.word.contents:
        return {}
    from threadbrief.paging import pages_in_word  # noqa: PLC0415 - only contents pay for a layout

    return pages_in_word(composition.document, composition.template, build.fonts)
