"""Where a line may break, by the line break class of its characters (UAX 14, Unicode 17)."""

import re
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec

from threadbrief.text.unicode import EAST_ASIAN_WIDE, LINE_BREAK, NOTE_PLACEHOLDER

_HARD_BREAKS = {"BK", "CR", "LF", "NL"}
_RESOLVED = {"AI": "AL", "SG": "AL", "XX": "AL", "SA": "AL", "SAM": "CM", "CJ": "NS"}
"""LB1."""
_LETTERS = {"AL", "HL"}
_IDEOGRAPHS = {"ID", "IDP", "EB", "EM"}
_OPEN, _CLOSE = {"OP", "OPE"}, {"CL", "CP", "CPE"}
_QUOTES = {"QU", "QUI", "QUF"}
_HYPHENS = {"HY", "HH"}
_HANGUL = {"JL", "JV", "JT", "H2", "H3"}
_JAMO = {("JL", "JL"), ("JL", "JV"), ("JL", "H2"), ("JL", "H3"), ("JV", "JV"), ("JV", "JT"),
         ("H2", "JV"), ("H2", "JT"), ("JT", "JT"), ("H3", "JT")}  # fmt: skip
"""LB26."""
_BEFORE_OPENING_QUOTE = {*_HARD_BREAKS, *_OPEN, *_QUOTES, "GL", "SP", "ZW", ""}
"""LB15a; the empty class is the start of the text."""
_AFTER_CLOSING_QUOTE = {
    *_HARD_BREAKS,
    *_CLOSE,
    *_QUOTES,
    "SP",
    "GL",
    "WJ",
    "EX",
    "IS",
    "SY",
    "ZW",
    "",
}
"""LB15b; the empty class is the end of the text."""
_BEFORE_WORD_HYPHEN = {*_HARD_BREAKS, "SP", "ZW", "CB", "GL", ""}
"""LB20a."""
_AKSARA_BASES = {"AK", "AS", "DC"}


def find_line_breaks(text: str) -> tuple[int, ...]:
    """Return the offsets inside the text at which a line may or must break, in order."""
    line = _BreakContext(text)
    return tuple(line.starts[i] for i in range(1, len(line.starts)) if line.can_break_before(i))


