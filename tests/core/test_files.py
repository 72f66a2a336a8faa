"""Files come in whole and go out whole.

Real full disks, real signals, nothing simulated but the moment of a fault.
"""

import os
import signal
import stat
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from threadbrief.core.atomic_write import write_atomically
from threadbrief.core.files import MAX_MEMO, read_memo
from threadbrief.core.problems import BriefError
from threadbrief.read.yaml.decode import MAX_BYTES


def fault_of(error: pytest.ExceptionInfo[BriefError]) -> str:
    (problem,) = error.value.problems
    return str(problem)


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".threadbrief-")]


@contextmanager
def umask(value: int) -> Iterator[None]:
    before = os.umask(value)
    try:
        yield
    finally:
        os.umask(before)


def test_a_memo_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "memo.yaml"
    path.write_bytes(b"memo:\r\n\xff")
    assert read_memo(path) == b"memo:\r\n\xff"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nothing.yaml", "cannot be read: no such file or directory"),
        ("file/memo.yaml", "cannot be read: not a directory"),
        ("folder", "is a folder, not a memo"),
        ("a" * 300, "cannot be read: file name too long"),
        ("nul\0.yaml", "cannot be read: embedded null byte"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BriefError) as error:
        read_memo(tmp_path / name)
    assert fault_of(error) == f'error TB801: "{tmp_path / name}" {message}'


@pytest.mark.needs("devices")
def test_a_memo_without_end_is_not_read_to_its_end() -> None:
    with pytest.raises(BriefError) as error:
        read_memo(Path("/dev/zero"))
    assert fault_of(error) == f'error TB102: "/dev/zero" is larger than {MAX_MEMO >> 20} MiB'


def test_as_much_is_taken_as_the_reader_takes() -> None:
    assert MAX_MEMO == MAX_BYTES


@pytest.mark.needs("modes")
def test_new_files_and_folders_follow_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "memo.pdf"
    with umask(0o027):
        write_atomically({path: b"new"})
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o750
    assert leftovers(path.parent) == []


@pytest.mark.needs("modes")
def test_an_old_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "memo.pdf"
    path.write_bytes(b"old")
    path.chmod(0o604)
    write_atomically({path: b"new"})
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


@pytest.mark.needs("links")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "memo.pdf").write_bytes(b"old")
    (tmp_path / "link.pdf").symlink_to("real/memo.pdf")
    (tmp_path / "dangling.pdf").symlink_to("real/other.pdf")
    write_atomically({tmp_path / "link.pdf": b"new", tmp_path / "dangling.pdf": b"too"})
    assert (tmp_path / "link.pdf").is_symlink()
    assert (tmp_path / "real" / "memo.pdf").read_bytes() == b"new"
    assert (tmp_path / "real" / "other.pdf").read_bytes() == b"too"


@pytest.mark.needs("links")
def test_two_links_in_a_circle_are_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").symlink_to("b.pdf")
    (tmp_path / "b.pdf").symlink_to("a.pdf")
    with pytest.raises(BriefError, match="TB802"):
        write_atomically({tmp_path / "a.pdf": b"new"})
    assert (tmp_path / "a.pdf").is_symlink()


@pytest.mark.needs("named pipes")
@pytest.mark.parametrize(
    "bad", ["file/memo.pdf", "folder", "pipe", "n" * 300 + ".pdf", "nul\0.pdf"]
)
def test_one_that_cannot_be_written_leaves_all_as_they_were(tmp_path: Path, bad: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "old.docx").write_bytes(b"old")
    with pytest.raises(BriefError) as error:
        write_atomically(
            {tmp_path / "new.docx": b"1", tmp_path / "old.docx": b"2", tmp_path / bad: b"3"}
        )
    assert fault_of(error).startswith(f'error TB802: "{tmp_path / bad}" cannot be written: ')
    assert (tmp_path / "old.docx").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "file",
        "folder",
        "old.docx",
        "pipe",
    ]


@pytest.mark.needs("devices", "links")
def test_a_device_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "memo.pdf").symlink_to("/dev/null")
    with pytest.raises(BriefError, match="not a file"):
        write_atomically({tmp_path / "memo.pdf": b"new"})
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_read_only_file_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "memo.pdf").write_bytes(b"old")
    monkeypatch.setattr(
        os, "access", lambda path, mode: not (path.name == "memo.pdf" and mode == os.W_OK)
    )
    with pytest.raises(BriefError, match="the file there is read-only"):
        write_atomically({tmp_path / "memo.pdf": b"new"})
    assert (tmp_path / "memo.pdf").read_bytes() == b"old"


