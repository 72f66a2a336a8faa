"""Dates and texts of X: the date in a Snowflake id, and a text with its entities as readers saw it.

The offsets of entities are code points of the escaped text: X counts them so in archives and in
both of its APIs.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from threadbrief.core.structs import Frozen
from threadbrief.importers.inputs.json import parse_datetime
from threadbrief.importers.model import (
    CapturedLink,
    CapturedMention,
    Doubt,
    DoubtKind,
    format_moment,
)
from threadbrief.importers.platforms.text_offsets import (
    OUTSIDE,
    Offsets,
    Replacement,
    locate_text,
    replace_spans,
    unescape_x_text,
)

# --- dates -----------------------------------------------------------------------------------

_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SNOWFLAKE_EPOCH = 1_288_834_974_657
"""Milliseconds of Unix time at which the time in a Snowflake id is 0."""
_FIRST_SNOWFLAKE = 29_700_859_247
"""The first id that has a time: 4 November 2010."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CREATED = re.compile(r"\w{3} (\w{3}) (\d{1,2}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d) (\d{4})")
_MAX_DIFFERENCE = timedelta(seconds=2)
"""The largest difference of the date of a post and that of its id which is no doubt."""


def parse_x_date(value: object) -> datetime | None:
    """Return the instant of `Sat Feb 18 12:33:11 +0000 2023`, or of a date in ISO 8601."""
    match = None
    if isinstance(value, str):
        match = _CREATED.fullmatch(value)
    if match is None:
        return parse_datetime(value)
    month, day, hour, minute, second, sign, zone_hours, zone_minutes, year = match.groups()
    zone = timedelta(hours=int(zone_hours), minutes=int(zone_minutes))
    if sign == "-":
        zone = -zone
    try:
        local = datetime(
            int(year),
            _MONTHS.index(month) + 1,
            int(day),
            int(hour),
            int(minute),
            int(second),
            tzinfo=UTC,
        )
        return local - zone
    except (ValueError, OverflowError):
        return None


def snowflake_date(number: int) -> datetime | None:
    """Return the instant in a Snowflake id; None for an older id, which has none."""
    if number < _FIRST_SNOWFLAKE:
        return None
    return _UNIX_EPOCH + timedelta(milliseconds=(number >> 22) + _SNOWFLAKE_EPOCH)


def choose_date(
    created: datetime | None, number: int | None
) -> tuple[datetime | None, tuple[Doubt, ...]]:
    """Return the date of a post, and the doubt where the source and the id differ.

    The source has precedence over the id, whose date is used where the source has none.
    """
    id_date = None
    if number is not None:
        id_date = snowflake_date(number)
    if created is None and id_date is None:
        detail = "the source does not say when it was posted"
        return None, (Doubt(DoubtKind.DATE_MISSING, detail),)
    if created is None or id_date is None:
        return _only_date(created, id_date)
    if abs(created - id_date) > _MAX_DIFFERENCE:
        detail = f"the source says {format_moment(created)}, the id says {format_moment(id_date)}"
        return created, (Doubt(DoubtKind.DATE_DOUBT, detail),)
    return created, ()


def _only_date(
    created: datetime | None, id_date: datetime | None
) -> tuple[datetime | None, tuple[Doubt, ...]]:
    if id_date is None:
        return created, ()
    detail = "the source does not say when it was posted; its id does"
    return id_date.replace(microsecond=0), (Doubt(DoubtKind.DATE_DOUBT, detail),)


def edit_doubts(earlier: Sequence[str]) -> Iterator[Doubt]:
    """Yield the doubt about an edited post, by the ids of its earlier versions."""
    if earlier:
        versions = ", ".join(earlier)
        detail = (
            "the author edited it; this is the last version in the source, "
            f"and {versions} came before it"
        )
        yield Doubt(DoubtKind.EDITED, detail)


# --- texts and entities ----------------------------------------------------------------------

_STATUS_URL = re.compile(
    r"https?://(?:(?:www|mobile|m)\.)?(?:twitter|x)\.com/(?:i/web|\w{1,20})"
    r"/status(?:es)?/(\d+)/?(?:\?.*)?"
)
_LEADING_MENTIONS = re.compile(r"(?:[@＠]\w{1,20}\s+)+")


