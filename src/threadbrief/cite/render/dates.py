"""Rendering dates: parts, localized formats, date ranges, eras, seasons, and sort keys."""

import re
from functools import lru_cache

from threadbrief.cite.csl.elements import DateElement, DatePart
from threadbrief.cite.csl.locale import LocalDate, Locale
from threadbrief.cite.render.fields import parse_superscripts
from threadbrief.cite.render.numbers import format_ordinal
from threadbrief.cite.render.runs import (
    NO_TAG,
    YEAR,
    Formatting,
    Run,
    Runs,
    apply_formatting,
    join_runs,
)
from threadbrief.cite.render.text_case import apply_text_case
from threadbrief.core.structs import asdict, replace
from threadbrief.model.brief import CslDate, DateParts

_RANK = {"year": 0, "month": 1, "day": 2}
_ATTACHED = re.compile(r"[^\s,]+")
_RANGE_DELIMITER = "–"
_OPEN_END = 0
"""The year that CSL-JSON has for the end of a range that is not known."""


def render_date(date: CslDate, element: DateElement, locale: Locale) -> Runs:
    """Return a date; the run with the year is tagged. Empty where it has none of the parts."""
    if date.start is None:
        return [Run(date.literal)] if date.literal else []
    parts, delimiter = select_date_parts(element, locale, date)
    if date.end is None or date.end == date.start:
        return join_runs(_render_parts(date.start, parts, locale), delimiter)
    if date.end.year == _OPEN_END < date.start.year:
        dash = Run(_range_delimiter(parts, "year"))
        return [*join_runs(_render_parts(date.start, parts, locale), delimiter), dash]
    return _render_range(date.start, date.end, parts, delimiter, locale)


# --- the parts of a date ---


def select_date_parts(
    element: DateElement, locale: Locale, date: CslDate
) -> tuple[tuple[DatePart, ...], str]:
    """Return the parts of a date in order, and their delimiter.

    With a form they are those of the language, and those of the style override them.
    """
    if element.form is None:
        return element.parts, element.delimiter
    local = locale.date(element.form, _find_smallest(element, date))
    return _localize(element, local), local.delimiter


def _find_smallest(element: DateElement, date: CslDate) -> str:
    """Return the name of the smallest part that an element shows of a date."""
    ends = [end for end in (date.start, date.end) if end is not None]
    if "day" in element.shown and any(end.day for end in ends):
        return "day"
    if "month" in element.shown and any(end.month or end.season for end in ends):
        return "month"
    return "year"


@lru_cache(maxsize=256)
def _localize(element: DateElement, local: LocalDate) -> tuple[DatePart, ...]:
    overrides = {part.name: part for part in element.parts}
    parts = []
    for part in local.parts:
        if part.name in element.shown:
            override = overrides.get(part.name)
            parts.append(part if override is None else _override(part, override))
    return tuple(parts)


def _override(local: DatePart, override: DatePart) -> DatePart:
    outer, inner = local.affixes, override.affixes
    affixes = replace(
        outer,
        format=_merge_formatting(inner.format, outer.format),
        strip_periods=inner.strip_periods or outer.strip_periods,
        text_case=inner.text_case or outer.text_case,
    )
    range_delimiter = override.range_delimiter or local.range_delimiter
    return DatePart(local.name, override.form or local.form, range_delimiter, affixes)


def _merge_formatting(inner: Formatting | None, outer: Formatting | None) -> Formatting | None:
    if inner is None or outer is None:
        return inner or outer
    set_here = {name: value for name, value in asdict(inner).items() if value is not None}
    return replace(outer, **set_here)


def _render_parts(
    date: DateParts,
    parts: tuple[DatePart, ...],
    locale: Locale,
    *,
    with_first_prefix: bool = True,
    with_last_suffix: bool = True,
) -> list[Runs]:
    """Return the runs of each part that the date has, with its affixes."""
    pairs = [(part, _part_text(date, part, locale)) for part in parts]
    pairs = [(part, text) for part, text in pairs if text]
    out = []
    for index, (part, text) in enumerate(pairs):
        runs = _render_part(text, part, locale)
        prefix, suffix = part.affixes.prefix, part.affixes.suffix
        if prefix and (with_first_prefix or index):
            runs = [Run(prefix), *runs]
        if not with_last_suffix and index == len(pairs) - 1:
            suffix = _find_attached_suffix(suffix)
        if suffix:
            runs = [*runs, Run(suffix)]
        out.append(runs)
    return out


