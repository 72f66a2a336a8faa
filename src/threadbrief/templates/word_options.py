"""Options of the Word file alone: note numbering, contents, embedded fonts, a Word template."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from threadbrief.core.structs import Frozen, field
from threadbrief.model.document import Role
from threadbrief.templates.settings import TemplateSetting, parse_optional, read_optional_boolean

_NO_STYLES: Mapping[Role, str] = MappingProxyType({})


class NoteKind(Enum):
    """Whether Word sets footnotes or endnotes."""

    FOOTNOTES = "footnotes"
    ENDNOTES = "endnotes"


class NoteRestart(Enum):
    """Where the numbering of notes restarts at 1."""

    DOCUMENT = "document"
    """Nowhere."""
    SECTION = "section"
    PAGE = "page"


class NoteFormat(Enum):
    """The number format of notes."""

    DECIMAL = "decimal"
    LOWER_ROMAN = "lowerRoman"
    UPPER_ROMAN = "upperRoman"
    LOWER_LETTER = "lowerLetter"
    UPPER_LETTER = "upperLetter"
    SYMBOLS = "symbols"
    """`*`, `†`, `‡`, `§`, then each doubled, and so on."""


class FieldForm(Enum):
    """How Word sets the field list (To, From, Date)."""

    LINES = "lines"
    """A paragraph each, the label before a tab."""
    TABLE = "table"
    """A table without borders, the labels its row headers."""


class HouseFile(Frozen):
    """A Word template of the user's: a memo takes its styles, page and running heads."""

    name: str
    """As the caller named it."""
    data: bytes


class WordOptions(Frozen):
    """Options of the Word file. None: as the Word template does, else the default of Word."""

    kind: NoteKind | None = None
    restart: NoteRestart | None = None
    format: NoteFormat | None = None
    contents: bool = False
    """A table of contents after the title block."""
    field_list: FieldForm = FieldForm.LINES
    embed_fonts: bool = False
    """Whether the fonts of the body are embedded, where their licence allows it."""
    styles: Mapping[Role, str] = field(default_factory=lambda: _NO_STYLES)
    """Style names in the Word template, for roles whose style has another name there."""
    house: HouseFile | None = None


_FORMATS = ", ".join(item.value for item in NoteFormat)


def read_word_options(table: Mapping[str, TemplateSetting], house: HouseFile | None) -> WordOptions:
    """Return the Word options of a template's settings. Raises BriefError at the first fault."""
    notes = table["notes"].as_table() if "notes" in table else {}
    styles = table["styles"].as_table() if "styles" in table else {}
    names: dict[Role, TemplateSetting] = {}
    for key, style in styles.items():
        if "word" in style.as_table():
            names[Role(key)] = style.as_table()["word"]
    kind = parse_optional(notes, "kind", NoteKind, "footnotes or endnotes")
    restart = parse_optional(notes, "restart", NoteRestart, "document, section or page")
    if kind is NoteKind.ENDNOTES and restart is NoteRestart.PAGE:
        raise notes["restart"].make_error(
            "endnotes cannot begin again on each page", "document or section"
        )
    return WordOptions(
        kind=kind,
        restart=restart,
        format=parse_optional(notes, "format", NoteFormat, _FORMATS),
        contents=read_optional_boolean(table, "contents"),
        field_list=parse_optional(table, "field_list", FieldForm, "lines or table")
        or FieldForm.LINES,
        embed_fonts=read_optional_boolean(table, "embed_fonts"),
        styles=MappingProxyType({role: name.as_text().strip() for role, name in names.items()}),
        house=house,
    )


def expand_word_names(settings: TemplateSetting) -> TemplateSetting:
    """Return the settings of a template with the short form of style names written out.

    `post: House Quote` among its styles becomes `post: {word: House Quote}`.
    """
    table = settings.as_table()
    if "styles" not in table or not isinstance(table["styles"].value, dict):
        return settings
    styles: dict[str, TemplateSetting] = {}
    for key, style in table["styles"].as_table().items():
        if isinstance(style.value, str):
            styles[key] = TemplateSetting({"word": style}, style.where)
        else:
            styles[key] = style
    return TemplateSetting(
        {**table, "styles": TemplateSetting(styles, table["styles"].where)}, settings.where
    )
