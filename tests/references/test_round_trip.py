"""What is read is written again, and what is written is read again: by us, by Pandoc, and by other libraries."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from threadbrief.core.problems import Location
from threadbrief.model.brief import Citation, Ref
from threadbrief.read.reference_files import ReferenceFile
from threadbrief.references import read_references
from threadbrief.references.csl_json import write_csl_json
from threadbrief.references.ris import write_ris
from threadbrief.references.write_bibtex import write_bibtex

HERE = Location("memo.yaml", 1, 1)
DATA = Path(__file__).parents[1] / "data" / "references"
ITEMS: list[dict[str, Any]] = json.loads((DATA / "items.json").read_text(encoding="utf-8"))
BEYOND: list[dict[str, Any]] = json.loads((DATA / "only-csl-json.json").read_text(encoding="utf-8"))
"""Every type, and what only CSL-JSON keeps."""


def read(name: str, data: bytes) -> ReferenceFile:
    return read_references(data, name, Ref(name, HERE))


def items(found: ReferenceFile) -> list[dict[str, Any]]:
    """What a file holds, as CSL-JSON."""
    made: list[dict[str, Any]] = json.loads(write_csl_json(found.citations.values()))
    return made


def citations(source: list[dict[str, Any]]) -> tuple[Citation, ...]:
    found = read("r.json", json.dumps(source).encode())
    assert not found.problems
    assert not found.doubts
    return tuple(found.citations.values())


def test_csl_json_comes_back_the_same() -> None:
    source = [*ITEMS, *BEYOND]
    assert items(read("r.json", write_csl_json(citations(source)))) == source


def test_what_is_ours_stays_in_csl_json() -> None:
    ours = {"archived": [{"url": "https://a.example/", "service": "S", "date": "2031-03-14"}], "short": "Ice",
            "descriptor": "d", "reliability": "B2", "access": "subscription", "verify": ["title"]}  # fmt: skip
    source = [
        {
            "id": "a",
            "type": "webpage",
            "title": "T",
            "custom": {"handle": "@x", "threadbrief": ours},
        }
    ]
    (citation,) = citations(source)
    assert citation.archived[0].service == "S"
    assert (citation.short, citation.verify, citation.custom) == (
        "Ice",
        ("title",),
        {"handle": "@x"},
    )
    assert items(read("r.json", write_csl_json([citation]))) == source


def without_sections(source: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in item.items() if key != "section"} for item in source]


def test_bibtex_comes_back_the_same() -> None:
    written = write_bibtex(citations(ITEMS))
    found = read("r.bib", written.data())
    assert list(written.unmapped) == ["section"]
    assert items(found) == without_sections(ITEMS)
    assert not found.problems
    assert sorted(write_bibtex(found.citations.values()).lines) == sorted(written.lines)


def test_ris_comes_back_the_same() -> None:
    written = write_ris(citations(ITEMS))
    found = read("r.ris", written.data())
    assert not written.unmapped
    again = write_ris(found.citations.values())
    assert sorted(again.lines) == sorted(written.lines)
    assert not found.problems
    first, *_ = items(found)
    assert first["author"][1] == {"family": "van der Berg", "given": "Hans", "suffix": "Jr."}
    assert first["issued"] == ITEMS[0]["issued"]
    assert [item["type"] for item in items(found)] == [item["type"] for item in ITEMS]


def test_other_libraries_read_what_is_written() -> None:
    sources = citations(ITEMS)
    library = bibtexparser.parse_string(write_bibtex(sources).data().decode())
    assert [entry.key for entry in library.entries] == [source.id for source in sources]
    assert not library.failed_blocks
    assert library.entries[0]["journaltitle"] == "Journal of Ports"
    records = rispy.loads(write_ris(sources).data().decode())
    assert [record["id"] for record in records] == [source.id for source in sources]
    assert records[0]["authors"] == [
        "Vesa, Ilmari",
        "van der Berg, Hans, Jr.",
        "Port and Harbour Authority North",
    ]
    assert records[0]["keywords"] == ["ice", "rails"]
    assert records[0]["urls"] == [ITEMS[0]["URL"]]


def pandoc(tool: Callable[[str], str], form: str, data: bytes) -> dict[str, dict[str, Any]]:
    done = subprocess.run(
        [tool("pandoc"), "-f", form, "-t", "csljson"], input=data, capture_output=True, check=True
    )
    return {item["id"]: item for item in json.loads(done.stdout)}


@pytest.mark.parametrize("key", [item["id"] for item in ITEMS])
def test_pandoc_reads_our_bibtex_as_we_do(tool: Callable[[str], str], key: str) -> None:
    theirs = pandoc(tool, "biblatex", write_bibtex(citations(ITEMS)).data())[key]
    (item,) = (item for item in ITEMS if item["id"] == key)
    same = (
        "type",
        "volume",
        "issue",
        "page",
        "DOI",
        "URL",
        "ISSN",
        "ISBN",
        "edition",
        "issued",
        "accessed",
    )
    told = {
        name: item[name] for name in same if name in item and item[name] != {"literal": "in press"}
    }
    if told["type"] == "document":
        told["type"] = theirs.get("type")  # Pandoc gives @misc no type, or this one, by its version
    assert {name: _plain(theirs.get(name)) for name in told} == told
    assert _letters(theirs["title"]) == _letters(item["title"])
    for role in {"author", "editor", "translator"} & item.keys():
        assert [_name(name) for name in theirs[role]] == [_name(name) for name in item[role]]


def _plain(value: object) -> object:
    """A value of Pandoc's as we write it: a page range with a hyphen, parts of dates as numbers."""
    if isinstance(value, str):
        return value.replace("–", "-")
    return value if not isinstance(value, int) else str(value)


