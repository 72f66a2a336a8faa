"""The fonts of the operating system, whose names are remembered from one run to the next in the user's cache folder.

There may be a thousand of them, and to read one's name from a disk takes half a millisecond. The index says of each
file what is in it, by its size and the time of its last change; a file that is new or changed is opened. What a run
finds does not depend on the index. It is safe to delete, to share and to race: it is read whole or not at all, and
replaced by a rename; where it cannot be written there is none.
"""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

import uharfbuzz as hb
from msgspec import DecodeError, msgpack

from threadbrief.pdf.fontfiles import FontFile, font_paths, fonts_of
from threadbrief.values import Value

NAME = "fonts.msgpack"
"""Of the index in the cache folder."""
VERSION = f"1, HarfBuzz {hb.version_string()}"
"""Of the index: another HarfBuzz may find other fonts in a file."""


class Known(Value):
    """What is remembered of a file."""

    size: int
    changed: int
    """The time of its last change, in nanoseconds as the system counts them."""
    fonts: tuple[FontFile, ...]


class Index(Value):
    """What is remembered of the files that are called fonts."""

    version: str
    files: dict[str, Known]


@cache
def system_fonts() -> tuple[FontFile, ...]:
    """Return the fonts of the operating system, looked for once."""
    from platformdirs import user_cache_path  # noqa: PLC0415 - few memos need a font of the system

    paths = [path for folder in _folders() for path in font_paths(folder)]
    return indexed(paths, user_cache_path("threadbrief", appauthor=False) / NAME)


def indexed(paths: Iterable[str], index: Path) -> tuple[FontFile, ...]:
    """Return the fonts in files, in their order; what was found is kept in the file `index`."""
    before = _read(index)
    files: dict[str, Known] = {}
    for path in paths:
        try:
            about = os.stat(path)  # noqa: PTH116 - a thousand times
        except OSError:
            continue
        known = before.get(path)
        if known is None or (known.size, known.changed) != (about.st_size, about.st_mtime_ns):
            known = Known(about.st_size, about.st_mtime_ns, tuple(fonts_of(path)))
        files[path] = known
    if files != before:
        _write(index, Index(VERSION, files))
    return tuple(font for known in files.values() for font in known.fonts)


def _read(index: Path) -> dict[str, Known]:
    try:
        found = msgpack.decode(index.read_bytes(), type=Index)
    except (OSError, DecodeError):
        return {}
    return found.files if found.version == VERSION else {}


def _write(index: Path, known: Index) -> None:
    fresh = index.with_name(f"{index.name}.{os.urandom(8).hex()}")
    with suppress(OSError):
        index.parent.mkdir(parents=True, exist_ok=True)
        try:
            fresh.write_bytes(msgpack.encode(known))
            fresh.replace(index)
        finally:
            fresh.unlink(missing_ok=True)


def _folders() -> Iterable[Path]:
    home = Path.home()
    if sys.platform == "win32":
        return (Path("C:/Windows/Fonts"), home / "AppData/Local/Microsoft/Windows/Fonts")
    if sys.platform == "darwin":
        return (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts")
    return (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts")
