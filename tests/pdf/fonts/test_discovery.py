"""The index of the system's fonts: the same fonts with it and without, and each file opened once."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec import msgpack

from threadbrief.pdf.fonts import discovery
from threadbrief.pdf.fonts.discovery import (
    INDEX_NAME,
    FontFile,
    FontIndex,
    find_system_fonts,
    index_fonts,
    list_font_paths,
    list_packaged_files,
    read_fonts,
)
from threadbrief.pdf.fonts.fallback import DEFAULT_FAMILY


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were opened."""
    names: list[str] = []

    def noted(path: str) -> tuple[FontFile, ...]:
        names.append(Path(path).name)
        return tuple(read_fonts(path))

    monkeypatch.setattr(discovery, "read_fonts", noted)
    return names


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    """Two fonts, and a file that is called one."""
    upright, italic = list_packaged_files(DEFAULT_FAMILY)
    shutil.copy(upright.path, tmp_path / "a.ttf")
    shutil.copy(italic.path, tmp_path / "b.ttf")
    (tmp_path / "c.ttf").write_bytes(b"no font")
    return [str(tmp_path / name) for name in ("a.ttf", "b.ttf", "c.ttf", "gone.ttf")]


@pytest.fixture
def found(paths: list[str], tmp_path: Path) -> Callable[[], list[str]]:
    """Return the files in which fonts are found, with an index in a folder that is not there yet."""
    return lambda: [Path(font.path).name for font in index_fonts(paths, tmp_path / "cache")]


def test_a_file_is_opened_once(
    found: Callable[[], list[str]], opened: list[str], tmp_path: Path
) -> None:
    assert found() == ["a.ttf", "b.ttf"]
    assert opened == ["a.ttf", "b.ttf", "c.ttf"]
    assert found() == ["a.ttf", "b.ttf"]
    assert opened == ["a.ttf", "b.ttf", "c.ttf"]
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [INDEX_NAME]


def test_a_file_that_is_new_changed_or_gone_is_seen(
    found: Callable[[], list[str]], opened: list[str], tmp_path: Path
) -> None:
    found()
    opened.clear()
    shutil.copy(tmp_path / "a.ttf", tmp_path / "c.ttf")
    shutil.copy(tmp_path / "b.ttf", tmp_path / "gone.ttf")
    (tmp_path / "b.ttf").unlink()
    assert found() == ["a.ttf", "c.ttf", "gone.ttf"]
    assert opened == ["c.ttf", "gone.ttf"]
    os.utime(tmp_path / "a.ttf", ns=(1, 1))
    assert found() == ["a.ttf", "c.ttf", "gone.ttf"]
    assert opened[2:] == ["a.ttf"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x93",
        b"no index",
        *(
            sha256(data).digest() + data
            for data in (msgpack.encode(FontIndex("another", {})), msgpack.encode({"files": 1}))
        ),
    ],
)
def test_an_index_that_cannot_be_read_is_made_again(
    data: bytes, found: Callable[[], list[str]], opened: list[str], tmp_path: Path
) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / INDEX_NAME).write_bytes(data)
    assert found() == found() == ["a.ttf", "b.ttf"]
    assert opened == ["a.ttf", "b.ttf", "c.ttf"]


def test_a_bit_that_fell_over_makes_no_font_of_something_else(
    found: Callable[[], list[str]], opened: list[str], tmp_path: Path
) -> None:
    assert found() == ["a.ttf", "b.ttf"]
    index = tmp_path / "cache" / INDEX_NAME
    data = index.read_bytes()
    assert data.count(b"a.ttf") == 2
    name = data.rindex(b"a.ttf")
    index.write_bytes(data[:name] + b"A" + data[name + 1 :])
    assert found() == ["a.ttf", "b.ttf"]
    assert opened == ["a.ttf", "b.ttf", "c.ttf"] * 2


def test_where_it_cannot_be_written_there_is_none(
    found: Callable[[], list[str]], opened: list[str], tmp_path: Path
) -> None:
    (tmp_path / "cache").write_bytes(b"a file, where the folder should be")
    assert found() == found() == ["a.ttf", "b.ttf"]
    assert opened == ["a.ttf", "b.ttf", "c.ttf"] * 2
    assert (tmp_path / "cache").is_file()


def test_processes_that_write_it_at_a_time_do_no_harm(paths: list[str], tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom threadbrief.pdf.fonts.discovery import index_fonts\n"
        "for _ in range(20):\n"
        "    Path(sys.argv[1], 'fonts.msgpack').unlink(missing_ok=True)\n"
        "    assert len(index_fonts(sys.argv[2:], Path(sys.argv[1]))) == 2\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "cache"), *paths]
    running = [subprocess.Popen(command) for _ in range(3)]
    assert [process.wait() for process in running] == [0, 0, 0]
    assert all(path.name == INDEX_NAME for path in (tmp_path / "cache").iterdir())


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A system with the fonts of one folder."""
    (tmp_path / "system").mkdir()
    monkeypatch.setattr(
        discovery, "_list_font_folders", lambda: (tmp_path / "system", tmp_path / "none")
    )
    find_system_fonts.cache_clear()
    yield tmp_path / "system"
    find_system_fonts.cache_clear()


def test_who_gives_no_folder_gets_no_index(system: Path, tmp_path: Path) -> None:
    upright, _ = list_packaged_files(DEFAULT_FAMILY)
    shutil.copy(upright.path, system / "a.ttf")
    (font,) = find_system_fonts()
    assert font.family == DEFAULT_FAMILY
    assert [path.name for path in tmp_path.iterdir()] == ["system"]
    assert find_system_fonts(tmp_path / "memory") == (font,)
    assert (tmp_path / "memory" / INDEX_NAME).is_file()


def test_a_name_that_is_no_text_is_found_and_not_remembered(system: Path, tmp_path: Path) -> None:
    upright, _ = list_packaged_files(DEFAULT_FAMILY)
    try:
        shutil.copy(upright.path, os.fsencode(system) + b"/caf\xe9.ttf")
    except OSError:
        pytest.skip("a file system of characters")
    paths = list_font_paths(system)
    assert len(index_fonts(paths, tmp_path)) == len(index_fonts(paths, tmp_path)) == 1


def test_a_file_that_may_be_read_at_last_is_seen(
    paths: list[str], tmp_path: Path, opened: list[str]
) -> None:
    Path(paths[0]).chmod(0)
    index_fonts(paths, tmp_path)
    Path(paths[0]).chmod(0o644)
    assert len(index_fonts(paths, tmp_path)) == 2
    assert opened.count("a.ttf") == 2


def test_what_a_process_left_unfinished_goes_with_the_next_index(
    found: Callable[[], list[str]], tmp_path: Path
) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / f"{INDEX_NAME}.0123456789abcdef").write_bytes(b"half an")
    found()
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [INDEX_NAME]


@pytest.mark.needs("named pipes", "links", "devices")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_an_index_that_is_no_file_is_passed_over(
    paths: list[str], tmp_path: Path, kind: str
) -> None:
    index = tmp_path / "cache" / INDEX_NAME
    index.parent.mkdir()
    match kind:
        case "pipe":
            os.mkfifo(index)
        case "device":
            index.symlink_to("/dev/zero")
        case _:
            index.mkdir()
    assert len(index_fonts(paths, index.parent)) == 2
