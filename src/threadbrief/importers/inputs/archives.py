"""Zip and tar as import sources, read in place: the files in an archive that may be hostile.

An entry is refused whose name leads out of the archive (path traversal), that is a link, that has
the name of another, or that expands beyond what text can (a zip bomb). Nothing is written to the
disk. Mastodon gives its archives as tar.
"""

import gzip
import re
import tarfile
import zlib
from collections.abc import Iterator
from io import BufferedReader, BytesIO, RawIOBase
from pathlib import Path
from stat import S_ISLNK
from typing import IO, BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError
from threadbrief.importers.inputs.source import (
    SourceBase,
    file_digest,
    import_error,
    missing_file_error,
)
from threadbrief.importers.model import CapturedFile

CONTROL_CHARACTER = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
"""Characters that the names of an export never have."""
ORIGIN_HINT = "make sure where the archive comes from"
MAX_FILES = 1_000_000
"""Files of a folder or a tar; one with more is no export."""
MAX_UNPACKED = 16 << 30
"""Bytes that are read from one archive at most, unpacked."""
MAX_RATIO = 900
"""The largest ratio of unpacked to packed bytes of a file.

The text of an export has 5 to 50; the limit of deflate is 1,032.
"""
RATIO_EXEMPT = 16 << 20
"""Bytes that a file may unpack to at any ratio."""
GZIP_MAGIC = b"\x1f\x8b"
"""The first bytes of a file that gzip made."""

# --- zip -------------------------------------------------------------------------------------

_ENCRYPTED = 0x1
_ZIP_ERRORS = (
    BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    ImportError,
)
"""Exceptions of zipfile for a file that it cannot read.

LZMAError is none of these and is caught by its name: not every Python has the module lzma.
"""


class ZipSource(SourceBase):
    """The files of a zip. `name` is needed where it is not read from a path."""

    def __init__(self, file: Path | BinaryIO, name: str | None = None) -> None:
        super().__init__(name or str(file))
        self._file = file
        self.unpacked = 0
        try:
            self._zip = ZipFile(file)
            entries = self._zip.infolist()
        except (*_ZIP_ERRORS, MemoryError) as fault:
            raise damaged_archive_error(self.name, fault) from None
        self._entries: dict[str, ZipInfo] = {}
        for entry in entries:
            self._add_entry(entry)
        self._check_sizes(entries)
        self.names = tuple(sorted(self._entries))

    def open(self, name: str) -> BinaryIO:
        """Open one of the files. Reading it raises BriefError where it is damaged or too large."""
        entry = self._entries.get(name)
        if entry is None:
            raise missing_file_error(self.name, name)
        if entry.flag_bits & _ENCRYPTED:
            message = f'"{name}" in "{self.name}" is encrypted'
            hint = "unpack it with its password, and name the folder"
            raise import_error(codes.ENCRYPTED_ARCHIVE, message, hint)
        try:
            return BufferedReader(_ZipEntry(self, entry, self._zip.open(entry)), 1 << 18)
        except _ZIP_ERRORS as fault:
            raise damaged_archive_error(self.name, fault, name) from None

    def archive_digest(self) -> CapturedFile | None:
        """Return the size and SHA-256 of the zip."""
        if isinstance(self._file, Path):
            return file_digest(self._file.name, self._file.open("rb"))
        self._file.seek(0)
        return file_digest(self.name, BytesIO(self._file.read()))

    def _add_entry(self, entry: ZipInfo) -> None:
        """Add a file by its name. Raises BriefError for an unsafe name, a link or a duplicate."""
        is_link = S_ISLNK(entry.external_attr >> 16)
        name = safe_entry_name(self.name, entry.orig_filename, link=is_link)
        if entry.is_dir():
            return
        if name in self._entries:
            raise duplicate_entry_error(self.name, name)
        self._entries[name] = entry

    def _check_sizes(self, entries: list[ZipInfo]) -> None:
        """Raise BriefError for an archive whose directory of entries shows a zip bomb."""
        for entry in entries:
            if _expands_too_far(entry.file_size, entry.compress_size):
                raise zip_bomb_error(self.name, entry.filename)
        packed = sum(entry.compress_size for entry in entries)
        # Overlapping entries: more packed bytes than the file has.
        if entries and packed > 2 * self._size() + RATIO_EXEMPT:
            raise zip_bomb_error(self.name, entries[0].filename)

    def _size(self) -> int:
        if isinstance(self._file, Path):
            return self._file.stat().st_size
        return self._file.seek(0, 2)


