"""How a memo is to be built."""

from datetime import datetime
from enum import Enum
from pathlib import Path

from threadbrief.core.structs import Frozen


class Format(Enum):
    """What a memo becomes. The value is also the suffix of its file."""

    DOCX = "docx"
    PDF = "pdf"


class BuildOptions(Frozen):
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
    embed_source: bool = True
    """The files carry the memo that they were made from."""
    fonts: tuple[Path, ...] = ()
    """Folders with fonts of the caller's, for the PDF."""
    memory: Path | None = None
    """A folder in which it may be remembered which fonts the system has; None: nothing is."""


class ReferenceFormat(Enum):
    """A format of references."""

    CSL_JSON = "csl-json"
    BIBTEX = "bibtex"
    RIS = "ris"


class SourcesOptions(Frozen):
    """Which sources of a memo are wanted, and how."""

    listing: ReferenceFormat = ReferenceFormat.CSL_JSON
    cited: bool = False
    """Only those that the memo cites."""
    output: Path | None = None
    """Where they are put; None: they are only handed back."""
    force: bool = False
    """Over a file that is there already."""
