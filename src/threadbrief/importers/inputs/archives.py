"""A tar, packed or not, of a stranger, read where it lies, as Mastodon gives its archives: under the rules of a zip."""

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
from threadbrief.core.problems import BriefError, error
from threadbrief.importers.inputs.source import file_digest
from threadbrief.importers.model import CapturedFile

CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
"""What no name of a file of an export has."""
BEWARE = "make sure where the archive comes from"
MAX_TOTAL = 16 << 30
"""Bytes that are read out of one archive at most."""


def admitted(archive: str, raw: str, *, link: bool = False) -> str:
    """Return the name of an entry, with forward slashes. Raises BriefError for a link or one that leads out."""
    parts = [part for part in raw.split("/") if part not in {"", "."}]
    unsafe = (
        raw.startswith("/")
        or ".." in parts
        or "\\" in raw
        or CONTROL.search(raw)
        or raw[1:2] == ":"
    )
    if unsafe or link:
        what = "a name that leads out of it" if unsafe else "a link"
        raise BriefError(
            [
                error(
                    codes.ENTRY_OUTSIDE_ARCHIVE,
                    f'"{archive}" holds {what}: {raw[:200]!a}',
                    None,
                    BEWARE,
                )
            ]
        )
    return "/".join(parts)


def twice(archive: str, name: str) -> BriefError:
    """Return what is said of an archive that holds two files of one name."""
    return BriefError(
        [error(codes.DUPLICATE_ENTRY, f'"{archive}" holds "{name}" twice', None, BEWARE)]
    )


def bomb(archive: str, name: str) -> BriefError:
    """Return what is said when a file grows beyond what text can have been."""
    message = f'"{name}" in "{archive}" unpacks to far more than an export holds'
    return BriefError([error(codes.ENTRY_TOO_LARGE, message, None, BEWARE)])


def damaged(archive: str, fault: Exception, name: str | None = None) -> BriefError:
    """Return what is said when an archive, or a file in it, cannot be read."""
    what = f'"{name}" in "{archive}"' if name else f'"{archive}"'
    said = str(fault) or type(fault).__name__
    message = f"{what} is damaged, or the archive is not whole: {said[:1].lower()}{said[1:]}"
    return BriefError([error(codes.DAMAGED_ARCHIVE, message, None, "download it again")])


MAX_FILES = 1_000_000
"""Entries of a tar; one with more is no export."""
PACKED = b"\x1f\x8b"
"""How a file that gzip packed begins."""
_TAR_DAMAGE = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, OverflowError)


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
                    return BufferedReader(_TarEntry(self._name, counted, archive, entry), 1 << 18)
            counted.close()
        raise BriefError([error(codes.SOURCE_UNREADABLE, f'"{self._name}" has no file "{name}"')])

    def head(self, name: str, size: int = 65536) -> bytes:
        """Return the first bytes of one of its files."""
        with self.open(name) as file:
            return file.read(size)

    def whole(self) -> CapturedFile | None:
        """Return the size and SHA-256 of the archive itself."""
        return file_digest(Path(self._name).name, self._raw())

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
            raise BriefError(
                [error(codes.TOO_MANY_FILES, f'"{self._name}" has more than {MAX_FILES:,} files')]
            )


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
    except _TAR_DAMAGE as fault:
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
        if self._count > MAX_TOTAL:
            raise bomb(self._name, self._name)
        return data

    def close(self) -> None:
        self._plain.close()
        self._raw.close()
        super().close()


class _TarEntry(RawIOBase):
    """One file of a tar."""

    def __init__(
        self, name: str, counted: _Counted, archive: tarfile.TarFile, entry: tarfile.TarInfo
    ) -> None:
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
        except _TAR_DAMAGE as fault:
            raise damaged(self._name, fault, self._entry.name) from None
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._counted.close()
        super().close()


MAX_RATIO = 900
"""How many times its packed size a file may have. Text of an export has 5 to 50; deflate cannot do 1,033."""
FREE = 16 << 20
"""Bytes that a file may have whatever its ratio."""
_ENCRYPTED = 0x1
_ZIP_DAMAGE = (
    BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    ImportError,
)
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
        except (*_ZIP_DAMAGE, MemoryError) as fault:
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
            raise BriefError(
                [error(codes.SOURCE_UNREADABLE, f'"{self._name}" has no file "{name}"')]
            )
        if entry.flag_bits & _ENCRYPTED:
            message = f'"{name}" in "{self._name}" is encrypted'
            raise BriefError(
                [
                    error(
                        codes.ENCRYPTED_ARCHIVE,
                        message,
                        None,
                        "unpack it with its password, and name the folder",
                    )
                ]
            )
        try:
            return BufferedReader(_ZipEntry(self, entry, self._zip.open(entry)), 1 << 18)
        except _ZIP_DAMAGE as fault:
            raise damaged(self._name, fault, name) from None

    def head(self, name: str, size: int = 65536) -> bytes:
        """Return the first bytes of one of its files."""
        with self.open(name) as file:
            return file.read(size)

    def whole(self) -> CapturedFile | None:
        """Return the size and SHA-256 of the archive itself."""
        if isinstance(self._file, Path):
            return file_digest(self._file.name, self._file.open("rb"))
        self._file.seek(0)
        return file_digest(self._name, BytesIO(self._file.read()))

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


class _ZipEntry(RawIOBase):
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
        except _ZIP_DAMAGE as fault:
            raise damaged(self._archive.name, fault, self._entry.filename) from None
        except Exception as fault:
            if type(fault).__name__ != "LZMAError":
                raise
            raise damaged(self._archive.name, fault, self._entry.filename) from None
        view[: len(data)] = data
        self._count += len(data)
        self._archive.unpacked += len(data)
        over = self._count > FREE and self._count > MAX_RATIO * max(self._entry.compress_size, 1)
        if over or self._archive.unpacked > MAX_TOTAL:
            raise bomb(self._archive.name, self._entry.filename)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()
