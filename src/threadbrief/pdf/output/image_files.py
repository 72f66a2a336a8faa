"""Convert picture files to images of a PDF: a JPEG as it is, a PNG without transparency.

A PNG without alpha keeps its own deflated rows, since a PDF knows the same predictors (ISO 32000-1,
7.4.4.4); any other picture is decoded and deflated again. Nothing is ever decoded that is larger
than MAX_PIXELS.
"""

import io
import struct
import zlib
from hashlib import sha256

from PIL import Image as Pillow
from PIL import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from threadbrief.core.picture_files import ORIENTATION, iter_png_chunks, read_png_profile
from threadbrief.core.structs import replace
from threadbrief.model.document import ImageFormat, Picture
from threadbrief.pdf.output.image import ORIENTATIONS, Image

MAX_PIXELS = 100_000_000
"""Of one picture: 300 MB when decoded, more than any camera or screen makes."""
_CHANNELS = {0: 1, 2: 3, 3: 1}
"""By the colour type of a PNG, for those without alpha (PNG, 11.2.2)."""
_PROFILE_CLASSES = (b"scnr", b"mntr", b"prtr", b"spac")
_PROFILE_SPACES = {1: b"GRAY", 3: b"RGB "}
"""By channels."""
_END_OF_JPEG = b"\xff\xd9"
_DECODE_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
    OverflowError,
    MemoryError,
)


class PictureError(ValueError):
    """A picture that cannot be shown; the message says why, in one clause."""


def read_picture(picture: Picture) -> Image:
    """Return the image.

    Raises PictureError when the bytes are no picture, or one too large to decode.
    """
    digest = sha256(picture.data).hexdigest()
    try:
        image = _read_data(picture, digest)
        return replace(image, file=picture.file, sha256=picture.sha256 or digest)
    except PictureError:
        raise
    except (*_DECODE_ERRORS, struct.error, zlib.error) as fault:
        raise PictureError("the picture is damaged") from fault


def _read_data(picture: Picture, digest: str) -> Image:
    if picture.format is ImageFormat.JPEG:
        return _read_jpeg(picture.data, digest)
    return _pass_png_through(picture.data, digest) or _decode_image(
        _open_image(PngImageFile, picture.data), digest
    )


_PIXELS_AT_A_TIME = 1 << 20
"""That are converted; a megapixel takes 12 MB in all its forms."""


def _open_image(kind: type[ImageFile.ImageFile], data: bytes) -> ImageFile.ImageFile:
    # The class itself, not Image.open: the format is known, and the limit is ours.
    image = kind(io.BytesIO(data))
    if image.width * image.height > MAX_PIXELS:
        raise PictureError(
            f"the picture has {image.width} × {image.height} pixels, more than {MAX_PIXELS:,}"
        )
    return image


def _read_orientation(image: Pillow.Image) -> int:
    turn: int = image.getexif().get(ORIENTATION, 1)
    if turn in ORIENTATIONS:
        return turn
    return 1


def _read_jpeg(data: bytes, digest: str) -> Image:
    image = _open_image(JpegImageFile, data)
    channels = {"L": 1, "RGB": 3}.get(image.mode)
    if channels is None or _END_OF_JPEG not in data[-1024:]:
        return _decode_image(image, digest)
    return Image(
        digest,
        image.width,
        image.height,
        channels,
        8,
        data,
        jpeg=True,
        profile=_read_profile(image, channels),
        orientation=_read_orientation(image),
    )


def _decode_image(image: Pillow.Image, digest: str) -> Image:
    """Return the picture decoded: grey or RGB, flattened on white.

    It is converted some rows at a time: all at once would take five times the memory.
    """
    image.load()
    compressor = zlib.compressobj()
    packed: list[bytes] = []
    channels = 1
    rows = max(1, _PIXELS_AT_A_TIME // image.width)
    for top in range(0, image.height, rows):
        bottom = min(top + rows, image.height)
        strip = _flatten(image.crop((0, top, image.width, bottom)))
        channels = len(strip.getbands())
        packed.append(compressor.compress(strip.tobytes()))
    packed.append(compressor.flush())
    return Image(
        digest,
        image.width,
        image.height,
        channels,
        8,
        b"".join(packed),
        jpeg=False,
        profile=_read_profile(image, channels),
        orientation=_read_orientation(image),
    )


def _flatten(image: Pillow.Image) -> Pillow.Image:
    """Return pixels in grey or RGB, on white."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        flat = Pillow.new("RGB", layer.size, "white")
        flat.paste(layer, mask=layer.getchannel("A"))
        return flat
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode == "1":
        return image.convert("L")
    if image.mode not in ("L", "RGB"):
        return image.convert("RGB")
    return image


def _read_profile(image: Pillow.Image, channels: int) -> bytes:
    return _choose_profile(image.info.get("icc_profile") or b"", channels)


def _choose_profile(profile: bytes, channels: int) -> bytes:
    """Return a colour profile where a PDF can hold it for so many channels, else nothing.

    Its version, class and space are in its header (ICC.1:2010, 7.2; ISO 32000-1, 8.6.5.5).
    """
    fits = (
        profile[8:9] in (b"\2", b"\4")
        and profile[12:16] in _PROFILE_CLASSES
        and profile[16:20] == _PROFILE_SPACES[channels]
        and profile[36:40] == b"acsp"
    )
    return profile if fits else b""


def _pass_png_through(data: bytes, digest: str) -> Image | None:
    """Return a PNG with its own rows.

    None when they are interlaced, transparent, turned or not what they should be.
    """
    chunks = list(iter_png_chunks(data))
    kinds = {kind for kind, _ in chunks}
    if (
        not chunks
        or chunks[0][0] != b"IHDR"
        or len(chunks[0][1]) != 13
        or kinds & {b"tRNS", b"eXIf"}
    ):
        return None
    columns, lines, bits, colour, *_, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if colour == 3:
        palette = b"".join(content for kind, content in chunks if kind == b"PLTE")
    else:
        palette = b""
    if colour not in _CHANNELS or interlaced or not columns * lines or columns * lines > MAX_PIXELS:
        return None
    if colour == 3 and (not palette or len(palette) % 3):
        return None
    channels = _CHANNELS[colour]
    rows = b"".join(content for kind, content in chunks if kind == b"IDAT")
    expected = lines * (1 + (columns * channels * bits + 7) // 8)
    if not _has_inflated_size(rows, expected):
        return None
    image = Image(digest, columns, lines, channels, bits, rows, jpeg=False, png_predictor=True)
    # The colours of a palette are RGB, whatever a sample is.
    space = 3 if palette else channels
    packed = next((content for kind, content in chunks if kind == b"iCCP"), b"")
    profile = _choose_profile(read_png_profile(packed), space)
    return replace(image, palette=palette, profile=profile)


def _has_inflated_size(packed: bytes, length: int) -> bool:
    inflate = zlib.decompressobj()
    size = len(inflate.decompress(packed, 1 << 20))
    while inflate.unconsumed_tail and size <= length:
        size += len(inflate.decompress(inflate.unconsumed_tail, 1 << 20))
    return size == length and inflate.eof and not inflate.unused_data
