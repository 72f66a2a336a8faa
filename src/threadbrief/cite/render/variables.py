"""What the variables of a style hold for one source: those of CSL, and ours (docs/styles.md)."""

from collections.abc import Hashable, Mapping

from threadbrief.cite.csl.elements import Element
from threadbrief.cite.posts import derive_variables
from threadbrief.cite.render.runs import Runs
from threadbrief.model.brief import Citation, CslDate, Name

_SHORT = {
    "title": ("title-short", "shortTitle"),
    "container-title": ("container-title-short", "journalAbbreviation"),
}
_ALIAS = {
    "title-short": "shortTitle",
    "container-title-short": "journalAbbreviation",
    "event": "event-title",
}


class Item:
    """One source as a style asks for it. Made once for each source; what had to be worked out is kept."""

    __slots__ = (
        "_derived",
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
        self.english = (
            self.language.lower().startswith("en") if self.language else english_by_default
        )
        self._derived, dates = derive_variables(citation)
        if dates:
            self.dates = {**citation.dates, **dates}
        self.cache: dict[tuple[Element, bool], tuple[Runs, bool, bool]] = {}
        """What elements have put out, and whether they called a variable and found one; by whether only to look."""

    def shape(self) -> Hashable:
        """Return what the source is and which variables it has, whatever they hold."""
        have = self.citation
        return (
            self.type,
            bool(have.short),
            bool(self.text("page-first")),
            frozenset([name for name, value in have.variables.items() if value]),
            frozenset([(name, bool(value)) for name, value in self._derived.items()]),
            frozenset([name for name, names in self.names.items() if names]),
            frozenset(
                [
                    (name, date.circa)
                    for name, date in self.dates.items()
                    if date.start or date.literal
                ]
            ),
        )

    def text(self, name: str, *, short: bool = False) -> str:
        """Return a variable as written; empty when the source has none. A short form falls back to the long one."""
        have = self.citation.variables
        if short and (form := self._short_form(name)):
            return form
        if name in self._derived:
            return self._derived[name]
        value = have.get(name) or (have.get(_ALIAS[name]) if name in _ALIAS else None)
        if not value and name == "page-first":
            return have.get("page", "").replace("–", "-").split("-")[0].split(",")[0].strip()
        return value or (self._short_form("title") if name == "title-short" else "")

    def _short_form(self, name: str) -> str:
        if name == "title" and self.citation.short:
            return self.citation.short
        have = self.citation.variables
        return next(
            (have[other] for other in _SHORT.get(name, (f"{name}-short",)) if have.get(other)), ""
        )

    def has(self, name: str) -> bool:
        """Return whether a variable, of whatever kind, holds anything."""
        if name in self.dates:
            date = self.dates[name]
            return date.start is not None or bool(date.literal)
        return bool(self.names.get(name)) or bool(self.text(name))

    def date(self, name: str) -> CslDate | None:
        """Return a date that says anything, or None."""
        date = self.dates.get(name)
        return date if date is not None and (date.start is not None or date.literal) else None
