"""The fonts of the operating system, whose names are remembered from one run to the next, if the caller has a folder.

There may be a thousand of them, and to read one's name from a disk takes half a millisecond. The index says of each
file what is in it, by its size and the times of its last changes; a file that is new or changed is opened. What a run
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
"""Of the index in its folder."""
VERSION = f"1, HarfBuzz {hb.version_string()}"
"""Of the index: another HarfBuzz may find other fonts in a file."""


class Remembered(Value):
    """What is remembered of a file."""

    size: int
    changed: tuple[int, int]
    """When its bytes, and what the system knows of it, were changed last: nanoseconds, as the system counts them."""
    fonts: tuple[FontFile, ...]


class Index(Value):
    """What is remembered of the files that are called fonts."""

    version: str
    files: dict[str, Remembered]


@cache
def system_fonts(memory: Path | None = None) -> tuple[FontFile, ...]:
    """Return the fonts of the operating system, looked for once; their index is kept in the folder `memory`."""
    paths = [path for folder in _folders() for path in font_paths(folder)]
    return tuple(font for path in paths for font in fonts_of(path)) if memory is None else indexed(paths, memory)


def indexed(paths: Iterable[str], memory: Path) -> tuple[FontFile, ...]:
    """Return the fonts in files, in their order; what was found is remembered in a folder."""
    before = _read(memory / NAME)
    files: dict[str, Remembered] = {}
    fonts: list[FontFile] = []
    for path in paths:
        try:
            about = os.stat(path)  # noqa: PTH116 - a thousand times
        except OSError:
            continue
        changed = (about.st_mtime_ns, about.st_ctime_ns)
        known = before.get(path)
        if known is None or (known.size, known.changed) != (about.st_size, changed):
            known = Remembered(about.st_size, changed, tuple(fonts_of(path)))
        fonts += known.fonts
        if (known.fonts or os.access(path, os.R_OK)) and _is_text(path):
            files[path] = known
    if files != before:
        _write(memory, Index(VERSION, files))
    return tuple(fonts)


def _is_text(path: str) -> bool:
    """Return whether a path is made of characters, as an index wants it; a file system has any bytes."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _read(index: Path) -> dict[str, Remembered]:
    try:
        found = msgpack.decode(index.read_bytes(), type=Index)
    except (OSError, DecodeError):
        return {}
    return found.files if found.version == VERSION else {}


def _write(memory: Path, index: Index) -> None:
    fresh = memory / f"{NAME}.{os.urandom(8).hex()}"
    with suppress(OSError):
        memory.mkdir(parents=True, exist_ok=True)
        for unfinished in memory.glob(f"{NAME}.*"):  # by a process that was ended
            unfinished.unlink(missing_ok=True)
        try:
            fresh.write_bytes(msgpack.encode(index))
            fresh.replace(memory / NAME)
        finally:
            fresh.unlink(missing_ok=True)


def _folders() -> Iterable[Path]:
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - for a user without a home it stays `~`, where nothing is
    if sys.platform == "win32":
        return (Path("C:/Windows/Fonts"), home / "AppData/Local/Microsoft/Windows/Fonts")
    if sys.platform == "darwin":
        return (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts")
    return (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts")
