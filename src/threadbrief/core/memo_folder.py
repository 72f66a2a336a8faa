"""The files beside a memo: pictures, styles and references come in here as bytes, and nothing leaves the folder."""

from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Protocol

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, Location, error

MAX_BYTES = 64 << 20
"""Of one file; more is a mistake or an attack."""


class MemoFolder(Protocol):
    """Where the bytes of a file that a memo names come from."""

    def path(self, name: str) -> str:
        """Return what problems call a file: its path as seen from where the memo's own was given."""

    def read(self, name: str, where: Location | None) -> bytes:
        """Return the bytes of a file. Raises BriefError, at the place that names it, when it cannot be read."""


def open_memo_folder(folder: Path | None, *, allow_outside: bool = False) -> MemoFolder:
    """Return the files in a folder; None: there are none."""
    return NoFolder() if folder is None else OpenFolder(folder, allow_outside=allow_outside)


class NoFolder:
    """For a memo that came as bytes: there is no folder beside it."""

    def path(self, name: str) -> str:
        """Return the name as the memo gives it."""
        return name

    def read(self, name: str, where: Location | None) -> bytes:
        """Raise BriefError: nothing can be read."""
        hint = "give the folder of the memo's files, or build from a file"
        raise BriefError(
            [
                error(
                    codes.FILE_UNREADABLE,
                    f'"{name}" cannot be read: this memo has no folder',
                    where,
                    hint,
                )
            ]
        )


class OpenFolder:
    """The folder of a memo."""

    def __init__(self, path: Path, *, allow_outside: bool = False) -> None:
        self._path = path
        self._allow_outside = allow_outside

    def path(self, name: str) -> str:
        """Return the path of a file below that of the folder."""
        return str(self._path / name)

    def read(self, name: str, where: Location | None) -> bytes:
        """Return the bytes of a file in the folder or below it. Raises BriefError at the place of the name."""
        path = self._path / name
        if not self._allow_outside and not self._inside(name, path):
            hint = "put the file into the folder of the memo"
            raise BriefError(
                [
                    error(
                        codes.FILE_OUTSIDE_FOLDER,
                        f'"{name}" lies outside the folder of the memo',
                        where,
                        hint,
                    )
                ]
            )
        try:
            if path.is_dir():
                raise BriefError(
                    [error(codes.FILE_UNREADABLE, f'"{name}" is a folder, not a file', where)]
                )
            if path.is_fifo():  # it would wait for ever
                raise BriefError(
                    [error(codes.FILE_UNREADABLE, f'"{name}" is a pipe, not a file', where)]
                )
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except (OSError, ValueError) as fault:
            reason = getattr(fault, "strerror", None) or "not a file name"
            raise BriefError(
                [error(codes.FILE_UNREADABLE, f'"{name}" cannot be read: {reason}', where)]
            ) from None
        if len(data) > MAX_BYTES:
            raise BriefError(
                [
                    error(
                        codes.FILE_UNREADABLE,
                        f'"{name}" is larger than {MAX_BYTES >> 20} MiB',
                        where,
                    )
                ]
            )
        return data

    def _inside(self, key: str, path: Path) -> bool:
        """Return whether a name stays in the folder, links followed, on any system."""
        for pure in (PurePosixPath(key), PureWindowsPath(key)):
            if pure.is_absolute() or pure.drive or ".." in pure.parts:
                return False
        try:
            return path.resolve().is_relative_to(self._path.resolve())
        except (OSError, ValueError, RuntimeError):
            return False
