"""A template of Word with its parts parsed: what its page, its text and its notes are like."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy

from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from threadbrief.core.structs import Frozen
from threadbrief.templates import HouseFile, PageSetup
from threadbrief.word.house_template.package import HousePart, OpenedTemplate, open_template, parse
from threadbrief.word.house_template.security import make_broken_error
from threadbrief.word.parts.note_numbering import NoteNumbering
from threadbrief.word.xml import W

_TWIPS = 20.0
_NUMBER = re.compile("[+-]?[0-9]{1,10}", re.ASCII)
_NARROWEST = 72.0
"""Points: columns narrower than an inch are not set for."""
_STORIES = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
_RELATED = {
    "styles": RELATIONSHIP_TYPE.STYLES,
    "settings": RELATIONSHIP_TYPE.SETTINGS,
    "numbering": RELATIONSHIP_TYPE.NUMBERING,
    "footnotes": RELATIONSHIP_TYPE.FOOTNOTES,
    "endnotes": RELATIONSHIP_TYPE.ENDNOTES,
}
SETTINGS_AFTER_NOTES = (
    "footnotePr", "endnotePr", "compat", "docVars", "rsids", "mathPr", "attachedSchema",
    "themeFontLang", "clrSchemeMapping", "doNotIncludeSubdocsInStats", "doNotAutoCompressPictures",
    "forceUpgrade", "captions", "readModeInkLockDown", "smartTagType", "schemaLibrary",
    "shapeDefaults", "doNotEmbedSmartTags", "decimalSymbol", "listSeparator",
)  # fmt: skip
"""What follows the settings of notes in CT_Settings (ECMA-376-1, 17.15.1.78)."""


def qualify(name: str) -> str:
    """Return the name of a WordprocessingML element or attribute as lxml has it."""
    return f"{{{W}}}{name}"


def read_attribute(element: etree._Element | None, path: str, attribute: str = "val") -> str | None:
    """Return an attribute of the first element at a path; None when there is none."""
    if element is None:
        found = None
    else:
        found = element.find("/".join(map(qualify, path.split("/"))))
    if found is None:
        return None
    return found.get(qualify(attribute))


def parse_integer(text: str | None, otherwise: int = 0) -> int:
    """Return a whole number of a template.

    Another one where there is none, or one that no program would write.
    """
    if text and _NUMBER.fullmatch(text):
        return int(text)
    return otherwise


class TemplateStory(Frozen):
    """A header or footer, parsed."""

    part: HousePart
    root: etree._Element


class HouseTemplate(Frozen):
    """A template, its parts parsed to be changed."""

    name: str
    opened: OpenedTemplate
    document: etree._Element
    parts: Mapping[str, HousePart]
    """Styles, settings, numbering, footnotes, endnotes: those that it has."""
    roots: Mapping[str, etree._Element]
    running: tuple[TemplateStory, ...]

    @property
    def body(self) -> etree._Element:
        """The element that holds the text."""
        found = self.document.find(qualify("body"))
        if found is None:
            raise make_broken_error(
                self.name, f'has no text in its main part "{self.opened.main.partname}"'
            )
        return found

    def free(self, name: str) -> str:
        """Return the name for a new part.

        This one, with a number where the template has such a part.
        """
        stem, dot, suffix = name.rpartition(".")
        number = 1
        while name.lower() in self.opened.names:
            number += 1
            name = f"{stem}{number}{dot}{suffix}"
        return name


def read_template(file: HouseFile) -> HouseTemplate:
    """Return a template, parsed.

    Raises BriefError when it is unsafe, or a part is missing or damaged.
    """
    opened = open_template(file)
    main = opened.main
    related = {rel.reltype: rel.target_part for rel in main.rels.values() if not rel.is_external}
    parts = {name: related[kind] for name, kind in _RELATED.items() if kind in related}
    if "styles" not in parts:
        raise make_broken_error(
            file.name,
            "has no styles: the part styles.xml is missing",
            "open it in Word and save it again",
        )
    roots = {name: _parse_root(part, name, file.name) for name, part in parts.items()}
    running = tuple(
        TemplateStory(
            rel.target_part, parse(rel.target_part.blob, rel.target_part.partname, file.name)
        )
        for rel in main.rels.values()
        if rel.reltype in _STORIES
    )
    return HouseTemplate(
        file.name, opened, _parse_root(main, "document", file.name), parts, roots, running
    )


def _parse_root(part: HousePart, name: str, house: str) -> etree._Element:
    root = parse(part.blob, part.partname, house)
    if root.tag != qualify(name):
        raise make_broken_error(
            house, f'has a part that is not what it should be: "{part.partname}" holds no {name}'
        )
    if name in ("footnotes", "endnotes"):
        _check_notes(root, part, house)
    return root


def _check_notes(root: etree._Element, part: HousePart, house: str) -> None:
    """Raise BriefError when notes have no ids, or the same ones."""
    ids = [note.get(qualify("id")) or "" for note in root]
    if len(set(ids)) != len(ids) or not all(_NUMBER.fullmatch(identifier) for identifier in ids):
        raise make_broken_error(house, f'has notes without ids of their own: "{part.partname}"')


def iter_sections(body: etree._Element) -> Iterator[etree._Element]:
    """Yield the properties of every section, in the order of the text."""
    yield from body.iter(qualify("sectPr"))


def find_section(body: etree._Element, element: etree._Element) -> etree._Element | None:
    """Return the section of an element: the first with its properties after the element."""
    found = False
    for node in body.iter():
        found = found or node is element
        if found and node.tag == qualify("sectPr"):
            return node
    return None


def read_page(section: etree._Element | None, page: PageSetup) -> PageSetup:
    """Return the sheet of a section; what it leaves open is as in another page."""
    columns = parse_integer(read_attribute(section, "cols", "num"), 1)

    def length(path: str, attribute: str, otherwise: float) -> float:
        text = read_attribute(section, path, attribute)
        if text and _NUMBER.fullmatch(text):
            return abs(parse_integer(text)) / _TWIPS
        return otherwise

    width, height = length("pgSz", "w", page.width), length("pgSz", "h", page.height)
    left, right = length("pgMar", "left", page.left), length("pgMar", "right", page.right)
    unequal = _read_columns(section)
    if unequal:
        right = width - left - max(_NARROWEST, min(unequal))
    elif columns > 1:
        gap = length("cols", "space", 36.0)
        right = (
            width - left - max(_NARROWEST, (width - left - right - gap * (columns - 1)) / columns)
        )
    if width - left - right < _NARROWEST:
        left = right = max(0.0, (width - _NARROWEST) / 2)
    top, bottom = length("pgMar", "top", page.top), length("pgMar", "bottom", page.bottom)
    return PageSetup(width, height, top, bottom, left, right, page.header, page.footer)


def _read_columns(section: etree._Element | None) -> list[float]:
    """Return the widths of columns that are not equal, in points (ECMA-376-1, 17.6.4)."""
    columns = None if section is None else section.find(qualify("cols"))
    if columns is None or columns.get(qualify("equalWidth"), "1") not in {"0", "false", "off"}:
        return []
    widths = [parse_integer(column.get(qualify("w"))) for column in columns]
    return [width / _TWIPS for width in widths if width > 0]


def read_note_numbering(house: HouseTemplate, section: etree._Element | None) -> NoteNumbering:
    """Return how the template counts footnotes in a section.

    What it does not say is Word's default.
    """
    places = (section, house.roots.get("settings"))

    def said(name: str, otherwise: str) -> str:
        return next(
            (text for place in places if (text := read_attribute(place, f"footnotePr/{name}"))),
            otherwise,
        )

    return NoteNumbering(
        format=said("numFmt", "decimal"),
        restart=said("numRestart", "continuous"),
        start=max(0, parse_integer(said("numStart", "1"), 1)),
    )


def write_part(part: HousePart, root: etree._Element, content_type: str | None = None) -> None:
    """Give a part the XML of a root."""
    part.put(
        etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True), content_type
    )


def copy_element(element: etree._Element) -> etree._Element:
    """Return a copy without what follows the element."""
    copy = deepcopy(element)
    copy.tail = None
    return copy
