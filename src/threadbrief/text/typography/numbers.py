"""Numbers in running text: the dash of a range, and the spaces at which a line may not end.

A hyphen between two numbers is a dash only where the words around it show a range: years, pages and
the like after their label, quantities before their unit, times of day. Everywhere else it may be a
part of a name, a date or a telephone number, and stays.
"""

import re
from typing import Final

from threadbrief.core.structs import Frozen
from threadbrief.text.typography import words

Edit = tuple[int, int, str]
"""The start and end of what is replaced in a text, and what replaces it."""

NO_BREAK: Final = "\u00a0"
EN_DASH: Final = "–"
NUMBER: Final = r"[0-9]+(?:[.,:][0-9]+)*"

_NUMBER: Final = re.compile(NUMBER)
_TOKEN: Final = re.compile(r"[^\s,;!?()\[\]{}«»“”„\"'\ufdd0]+")
_TIME: Final = re.compile(r"[0-9]{1,2}:[0-9]{2}")
_IN_NAME: Final = frozenset("-‑/\\.:#@_+=&")
"""A number beside one of these is a part of a name, a date or an address."""
_LISTS: Final = re.compile(r", |,? (?:and|und|et|y|e|en|og|och|i|и|та|&) ")
_CURRENCIES: Final = frozenset("$€£¥₽₴₹₪₩")

_COUNTED_LABELS: Final = frozenset(words.COUNTED_LABELS.split())
_LABELS: Final = _COUNTED_LABELS | frozenset(words.LABELS.split())
_UNITS: Final = frozenset(words.UNITS.split())
_QUANTITIES: Final = _UNITS | frozenset(words.QUANTITIES.split())


class Months(Frozen, eq=False):
    """The names of the months in the language of a text, in small letters."""

    names: frozenset[str] = frozenset()

    def has(self, word: str) -> bool:
        """Return whether a word is a month, or the beginning of its name with a full stop."""
        return word.rstrip(".:").casefold() in self.names


def make_months(names: tuple[str, ...]) -> Months:
    """Return months by their full names, and by the first three letters of them."""
    small = [name.casefold() for name in names]
    short = [name[:3] for name in small if len(name) > 3]
    return Months(frozenset([*small, *short, *(["sept"] if "sep" in short else [])]))


NO_MONTHS: Final = Months()


def is_label(word: str) -> bool:
    """Return whether a word is one that a number belongs to: `vol.`, `§`, `page`."""
    return word.casefold() in _LABELS


