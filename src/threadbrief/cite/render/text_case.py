"""The text-case attribute: runs in lower, upper, sentence or title case.

Text that a field marks with `nocase` keeps its case (CSL 1.0.2, "Text-case").
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from threadbrief.cite.csl.elements import TextCase
from threadbrief.cite.render.runs import TEXT, Run, Runs
from threadbrief.core.structs import Frozen, replace

# The words of the schema's stop-words.json that are one word; inside a title they are lower case.
_STOP_WORD_LIST: Final = """
a about across afore after against along alongside amid amidst among amongst an and anenst apropos
apud around as aside astride at athwart atop barring before behind below beneath beside besides
between beyond but by c ca circa d de despite down during et except for forenenst from given in
inside into lest like modulo near next nor notwithstanding of off on onto or out outside over per
plus pro qua sans since so than the through throughout thru thruout till to toward towards under
underneath until unto up upon v van versus via vis-à-vis von vs whereas with within without yet
"""
_STOP_WORDS: Final = frozenset(_STOP_WORD_LIST.split())
_WORD: Final = re.compile(r"[^\s–—/:;,?!()\[\]{}\"“”«»‘…-]+")
_SPACED_WORD: Final = re.compile(r"[^\s–—/-]+")

Fixed = list[bool]
"""For each character of a text, whether its case is fixed."""


def apply_text_case(runs: Runs, case: TextCase, language: str, *, english: bool) -> Runs:
    """Return runs in a case. Title case is for English only.

    `language` decides about letters (the Turkish i).
    """
    match case:
        case "lowercase":
            return _change_each(runs, lambda text: _lower(text, language))
        case "uppercase":
            return _change_each(runs, lambda text: _upper(text, language))
        case "capitalize-first":
            return _capitalize_first(runs, language)
        case "capitalize-all":
            return _change_all(runs, lambda text, fixed: _capitalize_all(text, fixed, language))
        case "sentence":
            return _change_all(runs, lambda text, fixed: _sentence_case(text, fixed, language))
        case "title":
            return list(_title_case_runs(tuple(runs), language)) if english else runs


def _change_each(runs: Runs, change: Callable[[str], str]) -> Runs:
    """Return runs whose text was changed one by one."""
    out = []
    for run in runs:
        if run.kind == TEXT and not run.font.fixed_case:
            out.append(replace(run, text=change(run.text)))
        else:
            out.append(run)
    return out


def _change_all(runs: Runs, change: Callable[[str, Fixed], str]) -> Runs:
    """Return runs whose text was changed as one text; the change keeps its length.

    A quotation mark counts as one character.
    """
    texts = [run.text if run.kind == TEXT else '"' for run in runs]
    fixed: Fixed = []
    for run, text in zip(runs, texts, strict=True):
        fixed += [run.font.fixed_case] * len(text)
    changed = change("".join(texts), fixed)
    out, start = [], 0
    for run, text in zip(runs, texts, strict=True):
        end = start + len(text)
        if run.kind == TEXT and not run.font.fixed_case:
            out.append(replace(run, text=changed[start:end]))
        else:
            out.append(run)
        start = end
    return out


# --- letters and words ---


def capitalize_first_letter(text: str, language: str = "en") -> str:
    """Return a text with a capital as its first letter or digit."""
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


def _upper_letter(letter: str, language: str) -> str:
    """Return a capital; the letter itself where the capital is two letters."""
    capital = _upper(letter, language)
    return capital if len(capital) == 1 else letter


def _lower_letter(letter: str, language: str) -> str:
    small = _lower(letter, language)
    return small if len(small) == 1 else letter


class _WordCase(Frozen):
    """The case of a word, as far as its letters decide it."""

    is_stop_word: bool
    first: int
    """The index of its first letter, to be a capital; -1 where the word has capitals already."""
    capital: str


@lru_cache(4096)
def _word_case(word: str, language: str) -> _WordCase:
    first, capital = -1, ""
    if word.lower() == word:
        for index, letter in enumerate(word):
            if letter.isalnum():
                first, capital = index, _upper_letter(letter, language)
                break
    return _WordCase(_is_stop_word(word), first, capital)


def _is_stop_word(word: str) -> bool:
    if word.lower().rstrip(".") in _STOP_WORDS:
        return word[1:].lower() == word[1:]
    return _is_elided(word) and word[:1].islower()


def _is_elided(word: str) -> bool:
    """Return whether a word begins with an article or a preposition without its vowel: `d'art`."""
    return word[:2].lower() in ("d'", "d’", "l'", "l’")


def _capitalize_word(letters: list[str], at: int, word: _WordCase, fixed: Fixed) -> None:
    """Change the first letter of a word to a capital, unless the word has capitals already."""
    if word.first >= 0 and not fixed[at + word.first]:
        letters[at + word.first] = word.capital


# --- capitalize ---


def _capitalize_first(runs: Runs, language: str) -> Runs:
    for index, run in enumerate(runs):
        if run.kind == TEXT and any(letter.isalnum() for letter in run.text):
            if run.font.fixed_case:
                return runs
            changed = replace(run, text=_capitalize_first_word(run.text, language))
            return [*runs[:index], changed, *runs[index + 1 :]]
    return runs


def _capitalize_first_word(text: str, language: str) -> str:
    match = _WORD.search(text)
    if match is None or match[0].lower() != match[0]:
        return text
    word = capitalize_first_letter(match[0], language)
    return text[: match.start()] + word + text[match.end() :]


def _capitalize_all(text: str, fixed: Fixed, language: str) -> str:
    letters = list(text)
    for match in _SPACED_WORD.finditer(text):
        _capitalize_word(letters, match.start(), _word_case(match[0], language), fixed)
    return "".join(letters)


# --- sentence case ---


def _sentence_case(text: str, fixed: Fixed, language: str) -> str:
    letters = list(text)
    if _is_upper(text, fixed):
        for index, letter in enumerate(text):
            if not fixed[index]:
                letters[index] = _lower_letter(letter, language)
        first = re.search(r"\w", text)
        if first:
            letters[first.start()] = first[0]
        return "".join(letters)
    match = _WORD.search(text)
    if match:
        _capitalize_word(letters, match.start(), _word_case(match[0], language), fixed)
    return "".join(letters)


def _is_upper(text: str, fixed: Fixed) -> bool:
    """Return whether a text of several words is upper case but for what is fixed."""
    letters = [letter for index, letter in enumerate(text) if not fixed[index]]
    free = "".join(letters)
    return free.isupper() and " " in free.strip()


# --- title case ---


@lru_cache(4096)
def _title_case_runs(runs: tuple[Run, ...], language: str) -> tuple[Run, ...]:
    """Return a title in title case; cached, because notes and the list of sources have the same."""
    return tuple(_change_all(list(runs), lambda text, fixed: _title_case(text, fixed, language)))


def _title_case(text: str, fixed: Fixed, language: str) -> str:
    letters = list(text)
    matches = list(_WORD.finditer(text))
    previous = None
    for match in matches:
        word, at = _word_case(match[0], language), match.start()
        if word.is_stop_word and match is not matches[-1] and _is_inside(text, previous, match):
            if not fixed[at]:
                letters[at] = _lower_letter(letters[at], language)
        elif not _is_symbol(text, match):
            _capitalize_word(letters, at, word, fixed)
        previous = match
    return "".join(letters)


def _is_symbol(text: str, match: re.Match[str]) -> bool:
    """Return whether a single letter is a symbol and no word: `β-carotene`, `07-x`."""
    if len(match[0]) > 1:
        return False
    before = text[max(match.start() - 2, 0) : match.start()]
    after = text[match.end() : match.end() + 1]
    if before[-1:] == "-" and before[:1].isdigit():
        return True
    return after == "-" and "\u0370" <= match[0] <= "\u03ff"


def _is_inside(text: str, previous: re.Match[str] | None, match: re.Match[str]) -> bool:
    """Return whether a stop word begins neither the title, a sentence nor a compound: `on-line`."""
    if previous is None or _begins_sentence(text, previous, match.start()):
        return False
    if _is_elided(match[0]):
        return True
    begins_compound = text[match.end() : match.end() + 1] == "-" and text[match.start() - 1] != "-"
    return not begins_compound


def _begins_sentence(text: str, previous: re.Match[str], at: int) -> bool:
    """Return whether a word follows a colon or the end of a sentence."""
    between = text[previous.end() : at].strip(" \"'“”‘’([")
    if between.endswith(("—", "–", "-")):
        return False
    if between:
        return between[-1] in ":?!"
    return previous[0].endswith(".") and len(previous[0]) > 2
