"""Typed access to the JSON of an export, and the files of a source that hold it.

An export may be damaged or of another version. A value of an unexpected type is therefore treated
as missing: the functions return None or an empty value for it, and raise nothing. Strings come out
without lone surrogates, which no file could store.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from threadbrief.importers.inputs.json_stream import JsonStream
from threadbrief.importers.inputs.source import ImportSource

JsonObject = dict[str, object]

_SURROGATE = re.compile("[\ud800-\udfff]")
_OPENING_LENGTH = 72
"""Code points of the first words of a post in a list of threads."""
_LAST_SECOND = 253_402_300_799
"""The last second of the year 9999 in Unix time."""

# --- values ----------------------------------------------------------------------------------


def get_object(holder: object, *keys: str) -> JsonObject:
    """Return the object at a path of keys; an empty one where there is none."""
    for key in keys:
        holder = holder.get(key) if isinstance(holder, dict) else None
    if isinstance(holder, dict):
        return holder
    return {}


def iter_objects(holder: object, *keys: str) -> Iterator[JsonObject]:
    """Yield the objects of the array at a path of keys."""
    for item in get_array(holder, *keys):
        if isinstance(item, dict):
            yield item


def get_array(holder: object, *keys: str) -> list[object]:
    """Return the array at a path of keys; an empty one where there is none."""
    value = get_object(holder, *keys[:-1]).get(keys[-1])
    if isinstance(value, list):
        return value
    return []


def get_text(holder: JsonObject, *keys: str) -> str | None:
    """Return the text at the first of the keys that has one which is not empty.

    An integer counts as text: some exports write ids so.
    """
    for key in keys:
        value = holder.get(key)
        if isinstance(value, str) and value:
            return join_surrogates(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return None


def get_number(holder: JsonObject, key: str) -> int | None:
    """Return the integer at a key, written as a number or as digits; None outside 64 bits."""
    return parse_number(holder.get(key))


def parse_number(value: object) -> int | None:
    """Return an integer from 0 to 2**64 - 1 that is written as a number or as digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 <= value < 1 << 64 else None
    if isinstance(value, str) and len(value) < 20 and value.isascii() and value.isdigit():
        return int(value)
    return None


def parse_offsets(value: object) -> tuple[int, int] | None:
    """Return the two integers of a pair of offsets."""
    if not isinstance(value, list) or len(value) != 2:
        return None
    start, end = parse_number(value[0]), parse_number(value[1])
    if start is None or end is None:
        return None
    return start, end


def join_surrogates(text: str) -> str:
    """Return a text whose surrogate pairs are characters, and lone surrogates are U+FFFD."""
    if text.isascii() or not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def parse_datetime(value: object) -> datetime | None:
    """Return the instant of a text in ISO 8601 with a time zone; None without one."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        date = datetime.fromisoformat(value)
    except ValueError:
        return None
    if date.tzinfo is None:
        return None
    return to_utc(date)


def to_utc(date: datetime) -> datetime | None:
    """Return an instant in UTC; None where it is outside the years 1 to 9999 there."""
    try:
        return date.astimezone(UTC)
    except OverflowError:
        return None


def parse_unix_time(value: object) -> datetime | None:
    """Return the instant of a number of seconds since 1970."""
    seconds = parse_number(value)
    if seconds is None or seconds > _LAST_SECOND:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def shorten_opening(text: str) -> str:
    """Return the first words of a text, in one line, with an ellipsis where there are more."""
    line = " ".join(text[:400].split())
    if len(line) <= _OPENING_LENGTH:
        return line
    return f"{line[: _OPENING_LENGTH - 1].rstrip()}…"


# --- the files of a source that hold JSON ----------------------------------------------------

MAX_DOCUMENTS = 1000
"""Files that are read from one folder; one with more is no capture of threads."""
_JSON_SUFFIXES = (".json", ".jsonl", ".ndjson")
_SINGLE_FILE_EXPORTS = ("outbox.json", "result.json")
"""Exports with all posts in one file. The other files of such a folder are not read.

They are private, or about something else.
"""
_X_ARCHIVE_FILE = re.compile(r"(?:^|/)(?:tweets?(?:-part\d+)?\.js|Your archive\.html)$")
BLUESKY_MARKER = re.compile(
    r'"\$type"\s*:\s*"app\.bsky\.|"uri"\s*:\s*"at://[^"]*/app\.bsky\.feed\.post/'
)
"""JSON of Bluesky. The text of a post cannot match: quotes in a JSON string have a backslash."""
_JSON_START = re.compile(r"[\ufeff\s]*[\[{]")


def list_json_files(source: ImportSource) -> tuple[str, ...]:
    """Return the names of the files that may hold JSON of a thread."""
    if len(source.names) == 1:
        return source.names
    for export in _SINGLE_FILE_EXPORTS:
        names = [name for name in source.names if name.rpartition("/")[2] == export]
        if names:
            return tuple(names)
    if any(_X_ARCHIVE_FILE.search(name) for name in source.names):
        return ()
    names = [
        name for name in source.names if name.endswith(_JSON_SUFFIXES) and not _is_hidden(name)
    ]
    return tuple(names[:MAX_DOCUMENTS])


def read_heads(source: ImportSource) -> Iterator[tuple[str, str]]:
    """Yield the names and the beginnings of the files that begin as JSON does."""
    for name in list_json_files(source):
        head = source.head(name)
        is_utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = head.decode("utf-16" if is_utf16 else "utf-8", "replace")
        if _JSON_START.match(text):
            yield name, text


def find_format_files(source: ImportSource, is_format: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the names of the JSON files whose beginning is of a format."""
    return tuple(name for name, head in read_heads(source) if is_format(head))


def choose_format_files(source: ImportSource, is_format: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the files of a format; without any, the first JSON file, for `--from` was given."""
    return find_format_files(source, is_format) or list_json_files(source)[:1]


def read_documents(source: ImportSource, names: tuple[str, ...]) -> Iterator[object]:
    """Yield the JSON values in files: one a file, or one a line (JSON Lines)."""
    for name in names:
        with source.open(name) as file:
            yield from JsonStream(file, name).iter_documents()


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
