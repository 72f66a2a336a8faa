"""Memos come in whole, and outputs go out whole: all of a set are put in place, or none; never a part of a file."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from errno import EACCES, EINVAL, EISDIR
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISREG

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, error
from threadbrief.core.structs import Frozen

MAX_MEMO = 32 << 20
"""Bytes: what `read` takes at most. A thread of 100,000 posts takes less; anything larger is something else."""


def read_memo(path: Path, most: int = MAX_MEMO) -> bytes:
    """Return the bytes of a memo. Raises BriefError when there is none, or when it has more bytes than `most`."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except IsADirectoryError:
        hint = "name the YAML file in it"
        raise BriefError(
            [error(codes.MEMO_UNREADABLE, f'"{path}" is a folder, not a memo', None, hint)]
        ) from None
    except (OSError, ValueError) as fault:
        raise BriefError(
            [error(codes.MEMO_UNREADABLE, f'"{path}" cannot be read: {describe_os_error(fault)}')]
        ) from None
    if len(data) > most:
        raise BriefError([error(codes.FILE_TOO_LARGE, f'"{path}" is larger than {most >> 20} MiB')])
    return data


def write_atomically(files: Mapping[Path, bytes]) -> None:
    """Write a set of files: each appears whole under its name, or all names hold what they held before.

    All are written and synced under other names in the same folders, then renamed; a name that is a symbolic link
    keeps being one, and its target gets the bytes. Missing folders are made. A new file has the permissions that
    the umask leaves, an old one keeps its own. Raises BriefError when one cannot be written.
    """
    with _staging() as staged:
        for path, data in files.items():
            try:
                _stage_file(path, data, staged)
            except (OSError, ValueError) as fault:
                raise _make_write_error(path, fault) from None
        done: list[_StagedFile] = []
        for item in staged:
            try:
                item.fresh.replace(item.target)
            except OSError as fault:
                _roll_back(done)
                raise _make_write_error(item.path, fault) from None
            done.append(item)
        for folder in {item.target.parent for item in staged}:
            _sync_folder(folder)


def describe_os_error(fault: Exception) -> str:
    """Return what the operating system says, in lower case, as the end of a sentence."""
    text = getattr(fault, "strerror", None) or str(fault) or type(fault).__name__
    return f"{text[:1].lower()}{text[1:]}"


class _StagedFile(Frozen):
    """An output on its way to its place."""

    path: Path
    """As the caller named it."""
    target: Path
    """Where its bytes belong, links followed."""
    fresh: Path
    """The new bytes, in the folder of the target."""
    old: Path
    """A second name of what is there now, to go back to; not there where the file system has no links."""
    existed: bool


def _stage_file(path: Path, data: bytes, staged: list[_StagedFile]) -> None:
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    mode = _read_mode(target)
    token = os.urandom(8).hex()
    fresh, old = (target.with_name(f".threadbrief-{token}.{suffix}") for suffix in ("new", "old"))
    staged.append(_StagedFile(path, target, fresh, old, existed=mode is not None))
    _write_synced(fresh, data)
    if mode is not None:
        with suppress(OSError):
            fresh.chmod(S_IMODE(mode))
        with suppress(OSError):
            os.link(target, old)


def _read_mode(target: Path) -> int | None:
    """Return the mode of the file in the way, None when there is none. Raises OSError when it has to stay."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if S_ISDIR(mode):
        raise IsADirectoryError(EISDIR, "there is a folder of that name")
    if not S_ISREG(mode):
        raise OSError(EINVAL, "it is a device or a pipe, not a file")
    if not os.access(target, os.W_OK):  # renaming over it would succeed all the same
        raise PermissionError(EACCES, "the file there is read-only")
    return mode


def _write_synced(fresh: Path, data: bytes) -> None:
    descriptor = os.open(
        fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666
    )
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _roll_back(done: list[_StagedFile]) -> None:
    """Put back what was there before."""
    for item in done:
        with suppress(OSError):
            if item.existed:
                item.old.replace(item.target)
            else:
                item.target.unlink()


@contextmanager
def _staging() -> Iterator[list[_StagedFile]]:
    """Give a list of staged files whose other names are gone afterwards, whatever happens."""
    staged: list[_StagedFile] = []
    try:
        yield staged
    finally:
        for item in staged:
            for leftover in (item.fresh, item.old):
                with suppress(OSError):
                    leftover.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the new names last; a system that cannot open a folder, or sync one, keeps them in its own way."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _make_write_error(path: Path, fault: Exception) -> BriefError:
    hint = "nothing was changed; -o names another place"
    return BriefError(
        [
            error(
                codes.OUTPUT_NOT_WRITABLE,
                f'"{path}" cannot be written: {describe_os_error(fault)}',
                None,
                hint,
            )
        ]
    )
