"""The pipeline of a check: the YAML of a memo becomes its problems, and no file is built."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from threadbrief.checks import run_checks
from threadbrief.checks.usage import iter_memo_texts
from threadbrief.core.memo_folder import open_memo_folder
from threadbrief.core.problems import BriefError, Problem, Severity, drop_suppressed, sort_problems
from threadbrief.core.structs import replace
from threadbrief.model.brief import Brief, MemoStatus, Ref
from threadbrief.model.marks import Figure
from threadbrief.model.traverse import descendants
from threadbrief.pipeline.options import BuildOptions, Format
from threadbrief.read import read_brief
from threadbrief.read.reference_files import ReferenceFile, ReferenceLoader
from threadbrief.read.yaml.decode import decode

if TYPE_CHECKING:
    from threadbrief.templates import Template


def check_memo(data: bytes, name: str, options: BuildOptions) -> tuple[Problem, ...]:
    """Return the problems of a memo, in the order of the file; `name` is what they call it."""
    try:
        brief, warnings = read_brief(data, name, make_reference_loader(options))
    except BriefError as fault:
        return apply_strict(fault.problems, options)
    return check_brief(brief, options, warnings)


def make_reference_loader(options: BuildOptions) -> ReferenceLoader:
    """Return the function that loads the reference files in the folder of a memo."""

    def load(name: Ref) -> ReferenceFile:
        from threadbrief.references import (  # noqa: PLC0415 - few memos name reference files
            make_folder_loader,
        )

        folder = open_memo_folder(options.folder, allow_outside=options.allow_outside)
        return make_folder_loader(folder)(name)

    return load


def check_brief(
    brief: Brief, options: BuildOptions, warnings: Iterable[Problem] = ()
) -> tuple[Problem, ...]:
    """Return the problems of a brief: the errors that stop a build, and the warnings.

    `warnings` are those that its reading gave.
    """
    problems = (*warnings, *_check_composition(brief, options))
    return apply_strict(drop_suppressed(problems, brief.suppressed), options)


def _check_composition(brief: Brief, options: BuildOptions) -> tuple[Problem, ...]:
    if not needs_composing(brief, options):
        return run_checks(brief)
    from threadbrief.pipeline.document import (  # noqa: PLC0415 - see needs_composing
        compose_brief,
    )

    try:
        composition = compose_brief(brief, options)
    except BriefError as fault:
        return fault.problems
    template = composition.template
    problems = (*composition.problems, *_check_fonts(template, brief, options))
    if template.word.house is None or Format.DOCX not in options.formats:
        return problems
    from threadbrief.pipeline.inspect_template import (  # noqa: PLC0415 - needs python-docx
        check_house_template,
    )

    return (*problems, *check_house_template(composition.document, template))


def _check_fonts(template: "Template", brief: Brief, options: BuildOptions) -> tuple[Problem, ...]:
    """Return what is wrong with fonts that the template of a user or the caller names."""
    named = any(family.where for family in template.look.families.values())
    if Format.PDF not in options.formats or not (named or template.fonts or options.fonts):
        return ()
    from threadbrief.pdf import check_fonts  # noqa: PLC0415 - only fonts of one's own need HarfBuzz

    return check_fonts(
        template, brief.memo.language, fonts=options.fonts, font_cache=options.cache_folder
    )


def needs_composing(brief: Brief, options: BuildOptions) -> bool:
    """Return whether composing a brief could add a problem to those of the checks.

    *The short check*: a memo in English with the default template and style, that is not marked as
    final and has neither files, figures nor free notes, composes without a problem. Its check
    loads neither templates nor citation styles. The tests compare this with the full check of every
    specimen.
    """
    memo, thread = brief.memo, brief.thread
    if memo.template or memo.style or options.fonts or options.template is not None:
        return True
    if memo.language != "en" or memo.status is MemoStatus.FINAL or brief.notes:
        return True
    if thread and thread.capture:
        return True
    if any(post.media or post.capture for post in brief.posts):
        return True
    return any(
        isinstance(node, Figure)
        for text in iter_memo_texts(brief)
        for node in descendants(text.blocks)
    )


def apply_strict(problems: Iterable[Problem], options: BuildOptions) -> tuple[Problem, ...]:
    """Return the problems in the order of the file; in a strict build each is an error."""
    ordered = sort_problems(problems)
    if not options.strict:
        return ordered
    return tuple(replace(problem, severity=Severity.ERROR) for problem in ordered)


def decode_for_display(data: bytes) -> str:
    """Return the text of a memo with the reader's lines and columns, to show its lines.

    Bytes that are no text are replaced.
    """
    try:
        return decode(data, "").text
    except BriefError as fault:
        return fault.source or data.decode("utf-8", "replace")
