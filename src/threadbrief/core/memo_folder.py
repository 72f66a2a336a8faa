"""The folder of a memo: its pictures, citation style and reference files are read here as bytes.

No other module reads a file that a memo names, but for its template (templates/loading.py). Paths
that lead out of the folder are rejected (*inside the folder*), unless the caller allows them.
"""

from contextlib import suppress
from pathlib import Path, PurePath
from typing import Protocol

from threadbrief.core import problem_codes as codes
from threadbrief.core.files import describe_os_error
from threadbrief.core.problems import Location, make_brief_error
from threadbrief.core.regular_files import (
    OutsideFolderError,
    lies_inside,
    read_file_inside,
    read_regular_file,
)

MAX_BYTES = 64 << 20
"""Of one file; more is a mistake or an attack."""


class MemoFolder(Protocol):
    """A source of the files that a memo names."""

    def path(self, name: str) -> str:
        """Return what problems call a file: its path relative to the caller's current folder."""

    def read(self, name: str, where: Location | None) -> bytes:
        """Return the bytes of a file.

        `where` is the place in the memo that names it. Raises BriefError, at that place, when it
        cannot be read.
        """


def open_memo_folder(folder: Path | None, *, allow_outside: bool = False) -> MemoFolder:
    """Return the files in a folder; None: a folder without files."""
    if folder is None:
        return NoFolder()
    return OpenFolder(folder, allow_outside=allow_outside)


class NoFolder:
    """For a memo that is given as bytes: it has no folder, and may name no files."""

    def path(self, name: str) -> str:
        """Return the name as the memo gives it."""
        return name

    def read(self, name: str, where: Location | None) -> bytes:
        """Raise BriefError: nothing can be read."""
        raise make_brief_error(
            codes.FILE_UNREADABLE,
            f'"{name}" cannot be read: this memo has no folder',
            where=where,
            hint="give the folder of the memo's files, or build from a file",
        )


class OpenFolder:
    """The folder of a memo on disk."""

    def __init__(self, path: Path, *, allow_outside: bool = False) -> None:
        self._path = path
        self._allow_outside = allow_outside

    def path(self, name: str) -> str:
        """Return the path of a file below that of the folder."""
        return str(self._path / name)

    def read(self, name: str, where: Location | None) -> bytes:
        """Return the bytes of a file in the folder or below it.

        Raises BriefError, at the place of its name, when it cannot be read.
        """
        try:
            if self._allow_outside:
                return read_regular_file(self._path / name, MAX_BYTES)
            return read_file_inside(self._path, name, MAX_BYTES)
        except OutsideFolderError:
            raise make_brief_error(
                codes.FILE_OUTSIDE_FOLDER,
                f'"{name}" lies outside the folder of the memo',
                where=where,
                hint="put the file into the folder of the memo",
            ) from None
        except (OSError, ValueError) as fault:
            reason = "not a file name"
            if isinstance(fault, OSError):
                reason = describe_os_error(fault)
            hint = self._explain_missing(name) if isinstance(fault, FileNotFoundError) else None
            raise make_brief_error(
                codes.FILE_UNREADABLE, f'"{name}" cannot be read: {reason}', where=where, hint=hint
            ) from None

    def _explain_missing(self, name: str) -> str | None:
        """Return what to do about a name that is right on another system only; None elsewhere."""
        if "\\" in name:
            return 'put "/" between folders, on Windows too: ' + name.replace("\\", "/")
        folder = (self._path / name).parent
        wanted = PurePath(name).name.casefold()
        with suppress(OSError):
            for there in sorted(folder.iterdir() if lies_inside(folder, self._path) else ()):
                if there.name.casefold() == wanted:
                    return f'it is called "{there.name}"; capitals count'
        return None
