"""Sources to cite, marks to cite them with, and a way to read inlines."""

import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from threadbrief.cite import NoteCluster
from threadbrief.core.problems import Location
from threadbrief.model import document
from threadbrief.model.brief import Archive, Citation, CslDate, DateParts, Name
from threadbrief.model.marks import CiteItem, Locator, LocatorKind

sys.path.insert(0, str(Path(__file__).parent))

HERE = Location("memo.yaml", 1, 1)
DAYS = {"accessed": CslDate(DateParts(2026, 11, 23))}


def issued(year: int, month: int | None = None, day: int | None = None) -> Mapping[str, CslDate]:
    return {"issued": CslDate(DateParts(year, month, day))}


NEWSPAPER = Citation(
    "wsj",
    "article-newspaper",
    HERE,
    {
        "title": "Weary Russia Tries to Avoid Entanglement in U.S.-China Spat",
        "container-title": "The Wall Street Journal",
        "URL": "https://www.wsj.com/articles/weary-russia",
    },
    {"author": (Name("Trofimov", "Yaroslav"), Name("Grove", "Thomas"))},
    issued(2020, 6, 20),
    short="Weary Russia",
)
REPORT = Citation(
    "carnegie",
    "report",
    HERE,
    {
        "title": "U.S.-Russian Relations in 2030",
        "publisher": "Carnegie Endowment for International Peace",
        "publisher-place": "Washington, DC",
        "URL": "https://carnegieendowment.org/2020/06/15/82056",
    },
    {"author": (Name("Sokolsky", "Richard"), Name("Rumer", "Eugene"))},
    {**issued(2020, 6, 15), **DAYS},
)
WEBPAGE = Citation(
    "trenin",
    "webpage",
    HERE,
    {
        "title": "How Russia can maintain equilibrium: the post-pandemic bipolar world",
        "container-title": "Carnegie Moscow Center",
        "URL": "https://carnegie.ru/commentary/81702",
    },
    {"author": (Name("Trenin", "Dmitri"),)},
    {**issued(2020, 5, 1), **DAYS},
    (
        Archive(
            "https://web.archive.org/web/2020/carnegie.ru/81702",
            HERE,
            "Internet Archive",
            date(2020, 5, 2),
        ),
    ),
)
POST = Citation(
    "post",
    "post",
    HERE,
    {"URL": "https://twitter.com/AlexGabuev/status/1274555669098659847"},
    {"author": (Name("Gabuev", "Alexander"),)},
    issued(2020, 6, 21),
    (
        Archive(
            "https://threadreaderapp.com/thread/1274555669098659847.html",
            HERE,
            "Thread Reader App",
            date(2020, 6, 22),
        ),
    ),
    custom={
        "handle": "@AlexGabuev",
        "platform": "x",
        "time": "2020-06-21T04:12:06Z",
        "excerpt": "Talks he has had lately with senior officials and with executives of private and state-owned "
        "Russian companies show him that Moscow is more and more alert to its growing dependence on China.",
    },
)
CHAPTER = Citation(
    "chapter",
    "chapter",
    HERE,
    {
        "title": "The partnership that was not",
        "container-title": "Asia between the powers",
        "publisher": "Harbour Press",
        "publisher-place": "London",
        "page": "101-128",
    },
    {
        "author": (Name("Virtanen", "Aino"),),
        "editor": (Name("Berg", "Olav", non_dropping_particle="van den"),),
    },
    issued(2017),
)
BOOK = Citation(
    "book",
    "book",
    HERE,
    {
        "title": "Rivals at the river: a history",
        "publisher": "Harbour Press",
        "publisher-place": "London",
        "edition": "2",
    },
    {
        "author": (
            Name("Lind", "Maja"),
            Name("Okafor", "Chidi"),
            Name("Sato", "Emi"),
            Name("Rossi", "Gianni"),
        )
    },
    issued(2012),
)
ARTICLE = Citation(
    "article",
    "article-journal",
    HERE,
    {
        "title": "Trade and trust on the Amur",
        "container-title": "Journal of Eurasian Studies",
        "volume": "11",
        "issue": "2",
        "page": "1087-1102",
        "DOI": "10.1000/jes.2020.11",
    },
    {"author": (Name("Petrova", "Anna"),)},
    issued(2020),
)
SOURCES = {item.id: item for item in (NEWSPAPER, REPORT, WEBPAGE, POST, CHAPTER, BOOK, ARTICLE)}


@pytest.fixture
def sources() -> dict[str, Citation]:
    """One source of each of the commonest kinds."""
    return dict(SOURCES)


@pytest.fixture
def item() -> Callable[..., CiteItem]:
    """Return a cite: `item("wsj", page="4", prefix="see", suffix=", post 2")`."""

    def make(
        key: str, *, page: str = "", prefix: str = "", suffix: str = "", suppress: bool = False
    ) -> CiteItem:
        locator = Locator(LocatorKind.PAGE, page) if page else None
        return CiteItem(key, HERE, prefix, locator, suffix, suppress)

    return make


@pytest.fixture
def note() -> Callable[..., NoteCluster]:
    """Return a cluster: `note(3, item("wsj"))`."""

    def make(number: int, *items: CiteItem, in_prose: bool = False) -> NoteCluster:
        return NoteCluster(items, number, in_prose)

    return make


SIGNS = {
    document.Emphasis: "*",
    document.Strong: "**",
    document.SmallCaps: "^^",
    document.Underline: "__",
    document.Superscript: "^",
    document.Subscript: "~",
}


@pytest.fixture
def plain() -> Callable[[document.Inlines], str]:
    """Return inlines as text with signs: `*emphasis*`, `<link>`."""

    def text(inlines: document.Inlines) -> str:
        return "".join(one(inline) for inline in inlines)

    def one(inline: document.Inline) -> str:
        match inline:
            case document.Text():
                return inline.text
            case document.Link():
                shown = text(inline.content)
                return f"<{shown}>" if shown == inline.target else f"<{shown}|{inline.target}>"
            case _:
                sign = SIGNS[type(inline)]
                return f"{sign}{text(inline.content)}{sign}"

    return text
