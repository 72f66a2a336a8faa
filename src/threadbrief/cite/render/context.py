"""The rendering of one source at one place: what is asked, and what has been met on the way."""

from collections.abc import Hashable
from typing import Final

from threadbrief.cite.csl.elements import NO_AFFIXES, Affixes, NameOptions, Names
from threadbrief.cite.csl.locale import Locale
from threadbrief.cite.csl.parse import merge_name_options
from threadbrief.cite.csl.specialize import SpecializedStyle
from threadbrief.cite.csl.style import Layout, Style
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
from threadbrief.cite.render.variables import Item
from threadbrief.cite.state import NOTHING_ADDED, Cite, Disambiguation
from threadbrief.core.structs import Accumulator, field, replace

CITATION: Final = "citation"
BIBLIOGRAPHY: Final = "bibliography"


class StyleContext(Accumulator):
    """What is the same for all sources of a document: a style in a language."""

    style: Style
    locale: Locale
    explicit_suffix: frozenset[str]
    """The areas (citation, bibliography) whose layouts print the year suffix themselves."""
    names: dict[tuple[object, ...], tuple[Runs, int]] = field(default_factory=dict)
    """Lists of names as they have been set, with how many are shown, by all that this depends on."""
    _options: dict[tuple[int, int], NameOptions] = field(default_factory=dict)
    _shapes: dict[Hashable, SpecializedStyle] = field(default_factory=dict)
    _specialized: dict[Item, SpecializedStyle] = field(default_factory=dict)

    def specialize(self, item: Item) -> SpecializedStyle:
        """Return the style as it is for a source."""
        found = self._specialized.get(item)
        if found is None:
            shape = item.shape()
            if shape not in self._shapes:
                self._shapes[shape] = SpecializedStyle(self.style.macros, item)
            found = self._specialized[item] = self._shapes[shape]
        return found

    def name_options(self, node: Names, area: NameOptions, over: NameOptions | None) -> NameOptions:
        """Return the options of a names element inside a layout; those of a sort key stand over all."""
        key = (node.number, id(area) if over is None else id(over))
        found = self._options.get(key)
        if found is None:
            found = merge_name_options(node.options, area)
            self._options[key] = found = (
                merge_name_options(over, found) if over is not None else found
            )
        return found


class RenderContext(Accumulator):
    """Everything that rendering one source needs, and what it notes down. Lives as long as one rendering."""

    style_context: StyleContext
    item: Item
    layout: Layout
    area: str = CITATION
    cite: Cite | None = None
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
    for_disambiguation: bool = False
    """Only to see whether cites can be told apart, for which the day of access does not count."""
    conditions: int = 0
    """How many `disambiguate` conditions were met with."""
    shown: dict[str, tuple[int, int]] = field(default_factory=dict)
    """For each name variable: how many names were shown, of how many."""
    suffix_done: bool = False
    """The year suffix is printed."""
    substituted_names: Names | None = None
    """The names element whose substitute is being rendered."""

    def use(self, name: str) -> None:
        """Note that a variable is printed; in place of missing names, it is not printed again."""
        if self.substituted_names is not None:
            self.suppressed.add(name)

    @property
    def style(self) -> Style:
        """The style."""
        return self.style_context.style

    @property
    def locale(self) -> Locale:
        """The words of the language."""
        return self.style_context.locale


def apply_affixes(runs: Runs, finish: Affixes, context: RenderContext) -> Runs:
    """Return output with what its element asks for; nothing stays nothing, affixes included."""
    if not runs or finish is NO_AFFIXES:
        return runs
    if finish.text_case and not (finish.text_case == "title" and _is_description(runs)):
        runs = apply_text_case(
            runs,
            finish.text_case,
            context.item.language or context.locale.language,
            english=context.item.english,
        )
    if finish.strip_periods:
        runs = [
            replace(run, text=run.text.replace(".", "")) if run.kind == TEXT else run
            for run in runs
        ]
    if finish.quotes and not _is_description(runs):
        runs = [OPENING, *runs, CLOSING]
    if finish.format is not None:
        runs = apply_formatting(runs, finish.format)
    if finish.prefix:
        runs = [*parse_superscripts(finish.prefix), *runs]
    if finish.suffix:
        runs = [*runs, *parse_superscripts(finish.suffix)]
    if finish.display is not None:
        runs = [Run(finish.display, kind=BLOCK), *runs, Run("", kind=BLOCK)]
    return runs


def _is_description(runs: Runs) -> bool:
    """Return whether a title is a description in square brackets, which takes no quotation marks."""
    text = plain_text(runs)
    return text.startswith("[") and text.endswith("]") and len(text) > 2
