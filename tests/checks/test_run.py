"""What the specimens do not show: sources of reference files, and how many warnings are too many."""

from threadbrief.checks import run_checks
from threadbrief.checks.run import MAX_OF_ONE_CODE
from threadbrief.core.problems import Location
from threadbrief.core.structs import replace
from threadbrief.model.brief import Brief
from threadbrief.read import read_brief

HEAD = "schema: threadbrief/1\nmemo: {to: A, from: B, date: 2031-03-14, subject: S}\n"


def brief_of(text: str) -> Brief:
    return read_brief((HEAD + text).encode(), "memo.yaml")[0]


def test_a_reference_file_may_hold_more_than_the_memo_cites() -> None:
    brief = brief_of(
        "posts: [{text: so}]\ncitations: {a: {type: book, title: T, URL: 'https://a.example/'}}\n"
    )
    assert [problem.code for problem in run_checks(brief)] == ["TB311", "TB312"]
    other = {"a": replace(brief.citations["a"], where=Location("library.bib", 1, 1))}
    assert run_checks(replace(brief, citations=other)) == ()


def test_many_alike_are_counted() -> None:
    posts = "".join(f"  - text: so says @reader{number}\n" for number in range(MAX_OF_ONE_CODE + 5))
    told = run_checks(brief_of(f"posts:\n{posts}"))
    assert [problem.code for problem in told] == ["TB315"] * MAX_OF_ONE_CODE
    assert told[-1].message == "@reader19 is not under people; and 5 more like this"
