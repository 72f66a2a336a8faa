"""The memo embedded in a Word file or PDF that threadbrief built: a round trip back to the YAML."""

import hashlib
import re
import zlib
from io import BytesIO

from threadbrief.core import problem_codes as codes
from threadbrief.core.content_hash import is_pdf_unchanged
from threadbrief.core.files import MAX_MEMO
from threadbrief.core.problems import Problem, make_brief_error, warning
from threadbrief.model.brief import Source

MAX_FILE = 512 << 20
"""Bytes of a Word file or PDF, which may contain many pictures."""
_EMBEDDED = re.compile(rb"/EmbeddedFile\b")
_YAML = re.compile(rb"/Subtype\s*/application#2Fyaml\b", re.IGNORECASE)
_STREAM = re.compile(rb">>\s*stream\r?\n")
_MAX_DICTIONARY = 600
"""Bytes of the dictionary of an embedded memo before or after its type (ISO 32000-1, 7.11.4); other
programs write its entries in another order."""
_LENGTH = re.compile(rb"/Length\s+(\d{1,10})\b")
_CHECKSUM = re.compile(
    rb"/CheckSum\s*(?:<(?P<hex>[0-9A-Fa-f]{32})>"
    rb"|\((?P<literal>(?:[^\\()]|\\[0-7]{1,3}|\\[^0-7]){16})\))"
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|[^0-7])")
"""In a literal string (ISO 32000-1, 7.3.4.2)."""
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def find_edit(data: bytes, name: str) -> Problem | None:
    """Return a warning when a Word file or PDF was changed since it was built from its memo."""
    if data.startswith(b"%PDF-"):
        is_edited = not is_pdf_unchanged(BytesIO(data))
    else:
        from threadbrief.word.extract import (  # noqa: PLC0415 - a PDF needs no python-docx
            is_edited_word,
        )

        is_edited = is_edited_word(data, name)
    if not is_edited:
        return None
    return warning(
        codes.EDITED_SINCE_BUILT,
        f'"{name}" was changed since it was built: the memo in it is the one before that',
        hint="make the same changes in the memo",
    )


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
        stream = _STREAM.search(data, match.end(), match.end() + _MAX_DICTIONARY)
        begin = data.rfind(b" obj", max(0, match.start() - _MAX_DICTIONARY), match.start())
        if not stream or begin < 0:
            continue
        dictionary = data[begin : stream.start()]
        length, checksum = _LENGTH.search(dictionary), _CHECKSUM.search(dictionary)
        if not length or not checksum or not _YAML.search(dictionary):
            continue
        content = data[stream.end() : stream.end() + int(length[1])]
        memo = _inflate(content) if b"/FlateDecode" in dictionary else content
        if memo is None:
            continue
        if hashlib.md5(memo, usedforsecurity=False).digest() == _decode_checksum(checksum):
            return Source("memo.yaml", memo)
    return None


def _decode_checksum(checksum: re.Match[bytes]) -> bytes:
    """Return the bytes of a hexadecimal or literal string."""
    if checksum["hex"]:
        return bytes.fromhex(checksum["hex"].decode())
    return _ESCAPE.sub(_decode_escape, checksum["literal"])


def _decode_escape(escape: re.Match[bytes]) -> bytes:
    escaped: bytes = escape[1]
    if escaped.isdigit():
        return bytes([int(escaped, 8) & 0xFF])
    return _LETTERS.get(escaped, escaped)


def _inflate(content: bytes) -> bytes | None:
    """Return the content of a deflated stream; None when it is damaged, or too large for a memo."""
    decompressor = zlib.decompressobj()
    try:
        memo = decompressor.decompress(content, MAX_MEMO + 1)
    except zlib.error:
        return None
    return memo if decompressor.eof and len(memo) <= MAX_MEMO else None
