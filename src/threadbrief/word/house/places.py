"""Where a template wants a memo: content controls by their tag, and `{{ subject }}` in its text."""

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from threadbrief.values import Value
from threadbrief.word.house.pieces import BLOCKS, NAMES, place_name
from threadbrief.word.house.template import House, q, section_at, sections

PATTERN = re.compile(r"\{\{\s*([^{}]{1,60}?)\s*\}\}")
_BLOCK_PARENTS = frozenset(map(q, ("body", "tc")))
_HIDDEN = frozenset((q("txbxContent"),))
"""Where Word takes no notes."""


class Place(Value):
    """One place in a template."""

    name: str
    element: etree._Element
    """A w:sdt, or the w:p that the name stands in."""
    whole: bool
    """Whether the element can give way to blocks: it stands among paragraphs and holds nothing else."""
    boxed: bool
    """In a text box, where no note can be marked."""

    @property
    def is_control(self) -> bool:
        """Whether it is a content control."""
        return bool(self.element.tag == q("sdt"))


def find_places(root: etree._Element) -> Iterator[Place]:
    """Yield the places below an element, in the order of the text; what is inside a place is none of its own."""
    inside: set[etree._Element] = set()
    for node in root.iter(q("sdt"), q("p")):
        if any(above in inside for above in node.iterancestors()):
            continue
        boxed = any(above.tag in _HIDDEN for above in node.iterancestors())
        if node.tag == q("sdt"):
            name = _tag(node)
            if name in NAMES:
                inside.add(node)
                yield Place(name, node, _stands_alone(node), boxed)
            continue
        text = text_of(node)
        for match in PATTERN.finditer(text):
            whole = match[0] == text.strip() and _stands_alone(node)
            yield Place(place_name(match[1]), node, whole, boxed)


def _stands_alone(node: etree._Element) -> bool:
    parent = node.getparent()
    if parent is not None and parent.tag == q("sdtContent"):
        above = parent.getparent()
        parent = above.getparent() if above is not None else None
    return parent is not None and parent.tag in _BLOCK_PARENTS


def _tag(control: etree._Element) -> str:
    properties = control.find(q("sdtPr"))
    if properties is None:
        return ""
    names = (properties.find(q(kind)) for kind in ("tag", "alias"))
    found = [place_name(node.get(q("val")) or "") for node in names if node is not None]
    return next((name for name in found if name in NAMES), "")


def own_texts(paragraph: etree._Element) -> list[etree._Element]:
    """Return the w:t of a paragraph, without those of text boxes and of content controls that are places."""
    found = []
    for node in paragraph.iter(q("t")):
        above = node.iterancestors()
        for parent in above:
            if parent is paragraph:
                found.append(node)
                break
            if parent.tag == q("p") or (parent.tag == q("sdt") and _tag(parent) in NAMES):
                break
    return found


def text_of(paragraph: etree._Element) -> str:
    """Return the text of a paragraph."""
    return "".join(node.text or "" for node in own_texts(paragraph))


def wants_blocks(place: Place) -> bool:
    """Return whether a place is for paragraphs."""
    return place.name in BLOCKS


def section_of_text(house: House, places: Iterable[Place]) -> etree._Element | None:
    """Return the section that the text of a memo comes to stand in: of its place, the last, or the first."""
    known = [place for place in places if place.name in NAMES]
    at = next((place.element for place in known if place.name == "body"), None)
    if at is not None:
        return section_at(house.body, at)
    found = list(sections(house.body))
    return found[-1 if known else 0] if found else None
