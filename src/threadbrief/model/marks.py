"""What a person wrote in a text field: inline marks and blocks, with citations not yet resolved."""

import re
from enum import Enum
from typing import assert_never

from threadbrief.errors import Where
from threadbrief.values import Value


class Words(Value):
    """Plain characters, escapes already undone and every newline of the YAML turned into a space."""

    text: str


class Emphasised(Value):
    """`*words*`."""

    content: tuple["Marked", ...]


class Strengthened(Value):
    """`**words**`."""

    content: tuple["Marked", ...]


class Linked(Value):
    """`[words](https://...)`, or a bare address, whose content is then the address itself."""

    content: tuple["Marked", ...]
    url: str


class Handle(Value):
    """`@name` in running text: always a handle, never a citation."""

    name: str
    """Without the @."""
    where: Where


class Tag(Value):
    """`#tag` in running text."""

    name: str
    """Without the #."""


class ForcedBreak(Value):
    r"""A final `\`: a line break that stays."""


class Lost(Value):
    """`{?emoji*2}`: a place where a copy has lost characters that nobody has put back yet."""

    what: str
    """`emoji`."""
    count: int


class LocatorKind(Enum):
    """The locators of CSL 1.0.2, by the names of its specification (appendix II, "Locators")."""

    ACT = "act"
    APPENDIX = "appendix"
    ARTICLE = "article-locator"
    BOOK = "book"
    CANON = "canon"
    CHAPTER = "chapter"
    COLUMN = "column"
    ELOCATION = "elocation"
    EQUATION = "equation"
    FIGURE = "figure"
    FOLIO = "folio"
    ISSUE = "issue"
    LINE = "line"
    NOTE = "note"
    OPUS = "opus"
    PAGE = "page"
    PARAGRAPH = "paragraph"
    PART = "part"
    RULE = "rule"
    SCENE = "scene"
    SECTION = "section"
    SUB_VERBO = "sub-verbo"
    SUPPLEMENT = "supplement"
    TABLE = "table"
    TIMESTAMP = "timestamp"
    TITLE = "title-locator"
    VERSE = "verse"
    VERSION = "version"
    VOLUME = "volume"


class Locator(Value):
    """The place within a source: a kind of CSL and its value as written (`4`, `12-14`, `iv`)."""

    kind: LocatorKind
    value: str


class CiteItem(Value):
    """One source in a cluster: `see @key, p. 4, for the background`."""

    key: str
    """The id of a citation or a post, or `thread`."""
    where: Where
    """Of the key."""
    prefix: str = ""
    """Words before the source, without the space that follows them."""
    locator: Locator | None = None
    suffix: str = ""
    """Words after the source as written, their leading comma or space included; also a free locator: `, post 7`."""
    suppress_author: bool = False
    """`-@key`: the author is named in the text already."""


class Cluster(Value):
    """`[@a; @b, para. 3]`: sources that share one note. Never empty."""

    items: tuple[CiteItem, ...]
    where: Where


class FreeNote(Value):
    """`[^key]`: the free note of that key."""

    key: str
    where: Where


Marked = Words | Emphasised | Strengthened | Linked | Handle | Tag | ForcedBreak | Lost | Cluster | FreeNote
"""What can stand in a line of text."""


class Para(Value):
    """A paragraph."""

    content: tuple[Marked, ...]
    where: Where


class Bullets(Value):
    """A list with `-`."""

    items: tuple[tuple["MarkedBlock", ...], ...]
    where: Where


class Numbered(Value):
    """A list with `1.`."""

    items: tuple[tuple["MarkedBlock", ...], ...]
    start: int
    where: Where


class Quoted(Value):
    """A quotation with `>`."""

    blocks: tuple["MarkedBlock", ...]
    where: Where


MarkedBlock = Para | Bullets | Numbered | Quoted
"""What can stand in a text field; posts hold paragraphs only."""


class MarkedText(Value):
    """A text field: its blocks, and the characters as written."""

    blocks: tuple[MarkedBlock, ...]
    source: str
    """The scalar as YAML gives it, marks and newlines included."""
    where: Where


_MARK = "\x00"
"""Stands for a citation or a note while a text is put together: no text can hold it."""
_AROUND_MARK = re.compile(rf"(?:(?<!\s)\s+)?{_MARK}")
"""A mark with the space before it, which belongs to it."""


def plain_text(text: MarkedText) -> str:
    """Return the words of a text field without marks of ours; a paragraph ends with a newline."""
    return _AROUND_MARK.sub("", "\n".join(_plain_block(block) for block in text.blocks))


def _plain_block(block: MarkedBlock) -> str:
    match block:
        case Para():
            return "".join(map(_plain, block.content))
        case Bullets() | Numbered():
            return "\n".join(_plain_block(part) for item in block.items for part in item)
        case Quoted():
            return "\n".join(_plain_block(part) for part in block.blocks)
        case _:
            assert_never(block)


def _plain(marked: Marked) -> str:
    match marked:
        case Words():
            return marked.text
        case Emphasised() | Strengthened() | Linked():
            return "".join(map(_plain, marked.content))
        case Handle():
            return f"@{marked.name}"
        case Tag():
            return f"#{marked.name}"
        case ForcedBreak():
            return "\n"
        case Cluster() | FreeNote() | Lost():
            return _MARK
        case _:
            assert_never(marked)
