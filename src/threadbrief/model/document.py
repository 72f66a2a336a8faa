"""What the page says: a tree of blocks and inlines that Word and PDF are written from.

Numbers (of notes, posts, figures) are given once, in compose; a writer never counts. A note lives
where its mark is. Every value is frozen; children are tuples; `Block` and `Inline` are
closed unions.

What can hold a citation is generic in `P_co`, the unfinished inlines that compose still allows in
it. `Block` and `Inline` alone, as all of a `Document`, allow none
(docs/dev/decisions/pending-mark.md).
"""

from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Generic, Never, Union

from threadbrief.core.problems import Location
from threadbrief.core.structs import Frozen, IdentityEnum, Node

if TYPE_CHECKING:
    from typing_extensions import (
        TypeVar,
    )  # a default is Python 3.13; only the type checker reads this

    P_co = TypeVar("P_co", covariant=True, default=Never)
else:
    from typing import TypeVar

    P_co = TypeVar("P_co", covariant=True)


class Role(IdentityEnum):
    """What a run of text is for; a template gives each role its look, and Word a style."""

    BODY = "body"
    MARKING = "marking"
    """The marking line above the title."""
    LABEL = "label"
    """The small line that says what kind of paper this is."""
    TITLE = "title"
    FIELD_LABEL = "field-label"
    FIELD_VALUE = "field-value"
    HEADING_1 = "heading-1"
    HEADING_2 = "heading-2"
    HEADING_3 = "heading-3"
    SUMMARY = "summary"
    JUDGEMENT = "judgement"
    JUDGEMENT_NUMBER = "judgement-number"
    JUDGEMENT_META = "judgement-meta"
    """Confidence and basis."""
    THREAD_LINE = "thread-line"
    """The line under the heading: author, place, time, number of posts."""
    POST = "post"
    POST_NUMBER = "post-number"
    POST_META = "post-meta"
    """Author when it differs, time, state."""
    QUOTATION = "quotation"
    QUOTATION_META = "quotation-meta"
    CAPTION = "caption"
    ALT = "alt"
    """What a picture shows, in words, where the words are printed."""
    LIST = "list"
    TERM = "term"
    DEFINITION = "definition"
    SOURCE = "source"
    TABLE_HEAD = "table-head"
    TABLE_CELL = "table-cell"
    NOTE = "note"
    NOTE_NUMBER = "note-number"
    """The raised number, in the text and before the note."""
    CONTINUED = "continued"
    """The word over a note that goes on from the page before."""
    HEADER = "header"
    FOOTER = "footer"
    LINK = "link"
    MARK = "mark"
    """Something a person must still settle."""


# --- inlines --------------------------------------------------------------------------------------


class Text(Node):
    """Characters."""

    text: str
    lang: str | None = None
    """A BCP 47 tag; None: the language of its container."""


class Emphasis(Node, Generic[P_co]):
    """Set off, usually in italics. Inside another Emphasis it is upright again."""

    child_fields = ("content",)

    content: tuple["Inline[P_co]", ...]


class Strong(Node, Generic[P_co]):
    """Strongly set off, usually in bold. Inside another Strong it is regular again."""

    child_fields = ("content",)

    content: tuple["Inline[P_co]", ...]


class SmallCaps(Node, Generic[P_co]):
    """Small capitals in place of lower case."""

    child_fields = ("content",)

    content: tuple["Inline[P_co]", ...]


class Underline(Node, Generic[P_co]):
    """Underlined."""

    child_fields = ("content",)

    content: tuple["Inline[P_co]", ...]


class Superscript(Node, Generic[P_co]):
    """Raised, as the ordinal in a date."""

    child_fields = ("content",)

    content: tuple["Inline[P_co]", ...]


class Subscript(Node, Generic[P_co]):
    """Lowered."""

    child_fields = ("content",)

    content: tuple["Inline[P_co]", ...]


class Link(Node, Generic[P_co]):
    """A link to an address, or to an anchor of this document. Holds no other link."""

    child_fields = ("content",)

    content: tuple["Inline[P_co]", ...]
    target: str
    """`https://...`, or `#` and the anchor of a block."""
    description: str = ""
    """What it is, in words (ISO 14289-1, 7.18.5); empty: its target says it."""


