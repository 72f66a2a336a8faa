"""The options of a build or a check, as a caller in Python gives them."""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, TypedDict

from threadbrief.core.problems import find_nearest
from threadbrief.model.brief import Brief
from threadbrief.pipeline.options import BuildOptions, Embed, Format
from threadbrief.read.values import VALUES

PathLike = str | os.PathLike[str]
NO_NAME = "<bytes>"
"""What problems call a memo that came as bytes or as text."""


class Options(TypedDict, total=False):
    """How a memo is built or checked: keyword arguments, or a dict of them that calls share.

    >>> import threadbrief
    >>> house: threadbrief.Options = {"template": "memo-letter", "strict": True}
    >>> brief = threadbrief.load("examples/minimal.yaml")
    >>> len(threadbrief.build(brief, "docx", **house)) > 10_000
    True
    """

    template: PathLike | None
    """A built-in template by name, or a path; None: the memo's own, or the default."""
    folder: PathLike | None
    """Where the memo's pictures and other files are; None: the folder it was loaded from."""
    fonts: Sequence[PathLike]
    """Folders with fonts of yours, for the PDF."""
    strict: bool
    """Warnings become errors, which stop a build."""
    moment: datetime | None
    """With its time zone; dates the files. None: the memo's date, at midnight UTC."""
    allow_outside: bool
    """Paths in the memo may leave its folder."""
    embed: Literal["full", "clean", "none"]
    """What the files contain of the YAML: all of it, without comments, or nothing."""
    keep_picture_metadata: bool
    """Pictures keep what their files say besides: place, camera, author, comments."""


def make_build_options(
    options: Options, brief: Brief, formats: tuple[Format, ...] = ()
) -> BuildOptions:
    """Return the options of the pipeline for a brief.

    Raises TypeError for a name that is none, ValueError for a value of `embed` that is none.
    """
    for name in options:
        if name not in Options.__annotations__:
            near = find_nearest(name, tuple(Options.__annotations__))
            meant = f"; do you mean {near!r}?" if near else ""
            raise TypeError(f"there is no option {name!r}{meant}")
    template = options.get("template")
    return BuildOptions(
        formats=formats or tuple(Format),
        template=None if template is None else os.fspath(template),
        folder=_find_folder(brief, options.get("folder")),
        strict=options.get("strict", False),
        moment=options.get("moment"),
        allow_outside=options.get("allow_outside", False),
        embed=Embed(options.get("embed", "full")),
        keep_picture_metadata=options.get("keep_picture_metadata", False),
        fonts=tuple(Path(folder) for folder in options.get("fonts", ())),
    )


def _find_folder(brief: Brief, folder: PathLike | None) -> Path | None:
    """Return the folder of the caller, else that of the load, else that of the memo's file."""
    given = brief.source.folder if folder is None else folder
    if given is not None:
        return Path(given)
    if brief.source.name in {NO_NAME, VALUES}:
        return None
    return Path(brief.source.name).parent
