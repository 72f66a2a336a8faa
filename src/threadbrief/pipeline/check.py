"""The bytes of a memo in; everything that is wrong with it out. Nothing is built."""

from collections.abc import Iterable

from threadbrief.checks import remarks
from threadbrief.core.memo_folder import files_in
from threadbrief.core.problems import BriefError, Problem, Severity, in_file_order, without
from threadbrief.core.structs import replace
from threadbrief.model.brief import Brief, Ref, Status
from threadbrief.pipeline.options import Build, Format
from threadbrief.read import read_brief
from threadbrief.read.reference_files import References, Shelf
from threadbrief.read.yaml.decode import decode


def check_memo(data: bytes, name: str, build: Build) -> tuple[Problem, ...]:
    """Return everything that is wrong with the YAML of a memo, in the order of the file."""
    try:
        brief, found = read_brief(data, name, shelf(build))
    except BriefError as fault:
        return judged(fault.problems, build)
    return check_brief(brief, build, found)


def shelf(build: Build) -> Shelf:
    """Return what gives the reference files beside a memo."""

    def take(name: Ref) -> References:
        from threadbrief.references import shelf_of  # noqa: PLC0415 - most memos name no reference files

        return shelf_of(files_in(build.folder, allow_outside=build.allow_outside))(name)

    return take


def check_brief(brief: Brief, build: Build, found: Iterable[Problem] = ()) -> tuple[Problem, ...]:
    """Return everything that is wrong with a brief: what stops a build, and what a build survives.

    `found` are the warnings of its reading.
    """
    return judged(without((*found, *_beyond_reading(brief, build)), brief.silenced), build)


def _beyond_reading(brief: Brief, build: Build) -> tuple[Problem, ...]:
    if not must_be_composed(brief, build):
        return remarks(brief)
    from threadbrief.pipeline.document import compose_brief  # noqa: PLC0415 - a memo of text alone needs none of it

    try:
        composition = compose_brief(brief, build)
    except BriefError as fault:
        return fault.problems
    if composition.template.word.house is None or Format.DOCX not in build.formats:
        return composition.problems
    from threadbrief.pipeline.inspect_template import house_problems  # noqa: PLC0415 - only a template of Word needs python-docx

    return (*composition.problems, *house_problems(composition.document, composition.template))


def must_be_composed(brief: Brief, build: Build) -> bool:
    """Return whether composing a brief can find anything.

    *The short check*: a memo in English with the default look and style, that calls itself no final one and has
    neither files nor free notes, composes without a word; the tests hold this against every specimen.
    """
    memo, thread = brief.memo, brief.thread
    own = memo.template or memo.style or memo.language != "en" or memo.status is Status.FINAL
    if own or build.template is not None or brief.notes or (thread and thread.capture):
        return True
    return any(post.media or post.capture for post in brief.posts)


def judged(problems: Iterable[Problem], build: Build) -> tuple[Problem, ...]:
    """Return the problems in the order of the file; a strict build knows errors only."""
    ordered = in_file_order(problems)
    return (
        tuple(replace(problem, severity=Severity.ERROR) for problem in ordered)
        if build.strict
        else ordered
    )


def memo_text(data: bytes) -> str:
    """Return the characters of a memo as the reader counts them, to show its lines; what is no text is replaced."""
    try:
        return decode(data, "").text
    except BriefError as fault:
        return fault.source or data.decode("utf-8", "replace")
