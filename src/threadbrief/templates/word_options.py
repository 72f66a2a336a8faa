"""What only a Word file has: how notes are numbered, a table of contents, embedded faces, a template of the house."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from threadbrief.core.structs import Frozen, field
from threadbrief.model.document import Role
from threadbrief.templates.settings import Setting

_NO_STYLES: Mapping[Role, str] = MappingProxyType({})


class NoteKind(Enum):
    """Where Word sets the notes."""

    FOOTNOTES = "footnotes"
    ENDNOTES = "endnotes"


class NoteRestart(Enum):
    """Where Word counts notes from 1 again."""

    DOCUMENT = "document"
    """Nowhere."""
    SECTION = "section"
    PAGE = "page"


class NoteFormat(Enum):
    """How Word writes the number of a note."""

    DECIMAL = "decimal"
    LOWER_ROMAN = "lowerRoman"
    UPPER_ROMAN = "upperRoman"
    LOWER_LETTER = "lowerLetter"
    UPPER_LETTER = "upperLetter"
    SYMBOLS = "symbols"
    """`*`, `†`, `‡`, `§`, then two of each, and so on."""


class FieldForm(Enum):
    """How Word sets To, From, Date and so on."""

    LINES = "lines"
    """A paragraph each, the label before a tab."""
    TABLE = "table"
    """A table without borders, the labels its row headers."""


class HouseFile(Frozen):
    """A Word file whose styles, page and running heads a memo takes."""

    name: str
    """As the caller named it."""
    data: bytes


class WordOptions(Frozen):
    """What a template says about Word files alone. None: as the house template has it, else Word's own default."""

    kind: NoteKind | None = None
    restart: NoteRestart | None = None
    format: NoteFormat | None = None
    contents: bool = False
    """A table of contents after the title block."""
    field_list: FieldForm = FieldForm.LINES
    embed_fonts: bool = False
    """The faces of the body go into the file, where their licence lets them."""
    styles: Mapping[Role, str] = field(default_factory=lambda: _NO_STYLES)
    """Names of styles of the house template, for roles whose usual style has another name there."""
    house: HouseFile | None = None


_FORMATS = ", ".join(item.value for item in NoteFormat)


def read_word_options(table: Mapping[str, Setting], house: HouseFile | None) -> WordOptions:
    """Return the options among the settings of a template. Raises BriefError with the place of the first fault."""
    notes = table["notes"].table() if "notes" in table else {}
    styles = table["styles"].table() if "styles" in table else {}
    named = {
        Role(key): style.table()["word"] for key, style in styles.items() if "word" in style.table()
    }
    kind = notes["kind"].parse(NoteKind, "footnotes or endnotes") if "kind" in notes else None
    restart = (
        notes["restart"].parse(NoteRestart, "document, section or page")
        if "restart" in notes
        else None
    )
    if kind is NoteKind.ENDNOTES and restart is NoteRestart.PAGE:
        raise notes["restart"].fail(
            "endnotes cannot begin again on each page", "document or section"
        )
    return WordOptions(
        kind=kind,
        restart=restart,
        format=notes["format"].parse(NoteFormat, _FORMATS) if "format" in notes else None,
        contents=table["contents"].flag() if "contents" in table else False,
        field_list=table["field_list"].parse(FieldForm, "lines or table")
        if "field_list" in table
        else FieldForm.LINES,
        embed_fonts=table["embed_fonts"].flag() if "embed_fonts" in table else False,
        styles=MappingProxyType({role: name.text().strip() for role, name in named.items()}),
        house=house,
    )


def with_word_names(settings: Setting) -> Setting:
    """Return the settings of a template with `post: House Quote` among its styles as `post: {word: House Quote}`."""
    table = settings.table()
    if "styles" not in table or not isinstance(table["styles"].value, dict):
        return settings
    styles = {
        key: Setting({"word": style}, style.where) if isinstance(style.value, str) else style
        for key, style in table["styles"].table().items()
    }
    return Setting({**table, "styles": Setting(styles, table["styles"].where)}, settings.where)
