"""What the files of pictures say besides goes into neither file, unless it is asked for.

Each picture of one memo has a canary in another kind of metadata. Both files are searched: all
parts of the Word file, and the raw and the inflated bytes of the PDF.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pypdf
import pytest
from picture_specimens import KINDS, OTHERS, SIZE, WORDS, canary, jpeg, other_icc, pixels, png
from PIL import Image, ImageChops, ImageCms, ImageOps

from threadbrief.pipeline.build import build_memo
from threadbrief.pipeline.options import BuildOptions, Embed, Format

ALL = {**KINDS, **OTHERS}


def memo_with(names: list[str]) -> bytes:
    media = "\n".join(f"      - {{type: image, file: {name}, alt: A gauge}}" for name in names)
    return (
        "schema: threadbrief/1\nmemo: {to: Desk, from: Wire, date: 2031-03-14, subject: Gauges, "
        f"language: en}}\nposts:\n  - text: Sounded.\n    media:\n{media}\n"
    ).encode()


def built(folder: Path, pictures: Mapping[str, bytes], **options: object) -> dict[Format, bytes]:
    for name, data in pictures.items():
        (folder / name).write_bytes(data)
    memo = memo_with(list(pictures))
    result = build_memo(memo, "memo.yaml", BuildOptions(folder=folder, **options))
    return dict(result.files)


def parts_of_word(data: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [data, *(package.read(name) for name in package.namelist())]


def parts_of_pdf(data: bytes) -> list[bytes]:
    streams = re.findall(rb"stream\r?\n(.*?)\nendstream", data, re.DOTALL)
    inflated = []
    for stream in streams:
        try:
            inflated.append(zlib.decompressobj().decompress(stream))
        except zlib.error:
            continue
    return [data, *inflated]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[Format, list[bytes]]:
    files = built(tmp_path_factory.mktemp("plain"), ALL)
    return {
        Format.DOCX: parts_of_word(files[Format.DOCX]),
        Format.PDF: parts_of_pdf(files[Format.PDF]),
    }


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> dict[Format, list[bytes]]:
    files = built(tmp_path_factory.mktemp("kept"), KINDS, keep_picture_metadata=True)
    return {
        Format.DOCX: parts_of_word(files[Format.DOCX]),
        Format.PDF: parts_of_pdf(files[Format.PDF]),
    }


@pytest.mark.parametrize("name", ALL)
def test_no_metadata_of_a_picture_is_in_either_file(
    name: str, plain: dict[Format, list[bytes]]
) -> None:
    kind = name.partition(".")[0]
    word = WORDS.get(kind, canary(kind))
    assert word in ALL[name], "the specimen has no canary"
    wide = word.decode("latin-1").encode("utf-16-le")
    for form, parts in plain.items():
        assert not any(word in part or wide in part for part in parts), form


@pytest.mark.parametrize("name", KINDS)
def test_metadata_are_kept_when_asked(name: str, kept: dict[Format, list[bytes]]) -> None:
    word = WORDS.get(name[:-4], canary(name[:-4]))
    assert any(word in part for part in kept[Format.DOCX])
    if name.endswith(".jpg"):  # of a PNG, a PDF has the pixels and the profile
        assert any(word in part for part in kept[Format.PDF])


def test_there_are_more_than_thirty_kinds() -> None:
    assert len(KINDS) >= 50


def pictures_in(data: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [name for name in package.namelist() if name.startswith("word/media/")]
        return [package.read(name) for name in names]


def test_the_pixels_are_not_encoded_anew(tmp_path: Path) -> None:
    names = ("artist.jpg", "xmp.jpg", "multi-picture.jpg", "tEXt.png")
    files = built(tmp_path, {name: KINDS[name] for name in names})
    for data in pictures_in(files[Format.DOCX]):
        scan = data.index(b"\xff\xda") if data.startswith(b"\xff\xd8") else data.index(b"IDAT")
        assert any(data[scan:-12] in original for original in KINDS.values())


def test_the_hash_is_that_of_the_file_as_it_was(tmp_path: Path) -> None:
    files = built(tmp_path, {"artist.jpg": KINDS["artist.jpg"]})
    listed = f"{sha256(KINDS['artist.jpg']).hexdigest()}  artist.jpg\n".encode()
    attached = pypdf.PdfReader(io.BytesIO(files[Format.PDF])).attachments["pictures.sha256"]
    assert attached == [listed]
    assert any(b">" + listed + b"</pictures>" in part for part in parts_of_word(files[Format.DOCX]))
    bare = built(tmp_path, {"artist.jpg": KINDS["artist.jpg"]}, embed=Embed.NONE)
    assert not any(b"artist.jpg" in part for part in parts_of_word(bare[Format.DOCX]))
    assert not any(b"artist.jpg" in part for part in parts_of_pdf(bare[Format.PDF]))


# --- what decides the colours stays ---


def middle_pixel(data: bytes) -> tuple[int, ...]:
    image = Image.open(io.BytesIO(data)).convert("RGB")
    return image.getpixel((SIZE[0] // 2, SIZE[1] // 2))


@pytest.mark.parametrize("form", ["jpg", "png"])
def test_a_profile_of_other_colours_is_kept_in_both_files(form: str, tmp_path: Path) -> None:
    make = jpeg if form == "jpg" else png
    other = other_icc()
    files = built(tmp_path, {f"a.{form}": make(icc_profile=other)})
    (picture,) = pictures_in(files[Format.DOCX])
    assert Image.open(io.BytesIO(picture)).info["icc_profile"] == other
    (image,) = [
        image
        for page in pypdf.PdfReader(io.BytesIO(files[Format.PDF])).pages
        for image in page["/Resources"]["/XObject"].values()
    ]
    space, profile = image.get_object()["/ColorSpace"]
    assert (space, profile.get_object().get_data()) == ("/ICCBased", other)


@pytest.mark.parametrize("form", ["jpg", "png"])
def test_a_profile_of_srgb_is_left_out(form: str, tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    make = jpeg if form == "jpg" else png
    files = built(tmp_path, {f"a.{form}": make(icc_profile=srgb)})
    (picture,) = pictures_in(files[Format.DOCX])
    assert "icc_profile" not in Image.open(io.BytesIO(picture)).info
    assert b"/ICCBased" not in files[Format.PDF]


def test_a_large_profile_goes_over_several_segments(tmp_path: Path) -> None:
    large = bytearray(other_icc().ljust(150_000, b"\0"))
    large[0:4] = struct.pack(">I", len(large))
    files = built(tmp_path, {"a.jpg": jpeg(icc_profile=bytes(large))})
    (picture,) = pictures_in(files[Format.DOCX])
    assert Image.open(io.BytesIO(picture)).info["icc_profile"] == large


def test_a_jpeg_of_rgb_keeps_the_mark_that_says_so(tmp_path: Path) -> None:
    file = io.BytesIO()
    pixels().save(file, "JPEG", keep_rgb=True, comment=b"x")
    files = built(tmp_path, {"a.jpg": file.getvalue()})
    (picture,) = pictures_in(files[Format.DOCX])
    assert middle_pixel(picture) == middle_pixel(file.getvalue())


# --- orientation ---

TURNED = [
    pytest.param("jpg", orientation, keep, id=f"{orientation}-{keep}")
    for orientation in range(2, 9)
    for keep in (False, True)
]


@pytest.mark.parametrize(
    ("form", "orientation", "keep"), [*TURNED, ("png", 6, False), ("png", 6, True)]
)
def test_a_turned_picture_is_upright(
    form: str, orientation: int, keep: bool, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = canary("artist").decode()
    make = jpeg if form == "jpg" else png
    data = make(exif=exif.tobytes())
    files = built(tmp_path, {f"a.{form}": data}, keep_picture_metadata=keep)
    (picture,) = pictures_in(files[Format.DOCX])
    image = Image.open(io.BytesIO(picture))
    assert image.size == (SIZE[::-1] if orientation > 4 else SIZE)
    assert image.getexif().get(0x0112, 1) == 1
    assert image.getexif().get(0x013B) == (canary("artist").decode() if keep else None)
    wanted = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    apart = ImageChops.difference(image.convert("RGB"), wanted)
    assert max(apart.tobytes()) <= (0 if form == "png" else 40)
