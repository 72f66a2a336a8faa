"""Where a long document is cut, so that two processes have as much to do with its blocks."""

from collections.abc import Sequence

from threadbrief.model.document import (
    Block,
    BulletList,
    DefinitionList,
    Emphasis,
    Inlines,
    Judgements,
    Link,
    Note,
    NumberedList,
    Paragraph,
    Post,
    Quotation,
    Sources,
    Strong,
    Summary,
    Table,
    Text,
)
from threadbrief.tandem import cut_at

LEAST = 60_000
"""What a document must weigh to be worth a second process: some twenty pages."""
FIRST = 0.03
"""The share of a document that is set before the process is split, so that both know its voices and commonest words."""
CUT = 0.5
"""Where the second half begins."""
PARAGRAPH = 60
"""What setting a paragraph costs besides its text, in characters."""
REFERENCE = 200
"""What setting a note or an entry of the sources costs; they are not looked through."""


def cuts(blocks: Sequence[Block]) -> tuple[int, int] | None:
    """Return before which blocks the process is split, and the second half begins; None: they are best set by one."""
    weights = list(map(weight, blocks))
    if sum(weights) < LEAST:
        return None
    first, cut = cut_at(weights, FIRST), cut_at(weights, CUT)
    return (first, cut) if first < cut < len(blocks) else None


def weight(block: Block) -> int:  # noqa: PLR0911 - one line a case of the union
    """Return about how much work it is to set a block, in characters."""
    match block:
        case Paragraph():
            return PARAGRAPH + _characters(block.content)
        case Post() | Quotation():
            return 2 * PARAGRAPH + sum(map(weight, block.blocks))
        case Summary():
            return sum(map(weight, block.blocks))
        case Judgements():
            return sum(PARAGRAPH + sum(map(weight, item.blocks)) for item in block.items)
        case BulletList() | NumberedList():
            return sum(PARAGRAPH + sum(map(weight, item)) for item in block.items)
        case Table():
            return sum(PARAGRAPH + _characters(cell) for row in block.rows for cell in row)
        case DefinitionList():
            return sum(2 * PARAGRAPH + _characters(item.content) for item in block.items)
        case Sources():
            return REFERENCE * len(block.entries)
        case _:
            return PARAGRAPH


def _characters(content: Inlines) -> int:
    count = 0
    for inline in content:
        match inline:
            case Text():
                count += len(inline.text)
            case Emphasis() | Strong() | Link():
                count += _characters(inline.content)
            case Note():
                count += REFERENCE
            case _:
                count += 1
    return count
