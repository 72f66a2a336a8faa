"""The characters of a scalar in; a number, a date, an address or one of a few words out, or a problem."""

import re
from datetime import date
from enum import Enum

from threadbrief.errors import Problem, Where
from threadbrief.model.brief import CslDate, Moment
from threadbrief.read import problems
from threadbrief.read.clusters import KEY
from threadbrief.read.dates import DateError, ZoneMissingError, read_csl_date, read_day, read_moment
from threadbrief.read.fields import Choice, Whole
from threadbrief.text.urls import is_web_address

_LANGUAGE = re.compile(r"(?:[A-Za-z]{2,8}|[xi](?=-))(?:-[A-Za-z0-9]{1,8})*")  # the shape of RFC 5646, 2.1
_DIGEST = re.compile(r"[0-9a-f]{64}")
_KEY = re.compile(KEY)
_WHOLE = re.compile(r"[0-9]{1,15}")


class UnreadableError(ValueError):
    """A value that is not of its kind."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def line(text: str) -> str:
    """Return a text on one line, without white space around it."""
    if "\n" not in text:
        return text.strip()
    return " ".join(part.strip() for part in text.split("\n")).strip()


def choice(kind: Choice, text: str, where: Where, label: str) -> Enum | str:
    """Return one of the words, or the member of the enum that it names."""
    if text not in kind.words:
        raise UnreadableError(problems.not_a_choice(where, label, text, kind.words))
    return kind.enum(text) if kind.enum else text


def whole(kind: Whole, text: str, where: Where, label: str) -> int:
    """Return a whole number."""
    if not _WHOLE.fullmatch(text) or int(text) < kind.minimum:
        raise UnreadableError(problems.not_a_number(where, label, text, kind.minimum))
    return int(text)


def yes_no(text: str, where: Where, label: str) -> bool:
    """Return a truth value of YAML 1.2 (10.3.2): true or false, in lower case, capitals, or with one capital."""
    if text in {"true", "True", "TRUE"}:
        return True
    if text in {"false", "False", "FALSE"}:
        return False
    raise UnreadableError(problems.not_true_or_false(where, label, text))


def calendar(text: str, where: Where, label: str) -> date:
    """Return a day."""
    try:
        return read_day(text)
    except DateError as fault:
        raise UnreadableError(problems.not_a_date(where, label, text, str(fault), "2020-06-21")) from None


def moment(text: str, where: Where, label: str) -> Moment:
    """Return a day, or an instant with its zone."""
    try:
        return read_moment(text)
    except ZoneMissingError:
        raise UnreadableError(problems.time_without_zone(where, label, text)) from None
    except DateError as fault:
        example = '2020-06-21 or "2020-06-21T04:12:06Z"'
        raise UnreadableError(problems.not_a_date(where, label, text, str(fault), example)) from None


def source_date(text: str, where: Where, label: str) -> CslDate:
    """Return a date of a source."""
    try:
        return read_csl_date(text)
    except DateError as fault:
        raise UnreadableError(source_date_problem(where, label, text, fault)) from None


def source_date_problem(where: Where, label: str, text: str, fault: DateError) -> Problem:
    """Say what is wrong with the date of a source."""
    example = '2020, 2020-06, 2020-06-21, 2020-06-21/2020-06-23, 2020~; or {literal: "words"}'
    return problems.not_a_date(where, label, text, str(fault), example)


def address(text: str, where: Where, label: str) -> str:
    """Return an http or https address."""
    if not is_web_address(text):
        raise UnreadableError(problems.not_an_address(where, label, text))
    return text


def digest(text: str, where: Where, label: str) -> str:
    """Return a SHA-256."""
    if not _DIGEST.fullmatch(text):
        raise UnreadableError(problems.not_a_digest(where, label, text))
    return text


def language(text: str, where: Where, label: str) -> str:
    """Return a language tag."""
    if not _LANGUAGE.fullmatch(text):
        raise UnreadableError(problems.not_a_language(where, label, text))
    return text


def is_key(text: str) -> bool:
    """Return whether a text can be an id or a key."""
    return _KEY.fullmatch(text) is not None


def key(text: str, where: Where, label: str) -> str:
    """Return an id or a key."""
    if not is_key(text):
        raise UnreadableError(problems.bad_key(where, label, text))
    return text
