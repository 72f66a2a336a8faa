"""Text of a stranger on a terminal: nothing in it moves the cursor, and a caret stands under the right column."""

import os
import re
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from unicodedata import category, east_asian_width

import click

from threadbrief.core.structs import Frozen

TAB = 4
"""Columns."""
_BREAK = re.compile("\r\n|[\n\r]")
"""The line breaks of YAML 1.2.2, 5.4, by which the reader counts."""
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def split_lines(source: str) -> list[str]:
    """Return the lines of a YAML file, without their breaks."""
    return _BREAK.split(source)


def escape_controls(text: str) -> str:
    """Return text in which every control character is shown as a sign and none is obeyed."""
    return text if text.isprintable() else "".join(map(_picture_control, text))


def excerpt_line(line: str, column: int, width: int) -> tuple[str, str]:
    """Return the part of a line around a column (from 1) that fits a width, and the caret line below it."""
    at = min(column - 1, len(line))
    first = max(0, at - width)
    signs = [_picture_control(character) for character in line[first : at + width]]
    before = sum(map(_measure_columns, signs[: at - first]))
    cut_start, cut_end = first > 0, at + width < len(line)
    while signs and before > max(width * 2 // 3, 1):
        before -= _measure_columns(signs.pop(0))
        cut_start = True
    room = width - cut_start - 1
    while sum(map(_measure_columns, signs)) > room:
        signs.pop()
        cut_end = True
    start = "…" if cut_start else ""
    return f"{start}{''.join(signs)}{'…' if cut_end else ''}", f"{' ' * (before + len(start))}^"


def _picture_control(character: str) -> str:
    code = ord(character)
    if character == "\t":
        return " " * TAB
    if code < 0x20:
        return chr(0x2400 + code)  # the control pictures of Unicode
    if code == 0x7F:
        return "\u2421"
    if character in _BIDI or category(character) in ("Cc", "Cs", "Zl", "Zp"):
        return f"<U+{code:04X}>"
    return character


def _measure_columns(sign: str) -> int:
    """Return how many columns a sign takes (UAX 11: wide and fullwidth take two, marks none)."""
    if len(sign) > 1:
        return len(sign)
    if category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(sign) in "WF" else 1


NARROWEST = 40
"""Columns; below that a source line is not worth cutting."""
WIDEST = 200
"""Columns; beyond that a line is no longer read."""


class Terminal(Frozen):
    """Where messages go: standard error."""

    width: int
    """In columns; 80 when it is no terminal."""
    colour: bool
    live: bool
    """Whether a line may be drawn and taken back."""


def inspect_terminal() -> Terminal:
    """Return what standard error can show. NO_COLOR (no-color.org) and TERM=dumb are heeded."""
    terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    width = min(WIDEST, max(NARROWEST, shutil.get_terminal_size().columns)) if terminal else 80
    return Terminal(width, colour=terminal and not os.environ.get("NO_COLOR"), live=terminal)


def read_source_date() -> datetime | None:
    """Return the moment that SOURCE_DATE_EPOCH sets (reproducible-builds.org), None when it sets none.

    Raises click.UsageError when it is no number of seconds.
    """
    text = os.environ.get("SOURCE_DATE_EPOCH")
    if not text:
        return None
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        raise click.UsageError(
            f'SOURCE_DATE_EPOCH is "{text}", not a number of seconds since 1970'
        ) from None


def is_debugging() -> bool:
    """Return whether a person wants to see the traceback of a fault in the program."""
    return os.environ.get("THREADBRIEF_DEBUG") == "1"


def find_cache_folder() -> Path | None:
    """Return the folder of this program where the system has a user's cache; None for a user without a home.

    It need not be there. (The package platformdirs says the same, and takes a tenth of a short build to load.)
    """
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        return Path(
            os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local", "threadbrief", "Cache"
        )
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "threadbrief"
    named = Path(
        os.environ.get("XDG_CACHE_HOME", "")
    )  # a relative one counts for nothing (XDG Base Directory, 2)
    return (named if named.is_absolute() else home / ".cache") / "threadbrief"


OK = 0
FAILED = 1
"""A memo has errors, or a file could not be read or written."""
INTERNAL = 70
"""A fault of threadbrief itself (EX_SOFTWARE of sysexits.h)."""
INTERRUPTED = 130
"""128 and the number of SIGINT, as shells have it."""
TERMINATED = 143
"""128 and the number of SIGTERM."""
