"""The memo's YAML as a custom XML part of its Word file, and back again byte for byte.

Word keeps such parts unchanged when it saves. Text is stored as text, so that it can be read in
the unzipped file; what XML cannot hold or would change, such as carriage returns, is stored in
base64.
"""

import base64
import binascii
import hashlib
import re
import uuid

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from threadbrief.model.brief import Source
from threadbrief.word.parts.package import relate
from threadbrief.word.xml import DECLARATION, escape, escape_attribute, replace_controls

NAMESPACE = "urn:threadbrief:source:1"
CUSTOM_XML = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXmlProps"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_DATA_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0, 2.2 forbids, and the carriage return, which 2.11 turns into a line feed."""


def relate_source(main: Part, source: Source, number: int) -> None:
    """Let the main part point to the memo, as the custom XML item of a number."""
    item = Part(
        PackURI(f"/customXml/item{number}.xml"), "application/xml", make_source_part(source)
    )
    properties = Part(
        PackURI(f"/customXml/itemProps{number}.xml"),
        _PROPERTIES_TYPE,
        _make_item_properties(source),
    )
    relate(main, CUSTOM_XML, item, "rIdSource")
    relate(item, _PROPERTIES, properties, "rId1")


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


def _make_item_properties(source: Source) -> bytes:
    item = str(
        uuid.uuid5(uuid.NAMESPACE_URL, f"{NAMESPACE}:{hashlib.sha256(source.data).hexdigest()}")
    ).upper()
    return (
        f'{DECLARATION}<ds:datastoreItem xmlns:ds="{_DATA_STORE}" ds:itemID="{{{item}}}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    ).encode()


def is_source(data: bytes) -> bool:
    """Return whether a custom XML part is a memo of ours."""
    return NAMESPACE.encode() in data[:1024]


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
