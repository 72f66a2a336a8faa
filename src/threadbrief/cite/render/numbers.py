"""Numbers: what counts as one, ordinals, roman numerals, and ranges of pages."""

import re
from typing import Final

from threadbrief.cite.csl.locale import Locale, Term
from threadbrief.text.numerals import roman_numeral

# "D2", "2b", "L2d", "2, 3", "2-4", "2 & 4" (CSL 1.0.2, "Choose", is-numeric)
_ONE: Final = r"[^\W\d_]{0,6}\.?\d{1,18}[^\W\d_]{0,4}"
_NUMERIC: Final = re.compile(rf"\s*{_ONE}(?:\s*(?:[-–—,&]|\\-)\s*{_ONE})*\s*")
_PARTS: Final = re.compile(r"(\s*(?:\\-|[-–—,&])\s*)")
_SEVERAL: Final = re.compile(
    r"\d\s*(?:[-–—,&]\s*(?:and|et|und|y|e)?|and|et|und|y|e)\s*[^\W\d_]{0,6}\.?\d|[ivxlcdm]\s*[-–—,&]\s*[ivxlcdm]",
    re.IGNORECASE,
)
_LONGEST: Final = 200
"""Characters of a page, an edition or the like; what is longer is none, and is printed as it stands."""


def is_numeric(value: str) -> bool:
    """Return whether a value consists of numbers only, with letters before and after them allowed."""
    return len(value) <= _LONGEST and _NUMERIC.fullmatch(value) is not None


def is_plural(value: str) -> bool:
    """Return whether a value names several pages, volumes and so on."""
    return _SEVERAL.search(value[:_LONGEST]) is not None


def format_roman(number: int) -> str:
    """Return a number below 6000 in small roman numerals; others as they are."""
    return roman_numeral(number) if 0 < number < 6000 else str(number)


def format_ordinal(number: int, locale: Locale, gender: str = "") -> str:
    """Return a number with its ordinal ending in the language, in the gender of the noun where there is one."""
    return f"{number}{_ending(number, locale, gender)}"


def _ending(number: int, locale: Locale, gender: str) -> str:
    terms = locale.ordinals()
    for wanted in (gender, "") if gender else ("",):
        two, one = number % 100, number % 10
        for code, value in ((two, two), (one, one)):
            term = terms.get((f"ordinal-{code:02}", "long", wanted))
            if term is not None and _matches(term, code, value, number):
                return term.single
        term = terms.get(("ordinal", "long", wanted))
        if term is not None:
            return term.single
    if ("ordinal", "long", "") not in terms:  # the scheme of CSL 1.0
        term = terms.get(("ordinal-04", "long", ""))
        return term.single if term is not None else ""
    return ""


def _matches(term: Term, code: int, value: int, number: int) -> bool:
    match term.match or ("last-two-digits" if code > 9 else "last-digit"):
        case "whole-number":
            return number == value
        case "last-two-digits":
            return number % 100 == value
        case _:
            return number % 10 == value


def format_long_ordinal(number: int, locale: Locale, gender: str = "") -> str:
    """Return `first` to `tenth`; beyond that, and where the language has no such words, an ordinal."""
    if 1 <= number <= 10:
        name = f"long-ordinal-{number:02}"
        term = (gender and locale.find(name, "long", gender)) or locale.find(name)
        if term:
            return term.single
    return format_ordinal(number, locale, gender)


def format_number(value: str, form: str, locale: Locale, gender: str = "") -> str:
    """Return a numeric value in a form of `cs:number`, its separators spaced as the specification says."""
    pieces = _PARTS.split(value.strip())
    made = []
    for index, piece in enumerate(pieces):
        if index % 2:
            sign = piece.strip()
            made.append(
                {"&": " & ", ",": ", ", "\\-": "-"}.get(sign, "–" if sign in "-–" else sign)
            )
        elif piece.isdecimal():
            made.append(_one(int(piece), form, locale, gender))
        else:
            made.append(piece)
    return "".join(made)


def _one(number: int, form: str, locale: Locale, gender: str) -> str:
    match form:
        case "ordinal":
            return format_ordinal(number, locale, gender)
        case "long-ordinal":
            return format_long_ordinal(number, locale, gender)
        case "roman":
            return format_roman(number)
        case _:
            return str(number)


# --- ranges of pages (CSL 1.0.2, appendix V) ---

_RANGE: Final = re.compile(r"\s*[-–—]+\s*")
_SEPARATOR: Final = re.compile(r"(\s*[,;&]\s*)")
_PAGE: Final = re.compile(r"(.*?)(\d{1,18})")


def format_page_ranges(value: str, form: str | None, locale: Locale) -> str:
    """Return pages with their ranges in a form (`chicago`, `expanded`, `minimal`, `minimal-two`; None: as given)."""
    if value.isalnum() or len(value) > _LONGEST:
        return value
    dash = locale.text("page-range-delimiter") or "–"
    kept = value.replace("\\-", "\0")
    parts = _SEPARATOR.split(kept)
    made = [
        _space(part) if index % 2 else _page_range(part, form, dash)
        for index, part in enumerate(parts)
    ]
    return "".join(made).replace("\0", "-")


def _space(sign: str) -> str:
    return " & " if "&" in sign else f"{sign.strip()} "


def _page_range(text: str, form: str | None, dash: str) -> str:
    ends = _RANGE.split(text)
    if len(ends) != 2:
        return text
    first, last = _PAGE.fullmatch(ends[0]), _PAGE.fullmatch(ends[1])
    if form is None or first is None or last is None:
        return dash.join(ends)
    (lead, start), (tail, end) = first.groups(), last.groups()
    if tail != lead:
        return "-".join(ends)
    whole = start[: max(len(start) - len(end), 0)] + end
    if int(whole) < int(start):
        return dash.join(ends)
    return f"{lead}{start}{dash}{_shortened(start, whole, form, lead)}"


def _shortened(start: str, end: str, form: str, lead: str) -> str:
    if len(start) != len(end):
        return lead + end
    match form:
        case "expanded":
            return lead + end
        case "minimal":
            return _minimal(start, end, 1)
        case "minimal-two":
            return _minimal(start, end, 2)
        case "chicago-16":
            return _chicago(start, end, sixteenth=True)
        case _:
            return _chicago(start, end, sixteenth=False)


def _minimal(start: str, end: str, least: int) -> str:
    for index in range(max(len(end) - least, 0)):
        if start[index] != end[index]:
            return end[index:]
    return end[-least:]


def _chicago(start: str, end: str, *, sixteenth: bool) -> str:
    """Return the second number as the Chicago Manual has it: the 15th edition, or from the 16th on (9.60)."""
    number = int(start)
    if number < 100 or number % 100 == 0:
        return end
    if 1 <= number % 100 <= 9:
        return _minimal(start, end, 1)
    short = _minimal(start, end, 2)
    return end if not sixteenth and len(start) == 4 and len(short) == 3 else short
