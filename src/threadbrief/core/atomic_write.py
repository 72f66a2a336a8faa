"""The atomic write: all files of a set are replaced, or none, and nothing that a person saved.

*The atomic write.* New bytes are written beside their targets and synced, then renamed over them:
whatever ends the program, no file is ever half written. Only one run at a time puts files into a
folder (core/file_system.py), so that what an earlier one has left there is of a run that was
killed, and is removed.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from errno import EACCES, EEXIST, EINVAL, EISDIR
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from threadbrief.core import problem_codes as codes
from threadbrief.core.file_system import copy_attributes, lock_folders, sync_folder
from threadbrief.core.files import describe_os_error
from threadbrief.core.owner_files import explain_held_file, require_closed
from threadbrief.core.problems import BriefError, Problem, make_brief_error, warning
from threadbrief.core.structs import Frozen

_STAGED = re.compile(
    r"\.threadbrief-[0-9a-f]{16}(?:-(?P<saved>[0-9a-f]+))?\.(?P<kind>new|old)", re.ASCII
)
"""The names of staged files and of links to the files that they replace. `saved` is when that file
was last saved, in nanoseconds."""


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


def write_atomically(
    files: Mapping[Path, bytes],
    expected: Mapping[Path, bytes | None] | None = None,
    refuse: Callable[[], None] | None = None,
) -> tuple[Problem, ...]:
    """Write a set of files, all or none (*the atomic write*); return warnings.

    A symbolic link is followed: its target is replaced. Missing folders are made. A new file gets
    the permissions that the umask leaves; one that replaces another keeps what the system lets it
    keep, and a warning names what it does not. Raises BriefError when a file cannot be written, or
    two names are those of one file; the files are then as they were.

    `expected` has the bytes from which those of a file were made, None where there was no file: a
    file that holds others by now was saved by a person meanwhile, and is kept (BriefError). It is
    compared at the last moment, and once more for what was saved into it while it was renamed.
    `refuse` raises BriefError when one may not be replaced; it is called when all are staged.
    """
    if not files:
        return ()
    targets = _find_targets(files)
    folders = {target.parent for target in targets.values()}
    try:
        with lock_folders(folders) as is_alone, _remove_leftovers() as staged:
            if is_alone:
                _remove_stale(folders)
            warnings = _stage_files(files, targets, staged)
            if refuse:
                refuse()
            _rename_all(staged, expected or {})
            for folder in folders:
                sync_folder(folder)
    except TimeoutError as fault:
        raise _make_write_error(next(iter(files)), fault) from None
    return warnings


def _find_targets(paths: Iterable[Path]) -> dict[Path, Path]:
    """Return the file that each path leads to, in a folder that is there."""
    targets: dict[Path, Path] = {}
    names: dict[str, Path] = {}
    for path in paths:
        try:
            targets[path] = Path(os.path.realpath(path))
            targets[path].parent.mkdir(parents=True, exist_ok=True)
            other = names.setdefault(str(targets[path]).lower(), path)
            if other is not path:
                raise FileExistsError(EEXIST, f'it may be the same file as "{other}"')
        except (OSError, ValueError) as fault:
            raise _make_write_error(path, fault) from None
    return targets


def _remove_stale(folders: Iterable[Path]) -> None:
    """Remove what killed runs have left in folders that are locked.

    A link to a file that was replaced is kept when somebody saved into that file as it was: their
    words are in no other file.
    """
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                name = _STAGED.fullmatch(entry.name)
                if name and (name["kind"] == "new" or _is_saved_elsewhere(entry, name["saved"])):
                    with suppress(OSError):
                        Path(entry).unlink()


def _is_saved_elsewhere(entry: "os.DirEntry[str]", saved: str | None) -> bool:
    """Return whether a file has another name, or was not saved since it got this one."""
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    return status.st_nlink > 1 or f"{status.st_mtime_ns:x}" == saved


def _stage_files(
    files: Mapping[Path, bytes], targets: Mapping[Path, Path], staged: list[_StagedFile]
) -> tuple[Problem, ...]:
    """Write the new bytes beside their targets; return warnings about what these cannot keep."""
    warnings = []
    for path, data in files.items():
        try:
            lost = _stage_file(path, targets[path], data, staged)
        except (OSError, ValueError) as fault:
            raise _make_write_error(path, fault) from None
        if lost:
            message = f'"{path}" was replaced by a new file: {"; ".join(lost)}'
            warnings.append(warning(codes.ATTRIBUTE_LOST, message))
    return tuple(warnings)


def _stage_file(path: Path, target: Path, data: bytes, staged: list[_StagedFile]) -> list[str]:
    """Stage a file, and keep a link to the one that is replaced; return what it cannot keep."""
    status = _read_status(target)
    token = os.urandom(8).hex()
    saved = status.st_mtime_ns if status else 0
    new = target.with_name(f".threadbrief-{token}.new")
    old = target.with_name(f".threadbrief-{token}-{saved:x}.old")
    staged.append(_StagedFile(path, target, new=new, old=old, existed=status is not None))
    # Never more than the old file allows, not even while it is written.
    mode = status.st_mode & 0o777 if status else 0o666
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(new, flags, mode), "wb") as file:
        lost = copy_attributes(target, status, new) if status else []
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if status:
        with suppress(OSError):
            os.link(target, old)
    return lost


def _read_status(target: Path) -> os.stat_result | None:
    """Return the status of the file to be replaced, None without one.

    Raises OSError when it may not be replaced: it is no file, or is read-only.
    """
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if S_ISDIR(status.st_mode):
        raise IsADirectoryError(EISDIR, "there is a folder of that name")
    if not S_ISREG(status.st_mode):
        raise OSError(EINVAL, "it is a device or a pipe, not a file")
    if not os.access(target, os.W_OK):  # a rename would replace it all the same
        raise PermissionError(EACCES, "the file there is read-only")
    require_closed(target)
    return status


def _rename_all(staged: list[_StagedFile], expected: Mapping[Path, bytes | None]) -> None:
    """Rename the staged files over their targets: all, or none, whatever ends it."""
    begun: list[_StagedFile] = []
    try:
        for item in staged:
            begun.append(item)
            try:
                _rename(item, expected)
            except OSError as fault:
                raise _make_write_error(item.path, fault) from None
    except BaseException:
        _roll_back(begun)
        raise


def _rename(item: _StagedFile, expected: Mapping[Path, bytes | None]) -> None:
    """Rename a staged file over its target. Raises BriefError where that is not as expected."""
    if item.path not in expected:
        item.new.replace(item.target)
        return
    before = expected[item.path]
    if _read_if_there(item.target) != before:
        raise _make_changed_error(item.path)
    item.new.replace(item.target)
    if _read_if_there(item.old) not in (None, before):
        raise _make_changed_error(item.path)


def _read_if_there(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _roll_back(begun: Iterable[_StagedFile]) -> None:
    """Undo the renames: put back what was there before, or remove what was new."""
    for item in begun:
        with suppress(OSError):
            if item.new.exists():  # not renamed
                continue
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
        leftovers = [path for item in staged for path in (item.new, item.old)]
        try:
            _unlink(leftovers)
        except BaseException:  # the first signal to end the program came in between
            _unlink(leftovers)
            raise


def _unlink(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


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
