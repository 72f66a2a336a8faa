"""XML of a stranger's, and the properties in a packet of XMP (ISO 16684-1)."""

from collections.abc import Iterator

from lxml import etree

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_MAX_DEPTH = 40
_DOCTYPE = tuple("<!DOCTYPE".encode(form) for form in ("utf-8", "utf-16-le", "utf-16-be"))


def parse_xml(data: bytes) -> etree._Element | None:
    """Return the root of XML; None when it is none, or declares a document type.

    Nothing is fetched, and no entity is expanded.
    """
    if any(start in data for start in _DOCTYPE):
        return None
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None
    # In an encoding of its own, a document type passes by the bytes above.
    return None if root.getroottree().docinfo.internalDTD is not None else root


def local_name(name: object) -> str:
    """Return a name of XML without its namespace; empty for what has no name."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def list_xmp(packet: bytes) -> Iterator[tuple[str, str]]:
    """Yield the properties of a packet, name and value; its text when it is no such XML."""
    root = parse_xml(packet.strip(b"\0 \r\n\t"))
    if root is None:
        yield "packet", packet[:4096].decode("utf-8", "replace")
        return
    for description in root.iter(f"{_RDF}Description"):
        for name, value in description.attrib.items():
            if not str(name).startswith((_RDF, _XML)):
                yield local_name(name), str(value)
        for child in description:
            if not str(child.tag).startswith(_RDF):
                yield local_name(child.tag), "; ".join(_iter_texts(child, 0))


def _iter_texts(element: etree._Element, depth: int) -> Iterator[str]:
    if depth > _MAX_DEPTH or not isinstance(element.tag, str):
        return
    if element.text and element.text.strip():
        yield element.text.strip()
    for name, value in element.attrib.items():
        if not str(name).startswith((_XML, _RDF)) and str(value).strip():
            yield f"{local_name(name)}={value!s}"
    for child in element:
        yield from _iter_texts(child, depth + 1)
