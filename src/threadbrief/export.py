"""The whole pipeline: the bytes of a memo in, the bytes of its Word file and PDF out. Nothing is written here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import assert_never

from threadbrief.compose import Composed, Folder, NoFiles, compose_document
from threadbrief.errors import BriefError, Problem, Severity, error, has_errors, in_file_order
from threadbrief.model.brief import Brief
from threadbrief.model.document import Document
from threadbrief.read import read_brief
from threadbrief.read.text import decode
from threadbrief.templates import DEFAULT, Template, builtin_names, load_template


class Format(Enum):
    """What a memo becomes. The value is also the suffix of its file."""

    DOCX = "docx"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Build:
    """How a memo is to be built."""

    formats: tuple[Format, ...] = (Format.DOCX, Format.PDF)
    template: str | None = None
    """A built-in look by name, or a path (from the current folder); None: the memo's own, or the default."""
    folder: Path | None = None
    """The folder of the memo, for its pictures and its own template; None: the memo may name no files."""
    strict: bool = False
    """Warnings stop the build too."""
    moment: datetime | None = None
    """With its zone; dates the files. None: the memo's date, at midnight UTC."""
    allow_outside: bool = False
    """Paths in the memo may leave its folder."""


@dataclass(frozen=True, slots=True)
class Built:
    """The finished files, and what is to be said about them."""

    files: Mapping[Format, bytes]
    problems: tuple[Problem, ...]
    """Warnings, in the order of the file."""


def export_memo(data: bytes, name: str, build: Build) -> Built:
    """Return the files built from the YAML of a memo; `name` is what problems call it.

    Raises BriefError with every problem found when one of them stops the build.
    """
    brief, found = read_brief(data, name)
    return export_brief(brief, build, found)


def export_brief(brief: Brief, build: Build, found: Iterable[Problem] = ()) -> Built:
    """Return the files built from a brief; `found` are the warnings of its reading.

    Raises BriefError with every problem found when one of them stops the build.
    """
    found = tuple(found)
    try:
        template, composed = _composed(brief, build)
    except BriefError as fault:
        raise _stopped(_judged((*found, *fault.problems), build), brief) from None
    problems = _settled((*found, *composed.problems), build, brief)
    files: dict[Format, bytes] = {}
    for wanted in build.formats:
        files[wanted], more = _write(wanted, composed.document, template)
        problems = _settled((*problems, *more), build, brief)
    return Built(MappingProxyType(files), problems)


def check_memo(data: bytes, name: str, build: Build) -> tuple[Problem, ...]:
    """Return everything that is wrong with the YAML of a memo, in the order of the file."""
    try:
        brief, found = read_brief(data, name)
    except BriefError as fault:
        return _judged(fault.problems, build)
    return check_brief(brief, build, found)


def check_brief(brief: Brief, build: Build, found: Iterable[Problem] = ()) -> tuple[Problem, ...]:
    """Return everything that is wrong with a brief: what stops a build, and what a build survives."""
    found = tuple(found)
    try:
        _, composed = _composed(brief, build)
    except BriefError as fault:
        return _judged((*found, *fault.problems), build)
    return _judged((*found, *composed.problems), build)


def memo_text(data: bytes) -> str:
    """Return the characters of a memo as the reader counts them, to show its lines; what is no text is replaced."""
    try:
        return decode(data, "").text
    except BriefError as fault:
        return fault.source or data.decode("utf-8", "replace")


def builtin_templates() -> tuple[Template, ...]:
    """Return the built-in templates, by name."""
    return tuple(load_template(name) for name in builtin_names())


def _composed(brief: Brief, build: Build) -> tuple[Template, Composed]:
    template = _template(brief, build)
    files = Folder(build.folder, allow_outside=build.allow_outside) if build.folder is not None else NoFiles()
    return template, compose_document(brief, template, files, build.moment)


def _template(brief: Brief, build: Build) -> Template:
    """Return the template the caller wants, else the memo's own, else the default."""
    if build.template is not None:
        return load_template(build.template)
    own = brief.memo.template
    if own is None or own in builtin_names():
        return load_template(own or DEFAULT)
    if build.folder is None:
        hint = f"built in: {', '.join(builtin_names())}; or name the folder of the memo"
        raise BriefError([error("TB403", f'template "{own}" is a file, and this memo has no folder', None, hint)])
    if not build.allow_outside and not _inside(build.folder / own, build.folder):
        hint = "put the template beside the memo, or name it when you build: --template"
        raise BriefError([error("TB403", f'template "{own}" leaves the folder of the memo', brief.memo.where, hint)])
    return load_template(own, build.folder)


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _judged(problems: Iterable[Problem], build: Build) -> tuple[Problem, ...]:
    """Return the problems in the order of the file; a strict build knows errors only."""
    ordered = in_file_order(problems)
    return tuple(replace(problem, severity=Severity.ERROR) for problem in ordered) if build.strict else ordered


def _settled(problems: Iterable[Problem], build: Build, brief: Brief) -> tuple[Problem, ...]:
    """Return the problems of a build that goes on. Raises BriefError when one of them stops it."""
    judged = _judged(problems, build)
    if has_errors(judged):
        raise _stopped(judged, brief)
    return judged


def _stopped(problems: Iterable[Problem], brief: Brief) -> BriefError:
    return BriefError(problems, memo_text(brief.source.data))


def _write(wanted: Format, document: Document, template: Template) -> tuple[bytes, tuple[Problem, ...]]:
    match wanted:
        case Format.DOCX:
            from threadbrief.word import write_word  # noqa: PLC0415 - only a Word file pays for python-docx

            word = write_word(document, template)
            return word.data, word.problems
        case Format.PDF:
            from threadbrief.pdf import write_pdf  # noqa: PLC0415 - only a PDF pays for ReportLab and HarfBuzz

            pdf = write_pdf(document, template)
            return pdf.data, pdf.problems
        case _:
            assert_never(wanted)
