"""Exit statuses, the environment and the terminal, which nothing else in the program reads."""

import os
import re
import shutil
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from unicodedata import category, east_asian_width

import click

from threadbrief.core.structs import Frozen

# --- exit statuses ---

OK = 0
FAILED = 1
"""Exit status: a memo has errors, or a file could not be read or written. (2 is click's, for a
wrong command line.)"""
INTERNAL = 70
"""Exit status: a fault of threadbrief itself (EX_SOFTWARE of sysexits.h)."""
INTERRUPTED = 130
"""Exit status: 128 and the number of SIGINT, as shells do."""
SIGNALLED = 128
"""Exit status, with the number of the signal that ended the program added, as shells do."""


# --- the environment ---

MIN_WIDTH = 40
"""Columns; below that the source lines in messages are not cut further."""
MAX_WIDTH = 200
"""Columns; a wider terminal is not filled."""


class Terminal(Frozen):
    """What standard error, where messages are written, can show."""

    width: int
    """In columns; 80 when it is no terminal."""
    colour: bool
    live: bool
    """Whether a line may be drawn, and drawn over."""


def inspect_terminal() -> Terminal:
    """Return what standard error can show; NO_COLOR (no-color.org) and TERM=dumb are respected."""
    is_terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    width = 80
    if is_terminal:
        width = min(MAX_WIDTH, max(MIN_WIDTH, shutil.get_terminal_size().columns))
    colour = is_terminal and not os.environ.get("NO_COLOR")
    return Terminal(width, colour=colour, live=is_terminal)


def read_source_date() -> datetime | None:
    """Return the moment in SOURCE_DATE_EPOCH (reproducible-builds.org); None when it is not set.

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


def read_today() -> date:
    """Return the day of a new memo: that of SOURCE_DATE_EPOCH, else the writer's own."""
    moment = read_source_date()
    if moment is not None:
        return moment.date()
    return date.today()  # noqa: DTZ011 - in the writer's own time zone


def is_debugging() -> bool:
    """Return whether the traceback of a fault in the program is printed."""
    return os.environ.get("THREADBRIEF_DEBUG") == "1"


def find_cache_folder() -> Path | None:
    """Return this program's folder in the user's cache; None for a user without a home folder.

    It need not exist. (The package platformdirs finds the same folder, but its import takes a tenth
    of a short build.)
    """
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local"
        return Path(local, "threadbrief", "Cache")
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "threadbrief"
    cache = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not cache.is_absolute():  # a relative path is ignored (XDG Base Directory, 2)
        cache = home / ".cache"
    return cache / "threadbrief"


# --- text on a terminal ---

TAB_WIDTH = 4
"""Columns."""
_LINE_BREAK = re.compile("\r\n|[\n\r]")
"""The line breaks of YAML 1.2.2, 5.4, by which the reader counts lines."""
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def split_lines(source: str) -> list[str]:
    """Return the lines of a YAML file, without their line breaks."""
    return _LINE_BREAK.split(source)


def escape_controls(text: str) -> str:
    """Return text with a visible sign for each control character, so that none has an effect.

    A memo is a stranger's file: its text in a message could move the cursor, or reverse a line.
    """
    if text.isprintable():
        return text
    return "".join(map(_escape_character, text))


def excerpt_line(line: str, column: int, width: int) -> tuple[str, str]:
    """Return the part of a line around a column that fits a width, and the caret line below it.

    `column` is in characters, from 1; `width` in columns of the terminal. A cut is shown by `…`.
    """
    at = min(column - 1, len(line))
    first = max(0, at - width)
    signs = [_escape_character(character) for character in line[first : at + width]]
    caret = sum(map(_measure_columns, signs[: at - first]))
    cut_start, cut_end = first > 0, at + width < len(line)
    while signs and caret > max(width * 2 // 3, 1):
        caret -= _measure_columns(signs.pop(0))
        cut_start = True
    room = width - cut_start - 1
    while sum(map(_measure_columns, signs)) > room:
        signs.pop()
        cut_end = True
    start = "…" if cut_start else ""
    end = "…" if cut_end else ""
    return f"{start}{''.join(signs)}{end}", f"{' ' * (caret + len(start))}^"


def _escape_character(character: str) -> str:
    code = ord(character)
    if character == "\t":
        return " " * TAB_WIDTH
    if code < 0x20:
        return chr(0x2400 + code)  # the control pictures of Unicode
    if code == 0x7F:
        return "\u2421"
    if character in _BIDI or category(character) in ("Cc", "Cs", "Zl", "Zp"):
        return f"<U+{code:04X}>"
    return character


def _measure_columns(sign: str) -> int:
    """Return how many columns a sign takes: two if it is wide (UAX 11), a mark none."""
    if len(sign) > 1:
        return len(sign)
    if category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(sign) in "WF" else 1
