"""The segments of a JPEG and the chunks of a PNG, and which of them decide what is seen.

*Nothing but the picture.* What does not decide the colour of a pixel is left out by `strip_jpeg`
and `strip_png`: they copy what is on a list, so that an unknown segment or chunk goes too. The
compressed pixels are copied byte for byte.
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator

from threadbrief.core.structs import Frozen

ProfileTest = Callable[[bytes], bool]
"""Whether a colour profile (ICC.1) decides how a picture is seen."""

# --- JPEG (ITU-T T.81, annex B) ---

APP0, APP1, APP2, APP13, APP14, COMMENT = 0xE0, 0xE1, 0xE2, 0xED, 0xEE, 0xFE
"""Application segments: JFIF; EXIF and XMP; profiles; Photoshop's; Adobe's. And free text."""
END_OF_IMAGE = 0xD9
_START = b"\xff\xd8"
_START_OF_SCAN = 0xDA
_DECODING = frozenset([*range(0xC0, 0xC8), *range(0xC9, 0xD0), _START_OF_SCAN, 0xDB, 0xDC, 0xDD])
"""Frames, Huffman and arithmetic tables, scans, quantisation tables, lines, restart intervals."""
_MARKER = re.compile(rb"\xff([\x02-\xcf\xd9-\xfe])")
"""One with a segment behind it, or the end. What is between two segments is no part of either."""
JFIF, EXIF, PROFILE, ADOBE = b"JFIF\0", b"Exif\0\0", b"ICC_PROFILE\0", b"Adobe"
"""How the content of such segments begins."""
_PLAIN_JFIF = JFIF + b"\1\1\0\0\1\0\1\0\0"
"""JFIF 1.01, square pixels, no thumbnail (ITU-T T.871, 10.1): the colours are YCbCr."""
_ADOBE_LENGTH = 12
"""Bytes of an Adobe segment (Adobe TN5116, 18); its last says how colours are stored."""
_MAX_PROFILE_PART = 65519


class JpegSegment(Frozen):
    """A marker with what follows it."""

    marker: int
    """Its second byte."""
    content: bytes
    """Of the segment, without its length; behind END_OF_IMAGE, all that is left of the file."""
    scan: bytes = b""
    """The compressed pixels behind a start of scan."""


def iter_jpeg_segments(data: bytes) -> Iterator[JpegSegment]:
    """Yield the segments of a JPEG, up to its end or the first damaged one.

    The last of a whole JPEG is END_OF_IMAGE.
    """
    if not data.startswith(_START):
        return
    place = len(_START)
    while match := _MARKER.search(data, place):
        marker, place = match[1][0], match.end()
        if marker == END_OF_IMAGE:
            yield JpegSegment(marker, data[place:])
            return
        length = int.from_bytes(data[place : place + 2], "big")
        content = data[place + 2 : place + length]
        place += length
        if length < 2 or place > len(data):
            return
        scan = b""
        if marker == _START_OF_SCAN:
            following = _MARKER.search(data, place)
            end = following.start() if following else len(data)
            scan, place = data[place:end], end
        yield JpegSegment(marker, content, scan)


def strip_jpeg(data: bytes, decides_colours: ProfileTest) -> bytes | None:
    """Return a JPEG without metadata, its scans untouched; None when it is not whole.

    A colour profile stays where it decides how the picture is seen.
    """
    segments = list(iter_jpeg_segments(data))
    if not segments or segments[-1].marker != END_OF_IMAGE:
        return None
    profile = join_profile(segments)
    parts = [_START]
    if any(segment.content.startswith(JFIF) for segment in segments if segment.marker == APP0):
        parts.append(make_jpeg_segment(APP0, _PLAIN_JFIF))
    if profile and decides_colours(profile):
        parts += _split_profile(profile)
    for segment in segments[:-1]:
        if segment.marker in _DECODING:
            parts += (make_jpeg_segment(segment.marker, segment.content), segment.scan)
        elif segment.marker == APP14 and segment.content.startswith(ADOBE):
            parts.append(make_jpeg_segment(APP14, segment.content[:_ADOBE_LENGTH]))
    return b"".join((*parts, bytes((0xFF, END_OF_IMAGE))))


def make_jpeg_segment(marker: int, content: bytes) -> bytes:
    """Return the bytes of a segment."""
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def join_profile(segments: Iterable[JpegSegment]) -> bytes:
    """Return the colour profile of a JPEG (ICC.1, B.4); empty without one."""
    parts = [
        segment.content[len(PROFILE) :]
        for segment in segments
        if segment.marker == APP2 and segment.content.startswith(PROFILE)
    ]
    return b"".join(part[2:] for part in sorted(parts, key=lambda part: part[:1]))


def _split_profile(profile: bytes) -> list[bytes]:
    parts = [
        profile[start : start + _MAX_PROFILE_PART]
        for start in range(0, len(profile), _MAX_PROFILE_PART)
    ]
    return [
        make_jpeg_segment(APP2, PROFILE + bytes((number, len(parts))) + part)
        for number, part in enumerate(parts, 1)
    ]


# --- PNG (W3C Portable Network Graphics, third edition) ---

PNG_START = b"\x89PNG\r\n\x1a\n"
_SHOWN = {
    b"IHDR": 13,
    b"PLTE": None,
    b"tRNS": None,
    b"IDAT": None,
    b"gAMA": 4,
    b"cHRM": 32,
    b"sRGB": 1,
    b"cICP": 4,
    b"mDCV": 24,
    b"cLLI": 8,
}
"""The chunks that decide what is seen, with their length where it is fixed."""
_MAX_PROFILE = 8 << 20
"""Bytes; the largest of printers have 3 MB."""
_PIECE, _MOST_AT_ONCE = 1 << 16, 1 << 20
"""Bytes that are inflated in one go, and that come of it at most: a bomb has 1,000 of each."""
BEHIND_THE_END = b""
"""The type that `iter_png_chunks` gives to what follows the last chunk."""


def iter_png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the type and content of the chunks of a PNG, up to the first damaged one (5.3).

    What lies behind IEND comes last, as BEHIND_THE_END.
    """
    place = len(PNG_START) if data.startswith(PNG_START) else len(data)
    while place + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        content = data[place + 8 : place + 8 + length]
        check = data[place + 8 + length : place + 12 + length]
        if check != struct.pack(">I", zlib.crc32(kind + content)):
            return
        yield kind, content
        place += 12 + length
        if kind == b"IEND":
            if place < len(data):
                yield BEHIND_THE_END, data[place:]
            return


