"""Whatever a source holds, a note comes out: never empty, never with doubled marks, never without its title."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from threadbrief.cite import CitationProcessor, NoteCluster, list_styles, load_style
from threadbrief.core.problems import Location
from threadbrief.model import document
from threadbrief.model.brief import Archive, Citation, CslDate, DateParts, Name
from threadbrief.model.marks import CiteItem, Locator, LocatorKind

HERE = Location("memo.yaml", 1, 1)
TYPES = re.split(
    r"\s+",
    """article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset
    document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation
    manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical
    personal_communication post post-weblog regulation report review review-book software song speech standard thesis
    treaty webpage""",
)
TEXTS = re.split(
    r"\s+",
    """abstract annote archive archive_location authority call-number chapter-number citation-label collection-number
    collection-title container-title container-title-short dimensions DOI edition event-place event-title genre ISBN
    ISSN issue jurisdiction keyword language medium note number number-of-pages number-of-volumes original-title page
    part-number PMID publisher publisher-place references scale section source status supplement-number title-short
    URL version volume""",
)
ROLES = (
    "author",
    "editor",
    "translator",
    "container-author",
    "recipient",
    "interviewer",
    "director",
)
DATES = ("issued", "accessed", "original-date", "event-date", "submitted")
CUSTOM = ("handle", "excerpt", "time", "platform", "edited")
OURS = ("threadbrief-notes", "threadbrief-notes-ibid", "threadbrief-author-date")
PUBLIC = (
    "chicago-notes-bibliography", "apa", "modern-language-association", "oscola", "nature", "ieee", "vancouver",
    "bluebook-law-review", "harvard-cite-them-right", "iso690-author-date-en",
)  # fmt: skip
STYLES = [name for name in (*OURS, *PUBLIC) if name in list_styles()]
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

words = st.from_regex(r"[A-Za-z]{2,9}( [a-z]{2,9}){0,4}", fullmatch=True)
PIECES = [
    *(
        "<i>",
        "</i>",
        "<b>",
        "</span>",
        '<span class="nocase">',
        '"',
        "'",
        "“",
        "”",
        "‘",
        "’",
        "[",
        "]",
        "&",
        "\x00",
    ),
    *(
        ".",
        ",",
        "?",
        "-",
        "–",
        " ",
        "1",
        "23",
        "iv",
        "a",
        "É",
        "ß",
        "\u0301",
        "\U0001f1f7\U0001f1fa",
        "العربية",
        "中文",
    ),
    *("9" * 5000, "²", "d’", "von", "https://example.org/x"),
]
wild = st.one_of(
    words, st.text(max_size=30), st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
)
numbers = st.one_of(
    st.integers(0, 5000).map(str),
    st.sampled_from(["12-18", "3, 5", "iv", "D2", "2nd", "12-13, 45"]),
)


def names(text: st.SearchStrategy[str]) -> st.SearchStrategy[Name]:
    maybe = st.none() | text
    particles, suffixes = (
        st.none() | st.sampled_from(["de", "d'", "al-"]),
        st.none() | st.just("Jr."),
    )
    person = st.builds(
        Name,
        text,
        maybe,
        st.none() | st.just("von"),
        particles,
        suffixes,
        st.booleans(),
        st.booleans(),
    )
    return st.one_of(person, st.builds(Name, literal=text.filter(bool)))


days = st.builds(
    DateParts,
    st.integers(-300, 2400),
    st.none() | st.integers(1, 12),
    st.none() | st.integers(1, 28),
    st.none(),
)
seasons = st.builds(DateParts, st.integers(1, 2100), season=st.integers(1, 4))
dates = st.one_of(
    st.builds(CslDate, days | seasons, st.none() | days, st.booleans()),
    words.map(lambda text: CslDate(literal=text)),
)


def citations(text: st.SearchStrategy[str]) -> st.SearchStrategy[Citation]:
    parts = st.fixed_dictionaries(
        {
            "type": st.sampled_from(TYPES),
            "title": text,
            "variables": st.dictionaries(
                st.sampled_from(TEXTS), st.one_of(text, numbers), max_size=8
            ),
            "names": st.dictionaries(
                st.sampled_from(ROLES), st.lists(names(text), max_size=5).map(tuple), max_size=3
            ),
            "dates": st.dictionaries(st.sampled_from(DATES), dates, max_size=3),
            "archived": st.sampled_from(
                ((), (Archive("https://archive.example/x", HERE, "An Archive", None),))
            ),
            "custom": st.dictionaries(st.sampled_from(CUSTOM), text, max_size=3),
        }
    )
    return parts.map(made)


def made(parts: dict[str, Any]) -> Citation:
    """Return a citation of parts; what is empty is left out, as reading leaves it out."""
    title = parts.pop("title")
    parts["variables"] = {
        name: value for name, value in {"title": title, **parts["variables"]}.items() if value
    }
    parts["names"] = {role: members for role, members in parts["names"].items() if members}
    return Citation("a", where=HERE, **parts)


def clusters(kind: LocatorKind, place: str) -> list[NoteCluster]:
    first = CiteItem("a", HERE)
    later = CiteItem("a", HERE, "see", Locator(kind, place) if place else None, ", with more")
    return [
        NoteCluster((first,), 1),
        NoteCluster((later, first), 2),
        NoteCluster((first,), 3, in_prose=True),
    ]


def rendered(
    style: str, citation: Citation, kind: LocatorKind, place: str
) -> Iterator[document.Inlines]:
    processor = CitationProcessor(load_style(style), {"a": citation})
    state = processor.read_clusters(clusters(kind, place))
    for index in range(3):
        yield processor.render_note(index, state)
    (entry,) = processor.render_sources(state)
    yield entry.content


def checked(inlines: document.Inlines, *, inside: tuple[type, ...] = ()) -> str:
    """Return the text of inlines that are only of the kinds that citations may have."""
    out = ""
    for inline in inlines:
        match inline:
            case document.Text():
                assert inline.text
                out += inline.text
            case document.Link():
                assert document.Link not in inside
                assert inline.target.startswith(("http://", "https://"))
                out += checked(inline.content, inside=(*inside, document.Link))
            case (
                document.Emphasis()
                | document.Strong()
                | document.SmallCaps()
                | document.Underline()
                | document.Superscript()
                | document.Subscript()
            ):
                assert type(inline) not in inside
                out += checked(inline.content, inside=(*inside, type(inline)))
            case _:
                pytest.fail(f"{inline!r} has no place in a citation")
    return out


@QUICK
@given(citation=citations(wild), kind=st.sampled_from(LocatorKind), place=numbers | wild)
def test_any_source_renders_in_any_style(citation: Citation, kind: LocatorKind, place: str) -> None:
    for style in STYLES:
        for inlines in rendered(style, citation, kind, place):
            assert checked(inlines)


DOUBLED = re.compile(r"([,;:])\s*\1|\.\.|,\.|\s[,;.]|\(\s*\)|“”|  ")


@QUICK
@given(citation=citations(words), place=st.integers(1, 900).map(str))
def test_no_doubled_marks(citation: Citation, place: str) -> None:
    for style in OURS:
        for inlines in rendered(style, citation, LocatorKind.PAGE, place):
            text = re.sub(r"https?://\S*", "address", checked(inlines))
            assert not DOUBLED.search(text), text


@QUICK
@given(citation=citations(words))
def test_no_lost_title(citation: Citation) -> None:
    title = citation.custom.get("excerpt") if citation.type == "post" else None
    wanted = (title or citation.variables["title"]).lower().split()[0]
    for style in OURS:
        first, _, _, entry = rendered(style, citation, LocatorKind.PAGE, "")
        assert wanted in checked(entry).lower()
        assert load_style(style).in_text or wanted in checked(first).lower()


@QUICK
@given(texts=st.lists(wild, min_size=2, max_size=6))
def test_many_sources_alike(texts: list[str]) -> None:
    made = {}
    for number, text in enumerate(texts):
        people = {"author": (Name("Doe", text), Name(text or "Roe", "Jane"))}
        made[str(number)] = Citation(str(number), "book", HERE, {"title": text or "T"}, people, {})
    for style in [name for name in ("apa", *OURS) if name in STYLES]:
        processor = CitationProcessor(load_style(style), made)
        state = processor.read_clusters(
            [NoteCluster(tuple(CiteItem(key, HERE) for key in made), 1)]
        )
        assert checked(processor.render_note(0, state))
        assert len(processor.render_sources(state)) == len(made)
