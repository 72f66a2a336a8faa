"""The variables of posts and archive copies, which CSL does not have, and the kinds of sources.

Our styles print these variables (docs/styles.md, "Posts").
"""

import re
from datetime import date as Day  # noqa: N812 - `date` is the name of variables here
from datetime import datetime, timedelta
from enum import Enum

from threadbrief.model.brief import Archive, Citation, CslDate, DateParts, Platform
from threadbrief.model.platforms import get_platform_name
from threadbrief.text.excerpts import GAP, end_excerpt, make_excerpt, take_first_words

EXCERPT_LENGTH = 160
"""Graphemes of a post that are printed for its title, where the source gives no length."""
SHORT_FORM_WORDS = 5
"""Words of a post in subsequent notes."""
_MAX_EXCERPT_LENGTH = 9_999
_MIN_MAIN_TITLE = 4
"""Characters of a main title; a shorter one keeps its subtitle."""

_SUBTITLE = re.compile(r"(?::| [–—]|(?<=[?!]))\s+")


def derive_variables(citation: Citation) -> tuple[dict[str, str], dict[str, CslDate]]:
    """Return the text variables and the dates that a source has beyond those of CSL."""
    variables = _common_variables(citation)
    dates: dict[str, CslDate] = {}
    issued = citation.dates.get("issued")
    if issued is not None and issued.start is not None and has_month(issued.start):
        dates["issued_date"] = issued
    if citation.archived:
        archive = citation.archived[0]
        variables |= _archive_variables(archive)
        if archive.date is not None:
            parts = DateParts(archive.date.year, archive.date.month, archive.date.day)
            dates["archive_date"] = CslDate(parts)
    if citation.type == "post":
        variables |= _post_variables(citation)
    return variables, dates


def has_month(date: DateParts) -> bool:
    """Return whether more than the year of a date is known."""
    return date.month is not None or date.season is not None


def _common_variables(citation: Citation) -> dict[str, str]:
    title = citation.variables.get("title", "")
    short = citation.short or citation.variables.get("title-short")
    short = short or citation.variables.get("shortTitle")
    return _without_empty(
        {
            "title-main": short or main_title(title),
            "descriptor": citation.descriptor,
            "reliability": citation.reliability,
            "access": citation.access,
            "description": title if is_description(title) else None,
        }
    )


def _without_empty(variables: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in variables.items() if value}


def is_description(title: str) -> bool:
    """Return whether a title is the writer's description, in square brackets, and no title.

    Words of a post that begin with a gap are none.
    """
    is_bracketed = title.startswith("[") and title.endswith("]") and len(title) > 2
    return is_bracketed and not title.startswith(GAP)


def main_title(title: str) -> str:
    """Return a title without its subtitle; one whose main title is a short word is unchanged."""
    if is_description(title):
        return title
    main = _SUBTITLE.split(title, maxsplit=1)[0].strip()
    return main if len(main) >= _MIN_MAIN_TITLE else title


def _archive_variables(archive: Archive) -> dict[str, str]:
    variables = _without_empty({"archive_url": archive.url, "archive_service": archive.service})
    day = archive.date
    if isinstance(day, datetime):
        day = day.date()
    if day is not None:
        variables["archive_day"] = day.isoformat()
    return variables


_CUSTOM = ("handle", "post-number", "post-count", "thread-url")
"""Variables that are in `custom` as they are."""


def _post_variables(citation: Citation) -> dict[str, str]:
    custom = citation.custom
    variables = {name: custom[name] for name in _CUSTOM if custom.get(name)}
    if "handle" in variables and not variables["handle"].startswith("@"):
        variables["handle"] = f"@{variables['handle']}"
    variables |= _text_variables(citation)
    variables |= _platform_variables(citation)
    states = [name for name in ("edited", "deleted") if _is_set(custom.get(name, ""))]
    if states:
        variables["state"] = ", ".join(states)
        variables |= {name: custom[name] for name in states}
    return variables


def _is_set(value: str) -> bool:
    return value.lower() not in ("", "false", "no")


