"""Places get their text: runs where a line belongs, paragraphs where the text of the memo does."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import date

from lxml import etree

from threadbrief.core.problems import Problem
from threadbrief.word.house_template.controls import BoundData, ControlText, set_control
from threadbrief.word.house_template.placeholders import (
    PATTERN,
    Placeholder,
    list_own_texts,
    normalize_name,
    read_text,
)
from threadbrief.word.house_template.template import copy_element, qualify
from threadbrief.word.xml import STORY_NAMESPACES

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_RUN_ORDER = (
    "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline",
    "shadow", "emboss", "imprint", "noProof", "snapToGrid", "vanish", "webHidden", "color",
    "spacing", "w", "kern", "position", "sz", "szCs", "highlight", "u", "effect", "bdr", "shd",
    "fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath",
)  # fmt: skip
"""The order of CT_RPr (ECMA-376-1, 17.3.2.28)."""
_RANK = {qualify(name): rank for rank, name in enumerate(_RUN_ORDER)}
_RICH = frozenset(map(qualify, ("rPr", "alias", "tag", "id", "lock", "placeholder", "temporary")))
"""The properties that a control with paragraphs keeps."""
_NOT_OURS = frozenset(map(qualify, ("rStyle", "vanish", "webHidden", "specVanish")))
_CONTAINERS = frozenset(map(qualify, ("tc", "hdr", "ftr", "body", "sdtContent", "txbxContent")))


def parse_fragment(xml: str) -> list[etree._Element]:
    """Return the elements of an XML fragment without a root."""
    return list(etree.fromstring(f"<w:body {STORY_NAMESPACES}>{xml}</w:body>"))


def fill_blocks(place: Placeholder, elements: Iterable[etree._Element]) -> None:
    """Put paragraphs and tables where a place is; a paragraph is gone then, a control stays."""
    if place.is_control and _fill_rich_control(place.element, list(elements)):
        return
    insert_before(place.element, elements)
    section = place.element.find(f"{qualify('pPr')}/{qualify('sectPr')}")
    if section is not None:
        # The paragraph ends a section: it stays, empty, for the section's sake.
        for node in list(place.element):
            if node.tag != qualify("pPr"):
                place.element.remove(node)
        return
    remove(place.element)


def _fill_rich_control(control: etree._Element, elements: list[etree._Element]) -> bool:
    """Put paragraphs and tables into a control; return whether it can hold them."""
    properties, content = control.find(qualify("sdtPr")), control.find(qualify("sdtContent"))
    if properties is None or content is None or not elements:
        return False
    if next(content.iter(qualify("sectPr")), None) is not None:
        return False
    kept = {*_RICH, *(node.tag for node in properties if node.tag == qualify("richText"))}
    for node in list(properties):
        if node.tag not in kept:
            properties.remove(node)
    content[:] = elements
    return True


def insert_before(element: etree._Element, elements: Iterable[etree._Element]) -> None:
    """Put elements before another."""
    for node in elements:
        element.addprevious(node)


def remove(element: etree._Element) -> None:
    """Take an element out."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def fill_line(
    place: Placeholder, runs: str, text: str, day: date | None, data: BoundData
) -> tuple[Problem, ...]:
    """Put runs where a place is, in the type that the place has; return warnings.

    `text` has their words; `day` is the one that they say, if they say a day.
    """
    elements = parse_fragment(runs)
    if not place.is_control:
        _fill_text(place.element, place.name, elements)
        return ()
    said = ControlText(tuple(elements), text, day if place.name == "date" else None)
    shown, warnings = set_control(place.element, said, data)
    if shown:
        _fill_control(place.element, list(shown))
    return warnings


def _fill_control(control: etree._Element, runs: list[etree._Element]) -> None:
    content = control.find(qualify("sdtContent"))
    if content is None:
        return
    first = next(content.iter(qualify("r")), None)
    _format_runs(runs, None if first is None else first.find(qualify("rPr")))
    paragraph = next(
        (node for node in content.iter(qualify("p")) if not _is_in_box(node, content)), None
    )
    if paragraph is None:
        for node in list(content):
            content.remove(node)
        content.extend(runs)
        return
    for other in [
        node
        for node in content.iter(qualify("p"))
        if node is not paragraph and not _is_in_box(node, content)
    ]:
        remove(other)
    for node in list(paragraph):
        if node.tag != qualify("pPr"):
            paragraph.remove(node)
    paragraph.extend(runs)


