"""Files of strangers: nothing leads out of a source, nothing grows without end, nothing private is opened."""

import hashlib
import io
import os
import stat
import tarfile
import zipfile
from pathlib import Path
from typing import BinaryIO

import pytest

from threadbrief.core.problems import BriefError
from threadbrief.importers.inputs import archives
from threadbrief.importers.inputs import open as opening
from threadbrief.importers.inputs.open import memory_source, open_source
from threadbrief.importers.inputs.source import ImportSource
from threadbrief.importers.model import CapturedFile, Selection
from threadbrief.importers.platforms import mastodon, x_archive

DATA = Path(__file__).parents[2] / "data" / "importers"


def zipped(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def code_of(fault: pytest.ExceptionInfo[BriefError]) -> str:
    return fault.value.problems[0].code


def read_all(path: Path) -> None:
    source = open_source(path)
    for name in source.names:
        with source.open(name) as file:
            while file.read(1 << 16):
                pass


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def test_a_zip_is_read_where_it_lies(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "a.zip", ("top/data/tweets.js", b"[1]"), ("top/", b""), ("./other.txt", b"2")
    )
    source = open_source(path)
    assert source.names == ("other.txt", "top/data/tweets.js")
    assert source.head("top/data/tweets.js", 2) == b"[1"
    with source.open("top/data/tweets.js") as file:
        assert file.read() == b"[1]"
    assert source.archive_digest() == CapturedFile(
        "a.zip", hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size
    )
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "name",
    [
        "../tweets.js",
        "a/../../tweets.js",
        "/etc/tweets.js",
        "data\\tweets.js",
        "C:/tweets.js",
        "a\nb",
        "a\x7fb",
    ],
)
def test_a_name_that_leads_out_of_a_zip_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BriefError) as fault:
        open_source(zipped(tmp_path / "a.zip", ("data/tweets.js", b"[]"), (name, b"[]")))
    assert code_of(fault) == "TB953"


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BriefError) as fault:
        open_source(zipped(tmp_path / "a.zip", (link("data/tweets.js"), b"/etc/passwd")))
    assert code_of(fault) == "TB953"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["data/tweets.js", "data//tweets.js", "./data/tweets.js"])
def test_a_name_that_stands_twice_is_refused(tmp_path: Path, second: str) -> None:
    with pytest.raises(BriefError) as fault:
        open_source(zipped(tmp_path / "a.zip", ("data/tweets.js", b"[]"), (second, b"[1]")))
    assert code_of(fault) == "TB955"


def test_an_encrypted_file_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("tweets.js", b"[]"))
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(BriefError) as fault:
        open_source(path).head("tweets.js")
    assert code_of(fault) == "TB952"


def test_a_bomb_is_refused_by_what_it_says_of_itself(tmp_path: Path) -> None:
    with pytest.raises(BriefError) as fault:
        open_source(zipped(tmp_path / "a.zip", ("tweets.js", bytes(64 << 20))))
    assert code_of(fault) == "TB954"


def test_a_bomb_is_refused_while_it_unpacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threadbrief.importers.inputs.archives.MAX_UNPACKED", 1 << 20)
    path = zipped(
        tmp_path / "a.zip", ("tweets.js", os.urandom(1 << 19)), ("more.js", os.urandom(1 << 20))
    )
    with pytest.raises(BriefError) as fault:
        read_all(path)
    assert code_of(fault) == "TB954"


def test_a_size_that_is_a_lie_is_found_out(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("tweets.js", bytes(range(256)) * 64))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(BriefError) as fault:
        read_all(path)
    assert code_of(fault) == "TB951"


def test_a_zip_cut_anywhere_is_told(tmp_path: Path) -> None:
    whole = zipped(
        tmp_path / "a.zip", ("data/tweets.js", bytes(range(256)) * 8), ("b.js", b"[]")
    ).read_bytes()
    cut = tmp_path / "cut.zip"
    for length in range(4, len(whole) - 1, 7):
        cut.write_bytes(whole[:length])
        with pytest.raises(BriefError) as fault:
            read_all(cut)
        assert code_of(fault) == "TB951"


