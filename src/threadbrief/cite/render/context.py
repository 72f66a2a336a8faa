"""The context in which one source is rendered at one place, and the affixes of an element.

`StyleContext` is the same for a whole document: a style in a language, with its caches.
`RenderContext` is made for each cite and each entry of the list of sources. Its parameters do not
change while it renders; what does change has types of its own: `GroupVariables` for the group at
hand, `RenderRecord` for the whole cite.
"""

from collections.abc import Hashable
from typing import Final

from threadbrief.cite.csl.elements import NO_AFFIXES, Affixes, NameOptions, Names
from threadbrief.cite.csl.locale import Locale
from threadbrief.cite.csl.parse import merge_name_options
from threadbrief.cite.csl.specialize import SpecializedStyle
from threadbrief.cite.csl.style import Layout, Style
from threadbrief.cite.posts import is_description
from threadbrief.cite.render.fields import parse_superscripts
from threadbrief.cite.render.runs import (
    BLOCK,
    CLOSING,
    OPENING,
    TEXT,
    Run,
    Runs,
    apply_formatting,
    plain_text,
)
from threadbrief.cite.render.text_case import apply_text_case
from threadbrief.cite.render.variables import CslItem, GroupVariables
from threadbrief.cite.state import NOTHING_ADDED, Cite, Disambiguation
from threadbrief.core.structs import Accumulator, field, replace
from threadbrief.model.marks import Locator

CITATION: Final = "citation"
BIBLIOGRAPHY: Final = "bibliography"


class StyleContext(Accumulator):
    """What is the same for all sources of a document: a style in a language, and caches."""

    style: Style
    locale: Locale
    explicit_year_suffix: bool
    """Whether the style prints the year suffix itself."""
    names_cache: dict[tuple[object, ...], Runs] = field(default_factory=dict)
    """Rendered lists of names, by all that they depend on."""
    _options: dict[tuple[int, int], NameOptions] = field(default_factory=dict)
    _by_shape: dict[Hashable, SpecializedStyle] = field(default_factory=dict)
    _by_item: dict[CslItem, SpecializedStyle] = field(default_factory=dict)

    def specialize(self, item: CslItem) -> SpecializedStyle:
        """Return the style specialized to a source: partly evaluated, once for each shape."""
        specialized = self._by_item.get(item)
        if specialized is None:
            shape = item.shape()
            if shape not in self._by_shape:
                self._by_shape[shape] = SpecializedStyle(self.style.macros, item)
            specialized = self._by_item[item] = self._by_shape[shape]
        return specialized

    def name_options(
        self, node: Names, area: NameOptions, sort_options: NameOptions | None
    ) -> NameOptions:
        """Return the options of a names element in a layout; those of a sort key override all."""
        inherited = area if sort_options is None else sort_options
        key = (node.number, id(inherited))
        options = self._options.get(key)
        if options is None:
            options = merge_name_options(node.options, area)
            if sort_options is not None:
                options = merge_name_options(sort_options, options)
            self._options[key] = options
        return options


class RenderRecord(Accumulator):
    """What rendering one cite or entry records, for later elements and the caller."""

    first_names: str | None = None
    """The output of the first names element in plain text; None: there has been none yet."""
    name_keys: tuple[str, ...] = ()
    """The keys of the names that the first names element printed."""
    name_counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    """For each name variable: how many names are shown, of how many."""
    suppressed: set[str] = field(default_factory=set)
    """Variables that were printed by `cs:substitute` and are suppressed in the rest."""
    disambiguate_tests: int = 0
    """How many `disambiguate` conditions have been tested."""
    year_suffix_printed: bool = False


class RenderContext(Accumulator):
    """All that rendering one source at one place needs; it lives as long as one rendering."""

    style_context: StyleContext
    item: CslItem
    layout: Layout
    area: str = CITATION
    cite: Cite | None = None
    """None: an entry of the list of sources."""
    disambiguation: Disambiguation = NOTHING_ADDED
    citation_number: int | None = None
    sorting: bool = False
    """The output is a sort key."""
    sort_options: NameOptions | None = None
    """Name options of a sort key."""
    omit_names: bool = False
    """Omit the first names element: the text names the author, or cites are collapsed."""
    previous_names: tuple[str, ...] | None = None
    """Keys of the names of the entry before, for `subsequent-author-substitute`; None: without."""
    for_disambiguation: bool = False
    """Only compare cites for disambiguation, where the date of access does not count."""

    group: GroupVariables = field(default_factory=GroupVariables)
    """The variables of the group at hand; changes while it renders, as do the two below."""
    record: RenderRecord = field(default_factory=RenderRecord)
    substituted_names: Names | None = None
    """The names element whose `cs:substitute` is being rendered."""

    def mark_printed(self, name: str) -> None:
        """Record that a variable is printed: by `cs:substitute`, it is suppressed from here on."""
        if self.substituted_names is not None:
            self.record.suppressed.add(name)

    @property
    def style(self) -> Style:
        """The style."""
        return self.style_context.style

    @property
    def locale(self) -> Locale:
        """The terms and date formats of the language."""
        return self.style_context.locale

    @property
    def locator(self) -> Locator | None:
        """The locator of the cite; None without one."""
        return None if self.cite is None else self.cite.item.locator


def apply_affixes(runs: Runs, affixes: Affixes, context: RenderContext) -> Runs:
    """Return output with the attributes of its element applied; empty output stays empty.

    A title that is a description takes neither title case nor quotation marks. The order is that of
    CSL: text case, periods, quotation marks, formatting, prefix and suffix, display. Affixes are
    outside the formatting (CSL 1.0.2, "Affixes").
    """
    if not runs or affixes is NO_AFFIXES:
        return runs
    case = affixes.text_case
    if case and not (case == "title" and is_description(plain_text(runs))):
        language = context.item.language or context.locale.language
        runs = apply_text_case(runs, case, language, english=context.item.english)
    if affixes.strip_periods:
        runs = [_without_periods(run) for run in runs]
    if affixes.quotes and not is_description(plain_text(runs)):
        runs = [OPENING, *runs, CLOSING]
    if affixes.format is not None:
        runs = apply_formatting(runs, affixes.format)
    if affixes.prefix:
        runs = [*parse_superscripts(affixes.prefix), *runs]
    if affixes.suffix:
        runs = [*runs, *parse_superscripts(affixes.suffix)]
    if affixes.display is not None:
        runs = [Run(affixes.display, kind=BLOCK), *runs, Run("", kind=BLOCK)]
    return runs


def _without_periods(run: Run) -> Run:
    if run.kind != TEXT:
        return run
    return replace(run, text=run.text.replace(".", ""))