class _BreakContext:
    """A text as the rules see it: characters with the combining marks that belong to them (LB9)."""

    __slots__ = ("_flags", "_left", "_number", "classes", "east_asian", "joiners", "starts")

    def __init__(self, text: str) -> None:
        self.classes: list[str] = []
        """The class of each."""
        self.starts: list[int] = []
        """The offset of each."""
        self.east_asian: list[bool] = []
        """Whether each is wide."""
        self.joiners: list[bool] = []
        """Whether U+200D ends each."""
        self._left: list[int] = []
        """The last that is no space, up to each; -1 where there is none."""
        self._number: list[int] = []
        """1 for digits and their separators, 2 for the bracket that closes them (LB25)."""
        self._flags: list[int] = []
        """The number of regional indicators that end with each (LB30a)."""
        for index, character in enumerate(text):
            self._add_character(character, index)

    def _add_character(self, character: str, offset: int) -> None:
        raw = LINE_BREAK[character]
        kind = _RESOLVED.get(raw, raw)
        before = self._get_class(len(self.classes) - 1)
        joiner = kind == "ZWJ"
        if kind in {"CM", "ZWJ"}:
            if before not in {*_HARD_BREAKS, "SP", "ZW", ""}:
                self.joiners[-1] = joiner
                return  # LB9
            kind = "AL"  # LB10
        elif character == "\u25cc":
            kind = "DC"
        index = len(self.classes)
        left, number, flags = -1, 0, 0
        if index:
            left, number, flags = self._left[-1], self._number[-1], self._flags[-1]
        self._left.append(left if kind == "SP" else index)
        self._number.append(_advance_number(number, kind))
        self._flags.append(flags + 1 if kind == "RI" else 0)
        self.classes.append(kind)
        self.starts.append(offset)
        self.east_asian.append(EAST_ASIAN_WIDE[character] == "Yes")
        self.joiners.append(joiner)

    def _get_class(self, index: int) -> str:
        """Return a class; the empty one outside the text."""
        return self.classes[index] if 0 <= index < len(self.classes) else ""

    def can_break_before(self, index: int) -> bool:  # noqa: PLR0911 - one return a rule
        """Return whether a line may break before a character."""
        before, right = self.classes[index - 1], self.classes[index]
        if before in _HARD_BREAKS:
            return (before, right) != ("CR", "LF")  # LB4, LB5
        if right in _HARD_BREAKS or right in {"SP", "ZW"}:
            return False  # LB6, LB7
        place = self._left[index - 1]
        left = self._get_class(place)
        if left == "ZW" or self.joiners[index - 1]:
            return left == "ZW"  # LB8, LB8a
        if self._keeps_quotes(place, index):
            return False  # LB15a, LB15b
        if before == "SP":
            if right == "IS" and self._get_class(index + 1) == "NU":
                return left not in _OPEN  # LB15c, LB14
            return _can_break_after_spaces(left, right)
        if self._keeps_by_context(index):
            return False
        return _can_break_between(left, right)

    def _keeps_quotes(self, place: int, index: int) -> bool:
        if self._get_class(place) == "QUI" and self._get_class(place - 1) in _BEFORE_OPENING_QUOTE:
            return True
        return self.classes[index] == "QUF" and self._get_class(index + 1) in _AFTER_CLOSING_QUOTE

    def _keeps_by_context(self, index: int) -> bool:  # noqa: PLR0911 - one return a rule
        """Return whether a rule that looks beyond two neighbours keeps them together."""
        left, right = self.classes[index - 1], self.classes[index]
        if left in _QUOTES or right in _QUOTES:
            return self._keeps_quote(index)
        if self._number[index - 1] and (
            right in {"PO", "PR"} or (right == "NU" and self._number[index - 1] == 1)
        ):
            return True  # LB25
        if left in {"PO", "PR"} and right in _OPEN:
            return self._get_class(index + 1 + (self._get_class(index + 1) == "IS")) == "NU"  # LB25
        if left in _HYPHENS:
            first = self._get_class(index - 2)
            if right in {*_LETTERS, "DC"} and first in _BEFORE_WORD_HYPHEN:
                return True  # LB20a
            return first == "HL" and right not in {"HL", "CB"}  # LB21a
        if left == right == "RI":
            return self._flags[index - 1] % 2 == 1  # LB30a
        return self._keeps_aksara(index)

    def _keeps_quote(self, index: int) -> bool:
        """Return whether LB19 or LB19a keep a quotation mark with its neighbour."""
        left, right = self.classes[index - 1], self.classes[index]
        if right in {"QU", "QUF"} or left in {"QU", "QUI"}:
            return True
        if right in _QUOTES:  # and opens
            wide_after = index + 1 < len(self.classes) and self.east_asian[index + 1]
            if not (self.east_asian[index - 1] and wide_after):
                return True
        if left in _QUOTES:  # and closes
            wide_before = index > 1 and self.east_asian[index - 2]
            return not (wide_before and self.east_asian[index])
        return False

    def _keeps_aksara(self, index: int) -> bool:
        """Return whether LB28a keeps a syllable of a Brahmic script together."""
        left, right = self.classes[index - 1], self.classes[index]
        if left == "AP":
            return right in _AKSARA_BASES
        if left in _AKSARA_BASES:
            return right in {"VF", "VI"} or (
                right in _AKSARA_BASES and self._get_class(index + 1) == "VF"
            )
        return (
            left == "VI" and right in {"AK", "DC"} and self._get_class(index - 2) in _AKSARA_BASES
        )


def _advance_number(before: int, kind: str) -> int:
    if kind == "NU" or (before == 1 and kind in {"SY", "IS"}):
        return 1
    if before == 1 and kind in _CLOSE:
        return 2
    return 0


@cache
def _can_break_after_spaces(left: str, right: str) -> bool:
    """Return whether a line may break after the spaces between two classes (LB11 to LB18)."""
    if right in {"WJ", "EX", "IS", "SY", *_CLOSE} or left in _OPEN:
        return False
    if left in _CLOSE and right == "NS":
        return False
    return (left, right) != ("B2", "B2")


