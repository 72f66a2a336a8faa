"""What a file of JSON may hold at a key, taken with care: another type than the expected one is as if it was not there.

Texts come out without halves of surrogate pairs, which no file could keep.
"""

import codecs
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from threadbrief.importers.inputs.json_stream import JsonStream
from threadbrief.importers.inputs.source import ImportSource

JsonObject = dict[str, object]
"""An object of JSON."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_OPENING_LENGTH = 72
"""Code points of the first words of a post."""


def get_object(holder: object, *keys: str) -> JsonObject:
    """Return the object that a path of keys leads to; an empty one where there is none."""
    for key in keys:
        holder = holder.get(key) if isinstance(holder, dict) else None
    return holder if isinstance(holder, dict) else {}


def iter_objects(holder: object, *keys: str) -> Iterator[JsonObject]:
    """Yield the objects in the array that a path of keys leads to."""
    for item in get_array(holder, *keys):
        if isinstance(item, dict):
            yield item


def get_array(holder: object, *keys: str) -> list[object]:
    """Return the array that a path of keys leads to; an empty one where there is none."""
    found = get_object(holder, *keys[:-1]).get(keys[-1])
    return found if isinstance(found, list) else []


def get_text(holder: JsonObject, *keys: str) -> str | None:
    """Return the text at the first of the keys that holds one that is not empty."""
    for key in keys:
        found = holder.get(key)
        if isinstance(found, str) and found:
            return join_surrogates(found)
        if isinstance(found, int) and not isinstance(found, bool):
            return str(found)
    return None


def get_number(holder: JsonObject, key: str) -> int | None:
    """Return the whole number at a key, written as a number or as digits."""
    return parse_number(holder.get(key))


def parse_number(found: object) -> int | None:
    """Return a whole number that is written as a number or as digits; None for anything else."""
    if isinstance(found, int) and not isinstance(found, bool):
        return found if 0 <= found < 1 << 64 else None
    if isinstance(found, str) and len(found) < 20 and found.isascii() and found.isdigit():
        return int(found)
    return None


def parse_offsets(found: object) -> tuple[int, int] | None:
    """Return the two numbers of a pair of offsets."""
    if not isinstance(found, list) or len(found) != 2:
        return None
    start, end = parse_number(found[0]), parse_number(found[1])
    return None if start is None or end is None else (start, end)


def join_surrogates(found: str) -> str:
    """Return a text in which halves of surrogate pairs have met, or are U+FFFD."""
    if found.isascii() or not _SURROGATE.search(found):
        return found
    return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def parse_datetime(found: object) -> datetime | None:
    """Return the instant of an ISO 8601 text that names its zone."""
    if not isinstance(found, str) or len(found) > 40:
        return None
    try:
        date = datetime.fromisoformat(found)
    except ValueError:
        return None
    return to_utc(date) if date.tzinfo else None


def to_utc(date: datetime) -> datetime | None:
    """Return an instant in UTC; None at the edges of the calendar."""
    try:
        return date.astimezone(UTC)
    except OverflowError:
        return None


def parse_unix_time(found: object) -> datetime | None:
    """Return the instant of a number of seconds since 1970."""
    seconds = parse_number(found)
    if seconds is None or seconds > 253_402_300_799:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def shorten_opening(found: str) -> str:
    """Return the first words of a text, in one line."""
    line = " ".join(found[:400].split())
    return line if len(line) <= _OPENING_LENGTH else f"{line[: _OPENING_LENGTH - 1].rstrip()}…"


MAX_DOCUMENTS = 1000
"""Documents of one source; a folder with more is no capture of threads."""
_JSON_SUFFIXES = (".json", ".jsonl", ".ndjson")
_SINGLE_FILE_EXPORTS = ("outbox.json", "result.json")
"""Exports whose posts lie in one file; what is beside it is private, or about something else."""
_X_ARCHIVE_FILE = re.compile(r"(?:^|/)(?:tweets?(?:-part\d+)?\.js|Your archive\.html)$")
BLUESKY_MARKER = re.compile(
    r'"\$type"\s*:\s*"app\.bsky\.|"uri"\s*:\s*"at://[^"]*/app\.bsky\.feed\.post/'
)
"""What no text of a post can hold: quotes inside a text of JSON stand behind a backslash."""
_JSON_START = re.compile(r"[\ufeff\s]*[\[{]")


def list_json_files(source: ImportSource) -> tuple[str, ...]:
    """Return the names of the files that may hold JSON of a thread."""
    if len(source.names) == 1:
        return source.names
    for alone in _SINGLE_FILE_EXPORTS:
        found = [name for name in source.names if name.rpartition("/")[2] == alone]
        if found:
            return tuple(found)
    if any(_X_ARCHIVE_FILE.search(name) for name in source.names):
        return ()
    return tuple(
        name for name in source.names if name.endswith(_JSON_SUFFIXES) and not _is_hidden(name)
    )[:MAX_DOCUMENTS]


def read_heads(source: ImportSource) -> Iterator[tuple[str, str]]:
    """Yield the names and the beginnings of the files that begin as JSON does."""
    for name in list_json_files(source):
        head = source.head(name)
        utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = head.decode("utf-16" if utf16 else "utf-8", "replace")
        if _JSON_START.match(text):
            yield name, text


def read_documents(source: ImportSource, names: tuple[str, ...]) -> Iterator[object]:
    """Yield the values in files: one a file, or one a line."""
    for name in names:
        with source.open(name) as file:
            yield from JsonStream(file, name).iter_documents()


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
