"""Write the words of a memo for each peer: memo.md (pandoc), memo.typ (Typst), memo.json (docx-js).

    python benchmarks/speed/written.py FOLDER POSTS

Writes memo.yaml beside them. The words are those of the composed memo, its notes and its list of
sources too, so a peer formats no citation; what each is given is what threadbrief prints. It is run
as a process of its own, since a process inherits the peak of memory of the one that starts it.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from memos import memo_yaml

from threadbrief.model.document import (
    Block,
    Document,
    Emphasis,
    FieldList,
    Heading,
    Inlines,
    Judgements,
    Link,
    Note,
    Paragraph,
    Post,
    Role,
    Sources,
    Summary,
    Text,
)
from threadbrief.model.traverse import plain_text
from threadbrief.pipeline.document import compose_brief
from threadbrief.pipeline.options import BuildOptions
from threadbrief.read import read_brief

Runs = list[tuple[str, object]]
"""A line: `text`, `emphasis` and `address` with characters, `note` with the runs of the note."""
Part = tuple[str, Runs]
"""A paragraph: `title`, `heading`, `post`, `item` or `paragraph`, and its line."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>^~$|#@\"'])")
_TYPST = re.compile(r"([\\#*_@$<>~\[\]\"'`/=])")
_SETUP = """#set document(title: "{title}", author: "Open Source Unit")
#set page(paper: "a4", margin: (top: 27mm, bottom: 25mm, x: 30mm), numbering: "1 of 1")
#set text(size: 10.5pt, lang: "en")
#set par(justify: false)
#show footnote.entry: set text(size: 8.5pt)
#title()
"""
"""The sheet, the margins and the sizes are those of threadbrief's default look."""


def main() -> None:
    folder, posts = Path(sys.argv[1]), int(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    data = memo_yaml(posts)
    brief, _ = read_brief(data, "memo.yaml")
    parts = list(parts_of(compose_brief(brief, BuildOptions()).document))
    (folder / "memo.yaml").write_bytes(data)
    (folder / "memo.md").write_text(markdown(parts), encoding="utf-8")
    (folder / "memo.typ").write_text(typst(parts), encoding="utf-8")
    (folder / "memo.json").write_text(json.dumps(parts, ensure_ascii=False), encoding="utf-8")


def parts_of(document: Document) -> Iterator[Part]:
    """Yield the paragraphs of a memo in the order of the page."""
    for block in document.blocks:
        yield from _parts(block)


def _parts(block: Block) -> Iterator[Part]:
    match block:
        case Paragraph():
            yield "title" if block.role is Role.TITLE else "paragraph", _runs(block.content)
        case FieldList():
            for field in block.fields:
                yield (
                    "paragraph",
                    [
                        ("text", f"{field.label}: "),
                        *(r for line in field.values for r in _runs(line)),
                    ],
                )
        case Heading():
            yield "heading", _runs(block.content)
        case Summary():
            yield from (part for inner in block.blocks for part in _parts(inner))
        case Judgements():
            yield from (("item", _runs_in(judgement.blocks)) for judgement in block.items)
        case Post():
            head, *rest = block.blocks
            yield "post", [("text", f"{plain_text(block.label)}. "), *_runs_in((head,))]
            yield from (part for inner in rest for part in _parts(inner))
        case Sources():
            yield from (("paragraph", _runs(entry.content)) for entry in block.entries)
        case _:
            raise TypeError(block)


def _runs_in(blocks: Iterable[Block]) -> Runs:
    return [run for block in blocks if isinstance(block, Paragraph) for run in _runs(block.content)]


def _runs(content: Inlines) -> Runs:
    runs: Runs = []
    for inline in content:
        match inline:
            case Text():
                runs.append(("text", inline.text))
            case Emphasis():
                runs.append(
                    (
                        "emphasis",
                        "".join(inner.text for inner in inline.content if isinstance(inner, Text)),
                    )
                )
            case Link():
                runs.append(("address", inline.target))
            case Note():
                runs.append(
                    (
                        "note",
                        _runs_in(block for block in inline.blocks if isinstance(block, Paragraph)),
                    )
                )
            case _:
                raise TypeError(inline)
    return runs


def markdown(parts: list[Part]) -> str:
    """Return a memo as pandoc's Markdown, its notes inline."""
    forms = {"title": "% {}", "heading": "# {}", "post": "## {}", "item": "- {}", "paragraph": "{}"}

    def line(runs: Runs) -> str:
        return _line(runs, lambda text: _MARKDOWN.sub(r"\\\1", text), {
            "text": "{}", "emphasis": "*{}*", "address": "<{}>", "note": "^[{}]",
        })  # fmt: skip

    # A title block stands at the head of the file.
    ordered = sorted(parts, key=lambda part: part[0] != "title")
    return "\n\n".join(forms[kind].format(line(runs)) for kind, runs in ordered) + "\n"


def typst(parts: list[Part]) -> str:
    """Return a memo as Typst's markup, its notes as footnotes."""
    forms = {"heading": "= {}", "post": "== {}", "item": "- {}", "paragraph": "{}"}

    def line(runs: Runs) -> str:
        marks = {
            "text": "{}",
            "emphasis": "#emph[{}]",
            "address": '#link("{}")',
            "note": "#footnote[{}]",
        }
        return _line(runs, lambda text: _TYPST.sub(r"\\\1", text), marks)

    title = next(runs for kind, runs in parts if kind == "title")
    body = "\n\n".join(forms[kind].format(line(runs)) for kind, runs in parts if kind in forms)
    return f"{_SETUP.format(title=line(title))}\n{body}\n"


def _line(runs: Runs, escaped: Callable[[str], str], forms: dict[str, str]) -> str:
    made = []
    for kind, value in runs:
        if kind == "note":
            text = _line(value, escaped, forms)  # type: ignore[arg-type]
        else:
            text = str(value) if kind == "address" else escaped(str(value))
        made.append(forms[kind].format(text))
    return "".join(made)


if __name__ == "__main__":
    main()
