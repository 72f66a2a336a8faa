"""What only a Word file has: how notes are numbered, a table of contents, embedded faces, a template of the house."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from threadbrief.model.document import Role
from threadbrief.values import Value, field

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


class HouseFile(Value):
    """A Word file whose styles, page and running heads a memo takes."""

    name: str
    """As the caller named it."""
    data: bytes


class WordOptions(Value):
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
