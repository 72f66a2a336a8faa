"""A CSL style as a frozen tree: what citations and the list of sources are made of, in which order and how set."""

from collections.abc import Mapping

from threadbrief.cite.csl.elements import Affixes, Element, NameOptions
from threadbrief.cite.csl.locale import LocaleData
from threadbrief.cite.state import SubsequentForm
from threadbrief.core.problems import Problem
from threadbrief.core.structs import Frozen


class SortKey(Frozen):
    """`cs:key`: a variable or a macro."""

    variable: str | None
    macro: str | None
    descending: bool
    options: NameOptions


class Layout(Frozen):
    """`cs:layout` of citations or of the list of sources, with the options around it."""

    children: tuple[Element, ...]
    affixes: Affixes
    delimiter: str
    sort: tuple[SortKey, ...]
    options: NameOptions


class CitationOptions(Frozen):
    """The options of `cs:citation`."""

    add_names: bool = False
    add_given_name: bool = False
    given_name_rule: str = "by-cite"
    add_year_suffix: bool = False
    group_delimiter: str | None = None
    collapse: str | None = None
    year_suffix_delimiter: str | None = None
    after_collapse_delimiter: str | None = None
    near_note_distance: int = 5


class BibliographyOptions(Frozen):
    """The options of `cs:bibliography`."""

    author_substitute: str | None = None
    substitute_rule: str = "complete-all"
    second_field_align: bool = False


class Style(Frozen):
    """A whole independent style."""

    id: str
    title: str
    in_text: bool
    """True: marks become parentheses in the text; False: notes."""
    citation: Layout
    citation_options: CitationOptions
    bibliography: Layout | None
    bibliography_options: BibliographyOptions
    macros: Mapping[str, tuple[Element, ...]]
    locales: tuple[LocaleData, ...] = ()
    default_locale: str | None = None
    demote_particle: str = "display-and-sort"
    initialize_with_hyphen: bool = True
    page_range_format: str | None = None
    repeat: SubsequentForm | None = None
    """Our `repeat` attribute: which positions the style wants told where the memo does not say; None: all."""
    problems: tuple[Problem, ...] = ()
    """Warnings: what the style asks and CSL 1.0.2 does not know."""

    @property
    def raised(self) -> bool:
        """Whether a citation leaves a raised mark in the text: that of a note, or a superscript number."""
        setting = self.citation.affixes.format
        return not self.in_text or (setting is not None and setting.align == "sup")
