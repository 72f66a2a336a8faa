"""Long memos of random blocks, read back: the note invariant as a reader of the finished file sees it."""

import io
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
import pypdfium2
import pytest
from pypdf.generic import DictionaryObject

from threadbrief.model.document import (
    Block,
    BulletList,
    Definition,
    DefinitionList,
    Document,
    Heading,
    Inline,
    Note,
    Paragraph,
    Post,
    Properties,
    Quotation,
    Role,
    RunningHeads,
    Table,
    Text,
)
from threadbrief.pdf import write_pdf
from threadbrief.templates import Template, load_template

MEMO = load_template("memo")
NOTES = 140
SIZES = ((595.276, 841.89), (612.0, 792.0), (420.0, 595.0), (400.0, 330.0))
LENGTHS = (1, 5, 12, 25, 25, 40, 120, 900)


class Maker:
    """Makes blocks in which no word comes twice: each is its own number."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secrets here
        self.count = 0
        self.notes: dict[int, list[str]] = {}

    def words(self, count: int) -> list[str]:
        self.count += count
        return [f"w{number}x" for number in range(self.count - count, self.count)]

    def note(self) -> Note:
        words = self.words(self.random.choice(LENGTHS))
        number = len(self.notes) + 1
        self.notes[number] = words
        cut = self.random.randrange(len(words))
        parts = [part for part in (words[:cut], words[cut:]) if part]
        return Note(number, tuple(Paragraph((Text(" ".join(part)),), Role.NOTE) for part in parts))

    def line(self, most: int = 60) -> tuple[Inline, ...]:
        content: list[Inline] = [Text(" ".join(self.words(self.random.randint(1, most))))]
        for _ in range(self.random.choice((0, 0, 1, 1, 2, 3))):
            content += (self.note(), Text(" " + " ".join(self.words(self.random.randint(1, 6)))))
        return tuple(content)

    def block(self, index: int) -> Block:
        match self.random.randrange(7):
            case 0:
                return Heading(1, self.line(6), f"heading-{index}")
            case 1:
                return BulletList(tuple((Paragraph(self.line(), Role.LIST),) for _ in range(3)))
            case 2:
                head = (((Text("Head"), self.note()), (Text("Seen"),)),)
                return Table(head, tuple((self.line(8), self.line(20)) for _ in range(6)), (0.3, 0.7))
            case 3:
                return DefinitionList(tuple(Definition(self.line(3), self.line(20)) for _ in range(3)))
            case 4:
                return Quotation((Paragraph(self.line(), Role.QUOTATION),))
            case _:
                return Post(str(index), f"post-{index}", (), (Paragraph(self.line(), Role.POST),))


def made(seed: int) -> tuple[Document, Maker, Template]:
    maker = Maker(seed)
    blocks: list[Block] = []
    while len(maker.notes) < NOTES:
        blocks.append(maker.block(len(blocks)))
    width, height = SIZES[seed % len(SIZES)]
    page = replace(MEMO.look.page, width=width, height=height)
    properties = Properties("Stress", "Night Desk", "en", datetime(2031, 3, 14, tzinfo=UTC))
    document = Document(properties, RunningHeads(), tuple(blocks))
    return document, maker, replace(MEMO, look=replace(MEMO.look, page=page))


def marks(file: pypdf.PdfReader) -> Iterator[tuple[int, int]]:
    """The page of each mark and the page that it leads to, in the order of the structure tree."""
    pages = {page.indirect_reference.idnum: index for index, page in enumerate(file.pages) if page.indirect_reference}
    waiting = [file.trailer["/Root"]["/StructTreeRoot"]["/K"].get_object()]
    while waiting:
        element = waiting.pop()
        inner = [kid.get_object() for kid in element["/K"]]
        if element["/S"] == "/Reference":
            (link,) = (kid["/Obj"] for kid in inner[0]["/K"] if isinstance(kid, DictionaryObject))
            yield pages[inner[0].raw_get("/Pg").idnum], pages[link["/Dest"].get_object()[0].idnum]
        waiting += [kid for kid in reversed(inner) if isinstance(kid, DictionaryObject) and "/S" in kid]


@pytest.mark.parametrize("seed", range(4))
def test_every_note_begins_on_the_page_of_its_mark_and_no_word_is_lost(seed: int) -> None:
    document, maker, template = made(seed)
    written = write_pdf(document, template)
    opened = pypdfium2.PdfDocument(written.data)
    shown = [re.findall(r"w\d+x", page.get_textpage().get_text_bounded()) for page in opened]
    on_page = {word: number for number, words in enumerate(shown) for word in words}
    told = [word for words in shown for word in words]
    assert sorted(told) == sorted(f"w{number}x" for number in range(maker.count))
    places = {word: index for index, word in enumerate(told)}
    reached = list(marks(pypdf.PdfReader(io.BytesIO(written.data))))
    assert len(reached) == len(maker.notes)
    begun: dict[int, list[int]] = {}
    for (number, words), (mark, foot) in zip(maker.notes.items(), reached, strict=True):
        assert mark == foot == on_page[words[0]], f"note {number}"
        assert [places[word] for word in words] == sorted(places[word] for word in words)
        begun.setdefault(foot, []).append(places[words[0]])
    for starts in begun.values():
        assert starts == sorted(starts)
    assert all(shown), "a page with nothing on it"
    overfull = [problem for problem in written.problems if problem.code == "TB721"]
    assert not overfull or seed % len(SIZES) == 3
