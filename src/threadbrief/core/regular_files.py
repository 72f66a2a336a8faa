"""Reads files that a stranger may have laid out: regular files only, and inside a folder only.

*Nothing waits.* A pipe, a device or a socket is refused before it is opened, and is opened without
waiting should it take the place of a file meanwhile.

*Inside the folder.* A path is opened one component after the other, each relative to the descriptor
of the folder before it and never through a symbolic link. A link is read instead, and where it
leads inside the folder the walk begins again: no exchange of a component meanwhile can lead out.
Where the system cannot open relative to a descriptor (Windows), the path is resolved and compared,
before the file is opened and again before it is read.

*Recorded.* Whoever builds only what changed must know what a memo was built from: `record_reads`.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from errno import EFBIG, EINVAL, EISDIR, ELOOP
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from stat import S_ISDIR, S_ISFIFO, S_ISLNK, S_ISREG
from typing import BinaryIO, Final

_MAX_LINKS: Final = 40
"""Symbolic links in one path; Linux follows as many."""
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)
_CAN_OPEN_AT: Final = _NO_LINK > 0 and {os.open, os.stat, os.readlink} <= os.supports_dir_fd
_FILE_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
)
_FOLDER_FLAGS: Final = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0)


_RECORD: ContextVar[dict[str, bytes | None] | None] = ContextVar("_RECORD", default=None)


@contextmanager
def record_reads() -> Iterator[dict[str, bytes | None]]:
    """Yield a dict that gets the path of each file which is read whole here, and its bytes.

    None in place of the bytes: it could not be read, and may be there the next time.
    """
    record: dict[str, bytes | None] = {}
    token = _RECORD.set(record)
    try:
        yield record
    finally:
        _RECORD.reset(token)


def _record(path: Path, data: bytes | None) -> None:
    record = _RECORD.get()
    if record is not None:
        record[str(path)] = data


class OutsideFolderError(OSError):
    """A path leads out of its folder, by `..`, from a root, or by a symbolic link."""

    def __init__(self) -> None:
        super().__init__(EINVAL, "it lies outside the folder")


def open_regular_file(path: Path) -> BinaryIO:
    """Return a file, open to be read, links followed.

    Raises OSError for what is no regular file or cannot be opened, ValueError for what is no file
    name.
    """
    _require_regular(path.stat().st_mode)
    return _wrap_descriptor(os.open(path, _FILE_FLAGS))


def read_regular_file(path: Path, max_bytes: int) -> bytes:
    """Return the bytes of a file, links followed.

    Raises OSError for what has more bytes too, and what open_regular_file raises.
    """
    _record(path, None)
    with open_regular_file(path) as file:
        data = _read_all(file, max_bytes)
    _record(path, data)
    return data


def open_file_inside(folder: Path, name: str) -> BinaryIO:
    """Return a file in a folder or below it, open to be read (*inside the folder*).

    Raises OutsideFolderError where the name leads out, and what open_regular_file raises.
    """
    if not _CAN_OPEN_AT:
        return _open_resolved(Path(folder, name), folder)
    root = os.open(folder, _FOLDER_FLAGS)
    try:
        return _wrap_descriptor(_open_inside(root, folder, name))
    finally:
        os.close(root)


def read_file_inside(folder: Path, name: str, max_bytes: int) -> bytes:
    """Return the bytes of a file in a folder or below it (*inside the folder*).

    Raises OutsideFolderError where the name leads out, and what read_regular_file raises.
    """
    if not is_inner_name(name):
        raise OutsideFolderError
    path = Path(folder, name)
    _record(path, None)
    with open_file_inside(folder, name) as file:
        data = _read_all(file, max_bytes)
    _record(path, data)
    return data


def is_file(path: Path) -> bool:
    """Return whether there is a file; False too for a name that is too long for one."""
    return os.path.isfile(path)  # noqa: PTH113 - Path.is_file raises OSError for such a name


def is_folder(path: Path) -> bool:
    """Return whether there is a folder; False too for a name that is too long for one."""
    return os.path.isdir(path)  # noqa: PTH112 - as is_file


def is_there(path: Path) -> bool:
    """Return whether there is anything, links followed; False too for a name that is too long."""
    return os.path.exists(path)  # noqa: PTH110 - as is_file


def lies_inside(path: Path, folder: Path) -> bool:
    """Return whether a path leads to a place in a folder; links that change meanwhile do not."""
    try:
        return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
    except OSError:
        return False


def _open_resolved(path: Path, folder: Path) -> BinaryIO:
    """Open a file whose path is inside before it is opened, and still is before it is read."""
    if lies_inside(path, folder):
        file = open_regular_file(path)
        if lies_inside(path, folder):
            return file
        file.close()
    raise OutsideFolderError


def is_inner_name(name: str) -> bool:
    """Return whether a name stays in its folder on every operating system, but for links."""
    return not any(
        pure.is_absolute() or pure.drive or ".." in pure.parts
        for pure in (PurePosixPath(name), PureWindowsPath(name))
    )


def _open_inside(root: int, folder: Path, name: str) -> int:
    """Return the descriptor of a file below the folder that `root` is a descriptor of."""
    path = name
    for _ in range(_MAX_LINKS):
        found = _open_components(root, _split_path(folder, path))
        if isinstance(found, int):
            return found
        path = found
    raise OSError(ELOOP, os.strerror(ELOOP))


def _split_path(folder: Path, path: str) -> tuple[str, ...]:
    """Return the components of a path below a folder. Raises OutsideFolderError."""
    for base in (folder.absolute(), folder.resolve()):
        inner = PurePath(os.path.relpath(base / path, base))
        if os.pardir not in inner.parts and not inner.is_absolute():
            return inner.parts or (os.curdir,)
    raise OutsideFolderError


def _open_components(root: int, components: Sequence[str]) -> int | str:
    """Return the descriptor of a regular file; or, for a link on the way, the path that it means.

    The path is relative to the folder of `root`, or absolute.
    """
    parent = os.dup(root)
    try:
        for number, component in enumerate(components, 1):
            mode = os.stat(component, dir_fd=parent, follow_symlinks=False).st_mode
            if S_ISLNK(mode):
                target = os.readlink(component, dir_fd=parent)
                return str(PurePath(*components[: number - 1], target, *components[number:]))
            flags = _FOLDER_FLAGS
            if number == len(components):
                _require_regular(mode)
                flags = _FILE_FLAGS
            child = os.open(component, flags | _NO_LINK, dir_fd=parent)
            parent, child = child, parent
            os.close(child)
        return os.dup(parent)
    finally:
        os.close(parent)


def _require_regular(mode: int) -> None:
    if S_ISDIR(mode):
        raise IsADirectoryError(EISDIR, "it is a folder, not a file")
    if S_ISFIFO(mode):
        raise OSError(EINVAL, "it is a pipe, not a file")
    if not S_ISREG(mode):
        raise OSError(EINVAL, "it is a device or a socket, not a file")


def _wrap_descriptor(descriptor: int) -> BinaryIO:
    """Return an open file, which may have been exchanged before it was opened."""
    file = os.fdopen(descriptor, "rb")
    try:
        _require_regular(os.fstat(descriptor).st_mode)
    except OSError:
        file.close()
        raise
    return file


def _read_all(file: BinaryIO, max_bytes: int) -> bytes:
    data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise OSError(EFBIG, f"it is larger than {max_bytes >> 20} MiB")
    return data
