"""Documents set by two processes: the same bytes and the same warnings, wherever they are cut and whatever they say."""

import os
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from threadbrief.errors import Where
from threadbrief.model.document import (
    Block,
    BulletList,
    Document,
    Emoji,
    Figure,
    Heading,
    ImageFormat,
    Note,
    NoteAgain,
    PageBreak,
    Paragraph,
    Picture,
    Post,
    Properties,
    RunningHeads,
    SourceEntry,
    Sources,
    Text,
)
from threadbrief.pdf import blocks as setting
from threadbrief.pdf import halves
from threadbrief.pdf.boxes import Row, Tie
from threadbrief.pdf.flow import Flow
from threadbrief.pdf.halves import LEAST, cuts, weight
from threadbrief.pdf.writer import write_pdf
from threadbrief.templates import load_template

MEMO = load_template("memo")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be split here")


def document(*blocks: Block) -> Document:
    properties = Properties("Low water", "Night Desk", "en", datetime(2031, 3, 14, 6, 30, tzinfo=UTC))
    return Document(properties, RunningHeads(), blocks)


def paragraph(words: str, *notes: Note | NoteAgain, lang: str | None = None) -> Paragraph:
    return Paragraph((Text(words), *notes), lang=lang)


@pytest.fixture
def cut_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Say where documents are cut."""

    def at(cut: int) -> None:
        monkeypatch.setattr(setting, "cuts", lambda _: (0, cut))

    monkeypatch.setattr(setting, "possible", lambda: True)
    yield at
    with pytest.raises(ChildProcessError):  # no process is left behind
        os.waitpid(-1, os.WNOHANG)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows each second half had that was taken."""
    rows: list[int] = []
    go_on_with = Flow.go_on_with

    def kept(self: Flow, more: tuple[Row, ...]) -> None:
        rows.append(len(more))
        go_on_with(self, more)

    monkeypatch.setattr(Flow, "go_on_with", kept)
    return rows


def test_a_document_may_be_cut_anywhere(
    specimen: Document, cut_before: Callable[[int], None], taken: list[int]
) -> None:
    alone = write_pdf(specimen, MEMO)
    assert taken == []
    for cut in range(1, len(specimen.blocks)):
        cut_before(cut)
        assert write_pdf(specimen, MEMO, tandem=True) == alone, f"cut before block {cut}"
    assert len(taken) > len(specimen.blocks) / 2


FIRST = paragraph("The tide is out\N{NO-BREAK SPACE}now.", Note(1, (paragraph("So it is."),)))
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
}


@pytest.mark.parametrize("second", SECOND_HALVES.values(), ids=SECOND_HALVES.keys())
def test_whatever_comes_second_is_the_same(second: tuple[Block, ...], cut_before: Callable[[int], None]) -> None:
    first = (
        FIRST,
        Paragraph((Text("Here "), Emoji("🇺🇸", "flag: United States"), Emoji("😉", "wink"), Text(" \ufdd0"))),
        Post("1", "post-1", (Text("Ada"),), (paragraph("The quay is dry. q̣̇ বাংলা"),)),
    )
    for blocks in ((*first, *second), (*second, *first)):
        whole = document(*blocks)
        cut_before(len(blocks) - (len(second) if blocks[0] is FIRST else len(first)))
        assert write_pdf(whole, MEMO, tandem=True) == write_pdf(whole, MEMO)


@pytest.mark.parametrize(
    "name", ["an emoji met before, and others", "fonts not met before", "characters that no font holds", "a list"]
)
def test_second_halves_that_fit_are_taken(name: str, cut_before: Callable[[int], None], taken: list[int]) -> None:
    first = (FIRST, Paragraph((Text("Here "), Emoji("😉", "wink"), Text(" שלום "), Emoji("🇺🇸", "flag"), Text(" שלום"))))
    whole = document(*first, *SECOND_HALVES[name])
    cut_before(len(first))
    assert write_pdf(whole, MEMO, tandem=True) == write_pdf(whole, MEMO)
    assert len(taken) == 1


def test_halves_that_read_a_glyph_in_two_ways_are_set_in_turn(
    cut_before: Callable[[int], None], taken: list[int]
) -> None:
    # One glyph of the default face draws both: the Ohm sign and the letter it is named after.
    whole = document(paragraph("10 \N{OHM SIGN}"), paragraph("\N{GREEK CAPITAL LETTER OMEGA}"))
    cut_before(1)
    assert write_pdf(whole, MEMO, tandem=True) == write_pdf(whole, MEMO)
    assert taken == []


def test_a_second_process_that_dies_loses_nothing(
    cut_before: Callable[[int], None], monkeypatch, taken: list[int]
) -> None:
    whole = document(FIRST, paragraph("The tide is in."))
    alone = write_pdf(whole, MEMO)
    monkeypatch.setattr(setting, "packed", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    cut_before(1)
    assert write_pdf(whole, MEMO, tandem=True) == alone
    assert taken == []


def test_only_who_asks_for_it_gets_a_second_process(cut_before: Callable[[int], None], monkeypatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    cut_before(1)
    monkeypatch.setattr(setting, "beside", never)
    assert write_pdf(document(FIRST, FIRST), MEMO).data
    monkeypatch.setattr(setting, "possible", lambda: False)
    assert write_pdf(document(FIRST, FIRST), MEMO, tandem=True).data


# --- where it is cut ---


def test_a_document_is_cut_a_little_behind_its_middle() -> None:
    page = Post("1", "post-1", (Text("Ada"),), (paragraph("x" * 2000, Note(1, (paragraph("y" * 880),))),))
    assert weight(page) == 3 * halves.PARAGRAPH + 2000 + halves.REFERENCE
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
    flow.go_on_with([Row(12.0, gap=5.0, anchors=("there",)), Row(12.0, gap=1.0)])
    assert flow.rows[1:] == [Row(12.0, gap=7.0, tie=Tie.LOOSE, anchors=("here", "there")), Row(12.0, gap=1.0)]
    flow.new_page()
    flow.go_on_with([Row(9.0, gap=5.0)])
    assert flow.rows[-1] == Row(9.0, gap=5.0, tie=Tie.BREAK)
