"""A fault of YAML is taken out and told, and what is behind it is found in the same run."""

import pytest

from threadbrief.core.problems import BriefError
from threadbrief.read import read_brief

HEAD = 'schema: threadbrief/1\nmemo: {to: A, from: B, date: "2031-03-14", subject: S}\n'


def told(text: str) -> list[str]:
    with pytest.raises(BriefError) as caught:
        read_brief(text.encode(), "memo.yaml")
    return [f"{p.where.line}:{p.where.column} {p.code}" for p in caught.value.problems if p.where]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("  - text: @ada says", "4:11 TB111"),
        ("  - text: `so`", "4:11 TB111"),
        ("  - text: *bold* words", "4:11 TB111"),
        ("  - text: [@log] So", "4:11 TB111"),
        ("  - text: Ice: on the rails", "4:14 TB112"),
        ('  - text: "Ice" on the rails', "4:17 TB113"),
        ('  - text: "C:\\data"', "4:14 TB115"),
        ("  - text: Ice\n  \t date: 2031-03-14", "5:3 TB110"),
    ],
)
def test_what_is_behind_a_fault_is_found(line: str, place: str) -> None:
    after = 4 + line.count("\n") + 1
    text = f"{HEAD}posts:\n{line}\n  - text: Snow\n    dat: 2031-03-14\n  - text: %\n"
    assert told(text) == [place, f"{after + 1}:5 TB202", f"{after + 2}:11 TB111"]


def test_what_else_a_line_at_fault_holds_is_passed_over() -> None:
    text = f"{HEAD}posts:\n  - text: Ice\n    date: @monday\n    url: [x] y\n"
    assert told(text) == ["5:11 TB111", "6:10 TB111"]


def test_there_is_an_end_to_it() -> None:
    text = f"{HEAD}posts:\n" + "  - text: @ada\n" * 100
    assert told(text) == [f"{line}:11 TB111" for line in range(4, 24)]


def test_a_fault_that_nobody_can_take_out_is_the_last() -> None:
    text = f'{HEAD}posts:\n  - text: @ada\n  - text: "Ice\n  - text: @bob\n'
    assert told(text) == ["4:11 TB111", "5:11 TB114"]
