"""What the evidence keeps of the files that a thread was read from: their names, sizes and SHA-256."""

import hashlib
from collections.abc import Iterable
from typing import BinaryIO

from threadbrief.importers.captured import CapturedFile
from threadbrief.importers.source import Source


def captured_files(source: Source, names: Iterable[str]) -> tuple[CapturedFile, ...]:
    """Return what is kept of files that were read: the archive first, where they lie in one."""
    archive = source.whole()
    files = tuple(hashed(name, source.open(name)) for name in names)
    return files if archive is None else (archive, *files)


def hashed(name: str, file: BinaryIO) -> CapturedFile:
    """Return the size and SHA-256 of a file, and close it."""
    with file:
        digest = hashlib.sha256()
        size = 0
        while block := file.read(1 << 20):
            digest.update(block)
            size += len(block)
    return CapturedFile(name, digest.hexdigest(), size)
