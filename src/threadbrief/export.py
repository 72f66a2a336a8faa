"""The whole pipeline: the bytes of a memo in, the bytes of its Word file and PDF out. Nothing is written here."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from types import MappingProxyType

from msgspec import msgpack

from threadbrief.checking import judged, memo_text, shelf
from threadbrief.composition import compose_brief
from threadbrief.errors import BriefError, Problem, has_errors
from threadbrief.model.brief import Brief
from threadbrief.options import Build, Format
from threadbrief.parallel import can_fork, forked
from threadbrief.pinpoint import pinpointed
from threadbrief.read import read_brief
from threadbrief.read.silence import without
from threadbrief.stages import Done, unheard
from threadbrief.templates import Template
from threadbrief.templates.loading import builtin_names, load_template
from threadbrief.writing import Built, Order, Written, load_word, write


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
    source = brief.source if build.embed_source else None
    order = Order(composition.document, composition.template, source, build.fonts, build.memory)
    for wanted, written in zip(build.formats, _write_all(order, build.formats, done), strict=True):
        files[wanted] = written.data
        told = pinpointed(written.problems, brief.source.name, partial(memo_text, brief.source.data))
        problems = _settled((*problems, *told), build, brief)
    return Built(MappingProxyType(files), problems, memo_text(brief.source.data) if problems else None)


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
