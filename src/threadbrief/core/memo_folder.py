"""The folder of a memo: its pictures, citation style and reference files are read here as bytes.

No other module reads a file that a memo names. Paths that lead out of the folder are rejected (path
traversal), links followed, unless the caller allows them.
"""

from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Protocol

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, Location, make_brief_error

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
        path = self._path / name
        if not self._allow_outside and not self._is_inside(name, path):
            raise make_brief_error(
                codes.FILE_OUTSIDE_FOLDER,
                f'"{name}" lies outside the folder of the memo',
                where=where,
                hint="put the file into the folder of the memo",
            )
        try:
            if path.is_dir():
                raise _make_read_error(f'"{name}" is a folder, not a file', where)
            if path.is_fifo():  # reading it might never end
                raise _make_read_error(f'"{name}" is a pipe, not a file', where)
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except (OSError, ValueError) as fault:
            reason = getattr(fault, "strerror", None) or "not a file name"
            raise _make_read_error(f'"{name}" cannot be read: {reason}', where) from None
        if len(data) > MAX_BYTES:
            raise _make_read_error(f'"{name}" is larger than {MAX_BYTES >> 20} MiB', where)
        return data

    def _is_inside(self, name: str, path: Path) -> bool:
        """Return whether a name stays in the folder, links followed, on every operating system."""
        for pure in (PurePosixPath(name), PureWindowsPath(name)):
            if pure.is_absolute() or pure.drive or ".." in pure.parts:
                return False
        try:
            return path.resolve().is_relative_to(self._path.resolve())
        except (OSError, ValueError, RuntimeError):
            return False


def _make_read_error(message: str, where: Location | None) -> BriefError:
    return make_brief_error(codes.FILE_UNREADABLE, message, where=where)
