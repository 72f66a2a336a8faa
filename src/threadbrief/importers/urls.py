"""The addresses of pages and posts: tracking parameters, hints in the path, and the ids of posts.

An address is compared, cleaned and read as text only. Nothing here opens one.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from urllib.parse import unquote

from threadbrief.core.structs import Frozen
from threadbrief.model.brief import Platform
from threadbrief.text.urls import split_url, strip_scheme

# Tracking parameters

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|twclid|igshid|igsh|mc_[ce]id|_hs(?:enc|mi)|mkt_tok"
    r"|ref_src|ref_url|cmpid|ocid|smid|smtyp|partner_?id|ns_(?:mchannel|source|campaign)"
    r"|at_(?:medium|campaign|custom\d?)|xtor|wt\.mc_id",
    re.IGNORECASE,
)
"""Query parameters that only track how a reader came to the page, on any site."""
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
"""More of them, by the host where they mean that."""


class StrippedUrl(Frozen):
    """An address without its tracking parameters."""

    url: str
    removed: tuple[str, ...]
    """Each tracking parameter with its value: `s=20`."""


def strip_tracking(url: str) -> StrippedUrl:
    """Return an address without its tracking parameters; it is unchanged where it has none."""
    parts = split_url(url)
    own = _TRACKING_BY_SITE.get(_strip_subdomain(parts.hostname), set())
    kept: list[str] = []
    removed: list[str] = []
    for pair in parts.query.split("&") if parts.query else ():
        name = pair.partition("=")[0]
        if name in own or _TRACKING.fullmatch(name):
            removed.append(pair)
        else:
            kept.append(pair)
    if not removed:
        return StrippedUrl(url, ())
    return StrippedUrl(parts._replace(query="&".join(kept)).geturl(), tuple(removed))


def normalize_url(url: str) -> str:
    """Return a key that is equal for all addresses of one page: no scheme, `www.` or tracking."""
    parts = split_url(strip_tracking(url).url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{_strip_subdomain(parts.hostname)}{parts.path.rstrip('/')}{query}"


def _strip_subdomain(host: str | None) -> str:
    return (host or "").removeprefix("www.").removeprefix("mobile.")


def is_shown_url(words: str, url: str) -> bool:
    """Return whether words are an address as a page shows it, truncated at either end."""
    bare = strip_scheme(words).rstrip("…/").rstrip(".")
    return "." in bare and " " not in words and bare.casefold() in strip_scheme(url).casefold()


_SHORTENERS = frozenset(
    {
        "t.co",
        "bit.ly",
        "ow.ly",
        "buff.ly",
        "tinyurl.com",
        "goo.gl",
        "dlvr.it",
        "lnkd.in",
        "ift.tt",
        "is.gd",
        "trib.al",
    }
)


def is_shortened_url(url: str) -> bool:
    """Return whether an address is of a service that redirects to the full one."""
    return (split_url(url).hostname or "").removeprefix("www.") in _SHORTENERS


# Hints in the path

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
"""A number or a digest at the end of a slug."""


class UrlHints(Frozen):
    """The title and date that the path of an address suggests; a person must verify them."""

    title: str | None
    date: str | None
    """ISO 8601: a day or a month."""
    token: str
    """The end of the path, for the key of a citation; may be empty."""


def find_hints(url: str) -> UrlHints:
    """Return the title and date that the path of an address suggests."""
    path = unquote(split_url(url).path)
    segments = [_FILE_EXTENSION.sub("", part) for part in path.split("/") if part]
    last = segments[-1] if segments else ""
    return UrlHints(_find_title(last), _find_date(path), _build_token(last))


def _find_title(slug: str) -> str | None:
    """Return the words of a slug of three or more; case and punctuation are lost in it."""
    slug = _ID_AT_END.sub("", _DAY_IN_PATH.sub("", slug)).strip("-_")
    words = [word for word in re.split(r"[-_+ ]+", slug) if word]
    if len(words) < 3 or not any(word.isalpha() and len(word) > 2 for word in words):
        return None
    text = " ".join(words)
    return f"{text[:1].upper()}{text[1:]}"


def _find_date(path: str) -> str | None:
    """Return the day in a path, else the month; None where it has neither."""
    for match in _DAY_IN_PATH.finditer(path):
        day = _format_date(*match.groups())
        if day:
            return day
    named = _MONTH_NAME_IN_PATH.search(path)
    if named and named[2].lower() in _MONTHS:
        return _format_date(named[1], str(_MONTHS.index(named[2].lower()) + 1), named[3])
    seconds = _UNIX_TIME.search(path)
    if seconds:
        return datetime.fromtimestamp(int(seconds[1]), UTC).date().isoformat()
    month = _MONTH_IN_PATH.search(path)
    return f"{month[1]}-{month[2]}" if month else None


def _format_date(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _build_token(last: str) -> str:
    """Return up to three words of the last part of a path, joined for a key."""
    words = re.findall(r"[A-Za-z0-9]+", last)
    return "-".join(words[:3]).lower()[:30].strip("-")


# Addresses of posts

_PATTERNS = (
    (
        Platform.X,
        (
            r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/i/(?:web/)?status/"
            r"(?P<handle>)(?P<id>\d{1,20})"
        ),
    ),
    (
        Platform.X,
        (
            r"https?://(?:www\.|mobile\.|m\.)?(?:twitter|x)\.com/"
            r"(?P<handle>\w{1,20})/status(?:es)?/(?P<id>\d{1,20})"
        ),
    ),
    (Platform.BLUESKY, r"https?://bsky\.app/profile/(?P<handle>[^/?#\s]+)/post/(?P<id>[a-z0-9]+)"),
    (Platform.TELEGRAM, r"https?://t\.me/(?:s/)?(?P<handle>[A-Za-z]\w{3,31})/(?P<id>\d{1,12})"),
    (
        Platform.THREADS,
        r"https?://(?:www\.)?threads\.(?:net|com)/@(?P<handle>[\w.]+)/post/(?P<id>[\w-]+)",
    ),
    (
        Platform.LINKEDIN,
        (
            r"https?://(?:www\.)?linkedin\.com/posts/"
            r"(?P<handle>[^/_?#\s]+)_[^/?#\s]*?(?P<id>\d{15,20})"
        ),
    ),
    (
        Platform.MASTODON,
        r"https?://(?P<host>[\w.-]+\.\w+)/@(?P<handle>\w+(?:@[\w.-]+)?)/(?P<id>\d{15,20})",
    ),
)
_COMPILED = tuple((platform, re.compile(pattern, re.IGNORECASE)) for platform, pattern in _PATTERNS)


class PostUrl(Frozen):
    """The parts of the address of a post."""

    platform: Platform
    id: str
    """The platform's id of the post."""
    handle: str | None
    """Without its @; with its server on Mastodon; None where the address has none."""
    url: str
    """The address up to the end of the id."""
    date: datetime | None
    """When the post was written, decoded from the id; None where the id carries no time."""


