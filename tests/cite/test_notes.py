"""Notes of a document: positions, what may be said around a source, and what stands in prose."""

from collections.abc import Callable

import pytest

from threadbrief.cite import CitationProcessor, NoteCluster, Position, SubsequentForm, load_style
from threadbrief.core.problems import Location
from threadbrief.model.brief import Citation, CslDate, DateParts, Name
from threadbrief.model.document import Inlines
from threadbrief.model.marks import CiteItem

Item = Callable[..., CiteItem]
Note = Callable[..., NoteCluster]
Plain = Callable[[Inlines], str]
SHORT = "Trofimov and Grove, “Weary Russia.”"


def read(processor: CitationProcessor, *clusters: NoteCluster) -> list[Position]:
    return [cite.position for row in processor.read_clusters(clusters).cites for cite in row]


@pytest.fixture
def ibid(sources: dict[str, Citation]) -> CitationProcessor:
    return CitationProcessor(load_style("threadbrief-notes-ibid"), sources)


def test_ibid_follows_a_note_that_holds_the_source_alone(
    ibid: CitationProcessor, item: Item, note: Note
) -> None:
    assert read(ibid, note(1, item("wsj")), note(2, item("wsj"))) == [Position.FIRST, Position.IBID]


def test_ibid_never_reaches_across_a_note_without_citations(
    ibid: CitationProcessor, item: Item, note: Note
) -> None:
    assert read(ibid, note(1, item("wsj")), note(3, item("wsj")))[1] is Position.SUBSEQUENT


def test_ibid_never_follows_prose(ibid: CitationProcessor, item: Item, note: Note) -> None:
    assert (
        read(ibid, note(1, item("wsj"), in_prose=True), note(2, item("wsj")))[1]
        is Position.SUBSEQUENT
    )


def test_ibid_never_follows_two_sources(ibid: CitationProcessor, item: Item, note: Note) -> None:
    assert (
        read(ibid, note(1, item("wsj"), item("book")), note(2, item("book")))[2]
        is Position.SUBSEQUENT
    )
    two_marks = read(ibid, note(1, item("wsj")), note(1, item("book")), note(2, item("book")))
    assert two_marks[2] is Position.SUBSEQUENT


def test_ibid_inside_a_cluster(ibid: CitationProcessor, item: Item, note: Note) -> None:
    assert (
        read(ibid, note(1, item("wsj", page="4"), item("wsj", page="5")))[1]
        is Position.IBID_WITH_LOCATOR
    )


def test_ibid_without_a_place_after_one_with_is_a_later_cite(
    ibid: CitationProcessor, item: Item, note: Note
) -> None:
    assert (
        read(ibid, note(1, item("wsj", page="4")), note(2, item("wsj")))[1] is Position.SUBSEQUENT
    )


def test_a_free_place_in_the_suffix_counts_as_a_place(
    ibid: CitationProcessor, item: Item, note: Note, plain: Plain
) -> None:
    clusters = [
        note(1, item("wsj", suffix=", post 2")),
        note(2, item("wsj", suffix=", post 7")),
        note(3, item("wsj")),
    ]
    state = ibid.read_clusters(clusters)
    assert plain(ibid.render_note(1, state)) == "Ibid., post 7."
    assert plain(ibid.render_note(2, state)) == SHORT


def test_the_policy_of_the_memo_stands_over_that_of_the_style(
    sources: dict[str, Citation], item: Item, note: Note, plain: Plain
) -> None:
    clusters = [note(1, item("wsj")), note(2, item("wsj"))]
    expected = {SubsequentForm.SHORT: SHORT, SubsequentForm.IBID: "Ibid."}
    for name in ("threadbrief-notes", "threadbrief-notes-ibid"):
        for repeat, text in expected.items():
            processor = CitationProcessor(load_style(name), sources, repeat=repeat)
            assert plain(processor.render_note(1, processor.read_clusters(clusters))) == text
    assert (
        plain(
            CitationProcessor(load_style("threadbrief-notes"), sources).render_note(
                1, ibid_state(sources, clusters)
            )
        )
        == SHORT
    )


def ibid_state(sources: dict[str, Citation], clusters: list[NoteCluster]) -> object:
    return CitationProcessor(load_style("threadbrief-notes"), sources).read_clusters(clusters)


def test_words_around_a_source(
    ibid: CitationProcessor, item: Item, note: Note, plain: Plain
) -> None:
    state = ibid.read_clusters(
        [
            note(1, item("wsj")),
            note(
                2, item("book", prefix="see", suffix=", for the background"), item("wsj", page="3")
            ),
            note(3, item("wsj", prefix="This has been said.")),
        ]
    )
    assert plain(ibid.render_note(1, state)) == (
        "see Maja Lind et al., *Rivals at the River: A History*, 2nd ed. (London: Harbour Press, 2012), for the "
        "background; Trofimov and Grove, “Weary Russia,” 3."
    )
    assert plain(ibid.render_note(2, state)) == "This has been said. " + SHORT


def test_a_free_place_goes_before_the_full_stop(
    ibid: CitationProcessor, item: Item, note: Note, plain: Plain
) -> None:
    state = ibid.read_clusters([note(1, item("post")), note(4, item("post", suffix=", post 2"))])
    assert (
        plain(ibid.render_note(1, state))
        == "Gabuev (@AlexGabuev), “Talks he has had lately…” post 2."
    )


