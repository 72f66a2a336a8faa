"""Opening an import source: a path or bytes become an ImportSource.

A path is that of a file, a folder, or a zip or tar, which is read where it is.
"""

import os
from io import BytesIO
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import BinaryIO

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError
from threadbrief.core.regular_files import OutsideFolderError, open_file_inside, open_regular_file
from threadbrief.importers.inputs.archives import (
    CONTROL_CHARACTER,
    MAX_FILES,
    TarSource,
    ZipSource,
    is_tar,
    too_many_files_error,
)
from threadbrief.importers.inputs.source import (
    ImportSource,
    SourceBase,
    import_error,
    missing_file_error,
)

_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")


def open_source(path: Path) -> ImportSource:
    """Return the source at a path. Raises BriefError where nothing can be read there."""
    try:
        mode = path.stat().st_mode
        if S_ISDIR(mode):
            return _FolderSource(path)
        if not S_ISREG(mode):
            raise _not_a_file_error(path)
        with open_regular_file(path) as file:
            head = file.read(512)
    except (OSError, ValueError) as fault:
        raise _unreadable_error(path, fault) from None
    if head[:4] in _ZIP_MAGIC:
        return ZipSource(path)
    if is_tar(head):
        return TarSource(path)
    return _FileSource(path)


def memory_source(name: str, data: bytes) -> ImportSource:
    """Return bytes, such as those of the standard input, as a source.

    It has one file unless the bytes are an archive.
    """
    if data[:4] in _ZIP_MAGIC:
        return ZipSource(BytesIO(data), name)
    if is_tar(data[:512]):
        return TarSource(data, name)
    return _MemorySource(name, data)


class _FileSource(SourceBase):
    """One file on the disk."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), (path.name,))
        self._path = path

    def open(self, name: str) -> BinaryIO:
        _check_name(self, name)
        try:
            return open_regular_file(self._path)
        except OSError as fault:
            raise _unreadable_error(self._path, fault) from None


class _MemorySource(SourceBase):
    """One file in memory."""

    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(name, (name,))
        self._data = data

    def open(self, name: str) -> BinaryIO:
        _check_name(self, name)
        return BytesIO(self._data)


class _FolderSource(SourceBase):
    """A folder. Symbolic links in it are followed as long as they stay in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        names: list[str] = []
        for folder, _, files in os.walk(path):
            inner = Path(folder).relative_to(path)
            names += [(inner / file).as_posix() for file in files]
            if len(names) > MAX_FILES:
                raise too_many_files_error(str(path))
        allowed = (name for name in names if not CONTROL_CHARACTER.search(name))
        super().__init__(str(path), tuple(sorted(allowed)))

    def open(self, name: str) -> BinaryIO:
        _check_name(self, name)
        path = self._path / name
        try:
            return open_file_inside(self._path, name)
        except OutsideFolderError:
            message = f'"{path}" is a link that leads out of the folder'
            hint = "put the file itself into the folder"
            raise import_error(codes.ENTRY_OUTSIDE_ARCHIVE, message, hint) from None
        except OSError as fault:
            raise _unreadable_error(path, fault) from None


def _check_name(source: ImportSource, name: str) -> None:
    """Raise BriefError for a name that the source does not list: against path traversal by `..`."""
    if name not in source.names:
        raise missing_file_error(source.name, name)


def _not_a_file_error(path: Path) -> BriefError:
    return import_error(codes.SOURCE_UNREADABLE, f'"{path}" is a device or a pipe, not a file')


def _unreadable_error(path: Path, fault: Exception) -> BriefError:
    reason = getattr(fault, "strerror", None) or str(fault)
    message = f'"{path}" cannot be read: {reason[:1].lower()}{reason[1:]}'
    return import_error(codes.SOURCE_UNREADABLE, message)