def _is_in_box(node: etree._Element, top: etree._Element) -> bool:
    for above in node.iterancestors():
        if above is top:
            return False
        if above.tag == qualify("txbxContent"):
            return True
    return False


def _fill_text(paragraph: etree._Element, name: str, runs: list[etree._Element]) -> None:
    """Replace the first `{{ name }}` of a paragraph with runs.

    It may be split over several runs.
    """
    match = next(
        (m for m in PATTERN.finditer(read_text(paragraph)) if normalize_name(m[1]) == name), None
    )
    if match is None:
        return
    at, first, tail = 0, None, None
    for text in list_own_texts(paragraph):
        length = len(text.text or "")
        start, end = max(0, match.start() - at), min(length, match.end() - at)
        at += length
        if start >= length or end <= 0:
            continue
        if first is None:
            first = text.getparent()
            tail = _split_run(text, end)
            end = length if tail is None else end
        text.text = (text.text or "")[:start] + (text.text or "")[end:]
        text.set(_XML_SPACE, "preserve")
    if first is None:
        return
    _format_runs(runs, first.find(qualify("rPr")))
    for node in reversed(runs):
        first.addnext(node)


def _split_run(text: etree._Element, end: int) -> etree._Element | None:
    """Cut a run in two behind a position in one of its texts.

    Return the second, None where nothing follows.
    """
    run = text.getparent()
    later = list(text.itersiblings())
    rest = (text.text or "")[end:]
    if run is None or (not rest and not later):
        return None
    text.text = (text.text or "")[:end]
    second = etree.Element(qualify("r"))
    properties = run.find(qualify("rPr"))
    if properties is not None:
        second.append(copy_element(properties))
    if rest:
        words = etree.SubElement(second, qualify("t"))
        words.text = rest
        words.set(_XML_SPACE, "preserve")
    second.extend(later)
    run.addnext(second)
    return second


def _format_runs(runs: list[etree._Element], base: etree._Element | None) -> None:
    """Give runs the type of the place, as far as they have none of their own."""
    if base is None:
        return
    wanted = [node for node in base if node.tag in _RANK and node.tag not in _NOT_OURS]
    for top in runs:
        for run in [top, *top.iter(qualify("r"))] if top.tag != qualify("r") else [top]:
            if run.tag != qualify("r"):
                continue
            properties = run.find(qualify("rPr"))
            if properties is None:
                properties = etree.Element(qualify("rPr"))
                run.insert(0, properties)
            own = {node.tag for node in properties}
            for node in wanted:
                if node.tag not in own:
                    properties.append(deepcopy(node))
            properties[:] = sorted(properties, key=lambda node: _RANK.get(node.tag, len(_RANK)))


def remove_empty_lines(lines: Iterable[tuple[Placeholder, bool]]) -> None:
    """Take out paragraphs, or rows of tables, whose places were all left empty.

    `lines` say if each was filled.
    """
    full: dict[etree._Element, bool] = {}
    for place, filled in lines:
        line = _find_line(place.element)
        if line is not None:
            full[line] = full.get(line, False) or filled
    for line, filled in full.items():
        if filled:
            continue
        if line.tag == qualify("tr"):
            rows = line.getparent()
            if rows is not None and len(rows.findall(qualify("tr"))) > 1:
                remove(line)
        else:
            _remove_paragraph(line)


def _find_line(element: etree._Element) -> etree._Element | None:
    """Return the row of a table that an element is in, else its paragraph."""
    row = next(element.iterancestors(qualify("tr")), None)
    if row is not None or element.tag == qualify("p"):
        if row is None:
            return element
        return row
    return next(
        (node for node in (*element.iterancestors(qualify("p")), *element.iter(qualify("p")))), None
    )


def _remove_paragraph(paragraph: etree._Element) -> None:
    parent = paragraph.getparent()
    if parent is None or paragraph.find(f"{qualify('pPr')}/{qualify('sectPr')}") is not None:
        return
    if parent.tag in _CONTAINERS and sum(1 for node in parent if node.tag == qualify("p")) > 1:
        parent.remove(paragraph)
