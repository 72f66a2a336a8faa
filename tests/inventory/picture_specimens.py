"""Pictures, each with a canary in another kind of metadata."""

import io
import struct
import zlib
from collections.abc import Mapping

from PIL import Image, ImageCms

from threadbrief.core.picture_files import make_jpeg_segment, make_png_chunk

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


def others() -> dict[str, bytes]:
    """Pictures in the formats that become PNG."""
    exif = exif_with({0x013B: canary("webp-exif").decode()})
    tiff = {0x013B: canary("tiff-artist").decode(), 0x010E: canary("tiff-description").decode()}
    return {
        "gif-comment.gif": saved("GIF", comment=canary("gif-comment")),
        "gif-tail.gif": saved("GIF") + canary("gif-tail"),
        "webp-exif.webp": saved("WEBP", exif=exif),
        "webp-xmp.webp": saved("WEBP", xmp=b"<x>" + canary("webp-xmp") + b"</x>"),
        "tiff-artist.tif": saved("TIFF", tiffinfo=tiff),
        "tiff-description.tif": saved("TIFF", tiffinfo=tiff),
        "tiff-xmp.tif": saved("TIFF", tiffinfo={700: canary("tiff-xmp")}),
        "bmp-tail.bmp": saved("BMP") + canary("bmp-tail"),
    }


def saved(form: str, **options: object) -> bytes:
    file = io.BytesIO()
    pixels().save(file, form, **options)
    return file.getvalue()


JPEGS, PNGS, OTHERS = jpegs(), pngs(), others()
KINDS = {
    **{f"{kind}.jpg": data for kind, data in JPEGS.items()},
    **{f"{kind}.png": data for kind, data in PNGS.items()},
}
