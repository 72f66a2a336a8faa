"""A file in memory as a source."""

from io import BytesIO
from typing import BinaryIO

from threadbrief.importers.captured import CapturedFile


class MemorySource:
    """One file, all of whose bytes are at hand."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        self._data = data

    @property
    def name(self) -> str:
        """What messages call it."""
        return self._name

    @property
    def names(self) -> tuple[str, ...]:
        """Its own name, without its folder."""
        return (self._name.rsplit("/", 1)[-1],)

    def open(self, name: str) -> BinaryIO:  # noqa: ARG002 - there is one file
        """Open it."""
        return BytesIO(self._data)

    def head(self, name: str, size: int = 65536) -> bytes:  # noqa: ARG002 - there is one file
        """Return its first bytes."""
        return self._data[:size]

    def whole(self) -> CapturedFile | None:
        """Return None: it is no archive."""
        return None
