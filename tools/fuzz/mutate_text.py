"""Mutations of bytes, of tokens and of lines."""

import re
from collections.abc import Sequence

from cases import Dice

NASTY_TEXTS = (
    "", " ", "\t", "\n", "\r\n", "\0", "\x1b[31m", "\x85", "\u2028", "\u200b", "\u200d", "\u200f",
    "\u202e", "\u2066", "\ufeff", "\ufffd", "\ufffe", "\ud800", "\U0001f469\u200d\U0001f4bb",
    "\U0001f1e6", "\U000e0001", "\U0010ffff", "e\u0301\u0301\u0301", "\u0e33", "ß", "İ", "ﬁ",
    "مرحبا Gazprom 12", "שלום (abc) 3", "漢字かな交じり文", "สวัสดีชาวโลก", "नमस्ते", "👨‍👩‍👧‍👦", "🏳️‍🌈", "1️⃣",
    "[@src]", "[@p1]", "[@p1, p. 3; @src, pp. 4-5]", "[@", "[@]", "[@src, pg. 3]", "[^a]", "[^a]: b",
    "[-@src]", "@handle", "@a@b.example", "{?x*2}", "{?", "?}", "**", "***a**", "_", "__a_", "`", "```",
    "~~a~~", "[a](https://e.example)", "[a](javascript:x)", "![a](x.png)", "<b>", "<!--", "&amp;",
    "| a | b |\n|---|---|\n| 1 | 2 |", "|---|", "# a", "> a", "- a\n  - b\n    - c", "1. a", "---", "...",
    "https://e.example/a_(b)?c=d&e#f", "HTTP://E.EXAMPLE", "http://xn--", "https://[::1]/", "http://",
    "https://é.example/", "mailto:a@b", "file:///etc/passwd", "\\\\host\\share", "www.e.example",
    "null", "~", "true", "no", "0", "-0", "-1", "1", "1.5", "1e400", ".inf", ".nan", "0x10", "1_000", "1:30",
    "2147483648", "9" * 20, "9" * 400, "-" + "9" * 30, "٣", "²", "Ⅷ", "½",
    "2031-03-14", "2031-02-30", "0000-00-00", "9999-12-31", "2031-03-14T25:61:00Z", "2031-03-14T10:00:00+99:00",
    "2031-03~", "2031?", "[1667,1668]", "-0044", "2031/..", "20310314", "14.3.2031", "!!python/object:os.system",
    "*a", "&a", "<<", "? a", ": ", "- ", "|", ">", "|2-", "%", "!", "!!binary aa", "{", "}", "[", "]", "{}", "[]",
    "../x", "/dev/zero", "C:\\x", "x\0y", "a/b", "x" * 300, "aux", "en", "de", "fr", "ar", "he", "ja", "zh-Hant",
    "x-klingon", "german", "en-US-u-ca-buddhist", "en_GB", "memo", "memo-letter", "ieee", "threadbrief-notes",
    "a" * 200, "a." * 100, "1" * 300, "-" * 300, "(" * 60, "[" * 60, "*" * 60, "「" * 30, '"' * 31, "'" * 31,
    "a b " * 100, "\u0301" * 60, "\u200d" * 40, "\U0001f469\u200d" * 24, "\U0001f3fd" * 10,
    "&#x202e;", "%2e%2e%2f", "%00", "%s", "{0}", "{body}", "{{ body }}", "${x}", "$(x)",
)  # fmt: skip
"""Texts that are at the edge of some rule."""
NASTY_BYTES = (
    b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\r", b"\n",
    b"\t", b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"PK\x03\x04", b"%PDF-",
)  # fmt: skip
_TOKEN = re.compile(r"\w+|\s+|.", re.DOTALL)
_LONGEST = 1 << 20
"""Bytes that a case has at most."""
_COPIES = (2, 3, 10, 100, 1000)


