"""Plain words in, marks out: what is read from them are the same words."""

import re

from threadbrief.text.urls import find_web_addresses

_SIGN = re.compile(
    r"[\\*_\[\]#@<~`$^!|\"']|\{(?=\?)"
    r"|-(?:(?<=--)|(?=-))|-(?<=\d-)(?=\d)|\.(?:(?<=\.\.)|(?=\.))"
)
"""Signs that may begin a mark, or that typography changes."""
_LINE_SIGN = re.compile(r"(?:(?P<number>\d{1,9})(?=[.)])|(?=[-+>:=]))")
"""What begins a list, a quotation or a caption at the start of a line."""
_PARAGRAPHS = re.compile(r"\n\s*\n")


def escape_words(text: str) -> str:
    """Return plain words as a text with marks that is read as just these words.

    An address stays a link, a line break a line break, an empty line the end of a paragraph.
    Quotation marks, rows of hyphens and of dots stay as they are, whatever the typography.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return "\n\n".join(_escape_paragraph(part) for part in _PARAGRAPHS.split(text) if part)


def _escape_paragraph(text: str) -> str:
    return "\\\n".join(_escape_line(" ".join(line.split())) for line in text.split("\n"))


def _escape_line(line: str) -> str:
    parts = []
    done = 0
    first = _LINE_SIGN.match(line)
    if first:
        done = first.end()
        parts.append(f"{first[0]}\\{line[done]}")
        done += 1
    for start, address in find_web_addresses(line):
        if start >= done:
            parts += (_SIGN.sub(r"\\\g<0>", line[done:start]), address)
            done = start + len(address)
    return "".join([*parts, _SIGN.sub(r"\\\g<0>", line[done:])])
