"""When a post of X was made: by what it says, and by its id, which holds the time of its making."""

import re
from datetime import UTC, datetime, timedelta

from threadbrief.importers.captured import Doubt, DoubtKind
from threadbrief.importers.fields import moment

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_TIMED = 29_700_859_247
"""The first id that holds a time: 4 November 2010."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CREATED = re.compile(r"\w{3} (\w{3}) (\d{1,2}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d) (\d{4})")
_APART = timedelta(seconds=2)


def x_moment(found: object) -> datetime | None:
    """Return the instant of `Sat Feb 18 12:33:11 +0000 2023`, or of ISO 8601."""
    match = _CREATED.fullmatch(found) if isinstance(found, str) else None
    if match is None:
        return moment(found)
    month, day, hour, minute, second, sign, zone_hours, zone_minutes, year = match.groups()
    zone = timedelta(hours=int(zone_hours), minutes=int(zone_minutes))
    try:
        local = datetime(int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), tzinfo=UTC)
        return local - zone if sign == "+" else local + zone
    except (ValueError, OverflowError):
        return None


def id_moment(number: int) -> datetime | None:
    """Return the instant that an id holds; None for one from before they held any."""
    if number < _FIRST_TIMED:
        return None
    return _EPOCH + timedelta(milliseconds=(number >> 22) + 1_288_834_974_657)


def dated(said: datetime | None, number: int | None) -> tuple[datetime | None, tuple[Doubt, ...]]:
    """Return when a post was made by what it says and by its id, and the doubt where they differ."""
    held = id_moment(number) if number is not None else None
    if said is None and held is None:
        return None, (Doubt(DoubtKind.DATE_MISSING, "the source does not say when it was posted"),)
    if said is None:
        date = held.replace(microsecond=0) if held else None
        return date, (Doubt(DoubtKind.DATE_DOUBT, "the source does not say when it was posted; its id does"),)
    if held is not None and abs(said - held) > _APART:
        detail = f"the source says {said:%Y-%m-%d %H:%M:%S} UTC, the id says {held:%Y-%m-%d %H:%M:%S} UTC"
        return said, (Doubt(DoubtKind.DATE_DOUBT, detail),)
    return said, ()
