"""May a file be overwritten? Only one that threadbrief wrote, and that has not been edited since.

*The overwrite rule.* A Word file or a PDF is unchanged when the content hash in it is that of what
it holds (core/content_hash.py). An empty file may be overwritten, whatever its name.
"""

import mmap
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from threadbrief.core import problem_codes as codes
from threadbrief.core.atomic_write import write_atomically
from threadbrief.core.content_hash import (
    CUSTOM_PART,
    hash_package,
    is_pdf_unchanged,
    read_content_hash,
)
from threadbrief.core.files import describe_os_error
from threadbrief.core.owner_files import explain_held_file
from threadbrief.core.problems import BriefError, Problem, error
from threadbrief.core.regular_files import is_file

APPLICATION = "threadbrief"
"""The application that our Word files name, and the first word of the producer of our PDFs."""
FOREIGN = "was not written by threadbrief"
CHANGED = "was changed since threadbrief wrote it"
_APP_PART = "docProps/app.xml"
_MAX_APP_PART = 1 << 16
_MAX_PACKAGE = 1 << 30
"""Bytes of all parts together; a memo of ours has a hundredth of that."""
_APPLICATION = re.compile(rb"<(?:\w+:)?Application>([^<]{1,80})</")
_PRODUCER = re.compile(rf"(?:/Producer\s*\(|<pdf:Producer>){APPLICATION}\b".encode())
_MAX_SEARCHED = 64 << 20
"""Bytes of a PDF in which its producer is looked for."""
_ZIP_FAULTS = (
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    zlib.error,
    EOFError,
)
"""What zipfile raises for a file that is no package of ours."""


def write_outputs(files: Mapping[Path, bytes], *, force: bool) -> tuple[Problem, ...]:
    """Write a set of files, all or none; return warnings.

    With `force` any file is overwritten, else only those that the overwrite rule allows. Raises
    BriefError when a file may not be overwritten, or cannot be written.
    """

    def refuse_changed() -> None:
        problems = [find_overwrite_problem(path) for path in files]
        refused = [problem for problem in problems if problem is not None]
        if refused:
            raise BriefError(refused)

    if force:
        return write_atomically(files)
    return write_atomically(files, refuse=refuse_changed)


def find_overwrite_problem(path: Path) -> Problem | None:
    """Return why a file may not be overwritten; None when it may, or when there is none."""
    try:
        change = _find_change(path)
    except OSError as fault:
        owner = explain_held_file(path, fault)
        if owner is not None:
            hint = "close it there and run the command again"
            return error(codes.OUTPUT_IN_THE_WAY, f'"{path}" cannot be read: {owner}', hint=hint)
        change = f"cannot be read: {describe_os_error(fault)}"
    if not change:
        return None
    message = f'"{path}" is in the way: it {change}'
    hint = "keep it under another name, or give --force to replace it"
    return error(codes.OUTPUT_IN_THE_WAY, message, hint=hint)


def _find_change(path: Path) -> str:
    """Return what keeps a file from being overwritten; empty when it is unchanged or not there."""
    try:
        if not is_file(path) or path.stat().st_size == 0:
            return ""
    except OSError:  # such a path cannot be written either, and write_atomically reports why
        return ""
    with path.open("rb") as file:
        start = file.read(5)
    if start.startswith(b"PK"):
        return _find_word_change(path)
    if start == b"%PDF-":
        return _find_pdf_change(path)
    return FOREIGN


def _find_word_change(path: Path) -> str:
    """Return what keeps a Word file from being overwritten; empty when it is unchanged."""
    try:
        with zipfile.ZipFile(path) as package:
            if package.getinfo(_APP_PART).file_size > _MAX_APP_PART:
                return FOREIGN
            application = _APPLICATION.search(package.read(_APP_PART))
            stored, actual = _read_content_hashes(package)
    except _ZIP_FAULTS:
        return FOREIGN
    if stored is not None and stored == actual:
        return ""
    name = "another program"
    if application:
        name = application[1].decode("utf-8", "replace")
    if name.partition(" ")[0] == APPLICATION:
        return CHANGED
    since = " since threadbrief wrote it" if stored else ""
    return f"was saved by {name}{since}"


def _read_content_hashes(package: zipfile.ZipFile) -> tuple[str | None, str]:
    """Return the content hash that a package contains, and that of its parts; None without one."""
    entries = package.infolist()
    if sum(entry.file_size for entry in entries) > _MAX_PACKAGE:
        return None, ""
    custom = [entry for entry in entries if entry.filename == CUSTOM_PART]
    if len(custom) != 1 or custom[0].file_size > _MAX_APP_PART:
        return None, ""
    stored = read_content_hash(package.read(custom[0]))
    if stored is None:
        return None, ""
    return stored, hash_package(package)


def _find_pdf_change(path: Path) -> str:
    """Return what keeps a PDF from being overwritten; empty when it is unchanged."""
    with path.open("rb") as file:
        if is_pdf_unchanged(file):
            return ""
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            is_ours = _PRODUCER.search(data, 0, _MAX_SEARCHED)
    return CHANGED if is_ours else FOREIGN
