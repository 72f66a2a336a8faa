"""Dates by the form that the caller gives: in every style, where it has the date in words by the locale."""

from collections.abc import Callable
from datetime import date

import pytest

from threadbrief.cite import CitationProcessor, NoteCluster, load_style
from threadbrief.core.problems import Location
from threadbrief.core.structs import replace
from threadbrief.model.brief import Archive, Citation, CslDate, DateParts
from threadbrief.model.document import Inlines
from threadbrief.model.marks import CiteItem
from threadbrief.templates.loading import load_template
from threadbrief.text.date_forms import DateForm, find_date_form

Plain = Callable[[Inlines], str]
HERE = Location("memo.yaml", 1, 1)
DAY = DateParts(2020, 6, 20)
NOTES, AUTHOR_DATE, CHICAGO = (
    "threadbrief-notes",
    "threadbrief-author-date",
    "chicago-notes-bibliography",
)


def form_of(language: str) -> DateForm:
    return load_template().choose_date_form(language)


def note_of(moment: CslDate, language: str, plain: Plain, style: str = NOTES) -> str:
    """Return the date in the note of an article in a newspaper."""
    variables = {"title": "T", "container-title": "N"}
    citation = Citation("a", "article-newspaper", HERE, variables, {}, {"issued": moment})
    processor = CitationProcessor(
        load_style(style), {"a": citation}, language, dates=form_of(language)
    )
    state = processor.read_clusters([NoteCluster((CiteItem("a", HERE),), 1)])
    return plain(processor.render_note(0, state)).partition("N*, ")[2].removesuffix(".")


@pytest.mark.parametrize("style", [NOTES, CHICAGO])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "20 June 2020"),
        ("en-GB", "20 June 2020"),
        ("de", "20. Juni 2020"),
        ("fr", "20 juin 2020"),
        ("pl", "20 czerwca 2020"),
        ("ru", "20 июня 2020\u202fг"),
        ("ja", "2020年6月20日"),
        ("hr", "20. lipnja 2020"),
    ],
)
def test_a_day_is_written_as_the_form_has_it(
    style: str, language: str, words: str, plain: Plain
) -> None:
    assert note_of(CslDate(DAY), language, plain, style) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "June 2020"),
        ("es", "junio de 2020"),
        ("pl", "czerwiec 2020"),
        ("ru", "июнь 2020\u202fг"),
        ("ja", "2020年6月"),
    ],
)
def test_a_month_is_in_the_nominative(language: str, words: str, plain: Plain) -> None:
    assert note_of(CslDate(DateParts(2020, 6)), language, plain) == words


@pytest.mark.parametrize(
    ("language", "end", "words"),
    [
        ("en", DateParts(2020, 6, 23), "20–23 June 2020"),
        ("en", DateParts(2020, 7, 3), "20 June–3 July 2020"),
        ("en", DateParts(2021, 7, 3), "20 June 2020–3 July 2021"),
        ("en", DateParts(0), "20 June 2020–"),
        ("de", DateParts(2020, 6, 23), "20.–23. Juni 2020"),
        ("es", DateParts(2020, 7, 3), "20 de junio–3 de julio de 2020"),
        ("ja", DateParts(2020, 7, 3), "2020年6月20日–7月3日"),
        ("ru", DateParts(2020, 7, 3), "20 июня–3 июля 2020\u202fг"),
    ],
)
def test_a_range_says_once_what_is_the_same(
    language: str, end: DateParts, words: str, plain: Plain
) -> None:
    assert note_of(CslDate(DAY, end), language, plain) == words


@pytest.mark.parametrize(
    ("moment", "language", "words"),
    [
        (CslDate(DateParts(2020)), "en", "2020"),
        (CslDate(DateParts(2020)), "ja", "2020年"),
        (CslDate(DateParts(2020)), "ru", "2020"),
        (CslDate(DateParts(2020, season=1)), "en", "Spring 2020"),
        (CslDate(DateParts(2020, season=1)), "ru", "весна 2020\u202fг"),
        (CslDate(DAY, circa=True), "en", "c. 20 June 2020"),
        (CslDate(DateParts(-44, 3, 15)), "en", "15 March 44 BC"),
        (CslDate(DateParts(2020, 6, 1)), "fr", "1er juin 2020"),
        (CslDate(DateParts(2020, 6, 2)), "fr", "2 juin 2020"),
        (CslDate(literal="Michaelmas"), "en", "Michaelmas"),
    ],
)
def test_years_seasons_and_doubtful_dates(
    moment: CslDate, language: str, words: str, plain: Plain
) -> None:
    assert note_of(moment, language, plain) == words


def test_without_a_form_the_locale_has_it(sources: dict[str, Citation], plain: Plain) -> None:
    processor = CitationProcessor(load_style(NOTES), sources)
    state = processor.read_clusters([NoteCluster((CiteItem("wsj", HERE),), 1)])
    assert "June 20, 2020" in plain(processor.render_note(0, state))


@pytest.mark.parametrize("style", [NOTES, AUTHOR_DATE])
def test_our_styles_have_no_other_form(
    style: str, sources: dict[str, Citation], plain: Plain
) -> None:
    archive = Archive("https://archive.example/1", HERE, "Archive", date(2026, 10, 5))
    source = replace(
        sources["wsj"],
        archived=(archive,),
        dates={"issued": CslDate(DAY), "accessed": CslDate(DateParts(2026, 10, 4))},
    )
    processor = CitationProcessor(load_style(style), {"wsj": source}, dates=form_of("en"))
    state = processor.read_clusters([NoteCluster((CiteItem("wsj", HERE),), 1)])
    (entry,) = processor.render_sources(state)
    words = plain(entry.content)
    assert "20 June 2020" in words
    assert "ccessed 4 October 2026" in words
    assert "archived 5 October 2026 at Archive" in words
    assert "2026-" not in words


@pytest.mark.parametrize(
    ("style", "words"), [("apa", "(2020, June 20)"), ("ieee", "Jun. 20, 2020")]
)
def test_a_style_that_spells_its_dates_keeps_them(
    style: str, words: str, sources: dict[str, Citation], plain: Plain
) -> None:
    processor = CitationProcessor(load_style(style), sources, dates=form_of("en"))
    state = processor.read_clusters([NoteCluster((CiteItem("wsj", HERE),), 1)])
    assert words in plain(processor.render_sources(state)[0].content)


def test_a_style_may_shorten_the_months_of_a_form(plain: Plain) -> None:
    style = """<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0"><info/>
      <citation><layout><date variable="issued" form="text"><date-part name="month" form="short"/>
      </date></layout></citation></style>"""
    citation = Citation("a", "book", HERE, {}, {}, {"issued": CslDate(DateParts(2020, 10, 4))})
    processor = CitationProcessor(load_style(style), {"a": citation}, dates=find_date_form("en-GB"))
    state = processor.read_clusters([NoteCluster((CiteItem("a", HERE),), 1)])
    assert plain(processor.render_note(0, state)) == "4 Oct. 2020"
