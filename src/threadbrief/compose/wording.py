"""The wording of a template becomes inlines, each with its language; dates become words.

Moments are written as `23 November 2026`, or `21 June 2020, 04:12 UTC`, in the form of dates that
the template gives the language.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from threadbrief.compose.emoji import split_emoji
from threadbrief.model.brief import DateOrInstant
from threadbrief.model.document import Inline, Inlines, Text
from threadbrief.text.date_forms import DateForm

_SLOT = re.compile(r"\{(\w+)\}")


def fill_slots(words: str, lang: str | None, values: Mapping[str, Inlines]) -> Inlines:
    """Return words with each slot `{name}` filled; `lang` is their language, None the memo's."""
    parts: list[Inline] = []
    end = 0
    for slot in _SLOT.finditer(words):
        if slot[1] in values:
            parts += (*split_emoji(words[end : slot.start()], lang), *values[slot[1]])
            end = slot.end()
    return merge_texts((*parts, *split_emoji(words[end:], lang)))


def merge_texts(parts: Iterable[Inline]) -> Inlines:
    """Return a line in which adjacent texts of one language are merged.

    The spaces around text with a language of its own become texts without one, so that they keep
    the direction of the line.
    """
    line: list[Inline] = []
    for part in _merge_adjacent(parts):
        if isinstance(part, Text) and part.lang and part.text.strip():
            words = part.text.strip()
            before, _, after = part.text.partition(words)
            line += (Text(before), Text(words, part.lang), Text(after))
        else:
            line.append(part)
    return tuple(_merge_adjacent(line))


def _merge_adjacent(parts: Iterable[Inline]) -> list[Inline]:
    line: list[Inline] = []
    for part in parts:
        last = line[-1] if line else None
        if isinstance(part, Text) and isinstance(last, Text) and last.lang == part.lang:
            line[-1] = Text(last.text + part.text, part.lang)
        elif part != Text(""):
            line.append(part)
    return line


def format_day(moment: DateOrInstant, form: DateForm) -> str:
    """Return the day in words, in the time zone that the moment was written in."""
    return form.format_date(moment.year, moment.month, moment.day)


def format_time(moment: datetime) -> str:
    """Return hours and minutes with the zone: `04:12 UTC`, `06:12 UTC+2`, `09:42 UTC+5:30`."""
    offset = moment.utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    zone = "UTC"
    if minutes:
        hours, rest = divmod(abs(minutes), 60)
        sign = "+" if minutes > 0 else "−"
        zone = f"UTC{sign}{hours}"
        if rest:
            zone = f"{zone}:{rest:02d}"
    return f"{moment.hour:02d}:{moment.minute:02d} {zone}"


def format_moment(moment: DateOrInstant, form: DateForm) -> str:
    """Return the day in words, and the time of a datetime."""
    if isinstance(moment, datetime):
        return f"{format_day(moment, form)}, {format_time(moment)}"
    return format_day(moment, form)


def format_partial_date(text: str, form: DateForm) -> str:
    """Return a written day, month or year (`2022-03`) in words; anything else as it is."""
    parts = text.split("-")
    if len(parts) > 3 or len(parts[0]) != 4 or not all(part.isdecimal() for part in parts):
        return text
    year, *rest = [int(part) for part in parts]
    if rest and not 1 <= rest[0] <= 12:
        return text
    return form.format_date(year, *rest)
