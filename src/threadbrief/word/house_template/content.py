"""Write the text for the placeholders of a template, in the order in which Word counts notes."""

from collections.abc import Iterable, Sequence
from typing import cast

from lxml import etree

from threadbrief.core.structs import Frozen
from threadbrief.model.document import Block, Inlines, Paragraph, Role
from threadbrief.templates import Template
from threadbrief.word.body.blocks import write_blocks
from threadbrief.word.body.paragraphs import ParagraphFrame
from threadbrief.word.body.runs import make_run_format, make_runs, make_text_runs
from threadbrief.word.body.toc import find_toc_position, make_toc, make_toc_title
from threadbrief.word.context import Story
from threadbrief.word.house_template.placeholders import (
    MemoContent,
    Placeholder,
    drop_notes,
    find_placeholders,
    list_note_numbers,
    to_plain_text,
    wants_blocks,
)
from threadbrief.word.house_template.security import make_misplaced_error
from threadbrief.word.house_template.template import HouseTemplate, parse_integer


class FilledPlaceholder(Frozen):
    """A place with what goes there, in our ids; None: at the end of the text."""

    place: Placeholder | None
    xml: str


class PlaceholderFiller:
    """Writes pieces into the story of the body."""

    def __init__(self, story: Story, pieces: MemoContent, template: Template) -> None:
        self._story = story
        self._pieces = pieces
        self._template = template
        self._language = story.manuscript.language

    def set_all(
        self, places: Sequence[Placeholder], house: HouseTemplate
    ) -> list[FilledPlaceholder]:
        """Return each place of the text with its content.

        What has no place of its own is in the body.
        """
        usable = [place for place in places if place.whole or not wants_blocks(place)]
        placed = frozenset(place.name for place in usable) | self._running(house)
        order: list[tuple[Placeholder | None, Inlines | tuple[Block, ...]]] = []
        seen: set[str] = set()
        for place in usable:
            order.append((place, self._content(place, placed, again=place.name in seen)))
            seen.add(place.name)
        if "body" not in placed:
            order.append((None, self._body(placed)))
        self._check(order, house)
        return [FilledPlaceholder(place, self._xml(place, content)) for place, content in order]

    def _running(self, house: HouseTemplate) -> frozenset[str]:
        """Return the names of lines that a running head has.

        Not of those with notes, which it cannot take.
        """
        names = {place.name for item in house.running for place in find_placeholders(item.root)}
        lines = self._pieces.lines
        return frozenset(
            name for name in names if name in lines and not list_note_numbers(lines[name])
        )

    def _content(
        self, place: Placeholder, placed: frozenset[str], *, again: bool
    ) -> Inlines | tuple[Block, ...]:
        if wants_blocks(place):
            if again:
                return ()
            if place.name == "body":
                return self._body(placed)
            return self._pieces.block_piece(place.name, placed)
        line = self._pieces.lines.get(place.name, ())
        if again or place.boxed:
            return drop_notes(line)
        return line

    def _body(self, placed: frozenset[str]) -> tuple[Block, ...]:
        blocks = self._pieces.block_piece("body", placed)
        status = self._pieces.lines["status"]
        if status and "status" not in placed:
            return (Paragraph(status, Role.MARKING), *blocks)
        return blocks

    def _check(
        self,
        order: Iterable[tuple[Placeholder | None, Inlines | tuple[Block, ...]]],
        house: HouseTemplate,
    ) -> None:
        """Raise BriefError when Word would count the notes in another order, or lose one."""
        expected = 1
        for place, content in order:
            for number in list_note_numbers(content):
                if number != expected:
                    where = f'the place "{place.name}"' if place else "the end of its text"
                    fault = f"puts note {number} at {where} before note {expected}"
                    raise make_misplaced_error(
                        house.name, fault, "put the places in the order of the memo, body last"
                    )
                expected += 1
        whole = list_note_numbers(self._pieces.blocks)
        if len(whole) != expected - 1:
            fault = f"has no place for note {expected}: a text box or a running head takes none"
            raise make_misplaced_error(
                house.name, fault, "give the text that cites it a place in the body"
            )

    def _xml(self, place: Placeholder | None, content: Inlines | tuple[Block, ...]) -> str:
        if place is None or wants_blocks(place):
            return self._blocks(cast("tuple[Block, ...]", content), place)
        line = cast("Inlines", content)
        return make_runs(self._story, line, make_run_format(Role.FIELD_VALUE, self._language))

    def _blocks(self, blocks: tuple[Block, ...], place: Placeholder | None) -> str:
        frame = ParagraphFrame(self._language)
        if not blocks:
            return ""
        if not self._template.word.contents or (place and place.name != "body"):
            return write_blocks(self._story, blocks, frame)
        at = find_toc_position(blocks)
        before = write_blocks(self._story, blocks[:at], frame) if at else ""
        contents = make_toc(self._story, blocks, make_toc_title(self._template, self._language))
        return (
            before
            + contents
            + (write_blocks(self._story, blocks[at:], frame) if blocks[at:] else "")
        )


def make_running_runs(story: Story, line: Inlines) -> str:
    """Return a line for a running head: its characters, without links and notes."""
    face = make_run_format(Role.HEADER, story.manuscript.language)
    lines = [make_text_runs(story, text, face) for text in to_plain_text(line).split("\n")]
    return "<w:r><w:br/></w:r>".join(lines)


def find_highest_drawing_id(roots: Iterable[etree._Element]) -> int:
    """Return the highest id of a drawing in parts of a template."""
    ids = (
        node.get("id") for root in roots for node in root.iter() if str(node.tag).endswith("}docPr")
    )
    return max([0, *map(parse_integer, ids)])
