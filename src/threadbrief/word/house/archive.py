"""The bytes of a stranger's .docx become its entries by name, or a refusal; nothing is unpacked that is not bounded."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from threadbrief.word.house.refusing import broken, unsafe, unusable

MAX_ENTRIES = 4096
MAX_ENTRY = 48 << 20
"""Bytes of one entry, unpacked."""
MAX_WHOLE = 192 << 20
MAX_RATIO = 300
"""Unpacked to packed, for what is larger than RATIO_FROM; XML of Word comes to 20 or so, a bomb to 1,000."""
RATIO_FROM = 1 << 20
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
"""How old .doc files begin, and .docx files with a password (MS-CFB, 2.2)."""
_BAD_NAME = re.compile(r'^/|^[A-Za-z]:|\\|(^|/)\.{1,2}(/|$)|//|[\x00-\x1f<>:"|?*]')
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_DECLARATIONS = tuple(
    text.encode(form) for text in ("<!DOCTYPE", "<!ENTITY") for form in ("utf-8", "utf-16-le", "utf-16-be")
)


def read_entries(data: bytes, name: str) -> dict[str, bytes]:
    """Return the entries of a package. Raises BriefError when it is none, or one that no Word file would be."""
    if data.startswith(_COMPOUND_FILE):
        raise unusable(name, "is an old .doc file, or has a password", "open it in Word and save it as .docx")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return dict(_entries(archive, name))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        hint = "open it in Word and save it again"
        raise unusable(name, "is no Word file, or a damaged one", hint) from None


def _entries(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, bytes]]:
    listed = archive.infolist()
    if len(listed) > MAX_ENTRIES:
        raise unsafe(name, f"has {len(listed)} parts; no Word file has more than {MAX_ENTRIES}")
    if sum(entry.file_size for entry in listed) > MAX_WHOLE:
        raise unsafe(name, f"is larger than {MAX_WHOLE >> 20} MiB when it is unpacked")
    seen: set[str] = set()
    for entry in listed:
        part = entry.filename
        if _BAD_NAME.search(entry.orig_filename) or _BAD_NAME.search(part):
            raise unsafe(name, f"has a part with a name that leads out of it: {part[:80]!r}")
        if part.lower() in seen:
            raise unsafe(name, f'has two parts named "{part}"')
        seen.add(part.lower())
        if entry.is_dir():
            continue
        _bounded(entry, name)
        with archive.open(entry) as file:
            yield part, file.read(MAX_ENTRY + 1)


def _bounded(entry: zipfile.ZipInfo, name: str) -> None:
    if entry.flag_bits & 1:
        raise unusable(name, f'has a part with a password: "{entry.filename}"')
    if entry.file_size > MAX_ENTRY:
        raise unsafe(name, f'has a part of more than {MAX_ENTRY >> 20} MiB: "{entry.filename}"')
    if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * entry.compress_size:
        raise unsafe(name, f'has a part that unpacks to {MAX_RATIO} times its size or more: "{entry.filename}"')


def parse(data: bytes, part: str, name: str) -> etree._Element:
    """Return the root of a part of XML. Raises BriefError for entities, for other encodings, and when it is broken."""
    if any(declaration in data for declaration in _DECLARATIONS):
        raise unsafe(name, f'has a part with a DOCTYPE or an entity: "{part}"')
    declared = _ENCODING.search(data[:200])
    if declared and declared[1].lower() not in (b"utf-8", b"utf-16", b"us-ascii"):
        raise unsafe(name, f'has a part in an encoding that Word does not write: "{part}"')
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise broken(name, f'has a part that is no well-formed XML: "{part}": {fault.msg}') from None
