"""Where a line may break (UAX 14), and which characters are never parted (UAX 29, extended grapheme clusters)."""

import re
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec

from threadbrief.pdf.unicode import GRAPHEME_BREAK, LINE_BREAK, NOTE_MARK

# --- grapheme clusters -----------------------------------------------------------------------------------------


def graphemes(text: str) -> list[str]:
    """Return the extended grapheme clusters of a text, in order."""
    if text.isascii() and text.isprintable():
        return list(text)
    clusters: list[str] = []
    start = 0
    before = ""
    pictograph = flags = 0
    for index, character in enumerate(text):
        after = GRAPHEME_BREAK[character]
        if before and not _joined(before, after, pictograph=pictograph == 2, flags=flags):
            clusters.append(text[start:index])
            start = index
        # GB11 asks for a pictograph, Extend* and a joiner before; GB12 and GB13 for an odd number of regions.
        pictograph = (
            1 if after == "ExtPict" else 2 if pictograph and after == "ZWJ" else pictograph * (after == "Extend")
        )
        flags = flags + 1 if after == "Regional_Indicator" else 0
        before = after
    if start < len(text):
        clusters.append(text[start:])
    return clusters


def _joined(before: str, after: str, *, pictograph: bool, flags: int) -> bool:
    if pictograph and after == "ExtPict":
        return True
    if before == after == "Regional_Indicator":
        return flags % 2 == 1
    return _always_joined(before, after)


@cache
def _always_joined(before: str, after: str) -> bool:
    """Return whether there is no boundary between two classes, whatever stands around them (GB3 to GB9b)."""
    if "Control" in (before, after) or {before, after} & {"CR", "LF"}:
        return (before, after) == ("CR", "LF")
    if before == "L":
        hangul = after in {"L", "V", "LV", "LVT"}
    elif before in {"LV", "V"}:
        hangul = after in {"V", "T"}
    else:
        hangul = before in {"LVT", "T"} and after == "T"
    return hangul or after in {"Extend", "ZWJ", "SpacingMark"} or before == "Prepend"


# --- line breaks -----------------------------------------------------------------------------------------------

_HARD = {"BK", "CR", "LF", "NL"}
_RESOLVED = {"AI": "AL", "SG": "AL", "XX": "AL", "SA": "AL", "SAM": "CM", "CJ": "NS"}
"""LB1."""
_LETTERS = {"AL", "HL"}
_IDEOGRAPHS = {"ID", "IDP", "EB", "EM"}
_OPEN, _CLOSE = {"OP", "OPE"}, {"CL", "CP", "CPE"}
_HANGUL = {"JL", "JV", "JT", "H2", "H3"}
_JAMO = {("JL", "JL"), ("JL", "JV"), ("JL", "H2"), ("JL", "H3"), ("JV", "JV"), ("JV", "JT"), ("H2", "JV"), ("H2", "JT"),
         ("JT", "JT"), ("H3", "JT")}  # fmt: skip
"""LB26."""


def opportunities(text: str) -> tuple[int, ...]:
    """Return the offsets inside the text at which a line may or must break, in order.

    The tailoring for numbers is that of UAX 14, 8.2, example 7, as in Unicode's own tests.
    """
    state = _State()
    breaks = []
    for index, character in enumerate(text):
        raw = LINE_BREAK[character]
        if state.breaks_before(_RESOLVED.get(raw, raw), text, index):
            breaks.append(index)
    return tuple(breaks)


