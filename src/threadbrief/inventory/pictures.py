"""What the file of a picture says besides its pixels: EXIF, XMP, IPTC, comments, profiles, more.

A damaged or hostile picture gives what can be read of it, and never an exception.
"""

import io
import struct
import warnings
from collections.abc import Iterator
from itertools import islice

from PIL import ExifTags, Image, ImageCms

from threadbrief.core.picture_files import (
    APP0,
    BEHIND_THE_END,
    COMMENT,
    END_OF_IMAGE,
    EXIF,
    JFIF,
    PNG_START,
    PROFILE,
    JpegSegment,
    inflate,
    iter_jpeg_segments,
    iter_png_chunks,
    join_profile,
    read_png_profile,
)
from threadbrief.inventory.xmp import list_xmp

Facts = Iterator[tuple[str, str]]
"""Name and value."""

XMP, EXTENDED_XMP = b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"
MAX_SEGMENTS = 20_000
"""Segments of a JPEG and chunks of a PNG; 64 MiB have some 8,000."""
_MAX_TEXT_CHUNK = 1 << 20
_PICTURES = ("GIF", "WEBP", "TIFF", "BMP")
"""Formats that Pillow reads the metadata of."""
_FAULTS = (
    OSError,
    SyntaxError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
    MemoryError,
    ZeroDivisionError,
    struct.error,
    Image.DecompressionBombError,
)
"""What Pillow raises for metadata of a bad will."""
_TECHNICAL = frozenset(
    [0x0100, 0x0101, 0x0102, 0x0103, 0x0106, 0x0111, 0x0112, 0x0115, 0x0116, 0x0117, 0x011A,
     0x011B, 0x011C, 0x0128, 0x0140, 0x0152, 0x0153, 0x0201, 0x0202, 0x0213, 0x8769, 0x8825,
     0x9000, 0x9101, 0xA000, 0xA001, 0xA002, 0xA003, 0xA005]
)  # fmt: skip
"""Tags that say how the pixels are stored, and where other tags are."""
_IPTC_NAMES = {
    5: "title", 25: "keyword", 55: "date created", 60: "time created", 80: "by-line",
    85: "by-line title", 90: "city", 92: "place", 95: "state", 101: "country", 103: "job",
    105: "headline", 110: "credit", 115: "source", 116: "copyright", 118: "contact",
    120: "caption", 122: "writer",
}  # fmt: skip
"""Data sets of record 2 (IPTC-NAA IIM 4.2, 6)."""
_IPTC_RESOURCE = 0x0404
_CHUNKS_OF_PIXELS = frozenset(
    [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"cICP", b"mDCV",
     b"cLLI", b"pHYs", b"sBIT", b"bKGD", b"hIST"]
)  # fmt: skip
"""Chunks of a PNG that say how its pixels are seen."""


