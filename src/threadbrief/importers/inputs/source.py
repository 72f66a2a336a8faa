"""A file, a folder or an archive as an import source: names of files, and their bytes by name.

Readers of formats (the protocol `Reader`) see nothing but an `ImportSource`. Nothing is unpacked to
the disk. `open.py` opens sources; archives are in `archives.py`.
"""

import hashlib
from collections.abc import Iterable
from typing import BinaryIO, Protocol

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, error
from threadbrief.importers.model import CapturedFile, CapturedThread, Selection, ThreadSummary


class ImportSource(Protocol):
    """Where a thread is imported from."""

    @property
    def name(self) -> str:
        """The name of the source in messages."""
        ...

    @property
    def names(self) -> tuple[str, ...]:
        """The paths of its files, with forward slashes, sorted; for a single file, its own name."""
        ...

    def open(self, name: str) -> BinaryIO:
        """Open one of the files as a stream. Raises BriefError where it cannot be read."""
        ...

    def head(self, name: str, size: int = 65536) -> bytes:
        """Return the first `size` bytes of one of the files."""
        ...

    def archive_digest(self) -> CapturedFile | None:
        """Return the size and SHA-256 of the archive file; None where the source is no archive."""
        ...


class SourceBase:
    """The members that all sources implement alike."""

    def __init__(self, name: str, names: tuple[str, ...] = ()) -> None:
        self.name = name
        self.names = names

    def open(self, name: str) -> BinaryIO:
        """Open one of the files as a stream. Raises BriefError where it cannot be read."""
        raise NotImplementedError

    def head(self, name: str, size: int = 65536) -> bytes:
        """Return the first `size` bytes of one of the files."""
        with self.open(name) as file:
            return file.read(size)

    def archive_digest(self) -> CapturedFile | None:
        """Return None: the source is no archive."""
        return None


class Reader(Protocol):
    """A reader of one format. The module of each format has one as `READER`."""

    @property
    def format(self) -> str:
        """The name of the format for `--from`."""
        ...

    def can_read(self, source: ImportSource) -> bool:
        """Return whether the source is of this format, by its content, not by a name alone."""
        ...

    def list_threads(self, source: ImportSource, wanted: Selection) -> Iterable[ThreadSummary]:
        """Return the threads of the source, newest first."""
        ...

    def read(self, source: ImportSource, wanted: Selection) -> CapturedThread:
        """Return the selected thread, or the only one. Raises BriefError of a code TB9xx."""
        ...


def capture_files(source: ImportSource, names: Iterable[str]) -> tuple[CapturedFile, ...]:
    """Return names, sizes and SHA-256 of the files that were read, the archive file first.

    They are the evidence in the draft of what a thread was read from.
    """
    archive = source.archive_digest()
    files = tuple(file_digest(name, source.open(name)) for name in names)
    if archive is None:
        return files
    return (archive, *files)


def file_digest(name: str, file: BinaryIO) -> CapturedFile:
    """Return the size and SHA-256 of a file, and close it."""
    with file:
        digest = hashlib.sha256()
        size = 0
        while block := file.read(1 << 20):
            digest.update(block)
            size += len(block)
    return CapturedFile(name, digest.hexdigest(), size)


def import_error(code: str, message: str, hint: str | None = None) -> BriefError:
    """Return the error of one problem that has no place in a file."""
    return BriefError([error(code, message, hint=hint)])


def missing_file_error(source: str, name: str) -> BriefError:
    """Return the error about a name that no file of a source has."""
    return import_error(codes.SOURCE_UNREADABLE, f'"{source}" has no file "{name}"')
