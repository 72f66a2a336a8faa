"""A post cited as a post: the variables beyond CSL that our styles use (docs/styles.md, "Posts")."""

import re
from datetime import date as Day  # noqa: N812 - `date` is the name of variables here
from datetime import datetime, timedelta
from enum import Enum

from threadbrief.model.brief import Archive, Citation, CslDate, DateParts, Platform
from threadbrief.model.platforms import platform_name
from threadbrief.text.excerpt import excerpt, first_words

EXCERPT_LENGTH = 160
"""Graphemes of a post that stand in place of its title, where the source does not say how many."""
SHORT_WORDS = 5
"""Words of a post in later notes."""

_SUBTITLE = re.compile(r"(?::| [–—]|(?<=[?!]))\s+")


def derive_variables(citation: Citation) -> tuple[dict[str, str], dict[str, CslDate]]:
    """Return the text variables and the dates that a source has beyond those of CSL."""
    made = {name: value for name, value in _plain(citation) if value}
    dates: dict[str, CslDate] = {}
    if citation.archived:
        made |= {name: value for name, value in _archive(citation.archived[0]) if value}
        if (day := citation.archived[0].date) is not None:
            dates["archive_date"] = CslDate(DateParts(day.year, day.month, day.day))
    if citation.type == "post":
        made |= _post(citation)
    return made, dates


def _plain(citation: Citation) -> tuple[tuple[str, str | None], ...]:
    have = citation.variables
    title = have.get("title", "")
    short = citation.short or have.get("title-short") or have.get("shortTitle")
    return (
        ("title-main", short or main_title(title)),
        ("descriptor", citation.descriptor),
        ("reliability", citation.reliability),
        ("access", citation.access),
        ("description", title if is_description(title) else None),
    )


def is_description(title: str) -> bool:
    """Return whether a title is the writer's description, in square brackets, and no title."""
    return title.startswith("[") and title.endswith("]") and len(title) > 2


def main_title(title: str) -> str:
    """Return a title without its subtitle; a title whose main part would be one short word stays whole."""
    if is_description(title):
        return title
    main = _SUBTITLE.split(title, maxsplit=1)[0].strip()
    return main if len(main) > 3 else title


def _archive(archive: Archive) -> tuple[tuple[str, str | None], ...]:
    day = archive.date
    return (
        ("archive_url", archive.url),
        ("archive_service", archive.service),
        (
            "archive_day",
            (day.date() if isinstance(day, datetime) else day).isoformat()
            if day is not None
            else None,
        ),
    )


def _post(citation: Citation) -> dict[str, str]:
    have = citation.custom
    made = {name: have[name] for name in ("handle", "post-number") if have.get(name)}
    if have.get("handle") and not made["handle"].startswith("@"):
        made["handle"] = f"@{made['handle']}"
    made |= _words(citation)
    made |= _place(citation)
    states = [
        name
        for name in ("edited", "deleted")
        if have.get(name, "").lower() not in ("", "false", "no")
    ]
    if states:
        made |= {"state": ", ".join(states), **{name: have[name] for name in states}}
    return made


def _words(citation: Citation) -> dict[str, str]:
    """Return what stands in place of a title: the words of the post, which may have been given as its title."""
    text = citation.custom.get("excerpt", "").strip()
    title = citation.variables.get("title", "")
    if not text and (not title or is_description(title)):
        return {"excerpt-short": citation.short or title} if title else {}
    text = text or title
    wanted = citation.custom.get("excerpt-length", "")
    limit = (
        int(wanted)
        if wanted.isascii() and wanted.isdigit() and 0 < int(wanted) < 10_000
        else EXCERPT_LENGTH
    )
    made = {
        "excerpt": _without_full_stop(excerpt(text, limit)),
        "excerpt-short": citation.short or first_words(text, SHORT_WORDS),
    }
    if not title:
        made["title"], made["title-short"] = made["excerpt"], made["excerpt-short"]
    return made


def _without_full_stop(text: str) -> str:
    """Return a text without the full stop of its last sentence, which the note goes on from; `U.S.` keeps its own."""
    last = text.rsplit(" ", 1)[-1]
    return text[:-1] if last.endswith(".") and last.count(".") == 1 and len(last) > 3 else text


def _place(citation: Citation) -> dict[str, str]:
    made: dict[str, str] = {}
    have, issued = citation.custom, citation.dates.get("issued")
    try:
        platform = Platform(have.get("platform", ""))
    except ValueError:
        platform = None
    day = _day(issued.start) if issued is not None and issued.start is not None else None
    named = citation.variables.get("container-title") or (
        platform_name(platform, day) if platform else ""
    )
    if platform is Platform.X:
        named = platform_name(platform, day)
    if named:
        made["platform"] = made["container-title"] = named
    if clock := _clock(have.get("time", "")):
        made["time"] = clock
    return made


def _day(parts: DateParts) -> Day | None:
    if not 1 <= parts.year <= 9999:
        return None
    try:
        return Day(parts.year, parts.month or 1, parts.day or 1)
    except ValueError:
        return None


def _clock(written: str) -> str:
    """Return the time of day with its zone, `04:12 UTC`; empty where the writer gives no zone or no time."""
    if "T" not in written and " " not in written.strip():
        return ""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return ""
    offset = moment.utcoffset()
    if offset is None:
        return ""
    return f"{moment:%H:%M} {_zone(offset)}"


def _zone(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    sign = "+" if minutes > 0 else "−"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"


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
    SourceKind.POST: "post post-weblog",
    SourceKind.NEWS: "article-newspaper article-magazine broadcast interview",
    SourceKind.REPORT: "report dataset standard hearing",
    SourceKind.BOOK: "book chapter classic entry entry-dictionary entry-encyclopedia collection periodical thesis",
    SourceKind.ARTICLE: "article article-journal paper-conference review review-book",
    SourceKind.LAW: "bill legal_case legislation regulation treaty patent",
    SourceKind.WEB: "webpage software",
}
_KIND = {name: kind for kind, names in _TYPES.items() for name in names.split()}


def classify_source(citation: Citation) -> SourceKind:
    """Return the kind of a source, by its type of CSL."""
    return _KIND.get(citation.type, SourceKind.OTHER)