def choose_nasty_text(dice: Dice) -> str:
    """Return a text at the edge of some rule, alone, repeated, or two of them."""
    text = dice.choice(NASTY_TEXTS)
    if dice.random() < 0.2:
        text += dice.choice(NASTY_TEXTS)
    if dice.random() < 0.03 and len(text) < 20:
        text *= dice.choice((5, 50, 500, 5000))
    return text


def mutate_bytes(data: bytes, dice: Dice, others: Sequence[bytes] = ()) -> bytes:
    """Return bytes with from one to eight changes; `others` are what parts are taken from."""
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 8))):
        _change_bytes(changed, dice, others)
    return bytes(changed[:_LONGEST])


def _change_bytes(data: bytearray, dice: Dice, others: Sequence[bytes]) -> None:
    at = dice.randrange(len(data) + 1)
    end = min(len(data), at + dice.choice((1, 1, 2, 4, 16, 64, 500)))
    match dice.randrange(8):
        case 0 | 1:
            for place in range(at, min(end, at + 8)):
                data[place] ^= 1 << dice.randrange(8)
        case 2:
            del data[at:end]
        case 3:
            data[at:at] = data[at:end] * dice.choice(_COPIES)
        case 4:
            data[at:at] = dice.choice(NASTY_BYTES)
        case 5:
            data[at:end] = bytes(dice.randrange(256) for _ in range(end - at))
        case 6 if others:
            other = dice.choice(others)
            start = dice.randrange(len(other) + 1)
            data[at:end] = other[start : start + dice.choice((4, 40, 400))]
        case _ if dice.random() < 0.2:
            del data[at:]


def mutate_text(text: str, dice: Dice, others: Sequence[str] = ()) -> str:
    """Return a text with from one to eight changes of tokens or lines."""
    if dice.random() < 0.4:
        parts = text.splitlines(keepends=True)
        change = _change_lines
    else:
        parts = _TOKEN.findall(text)
        change = _change_tokens
    for _ in range(dice.choice((1, 1, 2, 4, 8))):
        change(parts, dice, others)
    return "".join(parts)[:_LONGEST]


def _change_tokens(parts: list[str], dice: Dice, others: Sequence[str]) -> None:
    at, to = dice.randrange(len(parts) + 1), dice.randrange(len(parts) + 1)
    match dice.randrange(7):
        case 0:
            del parts[at : at + dice.choice((1, 1, 3))]
        case 1:
            parts[at:at] = parts[at : at + 3] * dice.choice(_COPIES[:4])
        case 2:
            parts[at : at + 1], parts[to : to + 1] = parts[to : to + 1], parts[at : at + 1]
        case 3 | 4:
            parts[at : at + dice.randrange(2)] = [choose_nasty_text(dice)]
        case 5 if others:
            other = dice.choice(others)
            start = dice.randrange(len(other) + 1)
            parts[at:at] = [other[start : start + dice.choice((5, 50, 500))]]
        case _:
            parts[at : at + 1] = parts[to : to + 1]


def _change_lines(lines: list[str], dice: Dice, others: Sequence[str]) -> None:
    at, to = dice.randrange(len(lines) + 1), dice.randrange(len(lines) + 1)
    match dice.randrange(7):
        case 0:
            del lines[at : at + dice.choice((1, 1, 3, 10))]
        case 1:
            lines[at:at] = lines[at : at + dice.choice((1, 3))] * dice.choice(_COPIES[:4])
        case 2:
            lines[at : at + 1], lines[to : to + 1] = lines[to : to + 1], lines[at : at + 1]
        case 3:
            lines[at : at + 1] = [
                dice.choice((" ", "  ", "\t")) + line for line in lines[at : at + 1]
            ]
        case 4:
            lines[at : at + 1] = [line[dice.choice((1, 2, 4)) :] for line in lines[at : at + 1]]
        case 5 if others:
            other = dice.choice(others).splitlines(keepends=True)
            start = dice.randrange(len(other) + 1)
            lines[at:at] = other[start : start + dice.choice((1, 5, 20))]
        case _:
            lines[at:at] = [choose_nasty_text(dice) + "\n"]
