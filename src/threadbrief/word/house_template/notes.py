"""Our notes join the template's separators, in its own part and with its own settings, or in a part of ours."""

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part
from lxml import etree

from threadbrief.templates import WordOptions
from threadbrief.word.context import Story
from threadbrief.word.house_template.fill import parse_fragment
from threadbrief.word.house_template.styles import StyleMatch
from threadbrief.word.house_template.template import (
    SETTINGS_AFTER_NOTES,
    HouseTemplate,
    parse_integer,
    qualify,
    read_attribute,
    write_part,
)
from threadbrief.word.parts.footnotes import NOTE_TYPES, make_notes_part
from threadbrief.word.parts.note_numbering import SEPARATORS, NoteNumbering
from threadbrief.word.parts.numbering import Numbering
from threadbrief.word.parts.package import make_part, relate
from threadbrief.word.parts.settings import make_settings
from threadbrief.word.xml import StyleIdMap

_SEPARATORS = frozenset(["separator", "continuationSeparator", "continuationNotice"])
_NEVER = frozenset(map(qualify, ("updateFields",)))
"""Settings that would make Word ask a question on opening."""


def find_first_note_id(house: HouseTemplate, element: str) -> int:
    """Return the id for note 1: the first after those of the separators."""
    root = house.roots.get(f"{element}s")
    if root is None:
        return max(SEPARATORS) + 1
    return (
        max(
            [
                0,
                *(
                    parse_integer(note.get(qualify("id")))
                    for note in root
                    if note.get(qualify("type")) in _SEPARATORS
                ),
            ]
        )
        + 1
    )


def has_own_notes(house: HouseTemplate) -> bool:
    """Return whether text of the template that stays has notes, which Word would count among ours."""
    return (
        next(house.body.iter(qualify("footnoteReference"), qualify("endnoteReference")), None)
        is not None
    )


def make_notes(house: HouseTemplate, story: Story, notes: list[str]) -> str:
    """Return notes in our ids, with our separators where the template has none of its own."""
    has_part = f"{story.manuscript.note_form.element}s" in house.roots
    return "".join(notes) if has_part or not notes else make_notes_part(story, notes)


def add_notes(
    house: HouseTemplate, story: Story, notes: list[str], renaming: StyleIdMap
) -> Part | None:
    """Put notes into the footnotes or endnotes part, and return it; the notes of the template's sample are dropped."""
    form = story.manuscript.note_form
    for element in ("footnote", "endnote"):
        root = house.roots.get(f"{element}s")
        if root is None:
            continue
        for note in [note for note in root if note.get(qualify("type")) not in _SEPARATORS]:
            root.remove(note)
        if element == form.element:
            root.extend(parse_fragment(renaming.apply(make_notes(house, story, notes))))
        write_part(house.parts[f"{element}s"], root)
    if not notes:
        return None
    if f"{form.element}s" in house.parts:
        return house.parts[f"{form.element}s"]
    content_type, relationship = NOTE_TYPES[form.element]
    xml = renaming.apply(make_notes(house, story, notes))
    made = make_part(house.free(f"/word/{form.element}s.xml"), content_type, xml)
    relate(house.opened.main, relationship, made, f"rIdMemo{form.element.title()}s")
    return made


def update_settings(
    house: HouseTemplate, form: NoteNumbering, options: WordOptions, *, notes: bool
) -> None:
    """Bring the settings in line: separators listed, the numbering that the YAML asks for, no question on opening."""
    root = house.roots.get("settings")
    if root is None:
        made = make_part(
            house.free("/word/settings.xml"),
            CONTENT_TYPE.WML_SETTINGS,
            make_settings(form if notes else None),
        )
        relate(house.opened.main, RELATIONSHIP_TYPE.SETTINGS, made, "rIdMemoSettings")
        return
    for node in [node for node in root if node.tag in _NEVER]:
        root.remove(node)
    if notes:
        _list_separators(house, root, form)
        if options.restart or options.format:
            _set_numbering(_note_properties(root, form.element), form)
            for section in house.body.iter(qualify("sectPr")):
                own = section.find(qualify(f"{form.element}Pr"))
                if own is not None:
                    _set_numbering(own, form)
    write_part(house.parts["settings"], root)


