"""A captured post in; its text as a memo has it out: marks escaped, citations and lost emoji where they belong."""

import re
from collections.abc import Mapping, Sequence

from threadbrief.importers.captured import CapturedPost
from threadbrief.importers.numbering import stripped
from threadbrief.values import Value

_MARKS = re.compile(r"[\\*\[\]]|\{(?=\?)")
_JOINED = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
"""Scripts without spaces between words, as the reader has them."""
_WIDTH = 96
"""Columns of a text in the YAML."""


class Places(Value):
    """What stands at places of a text, by offset."""

    cited: Mapping[tuple[int, int], str]
    """The key for each address, by where it begins and ends."""
    beside: Sequence[str]
    """Keys of what stands beside the text."""
    lost: Mapping[int, int]
    """How many emoji are lost at a line break."""
    doubtful: frozenset[int]
    """Line breaks that may be none."""


def text_of(post: CapturedPost, places: Places) -> str:
    """Return the text of a post as a memo has it; its words are those of the original."""
    parts: list[str] = []
    end = 0
    for (start, stop), key in sorted(places.cited.items()):
        parts.append(_lines(post.text, end, start, places))
        parts.append(f"\0{key}\0")
        end = stop
    parts.append(_lines(post.text, end, len(post.text), places))
    text = _unbroken(stripped("".join(parts).strip(), escaped(post.number_shown or "")))
    text = re.sub(r"(?:\\\n|(?<!\n)\n)[ \t]*(?=\0)", " ", text)
    text = re.sub(r"(?<=[(“«\"'])[ \t]*\0([^\0]+)\0", r"[@\1]", text)
    text = re.sub(r"[ \t]*\0([^\0]+)\0", r" [@\1]", text)
    marks = "; ".join(f"@{key}" for key in places.beside)
    return _tidy(f"{text} [{marks}]" if marks else text)


def filled(text: str) -> str:
    """Return a text with its lines broken at spaces, which changes nothing: a line break is a space."""
    return "\n".join(_filled_line(line) for line in text.split("\n"))


def _filled_line(line: str) -> str:
    lines: list[str] = []
    for word in line.split(" "):
        if lines and (len(lines[-1]) + len(word) < _WIDTH or not word or _glued(lines[-1], word)):
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)


def _glued(before: str, word: str) -> bool:
    """Return whether a line break between two words would not be read as a space."""
    return bool(_JOINED.match(before[-1:]) and _JOINED.match(word[:1])) or before.endswith(("\\", " ")) or not before


def _unbroken(text: str) -> str:
    """Return a text without line breaks at its start and end, which a number on a line of its own leaves."""
    return re.sub(r"(?<!\\)((?:\\\\)*)\\$", r"\1", re.sub(r"^(?:\\\n|\s)+", "", text)).rstrip()


def escaped(text: str) -> str:
    """Return words in which nothing is taken for a mark of ours."""
    return _MARKS.sub(lambda match: f"\\{match[0]}", text)


def lost_mark(count: int) -> str:
    """Return what stands for lost emoji."""
    return "{?emoji}" if count == 1 else f"{{?emoji*{count}}}"


def _lines(text: str, start: int, stop: int, places: Places) -> str:
    """Return a part of a text, each line break as what it is: kept, doubtful, or a lost emoji."""
    parts: list[str] = []
    for match in re.finditer(r"[^\n]+|\n+", text[start:stop]):
        at = start + match.start()
        parts.append(_break(text, at, len(match[0]), places) if match[0][0] == "\n" else escaped(match[0]))
    return "".join(parts)


def _break(text: str, at: int, count: int, places: Places) -> str:
    if at in places.lost:
        space = "" if _JOINED.match(text[:at].rstrip()[-1:]) and _JOINED.match(text[at + 1 : at + 2]) else " "
        return f"{space}{lost_mark(places.lost[at])}{space}"
    if count > 1:
        return "\n\n"
    if at in places.doubtful or not text[:at].strip() or not text[at:].strip():
        return "\n"
    return "\\\n"


def _tidy(text: str) -> str:
    """Return a text without spaces at the ends of its lines, and without more than one in a row that we made."""
    lines = [re.sub(r"(?<=\S) {2,}(?=[\[{])|(?<=[\]}]) {2,}(?=\S)", " ", line.rstrip()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.lstrip() for line in lines)).strip()
