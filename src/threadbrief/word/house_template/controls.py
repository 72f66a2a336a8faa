"""Content controls: each gets our words, keeps its kind, and is bound to what says the same.

A date picker stays one, a drop-down list, a plain text, and a control that is bound to a property
or to custom XML (ISO/IEC 29500-1, 17.5.2).
"""

import re
from collections.abc import Iterator
from datetime import date

from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Problem, warning
from threadbrief.core.structs import Frozen
from threadbrief.model.document import Properties
from threadbrief.word.house_template.package import HousePart, parse
from threadbrief.word.house_template.template import HouseTemplate, qualify

_CORE_STORE = "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"
"""The store item of the core properties (MS-OE376, 2.5.2.5)."""
_EXTENDED_STORE = "{6668398D-A668-4E3E-A5EB-62B293D839F1}"
_ITEM_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/customXml}itemID"
_ITEM_PROPERTIES = f"{RELATIONSHIP_TYPE.CUSTOM_XML}Props"
_STEPS = re.compile(r"(?:/(?:[\w.-]+:)?[\w.-]+(?:\[\d+\])?)+(?:/@(?:[\w.-]+:)?[\w.-]+)?")
"""A path as Word writes it: names and numbers, no other expression is evaluated."""
_USED_PREFIX = re.compile(r"[/@]([\w.-]+):")
"""LibreOffice opens no file with a prefix that is not declared."""
_PREFIX = re.compile(r"xmlns:([\w.-]+)\s*=\s*(?:'([^']*)'|\"([^\"]*)\")")
_TEXT_KINDS = frozenset(map(qualify, ("text", "date", "dropDownList", "comboBox", "richText")))
_LISTS = frozenset(map(qualify, ("dropDownList", "comboBox")))
_KEPT = frozenset(
    map(qualify, ("rPr", "alias", "tag", "id", "lock", "placeholder", "temporary", "label",
                  "tabIndex", "dataBinding"))
)  # fmt: skip
"""Properties of a control of any kind; the others are of kinds that no text can stand in."""
_ABSENT = "     "
"""What an empty control shows, as Word writes it for a control without a placeholder."""


class ControlText(Frozen):
    """What a control gets."""

    runs: tuple[etree._Element, ...]
    """None: the memo has nothing for it."""
    text: str
    day: date | None = None
    """The day that the text says, where it is the date of the memo."""


