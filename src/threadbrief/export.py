"""The whole pipeline: the bytes of a memo in, the bytes of its Word file and PDF out. Nothing is written here."""

from collections.abc import Iterable, Iterator
from functools import partial
from types import MappingProxyType

from threadbrief.checking import judged, memo_text, shelf
from threadbrief.composition import compose_brief
from threadbrief.errors import BriefError, Problem, has_errors
from threadbrief.exchange import Refused, Task, packed, part_of_first, unpacked
from threadbrief.model.brief import Brief
from threadbrief.options import Build, Format
from threadbrief.pinpoint import pinpointed
from threadbrief.read import read_brief
from threadbrief.read.silence import without
from threadbrief.stages import Done, unheard
from threadbrief.tandem import Data, First
from threadbrief.templates import Template
from threadbrief.templates.loading import builtin_names, load_template
from threadbrief.writing import Built, Order, Written, write


def exported_for(first: First) -> Data:
    """Wait for a task of the first process, and return for it what comes of the task, as exchange.py says."""
    task = unpacked(first.hear())
    if not isinstance(task, Task):
        return b""
    try:
        return packed(export_memo(task.data, task.name, task.build, first=first))
    except BriefError as fault:
        return packed(Refused(fault.problems, fault.source))


def export_memo(data: bytes, name: str, build: Build, done: Done = unheard, first: First | None = None) -> Built:
    """Return the files built from the YAML of a memo; `name` is what problems call it.

    `first` is a process that writes one of them; None: this one writes all.

    Raises BriefError with every problem found when one of them stops the build.
    """
    brief, found = read_brief(data, name, shelf(build))
    done("read")
    return export_brief(brief, build, found, done, first)


def export_brief(
    brief: Brief,
    build: Build,
    found: Iterable[Problem] = (),
    done: Done = unheard,
    first: First | None = None,
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
    order = Order(composition.document, composition.template, source, build.fonts, build.tandem, build.memory)
    for wanted, written in zip(build.formats, _written(order, build, done, first), strict=True):
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


def _written(order: Order, build: Build, done: Done, first: First | None) -> Iterator[Written]:
    """Yield the files of a document in the order of its formats; one of them comes from the first process, if any."""
    files = _in_tandem(order, build, done, first) if first else {}
    for wanted in build.formats:
        yield files.get(wanted) or write(wanted, order, done)


def _in_tandem(order: Order, build: Build, done: Done, first: First) -> dict[Format, Written]:
    """Return the files; none when one of them fails, which shows when they are written in turn."""
    first.tell(packed(order))
    part = part_of_first(build.formats)
    try:
        files = {wanted: write(wanted, order, done) for wanted in build.formats if wanted is not part}
    except Exception:  # noqa: BLE001 - it comes again, at its place, when the work is done in turn
        return {}
    other = unpacked(first.hear())
    return {**files, part: other} if isinstance(other, Written) else {}
