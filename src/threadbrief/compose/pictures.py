"""The bytes of a picture file become a Picture that both writers can embed as it is."""

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
from threadbrief.core.problems import BriefError, Problem, error, warning
from threadbrief.model.brief import Media, Ref
from threadbrief.model.document import ImageFormat, Picture

MAX_PIXELS = 50_000_000
"""More than any screen or page shows; a bomb has 10^9 in a few bytes."""
_KEPT = {"PNG": ImageFormat.PNG, "JPEG": ImageFormat.JPEG, "MPO": ImageFormat.JPEG}
"""What Pillow calls them; the photographs of some telephones are MPO, which is JPEG with more behind it."""
_READ = tuple(
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
_MODES = {
    ImageFormat.PNG: ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    ImageFormat.JPEG: ("L", "RGB"),
}
_ORIENTATION = 0x0112
"""The EXIF tag that says how the picture is to be turned (CIPA DC-008, 4.6.5)."""


def read_picture(data: bytes, file: Ref) -> Picture:
    """Return the picture; formats that Word or PDF do not take become PNG, turned ones are set upright.

    Raises BriefError, at the place of the file's name, when the bytes are no picture or too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=_READ)
            return _keep_file(_require_size(image), data)
    except Image.DecompressionBombError:
        most = f"{MAX_PIXELS // 1_000_000} million pixels"
        hint = f"save it with fewer than {most}"
        raise BriefError(
            [error(codes.PICTURE_TOO_LARGE, f'"{file.key}" has more than {most}', file.where, hint)]
        ) from None
    except UnidentifiedImageError:
        hint = "PNG, JPEG, GIF, WebP, BMP and TIFF are read"
        raise BriefError(
            [error(codes.INVALID_PICTURE, f'"{file.key}" is not a picture', file.where, hint)]
        ) from None
    except (OSError, ValueError, SyntaxError, EOFError) as fault:
        raise BriefError(
            [
                error(
                    codes.INVALID_PICTURE, f'"{file.key}" is a damaged picture: {fault}', file.where
                )
            ]
        ) from None


def check_digest(data: bytes, media: Media, file: Ref) -> tuple[Problem, ...]:
    """Return what is to be said when the memo gives a fingerprint that is not the file's."""
    if media.sha256 is None or media.sha256 == sha256(data).hexdigest():
        return ()
    hint = f"its SHA-256 is now {sha256(data).hexdigest()}"
    return (
        warning(
            codes.PICTURE_DIGEST_DIFFERS,
            f'"{file.key}" has changed since its fingerprint was taken',
            file.where,
            hint,
        ),
    )


def _require_size(image: Image.Image) -> Image.Image:
    if image.width * image.height > MAX_PIXELS:
        raise Image.DecompressionBombError
    return image


def _keep_file(image: Image.Image, data: bytes) -> Picture:
    image.load()
    kept = _KEPT.get(image.format or "")
    turned = image.getexif().get(_ORIENTATION, 1) != 1
    if (
        kept
        and not turned
        and image.mode in _MODES[kept]
        and not getattr(image, "is_animated", False)
    ):
        return Picture(data, kept, image.width, image.height)
    upright = ImageOps.exif_transpose(image)
    if kept is ImageFormat.JPEG:
        return _reencode(upright.convert("RGB"), ImageFormat.JPEG)
    keeps_alpha = "A" in upright.getbands() or "transparency" in upright.info
    return _reencode(upright.convert("RGBA" if keeps_alpha else "RGB"), ImageFormat.PNG)


def _reencode(image: Image.Image, form: ImageFormat) -> Picture:
    out = io.BytesIO()
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    if form is ImageFormat.JPEG:
        clean.save(out, "JPEG", quality=92)
    else:
        clean.save(out, "PNG")
    return Picture(out.getvalue(), form, clean.width, clean.height)
