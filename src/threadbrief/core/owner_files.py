"""Find the user that has a file open in Word or LibreOffice, by the owner file laid beside it.

Both remove it when the document is closed; one that a crash left behind is wrong. So it explains a
failure, and is never a reason for one.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from errno import EBUSY, ETXTBSY
from pathlib import Path

from threadbrief.core.regular_files import read_regular_file

_HELD_WINDOWS = frozenset({5, 32, 33})
"""ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION: the faults of a file that is
open elsewhere."""
_HELD = frozenset({EBUSY, ETXTBSY})
"""The same of other systems, for file systems over a network."""
_MAX_BYTES = 4096
_MAX_NAME = 60
"""Characters of a name that are shown."""
_WORD_NAME_AT = 54
"""Bytes before the name in UTF-16, which has its length before it; they have the name in the code
page."""
_ESCAPED = re.compile(r"\\(.)")


def explain_held_file(path: Path, fault: Exception) -> str | None:
    """Return a sentence on the user that holds a file open; None for a fault of another cause."""
    held = getattr(fault, "winerror", None) in _HELD_WINDOWS
    if not held and getattr(fault, "errno", None) not in _HELD:
        return None
    return find_owner(path) or "another program may have it open, such as Word or a PDF reader"


def find_owner(path: Path) -> str | None:
    """Return a sentence on the user that has a document open; None without an owner file."""
    for beside in _list_word_owner_files(path):
        with suppress(OSError, ValueError):
            return f"{_read_word_owner(read_regular_file(beside, _MAX_BYTES))} has it open in Word"
    with suppress(OSError, ValueError):
        lock = read_regular_file(path.with_name(f".~lock.{path.name}#"), _MAX_BYTES)
        return f"{_read_libreoffice_owner(lock)} has it open in LibreOffice"
    return None


def require_closed(path: Path) -> None:
    """Raise OSError where another program keeps a file from being replaced (Windows only).

    It is asked before anything is laid beside the file, since a second name of an open file could
    not be removed again.
    """
    if sys.platform == "win32":
        try:
            os.close(os.open(path, os.O_RDWR | os.O_BINARY))
        except PermissionError:  # of C, without the number that Windows gives
            raise OSError(EBUSY, os.strerror(EBUSY)) from None


def _list_word_owner_files(path: Path) -> Iterator[Path]:
    """Yield the names of Word's owner file: `~$` takes the place of two letters of a long name.

    Of a stem of seven letters it takes the place of one, of a shorter one of none.
    """
    dropped = min(max(len(path.stem) - 6, 0), 2)
    yield path.with_name(f"~${path.name[dropped:]}")


def _read_word_owner(data: bytes) -> str:
    """Return the name in an owner file of Word: UTF-16 behind its number of characters."""
    count = int.from_bytes(data[_WORD_NAME_AT : _WORD_NAME_AT + 2], "little")
    start = _WORD_NAME_AT + 2
    return _clean_name(data[start : start + 2 * count].decode("utf-16-le", "replace"))


def _read_libreoffice_owner(data: bytes) -> str:
    """Return the first field of a lock file of LibreOffice, or the second, the login.

    A backslash escapes a comma, a semicolon and itself.
    """
    text = data.decode("utf-8", "replace")
    fields = re.findall(r"((?:[^,;\\]|\\.){0,256}+)[,;]", text)
    names = (_clean_name(_ESCAPED.sub(r"\1", name)) for name in fields[:2])
    return next((name for name in names if name != _SOMEBODY), _SOMEBODY)


_SOMEBODY = "somebody"


def _clean_name(name: str) -> str:
    printable = "".join(filter(str.isprintable, name)).strip()
    return printable[:_MAX_NAME] or _SOMEBODY
