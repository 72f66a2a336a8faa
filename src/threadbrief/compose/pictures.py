"""The bytes of a picture file become a Picture that both writers can embed as it is.

Loaded late by thread.py: most memos have no pictures, and pillow takes 40 ms to import.
"""

import io
import warnings
from hashlib import sha256

from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Location, Problem, make_brief_error, warning
from threadbrief.model.brief import Media, Ref
from threadbrief.model.document import ImageFormat, Picture

MAX_PIXELS = 50_000_000
"""More than any screen or page shows; a decompression bomb has 10^9 in a few bytes."""
_FORMATS = {"PNG": ImageFormat.PNG, "JPEG": ImageFormat.JPEG, "MPO": ImageFormat.JPEG}
"""Pillow's names of the formats. Some telephones write MPO, which is JPEG with data behind it."""
_DECODERS = tuple(
    plugin.format
    for plugin in (
        PngImagePlugin.PngImageFile,
        JpegImagePlugin.JpegImageFile,
        GifImagePlugin.GifImageFile,
        WebPImagePlugin.WebPImageFile,
        BmpImagePlugin.BmpImageFile,
        TiffImagePlugin.TiffImageFile,
    )
)
"""The formats that are read: Pillow has decoders of many others."""
_MODES = {
    ImageFormat.PNG: ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    ImageFormat.JPEG: ("L", "RGB"),
}
"""The pixel modes, as Pillow names them, that both writers can embed."""
_ORIENTATION = 0x0112
"""The EXIF tag with the rotation of the picture (CIPA DC-008, 4.6.5)."""


def read_picture(data: bytes, file: Ref) -> Picture:
    """Return the picture, upright, and as PNG where Word or PDF cannot embed its format.

    Raises BriefError, at the location of the file's name, when the bytes are no picture, or one
    with too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=_DECODERS)
            _require_size(image)
            return _convert(image, data)
    except Image.DecompressionBombError:
        most = f"{MAX_PIXELS // 1_000_000} million pixels"
        raise make_brief_error(
            codes.PICTURE_TOO_LARGE,
            f'"{file.key}" has more than {most}',
            where=file.where,
            hint=f"save it with fewer than {most}",
        ) from None
    except UnidentifiedImageError:
        raise make_brief_error(
            codes.INVALID_PICTURE,
            f'"{file.key}" is not a picture',
            where=file.where,
            hint="PNG, JPEG, GIF, WebP, BMP and TIFF are read",
        ) from None
    except (OSError, ValueError, SyntaxError, EOFError) as fault:
        raise make_brief_error(
            codes.INVALID_PICTURE, f'"{file.key}" is a damaged picture: {fault}', where=file.where
        ) from None


def make_alt_warning(name: str, where: Location, hint: str) -> Problem:
    """Return the warning about a picture without alternative text."""
    message = f'the picture "{name}" has no words for what it shows'
    return warning(codes.PICTURE_WITHOUT_ALT_TEXT, message, where=where, hint=hint)


def check_digest(data: bytes, media: Media, file: Ref) -> tuple[Problem, ...]:
    """Return a warning when the SHA-256 in the memo is not that of the file."""
    if media.sha256 is None:
        return ()
    digest = sha256(data).hexdigest()
    if media.sha256 == digest:
        return ()
    message = f'"{file.key}" has changed since its fingerprint was taken'
    hint = f"its SHA-256 is now {digest}"
    return (warning(codes.PICTURE_DIGEST_DIFFERS, message, where=file.where, hint=hint),)


def _require_size(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise Image.DecompressionBombError


def _convert(image: Image.Image, data: bytes) -> Picture:
    """Return the file as it is where both writers can embed it, else encoded anew."""
    image.load()
    form = _FORMATS.get(image.format or "")
    is_upright = image.getexif().get(_ORIENTATION, 1) == 1
    is_animated = getattr(image, "is_animated", False)
    if form and is_upright and not is_animated and image.mode in _MODES[form]:
        return Picture(data, form, image.width, image.height)
    upright = ImageOps.exif_transpose(image)
    if form is ImageFormat.JPEG:
        return _encode(upright.convert("RGB"), ImageFormat.JPEG)
    has_alpha = "A" in upright.getbands() or "transparency" in upright.info
    return _encode(upright.convert("RGBA" if has_alpha else "RGB"), ImageFormat.PNG)


def _encode(image: Image.Image, form: ImageFormat) -> Picture:
    """Return an image as a new file, which has pixels only and no metadata."""
    file = io.BytesIO()
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    if form is ImageFormat.JPEG:
        clean.save(file, "JPEG", quality=92)
    else:
        clean.save(file, "PNG")
    return Picture(file.getvalue(), form, clean.width, clean.height)
