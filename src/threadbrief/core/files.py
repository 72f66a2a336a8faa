"""Reading a memo, and the atomic write of its outputs: all files of a set are replaced, or none.

*The atomic write.* New bytes are written beside their targets and synced, then renamed over them:
whatever ends the program, no file is ever half written.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from errno import EACCES, EINVAL, EISDIR
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISREG

from threadbrief.core import problem_codes as codes
from threadbrief.core.owner_files import explain_held_file, require_closed
from threadbrief.core.problems import BriefError, make_brief_error
from threadbrief.core.structs import Frozen

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


def write_atomically(
    files: Mapping[Path, bytes], expected: Mapping[Path, bytes | None] | None = None
) -> None:
    """Write a set of files, all or none (*the atomic write*).

    A symbolic link is followed: its target is replaced. Missing folders are made. A new file gets
    the permissions that the umask leaves, a replaced one keeps its own. Raises BriefError when a
    file cannot be written; the files are then as they were.

    `expected` has the bytes from which those of a file were made, None where there was no file: a
    file that holds others by now was saved by a person meanwhile, and is kept (BriefError). It is
    compared at the last moment, and once more for what was saved into it while it was renamed.
    """
    with _remove_leftovers() as staged:
        for path, data in files.items():
            try:
                _stage_file(path, data, staged)
            except (OSError, ValueError) as fault:
                raise _make_write_error(path, fault) from None
        renamed: list[_StagedFile] = []
        for item in staged:
            try:
                _rename(item, expected or {}, renamed)
            except OSError as fault:
                _roll_back(renamed)
                raise _make_write_error(item.path, fault) from None
            except BriefError:
                _roll_back(renamed)
                raise
        for folder in {item.target.parent for item in staged}:
            _sync_folder(folder)


def describe_os_error(fault: Exception) -> str:
    """Return the message of the operating system in lower case, as the end of a sentence.

    Windows has messages in the language of the user; of those the English one of C is taken.
    """
    text = getattr(fault, "strerror", None) or str(fault) or type(fault).__name__
    if isinstance(fault, OSError) and getattr(fault, "winerror", None) and fault.errno:
        text = os.strerror(fault.errno)
    return f"{text[:1].lower()}{text[1:]}"


class _StagedFile(Frozen):
    """A file that is written, but not yet renamed over its target."""

    path: Path
    """As the caller named it."""
    target: Path
    """The file to be replaced, links followed."""
    new: Path
    """The file with the new bytes, in the folder of the target."""
    old: Path
    """A hard link to the file that is replaced, for the roll back; missing where the file system
    has no hard links."""
    existed: bool
    """Whether there is a file to be replaced."""


def _stage_file(path: Path, data: bytes, staged: list[_StagedFile]) -> None:
    """Write the new bytes beside the target, and keep a link to the file that is replaced."""
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    mode = _read_mode(target)
    token = os.urandom(8).hex()
    new = target.with_name(f".threadbrief-{token}.new")
    old = target.with_name(f".threadbrief-{token}.old")
    staged.append(_StagedFile(path, target, new=new, old=old, existed=mode is not None))
    _write_synced(new, data)
    if mode is not None:
        with suppress(OSError):
            new.chmod(S_IMODE(mode))
        with suppress(OSError):
            os.link(target, old)


def _read_mode(target: Path) -> int | None:
    """Return the mode of the file to be replaced, None without one.

    Raises OSError when it may not be replaced: it is no file, or is read-only.
    """
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if S_ISDIR(mode):
        raise IsADirectoryError(EISDIR, "there is a folder of that name")
    if not S_ISREG(mode):
        raise OSError(EINVAL, "it is a device or a pipe, not a file")
    if not os.access(target, os.W_OK):  # a rename would replace it all the same
        raise PermissionError(EACCES, "the file there is read-only")
    require_closed(target)
    return mode


def _write_synced(path: Path, data: bytes) -> None:
    """Write a new file, and wait until it is on the disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _rename(
    item: _StagedFile, expected: Mapping[Path, bytes | None], renamed: list[_StagedFile]
) -> None:
    """Rename a staged file over its target. Raises BriefError where that is not as expected."""
    if item.path not in expected:
        item.new.replace(item.target)
        renamed.append(item)
        return
    before = expected[item.path]
    if _read_if_there(item.target) != before:
        raise _make_changed_error(item.path)
    item.new.replace(item.target)
    renamed.append(item)
    if _read_if_there(item.old) not in (None, before):
        raise _make_changed_error(item.path)


def _read_if_there(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _roll_back(renamed: list[_StagedFile]) -> None:
    """Undo the renames: put back what was there before, or remove what was new."""
    for item in renamed:
        with suppress(OSError):
            if item.existed:
                item.old.replace(item.target)
            else:
                item.target.unlink()


@contextmanager
def _remove_leftovers() -> Iterator[list[_StagedFile]]:
    """Yield a list for staged files; their temporary names are removed when the context ends."""
    staged: list[_StagedFile] = []
    try:
        yield staged
    finally:
        for item in staged:
            for leftover in (item.new, item.old):
                with suppress(OSError):
                    leftover.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Wait until the renames in a folder are on the disk.

    Nothing is done where the operating system cannot open a folder (Windows), or sync one.
    """
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _make_write_error(path: Path, fault: Exception) -> BriefError:
    reason, hint = describe_os_error(fault), "nothing was changed; -o names another place"
    owner = explain_held_file(path, fault)
    if owner is not None:
        reason = owner
        hint = "close it there and run the command again; nothing was changed"
    return make_brief_error(
        codes.OUTPUT_NOT_WRITABLE, f'"{path}" cannot be written: {reason}', hint=hint
    )


def _make_changed_error(path: Path) -> BriefError:
    return make_brief_error(
        codes.FILE_CHANGED,
        f'"{path}" was saved by somebody else in the meantime, and is kept',
        hint="run the command again",
    )
