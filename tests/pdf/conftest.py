"""A document with every block and every inline, in three languages, and the pictures that stand in it."""

import io
import random
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from PIL import Image

from threadbrief.model.document import (
    Block,
    BulletList,
    Definition,
    DefinitionList,
    Document,
    Emphasis,
    FieldList,
    FieldRow,
    Figure,
    Heading,
    ImageFormat,
    Inlines,
    Judgement,
    Judgements,
    LineBreak,
    Link,
    Note,
    NumberedList,
    PageBreak,
    PageCount,
    PageNumber,
    Paragraph,
    Picture,
    Post,
    Properties,
    Quotation,
    RepeatedNoteMark,
    Role,
    Rule,
    RunningHeads,
    SmallCaps,
    SourceEntry,
    Sources,
    Strong,
    Subscript,
    Summary,
    Superscript,
    Table,
    Text,
    Underline,
    UnresolvedMark,
)

WORDS = (
    *(
        "harbour",
        "tide",
        "crane",
        "ledger",
        "signal",
        "winter",
        "quay",
        "measure",
        "report",
        "channel",
        "dredger",
    ),
    *(
        "pilot",
        "ferry",
        "weather",
        "authority",
        "contract",
        "estimate",
        "gauge",
        "embankment",
        "surveyor",
    ),
    *("evidence", "witness", "morning", "northern"),
)


def prose(count: int, seed: int) -> str:
    """So many words, the same for the same seed."""
    words = random.Random(seed).choices(WORDS, k=count)  # noqa: S311 - words, not secrets
    return " ".join(words).capitalize() + "."


def text(words: str) -> Inlines:
    return (Text(words),)


