"""The kinds of value, fields and mappings by which the schema describes the YAML of a memo."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from threadbrief.core.problems import Location
from threadbrief.core.structs import Frozen


class Namespace(Enum):
    """A set of things that a key can name."""

    POSTS = "post"
    PEOPLE = "person"
    CITATIONS = "citation"
    NOTES = "note"
    JUDGEMENTS = "judgement"


class LineText(Frozen):
    """A text without marks. Line breaks count as spaces."""

    filled: bool = False
    """An empty one is an error."""
    is_name: bool = False
    """It is a name for machines, such as a handle: quotation marks are no part of it."""


class CapturedText(Frozen):
    """A text kept character by character."""


class Prose(Frozen):
    """A text with inline marks."""

    blocks: bool
    """It is the writer's own, and takes lists, quotations and `_emphasis_` too. Every line of any
    other is the text of its author."""
    headings: bool = False
    """It takes subheadings too."""
    is_note: bool = False
    """It is a note itself, and takes no notes, tables or figures."""


class Choice(Frozen):
    """One of a few words."""

    words: tuple[str, ...]
    enum: type[Enum] | None = None
    """What a word becomes; None: it stays a string."""
    renamed: tuple[tuple[str, str], ...] = ()
    """Words that people write, each with the one that is meant."""


class Integer(Frozen):
    """A whole number."""

    minimum: int = 0


class Boolean(Frozen):
    """`true` or `false`."""


class Date(Frozen):
    """A day, YYYY-MM-DD."""


class DateTime(Frozen):
    """A day, or a time with its zone."""


class SourceDate(Frozen):
    """A date of a source: ISO 8601, EDTF, or an object of CSL-JSON."""


class Address(Frozen):
    """An http or https address."""


class Digest(Frozen):
    """A SHA-256 in hexadecimal."""


class LanguageTag(Frozen):
    """A BCP 47 tag."""


class Identifier(Frozen):
    """A new id."""


class FileName(Frozen):
    """A path beside the memo."""


class Reference(Frozen):
    """The key of something defined elsewhere in the file."""

    to: tuple[Namespace, ...]
    """Empty: anything at all, also outside the file."""
    words: tuple[str, ...] = ()
    """Words that stand for the whole: `memo`, `thread`."""


class Nested(Frozen):
    """A mapping."""

    block: "MappingSchema"


class ScalarOrNested(Frozen):
    """One value, or a mapping in its place."""

    scalar: "Kind"
    block: "MappingSchema"


class ListOf(Frozen):
    """A list."""

    kind: "Kind"
    name: str = "item"
    """What messages call one of them."""
    lone: bool = False
    """One value may stand without the list."""
    nulls: bool = False
    """A null is kept as one."""
    filled: bool = False
    """An empty one is an error."""
    space: Namespace | None = None
    """Where the ids of the items belong."""


class MapOf(Frozen):
    """A mapping with keys of the writer's own."""

    kind: "Kind"
    name: str = "key"
    space: Namespace | None = None
    keys: tuple[str, ...] = ()
    """The keys that there are; empty: any."""


Kind = (
    LineText | CapturedText | Prose | Choice | Integer | Boolean | Date | DateTime | SourceDate
    | Address | Digest | LanguageTag | Identifier | FileName | Reference
    | Nested | ScalarOrNested | ListOf | MapOf
)  # fmt: skip

Values = dict[str, Any]


class Fate(Enum):
    """What becomes of the value of a key."""

    PRINTED = "printed"
    """It is in the text of both files."""
    DECIDES = "decides"
    """It is not in the text itself, and changes the files, or the warnings about the memo."""
    CHECKED = "checked"
    """A problem depends on it, and nothing else."""
    KEPT = "kept for the record:"
    """Nothing reads it."""


class Use(Frozen):
    """The fate of a key, and the rest of the sentence: where, what, against what, or why."""

    fate: Fate
    how: str

    def __str__(self) -> str:
        return f"{self.fate.value} {self.how}"


def printed(where: str) -> Use:
    """Return the use of a key whose value is printed."""
    return Use(Fate.PRINTED, where)


def decides(what: str) -> Use:
    """Return the use of a key that decides how the files are made."""
    return Use(Fate.DECIDES, what)


def checked(against: str) -> Use:
    """Return the use of a key that is only checked."""
    return Use(Fate.CHECKED, against)


def kept(why: str) -> Use:
    """Return the use of a key that nothing reads, with the reason why it may be given."""
    return Use(Fate.KEPT, why)


class Field(Frozen):
    """One key of a block."""

    key: str
    kind: Kind
    doc: str
    """One sentence for the reference page and for a message that the key is missing."""
    use: Use
    """What becomes of its value; tests/test_every_key.py proves it."""
    required: bool = False
    unless: str = ""
    """The key that makes it needless, where it is required otherwise."""
    attribute: str = ""
    """Its name in the model; empty: the key with low lines for hyphens."""
    label: str = ""
    """What messages call a text here; empty: what they call the block."""

    @property
    def name(self) -> str:
        """The name of the value in the model."""
        return self.attribute or self.key.replace("-", "_")


class MappingSchema(Frozen, eq=False):
    """A mapping with known keys."""

    name: str
    """What messages call it."""
    doc: str
    fields: tuple[Field, ...]
    make: Callable[[Values, Location], object]
    """Values by their names in the model; those of a table come with their `key`."""
    renamed: Mapping[str, str]
    """Keys that people write, with the key that is meant."""
    by_key: Mapping[str, Field]


def define_mapping(
    name: str,
    doc: str,
    fields: tuple[Field, ...],
    make: Callable[[Values, Location], object],
    renamed: Mapping[str, str] | None = None,
) -> MappingSchema:
    """Return a block with its fields by key."""
    return MappingSchema(
        name, doc, fields, make, renamed or {}, {field.key: field for field in fields}
    )
