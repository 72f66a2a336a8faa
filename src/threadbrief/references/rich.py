"""The tags that CSL-JSON allows in its texts, for writers of other formats."""

import re
from collections.abc import Callable

TAG = re.compile(r"<(/?)(i|b|sc|sup|sub|span)((?:\s+[a-z-]+=(?:\"[^\"<>]*\"|'[^'<>]*'))?)\s*>")


def without_tags(text: str) -> str:
    """Return the words of a text alone."""
    return TAG.sub("", text) if "<" in text else text


def with_commands(text: str, commands: Callable[[str, str], str], escape: Callable[[str], str]) -> str:
    """Return a text in LaTeX: `commands` says what opens for a tag and its attribute, a brace closes it.

    A tag without its partner is text.
    """
    if "<" not in text:
        return escape(text)
    tags = list(TAG.finditer(text))
    closing = _partners(tags)
    pairs = closing | {end: begin for begin, end in closing.items()}
    made, at = [], 0
    for number, tag in enumerate(tags):
        if number not in pairs:
            continue
        made.append(escape(text[at : tag.start()]))
        made.append("}" if tag[1] else commands(tag[2], tag[3]))
        at = tag.end()
    return "".join(made) + escape(text[at:])


def _partners(tags: list[re.Match[str]]) -> dict[int, int]:
    """Return which tag closes which; one that would cross another closes none."""
    found: dict[int, int] = {}
    open_: list[int] = []
    for number, tag in enumerate(tags):
        if not tag[1]:
            open_.append(number)
        elif open_ and tags[open_[-1]][2] == tag[2]:
            found[open_.pop()] = number
    return found
