"""Text of a stranger on a terminal: nothing in it moves the cursor, and a caret stands under the right column."""

import re
from unicodedata import category, east_asian_width

TAB = 4
"""Columns."""
_BREAK = re.compile("\r\n|[\n\r]")
"""The line breaks of YAML 1.2.2, 5.4, by which the reader counts."""
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def lines_of(source: str) -> list[str]:
    """Return the lines of a YAML file, without their breaks."""
    return _BREAK.split(source)


def visible(text: str) -> str:
    """Return text in which every control character is shown as a sign and none is obeyed."""
    return text if text.isprintable() else "".join(map(_sign, text))


def excerpt(line: str, column: int, width: int) -> tuple[str, str]:
    """Return the part of a line around a column (from 1) that fits a width, and the caret line below it."""
    at = min(column - 1, len(line))
    first = max(0, at - width)
    signs = [_sign(character) for character in line[first : at + width]]
    before = sum(map(_columns, signs[: at - first]))
    cut_start, cut_end = first > 0, at + width < len(line)
    while signs and before > max(width * 2 // 3, 1):
        before -= _columns(signs.pop(0))
        cut_start = True
    room = width - cut_start - 1
    while sum(map(_columns, signs)) > room:
        signs.pop()
        cut_end = True
    start = "…" if cut_start else ""
    return f"{start}{''.join(signs)}{'…' if cut_end else ''}", f"{' ' * (before + len(start))}^"


def _sign(character: str) -> str:
    code = ord(character)
    if character == "\t":
        return " " * TAB
    if code < 0x20:
        return chr(0x2400 + code)  # the control pictures of Unicode
    if code == 0x7F:
        return "\u2421"
    if character in _BIDI or category(character) in ("Cc", "Cs", "Zl", "Zp"):
        return f"<U+{code:04X}>"
    return character


def _columns(sign: str) -> int:
    """Return how many columns a sign takes (UAX 11: wide and fullwidth take two, marks none)."""
    if len(sign) > 1:
        return len(sign)
    if category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(sign) in "WF" else 1
