"""A look as frozen values: the page, the faces, and for each role how its text is set."""

from collections.abc import Mapping
from enum import Enum

from threadbrief.core.structs import Frozen
from threadbrief.model.document import Role


class Align(Enum):
    """How lines fill the measure. START is left in left-to-right text, right in right-to-left."""

    START = "start"
    END = "end"
    CENTRE = "centre"
    JUSTIFY = "justify"


class EmojiForm(Enum):
    """How a PDF shows emoji and flags; what cannot be shown so is shown by name. All copy as themselves."""

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
        """Six capital hexadecimal digits without `#`, as OOXML writes a colour (ECMA-376-1, 17.18.38)."""
        return f"{self.red:02X}{self.green:02X}{self.blue:02X}"


class RuleStyle(Frozen):
    """A rule beside or above text."""

    width: float
    """Points."""
    colour: Colour
    gap: float
    """Points between the rule and the text."""


class TextStyle(Frozen):
    """How the text of a role is set. All lengths in points."""

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
    """Lower case is shown as capitals."""
    tabular: bool = False
    """Figures of equal width."""
    raised: float = 0.0
    """Baseline shift, as a share of the size of the surrounding text; 0.33 for note marks."""
    before: float = 0.0
    """Space above; between two blocks the larger of `after` and `before` counts, as in CSS."""
    after: float = 0.0
    indent: float = 0.0
    """From the start edge of the measure; negative hangs in the margin."""
    hanging: float = 0.0
    """How much further towards the start edge the first line begins."""
    indent_end: float = 0.0
    align: Align = Align.START
    hyphenate: bool = False
    """Long words may be parted between lines, by the patterns of their language (PDF only)."""
    hang_punctuation: bool = False
    """Quotation marks, stops and hyphens stand partly outside the edges of the text (PDF only)."""
    keep_next: bool = False
    """Not parted from the first line of what follows."""
    rule_start: RuleStyle | None = None
    """A vertical rule at the start edge, over the whole height."""
    rule_above: RuleStyle | None = None
    rule_below: RuleStyle | None = None


class Family(Frozen):
    """A family of faces by name; a writer finds the files (PDF) or names it (Word)."""

    name: str
    """As an operating system lists it: `Source Serif 4`."""
    substitutes: tuple[str, ...] = ()
    """Names for Word's fontTable where the family is missing, nearest first."""


class PageSetup(Frozen):
    """A sheet and its margins, in points."""

    width: float
    height: float
    top: float
    bottom: float
    """From the edge to the frame that holds text and notes."""
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
    """How notes stand at the foot of a page. Lengths in points."""

    rule: RuleStyle
    """Above the notes; its gap is what lies between rule and first note."""
    rule_share: float
    """Length of that rule as a share of the measure."""
    space_above: float
    """At least so much between the text and the rule."""
    between: float
    """Between two notes."""
    continued_rule: RuleStyle
    """Over notes that go on from the page before; as long as the measure."""


class Look(Frozen):
    """Everything that decides how a document is set."""

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
        """Return how the text of a role is set."""
        return self.styles[role]