def list_picture_facts(data: bytes) -> Facts:
    """Yield what the file of a picture says besides its pixels, name and value."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if data.startswith(b"\xff\xd8"):
            yield from _list_jpeg(data)
        elif data.startswith(PNG_START):
            yield from _list_png(data)
        else:
            yield from _list_other(data)


def _list_jpeg(data: bytes) -> Facts:
    segments = list(islice(iter_jpeg_segments(data), MAX_SEGMENTS))
    if len(segments) == MAX_SEGMENTS:
        yield "not looked into", f"what is behind {MAX_SEGMENTS:,} segments"
    for segment in segments:
        yield from _list_segment(segment)
    profile = join_profile(segments)
    if profile:
        yield "colour profile", describe_profile(profile)


def _list_segment(segment: JpegSegment) -> Facts:  # noqa: C901, PLR0912 - a line for each kind
    content = segment.content
    match segment.marker:
        case 0xE1 if content.startswith(EXIF):
            yield from _list_exif(content[len(EXIF) :])
        case 0xE1 if content.startswith(XMP):
            yield from (("XMP " + name, value) for name, value in list_xmp(content[len(XMP) :]))
        case 0xE1 if content.startswith(EXTENDED_XMP):
            yield "extended XMP", f"{len(content)} bytes"
        case 0xE2 if content.startswith(PROFILE):
            return
        case 0xE2 if content.startswith(b"MPF\0"):
            yield "index of further pictures (MPF)", f"{len(content)} bytes"
        case 0xED:
            yield from _list_photoshop(content)
        case 0xFE:
            yield "comment", _decode(content)
        case 0xE0 if content.startswith(JFIF):
            if len(content) > 14:
                yield "thumbnail", f"{len(content) - 14} bytes"
        case 0xEE if content.startswith(b"Adobe") and len(content) <= 12:
            return
        case 0xEB if content.startswith(b"JP"):
            yield "content credentials (C2PA)", f"{len(content)} bytes"
        case marker if marker == END_OF_IMAGE:
            if content.strip(b"\0\r\n"):
                yield "behind the end", f"{len(content)} bytes"
        case marker if APP0 <= marker <= 0xEF or 0xF0 <= marker < COMMENT:
            name = _decode(content[:12].partition(b"\0")[0])
            yield f"segment {marker:02X}", f"{name}, {len(content)} bytes"


def _list_photoshop(content: bytes) -> Facts:
    """Yield what is in the resources of Photoshop (its file format, image resources)."""
    place = content.find(b"8BIM")
    if place < 0:
        yield "Photoshop", f"{len(content)} bytes"
    while place >= 0 and content[place : place + 4] == b"8BIM" and place + 12 <= len(content):
        (number,) = struct.unpack_from(">H", content, place + 4)
        name_length = content[place + 6]
        start = place + 6 + (name_length + 2) // 2 * 2
        if start + 4 > len(content):
            return
        (length,) = struct.unpack_from(">I", content, start)
        resource = content[start + 4 : start + 4 + length]
        if number == _IPTC_RESOURCE:
            yield from _list_iptc(resource)
        else:
            yield f"Photoshop resource {number}", f"{len(resource)} bytes"
        place = start + 4 + (length + 1) // 2 * 2


def _list_iptc(records: bytes) -> Facts:
    place = 0
    while place + 5 <= len(records) and records[place] == 0x1C:
        _, record, data_set, length = struct.unpack_from(">BBBH", records, place)
        value = records[place + 5 : place + 5 + length]
        place += 5 + length
        if (record, data_set) != (2, 0) and record == 2:
            yield f"IPTC {_IPTC_NAMES.get(data_set, data_set)}", _decode(value)


def _list_png(data: bytes) -> Facts:  # noqa: C901 - a line for each kind
    chunks = list(islice(iter_png_chunks(data), MAX_SEGMENTS))
    if len(chunks) == MAX_SEGMENTS:
        yield "not looked into", f"what is behind {MAX_SEGMENTS:,} chunks"
    for kind, content in chunks:
        keyword, _, rest = content.partition(b"\0")
        name = _decode(keyword[:79])
        match kind:
            case b"tEXt":
                yield f"text {name}", rest.decode("latin-1")
            case b"zTXt":
                yield f"text {name}", _decode(inflate(rest[1:], _MAX_TEXT_CHUNK))
            case b"iTXt":
                yield from _list_international_text(name, rest)
            case b"eXIf":
                yield from _list_exif(content.removeprefix(EXIF))
            case b"iCCP":
                yield "colour profile", describe_profile(read_png_profile(content))
            case b"tIME" if len(content) == 7:
                year, *rest_of_time = struct.unpack(">HBBBBB", content)
                day = "-".join(f"{part:02d}" for part in rest_of_time[:2])
                clock = ":".join(f"{part:02d}" for part in rest_of_time[2:])
                yield "last changed", f"{year}-{day} {clock}"
            case _ if kind == BEHIND_THE_END:
                yield "behind the end", f"{len(content)} bytes"
            case _:
                if kind not in _CHUNKS_OF_PIXELS:
                    yield f"chunk {_decode(kind)}", f"{len(content)} bytes"


def _list_international_text(name: str, rest: bytes) -> Facts:
    """Yield what an iTXt chunk says (W3C PNG, 11.3.3.4), behind its keyword."""
    is_packed = rest[:1] == b"\1"
    text = rest[2:].split(b"\0", 2)[-1]
    if is_packed:
        text = inflate(text, _MAX_TEXT_CHUNK)
    if name == "XML:com.adobe.xmp":
        yield from (("XMP " + key, value) for key, value in list_xmp(text))
    else:
        yield f"text {name}", text.decode("utf-8", "replace")


def _list_other(data: bytes) -> Facts:
    try:
        with Image.open(io.BytesIO(data), formats=_PICTURES) as image:
            info, exif = dict(image.info), image.getexif()
            facts = list(_iter_tags(exif))
    except _FAULTS:
        yield "not looked into", f"{len(data)} bytes in another format"
        return
    yield from facts
    for key, value in info.items():
        if key in ("comment", "xmp", "photoshop"):
            content = value if isinstance(value, bytes) else str(value).encode()
            if key == "xmp":
                yield from (("XMP " + name, text) for name, text in list_xmp(content))
            else:
                yield str(key), _decode(content)
        elif key == "icc_profile" and isinstance(value, bytes):
            yield "colour profile", describe_profile(value)


# --- EXIF (CIPA DC-008) ---


def _list_exif(tiff: bytes) -> Facts:
    exif = Image.Exif()
    try:
        exif.load(tiff)
        facts = list(_iter_tags(exif))
    except _FAULTS:
        facts = [("EXIF", f"{len(tiff)} bytes that cannot be read")]
    yield from facts


def _iter_tags(exif: Image.Exif) -> Facts:
    for tag, value in exif.items():
        if tag not in _TECHNICAL:
            yield f"EXIF {ExifTags.TAGS.get(tag, hex(tag))}", _format_value(value)
    for tag, value in exif.get_ifd(ExifTags.IFD.Exif).items():
        if tag not in _TECHNICAL:
            yield f"EXIF {ExifTags.TAGS.get(tag, hex(tag))}", _format_value(value)
    position = exif.get_ifd(ExifTags.IFD.GPSInfo)
    if position:
        yield "GPS position", _format_position(position)
        for tag, value in position.items():
            if tag not in (0, 1, 2, 3, 4):
                yield f"GPS {ExifTags.GPSTAGS.get(tag, hex(tag))}", _format_value(value)
    small = exif.get_ifd(ExifTags.IFD.IFD1)
    if small.get(ExifTags.Base.JpegIFByteCount):
        yield "thumbnail", f"{small[ExifTags.Base.JpegIFByteCount]} bytes"


def _format_position(position: dict[int, object]) -> str:
    """Return latitude and longitude in degrees, as maps take them; empty for none."""
    degrees = []
    for reference, value in ((1, 2), (3, 4)):
        parts = position.get(value)
        if not isinstance(parts, tuple):
            return ""
        angle = sum(float(part) / 60**place for place, part in enumerate(parts[:3]))
        sign = -1 if str(position.get(reference)).strip("\0 ") in ("S", "W") else 1
        degrees.append(f"{sign * angle:.6f}")
    return ", ".join(degrees)


def _format_value(value: object) -> str:
    if isinstance(value, bytes):
        text = _decode(value.strip(b"\0"))
        return text if text.isprintable() and len(text) < 200 else f"{len(value)} bytes"
    if isinstance(value, tuple):
        return ", ".join(map(_format_value, value[:16]))
    return str(value).strip("\0")


def _decode(data: bytes) -> str:
    """Return bytes as text: UTF-8, else Latin 1."""
    piece = data[: 1 << 12]
    try:
        return piece.decode("utf-8").strip("\0")
    except UnicodeDecodeError:
        return piece.decode("latin-1").strip("\0")


def describe_profile(profile: bytes) -> str:
    """Return what a colour profile says of itself; its size when that cannot be read."""
    try:
        described = ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile
        words = (described.profile_description, described.copyright)
    except (*_FAULTS, ImageCms.PyCMSError):
        return f"{len(profile)} bytes"
    return "; ".join(word.strip() for word in words if word)
