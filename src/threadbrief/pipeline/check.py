"""The bytes of a memo in; everything that is wrong with it out. Nothing is built."""

from collections.abc import Iterable

from threadbrief.checks import run_checks
from threadbrief.core.memo_folder import open_memo_folder
from threadbrief.core.problems import BriefError, Problem, Severity, drop_suppressed, sort_problems
from threadbrief.core.structs import replace
from threadbrief.model.brief import Brief, MemoStatus, Ref
from threadbrief.pipeline.options import BuildOptions, Format
from threadbrief.read import read_brief
from threadbrief.read.reference_files import ReferenceFile, ReferenceLoader
from threadbrief.read.yaml.decode import decode


def check_memo(data: bytes, name: str, build: BuildOptions) -> tuple[Problem, ...]:
    """Return everything that is wrong with the YAML of a memo, in the order of the file."""
    try:
        brief, found = read_brief(data, name, make_reference_loader(build))
    except BriefError as fault:
        return apply_strict(fault.problems, build)
    return check_brief(brief, build, found)


def make_reference_loader(build: BuildOptions) -> ReferenceLoader:
    """Return what gives the reference files beside a memo."""

    def take(name: Ref) -> ReferenceFile:
        from threadbrief.references import make_folder_loader  # noqa: PLC0415 - most memos name no reference files

        return make_folder_loader(
            open_memo_folder(build.folder, allow_outside=build.allow_outside)
        )(name)

    return take


def check_brief(
    brief: Brief, build: BuildOptions, found: Iterable[Problem] = ()
) -> tuple[Problem, ...]:
    """Return everything that is wrong with a brief: what stops a build, and what a build survives.

    `found` are the warnings of its reading.
    """
    return apply_strict(
        drop_suppressed((*found, *_check_composition(brief, build)), brief.suppressed), build
    )


def _check_composition(brief: Brief, build: BuildOptions) -> tuple[Problem, ...]:
    if not needs_composing(brief, build):
        return run_checks(brief)
    from threadbrief.pipeline.document import compose_brief  # noqa: PLC0415 - a memo of text alone needs none of it

    try:
        composition = compose_brief(brief, build)
    except BriefError as fault:
        return fault.problems
    if composition.template.word.house is None or Format.DOCX not in build.formats:
        return composition.problems
    from threadbrief.pipeline.inspect_template import check_house_template  # noqa: PLC0415 - only a template of Word needs python-docx

    return (
        *composition.problems,
        *check_house_template(composition.document, composition.template),
    )


def needs_composing(brief: Brief, build: BuildOptions) -> bool:
    """Return whether composing a brief can find anything.

    *The short check*: a memo in English with the default look and style, that calls itself no final one and has
    neither files nor free notes, composes without a word; the tests hold this against every specimen.
    """
    memo, thread = brief.memo, brief.thread
    own = memo.template or memo.style or memo.language != "en" or memo.status is MemoStatus.FINAL
    if own or build.template is not None or brief.notes or (thread and thread.capture):
        return True
    return any(post.media or post.capture for post in brief.posts)


def apply_strict(problems: Iterable[Problem], build: BuildOptions) -> tuple[Problem, ...]:
    """Return the problems in the order of the file; a strict build knows errors only."""
    ordered = sort_problems(problems)
    return (
        tuple(replace(problem, severity=Severity.ERROR) for problem in ordered)
        if build.strict
        else ordered
    )


def decode_for_display(data: bytes) -> str:
    """Return the characters of a memo as the reader counts them, to show its lines; what is no text is replaced."""
    try:
        return decode(data, "").text
    except BriefError as fault:
        return fault.source or data.decode("utf-8", "replace")
