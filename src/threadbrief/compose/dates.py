"""Moments become words: `23 November 2026`, `21 June 2020, 04:12 UTC`."""

from datetime import datetime, timedelta

from threadbrief.model.brief import Moment
from threadbrief.templates import Wording


def day(moment: Moment, wording: Wording) -> str:
    """Return the day, in the zone that the moment was written in."""
    return wording.fill("day", day=moment.day, month=wording.month(moment.month), year=moment.year)


def clock(moment: datetime) -> str:
    """Return hours and minutes with the zone: `04:12 UTC`, `06:12 UTC+2`, `09:42 UTC+5:30`."""
    offset = moment.utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    zone = "UTC"
    if minutes:
        hours, rest = divmod(abs(minutes), 60)
        zone += f"{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02d}" if rest else "")
    return f"{moment.hour:02d}:{moment.minute:02d} {zone}"


def instant(moment: Moment, wording: Wording) -> str:
    """Return the day, and the time where it is known."""
    if isinstance(moment, datetime):
        return f"{day(moment, wording)}, {clock(moment)}"
    return day(moment, wording)


def partial(text: str, wording: Wording) -> str:
    """Return a written day, month or year (`2022-03`) in words; anything else as it is."""
    parts = text.split("-")
    if not (1 <= len(parts) <= 3 and all(part.isdecimal() for part in parts) and len(parts[0]) == 4):
        return text
    numbers = [int(part) for part in parts]
    if len(numbers) > 1 and not 1 <= numbers[1] <= 12:
        return text
    if len(numbers) == 3:
        return wording.fill("day", day=numbers[2], month=wording.month(numbers[1]), year=numbers[0])
    month = f"{wording.month(numbers[1])} " if len(numbers) == 2 else ""
    return f"{month}{numbers[0]}"
