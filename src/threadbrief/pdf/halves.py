"""The blocks of a long document are set by two processes: the second sets the second half, beside the first.

What comes of it is the same (*the tandem rule*): the rows of the second half go on from those of the first only where
both met every glyph as the same characters; else they are set again, in turn.
"""

from collections.abc import Sequence
from itertools import accumulate

from threadbrief.errors import Problem
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
from threadbrief.pdf.boxes import Element, Row
from threadbrief.pdf.fonts import Face
from threadbrief.pdf.line import EmojiRun
from threadbrief.pdf.lines import Met, Typesetter
from threadbrief.tandem import Data, Name, received, sent
from threadbrief.values import Value, astuple, replace

LEAST = 60_000
"""What a document must weigh to be worth a second process: some twenty pages."""
FIRST = 0.03
"""The share of a document that is set before the process is split, so that both know its voices and commonest words."""
CUT = 0.52
"""Where the second half begins; its rows have to be sent, so it is the smaller one."""
PARAGRAPH = 60
"""What setting a paragraph costs besides its text, in characters."""
REFERENCE = 200
"""What setting a note or an entry of the sources costs; they are not looked through."""


class SecondHalf(Value):
    """What the second process sends."""

    rows: tuple[Row, ...]
    met: Met
    problems: tuple[Problem, ...]
    """About pictures and notes, in the order of the text."""


def cuts(blocks: Sequence[Block]) -> tuple[int, int] | None:
    """Return before which blocks the process is split, and the second half begins; None: they are best set by one."""
    sums = list(accumulate(map(weight, blocks), initial=0))
    whole = sums[-1]
    if whole < LEAST:
        return None
    first = next(index for index, sum_ in enumerate(sums) if sum_ >= FIRST * whole)
    cut = next(index for index, sum_ in enumerate(sums) if sum_ >= CUT * whole)
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


def packed(half: SecondHalf, root: Element, typesetter: Typesetter) -> Data:
    """Return a second half as bytes; what both processes have goes by name: `root`, the document, and the faces.

    Of a note, which stands in the lines as its mark, only the number goes: its text is in the rows.
    """
    names = {
        Element: lambda element: "root" if element is root else None,
        Face: lambda face: face.name,
        Note: lambda note: ("note", note.number),
        EmojiRun: lambda run: ("emoji", typesetter.emoji_said(run.font, run.show), astuple(run)),
    }
    return sent(half, names)


def unpacked(data: bytes, root: Element, typesetter: Typesetter) -> SecondHalf:
    """Return a second half, with the faces of the typesetter of the first, and its emoji."""

    def find(name: Name) -> object:
        match name:
            case "root":
                return root
            case ("note", int(number)):
                return Note(number, ())
            case ("emoji", str(said), tuple(fields)):
                run = EmojiRun(*fields)
                font, show = typesetter.emoji(run.sequence, said) or ("", "")
                return replace(run, show=show, font=font)
            case (str(path), int(index), tuple(axes)):
                return typesetter.face((path, index, axes))
            case _:
                raise LookupError(name)

    half: SecondHalf = received(data, find)
    return half
