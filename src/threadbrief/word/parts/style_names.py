"""Which Word style each role becomes: built-in names where Word has them, plain English names for the rest."""

from enum import Enum

from threadbrief.core.structs import Frozen
from threadbrief.model.document import Role


class StyleKind(Enum):
    """What a style is put on."""

    PARAGRAPH = "paragraph"
    CHARACTER = "character"


class StyleName(Frozen):
    """A Word style as far as it does not depend on a look."""

    id: str
    name: str
    """Word knows its built-in styles by these names, in English whatever its own language is."""
    based_on: str = "Normal"
    next: str | None = None
    """The style of the paragraph that Enter begins; None: the same again."""
    kind: StyleKind = StyleKind.PARAGRAPH
    host: Role = Role.BODY
    """For a character style: the text it stands in; what it shares with that is left to it."""
    level: int | None = None
    """The outline level, from 0."""
    priority: int = 20
    """Its place in Word's list of styles."""


def _character_style(id_: str, name: str, host: Role, priority: int = 30) -> StyleName:
    return StyleName(
        id_, name, "DefaultParagraphFont", None, StyleKind.CHARACTER, host, None, priority
    )


def _heading_style(level: int) -> StyleName:
    return StyleName(
        f"Heading{level}", f"heading {level}", next="BodyText", level=level - 1, priority=9
    )


STYLES: dict[Role, StyleName] = {
    Role.BODY: StyleName("BodyText", "Body Text", priority=1),
    Role.MARKING: StyleName("MemoMarking", "Memo Marking"),
    Role.LABEL: StyleName("MemoLabel", "Memo Label", next="Title"),
    Role.TITLE: StyleName("Title", "Title", next="MemoField", priority=10),
    Role.FIELD_VALUE: StyleName("MemoField", "Memo Field"),
    Role.FIELD_LABEL: _character_style("MemoFieldLabel", "Memo Field Label", Role.FIELD_VALUE),
    Role.HEADING_1: _heading_style(1),
    Role.HEADING_2: _heading_style(2),
    Role.HEADING_3: _heading_style(3),
    Role.SUMMARY: StyleName("MemoSummary", "Memo Summary"),
    Role.JUDGEMENT: StyleName("KeyJudgement", "Key Judgement"),
    Role.JUDGEMENT_META: StyleName("KeyJudgementBasis", "Key Judgement Basis", next="KeyJudgement"),
    Role.THREAD_LINE: StyleName("ThreadLine", "Thread Line", next="ThreadPost"),
    Role.POST: StyleName("ThreadPost", "Thread Post"),
    Role.POST_NUMBER: _character_style("ThreadPostNumber", "Thread Post Number", Role.POST),
    Role.POST_META: StyleName("ThreadPostMeta", "Thread Post Meta", next="ThreadPostContinued"),
    Role.QUOTATION: StyleName("Quote", "Quote", priority=29),
    Role.QUOTATION_META: StyleName("QuoteSource", "Quote Source", "Quote", "Quote"),
    Role.CAPTION: StyleName("Caption", "caption", next="BodyText", priority=35),
    Role.ALT: StyleName(
        "FigureDescription", "Figure Description", "Caption", "BodyText", priority=35
    ),
    Role.DEFINITION: StyleName("Definition", "Definition"),
    Role.TERM: _character_style("DefinitionTerm", "Definition Term", Role.DEFINITION),
    Role.SOURCE: StyleName("Bibliography", "Bibliography", priority=37),
    Role.TABLE_HEAD: StyleName("TableHead", "Table Head"),
    Role.TABLE_CELL: StyleName("TableCell", "Table Cell"),
    Role.NOTE: StyleName("FootnoteText", "footnote text", priority=99),
    Role.NOTE_NUMBER: _character_style("FootnoteReference", "footnote reference", Role.BODY, 99),
    Role.CONTINUED: StyleName(
        "FootnoteContinued", "Footnote Continued", "FootnoteText", priority=99
    ),
    Role.HEADER: StyleName("Header", "header", priority=99),
    Role.FOOTER: StyleName("Footer", "footer", priority=99),
    Role.LINK: _character_style("Hyperlink", "Hyperlink", Role.BODY, 99),
    Role.MARK: _character_style("ToSettle", "To Settle", Role.BODY),
}
"""Every role but two: LIST becomes Word's list styles, JUDGEMENT_NUMBER the number of a list level (numbering.py)."""

CONTINUED_POST = "ThreadPostContinued"
CONTINUED_JUDGEMENT = "KeyJudgementContinued"
NOTE_QUOTE = "FootnoteQuote"
FIGURE = "Figure"
RULE = "Rule"
TABLE = "MemoTable"

CONTENTS_TITLE = "TOCHeading"
CONTENTS_LEVELS = ("TOC1", "TOC2", "TOC3")
HEADINGS = (Role.HEADING_1, Role.HEADING_2, Role.HEADING_3)

ENDNOTES = {
    Role.NOTE: StyleName("EndnoteText", "endnote text", priority=99),
    Role.NOTE_NUMBER: _character_style("EndnoteReference", "endnote reference", Role.BODY, 99),
}
"""The styles of notes that stand at the end of the document."""

LIST_LEVELS = 5
"""Word has List Bullet to List Bullet 5, and so on."""


class ListStyle(Enum):
    """Word's families of list styles."""

    BULLET = "List Bullet"
    NUMBER = "List Number"
    CONTINUE = "List Continue"

    def id(self, level: int) -> str:
        """Return the id of the style of a level, from 0; deeper levels share the deepest style."""
        return self.name_at(level).replace(" ", "")

    def name_at(self, level: int) -> str:
        """Return the name of the style of a level, from 0."""
        number = min(level, LIST_LEVELS - 1) + 1
        return self.value if number == 1 else f"{self.value} {number}"


def get_style_id(role: Role) -> str:
    """Return the id of the style of a role that stands alone in a paragraph or run."""
    return ListStyle.BULLET.id(0) if role is Role.LIST else STYLES[role].id


def get_paragraph_style(role: Role) -> str:
    """Return the id of the style for a paragraph of a role; of the body's for a role that parts of lines have."""
    if role is Role.LIST:
        return ListStyle.CONTINUE.id(0)
    name = STYLES.get(role)
    return name.id if name and name.kind is StyleKind.PARAGRAPH else STYLES[Role.BODY].id
