"""Documents that the tests of the Word writer write: one with every block and every inline, and larger ones."""

import struct
import zlib
from datetime import UTC, datetime

from threadbrief.core.problems import Location
from threadbrief.model.document import (
    Block,
    BulletList,
    Definition,
    DefinitionList,
    Document,
    Emoji,
    Emphasis,
    FieldList,
    FieldRow,
    Figure,
    Heading,
    ImageFormat,
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

MOMENT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CHINA = Emoji("\U0001f1e8\U0001f1f3", "flag: China")
WINK = Emoji("\U0001f609", "winking face")


def text(*words: str) -> tuple[Text, ...]:
    return tuple(Text(word) for word in words)


def para(*content, role: Role = Role.BODY, lang: str | None = None) -> Paragraph:
    return Paragraph(
        tuple(Text(item) if isinstance(item, str) else item for item in content), role, lang
    )


def note(number: int, *content) -> Note:
    return Note(number, (para(*content, role=Role.NOTE),))


def png(width: int = 320, height: int = 120) -> Picture:
    """A picture whose colour runs from grey to blue."""
    row = b"\0" + b"".join(bytes((90, 100 + x * 100 // width, 160)) for x in range(width))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = chunk(b"IDAT", zlib.compress(row * height))
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + rows + chunk(b"IEND", b"")
    return Picture(data, ImageFormat.PNG, width, height)


def document(*blocks: Block, language: str = "en", running: RunningHeads | None = None) -> Document:
    properties = Properties(
        title="Reading of a thread",
        author="Open-Source Team",
        language=language,
        moment=MOMENT,
        subject="Dependence on China",
        keywords=("Russia", "China"),
        marking="UNCLASSIFIED",
        reference="SPECIMEN-0001",
    )
    return Document(properties, running if running is not None else heads(), blocks)


def heads() -> RunningHeads:
    return RunningHeads(
        header_start=text("UNCLASSIFIED"),
        header_end=text("DRAFT: 1 point to settle"),
        footer_start=text("Reading of a thread · SPECIMEN-0001"),
        footer_end=(Text("Page "), PageNumber(), Text(" of "), PageCount()),
    )


def title_block() -> tuple[Block, ...]:
    fields = (
        FieldRow("To", (text("Director, Eurasia Desk"), text("Deputy Director"))),
        FieldRow("From", (text("Open-Source Team"),)),
        FieldRow("Date", (text("23 November 2026"),)),
        FieldRow("Reference", ((Text("SPECIMEN-0001"), note(1, "A mark in a field.")),)),
    )
    return (
        para("UNCLASSIFIED", role=Role.MARKING),
        para("Briefing memo", role=Role.LABEL),
        para(
            "Russian unease about dependence on China: reading of a June 2020 thread",
            role=Role.TITLE,
        ),
        FieldList(fields),
    )


def full() -> Document:
    """A document with every block and every inline, marks in every kind of text."""
    wsj = Link(
        text("https://www.wsj.com/articles/weary-russia"),
        "https://www.wsj.com/articles/weary-russia",
    )
    long_note = Note(
        2,
        (
            para(
                "Yaroslav Trofimov, “Weary Russia,” ", Emphasis(text("The Wall Street Journal")), ", ", wsj, " ", CHINA,
                role=Role.NOTE,
            ),
            para("A second paragraph with ", Strong(text("weight")), ".", role=Role.NOTE),
            BulletList(((para("a point in a note", role=Role.NOTE),), (para("another"),))),
            NumberedList(((para("first"),), (para("second"),)), 3),
            Quotation((para("Words quoted in a note."),), text("Trenin")),
        ),
    )  # fmt: skip
    summary = Summary((
        para(
            "In a thread of eleven posts, Alexander Gabuev comments on a ", Emphasis(text("Wall Street Journal ")),
            "report about Russia’s wish to stay out of the quarrel.", long_note,
            " He holds that Moscow’s worry is the loss of room for manoeuvre, and names three things to watch.",
        ),
        para("A second paragraph of the summary, so that one sees whether the rule beside it goes on."),
        BulletList(((para("a point of the summary"),), (para("another"),))),
    ))  # fmt: skip
    judgements = Judgements((
        Judgement(
            1, "j1", (para("Senior Russians increasingly see reliance on China as a risk.", note(4, "Post 2.")),),
            (Text("Confidence: moderate · rests on "), Link(text("post 1"), "#p1")),
        ),
        Judgement(
            2, "j2", (para("The yardstick is freedom of action.", RepeatedNoteMark(4)), para("With a second paragraph.")),
            text("Confidence: high"),
        ),
        Judgement(3, "j3", (para("Arms sales are the indicators to follow."),), ()),
    ))  # fmt: skip
    inlines = para(
        "Plain, ", Emphasis((Text("emphasis with "), Emphasis(text("upright")), Text(" in it"))), ", ",
        Strong(text("strong")), ", ", SmallCaps(text("Small Caps")), ", ", Underline(text("underlined")), ", 1",
        Superscript(text("st")), ", H", Subscript(text("2")), "O, ", Link(text("a place"), "#the-thread"),
        LineBreak(), "after a break; ", UnresolvedMark("[2 emoji lost]"), "; ", WINK, " and ", CHINA, "; ",
        Text("冯玉军", "zh-Hans"), ", ", Text("안녕"), ", ", Text("Москва", "ru"), ", ", "שלום עולם", ", ",
        "नमस्ते दुनिया", ", ", "สวัสดี", ", tab\there, soft\xadhyphen, non‑breaking.",
    )  # fmt: skip
    lists = (
        BulletList(
            (
                (para("one ", note(7, "A mark in a list.")), para("goes on")),
                (
                    para("two"),
                    BulletList(
                        ((para("two, inside"), NumberedList(((para("deep"),), (para("deeper"),)))),)
                    ),
                ),
            )
        ),
        NumberedList(((para("first"),), (para("second"), Quotation((para("quoted in a list"),))))),
        NumberedList(((para("seventh"),), (para("eighth"),)), 7),
    )
    chart = Figure(
        png(),
        "A chart of trade",
        (Text("Figure 1. Trade."), note(6, "In a caption.")),
        show_alt=True,
    )
    posts = (
        para("Alexander Gabuev (@AlexGabuev) on Twitter, 21 June 2020 · 4 posts · ",
             Link(text("twitter.com/AlexGabuev"), "https://twitter.com/AlexGabuev/status/1?x=ü&y=a b"),
             role=Role.THREAD_LINE),
        Post((Text("1"),), "p1", (), (para("Recommends a detailed report by @yarotrof.", note(5, "Post 1."), " He endorses the "
             "remark made there that Russians increasingly see how closeness to China can end in dependence.",
             role=Role.POST),)),
        Post((Text("2"),), "p2", text("21 June 2020, 04:13 UTC"), (
            para("Talks with senior officials.", role=Role.POST), para("A second paragraph.", role=Role.POST),
            Quotation((para("Words of a quoted post."), para("And more.")), text("@DmitriTrenin, 1 May 2020")),
        )),
        Post((Text("3"),), "p3", (), (chart,)),
        Post((Text("11"),), "p4", (), (para("انتقل النقاش إلى Huawei في 2020.", role=Role.POST),), "ar"),
    )  # fmt: skip
    table = Table(
        ((text("Year"), text("Trade, bn USD")),),
        (
            (text("2018"), (Text("107.1"), note(8, "In a table cell."))),
            (text("2019"), text("110.8")),
        ),
        (0.3, 0.7),
        text("Table 1. Trade between the two countries."),
    )
    plain = Table((), ((text("without"), text("a head")),), (0.5, 0.5))
    people = DefinitionList((
        Definition((Text("Alexander Gabuev"),), text("Carnegie Moscow Center, as of 2020")),
        Definition((Text("Feng Yujun "), Text("冯玉军", "zh-Hans"), Text(", professor of international relations")),
                   (Text("Fudan University"), note(10, "In a definition."))),
    ))  # fmt: skip
    sources = Sources((
        SourceEntry("wsj", (Text("Trofimov, Yaroslav. “Weary Russia Tries to Avoid Entanglement in U.S.-China Spat.” "),
                            Emphasis(text("The Wall Street Journal")), Text(", June 20, 2020. "), wsj)),
        SourceEntry("trenin", text("Trenin, Dmitri. “Equilibrium.” Carnegie Moscow Center, May 1, 2020.")),
    ))  # fmt: skip
    return document(
        *title_block(),
        Heading(1, text("Summary"), "summary"), summary,
        Heading(1, (Text("Key judgements"), note(3, "In a heading.")), "key-judgements"), judgements,
        Heading(1, text("The thread"), "the-thread"), *posts,
        Heading(2, text("Inlines"), "inlines"), inlines, *lists, Rule(),
        Heading(3, text("A table"), "a-table"), table, plain,
        Quotation((para("A quotation.", note(9, "In a quotation.")),)),
        PageBreak(),
        Heading(1, text("People named"), "people"), people,
        Heading(1, text("Sources"), "sources"), sources,
    )  # fmt: skip


def thread(posts: int, notes: int) -> Document:
    """A long thread: a note to each post and the rest spread, one link to each note."""
    blocks: list[Block] = [*title_block()[:3], Heading(1, text("The thread"), "thread")]
    number = 0
    for index in range(1, posts + 1):
        content: list = [
            Text(f"Post {index} says what a post says, in about the words that fit a post, and ")
        ]
        content += [Emphasis(text("some of them")), Text(" with stress. ")]
        while number * posts < notes * index:
            number += 1
            address = f"https://example.org/{number}"
            cited = (
                f"Author {number}, “Title,” ",
                Emphasis(text("Journal")),
                ", ",
                Link(text(address), address),
                ".",
            )
            content += [note(number, *cited), Text(" More words follow the mark. ")]
        where = Location("memo.yaml", index, 1)
        body = Paragraph(tuple(content), Role.POST, None, where)
        blocks.append(Post(text(str(index)), f"p{index}", text("04:12"), (body,)))
    return document(*blocks)


def stress() -> Document:
    """150 notes, each with an inline of its own kind, and every block around them."""
    kinds = (
        Text("words"), Emphasis(text("emphasis")), Strong(text("strong")), SmallCaps(text("small")),
        Underline(text("under")), Superscript(text("up")), Subscript(text("down")), WINK, CHINA, LineBreak(),
        UnresolvedMark("[to settle]"), Link(text("link"), "https://example.org/"), Link(text("post"), "#p1"),
        Text("冯玉军", "zh-Hant"), Text("مرحبا بالعالم", "ar"), Text("สวัสดี"), Text("ごめん", "ja"),
    )  # fmt: skip
    whole = full()
    cited = {
        n: Note(n, (para(f"Note {n}: ", kinds[n % len(kinds)], ".", role=Role.NOTE),))
        for n in range(11, 161)
    }
    posts = tuple(
        Post(text(str(n)), f"q{n}", (), (para("Post. ", cited[n], role=Role.POST),)) for n in cited
    )
    return Document(whole.properties, whole.running, (*whole.blocks, *posts))
