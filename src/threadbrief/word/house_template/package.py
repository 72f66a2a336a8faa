"""Open a template as a package of parts with relationships, refusing all that can run or fetch."""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from urllib.parse import unquote

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from threadbrief.core.structs import Frozen
from threadbrief.templates import HouseFile
from threadbrief.word.house_template.fields import is_allowed_target
from threadbrief.word.house_template.security import (
    HINT,
    make_broken_error,
    make_unsafe_error,
    make_unusable_error,
    refuse_fetching,
)

MAX_ENTRIES = 4096
MAX_ENTRY = 48 << 20
"""Bytes of one entry, unpacked."""
MAX_WHOLE = 192 << 20
MAX_RATIO = 300
"""Unpacked to packed, for what is larger than RATIO_FROM; XML of Word comes to 20 or so, a bomb to
1,000."""
RATIO_FROM = 1 << 20
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
"""How old .doc files begin, and .docx files with a password (MS-CFB, 2.2)."""
_BAD_NAME = re.compile(r'^/|^[A-Za-z]:|\\|(^|/)\.{1,2}(/|$)|//|[\x00-\x1f<>:"|?*]')
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_DECLARATIONS = tuple(
    text.encode(form)
    for text in ("<!DOCTYPE", "<!ENTITY")
    for form in ("utf-8", "utf-16-le", "utf-16-be")
)


def read_entries(data: bytes, name: str) -> dict[str, bytes]:
    """Return the entries of a package.

    Raises BriefError when it is none, or one that no Word file would be.
    """
    if data.startswith(_COMPOUND_FILE):
        raise make_unusable_error(
            name, "is an old .doc file, or has a password", "open it in Word and save it as .docx"
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return dict(_iter_entries(archive, name))
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
    ):
        hint = "open it in Word and save it again"
        raise make_unusable_error(name, "is no Word file, or a damaged one", hint) from None


def _iter_entries(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, bytes]]:
    listed = archive.infolist()
    if len(listed) > MAX_ENTRIES:
        raise make_unsafe_error(
            name, f"has {len(listed)} parts; no Word file has more than {MAX_ENTRIES}"
        )
    if sum(entry.file_size for entry in listed) > MAX_WHOLE:
        raise make_unsafe_error(name, f"is larger than {MAX_WHOLE >> 20} MiB when it is unpacked")
    seen: set[str] = set()
    for entry in listed:
        part = entry.filename
        if _BAD_NAME.search(entry.orig_filename) or _BAD_NAME.search(part):
            raise make_unsafe_error(
                name, f"has a part with a name that leads out of it: {part[:80]!r}"
            )
        if part.lower() in seen:
            raise make_unsafe_error(name, f'has two parts named "{part}"')
        seen.add(part.lower())
        if entry.is_dir():
            continue
        _check_bounds(entry, name)
        with archive.open(entry) as file:
            yield part, file.read(MAX_ENTRY + 1)


def _check_bounds(entry: zipfile.ZipInfo, name: str) -> None:
    if entry.flag_bits & 1:
        raise make_unusable_error(name, f'has a part with a password: "{entry.filename}"')
    if entry.file_size > MAX_ENTRY:
        raise make_unsafe_error(
            name, f'has a part of more than {MAX_ENTRY >> 20} MiB: "{entry.filename}"'
        )
    if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * entry.compress_size:
        raise make_unsafe_error(
            name,
            f'has a part that unpacks to {MAX_RATIO} times its size or more: "{entry.filename}"',
        )