def picture(width: int = 640, height: int = 360) -> Picture:
    image = Image.new("RGB", (width, height), (31, 58, 95))
    image.paste((196, 202, 210), (width // 8, height // 8, width // 2, height // 2))
    image.paste((138, 43, 14), (width // 2, height // 2, width - width // 8, height - height // 8))
    data = io.BytesIO()
    image.save(data, "PNG")
    return Picture(data.getvalue(), ImageFormat.PNG, width, height)


def document(*blocks: Block, running: RunningHeads | None = None) -> Document:
    properties = Properties(
        "Low water", "Night Desk", "en", datetime(2031, 3, 14, 6, 30, tzinfo=UTC)
    )
    return Document(properties, running or RunningHeads(), blocks)


class Notes:
    """Numbers notes as compose does."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, *paragraphs: str) -> Note:
        self.number += 1
        return Note(self.number, tuple(Paragraph(text(words), Role.NOTE) for words in paragraphs))


def _front(note: Notes) -> list[Block]:
    return [
        Paragraph(text("HARBOUR USE ONLY"), Role.MARKING),
        Paragraph(text("Briefing memo"), Role.LABEL),
        Paragraph(
            text("Low water at the north quay: what the pilots say about the March dredging"),
            Role.TITLE,
        ),
        FieldList(
            (
                FieldRow("To", (text("Harbour Director"), text("Deputy for Works"))),
                FieldRow("From", (text("Night Desk"),)),
                FieldRow("Date", (text("14 March 2031"),)),
                FieldRow(
                    "Reference", ((Text("NQ-0007"), note("The reference of the works ledger.")),)
                ),
            )
        ),
        Heading(1, text("Summary"), "summary"),
        Summary(
            (
                Paragraph(
                    (Text(prose(45, 1)), note(prose(20, 2)), Text(" " + prose(20, 3))), Role.SUMMARY
                ),
                BulletList(
                    (
                        (Paragraph(text(prose(14, 4)), Role.LIST),),
                        (Paragraph(text(prose(6, 5)), Role.LIST),),
                    )
                ),
            )
        ),
        Heading(1, text("Key judgements"), "judgements"),
        Judgements(
            tuple(
                Judgement(
                    number,
                    f"judgement-{number}",
                    (
                        Paragraph(
                            (Text(prose(18, 10 + number)), note(prose(16, 20 + number))),
                            Role.JUDGEMENT,
                        ),
                    ),
                    (Text("Confidence: moderate · rests on posts "), Link(text("1"), "#post_1")),
                )
                for number in range(1, 4)
            )
        ),
    ]


def _thread(note: Notes) -> list[Block]:
    first, second = note(prose(8, 40)), note(prose(8, 41))
    note.number += 1
    long_note = Note(
        note.number,
        (
            Paragraph(text(prose(60, 30)), Role.NOTE),
            BulletList(
                (
                    (Paragraph(text(prose(12, 31)), Role.NOTE),),
                    (Paragraph(text(prose(9, 32)), Role.NOTE),),
                )
            ),
            Quotation((Paragraph(text(prose(30, 33)), Role.NOTE),)),
            Paragraph(text(prose(420, 34)), Role.NOTE),
        ),
    )
    words: Inlines = (
        Text("Plain, "),
        Emphasis((Text("set off, "), Emphasis(text("upright again, ")))),
        Strong(text("strong, ")),
        SmallCaps(text("Small Capitals, ")),
        Underline(text("underlined, ")),
        Text("the 14"),
        Superscript(text("th")),
        Text(" of H"),
        Subscript(text("2")),
        Text("O, "),
        Link(
            text("a report of the harbour authority"),
            "https://harbour.example/reports/2031?page=4&lang=en",
        ),
        Text(", "),
        UnresolvedMark("[1 emoji lost]"),
        LineBreak(),
        Text("and a forced break"),
        first,
        second,
        Text("."),
    )
    return [
        Heading(1, text("The thread"), "thread"),
        Paragraph(
            (Text("Ilmari Vesa (@ilmari) on Mastodon, 12 March 2031 · 4 posts · verbatim"),),
            Role.THREAD_LINE,
        ),
        Post((Text("1"),), "post_1", (), (Paragraph(words, Role.POST),)),
        Post(
            (Text("2"),),
            "post_2",
            text("Dredger Crew (@crew) · 12 March 2031, 07:02 UTC"),
            (
                Paragraph((Text(prose(30, 50)), long_note, Text(" " + prose(20, 51))), Role.POST),
                Quotation(
                    (Paragraph(text(prose(26, 52)), Role.QUOTATION),),
                    text("Pilot Office · 11 March 2031"),
                ),
                Figure(
                    picture(),
                    "Two gauges at the quay",
                    (Text("The gauges."), note(prose(9, 53))),
                    show_alt=True,
                ),
            ),
        ),
        Post(
            (Text("3"),),
            "post_3",
            (),
            (
                Paragraph(
                    (
                        Text("قال مدير الميناء إن الممر سيبقى مغلقا حتى الربيع."),
                        note("Said on the radio."),
                    ),
                    Role.POST,
                ),
                Quotation((Paragraph(text("لا تغيير في الجدول"), Role.QUOTATION),), (), "ar"),
            ),
            "ar",
        ),
        Post(
            (Text("4"),),
            "post_4",
            (),
            (Paragraph((Text("See the note above"), RepeatedNoteMark(1), Text(".")), Role.POST),),
        ),
        Post((Text("5a"),), "post_5a", (), (Figure(picture(80, 400), "A tall gauge"),)),
    ]


def _back(note: Notes) -> list[Block]:
    gauges: Inlines = (Text("By gauge"), note(prose(7, 96)))
    caption: Inlines = (Text("Levels in March"), note(prose(6, 99)))
    level: Inlines = (Text("Level"), note(prose(6, 98)))
    cells = tuple(
        (
            text(f"Gauge {row}"),
            text(prose(5 + row % 3 * 6, 60 + row)),
            (Text(f"{row * 1.25:.2f} m"),),
        )
        for row in range(30)
    )
    cells = (*cells, (text("Gauge 30"), (Text("Broken"), note(prose(10, 95))), text("–")))
    return [
        Heading(1, text("Levels"), "levels"),
        Heading(2, gauges, "gauges"),
        Paragraph(text(prose(40, 97))),
        Table(
            ((text("Gauge"), text("What was seen"), level),),
            cells,
            (0.2, 0.6, 0.2),
            caption,
        ),
        NumberedList(
            tuple(
                (Paragraph(text(prose(6 + index * 4, 110 + index)), Role.LIST),)
                for index in range(4)
            ),
            start=8,
        ),
        Rule(),
        Heading(3, text("People named"), "people"),
        DefinitionList(
            tuple(
                Definition(
                    (Strong(text(f"Person {index}")),),
                    (Text(prose(14, 120 + index)), note(prose(5, 130 + index))),
                )
                for index in range(5)
            )
        ),
        PageBreak(),
        Heading(1, text("Sources"), "sources"),
        Sources(
            tuple(SourceEntry(f"s{index}", text(prose(24, 140 + index))) for index in range(6))
        ),
    ]


@pytest.fixture(scope="session")
def specimen() -> Document:
    """Every block and every inline."""
    note = Notes()
    blocks = (*_front(note), *_thread(note), *_back(note))
    running = RunningHeads(
        text("HARBOUR USE ONLY"),
        text("DRAFT: 2 points to settle"),
        text("Low water at the north quay · NQ-0007"),
        (Text("Page "), PageNumber(), Text(" of "), PageCount()),
    )
    return document(*blocks, running=running)


@pytest.fixture(scope="session")
def make_picture() -> Callable[[int, int], Picture]:
    """Return a picture of so many pixels."""
    return picture
