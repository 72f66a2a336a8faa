"""The standard fixtures, where they are at hand: none may be lost, and 97 of 100 must be met."""

import json
from collections.abc import Callable

import suite


def test_no_fixture_is_lost(missing_tool: Callable[[str], None]) -> None:
    path = suite.fixtures_path()
    if not path.is_file():
        missing_tool("the file of fixtures for CSL processors (CSL_FIXTURES)")
    fixtures = json.loads(path.read_text(encoding="utf-8"))
    count = suite.run(fixtures)
    assert not suite.lost(fixtures, count)
    if {fixture["NAME"] for fixture in fixtures} == suite.once_passed() | (
        {fixture["NAME"] for fixture in fixtures} - count.names - count.foreign
    ):
        assert len(count.names) + len(count.foreign) >= 0.97 * len(fixtures)