def test_a_rename_that_fails_takes_back_the_ones_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.docx").write_bytes(b"old a")
    (tmp_path / "c.pdf").write_bytes(b"old c")
    rename = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target.name == "c.pdf":
            raise PermissionError(
                1, "Operation not permitted"
            )  # as in a sticky folder of another user's
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(BriefError, match=r'c\.pdf" cannot be written: operation not permitted'):
        write_atomically(
            {tmp_path / "a.docx": b"1", tmp_path / "b.docx": b"2", tmp_path / "c.pdf": b"3"}
        )
    assert (tmp_path / "a.docx").read_bytes() == b"old a"
    assert (tmp_path / "c.pdf").read_bytes() == b"old c"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.docx", "c.pdf"]


def child(code: str, folder: Path, **more: object) -> subprocess.Popen[str]:
    program = f"from pathlib import Path\nfrom threadbrief.core.atomic_write import write_atomically\n{textwrap.dedent(code)}"
    return subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **more,
    )


@pytest.mark.needs("limits")
def test_no_room_left_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """The limit on a process's files ends a write in its middle with an error, as a full disk does."""
    (tmp_path / "memo.docx").write_bytes(b"old")
    code = """
    from threadbrief.core.problems import BriefError
    try:
        write_atomically({Path("memo.docx"): b"x" * 900, Path("memo.pdf"): b"y" * 5000})
    except BriefError as fault:
        print(fault)
    """
    import resource

    limited = child(
        code, tmp_path, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    )
    said, complaints = limited.communicate()
    assert (said, complaints) == ('error TB802: "memo.pdf" cannot be written: file too large\n', "")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"memo.docx": b"old"}


@pytest.mark.needs("signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGKILL"])
def test_ended_at_any_moment_it_leaves_the_old_file_or_the_new_one(
    tmp_path: Path, name: str
) -> None:
    old, new = b"o" * 200_000, b"n" * 200_000
    path = tmp_path / "memo.docx"
    path.write_bytes(old)
    code = f"""
    print("ready", flush=True)
    while True:
        write_atomically({{Path("memo.docx"): b"n" * {len(new)}}})
        write_atomically({{Path("memo.docx"): b"o" * {len(old)}}})
    """
    for _ in range(4):
        writer = child(code, tmp_path)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        seen = {path.read_bytes() for _ in range(50)}
        writer.send_signal(signal.Signals[name])
        writer.communicate()
        assert seen | {path.read_bytes()} <= {old, new}


@pytest.mark.parametrize("moment", ["fsync", "link"])
def test_an_interrupt_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    (tmp_path / "memo.docx").write_bytes(b"old")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, moment, interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically({tmp_path / "memo.docx": b"new"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"memo.docx": b"old"}


# --- what a person saves meanwhile ---


def save_by_rename(path: Path, data: bytes) -> None:
    """Save as most editors do: write beside it, and rename."""
    beside = path.with_name("editor.tmp")
    beside.write_bytes(data)
    beside.replace(path)


SAVES = [save_by_rename, Path.write_bytes]


@pytest.mark.parametrize("save", SAVES)
def test_a_file_that_was_saved_since_it_was_read_is_kept(
    tmp_path: Path, save: Callable[[Path, bytes], object]
) -> None:
    path = tmp_path / "memo.yaml"
    path.write_bytes(b"read")
    save(path, b"saved by a person")
    with pytest.raises(BriefError, match="TB804") as error:
        write_atomically({path: b"made from what was read"}, {path: b"read"})
    assert fault_of(error).endswith("was saved by somebody else in the meantime, and is kept")
    assert path.read_bytes() == b"saved by a person"
    assert leftovers(tmp_path) == []


def test_a_file_that_came_or_went_in_the_meantime_is_a_change(tmp_path: Path) -> None:
    path = tmp_path / "memo.yaml"
    with pytest.raises(BriefError, match="TB804"):
        write_atomically({path: b"new"}, {path: b"read"})
    assert not path.exists()
    path.write_bytes(b"by a person")
    with pytest.raises(BriefError, match="TB804"):
        write_atomically({path: b"new"}, {path: None})
    assert path.read_bytes() == b"by a person"


def test_all_files_of_a_set_stay_when_one_was_saved(tmp_path: Path) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_bytes(b"a")
    second.write_bytes(b"saved")
    with pytest.raises(BriefError, match="TB804"):
        write_atomically({first: b"A", second: b"B"}, {first: b"a", second: b"b"})
    assert (first.read_bytes(), second.read_bytes()) == (b"a", b"saved")


def test_what_is_saved_into_a_file_while_it_is_renamed_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "memo.yaml"
    path.write_bytes(b"read")
    rename = Path.replace

    def save_first(new: Path, target: Path) -> Path:
        if target == path and new.suffix == ".new":
            path.write_bytes(b"saved by a person")
        return rename(new, target)

    monkeypatch.setattr(Path, "replace", save_first)
    with pytest.raises(BriefError, match="TB804"):
        write_atomically({path: b"new"}, {path: b"read"})
    assert path.read_bytes() == b"saved by a person"
    assert leftovers(tmp_path) == []
