"""Load a memo, check it, build it, write it (docs/python.md)."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Unpack, overload

from threadbrief.api.options import NO_NAME, Options, PathLike, make_build_options
from threadbrief.core.files import read_memo
from threadbrief.core.problems import BriefError, Problem
from threadbrief.core.structs import replace
from threadbrief.model.brief import Brief
from threadbrief.pipeline.build import build_brief
from threadbrief.pipeline.check import check_brief, make_reference_loader
from threadbrief.pipeline.options import BuildOptions, Format
from threadbrief.pipeline.overwrite import write_outputs
from threadbrief.read import read_brief
from threadbrief.read.reference_files import ReferenceLoader
from threadbrief.read.values import place_by_path, read_values, reread_brief

FormatName = Literal["docx", "pdf"]
Several = tuple[FormatName, ...] | list[FormatName]
SeveralPaths = tuple[PathLike, ...] | list[str] | list[Path]


def load(
    source: PathLike | bytes | Mapping[str, object], *, folder: PathLike | None = None
) -> Brief:
    """Return the brief in a file, in the bytes or the text of one, or in plain objects.

    A `str` with a line break is the YAML itself, any other a path. Plain objects are what the YAML
    would hold: dicts, lists, texts, numbers, dates; a problem of theirs has the `path` of its
    value, `posts[2].url`. Reference files, pictures and a template of the memo's own are taken
    from `folder`; None: the folder of the file, and none for bytes, text and objects. Raises
    BriefError with all errors. Warnings are not returned here; `check` returns them.

        >>> brief = load("examples/minimal.yaml")
        >>> brief.source.name
        'examples/minimal.yaml'
        >>> memo = {"to": "Desk", "from": "Unit", "date": "2031-03-14", "subject": "Low water"}
        >>> load({"schema": "threadbrief/1", "memo": memo, "posts": [{"text": "One."}]})
        <Brief 'Low water': 1 post, no sources>
    """
    if isinstance(source, Mapping):
        brief, _ = read_values(source, _make_loader(folder))
    elif isinstance(source, bytes):
        brief, _ = read_brief(source, NO_NAME, _make_loader(folder))
    elif isinstance(source, str) and "\n" in source:
        brief, _ = read_brief(
            source.encode("utf-8", "surrogatepass"), NO_NAME, _make_loader(folder)
        )
    else:
        path = Path(source)
        loader = _make_loader(path.parent if folder is None else folder)
        brief, _ = read_brief(read_memo(path), os.fspath(source), loader)
    if folder is None:
        return brief
    return replace(brief, source=replace(brief.source, folder=os.fspath(folder)))


def _make_loader(folder: PathLike | None) -> ReferenceLoader:
    home = None if folder is None else Path(folder)
    return make_reference_loader(BuildOptions(folder=home))


def check(brief: Brief, **options: Unpack[Options]) -> tuple[Problem, ...]:
    """Return the problems of a brief, in the order of its file: warnings, and errors of a build.

    A brief that was changed after it was loaded is checked as what it is now.

        >>> check(load("examples/minimal.yaml"))
        ()
    """
    wanted = make_build_options(options, brief)
    try:
        brief, warnings = reread(brief, wanted)
    except BriefError as fault:
        return fault.problems
    return place_by_path(check_brief(brief, wanted, warnings), brief)


@overload
def build(brief: Brief, to: FormatName = "pdf", **options: Unpack[Options]) -> bytes: ...
@overload
def build(brief: Brief, to: Several, **options: Unpack[Options]) -> dict[FormatName, bytes]: ...


def build(
    brief: Brief, to: FormatName | Several = "pdf", **options: Unpack[Options]
) -> bytes | dict[FormatName, bytes]:
    """Return the finished file; with several formats, each file by its format.

    Several are made of one composition: `build(brief, ("docx", "pdf"))`. The same brief gives the
    same bytes. A brief that was changed after it was loaded is checked as a file is, and what the
    files contain is the memo that they show. Raises BriefError when an error stops the build, or
    a warning with `strict`; ValueError for another format, TypeError for another option.

        >>> build(load("examples/minimal.yaml"), "docx")[:2]
        b'PK'
    """
    names: tuple[FormatName, ...] = (to,) if isinstance(to, str) else tuple(to)
    wanted = make_build_options(options, brief, tuple(_parse_format(name) for name in names))
    files = _build(brief, wanted)
    if isinstance(to, str):
        return files[Format(to)]
    return {name: files[Format(name)] for name in names}


@overload
def write(
    brief: Brief, path: PathLike, *, force: bool = False, **options: Unpack[Options]
) -> Path: ...
@overload
def write(
    brief: Brief, path: SeveralPaths, *, force: bool = False, **options: Unpack[Options]
) -> tuple[Path, ...]: ...


def write(
    brief: Brief,
    path: PathLike | SeveralPaths,
    *,
    force: bool = False,
    **options: Unpack[Options],
) -> Path | tuple[Path, ...]:
    """Build a brief, write the file and return its path, whose suffix is .docx or .pdf.

    Several paths are written together: all or none. A file that threadbrief did not write, or that
    was changed since, is only replaced with `force`. Raises BriefError when the build or the write
    fails, ValueError for another suffix.

        >>> write(load("examples/minimal.yaml"), "build/minimal.pdf").name
        'minimal.pdf'
    """
    if isinstance(path, tuple | list):
        paths = tuple(Path(item) for item in path)
    else:
        paths = (Path(path),)
    kinds = [_parse_format(item.suffix.removeprefix(".").lower()) for item in paths]
    files = _build(brief, make_build_options(options, brief, tuple(dict.fromkeys(kinds))))
    outputs = {item: files[kind] for item, kind in zip(paths, kinds, strict=True)}
    write_outputs(outputs, force=force)
    return paths if isinstance(path, tuple | list) else paths[0]


def _build(brief: Brief, options: BuildOptions) -> Mapping[Format, bytes]:
    brief, warnings = reread(brief, options)
    try:
        return build_brief(brief, options, warnings).files
    except BriefError as fault:
        raise BriefError(place_by_path(fault.problems, brief), fault.source) from None


def reread(brief: Brief, options: BuildOptions) -> tuple[Brief, tuple[Problem, ...]]:
    """Return a brief whose source says what its values say, and the warnings about it."""
    return reread_brief(brief, make_reference_loader(options))


def _parse_format(name: str) -> Format:
    try:
        return Format(name)
    except ValueError:
        raise ValueError(f'threadbrief writes "docx" and "pdf", not "{name}"') from None
