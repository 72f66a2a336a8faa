"""An address in; out come the same without what only tracks its reader, and what it hints at: a title, a date."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from urllib.parse import unquote

from threadbrief.core.structs import Frozen
from threadbrief.model.brief import Platform
from threadbrief.text.urls import split_url, strip_scheme

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|twclid|igshid|igsh|mc_[ce]id|_hs(?:enc|mi)|mkt_tok|ref_src|ref_url"
    r"|cmpid|ocid|smid|smtyp|partner_?id|ns_(?:mchannel|source|campaign)|at_(?:medium|campaign|custom\d?)|xtor|wt\.mc_id",
    re.IGNORECASE,
)
"""Parameters that say how a reader came, on any site."""
_TRACKING_BY_SITE = {
    "twitter.com": {"s", "t", "cxt"},
    "x.com": {"s", "t", "cxt"},
    "youtube.com": {"si", "feature", "pp", "ab_channel"},
    "youtu.be": {"si", "feature"},
    "open.spotify.com": {"si"},
    "wsj.com": {"mod", "st", "reflink"},
    "theguardian.com": {"CMP"},
    "instagram.com": {"hl", "img_index"},
    "linkedin.com": {"trk", "rcm"},
    "threads.net": {"xmt", "slof"},
    "washingtonpost.com": {"tid", "itid", "wpisrc"},
    "bloomberg.com": {"srnd", "leadSource"},
}
_DAY_IN_PATH = re.compile(
    r"(?<!\d)(20[0-3]\d|19[89]\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d)"
)
_MONTH_NAME_IN_PATH = re.compile(r"/(20[0-3]\d)/([a-z]{3})/(0?[1-9]|[12]\d|3[01])/", re.IGNORECASE)
_MONTH_IN_PATH = re.compile(r"/(20[0-3]\d|19[89]\d)/(0[1-9]|1[0-2])/")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_UNIX_TIME = re.compile(r"-1(1[0-9]{9})$")
"""The Wall Street Journal ends an address with a 1 and the seconds since 1970."""
_FILE_EXTENSION = re.compile(r"\.(?:html?|php|aspx?|shtml|pdf)$", re.IGNORECASE)
_ID_AT_END = re.compile(r"(?:-(?:pub-|id)?\d{4,}|-[0-9a-f]{8,}|-id[A-Z0-9]{8,})$")


class StrippedUrl(Frozen):
    """An address, and what was cut off it."""

    url: str
    cut: tuple[str, ...]
    """Each parameter with its value: `s=20`."""


class UrlHints(Frozen):
    """What the words of an address say; nothing of it is sure."""

    title: str | None
    date: str | None
    """ISO 8601: a day or a month."""
    token: str
    """The last part of the path, for a key."""


def strip_tracking(url: str) -> StrippedUrl:
    """Return an address without the parameters that only say how its reader came."""
    parts = split_url(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("mobile.")
    own = _TRACKING_BY_SITE.get(host, set())
    kept: list[str] = []
    cut: list[str] = []
    for pair in parts.query.split("&") if parts.query else ():
        name = pair.partition("=")[0]
        (cut if _TRACKING.fullmatch(name) or name in own else kept).append(pair)
    if not cut:
        return StrippedUrl(url, ())
    return StrippedUrl(parts._replace(query="&".join(kept)).geturl(), tuple(cut))


def normalize_url(url: str) -> str:
    """Return a form in which the addresses of one page are equal."""
    parts = split_url(strip_tracking(url).url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("mobile.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}"


def is_shown_url(words: str, url: str) -> bool:
    """Return whether words are an address as a page shows it, with its beginning or end left out, and no words."""
    bare = strip_scheme(words).rstrip("…/").rstrip(".")
    return "." in bare and " " not in words and bare.casefold() in strip_scheme(url).casefold()


def find_hints(url: str) -> UrlHints:
    """Return what the path of an address says of its page."""
    path = unquote(split_url(url).path)
    segments = [_FILE_EXTENSION.sub("", part) for part in path.split("/") if part]
    last = segments[-1] if segments else ""
    return UrlHints(_title_from_slug(last), _date_from_path(path), _token_for_key(last))


def _title_from_slug(slug: str) -> str | None:
    """Return the words of a slug of three or more; case and punctuation are lost in it."""
    slug = _ID_AT_END.sub("", _DAY_IN_PATH.sub("", slug)).strip("-_")
    words = [word for word in re.split(r"[-_+ ]+", slug) if word]
    if len(words) < 3 or not any(word.isalpha() and len(word) > 2 for word in words):
        return None
    text = " ".join(words)
    return f"{text[:1].upper()}{text[1:]}"


def _date_from_path(path: str) -> str | None:
    days = (_iso_date(*found.groups()) for found in _DAY_IN_PATH.finditer(path))
    if day := next(filter(None, days), None):
        return day
    named, seconds, month = (
        _MONTH_NAME_IN_PATH.search(path),
        _UNIX_TIME.search(path),
        _MONTH_IN_PATH.search(path),
    )
    if named and named[2].lower() in _MONTHS:
        return _iso_date(named[1], str(_MONTHS.index(named[2].lower()) + 1), named[3])
    if seconds:
        return datetime.fromtimestamp(int(seconds[1]), UTC).date().isoformat()
    return f"{month[1]}-{month[2]}" if month else None


def _iso_date(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _token_for_key(last: str) -> str:
    """Return up to three words of the end of a path, for a key."""
    words = re.findall(r"[A-Za-z0-9]+", last)
    return "-".join(words[:3]).lower()[:30].strip("-")


_EPOCH_OF_X = 1_288_834_974_657
"""Milliseconds since 1970 at which the ids of X begin to count (twitter-archive/snowflake)."""
_FIRST_SNOWFLAKE = 10**11
"""Ids of X below this were given before November 2010, one after the other."""
_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
"""The digits of the time ids of Bluesky (atproto.com, "Timestamp identifier")."""
_YEARS = range(2006, 2100)

_PATTERNS = (
    (
        Platform.X,
        r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/i/(?:web/)?status/(?P<handle>)(?P<id>\d{1,20})",
    ),
    (
        Platform.X,
        r"https?://(?:www\.|mobile\.|m\.)?(?:twitter|x)\.com/(?P<handle>\w{1,20})/status(?:es)?/(?P<id>\d{1,20})",
    ),
    (Platform.BLUESKY, r"https?://bsky\.app/profile/(?P<handle>[^/?#\s]+)/post/(?P<id>[a-z0-9]+)"),
    (Platform.TELEGRAM, r"https?://t\.me/(?:s/)?(?P<handle>[A-Za-z]\w{3,31})/(?P<id>\d{1,12})"),
    (
        Platform.THREADS,
        r"https?://(?:www\.)?threads\.(?:net|com)/@(?P<handle>[\w.]+)/post/(?P<id>[\w-]+)",
    ),
    (
        Platform.LINKEDIN,
        r"https?://(?:www\.)?linkedin\.com/posts/(?P<handle>[^/_?#\s]+)_[^/?#\s]*?(?P<id>\d{15,20})",
    ),
    (
        Platform.MASTODON,
        r"https?://(?P<host>[\w.-]+\.\w+)/@(?P<handle>\w+(?:@[\w.-]+)?)/(?P<id>\d{15,20})",
    ),
)
_COMPILED = tuple((platform, re.compile(pattern, re.IGNORECASE)) for platform, pattern in _PATTERNS)


class PostUrl(Frozen):
    """Which post an address is of."""

    platform: Platform
    id: str
    handle: str | None
    """Without its @; with its server on Mastodon; None where the address does not say it."""
    url: str
    """The address without what stands behind the id."""
    date: datetime | None
    """From the id; None where it carries no time."""


def parse_post_url(url: str) -> PostUrl | None:
    """Return which post an address is of; None for any other address."""
    for platform, pattern in _COMPILED:
        match = pattern.match(url)
        if match and not url[match.end() : match.end() + 1].isalnum():
            handle = match["handle"] or None
            if platform is Platform.MASTODON and handle and "@" not in handle:
                handle = f"{handle}@{match['host'].lower()}"
            return PostUrl(
                platform, match["id"], handle, match[0], decode_date(platform, match["id"])
            )
    return None


def decode_date(platform: Platform, post_id: str) -> datetime | None:
    """Return when a post was written, by its id; None where the id does not carry it."""
    reader = _ID_DECODERS.get(platform)
    moment = reader(post_id) if reader else None
    return moment if moment and moment.year in _YEARS else None


def _decode_x_id(post_id: str) -> datetime | None:
    if not post_id.isascii() or not post_id.isdigit() or int(post_id) < _FIRST_SNOWFLAKE:
        return None
    return _from_milliseconds((int(post_id) >> 22) + _EPOCH_OF_X)


def _decode_bluesky_id(post_id: str) -> datetime | None:
    if len(post_id) != 13 or set(post_id) - set(_SORTABLE):
        return None
    number = 0
    for digit in post_id:
        number = number * 32 + _SORTABLE.index(digit)
    return _from_milliseconds((number >> 10) // 1000)


def _decode_mastodon_id(post_id: str) -> datetime | None:
    return (
        _from_milliseconds(int(post_id) >> 16) if post_id.isascii() and post_id.isdigit() else None
    )


def _from_milliseconds(milliseconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(milliseconds // 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


_ID_DECODERS: dict[Platform, Callable[[str], datetime | None]] = {
    Platform.X: _decode_x_id,
    Platform.BLUESKY: _decode_bluesky_id,
    Platform.MASTODON: _decode_mastodon_id,
}
