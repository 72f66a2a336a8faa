"""Parse scalars: numbers, dates, addresses, language tags and words of a list, or a problem."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum

from threadbrief.core.problems import Location, Problem
from threadbrief.model.brief import CslDate, DateOrInstant, DateParts
from threadbrief.read import problems
from threadbrief.read.markup.citations import KEY
from threadbrief.read.schema.kinds import Choice, Integer
from threadbrief.text.urls import is_web_address

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?"
    r"(?:([Zz])|([+-])(\d{2}):?(\d{2}))?",
    re.ASCII,
)
_PARTS = re.compile(
    r"(-?\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII
)  # EDTF level 0 (ISO 8601-2, 4)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_SEASONS = range(21, 25)
"""EDTF level 1 (ISO 8601-2, 4.8): 21 is spring."""


class DateError(ValueError):
    """What is wrong with a written date, as the end of a sentence that begins with it."""


class ZoneMissingError(DateError):
    """A time without its zone."""


def read_day(text: str) -> date:
    """Return a day written as YYYY-MM-DD. Raises DateError."""
    match = _DAY.fullmatch(text)
    if not match:
        raise DateError("is not a day written as YYYY-MM-DD")
    return _make_day(int(match[1]), int(match[2]), int(match[3]))


def read_moment(text: str) -> date | datetime:
    """Return a day, or an instant with its zone.

    Raises DateError, and ZoneMissingError for a time without a zone.
    """
    match = _INSTANT.fullmatch(text)
    if not match:
        if "T" in text or ":" in text:
            raise DateError("is not a time written as YYYY-MM-DDTHH:MM:SSZ")
        return read_day(text)
    day = read_day(match[1])
    hour, minute, second = int(match[2]), int(match[3]), int(match[4] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise DateError("is no time of day")
    if not match[6] and not match[7]:
        raise ZoneMissingError("has no time zone")
    micro = int((match[5] or "0").ljust(6, "0")[:6])
    return datetime(
        day.year, day.month, day.day, hour, minute, second, micro, tzinfo=_make_zone(match)
    )


def read_csl_date(text: str) -> CslDate:
    """Return a date of EDTF level 0, with seasons and qualifiers of level 1. Raises DateError.

    `?` and `%` count as circa like `~`: CSL knows no other doubt. Of an instant its day is taken.
    """
    written = text.strip()
    circa = written.startswith("~") or any(mark in written for mark in "~?%")
    plain = re.sub(r"^~|[~?%](?=/|$)", "", written)
    parts = plain.split("/")
    if len(parts) > 2:
        raise DateError("is not one date or a range of two")
    start = _parse_csl_parts(parts[0])
    if len(parts) == 1:
        return CslDate(start, circa=circa)
    end = _parse_csl_parts(parts[1])
    if _sort_key(end) < _sort_key(start):
        raise DateError("is a range that ends before it begins")
    return CslDate(start, end, circa=circa)


def make_date_parts(numbers: list[int]) -> DateParts:
    """Return the year, month and day of CSL-JSON's date-parts. Raises DateError.

    A month of 13 to 16 or 21 to 24 is a season, as in CSL-JSON's older form and in EDTF.
    """
    year, month, day = (*numbers, 0, 0)[:3]
    if not -9999 <= year <= 9999:
        raise DateError("has a year of more than four digits")
    if not month:
        return DateParts(year)
    if month in _SEASONS or 13 <= month <= 16:
        return DateParts(year, season=month - 20 if month > 20 else month - 12)
    if not 1 <= month <= 12:
        raise DateError(f"has a month {month}")
    if day:
        _make_day(year if 1 <= year <= 9999 else 2000, month, day)
    return DateParts(year, month, day or None)


def _parse_csl_parts(text: str) -> DateParts:
    match = _PARTS.fullmatch(text)
    if match:
        return _make_written_parts([int(part) for part in match.groups() if part is not None])
    if text in {"", ".."}:
        raise DateError("has an open end, which CSL does not know")
    if re.fullmatch(r"[\dXu-]+", text):
        raise DateError("has digits left out, which CSL does not know")
    if _INSTANT.fullmatch(text):
        try:
            moment = read_moment(text)
        except ZoneMissingError:
            return _parse_csl_parts(text[:10])
        return DateParts(moment.year, moment.month, moment.day)
    raise DateError("is not a date written as in ISO 8601 or EDTF")


def _make_written_parts(numbers: list[int]) -> DateParts:
    """Return the parts of a date written by hand; seasons are EDTF's 21 to 24, without a day."""
    if 0 in numbers[1:]:
        raise DateError("has a month or a day 00")
    month = numbers[1] if len(numbers) > 1 else 0
    if 13 <= month <= 16 or (month in _SEASONS and len(numbers) > 2):
        raise DateError(f"has a month {month}")
    return make_date_parts(numbers)


def _sort_key(parts: DateParts) -> tuple[int, int, int]:
    month = parts.season * 3 if parts.season else parts.month or 12
    return parts.year, month, parts.day or 31


def _make_day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        if not 1 <= month <= 12:
            raise DateError(f"has a month {month:02}") from None
        if year < 1:
            raise DateError("has a year before 1") from None
        raise DateError(f"is no day: {_MONTHS[month - 1]} {year} has no {day:02}") from None


