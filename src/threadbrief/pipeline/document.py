"""A brief and how it is to be built in; its template and its document out, with all there is to say so far."""

from pathlib import Path

from threadbrief.checks import remarks
from threadbrief.compose import Composed, compose_document
from threadbrief.core import problem_codes as codes
from threadbrief.core.memo_folder import Files, files_in
from threadbrief.core.problems import BriefError, Problem, error
from threadbrief.core.progress import Done, unheard
from threadbrief.core.structs import Value
from threadbrief.model.brief import Brief
from threadbrief.model.document import Document
from threadbrief.pipeline.options import Build
from threadbrief.templates import Template
from threadbrief.templates.loading import DEFAULT, builtin_names, load_template


class Composition(Value):
    """A document, how it is to look, and the warnings about it."""

    document: Document
    template: Template
    problems: tuple[Problem, ...]


def compose_brief(brief: Brief, build: Build, done: Done = unheard) -> Composition:
    """Return the document of a brief. Raises BriefError with every problem found when one is an error."""
    template = _template(brief, build)
    files = files_in(build.folder, allow_outside=build.allow_outside)
    said = remarks(
        brief,
        lambda name: _captured(name, files, brief),
        tuple(part.value for part in template.wants),
    )
    done("checks")
    try:
        composed: Composed = compose_document(brief, template, files, build.moment)
    except BriefError as fault:
        raise BriefError((*said, *fault.problems), fault.source) from None
    done("compose")
    return Composition(composed.document, template, (*said, *composed.problems))


def _captured(name: str, files: Files, brief: Brief) -> bytes | None:
    """Return the bytes of a captured file; None when it is not beside the memo, where it need not be."""
    try:
        return files.read(name, brief.memo.where)
    except BriefError:
        return None


def _template(brief: Brief, build: Build) -> Template:
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
    if not build.allow_outside and not _inside(build.folder / own, build.folder):
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


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())