class UrlEntity(Frozen):
    """A shortened link (t.co) in a text."""

    short: str
    full: str
    span: Offsets
    title: str | None = None


class MentionEntity(Frozen):
    """A mention in a text."""

    handle: str
    span: Offsets
    name: str | None = None


class EntityText(Frozen):
    """A text as X stores it, with its entities."""

    text: str
    post: str
    """The id of its post."""
    urls: tuple[UrlEntity, ...] = ()
    mentions: tuple[MentionEntity, ...] = ()
    media_urls: tuple[tuple[str, Offsets], ...] = ()
    """The shortened links to its own media, which readers do not see."""
    display_from: int = 0
    """Where the displayed text begins (`display_text_range`), after the handles of a reply."""
    is_escaped: bool = True


class DisplayText(Frozen):
    """A text as its readers saw it."""

    text: str
    links: tuple[CapturedLink, ...]
    mentions: tuple[CapturedMention, ...]


def expand_entities(source: EntityText) -> DisplayText:
    """Return a text with full URLs, without the links to its own media, its escapes undone once."""
    text = source.text
    begin = display_start(source)
    spans = [
        Replacement(0, begin, ""),
        *(
            _entity_span(text, url.span, [url.short], begin=begin, shown=url.full)
            for url in source.urls
        ),
        *(
            _entity_span(text, mention.span, _mention_forms(mention), begin=begin, shown=None)
            for mention in source.mentions
        ),
        *(
            _entity_span(text, span, [short], begin=begin, shown="")
            for short, span in source.media_urls
        ),
    ]
    unescape: Callable[[str], str] = str
    if source.is_escaped:
        unescape = unescape_x_text
    replaced = replace_spans(text, spans, unescape)
    displayed = replaced.text
    if source.media_urls:
        displayed = displayed.rstrip()
    places = replaced.places[1:]
    count = len(source.urls)
    links = _links(source, displayed, places[:count])
    return DisplayText(displayed, links, _mentions(source, places[count:]))


def _entity_span(
    text: str, span: Offsets, forms: list[str], *, begin: int, shown: str | None
) -> Replacement:
    """Return the span of an entity, `OUTSIDE` where it is not in the displayed text."""
    start, end = locate_text(text, *span, forms) or OUTSIDE
    if start < begin:
        start, end = OUTSIDE
    return Replacement(start, end, shown)


def _mention_forms(mention: MentionEntity) -> list[str]:
    return [f"@{mention.handle}", f"＠{mention.handle}"]


def display_start(source: EntityText) -> int:
    """Return where the displayed text begins: after the handles that a reply begins with."""
    begin = source.display_from
    if not 0 < begin <= len(source.text):
        return 0
    if not _LEADING_MENTIONS.fullmatch(source.text[:begin]):
        return 0
    return begin


def status_id_in_url(url: str) -> str | None:
    """Return the id in the URL of a post of X; None for any other URL, and for that of a photo."""
    match = _STATUS_URL.fullmatch(url)
    if match is None:
        return None
    return match[1]


def _links(
    source: EntityText, text: str, places: Iterable[Offsets | None]
) -> tuple[CapturedLink, ...]:
    links = []
    for url, place in zip(source.urls, places, strict=False):
        start, end = place or (None, None)
        linked_post = status_id_in_url(url.full)
        if linked_post == source.post and place is None:
            continue
        # A link to a post quotes it where nothing follows in the text.
        is_at_end = end is None or not text[end:].strip()
        quotes = linked_post is not None and linked_post != source.post and is_at_end
        links.append(CapturedLink(url.full, start, end, title=url.title, quotes=quotes))
    return tuple(links)


def _mentions(source: EntityText, places: Iterable[Offsets | None]) -> tuple[CapturedMention, ...]:
    return tuple(
        CapturedMention(mention.handle, *place, mention.name)
        for mention, place in zip(source.mentions, places, strict=False)
        if place is not None
    )
