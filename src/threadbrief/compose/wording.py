"""Words of a template, and what fills them in, become a line in which each part is in its own language."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from threadbrief.compose.emoji import split_emoji
from threadbrief.model.brief import DateOrInstant
from threadbrief.model.document import Inline, Inlines, Text
from threadbrief.templates import Wording

_SLOT = re.compile(r"\{(\w+)\}")


def fill_slots(words: str, lang: str | None, values: Mapping[str, Inlines]) -> Inlines:
    """Return words with each `{name}` in them replaced; `lang` is their language, None the memo's."""
    parts: list[Inline] = []
    end = 0
    for slot in _SLOT.finditer(words):
        if slot[1] in values:
            parts += (*split_emoji(words[end : slot.start()], lang), *values[slot[1]])
            end = slot.end()
    return merge_texts((*parts, *split_emoji(words[end:], lang)))


def merge_texts(parts: Iterable[Inline]) -> Inlines:
    """Return a line in which texts of one language that follow one another are one.

    The spaces around words of another language than the memo's are not part of them: they keep the direction of the
    line.
    """
    line: list[Inline] = []
    for part in _merge_adjacent(parts):
        if isinstance(part, Text) and part.lang and part.text.strip():
            before, after = (
                part.text[: len(part.text) - len(part.text.lstrip())],
                part.text[len(part.text.rstrip()) :],
            )
            line += (Text(before), Text(part.text.strip(), part.lang), Text(after))
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


def format_day(moment: DateOrInstant, wording: Wording) -> str:
    """Return the day, in the zone that the moment was written in."""
    return wording.fill("day", day=moment.day, month=wording.month(moment.month), year=moment.year)


def format_time(moment: datetime) -> str:
    """Return hours and minutes with the zone: `04:12 UTC`, `06:12 UTC+2`, `09:42 UTC+5:30`."""
    offset = moment.utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    zone = "UTC"
    if minutes:
        hours, rest = divmod(abs(minutes), 60)
        zone += f"{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02d}" if rest else "")
    return f"{moment.hour:02d}:{moment.minute:02d} {zone}"


def format_moment(moment: DateOrInstant, wording: Wording) -> str:
    """Return the day, and the time where it is known."""
    if isinstance(moment, datetime):
        return f"{format_day(moment, wording)}, {format_time(moment)}"
    return format_day(moment, wording)


def format_partial_date(text: str, wording: Wording) -> str:
    """Return a written day, month or year (`2022-03`) in words; anything else as it is."""
    parts = text.split("-")
    if not (
        1 <= len(parts) <= 3 and all(part.isdecimal() for part in parts) and len(parts[0]) == 4
    ):
        return text
    numbers = [int(part) for part in parts]
    if len(numbers) > 1 and not 1 <= numbers[1] <= 12:
        return text
    if len(numbers) == 3:
        return wording.fill("day", day=numbers[2], month=wording.month(numbers[1]), year=numbers[0])
    month = f"{wording.month(numbers[1])} " if len(numbers) == 2 else ""
    return f"{month}{numbers[0]}"
