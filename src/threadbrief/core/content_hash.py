"""What a Word file of ours says about its own bytes, so that one that was edited since is known.

*The seal.* docProps/custom.xml holds the SHA-256 of every part of the package, by name, itself with that one value
as zeros. A program that saves the file writes its parts anew, and most keep the old value: then the two differ.
"""

import hashlib
import re
from collections.abc import Iterable

HASH_PROPERTY = "Content SHA-256"
"""The name of the custom property."""
CUSTOM_PART = "docProps/custom.xml"
EMPTY_HASH = "0" * 64
"""What stands where the seal will be."""
_VALUE = re.compile(
    rb'(name="'
    + HASH_PROPERTY.encode()
    + rb'"[^>]*>\s*<(?:\w+:)?lpwstr>)([0-9a-f]{64})(?=</(?:\w+:)?lpwstr>)'
)

Part = tuple[str, bytes]
"""The name of a part, without a slash before it, and its bytes."""


def hash_parts(parts: Iterable[Part]) -> str:
    """Return the SHA-256 of parts, whatever their order."""
    whole = hashlib.sha256()
    for name, data in sorted(parts):
        blank = (
            _VALUE.sub(rb"\g<1>" + EMPTY_HASH.encode(), data, count=1)
            if name == CUSTOM_PART
            else data
        )
        whole.update(f"{len(name.encode())}:{name}:{len(blank)}:".encode())
        whole.update(blank)
    return whole.hexdigest()


def read_content_hash(custom: bytes) -> str | None:
    """Return the seal in the custom properties, None when there is none."""
    found = _VALUE.search(custom)
    return found[2].decode() if found else None


def insert_content_hash(parts: Iterable[Part]) -> list[Part]:
    """Return parts with the seal filled in, where the custom properties have room for one."""
    whole = list(parts)
    seal = rb"\g<1>" + hash_parts(whole).encode()
    return [
        (name, _VALUE.sub(seal, data, count=1) if name == CUSTOM_PART else data)
        for name, data in whole
    ]
