"""Our lists go behind the template's own in its numbering part."""

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from lxml import etree

from threadbrief.word.house.styles import StyleMatch
from threadbrief.word.house.template import House, put, q, whole_number
from threadbrief.word.numbering import Numbering
from threadbrief.word.package import part, relate


def taken_numbers(house: House) -> int:
    """Return the highest number of an instance that the template has."""
    root = house.roots.get("numbering")
    return 0 if root is None else _highest(root, "num", "numId")


def add_numbering(house: House, numbering: Numbering, match: StyleMatch) -> None:
    """Put our definitions and instances into the numbering part, behind those that are there."""
    ours = etree.fromstring(numbering.xml().encode())
    root = house.roots.get("numbering")
    after = 0 if root is None else _highest(root, "abstractNum", "abstractNumId")
    _move(ours, taken_numbers(house), after)
    _unlink(ours, match)
    if root is None:
        xml = etree.tostring(ours, encoding="unicode")
        made = part(house.free("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, xml)
        relate(house.opened.main, RELATIONSHIP_TYPE.NUMBERING, made, "rIdMemoNumbering")
        return
    used = {node.get(q("val")) for node in root.iter(q("nsid"))}
    for node in ours.iter(q("nsid")):
        number = int(node.get(q("val")) or "0", 16)
        while f"{number:08X}" in used:
            number += 0x100
        node.set(q("val"), f"{number:08X}")
    _insert(root, ours.findall(q("abstractNum")), ("num", "numIdMacAtCleanup"))
    _insert(root, ours.findall(q("num")), ("numIdMacAtCleanup",))
    put(house.parts["numbering"], root)


def _highest(root: etree._Element, element: str, attribute: str) -> int:
    return max([0, *(whole_number(node.get(q(attribute))) for node in root.iter(q(element)))])


def _move(ours: etree._Element, instances: int, definitions: int) -> None:
    for node in ours.iter(q("num")):
        node.set(q("numId"), str(int(node.get(q("numId")) or 0) + instances))
    for node in ours.iter(q("abstractNum")):
        node.set(q("abstractNumId"), str(int(node.get(q("abstractNumId")) or 0) + definitions))
    for number in ours.iter(q("abstractNumId")):
        number.set(q("val"), str(int(number.get(q("val")) or 0) + definitions))


def _unlink(ours: etree._Element, match: StyleMatch) -> None:
    """Take away the link of a level to a style that the template has: that one has numbers of its own, or none."""
    for node in list(ours.iter(q("pStyle"))):
        identifier = node.get(q("val")) or ""
        if identifier in match.added:
            node.set(q("val"), match.ids[identifier])
        else:
            parent = node.getparent()
            if parent is not None:
                parent.remove(node)


def _insert(root: etree._Element, nodes: list[etree._Element], before: tuple[str, ...]) -> None:
    following = next((node for node in root if node.tag in map(q, before)), None)
    for node in nodes:
        if following is None:
            root.append(node)
        else:
            following.addprevious(node)