class _ZipEntry(RawIOBase):
    """One file of a zip as a stream that counts the bytes it has unpacked."""

    def __init__(self, archive: ZipSource, entry: ZipInfo, file: IO[bytes]) -> None:
        self._archive = archive
        self._entry = entry
        self._file = file
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # what BufferedReader gives
        try:
            data = self._file.read(len(view))
        except _ZIP_ERRORS as fault:
            raise damaged_archive_error(self._archive.name, fault, self._entry.filename) from None
        except Exception as fault:
            if type(fault).__name__ != "LZMAError":
                raise
            raise damaged_archive_error(self._archive.name, fault, self._entry.filename) from None
        view[: len(data)] = data
        self._count += len(data)
        self._archive.unpacked += len(data)
        is_bomb = _expands_too_far(self._count, self._entry.compress_size)
        if is_bomb or self._archive.unpacked > MAX_UNPACKED:
            raise zip_bomb_error(self._archive.name, self._entry.filename)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def _expands_too_far(unpacked: int, packed: int) -> bool:
    return unpacked > RATIO_EXEMPT and unpacked > MAX_RATIO * max(packed, 1)


# --- tar -------------------------------------------------------------------------------------

_TAR_ERRORS = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, OverflowError)


class TarSource(SourceBase):
    """The files of a tar, with gzip or without.

    A tar has no directory of its entries: to open a file reads the archive from its beginning.
    """

    def __init__(self, file: Path | bytes, name: str | None = None) -> None:
        super().__init__(name or str(file))
        self._file = file
        self._entries: set[str] = set()
        with _UnpackedStream(self.name, self._open_archive()) as stream:
            for _, entry in _iter_entries(self.name, stream):
                self._add_entry(entry)
        self.names = tuple(sorted(self._entries))

    def open(self, name: str) -> BinaryIO:
        """Open one of the files. Reading it raises BriefError where it is damaged or too large."""
        if name in self._entries:
            stream = _UnpackedStream(self.name, self._open_archive())
            for archive, entry in _iter_entries(self.name, stream):
                if entry.isreg() and safe_entry_name(self.name, entry.name) == name:
                    return BufferedReader(_TarEntry(self.name, stream, archive, entry), 1 << 18)
            stream.close()
        raise missing_file_error(self.name, name)

    def archive_digest(self) -> CapturedFile | None:
        """Return the size and SHA-256 of the tar."""
        return file_digest(Path(self.name).name, self._open_archive())

    def _open_archive(self) -> BinaryIO:
        if isinstance(self._file, bytes):
            return BytesIO(self._file)
        return self._file.open("rb")

    def _add_entry(self, entry: tarfile.TarInfo) -> None:
        """Add a file by its name. Raises BriefError for an unsafe name, a link or a duplicate."""
        is_link = not (entry.isreg() or entry.isdir())
        name = safe_entry_name(self.name, entry.name, link=is_link)
        if entry.isdir():
            return
        if name in self._entries:
            raise duplicate_entry_error(self.name, name)
        self._entries.add(name)
        if len(self._entries) > MAX_FILES:
            raise too_many_files_error(self.name)


def is_tar(head: bytes) -> bool:
    """Return whether a file with this beginning may be a tar, with gzip or without."""
    return head.startswith(GZIP_MAGIC) or head[257:262] == b"ustar"


