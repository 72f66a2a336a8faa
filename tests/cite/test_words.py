"""Numbers, dates, names, cases and quotation marks, each as the specification says."""

from collections.abc import Callable

import pytest

from threadbrief.cite import CitationProcessor, NoteCluster, load_locale, load_style
from threadbrief.cite.output import resolve_punctuation
from threadbrief.cite.render.fields import parse_field
from threadbrief.cite.render.numbers import (
    format_number,
    format_page_ranges,
    format_roman,
    is_numeric,
    is_plural,
)
from threadbrief.cite.render.person import extract_particles, initialize_given_names
from threadbrief.cite.render.runs import plain_text
from threadbrief.cite.render.text_case import apply_text_case
from threadbrief.core.problems import Location
from threadbrief.model.brief import Citation, CslDate, DateParts, Name
from threadbrief.model.document import Inlines
from threadbrief.model.marks import CiteItem

HERE = Location("memo.yaml", 1, 1)
ENGLISH = load_locale("en")[0]


@pytest.mark.parametrize(
    ("form", "pages", "shown"),
    [
        (None, "12-34", "12–34"),
        ("expanded", "321-8", "321–328"),
        ("minimal", "321-328", "321–8"),
        ("minimal-two", "321-328", "321–28"),
        ("chicago", "1496-1504", "1496–1504"),
        ("chicago-16", "1496-1504", "1496–504"),
        ("chicago-16", "100-104", "100–104"),
        ("chicago-16", "107-108", "107–8"),
        ("chicago-16", "3-10, 71-72", "3–10, 71–72"),
        ("chicago-16", "N110-P5", "N110-P5"),
        ("expanded", "xxv-xxviii", "xxv–xxviii"),
        ("chicago-16", "12\\-34", "12-34"),
    ],
)
def test_page_ranges(form: str | None, pages: str, shown: str) -> None:
    assert format_page_ranges(pages, form, ENGLISH) == shown


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        ("1", "ordinal", "1st"),
        ("12", "ordinal", "12th"),
        ("112", "ordinal", "112th"),
        ("23", "ordinal", "23rd"),
        ("2", "long-ordinal", "second"),
        ("11", "long-ordinal", "11th"),
        ("14", "roman", "xiv"),
        ("2, 3", "roman", "ii, iii"),
        ("2&3", "numeric", "2 & 3"),
        ("2 - 4", "numeric", "2–4"),
        ("2E", "ordinal", "2E"),
    ],
)
def test_numbers(value: str, form: str, shown: str) -> None:
    assert is_numeric(value)
    assert format_number(value, form, ENGLISH) == shown


def test_what_is_a_number() -> None:
    assert [is_numeric(text) for text in ("2nd", "D2", "L2d", "second", "2nd edition", "")] == [
        *[True] * 3,
        *[False] * 3,
    ]
    assert [is_plural(text) for text in ("3", "1-3", "2 & 4", "213, and 235", "iv-x", "iv")] == [
        False, True, True, True, True, False,
    ]  # fmt: skip
    assert format_roman(1994) == "mcmxciv"
    assert format_roman(0) == "0"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("John Edward", "J. E."),
        ("Jean-Luc", "J.-L."),
        ("Guo-ping", "G."),
        ("Charles D.", "C. D."),
        ("John Bertrand de Cusance Morant", "J. B. de C. M."),
        ("Ph.M.E.", "Ph. M. E."),
        ("<b>John</b> Quiggly", "<b>J.</b> Q."),
    ],
)
def test_initials(given: str, shown: str) -> None:
    assert initialize_given_names(given, ". ", hyphen=True, only_initials=False) == shown


def test_initials_without_a_hyphen() -> None:
    assert initialize_given_names("Jean-Luc", ".", hyphen=False, only_initials=False) == "J.L."
    assert (
        initialize_given_names("James T Kirk", ". ", hyphen=True, only_initials=True)
        == "James T. Kirk"
    )