def _find_attached_suffix(suffix: str) -> str:
    """Return what of a suffix belongs to its number before a dash too: `20.–23. Juni`."""
    attached = _ATTACHED.match(suffix)
    return attached[0] if attached else ""


def _render_part(text: str, part: DatePart, locale: Locale) -> Runs:
    affixes = part.affixes
    if affixes.strip_periods:
        text = text.replace(".", "")
    tag = YEAR if part.name == "year" else NO_TAG
    runs = [replace(run, tag=tag) for run in parse_superscripts(text)]
    if affixes.text_case:
        runs = apply_text_case(runs, affixes.text_case, locale.language, english=True)
    return apply_formatting(runs, affixes.format) if affixes.format else runs


def _part_text(date: DateParts, part: DatePart, locale: Locale) -> str:
    match part.name:
        case "year":
            return _format_year(date.year, part.form, locale)
        case "month":
            return _format_month(date, part.form, locale)
        case _:
            return _format_day(date, part.form, locale)


def _format_year(year: int, form: str | None, locale: Locale) -> str:
    """Return a year; years before Christ and those below 1000 have their era."""
    if year < 0:
        return f"{-year}{locale.text('bc')}"
    if form == "short":
        return f"{year % 100:02}"
    if 0 < year < 1000:
        return f"{year}{locale.text('ad')}"
    return str(year)


def _format_month(date: DateParts, form: str | None, locale: Locale) -> str:
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


def _format_day(date: DateParts, form: str | None, locale: Locale) -> str:
    if date.day is None or date.month is None:
        return ""
    match form:
        case "numeric-leading-zeros":
            return f"{date.day:02}"
        case "whole-date" if date.day == 1:
            return locale.text("day-01", "whole-date")
        case "ordinal" if date.day == 1 or not locale.limit_ordinals_to_day_1:
            return format_ordinal(date.day, locale, locale.gender(f"month-{date.month:02}"))
        case _:
            return str(date.day)


# --- date ranges (CSL 1.0.2, "Date Ranges") ---


def _render_range(
    start: DateParts, end: DateParts, parts: tuple[DatePart, ...], delimiter: str, locale: Locale
) -> Runs:
    """Return a date range: parts that differ are printed twice, those that do not once.

    The delimiter is that of the largest part that differs.
    """
    largest = _largest_difference(start, end)
    rank = _RANK[largest]
    differing = [index for index, part in enumerate(parts) if _RANK.get(part.name, 0) >= rank]
    if not differing or not any(part.name == largest for part in parts):
        return join_runs(_render_parts(start, parts, locale), delimiter)
    low, high = differing[0], differing[-1] + 1
    head = _render_parts(start, parts[:low], locale)
    first = _render_parts(start, parts[low:high], locale, with_last_suffix=False)
    second = _render_parts(end, parts[low:high], locale, with_first_prefix=False)
    tail = _render_parts(start, parts[high:], locale)
    dash = Run(_range_delimiter(parts, largest))
    middle = [*join_runs(first, delimiter), dash, *join_runs(second, delimiter)]
    return join_runs([*head, middle, *tail], delimiter)


def _range_delimiter(parts: tuple[DatePart, ...], name: str) -> str:
    for part in parts:
        if part.name == name:
            return part.range_delimiter or _RANGE_DELIMITER
    return _RANGE_DELIMITER


def _largest_difference(start: DateParts, end: DateParts) -> str:
    if start.year != end.year:
        return "year"
    if (start.month, start.season) != (end.month, end.season):
        return "month"
    return "day"


# --- sorting ---


def date_sort_key(date: CslDate, names: tuple[str, ...] = ("year", "month", "day")) -> str:
    """Return a date as a sort key: years before Christ first, a range after its beginning alone."""
    if date.start is None:
        return date.literal or ""
    key = _sort_key(date.start, names)
    if date.end is not None:
        key += "/" + _sort_key(date.end, names)
    return key


def _sort_key(date: DateParts, names: tuple[str, ...]) -> str:
    year = month = day = 0
    if "year" in names:
        year = date.year + 1_000_000
    if "month" in names:
        month = date.month or 0
    if "day" in names:
        day = date.day or 0
    return f"{year:07}{month:02}{day:02}"
