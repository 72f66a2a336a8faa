"""A document as the pieces that a template may have places for.

Each field, the title, the summary, and the rest.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import zip_longest

from lxml import etree

from threadbrief.core.structs import Frozen, Node, replace
from threadbrief.model import document as doc
from threadbrief.model.traverse import children, plain_text, transform_line
from threadbrief.templates import Wording
from threadbrief.word.house_template.template import (
    HouseTemplate,
    find_section,
    iter_sections,
    qualify,
)

FIELDS = ("to", "from", "cc", "date", "subject", "reference")
LINES = (*FIELDS, "title", "marking", "label", "status")
BLOCKS = ("body", "summary", "judgements")
NAMES = (*LINES, *BLOCKS)
"""What a place may be called."""
_ALIASES = {
    "classification": "marking",
    "draft": "status",
    "text": "body",
    "content": "body",
    "ref": "reference",
}


def normalize_name(text: str) -> str:
    """Return the name of a place as it is known here, whatever its case."""
    name = text.strip().lower()
    return _ALIASES.get(name, name)


class MemoContent(Frozen):
    """What can be put into places."""

    lines: dict[str, doc.Inlines]
    """Empty where the memo has nothing to say."""
    blocks: tuple[doc.Block, ...]
    """All of the document."""
    labels: dict[str, str]
    """Keys of fields by the label that the memo prints."""
    day: date | None
    """The date of the memo."""

    def read_line(self, name: str) -> str:
        """Return the words for a place, its lines parted by line feeds, without note marks."""
        return to_plain_text(drop_notes(self.lines.get(name, ())))

    def block_piece(self, name: str, placed: frozenset[str]) -> tuple[doc.Block, ...]:
        """Return the blocks for a place; those of the body are all that have no other place."""
        match name:
            case "summary":
                return tuple(block for block in self.blocks if isinstance(block, doc.Summary))
            case "judgements":
                return tuple(block for block in self.blocks if isinstance(block, doc.Judgements))
            case _:
                return tuple(self._rest(placed))

    def _rest(self, placed: frozenset[str]) -> Iterable[doc.Block]:
        for block, after in zip_longest(self.blocks, self.blocks[1:]):
            if isinstance(block, doc.FieldList):
                left = tuple(
                    field for field in block.fields if self.labels.get(field.label) not in placed
                )
                if left:
                    yield replace(block, fields=left)
            elif not placed & _names_of_block(block) and not (
                isinstance(block, doc.Heading) and placed & _names_of_block(after)
            ):
                yield block


def _names_of_block(block: doc.Block | None) -> frozenset[str]:
    """Return the places that take a block, or stand for it.

    One over a summary or judgements goes with them.
    """
    match block:
        case doc.Paragraph(role=doc.Role.MARKING):
            return frozenset(["marking"])
        case doc.Paragraph(role=doc.Role.LABEL):
            # A template with places for the fields says itself what kind of paper it is.
            return frozenset([*FIELDS, "title", "label"])
        case doc.Paragraph(role=doc.Role.TITLE):
            return frozenset(["subject", "title"])
        case doc.Summary():
            return frozenset(["summary"])
        case doc.Judgements():
            return frozenset(["judgements"])
        case _:
            return frozenset()


def collect_content(document: doc.Document, wording: Wording) -> MemoContent:
    """Return the pieces of a document; its fields are known by the words that label them."""
    labels = {wording[key]: key for key in FIELDS}
    lines: dict[str, doc.Inlines] = dict.fromkeys(LINES, ())
    for block in document.blocks:
        match block:
            case doc.FieldList(fields=fields):
                lines |= {
                    labels[field.label]: _join_values(field)
                    for field in fields
                    if field.label in labels
                }
            case doc.Paragraph(role=doc.Role.TITLE) if not lines["title"]:
                lines["title"] = block.content
            case doc.Paragraph(role=doc.Role.LABEL) if not lines["label"]:
                lines["label"] = block.content
            case doc.Paragraph(role=doc.Role.MARKING) if not lines["marking"]:
                lines["marking"] = block.content
            case _:
                pass
    lines["subject"] = lines["subject"] or lines["title"]
    lines["status"] = _extract_status(document.running.header_end)
    return MemoContent(lines, document.blocks, labels, document.properties.day)


def _join_values(field: doc.FieldRow) -> doc.Inlines:
    """Return the values of a field, each on a line of its own."""
    first, *others = field.values or ((),)
    return (*first, *(inline for value in others for inline in (doc.LineBreak(), *value)))


def _extract_status(text: doc.RunningText) -> doc.Inlines:
    return tuple(item for item in text if isinstance(item, doc.Text | doc.Emoji))


def drop_notes(content: doc.Inlines) -> doc.Inlines:
    """Return a line without its note marks."""
    return transform_line(content, doc.Note, lambda _: ())


def to_plain_text(content: doc.Inlines) -> str:
    """Return the characters of a line, its breaks as line feeds."""
    return "\n".join(plain_text(line) for line in _split_lines(content))


def _split_lines(content: doc.Inlines) -> list[doc.Inlines]:
    lines: list[doc.Inlines] = [()]
    for inline in content:
        if isinstance(inline, doc.LineBreak):
            lines.append(())
        else:
            lines[-1] = (*lines[-1], inline)
    return lines


def list_note_numbers(nodes: Iterable[Node]) -> list[int]:
    """Return the numbers of the notes in lines or blocks, in their order."""
    found: list[int] = []
    for node in nodes:
        found += [node.number] if isinstance(node, doc.Note) else list_note_numbers(children(node))
    return found


PATTERN = re.compile(r"\{\{(?!\}\})\s*+([^{}\s](?:[^{}]{0,58}[^{}\s])?|)\s*\}\}")
_BLOCK_PARENTS = frozenset(map(qualify, ("body", "tc")))
_HIDDEN = frozenset((qualify("txbxContent"),))
"""Where Word takes no notes."""


class Placeholder(Frozen):
    """One place in a template."""

    name: str
    element: etree._Element
    """A w:sdt, or the w:p with the name."""
    whole: bool
    """Whether the element can give way to blocks: it is among paragraphs and holds nothing
    else."""
    boxed: bool
    """In a text box, where no note can be marked."""

    @property
    def is_control(self) -> bool:
        """Whether it is a content control."""
        return bool(self.element.tag == qualify("sdt"))


def find_placeholders(root: etree._Element) -> Iterator[Placeholder]:
    """Yield the places below an element, in the order of the text.

    What is inside a place is none of its own.
    """
    inside: set[etree._Element] = set()
    for node in root.iter(qualify("sdt"), qualify("p")):
        if any(above in inside for above in node.iterancestors()):
            continue
        boxed = any(above.tag in _HIDDEN for above in node.iterancestors())
        if node.tag == qualify("sdt"):
            name = _read_tag(node)
            if name in NAMES:
                inside.add(node)
                yield Placeholder(name, node, _is_alone(node), boxed)
            continue
        text = read_text(node)
        for match in PATTERN.finditer(text):
            whole = match[0] == text.strip() and _is_alone(node)
            yield Placeholder(normalize_name(match[1]), node, whole, boxed)


def _is_alone(node: etree._Element) -> bool:
    parent = node.getparent()
    if parent is not None and parent.tag == qualify("sdtContent"):
        above = parent.getparent()
        parent = above.getparent() if above is not None else None
    return parent is not None and parent.tag in _BLOCK_PARENTS


def _read_tag(control: etree._Element) -> str:
    properties = control.find(qualify("sdtPr"))
    if properties is None:
        return ""
    names = (properties.find(qualify(kind)) for kind in ("tag", "alias"))
    found = [normalize_name(node.get(qualify("val")) or "") for node in names if node is not None]
    return next((name for name in found if name in NAMES), "")


def list_own_texts(paragraph: etree._Element) -> list[etree._Element]:
    """Return the w:t of a paragraph, without those of text boxes and of placeholder controls."""
    found = []
    for node in paragraph.iter(qualify("t")):
        above = node.iterancestors()
        for parent in above:
            if parent is paragraph:
                found.append(node)
                break
            if parent.tag == qualify("p") or (
                parent.tag == qualify("sdt") and _read_tag(parent) in NAMES
            ):
                break
    return found


def read_text(paragraph: etree._Element) -> str:
    """Return the text of a paragraph."""
    return "".join(node.text or "" for node in list_own_texts(paragraph))


def wants_blocks(place: Placeholder) -> bool:
    """Return whether a place is for paragraphs."""
    return place.name in BLOCKS


def find_text_section(house: HouseTemplate, places: Iterable[Placeholder]) -> etree._Element | None:
    """Return the section that the text of a memo comes to stand in.

    Of its place, the last, or the first.
    """
    known = [place for place in places if place.name in NAMES]
    at = next((place.element for place in known if place.name == "body"), None)
    if at is not None:
        return find_section(house.body, at)
    found = list(iter_sections(house.body))
    if found:
        return found[-1 if known else 0]
    return None
