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
from PIL import Image, ImageChops, ImageCms, ImageOps

from threadbrief.core.picture_files import make_jpeg_segment, make_png_chunk
from threadbrief.pipeline.build import build_memo
from threadbrief.pipeline.options import BuildOptions, Format

SIZE = (24, 16)
GPS, EXIF_IFD = 0x8825, 0x8769
EXIF_TAGS = {
    "description": 0x010E,
    "camera-make": 0x010F,
    "camera-model": 0x0110,
    "software": 0x0131,
    "artist": 0x013B,
    "host-computer": 0x013C,
    "copyright": 0x8298,
}
EXIF_SUBTAGS = {
    "user-comment": 0x9286,
    "maker-note": 0x927C,
    "owner": 0xA430,
    "serial-number": 0xA431,
    "lens": 0xA434,
    "image-id": 0xA420,
}
GPS_TAGS = {"gps-method": 0x001B, "gps-area": 0x001C, "gps-date": 0x001D}


def canary(kind: str) -> bytes:
    return f"canary<{kind}>".encode()


def pixels() -> Image.Image:
    image = Image.new("RGB", SIZE)
    image.putdata([(x * 10, y * 16, 128) for y in range(SIZE[1]) for x in range(SIZE[0])])
    return image


def jpeg(**options: object) -> bytes:
    file = io.BytesIO()
    pixels().save(file, "JPEG", **options)
    return file.getvalue()


def png(**options: object) -> bytes:
    file = io.BytesIO()
    pixels().save(file, "PNG", **options)
    return file.getvalue()


def exif_with(tags: Mapping[int, object], ifd: int | None = None) -> bytes:
    exif = Image.Exif()
    target = exif.get_ifd(ifd) if ifd else exif
    for tag, value in tags.items():
        target[tag] = value
    return exif.tobytes()


def exif_with_thumbnail() -> bytes:
    """EXIF with a second directory, of a thumbnail (CIPA DC-008, 4.5.2)."""
    small = canary("thumbnail")
    first = struct.pack("<2sHIHI", b"II", 42, 8, 0, 14)
    second = struct.pack("<HHHIIHHIII", 2, 0x0201, 4, 1, 44, 0x0202, 4, 1, len(small), 0)
    return b"Exif\0\0" + first + second.ljust(30, b"\0") + small


def with_segment(marker: int, content: bytes) -> bytes:
    data = jpeg()
    return data[:2] + make_jpeg_segment(marker, content) + data[2:]


def iptc(kind: str) -> bytes:
    """A caption of IPTC among the resources of Photoshop."""
    text = canary(kind)
    record = struct.pack(">BBBH", 0x1C, 2, 120, len(text)) + text
    resource = b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(record)) + record
    return b"Photoshop 3.0\0" + resource + b"\0" * (len(record) % 2)


def multi_picture() -> bytes:
    """A file of two pictures, as some cameras write them; the comment is in the second only."""
    file = io.BytesIO()
    word = canary("multi-picture")
    pixels().save(file, "MPO", save_all=True, append_images=[pixels()], comment=word)
    return file.getvalue().replace(word, b"-" * len(word), 1)


def jpegs() -> dict[str, bytes]:
    made = {
        kind: jpeg(exif=exif_with({tag: canary(kind).decode()})) for kind, tag in EXIF_TAGS.items()
    }
    for kind, tag in EXIF_SUBTAGS.items():
        binary = kind in ("user-comment", "maker-note")
        value = canary(kind) if binary else canary(kind).decode()
        made[kind] = jpeg(exif=exif_with({tag: value}, EXIF_IFD))
    for kind, tag in GPS_TAGS.items():
        value = canary(kind).decode() if kind == "gps-date" else canary(kind)
        made[kind] = jpeg(exif=exif_with({tag: value}, GPS))
    plain = jpeg()
    extended = b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 32 + struct.pack(">II", 99, 0)
    made |= {
        "thumbnail": with_segment(0xE1, exif_with_thumbnail()),
        "xp-title": jpeg(exif=exif_with({0x9C9B: canary("xp-title")})),
        "xmp": jpeg(xmp=b"<x>" + canary("xmp") + b"</x>"),
        "extended-xmp": with_segment(0xE1, extended + canary("extended-xmp")),
        "iptc": with_segment(0xED, iptc("iptc")),
        "photoshop": with_segment(0xED, b"Photoshop 3.0\0" + canary("photoshop")),
        "comment": jpeg(comment=canary("comment")),
        "jfif-thumbnail": with_segment(
            0xE0, b"JFIF\0\1\2\0\0\1\0\1\7\1" + canary("jfif-thumbnail")[:21].ljust(21)
        ),
        "jfxx": with_segment(0xE0, b"JFXX\0\x10" + canary("jfxx")),
        "flashpix": with_segment(0xE2, b"FPXR\0" + canary("flashpix")),
        "app2": with_segment(0xE2, canary("app2")),
        "app4": with_segment(0xE4, canary("app4")),
        "app10": with_segment(0xEA, canary("app10")),
        "content-credentials": with_segment(0xEB, b"JP\0\1" + canary("content-credentials")),
        "ducky": with_segment(0xEC, b"Ducky" + canary("ducky")),
        "app14": with_segment(0xEE, canary("app14")),
        "behind-adobe": with_segment(0xEE, b"Adobe\0\x64\0\0\0\0\1" + canary("behind-adobe")),
        "app15": with_segment(0xEF, canary("app15")),
        "between-segments": plain.replace(b"\xff\xdb", canary("between-segments") + b"\xff\xdb", 1),
        "behind-the-end": plain + canary("behind-the-end"),
        "second-picture": plain + jpeg(comment=canary("second-picture")),
        "multi-picture": multi_picture(),
    }
    return made


