"""Smart typography: quotation marks, apostrophes, dashes, ellipses and spaces of our own words.

What is quoted (a post, a web address, a handle) is given as a piece that is not ours: it stays as
it is, character by character, and only says what is beside our words. Set text stays the same when
it is set again.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import Final

from threadbrief.core.structs import Frozen
from threadbrief.text.language_tag import get_primary_language, split_tag
from threadbrief.text.typography import words
from threadbrief.text.typography.numbers import (
    EN_DASH,
    NO_BREAK,
    NO_MONTHS,
    NUMBER,
    Edit,
    Months,
    NumberSetter,
    is_label,
    read_word_before,
)
from threadbrief.text.typography.quotation_marks import (
    NARROW_NO_BREAK,
    QuotationMarks,
    find_quotation_marks,
)
from threadbrief.text.typography.quotes import find_hebrew_signs, find_quote_edits

MARK: Final = "\ufdd0"
"""Takes the place of a note mark in a text that is set: a noncharacter, which no text may hold."""
_COVER: Final = "\ufdd1"
"""Takes the place of a sign of a piece that is not ours."""
_COVERED: Final = str.maketrans(dict.fromkeys("\"'-. :;!?0123456789", _COVER))

_CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĢĪĶŁŃŇŌŐŘŚŠŤŪŮŰŹŻŽΑ-ΩА-ЯЁЄІЇҐ"
_LETTER = rf"{_CAPITAL}a-zß-öø-ÿа-яё"
# Each pattern begins with the character that it is rarest found by, which `re` searches for fast.
_NOT_OURS: Final = re.compile(
    r"https?://[^\s\"<>«»“”]*[^\s\"<>«»“”'’.,;:!?)\]]|[@#]\w[\w.@-]*\w|\\[\"']"
)
ESCAPED_QUOTE: Final = re.compile(r"\\([\"'])")
"""A quotation mark that stays straight, in a text without other marks: `\\"`."""
_INITIAL: Final = re.compile(
    rf"\. (?<!\w.\. )(?:(?<=[{_CAPITAL}]\. )(?=[{_CAPITAL}])|(?<=[{_LETTER}]\. )(?=[{_LETTER}]\.))"
)
"""Initials, and abbreviations of several words: `A. Holm`, `z. B.`"""
_ROMAN: Final = re.compile(r"\. (?=(?:[IVXLCDM]+|[ivxlcdm]+)\b)")
_TITLES: Final = frozenset(words.TITLES.split())
_TITLE: Final = re.compile(rf"(?:{'|'.join(sorted(_TITLES, reverse=True))})\.? (?=[{_CAPITAL}])")
_AFTER_NUMBER: Final = frozenset(" -.")
_ENDS_CLAUSE: Final = frozenset(",;:)")
_BEFORE_DASH: Final = re.compile(r" (?=(?:[–—]|--{1,2}) )")
_NUMBER: Final = re.compile(NUMBER)
_DASH: Final = re.compile("-{2,}")
_DOTS: Final = re.compile(r"\.{3,}")
_HIGH: Final = re.compile(rf" ?(?<![;:!?])[;:!?]+(?=[\s)\]»”\"'{MARK}]|$)|«[ \u00a0]?| ?»")
_SHORT_WORDS: Final = {
    "cs": "kKsSvVzZoOuUaAiI", "sk": "kKsSvVzZoOuUaAiI", "pl": "aAiIoOuUwWzZ",
    "ru": "вВкКсСоОуУ", "uk": "вВзЗуУоО", "be": "вВкКзЗуУ",
}  # fmt: skip
"""Words of one letter that no line may end with."""
_HIGH_SPACES: Final = {
    "fr": (NARROW_NO_BREAK, NO_BREAK),
    "fr-CA": ("", NO_BREAK),
    "fr-CH": (NARROW_NO_BREAK, NARROW_NO_BREAK),
}
"""The spaces before `;!?`, and before `:` (Lexique des règles typographiques; of Canada: Office
québécois de la langue française)."""
_HIGH_FOLLOWS: Final = f")]»”\"'…%’{MARK}{_COVER}"
"""What a space is put behind where one of these signs follows at once; and letters and digits."""
_LONG_DASHES: Final = frozenset(("zh", "ja", "yue", "cmn"))
"""Languages whose dash is two em dashes."""

Piece = tuple[str, bool]
"""Some characters, and whether they are ours to set."""


class Typography(Frozen):
    """The rules of one language, and the names of its months."""

    language: str
    """A BCP 47 tag."""
    primary_language: str
    marks: QuotationMarks
    months: Months = NO_MONTHS

    def set_text(self, text: str) -> str:
        """Return a text of ours as it is printed; the same object where nothing changes.

        Web addresses, handles and hashtags in it stay as they are, and so does a quotation mark
        behind a backslash, which goes.
        """
        if "://" in text or "@" in text or "#" in text or "\\" in text:
            pieces = self.set_pieces(split_addresses(text))
            return ESCAPED_QUOTE.sub(r"\1", text) if pieces is None else "".join(pieces)
        edits = self._find_edits(text, quotes=True)
        return _apply(text, edits) if edits else text

    def set_pieces(self, pieces: Sequence[Piece], *, quotes: bool = True) -> list[str] | None:
        """Return the characters of each piece of a line as printed; None where nothing changes.

        `quotes`: False leaves quotation marks and apostrophes as they are, but for the signs of
        Hebrew abbreviations.
        """
        changes = self.find_changes(pieces, quotes=quotes)
        if not changes:
            return None
        return [changes.get(place, text) for place, (text, _) in enumerate(pieces)]

    def find_changes(self, pieces: Sequence[Piece], *, quotes: bool = True) -> Mapping[int, str]:
        """Return the pieces of a line that change, as printed, each by its place in the line."""
        flat = "".join([text if ours else cover(text) for text, ours in pieces])
        edits = self._find_edits(flat, quotes=quotes)
        return _apply_to_pieces(pieces, edits) if edits else {}

    def _find_edits(self, text: str, *, quotes: bool) -> list[Edit]:
        edits: list[Edit] = []
        if self.primary_language == "fr":
            edits += find_high_signs(text, self.language)
        if quotes:
            edits += find_quote_edits(text, self.marks, self.language)
        elif self.primary_language == "he":
            edits += find_hebrew_signs(text)
        if "--" in text:
            edits += find_dashes(text, self.primary_language)
        if "..." in text:
            edits += find_ellipses(text)
        edits += find_no_break_spaces(text, self.primary_language)
        edits += self._find_at_numbers(text)
        # Of two at one place the first is made: the space inside French marks.
        return sorted(edits, key=itemgetter(0, 1)) if len(edits) > 1 else edits

    def _find_at_numbers(self, text: str) -> list[Edit]:
        setter = None
        for match in _NUMBER.finditer(text):
            start, end = match.span()
            # Most numbers are beside nothing that an edit depends on.
            if text[end : end + 1] not in _AFTER_NUMBER and (
                text[start - 1 : start] != " " or text[start - 2 : start - 1] in _ENDS_CLAUSE
            ):
                continue
            if setter is None:
                is_german = self.primary_language == "de"
                setter = NumberSetter(text, self.months, nouns_have_capitals=is_german)
            setter.add(start, end)
        return setter.edits if setter else []


@lru_cache(16)
def make_typography(
    language: str, months: Months = NO_MONTHS, marks: QuotationMarks | None = None
) -> Typography:
    """Return the rules of a language; `marks` are its quotation marks unless given."""
    primary = get_primary_language(language)
    return Typography(language, primary, marks or find_quotation_marks(language), months)


def cover(text: str) -> str:
    """Return a text of the same length in which there is nothing to set: only its ends count."""
    if len(text) < 3:
        return text.translate(_COVERED)
    return f"{text[0]}{'x' * (len(text) - 2)}{text[-1]}".translate(_COVERED)


def split_addresses(text: str) -> list[Piece]:
    """Return a text in pieces; web addresses, handles, hashtags, escaped marks are not ours."""
    pieces: list[Piece] = []
    done = 0
    for match in _NOT_OURS.finditer(text):
        pieces += ((text[done : match.start()], True), (match[0].removeprefix("\\"), False))
        done = match.end()
    return [*pieces, (text[done:], True)]


def find_dashes(text: str, primary_language: str) -> list[Edit]:
    """Return two hyphens as an en dash and three as an em dash; not those of `--option`, `-->`."""
    edits = []
    for match in _DASH.finditer(text):
        start, end = match.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        is_option = end - start == 2 and after.isalpha() and (not before or before.isspace())
        if end - start > 3 or before in {"<", "!"} or after == ">" or is_option:
            continue
        dash = EN_DASH if end - start == 2 else "—"
        if primary_language in _LONG_DASHES:
            dash = "——"
        edits.append((start, end, dash))
    return edits


_ELLIPSES: Final = {3: "…", 4: "….", 6: "……"}
"""By the number of dots; the fourth is a full stop."""


def find_ellipses(text: str) -> list[Edit]:
    """Return rows of dots as ellipses; not those between two numbers."""
    edits = []
    for match in _DOTS.finditer(text):
        start, end = match.span()
        is_between = text[start - 1 : start].isdecimal() and text[end : end + 1].isdecimal()
        if not is_between and end - start in _ELLIPSES:
            edits.append((start, end, _ELLIPSES[end - start]))
    return edits


def find_no_break_spaces(text: str, primary_language: str) -> list[Edit]:
    """Return the spaces at which no line may end, but for those at numbers in figures."""
    ends = []
    if ". " in text:
        ends = [
            match.end() for match in _INITIAL.finditer(text) if _precedes_name(text, match.end())
        ]
        ends += [
            match.end()
            for match in _ROMAN.finditer(text)
            if is_label(read_word_before(text, match.end() - 1))
        ]
    ends += [
        m.end() for m in _TITLE.finditer(text) if not text[m.start() - 1 : m.start()].isalnum()
    ]
    if "–" in text or "—" in text or "--" in text:
        ends += [match.end() for match in _BEFORE_DASH.finditer(text)]
    short = _compile_short_words(primary_language)
    if short:
        ends += [match.end() for match in short.finditer(text)]
    return [(end - 1, end, NO_BREAK) for end in ends]


def _precedes_name(text: str, end: int) -> bool:
    """Return whether an initial is followed by another or by a family name.

    In `Holm, A. Low Water` and `Holm A. Low Water` the name ends with it.
    """
    if text[end + 1 : end + 2] == ".":
        return True
    start = end - 3
    while start >= 3 and text[start - 1] in {" ", NO_BREAK} and text[start - 2] == ".":
        start -= 3
    if text[start - 1 : start] not in {" ", NO_BREAK}:
        return True
    before = read_word_before(text, start - 1)
    return not before[:1].isupper() or before.rstrip(".") in _TITLES


@lru_cache(16)
def _compile_short_words(language: str) -> re.Pattern[str] | None:
    letters = _SHORT_WORDS.get(language)
    if letters is None:
        return None
    return re.compile(rf"[{letters}] (?<!\w[{letters}] )(?<!\w[’'][{letters}] )(?=\w)")


def find_high_signs(text: str, language: str) -> list[Edit]:
    """Return the spaces before `;:!?»` and after `«` (French)."""
    inside = find_quotation_marks(language).open[1:]
    high, colon = _HIGH_SPACES.get(_name_dialect(language), _HIGH_SPACES["fr"])
    edits = []
    for match in _HIGH.finditer(text):
        start, end = match.span()
        sign = match[0].strip(" \u00a0")[0]
        if sign == "«":
            following = text[end : end + 1]
            if following and not following.isspace() and text[start + 1 : end] != inside:
                edits.append((start + 1, end, inside))
            continue
        space = inside if sign == "»" else (colon if sign == ":" else high)
        before = text[start - 1 : start]
        if before == "." and _is_ellipsis_before(text, start):
            before = "…"
        if text[start] == " ":
            if before and not before.isspace():
                edits.append((start, start + 1, space or NO_BREAK))
        elif space and before and (before.isalnum() or before in _HIGH_FOLLOWS):
            edits.append((start, start, space))
    return edits


def _is_ellipsis_before(text: str, end: int) -> bool:
    """Return whether a row of dots ends here that is set as an ellipsis, and no stop after it."""
    before = text[max(0, end - 7) : end]
    return _ELLIPSES.get(len(before) - len(before.rstrip(".")), "").endswith("…")


def _name_dialect(language: str) -> str:
    tag = split_tag(language)
    return f"{tag.language}-{tag.region}"


def _apply(text: str, edits: Sequence[Edit]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, new in edits:
        if start >= done:
            parts += (text[done:start], new)
            done = end
    parts.append(text[done:])
    return "".join(parts)


def _apply_to_pieces(pieces: Sequence[Piece], edits: Sequence[Edit]) -> dict[int, str]:
    """Return the pieces that change, by their places: of ours, with the edits inside of them."""
    ends = list(accumulate([len(text) for text, _ in pieces]))
    found: dict[int, list[Edit]] = {}
    for start, end, new in edits:
        place = bisect_right(ends, start)
        if place == len(ends) or end > ends[place] or not pieces[place][1]:
            continue
        offset = ends[place] - len(pieces[place][0])
        found.setdefault(place, []).append((start - offset, end - offset, new))
    return {place: _apply(pieces[place][0], own) for place, own in found.items()}