def parse(data: bytes, part: str, name: str) -> etree._Element:
    """Return the root of a part of XML.

    Raises BriefError for entities, for other encodings, and when it is broken.
    """
    if any(declaration in data for declaration in _DECLARATIONS):
        raise make_unsafe_error(name, f'has a part with a DOCTYPE or an entity: "{part}"')
    declared = _ENCODING.search(data[:200])
    if declared and declared[1].lower() not in (b"utf-8", b"utf-16", b"us-ascii"):
        raise make_unsafe_error(
            name, f'has a part in an encoding that Word does not write: "{part}"'
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise make_broken_error(
            name, f'has a part that is no well-formed XML: "{part}": {fault.msg}'
        ) from None


DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
_MACROS = re.compile("macroenabled|vbaproject|vbadata|activex", re.IGNORECASE)
"""Of content types and names of parts."""
_REFUSED = {
    "vbaProject": "macros",
    "wordVbaData": "macros",
    "oleObject": "an embedded object",
    "control": "an ActiveX control",
    "aFChunk": "a file that Word would merge in",
    "subDocument": "a document inside it",
    "frame": "a frame",
    "attachedTemplate": "a template attached to it",
    "attachedToolbars": "toolbars of its own",
    "keyMapCustomizations": "keys of its own",
    "mailMergeSource": "a data source",
    "mailMergeHeaderSource": "a data source",
    "recipientData": "a data source",
    "transform": "a transformation of its own",
    "extensibility": "a ribbon of its own",
    "webextension": "an add-in from the web",
    "webextensiontaskpanes": "an add-in from the web",
}
"""Relationships that are refused wherever they lead, by the end of their type."""
_REFUSED_KINDS = {end.casefold(): what for end, what in _REFUSED.items()}
_MAX_RELATIONSHIPS = 5000


class HousePart(Part):  # type: ignore[misc]  # python-docx says nothing of its types
    """A part of a template, which may get other content."""

    _blob: bytes
    _content_type: str

    def put(self, data: bytes, content_type: str | None = None) -> None:
        """Replace its bytes, and its type where one is given."""
        self._blob = data
        self._content_type = content_type or self._content_type


class OpenedTemplate(Frozen):
    """A template that was found harmless."""

    main: HousePart
    """From it all other parts can be reached."""
    names: frozenset[str]
    """Of all its parts, in lower case, with a slash before each."""
    custom: bytes | None
    """Its custom properties."""


def open_template(house: HouseFile) -> OpenedTemplate:
    """Return the parts of a template. Raises BriefError when it cannot be used, naming the part."""
    name = house.name
    entries = read_entries(house.data, name)
    types = _read_content_types(entries, name)
    parts: dict[str, HousePart] = {}
    for entry, data in entries.items():
        content_type = types(entry)
        if _MACROS.search(entry) or _MACROS.search(content_type):
            hint = "save it in Word as .docx or .dotx, which cannot hold macros"
            raise make_unsafe_error(name, f'has macros: "{entry}"', hint)
        if entry != "[Content_Types].xml" and not entry.endswith(".rels") and content_type:
            parts[entry] = HousePart(PackURI(f"/{entry}"), content_type, data)
            if content_type.endswith(("+xml", "/xml")) or _looks_like_xml(data):
                refuse_fetching(parse(data, entry, name), entry, name)
    for entry in entries:
        if entry.endswith(".rels"):
            _relate(entry, entries[entry], parts, name)
    custom = next(
        (p.blob for p in parts.values() if p.content_type == CONTENT_TYPE.OFC_CUSTOM_PROPERTIES),
        None,
    )
    return OpenedTemplate(
        _find_main_part(entries, parts, name),
        frozenset(f"/{part}".lower() for part in parts),
        custom,
    )


def _looks_like_xml(data: bytes) -> bool:
    """Return whether a part is XML whatever its type is: drawings in VML have one of their own."""
    return data[:64].lstrip(b"\xef\xbb\xbf\xfe\xff\x00\t\n\r ").startswith(b"<")


def _read_content_types(entries: Mapping[str, bytes], name: str) -> "_ContentTypes":
    if "[Content_Types].xml" not in entries:
        raise make_unusable_error(name, "is a zip file, but no Word file")
    return _ContentTypes(parse(entries["[Content_Types].xml"], "[Content_Types].xml", name))


class _ContentTypes:
    """The type of each part (ISO/IEC 29500-2, 10.1.2)."""

    def __init__(self, root: etree._Element) -> None:
        self._defaults = {
            (row.get("Extension") or "").lower(): row.get("ContentType") or ""
            for row in root.iter(f"{_TYPES}Default")
        }
        self._overrides = {
            (row.get("PartName") or "").lower(): row.get("ContentType") or ""
            for row in root.iter(f"{_TYPES}Override")
        }

    def __call__(self, entry: str) -> str:
        """Return the type of an entry; empty when it has none, and so is no part."""
        extension = entry.rpartition(".")[2].lower()
        return self._overrides.get(f"/{entry}".lower()) or self._defaults.get(extension, "")


def _relate(entry: str, data: bytes, parts: Mapping[str, HousePart], name: str) -> None:
    """Give a part its relationships, and look at each."""
    folder, _, file = entry.rpartition("/")
    source = f"{folder.removesuffix('_rels')}{file.removesuffix('.rels')}"
    rows = list(parse(data, entry, name).iter(_RELATIONSHIP))
    if len(rows) > _MAX_RELATIONSHIPS:
        raise make_unsafe_error(
            name, f'has more than {_MAX_RELATIONSHIPS} relationships in "{entry}"'
        )
    for row in rows:
        key, kind, target = row.get("Id"), row.get("Type") or "", row.get("Target") or ""
        is_external = row.get("TargetMode", "Internal") != "Internal"
        _check_relationship(kind, is_external, entry, target, name)
        if source not in parts:
            continue
        if not key:
            raise make_broken_error(name, f'has a relationship without an Id in "{entry}"')
        if kind == RELATIONSHIP_TYPE.HYPERLINK:
            parts[source].rels.add_relationship(kind, target, key, is_external=True)
            continue
        path = _resolve_path(source, target, entry, name)
        if path not in parts:
            raise make_broken_error(name, f'lacks the part "{path}", which "{entry}" names')
        parts[source].rels.add_relationship(kind, parts[path], key)


def _check_relationship(
    kind: str,
    external: bool,  # noqa: FBT001 - one of a row
    entry: str,
    target: str,
    name: str,
) -> None:
    what = _REFUSED_KINDS.get(kind.rpartition("/")[2].casefold())
    if what is None and kind == RELATIONSHIP_TYPE.HYPERLINK:
        if is_allowed_target(target):
            return
        what = "a link that leads neither to the web nor to a mailbox"
    if what is not None:
        raise make_unsafe_error(name, f'has {what}: "{entry}" leads to "{target[:80]}"', HINT)
    if external:
        raise make_unsafe_error(
            name, f'would fetch something: "{entry}" leads to "{target[:80]}"', HINT
        )


def _resolve_path(source: str, target: str, entry: str, name: str) -> str:
    """Return the name of the part that a target means (ISO/IEC 29500-2, 9.3)."""
    bare = unquote(target.partition("#")[0])
    if bare.startswith("/"):
        joined = bare.lstrip("/")
    else:
        joined = posixpath.join(posixpath.dirname(source), bare)
    path = posixpath.normpath(joined)
    if path.startswith("..") or "\\" in path or ":" in path:
        raise make_unsafe_error(name, f'leads out of itself: "{entry}" leads to "{target[:80]}"')
    return path


def _find_main_part(
    entries: Mapping[str, bytes], parts: Mapping[str, HousePart], name: str
) -> HousePart:
    if "_rels/.rels" not in entries:
        raise make_unusable_error(name, "is a zip file, but no Word file")
    for row in parse(entries["_rels/.rels"], "_rels/.rels", name).iter(_RELATIONSHIP):
        if row.get("Type") == _STRICT:
            hint = 'save it in Word as "Word Document", not as "Strict Open XML Document"'
            raise make_unusable_error(name, "is in the strict form of Open XML", hint)
        if row.get("Type") == RELATIONSHIP_TYPE.OFFICE_DOCUMENT:
            path = _resolve_path("", row.get("Target") or "", "_rels/.rels", name)
            if path in parts and parts[path].content_type in (DOCUMENT, TEMPLATE):
                return parts[path]
            raise make_unusable_error(name, f'is no Word document: its main part is "{path[:80]}"')
    raise make_unusable_error(name, "is a package of Office, but no Word file")
