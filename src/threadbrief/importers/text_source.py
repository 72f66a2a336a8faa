"""A source in; its one file as text out, with its fingerprint."""

import codecs
import re
from hashlib import sha256

from threadbrief.errors import BriefError
from threadbrief.importers import problems
from threadbrief.importers.captured import CapturedFile
from threadbrief.importers.source import Source

MAX_TEXT = 8 << 20
"""Bytes: a copied thread is far below."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHER = re.compile(
    r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]]|window\.|<\?xml|%PDF|\{\\rtf|(?:# .*\n)*\s*schema:\s*threadbrief)"
)
"""Files that are text for a machine: JSON, JavaScript, XML, PDF, RTF, a memo."""
_CONTROLS = frozenset(chr(code) for code in range(32)) - set("\t\n\r\x0b\x0c")


def read_text(source: Source) -> tuple[str, CapturedFile]:
    """Return the text of a file, its lines ending in line feeds. Raises BriefError for what is no text."""
    name = source.names[0]
    with source.open(name) as file:
        data = file.read(MAX_TEXT + 1)
    if len(data) > MAX_TEXT:
        raise BriefError([problems.too_large(source.name, MAX_TEXT)])
    captured = CapturedFile(name.rsplit("/", 1)[-1], sha256(data).hexdigest(), len(data))
    text = decoded(data, source.name)
    if not text.strip():
        raise BriefError([problems.nothing_in_it(source.name)])
    return text, captured


def decoded(data: bytes, name: str) -> str:
    """Return bytes as text. Raises BriefError where they are none."""
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as fault:
        what = f"byte {len(mark) + fault.start + 1:,} is not of it"
        raise BriefError([problems.not_text(name, what)]) from None
    control = next((letter for letter in text if letter in _CONTROLS), None)
    if control is not None:
        raise BriefError([problems.not_text(name, f"it holds the control character U+{ord(control):04X}")])
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    return text.replace("\x0b", "\n").replace("\x0c", "\n")


def looks_like_text(source: Source) -> bool:
    """Return whether the beginning of a single file is text that a person may have copied."""
    if len(source.names) != 1:
        return False
    head = source.head(source.names[0])
    try:
        text = decoded(whole_characters(head), source.name)
    except BriefError:
        return False
    return not _OTHER.match(text)


def whole_characters(head: bytes) -> bytes:
    """Return the beginning of a file without the character that its end may have cut."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head[: len(head) // 2 * 2]
    for cut in range(1, min(4, len(head)) + 1):
        if head[-cut] >= 0xC0:
            return head[:-cut]
        if head[-cut] < 0x80:
            break
    return head
