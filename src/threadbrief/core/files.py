"""Reading a memo."""

import os
from pathlib import Path

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import make_brief_error

MAX_MEMO = 32 << 20
"""Bytes of a memo. A thread of 100,000 posts takes fewer; anything larger is no memo."""


def read_memo(path: Path, max_bytes: int = MAX_MEMO) -> bytes:
    """Return the bytes of a memo. Raises BriefError when it cannot be read, or is too large."""
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except IsADirectoryError:
        raise make_brief_error(
            codes.MEMO_UNREADABLE,
            f'"{path}" is a folder, not a memo',
            hint="name the YAML file in it",
        ) from None
    except (OSError, ValueError) as fault:
        raise make_brief_error(
            codes.MEMO_UNREADABLE, f'"{path}" cannot be read: {describe_os_error(fault)}'
        ) from None
    if len(data) > max_bytes:
        raise make_brief_error(
            codes.FILE_TOO_LARGE, f'"{path}" is larger than {max_bytes >> 20} MiB'
        )
    return data


def describe_os_error(fault: Exception) -> str:
    """Return the message of the operating system in lower case, as the end of a sentence.

    Windows has messages in the language of the user; of those the English one of C is taken.
    """
    text = getattr(fault, "strerror", None) or str(fault) or type(fault).__name__
    if isinstance(fault, OSError) and getattr(fault, "winerror", None) and fault.errno:
        text = os.strerror(fault.errno)
    return f"{text[:1].lower()}{text[1:]}"
