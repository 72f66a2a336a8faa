"""The text of a captured post as memo markup: escapes, citations, marks of lost emoji, line breaks.

The words are those of the original, and a memo is read with the same words.
"""

import re
from collections.abc import Mapping, Sequence

from threadbrief.core.structs import Frozen
from threadbrief.importers.copied_text.post_numbers import strip_number
from threadbrief.importers.model import CapturedPost

_MARKUP = re.compile(r"[\\*\[\]]|\{(?=\?)")
_UNSPACED_SCRIPT = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
"""Scripts without spaces between words; the reader of memos joins their lines without one."""
_WIDTH = 96
"""Columns of a text in the YAML."""


class TextPlaces(Frozen):
    """The markup that a text gets, by offset in the original."""

    cited: Mapping[tuple[int, int], str]
    """The citation key for each address, by its start and end."""
    trailing: Sequence[str]
    """Keys to cite at the end: cards and the like, which are not in the text."""
    lost: Mapping[int, int]
    """How many emoji are lost at a line break."""
    doubtful: frozenset[int]
    """Line breaks that may be spaces."""


def build_post_text(post: CapturedPost, places: TextPlaces) -> str:
    """Return the text of a post as memo markup; its words are those of the original."""
    parts: list[str] = []
    end = 0
    for (start, stop), key in sorted(places.cited.items()):
        parts.append(_escape_lines(post.text, end, start, places))
        parts.append(f"\0{key}\0")  # a placeholder, until the spaces around it are known
        end = stop
    parts.append(_escape_lines(post.text, end, len(post.text), places))
    text = strip_number("".join(parts).strip(), escape_markup(post.number_shown or ""))
    text = _strip_line_breaks(text)
    text = re.sub(r"(\0[^\0]+\0)\(", r"\1\\(", text)  # no address of a link
    text = re.sub(r"(?:\\\n|(?<!\n)\n)[ \t]*(?=\0)", " ", text)
    text = re.sub(r"(?<=[(“«\"'])[ \t]*\0([^\0]+)\0", r"[@\1]", text)
    text = re.sub(r"(?:(?<![ \t])[ \t]+)?\0([^\0]+)\0", r" [@\1]", text)
    if places.trailing:
        text += f" [{'; '.join(f'@{key}' for key in places.trailing)}]"
    return _collapse_spaces(text)


def escape_markup(text: str) -> str:
    """Return words with a backslash before each character that would be read as markup."""
    return _MARKUP.sub(lambda match: f"\\{match[0]}", text)


def mark_lost_emoji(count: int) -> str:
    """Return the mark for a number of lost emoji."""
    return "{?emoji}" if count == 1 else f"{{?emoji*{count}}}"


def _escape_lines(text: str, start: int, stop: int, places: TextPlaces) -> str:
    """Return a part of a text as markup, with its line breaks."""
    parts: list[str] = []
    for match in re.finditer(r"[^\n]+|\n+", text[start:stop]):
        run = match[0]
        if run[0] == "\n":
            parts.append(_mark_line_break(text, start + match.start(), len(run), places))
        else:
            parts.append(escape_markup(run))
    return "".join(parts)


def _mark_line_break(text: str, at: int, count: int, places: TextPlaces) -> str:
    """Return a run of line breaks as markup: a lost emoji, a paragraph, a space or a hard break."""
    if at in places.lost:
        mark = mark_lost_emoji(places.lost[at])
        before, after = text[:at].rstrip()[-1:], text[at + 1 : at + 2]
        if _UNSPACED_SCRIPT.match(before) and _UNSPACED_SCRIPT.match(after):
            return mark
        return f" {mark} "
    if count > 1:
        return "\n\n"
    if at in places.doubtful or not text[:at].strip() or not text[at:].strip():
        return "\n"
    return "\\\n"


def _strip_line_breaks(text: str) -> str:
    """Return a text without line breaks at either end, such as one after a number that is gone."""
    text = re.sub(r"^(?:\\\n|\s)+", "", text)
    return re.sub(r"(?<!\\)((?:\\\\)*)\\$", r"\1", text).rstrip()


def _collapse_spaces(text: str) -> str:
    """Return a text without spaces at the ends of its lines, and with one space around markup."""
    lines: list[str] = []
    for line in text.split("\n"):
        around_marks = r"(?<=\S) {2,}(?=[\[{])|(?<=[\]}]) {2,}(?=\S)"
        lines.append(re.sub(around_marks, " ", line.rstrip()).lstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def wrap_text(text: str) -> str:
    """Return markup with its lines wrapped at spaces; a line break in a memo is read as a space."""
    return "\n".join(_wrap_line(line) for line in text.split("\n"))


def _wrap_line(line: str) -> str:
    lines: list[str] = []
    for word in line.split(" "):
        if not lines:
            lines.append(word)
            continue
        fits = len(lines[-1]) + len(word) < _WIDTH
        if fits or not word or _must_not_break(lines[-1], word):
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)


def _must_not_break(before: str, word: str) -> bool:
    """Return whether a line break between two words would not be read as a space."""
    if not before or before.endswith(("\\", " ")):
        return True
    return bool(_UNSPACED_SCRIPT.match(before[-1:]) and _UNSPACED_SCRIPT.match(word[:1]))
