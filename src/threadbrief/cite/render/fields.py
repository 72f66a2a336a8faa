"""Parsing a field of a source: the tags and quotation marks of CSL-JSON become runs."""

import re
from collections import Counter
from functools import lru_cache
from typing import Final

from threadbrief.cite.render.runs import CLOSE, CLOSING, OPEN, OPENING, OWN_MARK, ROMAN, Font, Run
from threadbrief.core.structs import replace
from threadbrief.text.excerpts import find_mark_pairs

_TAG = re.compile(r"<(/?)(i|b|sc|sup|sub|span)((?:\s+[a-z-]+=(?:\"[^\"<>]*\"|'[^'<>]*'))?)\s*>")
_WORD_CHARACTER: Final = re.compile(r"[^\W_]")

# Superscript letters of Unicode (UnicodeData, <super>) become raised ordinary letters.
_NOT_DECOMPOSED = {"ᴭ": "Æ", "ˀ": "ʔ", "ˁ": "ʕ", "ۥ": "و", "ۦ": "ي"}
_SUPERSCRIPTS = re.compile("[ªº²³¹ʰ-ʸˀˁˠ-ˤᴬ-ᴮᴰ-ᴺᴼ-ᵂᵃ-ᵡᵸᶛ-ᶿ⁰ⁱ⁴-ⁿ℠™㆒-㆟ꟸꟹۥۦ]+")


@lru_cache(maxsize=8192)
def parse_field(text: str) -> tuple[Run, ...]:
    """Return a field as runs. A tag or a quotation mark without its partner is text."""
    if text.isascii() and text.isalnum():
        return (Run(text),)
    if "«" in text:  # French quotation marks have a narrow space that does not break inside them
        text = text.replace("« ", "«\u202f").replace(" »", "\u202f»")
    runs: list[Run] = []
    for piece, font in _parse_tags(text):
        runs.extend(parse_superscripts(piece, font))
    return tuple(_parse_quotes(runs))


# --- tags ---


def _parse_tags(text: str) -> list[tuple[str, Font]]:
    """Return the text between the tags, each piece with its font."""
    if "<" not in text:
        return [(text, ROMAN)]
    tags = list(_TAG.finditer(text))
    matched = _match_tags(tags)
    pieces, fonts, start = [], [ROMAN], 0
    for index, tag in enumerate(tags):
        if index not in matched:
            continue
        pieces.append((text[start : tag.start()], fonts[-1]))
        start = tag.end()
        if tag[1]:
            fonts.pop()
        else:
            fonts.append(_nested_font(fonts[-1], tag[2], tag[3]))
    pieces.append((text[start:], fonts[-1]))
    return [(piece, font) for piece, font in pieces if piece]


def _match_tags(tags: list[re.Match[str]]) -> set[int]:
    """Return the indexes of the tags that have a partner; a tag that crosses another has none."""
    open_tags: list[int] = []
    matched: set[int] = set()
    count_open: Counter[str] = Counter()
    for index, tag in enumerate(tags):
        if not tag[1]:
            open_tags.append(index)
            count_open[tag[2]] += 1
        elif count_open[tag[2]]:
            while open_tags:
                last = open_tags.pop()
                count_open[tags[last][2]] -= 1
                if tags[last][2] == tag[2]:
                    matched |= {last, index}
                    break
    return matched


def _nested_font(font: Font, tag: str, attribute: str) -> Font:
    """Return the font inside a tag: italics inside italics are upright."""
    match tag:
        case "i":
            return replace(font, flip_italic=not font.flip_italic)
        case "b":
            return replace(font, flip_bold=not font.flip_bold)
        case "sc":
            return replace(font, flip_small_caps=not font.flip_small_caps, fixed_case=True)
        case "sup" | "sub":
            return replace(font, align=tag, fixed_case=True)
        case _:
            return _span_font(font, attribute)


def _span_font(font: Font, attribute: str) -> Font:
    if "small-caps" in attribute:
        return replace(font, flip_small_caps=not font.flip_small_caps, fixed_case=True)
    if "nocase" in attribute:
        return replace(font, fixed_case=True)
    if "nodecor" in attribute:
        return replace(font, plain=True, fixed_case=True)
    return font


# --- superscripts ---


def parse_superscripts(text: str, font: Font = ROMAN) -> list[Run]:
    """Return a text whose superscript letters are raised ordinary ones; all else is text."""
    if text.isascii() or not _SUPERSCRIPTS.search(text):
        return [Run(text, font)]
    runs, start = [], 0
    for match in _SUPERSCRIPTS.finditer(text):
        runs.append(Run(text[start : match.start()], font))
        letters = "".join(_NOT_DECOMPOSED.get(sign) or _base_letters(sign) for sign in match[0])
        runs.append(Run(letters, replace(font, align="sup")))
        start = match.end()
    runs.append(Run(text[start:], font))
    return [run for run in runs if run.text]


