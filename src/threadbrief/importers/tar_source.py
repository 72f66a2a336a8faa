"""A tar, packed or not, of a stranger, read where it lies, as Mastodon gives its archives: under the rules of a zip."""

import gzip
import tarfile
import zlib
from collections.abc import Iterator
from io import BufferedReader, BytesIO, RawIOBase
from pathlib import Path
from typing import BinaryIO

from threadbrief.errors import BriefError, error
from threadbrief.importers import entry_names
from threadbrief.importers.captured import CapturedFile
from threadbrief.importers.entry_names import admitted, bomb, damaged, twice
from threadbrief.importers.hashed import hashed

MAX_FILES = 1_000_000
"""Entries of a tar; one with more is no export."""
PACKED = b"\x1f\x8b"
"""How a file that gzip packed begins."""
_DAMAGE = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, OverflowError)


class TarSource:
    """The files in a tar. It is read from its beginning for every file that is opened: a tar has no other way."""

    def __init__(self, file: Path | bytes, name: str | None = None) -> None:
        self._file = file
        self._name = name or str(file)
        self._entries: set[str] = set()
        with _Counted(self._name, self._raw()) as counted:
            for _, entry in _walk(self._name, counted):
                self._admit(entry)
        self._names = tuple(sorted(self._entries))

    @property
    def name(self) -> str:
        """What messages call it."""
        return self._name

    @property
    def names(self) -> tuple[str, ...]:
        """The paths of its files, sorted."""
        return self._names

    def open(self, name: str) -> BinaryIO:
        """Open one of its files; reading raises BriefError where it is damaged or grows too large."""
        if name in self._entries:
            counted = _Counted(self._name, self._raw())
            for archive, entry in _walk(self._name, counted):
                if entry.isreg() and admitted(self._name, entry.name) == name:
                    return BufferedReader(_Entry(self._name, counted, archive, entry), 1 << 18)
            counted.close()
        raise BriefError([error("TB950", f'"{self._name}" has no file "{name}"')])

    def head(self, name: str, size: int = 65536) -> bytes:
        """Return the first bytes of one of its files."""
        with self.open(name) as file:
            return file.read(size)

    def whole(self) -> CapturedFile | None:
        """Return the size and SHA-256 of the archive itself."""
        return hashed(Path(self._name).name, self._raw())

    def _raw(self) -> BinaryIO:
        return BytesIO(self._file) if isinstance(self._file, bytes) else self._file.open("rb")

    def _admit(self, entry: tarfile.TarInfo) -> None:
        """Take an entry in, unless its name or its kind could lead out of the archive."""
        name = admitted(self._name, entry.name, link=not (entry.isreg() or entry.isdir()))
        if entry.isdir():
            return
        if name in self._entries:
            raise twice(self._name, name)
        self._entries.add(name)
        if len(self._entries) > MAX_FILES:
            raise BriefError([error("TB956", f'"{self._name}" has more than {MAX_FILES:,} files')])


def is_tar(head: bytes) -> bool:
    """Return whether a file that begins so may be a tar, packed or not."""
    return head.startswith(PACKED) or head[257:262] == b"ustar"


def _walk(name: str, counted: "_Counted") -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    """Yield the entries of a tar as they come."""
    try:
        with tarfile.open(fileobj=counted, mode="r|", errorlevel=0) as archive:
            for entry in archive:
                yield archive, entry
                archive.members = []  # type: ignore[attr-defined]  # else each stays in memory
    except _DAMAGE as fault:
        raise damaged(name, fault) from None


class _Counted(RawIOBase):
    """The unpacked bytes of a tar, counted while they are read."""

    def __init__(self, name: str, raw: BinaryIO) -> None:
        self._name = name
        self._raw = raw
        packed = raw.read(2) == PACKED
        raw.seek(0)
        self._plain: BinaryIO | gzip.GzipFile = gzip.GzipFile(fileobj=raw) if packed else raw
        self._count = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        data = self._plain.read(size)
        self._count += len(data)
        if self._count > entry_names.MAX_TOTAL:
            raise bomb(self._name, self._name)
        return data

    def close(self) -> None:
        self._plain.close()
        self._raw.close()
        super().close()


class _Entry(RawIOBase):
    """One file of a tar."""

    def __init__(self, name: str, counted: _Counted, archive: tarfile.TarFile, entry: tarfile.TarInfo) -> None:
        self._name = name
        self._counted = counted
        self._entry = entry
        self._file = archive.extractfile(entry)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # what BufferedReader gives
        try:
            data = self._file.read(len(view)) if self._file else b""
        except _DAMAGE as fault:
            raise damaged(self._name, fault, self._entry.name) from None
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._counted.close()
        super().close()
