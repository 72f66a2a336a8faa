"""The rendering elements of CSL as frozen values (CSL 1.0.2, "Rendering Elements").

`parse` makes them from the XML of a style, `specialize` evaluates them in part, and
`cite/render/elements` renders them.
"""

from typing import Literal, get_args

from threadbrief.cite.render.runs import Formatting
from threadbrief.core.structs import Frozen

TextCase = Literal[
    "lowercase", "uppercase", "capitalize-first", "capitalize-all", "title", "sentence"
]
Display = Literal["block", "left-margin", "right-inline", "indent"]
TermForm = Literal["long", "short", "verb", "verb-short", "symbol"]
Match = Literal["all", "any", "none"]
TestKind = Literal[
    "disambiguate", "is-numeric", "is-uncertain-date", "locator", "position", "type", "variable"
]
TEST_KINDS: tuple[TestKind, ...] = get_args(TestKind)


class Affixes(Frozen):
    """The attributes that any element may have: affixes, formatting, quotes, text case, display.

    CSL 1.0.2, "Formatting" to "Text-case".
    """

    prefix: str = ""
    suffix: str = ""
    format: Formatting | None = None
    quotes: bool = False
    strip_periods: bool = False
    text_case: TextCase | None = None
    display: Display | None = None


NO_AFFIXES = Affixes()


class VariableText(Frozen, cache_hash=True):
    """`cs:text variable`."""

    name: str
    short: bool
    affixes: Affixes


class MacroCall(Frozen):
    """`cs:text macro`."""

    name: str
    affixes: Affixes


class TermText(Frozen):
    """`cs:text term`."""

    name: str
    form: TermForm
    plural: bool
    affixes: Affixes


class ValueText(Frozen):
    """`cs:text value`."""

    value: str
    affixes: Affixes


class Number(Frozen):
    """`cs:number`."""

    name: str
    form: str
    affixes: Affixes


class Label(Frozen):
    """`cs:label`; in `cs:names` it names no variable."""

    variable: str
    form: TermForm
    plural: str
    affixes: Affixes


class DatePart(Frozen):
    """`cs:date-part`."""

    name: str
    form: str | None
    range_delimiter: str | None
    affixes: Affixes


class DateElement(Frozen, cache_hash=True):
    """`cs:date`. With a form, the parts only override those of the locale."""

    variable: str
    form: str | None
    shown: tuple[str, ...]
    """The parts to print of a localized date."""
    parts: tuple[DatePart, ...]
    delimiter: str
    affixes: Affixes


class NameOptions(Frozen):
    """The attributes of `cs:name`, which layouts and the style may set for all names.

    None: not set here.
    """

    and_: str | None = None
    delimiter: str | None = None
    precedes_et_al: str | None = None
    precedes_last: str | None = None
    et_al_min: int | None = None
    et_al_use_first: int | None = None
    subsequent_min: int | None = None
    subsequent_use_first: int | None = None
    use_last: bool | None = None
    initialize: bool | None = None
    initialize_with: str | None = None
    sort_order: str | None = None
    sort_separator: str | None = None
    form: str | None = None
    names_delimiter: str | None = None


class Names(Frozen):
    """`cs:names` with its children."""

    variables: tuple[str, ...]
    options: NameOptions
    name: Affixes
    family: Affixes
    given: Affixes
    et_al: Affixes
    et_al_term: str
    label: Label | None
    label_first: bool
    substitute: tuple["Element", ...]
    delimiter: str | None
    bare: bool
    """Without children: in `cs:substitute` it has those of the outer `cs:names`."""
    affixes: Affixes
    number: int = 0
    """The number of the names element in its style, as a key of caches."""


class Group(Frozen, cache_hash=True):
    """`cs:group`."""

    children: tuple["Element", ...]
    delimiter: str
    affixes: Affixes


class Test(Frozen):
    """One value of one condition: `type="book"`, `variable="issued"`."""

    kind: TestKind
    value: str


class Branch(Frozen):
    """`cs:if`, `cs:else-if` or, without tests, `cs:else`."""

    tests: tuple[Test, ...]
    match: Match
    children: tuple["Element", ...]


class Choose(Frozen):
    """`cs:choose`."""

    branches: tuple[Branch, ...]


class Empty(Frozen):
    """Elements whose variables the source does not have, in a specialized style."""


EMPTY = Empty()


class Cacheable(Frozen):
    """An element whose output depends on the source alone, in a specialized style.

    It is rendered once for each source, wherever the source is cited.
    """

    element: "Element"


Element = (
    VariableText
    | MacroCall
    | TermText
    | ValueText
    | Number
    | Label
    | DateElement
    | Names
    | Group
    | Choose
    | Empty
    | Cacheable
)
"""The rendering elements of CSL 1.0.2, and the two that only a specialized style has."""
