"""Straight quotation marks and apostrophes become those of a language.

Whether a mark opens or closes is decided by what is beside it, and which mark it becomes by how
many quotations it is inside of: the outermost has the outer marks, however it was written.
"""

import re
from functools import cache
from typing import Final

from threadbrief.core.structs import Accumulator, field
from threadbrief.text.language_tag import get_primary_language
from threadbrief.text.scripts import is_spaceless
from threadbrief.text.typography.numbers import Edit
from threadbrief.text.typography.quotation_marks import QuotationMarks

APOSTROPHE: Final = "’"
_PRIME, _DOUBLE_PRIME = "′", "″"
_GERESH, _GERSHAYIM = "׳", "״"

_STRAIGHT: Final = re.compile("[\"']")
_TYPED: Final = re.compile("[\"'“”„«»「」『』‹›‚‘’]")
_MEASURE: Final = re.compile(
    r"(?<![\w.])[0-9]+(?:[.,][0-9]+)?(?P<feet>'|°\s?[0-9]+')\s?[0-9]+(?:[.,][0-9]+)?[½¼¾]?(?P<inches>\")"
)
"""Feet and inches, `5' 10"`, or minutes and seconds."""
_AFTER_FIGURE: Final = re.compile("[0-9][\"']")
_MINUTES: Final = re.compile(r"°\s?[0-9]+(?P<feet>')")
_OPENS_AFTER: Final = frozenset("([{<—–-/¿¡“‘„‚«‹「『")
_HEBREW: Final = re.compile("[\u05d0-\u05ea]")
_BEFORE_GERESH: Final = re.compile("(?<=[\u05d0-\u05ea])'")
_IN_ABBREVIATION: Final = re.compile('(?<=[\u05d0-\u05ea])"(?=[\u05d0-\u05ea](?![\u05d0-\u05ea"]))')
_LEADING: Final = {
    "en": r"'(?:[0-9]0s|[0-9]{2}s?|tis|twas|twere|twill|twould|tisn|twasn|em|til|cos|n)(?!\w)",
    "nl": r"'(?:s|t|n|k|m|r)(?!\w)",
    "af": r"'n(?!\w)",
    "de": r"'(?:s|n|ne|nen|nem|ner|rein|raus|rauf|runter|rum|[0-9]{2}er)(?!\w)",
}
"""Words that begin with an apostrophe."""
_YEAR: Final = r"'(?:[0-9]{2}s?|n(?='))(?!\w)"
"""The same in every language: `'90s`, and `'n'` of rock 'n' roll."""


@cache
def _compile_leading(language: str) -> re.Pattern[str]:
    return re.compile(f"{_YEAR}|{_LEADING.get(language, _YEAR)}")


class _OpenQuotation(Accumulator):
    typed: str
    """The mark that was written."""
    edit: int
    """The place of its edit; -1: it is left as it was written."""


