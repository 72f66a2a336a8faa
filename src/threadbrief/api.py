"""What a Python program asks of threadbrief: load a memo, check it, build it, write it (docs/python.md)."""

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

    Reference files are taken from `folder`; None: the folder of that file, and none for bytes. Pictures and a
    template of the memo's own are later taken from there too; for bytes, `build` and `write` have to be told a
    folder. Warnings do not come from here; `check` gives them.

        >>> brief = load("examples/minimal.yaml")
        >>> brief.source.name
        'examples/minimal.yaml'
    """
    if isinstance(source, bytes):
        return read_brief(
            source,
            NO_NAME,
            make_reference_loader(
                BuildOptions(folder=Path(folder) if folder is not None else None)
            ),
        )[0]
    home = Path(source).parent if folder is None else Path(folder)
    return read_brief(
        read_memo(Path(source)), os.fspath(source), make_reference_loader(BuildOptions(folder=home))
    )[0]


def check(
    brief: Brief, template: str | None = None, *, folder: PathLike | None = None
) -> tuple[Problem, ...]:
    """Return what is to be said about a brief, in the order of its file: warnings, and what would stop a build.

    >>> check(load("examples/minimal.yaml"))
    ()
    """
    build = BuildOptions(template=template, folder=_find_folder(brief, folder))
    try:
        _, found = read_brief(brief.source.data, brief.source.name, make_reference_loader(build))
    except BriefError as fault:
        found = fault.problems
    return check_brief(brief, build, found)


def build(
    brief: Brief,
    to: Literal["docx", "pdf"] = "pdf",
    template: str | None = None,
    *,
    strict: bool = False,
    moment: datetime | None = None,
    folder: PathLike | None = None,
) -> bytes:
    """Return the finished file. Raises BriefError when something stops the build; warnings do so when `strict`.

    `template` is a built-in look by name, or a path; None: the memo's own, or the default. `moment`, with its zone,
    dates the file; None: the memo's date. `folder` holds the memo's pictures; None: the folder it was loaded from.
    The same brief gives the same bytes. Raises ValueError for a format that there is not.

        >>> build(load("examples/minimal.yaml"), to="docx")[:2]
        b'PK'
    """
    wanted = _parse_format(to)
    options = BuildOptions((wanted,), template, _find_folder(brief, folder), strict, moment)
    return build_brief(brief, options).files[wanted]


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
    """Build a brief, put it where `path` says and return that path; its suffix, .docx or .pdf, says the format.

    The file appears whole or not at all. One that threadbrief did not write, or that a person changed since, is
    replaced only with `force`. Raises BriefError when the build or the writing fails, ValueError for another suffix.

        >>> write(load("examples/minimal.yaml"), "build/minimal.pdf").name
        'minimal.pdf'
    """
    place = Path(path)
    wanted = _parse_format(place.suffix.removeprefix(".").lower())
    options = BuildOptions((wanted,), template, _find_folder(brief, folder), strict, moment)
    data = build_brief(brief, options).files[wanted]
    write_outputs({place: data}, force=force)
    return place


def _parse_format(name: str) -> Format:
    try:
        return Format(name)
    except ValueError:
        raise ValueError(f'threadbrief writes "docx" and "pdf", not "{name}"') from None


def _find_folder(brief: Brief, folder: PathLike | None) -> Path | None:
    if folder is not None:
        return Path(folder)
    return None if brief.source.name == NO_NAME else Path(brief.source.name).parent
