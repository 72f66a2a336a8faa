"""The entries of a template become a package of parts with their relationships, if nothing in it can run or fetch."""

import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from threadbrief.templates import HouseFile
from threadbrief.values import Value
from threadbrief.word.house.archive import parse, read_entries
from threadbrief.word.house.fields import refuse_fetching
from threadbrief.word.house.refusing import broken, unsafe, unusable

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
}
"""Relationships that are refused wherever they lead, by the end of their type."""
_MAX_RELATIONSHIPS = 5000


class HousePart(Part):  # type: ignore[misc]  # python-docx says nothing of its types
    """A part of a template, which may get other content."""

    _blob: bytes
    _content_type: str

    def put(self, data: bytes, content_type: str | None = None) -> None:
        """Replace its bytes, and its type where one is given."""
        self._blob = data
        self._content_type = content_type or self._content_type


class Opened(Value):
    """A template that was found harmless."""

    main: HousePart
    """From it all other parts can be reached."""
    names: frozenset[str]
    """Of all its parts, in lower case, with a slash before each."""
    custom: bytes | None
    """Its custom properties."""


def open_house(house: HouseFile) -> Opened:
    """Return the parts of a template. Raises BriefError when it cannot be used, naming the part."""
    name = house.name
    entries = read_entries(house.data, name)
    types = _content_types(entries, name)
    parts: dict[str, HousePart] = {}
    for entry, data in entries.items():
        content_type = types(entry)
        if _MACROS.search(entry) or _MACROS.search(content_type):
            hint = "save it in Word as .docx or .dotx, which cannot hold macros"
            raise unsafe(name, f'has macros: "{entry}"', hint)
        if entry != "[Content_Types].xml" and not entry.endswith(".rels") and content_type:
            parts[entry] = HousePart(PackURI(f"/{entry}"), content_type, data)
            if content_type.endswith(("+xml", "/xml")):
                refuse_fetching(parse(data, entry, name), entry, name)
    for entry in entries:
        if entry.endswith(".rels"):
            _relate(entry, entries[entry], parts, name)
    custom = next((p.blob for p in parts.values() if p.content_type == CONTENT_TYPE.OFC_CUSTOM_PROPERTIES), None)
    return Opened(_main(entries, parts, name), frozenset(f"/{part}".lower() for part in parts), custom)


def _content_types(entries: Mapping[str, bytes], name: str) -> "_ContentTypes":
    if "[Content_Types].xml" not in entries:
        raise unusable(name, "is a zip file, but no Word file")
    return _ContentTypes(parse(entries["[Content_Types].xml"], "[Content_Types].xml", name))


class _ContentTypes:
    """The type of each part (ISO/IEC 29500-2, 10.1.2)."""

    def __init__(self, root: etree._Element) -> None:
        self._defaults = {
            (row.get("Extension") or "").lower(): row.get("ContentType") or "" for row in root.iter(f"{_TYPES}Default")
        }
        self._overrides = {
            (row.get("PartName") or "").lower(): row.get("ContentType") or "" for row in root.iter(f"{_TYPES}Override")
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
        raise unsafe(name, f'has more than {_MAX_RELATIONSHIPS} relationships in "{entry}"')
    for row in rows:
        kind, target = row.get("Type") or "", row.get("Target") or ""
        _look_at(kind, row.get("TargetMode") == "External", entry, target, name)
        if source not in parts:
            continue
        if kind == RELATIONSHIP_TYPE.HYPERLINK:
            parts[source].rels.add_relationship(kind, target, row.get("Id"), is_external=True)
            continue
        path = _path(source, target, entry, name)
        if path not in parts:
            raise broken(name, f'lacks the part "{path}", which "{entry}" names')
        parts[source].rels.add_relationship(kind, parts[path], row.get("Id"))


def _look_at(kind: str, external: bool, entry: str, target: str, name: str) -> None:  # noqa: FBT001 - one of a row
    end = kind.rpartition("/")[2]
    hint = "take it out in Word, and save the template again"
    if end in _REFUSED:
        raise unsafe(name, f'has {_REFUSED[end]}: "{entry}" leads to "{target[:80]}"', hint)
    if external and kind != RELATIONSHIP_TYPE.HYPERLINK:
        raise unsafe(name, f'would fetch something: "{entry}" leads to "{target[:80]}"', hint)


def _path(source: str, target: str, entry: str, name: str) -> str:
    """Return the name of the part that a target means (ISO/IEC 29500-2, 9.3)."""
    bare = unquote(target.partition("#")[0])
    joined = bare.lstrip("/") if bare.startswith("/") else posixpath.join(posixpath.dirname(source), bare)
    path = posixpath.normpath(joined)
    if path.startswith("..") or "\\" in path or ":" in path:
        raise unsafe(name, f'leads out of itself: "{entry}" leads to "{target[:80]}"')
    return path


def _main(entries: Mapping[str, bytes], parts: Mapping[str, HousePart], name: str) -> HousePart:
    if "_rels/.rels" not in entries:
        raise unusable(name, "is a zip file, but no Word file")
    for row in parse(entries["_rels/.rels"], "_rels/.rels", name).iter(_RELATIONSHIP):
        if row.get("Type") == _STRICT:
            hint = 'save it in Word as "Word Document", not as "Strict Open XML Document"'
            raise unusable(name, "is in the strict form of Open XML", hint)
        if row.get("Type") == RELATIONSHIP_TYPE.OFFICE_DOCUMENT:
            path = _path("", row.get("Target") or "", "_rels/.rels", name)
            if path in parts and parts[path].content_type in (DOCUMENT, TEMPLATE):
                return parts[path]
            raise unusable(name, f'is no Word document: its main part is "{path[:80]}"')
    raise unusable(name, "is a package of Office, but no Word file")