class NumberSetter:
    """Finds the edits at the numbers of one text, which it is given in their order."""

    def __init__(self, text: str, months: Months, *, nouns_have_capitals: bool) -> None:
        self.text = text
        self.months = months
        self.nouns_have_capitals = nouns_have_capitals
        self.labelled = -1
        """The end of the last number that follows a label, or a list of such."""
        self.edits: list[Edit] = []

    def add(self, start: int, end: int) -> None:
        """Find the edits at a number."""
        text = self.text
        before = text[start - 1 : start]
        if before.isalnum() or text[end : end + 1].isalpha():
            if not before.isalnum():
                self._try_range(start, end, "")
            return
        word = small = ""
        if before == " " and start > 1:
            word = read_word_before(text, start - 1)
            small = word.casefold()
            if small in _LABELS or (end - start <= 2 and self.months.has(word)):
                self.edits.append((start - 1, start, NO_BREAK))
        if small in _COUNTED_LABELS or (
            0 <= self.labelled < start and _LISTS.fullmatch(text, self.labelled, start)
        ):
            self.labelled = end
        if before not in _IN_NAME or not before:
            self._try_range(start, end, word)
        self._glue_after(start, end)

    def _glue_after(self, start: int, end: int) -> None:
        """Keep a unit, a month, or three more digits, on the line of the number before them."""
        text = self.text
        space = end + 1 if text.startswith(". ", end) else end
        if not text.startswith(" ", space):
            return
        token = _TOKEN.match(text, space + 1)
        if token is None:
            return
        word = token[0]
        is_day = end - start <= 2
        is_glued = is_day and (self.months.has(word) or self._has_month_after(token))
        if space == end and not is_glued:
            is_thousands = len(word) == 3 and word.isdecimal() and word.isascii()
            is_glued = (
                word in _UNITS
                or word.rstrip(".:") in _UNITS
                or word.startswith(("UTC", "GMT"))
                or (is_thousands and _has_leading_group(text, end))
            )
        if is_glued:
            self.edits.append((space, space + 1, NO_BREAK))

    def _has_month_after(self, word: re.Match[str]) -> bool:
        """Return whether a word is the `de` of `20 de junio`."""
        if word[0] != "de":
            return False
        token = _TOKEN.match(self.text, word.end() + 1)
        return token is not None and self.months.has(token[0])

    def _try_range(self, start: int, end: int, word: str) -> None:
        """Put a dash between a number and the one after its hyphen, where they are a range."""
        text = self.text
        if not text.startswith("-", end):
            return
        second = _NUMBER.match(text, end + 1)
        if second is None:
            return
        after = text[second.end() : second.end() + 1]
        if after in {".", ":"}:
            following = text[second.end() + 1 : second.end() + 2]
            after = following if following.isalnum() else ""
        unit = self._read_unit(second.end())
        if after in _IN_NAME or (after.isalnum() and unit not in _UNITS):
            return
        first = text[start:end]
        if self._is_range(first, second[0], word, unit, start):
            self.edits.append((end, end + 1, EN_DASH))
            if self.labelled == end:
                self.labelled = second.end()

    def _read_unit(self, end: int) -> str:
        """Return the word after a range, with a space or without one; empty for none."""
        token = _TOKEN.match(self.text, end + self.text.startswith((" ", NO_BREAK), end))
        return token[0].rstrip(".:") if token else ""

    def _is_range(self, first: str, second: str, word: str, unit: str, start: int) -> bool:
        """Return whether two numbers around a hyphen are a range, which the words beside show."""
        if ":" in first + second:
            return bool(_TIME.fullmatch(first) and _TIME.fullmatch(second))
        if self.labelled == start + len(first) or _is_years(first, second):
            return True
        if not _to_number(first) < _to_number(second):
            return False
        is_amount = self.text[start - 1 : start] in _CURRENCIES
        if is_amount or unit in _QUANTITIES or unit[:1] == "%":
            return True
        are_days = self.months.has(word) or self.months.has(unit)
        if are_days and max(len(first), len(second)) <= 2:
            return True
        return self._counts(first, second, word, unit)

    def _counts(self, first: str, second: str, word: str, unit: str) -> bool:
        """Return whether two small or round numbers count what the next word names."""
        is_free = not word or (word[0].islower() and not word.endswith("."))
        is_noun = len(unit) > 2 and unit.isalpha() and (self.nouns_have_capitals or unit.islower())
        if not (is_free and is_noun and first.isdecimal() and second.isdecimal()):
            return False
        is_round = first.endswith("0") and second.endswith("0")
        return is_round or max(len(first), len(second)) <= 2


def read_word_before(text: str, end: int) -> str:
    """Return the word that ends at a place, without an opening bracket or quotation mark."""
    word = text[text.rfind(" ", 0, end) + 1 : end]
    if not word.isalpha():
        word = word.rpartition(NO_BREAK)[2].lstrip("([{\"'“‘„«\ufdd0\n")
    return word


def _has_leading_group(text: str, end: int) -> bool:
    """Return whether a number ends here whose digits are grouped by spaces: `10 000`."""
    start = end
    while start and text[start - 1].isdecimal():
        start -= 1
    return 1 <= end - start <= 3


def _is_years(first: str, second: str) -> bool:
    """Return whether two numbers are years in their order: `1990-1995`, `1990-95`."""
    if len(first) != 4 or not first.isdecimal() or not "1000" <= first < "2100":
        return False
    if len(second) == 4 and second.isdecimal():
        return first < second < "2100"
    # After a year, a number up to 12 may be a month.
    return len(second) == 2 and second.isdecimal() and second > "12" and first[2:] < second


def _to_number(text: str) -> float:
    """Return the value of a number; a comma parts thousands or a fraction, which compare alike."""
    whole, _, rest = text.replace(",", ".").partition(".")
    if not rest.isdecimal():
        return float(whole)
    return float(f"{whole}.{rest}") if len(rest) < 3 else float(whole + rest)