def _base_letters(sign: str) -> str:
    import unicodedata  # noqa: PLC0415 - 1 ms that only a rare letter should cost

    codes = unicodedata.decomposition(sign).split()
    if codes[:1] != ["<super>"]:
        return sign
    return "".join(chr(int(code, 16)) for code in codes[1:])


# --- quotation marks ---

_PAIRS = {'"': '"', "“": "”", "'": "'", "‘": "’"}
_MARK = re.compile("[\"'“”‘’]")
_LEADING = re.compile(r"'(?:[0-9]{2}s?|n(?='))(?!\w)")
"""An apostrophe that begins a word: `'90s`, rock `'n'` roll."""
_SINGLE = replace(OPENING, text="‘"), replace(CLOSING, text="’")
"""Marks that are single in the field: they stay single where they are not inside others."""
FIXED_PUNCTUATION: Final = "fixed-punctuation"
"""Tag of the text after a closing mark in the same field: its punctuation is not moved."""


def _parse_quotes(runs: list[Run]) -> list[Run]:
    text = "".join(run.text for run in runs)
    if not _MARK.search(text):
        return runs
    roles = _mark_roles(text)
    out: list[Run] = []
    start = 0
    for run in runs:
        out.extend(_split_at_marks(run, start, roles))
        start += len(run.text)
    return out


def _split_at_marks(run: Run, offset: int, roles: dict[int, Run | None]) -> list[Run]:
    out, start = [], 0
    for index in range(len(run.text)):
        if offset + index not in roles:
            continue
        out.append(replace(run, text=run.text[start:index]))
        mark = roles[offset + index]
        if mark is None:
            mark = Run("’")
        out.append(replace(mark, font=run.font))
        start = index + 1
    tail = replace(run, text=run.text[start:])
    if out and out[-1].kind == CLOSE:
        tail = replace(tail, tag=FIXED_PUNCTUATION)
    return [piece for piece in (*out, tail) if piece.text or piece.kind]


def _mark_roles(text: str) -> dict[int, Run | None]:
    """Return the role of each mark by its index: opening, closing, or apostrophe (None).

    Double marks without a partner are missing: they are text.
    """
    roles: dict[int, Run | None] = {}
    open_marks: list[tuple[int, str]] = []
    awaited: Counter[str] = Counter()
    for match in _MARK.finditer(text):
        at, sign = match.start(), match[0]
        if awaited[sign] and _can_close(text, at):
            while open_marks:
                start, mark = open_marks.pop()
                awaited[_PAIRS[mark]] -= 1
                if _PAIRS[mark] == sign:
                    roles[start], roles[at] = _SINGLE if mark == "‘" else (OPENING, CLOSING)
                    break
                if mark == "'":
                    roles[start] = None
        elif sign in _PAIRS and _can_open(text, at):
            open_marks.append((at, sign))
            awaited[_PAIRS[sign]] += 1
        elif sign == "'":
            roles[at] = None
    for start, mark in open_marks:
        if mark == "'":
            roles[start] = None
    return roles


def _can_open(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1 : at + 2]
    if _WORD_CHARACTER.match(before) or before in ".,;:!?)]" or _LEADING.match(text, at):
        return False
    return bool(after) and not after.isspace()


def _can_close(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at + 1 : at + 2]
    return not before.isspace() and not (after and _WORD_CHARACTER.match(after))


# --- the words of a post ---

_LEVELLED: Final = frozenset("“‘„‚«‹»")
"""Opening marks that change level inside those of the note; straight marks never change."""
_INNER_SPACES: Final = "\u00a0\u202f "


@lru_cache(maxsize=8192)
def parse_excerpt(text: str) -> tuple[Run, ...]:
    """Return the words of a post as runs: tags and straight marks are text, as the author has them.

    Quotation marks in pairs are marks, which change level inside those of the note. No punctuation
    is moved, and no mark at the beginning collides with the words before.
    """
    words = Run(text, tag=FIXED_PUNCTUATION)
    pairs = [pair for pair in find_mark_pairs(text) if text[pair.start] in _LEVELLED]
    if not pairs:
        return (words,)
    pieces: dict[int, tuple[int, int]] = {}
    for pair in pairs:
        before_close, after_open = pair.end, pair.start + 1
        if text[pair.start] in "«‹":  # as in French, with a space inside
            after_open += text[after_open] in _INNER_SPACES
            before_close -= text[before_close - 1] in _INNER_SPACES
        pieces[pair.start] = (OPEN, after_open)
        pieces[before_close] = (CLOSE, pair.end + 1)
    runs: list[Run] = []
    start = 0
    for at, (kind, end) in sorted(pieces.items()):
        runs.append(replace(words, text=text[start:at]))
        runs.append(Run(text[at:end], kind=kind, tag=OWN_MARK))
        start = end
    runs.append(replace(words, text=text[start:]))
    return tuple(run for run in runs if run.text)