def with_chunk(kind: bytes, content: bytes) -> bytes:
    data = png()
    place = data.index(b"IDAT") - 4
    return data[:place] + make_png_chunk(kind, content) + data[place:]


def behind_pixels(text: bytes) -> bytes:
    data = png()
    place = data.index(b"IDAT")
    length = int.from_bytes(data[place - 4 : place], "big")
    content = data[place + 4 : place + 4 + length]
    return data[: place - 4] + make_png_chunk(b"IDAT", content + text) + data[place + 8 + length :]


def pngs() -> dict[str, bytes]:
    keyword = b"Comment\0"
    return {
        "tEXt": with_chunk(b"tEXt", keyword + canary("tEXt")),
        "zTXt": with_chunk(b"zTXt", keyword + b"\0" + zlib.compress(canary("zTXt"))),
        "iTXt": with_chunk(b"iTXt", keyword + b"\0\0\0\0" + canary("iTXt")),
        "iTXt-packed": with_chunk(
            b"iTXt", keyword + b"\1\0\0\0" + zlib.compress(canary("iTXt-packed"))
        ),
        "xmp-png": with_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + canary("xmp-png")),
        "exif-png": png(exif=exif_with({0x013B: canary("exif-png").decode()})),
        "tIME": with_chunk(b"tIME", struct.pack(">HBBBBB", 2031, 3, 14, 15, 9, 26)),
        "pHYs": with_chunk(b"pHYs", struct.pack(">IIB", 31337, 31338, 1)),
        "sPLT": with_chunk(b"sPLT", canary("sPLT") + b"\0\x08"),
        "pCAL": with_chunk(b"pCAL", canary("pCAL") + b"\0" * 12),
        "sCAL": with_chunk(b"sCAL", b"\1" + canary("sCAL")),
        "private": with_chunk(b"prVt", canary("private")),
        "credentials-png": with_chunk(b"caBX", canary("credentials-png")),
        "raw-profile": with_chunk(b"tEXt", b"Raw profile type iptc\0" + canary("raw-profile")),
        "gAMA-tail": with_chunk(b"gAMA", struct.pack(">I", 45455) + canary("gAMA-tail")),
        "icc-name": with_chunk(b"iCCP", canary("icc-name") + b"\0\0" + zlib.compress(other_icc())),
        "behind-pixels": behind_pixels(canary("behind-pixels")),
        "behind-IEND": png() + canary("behind-IEND"),
    }


WORDS = {
    "tIME": struct.pack(">HBBBBB", 2031, 3, 14, 15, 9, 26),
    "pHYs": struct.pack(">IIB", 31337, 31338, 1),
    "zTXt": zlib.compress(canary("zTXt")),
    "iTXt-packed": zlib.compress(canary("iTXt-packed")),
    "xp-title": canary("xp-title"),
    "jfif-thumbnail": canary("jfif-thumbnail")[:21],
}
"""What is looked for, where it is not the canary itself."""


def other_icc() -> bytes:
    """A profile of other colours than sRGB's, and one byte more than a JPEG segment holds."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = bytearray(lab)
    red, green = (profile.index(tag) for tag in (b"rXYZ", b"gXYZ"))
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


JPEGS, PNGS = jpegs(), pngs()
KINDS = {
    **{f"{kind}.jpg": data for kind, data in JPEGS.items()},
    **{f"{kind}.png": data for kind, data in PNGS.items()},
}


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
    files = built(tmp_path_factory.mktemp("plain"), KINDS)
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


@pytest.mark.parametrize("name", KINDS)
def test_no_metadata_of_a_picture_is_in_either_file(
    name: str, plain: dict[Format, list[bytes]]
) -> None:
    word = WORDS.get(name[:-4], canary(name[:-4]))
    assert word in KINDS[name], "the specimen has no canary"
    for kind, parts in plain.items():
        assert not any(word in part for part in parts), kind
        assert not any(word.decode("latin-1").encode("utf-16-le") in part for part in parts), kind


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
    attached = pypdf.PdfReader(io.BytesIO(files[Format.PDF])).attachments["pictures.sha256"]
    assert attached == [f"{sha256(KINDS['artist.jpg']).hexdigest()}  artist.jpg\n".encode()]


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
