"""Files that a stranger laid out: no name, link or exchange leads out of the folder, and nothing waits."""

import os
import socket
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from threadbrief.core import regular_files
from threadbrief.core.memo_folder import OpenFolder
from threadbrief.core.problems import BriefError
from threadbrief.core.regular_files import (
    OutsideFolderError,
    read_file_inside,
    read_regular_file,
)

SECRET = b"the secret"
OWN = b"the memo's own"
NAMES = (
    "../secret", "/etc/passwd", "a/../../secret", "..", "../", "./../secret", "a/b/../../../secret",
    "C:\\secret", "C:secret", "..\\secret", "a\\..\\..\\secret", "\\\\host\\share\\secret",
    "//host/share/secret", "/", "/dev/zero", "/proc/self/environ", "~/secret", "file:///etc/passwd",
    "a/b/own/../../../../secret", "a//../..//secret", "%2e%2e/secret", "..\0/secret", "",
    "\uff0e\uff0e/secret", "/proc/self/root/etc/passwd", "a/b/own/x", "a" * 5000, "a/" * 3000 + "b",
)  # fmt: skip
TARGETS = (
    "{out}/secret", "../secret", "../../secret", "../../../secret", "{out}", "/dev/zero",
    "/dev/stdin", "/proc/self/fd/0", "/proc/self/cwd", "/proc/self/root", "/etc/passwd", "loop",
    "{out}/link", "../memo/../secret", "/", ".", "a/../../secret", "{out}/folder/secret",
    "{out}/pipe", "{out}/memo/../secret",
)  # fmt: skip
"""What a link in the folder may be made to point at."""
PLACES = ("own", "a/own", "a/b/own", "a")
"""What is made a link, or is exchanged for something while it is opened."""
EXCHANGES = (
    "link", "folder link", pytest.param("pipe", marks=pytest.mark.needs("named pipes")), "device",
    pytest.param("socket", marks=pytest.mark.needs("openat", "/proc")), "gone",
)  # fmt: skip
BY_DESCRIPTOR = (
    pytest.param(True, marks=pytest.mark.needs("openat"), id="at"),
    pytest.param(False, id="resolved"),
)
"""Whether files are opened relative to a descriptor, or paths compared, as on Windows."""

pytestmark = pytest.mark.needs("links", "devices")


@pytest.fixture
def memo(tmp_path: Path) -> Path:
    """The folder of a memo; a secret is beside it."""
    memo = tmp_path / "memo"
    (memo / "a" / "b").mkdir(parents=True)
    for place in ("own", "a/own", "a/b/own"):
        (memo / place).write_bytes(OWN)
    (tmp_path / "folder" / "b").mkdir(parents=True)
    for place in ("secret", "folder/own", "folder/b/own", "folder/secret"):
        (tmp_path / place).write_bytes(SECRET)
    (tmp_path / "link").symlink_to("secret")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
    return memo


def read(memo: Path, name: str) -> bytes | None:
    """The bytes of a file, None where it is refused with a problem."""
    try:
        return OpenFolder(memo).read(name, None)
    except BriefError:
        return None


@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_out(memo: Path, name: str) -> None:
    assert read(memo, name) is None


@pytest.mark.parametrize(("place", "target"), list(product(PLACES, TARGETS)))
def test_no_link_leads_out(memo: Path, place: str, target: str) -> None:
    path = memo / place
    path.rename(memo / "moved")
    path.symlink_to(target.format(out=memo.parent))
    (memo / "loop").symlink_to("loop")
    for name in ("own", "a/own", "a/b/own", "a/secret", "own/secret", "a/passwd", "a/etc/passwd"):
        assert read(memo, name) in (None, OWN)


@pytest.mark.parametrize("by_descriptor", BY_DESCRIPTOR)
@pytest.mark.parametrize("exchange", EXCHANGES)
@pytest.mark.parametrize("place", PLACES)
def test_no_exchange_while_a_file_is_opened_leads_out(
    memo: Path,
    place: str,
    exchange: str,
    at_open: Callable[[int, Callable[[], None]], None],
    monkeypatch: pytest.MonkeyPatch,
    *,
    by_descriptor: bool,
) -> None:
    """The component is exchanged when the first, second, ... descriptor is about to be opened."""
    monkeypatch.setattr(regular_files, "_CAN_OPEN_AT", by_descriptor)
    out = memo.parent
    for number in range(1, 5):
        at_open(number, lambda: _exchange(memo / place, exchange, out))
        assert read(memo, "a/b/own") in (None, OWN)
        assert read(memo, "own") in (None, OWN)
        _restore(memo, place)


