"""What a person wrote in a text field: inline marks and blocks, with citations not yet resolved."""

from enum import Enum

from threadbrief.core.problems import Location
from threadbrief.core.structs import Frozen, Node


class Text(Node):
    """Plain characters, with escapes undone and each newline of the YAML turned into a space."""

    text: str
    escaped: bool = False
    """Written behind a backslash (`\\"`), or printed as typed: typography leaves it as it is."""


class Emphasis(Node):
    """`*words*` or `_words_`."""

    child_fields = ("content",)

    content: tuple["Marked", ...]


class Strong(Node):
    """`**words**` or `__words__`."""

    child_fields = ("content",)

    content: tuple["Marked", ...]


class Link(Node):
    """`[words](https://...)`, or a bare address, whose content is then the address itself."""

    child_fields = ("content",)

    content: tuple["Marked", ...]
    url: str


class Handle(Node):
    """`@name` in running text: always a handle, never a citation."""

    name: str
    """Without the @."""
    where: Location


class Hashtag(Node):
    """`#tag` in running text."""

    name: str
    """Without the #."""


class ForcedBreak(Node):
    r"""A final `\`: a line break that stays."""


class LostCharacters(Node):
    """`{?emoji*2}`: a place where a copy has lost characters that are still missing."""

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


class Locator(Frozen):
    """The place within a source: a kind of CSL and its value as written (`4`, `12-14`, `iv`)."""

    kind: LocatorKind
    value: str


class CiteItem(Node):
    """One source in a cluster: `see @key, p. 4, for the background`."""

    key: str
    """The id of a citation or a post, or `thread`."""
    where: Location
    """Of the key."""
    prefix: str = ""
    """Words before the source, without the space that follows them."""
    locator: Locator | None = None
    suffix: str = ""
    """Words after the source as written, their leading comma or space included; also a free
    locator: `, post 7`."""
    suppress_author: bool = False
    """`-@key`: the author is named in the text already."""


class Cluster(Node):
    """`[@a; @b, para. 3]`: sources that share one note. Never empty."""

    child_fields = ("items",)

    items: tuple[CiteItem, ...]
    where: Location


class FreeNote(Node):
    """`[^key]`: the free note of that key."""

    key: str
    where: Location


class InlineNote(Node):
    """`^[words]`: a note written where its mark is. Holds no other note."""

    child_fields = ("content",)

    content: tuple["Marked", ...]
    where: Location


Marked = (
    Text
    | Emphasis
    | Strong
    | Link
    | Handle
    | Hashtag
    | ForcedBreak
    | LostCharacters
    | Cluster
    | FreeNote
    | InlineNote
)
"""What can stand in a line of text."""


class Paragraph(Node):
    """A paragraph."""

    child_fields = ("content",)

    content: tuple[Marked, ...]
    where: Location


class Heading(Node):
    """`## words` or `### words`: a heading inside a section."""

    child_fields = ("content",)

    level: int
    """2 or 3; no 3 without a 2 before it."""
    content: tuple[Marked, ...]
    where: Location


class BulletList(Node):
    """A list with `-`, `*` or `+`."""

    child_fields = ("items",)

    items: tuple[tuple["MarkedBlock", ...], ...]
    where: Location


class NumberedList(Node):
    """A list with `1.` or `1)`."""

    child_fields = ("items",)

    items: tuple[tuple["MarkedBlock", ...], ...]
    start: int
    where: Location


class Quotation(Node):
    """A quotation, with `>` before each line or `>>>` before and after all."""

    child_fields = ("blocks",)

    blocks: tuple["MarkedBlock", ...]
    where: Location


class ColumnAlign(Enum):
    """How the cells of a column are set, whatever the direction of the language."""

    START = "start"
    CENTRE = "centre"
    END = "end"


Cell = tuple[Marked, ...]


class Table(Node):
    """A table with pipes."""

    child_fields = ("caption", "head", "rows")

    head: tuple[Cell, ...]
    """Empty where all its cells are."""
    rows: tuple[tuple[Cell, ...], ...]
    """Each has as many cells as there are columns."""
    columns: tuple[ColumnAlign | None, ...]
    """None: not given."""
    caption: tuple[Marked, ...]
    where: Location


class Figure(Node):
    """`![alt](file.png "caption")` on a line of its own."""

    child_fields = ("caption",)

    file: str
    """A path beside the memo."""
    file_where: Location
    alt: str
    caption: tuple[Marked, ...]
    where: Location


MarkedBlock = Paragraph | Heading | BulletList | NumberedList | Quotation | Table | Figure
"""What can stand in a text field; posts hold paragraphs only."""


class MarkedText(Node):
    """A text field: its blocks, and the characters as written."""

    child_fields = ("blocks",)

    blocks: tuple[MarkedBlock, ...]
    source: str
    """The scalar as YAML gives it, marks and newlines included."""
    where: Location
