"""The custom properties of a template are kept, because its fields may show them; ours replace their namesakes."""

from lxml import etree

from threadbrief.model.brief import Source
from threadbrief.model.document import Document
from threadbrief.word.house.archive import parse
from threadbrief.word.house.template import House
from threadbrief.word.properties import custom_items, custom_xml

_PROPERTY = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"


def house_properties(house: House, document: Document, source: Source | None) -> str:
    """Return the custom properties of the template with ours behind them."""
    if house.opened.custom is None:
        return custom_xml(document.properties, source)
    root = parse(house.opened.custom, "docProps/custom.xml", house.name)
    ours = {name.lower() for name, _ in custom_items(document.properties, source)}
    kept = []
    for node in root.iter(_PROPERTY):
        if (node.get("name") or "").lower() not in ours:
            node.attrib.pop("pid", "")
            node.tail = None
            kept.append(_bare(etree.tostring(node, encoding="unicode")))
    return custom_xml(document.properties, source, kept)


def _bare(xml: str) -> str:
    """Return a property as it stands in a part of ours, whose root declares the namespaces without a prefix."""
    return xml if xml.startswith("<property ") else ""
