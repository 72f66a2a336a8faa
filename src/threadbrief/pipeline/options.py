"""What a caller can decide about a build, a check or a list of sources."""

from datetime import datetime
from enum import Enum
from pathlib import Path

from threadbrief.core.structs import Frozen


class Format(Enum):
    """A file format of the memo. The value is also the suffix of its file."""

    DOCX = "docx"
    PDF = "pdf"


class Embed(Enum):
    """What a file contains of the memo that it was built from."""

    FULL = "full"
    """The YAML, byte for byte."""
    CLEAN = "clean"
    """The same memo written anew: without comments, and with what its reference files gave."""
    NONE = "none"


class BuildOptions(Frozen):
    """How a memo is built or checked."""

    formats: tuple[Format, ...] = (Format.DOCX, Format.PDF)
    template: str | None = None
    """A built-in template by name, or a path relative to the current folder; None: the memo's own,
    or the default."""
    folder: Path | None = None
    """The folder of the memo, for its pictures and its own template; None: it may name no files."""
    strict: bool = False
    """Warnings become errors, which stop the build."""
    moment: datetime | None = None
    """With its time zone; dates the files. None: the date of the memo, at midnight UTC."""
    allow_outside: bool = False
    """Paths in the memo may leave its folder."""
    embed: Embed = Embed.FULL
    """What the files contain of the YAML that they were built from."""
    keep_picture_metadata: bool = False
    """Pictures keep what their files say besides: place, camera, author, comments."""
    fonts: tuple[Path, ...] = ()
    """Folders with fonts of the caller's, for the PDF."""
    cache_folder: Path | None = None
    """Where the index of the system's fonts is kept between runs; None: it is made for each run."""
    may_fork: bool = False
    """Two files may be made at the same time, one of them by a forked child."""


class ReferenceFormat(Enum):
    """A file format of reference managers."""

    CSL_JSON = "csl-json"
    BIBTEX = "bibtex"
    RIS = "ris"


class SourcesOptions(Frozen):
    """Which sources of a memo are listed, and in which format."""

    format: ReferenceFormat = ReferenceFormat.CSL_JSON
    only_cited: bool = False
    """Leave out sources that the memo does not cite."""
    output: Path | None = None
    """Where the file is written; None: it is only returned."""
    force: bool = False
    """Replace a file that threadbrief did not write, or that was edited since."""
