"""The name of a file in an archive in, its name in a source out; one that leads out of the archive is refused."""

import re

from threadbrief.errors import BriefError, error

CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
"""What no name of a file of an export has."""
BEWARE = "make sure where the archive comes from"
MAX_TOTAL = 16 << 30
"""Bytes that are read out of one archive at most."""


def admitted(archive: str, raw: str, *, link: bool = False) -> str:
    """Return the name of an entry, with forward slashes. Raises BriefError for a link or one that leads out."""
    parts = [part for part in raw.split("/") if part not in {"", "."}]
    unsafe = raw.startswith("/") or ".." in parts or "\\" in raw or CONTROL.search(raw) or raw[1:2] == ":"
    if unsafe or link:
        what = "a name that leads out of it" if unsafe else "a link"
        raise BriefError([error("TB953", f'"{archive}" holds {what}: {raw[:200]!a}', None, BEWARE)])
    return "/".join(parts)


def twice(archive: str, name: str) -> BriefError:
    """Return what is said of an archive that holds two files of one name."""
    return BriefError([error("TB955", f'"{archive}" holds "{name}" twice', None, BEWARE)])


def bomb(archive: str, name: str) -> BriefError:
    """Return what is said when a file grows beyond what text can have been."""
    message = f'"{name}" in "{archive}" unpacks to far more than an export holds'
    return BriefError([error("TB954", message, None, BEWARE)])


def damaged(archive: str, fault: Exception, name: str | None = None) -> BriefError:
    """Return what is said when an archive, or a file in it, cannot be read."""
    what = f'"{name}" in "{archive}"' if name else f'"{archive}"'
    said = str(fault) or type(fault).__name__
    message = f"{what} is damaged, or the archive is not whole: {said[:1].lower()}{said[1:]}"
    return BriefError([error("TB951", message, None, "download it again")])
