# ruff: noqa: T201 - this is a program that prints
"""The standard fixtures for CSL processors: how many this one meets, by area, and whether any is lost.

Run as a program: `python tests/cite/suite.py [FIXTURES] [--accept] [--show NAME...]`. The fixtures are not part of the
project; the file that holds them is named as the first argument or by CSL_FIXTURES.
"""

import json
import os
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from threadbrief.core.structs import replace

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import csl_json  # noqa: E402 - lies beside this file

from threadbrief.cite import CitationProcessor, CitationState, NoteCluster, Position, load_style  # noqa: E402 - as above
from threadbrief.cite.output import to_inlines  # noqa: E402 - as above
from threadbrief.cite.render.runs import Run, has_text  # noqa: E402 - as above
from threadbrief.model import document  # noqa: E402 - as above

PASSING = HERE / "csl-passing.txt"
NO_FORM = "[CSL STYLE ERROR: reference with no printed form.]"
"""What the suite expects where a source puts nothing out."""

PROPERTIES = {
    "font-style": "i",
    "font-weight": "b",
    "font-variant": "sc",
    "text-decoration": "u",
    "vertical-align": "v",
}
"""The CSS by which the suite says how characters are set."""

Shown = list[tuple[str, str]]
"""Characters, each with how it is set."""


def fixtures_path() -> Path:
    """Return the file of fixtures."""
    named = os.environ.get("CSL_FIXTURES")
    return Path(named) if named else HERE.parents[1] / ".." / "shared" / "csl" / "fixtures.json"


# --- what is expected ------------------------------------------------------------------------------------------------


class Expected(HTMLParser):
    """Reads a RESULT into characters and how they are set."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: Shown = []
        self.state: list[dict[str, str]] = [{}]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        here = dict(self.state[-1])
        style = dict(attrs).get("style") or ""
        if tag == "i":
            here["i"] = "i"
        elif tag == "b":
            here["b"] = "b"
        elif tag in ("sup", "sub"):
            here["v"] = tag
        for name, key in PROPERTIES.items():
            match = re.search(rf"{name}:\s*([\w-]+)", style)
            if match and match[1] in ("normal", "none", "baseline"):
                here[key] = ""
            elif match:
                here[key] = match[1] if key == "v" else key
        if tag == "div":
            self.shown.append((" ", ""))
        self.state.append(here)

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            self.shown.append((" ", ""))
        if len(self.state) > 1:
            self.state.pop()

    def handle_data(self, data: str) -> None:
        look = " ".join(sorted(value for value in self.state[-1].values() if value))
        self.shown.extend((sign, look) for sign in data)


def expected(fixture: dict[str, Any]) -> Shown:
    """Return what a fixture wants."""
    result = fixture["RESULT"]
    if "CITATIONS" in fixture:
        result = "\n".join(re.sub(r"^(>>|\.\.)\[\d+\] ?", "", line) for line in result.split("\n"))
    reader = Expected()
    reader.feed(result)
    reader.close()
    return collapsed(reader.shown)


def collapsed(shown: Shown) -> Shown:
    """Return characters with white space as single spaces that are not set in any way."""
    out: Shown = []
    for sign, look in shown:
        if sign in " \n\t\r\f":
            if out and out[-1][0] != " ":
                out.append((" ", ""))
        else:
            out.append((sign, look))
    while out and out[-1][0] == " ":
        out.pop()
    return out


# --- what the processor gives ----------------------------------------------------------------------------------------


def flat(inlines: document.Inlines, look: frozenset[str] = frozenset()) -> Shown:
    """Return inlines as characters and how they are set."""
    out: Shown = []
    for inline in inlines:
        match inline:
            case document.Text():
                out.extend((sign, " ".join(sorted(look))) for sign in inline.text)
            case document.Emphasis():
                out.extend(flat(inline.content, look ^ {"i"}))
            case document.Strong():
                out.extend(flat(inline.content, look ^ {"b"}))
            case document.SmallCaps():
                out.extend(flat(inline.content, look | {"sc"}))
            case document.Underline():
                out.extend(flat(inline.content, look | {"u"}))
            case document.Superscript():
                out.extend(flat(inline.content, look | {"sup"}))
            case document.Subscript():
                out.extend(flat(inline.content, look | {"sub"}))
            case document.Link():
                out.extend(flat(inline.content, look))
            case _:
                raise TypeError(inline)
    return out


def given(fixture: dict[str, Any]) -> Shown:
    """Return what the processor makes of a fixture."""
    style = load_style(fixture["CSL"])
    short = fixture.get("ABBREVIATIONS", {}).get("default", {})
    items = {
        key: csl_json.citation({**abbreviated(item, short), "id": key})
        for item in fixture["INPUT"]
        for key in [identity(item)]
    }
    processor = CitationProcessor(style, items)
    state = processor.read_clusters(
        clusters(fixture), uncited=() if "CITATIONS" in fixture else tuple(items)
    )
    if (
        "CITATIONS" not in fixture
        and "CITATION-ITEMS" not in fixture
        and fixture["MODE"] == "citation"
    ):
        together = tuple(
            csl_json.cite({"id": key}) for key in state.order
        )  # as the suite's own harness does
        state = processor.read_clusters([NoteCluster(together, 0)])
    state = forced(fixture, state)
    if fixture["MODE"] == "bibliography":
        return collapsed(
            [
                pair
                for key in listed(fixture, state)
                for pair in [*entry(processor, key, state), ("\n", "")]
            ]
        )
    shown = []
    for index in range(len(state.clusters)):
        runs = processor.render_note_runs(index, state)
        inlines = to_inlines(runs) if has_text(runs) else (document.Text(NO_FORM),)
        shown.extend([*flat(inlines), ("\n", "")])
    return collapsed(shown)


_BEFORE: dict[int, tuple[str, ...] | None] = {}


def entry(processor: CitationProcessor, key: str, state: CitationState) -> Shown:
    """Return one entry of the list of sources."""
    runs, _BEFORE[id(state)] = processor.render_entry(
        key, state, _BEFORE.get(id(state)), lambda: [Run(NO_FORM)]
    )
    shown = flat(to_inlines(runs))
    return [] if text(shown) == NO_FORM else shown


def abbreviated(item: dict[str, Any], lists: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Return an item with the short forms that a fixture lists beside it."""
    made = dict(item)
    for name, forms in lists.items():
        value = item.get(name)
        if isinstance(value, str) and value in forms:
            made.setdefault(f"{name}-short", forms[value])
    return made


