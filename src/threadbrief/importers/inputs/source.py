"""A file, a folder or an archive, read alike: the names in it, and bytes by name. Nothing is unpacked to the disk."""

import hashlib
from collections.abc import Iterable
from typing import BinaryIO, Protocol

from threadbrief.importers.model import CapturedFile, CapturedThread, Selection, ThreadSummary


class ImportSource(Protocol):
    """Where a thread comes from."""

    @property
    def name(self) -> str:
        """What messages call it."""
        ...

    @property
    def names(self) -> tuple[str, ...]:
        """The paths of its files, with forward slashes, sorted; one, its own, where it is a single file."""
        ...

    def open(self, name: str) -> BinaryIO:
        """Open one of its files to be read as a stream; raises BriefError where that cannot be."""
        ...

    def head(self, name: str, size: int = 65536) -> bytes:
        """Return the first bytes of one of its files."""
        ...

    def whole(self) -> CapturedFile | None:
        """Return the size and SHA-256 of the archive itself; None where the source is no archive."""
        ...


class Reader(Protocol):
    """One format. Each module of a format gives one of these as `READER`."""

    @property
    def format(self) -> str:
        """What `--from` calls it."""
        ...

    def can_read(self, source: ImportSource) -> bool:
        """Tell by content, never by the name of the file alone, whether the source is of this format."""
        ...

    def list_threads(self, source: ImportSource, wanted: Selection) -> Iterable[ThreadSummary]:
        """Return the threads in it, newest first."""
        ...

    def read(self, source: ImportSource, wanted: Selection) -> CapturedThread:
        """Return the thread that is wanted, or the only one; raises BriefError with a Problem of code TB9xx."""
        ...


def captured_files(source: ImportSource, names: Iterable[str]) -> tuple[CapturedFile, ...]:
    """Return what is kept of files that were read: the archive first, where they lie in one."""
    archive = source.whole()
    files = tuple(file_digest(name, source.open(name)) for name in names)
    return files if archive is None else (archive, *files)


def file_digest(name: str, file: BinaryIO) -> CapturedFile:
    """Return the size and SHA-256 of a file, and close it."""
    with file:
        digest = hashlib.sha256()
        size = 0
        while block := file.read(1 << 20):
            digest.update(block)
            size += len(block)
    return CapturedFile(name, digest.hexdigest(), size)
