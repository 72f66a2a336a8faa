"""The Python API: load a memo, check it, build it, write it (docs/python.md)."""

import os
from datetime import datetime
from pathlib import Path
from typing import Literal

from threadbrief.core.files import read_memo
from threadbrief.core.problems import BriefError, Problem
from threadbrief.model.brief import Brief
from threadbrief.pipeline.build import build_brief
from threadbrief.pipeline.check import check_brief, make_reference_loader
from threadbrief.pipeline.options import BuildOptions, Format
from threadbrief.pipeline.overwrite import write_outputs
from threadbrief.read import read_brief

PathLike = str | os.PathLike[str]
NO_NAME = "<bytes>"
"""What problems call a memo that came as bytes."""


def load(source: PathLike | bytes, *, folder: PathLike | None = None) -> Brief:
    """Return the brief in a file, or in the bytes of one. Raises BriefError with all its errors.

    Reference files are taken from `folder`; None: the folder of that file, and none for bytes.
    Pictures and a template of the memo's own are later taken from there too; for bytes, `build` and
    `write` need a folder. Warnings are not returned here; `check` returns them.

        >>> brief = load("examples/minimal.yaml")
        >>> brief.source.name
        'examples/minimal.yaml'
    """
    home: Path | None = None
    if isinstance(source, bytes):
        data, name = source, NO_NAME
    else:
        data, name = read_memo(Path(source)), os.fspath(source)
        home = Path(source).parent
    if folder is not None:
        home = Path(folder)
    brief, _ = read_brief(data, name, make_reference_loader(BuildOptions(folder=home)))
    return brief


def check(
    brief: Brief, template: str | None = None, *, folder: PathLike | None = None
) -> tuple[Problem, ...]:
    """Return the problems of a brief, in the order of its file: warnings, and errors of a build.

    >>> check(load("examples/minimal.yaml"))
    ()
    """
    options = BuildOptions(template=template, folder=_find_folder(brief, folder))
    loader = make_reference_loader(options)
    try:
        _, problems = read_brief(brief.source.data, brief.source.name, loader)
    except BriefError as fault:
        problems = fault.problems
    return check_brief(brief, options, problems)


def build(
    brief: Brief,
    to: Literal["docx", "pdf"] = "pdf",
    template: str | None = None,
    *,
    strict: bool = False,
    moment: datetime | None = None,
    folder: PathLike | None = None,
) -> bytes:
    """Return the finished file.

    `template` is a built-in template by name, or a path; None: the memo's own, or the default.
    `moment`, with its time zone, dates the file; None: the memo's date. `folder` has the memo's
    pictures; None: the folder it was loaded from. The same brief gives the same bytes. Raises
    BriefError when an error stops the build, or a warning when `strict`; ValueError for another
    format.

        >>> build(load("examples/minimal.yaml"), to="docx")[:2]
        b'PK'
    """
    kind = _parse_format(to)
    options = BuildOptions(
        formats=(kind,),
        template=template,
        folder=_find_folder(brief, folder),
        strict=strict,
        moment=moment,
    )
    return build_brief(brief, options).files[kind]


def write(
    brief: Brief,
    path: PathLike,
    template: str | None = None,
    *,
    strict: bool = False,
    moment: datetime | None = None,
    folder: PathLike | None = None,
    force: bool = False,
) -> Path:
    """Build a brief, write the file and return its path, whose suffix is .docx or .pdf.

    The write is atomic. A file that threadbrief did not write, or that was edited since, is only
    replaced with `force`. Raises BriefError when the build or the write fails, ValueError for
    another suffix. The other arguments are those of `build`.

        >>> write(load("examples/minimal.yaml"), "build/minimal.pdf").name
        'minimal.pdf'
    """
    output = Path(path)
    kind = _parse_format(output.suffix.removeprefix(".").lower())
    data = build(
        brief, to=kind.value, template=template, strict=strict, moment=moment, folder=folder
    )
    write_outputs({output: data}, force=force)
    return output


def _parse_format(name: str) -> Format:
    try:
        return Format(name)
    except ValueError:
        raise ValueError(f'threadbrief writes "docx" and "pdf", not "{name}"') from None


def _find_folder(brief: Brief, folder: PathLike | None) -> Path | None:
    """Return the folder of the caller, else that of the memo's file; None for bytes."""
    if folder is not None:
        return Path(folder)
    if brief.source.name == NO_NAME:
        return None
    return Path(brief.source.name).parent
