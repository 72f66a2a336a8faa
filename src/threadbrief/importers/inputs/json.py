"""What a file of JSON may hold at a key, taken with care: another type than the expected one is as if it was not there.

Texts come out without halves of surrogate pairs, which no file could keep.
"""

import codecs
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from threadbrief.importers.inputs.json_stream import JsonStream
from threadbrief.importers.inputs.source import ImportSource

Record = dict[str, object]
"""An object of JSON."""

_HALF = re.compile("[\ud800-\udfff]")
_OPENING = 72
"""Code points of the first words of a post."""


def record(holder: object, *keys: str) -> Record:
    """Return the object that a path of keys leads to; an empty one where there is none."""
    for key in keys:
        holder = holder.get(key) if isinstance(holder, dict) else None
    return holder if isinstance(holder, dict) else {}


def records(holder: object, *keys: str) -> Iterator[Record]:
    """Yield the objects in the array that a path of keys leads to."""
    for item in array(holder, *keys):
        if isinstance(item, dict):
            yield item


def array(holder: object, *keys: str) -> list[object]:
    """Return the array that a path of keys leads to; an empty one where there is none."""
    found = record(holder, *keys[:-1]).get(keys[-1])
    return found if isinstance(found, list) else []


def text(holder: Record, *keys: str) -> str | None:
    """Return the text at the first of the keys that holds one that is not empty."""
    for key in keys:
        found = holder.get(key)
        if isinstance(found, str) and found:
            return whole(found)
        if isinstance(found, int) and not isinstance(found, bool):
            return str(found)
    return None


def number(holder: Record, key: str) -> int | None:
    """Return the whole number at a key, written as a number or as digits."""
    return as_number(holder.get(key))


def as_number(found: object) -> int | None:
    """Return a whole number that is written as a number or as digits; None for anything else."""
    if isinstance(found, int) and not isinstance(found, bool):
        return found if 0 <= found < 1 << 64 else None
    if isinstance(found, str) and len(found) < 20 and found.isascii() and found.isdigit():
        return int(found)
    return None


def span(found: object) -> tuple[int, int] | None:
    """Return the two numbers of a pair of offsets."""
    if not isinstance(found, list) or len(found) != 2:
        return None
    start, end = as_number(found[0]), as_number(found[1])
    return None if start is None or end is None else (start, end)


def whole(found: str) -> str:
    """Return a text in which halves of surrogate pairs have met, or are U+FFFD."""
    if found.isascii() or not _HALF.search(found):
        return found
    return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def moment(found: object) -> datetime | None:
    """Return the instant of an ISO 8601 text that names its zone."""
    if not isinstance(found, str) or len(found) > 40:
        return None
    try:
        date = datetime.fromisoformat(found)
    except ValueError:
        return None
    return as_utc(date) if date.tzinfo else None


def as_utc(date: datetime) -> datetime | None:
    """Return an instant in UTC; None at the edges of the calendar."""
    try:
        return date.astimezone(UTC)
    except OverflowError:
        return None


def unix(found: object) -> datetime | None:
    """Return the instant of a number of seconds since 1970."""
    seconds = as_number(found)
    if seconds is None or seconds > 253_402_300_799:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def opening(found: str) -> str:
    """Return the first words of a text, in one line."""
    line = " ".join(found[:400].split())
    return line if len(line) <= _OPENING else f"{line[: _OPENING - 1].rstrip()}…"


MAX_DOCUMENTS = 1000
"""Documents of one source; a folder with more is no capture of threads."""
_JSON = (".json", ".jsonl", ".ndjson")
_ALONE = ("outbox.json", "result.json")
"""Exports whose posts lie in one file; what is beside it is private, or about something else."""
_OTHERS = re.compile(r"(?:^|/)(?:tweets?(?:-part\d+)?\.js|Your archive\.html)$")
BLUESKY = re.compile(r'"\$type"\s*:\s*"app\.bsky\.|"uri"\s*:\s*"at://[^"]*/app\.bsky\.feed\.post/')
"""What no text of a post can hold: quotes inside a text of JSON stand behind a backslash."""
_BEGIN = re.compile(r"[\ufeff\s]*[\[{]")


def json_names(source: ImportSource) -> tuple[str, ...]:
    """Return the names of the files that may hold JSON of a thread."""
    if len(source.names) == 1:
        return source.names
    for alone in _ALONE:
        found = [name for name in source.names if name.rpartition("/")[2] == alone]
        if found:
            return tuple(found)
    if any(_OTHERS.search(name) for name in source.names):
        return ()
    return tuple(name for name in source.names if name.endswith(_JSON) and not _hidden(name))[
        :MAX_DOCUMENTS
    ]


def heads(source: ImportSource) -> Iterator[tuple[str, str]]:
    """Yield the names and the beginnings of the files that begin as JSON does."""
    for name in json_names(source):
        head = source.head(name)
        utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = head.decode("utf-16" if utf16 else "utf-8", "replace")
        if _BEGIN.match(text):
            yield name, text


def documents(source: ImportSource, names: tuple[str, ...]) -> Iterator[object]:
    """Yield the values in files: one a file, or one a line."""
    for name in names:
        with source.open(name) as file:
            yield from JsonStream(file, name).documents()


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
