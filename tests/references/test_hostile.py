"""A stranger's reference files: nothing runs, nothing recurses, nothing is read but the file, and time is bounded."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadbrief.core.problems import BriefError, Location
from threadbrief.model.brief import Ref
from threadbrief.read.reference_files import ReferenceFile
from threadbrief.references import nodes, read_references
from threadbrief.references.latex import convert_latex

DEEP = 100_000


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("r.json", "[" * DEEP),
        ("r.json", '{"a":' * DEEP),
        ("r.yaml", "[" * 1000),
        ("r.json", '[{"id": "a", "custom": ' + "[" * 60 + "]" * 60 + "}]" + "]" * 9),
    ],
)
def test_depth_is_bounded(refused: Callable[..., list[str]], name: str, text: str) -> None:
    assert len(refused(name, text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "@misc{a, title={" + "{" * DEEP,
        "@misc{a, title={" + "{" * DEEP + "}" * DEEP + "}}",
        "@misc{a, title=" + '"' * DEEP,
        "@misc{a, title={" + r"\emph{" * 5000 + "}" * 5000 + "}}",
        "@misc{a, title={" + "$" * 30_000 + "}}",
        "@misc{a, title={" + r"\begin{x}" * 5000 + "}}",
        "@misc{a, author={" + "x and " * 20_000 + "y}}",
        "@misc{a, author={" + "," * 4000 + "}}",
        "@misc{a, title=" + "{a} # " * DEEP + "{b}}",
        "@misc{a, crossref={a}, xdata={a}}",
        "@misc{a, crossref={b}}\n@misc{b, crossref={a}}",
        "@" * DEEP,
        "@a{" * 10_000,
    ],
    ids=range(13),
)
def test_bibtex_that_is_made_to_hurt(text: str) -> None:
    try:
        read_references(text.encode(), "r.bib", Ref("r.bib", Location("m", 1, 1)))
    except BriefError as fault:
        assert fault.problems  # noqa: PT017 - either will do


def test_strings_that_grow_are_stopped(refused: Callable[..., list[str]]) -> None:
    lines = [
        "@string{s0 = {aaaaaaaaaaaaaaaa}}",
        *(f"@string{{s{n} = s{n - 1} # s{n - 1}}}" for n in range(1, 60)),
    ]
    (message,) = refused("r.bib", "\n".join([*lines, "@misc{a, title = s59}"]))
    assert "TB255: a reference file may hold at most 1,048,576 characters in a value" in message


def test_latex_reads_no_file_and_runs_nothing() -> None:
    for command in (
        r"\input{/etc/passwd}",
        r"\include{/etc/passwd}",
        r"\write18{ls}",
        r"\openin5=/etc/passwd",
    ):
        assert "root" not in convert_latex(f"a {command} b")[0]


def test_more_sources_than_a_file_may_hold(
    refused: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert nodes.MAX_ENTRIES == 100_000
    for room in ("reader", "ris", "bibtex"):
        monkeypatch.setattr(f"threadbrief.references.{room}.MAX_ENTRIES", 3)
    items = json.dumps([{"id": f"k{n}", "title": "T"} for n in range(4)])
    said = "a reference file may hold at most 3 sources"
    assert said in refused("r.json", items)[0]
    assert said in refused("r.bib", "@misc{a, title={T}}\n" * 4)[0]
    assert said in refused("r.ris", "TY  - BOOK\nER  -\n" * 4)[0]


def test_a_file_that_is_too_large(refused: Callable[..., list[str]]) -> None:
    assert "TB102" in refused("r.json", b" " * (32 * 1024 * 1024 + 1))[0]


def test_a_thousand_faults_in_one_item(read: Callable[..., ReferenceFile]) -> None:
    authors = [{"family": "V", "bad": 1}] * 3000
    found = read(
        "r.json",
        json.dumps([{"id": "a", "title": "T", "author": authors}, {"id": "b", "title": "T"}]),
    )
    assert "b" in found.citations


PIECES = st.sampled_from(
    ["@", "{", "}", '"', "book", ",", "=", "#", "\n", "\\", "$", "%", "a", " and ", "title", "TY  - JOUR\n", "ER  - \n",
     "AU  - x, y\n", "[", "]", ":", '"id"', '"a"', "- ", "id: ", "type: ", "author", "\t", "\u202e", "\\emph", "~", "^"]
)  # fmt: skip


@pytest.mark.parametrize("suffix", [".json", ".yaml", ".bib", ".ris"])
@given(pieces=st.lists(PIECES, max_size=40))
def test_any_file_is_read_or_refused(suffix: str, pieces: list[str]) -> None:
    name = f"r{suffix}"
    try:
        found = read_references(
            "".join(pieces).encode(), name, Ref(name, Location("memo.yaml", 1, 1))
        )
    except BriefError as fault:
        assert all(problem.where is not None for problem in fault.problems)  # noqa: PT017 - either will do
    else:
        assert all(citation.where is not None for citation in found.citations.values())
