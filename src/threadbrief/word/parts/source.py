"""The memo's YAML as a custom XML part of its Word file, and back again byte for byte.

The list of the SHA-256 of its pictures is a part beside it.

Word keeps such parts unchanged when it saves. Text is stored as text, so that it can be read in
the unzipped file; what XML cannot hold or would change, such as carriage returns, is stored in
base64.
"""

import base64
import binascii
import hashlib
import re
import uuid
from collections.abc import Iterable, Iterator

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from threadbrief.core.picture_digests import PictureDigest, list_digests
from threadbrief.core.structs import Frozen
from threadbrief.model.brief import Source
from threadbrief.word.parts.package import relate
from threadbrief.word.xml import DECLARATION, escape, escape_attribute, replace_controls

NAMESPACE = "urn:threadbrief:source:1"
PICTURES_NAMESPACE = "urn:threadbrief:pictures:1"
CUSTOM_XML = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXmlProps"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_DATA_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0, 2.2 forbids, and the carriage return, which 2.11 turns into a line feed."""


def relate_source(
    main: Part, source: Source, pictures: Iterable[PictureDigest], numbers: Iterator[int]
) -> None:
    """Let the main part point to the memo, and to the list of its pictures where it has any.

    They are the custom XML items of the next numbers.
    """
    checksum = hashlib.sha256(source.data).hexdigest()
    item = _CustomItem(NAMESPACE, make_source_part(source), checksum, "rIdSource")
    _relate_item(main, item, next(numbers))
    listed = list_digests(pictures)
    if listed:
        checksum = hashlib.sha256(listed.encode("utf-8", "replace")).hexdigest()
        content = make_pictures_part(listed)
        item = _CustomItem(PICTURES_NAMESPACE, content, checksum, "rIdPictures")
        _relate_item(main, item, next(numbers))


class _CustomItem(Frozen):
    namespace: str
    content: bytes
    checksum: str
    identifier: str


def _relate_item(main: Part, item: _CustomItem, number: int) -> None:
    part = Part(PackURI(f"/customXml/item{number}.xml"), "application/xml", item.content)
    properties = Part(
        PackURI(f"/customXml/itemProps{number}.xml"), _PROPERTIES_TYPE, _make_item_properties(item)
    )
    relate(main, CUSTOM_XML, part, item.identifier)
    relate(part, _PROPERTIES, properties, "rId1")


def make_pictures_part(listed: str) -> bytes:
    """Return the custom XML part with the SHA-256 of the file of each picture, a line each."""
    lines = "\n".join(replace_controls(line)[0] for line in listed.split("\n"))
    opening = f'<pictures xmlns="{PICTURES_NAMESPACE}" xml:space="preserve">'
    return f"{DECLARATION}{opening}{escape(lines)}</pictures>".encode()


def make_source_part(source: Source) -> bytes:
    """Return the custom XML part of a memo."""
    text = _decode_source(source.data)
    content, form = (
        (escape(text), "text")
        if text is not None
        else (base64.b64encode(source.data).decode(), "base64")
    )
    name = escape_attribute(replace_controls(source.file_name)[0])
    checksum = hashlib.sha256(source.data).hexdigest()
    opening = (
        f'<source xmlns="{NAMESPACE}" name="{name}" sha256="{checksum}" form="{form}" '
        'xml:space="preserve">'
    )
    return f"{DECLARATION}{opening}{content}</source>".encode()


def _decode_source(data: bytes) -> str | None:
    """Return a memo as text; None when XML would not give it back as it is."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if _FORBIDDEN.search(text):
        return None
    return text


def _make_item_properties(item: _CustomItem) -> bytes:
    name = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{item.namespace}:{item.checksum}")).upper()
    return (
        f'{DECLARATION}<ds:datastoreItem xmlns:ds="{_DATA_STORE}" ds:itemID="{{{name}}}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{item.namespace}"/></ds:schemaRefs>'
        "</ds:datastoreItem>"
    ).encode()


def is_source(data: bytes) -> bool:
    """Return whether a custom XML part is a memo of ours."""
    return NAMESPACE.encode() in data[:1024]


def is_own_data(data: bytes) -> bool:
    """Return whether a custom XML part is a memo of ours, or the list of its pictures."""
    return is_source(data) or PICTURES_NAMESPACE.encode() in data[:1024]


def parse_source(root: etree._Element) -> Source | None:
    """Return the memo in a custom XML part; None when it is none, or not what its checksum says."""
    if root.tag != f"{{{NAMESPACE}}}source" or len(root):
        return None
    content = root.text or ""
    try:
        if root.get("form") == "base64":
            data = base64.b64decode(content, validate=True)
        else:
            data = content.encode()
    except (binascii.Error, ValueError):
        return None
    if hashlib.sha256(data).hexdigest() != root.get("sha256"):
        return None
    return Source(root.get("name") or "memo.yaml", data)
