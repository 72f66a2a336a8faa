"""Whether a file in the way may be replaced: only one that threadbrief wrote and that nobody has changed since.

*The origin rule.* A Word file is as threadbrief left it when its parts are those that *the seal* of fingerprint.py
was made of. A PDF is when it names threadbrief as its producer, has been
written in one go, and the two halves of its file identifier are equal (ISO 32000-1, 14.4: an update changes the
second, and adds a second cross-reference section, 7.5.6). An empty file is in nobody's way.
"""

import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from threadbrief.core import problem_codes as codes
from threadbrief.core.content_hash import CUSTOM_PART, hash_parts, read_content_hash
from threadbrief.core.files import describe_os_error, write_atomically
from threadbrief.core.problems import BriefError, Problem, error

APPLICATION = "threadbrief"
"""The application that our Word files name, and the first word of the producer that our PDFs name."""
FOREIGN = "was not written by threadbrief"
CHANGED = "was changed since threadbrief wrote it"
_APP_PART = "docProps/app.xml"
_MAX_APP_PART = 1 << 16
_MAX_PACKAGE = 1 << 30
"""Bytes of all parts; a memo of ours has a hundredth of that."""
_APPLICATION = re.compile(rb"<(?:\w+:)?Application>([^<]{1,80})</")
_PRODUCER = re.compile(rf"(?:/Producer\s*\(|<pdf:Producer>){APPLICATION}\b".encode())
_IDENTIFIER = re.compile(rb"/ID\s*\[\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*\]")


def write_outputs(files: Mapping[Path, bytes], *, force: bool) -> None:
    """Put a set of files in place, all or none; with `force` over anything, else only where nothing is in the way.

    Raises BriefError when something is in the way, or when a file cannot be written.
    """
    refused = () if force else tuple(filter(None, map(find_overwrite_problem, files)))
    if refused:
        raise BriefError(refused)
    write_atomically(files)


def find_overwrite_problem(path: Path) -> Problem | None:
    """Return why the file at a path may not be replaced; None when it may, or when there is none."""
    try:
        fault = _find_change(path)
    except OSError as refusal:
        fault = f"cannot be read: {describe_os_error(refusal)}"
    if not fault:
        return None
    hint = "keep it under another name, or give --force to replace it"
    return error(codes.OUTPUT_IN_THE_WAY, f'"{path}" is in the way: it {fault}', None, hint)


def _find_change(path: Path) -> str:
    """Return what keeps a file from being replaced; nothing when it is as we left it, or when there is none."""
    try:
        if not path.is_file() or path.stat().st_size == 0:
            return ""
    except OSError:  # what cannot be looked at is not replaced either, and put_in_place says why
        return ""
    with path.open("rb") as file:
        start = file.read(5)
    if start.startswith(b"PK"):
        return _find_word_change(path)
    return _find_pdf_change(path.read_bytes()) if start == b"%PDF-" else FOREIGN


def _find_word_change(path: Path) -> str:
    """Return what keeps a Word file from being replaced; nothing when it is as we left it."""
    try:
        with zipfile.ZipFile(path) as package:
            if package.getinfo(_APP_PART).file_size > _MAX_APP_PART:
                return FOREIGN
            saved_by = _APPLICATION.search(package.read(_APP_PART))
            seal, own = _read_content_hashes(package)
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        zlib.error,
        EOFError,
    ):
        return FOREIGN
    if seal is not None and seal == own:
        return ""
    name = saved_by[1].decode("utf-8", "replace") if saved_by else "another program"
    if name.partition(" ")[0] != APPLICATION:
        return f"was saved by {name}{' since threadbrief wrote it' if seal else ''}"
    return CHANGED


def _read_content_hashes(package: zipfile.ZipFile) -> tuple[str | None, str]:
    """Return the seal that a package bears, and the one that its parts would have."""
    entries = package.infolist()
    if sum(entry.file_size for entry in entries) > _MAX_PACKAGE:
        return None, ""
    if CUSTOM_PART not in package.namelist():
        return None, ""
    return read_content_hash(package.read(CUSTOM_PART)), hash_parts(
        (entry.filename, package.read(entry)) for entry in entries
    )


def _find_pdf_change(data: bytes) -> str:
    """Return what keeps a PDF from being replaced; nothing when it is as we left it."""
    if not _PRODUCER.search(data):
        return FOREIGN
    halves = _IDENTIFIER.findall(data)
    whole = data.count(b"startxref") == 1 and len(halves) == 1 and halves[0][0] == halves[0][1]
    return "" if whole else CHANGED
