"""A memo in a few lines of YAML, and its document as text that a person can read."""

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from pathlib import Path

import pytest

from threadbrief.compose import ComposedDocument, compose_document
from threadbrief.core.memo_folder import OpenFolder
from threadbrief.core.structs import Accumulator, Frozen, fields
from threadbrief.model.document import (
    Emoji,
    Inlines,
    LineBreak,
    Link,
    Note,
    PageCount,
    PageNumber,
    RepeatedNoteMark,
    Text,
    UnresolvedMark,
)
from threadbrief.read import read_brief
from threadbrief.templates.loading import load_template

HEAD = """\
schema: threadbrief/1
memo: {to: Desk, from: Team, date: "2026-11-23", subject: A subject%s}
"""


@pytest.fixture
def composed(tmp_path: Path) -> Callable[..., ComposedDocument]:
    """Compose a memo from the YAML that follows its front matter."""

    def compose(rest: str, memo: str = "", template: str = "memo") -> ComposedDocument:
        brief, _ = read_brief((HEAD % (f", {memo}" if memo else "") + rest).encode(), "memo.yaml")
        return compose_document(brief, load_template(template), OpenFolder(tmp_path))

    return compose


def line(content: Inlines) -> str:
    """Return inlines as one line: notes in brackets behind their numbers, formatting as tags."""
    return "".join(map(_inline, content))


def _inline(inline: object) -> str:
    match inline:
        case Text(text, lang):
            return f"<{lang}>{text}</>" if lang else text
        case Emoji(_, name):
            return f"<emoji {name}>"
        case LineBreak():
            return "<br>"
        case UnresolvedMark(text):
            return f"<mark>{text}</>"
        case Note(number, blocks):
            return f"^{number}[{' ¶ '.join(_note(block) for block in blocks)}]"
        case RepeatedNoteMark(number):
            return f"^{number}"
        case Link(content, target):
            return f"<link {target}>{line(content)}</>"
        case PageNumber() | PageCount():
            return f"<{type(inline).__name__}>"
        case _:
            return f"<{type(inline).__name__.lower()}>{line(inline.content)}</>"  # type: ignore[attr-defined]


def _note(block: object) -> str:
    return line(block.content) if hasattr(block, "content") else "; ".join(tree(block).split("\n"))


def tree(value: object, depth: int = 0) -> str:
    """Return a block and what is in it as indented text."""
    indent = "  " * depth
    if isinstance(value, tuple):
        return "\n".join(tree(item, depth) for item in value)
    own, below = [], []
    for field in fields(value):  # type: ignore[arg-type]
        item = getattr(value, field.name)
        if field.name == "where" or item in ((), None, "", False):
            continue
        if isinstance(item, tuple) and isinstance(item[0], str):
            own.append(f"{field.name}={', '.join(item)}")
            continue
        if isinstance(item, Enum):
            own.append(item.value)
        elif isinstance(item, bytes):
            own.append(f"{field.name}={len(item)} bytes")
        elif (
            isinstance(item, tuple)
            and item
            and isinstance(item[0], Text | Link | Emoji | UnresolvedMark | Note)
        ) or field.name in ("content", "term", "meta", "caption"):
            below.append(f"{indent}  {field.name}: {line(item)}")
        elif isinstance(item, tuple) and item and isinstance(item[0], tuple):
            below += [f"{indent}  - {_cell(part, depth)}" for part in item]
        elif isinstance(item, Frozen | Accumulator | tuple):
            below.append(tree(item, depth + 1))
        elif isinstance(item, str | int | float | datetime):
            own.append(f"{field.name}={item}")
    return "\n".join([" ".join([f"{indent}{type(value).__name__}", *own]), *below])


def _cell(part: tuple[object, ...], depth: int) -> str:
    if part and hasattr(part[0], "where"):
        return tree(part, depth + 2).strip()
    return line(part)  # type: ignore[arg-type]


@pytest.fixture
def as_text() -> Callable[[object], str]:
    """Return a document, a block or blocks as indented text."""
    return tree


@pytest.fixture
def as_line() -> Callable[[Inlines], str]:
    """Return inlines as one line; spaces that do not break are shown as any other."""
    return lambda content: line(content).replace("\u00a0", " ")
