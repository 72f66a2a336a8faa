"""The look of a document: the page, the font families, and a text style for each role."""

from collections.abc import Mapping
from enum import Enum

from threadbrief.core.problems import Location
from threadbrief.core.structs import Frozen
from threadbrief.model.document import Role


class Align(Enum):
    """The alignment of lines. START is left in left-to-right text, right in right-to-left."""

    START = "start"
    END = "end"
    CENTRE = "centre"
    JUSTIFY = "justify"


class EmojiForm(Enum):
    """How a PDF shows emoji and flags; by name where that is impossible.

    Copied text has the characters themselves in each form.
    """

    PICTURE = "picture"
    """In colour."""
    MONO = "mono"
    """By a font, in the colour of the text."""
    NAME = "name"
    """In words: `[flag: China]`."""


class Colour(Frozen):
    """An sRGB colour."""

    red: int
    """0 to 255, like the others."""
    green: int
    blue: int

    @property
    def hex(self) -> str:
        """Six capital hexadecimal digits without `#`, as in OOXML (ECMA-376-1, 17.18.38)."""
        return f"{self.red:02X}{self.green:02X}{self.blue:02X}"


class RuleStyle(Frozen):
    """A rule above, below or at the start of text."""

    width: float
    """Points."""
    colour: Colour
    gap: float
    """Points between the rule and the text."""


class TextStyle(Frozen):
    """The style of a role's text. Lengths are in points."""

    family: str
    """A key of Look.families."""
    size: float
    leading: float
    """From one baseline to the next."""
    colour: Colour
    weight: int = 400
    """100 to 900."""
    italic: bool = False
    tracking: float = 0.0
    """Added after each character, in thousandths of the size."""
    small_caps: bool = False
    capitals: bool = False
    """Lower case letters are shown as capitals."""
    tabular: bool = False
    """Figures of equal width."""
    raised: float = 0.0
    """Baseline shift, as a share of the size of the surrounding text; 0.33 for note marks."""
    before: float = 0.0
    """Space above; between two blocks the larger of `after` and `before` counts, as in CSS."""
    after: float = 0.0
    indent: float = 0.0
    """From the start edge of the measure; a negative one is in the margin."""
    hanging: float = 0.0
    """Hanging indent: how far before the other lines the first one begins."""
    indent_end: float = 0.0
    align: Align = Align.START
    hyphenate: bool = False
    """Words may be hyphenated at the end of a line, by patterns of their language (PDF only)."""
    hang_punctuation: bool = False
    """Hanging punctuation: quotation marks, stops, hyphens are partly in the margin (PDF only)."""
    keep_next: bool = False
    """Keep with next: no page break between this and the first line of what follows."""
    rule_start: RuleStyle | None = None
    """A vertical rule at the start edge, over the whole height."""
    rule_above: RuleStyle | None = None
    rule_below: RuleStyle | None = None


class Family(Frozen):
    """A font family by name: the PDF writer finds its files, a Word file names it."""

    name: str
    """As operating systems list it: `Source Serif 4`."""
    substitutes: tuple[str, ...] = ()
    """Families for readers of the Word file without this one (fontTable), nearest first."""
    where: Location | None = None
    """The place in a template of the user's; None: it is built in."""


class PageSetup(Frozen):
    """A page and its margins, in points."""

    width: float
    height: float
    top: float
    bottom: float
    """From the edge to the frame of text and notes."""
    left: float
    right: float
    header: float
    """From the top edge to the baseline of the header."""
    footer: float
    """From the bottom edge to the baseline of the footer."""

    @property
    def measure(self) -> float:
        """The width of the text."""
        return self.width - self.left - self.right


class NoteArea(Frozen):
    """How footnotes are set at the foot of a page. Lengths are in points."""

    rule: RuleStyle
    """Above the notes; its gap is that between rule and first note."""
    rule_share: float
    """Length of that rule as a share of the measure."""
    space_above: float
    """The least distance between the text and the rule."""
    between: float
    """The distance between two notes."""
    continued_rule: RuleStyle
    """Above the rest of a footnote that is split over pages; as long as the measure."""


class Look(Frozen):
    """Everything that decides how a document is typeset."""

    page: PageSetup
    families: Mapping[str, Family]
    styles: Mapping[Role, TextStyle]
    """Every role has one."""
    notes: NoteArea
    header_rule: RuleStyle | None
    figure_max_height: float
    """Share of the height of the text frame that a picture may take."""
    field_label_width: float
    """Points, from the start edge to the values of the field list."""
    term_width: float
    """Share of the measure for the terms of a definition list."""
    emoji: EmojiForm = EmojiForm.PICTURE

    def style(self, role: Role) -> TextStyle:
        """Return the text style of a role."""
        return self.styles[role]
