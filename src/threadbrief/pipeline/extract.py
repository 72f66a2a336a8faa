"""The bytes of a memo that threadbrief built in, the YAML that it was built from out."""

import hashlib
import re
import zlib

from threadbrief.core import problem_codes as codes
from threadbrief.core.files import MAX_MEMO
from threadbrief.core.problems import BriefError, error
from threadbrief.model.brief import Source

_EMBEDDED = re.compile(
    rb"/Type\s*/EmbeddedFile\s*/Subtype\s*/application#2Fyaml(?P<more>[^\0]{0,400}?)>>\s*stream\r?\n"
)
"""The dictionary of an embedded memo, as our PDFs have it (ISO 32000-1, 7.11.4)."""
_LENGTH = re.compile(rb"/Length\s+(\d{1,10})\b")
_CHECKSUM = re.compile(rb"/CheckSum\s*<([0-9A-Fa-f]{32})>")


def extract_memo(data: bytes, name: str) -> Source:
    """Return the memo that a Word file or a PDF of ours was built from, byte for byte.

    `name` is what problems call the file. Raises BriefError when there is no memo in it, or no whole one.
    """
    if data.startswith(b"PK"):
        from threadbrief.word.extract import read_source  # noqa: PLC0415 - a PDF needs none of python-docx

        source = read_source(data, name)
    else:
        source = _extract_from_pdf(data) if data.startswith(b"%PDF-") else None
    if source is None:
        hint = "only files that threadbrief built carry their memo; some programs drop it when they save"
        raise BriefError([error(codes.NO_EMBEDDED_MEMO, f'"{name}" has no memo in it', None, hint)])
    return source


def _extract_from_pdf(data: bytes) -> Source | None:
    """Return the memo in a PDF of ours; None when there is none whose checksum is right (ISO 32000-1, table 46)."""
    for found in _EMBEDDED.finditer(data):
        length, checksum = _LENGTH.search(found["more"]), _CHECKSUM.search(found["more"])
        if not length or not checksum:
            continue
        content = data[found.end() : found.end() + int(length[1])]
        memo = _inflate(content) if b"/FlateDecode" in found["more"] else content
        if (
            memo is not None
            and hashlib.md5(memo, usedforsecurity=False).hexdigest() == checksum[1].decode().lower()
        ):
            return Source("memo.yaml", memo)
    return None


def _inflate(content: bytes) -> bytes | None:
    unpacking = zlib.decompressobj()
    try:
        memo = unpacking.decompress(content, MAX_MEMO + 1)
    except zlib.error:
        return None
    return memo if unpacking.eof and len(memo) <= MAX_MEMO else None