def _exchange(path: Path, exchange: str, out: Path) -> None:
    path.rename(out / "kept")
    match exchange:
        case "link":
            path.symlink_to(out / "secret")
        case "folder link":
            path.symlink_to(out / "folder")
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case "socket":
            with socket.socket(socket.AF_UNIX) as server:
                folder = os.open(path.parent, os.O_RDONLY)
                server.bind(f"/proc/self/fd/{folder}/{path.name}")
                os.close(folder)
        case "gone":
            pass


def _restore(memo: Path, place: str) -> None:
    kept = memo.parent / "kept"
    if kept.exists():
        (memo / place).unlink(missing_ok=True)
        kept.rename(memo / place)


@pytest.fixture
def at_open() -> Iterator[Callable[[int, Callable[[], None]], None]]:
    """Have something done when Python is about to open a file for the n-th time from now."""
    waiting: list[tuple[int, Callable[[], None]]] = []
    _HOOKED.append(waiting)

    def wait(number: int, act: Callable[[], None]) -> None:
        waiting[:] = [(number, act)]

    yield wait
    _HOOKED.remove(waiting)


_HOOKED: list[list[tuple[int, Callable[[], None]]]] = []


def _count_down(event: str, arguments: tuple[object, ...]) -> None:
    del arguments
    if event != "open" or not _HOOKED or not _HOOKED[-1]:
        return
    number, act = _HOOKED[-1].pop()
    if number > 1:
        _HOOKED[-1].append((number - 1, act))
    else:
        act()


sys.addaudithook(_count_down)  # it stays, and does nothing outside of these tests


def test_there_were_two_hundred_attempts_and_more() -> None:
    links = len(PLACES) * len(TARGETS) * 7
    exchanges = len(PLACES) * len(EXCHANGES) * 4 * 2
    assert len(NAMES) + links + exchanges > 200


def test_a_link_that_stays_inside_is_followed(memo: Path) -> None:
    (memo / "relative").symlink_to("a/b/own")
    (memo / "absolute").symlink_to(memo / "a" / "own")
    (memo / "a" / "up").symlink_to("../own")
    (memo / "round").symlink_to("../memo/own")
    (memo / "folder").symlink_to("a/b")
    (memo / "chain").symlink_to("relative")
    for name in ("relative", "absolute", "a/up", "round", "folder/own", "chain"):
        assert read(memo, name) == OWN


def test_so_is_one_in_a_folder_that_is_a_link_itself(memo: Path) -> None:
    other = memo.parent / "other"
    other.symlink_to("memo")
    (memo / "first").symlink_to(other / "own")
    (memo / "second").symlink_to(memo / "own")
    assert (read(other, "first"), read(other, "second")) == (OWN, OWN)
    assert read(memo, "second") == OWN


@pytest.mark.needs("named pipes")
@pytest.mark.parametrize("by_descriptor", BY_DESCRIPTOR)
def test_nothing_waits_and_nothing_is_read_without_end(
    memo: Path, monkeypatch: pytest.MonkeyPatch, *, by_descriptor: bool
) -> None:
    monkeypatch.setattr(regular_files, "_CAN_OPEN_AT", by_descriptor)
    os.mkfifo(memo / "pipe")
    (memo / "zero").symlink_to("/dev/zero")
    with pytest.raises(OSError, match="it is a pipe"):
        read_file_inside(memo, "pipe", 10)
    with pytest.raises(OutsideFolderError):
        read_file_inside(memo, "zero", 10)
    with pytest.raises(OSError, match="it is a device or a socket"):
        read_regular_file(memo / "zero", 10)
    with pytest.raises(OSError, match="it is a folder"):
        read_file_inside(memo, "a", 10)
    with pytest.raises(OSError, match="it is a folder"):
        read_file_inside(memo, ".", 10)
    with pytest.raises(OSError, match="it is larger than 0 MiB"):
        read_file_inside(memo, "own", len(OWN) - 1)
    assert read_file_inside(memo, "a/own", len(OWN)) == OWN


@pytest.mark.needs("/proc")
def test_no_descriptor_stays_open(memo: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for name in (*NAMES, "own", "a", "a/own", "a/own/x"):
        read(memo, name)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