def strip_png(data: bytes, decides_colours: ProfileTest) -> bytes | None:
    """Return a PNG without metadata, its pixels untouched; None when it is not whole.

    It is not either where something lies behind its compressed pixels.
    """
    chunks = list(iter_png_chunks(data))
    if b"IEND" not in [kind for kind, _ in chunks]:
        return None
    if not _is_one_zlib_stream(content for kind, content in chunks if kind == b"IDAT"):
        return None
    parts = [PNG_START]
    for kind, content in chunks:
        if kind in _SHOWN and _SHOWN[kind] in (None, len(content)):
            parts.append(make_png_chunk(kind, content))
        elif kind == b"iCCP":
            profile = read_png_profile(content)
            if profile and decides_colours(profile):
                packed = b"icc\0\0" + zlib.compress(profile)  # its name is free text
                parts.append(make_png_chunk(kind, packed))
    return b"".join((*parts, make_png_chunk(b"IEND", b"")))


def make_png_chunk(kind: bytes, content: bytes) -> bytes:
    """Return the bytes of a chunk."""
    check = zlib.crc32(kind + content)
    return struct.pack(">I4s", len(content), kind) + content + struct.pack(">I", check)


def read_png_profile(content: bytes) -> bytes:
    """Return the colour profile in an iCCP chunk; empty when it is damaged."""
    return inflate(content.partition(b"\0")[2][1:], _MAX_PROFILE)


def inflate(packed: bytes, most: int) -> bytes:
    """Return what a zlib stream holds; empty when it is damaged, or larger than that."""
    stream = zlib.decompressobj()
    try:
        content = stream.decompress(packed, most)
    except zlib.error:
        return b""
    return content if stream.eof else b""


def _is_one_zlib_stream(contents: Iterable[bytes]) -> bool:
    """Return whether contents are one whole zlib stream with nothing behind it."""
    stream = zlib.decompressobj()
    try:
        for content in contents:
            for start in range(0, len(content), _PIECE):
                if stream.eof:
                    return False
                stream.decompress(content[start : start + _PIECE], _MOST_AT_ONCE)
                while stream.unconsumed_tail:
                    stream.decompress(stream.unconsumed_tail, _MOST_AT_ONCE)
    except zlib.error:
        return False
    return stream.eof and not stream.unused_data


# --- the orientation in EXIF (CIPA DC-008, 4.6.4) ---

ORIENTATION = 0x0112
"""The tag with the rotation of the picture."""
_BYTE_ORDERS = {b"II": "<", b"MM": ">"}
_XMP_ORIENTATION = re.compile(rb"""(tiff:Orientation(?:=["']|>))[2-8]""")


def make_upright(metadata: bytes) -> bytes:
    """Return EXIF, in the form of TIFF, or XMP that says that its picture is upright.

    One byte is changed, so that no offset in it is wrong.
    """
    order = _BYTE_ORDERS.get(metadata[:2])
    if order is None:
        return _XMP_ORIENTATION.sub(rb"\g<1>1", metadata)
    upright = bytearray(metadata)
    try:
        (start,) = struct.unpack_from(f"{order}I", metadata, 4)
        (count,) = struct.unpack_from(f"{order}H", metadata, start)
        for entry in range(start + 2, start + 2 + 12 * count, 12):
            if struct.unpack_from(f"{order}H", metadata, entry)[0] == ORIENTATION:
                struct.pack_into(f"{order}H", upright, entry + 8, 1)
    except struct.error:
        return metadata
    return bytes(upright)
