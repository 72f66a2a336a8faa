"""A file that is open in Word is explained, by the owner file that lies beside it."""

import os
import struct
from errno import EACCES
from pathlib import Path

import pytest

from threadbrief.core import atomic_write, owner_files
from threadbrief.core.atomic_write import write_atomically
from threadbrief.core.files import describe_os_error
from threadbrief.core.owner_files import find_owner
from threadbrief.core.problems import BriefError
from threadbrief.pipeline.overwrite import find_overwrite_problem


def word_owner(name: str) -> bytes:
    """An owner file as Word writes it: 162 bytes, the name in the code page and in UTF-16."""
    short = name.encode("cp1252", "replace")
    start = bytes([len(short)]) + short.ljust(53, b" ")
    long = struct.pack("<H", len(name)) + name.encode("utf-16-le")
    return (start + long).ljust(162, b"\0")


LOCK = "Ada Lindqvist,ada,quay,23.11.2026 09:12,file:///home/ada/.config/libreoffice/4;"


@pytest.mark.parametrize(
    ("document", "owner"),
    [
        ("memo.docx", "~$memo.docx"),
        ("letter.docx", "~$letter.docx"),
        ("letters.docx", "~$etters.docx"),
        ("document.docx", "~$cument.docx"),
        ("low-water-2026.docx", "~$w-water-2026.docx"),
    ],
)
def test_the_owner_file_of_word_is_found_by_its_name(
    tmp_path: Path, document: str, owner: str
) -> None:
    (tmp_path / owner).write_bytes(word_owner("Łucja Nowak"))
    assert find_owner(tmp_path / document) == "Łucja Nowak has it open in Word"


@pytest.mark.parametrize(
    ("lock", "owner"),
    [
        (LOCK, "Ada Lindqvist has it open in LibreOffice"),
        (LOCK.replace("Ada Lindqvist", ""), "ada has it open in LibreOffice"),
        (LOCK.replace("Ada ", "Lindqvist\\, Ada; "), "Lindqvist, Ada has it open in LibreOffice"),
        ("", "somebody has it open in LibreOffice"),
        ("\x1b[31m\u202eda,x,", "[31mda has it open in LibreOffice"),
    ],
)
def test_so_is_the_lock_file_of_libreoffice(tmp_path: Path, lock: str, owner: str) -> None:
    (tmp_path / ".~lock.memo.docx#").write_text(lock, encoding="utf-8")
    assert find_owner(tmp_path / "memo.docx") == owner


@pytest.mark.parametrize("data", [b"", b"\xff" * 162, b"\0" * 54, word_owner("")])
def test_one_without_a_name_is_somebody(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "~$memo.docx").write_bytes(data)
    said = find_owner(tmp_path / "memo.docx")
    assert said is not None
    assert said.endswith("has it open in Word")
    (tmp_path / "~$memo.docx").unlink()
    assert find_owner(tmp_path / "memo.docx") is None


def held(number: int) -> PermissionError:
    """The fault that Windows gives for a file that another program has open."""
    fault = PermissionError(EACCES, "Der Prozess kann nicht auf die Datei zugreifen")
    fault.winerror = number  # type: ignore[attr-defined]
    return fault


@pytest.mark.parametrize("number", [5, 32, 33])
@pytest.mark.parametrize("moment", ["before", "at the rename"])
def test_a_file_that_is_open_in_word_is_explained_and_nothing_is_changed(
    tmp_path: Path, number: int, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / "memo.pdf", tmp_path / "memo.docx"]
    for path in paths:
        path.write_bytes(b"old")
    replace = Path.replace

    def refuse(path: Path, *_: object) -> None:
        if path.suffix == ".docx":
            raise held(number)

    def refuse_rename(path: Path, target: Path) -> Path:
        refuse(target)
        return replace(path, target)

    if moment == "before":
        monkeypatch.setattr(atomic_write, "require_closed", refuse)
    else:
        monkeypatch.setattr(Path, "replace", refuse_rename)
    for owner, said in (
        (None, "another program may have it open, such as Word or a PDF reader"),
        ("~$memo.docx", "Ada Lindqvist has it open in Word"),
    ):
        if owner:
            (tmp_path / owner).write_bytes(word_owner("Ada Lindqvist"))
        with pytest.raises(BriefError) as error:
            write_atomically(dict.fromkeys(paths, b"new"))
        (problem,) = error.value.problems
        assert str(problem) == f'error TB802: "{tmp_path / "memo.docx"}" cannot be written: {said}'
        assert problem.hint == "close it there and run the command again; nothing was changed"
        assert [path.read_bytes() for path in paths] == [b"old", b"old"]
        assert not [path for path in tmp_path.iterdir() if path.name.startswith(".threadbrief")]


def test_an_ordinary_fault_keeps_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "~$memo.docx").write_bytes(word_owner("Ada Lindqvist"))
    assert owner_files.explain_held_file(tmp_path / "memo.docx", OSError(28, "full")) is None
    assert describe_os_error(OSError(28, "No space left on device")) == "no space left on device"


def test_windows_is_quoted_in_english() -> None:
    assert describe_os_error(held(32)) == os.strerror(EACCES).lower()


def test_one_that_cannot_be_read_to_be_compared_is_explained_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "memo.docx"
    path.write_bytes(b"PK")

    def refuse(*_: object, **__: object) -> None:
        raise held(32)

    monkeypatch.setattr(Path, "open", refuse)
    problem = find_overwrite_problem(path)
    assert problem is not None
    assert "another program may have it open" in problem.message
    assert problem.hint == "close it there and run the command again"