@cache
def _can_break_between(left: str, right: str) -> bool:
    """Return whether a line may break between two classes that touch (LB11 to LB31)."""
    if left == "DC":
        left = "AL"
    if right == "DC":
        right = "AL"
    if "WJ" in (left, right) or left == "GL" or (right == "GL" and left not in {"BA", *_HYPHENS}):
        return False  # LB11, LB12, LB12a
    if right in {"EX", "IS", "SY", *_CLOSE} or left in _OPEN:
        return False  # LB13, LB14, LB15d
    if (left in _CLOSE and right == "NS") or left == right == "B2":
        return False  # LB16, LB17
    if "CB" in (left, right):
        return True  # LB20
    if right in {"BA", "NS", "IN", *_HYPHENS} or left == "BB" or (left, right) == ("SY", "HL"):
        return False  # LB21, LB21b, LB22
    return not (_keeps_words_and_numbers(left, right) or _keeps_others(left, right))


def _keeps_words_and_numbers(left: str, right: str) -> bool:
    """Return whether LB23 to LB25, LB28, LB29 or LB30 keep two classes together."""
    if left in _LETTERS or left == "NU":
        if right in _LETTERS or right == "OP" or (right == "NU" and left != "NU"):
            return True
        return left in _LETTERS and right in {"PR", "PO"}
    if left in {"PR", "PO"}:
        return right in _LETTERS or right == "NU" or (left == "PR" and right in _IDEOGRAPHS)
    if left in _IDEOGRAPHS and right == "PO":
        return True
    if left == "CP" and (right in _LETTERS or right == "NU"):
        return True
    return (left in {"HY", "IS"} and right == "NU") or (left == "IS" and right in _LETTERS)


def _keeps_others(left: str, right: str) -> bool:
    """Return whether LB26, LB27 or LB30b keep two classes together."""
    if (left in _HANGUL and right == "PO") or (left == "PR" and right in _HANGUL):
        return True
    return (left, right) in _JAMO or (left in {"EB", "IDP"} and right == "EM")


# --- what the standard leaves to us --------------------------------------------------------------

NO_BREAK_SPACE = "\u00a0"
_NO_BREAK_SPACES = re.compile(rf"(?<!{NOTE_PLACEHOLDER})\u00a0+")
_ADDRESS = re.compile(r"(?:https?|ftp)://|www\.|[\w.-]+\.[a-z]{2,}/", re.IGNORECASE)
_ADDRESS_BREAK = re.compile(r"[/?&=#._~:+,;%@-]+")
_DASHES = "—―⸺⸻"
_UNBROKEN = re.compile(
    rf"(?:{NOTE_PLACEHOLDER}\u00a0)?[\"'(\[“‘]*[@#]?"
    r"(?:[0-9]+(?:[.,][0-9]+)*|"
    r"[A-Za-z0-9À-ÖØ-öø-ÿ]+(?:['’][A-Za-zÀ-ÖØ-öø-ÿ]+)*)"
    rf"[.,:;!?…)\]”’\"'{NOTE_PLACEHOLDER}]*"
)
"""Most words and figures, with the punctuation around them; they have no breaks, by LB7 to LB30
taken together."""
_SYLLABLE = re.compile(
    "[\u0e40-\u0e44\u0ec0-\u0ec4]"
    "|(?<!\u17d2)[\u1780-\u17b3](?![\u17cb\u17cc])"
    "|(?<!\u1039)[\u1000-\u102a](?![\u1037\u1039\u103a])"
)
"""The beginning of a syllable: in Thai and Lao, the vowels that are written before their consonant;
in Khmer and Burmese, a letter that is not stacked under another and does not close its syllable."""
_THAI = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]{2,}")
_MAX_THAI = 5_000
"""Letters in a row that are divided into words; a longer stretch is no text."""
_MIN_ADDRESS_HEAD, _MIN_ADDRESS_TAIL = 10, 3
"""Characters of an address that stay together at its beginning and its end."""


