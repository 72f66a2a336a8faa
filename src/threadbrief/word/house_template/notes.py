"""Our notes join the template's separators, in its own part and with its own settings, or in a part of ours."""

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part
from lxml import etree

from threadbrief.templates import WordOptions
from threadbrief.word.context import Story
from threadbrief.word.house_template.fill import parsed
from threadbrief.word.house_template.styles import StyleMatch
from threadbrief.word.house_template.template import (
    SETTINGS_AFTER_NOTES,
    House,
    put,
    q,
    value,
    whole_number,
)
from threadbrief.word.parts.footnotes import NOTE_TYPES, notes_xml
from threadbrief.word.parts.note_numbering import SEPARATORS, NoteForm
from threadbrief.word.parts.numbering import Numbering
from threadbrief.word.parts.package import part, relate
from threadbrief.word.parts.settings import settings_xml
from threadbrief.word.xml import Renaming

_SEPARATORS = frozenset(["separator", "continuationSeparator", "continuationNotice"])
_NEVER = frozenset(map(q, ("updateFields",)))
"""Settings that would make Word ask a question on opening."""


def first_id(house: House, element: str) -> int:
    """Return the id for note 1: the first after those of the separators."""
    root = house.roots.get(f"{element}s")
    if root is None:
        return max(SEPARATORS) + 1
    return (
        max(
            [
                0,
                *(
                    whole_number(note.get(q("id")))
                    for note in root
                    if note.get(q("type")) in _SEPARATORS
                ),
            ]
        )
        + 1
    )


def own_marks(house: House) -> bool:
    """Return whether text of the template that stays has notes, which Word would count among ours."""
    return next(house.body.iter(q("footnoteReference"), q("endnoteReference")), None) is not None


def notes_text(house: House, story: Story, notes: list[str]) -> str:
    """Return notes in our ids, with our separators where the template has none of its own."""
    has_part = f"{story.manuscript.note_form.element}s" in house.roots
    return "".join(notes) if has_part or not notes else notes_xml(story, notes)


def add_notes(house: House, story: Story, notes: list[str], renaming: Renaming) -> Part | None:
    """Put notes into the footnotes or endnotes part, and return it; the notes of the template's sample are dropped."""
    form = story.manuscript.note_form
    for element in ("footnote", "endnote"):
        root = house.roots.get(f"{element}s")
        if root is None:
            continue
        for note in [note for note in root if note.get(q("type")) not in _SEPARATORS]:
            root.remove(note)
        if element == form.element:
            root.extend(parsed(renaming.apply(notes_text(house, story, notes))))
        put(house.parts[f"{element}s"], root)
    if not notes:
        return None
    if f"{form.element}s" in house.parts:
        return house.parts[f"{form.element}s"]
    content_type, relationship = NOTE_TYPES[form.element]
    xml = renaming.apply(notes_text(house, story, notes))
    made = part(house.free(f"/word/{form.element}s.xml"), content_type, xml)
    relate(house.opened.main, relationship, made, f"rIdMemo{form.element.title()}s")
    return made


def settle(house: House, form: NoteForm, options: WordOptions, *, notes: bool) -> None:
    """Bring the settings in line: separators listed, the numbering that the YAML asks for, no question on opening."""
    root = house.roots.get("settings")
    if root is None:
        made = part(
            house.free("/word/settings.xml"),
            CONTENT_TYPE.WML_SETTINGS,
            settings_xml(form if notes else None),
        )
        relate(house.opened.main, RELATIONSHIP_TYPE.SETTINGS, made, "rIdMemoSettings")
        return
    for node in [node for node in root if node.tag in _NEVER]:
        root.remove(node)
    if notes:
        _list_separators(house, root, form)
        if options.restart or options.format:
            _number(_group(root, form.element), form)
            for section in house.body.iter(q("sectPr")):
                own = section.find(q(f"{form.element}Pr"))
                if own is not None:
                    _number(own, form)
    put(house.parts["settings"], root)


def _list_separators(house: House, root: etree._Element, form: NoteForm) -> None:
    part_root = house.roots.get(f"{form.element}s")
    ids = (
        [note.get(q("id")) or "" for note in part_root if note.get(q("type")) in _SEPARATORS]
        if part_root is not None
        else [str(number) for number in SEPARATORS]
    )
    group = _group(root, form.element)
    listed = {node.get(q("id")) for node in group if node.tag == q(form.element)}
    for number in ids:
        if number not in listed:
            etree.SubElement(group, q(form.element)).set(q("id"), number)
    if form.element == "endnote" and value(group, "numFmt") is None:
        _number(group, form)


def _group(root: etree._Element, element: str) -> etree._Element:
    """Return w:footnotePr or w:endnotePr of the settings, made in its place where there is none."""
    found = root.find(q(f"{element}Pr"))
    if found is not None:
        return found
    group = etree.Element(q(f"{element}Pr"))
    names = SETTINGS_AFTER_NOTES[SETTINGS_AFTER_NOTES.index(f"{element}Pr") + 1 :]
    following = next((node for node in root if etree.QName(node).localname in names), None)
    if following is None:
        root.append(group)
    else:
        following.addprevious(group)
    return group


def _number(group: etree._Element, form: NoteForm) -> None:
    """Say how notes are counted: after their place, before the list of separators (ECMA-376-1, 17.11.12)."""
    for node in [
        node for node in group if node.tag in map(q, ("numFmt", "numStart", "numRestart"))
    ]:
        group.remove(node)
    at = 1 if group.find(q("pos")) is not None else 0
    for offset, node in enumerate(parsed(form.properties())):
        group.insert(at + offset, node)


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