class Note(Node):
    """A note mark with its note. Never inside another note, nor in running heads."""

    child_fields = ("blocks",)

    number: int
    """From 1, in the order of the text."""
    blocks: tuple["NoteBlock", ...]
    """At least one."""
    where: Location | None = None

    @property
    def anchor(self) -> str:
        """The name that a second mark points to."""
        return f"note-{self.number}"


class RepeatedNoteMark(Node):
    """A second mark for a note that has been given before."""

    number: int


class Emoji(Node):
    """One emoji or flag: a sequence of UTS 51 that is shown as one picture."""

    sequence: str
    """The characters, joiners and selectors included."""
    name: str
    """In words: `flag: China`, `winking face`."""


class LineBreak(Node):
    """A break that stays."""


class UnresolvedMark(Node):
    """Something a person must still settle, shown as such: `[2 emoji lost]`."""

    text: str
    lang: str | None = None
    """As of Text."""


Inline = Union[  # noqa: UP007 - mypy takes a type variable alone in this form only
    Text, Emphasis[P_co], Strong[P_co], SmallCaps[P_co], Underline[P_co], Superscript[P_co],
    Subscript[P_co],
    Link[P_co], Note, RepeatedNoteMark, Emoji, LineBreak, UnresolvedMark, P_co
]  # fmt: skip
"""What a line is made of."""

Inlines = tuple[Inline, ...]


# --- blocks ---------------------------------------------------------------------------------------


class Heading(Node, Generic[P_co]):
    """The heading of a part. Levels have no gaps; the title of the memo is not one of them."""

    child_fields = ("content",)

    level: int
    """1 to 3."""
    content: tuple["Inline[P_co]", ...]
    anchor: str
    """Unique in the document; letters, digits, `-` and `_`, at most 40, a letter first (a Word
    bookmark)."""
    where: Location | None = None


class Paragraph(Node, Generic[P_co]):
    """A paragraph; what it is for says its role."""

    child_fields = ("content",)

    content: tuple["Inline[P_co]", ...]
    role: Role = Role.BODY
    lang: str | None = None
    """None: the document's language. Decides the base direction too."""
    where: Location | None = None


class FieldRow(Node):
    """One line of the field list."""

    child_fields = ("values",)

    label: str
    values: tuple[Inlines, ...]
    """One line each."""
    lang: str | None = None
    """Of the label; None: the document's."""


class FieldList(Node):
    """To, From, Cc, Date, Subject, Reference."""

    child_fields = ("fields",)

    fields: tuple[FieldRow, ...]
    where: Location | None = None


class Summary(Node, Generic[P_co]):
    """The bottom line up front, set off as a whole."""

    child_fields = ("blocks",)

    blocks: tuple["Block[P_co]", ...]
    where: Location | None = None


class Judgement(Node, Generic[P_co]):
    """One key judgement with its number, and below it what it rests on."""

    child_fields = ("blocks", "meta")

    number: int
    anchor: str
    blocks: tuple["Block[P_co]", ...]
    meta: Inlines
    """Confidence, likelihood, basis; empty when none is given."""
    where: Location | None = None


class Judgements(Node, Generic[P_co]):
    """The key judgements."""

    child_fields = ("items",)

    items: tuple[Judgement[P_co], ...]


class BulletList(Node, Generic[P_co]):
    """A list whose order does not matter."""

    child_fields = ("items",)

    items: tuple[tuple["Block[P_co]", ...], ...]
    where: Location | None = None


class NumberedList(Node, Generic[P_co]):
    """A list whose order matters."""

    child_fields = ("items",)

    items: tuple[tuple["Block[P_co]", ...], ...]
    start: int = 1
    where: Location | None = None


class Post(Node, Generic[P_co]):
    """One post of the thread: its number in the margin, a line about it, and what it says."""

    child_fields = ("label", "meta", "blocks")

    label: Inlines
    """The number as printed; a link to the post's own address where it has one."""
    anchor: str
    meta: Inlines
    """Author when it differs, time, archived copy, state; empty when there is nothing to say."""
    blocks: tuple["Block[P_co]", ...]
    """Paragraphs of role POST, quotations, figures."""
    lang: str | None = None
    where: Location | None = None


class Quotation(Node, Generic[P_co]):
    """Somebody else's words, indented: a quoted post, or a quotation of the writer's."""

    child_fields = ("meta", "blocks")

    blocks: tuple["Block[P_co]", ...]
    meta: Inlines = ()
    """Whose words; empty when the text says so."""
    lang: str | None = None
    where: Location | None = None


