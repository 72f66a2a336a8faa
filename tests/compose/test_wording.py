"""Moments in words."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from threadbrief.compose.wording import format_moment, format_partial_date
from threadbrief.templates.loading import load_template

ENGLISH = load_template().choose_date_form("en")


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (date(2026, 11, 23), "23 November 2026"),
        (datetime(2020, 6, 21, 4, 12, 6, tzinfo=UTC), "21 June 2020, 04:12 UTC"),
        (
            datetime(2020, 6, 21, 23, 5, tzinfo=timezone(timedelta(hours=3))),
            "21 June 2020, 23:05 UTC+3",
        ),
        (
            datetime(2020, 6, 21, 9, 0, tzinfo=timezone(timedelta(hours=5, minutes=30))),
            "21 June 2020, 09:00 UTC+5:30",
        ),
        (
            datetime(2020, 6, 21, 9, 0, tzinfo=timezone(-timedelta(hours=3, minutes=30))),
            "21 June 2020, 09:00 UTC−3:30",
        ),
    ],
)
def test_a_moment_keeps_the_zone_it_was_written_in(moment: date, words: str) -> None:
    assert format_moment(moment, ENGLISH) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2024", "2024"),
        ("2022-03", "March 2022"),
        ("2022-03-09", "9 March 2022"),
        ("2022-13", "2022-13"),
        ("at the time", "at the time"),
        ("22-3", "22-3"),
    ],
)
def test_a_written_date_becomes_words_where_it_is_one(text: str, words: str) -> None:
    assert format_partial_date(text, ENGLISH) == words
