"""One run at a time puts files into a folder, and a file keeps what the system lets it keep."""

import os
import signal
import stat
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from threadbrief.core import file_system
from threadbrief.core.atomic_write import write_atomically
from threadbrief.core.file_system import LOCK_NAME, lock_folders
from threadbrief.core.problems import BriefError, Problem

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

needs_locks = pytest.mark.skipif(fcntl is None, reason="files cannot be locked here")
needs_attributes = pytest.mark.skipif(
    not hasattr(os, "setxattr"), reason="files have no attributes here"
)
needs_owners = pytest.mark.skipif(not hasattr(os, "chown"), reason="files have no owners here")
ACL, DEFAULT_ACL = "system.posix_acl_access", "system.posix_acl_default"
STALE = ".threadbrief-0123456789abcdef"


def make_acl(*entries: tuple[int, int, int]) -> bytes:
    """An ACL as Linux stores it: tag, rights and user of each entry."""
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


NONE = 0xFFFF_FFFF
ONE_MORE_USER = make_acl((1, 6, NONE), (2, 6, 65_534), (4, 4, NONE), (16, 6, NONE), (32, 0, NONE))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def only(problems: tuple[Problem, ...]) -> str:
    (problem,) = problems
    return str(problem)


# --- one run at a time ---


@needs_locks
def test_a_second_run_waits_until_the_first_has_put_all_its_files_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docx, pdf = tmp_path / "memo.docx", tmp_path / "memo.pdf"
    between, rename = threading.Event(), Path.replace

    def stop_between(new: Path, target: Path) -> Path:
        if target == pdf and new.read_bytes() == b"first":
            between.set()
            threading.Event().wait(0.3)
        return rename(new, target)

    monkeypatch.setattr(Path, "replace", stop_between)
    first = threading.Thread(target=write_atomically, args=({docx: b"first", pdf: b"first"},))
    other = threading.Thread(target=write_atomically, args=({docx: b"other", pdf: b"other"},))
    first.start()
    between.wait()
    other.start()
    for thread in (first, other):
        thread.join()
    assert (docx.read_bytes(), pdf.read_bytes()) == (b"other", b"other")
    assert names(tmp_path) == ["memo.docx", "memo.pdf"]


@needs_locks
def test_the_lock_of_a_killed_run_is_free(tmp_path: Path) -> None:
    (tmp_path / LOCK_NAME).touch()
    with lock_folders([tmp_path]) as is_alone:
        assert is_alone
    assert names(tmp_path) == []


@needs_locks
def test_a_folder_that_stays_locked_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_system, "_MOST_TRIES", 2)
    with (
        lock_folders([tmp_path]),
        pytest.raises(BriefError, match=r"TB802.*another run has been writing there"),
    ):
        write_atomically({tmp_path / "memo.pdf": b"new"})
    assert names(tmp_path) == []


def put_folder(path: Path) -> None:
    path.mkdir()


def put_link(path: Path) -> None:
    (path.parent / "precious").write_bytes(b"words")
    path.symlink_to("precious")


@pytest.mark.parametrize("put", [put_folder, put_link])
def test_without_a_lock_files_are_written_and_nothing_is_swept(tmp_path: Path, put: object) -> None:
    put(tmp_path / LOCK_NAME)
    (tmp_path / f"{STALE}.new").write_bytes(b"of another run, perhaps")
    before = names(tmp_path)
    write_atomically({tmp_path / "memo.pdf": b"new"})
    assert names(tmp_path) == sorted([*before, "memo.pdf"])
    if put is put_link:
        assert (tmp_path / "precious").read_bytes() == b"words"


# --- what a killed run leaves ---


@needs_locks
def test_the_next_run_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    memo, other = tmp_path / "memo.pdf", tmp_path / f"{STALE}-0.old"
    memo.write_bytes(b"old")
    os.link(memo, other)
    replaced = tmp_path / "replaced"
    replaced.write_bytes(b"replaced by a run that was killed then")
    replaced.rename(tmp_path / f"{STALE}-{replaced.stat().st_mtime_ns:x}.old")
    (tmp_path / f"{STALE}.new").write_bytes(b"half")
    (tmp_path / ".threadbrief-notes.new").write_bytes(b"of a person")
    write_atomically({memo: b"new"})
    assert names(tmp_path) == [".threadbrief-notes.new", "memo.pdf"]


@needs_locks
def test_words_that_are_in_no_other_file_are_not_removed(tmp_path: Path) -> None:
    kept = tmp_path / f"{STALE}-1.old"
    kept.write_bytes(b"saved by a person while a run was killed")
    write_atomically({tmp_path / "memo.yaml": b"new"})
    assert names(tmp_path) == [kept.name, "memo.yaml"]