class _State:
    """What the rules ask of the text before a character."""

    __slots__ = ("flags", "hebrew_hyphen", "joiner", "left", "number", "space")

    def __init__(self) -> None:
        self.left = ""
        """Class of the last character that is no space and no combining mark; empty at the start."""
        self.space = False
        """Whether spaces follow it."""
        self.joiner = False
        """Whether the last character is U+200D."""
        self.number = 0
        """1 within digits and their separators, 2 after the bracket that closes them (LB25)."""
        self.flags = 0
        """How many regional indicators end here (LB30a)."""
        self.hebrew_hyphen = False
        """Whether a hyphen after a Hebrew letter ends here (LB21a)."""

    def breaks_before(self, right: str, text: str, index: int) -> bool:
        """Return whether a line may break before a character, and go past it."""
        left = self.left
        if right in {"CM", "ZWJ"}:
            if left and not self.space and left not in _HARD and left != "ZW":
                self.joiner = right == "ZWJ"
                return False  # LB9
            joiner, right = right == "ZWJ", "AL"  # LB10
        else:
            joiner = False
        breaks = bool(left) and self._decide(left, right, text, index)
        self._advance(left, right)
        self.joiner = joiner
        return breaks

    def _decide(self, left: str, right: str, text: str, index: int) -> bool:  # noqa: PLR0911 - one return a rule
        if left in _HARD and not self.space:
            return (left, right) != ("CR", "LF")  # LB4, LB5
        if right in _HARD or right in {"SP", "ZW"}:
            return False  # LB6, LB7
        if left == "ZW" or self.joiner:
            return left == "ZW"  # LB8, LB8a
        if self.space:
            return _over_spaces(left, right)
        if self._in_number(left, right, text, index) or (self.hebrew_hyphen and right != "CB"):
            return False  # LB25, LB21a
        if left == right == "RI":
            return self.flags % 2 == 0  # LB30a
        return _direct(left, right)

    def _in_number(self, left: str, right: str, text: str, index: int) -> bool:
        """Return whether a number, its sign or its unit goes on (LB25 as in 8.2, example 7)."""
        if self.number == 1 and right in {"NU", "SY", "IS", *_CLOSE}:
            return True
        if self.number and right in {"PO", "PR"}:
            return True
        return right in _OPEN and left in {"PO", "PR"} and _number_follows(text, index)

    def _advance(self, left: str, right: str) -> None:
        if right == "SP":
            self.space = True
            self.number = self.flags = 0
            self.hebrew_hyphen = False
            self.left = left or "SP"
            return
        self.hebrew_hyphen = not self.space and left == "HL" and right in {"HY", "BA"}
        if right == "NU" or (self.number == 1 and right in {"SY", "IS"}):
            self.number = 1
        else:
            self.number = 2 if self.number == 1 and right in _CLOSE else 0
        self.flags = self.flags + 1 if right == "RI" else 0
        self.left = right
        self.space = False


def _number_follows(text: str, index: int) -> bool:
    for character in text[index + 1 : index + 9]:
        following = LINE_BREAK[character]
        if following not in {"CM", "ZWJ"}:
            return following == "NU"
    return False


@cache
def _over_spaces(left: str, right: str) -> bool:
    """Return whether a line may break after the spaces between two classes (LB11 to LB18)."""
    if right in {"WJ", "EX", "IS", "SY", *_CLOSE} or left in _OPEN:
        return False
    if left == "QU" and right in _OPEN:
        return False
    if left in _CLOSE and right == "NS":
        return False
    return (left, right) != ("B2", "B2")


@cache
def _direct(left: str, right: str) -> bool:
    """Return whether a line may break between two classes that touch (LB11 to LB31)."""
    if "WJ" in (left, right) or left == "GL" or (right == "GL" and left not in {"BA", "HY"}):
        return False  # LB11, LB12, LB12a
    if right in {"EX", "IS", "SY", *_CLOSE} or left in _OPEN:
        return False  # LB13, LB14
    if (left in _CLOSE and right == "NS") or left == right == "B2" or "QU" in (left, right):
        return False  # LB16, LB17, LB19
    if "CB" in (left, right):
        return True  # LB20
    if right in {"BA", "HY", "NS", "IN"} or left == "BB" or (left, right) == ("SY", "HL"):
        return False  # LB21, LB21b, LB22
    return not (_words_and_numbers(left, right) or _others(left, right))


def _words_and_numbers(left: str, right: str) -> bool:
    """Return whether LB23 to LB25, LB28, LB29 or LB30 keep two classes together."""
    if left in _LETTERS or left == "NU":
        if right in _LETTERS or right in {"NU", "OP"}:
            return True
        return left in _LETTERS and right in {"PR", "PO"}
    if left in {"PR", "PO"}:
        return right in _LETTERS or right == "NU" or (left == "PR" and right in _IDEOGRAPHS)
    if left in _IDEOGRAPHS and right == "PO":
        return True
    if left == "CP" and (right in _LETTERS or right == "NU"):
        return True
    return (left == "HY" and right == "NU") or (left == "IS" and right in _LETTERS)


def _others(left: str, right: str) -> bool:
    """Return whether LB26, LB27 or LB30b keep two classes together."""
    if (left in _HANGUL and right == "PO") or (left == "PR" and right in _HANGUL):
        return True
    return (left, right) in _JAMO or (left in {"EB", "IDP"} and right == "EM")