def test_a_range_in_a_free_place_has_a_dash(
    ibid: CitationProcessor, item: Item, note: Note, plain: Plain
) -> None:
    state = ibid.read_clusters(
        [note(1, item("post")), note(4, item("post", suffix=", posts 7-8 of the A-12 thread"))]
    )
    assert plain(ibid.render_note(1, state)).endswith(
        "“Talks he has had lately…” posts 7–8 of the A-12 thread."
    )


def test_prose_keeps_its_own_full_stop(
    ibid: CitationProcessor, item: Item, note: Note, plain: Plain
) -> None:
    state = ibid.read_clusters(
        [note(1, item("wsj")), note(3, item("wsj", page="4"), in_prose=True)]
    )
    assert plain(ibid.render_note(1, state)) == "Trofimov and Grove, “Weary Russia,” 4"


def test_ibid_in_prose_has_no_capital(
    ibid: CitationProcessor, item: Item, note: Note, plain: Plain
) -> None:
    state = ibid.read_clusters(
        [note(1, item("wsj")), note(2, item("wsj", page="4"), in_prose=True)]
    )
    assert plain(ibid.render_note(1, state)) == "ibid., 4"


def test_the_author_named_in_the_text_is_not_named_again(sources: dict[str, Citation], item: Item, note: Note,
                                                         plain: Plain) -> None:  # fmt: skip
    processor = CitationProcessor(load_style("threadbrief-author-date"), sources)
    state = processor.read_clusters([note(0, item("wsj", suppress=True))])
    assert plain(processor.render_note(0, state)) == "(2020)"


def test_where_a_source_was_first_cited(ibid: CitationProcessor, item: Item, note: Note) -> None:
    state = ibid.read_clusters([note(1, item("wsj")), note(2, item("book")), note(3, item("wsj"))])
    assert state.first_note_of("wsj") == 1
    assert state.first_note_of("book") == 2
    assert state.first_note_of("post") is None


def test_the_short_form_alone(
    ibid: CitationProcessor, item: Item, note: Note, plain: Plain
) -> None:
    assert (
        plain(ibid.render_short_form("wsj", ibid.read_clusters([note(1, item("wsj"))])))
        == "Trofimov and Grove, “Weary Russia”"
    )


def test_near_notes_are_counted_in_notes(
    sources: dict[str, Citation], item: Item, note: Note
) -> None:
    style = b"""<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0"><info><title/><id/></info>
    <citation near-note-distance="2"><layout><text variable="title"/></layout></citation></style>"""
    state = CitationProcessor(load_style(style), sources).read_clusters(
        [note(1, item("wsj")), note(3, item("wsj")), note(6, item("wsj"))]
    )
    assert [row[0].near_note for row in state.cites] == [False, True, False]


def test_sources_in_the_order_of_the_style(ibid: CitationProcessor, item: Item, note: Note) -> None:
    state = ibid.read_clusters(
        [note(1, item("wsj"), item("post"), item("book"))], uncited=("article",)
    )
    assert [entry.id for entry in ibid.render_sources(state)] == ["post", "book", "article", "wsj"]
    assert [entry.id for entry in ibid.render_sources(state, posts=False)] == [
        "book",
        "article",
        "wsj",
    ]


def test_two_states_of_one_citer_do_not_mix(
    sources: dict[str, Citation], item: Item, note: Note, plain: Plain
) -> None:
    style = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title/><id/></info>
    <citation><layout><text variable="citation-number"/></layout></citation></style>"""
    processor = CitationProcessor(load_style(style), sources)
    one = processor.read_clusters([note(0, item("wsj")), note(0, item("book"))])
    other = processor.read_clusters([note(0, item("book")), note(0, item("wsj"))])
    assert [
        plain(processor.render_note(0, one)),
        plain(processor.render_note(1, other)),
        plain(processor.render_note(1, one)),
    ] == [
        "1",
        "2",
        "2",
    ]


def test_year_suffixes_follow_the_list(
    item: Item, note: Note, sources: dict[str, Citation], plain: Plain
) -> None:
    wsj = sources["wsj"]
    twin = Citation(
        "twin",
        wsj.type,
        wsj.where,
        {**wsj.variables, "title": "Another Title"},
        wsj.names,
        wsj.dates,
    )
    processor = CitationProcessor(load_style("threadbrief-author-date"), {"wsj": wsj, "twin": twin})
    state = processor.read_clusters(
        [note(0, item("wsj"), item("twin")), note(0, item("wsj", page="4"))]
    )
    assert plain(processor.render_note(0, state)) == "(Trofimov and Grove 2020b, 2020a)"
    assert plain(processor.render_note(1, state)) == "(Trofimov and Grove 2020b, 4)"


SUFFIXES = b"""<style xmlns='http://purl.org/net/xbiblio/csl' class='in-text' version='1.0'>
<citation collapse='year-suffix' year-suffix-delimiter='; ' disambiguate-add-year-suffix='true'>
<layout prefix='(' suffix=')' delimiter='; '><group delimiter=' '><names variable='author'/>
<date variable='issued' form='numeric' date-parts='year'/></group></layout></citation></style>"""


def test_a_cluster_that_is_cited_again_says_the_same(item: Item, note: Note, plain: Plain) -> None:
    twins = {
        key: Citation(
            key,
            "book",
            Location("m", 1, 1),
            {"title": key},
            {"author": (Name("Eze"),)},
            {"issued": CslDate(DateParts(2000))},
        )
        for key in ("one", "two")
    }
    processor = CitationProcessor(load_style(SUFFIXES), twins)
    clusters = [note(number, item("one"), item("two")) for number in (1, 2, 3)]
    state = processor.read_clusters(clusters)
    assert {plain(processor.render_note(index, state)) for index in range(3)} == {"(Eze 2000a; b)"}
