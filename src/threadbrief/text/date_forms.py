"""The forms of dates in words, by language: `20 June 2020`, `9 марта 2026 г.`, `2020年6月20日`.

Order, words and case of the months are those of Unicode CLDR. The calendar is always the Gregorian,
and the digits are always European.
"""

import re
from functools import lru_cache

from threadbrief.core.structs import Frozen
from threadbrief.text.date_data import DATES
from threadbrief.text.direction import is_rtl
from threadbrief.text.language_tag import split_tag

DATE_SLOTS = ("day", "month", "year")
_SLOT = re.compile(r"\{(day|month|year)\}")
_FIRST_DAYS = {"fr": "1er"}
"""The first day of a month in languages that write it as an ordinal; CLDR has none."""
_RLM = "\u200f"
"""Right-to-left mark: keeps a day beside its month after a word in Latin letters (UAX 9, W7)."""


class DateForm(Frozen, cache_hash=True):
    """How days, months and years are written."""

    language: str
    """The tag of the language of the words."""
    day: str
    """A pattern of a whole date, with the slots `{day}`, `{month}` and `{year}`."""
    month: str
    """A pattern of a month with its year."""
    year: str
    """A pattern of a year alone."""
    months: tuple[str, ...]
    """The twelve months as a whole date has them, in the genitive where the language wants it."""
    months_alone: tuple[str, ...]
    """The same as a month with its year has them."""
    first_day: str = "1"
    """The first day of a month."""

    def format_date(self, year: int, month: int | None = None, day: int | None = None) -> str:
        """Return a day, a month (`day` is None) or a year (`month` is None too) in words."""
        if month is None:
            return _fill(self.year, year=str(year))
        if day is None:
            return _fill(self.month, year=str(year), month=self.months_alone[month - 1])
        number = self.first_day if day == 1 else str(day)
        return _fill(self.day, year=str(year), month=self.months[month - 1], day=number)


def _fill(pattern: str, **values: str) -> str:
    return _SLOT.sub(lambda slot: values[slot[1]], pattern)


def split_pattern(pattern: str) -> list[str]:
    """Return text and the names of slots by turns: `{month} {day}` is `["", "month", " ", ...]`."""
    return _SLOT.split(pattern)


def is_day_pattern(pattern: str) -> bool:
    """Return whether a pattern has each of the three slots once, and no other."""
    parts = split_pattern(pattern)
    return sorted(parts[1::2]) == sorted(DATE_SLOTS) and "{" not in "".join(parts[::2])


@lru_cache(64)
def find_date_form(language_tag: str) -> DateForm | None:
    """Return the form of a language in its script and region; None for one that is not known."""
    tag = split_tag(language_tag)
    names = [tag.language, tag.script, tag.region]
    for kept in ((0, 1, 2), (0, 1), (0, 2), (0,)):
        line = _load_lines().get("-".join(names[index] for index in kept if names[index]))
        if line is not None:
            return _parse_form(language_tag, line)
    return None


@lru_cache(1)
def _load_lines() -> dict[str, str]:
    """Return the lines of the table by language tag."""
    lines: dict[str, str] = {}
    for line in DATES.strip().splitlines():
        tags, _, form = line.partition("|")
        lines.update(dict.fromkeys(tags.split(" "), form))
    return lines


def _parse_form(language_tag: str, line: str) -> DateForm:
    day, month, year, months, alone = line.split("|")
    language = split_tag(language_tag).language
    if is_rtl(language_tag):
        day = f"{_RLM}{day}"
    return DateForm(
        language=language_tag,
        day=day,
        month=month,
        year=year,
        months=tuple(months.split(";")),
        months_alone=tuple((alone or months).split(";")),
        first_day=_FIRST_DAYS.get(language, "1"),
    )
