"""The long posts of an archive of X: their texts lie in a file of their own, under ids that no post has.

A note belongs to the post of the same second, three aside, whose cut text it begins with.
"""

import re
import unicodedata
from collections.abc import Iterable

from threadbrief.importers.captured import Doubt, DoubtKind
from threadbrief.importers.fields import Record, number, record, records, text
from threadbrief.importers.splice import unescaped
from threadbrief.importers.x_dates import x_moment
from threadbrief.importers.x_text import Address, Handle, Written, hidden

_NEAR = 3
"""Seconds that a note and its post are apart at most."""
_FULL = 260
"""The weight of a text from which on an ellipsis at its end may be X's own."""
_KEPT = 200
"""The weight of the part of a long post that X keeps, at least."""
_ANSWERED = re.compile(r"\s*(?:@\w+\s+)+")
_TAIL = re.compile(r"(?:\s*https?://t\.co/\w+)*\s*$")
UNMATCHED = Doubt(
    DoubtKind.LONG_TEXT_UNMATCHED, "the text is cut at its end, and the source does not hold the rest: add it"
)


class Notes:
    """The notes that may belong to posts of a thread."""

    def __init__(self, notes: Iterable[Record], seconds: Iterable[int]) -> None:
        near = {second + apart for second in seconds for apart in range(-_NEAR, _NEAR + 1)}
        self._notes: list[tuple[int, Record]] = []
        for note in notes:
            date = x_moment(note.get("createdAt"))
            if date is not None and int(date.timestamp()) in near:
                self._notes.append((int(date.timestamp()), note))

    def of(self, written: Written, second: int) -> Written | None:
        """Return the whole text of a post, None where it is no long one or its note is not there."""
        begin = without_tail(written)
        if _weight(begin) < _KEPT:
            return None
        fitting = [
            (abs(at - second), index)
            for index, (at, note) in enumerate(self._notes)
            if abs(at - second) <= _NEAR and _continues(begin, text(record(note, "core"), "text") or "")
        ]
        return _written(self._notes[min(fitting)[1]][1], written) if fitting else None


def without_tail(written: Written) -> str:
    """Return the text of a post as far as X keeps it: without the handles it answers, short addresses and ellipsis."""
    shown = written.text[hidden(written) :]
    return unescaped(_TAIL.sub("", shown)).removesuffix("…").rstrip()


def looks_cut(written: Written) -> bool:
    """Return whether a text ends as X cuts a long one: with an ellipsis, about 280 on."""
    if not _TAIL.sub("", written.text).endswith("…"):
        return False
    plain = unescaped(written.text)
    weight = _weight(plain)
    return weight >= _FULL or (plain.startswith("RT @") and weight >= _FULL // 2)


def _weight(plain: str) -> int:
    """Return how much of its limit a text takes by X's count, in which wide letters count twice."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in plain)


def _continues(begin: str, note: str) -> bool:
    """Return whether a note is longer than the text of a post, and begins with it, spaces aside."""
    short = "".join(begin.split())
    forms = ("".join(form.split()) for form in (note, _ANSWERED.sub("", note)))
    return any(form.startswith(short) and len(form) > len(short) for form in forms)


def _written(note: Record, short: Written) -> Written:
    core = record(note, "core")
    names = {one.handle.casefold(): one.name for one in short.handles}
    addresses = tuple(
        Address(text(url, "shortUrl") or "", text(url, "expandedUrl") or text(url, "shortUrl") or "", _span(url))
        for url in records(core, "urls")
    )
    handles = tuple(
        Handle(handle, _span(mention), names.get(handle.casefold()))
        for mention in records(core, "mentions")
        if (handle := text(mention, "screenName"))
    )
    return Written(text(core, "text") or "", short.post, addresses, handles, escaped=False)


def _span(entity: Record) -> tuple[int, int]:
    start, end = number(entity, "fromIndex"), number(entity, "toIndex")
    return (-1, -1) if start is None or end is None else (start, end)