def _text_variables(citation: Citation) -> dict[str, str]:
    """Return the excerpt of a post, which is its title where it has none.

    The text of the post may have been given as its title.
    """
    text = citation.custom.get("excerpt", "").strip()
    title = citation.variables.get("title", "")
    if not text and (not title or is_description(title)):
        return {"excerpt-short": citation.short or title} if title else {}
    text = text or title
    variables = {
        "excerpt": end_excerpt(make_excerpt(text, _excerpt_length(citation))),
        "excerpt-short": citation.short or end_excerpt(take_first_words(text, SHORT_FORM_WORDS)),
    }
    if not title:
        variables["title"] = variables["excerpt"]
        variables["title-short"] = variables["excerpt-short"]
    return variables


def _excerpt_length(citation: Citation) -> int:
    length = citation.custom.get("excerpt-length", "")
    if length.isascii() and length.isdigit() and 0 < int(length) <= _MAX_EXCERPT_LENGTH:
        return int(length)
    return EXCERPT_LENGTH


def _platform_variables(citation: Citation) -> dict[str, str]:
    """Return the name of the platform on the day of the post, and the time of the post.

    X without a day keeps the name that the source has.
    """
    variables: dict[str, str] = {}
    name = citation.variables.get("container-title", "")
    platform = _platform(citation.custom.get("platform", ""))
    day = _issued_day(citation)
    if platform is not None and (not name or (platform is Platform.X and day)):
        name = get_platform_name(platform, day)
    if name:
        variables["platform"] = variables["container-title"] = name
    time = _time_of_day(citation.custom.get("time", ""))
    if time:
        variables["time"] = time
    return variables


def _platform(value: str) -> Platform | None:
    try:
        return Platform(value)
    except ValueError:
        return None


def _issued_day(citation: Citation) -> Day | None:
    """Return the day of issue, the first of the month or the year where no day is given."""
    issued = citation.dates.get("issued")
    if issued is None or issued.start is None or not 1 <= issued.start.year <= 9999:
        return None
    try:
        return Day(issued.start.year, issued.start.month or 1, issued.start.day or 1)
    except ValueError:
        return None


def _time_of_day(value: str) -> str:
    """Return the time of day with its zone, `04:12 UTC`; empty where either is missing."""
    if "T" not in value and " " not in value.strip():
        return ""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return ""
    offset = moment.utcoffset()
    return "" if offset is None else f"{moment:%H:%M} {_format_zone(offset)}"


def _format_zone(offset: timedelta) -> str:
    """Return an offset from UTC: `UTC`, `UTC+2`, `UTC−3:30`."""
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    sign = "+" if minutes > 0 else "−"
    hours, rest = divmod(abs(minutes), 60)
    if rest:
        return f"UTC{sign}{hours}:{rest:02}"
    return f"UTC{sign}{hours}"


# --- kinds of sources, for a list with a heading for each ---


class SourceKind(Enum):
    """Kinds of sources, in the order of printing."""

    POST = "post"
    NEWS = "news"
    REPORT = "report"
    BOOK = "book"
    ARTICLE = "article"
    LAW = "law"
    WEB = "web"
    OTHER = "other"


_TYPES = {
    SourceKind.POST: ("post", "post-weblog"),
    SourceKind.NEWS: ("article-newspaper", "article-magazine", "broadcast", "interview"),
    SourceKind.REPORT: ("report", "dataset", "standard", "hearing"),
    SourceKind.BOOK: (
        "book",
        "chapter",
        "classic",
        "entry",
        "entry-dictionary",
        "entry-encyclopedia",
        "collection",
        "periodical",
        "thesis",
    ),
    SourceKind.ARTICLE: (
        "article",
        "article-journal",
        "paper-conference",
        "review",
        "review-book",
    ),
    SourceKind.LAW: ("bill", "legal_case", "legislation", "regulation", "treaty", "patent"),
    SourceKind.WEB: ("webpage", "software"),
}
"""The types of CSL of each kind."""
_KINDS = {name: kind for kind, names in _TYPES.items() for name in names}


def classify_source(citation: Citation) -> SourceKind:
    """Return the kind of a source, by its type of CSL."""
    return _KINDS.get(citation.type, SourceKind.OTHER)
