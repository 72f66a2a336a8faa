"""A zip of a stranger, read where it lies: what could lead out of it, or grow without end, is refused at the door."""

import re
import zlib
from io import BufferedReader, BytesIO, RawIOBase
from pathlib import Path
from stat import S_ISLNK
from typing import IO, BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from threadbrief.errors import BriefError, Problem, error
from threadbrief.importers.captured import CapturedFile
from threadbrief.importers.hashed import hashed

MAX_RATIO = 900
"""How many times its packed size a file may have. Text of an export has 5 to 50; deflate cannot do 1,033."""
FREE = 16 << 20
"""Bytes that a file may have whatever its ratio."""
MAX_TOTAL = 16 << 30
"""Bytes that are read out of one archive at most."""
CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
"""What no name of a file of an export has."""
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
            raise BriefError([self._damaged(fault)]) from None
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
            raise BriefError([self._damaged(fault, name)]) from None

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

    def damaged(self, fault: Exception, name: str) -> BriefError:
        """Return what is said when one of its files cannot be read."""
        return BriefError([self._damaged(fault, name)])

    def bomb(self, name: str) -> BriefError:
        """Return what is said when one of its files grows beyond what text can have been."""
        message = f'"{name}" in "{self._name}" unpacks to far more than an export holds'
        return BriefError([error("TB954", message, None, "make sure where the archive comes from")])

    def _admit(self, entry: ZipInfo) -> None:
        """Take an entry in, unless its name or its kind could lead out of the archive."""
        raw = entry.orig_filename
        parts = [part for part in raw.split("/") if part not in {"", "."}]
        unsafe = raw.startswith("/") or ".." in parts or "\\" in raw or CONTROL.search(raw) or raw[1:2] == ":"
        if unsafe or S_ISLNK(entry.external_attr >> 16):
            what = "a name that leads out of it" if unsafe else "a link"
            message = f'"{self._name}" holds {what}: {raw[:200]!a}'
            raise BriefError([error("TB953", message, None, "make sure where the archive comes from")])
        if entry.is_dir():
            return
        name = "/".join(parts)
        if name in self._entries:
            message = f'"{self._name}" holds "{name}" twice'
            raise BriefError([error("TB955", message, None, "make sure where the archive comes from")])
        self._entries[name] = entry

    def _weigh(self, entries: list[ZipInfo]) -> None:
        """Refuse an archive that says itself that it is a bomb."""
        for entry in entries:
            if entry.file_size > FREE and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
                raise self.bomb(entry.filename)
        packed = sum(entry.compress_size for entry in entries)
        if entries and packed > 2 * self._size() + FREE:  # entries that lie over one another
            raise self.bomb(entries[0].filename)

    def _size(self) -> int:
        if isinstance(self._file, Path):
            return self._file.stat().st_size
        return self._file.seek(0, 2)

    def _damaged(self, fault: Exception, name: str | None = None) -> Problem:
        what = f'"{name}" in "{self._name}"' if name else f'"{self._name}"'
        said = str(fault) or type(fault).__name__
        message = f"{what} is damaged, or the archive is not whole: {said[:1].lower()}{said[1:]}"
        return error("TB951", message, None, "download it again")


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
            raise self._archive.damaged(fault, self._entry.filename) from None
        except Exception as fault:
            if type(fault).__name__ != "LZMAError":
                raise
            raise self._archive.damaged(fault, self._entry.filename) from None
        view[: len(data)] = data
        self._count += len(data)
        self._archive.unpacked += len(data)
        over = self._count > FREE and self._count > MAX_RATIO * max(self._entry.compress_size, 1)
        if over or self._archive.unpacked > MAX_TOTAL:
            raise self._archive.bomb(self._entry.filename)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()