class ImageFormat(Enum):
    """The formats that both writers can embed as they are."""

    PNG = "png"
    JPEG = "jpeg"


class Picture(Frozen):
    """The bytes of a picture and its size; the size is known to fit what the bytes say."""

    data: bytes
    format: ImageFormat
    width: int
    """Pixels, more than 0, after the turn that EXIF asks for."""
    height: int
    file: str = ""
    """The name of its file, as the memo has it; empty for one without."""
    sha256: str = ""
    """Of that file, before anything was left out, in hexadecimal; empty for one without."""


class Figure(Node, Generic[P_co]):
    """A picture with its caption, kept together."""

    child_fields = ("caption",)

    picture: Picture
    alt: str
    """What it shows, in words; empty when there is no description yet."""
    caption: tuple["Inline[P_co]", ...] = ()
    show_alt: bool = False
    """Print the alternative text below the caption too."""
    where: Location | None = None


class ColumnAlign(IdentityEnum):
    """How the cells of a column are set."""

    START = "start"
    CENTRE = "centre"
    END = "end"


class Table(Node, Generic[P_co]):
    """A table with header rows that are repeated on each page."""

    child_fields = ("caption", "head", "rows")

    head: tuple[tuple[tuple["Inline[P_co]", ...], ...], ...]
    rows: tuple[tuple[tuple["Inline[P_co]", ...], ...], ...]
    """Every row has as many cells as the head, or as the first row."""
    widths: tuple[float, ...]
    """Shares of the text width, which add up to 1."""
    caption: tuple["Inline[P_co]", ...] = ()
    aligns: tuple[ColumnAlign, ...] = ()
    """One for each column; empty: all begin at the start edge."""
    where: Location | None = None


class Definition(Node):
    """A term and its definition."""

    child_fields = ("term", "content")

    term: Inlines
    content: Inlines
    where: Location | None = None


class DefinitionList(Node):
    """A compact list in two columns: people named, how the thread was captured."""

    child_fields = ("items",)

    items: tuple[Definition, ...]


class SourceEntry(Node):
    """One entry of the list of sources."""

    child_fields = ("content",)

    id: str
    """The id of the citation."""
    content: Inlines


class Sources(Node):
    """The list of sources, with a hanging indent."""

    child_fields = ("entries",)

    entries: tuple[SourceEntry, ...]


class PageBreak(Node):
    """What follows starts on a new page."""


class Rule(Node):
    """A line across the text."""


Block = (
    Heading[P_co] | Paragraph[P_co] | FieldList | Summary[P_co] | Judgements[P_co]
    | BulletList[P_co] | NumberedList[P_co] | Post[P_co] | Quotation[P_co] | Figure[P_co]
    | Table[P_co]
    | DefinitionList | Sources | PageBreak | Rule
)  # fmt: skip
"""What a page is made of."""

NoteBlock = Paragraph | BulletList | NumberedList | Quotation
"""What a note is made of."""


# --- running heads and the whole ------------------------------------------------------------------


class PageNumber(Frozen):
    """The number of the page."""


class PageCount(Frozen):
    """The number of pages."""


RunningText = tuple[Text | Emoji | PageNumber | PageCount, ...]
"""A line of a header or footer."""


class RunningHeads(Frozen):
    """What appears on every page, outside the text. An empty tuple: nothing there."""

    header_start: RunningText = ()
    header_end: RunningText = ()
    footer_start: RunningText = ()
    footer_end: RunningText = ()


class Properties(Frozen):
    """What a file says about itself."""

    title: str
    author: str
    language: str
    """A BCP 47 tag."""
    moment: datetime
    """With its zone; dates the file, so that the same memo gives the same bytes."""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    marking: str = ""
    reference: str = ""
    day: date | None = None
    """The date of the memo; None: it is not known."""


class FixedWords(Frozen):
    """The few words that the writers themselves put on a page."""

    continued: str = "continued"
    """Over a note that goes on from the page before."""
    page: str = "Page"
    lang: str | None = None
    """Where there are none in the language of the memo."""


class Document(Frozen):
    """A whole memo as it is to be set."""

    properties: Properties
    running: RunningHeads
    blocks: tuple[Block, ...]
    """The title block comes first: Paragraph(LABEL), Paragraph(TITLE), FieldList."""
    words: FixedWords = FixedWords()
