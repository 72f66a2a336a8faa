"""The rendering of one source at one place: what is asked, and what has been met on the way."""

from collections.abc import Hashable
from typing import Final

from threadbrief.cite.elements import NameOptions, Names
from threadbrief.cite.locale import Locale
from threadbrief.cite.narrow import Narrowed
from threadbrief.cite.parse import merged
from threadbrief.cite.runs import Runs
from threadbrief.cite.style import Layout, Style
from threadbrief.cite.values import NOTHING_ADDED, Disambiguation, PlacedCite
from threadbrief.cite.variables import Item
from threadbrief.values import Ledger, field

CITATION: Final = "citation"
BIBLIOGRAPHY: Final = "bibliography"


class Setting(Ledger):
    """What is the same for all sources of a document: a style in a language."""

    style: Style
    locale: Locale
    explicit_suffix: frozenset[str]
    """The areas (citation, bibliography) whose layouts print the year suffix themselves."""
    names: dict[tuple[object, ...], tuple[Runs, int]] = field(default_factory=dict)
    """Lists of names as they have been set, with how many are shown, by all that this depends on."""
    _options: dict[tuple[int, int], NameOptions] = field(default_factory=dict)
    _shapes: dict[Hashable, Narrowed] = field(default_factory=dict)
    _narrowed: dict[Item, Narrowed] = field(default_factory=dict)

    def narrowed(self, item: Item) -> Narrowed:
        """Return the style as it is for a source."""
        found = self._narrowed.get(item)
        if found is None:
            shape = item.shape()
            if shape not in self._shapes:
                self._shapes[shape] = Narrowed(self.style.macros, item)
            found = self._narrowed[item] = self._shapes[shape]
        return found

    def name_options(self, node: Names, area: NameOptions, over: NameOptions | None) -> NameOptions:
        """Return the options of a names element inside a layout; those of a sort key stand over all."""
        key = (node.number, id(area) if over is None else id(over))
        found = self._options.get(key)
        if found is None:
            found = merged(node.options, area)
            self._options[key] = found = merged(over, found) if over is not None else found
        return found


class Frame(Ledger):
    """Everything that rendering one source needs, and what it notes down. Lives as long as one rendering."""

    setting: Setting
    item: Item
    layout: Layout
    area: str = CITATION
    cite: PlacedCite | None = None
    addition: Disambiguation = NOTHING_ADDED
    number: int | None = None
    """The citation number."""
    sorting: bool = False
    over: NameOptions | None = None
    """Name options of a sort key."""
    omit_names: bool = False
    """The output of the first names element is left out: the writer names the author, or cites are collapsed."""
    author_substitute: tuple[str, ...] | None = None
    """The names of the entry before, which are replaced where they are repeated."""

    called: bool = False
    """A variable was called in the group at hand."""
    found: bool = False
    """... and was not empty."""
    suppressed: set[str] = field(default_factory=set)
    """Variables that have been printed in place of missing names."""
    first_names: str | None = None
    """What the first names element came to, in plain text."""
    name_keys: tuple[str, ...] = ()
    """The names that the first names element gave."""
    looking: bool = False
    """Only to see whether cites can be told apart, for which the day of access does not count."""
    conditions: int = 0
    """How many `disambiguate` conditions were met with."""
    shown: dict[str, tuple[int, int]] = field(default_factory=dict)
    """For each name variable: how many names were shown, of how many."""
    suffix_done: bool = False
    """The year suffix is printed."""
    standing_in: Names | None = None
    """The names element whose substitute is being rendered."""

    def use(self, name: str) -> None:
        """Note that a variable is printed; in place of missing names, it is not printed again."""
        if self.standing_in is not None:
            self.suppressed.add(name)

    @property
    def style(self) -> Style:
        """The style."""
        return self.setting.style

    @property
    def locale(self) -> Locale:
        """The words of the language."""
        return self.setting.locale
