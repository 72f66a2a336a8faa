"""A field of a source, with the few tags and the quotation marks that CSL-JSON allows in it, becomes runs."""

import re
from collections import Counter
from functools import lru_cache
from typing import Final

from threadbrief.cite.render.runs import CLOSE, CLOSING, OPENING, ROMAN, Font, Run
from threadbrief.core.structs import replace

_TAG = re.compile(r"<(/?)(i|b|sc|sup|sub|span)((?:\s+[a-z-]+=(?:\"[^\"<>]*\"|'[^'<>]*'))?)\s*>")
_WORDY: Final = re.compile(r"[^\W_]")

# Letters that Unicode has as superscripts (UnicodeData, <super>) are set as raised ordinary ones.
_NOT_DECOMPOSED = {"ᴭ": "Æ", "ˀ": "ʔ", "ˁ": "ʕ", "ۥ": "و", "ۦ": "ي"}
_RAISED = re.compile("[ªº²³¹ʰ-ʸˀˁˠ-ˤᴬ-ᴮᴰ-ᴺᴼ-ᵂᵃ-ᵡᵸᶛ-ᶿ⁰ⁱ⁴-ⁿ℠™㆒-㆟ꟸꟹۥۦ]+")


@lru_cache(maxsize=8192)
def parse_field(text: str) -> tuple[Run, ...]:
    """Return a field as runs. A tag without its partner is text; so is a quotation mark without one."""
    if text.isascii() and text.isalnum():
        return (Run(text),)
    if "«" in text:  # French quotation marks have a narrow space that does not break inside them
        text = text.replace("« ", "«\u202f").replace(" »", "\u202f»")
    found: list[Run] = []
    for piece, font in _tagged(text):
        found.extend(parse_superscripts(piece, font))
    return tuple(_with_quotes(found))


def plain_field(text: str) -> str:
    """Return the characters of a field without its tags, for sorting."""
    return "".join(piece for piece, _ in _tagged(text)) if "<" in text else text


def _tagged(text: str) -> list[tuple[str, Font]]:
    if "<" not in text:
        return [(text, ROMAN)]
    tags = list(_TAG.finditer(text))
    partner = _partners(tags)
    made, fonts, at = [], [ROMAN], 0
    for index, tag in enumerate(tags):
        if index not in partner:
            continue
        made.append((text[at : tag.start()], fonts[-1]))
        at = tag.end()
        if tag[1]:
            fonts.pop()
        else:
            fonts.append(_inside(fonts[-1], tag[2], tag[3]))
    made.append((text[at:], fonts[-1]))
    return [(piece, font) for piece, font in made if piece]


def _partners(tags: list[re.Match[str]]) -> set[int]:
    """Return the tags that have a partner; one that would cross another is none."""
    open_: list[int] = []
    matched: set[int] = set()
    waiting: dict[str, int] = {}
    for index, tag in enumerate(tags):
        if not tag[1]:
            open_.append(index)
            waiting[tag[2]] = waiting.get(tag[2], 0) + 1
        elif waiting.get(tag[2], 0):
            while open_:
                last = open_.pop()
                waiting[tags[last][2]] -= 1
                if tags[last][2] == tag[2]:
                    matched |= {last, index}
                    break
    return matched


def _inside(font: Font, tag: str, attribute: str) -> Font:
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
            return _span(font, attribute)


def _span(font: Font, attribute: str) -> Font:
    if "small-caps" in attribute:
        return replace(font, flip_small_caps=not font.flip_small_caps, fixed_case=True)
    if "nocase" in attribute:
        return replace(font, fixed_case=True)
    return replace(font, plain=True, fixed_case=True) if "nodecor" in attribute else font


def parse_superscripts(text: str, font: Font = ROMAN) -> list[Run]:
    """Return a text whose superscript letters are raised ordinary ones; nothing else in it is looked at."""
    if text.isascii() or not _RAISED.search(text):
        return [Run(text, font)]
    made, at = [], 0
    for match in _RAISED.finditer(text):
        made.append(Run(text[at : match.start()], font))
        letters = "".join(_NOT_DECOMPOSED.get(sign) or _base(sign) for sign in match[0])
        made.append(Run(letters, replace(font, align="sup")))
        at = match.end()
    made.append(Run(text[at:], font))
    return [run for run in made if run.text]


def _base(sign: str) -> str:
    import unicodedata  # noqa: PLC0415 - 1 ms that only a rare letter should cost

    codes = unicodedata.decomposition(sign).split()
    return "".join(chr(int(code, 16)) for code in codes[1:]) if codes[:1] == ["<super>"] else sign


# --- quotation marks ---

_PAIRS = {'"': '"', "“": "”", "'": "'", "‘": "’"}
_MARK = re.compile("[\"'“”‘’]")
_SINGLE = replace(OPENING, text="‘"), replace(CLOSING, text="’")
"""Marks that the writer chose to be single: they stay so where they are not inside others."""
KEPT: Final = "kept"
"""Follows a closing mark in the same field: its punctuation stays where the writer put it."""


def _with_quotes(runs: list[Run]) -> list[Run]:
    whole = "".join(run.text for run in runs)
    if not _MARK.search(whole):
        return runs
    role = _roles(whole)
    made: list[Run] = []
    at = 0
    for run in runs:
        made.extend(_split(run, at, role))
        at += len(run.text)
    return made


def _split(run: Run, at: int, role: dict[int, Run | None]) -> list[Run]:
    made, start = [], 0
    for index, sign in enumerate(run.text):
        if at + index not in role:
            continue
        made.append(replace(run, text=run.text[start:index]))
        token = role[at + index]
        made.append(Run("’", run.font) if token is None else replace(token, font=run.font))
        start = index + len(sign)
    tail = replace(run, text=run.text[start:])
    made.append(replace(tail, tag=KEPT) if made and made[-1].kind == CLOSE else tail)
    return [piece for piece in made if piece.text or piece.kind]


def _roles(text: str) -> dict[int, Run | None]:
    """Return what each quotation mark is: an opening, a closing, an apostrophe (None); unmatched double ones not."""
    role: dict[int, Run | None] = {}
    open_: list[tuple[int, str]] = []
    awaited: Counter[str] = Counter()
    for match in _MARK.finditer(text):
        at, sign = match.start(), match[0]
        if awaited[sign] and _may_close(text, at):
            while open_:
                start, mark = open_.pop()
                awaited[_PAIRS[mark]] -= 1
                if _PAIRS[mark] == sign:
                    role[start], role[at] = _SINGLE if mark == "‘" else (OPENING, CLOSING)
                    break
                if mark == "'":
                    role[start] = None
        elif sign in _PAIRS and _may_open(text, at):
            open_.append((at, sign))
            awaited[_PAIRS[sign]] += 1
        elif sign == "'":
            role[at] = None
    for start, mark in open_:
        if mark == "'":
            role[start] = None
    return role


def _may_open(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1 : at + 2]
    return (
        not _WORDY.match(before)
        and before not in ".,;:!?)]"
        and bool(after)
        and not after.isspace()
    )


def _may_close(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at + 1 : at + 2]
    return not before.isspace() and not (after and _WORDY.match(after))
