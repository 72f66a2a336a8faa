"""What a platform was called on a day.

The name that a reader knew a post by is that of its day: a post of 2020 was a tweet on Twitter. The
texts of a memo, its notes and the drafts of importers ask here, so that they name it alike.
"""

from datetime import date

from threadbrief.model.brief import Platform

TWITTER_BECAME_X = date(2023, 7, 24)
"""The first day of the name X, in UTC."""

_NAMES = {
    Platform.MASTODON: "Mastodon",
    Platform.BLUESKY: "Bluesky",
    Platform.TELEGRAM: "Telegram",
    Platform.THREADS: "Threads",
    Platform.LINKEDIN: "LinkedIn",
    Platform.OTHER: "",
}


def was_twitter(day: date | None) -> bool:
    """Return whether X was called Twitter on a day; False without one."""
    return day is not None and day < TWITTER_BECAME_X


def get_platform_name(platform: Platform, day: date | None) -> str:
    """Return what a platform was called on a day, or is called today where none is given.

    Empty for a platform without a name.
    """
    if platform is Platform.X:
        return "Twitter" if was_twitter(day) else "X"
    return _NAMES[platform]
