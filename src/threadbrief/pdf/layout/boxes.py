"""The boxes of page layout: unbreakable rows, the pieces in them, and the notes that they cite.

blocks.py makes rows, pages.py stacks them, paint.py draws them. Lengths are in points; y grows
downwards.
"""

from enum import IntEnum

from threadbrief.core.problems import Location
from threadbrief.core.structs import Frozen, IdentityEnum, replace
from threadbrief.pdf.output.image import Image
from threadbrief.pdf.typesetting.spans import SetLine
from threadbrief.templates import Colour


class ElementKind(IdentityEnum):
    """What an element of the page is, for readers that do not see it."""

    DOCUMENT = "document"
    LABEL = "label"
    """The line that says what kind of paper this is, and the marking."""
    TITLE = "title"
    HEADING_1 = "heading-1"
    HEADING_2 = "heading-2"
    HEADING_3 = "heading-3"
    PARAGRAPH = "paragraph"
    GROUP = "group"
    """Blocks that belong together: the summary, a post, a judgement."""
    QUOTATION = "quotation"
    TERMS = "terms"
    """A list whose labels are words."""
    BULLETS = "bullets"
    NUMBERS = "numbers"
    ITEM = "item"
    ITEM_LABEL = "item-label"
    ITEM_BODY = "item-body"
    TABLE = "table"
    TABLE_ROW = "table-row"
    HEAD_CELL = "head-cell"
    CELL = "cell"
    FIGURE = "figure"
    CAPTION = "caption"
    NOTE = "note"


class Element(Frozen, eq=False):
    """A node of what the page means.

    Elements are made in reading order and know what they stand in.
    """

    kind: ElementKind
    parent: "Element | None" = None
    lang: str | None = None
    """A BCP 47 tag where it differs from that of its container."""
    alt: str | None = None
    """What a picture shows."""
    where: Location | None = None
    note: int | None = None
    """The number of a note."""

    @property
    def nearest_location(self) -> Location | None:
        """The place of its text in the memo, or else that of its container."""
        element: Element | None = self
        while element and element.where is None:
            element = element.parent
        if element:
            return element.where
        return None


# --- pieces ---------------------------------------------------------------------------------------


class TextPiece(Frozen):
    """A set line in its place."""

    line: SetLine
    x: float
    """From the left edge of the text to the left edge of the line's measure; negative in the
    margin."""
    y: float
    """From the top of the row to the baseline."""
    element: Element | None
    """None: an artifact, such as a running head or the repeated head of a table."""


class Stroke(Frozen):
    """A filled rectangle, such as a rule; an artifact without meaning."""

    x: float
    y: float
    """To its upper edge."""
    width: float
    height: float
    colour: Colour


class PicturePiece(Frozen):
    """A picture in its place, scaled."""

    image: Image
    x: float
    y: float
    """To its upper edge."""
    width: float
    height: float
    element: Element
    at_right: bool = False
    """Its right edge stays where it is when it is made smaller."""


BoxPiece = TextPiece | Stroke | PicturePiece
"""What is drawn."""


# --- rows -----------------------------------------------------------------------------------------


class Keep(IntEnum):
    """How strongly a row is kept with the one before, ordered by strength."""

    PAGE_BREAK = -1
    """Not at all: a page break comes before it."""
    NONE = 0
    LINES_TOGETHER = 1
    """Against orphans and widows: the second and last lines of a paragraph; the lines of a table
    row."""
    WITH_NEXT = 2
    """Keep with next: the row after a heading, a meta line or a picture."""


class SideRule(Frozen, eq=False):
    """A vertical rule beside several rows.

    It goes on over the gaps between them, and on the next page.
    """

    x: float
    width: float
    colour: Colour
    trim: float
    """How far it stays inside the first and the last row."""


class Bookmark(Frozen):
    """An entry of the outline."""

    level: int
    """1 is the outermost."""
    title: str


class Row(Frozen):
    """A strip of the page that is never parted."""

    height: float
    pieces: tuple[BoxPiece, ...] = ()
    gap: float = 0.0
    """Space above; none at the top of a page."""
    keep: Keep = Keep.NONE
    notes: tuple["NoteBox", ...] = ()
    """The notes whose first marks stand in it, in order."""
    side_rules: tuple[SideRule, ...] = ()
    head: tuple["Row", ...] = ()
    """Rows that are set above it once more when it begins a page: the head of its table."""
    anchors: tuple[str, ...] = ()
    """Names of the places that begin with it."""
    bookmark: Bookmark | None = None
    where: Location | None = None
    min_height: float | None = None
    """How high it is when its picture is as small as it may become, to fit on a page; None: it has
    no picture."""

    @property
    def slack(self) -> float:
        """How much lower it may become."""
        if self.min_height is not None:
            return self.height - self.min_height
        return 0.0

    def shrink_figure(self, height: float) -> "Row":
        """Return the row with its picture scaled down to a height."""
        share = height / self.height
        return replace(
            self,
            height=height,
            min_height=None,
            pieces=tuple(_scale_piece(piece, share) for piece in self.pieces),
        )


def _scale_piece(piece: BoxPiece, share: float) -> BoxPiece:
    if not isinstance(piece, PicturePiece):
        return piece
    width = piece.width * share
    x = piece.x + piece.width - width if piece.at_right else piece.x
    return replace(piece, x=x, width=width, height=piece.height * share)


class NoteBox(Frozen, eq=False):
    """A note, set."""

    number: int
    rows: tuple[Row, ...]
    """At least one; those after the first with the gaps between them."""
    bottoms: tuple[float, ...]
    """From the top of the note to the bottom of each row."""

    @classmethod
    def from_rows(cls, number: int, rows: tuple[Row, ...]) -> "NoteBox":
        """Return a note of these rows."""
        depths: list[float] = []
        depth = 0.0
        for row in rows:
            depth += row.height + (row.gap if depths else 0.0)
            depths.append(depth)
        return cls(number, rows, tuple(depths))

    def measure_rows(self, start: int, end: int) -> float:
        """Return the height of the rows from `start` up to `end`, without a gap above the first."""
        above = self.bottoms[start - 1] + self.rows[start].gap if start else 0.0
        return self.bottoms[end - 1] - above
