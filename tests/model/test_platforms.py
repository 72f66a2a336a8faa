"""What a platform was called on a day."""

from datetime import date

import pytest

from threadbrief.model.brief import Platform
from threadbrief.model.platforms import get_platform_name


@pytest.mark.parametrize(
    ("platform", "day", "name"),
    [
        (Platform.X, date(2020, 6, 21), "Twitter"),
        (Platform.X, date(2023, 7, 23), "Twitter"),
        (Platform.X, date(2023, 7, 24), "X"),
        (Platform.X, None, "X"),
        (Platform.MASTODON, date(2020, 1, 1), "Mastodon"),
        (Platform.OTHER, None, ""),
    ],
)
def test_a_platform_has_the_name_of_its_day(
    platform: Platform, day: date | None, name: str
) -> None:
    assert get_platform_name(platform, day) == name
