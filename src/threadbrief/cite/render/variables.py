"""The values of a style's variables for one source: those of CSL, and ours (docs/styles.md)."""

from collections.abc import Hashable, Mapping

from threadbrief.cite.csl.elements import Element
from threadbrief.cite.posts import derive_variables
from threadbrief.cite.render.runs import Runs
from threadbrief.core.structs import Accumulator
from threadbrief.model.brief import Citation, CslDate, Name

_SHORT = {
    "title": ("title-short", "shortTitle"),
    "container-title": ("container-title-short", "journalAbbreviation"),
}
"""The variables that hold the short form of a variable."""
_ALIAS = {
    "title-short": "shortTitle",
    "container-title-short": "journalAbbreviation",
    "event": "event-title",
}
"""Another name under which a source may have a variable."""


_SHORT_EXCERPTS = frozenset({"excerpt-short", "title-short"})
_EXCERPTS = _SHORT_EXCERPTS | {"excerpt", "title"}
"""Variables with the words of a post, where it was captured (`custom.excerpt`)."""


class GroupVariables(Accumulator):
    """Whether the elements of a group called variables, and whether any is not empty.

    A group that calls variables of which all are empty is suppressed (CSL 1.0.2, "Group").
    """

    called: bool = False
    nonempty: bool = False

    def add(self, inner: "GroupVariables") -> None:
        """Count the variables of a group inside this one."""
        self.called = self.called or inner.called
        self.nonempty = self.nonempty or inner.nonempty


class CslItem:
    """One source with its variables. Made once for each source; derived variables are cached."""

    __slots__ = (
        "_derived",
        "_has_words",
        "cache",
        "citation",
        "dates",
        "english",
        "id",
        "language",
        "names",
        "type",
    )

    def __init__(self, citation: Citation, *, english_by_default: bool) -> None:
        self.citation = citation
        self.id = citation.id
        self.type = citation.type
        self.dates = citation.dates
        self.names: Mapping[str, tuple[Name, ...]] = citation.names
        self.language = citation.variables.get("language", "")
        self.english = english_by_default
        if self.language:
            self.english = self.language.lower().startswith("en")
        self._derived, dates = derive_variables(citation)
        self._has_words = bool(citation.custom.get("excerpt", "").strip())
        if dates:
            self.dates = {**citation.dates, **dates}
        self.cache: dict[tuple[Element, bool], tuple[Runs, GroupVariables]] = {}
        """The output of `Cacheable` elements, by element and `for_disambiguation`."""

    def add_words(self, name: str, words: str) -> None:
        """Add words of ours to a variable, in the font and case of the text around it."""
        before = self.text(name)
        self._derived[name] = words
        if before:
            self._derived[name] = f'{before}<span class="nodecor">, {words}</span>'

    def shape(self) -> Hashable:
        """Return the type of the source and the set of its variables, whatever they hold.

        A style is specialized once for each shape.
        """
        variables = self.citation.variables
        dates = [
            (name, date.circa) for name, date in self.dates.items() if date.start or date.literal
        ]
        return (
            self.type,
            bool(self.citation.short),
            bool(self.text("page-first")),
            frozenset([name for name, value in variables.items() if value]),
            frozenset([(name, bool(value)) for name, value in self._derived.items()]),
            frozenset([name for name, names in self.names.items() if names]),
            frozenset(dates),
        )

    def text(self, name: str, *, short: bool = False) -> str:
        """Return a variable as written; empty when the source has none.

        A short form falls back to the long one.
        """
        if short:
            short_form = self._short_form(name)
            if short_form:
                return short_form
        if name in self._derived:
            return self._derived[name]
        variables = self.citation.variables
        value = variables.get(name)
        if not value and name in _ALIAS:
            value = variables.get(_ALIAS[name])
        if value:
            return value
        if name == "page-first":
            pages = variables.get("page", "").replace("–", "-")
            return pages.split("-")[0].split(",")[0].strip()
        if name == "title-short":
            return self._short_form("title")
        return ""

    def _short_form(self, name: str) -> str:
        if name == "title" and self.citation.short:
            return self.citation.short
        variables = self.citation.variables
        for other in _SHORT.get(name, (f"{name}-short",)):
            value = self._derived.get(other) or variables.get(other)
            if value:
                return value
        return ""

    def is_excerpt(self, name: str) -> bool:
        """Return whether a variable has the words of a post as they were captured."""
        if name in _SHORT_EXCERPTS and self.citation.short:
            return False
        return self._has_words and name in _EXCERPTS and name in self._derived

    def has(self, name: str) -> bool:
        """Return whether a variable of any kind is not empty."""
        if name in self.dates:
            date = self.dates[name]
            return date.start is not None or bool(date.literal)
        return bool(self.names.get(name)) or bool(self.text(name))

    def date(self, name: str) -> CslDate | None:
        """Return a date; None where the source has none or it is empty."""
        date = self.dates.get(name)
        if date is None or (date.start is None and not date.literal):
            return None
        return date