@pytest.mark.parametrize("fault", [SystemExit(143), KeyboardInterrupt()])
def test_an_end_between_two_renames_takes_back_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    (tmp_path / "memo.docx").write_bytes(b"old")
    rename = Path.replace

    def end(new: Path, target: Path) -> Path:
        if target.name == "memo.pdf":
            raise fault
        return rename(new, target)

    monkeypatch.setattr(Path, "replace", end)
    with pytest.raises(type(fault)):
        write_atomically({tmp_path / "memo.docx": b"new", tmp_path / "memo.pdf": b"new"})
    assert names(tmp_path) == ["memo.docx"]
    assert (tmp_path / "memo.docx").read_bytes() == b"old"


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no terminal hangs up here")
@pytest.mark.parametrize("is_ignored", [False, True])
def test_a_run_whose_terminal_is_closed_leaves_nothing_unless_it_was_to_go_on(
    tmp_path: Path, *, is_ignored: bool
) -> None:
    """As `nohup` does it."""
    (tmp_path / "memo.yaml").write_text("posts: []\nschema: threadbrief/1\n", encoding="utf-8")
    program = (
        "import os, signal, sys\n"
        f"if {is_ignored}: signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "sync, os.fsync = os.fsync, lambda descriptor: os.kill(os.getpid(), signal.SIGHUP)\n"
        "from threadbrief.cli import main\n"
        "main(['new', 'memo.yaml', '--force'])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=False)
    assert done.returncode == (0 if is_ignored else 128 + signal.SIGHUP)
    written = ["memo.yaml", "threadbrief-1.schema.json"]
    assert names(tmp_path) == written[: 2 if is_ignored else 1]


# --- names ---


def test_names_that_differ_in_case_only_are_one_file(tmp_path: Path) -> None:
    with pytest.raises(BriefError, match=r'TB802.*it may be the same file as ".*Memo\.pdf"'):
        write_atomically({tmp_path / "Memo.pdf": b"1", tmp_path / "memo.pdf": b"2"})
    assert names(tmp_path) == []


# --- what a file keeps ---


@pytest.fixture
def memo(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "memo.yaml"
    path.write_bytes(b"old")
    yield path
    assert path.read_bytes() == b"new"
    assert [name for name in names(tmp_path) if name.startswith(".")] == []


@pytest.mark.skipif(os.name != "posix", reason="files have no modes here")
def test_a_staged_file_is_never_open_to_more_people_than_the_one_it_replaces(
    memo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memo.chmod(0o600)
    seen, sync = [], os.fsync

    def look(descriptor: int) -> None:
        seen.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    assert write_atomically({memo: b"new"}) == ()
    assert seen[0] == 0o600


def set_attribute(path: Path, name: str, value: bytes) -> None:
    try:
        os.setxattr(path, name, value)
    except OSError:
        pytest.skip(f"the file system of the tests has no {name}")


@needs_attributes
def test_attributes_and_acls_stay_and_none_comes_from_the_folder(memo: Path) -> None:
    set_attribute(memo, "user.origin", b"desk")
    set_attribute(memo, ACL, ONE_MORE_USER)
    mode = memo.stat().st_mode
    assert write_atomically({memo: b"new"}) == ()
    assert os.getxattr(memo, "user.origin") == b"desk"
    assert os.getxattr(memo, ACL) == ONE_MORE_USER
    assert memo.stat().st_mode == mode


@needs_attributes
def test_an_acl_that_new_files_of_the_folder_get_does_not_come_to_an_old_one(memo: Path) -> None:
    set_attribute(memo.parent, DEFAULT_ACL, ONE_MORE_USER)
    assert write_atomically({memo: b"new"}) == ()
    assert ACL not in os.listxattr(memo)


@needs_attributes
def test_an_attribute_that_cannot_be_kept_is_named(
    memo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_attribute(memo, "user.origin", b"desk")

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "setxattr", refuse)
    assert only(write_atomically({memo: b"new"})) == (
        f'warning TB806: "{memo}" was replaced by a new file: '
        "its attribute user.origin could not be kept"
    )


@needs_owners
@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives a file away"
)
def test_owner_and_group_stay_or_are_named(memo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.chown(memo, 1_234, 2_345)
    memo.chmod(0o664)
    assert write_atomically({memo: b"old"}) == ()
    assert (memo.stat().st_uid, memo.stat().st_gid) == (1_234, 2_345)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "chown", refuse)
    assert only(write_atomically({memo: b"new"})).endswith(
        "its group could not be kept; its owner could not be kept"
    )
    assert stat.S_IMODE(memo.stat().st_mode) == 0o644, "our group is not the one that could write"


@pytest.mark.skipif(not hasattr(os, "link"), reason="files have one name here")
def test_other_names_of_a_file_are_told(memo: Path) -> None:
    other = memo.with_name("other.yaml")
    os.link(memo, other)
    assert only(write_atomically({memo: b"new"})).endswith(
        "its other names (hard links) keep the old text"
    )
    assert other.read_bytes() == b"old"