def _list_separators(house: HouseTemplate, root: etree._Element, form: NoteNumbering) -> None:
    part_root = house.roots.get(f"{form.element}s")
    ids = (
        [
            note.get(qualify("id")) or ""
            for note in part_root
            if note.get(qualify("type")) in _SEPARATORS
        ]
        if part_root is not None
        else [str(number) for number in SEPARATORS]
    )
    group = _note_properties(root, form.element)
    listed = {node.get(qualify("id")) for node in group if node.tag == qualify(form.element)}
    for number in ids:
        if number not in listed:
            etree.SubElement(group, qualify(form.element)).set(qualify("id"), number)
    if form.element == "endnote" and read_attribute(group, "numFmt") is None:
        _set_numbering(group, form)


def _note_properties(root: etree._Element, element: str) -> etree._Element:
    """Return w:footnotePr or w:endnotePr of the settings, made in its place where there is none."""
    found = root.find(qualify(f"{element}Pr"))
    if found is not None:
        return found
    group = etree.Element(qualify(f"{element}Pr"))
    names = SETTINGS_AFTER_NOTES[SETTINGS_AFTER_NOTES.index(f"{element}Pr") + 1 :]
    following = next((node for node in root if etree.QName(node).localname in names), None)
    if following is None:
        root.append(group)
    else:
        following.addprevious(group)
    return group


def _set_numbering(group: etree._Element, form: NoteNumbering) -> None:
    """Say how notes are counted: after their place, before the list of separators (ECMA-376-1, 17.11.12)."""
    for node in [
        node for node in group if node.tag in map(qualify, ("numFmt", "numStart", "numRestart"))
    ]:
        group.remove(node)
    at = 1 if group.find(qualify("pos")) is not None else 0
    for offset, node in enumerate(parse_fragment(form.properties())):
        group.insert(at + offset, node)


def find_highest_number(house: HouseTemplate) -> int:
    """Return the highest number of an instance that the template has."""
    root = house.roots.get("numbering")
    return 0 if root is None else _find_highest(root, "num", "numId")


def add_numbering(house: HouseTemplate, numbering: Numbering, match: StyleMatch) -> None:
    """Put our definitions and instances into the numbering part, behind those that are there."""
    ours = etree.fromstring(numbering.xml().encode())
    root = house.roots.get("numbering")
    after = 0 if root is None else _find_highest(root, "abstractNum", "abstractNumId")
    _renumber(ours, find_highest_number(house), after)
    _unlink_levels(ours, match)
    if root is None:
        xml = etree.tostring(ours, encoding="unicode")
        made = make_part(house.free("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, xml)
        relate(house.opened.main, RELATIONSHIP_TYPE.NUMBERING, made, "rIdMemoNumbering")
        return
    used = {node.get(qualify("val")) for node in root.iter(qualify("nsid"))}
    for node in ours.iter(qualify("nsid")):
        number = int(node.get(qualify("val")) or "0", 16)
        while f"{number:08X}" in used:
            number += 0x100
        node.set(qualify("val"), f"{number:08X}")
    _insert_nodes(root, ours.findall(qualify("abstractNum")), ("num", "numIdMacAtCleanup"))
    _insert_nodes(root, ours.findall(qualify("num")), ("numIdMacAtCleanup",))
    write_part(house.parts["numbering"], root)


def _find_highest(root: etree._Element, element: str, attribute: str) -> int:
    return max(
        [0, *(parse_integer(node.get(qualify(attribute))) for node in root.iter(qualify(element)))]
    )


def _renumber(ours: etree._Element, instances: int, definitions: int) -> None:
    for node in ours.iter(qualify("num")):
        node.set(qualify("numId"), str(int(node.get(qualify("numId")) or 0) + instances))
    for node in ours.iter(qualify("abstractNum")):
        node.set(
            qualify("abstractNumId"),
            str(int(node.get(qualify("abstractNumId")) or 0) + definitions),
        )
    for number in ours.iter(qualify("abstractNumId")):
        number.set(qualify("val"), str(int(number.get(qualify("val")) or 0) + definitions))


def _unlink_levels(ours: etree._Element, match: StyleMatch) -> None:
    """Take away the link of a level to a style that the template has: that one has numbers of its own, or none."""
    for node in list(ours.iter(qualify("pStyle"))):
        identifier = node.get(qualify("val")) or ""
        if identifier in match.added:
            node.set(qualify("val"), match.ids[identifier])
        else:
            parent = node.getparent()
            if parent is not None:
                parent.remove(node)


def _insert_nodes(
    root: etree._Element, nodes: list[etree._Element], before: tuple[str, ...]
) -> None:
    following = next((node for node in root if node.tag in map(qualify, before)), None)
    for node in nodes:
        if following is None:
            root.append(node)
        else:
            following.addprevious(node)
