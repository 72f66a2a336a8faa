"""Pictures come from the folder of the memo and from nowhere else, and only as pictures."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from threadbrief.compose.pictures import read_picture
from threadbrief.core.memo_folder import NoFolder, OpenFolder
from threadbrief.core.picture_files import make_png_chunk
from threadbrief.core.problems import BriefError, Location
from threadbrief.model.brief import Ref
from threadbrief.model.document import ImageFormat

WHERE = Location("memo.yaml", 7, 9)
"""Where the memo names the file."""


def ref(name: str) -> Ref:
    return Ref(name, WHERE)


def encoded(
    form: str, mode: str = "RGB", size: tuple[int, int] = (4, 3), **options: object
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 1).save(out, form, **options)
    return out.getvalue()


@pytest.mark.needs("links")
@pytest.mark.parametrize(
    "name",
    [
        "../secret.png",
        "/etc/hostname",
        "a/../../x",
        "C:\\x.png",
        "..\\x.png",
        "//host/x",
        "link.png",
    ],
)
def test_a_name_never_leaves_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "memo"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(encoded("PNG"))
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(BriefError) as caught:
        OpenFolder(folder).read(name, WHERE)
    assert str(caught.value).startswith(f'memo.yaml:7:9: error TB302: "{name}" lies outside')


@pytest.mark.needs("links")
def test_a_link_inside_the_folder_is_followed_and_outside_is_allowed_when_asked(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "memo"
    folder.mkdir()
    (tmp_path / "one.png").write_bytes(b"1")
    (folder / "two.png").write_bytes(b"2")
    (folder / "link.png").symlink_to(folder / "two.png")
    assert OpenFolder(folder).read("link.png", WHERE) == b"2"
    assert OpenFolder(folder, allow_outside=True).read("../one.png", WHERE) == b"1"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("pictures\\Map.png", 'put "/" between folders, on Windows too: pictures/Map.png'),
        ("pictures/map.PNG", 'it is called "Map.png"; capitals count'),
        ("pictures/Mop.png", None),
        ("none/Map.png", None),
    ],
)
def test_a_name_that_is_right_on_another_system_is_explained(
    tmp_path: Path, name: str, hint: str | None
) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "Map.png").write_bytes(b"1")
    with pytest.raises(BriefError) as caught:
        OpenFolder(tmp_path).read(name, WHERE)
    (problem,) = caught.value.problems
    assert (problem.code, problem.hint) == ("TB301", hint)


def test_what_cannot_be_read_is_said_at_its_place(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name, reason in (
        ("gone.png", "no such file"),
        ("sub", "is a folder"),
        ("x" * 300, "too long"),
    ):
        with pytest.raises(BriefError, match=rf"^memo.yaml:7:9: error TB301: .*{reason}"):
            OpenFolder(tmp_path).read(name, WHERE)
    with pytest.raises(BriefError, match="this memo has no folder"):
        NoFolder().read("x.png", WHERE)


@pytest.mark.parametrize(("form", "kept"), [("PNG", ImageFormat.PNG), ("JPEG", ImageFormat.JPEG)])
def test_png_and_jpeg_are_kept_as_they_are(form: str, kept: ImageFormat) -> None:
    data = encoded(form)
    picture = read_picture(data, ref("x"))
    assert (picture.data, picture.format, picture.width, picture.height) == (data, kept, 4, 3)


@pytest.mark.parametrize(
    ("form", "mode"), [("GIF", "P"), ("WEBP", "RGBA"), ("BMP", "RGB"), ("TIFF", "CMYK")]
)
def test_other_formats_become_png(form: str, mode: str) -> None:
    picture = read_picture(encoded(form, mode), ref("x"))
    assert picture.format is ImageFormat.PNG
    assert Image.open(io.BytesIO(picture.data)).size == (4, 3)


def test_a_turned_photograph_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = read_picture(encoded("JPEG", exif=exif), ref("x"))
    assert (picture.width, picture.height, picture.format) == (3, 4, ImageFormat.JPEG)
    assert Image.open(io.BytesIO(picture.data)).getexif().get(0x0112) is None


def test_a_turned_photograph_whose_exif_is_damaged_is_set_upright() -> None:
    """A number of Exif that is text (the resolution, 0x011A) cannot be written again."""
    exif = b"MM\0*\0\0\0\x08\0\2\x01\x12\0\3\0\0\0\1\0\6\0\0\x01\x1a\0\2\0\0\0\2x\0\0\0\0\0\0\0"
    picture = read_picture(encoded("JPEG", exif=b"Exif\0\0" + exif), ref("x"))
    assert (picture.width, picture.height) == (3, 4)


def test_what_is_no_picture_is_refused() -> None:
    whole = encoded("PNG", size=(200, 200))
    for data, code in (
        (b"", "TB303"),
        (b"%PDF-1.7", "TB303"),
        (b"<svg/>", "TB303"),
        (whole[:60], "TB303"),
        (bomb(), "TB304"),
    ):
        with pytest.raises(BriefError, match=f"^memo.yaml:7:9: error {code}"):
            read_picture(data, ref("x.png"))


@pytest.mark.parametrize("chunk", [(b"iCCP", b"name"), (b"eXIf", b"MM\0\x2a\0")])
def test_a_chunk_that_is_cut_is_no_fault_of_the_program(chunk: tuple[bytes, bytes]) -> None:
    whole = encoded("PNG")
    with pytest.raises(BriefError, match="TB303"):
        read_picture(whole[:33] + make_png_chunk(*chunk) + whole[33:], ref("x.png"))


def bomb() -> bytes:
    """Return a PNG of 40,000 by 40,000 pixels in a few hundred bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )
