"""Documents set by two processes: the same bytes and the same warnings, wherever they are cut and whatever they say."""

import io
import os
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from PIL import Image as Pillow

from threadbrief.errors import Problem, Where
from threadbrief.model.document import (
    Block,
    BulletList,
    Document,
    Emoji,
    Figure,
    Heading,
    ImageFormat,
    Link,
    Note,
    NoteAgain,
    PageBreak,
    PageNumber,
    Paragraph,
    Picture,
    Post,
    Properties,
    Quotation,
    Role,
    RunningHeads,
    SourceEntry,
    Sources,
    Text,
)
from threadbrief.pdf import cuts as cutting
from threadbrief.pdf import halves
from threadbrief.pdf.boxes import Row, Tie
from threadbrief.pdf.cuts import LEAST, cuts, weight
from threadbrief.pdf.flow import Flow, joined
from threadbrief.pdf.halves import Lost, OtherHalf, Printed
from threadbrief.pdf.writer import write_pdf
from threadbrief.templates import Template
from threadbrief.templates.loading import load_template
from threadbrief.values import replace

MEMO = load_template("memo")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be split here")


def on_cards(template: Template) -> Template:
    """Return a template with pages of a few lines."""
    page = replace(template.look.page, width=360.0, height=300.0, top=72.0, bottom=72.0, left=54.0, right=54.0)
    return replace(template, look=replace(template.look, page=page))


CARDS = on_cards(MEMO)


def document(*blocks: Block) -> Document:
    properties = Properties("Low water", "Night Desk", "en", datetime(2031, 3, 14, 6, 30, tzinfo=UTC))
    heads = RunningHeads((Text("HARBOUR USE"),), (), (Emoji("⚓", "anchor"),), (Text("Page "), PageNumber()))
    return Document(properties, heads, blocks)


def paragraph(words: str, *notes: Note | NoteAgain, lang: str | None = None) -> Paragraph:
    return Paragraph((Text(words), *notes), lang=lang)


PAGES = tuple(paragraph(f"The tide was low at the quay for the {count}th time.") for count in range(60))
"""More than enough of them for a page that does not depend on what follows."""


@pytest.fixture
def cut_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Say where documents are cut."""

    def at(cut: int) -> None:
        monkeypatch.setattr(halves, "cuts", lambda _: (0, cut))

    monkeypatch.setattr(halves, "possible", lambda: True)
    yield at
    with pytest.raises(ChildProcessError):  # no process is left behind
        os.waitpid(-1, os.WNOHANG)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pages of each second half were taken."""
    pages: list[int] = []
    printed = OtherHalf.printed

    def kept(self: OtherHalf) -> tuple[Printed, tuple[Problem, ...]]:
        rest = printed(self)
        pages.append(len(rest[0].pages))
        return rest

    monkeypatch.setattr(OtherHalf, "printed", kept)
    return pages


def test_a_document_may_be_cut_anywhere(
    specimen: Document, cut_before: Callable[[int], None], taken: list[int]
) -> None:
    whole = replace(specimen, blocks=(*specimen.blocks, *PAGES, *specimen.blocks))
    alone = write_pdf(whole, CARDS)
    assert taken == []
    cuts_tried = range(1, len(whole.blocks), 5)
    for cut in cuts_tried:
        cut_before(cut)
        assert write_pdf(whole, CARDS, tandem=True) == alone, f"cut before block {cut}"
    assert len(taken) > len(cuts_tried) / 2
    assert min(taken) < max(taken)


FIRST = paragraph("The tide is out\N{NO-BREAK SPACE}now.", Note(1, (paragraph("So it is."),)))


def png() -> bytes:
    data = io.BytesIO()
    Pillow.new("RGB", (8, 8), (0, 90, 160)).save(data, "PNG")
    return data.getvalue()


PNG = png()
FIGURE = Figure(Picture(PNG, ImageFormat.PNG, 8, 8), "a quay", where=Where("m", 3, 1))
SECOND_HALVES: dict[str, tuple[Block, ...]] = {
    "a page begins": (PageBreak(), FIRST),
    "an anchor of nothing": (Heading(1, (), "nowhere"), FIRST),
    "an emoji met before, and others": (
        Paragraph((Text("a "), Emoji("🇨🇳", "flag: China"), Emoji("😉", "wink"), Emoji("👩‍👩‍👧", "family"))),
    ),
    "fonts not met before": (paragraph("Прилив и отлив"), paragraph("שפל וגאות"), paragraph("المد والجزر")),
    "letters that are composed": (paragraph("שָׁלוֹם"), paragraph("বাংলা ক্ষ্ম"), paragraph("กำลังน้ำ"), paragraph("ก̈ q̣̇")),
    "East Asia": (paragraph("潮汐表", lang="zh"), paragraph("潮汐表", lang="ja")),
    "characters that no font holds": (paragraph("\ufdd0 and \ufdd1"), paragraph("\ufdd1 again")),
    "a picture that is damaged": (Figure(Picture(b"none", ImageFormat.PNG, 20, 20), "a quay", where=Where("m", 3, 1)),),
    "a list": (BulletList(((FIRST,), (paragraph("and in again"),))),),
    "a post of nothing": (Post("2", "post-2", (), ()), FIRST),
    "a note cited again": (paragraph("Once more.", NoteAgain(1)),),
    "nothing": (paragraph(""),),
    "a picture": (FIGURE, FIRST, FIGURE),
    "an anchor that is looked for in vain": (
        Paragraph((Link((Text("there"),), "#there"), Link((Text("on"),), "#on"))),
    ),
}


@pytest.mark.parametrize("second", SECOND_HALVES.values(), ids=SECOND_HALVES.keys())
def test_whatever_comes_second_is_the_same(second: tuple[Block, ...], cut_before: Callable[[int], None]) -> None:
    first = (
        FIRST,
        Paragraph((Text("Here "), Emoji("🇺🇸", "flag: United States"), Emoji("😉", "wink"), Text(" \ufdd0"))),
        Post("1", "post-1", (Text("Ada"),), (paragraph("The quay is dry. q̣̇ বাংলা"),)),
        Paragraph((Link((Text("there"),), "#there"),)),
        FIGURE,
    )
    for blocks in ((*first, *PAGES, *second), (*second, *PAGES, *first)):
        whole = document(*blocks)
        cut_before(blocks.index(PAGES[-1]) + 1)
        assert write_pdf(whole, CARDS, tandem=True) == write_pdf(whole, CARDS)


@pytest.mark.parametrize(
    "name",
    [
        "an emoji met before, and others",
        "fonts not met before",
        "characters that no font holds",
        "a list",
        "a picture",
        "an anchor that is looked for in vain",
    ],
)
def test_second_halves_that_fit_are_taken(name: str, cut_before: Callable[[int], None], taken: list[int]) -> None:
    first = (FIRST, Paragraph((Text("Here "), Emoji("😉", "wink"), Text(" שלום "), Emoji("🇺🇸", "flag"), Text(" שלום"))))
    whole = document(*first, *PAGES, *SECOND_HALVES[name])
    cut_before(len(first) + len(PAGES))
    assert write_pdf(whole, CARDS, tandem=True) == write_pdf(whole, CARDS)
    assert len(taken) == 1


def test_halves_that_read_a_glyph_in_two_ways_are_set_in_turn(
    cut_before: Callable[[int], None], taken: list[int]
) -> None:
    # One glyph of the default face draws both: the Ohm sign and the letter it is named after.
    whole = document(paragraph("10 \N{OHM SIGN}"), *PAGES, paragraph("\N{GREEK CAPITAL LETTER OMEGA}"))
    cut_before(len(PAGES) + 1)
    assert write_pdf(whole, CARDS, tandem=True) == write_pdf(whole, CARDS)
    assert taken == []


def killed(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("step", ["_unpacked", "lay_out", "Press", "_printed", "_packed"])
def test_a_second_process_that_dies_loses_nothing(
    step: str, cut_before: Callable[[int], None], monkeypatch: pytest.MonkeyPatch, taken: list[int]
) -> None:
    whole = document(FIRST, *PAGES, FIRST)
    alone = write_pdf(whole, CARDS)
    first, work = os.getpid(), getattr(halves, step)

    def dying(*given: object, **named: object) -> object:
        return work(*given, **named) if os.getpid() == first else killed()

    monkeypatch.setattr(halves, step, dying)
    cut_before(len(PAGES))
    assert write_pdf(whole, CARDS, tandem=True) == alone
    assert taken == []


def test_pages_whose_running_heads_do_not_fit_are_made_again(
    cut_before: Callable[[int], None], monkeypatch: pytest.MonkeyPatch, taken: list[int]
) -> None:
    # The foot has the Ohm sign; the first half has met its glyph as the letter before, the second has not.
    letter = Paragraph((Text("\N{GREEK CAPITAL LETTER OMEGA}"),), Role.FOOTER)  # in the face of the foot
    whole = document(letter, *PAGES, FIRST)
    foot = RunningHeads(footer_end=(Text("10 \N{OHM SIGN}"),))
    whole = replace(whole, running=foot)
    lost: list[int] = []
    printed = OtherHalf.printed

    def noted(self: OtherHalf) -> tuple[Printed, tuple[Problem, ...]]:
        try:
            return printed(self)
        except Lost:
            lost.append(1)
            raise

    monkeypatch.setattr(OtherHalf, "printed", noted)
    cut_before(len(PAGES))
    assert write_pdf(whole, CARDS, tandem=True) == write_pdf(whole, CARDS)
    assert (lost, taken) == ([1], [])


def test_only_who_asks_for_it_gets_a_second_process(cut_before: Callable[[int], None], monkeypatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    cut_before(1)
    monkeypatch.setattr(halves, "beside", never)
    assert write_pdf(document(FIRST, FIRST), MEMO).data
    monkeypatch.setattr(halves, "possible", lambda: False)
    assert write_pdf(document(FIRST, FIRST), MEMO, tandem=True).data


def test_a_first_half_without_a_page_of_its_own_is_made_in_turn(
    cut_before: Callable[[int], None], taken: list[int]
) -> None:
    long = Quotation(tuple(paragraph("The tide is out now. " * 20) for _ in range(20)))  # one block, many pages
    for first in ((FIRST, FIRST), (long,)):
        whole = document(*first, *PAGES)
        cut_before(len(first))
        assert write_pdf(whole, CARDS, tandem=True) == write_pdf(whole, CARDS)
    assert taken == []


# --- where it is cut ---


def test_a_document_is_cut_in_its_middle() -> None:
    page = Post("1", "post-1", (Text("Ada"),), (paragraph("x" * 2000, Note(1, (paragraph("y" * 880),))),))
    assert weight(page) == 3 * cutting.PARAGRAPH + 2000 + cutting.REFERENCE
    many = -(-LEAST // weight(page))
    assert cuts([page] * (many - 1)) is None
    first, cut = cuts([page] * many) or (0, 0)
    assert 1 <= first < 3
    assert many / 2 <= cut <= many * 0.6


def test_a_document_of_one_long_block_is_not_cut() -> None:
    assert cuts([paragraph("x" * LEAST)]) is None
    entries = (SourceEntry("a", (Text("x" * 100),)),) * (LEAST // 100)
    assert cuts([FIRST, Sources(entries)]) is None


# --- rows that go on ---


def test_rows_go_on_as_if_they_had_been_set_there() -> None:
    flow = Flow()
    flow.rows.append(Row(10.0))
    flow.space(7.0)
    flow.anchor("here")
    flow.tie(Tie.LOOSE)
    rows = joined(flow.rows, flow.pending, [Row(12.0, gap=5.0, anchors=("there",)), Row(12.0, gap=1.0)])
    assert rows == [
        Row(10.0),
        Row(12.0, gap=7.0, tie=Tie.LOOSE, anchors=("here", "there")),
        Row(12.0, gap=1.0),
    ]
    flow.new_page()
    assert joined(flow.rows, flow.pending, [Row(9.0, gap=8.0)])[1] == Row(
        9.0, gap=8.0, tie=Tie.BREAK, anchors=("here",)
    )
    assert joined(flow.rows, flow.pending, []) == flow.rows
