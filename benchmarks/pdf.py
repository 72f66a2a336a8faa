"""Measure the PDF writer, from Document to bytes, against Typst's PDF/UA-1 of the same text.

Run as `python benchmarks/pdf.py [posts]`, 1,000 posts with 1,500 notes by default. Each
figure is the best of several runs in fresh processes that take turns. Typst is measured where `pip
install typst` has been run; its time is that of `typst.compile`, with a source file in and the
bytes of a PDF out.
"""

import importlib.util
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from threadbrief.model.brief import Source
from threadbrief.model.document import (
    Block,
    Document,
    Emphasis,
    Heading,
    Inline,
    Link,
    Note,
    PageCount,
    PageNumber,
    Paragraph,
    Post,
    Properties,
    Role,
    RunningHeads,
    SourceEntry,
    Sources,
    Text,
)

RUNS = 5
WHO = [
    "the harbour office",
    "a pilot",
    "the dredging crew",
    "the ferry line",
    "the council",
    "an insurer",
]
DID = [
    "confirmed",
    "denied",
    "postponed",
    "expanded",
    "questioned",
    "suspended",
    "audited",
    "defended",
]
WHAT = [
    "the second quay contract",
    "a new set of tide permits",
    "the winter fuel order",
    "its watch on night convoys",
]
WHEN = (
    "after two weeks of talks with the towns upriver",
    "while traffic at the northern lock fell by a third",
    "according to figures that came out late on Friday",
    "before the board could hear from the surveyors",
    "with no date given for a final word on the matter",
)


def sentence(chance: random.Random) -> str:
    words = " ".join(chance.choice(part) for part in (WHO, DID, WHAT, WHEN))
    return words[0].upper() + words[1:]


def reference(chance: random.Random, number: int) -> tuple[Inline, ...]:
    address = f"https://press.example/2031/{number:05}/{chance.randrange(10**6):06}"
    given = chance.choice(("Anna", "René", "Zoë", "Ola"))
    name = f"{given} {chance.choice(('Berg', 'Núñez', 'Okafor', 'Lind'))}"
    return (
        Text(f"{name}, “{sentence(chance)},” "),
        Emphasis((Text(chance.choice(("The Tidal Gazette", "Harbour Notes", "Northern Ledger"))),)),
        Text(f", March {number % 28 + 1}, 2031, para. {number}, "),
        Link((Text(address),), address),
        Text("."),
    )


def document(posts: int) -> Document:
    """Return a memo in which odd posts have one note, even posts two."""
    chance = random.Random(20310314)
    blocks: list[Block] = [
        Paragraph((Text("Low water at the north quay"),), Role.TITLE),
        Heading(1, (Text("The thread"),), "thread"),
    ]
    entries: list[SourceEntry] = []
    for post in range(1, posts + 1):
        content: list[Inline] = []
        for index in range(2 + chance.randrange(2)):
            content.append(Text(f"{' ' if index else ''}{sentence(chance)} (case {post}.{index})."))
            if index <= (post % 2 == 0):
                number = len(entries) + 1
                cited = reference(chance, number)
                content.append(Note(number, (Paragraph(cited, Role.NOTE),)))
                entries.append(SourceEntry(f"s{number}", cited))
        address = f"https://social.example/@crew{post}/status/{10**15 + post * 7919}"
        meta = (
            Text(f"Crew {post} (@crew{post}) · March {post % 28 + 1}, 2031 · "),
            Link((Text(address),), address),
        )
        blocks.append(
            Post((Text(str(post)),), f"post-{post}", meta, (Paragraph(tuple(content), Role.POST),))
        )
    blocks += [
        Heading(1, (Text("Sources"),), "sources"),
        Sources(tuple(entries[: len(entries) * 3 // 4])),
    ]
    heads = RunningHeads(
        (Text("HARBOUR USE"),), (), (Text("Low water"),), (Text("Page "), PageNumber(), PageCount())
    )
    properties = Properties("Low water", "Night Desk", "en", datetime(2031, 3, 14, tzinfo=UTC))
    return Document(properties, heads, tuple(blocks))


def typst(memo: Document) -> str:
    """Return the same memo as Typst's markup."""
    out = [
        '#set document(title: "Low water")',
        '#set page(paper: "a4", numbering: "1")',
        '#set text(lang: "en")',
    ]
    for block in memo.blocks:
        match block:
            case Heading():
                out.append(f"= {markup(block.content)}")
            case Paragraph():
                out.append(f"#title[{markup(block.content)}]")
            case Post():
                text = next(inner.content for inner in block.blocks if isinstance(inner, Paragraph))
                out.append(
                    f"== {markup(block.meta[:1])}\n\n{markup(text)}\n\n{markup(block.meta[1:])}"
                )
            case Sources():
                out += [markup(entry.content) for entry in block.entries]
    return "\n\n".join(out)


def markup(content: tuple[Inline, ...]) -> str:
    return "".join(map(inline_markup, content))


def inline_markup(inline: Inline) -> str:
    match inline:
        case Text():
            return "".join("\\" + c if c in "\\#*_@$<>~[]\"'`/=" else c for c in inline.text)
        case Emphasis():
            return f"#emph[{markup(inline.content)}]"
        case Link():
            return f'#link("{inline.target}")'
        case Note():
            return "".join(
                f"#footnote[{markup(b.content)}]" for b in inline.blocks if isinstance(b, Paragraph)
            )
        case _:
            raise TypeError(inline)


def ours(posts: int) -> tuple[float, int, int]:
    """Return seconds, bytes and the peak memory in kilobytes of a fresh process."""
    from threadbrief.pdf import write_pdf
    from threadbrief.templates.loading import load_template

    memo, template = document(posts), load_template("memo")
    start = time.perf_counter()
    data = write_pdf(memo, template, Source("memo.yaml", b"memo: {}\n")).data
    taken = time.perf_counter() - start
    return taken, len(data), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def theirs(posts: int) -> tuple[float, int, int]:
    """Return the same of Typst."""
    import typst as engine

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "memo.typ"
        source.write_text(typst(document(posts)), encoding="utf-8")
        start = time.perf_counter()
        data = engine.compile(str(source), pdf_standards="ua-1", ignore_system_fonts=True)
        taken = time.perf_counter() - start
    return taken, len(data), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    posts = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    programs = [ours, *([theirs] if importlib.util.find_spec("typst") else [])]
    best: dict[str, tuple[float, int, int]] = {}
    context = multiprocessing.get_context("spawn")
    for _ in range(RUNS):
        for program in programs:
            with context.Pool(1) as pool:
                found = pool.apply(program, (posts,))
            best[program.__name__] = min(found, best.get(program.__name__, found))
    for name, (seconds, size, peak) in best.items():
        print(f"{name:8} {seconds:7.3f} s {size / 1e6:7.2f} MB {peak / 1024:6.0f} MB peak")
    if "theirs" in best:
        print(f"ours / theirs: {best['ours'][0] / best['theirs'][0]:.2f}")
    else:
        print("Typst is not installed here: pip install typst")


if __name__ == "__main__":
    main()
