"""A zip of a stranger, read where it lies: what could lead out of it, or grow without end, is refused at the door."""

import zlib
from io import BufferedReader, BytesIO, RawIOBase
from pathlib import Path
from stat import S_ISLNK
from typing import IO, BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from threadbrief.errors import BriefError, error
from threadbrief.importers import entry_names
from threadbrief.importers.captured import CapturedFile
from threadbrief.importers.entry_names import admitted, bomb, damaged, twice
from threadbrief.importers.hashed import hashed

MAX_RATIO = 900
"""How many times its packed size a file may have. Text of an export has 5 to 50; deflate cannot do 1,033."""
FREE = 16 << 20
"""Bytes that a file may have whatever its ratio."""
_ENCRYPTED = 0x1
_DAMAGE = (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, ImportError)
"""What zipfile raises for a file that it cannot read; LZMAError, which is none of these, is caught by name."""


class ZipSource:
    """The files in a zip."""

    def __init__(self, file: Path | BinaryIO, name: str | None = None) -> None:
        self._file = file
        self._name = name or str(file)
        self.unpacked = 0
        try:
            self._zip = ZipFile(file)
            entries = self._zip.infolist()
        except (*_DAMAGE, MemoryError) as fault:
            raise damaged(self._name, fault) from None
        self._entries: dict[str, ZipInfo] = {}
        for entry in entries:
            self._admit(entry)
        self._weigh(entries)
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
        entry = self._entries.get(name)
        if entry is None:
            raise BriefError([error("TB950", f'"{self._name}" has no file "{name}"')])
        if entry.flag_bits & _ENCRYPTED:
            message = f'"{name}" in "{self._name}" is encrypted'
            raise BriefError([error("TB952", message, None, "unpack it with its password, and name the folder")])
        try:
            return BufferedReader(_Entry(self, entry, self._zip.open(entry)), 1 << 18)
        except _DAMAGE as fault:
            raise damaged(self._name, fault, name) from None

    def head(self, name: str, size: int = 65536) -> bytes:
        """Return the first bytes of one of its files."""
        with self.open(name) as file:
            return file.read(size)

    def whole(self) -> CapturedFile | None:
        """Return the size and SHA-256 of the archive itself."""
        if isinstance(self._file, Path):
            return hashed(self._file.name, self._file.open("rb"))
        self._file.seek(0)
        return hashed(self._name, BytesIO(self._file.read()))

    def _admit(self, entry: ZipInfo) -> None:
        """Take an entry in, unless its name or its kind could lead out of the archive."""
        name = admitted(self._name, entry.orig_filename, link=S_ISLNK(entry.external_attr >> 16))
        if entry.is_dir():
            return
        if name in self._entries:
            raise twice(self._name, name)
        self._entries[name] = entry

    def _weigh(self, entries: list[ZipInfo]) -> None:
        """Refuse an archive that says itself that it is a bomb."""
        for entry in entries:
            if entry.file_size > FREE and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
                raise bomb(self._name, entry.filename)
        packed = sum(entry.compress_size for entry in entries)
        if entries and packed > 2 * self._size() + FREE:  # entries that lie over one another
            raise bomb(self._name, entries[0].filename)

    def _size(self) -> int:
        if isinstance(self._file, Path):
            return self._file.stat().st_size
        return self._file.seek(0, 2)


class _Entry(RawIOBase):
    """One file of a zip, counted while it is read."""

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
        except _DAMAGE as fault:
            raise damaged(self._archive.name, fault, self._entry.filename) from None
        except Exception as fault:
            if type(fault).__name__ != "LZMAError":
                raise
            raise damaged(self._archive.name, fault, self._entry.filename) from None
        view[: len(data)] = data
        self._count += len(data)
        self._archive.unpacked += len(data)
        over = self._count > FREE and self._count > MAX_RATIO * max(self._entry.compress_size, 1)
        if over or self._archive.unpacked > entry_names.MAX_TOTAL:
            raise bomb(self._archive.name, self._entry.filename)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()
