"""Bytes in; the characters of the file out, with a way from an offset to its line and column."""

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

from threadbrief.core.problems import BriefError, Location, Problem
from threadbrief.core.structs import Frozen
from threadbrief.read import problems

MAX_BYTES = 32 * 1024 * 1024

# YAML 1.2.2, 5.1: neither C0 nor C1 controls, nor the two non-characters. The line and paragraph
# separators are legal there, but YAML 1.1 readers end a line at them and editors do not, so that no
# line number would be right.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)

_MARKS = (  # the longer first: UTF-16 LE begins as UTF-32 LE does
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SHOWN_AT_MOST = 20
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates (UAX 9, 2.1 to 2.5); plain directional marks are harmless."""
_ISOLATED = re.compile("[\u2066-\u2068][^\n\u202a-\u202e\u2066-\u2069]*\u2069")
"""An isolate with its end: apps put names between these, and nothing outside is turned."""


class FileText(Frozen):
    """A decoded file: every line ends in a line feed, and there is no byte order mark."""

    name: str
    text: str
    starts: tuple[int, ...]
    """The offset of the first character of each line."""

    def where(self, offset: int) -> Location:
        """Return the place of a character by its offset from the start of the text."""
        line = bisect_right(self.starts, offset)
        return Location(self.name, line, offset - self.starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Return a line without its end, by its number counted from 1; empty past the end."""
        if not 1 <= number <= len(self.starts):
            return ""
        if number < len(self.starts):
            end = self.starts[number] - 1
        else:
            end = len(self.text)
        return self.text[self.starts[number - 1] : end]


def decode(data: bytes, name: str) -> FileText:
    """Return the characters of a file in UTF-8, or in UTF-16 or UTF-32 with a byte order mark.

    Raises BriefError for a file that is too large, is in another encoding, or holds unprintable
    characters.
    """
    if len(data) > MAX_BYTES:
        raise BriefError([problems.file_too_large(Location(name, 1, 1), len(data), MAX_BYTES)])
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as fault:
        raise BriefError(
            [_make_encoding_problem(data, len(mark) + fault.start, encoding, name)]
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    file = FileText(name, text, (0, *(match.end() for match in re.finditer("\n", text))))
    faults = find_unprintable(file)
    if faults:
        raise BriefError(faults, source=text)
    return file


def keep_line_breaks(text: str, data: bytes) -> str:
    """Return lines with the line breaks of the memo that they were: CRLF where it has no other."""
    count = data.count(b"\r\n")
    if count and count == data.count(b"\n") == data.count(b"\r"):
        return text.replace("\n", "\r\n")
    return text


def find_unprintable(file: FileText) -> list[Problem]:
    """Return a problem for each character that no text may hold, the first few of them."""
    found: list[Problem] = []
    for match in UNPRINTABLE.finditer(file.text):
        if match[0] == "\x00" and found:
            break  # one is enough: the file is no text, or UTF-16
        found.append(problems.unprintable_character(file.where(match.start()), match[0]))
        if len(found) == _SHOWN_AT_MOST:
            break
    return found


def find_lost_characters(file: FileText) -> Iterator[Problem]:
    """Yield a warning for each U+FFFD, up to a limit."""
    for match in islice(re.finditer("\ufffd", file.text), _SHOWN_AT_MOST):
        yield problems.lost_character(file.where(match.start()))


def find_bidi_controls(file: FileText) -> Iterator[Problem]:
    """Yield a warning for each bidirectional control character, up to a limit."""
    if file.text.isascii():
        return
    isolated = {
        place
        for match in _ISOLATED.finditer(file.text)
        for place in (match.start(), match.end() - 1)
    }
    places = (match for match in BIDI_CONTROLS.finditer(file.text) if match.start() not in isolated)
    for match in islice(places, _SHOWN_AT_MOST):
        yield problems.turns_text(file.where(match.start()), match[0])


def _make_encoding_problem(data: bytes, offset: int, encoding: str, name: str) -> Problem:
    before = data[:offset].decode(encoding, "replace")
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    return problems.not_utf8(Location(name, line, column), data[offset], offset, encoding.upper())