class QuoteSetter(Accumulator):
    """Finds the edits at the straight marks of one text."""

    text: str
    marks: QuotationMarks
    language: str
    edits: list[Edit] = field(default_factory=list)
    open: list[_OpenQuotation] = field(default_factory=list)
    open_doubles: int = 0
    open_singles: int = 0
    opened_at: int = -2
    """The place of the last mark that opens a quotation."""
    apostrophe_at: int = -2
    """The place of the last apostrophe inside or behind a word."""
    primes: dict[int, str] = field(default_factory=dict)
    last_closing: int = -1
    """The place of the last single mark that can close a quotation."""

    def find_edits(self) -> list[Edit]:
        """Return what replaces each straight mark; none for one that is left."""
        text = self.text
        if _AFTER_FIGURE.search(text):
            self.primes = _find_primes(text)
        self.last_closing = _find_last_closing(text)
        leading = _compile_leading(self.language)
        for match in _TYPED.finditer(text):
            place, sign = match.start(), match[0]
            if place in self.primes:
                self._replace(place, self.primes[place])
            elif sign == '"':
                self._set_double(place)
            elif sign == "'":
                self._set_single(place, leading)
            else:
                self._note_typed(place, sign)
        return self.edits

    def _replace(self, place: int, sign: str) -> None:
        self.edits.append((place, place + 1, sign))

    def _can_open(self, place: int) -> bool:
        before, after = self._neighbours(place)
        if not after or after.isspace():
            return False
        return (
            not before
            or before.isspace()
            or before in _OPENS_AFTER
            or self.opened_at == place - 1
            or (self.apostrophe_at == place - 1 and after.isalnum())  # l'"Express"
        )

    def _neighbours(self, place: int) -> tuple[str, str]:
        return self.text[place - 1 : place] if place else "", self.text[place + 1 : place + 2]

    def _set_double(self, place: int) -> None:
        before, after = self._neighbours(place)
        if self.language == "he" and self._is_gershayim(place):
            self._replace(place, _GERSHAYIM)
        elif self._can_open(place) and (
            not self.open_doubles or not before or before.isspace() or after.isalnum()
        ):
            self._open(place, '"')
        elif before and not before.isspace():
            if self.open_doubles:
                self._close(place, '"')
            elif is_spaceless(before) or (_HEBREW.match(before) and _HEBREW.match(after)):
                self._open(place, '"')
            elif before in "0123456789" and _is_small_number(self.text, place):
                self._replace(place, _DOUBLE_PRIME)
            elif not (before.isalnum() and after.isalnum()):
                self._replace(place, self.marks.close)  # its quotation began in another paragraph

    def _set_single(self, place: int, leading: re.Pattern[str]) -> None:
        before, after = self._neighbours(place)
        if self.language == "he" and _HEBREW.match(before) and not self._closes_single(after):
            self._replace(place, _GERESH)
        elif before.isalnum() and after.isalnum() and not is_spaceless(before):
            self._set_apostrophe(place)
        elif self._can_open(place):
            if leading.match(self.text, place) or self.last_closing <= place:
                self._replace(place, APOSTROPHE)
            else:
                self._open(place, "'")
        elif before and not before.isspace():
            if self._closes_single(after):
                self._close(place, "'")
            elif is_spaceless(before) and self.last_closing > place:
                self._open(place, "'")
            elif before in "0123456789" and _is_small_number(self.text, place):
                self._replace(place, _PRIME)
            else:
                self._set_apostrophe(place)

    def _set_apostrophe(self, place: int) -> None:
        self._replace(place, APOSTROPHE)
        self.apostrophe_at = place

    def _closes_single(self, after: str) -> bool:
        return bool(self.open_singles) and not (after.isalnum() and not is_spaceless(after))

    def _is_gershayim(self, place: int) -> bool:
        """Return whether a mark is that of an abbreviation, which is before its last letter."""
        text = self.text
        before, after = self._neighbours(place)
        if not (_HEBREW.match(before) and _HEBREW.match(after)):
            return False
        next_one = text[place + 2 : place + 3]
        return not _HEBREW.match(next_one) and next_one != '"'

    def _open(self, place: int, typed: str) -> None:
        opening, _ = self.marks.at(len(self.open))
        self.open.append(_OpenQuotation(typed, len(self.edits)))
        self._replace(place, opening)
        self._count(typed, 1)
        self.opened_at = place

    def _close(self, place: int, typed: str) -> None:
        """Close the last quotation that began with this mark, and forget those inside it."""
        while True:
            last = self.open.pop()
            self._count(last.typed, -1)
            if last.typed == typed:
                break
            if last.typed == "'":
                start, end, _ = self.edits[last.edit]
                self.edits[last.edit] = (start, end, APOSTROPHE)
        _, closing = self.marks.at(len(self.open))
        self._replace(place, closing)

    def _count(self, typed: str, change: int) -> None:
        if typed == '"':
            self.open_doubles += change
        elif typed == "'":
            self.open_singles += change

    def _note_typed(self, place: int, sign: str) -> None:
        """Count a mark of the language that was written as such, for the level of those inside."""
        opening, closing = self.marks.at(len(self.open))
        if sign == opening.strip() and sign != closing.strip():
            self.open.append(_OpenQuotation(sign, -1))
            self.opened_at = place
        elif self.open and self.open[-1].edit < 0:
            opening, closing = self.marks.at(len(self.open) - 1)
            if sign == closing.strip() and self.open[-1].typed == opening.strip():
                self.open.pop()


def _find_primes(text: str) -> dict[int, str]:
    """Return the places of primes with their signs."""
    primes = {}
    for match in _MEASURE.finditer(text):
        primes[match.end("feet") - 1] = _PRIME
        primes[match.start("inches")] = _DOUBLE_PRIME
    for match in _MINUTES.finditer(text):
        primes[match.start("feet")] = _PRIME
    return primes


def _is_small_number(text: str, end: int) -> bool:
    """Return whether up to three digits are here; four are a year."""
    start = end
    while start and end - start < 4 and text[start - 1] in "0123456789":
        start -= 1
    return end - start < 4 and not text[start - 1 : start].isalpha()


def _find_last_closing(text: str) -> int:
    """Return the place of the last single mark behind a character and before no word; else -1."""
    place = len(text)
    while True:
        place = text.rfind("'", 0, place)
        if place <= 0:
            return -1
        after = text[place + 1 : place + 2]
        if not text[place - 1].isspace() and not (after.isalnum() and not is_spaceless(after)):
            return place


def find_hebrew_signs(text: str) -> list[Edit]:
    """Return the signs of Hebrew abbreviations and foreign sounds; any other mark is left."""
    geresh = [(m.start(), m.end(), _GERESH) for m in _BEFORE_GERESH.finditer(text)]
    return geresh + [(m.start(), m.end(), _GERSHAYIM) for m in _IN_ABBREVIATION.finditer(text)]


def find_quote_edits(text: str, marks: QuotationMarks, language: str) -> list[Edit]:
    """Return the edits that set the straight marks of a text; `language` is a BCP 47 tag."""
    if not _STRAIGHT.search(text):
        return []
    return QuoteSetter(text, marks, get_primary_language(language)).find_edits()