def test_parts_of_names() -> None:
    assert extract_particles(Name("van der Berg", "Olav")) == Name("Berg", "Olav", None, "van der")
    assert extract_particles(Name("Humboldt", "Alexander von")) == Name(
        "Humboldt", "Alexander", "von"
    )
    assert extract_particles(Name("al-Hakim", "Tawfiq")).non_dropping_particle == "al-"
    assert extract_particles(Name("Doe", "John, Jr.")).suffix == "Jr."
    assert (
        extract_particles(Name("van der Berg", "Olav", parse_names=False)).family == "van der Berg"
    )
    assert extract_particles(Name("Smith", "Susan McMurphy")) == Name("Smith", "Susan McMurphy")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("the scientist-practitioner gap: a study", "The Scientist-Practitioner Gap: A Study"),
        ("iPad is a thing with which to live", "iPad Is a Thing with Which to Live"),
        ("out-of-fashion ideas", "Out-of-Fashion Ideas"),
        ('the <span class="nocase">smith</span> pencil', "The smith Pencil"),
        ("what is it? a reply to d'Alembert", "What Is It? A Reply to d’Alembert"),
        ("UK", "UK"),
    ],
)
def test_title_case(written: str, shown: str) -> None:
    assert (
        plain_text(apply_text_case(list(parse_field(written)), "title", "en", english=True))
        == shown
    )


def test_other_cases() -> None:
    runs = list(parse_field("istanbul <i>İZMİR</i>"))
    assert plain_text(apply_text_case(runs, "uppercase", "tr", english=False)) == "İSTANBUL İZMİR"
    assert plain_text(apply_text_case(runs, "title", "tr", english=False)) == "istanbul İZMİR"
    assert (
        plain_text(
            apply_text_case(list(parse_field("A VERY OLD TITLE")), "sentence", "en", english=True)
        )
        == "A very old title"
    )


@pytest.mark.parametrize(
    ("language", "written", "shown"),
    [
        ("en", "a \"word\" and a 'word'", "a “word” and a “word”"),
        ("en", "\"a 'word' in it\"", "“a ‘word’ in it”"),
        ("en-GB", "\"a 'word' in it\"", "‘a “word” in it’"),
        ("en", "Plato's and the authors' 'own' ’09", "Plato’s and the authors’ “own” ’09"),
        ("en", 'an "orphan " mark', 'an "orphan " mark'),
        ("en", "‘God willing’ stays", "‘God willing’ stays"),
        ("en", 'so "it is", he said', "so “it is”, he said"),
    ],
)
def test_quotation_marks(language: str, written: str, shown: str) -> None:
    runs = resolve_punctuation(list(parse_field(written)), load_locale(language)[0])
    assert "".join(run.text for run in runs) == shown


DATES = """<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0"><info><title/><id/></info>
<citation><layout delimiter="|"><date variable="issued" form="text"/></layout></citation></style>"""


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        (CslDate(DateParts(2020, 6, 20)), "June 20, 2020"),
        (CslDate(DateParts(2020, 6)), "June 2020"),
        (CslDate(DateParts(2020, season=3)), "Autumn 2020"),
        (CslDate(DateParts(2020, 6, 2), DateParts(2020, 6, 4)), "June 2–4, 2020"),
        (CslDate(DateParts(2020, 5, 30), DateParts(2020, 6, 4)), "May 30–June 4, 2020"),
        (
            CslDate(DateParts(2019, 12, 30), DateParts(2020, 1, 4)),
            "December 30, 2019–January 4, 2020",
        ),
        (CslDate(DateParts(2019), DateParts(2020)), "2019–2020"),
        (CslDate(DateParts(-44, 3, 15)), "March 15, 44 BC"),
        (CslDate(DateParts(476)), "476 AD"),
        (CslDate(literal="in the spring of that year"), "in the spring of that year"),
    ],
)
def test_dates(date: CslDate, shown: str, plain: Callable[[Inlines], str]) -> None:
    processor = CitationProcessor(
        load_style(DATES), {"a": Citation("a", "book", HERE, dates={"issued": date})}
    )
    assert (
        plain(
            processor.render_note(
                0, processor.read_clusters([NoteCluster((CiteItem("a", HERE),), 1)])
            )
        )
        == shown
    )


def test_an_empty_author_substitute_leaves_no_delimiter(plain: Callable[[Inlines], str]) -> None:
    style = """<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0"><info><title/><id/></info>
    <citation><layout><text variable="title"/></layout></citation>
    <bibliography subsequent-author-substitute=""><layout><group delimiter=", ">
      <names variable="author"/><text variable="title"/></group></layout></bibliography></style>"""
    who = {"author": (Name("Doe", "Jane"),)}
    books = {key: Citation(key, "book", HERE, {"title": f"Book {key}"}, who) for key in ("a", "b")}
    processor = CitationProcessor(load_style(style), books)
    entries = processor.render_sources(processor.read_clusters([], uncited=("a", "b")))
    assert [plain(entry.content) for entry in entries] == ["Jane Doe, Book a", "Book b"]
