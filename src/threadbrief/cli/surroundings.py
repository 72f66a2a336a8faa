"""What the command line reads from the environment and the terminal; nothing else in the program reads them."""

import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from threadbrief.values import Value

NARROWEST = 40
"""Columns; below that a source line is not worth cutting."""
WIDEST = 200
"""Columns; beyond that a line is no longer read."""


class Screen(Value):
    """Where messages go: standard error."""

    width: int
    """In columns; 80 when it is no terminal."""
    colour: bool
    live: bool
    """Whether a line may be drawn and taken back."""


def screen() -> Screen:
    """Return what standard error can show. NO_COLOR (no-color.org) and TERM=dumb are heeded."""
    terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    width = min(WIDEST, max(NARROWEST, shutil.get_terminal_size().columns)) if terminal else 80
    return Screen(width, colour=terminal and not os.environ.get("NO_COLOR"), live=terminal)


def source_date() -> datetime | None:
    """Return the moment that SOURCE_DATE_EPOCH sets (reproducible-builds.org), None when it sets none.

    Raises click.UsageError when it is no number of seconds.
    """
    text = os.environ.get("SOURCE_DATE_EPOCH")
    if not text:
        return None
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        raise click.UsageError(f'SOURCE_DATE_EPOCH is "{text}", not a number of seconds since 1970') from None


def debugging() -> bool:
    """Return whether a person wants to see the traceback of a fault in the program."""
    return os.environ.get("THREADBRIEF_DEBUG") == "1"


def cache_folder() -> Path | None:
    """Return the folder of this program where the system has a user's cache; None for a user without a home.

    It need not be there. (The package platformdirs says the same, and takes a tenth of a short build to load.)
    """
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local", "threadbrief", "Cache")
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "threadbrief"
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))  # a relative one counts for nothing (XDG Base Directory, 2)
    return (named if named.is_absolute() else home / ".cache") / "threadbrief"
