"""A path in, a Source out: a file, a folder, or an archive that is read where it lies; or bytes from elsewhere."""

import os
from io import BytesIO
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import BinaryIO

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, Problem, error
from threadbrief.importers.inputs.archives import CONTROL, TarSource, ZipSource, is_tar
from threadbrief.importers.inputs.source import ImportSource
from threadbrief.importers.model import CapturedFile

MAX_FILES = 1_000_000
"""Files in a folder; one with more is no export."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def open_source(path: Path) -> ImportSource:
    """Return the source at a path; raises BriefError where there is none that can be read."""
    try:
        mode = path.stat().st_mode
        if S_ISDIR(mode):
            return _FolderSource(path)
        if not S_ISREG(mode):
            raise BriefError(
                [error(codes.SOURCE_UNREADABLE, f'"{path}" is a device or a pipe, not a file')]
            )
        with path.open("rb") as file:
            head = file.read(512)
    except (OSError, ValueError) as fault:
        raise BriefError([_unreadable(path, fault)]) from None
    if head[:4] in _ZIP:
        return ZipSource(path)
    return TarSource(path) if is_tar(head) else _FileSource(path)


def memory_source(name: str, data: bytes) -> ImportSource:
    """Return bytes as a source of one file, such as those of the standard input; an archive is read as one."""
    if data[:4] in _ZIP:
        return ZipSource(BytesIO(data), name)
    return TarSource(data, name) if is_tar(data[:512]) else _MemorySource(name, data)


class _FileSource:
    """One file on the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        return str(self._path)

    @property
    def names(self) -> tuple[str, ...]:
        return (self._path.name,)

    def open(self, name: str) -> BinaryIO:
        _known(self, name)
        try:
            return self._path.open("rb")
        except OSError as fault:
            raise BriefError([_unreadable(self._path, fault)]) from None

    def head(self, name: str, size: int = 65536) -> bytes:
        with self.open(name) as file:
            return file.read(size)

    def whole(self) -> CapturedFile | None:
        return None


class _MemorySource:
    """One file that is not on the disk."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        self._data = data

    @property
    def name(self) -> str:
        return self._name

    @property
    def names(self) -> tuple[str, ...]:
        return (self._name,)

    def open(self, name: str) -> BinaryIO:
        _known(self, name)
        return BytesIO(self._data)

    def head(self, name: str, size: int = 65536) -> bytes:
        _known(self, name)
        return self._data[:size]

    def whole(self) -> CapturedFile | None:
        return None


class _FolderSource:
    """A folder; links in it are followed as long as they stay in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._root = Path(os.path.realpath(path))
        found: list[str] = []
        for folder, _, files in os.walk(path):
            inner = Path(folder).relative_to(path)
            found += [(inner / file).as_posix() for file in files]
            if len(found) > MAX_FILES:
                raise BriefError(
                    [error(codes.TOO_MANY_FILES, f'"{path}" has more than {MAX_FILES:,} files')]
                )
        self._names = tuple(sorted(name for name in found if not CONTROL.search(name)))

    @property
    def name(self) -> str:
        return str(self._path)

    @property
    def names(self) -> tuple[str, ...]:
        return self._names

    def open(self, name: str) -> BinaryIO:
        _known(self, name)
        path = self._path / name
        target = Path(os.path.realpath(path))
        if not target.is_relative_to(self._root):
            message = f'"{path}" is a link that leads out of the folder'
            raise BriefError(
                [
                    error(
                        codes.ENTRY_OUTSIDE_ARCHIVE,
                        message,
                        None,
                        "put the file itself into the folder",
                    )
                ]
            )
        try:
            if not S_ISREG(target.stat().st_mode):
                raise BriefError(
                    [error(codes.SOURCE_UNREADABLE, f'"{path}" is a device or a pipe, not a file')]
                )
            return target.open("rb")
        except OSError as fault:
            raise BriefError([_unreadable(path, fault)]) from None

    def head(self, name: str, size: int = 65536) -> bytes:
        with self.open(name) as file:
            return file.read(size)

    def whole(self) -> CapturedFile | None:
        return None


def _known(source: ImportSource, name: str) -> None:
    """Make sure that a name is one of the source's own: nobody gets out of a folder by `..`."""
    if name not in source.names:
        raise BriefError([error(codes.SOURCE_UNREADABLE, f'"{source.name}" has no file "{name}"')])


def _unreadable(path: Path, fault: Exception) -> Problem:
    said = getattr(fault, "strerror", None) or str(fault)
    return error(codes.SOURCE_UNREADABLE, f'"{path}" cannot be read: {said[:1].lower()}{said[1:]}')