# --- what the standard leaves to us ----------------------------------------------------------------------------

_ADDRESS = re.compile(r"(?:https?|ftp)://|www\.|[\w.-]+\.[a-z]{2,}/", re.IGNORECASE)
_ADDRESS_BREAK = re.compile(r"[/?&=#._~:+,;%@-]+")
_DASHES = "—―⸺⸻"
_UNBROKEN = re.compile(
    rf"(?:{NOTE_MARK}\u00a0)?[\"'(\[“‘]*[@#]?(?:[0-9]+(?:[.,][0-9]+)*|[A-Za-z0-9À-ÖØ-öø-ÿ]+(?:['’][A-Za-zÀ-ÖØ-öø-ÿ]+)*)[.,:;!?…)\]”’\"'{NOTE_MARK}]*"
)
"""Most words and figures, with what stands around them; they have no breaks, by LB7 to LB30 taken together."""
_SYLLABLE = re.compile(
    "[\u0e40-\u0e44\u0ec0-\u0ec4]"
    "|(?<!\u17d2)[\u1780-\u17b3](?![\u17cb\u17cc])"
    "|(?<!\u1039)[\u1000-\u102a](?![\u1037\u1039\u103a])"
)
"""What a syllable begins with: in Thai and Lao the vowels that are written before their consonant; in Khmer and Burmese
a letter that is not stacked under another and does not close its syllable."""
_THAI = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]{2,}")
_MOST_THAI = 5_000
"""Letters in a row that are parted into words; nobody writes more without a space."""
_HEAD, _TAIL = 10, 3
"""Characters of an address that stay together at its beginning and its end."""


def word_breaks(word: str) -> tuple[int, ...]:
    """Return the offsets at which a word without spaces may be parted between two lines, in order.

    Addresses break after their punctuation, no hyphen added (Chicago Manual of Style, 14.18); a dash stays with the
    word before it. Thai breaks between words where the optional package budoux knows them; without it, and in Lao,
    Khmer and Burmese, lines break between syllables.
    """
    if (word.isascii() and word.isalnum()) or _UNBROKEN.fullmatch(word):
        return ()
    if _ADDRESS.match(word):
        marks = [match.end() for match in _ADDRESS_BREAK.finditer(word)]
        return tuple(end for end in marks if _HEAD <= end <= len(word) - _TAIL and word[end] != NOTE_MARK)
    found = opportunities(word)
    if found and any(dash in word for dash in _DASHES):
        found = tuple(offset for offset in found if word[offset] not in _DASHES)
    if word.isascii():
        return found
    extra = [match.start() for match in _SYLLABLE.finditer(word, 1) if _parts(word, match.start())]
    thai = _thai_words(word)
    if thai is not None:
        extra = [offset for offset in extra if not "\u0e00" <= word[offset] <= "\u0e7f"] + thai
    return tuple(sorted({*found, *extra})) if extra else found


def _parts(word: str, offset: int) -> bool:
    """Return whether a letter stands before an offset, not an opening bracket, and not one letter of Thai alone."""
    before = LINE_BREAK[word[offset - 1]]
    if word[offset] <= "\u0eff":
        return offset > 1 and before not in _OPEN
    return before in {"SA", "SAM"}


def _thai_words(word: str) -> list[int] | None:
    """Return where the words of Thai begin within a word without spaces; None when there is nobody to ask."""
    stretches = [match for match in _THAI.finditer(word) if len(match[0]) <= _MOST_THAI]
    parse = _thai_parser() if stretches else None
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
def _thai_parser() -> Callable[[str], list[str]] | None:
    """Return what parts Thai into words, a model of BudouX; None where that is not installed."""
    if find_spec("budoux") is None:
        return None
    from budoux import load_default_thai_parser  # noqa: PLC0415 - an optional package, for memos with Thai

    parse: Callable[[str], list[str]] = load_default_thai_parser().parse
    return parse


def space_holds(left: str, right: str) -> bool:
    """Return whether a line may not break at the spaces between two words.

    French sets spaces inside its quotation marks, which no line may end or begin with.
    """
    if left in {"«", "‹"} or (right[0] in "»›" and not right[1:2].isalnum()):
        return True
    return _holds(left[-1], right[0])


@cache
def _holds(left: str, right: str) -> bool:
    before, after = LINE_BREAK[left], LINE_BREAK[right]
    return not _over_spaces(_RESOLVED.get(before, before), _RESOLVED.get(after, after))
