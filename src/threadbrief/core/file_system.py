"""What a file system has besides names and bytes: locks, owners, modes, ACLs and attributes.

*One run at a time.* A run that puts files into a folder holds the lock of the folder: a file in it
that the system deletes when it is closed (Windows), or that is locked, and deleted by its run
(others). Either is free as soon as the process ends, however it ends; a lock file that a killed run
has left is taken by the next.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from errno import EOPNOTSUPP, ETIMEDOUT
from pathlib import Path
from stat import S_IMODE, S_IRWXO
from threading import Event

LOCK_NAME = ".threadbrief.lock"
_SECONDS_BETWEEN = 0.02
_MOST_TRIES = 3_000
"""A minute. Putting files in place takes some hundredths of a second."""


# --- locks ---


@contextmanager
def lock_folders(folders: Iterable[Path]) -> Iterator[bool]:
    """Wait until no other run puts files into these folders, and keep others waiting.

    Yields False where one cannot be locked: it may not be written into, or its file system has no
    locks. They are locked in one order, so that two runs never wait for each other. Raises
    TimeoutError after a minute.
    """
    with ExitStack() as stack:
        locked = [stack.enter_context(_lock_folder(folder)) for folder in sorted(set(folders))]
        yield all(locked)


@contextmanager
def _lock_folder(folder: Path) -> Iterator[bool]:
    path = folder / LOCK_NAME
    descriptor = _wait_for_lock(path)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            with suppress(OSError):  # before it is unlocked: a run that waits makes a new one
                path.unlink()
            os.close(descriptor)


def _wait_for_lock(path: Path) -> int | None:
    """Return the descriptor of a lock file, None where there can be none."""
    for _ in range(_MOST_TRIES):
        try:
            return _try_lock(path)
        except BlockingIOError:
            Event().wait(_SECONDS_BETWEEN)
        except OSError:
            return None
    raise TimeoutError(ETIMEDOUT, "another run has been writing there for a minute")


def _try_lock(path: Path) -> int:
    """Return the descriptor of a lock file that is ours.

    Raises BlockingIOError while another run holds it, and any other OSError where it cannot be had.
    """
    if sys.platform == "win32":
        # The system deletes it when it is closed; until then no other can be made.
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_TEMPORARY)
        except OSError:
            if path.exists():
                raise BlockingIOError from None
            raise
    try:
        import fcntl  # noqa: PLC0415 - Windows has none
    except ImportError:
        raise OSError(EOPNOTSUPP, os.strerror(EOPNOTSUPP)) from None
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
    descriptor = os.open(path, flags, 0o666)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.path.samestat(os.fstat(descriptor), path.stat()):
            raise BlockingIOError  # it was deleted, and another run may have made a new one
    except FileNotFoundError:
        os.close(descriptor)
        raise BlockingIOError from None
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


# --- what a file keeps that replaces another ---


def copy_attributes(old: Path, status: os.stat_result, new: Path) -> list[str]:
    """Give a new file the owner, mode, ACL and extended attributes of the file that it replaces.

    Returns what could not be kept, as ends of a sentence. A rename leaves the other names of the
    old file (hard links) where they are. Of Python's functions, those for attributes are there on
    Linux only.
    """
    lost = _copy_owner(status, new)
    mode = S_IMODE(status.st_mode) & 0o777
    if any("group" in part for part in lost):  # it would give our group what another group had
        mode = mode & ~0o070 | (mode & S_IRWXO) << 3
    with suppress(OSError):
        new.chmod(mode)
    lost += _copy_extended_attributes(old, new)
    if status.st_nlink > 1:
        lost.append("its other names (hard links) keep the old text")
    return lost


def _copy_owner(status: os.stat_result, new: Path) -> list[str]:
    if sys.platform == "win32" or not hasattr(os, "chown"):
        return []
    lost = []
    current = new.stat()
    if current.st_gid != status.st_gid:
        try:
            os.chown(new, -1, status.st_gid)
        except OSError:
            lost.append("its group could not be kept")
    if current.st_uid != status.st_uid:
        try:
            os.chown(new, status.st_uid, -1)
        except OSError:
            lost.append("its owner could not be kept")
    return lost


def _copy_extended_attributes(old: Path, new: Path) -> list[str]:
    """Copy extended attributes and ACLs, and remove what a new file inherits from its folder.

    Those of the system itself (`security.`, `trusted.`) are left to it.
    """
    if sys.platform != "linux" or not hasattr(os, "listxattr"):
        return []
    try:
        wanted, current = _read_extended_attributes(old), _read_extended_attributes(new)
    except OSError:  # a file system without them
        return []
    lost = []
    for name in sorted(wanted.keys() | current.keys()):
        try:
            if name not in wanted:
                os.removexattr(new, name)
            elif current.get(name) != wanted[name]:
                os.setxattr(new, name, wanted[name])
        except OSError:
            lost.append(f"its attribute {name} could not be kept")
    return lost


def _read_extended_attributes(path: Path) -> dict[str, bytes]:
    if sys.platform != "linux":
        return {}
    return {
        name: os.getxattr(path, name)
        for name in os.listxattr(path)
        if not name.startswith(("security.", "trusted."))
    }


def sync_folder(folder: Path) -> None:
    """Wait until the renames in a folder are on the disk.

    Nothing is done where the operating system cannot open a folder (Windows), or sync one.
    """
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