def parse_post_url(url: str) -> PostUrl | None:
    """Return the parts of the address of a post; None for any other address."""
    for platform, pattern in _COMPILED:
        match = pattern.match(url)
        if match and not url[match.end() : match.end() + 1].isalnum():
            handle = match["handle"] or None
            if platform is Platform.MASTODON and handle and "@" not in handle:
                handle = f"{handle}@{match['host'].lower()}"
            written = decode_date(platform, match["id"])
            return PostUrl(platform, match["id"], handle=handle, url=match[0], date=written)
    return None


# Dates in the ids of posts

_EPOCH_OF_X = 1_288_834_974_657
"""Milliseconds since 1970 at which the ids of X begin to count (twitter-archive/snowflake)."""
_FIRST_SNOWFLAKE = 10**11
"""Ids of X below this are of before November 2010: serial numbers without a time."""
_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
"""The digits of the time ids of Bluesky (atproto.com, "Timestamp identifier")."""
_YEARS = range(2006, 2100)
"""A date outside these years is no date: the id is of another kind."""


def decode_date(platform: Platform, post_id: str) -> datetime | None:
    """Return when a post was written, decoded from its id; None where the id carries no time."""
    decoder = _ID_DECODERS.get(platform)
    if decoder is None:
        return None
    moment = decoder(post_id)
    return moment if moment and moment.year in _YEARS else None


def _decode_x_id(post_id: str) -> datetime | None:
    if not post_id.isascii() or not post_id.isdigit() or int(post_id) < _FIRST_SNOWFLAKE:
        return None
    return _convert_milliseconds((int(post_id) >> 22) + _EPOCH_OF_X)


def _decode_bluesky_id(post_id: str) -> datetime | None:
    if len(post_id) != 13 or set(post_id) - set(_SORTABLE):
        return None
    number = 0
    for digit in post_id:
        number = number * 32 + _SORTABLE.index(digit)
    return _convert_milliseconds((number >> 10) // 1000)


def _decode_mastodon_id(post_id: str) -> datetime | None:
    if not post_id.isascii() or not post_id.isdigit():
        return None
    return _convert_milliseconds(int(post_id) >> 16)


def _convert_milliseconds(milliseconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(milliseconds // 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


_ID_DECODERS: dict[Platform, Callable[[str], datetime | None]] = {
    Platform.X: _decode_x_id,
    Platform.BLUESKY: _decode_bluesky_id,
    Platform.MASTODON: _decode_mastodon_id,
}
