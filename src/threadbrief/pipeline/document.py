"""A brief and how it is to be built in; its template and its document out, with all there is to say so far."""

from pathlib import Path

from threadbrief.checks import run_checks
from threadbrief.compose import ComposedDocument, compose_document
from threadbrief.core import problem_codes as codes
from threadbrief.core.memo_folder import MemoFolder, open_memo_folder
from threadbrief.core.problems import BriefError, Problem, error
from threadbrief.core.progress import Progress, no_progress
from threadbrief.core.structs import Frozen
from threadbrief.model.brief import Brief
from threadbrief.model.document import Document
from threadbrief.pipeline.options import BuildOptions
from threadbrief.templates import Template
from threadbrief.templates.loading import DEFAULT, builtin_names, load_template


class Composition(Frozen):
    """A document, how it is to look, and the warnings about it."""

    document: Document
    template: Template
    problems: tuple[Problem, ...]


def compose_brief(
    brief: Brief, build: BuildOptions, progress: Progress = no_progress
) -> Composition:
    """Return the document of a brief. Raises BriefError with every problem found when one is an error."""
    template = _choose_template(brief, build)
    files = open_memo_folder(build.folder, allow_outside=build.allow_outside)
    said = run_checks(
        brief,
        lambda name: _read_capture(name, files, brief),
        tuple(part.value for part in template.wants),
    )
    progress("checks")
    try:
        composed: ComposedDocument = compose_document(brief, template, files, build.moment)
    except BriefError as fault:
        raise BriefError((*said, *fault.problems), fault.source) from None
    progress("compose")
    return Composition(composed.document, template, (*said, *composed.problems))


def _read_capture(name: str, files: MemoFolder, brief: Brief) -> bytes | None:
    """Return the bytes of a captured file; None when it is not beside the memo, where it need not be."""
    try:
        return files.read(name, brief.memo.where)
    except BriefError:
        return None


def _choose_template(brief: Brief, build: BuildOptions) -> Template:
    """Return the template the caller wants, else the memo's own, else the default."""
    if build.template is not None:
        return load_template(build.template)
    own = brief.memo.template
    if own is None or own in builtin_names():
        return load_template(own or DEFAULT)
    if build.folder is None:
        hint = f"built in: {', '.join(builtin_names())}; or name the folder of the memo"
        raise BriefError(
            [
                error(
                    codes.TEMPLATE_OUTSIDE_FOLDER,
                    f'template "{own}" is a file, and this memo has no folder',
                    None,
                    hint,
                )
            ]
        )
    if not build.allow_outside and not _is_inside(build.folder / own, build.folder):
        hint = "put the template beside the memo, or name it when you build: --template"
        raise BriefError(
            [
                error(
                    codes.TEMPLATE_OUTSIDE_FOLDER,
                    f'template "{own}" leaves the folder of the memo',
                    brief.memo.where,
                    hint,
                )
            ]
        )
    return load_template(own, build.folder)


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())
