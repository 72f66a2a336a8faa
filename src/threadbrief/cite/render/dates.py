"""Dates: the parts that a style or the language asks for, ranges, eras, seasons, and the keys to sort by."""

from functools import lru_cache

from threadbrief.cite.csl.elements import DateElement, DatePart
from threadbrief.cite.csl.locale import LocalDate, Locale
from threadbrief.cite.render.fields import parse_superscripts
from threadbrief.cite.render.numbers import format_ordinal
from threadbrief.cite.render.runs import NO_TAG, YEAR, Formatting, Run, Runs, apply_formatting
from threadbrief.cite.render.text_case import apply_text_case
from threadbrief.core.structs import asdict, replace
from threadbrief.model.brief import CslDate, DateParts

_RANK = {"year": 0, "month": 1, "day": 2}


def render_date(date: CslDate, element: DateElement, locale: Locale) -> Runs:
    """Return a date as an element asks for it; the run with the year is tagged. Empty when no part is there."""
    if date.start is None:
        return [Run(date.literal)] if date.literal else []
    parts, delimiter = select_date_parts(element, locale)
    if date.end is None or date.end == date.start:
        return _joined(_pieces(date.start, parts, locale), delimiter)
    if date.end.year == 0 < date.start.year:  # CSL-JSON has the year 0 for an end that is not known
        mark = next((part.range_delimiter for part in parts if part.name == "year"), None) or "–"
        return [*_joined(_pieces(date.start, parts, locale), delimiter), Run(mark)]
    return _range(date.start, date.end, parts, delimiter, locale)


def select_date_parts(element: DateElement, locale: Locale) -> tuple[tuple[DatePart, ...], str]:
    """Return the parts of a date in their order, those of the language overridden by those of the style."""
    if element.form is None:
        return element.parts, element.delimiter
    local = locale.date(element.form)
    return _localized(element, local), local.delimiter


@lru_cache(maxsize=256)
def _localized(element: DateElement, local: LocalDate) -> tuple[DatePart, ...]:
    over = {part.name: part for part in element.parts}
    return tuple(
        _over(part, over.get(part.name)) for part in local.parts if part.name in element.shown
    )


def _over(local: DatePart, own: DatePart | None) -> DatePart:
    if own is None:
        return local
    finish, near = local.affixes, own.affixes
    merged = replace(
        finish,
        format=_format(near.format, finish.format),
        strip_periods=near.strip_periods or finish.strip_periods,
        text_case=near.text_case or finish.text_case,
    )
    return DatePart(
        local.name, own.form or local.form, own.range_delimiter or local.range_delimiter, merged
    )


def _format(near: Formatting | None, far: Formatting | None) -> Formatting | None:
    if near is None or far is None:
        return near or far
    return replace(
        far, **{name: value for name, value in asdict(near).items() if value is not None}
    )


def _pieces(
    date: DateParts,
    parts: tuple[DatePart, ...],
    locale: Locale,
    *,
    first: bool = True,
    last: bool = True,
) -> list[Runs]:
    """Return the runs of each part that is there; without the first prefix or the last suffix where not asked for."""
    made = [(part, text) for part in parts if (text := _part_text(date, part, locale))]
    out = []
    for index, (part, text) in enumerate(made):
        finish = part.affixes
        runs = _finished(text, part, locale)
        prefix = finish.prefix if first or index else ""
        suffix = finish.suffix if last or index < len(made) - 1 else ""
        out.append([*([Run(prefix)] if prefix else []), *runs, *([Run(suffix)] if suffix else [])])
    return out


def _finished(text: str, part: DatePart, locale: Locale) -> Runs:
    finish = part.affixes
    if finish.strip_periods:
        text = text.replace(".", "")
    tag = YEAR if part.name == "year" else NO_TAG
    runs = [replace(run, tag=tag) for run in parse_superscripts(text)]
    if finish.text_case:
        runs = apply_text_case(runs, finish.text_case, locale.language, english=True)
    return apply_formatting(runs, finish.format) if finish.format else runs


def _joined(pieces: list[Runs], delimiter: str) -> Runs:
    out: Runs = []
    for piece in pieces:
        if out and delimiter:
            out.append(Run(delimiter))
        out.extend(piece)
    return out


def _part_text(date: DateParts, part: DatePart, locale: Locale) -> str:
    match part.name:
        case "year":
            return _year(date.year, part.form, locale)
        case "month":
            return _month(date, part.form, locale)
        case _:
            return _day(date, part.form, locale)


def _year(year: int, form: str | None, locale: Locale) -> str:
    if year < 0:
        return f"{-year}{locale.text('bc')}"
    if form == "short":
        return f"{year % 100:02}"
    return f"{year}{locale.text('ad')}" if 0 < year < 1000 else str(year)


def _month(date: DateParts, form: str | None, locale: Locale) -> str:
    if date.season is not None:
        return locale.text(f"season-{date.season:02}")
    if date.month is None:
        return ""
    match form:
        case "numeric":
            return str(date.month)
        case "numeric-leading-zeros":
            return f"{date.month:02}"
        case _:
            return locale.text(f"month-{date.month:02}", form or "long")


def _day(date: DateParts, form: str | None, locale: Locale) -> str:
    if date.day is None or date.month is None:
        return ""
    match form:
        case "numeric-leading-zeros":
            return f"{date.day:02}"
        case "ordinal" if date.day == 1 or not locale.limit_ordinals_to_day_1:
            return format_ordinal(date.day, locale, locale.gender(f"month-{date.month:02}"))
        case _:
            return str(date.day)


def _range(
    start: DateParts, end: DateParts, parts: tuple[DatePart, ...], delimiter: str, locale: Locale
) -> Runs:
    """Return a range: what differs is given twice, around the delimiter of the largest part that differs."""
    largest = _largest_difference(start, end)
    moving = [
        index for index, part in enumerate(parts) if _RANK.get(part.name, 0) >= _RANK[largest]
    ]
    if not moving or not any(part.name == largest for part in parts):
        return _joined(_pieces(start, parts, locale), delimiter)
    low, high = moving[0], moving[-1] + 1
    mark = next((part.range_delimiter for part in parts if part.name == largest), None) or "–"
    head = _pieces(start, parts[:low], locale)
    first = _pieces(start, parts[low:high], locale, last=False)
    second = _pieces(end, parts[low:high], locale, first=False)
    tail = _pieces(start, parts[high:], locale)
    middle = [*_joined(first, delimiter), Run(mark), *_joined(second, delimiter)]
    return _joined([*head, middle, *tail], delimiter)


def _largest_difference(start: DateParts, end: DateParts) -> str:
    if start.year != end.year:
        return "year"
    if (start.month, start.season) != (end.month, end.season):
        return "month"
    return "day"


def date_sort_key(date: CslDate, names: tuple[str, ...] = ("year", "month", "day")) -> str:
    """Return a date as a key: years in their order, B.C. first, a range after its beginning alone."""
    if date.start is None:
        return date.literal or ""
    return _key(date.start, names) + ("/" + _key(date.end, names) if date.end is not None else "")


def _key(date: DateParts, names: tuple[str, ...]) -> str:
    month = (date.month or 0) if "month" in names else 0
    day = (date.day or 0) if "day" in names else 0
    year = date.year + 1_000_000 if "year" in names else 0
    return f"{year:07}{month:02}{day:02}"
