"""Text is split into characters and emoji, each emoji with its name in words (UTS 51)."""

import re
import unicodedata
from functools import cache

from threadbrief.model.document import Emoji, Inlines, Text
from threadbrief.text.emoji_data import EMOJI_PRESENTATION, NEW_NAMES, REGIONS, TEXT_PRESENTATION

ZWJ = "\u200d"
"""Joins emoji into one (UTS 51, 1.4.5)."""
_FIRST = re.compile("[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]")
"""Text without a match here has no emoji, nor a keycap (which ends in U+20E3): a quick test."""
_NATIONS = {"gbeng": "England", "gbsct": "Scotland", "gbwls": "Wales"}
"""Flags of parts of a country (emoji-sequences.txt of UTS 51, RGI_Emoji_Tag_Sequence)."""
_REGION_A = 0x1F1E6
_TAG_SPACE = 0xE0000


@cache
def _compile_pattern() -> re.Pattern[str]:
    """Return the pattern of one emoji sequence (UTS 51, 1.4.9, only of emoji characters)."""
    element = (
        f"(?:[{EMOJI_PRESENTATION}](?!\ufe0e)\ufe0f?|[{TEXT_PRESENTATION}]\ufe0f)"
        "[\U0001f3fb-\U0001f3ff]?|"
        f"[{TEXT_PRESENTATION}][\U0001f3fb-\U0001f3ff]|[\U0001f3fb-\U0001f3ff]"
    )
    joined = f"(?:{element}|[{TEXT_PRESENTATION}])\ufe0f?"
    tags = "(?:[\U000e0020-\U000e007e]+\U000e007f)?"
    return re.compile(
        f"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|(?:{element}){tags}(?:{ZWJ}{joined})*"
        f"|[{TEXT_PRESENTATION}](?:{ZWJ}{joined})+"
    )


def split_emoji(text: str, lang: str | None = None) -> Inlines:
    """Return the text as Text and Emoji, in order; `lang` is the language of the text."""
    if not text:
        return ()
    if text.isascii() or _FIRST.search(text) is None:
        return (Text(text, lang),)
    parts: list[Text | Emoji] = []
    end = 0
    for match in _compile_pattern().finditer(text):
        if match.start() > end:
            parts.append(Text(text[end : match.start()], lang))
        parts.append(Emoji(match[0], name_emoji(match[0])))
        end = match.end()
    if end < len(text):
        parts.append(Text(text[end:], lang))
    return tuple(parts)


@cache
def name_emoji(sequence: str) -> str:
    """Return what an emoji shows, in English words: `flag: China`, `winking face`."""
    if _REGION_A <= ord(sequence[0]) <= _REGION_A + 25:
        code = "".join(chr(ord(letter) - _REGION_A + ord("A")) for letter in sequence)
        return f"flag: {_load_regions().get(code, code)}"
    tags = "".join(chr(ord(c) - _TAG_SPACE) for c in sequence if 0xE0020 <= ord(c) <= 0xE007E)
    if tags:
        return f"flag: {_NATIONS.get(tags, tags.upper())}"
    if sequence.endswith("\u20e3"):
        return f"keycap: {sequence[0]}"
    return " and ".join(filter(None, map(_name_part, sequence.split(ZWJ))))


def _name_part(part: str) -> str:
    return ", ".join(_name_character(c) for c in part if c != "\ufe0f")


def _name_character(character: str) -> str:
    """Return the name of a character in lower case.

    It does not depend on the version of Unicode in this Python: newer names are in our data.
    """
    name = _load_new_names().get(character)
    if not name:
        name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    return name.replace("emoji modifier fitzpatrick", "skin tone")


@cache
def _load_new_names() -> dict[str, str]:
    lines = (line.split(" ", 1) for line in NEW_NAMES.strip().splitlines())
    return {chr(int(code, 16)): name for code, name in lines}


@cache
def _load_regions() -> dict[str, str]:
    return dict(line.split(" ", 1) for line in REGIONS.strip().splitlines())