def test_a_zip_with_any_byte_changed_is_read_or_refused(tmp_path: Path) -> None:
    whole = zipped(
        tmp_path / "a.zip", ("data/tweets.js", b"abc" * 50), ("b.js", b"[]")
    ).read_bytes()
    for at in range(len(whole)):
        for value in (0, 0xFF, whole[at] ^ 1):
            data = whole[:at] + bytes([value]) + whole[at + 1 :]
            try:
                source = memory_source("a.zip", data)
                for name in source.names:
                    source.open(name).read()
            except BriefError:
                pass


def tarred(path: Path, *entries: tuple[str | tarfile.TarInfo, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in entries:
            entry = tarfile.TarInfo(name) if isinstance(name, str) else name
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


@pytest.mark.parametrize("mode", ["w:gz", "w"])
def test_a_tar_gives_what_its_folder_gives(tmp_path: Path, mode: str) -> None:
    folder = DATA / "mastodon" / "private-left-out"
    files = [path for path in folder.rglob("*") if path.is_file()]
    path = tarred(
        tmp_path / "a.tar.gz",
        *((f"./{file.relative_to(folder)}", file.read_bytes()) for file in files),
        mode=mode,
    )
    for source in (open_source(path), memory_source("a.tar.gz", path.read_bytes())):
        found = mastodon.READER.read(source, Selection())
        expected = mastodon.READER.read(open_source(folder), Selection())
        assert mastodon.READER.can_read(source)
        assert (found.posts, found.doubts, found.files[1:]) == (
            expected.posts,
            expected.doubts,
            expected.files,
        )
        assert found.files[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("name", "kind"), [("../a", tarfile.REGTYPE), ("a", tarfile.SYMTYPE), ("a", tarfile.CHRTYPE)]
)
def test_a_tar_that_leads_out_is_refused(tmp_path: Path, name: str, kind: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.type = kind
    entry.linkname = "/etc/passwd"
    with pytest.raises(BriefError) as fault:
        open_source(tarred(tmp_path / "a.tar", (entry, b""), mode="w"))
    assert code_of(fault) == "TB953"


def test_a_tar_that_grows_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threadbrief.importers.inputs.archives.MAX_UNPACKED", 1 << 20)
    with pytest.raises(BriefError) as fault:
        open_source(tarred(tmp_path / "a.tar.gz", ("outbox.json", bytes(2 << 20))))
    assert code_of(fault) == "TB954"


def test_a_tar_with_any_byte_changed_is_read_or_refused(tmp_path: Path) -> None:
    for mode in ("w:gz", "w"):
        whole = tarred(
            tmp_path / "a.tar", ("outbox.json", b"abc" * 50), ("b.json", b"[]"), mode=mode
        ).read_bytes()
        for at in [*range(0, min(len(whole), 1600), 3), len(whole) - 4]:
            for data in (whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :], whole[:at]):
                try:
                    source = memory_source("a.tar", data)
                    for name in source.names:
                        source.open(name).read()
                except BriefError:
                    pass


@pytest.mark.needs("links")
def test_a_link_out_of_a_folder_is_refused_and_one_within_is_followed(tmp_path: Path) -> None:
    outside = tmp_path / "secret.js"
    outside.write_text("secret", encoding="utf-8")
    folder = tmp_path / "archive"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "real.js").write_text("[]", encoding="utf-8")
    (folder / "data" / "tweets.js").symlink_to(outside)
    (folder / "data" / "inner.js").symlink_to(folder / "data" / "real.js")
    (folder / "loop").symlink_to(folder)
    source = open_source(folder)
    assert source.names == ("data/inner.js", "data/real.js", "data/tweets.js")
    assert source.head("data/inner.js") == b"[]"
    for name, code in (
        ("data/tweets.js", "TB953"),
        ("../secret.js", "TB950"),
        ("data/../../secret.js", "TB950"),
    ):
        with pytest.raises(BriefError) as fault:
            source.open(name)
        assert code_of(fault) == code


@pytest.mark.parametrize("path", ["/dev/null", "nowhere.zip", "nul\0.zip"])
def test_what_is_no_file_is_told(path: str) -> None:
    with pytest.raises(BriefError) as fault:
        open_source(Path(path))
    assert code_of(fault) == "TB950"


def test_bytes_are_a_source() -> None:
    source = memory_source("stdin", b"[1]")
    assert (source.name, source.names, source.head("stdin", 1), source.archive_digest()) == (
        "stdin",
        ("stdin",),
        b"[",
        None,
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.json", "[2]")
    inner = memory_source("stdin", buffer.getvalue())
    assert inner.names == ("a.json",)
    assert inner.open("a.json").read() == b"[2]"
    assert inner.archive_digest() == CapturedFile(
        "stdin", hashlib.sha256(buffer.getvalue()).hexdigest(), len(buffer.getvalue())
    )


class Watched:
    """A source that remembers what was opened."""

    def __init__(self, source: ImportSource) -> None:
        self.source = source
        self.opened: set[str] = set()
        self.name = source.name
        self.names = source.names

    def open(self, name: str) -> BinaryIO:
        self.opened.add(name)
        return self.source.open(name)

    def head(self, name: str, size: int = 65536) -> bytes:
        self.opened.add(name)
        return self.source.head(name, size)

    def archive_digest(self) -> CapturedFile | None:
        return self.source.archive_digest()


def test_private_files_are_never_opened() -> None:
    from test_golden import READERS

    source = Watched(open_source(DATA / "x-archive" / "private-beside"))
    for reader in READERS.values():
        reader.can_read(source)
    list(x_archive.READER.list_threads(source, Selection()))
    x_archive.READER.read(source, Selection())
    assert source.opened == {"data/tweets.js", "data/account.js"}
    source = Watched(open_source(DATA / "mastodon" / "private-left-out"))
    for reader in READERS.values():
        reader.can_read(source)
    mastodon.READER.read(source, Selection())
    assert source.opened == {"outbox.json", "actor.json"}


@pytest.mark.parametrize("prefix", ["", "twitter-2031-03-14/"])
@pytest.mark.parametrize("trap", ["offsets", "long-text", "media", "edited"])
def test_a_zip_gives_what_its_folder_gives(tmp_path: Path, trap: str, prefix: str) -> None:
    folder = DATA / "x-archive" / trap
    files = [path for path in folder.rglob("*") if path.is_file()]
    packed = zipped(
        tmp_path / "a.zip",
        *((prefix + path.relative_to(folder).as_posix(), path.read_bytes()) for path in files),
    )
    expected = x_archive.READER.read(open_source(folder), Selection())
    found = x_archive.READER.read(open_source(packed), Selection())
    assert [post.text for post in found.posts] == [post.text for post in expected.posts]
    assert found.doubts == expected.doubts
    assert found.files[0].name == "a.zip"
    assert [file.sha256 for file in found.files[1:]] == [file.sha256 for file in expected.files]


def test_two_archives_in_one_folder_are_told(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tweets.js").write_text("window.YTD.tweets.part0 = []", encoding="utf-8")
    with pytest.raises(BriefError) as fault:
        x_archive.READER.read(open_source(tmp_path), Selection())
    assert code_of(fault) == "TB967"


def test_more_files_than_any_export_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_FILES", 2)
    monkeypatch.setattr(opening, "MAX_FILES", 2)
    names = ("a.js", "b.js", "c.js")
    folder = tmp_path / "export"
    folder.mkdir()
    for name in names:
        (folder / name).write_bytes(b"[]")
    packed = tmp_path / "a.tar"
    with tarfile.open(packed, "w") as archive:
        archive.add(folder, ".")
    for path in (folder, packed):
        with pytest.raises(BriefError) as fault:
            open_source(path)
        assert code_of(fault) == "TB956"
