"""Reference files as a person meets them: `threadbrief check`, `build` and `sources`."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HEAD = """\
schema: threadbrief/1
memo: {to: A, from: B, date: 2031-03-14, subject: Ice, summary: "%s"}
sources: %s
citations:
  own: {type: book, title: Own}
posts:
- text: Ice [@own].
"""
ICE = '{"id": "ice", "type": "webpage", "title": "Ice", "URL": "%s", "accessed": {"date-parts": [[2031, 3, 14]]}}'
GOOD = f'[{ICE % "https://x.example/"},\n {{"id": "other", "type": "book", "title": "Other"}}]'


@pytest.fixture
def memo(folder: Path) -> Callable[..., None]:
    """Put a memo with this summary and these reference files into the folder."""

    def put(summary: str = "So [@ice].", named: str = "[refs.json]", **files: str) -> None:
        (folder / "memo.yaml").write_text(HEAD % (summary, named), encoding="utf-8")
        for name, text in files.items():
            (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")

    return put


def first_lines(err: str) -> list[str]:
    return [line for line in err.splitlines() if ": error " in line or ": warning " in line]


def test_sources_beside_the_memo_are_cited(
    threadbrief: Callable, memo: Callable, folder: Path
) -> None:
    memo(refs_json=GOOD)
    assert threadbrief("check", "memo.yaml").err == ""
    assert threadbrief("build", "memo.yaml", "--to", "docx").status == 0
    assert (folder / "memo.docx").is_file()


def test_a_key_in_two_places_names_both(threadbrief: Callable, memo: Callable) -> None:
    memo(
        named="[refs.json, refs.ris]",
        refs_json=GOOD.replace("other", "own"),
        refs_ris="TY  - BOOK\nID  - ice\nER  -\n",
    )
    result = threadbrief("check", "memo.yaml")
    assert result.status == 1
    assert first_lines(result.err) == [
        'refs.json:2:2: error TB251: the key "own" stands in memo.yaml:5 and in refs.json:2',
        'refs.ris:1:1: error TB251: the key "ice" stands in refs.json:1 and in refs.ris:1',
    ]
    assert '    2 |  {"id": "own", "type": "book", "title": "Other"}]' in result.err


def test_a_key_that_is_a_post_or_the_thread(threadbrief: Callable, memo: Callable) -> None:
    memo(refs_json='[{"id": "p1", "title": "T"}, {"id": "thread", "title": "T"}]', summary="So.")
    assert first_lines(threadbrief("check", "memo.yaml").err) == [
        'refs.json:1:2: error TB251: the key "p1" stands in memo.yaml:7 and in refs.json:1',
        'refs.json:1:30: error TB251: the key "thread" stands for the memo itself',
    ]


def test_what_is_wrong_with_a_source_is_said_when_it_is_cited(
    threadbrief: Callable, memo: Callable
) -> None:
    bad = f"[{ICE % 'www.x.example'}]"
    memo(refs_json=bad)
    message = 'refs.json:1:58: warning TB256: URL of "ice" must be an http or https address, not "www.x.example"'
    assert first_lines(threadbrief("check", "memo.yaml").err)[0].startswith(message)
    assert threadbrief("check", "memo.yaml", "--strict").status == 1
    memo(summary="So [@own].", refs_json=bad)
    assert threadbrief("check", "memo.yaml").err == ""


def test_an_unknown_key_finds_the_nearest_in_the_file(
    threadbrief: Callable, memo: Callable
) -> None:
    memo(summary="So [@othr].", refs_json=GOOD)
    result = threadbrief("check", "memo.yaml")
    assert 'error TB204: the summary cites "othr", which no citation defines' in result.err
    assert 'did you mean "other"?' in result.err


def test_a_broken_file_is_one_error_and_not_one_for_each_mark(
    threadbrief: Callable, memo: Callable
) -> None:
    memo(refs_json=GOOD[:50])
    assert first_lines(threadbrief("check", "memo.yaml").err) == [
        "refs.json:1:51: error TB254: this is not JSON: it ends too early"
    ]


@pytest.mark.parametrize(
    ("named", "message"),
    [
        (
            "[gone.json]",
            'memo.yaml:3:11: error TB301: "gone.json" cannot be read: no such file or directory',
        ),
        (
            "[../refs.json]",
            'memo.yaml:3:11: error TB302: "../refs.json" lies outside the folder of the memo',
        ),
        (
            "[/etc/refs.json]",
            'memo.yaml:3:11: error TB302: "/etc/refs.json" lies outside the folder of the memo',
        ),
        (
            "refs.docx",
            'memo.yaml:3:10: error TB252: "refs.docx" is no kind of reference file that is read',
        ),
        (
            "[refs.json, refs.json]",
            'memo.yaml:3:22: error TB250: "refs.json" is named twice; first in line 3',
        ),
        ("{a: b}", "memo.yaml:3:10: error TB205: sources must be a list, but here is a mapping"),
    ],
)
def test_names_that_cannot_be_used(
    threadbrief: Callable, memo: Callable, named: str, message: str
) -> None:
    memo(named=named, summary="So.", refs_json=GOOD, refs_docx="x")
    assert first_lines(threadbrief("check", "memo.yaml").err) == [message]


def test_the_folder_can_be_left_when_that_is_allowed(
    threadbrief: Callable, memo: Callable, folder: Path
) -> None:
    memo(named="../outside.json")
    (folder.parent / "outside.json").write_text(GOOD, encoding="utf-8")
    assert threadbrief("check", "memo.yaml").status == 1
    assert threadbrief("check", "memo.yaml", "--allow-outside").err == ""


def test_warnings_of_a_file_can_be_switched_off(
    threadbrief: Callable, memo: Callable, folder: Path
) -> None:
    memo(refs_json=GOOD.replace('"title": "Other"', '"bogus": 1, "title": "Other"'))
    assert "warning TB257" in threadbrief("check", "memo.yaml").err
    with (folder / "memo.yaml").open("a", encoding="utf-8") as file:
        file.write("checks: {TB257: off}\n")
    assert threadbrief("check", "memo.yaml").err == ""


def test_bibtex_without_its_package(
    threadbrief: Callable, memo: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    memo(named="refs.bib", refs_bib="@misc{ice, title={Ice}}")
    assert threadbrief("check", "memo.yaml").err == ""
    for name in [
        name
        for name in sys.modules
        if name.startswith(("threadbrief.references.bibtex", "bibtexparser."))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "bibtexparser", None)
    err = threadbrief("check", "memo.yaml").err
    assert 'memo.yaml:3:10: error TB253: "refs.bib" is BibTeX' in err
    assert 'pip install "threadbrief[references]"' in err


# --- sources ---


def test_json_goes_to_standard_output(threadbrief: Callable, memo: Callable) -> None:
    memo(refs_json=GOOD)
    result = threadbrief("sources", "memo.yaml")
    assert (result.status, result.err) == (0, "")
    assert [item["id"] for item in json.loads(result.out)] == ["own", "ice", "other"]
    assert json.loads(result.out)[1:] == json.loads(GOOD)
    cited = threadbrief("sources", "memo.yaml", "--cited")
    assert [item["id"] for item in json.loads(cited.out)] == ["own", "ice"]


def test_the_suffix_says_the_format(threadbrief: Callable, memo: Callable, folder: Path) -> None:
    memo(refs_json=GOOD)
    assert threadbrief("sources", "memo.yaml", "-o", "out.bib").out == "out.bib\n"
    assert (
        (folder / "out.bib")
        .read_text(encoding="utf-8")
        .startswith("@book{own,\n  title = {Own},\n}\n")
    )
    assert threadbrief("sources", "memo.yaml", "-o", "out.ris").status == 0
    assert (
        (folder / "out.ris")
        .read_text(encoding="utf-8")
        .startswith("TY  - BOOK\nID  - own\nTI  - Own\nER  - \n")
    )
    assert threadbrief("sources", "memo.yaml", "--to", "ris", "-o", "-").out.startswith(
        "TY  - BOOK"
    )


def test_a_file_in_the_way_stays(threadbrief: Callable, memo: Callable, folder: Path) -> None:
    memo(refs_json=GOOD)
    result = threadbrief("sources", "memo.yaml", "-o", "refs.json")
    assert result.status == 1
    assert "error TB803" in result.err
    assert (folder / "refs.json").read_text(encoding="utf-8") == GOOD
    assert threadbrief("sources", "memo.yaml", "-o", "refs.json", "--force").status == 0


def test_what_a_format_has_no_place_for_is_named(threadbrief: Callable, memo: Callable) -> None:
    memo(refs_json='[{"id": "ice", "title": "Ice", "dimensions": "1 m"}]')
    assert (
        "warning TB350: ris has no place for: dimensions"
        in threadbrief("sources", "memo.yaml", "--to", "ris").err
    )
    assert threadbrief("sources", "memo.yaml", "--to", "ris", "--strict").status == 1
    assert "TB350" not in threadbrief("sources", "memo.yaml").err


def test_a_memo_with_errors_gives_nothing(threadbrief: Callable, memo: Callable) -> None:
    memo(summary="So [@nobody].", refs_json=GOOD)
    result = threadbrief("sources", "memo.yaml")
    assert (result.status, result.out) == (1, "")
    assert "TB204" in result.err


def test_a_memo_without_reference_files_loads_no_reader_of_them(python: Callable) -> None:
    code = (
        "import sys\nfrom threadbrief.cli.main import commands\n"
        "commands.main(['check', 'memo.yaml'], standalone_mode=False)\n"
        "print(*(name for name in sys.modules if 'references.' in name and 'read.' not in name or "
        "'bibtex' in name))"
    )
    result = python(code)
    assert (result.status, result.out) == (0, "\n")
