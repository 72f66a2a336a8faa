"""The text-case attribute: runs in another case, with what the field marks as fixed left alone."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from threadbrief.cite.csl.elements import TextCase
from threadbrief.cite.render.runs import TEXT, Run, Runs
from threadbrief.core.structs import Frozen, replace

# The words of the schema's stop-words.json, those of one word; a small word inside a title stays small.
_SMALL: Final = frozenset(
    re.split(
        r"\s+",
        """a about across afore after against along alongside amid amidst among amongst an and anenst apropos apud
        around as aside astride at athwart atop barring before behind below beneath beside besides between beyond but by
        c ca circa d de despite down during et except for forenenst from given in inside into lest like modulo near next
        nor notwithstanding of off on onto or out outside over per plus pro qua sans since so than the through
        throughout thru thruout till to toward towards under underneath until unto up upon v van versus via vis-à-vis
        von vs whereas with within without yet""",
    )
)
_WORD: Final = re.compile(r"[^\s–—/:;,?!()\[\]{}\"“”«»‘…-]+")


def apply_text_case(runs: Runs, case: TextCase, language: str, *, english: bool) -> Runs:
    """Return runs in a case. Title case is for English only; `language` decides letters (Turkish i)."""
    match case:
        case "lowercase":
            return _each(runs, lambda text: _lower(text, language))
        case "uppercase":
            return _each(runs, lambda text: _upper(text, language))
        case "capitalize-first":
            return _first(runs, language)
        case "capitalize-all":
            return _rebuilt(runs, lambda text, fixed: _all_words(text, fixed, language))
        case "sentence":
            return _rebuilt(runs, lambda text, fixed: _sentence(text, fixed, language))
        case "title":
            return list(_titled(tuple(runs), language)) if english else runs


@lru_cache(4096)
def _titled(runs: tuple[Run, ...], language: str) -> tuple[Run, ...]:
    """Return a title in title case; the note, the later notes and the list of sources all ask for it."""
    return tuple(_rebuilt(list(runs), lambda text, fixed: _title(text, fixed, language)))


def capitalize_first_letter(text: str, language: str = "en") -> str:
    """Return a text with its first letter large."""
    for index, letter in enumerate(text):
        if letter.isalnum():
            return text[:index] + _upper(letter, language) + text[index + 1 :]
    return text


def _upper(text: str, language: str) -> str:
    if language.startswith(("tr", "az")):
        text = text.replace("i", "İ")
    return text.upper()


def _lower(text: str, language: str) -> str:
    if language.startswith(("tr", "az")):
        text = text.replace("İ", "i").replace("I", "ı")
    return text.lower()


def _each(runs: Runs, change: Callable[[str], str]) -> Runs:
    return [
        run if run.kind != TEXT or run.font.fixed_case else replace(run, text=change(run.text))
        for run in runs
    ]


def _first(runs: Runs, language: str) -> Runs:
    for index, run in enumerate(runs):
        if run.kind == TEXT and any(letter.isalnum() for letter in run.text):
            if run.font.fixed_case:
                return runs
            return [
                *runs[:index],
                replace(run, text=_first_word(run.text, language)),
                *runs[index + 1 :],
            ]
    return runs


def _first_word(text: str, language: str) -> str:
    match = _WORD.search(text)
    if match is None or match[0].lower() != match[0]:
        return text
    return text[: match.start()] + capitalize_first_letter(match[0], language) + text[match.end() :]


def _rebuilt(runs: Runs, change: Callable[[str, list[bool]], str]) -> Runs:
    """Return runs whose characters were changed as one text; the change keeps every length."""
    whole = "".join(run.text if run.kind == TEXT else '"' for run in runs)
    fixed = [False] * len(whole)
    at = 0
    for run in runs:
        size = len(run.text) if run.kind == TEXT else 1
        if run.font.fixed_case:
            fixed[at : at + size] = [True] * size
        at += size
    changed = change(whole, fixed)
    made, at = [], 0
    for run in runs:
        size = len(run.text) if run.kind == TEXT else 1
        if run.kind == TEXT and not run.font.fixed_case:
            made.append(replace(run, text=changed[at : at + size]))
        else:
            made.append(run)
        at += size
    return made


def _one(letter: str, language: str) -> str:
    large = _upper(letter, language)
    return large if len(large) == 1 else letter


def _all_words(text: str, fixed: list[bool], language: str) -> str:
    letters = list(text)
    for match in re.finditer(r"[^\s–—/-]+", text):
        _raise(letters, match.start(), _word(match[0], language), fixed)
    return "".join(letters)


class _Word(Frozen):
    """What the letters of a word alone say of its case."""

    small: bool
    """It is one that stays small inside a title."""
    first: int
    """Where its first letter is, which is to be large; -1 where the word is not small throughout."""
    large: str


@lru_cache(4096)
def _word(word: str, language: str) -> _Word:
    first = (
        next((index for index, letter in enumerate(word) if letter.isalnum()), -1)
        if word.lower() == word
        else -1
    )
    return _Word(_is_small(word), first, _one(word[first], language) if first >= 0 else "")


def _raise(letters: list[str], at: int, word: _Word, fixed: list[bool]) -> None:
    """Make the first letter of a word large, if the word is small throughout."""
    if word.first >= 0 and not fixed[at + word.first]:
        letters[at + word.first] = word.large


def _sentence(text: str, fixed: list[bool], language: str) -> str:
    letters = list(text)
    if _is_upper(text, fixed):
        letters = [x if fixed[i] else _small(x, language) for i, x in enumerate(letters)]
        match = re.search(r"\w", text)
        if match:
            letters[match.start()] = text[match.start()]
        return "".join(letters)
    match = _WORD.search(text)
    if match:
        _raise(letters, match.start(), _word(match[0], language), fixed)
    return "".join(letters)


def _small(letter: str, language: str) -> str:
    small = _lower(letter, language)
    return small if len(small) == 1 else letter


def _is_upper(text: str, fixed: list[bool]) -> bool:
    loose = "".join(letter for letter, held in zip(text, fixed, strict=True) if not held)
    return loose.isupper() and " " in loose.strip()


def _title(text: str, fixed: list[bool], language: str) -> str:
    letters = list(text)
    matches = list(_WORD.finditer(text))
    before = None
    for match in matches:
        word, at = _word(match[0], language), match.start()
        if word.small and _is_inside(text, before, match) and match is not matches[-1]:
            if not fixed[at]:
                letters[at] = _small(letters[at], language)
        elif not _stays_small(text, match):
            _raise(letters, at, word, fixed)
        before = match
    return "".join(letters)


def _stays_small(text: str, match: re.Match[str]) -> bool:
    """Return whether a single letter is a sign and no word: `β-carotene`, `07-x`."""
    if len(match[0]) > 1:
        return False
    before, after = (
        text[max(match.start() - 2, 0) : match.start()],
        text[match.end() : match.end() + 1],
    )
    return (before[-1:] == "-" and before[:1].isdigit()) or (
        after == "-" and "\u0370" <= match[0] <= "\u03ff"
    )


def _is_small(word: str) -> bool:
    if word.lower().rstrip(".") in _SMALL:
        return word[1:].lower() == word[1:]
    return _is_elided(word) and word[:1].islower()


def _is_elided(word: str) -> bool:
    """Return whether a word begins with an article or a preposition that has lost its vowel: `d'art`."""
    return word[:2].lower() in ("d'", "d’", "l'", "l’")


def _is_inside(text: str, before: re.Match[str] | None, match: re.Match[str]) -> bool:
    """Return whether a small word opens neither the title, a sentence nor a compound: `on-line`."""
    if before is None or _opens(text, before, match.start()):
        return False
    opens_compound = text[match.end() : match.end() + 1] == "-" and text[match.start() - 1] != "-"
    return not opens_compound or _is_elided(match[0])


def _opens(text: str, before: re.Match[str], at: int) -> bool:
    """Return whether a word begins a sentence or a subtitle: after a colon, or a mark that ends a sentence."""
    between = text[before.end() : at].strip(" \"'“”‘’([")
    if between.endswith(("—", "–", "-")):
        return False
    return bool(between and between[-1] in ":?!") or (
        before[0].endswith(".") and len(before[0]) > 2 and between == ""
    )