def listed(fixture: dict[str, Any], state: CitationState) -> list[str]:
    """Return the sources to list: all, or those that BIBENTRIES and BIBSECTION leave."""
    _BEFORE.clear()
    entries = fixture.get("BIBENTRIES")
    keys = [
        key for key in state.order if entries is None or key in {str(name) for name in entries[-1]}
    ]
    section, items = fixture.get("BIBSECTION"), {identity(item): item for item in fixture["INPUT"]}
    if not section:
        return keys
    return [key for key in keys if selected(items[key], section)]


def selected(item: dict[str, Any], section: dict[str, list[dict[str, str]]]) -> bool:
    """Return whether a section of the list of sources has an item: select all, include any, exclude none, quash all."""

    def hit(test: dict[str, str]) -> bool:
        value = item.get(test["field"])
        return (
            test["value"] in value if isinstance(value, list) else str(value or "") == test["value"]
        )

    if section.get("include") and not any(map(hit, section["include"])):
        return False
    if section.get("select") and not all(map(hit, section["select"])):
        return False
    if section.get("exclude") and any(map(hit, section["exclude"])):
        return False
    return not (section.get("quash") and all(map(hit, section["quash"])))


def identity(item: dict[str, Any]) -> str:
    """Return the id of an item; one fixture item in a hundred has none."""
    return str(item.get("id", ""))


def forced(fixture: dict[str, Any], state: CitationState) -> CitationState:
    """Return the state with the positions that a fixture sets by hand (0 first, 1 subsequent, 2 and 3 ibid)."""
    rows = fixture.get("CITATION-ITEMS")
    if not rows:
        return state
    names = (Position.FIRST, Position.SUBSEQUENT, Position.IBID, Position.IBID_WITH_LOCATOR)
    wanted = {
        (str(item["id"]), index): names[int(item["position"])]
        for index, row in enumerate(rows)
        for item in row
        if "position" in item
    }
    cites = tuple(
        tuple(
            replace(cite, position=wanted.get((cite.item.key, index), cite.position))
            for cite in row
        )
        for index, row in enumerate(state.cites)
    )
    return replace(state, cites=cites)


