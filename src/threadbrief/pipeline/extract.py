"""The memo embedded in a Word file or PDF that threadbrief built: a round trip back to the YAML."""

import hashlib
import re
import zlib

from threadbrief.core import problem_codes as codes
from threadbrief.core.files import MAX_MEMO
from threadbrief.core.problems import make_brief_error
from threadbrief.model.brief import Source

MAX_FILE = 512 << 20
"""Bytes of a Word file or PDF, which may contain many pictures."""
_EMBEDDED = re.compile(
    rb"/Type\s*/EmbeddedFile\s*/Subtype\s*/application#2Fyaml"
    rb"(?P<more>[^\0]{0,400}?)>>\s*stream\r?\n"
)
"""The dictionary of an embedded memo, as our PDFs have it (ISO 32000-1, 7.11.4)."""
_LENGTH = re.compile(rb"/Length\s+(\d{1,10})\b")
_CHECKSUM = re.compile(rb"/CheckSum\s*<([0-9A-Fa-f]{32})>")


def extract_memo(data: bytes, name: str) -> Source:
    """Return the memo that a Word file or PDF was built from, byte for byte.

    `name` is what problems call the file. Raises BriefError when it contains no complete memo.
    """
    source = None
    if data.startswith(b"PK"):
        from threadbrief.word.extract import (  # noqa: PLC0415 - a PDF needs no python-docx
            read_source,
        )

        source = read_source(data, name)
    elif data.startswith(b"%PDF-"):
        source = _extract_from_pdf(data)
    if source is None:
        raise make_brief_error(
            codes.NO_EMBEDDED_MEMO,
            f'"{name}" has no memo in it',
            hint="only files that threadbrief built carry their memo; "
            "some programs drop it when they save",
        )
    return source


def _extract_from_pdf(data: bytes) -> Source | None:
    """Return the memo embedded in a PDF; None without one whose checksum is right.

    The checksum is MD5 (ISO 32000-1, table 46).
    """
    for match in _EMBEDDED.finditer(data):
        length, checksum = _LENGTH.search(match["more"]), _CHECKSUM.search(match["more"])
        if not length or not checksum:
            continue
        content = data[match.end() : match.end() + int(length[1])]
        memo = _inflate(content) if b"/FlateDecode" in match["more"] else content
        if memo is None:
            continue
        digest = hashlib.md5(memo, usedforsecurity=False).hexdigest()
        if digest == checksum[1].decode().lower():
            return Source("memo.yaml", memo)
    return None


def _inflate(content: bytes) -> bytes | None:
    """Return the content of a deflated stream; None when it is damaged, or too large for a memo."""
    decompressor = zlib.decompressobj()
    try:
        memo = decompressor.decompress(content, MAX_MEMO + 1)
    except zlib.error:
        return None
    return memo if decompressor.eof and len(memo) <= MAX_MEMO else None
