"""Codes of problems: one meaning each, and a line each in the documentation."""

import re
from collections import defaultdict
from pathlib import Path

from threadbrief.core.problems import SILENCEABLE

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "threadbrief"
SHARED = {
    "TB102": {"read", "files"},
    "TB204": {"read", "cli"},
    "TB301": {"read", "beside"},
    "TB802": {"files", "cli"},
    "TB803": {"origin", "cli"},
    "TB999": {"batch", "cli"},
}
"""Codes that two rooms give: the same fault, met at two places (TB204 is the example in a help text)."""


def codes() -> dict[str, set[str]]:
    """The rooms that give each code."""
    found = defaultdict(set)
    for path in PACKAGE.rglob("*.py"):
        for code in re.findall(r"\bTB\d{3}\b", path.read_text(encoding="utf-8")):
            found[code].add(path.relative_to(PACKAGE).with_suffix("").parts[0])
    return found


def test_a_code_is_given_by_one_room() -> None:
    assert {code: rooms for code, rooms in codes().items() if len(rooms) > 1} == SHARED


def test_a_memo_can_switch_off_every_warning() -> None:
    page = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    warnings = re.findall(r"^\| (TB\d{3}) \| Warning", page, flags=re.MULTILINE)
    assert set(warnings) <= set(SILENCEABLE)


def test_the_page_lists_every_code_and_no_other() -> None:
    page = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| (TB\d{3}) \|", page, flags=re.MULTILINE)
    assert sorted(listed) == sorted(set(listed))
    assert set(listed) == set(codes())
