"""Rendering numbers: which values are numeric, ordinals, roman numerals, and page ranges."""

import re
from typing import Final

from threadbrief.cite.csl.locale import Locale, Term
from threadbrief.text.numerals import format_roman_numeral

# "D2", "2b", "L2d", "2, 3", "2-4", "2 & 4" (CSL 1.0.2, "Choose", is-numeric)
_ONE: Final = r"[^\W\d_]{0,6}\.?\d{1,18}[^\W\d_]{0,4}"
_NUMERIC: Final = re.compile(rf"\s*{_ONE}(?:\s*(?:[-–—,&]|\\-)\s*{_ONE})*\s*")
_PARTS: Final = re.compile(r"((?:(?<!\s)\s+)?(?:\\-|[-–—,&])\s*)")
_SEVERAL: Final = re.compile(
    r"\d\s*(?:[-–—,&]\s*(?:(?:and|et|und|y|e)\s*)?|(?:and|et|und|y|e)\s*)[^\W\d_]{0,6}\.?\d"
    r"|[ivxlcdm]\s*[-–—,&]\s*[ivxlcdm]",
    re.IGNORECASE,
)
_MAX_LENGTH: Final = 200
"""Characters of a page, an edition or the like; a longer value is no number, printed as it is."""
_MAX_ROMAN: Final = 5_999


def is_numeric(value: str) -> bool:
    """Return whether a value has numbers only, with letters before and after them allowed."""
    return len(value) <= _MAX_LENGTH and _NUMERIC.fullmatch(value) is not None


def is_plural(value: str) -> bool:
    """Return whether a value names several pages, volumes and so on."""
    return _SEVERAL.search(value[:_MAX_LENGTH]) is not None


def format_number(value: str, form: str, locale: Locale, gender: str = "") -> str:
    """Return a numeric value in a form of `cs:number`, with spaces around its separators.

    CSL 1.0.2, "Number".
    """
    pieces = _PARTS.split(value.strip())
    out = []
    for index, piece in enumerate(pieces):
        if index % 2:
            out.append(_format_separator(piece.strip()))
        elif piece.isdecimal():
            out.append(_format_one(int(piece), form, locale, gender))
        else:
            out.append(piece)
    return "".join(out)


def _format_separator(sign: str) -> str:
    match sign:
        case "&":
            return " & "
        case ",":
            return ", "
        case "\\-":
            return "-"
        case "-":
            return "–"
        case _:
            return sign


def _format_one(number: int, form: str, locale: Locale, gender: str) -> str:
    match form:
        case "ordinal":
            return format_ordinal(number, locale, gender)
        case "long-ordinal":
            return format_long_ordinal(number, locale, gender)
        case "roman":
            return format_roman(number)
        case _:
            return str(number)


def format_roman(number: int) -> str:
    """Return a number below 6000 in small roman numerals; others in digits."""
    return format_roman_numeral(number) if 0 < number <= _MAX_ROMAN else str(number)


# --- ordinals (CSL 1.0.2, "Ordinals") ---


def format_ordinal(number: int, locale: Locale, gender: str = "") -> str:
    """Return a number with its ordinal suffix, in the gender of the noun where there is one."""
    return f"{number}{_ordinal_suffix(number, locale, gender)}"


def format_long_ordinal(number: int, locale: Locale, gender: str = "") -> str:
    """Return `first` to `tenth`; beyond that, and without such terms, an ordinal with digits."""
    if 1 <= number <= 10:
        name = f"long-ordinal-{number:02}"
        term = None
        if gender:
            term = locale.find(name, "long", gender)
        term = term or locale.find(name)
        if term is not None:
            return term.single
    return format_ordinal(number, locale, gender)


def _ordinal_suffix(number: int, locale: Locale, gender: str) -> str:
    terms = locale.ordinals()
    genders = (gender, "") if gender else ("",)
    for wanted in genders:
        for code in (number % 100, number % 10):
            term = terms.get((f"ordinal-{code:02}", "long", wanted))
            if term is not None and _matches(term, code, number):
                return term.single
        term = terms.get(("ordinal", "long", wanted))
        if term is not None:
            return term.single
    term = terms.get(("ordinal-04", "long", ""))  # the scheme of CSL 1.0
    return "" if term is None else term.single


def _matches(term: Term, code: int, number: int) -> bool:
    """Return whether an ordinal term holds for a number; `code` is in the name of the term."""
    match = term.match
    if not match:
        match = "last-two-digits" if code > 9 else "last-digit"
    match match:
        case "whole-number":
            return number == code
        case "last-two-digits":
            return number % 100 == code
        case _:
            return number % 10 == code


# --- page ranges (CSL 1.0.2, appendix V) ---

_RANGE: Final = re.compile(r"(?:(?<!\s)\s+)?[-–—]+\s*")
_SEPARATOR: Final = re.compile(r"((?:(?<!\s)\s+)?[,;&]\s*)")
_PAGE: Final = re.compile(r"(.*?)(\d{1,18})")


def format_page_ranges(value: str, form: str | None, locale: Locale) -> str:
    """Return pages with their ranges in a form; None: as given.

    The forms are `chicago`, `chicago-16`, `expanded`, `minimal` and `minimal-two`.
    """
    if value.isalnum() or len(value) > _MAX_LENGTH:
        return value
    dash = locale.text("page-range-delimiter") or "–"
    parts = _SEPARATOR.split(value.replace("\\-", "\0"))
    parts[0::2] = [_format_range(part, form, dash) for part in parts[0::2]]
    parts[1::2] = [_format_page_separator(part) for part in parts[1::2]]
    return "".join(parts).replace("\0", "-")


def _format_page_separator(sign: str) -> str:
    return " & " if "&" in sign else f"{sign.strip()} "


def _format_range(text: str, form: str | None, dash: str) -> str:
    ends = _RANGE.split(text)
    if len(ends) != 2:
        return text
    first, last = _PAGE.fullmatch(ends[0]), _PAGE.fullmatch(ends[1])
    if form is None or first is None or last is None:
        return dash.join(ends)
    (prefix, start), (last_prefix, end) = first.groups(), last.groups()
    if last_prefix != prefix:
        return "-".join(ends)
    expanded = start[: max(len(start) - len(end), 0)] + end
    if int(expanded) < int(start):
        return dash.join(ends)
    return f"{prefix}{start}{dash}{_abbreviate(start, expanded, form, prefix)}"


def _abbreviate(start: str, end: str, form: str, prefix: str) -> str:
    """Return the second number of a range without the digits that a form leaves out."""
    if len(start) != len(end):
        return prefix + end
    match form:
        case "expanded":
            return prefix + end
        case "minimal":
            return _minimal(start, end, 1)
        case "minimal-two":
            return _minimal(start, end, 2)
        case "chicago-16":
            return _chicago(start, end, sixteenth=True)
        case _:
            return _chicago(start, end, sixteenth=False)


def _minimal(start: str, end: str, min_digits: int) -> str:
    for index in range(max(len(end) - min_digits, 0)):
        if start[index] != end[index]:
            return end[index:]
    return end[-min_digits:]


def _chicago(start: str, end: str, *, sixteenth: bool) -> str:
    """Return the second number by the Chicago Manual: 15th edition, or 16th and later (9.60)."""
    number = int(start)
    if number < 100 or number % 100 == 0:
        return end
    if 1 <= number % 100 <= 9:
        return _minimal(start, end, 1)
    short = _minimal(start, end, 2)
    if not sixteenth and len(start) == 4 and len(short) == 3:
        return end
    return short