def find_word_breaks(word: str) -> tuple[int, ...]:
    """Return the offsets at which a word without spaces may be broken between two lines, in order.

    Addresses break after their punctuation, no hyphen added (Chicago Manual of Style, 14.18); a
    dash stays with the word before it. Thai breaks between words where the optional package budoux
    is installed; without it, and in Lao, Khmer and Burmese, lines break between syllables.
    """
    if (word.isascii() and word.isalnum()) or _UNBROKEN.fullmatch(word):
        return ()
    if _ADDRESS.match(word):
        marks = [match.end() for match in _ADDRESS_BREAK.finditer(word)]
        return tuple(
            end
            for end in marks
            if _MIN_ADDRESS_HEAD <= end <= len(word) - _MIN_ADDRESS_TAIL
            and word[end] != NOTE_PLACEHOLDER
        )
    found = find_line_breaks(word)
    if found and any(dash in word for dash in _DASHES):
        found = tuple(offset for offset in found if word[offset] not in _DASHES)
    if word.isascii():
        return found
    extra = [
        match.start() for match in _SYLLABLE.finditer(word, 1) if _can_split_at(word, match.start())
    ]
    thai = _find_thai_words(word)
    if thai is not None:
        extra = [offset for offset in extra if not "\u0e00" <= word[offset] <= "\u0e7f"] + thai
    return tuple(sorted({*found, *extra})) if extra else found


def _can_split_at(word: str, offset: int) -> bool:
    """Return whether a syllable may begin a line.

    Before it is a letter, neither an opening bracket nor a single letter of Thai or Lao.
    """
    before = LINE_BREAK[word[offset - 1]]
    if word[offset] <= "\u0eff":
        return offset > 1 and before not in _OPEN
    return before in {"SA", "SAM"}


def _find_thai_words(word: str) -> list[int] | None:
    """Return where words of Thai begin within a word without spaces; None without a model."""
    stretches = [match for match in _THAI.finditer(word) if len(match[0]) <= _MAX_THAI]
    parse = _load_thai_parser() if stretches else None
    if parse is None:
        return None
    found: list[int] = []
    for stretch in stretches:
        place = stretch.start()
        for part in parse(stretch[0])[:-1]:
            place += len(part)
            if place - stretch.start() > 1 and LINE_BREAK[word[place]] != "SAM":
                found.append(place)
    return found


@cache
def _load_thai_parser() -> Callable[[str], list[str]] | None:
    """Return what parts Thai into words, a model of BudouX; None where that is not installed."""
    if find_spec("budoux") is None:
        return None
    from budoux import load_default_thai_parser  # noqa: PLC0415 - optional

    parse: Callable[[str], list[str]] = load_default_thai_parser().parse
    return parse


def is_space_unbreakable(left: str, right: str) -> bool:
    """Return whether a line may not break at the spaces between two words.

    French sets spaces inside its quotation marks, which no line may end or begin with.
    """
    if left in {"«", "‹"} or (right[0] in "»›" and not right[1:2].isalnum()):
        return True
    if LINE_BREAK[left[-1]] == "QUI" or LINE_BREAK[right[0]] in {"QUF", "IS"}:
        near = left[-_QUOTE_CONTEXT:]
        return len(near) + 1 not in find_line_breaks(f"{near} {right[:_QUOTE_CONTEXT]}")
    return _is_unbreakable(left[-1], right[0])


_QUOTE_CONTEXT = 8
"""Characters on each side of a space that decide whether a quotation mark opens or closes."""


@cache
def _is_unbreakable(left: str, right: str) -> bool:
    before, after = LINE_BREAK[left], LINE_BREAK[right]
    return not _can_break_after_spaces(_RESOLVED.get(before, before), _RESOLVED.get(after, after))


def find_no_break_spaces(word: str) -> tuple[int, ...]:
    """Return the offsets inside a word at which no-break spaces begin and end, in order.

    The one behind the number of a note belongs to it.
    """
    places = [place for match in _NO_BREAK_SPACES.finditer(word) for place in match.span()]
    return tuple([place for place in places if 0 < place < len(word)])
