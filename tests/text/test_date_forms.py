"""Dates in words: a table that a person can read, the same dates by ICU, and which form a tag gets."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from threadbrief.text.date_data import DATES
from threadbrief.text.date_forms import find_date_form, is_day_pattern

RLM = "\u200f"
GOLDEN = Path(__file__).with_name("dates.golden")
TAGS = [tag for line in DATES.strip().splitlines() for tag in line.partition("|")[0].split()]
ICU = """
const moment = new Date(Date.UTC(2020, 5, 20));
const format = (tag, options) => new Intl.DateTimeFormat(tag, {
  ...options, calendar: 'gregory', numberingSystem: 'latn', timeZone: 'UTC',
}).format(moment);
const forms = {};
for (const tag of JSON.parse(process.argv[1])) {
  forms[tag] = [format(tag, {dateStyle: 'long'}), format(tag, {year: 'numeric', month: 'long'})];
}
console.log(JSON.stringify(forms));
"""
"""The day and the month by the ICU of Node, which has CLDR's data of its own."""


def write(tag: str) -> str:
    form = find_date_form(tag)
    assert form is not None
    dates = (form.format_date(2020, 6, 20), form.format_date(2020, 6), form.format_date(2020))
    return " | ".join((tag, *dates)).replace(RLM, "")


def test_every_language_writes_a_day_a_month_and_a_year(request: pytest.FixtureRequest) -> None:
    table = "".join(f"{write(tag)}\n" for tag in TAGS if "-" not in tag)
    if request.config.getoption("--accept"):
        GOLDEN.write_text(table, encoding="utf-8")
    assert table == GOLDEN.read_text(encoding="utf-8")


def test_icu_writes_the_same_in_every_language(tool: Callable[[str], str]) -> None:
    command = [tool("node"), "-e", ICU, json.dumps(TAGS)]
    forms = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert len(forms) > 200
    for tag, dates in forms.items():
        # V8 has a plain space where CLDR has a narrow one that does not break
        assert write(tag).replace("\u202f", " ").split(" | ")[:3] == [tag, *dates]


@pytest.mark.parametrize(
    ("tag", "date"),
    [
        ("en", "June 20, 2020"),
        ("en-US", "June 20, 2020"),
        ("en-GB", "20 June 2020"),
        ("en-Latn-GB", "20 June 2020"),
        ("de-AT", "20. Juni 2020"),
        ("de-LI", "20. Juni 2020"),
        ("zh-Hans-HK", "2020年6月20日"),
        ("sr", "20. јун 2020."),
        ("sr-Latn-RS", "20. jun 2020."),
        ("prs", "20 جون 2020"),
        ("ar-u-nu-arab", "20 يونيو 2020"),
        ("th", "20 มิถุนายน ค.ศ. 2020"),
    ],
)
def test_a_tag_gets_the_form_of_its_script_and_region_or_of_its_language(
    tag: str, date: str
) -> None:
    form = find_date_form(tag)
    assert form is not None
    assert form.format_date(2020, 6, 20).removeprefix(RLM) == date
    assert form.language == tag


def test_a_day_from_right_to_left_stays_beside_its_month() -> None:
    for tag, first in (("ar", RLM), ("he", RLM), ("en", "J")):
        form = find_date_form(tag)
        assert form is not None
        assert form.format_date(2020, 6, 20)[0] == first
        assert form.format_date(2020, 6)[0] != RLM


def test_a_language_that_cldr_lacks_has_no_form() -> None:
    assert find_date_form("tlh") is None


def test_only_a_whole_date_has_the_genitive() -> None:
    polish = find_date_form("pl")
    assert polish is not None
    assert polish.format_date(2026, 3, 9) == "9 marca 2026"
    assert polish.format_date(2026, 3) == "marzec 2026"


def test_the_first_of_a_month_is_an_ordinal_in_french_alone() -> None:
    for tag, day in (("fr-CA", "1er"), ("it", "1"), ("de", "1.")):
        form = find_date_form(tag)
        assert form is not None
        assert form.format_date(2020, 6, 1).split()[0] == day


@pytest.mark.parametrize(
    ("pattern", "is_one"),
    [
        ("{day} {month} {year}", True),
        ("{year}年{month}{day}日", True),
        ("{day}. {month}", False),
        ("{day} {day} {month} {year}", False),
        ("{day} {week} {month} {year}", False),
        ("", False),
    ],
)
def test_a_pattern_has_each_part_of_a_date_once(pattern: str, *, is_one: bool) -> None:
    assert is_day_pattern(pattern) is is_one