class BoundData:
    """The properties and the custom XML of a template, which controls may be bound to."""

    def __init__(self, house: HouseTemplate, properties: Properties) -> None:
        self._house = house
        self._core = {
            "title": properties.title,
            "subject": properties.subject,
            "creator": properties.author,
            "keywords": ", ".join(properties.keywords),
            "identifier": properties.reference,
        }

    def store(self, binding: etree._Element, text: str) -> bool:
        """Put a text where a control is bound to; return False if Word would show another one."""
        item = (binding.get(qualify("storeItemID")) or "").upper()
        path = binding.get(qualify("xpath")) or ""
        mappings = binding.get(qualify("prefixMappings")) or ""
        prefixes = {name: one or two for name, one, two in _PREFIX.findall(mappings)}
        is_path = _STEPS.fullmatch(path) and prefixes.keys() >= set(_USED_PREFIX.findall(path))
        if item == _EXTENDED_STORE or not is_path:
            return False
        if item == _CORE_STORE:
            name = path.rpartition("/")[2].rpartition(":")[2].partition("[")[0]
            return self._core.get(name) == text
        return all(
            self._store_in(part, path, prefixes, text)
            for part in self._iter_items()
            if _read_item_id(part, self._house.name) == item
        )

    def _iter_items(self) -> Iterator[HousePart]:
        for rel in self._house.opened.main.rels.values():
            if rel.reltype == RELATIONSHIP_TYPE.CUSTOM_XML and not rel.is_external:
                yield rel.target_part

    def _store_in(self, part: HousePart, path: str, prefixes: dict[str, str], text: str) -> bool:
        root = parse(part.blob, part.partname, self._house.name)
        element, _, attribute = path.partition("/@")
        try:
            found = root.xpath(element, namespaces=prefixes or None)
        except etree.XPathError:
            return False
        nodes = [node for node in found if etree.iselement(node)] if isinstance(found, list) else []
        if len(nodes) != 1 or len(nodes[0]):
            return False
        if attribute:
            prefix, _, name = attribute.rpartition(":")
            nodes[0].set(f"{{{prefixes[prefix]}}}{name}" if prefix in prefixes else name, text)
        else:
            nodes[0].text = text
        part.put(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
        return True


def _read_item_id(part: HousePart, house: str) -> str:
    for rel in part.rels.values():
        if rel.reltype == _ITEM_PROPERTIES and not rel.is_external:
            root = parse(rel.target_part.blob, rel.target_part.partname, house)
            return (root.get(_ITEM_ID) or "").upper()
    return ""


def set_control(
    control: etree._Element, said: ControlText, data: BoundData
) -> tuple[tuple[etree._Element, ...], tuple[Problem, ...]]:
    """Set the properties of a control for a text; return the runs it shows, and warnings.

    No runs: the control is left as it is, with its placeholder. A plain text keeps no formatting,
    but becomes a rich one for a note or a link.
    """
    properties = control.find(qualify("sdtPr"))
    if properties is None:
        return said.runs, ()
    placeholder = properties.find(qualify("showingPlcHdr"))
    if not said.runs:
        if placeholder is not None:
            return (), ()
        etree.SubElement(properties, qualify("showingPlcHdr"))
        _sort_properties(properties)
        return (_make_run(_ABSENT, None),), ()
    if placeholder is not None:
        properties.remove(placeholder)
    text, warnings = _set_kind(properties, said)
    binding = properties.find(qualify("dataBinding"))
    if binding is not None and not data.store(binding, _format_stored(properties, said.day, text)):
        properties.remove(binding)
    plain = properties.find(qualify("text"))
    if plain is not None and "\n" in text:
        plain.set(qualify("multiLine"), "1")
    if plain is not None or text != said.text:
        return (_make_run(text, said.runs[0].find(qualify("rPr"))),), warnings
    return said.runs, warnings


def _set_kind(properties: etree._Element, said: ControlText) -> tuple[str, tuple[Problem, ...]]:
    """Set what is special to the kind of a control; return the text that it shows, and warnings."""
    text = said.text
    warnings: tuple[Problem, ...] = ()
    for kind in [node for node in properties if node.tag not in _KEPT]:
        if kind.tag not in _TEXT_KINDS or _needs_rich_text(said.runs):
            properties.remove(kind)
        elif kind.tag == qualify("date"):
            _set_day(kind, said.day)
        elif kind.tag in _LISTS:
            text, warnings = _choose_item(kind, text)
    return text, warnings


def _needs_rich_text(runs: tuple[etree._Element, ...]) -> bool:
    plain = {qualify("t"), qualify("br"), qualify("tab"), qualify("rPr")}
    return any(
        run.tag != qualify("r") or any(node.tag not in plain for node in run) for run in runs
    )


def _drop_attribute(element: etree._Element, name: str) -> None:
    if element.get(qualify(name)) is not None:
        del element.attrib[qualify(name)]


def _set_day(kind: etree._Element, day: date | None) -> None:
    """Give a date picker its day (17.5.2.7); without one it has none, and shows the text."""
    if day is None:
        _drop_attribute(kind, "fullDate")
    else:
        kind.set(qualify("fullDate"), f"{day.isoformat()}T00:00:00Z")


def _choose_item(kind: etree._Element, text: str) -> tuple[str, tuple[Problem, ...]]:
    """Return what a list shows for a text, and a warning where it may hold its own words only."""
    for item in kind.iter(qualify("listItem")):
        value = item.get(qualify("value")) or ""
        shown = item.get(qualify("displayText")) or value
        if text.casefold() in {shown.casefold(), value.casefold()}:
            kind.set(qualify("lastValue"), value)
            return shown, ()
    _drop_attribute(kind, "lastValue")
    if kind.tag == qualify("comboBox"):
        return text, ()
    message = f'a drop-down list of the template has no choice "{text}"'
    hint = "it shows these words all the same; add them to its list in Word"
    return text, (warning(codes.CHOICE_NOT_IN_LIST, message, hint=hint),)


def _format_stored(properties: etree._Element, day: date | None, text: str) -> str:
    """Return a text as it is stored where a control is bound to (17.5.2.40)."""
    kind = properties.find(qualify("date"))
    if kind is None or day is None:
        return text
    form = kind.find(qualify("storeMappedDataAs"))
    match "dateTime" if form is None else form.get(qualify("val")):
        case "text":
            return text
        case "date":
            return day.isoformat()
        case _:
            return f"{day.isoformat()}T00:00:00"


def _make_run(text: str, formatting: etree._Element | None) -> etree._Element:
    run = etree.Element(qualify("r"))
    if formatting is not None:
        run.append(formatting)
    for number, line in enumerate(text.split("\n")):
        if number:
            etree.SubElement(run, qualify("br"))
        words = etree.SubElement(run, qualify("t"))
        words.text = line
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return run


_ORDER = ("rPr", "alias", "tag", "id", "lock", "placeholder", "temporary", "showingPlcHdr")


def _sort_properties(properties: etree._Element) -> None:
    """Put the properties in the order of CT_SdtPr, their kind and what follows last."""
    rank = {qualify(name): place for place, name in enumerate(_ORDER)}
    properties[:] = sorted(properties, key=lambda node: rank.get(node.tag, len(rank)))
