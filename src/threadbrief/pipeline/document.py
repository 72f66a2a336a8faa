"""A brief becomes its Document: the template is chosen, the checks run, and all is composed."""

from threadbrief.checks import run_checks
from threadbrief.compose import compose_document
from threadbrief.core import problem_codes as codes
from threadbrief.core.memo_folder import MemoFolder, open_memo_folder
from threadbrief.core.problems import BriefError, Problem, make_brief_error
from threadbrief.core.progress import Progress, no_progress
from threadbrief.core.regular_files import lies_inside
from threadbrief.core.structs import Frozen, replace
from threadbrief.model.brief import Brief
from threadbrief.model.document import Document
from threadbrief.pipeline.options import BuildOptions
from threadbrief.read.yaml.decode import decode
from threadbrief.read.yaml.nodes import compose_nodes, find_value
from threadbrief.templates import Template
from threadbrief.templates.loading import DEFAULT, list_builtin_names, load_template


class Composition(Frozen):
    """A document, its template, and the warnings about it."""

    document: Document
    template: Template
    problems: tuple[Problem, ...]


def compose_brief(
    brief: Brief, options: BuildOptions, progress: Progress = no_progress
) -> Composition:
    """Return the document of a brief. Raises BriefError with every problem when one is an error."""
    try:
        composition = _compose(brief, options, progress)
    except BriefError as fault:
        raise BriefError(_place_by_key(fault.problems, brief, options), fault.source) from None
    return replace(composition, problems=_place_by_key(composition.problems, brief, options))


def _compose(brief: Brief, options: BuildOptions, progress: Progress) -> Composition:
    template = _choose_template(brief, options)
    folder = open_memo_folder(options.folder, allow_outside=options.allow_outside)
    warnings = run_checks(
        brief,
        lambda name: _read_capture(name, folder, brief),
        tuple(part.value for part in template.wants),
        tuple(template.wordings),
    )
    progress("checks")
    try:
        composed = compose_document(
            brief,
            template,
            folder,
            options.moment,
            keep_metadata=options.keep_picture_metadata,
        )
    except BriefError as fault:
        raise BriefError((*warnings, *fault.problems), fault.source) from None
    progress("compose")
    return Composition(composed.document, template, (*warnings, *composed.problems))


def _place_by_key(
    problems: tuple[Problem, ...], brief: Brief, options: BuildOptions
) -> tuple[Problem, ...]:
    """Return the problems; those of a key of `memo` at the line of that key.

    What composes a memo knows the values, not their lines; the YAML is read again for them.
    """
    keys = [_find_key(problem, brief, options) for problem in problems]
    if not any(keys):
        return problems
    root, _ = compose_nodes(decode(brief.source.data, brief.source.name))
    values = [find_value(root, "memo", key) if key else None for key in keys]
    return tuple(
        replace(problem, where=value.where) if value else problem
        for problem, value in zip(problems, values, strict=True)
    )


def _find_key(problem: Problem, brief: Brief, options: BuildOptions) -> str | None:
    """Return the key of `memo` that a problem without a line of its own is about."""
    if problem.where not in (None, brief.memo.where):
        return None
    match problem.code:
        case codes.TEMPLATE_NOT_FOUND | codes.TEMPLATE_OUTSIDE_FOLDER:
            return None if options.template else "template"
        case codes.LANGUAGE_WITHOUT_WORDS | codes.LOCALE_NOT_FOUND:
            return "language"
        case _:
            return None


def _read_capture(name: str, folder: MemoFolder, brief: Brief) -> bytes | None:
    """Return the bytes of a captured file; None when it is not there, which is no fault."""
    try:
        return folder.read(name, brief.memo.where)
    except BriefError:
        return None


def _choose_template(brief: Brief, options: BuildOptions) -> Template:
    """Return the template of the options, else that of the memo, else the default."""
    if options.template is not None:
        return load_template(options.template, allow_outside=options.allow_outside)
    own = brief.memo.template
    if own is None or own in list_builtin_names():
        return load_template(own or DEFAULT)
    if options.folder is None:
        raise make_brief_error(
            codes.TEMPLATE_OUTSIDE_FOLDER,
            f'template "{own}" is a file, and this memo has no folder',
            hint=f"built in: {', '.join(list_builtin_names())}; or name the folder of the memo",
        )
    if not options.allow_outside and not lies_inside(options.folder / own, options.folder):
        raise make_brief_error(
            codes.TEMPLATE_OUTSIDE_FOLDER,
            f'template "{own}" leaves the folder of the memo',
            where=brief.memo.where,
            hint="put the template beside the memo, or name it when you build: --template",
        )
    return load_template(own, options.folder, allow_outside=options.allow_outside)


def load_builtin_templates() -> tuple[Template, ...]:
    """Return the built-in templates, by name."""
    return tuple(load_template(name) for name in list_builtin_names())
