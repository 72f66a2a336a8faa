"""A CSL style as a frozen tree: the layouts and options of citations and of the list of sources."""

from collections.abc import Iterator, Mapping

from threadbrief.cite.csl.elements import (
    Affixes,
    Choose,
    DateElement,
    Element,
    Group,
    MacroCall,
    NameOptions,
    Names,
    Number,
    VariableText,
)
from threadbrief.cite.csl.locale import QUOTE_TERMS, LocaleData, select_style_layers
from threadbrief.cite.state import SubsequentForm
from threadbrief.core.problems import Problem
from threadbrief.core.structs import Frozen
from threadbrief.text.typography.quotation_marks import QuotationMarks


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
    """The options of `cs:citation` (CSL 1.0.2, "Citation-specific Options")."""

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
    """The options of `cs:bibliography` (CSL 1.0.2, "Bibliography-specific Options")."""

    author_substitute: str | None = None
    """`subsequent-author-substitute`: what replaces names that repeat those of the entry before."""
    substitute_rule: str = "complete-all"
    second_field_align: bool = False


class Style(Frozen):
    """An independent style."""

    id: str
    title: str
    in_text: bool
    """True: citations are parentheses in the text; False: notes."""
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
    """Our `repeat` attribute, for memos that set none. None: the positions of CSL decide."""
    problems: tuple[Problem, ...] = ()
    """Warnings of elements and conditions that CSL 1.0.2 does not have."""

    @property
    def raised(self) -> bool:
        """Whether the mark of a citation is raised: that of a note, or a superscript number."""
        formatting = self.citation.affixes.format
        return not self.in_text or (formatting is not None and formatting.align == "sup")


# --- what a style contains ---


def traverse(layout: Layout, style: Style) -> Iterator[Element]:
    """Yield all elements of a layout, in order, with the elements of each macro once."""
    waiting, seen = list(layout.children), set()
    while waiting:
        element = waiting.pop(0)
        yield element
        match element:
            case Group():
                waiting[:0] = element.children
            case Choose():
                waiting[:0] = [child for branch in element.branches for child in branch.children]
            case Names():
                waiting[:0] = element.substitute
            case MacroCall() if element.name not in seen:
                seen.add(element.name)
                waiting[:0] = style.macros[element.name]
            case _:
                pass


def list_variables(layout: Layout, style: Style) -> frozenset[str]:
    """Return the variables of texts, numbers and dates that a layout prints of some sources."""
    names = set()
    for element in traverse(layout, style):
        if isinstance(element, VariableText | Number):
            names.add(element.name)
        elif isinstance(element, DateElement):
            names.add(element.variable)
    return frozenset(names)


def prints_year_suffix(style: Style) -> bool:
    """Return whether a style prints the variable `year-suffix` anywhere.

    No date of such a style has an automatic suffix (CSL 1.0.2, "disambiguate-add-year-suffix").
    """
    layouts = [style.citation]
    if style.bibliography is not None:
        layouts.append(style.bibliography)
    return any(
        isinstance(element, VariableText) and element.name == "year-suffix"
        for layout in layouts
        for element in traverse(layout, style)
    )


def has_numbered_entries(style: Style) -> bool:
    """Return whether the entries of the list of sources have their citation number."""
    return style.bibliography is not None and any(
        isinstance(element, VariableText | Number) and element.name == "citation-number"
        for element in traverse(style.bibliography, style)
    )


def count_disambiguate_conditions(style: Style) -> int:
    """Return how many `disambiguate` conditions the layout of citations has."""
    count = 0
    for element in traverse(style.citation, style):
        if isinstance(element, Choose):
            tests = [test for branch in element.branches for test in branch.tests]
            count += sum(test.kind == "disambiguate" for test in tests)
    return count


def find_first_names(style: Style) -> Names | None:
    """Return the first names element of a cite; None where the layout has none."""
    for element in traverse(style.citation, style):
        if isinstance(element, Names):
            return element
    return None


def find_quotes_of_style(style: Style, language: str, marks: QuotationMarks) -> QuotationMarks:
    """Return the quotation marks that a style has for a language.

    `marks` are those of the language, for a style that has none of its own or straight ones. A
    style with outer marks only gets inner ones of another kind.
    """
    layers = select_style_layers(style.locales, language)
    found: list[str] = []
    for name in QUOTE_TERMS:
        terms = (layer.terms.get((name, "long", "")) for layer in layers)
        found.append(next((term.single for term in terms if term is not None), ""))
    opening, closing, *inner = found
    if not opening or not closing or opening in {"'", '"'}:
        return marks
    if not all(inner) or inner[0] in {"'", '"'}:
        inner = [marks.open_inner, marks.close_inner]
        if opening == inner[0]:
            inner = [marks.open, marks.close]
    return QuotationMarks(opening, closing, inner[0], inner[1])