def _iter_entries(
    name: str, stream: "_UnpackedStream"
) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    """Yield the entries of a tar in its order."""
    try:
        with tarfile.open(fileobj=stream, mode="r|", errorlevel=0) as archive:
            for entry in archive:
                yield archive, entry
                archive.members = []  # type: ignore[attr-defined]  # else each stays in memory
    except _TAR_ERRORS as fault:
        raise damaged_archive_error(name, fault) from None


class _UnpackedStream(RawIOBase):
    """The bytes of a tar without gzip, counted while they are read."""

    def __init__(self, name: str, raw: BinaryIO) -> None:
        self._name = name
        self._raw = raw
        is_packed = raw.read(2) == GZIP_MAGIC
        raw.seek(0)
        self._unpacked: BinaryIO | gzip.GzipFile = raw
        if is_packed:
            self._unpacked = gzip.GzipFile(fileobj=raw)
        self._count = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        data = self._unpacked.read(size)
        self._count += len(data)
        if self._count > MAX_UNPACKED:
            raise zip_bomb_error(self._name, self._name)
        return data

    def close(self) -> None:
        self._unpacked.close()
        self._raw.close()
        super().close()


class _TarEntry(RawIOBase):
    """One file of a tar as a stream."""

    def __init__(
        self,
        name: str,
        stream: _UnpackedStream,
        archive: tarfile.TarFile,
        entry: tarfile.TarInfo,
    ) -> None:
        self._name = name
        self._stream = stream
        self._entry = entry
        self._file = archive.extractfile(entry)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # what BufferedReader gives
        data = b""
        try:
            if self._file:
                data = self._file.read(len(view))
        except _TAR_ERRORS as fault:
            raise damaged_archive_error(self._name, fault, self._entry.name) from None
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()


# --- names of entries, and errors ------------------------------------------------------------


def safe_entry_name(archive: str, raw: str, *, link: bool = False) -> str:
    """Return the name of an entry with forward slashes.

    Raises BriefError for a link and for path traversal.
    """
    parts = [part for part in raw.split("/") if part not in {"", "."}]
    is_unsafe = (
        raw.startswith("/")
        or ".." in parts
        or "\\" in raw
        or CONTROL_CHARACTER.search(raw)
        or raw[1:2] == ":"
    )
    if is_unsafe or link:
        what = "a name that leads out of it" if is_unsafe else "a link"
        message = f'"{archive}" holds {what}: {raw[:200]!a}'
        raise import_error(codes.ENTRY_OUTSIDE_ARCHIVE, message, ORIGIN_HINT)
    return "/".join(parts)


def duplicate_entry_error(archive: str, name: str) -> BriefError:
    """Return the error about two files of one name."""
    message = f'"{archive}" holds "{name}" twice'
    return import_error(codes.DUPLICATE_ENTRY, message, ORIGIN_HINT)


def zip_bomb_error(archive: str, name: str) -> BriefError:
    """Return the error about a file that expands too far."""
    message = f'"{name}" in "{archive}" unpacks to far more than an export holds'
    return import_error(codes.ENTRY_TOO_LARGE, message, ORIGIN_HINT)


def damaged_archive_error(archive: str, fault: Exception, name: str | None = None) -> BriefError:
    """Return the error about an archive, or the file `name` in it, that cannot be read."""
    what = f'"{archive}"'
    if name:
        what = f'"{name}" in "{archive}"'
    reason = str(fault) or type(fault).__name__
    message = f"{what} is damaged, or the archive is not whole: {reason[:1].lower()}{reason[1:]}"
    return import_error(codes.DAMAGED_ARCHIVE, message, "download it again")


def too_many_files_error(name: str) -> BriefError:
    """Return the error about a source of more files than any export has."""
    return import_error(codes.TOO_MANY_FILES, f'"{name}" has more than {MAX_FILES:,} files')
