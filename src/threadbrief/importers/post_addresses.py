"""An address in; out comes which post it is of, and when that was written, where the platform's ids carry the time."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from threadbrief.model.brief import Platform
from threadbrief.values import Value

_EPOCH_OF_X = 1_288_834_974_657
"""Milliseconds since 1970 at which the ids of X begin to count (twitter-archive/snowflake)."""
_FIRST_SNOWFLAKE = 10**11
"""Ids of X below this were given before November 2010, one after the other."""
_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
"""The digits of the time ids of Bluesky (atproto.com, "Timestamp identifier")."""
_YEARS = range(2006, 2100)

_PATTERNS = (
    (Platform.X, r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/i/(?:web/)?status/(?P<handle>)(?P<id>\d{1,20})"),
    (
        Platform.X,
        r"https?://(?:www\.|mobile\.|m\.)?(?:twitter|x)\.com/(?P<handle>\w{1,20})/status(?:es)?/(?P<id>\d{1,20})",
    ),
    (Platform.BLUESKY, r"https?://bsky\.app/profile/(?P<handle>[^/?#\s]+)/post/(?P<id>[a-z0-9]+)"),
    (Platform.TELEGRAM, r"https?://t\.me/(?:s/)?(?P<handle>[A-Za-z]\w{3,31})/(?P<id>\d{1,12})"),
    (Platform.THREADS, r"https?://(?:www\.)?threads\.(?:net|com)/@(?P<handle>[\w.]+)/post/(?P<id>[\w-]+)"),
    (Platform.LINKEDIN, r"https?://(?:www\.)?linkedin\.com/posts/(?P<handle>[^/_?#\s]+)_[^/?#\s]*?(?P<id>\d{15,20})"),
    (Platform.MASTODON, r"https?://(?P<host>[\w.-]+\.\w+)/@(?P<handle>\w+(?:@[\w.-]+)?)/(?P<id>\d{15,20})"),
)
_COMPILED = tuple((platform, re.compile(pattern, re.IGNORECASE)) for platform, pattern in _PATTERNS)


class PostAddress(Value):
    """Which post an address is of."""

    platform: Platform
    id: str
    handle: str | None
    """Without its @; with its server on Mastodon; None where the address does not say it."""
    url: str
    """The address without what stands behind the id."""
    date: datetime | None
    """From the id; None where it carries no time."""


def post_address(url: str) -> PostAddress | None:
    """Return which post an address is of; None for any other address."""
    for platform, pattern in _COMPILED:
        match = pattern.match(url)
        if match and not url[match.end() : match.end() + 1].isalnum():
            handle = match["handle"] or None
            if platform is Platform.MASTODON and handle and "@" not in handle:
                handle = f"{handle}@{match['host'].lower()}"
            return PostAddress(platform, match["id"], handle, match[0], date_of(platform, match["id"]))
    return None


def date_of(platform: Platform, post_id: str) -> datetime | None:
    """Return when a post was written, by its id; None where the id does not carry it."""
    reader = _CLOCKS.get(platform)
    moment = reader(post_id) if reader else None
    return moment if moment and moment.year in _YEARS else None


def _date_of_x(post_id: str) -> datetime | None:
    if not post_id.isascii() or not post_id.isdigit() or int(post_id) < _FIRST_SNOWFLAKE:
        return None
    return _moment((int(post_id) >> 22) + _EPOCH_OF_X)


def _date_of_bluesky(post_id: str) -> datetime | None:
    if len(post_id) != 13 or set(post_id) - set(_SORTABLE):
        return None
    number = 0
    for digit in post_id:
        number = number * 32 + _SORTABLE.index(digit)
    return _moment((number >> 10) // 1000)


def _date_of_mastodon(post_id: str) -> datetime | None:
    return _moment(int(post_id) >> 16) if post_id.isascii() and post_id.isdigit() else None


def _moment(milliseconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(milliseconds // 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


_CLOCKS: dict[Platform, Callable[[str], datetime | None]] = {
    Platform.X: _date_of_x,
    Platform.BLUESKY: _date_of_bluesky,
    Platform.MASTODON: _date_of_mastodon,
}