def clusters(fixture: dict[str, Any]) -> list[NoteCluster]:
    """Return the clusters of a fixture in the order of its document."""
    if "CITATIONS" in fixture:
        return from_citations(fixture["CITATIONS"])
    rows = fixture.get("CITATION-ITEMS") or [[{"id": identity(item)} for item in fixture["INPUT"]]]
    if "CITATION-ITEMS" not in fixture and fixture["MODE"] == "bibliography":
        return [
            NoteCluster((csl_json.cite({"id": identity(item)}),), number)
            for number, item in enumerate(fixture["INPUT"], 1)
        ]
    return [NoteCluster(tuple(csl_json.cite(item) for item in row), 0) for row in rows]


def from_citations(citations: list[Any]) -> list[NoteCluster]:
    """Return the clusters of the final state of a document that was edited step by step."""
    known = {step[0]["citationID"]: step[0] for step in citations}
    last, before, after = citations[-1]
    order = [*before, [last["citationID"], last.get("properties", {}).get("noteIndex", 0)], *after]
    made = []
    for name, note in order:
        items = tuple(csl_json.cite(item) for item in known[name]["citationItems"])
        made.append(NoteCluster(items, int(note)))
    return made


# --- the count -------------------------------------------------------------------------------------------------------


def passes(fixture: dict[str, Any]) -> bool:
    """Return whether a fixture is met, run by run."""
    try:
        return given(fixture) == expected(fixture)
    except Exception:  # noqa: BLE001 - a fault in one fixture must not hide the others
        return False


def speaks(fixture: dict[str, Any]) -> bool:
    """Return whether the terms of a fixture's language are here; those beside English come with citeproc-py."""
    return not CitationProcessor(load_style(fixture["CSL"]), {}).problems


def text(shown: Shown) -> str:
    """Return characters with signs where their setting changes."""
    out, look = "", ""
    for sign, here in shown:
        if here != look and sign != " ":
            out += f"{{{here}}}"
            look = here
        out += sign
    return out


@dataclass
class Count:
    """What a run over the fixtures came to."""

    total: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)
    """Those that passed."""
    foreign: set[str] = field(default_factory=set)
    """Those that failed in a language whose terms are not here."""
    seconds: float = 0


def run(fixtures: list[dict[str, Any]]) -> Count:
    """Return how many fixtures passed, by area, the part of a name before its underscore."""
    count = Count()
    start = time.perf_counter()
    for fixture in fixtures:
        name = fixture["NAME"]
        area = name.split("_")[0]
        count.total[area] += 1
        if passes(fixture):
            count.passed[area] += 1
            count.names.add(name)
        elif not speaks(fixture):
            count.foreign.add(name)
    count.seconds = time.perf_counter() - start
    return count


def lost(fixtures: list[dict[str, Any]], count: Count) -> list[str]:
    """Return the fixtures that passed before and do not now."""
    known = {fixture["NAME"] for fixture in fixtures}
    return sorted((once_passed() & known) - count.names - count.foreign)


def once_passed() -> set[str]:
    """Return the fixtures that passed before."""
    return set(PASSING.read_text(encoding="utf-8").split()) if PASSING.is_file() else set()


def show(fixtures: list[dict[str, Any]], names: list[str]) -> None:
    """Print what fixtures want and get."""
    for fixture in fixtures:
        if fixture["NAME"] in names:
            print(fixture["NAME"])
            print("  wanted", text(expected(fixture)))
            print("  given ", text(given(fixture)))


def report(count: Count) -> None:
    """Print the count."""
    for area in sorted(count.total):
        failed = count.total[area] - count.passed[area]
        print(f"{area:<16} passed {count.passed[area]:>4}   failed {failed:>3}")
    passed, total = sum(count.passed.values()), sum(count.total.values())
    print(
        f"{'all':<16} passed {passed:>4}   failed {total - passed:>3}   of {total} in {count.seconds:.1f} s"
    )
    if count.foreign:
        print(
            f"{len(count.foreign)} of the failed need terms of other languages, which citeproc-py brings"
        )


def main(arguments: list[str]) -> int:
    """Run all fixtures; 1 when one that passed before does not."""
    if arguments and not arguments[0].startswith("--"):
        os.environ["CSL_FIXTURES"] = arguments.pop(0)
    if not fixtures_path().is_file():
        print(f"{fixtures_path()} is not there; CSL_FIXTURES names the file of fixtures")
        return 0
    fixtures = json.loads(fixtures_path().read_text(encoding="utf-8"))
    if "--show" in arguments:
        show(fixtures, arguments[arguments.index("--show") + 1 :])
        return 0
    count = run(fixtures)
    report(count)
    if missing := lost(fixtures, count):
        print("no longer passing: " + ", ".join(missing))
    if "--accept" in arguments:
        names = sorted(once_passed() | count.names)
        PASSING.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
