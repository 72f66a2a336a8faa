"""Dates and texts of X: what an id dates, and a text with its entities as readers saw it.

Offsets are code points of the escaped text, which is how X counts them in archives and in both of its interfaces.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from threadbrief.core.structs import Frozen
from threadbrief.importers.inputs.json import parse_datetime
from threadbrief.importers.model import CapturedLink, CapturedMention, Doubt, DoubtKind
from threadbrief.importers.platforms.text_offsets import (
    Replacement,
    locate_text,
    replace_spans,
    unescape_x_text,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_TIMED = 29_700_859_247
"""The first id that holds a time: 4 November 2010."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CREATED = re.compile(r"\w{3} (\w{3}) (\d{1,2}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d) (\d{4})")
_APART = timedelta(seconds=2)


def parse_x_date(found: object) -> datetime | None:
    """Return the instant of `Sat Feb 18 12:33:11 +0000 2023`, or of ISO 8601."""
    match = _CREATED.fullmatch(found) if isinstance(found, str) else None
    if match is None:
        return parse_datetime(found)
    month, day, hour, minute, second, sign, zone_hours, zone_minutes, year = match.groups()
    zone = timedelta(hours=int(zone_hours), minutes=int(zone_minutes))
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
        return local - zone if sign == "+" else local + zone
    except (ValueError, OverflowError):
        return None


def snowflake_date(number: int) -> datetime | None:
    """Return the instant that an id holds; None for one from before they held any."""
    if number < _FIRST_TIMED:
        return None
    return _EPOCH + timedelta(milliseconds=(number >> 22) + 1_288_834_974_657)


def choose_date(
    said: datetime | None, number: int | None
) -> tuple[datetime | None, tuple[Doubt, ...]]:
    """Return when a post was made by what it says and by its id, and the doubt where they differ."""
    held = snowflake_date(number) if number is not None else None
    if said is None and held is None:
        return None, (Doubt(DoubtKind.DATE_MISSING, "the source does not say when it was posted"),)
    if said is None:
        date = held.replace(microsecond=0) if held else None
        return date, (
            Doubt(DoubtKind.DATE_DOUBT, "the source does not say when it was posted; its id does"),
        )
    if held is not None and abs(said - held) > _APART:
        detail = f"the source says {said:%Y-%m-%d %H:%M:%S} UTC, the id says {held:%Y-%m-%d %H:%M:%S} UTC"
        return said, (Doubt(DoubtKind.DATE_DOUBT, detail),)
    return said, ()


_STATUS = re.compile(
    r"https?://(?:(?:www|mobile|m)\.)?(?:twitter|x)\.com/(?:i/web|\w{1,20})/status(?:es)?/(\d+)/?(?:\?.*)?"
)
_MENTIONS = re.compile(r"(?:[@＠]\w{1,20}\s+)+")


class UrlEntity(Frozen):
    """A short address of an entity."""

    short: str
    full: str
    span: tuple[int, int]
    title: str | None = None


class MentionEntity(Frozen):
    """A mention of an entity."""

    handle: str
    span: tuple[int, int]
    name: str | None = None


class EntityText(Frozen):
    """A text as X writes it."""

    text: str
    post: str
    """The id of its post."""
    addresses: tuple[UrlEntity, ...] = ()
    handles: tuple[MentionEntity, ...] = ()
    pictures: tuple[tuple[str, tuple[int, int]], ...] = ()
    """The short addresses that stand for pictures and films, which readers did not see."""
    shown_from: int = 0
    """Where its shown part begins; before it stand the handles of those it answers."""
    escaped: bool = True


class DisplayText(Frozen):
    """A text as its readers saw it."""

    text: str
    links: tuple[CapturedLink, ...]
    mentions: tuple[CapturedMention, ...]


def expand_entities(written: EntityText) -> DisplayText:
    """Return a text with its full addresses, without those of its pictures, its escapes undone once."""
    text = written.text
    begin = display_start(written)
    found: list[tuple[tuple[int, int] | None, str | None]] = [
        (locate_text(text, *address.span, [address.short]), address.full)
        for address in written.addresses
    ]
    found += [
        (locate_text(text, *one.span, [f"@{one.handle}", f"＠{one.handle}"]), None)
        for one in written.handles
    ]
    found += [(locate_text(text, *span, [short]), "") for short, span in written.pictures]
    patches = [Replacement(0, begin, "")]
    patches += [
        Replacement(*(span if span and span[0] >= begin else (-1, -1)), form)
        for span, form in found
    ]
    undo: Callable[[str], str] = unescape_x_text if written.escaped else str
    spliced = replace_spans(text, patches, undo)
    whole = spliced.text.rstrip() if written.pictures else spliced.text
    places = spliced.places[1:]
    count = len(written.addresses)
    return DisplayText(
        whole, _links(written, whole, places[:count]), _mentions(written, places[count:])
    )


def display_start(written: EntityText) -> int:
    """Return where the shown part begins: after the handles of those whom it answers, where X hides them."""
    begin = written.shown_from
    return (
        begin if 0 < begin <= len(written.text) and _MENTIONS.fullmatch(written.text[:begin]) else 0
    )


def status_id_in_url(address: str) -> str | None:
    """Return the id in the address of a post of X; None where it is no such address, or one of its pictures."""
    match = _STATUS.fullmatch(address)
    return match[1] if match else None


def _links(
    written: EntityText, text: str, places: Iterable[tuple[int, int] | None]
) -> tuple[CapturedLink, ...]:
    found = []
    for address, place in zip(written.addresses, places, strict=False):
        start, end = place or (None, None)
        quoted = status_id_in_url(address.full)
        at_end = end is None or not text[end:].strip()
        if quoted == written.post and place is None:
            continue
        quotes = quoted is not None and quoted != written.post and at_end
        found.append(CapturedLink(address.full, start, end, address.title, quotes))
    return tuple(found)


def _mentions(
    written: EntityText, places: Iterable[tuple[int, int] | None]
) -> tuple[CapturedMention, ...]:
    return tuple(
        CapturedMention(handle.handle, *place, handle.name)
        for handle, place in zip(written.handles, places, strict=False)
        if place is not None
    )
