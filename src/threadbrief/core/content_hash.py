"""The content hash: a hash of a Word file's parts, inside the file, which shows later edits.

*The content hash.* A custom property in docProps/custom.xml holds the SHA-256 of the names and
bytes of all parts of the package, in which the property itself counts as 64 zeros. A program that
saves the file writes its parts anew, and most programs keep the old property: the two differ then.
"""

import hashlib
import re
from collections.abc import Iterable

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

PackagePart = tuple[str, bytes]
"""The name of a part, without a leading slash, and its bytes."""


def hash_parts(parts: Iterable[PackagePart]) -> str:
    """Return the SHA-256 of parts, whatever their order."""
    digest = hashlib.sha256()
    for name, data in sorted(parts):
        hashed = data
        if name == CUSTOM_PART:
            hashed = _VALUE.sub(rb"\g<1>" + EMPTY_HASH.encode(), data, count=1)
        digest.update(f"{len(name.encode())}:{name}:{len(hashed)}:".encode())
        digest.update(hashed)
    return digest.hexdigest()


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