def _make_zone(match: re.Match[str]) -> timezone:
    if match[6]:
        return UTC
    hours, minutes = int(match[8]), int(match[9])
    if hours > 23 or minutes > 59:
        raise DateError("has an offset from UTC that is no time")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if match[7] == "-" else offset)


_LANGUAGE = re.compile(
    r"(?:[A-Za-z]{2,3}|[xi](?=-))(?:-[A-Za-z0-9]{1,8})*"
)  # the shape of RFC 5646, 2.1; languages of four to eight letters are reserved there
_DIGEST = re.compile(r"[0-9a-f]{64}")
_KEY = re.compile(KEY)
_INTEGER = re.compile(r"[0-9]{1,15}")


class UnreadableError(ValueError):
    """A value that is not of its kind."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_line(text: str) -> str:
    """Return a text on one line, without white space around it."""
    if "\n" not in text:
        return text.strip()
    return " ".join(part.strip() for part in text.split("\n")).strip()


_CURLY = re.compile(
    r"[\u2018-\u201f\u00ab\u00bb\u2039\u203a].*[\u2018-\u201f\u00ab\u00bb\u2039\u203a]"
)


def refuse_curly_quotes(text: str, where: Location, label: str) -> None:
    """Raise UnreadableError for a value in quotation marks that YAML takes for a part of it."""
    if _CURLY.fullmatch(text):
        raise UnreadableError(problems.quotes_around_value(where, label, text))


def split_keys(text: str) -> list[str]:
    """Return the keys that a text holds, with commas or spaces between them; none where it is one.

    None, too, where something in it is no key.
    """
    keys = re.split(r"[,;\s]+", text.strip("[] \t\n"))
    if len(keys) > 1 and all(map(is_key, keys)):
        return keys
    return []


def read_choice(kind: Choice, text: str, where: Location, label: str) -> Enum | str:
    """Return one of the words, or the member of the enum that it names.

    `off` and `on` are written as Booleans by programs that keep to YAML 1.1.
    """
    switch = {"false": "off", "true": "on"}.get(text)
    if switch in kind.words:
        text = switch
    if text not in kind.words:
        renamed = dict(kind.renamed).get(text.casefold())
        raise UnreadableError(problems.not_a_choice(where, label, text, kind.words, renamed))
    if kind.enum:
        return kind.enum(text)
    return text


def read_integer(kind: Integer, text: str, where: Location, label: str) -> int:
    """Return a whole number."""
    if not _INTEGER.fullmatch(text) or int(text) < kind.minimum:
        raise UnreadableError(problems.not_a_number(where, label, text, kind.minimum))
    return int(text)


def read_boolean(text: str, where: Location, label: str) -> bool:
    """Return a Boolean of YAML 1.2 (10.3.2): true or false in lower, upper or title case."""
    if text in {"true", "True", "TRUE"}:
        return True
    if text in {"false", "False", "FALSE"}:
        return False
    raise UnreadableError(problems.not_true_or_false(where, label, text))


def read_date_value(text: str, where: Location, label: str) -> date:
    """Return a day."""
    try:
        return read_day(text)
    except DateError as fault:
        raise UnreadableError(
            problems.not_a_date(where, label, text, str(fault), "2020-06-21")
        ) from None


def read_moment_value(text: str, where: Location, label: str) -> DateOrInstant:
    """Return a day, or an instant with its zone."""
    try:
        return read_moment(text)
    except ZoneMissingError:
        raise UnreadableError(problems.time_without_zone(where, label, text)) from None
    except DateError as fault:
        example = '2020-06-21 or "2020-06-21T04:12:06Z"'
        raise UnreadableError(
            problems.not_a_date(where, label, text, str(fault), example)
        ) from None


def read_source_date(text: str, where: Location, label: str) -> CslDate:
    """Return a date of a source."""
    try:
        return read_csl_date(text)
    except DateError as fault:
        raise UnreadableError(make_source_date_problem(where, label, text, fault)) from None


def make_source_date_problem(where: Location, label: str, text: str, fault: DateError) -> Problem:
    """Say what is wrong with the date of a source."""
    example = '2020, 2020-06, 2020-06-21, 2020-06-21/2020-06-23, 2020~; or {literal: "words"}'
    return problems.not_a_date(where, label, text, str(fault), example)


def read_address(text: str, where: Location, label: str) -> str:
    """Return an http or https address."""
    if not is_web_address(text):
        raise UnreadableError(problems.not_an_address(where, label, text))
    return text


def read_digest(text: str, where: Location, label: str) -> str:
    """Return a SHA-256."""
    if not _DIGEST.fullmatch(text):
        raise UnreadableError(problems.not_a_digest(where, label, text))
    return text


def read_language(text: str, where: Location, label: str) -> str:
    """Return a language tag."""
    if not is_language_tag(text):
        raise UnreadableError(problems.not_a_language(where, label, text))
    return text


def is_language_tag(text: str) -> bool:
    """Return whether a text can be a language tag."""
    return _LANGUAGE.fullmatch(text) is not None


def is_key(text: str) -> bool:
    """Return whether a text can be an id or a key."""
    return _KEY.fullmatch(text) is not None


def read_key(text: str, where: Location, label: str) -> str:
    """Return an id or a key."""
    if not is_key(text):
        raise UnreadableError(problems.bad_key(where, label, text))
    return text