def _letters(title: str) -> str:
    """A title without tags and letter case: Pandoc takes English titles out of title case."""
    return "".join(
        c for c in title.replace('<span class="nocase">', "").casefold() if c.isalnum()
    ).replace("span", "")


def _name(name: dict[str, str]) -> str:
    """A name in one string: Pandoc files `van der` as a particle that drops."""
    particle = name.get("non-dropping-particle") or name.get("dropping-particle") or ""
    return f"{name.get('given', '')}|{particle}|{name.get('family') or name.get('literal')}|{name.get('suffix', '')}"


def test_we_read_what_pandoc_writes(tool: Callable[[str], str]) -> None:
    yaml = subprocess.run(
        [tool("pandoc"), "-s", "-f", "csljson", "-t", "markdown"],
        input=json.dumps(ITEMS).encode(), capture_output=True, check=True,
    ).stdout  # fmt: skip
    found = read("r.yaml", yaml)
    assert not found.doubts
    by_id = {item["id"]: item for item in items(found)}
    for item in ITEMS:
        again = by_id[item["id"]]
        assert again["title"].replace("\u2019", "'") == item["title"]
        assert {
            name: again.get(name) for name in ("type", "DOI", "URL", "author", "issued", "accessed")
        } == {
            name: item.get(name) for name in ("type", "DOI", "URL", "author", "issued", "accessed")
        }


# --- any text ---

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")),
    min_size=1,
    max_size=12,
)


@given(TEXT, TEXT, TEXT)
def test_any_title_and_name_come_back(title: str, family: str, given_name: str) -> None:
    source = [
        {
            "id": "a",
            "type": "book",
            "title": title,
            "author": [{"family": family, "given": given_name}],
        }
    ]
    (citation,) = citations(source)
    assert items(read("r.json", write_csl_json([citation]))) == source
    (again,) = read("r.bib", write_bibtex([citation]).data()).citations.values()
    assert again.names["author"][0].family is not None
    assert read("r.ris", write_ris([citation]).data()).citations["a"].type == "book"
