"""How long citations take: importing, loading a style, a thousand notes, two thousand notes.

Run as `python benchmarks/cite.py`. Figures are the best of several runs, in milliseconds.
"""

import subprocess
import sys
import time
from collections.abc import Callable

from threadbrief.cite import CitationProcessor, NoteCluster, load_style
from threadbrief.cite.csl.load import _load_bytes, _read_style
from threadbrief.core.problems import BriefError, Location
from threadbrief.model.brief import Citation, CslDate, DateParts, Name
from threadbrief.model.marks import CiteItem, Locator, LocatorKind

HERE = Location("memo.yaml", 1, 1)
STYLES = (
    "threadbrief-notes",
    "threadbrief-author-date",
    "chicago-notes-bibliography",
    "apa",
    "ieee",
)


def best(run: Callable[[], object], times: int = 5) -> float:
    """Return the shortest time of several runs, in milliseconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return min(found) * 1000


def interpreter(statement: str) -> float:
    """Return the time of a fresh interpreter that runs a statement."""
    return best(lambda: subprocess.run([sys.executable, "-c", statement], check=True), 15)


def sources(count: int) -> dict[str, Citation]:
    """Return sources of several types with one to four authors."""
    kinds = ("book", "article-journal", "article-newspaper", "webpage", "report", "chapter", "post")
    made = {}
    for number in range(count):
        names = tuple(
            Name(f"Author{number}{letter}", f"Given {letter}.")
            for letter in "ABCD"[: 1 + number % 4]
        )
        variables = {
            "title": f"A title of some length about subject {number}: with a subtitle",
            "container-title": f"Journal number {number % 17}",
            "publisher": "A Press",
            "publisher-place": "London",
            "volume": str(number % 40),
            "issue": str(number % 12),
            "page": f"{number + 1}-{number + 22}",
            "URL": f"https://example.org/{number}",
        }
        dates = {"issued": CslDate(DateParts(1990 + number % 30, 1 + number % 12, 1 + number % 28))}
        key = f"source-{number}"
        made[key] = Citation(
            key, kinds[number % len(kinds)], HERE, variables, {"author": names}, dates
        )
    return made


def notes(count: int, keys: list[str]) -> list[NoteCluster]:
    """Return notes over some sources, every third with a page, every seventh with two sources."""
    made = []
    for number in range(count):
        page = Locator(LocatorKind.PAGE, str(number % 90 + 1)) if number % 3 == 0 else None
        items = [CiteItem(keys[number * 7 % len(keys)], HERE, locator=page)]
        if number % 7 == 0:
            items.append(CiteItem(keys[(number * 7 + 3) % len(keys)], HERE))
        made.append(NoteCluster(tuple(items), number + 1))
    return made


def build(style: str, items: dict[str, Citation], clusters: list[NoteCluster]) -> None:
    """Render all notes and the list of sources."""
    processor = CitationProcessor(load_style(style), items)
    state = processor.read_clusters(clusters)
    for index in range(len(clusters)):
        processor.render_note(index, state)
    processor.render_sources(state)


def main() -> None:
    bare, model = (
        interpreter("pass"),
        interpreter("import threadbrief.model.brief, threadbrief.model.document"),
    )
    cite = interpreter("import threadbrief.cite")
    print(
        f"import: bare Python {bare:.1f}, with the model {model:.1f}, with cite {cite:.1f} (its "
        f"own {cite - model:.1f})"
    )
    items = sources(200)
    keys = list(items)
    for style in STYLES:
        try:
            data = _read_style(style) or b""
            load = best(lambda data=data, style=style: _load_bytes.__wrapped__(data, style))
        except BriefError as fault:
            print(f"{style}: {fault}")
            continue
        one = best(lambda style=style: build(style, items, notes(1000, keys)), 3)
        two = best(lambda style=style: build(style, items, notes(2000, keys)), 3)
        print(
            f"{style:<28} load {load:6.1f}   1,000 notes {one:7.1f}   2,000 notes {two:7.1f} "
            f"({two / one:.2f} times)"
        )


if __name__ == "__main__":
    main()
