"""The content hash: a hash of what is in a file, inside the file, which shows later edits.

*The content hash.* In a Word file a custom property in docProps/custom.xml holds the SHA-256 of the
names and bytes of all parts of the package, in which the property itself counts as 64 zeros. A
program that saves the file writes its parts anew, and most programs keep the old property: the two
differ then.

In a PDF both halves of the file identifier (ISO 32000-1, 14.4) are the first 128 bits of the
SHA-256 of all bytes before the cross-reference stream, which is the last object. A program that
adds a section, or writes the file anew, moves that stream, and many keep both halves.
"""

import hashlib
import os
import re
import zipfile
from collections.abc import Iterable
from typing import BinaryIO

HASH_PROPERTY = "Content SHA-256"
"""The name of the custom property."""
CUSTOM_PART = "docProps/custom.xml"
EMPTY_HASH = "0" * 64
"""The placeholder that is written before the hash is known."""
_VALUE = re.compile(
    rb'(name="'
    + HASH_PROPERTY.encode()
    + rb'"[^>]*>\s*<(?:\w+:)?lpwstr>)([0-9a-f]{64})(?=</(?:\w+:)?lpwstr>)'
)

_PIECE = 1 << 20
"""Bytes that are read at a time."""
PackagePart = tuple[str, bytes]
"""The name of a part, without a leading slash, and its bytes."""


def hash_parts(parts: Iterable[PackagePart]) -> str:
    """Return the SHA-256 of parts, whatever their order."""
    digest = hashlib.sha256()
    for name, data in sorted(parts):
        hashed = _empty_hash(data) if name == CUSTOM_PART else data
        digest.update(_format_head(name, len(hashed)))
        digest.update(hashed)
    return digest.hexdigest()


def hash_package(package: zipfile.ZipFile) -> str:
    """Return the hash of hash_parts for the parts of a package, which are read a piece at a time.

    Raises what zipfile raises for a damaged package.
    """
    digest = hashlib.sha256()
    for entry in sorted(package.infolist(), key=lambda entry: entry.filename):
        if entry.filename == CUSTOM_PART:
            hashed = _empty_hash(package.read(entry))
            digest.update(_format_head(entry.filename, len(hashed)) + hashed)
            continue
        digest.update(_format_head(entry.filename, entry.file_size))
        with package.open(entry) as part:
            while piece := part.read(_PIECE):
                digest.update(piece)
    return digest.hexdigest()


def _empty_hash(custom: bytes) -> bytes:
    return _VALUE.sub(rb"\g<1>" + EMPTY_HASH.encode(), custom, count=1)


def _format_head(name: str, size: int) -> bytes:
    return f"{len(name.encode())}:{name}:{size}:".encode()


def read_content_hash(custom: bytes) -> str | None:
    """Return the content hash in the custom properties, None without one."""
    match = _VALUE.search(custom)
    return match[2].decode() if match else None


def insert_content_hash(parts: Iterable[PackagePart]) -> list[PackagePart]:
    """Return the parts with the content hash in place of its placeholder, where there is one."""
    unsigned = list(parts)
    value = rb"\g<1>" + hash_parts(unsigned).encode()
    return [
        (name, _VALUE.sub(value, data, count=1) if name == CUSTOM_PART else data)
        for name, data in unsigned
    ]


# --- PDF ---

_MAX_TRAILER = 64
"""Bytes at the end of a PDF in which the place of the cross-reference stream is looked for."""
_MAX_DICTIONARY = 1 << 10
"""Bytes of the dictionary of a cross-reference stream of ours; it has two hundred."""
_CHUNK = 1 << 20
_TRAILER = re.compile(rb"\nendstream\nendobj\nstartxref\n(\d{1,12})\n%%EOF\n\Z")
_CROSS_REFERENCES = re.compile(
    rb"\d+ 0 obj\n<</Type/XRef/[^<>]{1,400}/ID\[<([0-9a-f]{32})><\1>\]"
    rb"/Filter/FlateDecode/Length (\d{1,12})>>\nstream\n"
)


def hash_pdf(objects: Iterable[bytes]) -> str:
    """Return the file identifier of a PDF: the hash of what is before the cross-references."""
    digest = hashlib.sha256()
    for data in objects:
        digest.update(data)
    return digest.hexdigest()[:32]


def is_pdf_unchanged(file: BinaryIO) -> bool:
    """Return whether a PDF is, to the byte, as threadbrief wrote it.

    Of a file that does not end as ours do, only the end is read. Memory does not grow with it.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _MAX_TRAILER))
    trailer = _TRAILER.search(file.read(_MAX_TRAILER))
    if not trailer:
        return False
    place = int(trailer[1])
    file.seek(place)
    last = _CROSS_REFERENCES.match(file.read(_MAX_DICTIONARY))
    if not last or place + last.end() + int(last[2]) + len(trailer[0]) != size:
        return False
    file.seek(0)
    return hash_pdf(_read_chunks(file, place)) == last[1].decode()


def _read_chunks(file: BinaryIO, length: int) -> Iterable[bytes]:
    while length > 0 and (chunk := file.read(min(_CHUNK, length))):
        yield chunk
        length -= len(chunk)
