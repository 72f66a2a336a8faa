"""A source in, the JSON documents in it out: those of the export that it is, and no file that only lies beside them."""

import codecs
import re
from collections.abc import Iterator

from threadbrief.importers.json_stream import JsonStream
from threadbrief.importers.source import Source

MAX_DOCUMENTS = 1000
"""Documents of one source; a folder with more is no capture of threads."""
_JSON = (".json", ".jsonl", ".ndjson")
_ALONE = ("outbox.json", "result.json")
"""Exports whose posts lie in one file; what is beside it is private, or about something else."""
_OTHERS = re.compile(r"(?:^|/)(?:tweets?(?:-part\d+)?\.js|Your archive\.html)$")
_BEGIN = re.compile(r"[\ufeff\s]*[\[{]")


def json_names(source: Source) -> tuple[str, ...]:
    """Return the names of the files that may hold JSON of a thread."""
    if len(source.names) == 1:
        return source.names
    for alone in _ALONE:
        found = [name for name in source.names if name.rpartition("/")[2] == alone]
        if found:
            return tuple(found)
    if any(_OTHERS.search(name) for name in source.names):
        return ()
    return tuple(name for name in source.names if name.endswith(_JSON) and not _hidden(name))[:MAX_DOCUMENTS]


def heads(source: Source) -> Iterator[tuple[str, str]]:
    """Yield the names and the beginnings of the files that begin as JSON does."""
    for name in json_names(source):
        head = source.head(name)
        utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = head.decode("utf-16" if utf16 else "utf-8", "replace")
        if _BEGIN.match(text):
            yield name, text


def documents(source: Source, names: tuple[str, ...]) -> Iterator[object]:
    """Yield the values in files: one a file, or one a line."""
    for name in names:
        with source.open(name) as file:
            yield from JsonStream(file, name).documents()


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
