"""The bytes of a picture file become a Picture that both writers can embed as it is.

Its pixels and no more: metadata are left out, unless the caller keeps them.

Loaded late by thread.py: most memos have no pictures, and pillow takes 40 ms to import.
"""

import io
import struct
import warnings
from hashlib import sha256

from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageChops,
    ImageCms,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from threadbrief.core import problem_codes as codes
from threadbrief.core.picture_files import (
    APP1,
    APP13,
    COMMENT,
    EXIF,
    ORIENTATION,
    iter_jpeg_segments,
    iter_png_chunks,
    make_jpeg_segment,
    make_png_chunk,
    make_upright,
    strip_jpeg,
    strip_png,
)
from threadbrief.core.problems import Location, Problem, make_brief_error, warning
from threadbrief.core.structs import replace
from threadbrief.model.brief import Media, Ref
from threadbrief.model.document import ImageFormat, Picture

MAX_PIXELS = 50_000_000
"""More than any screen or page shows; a decompression bomb has 10^9 in a few bytes."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a picture is turned, by the orientation of Exif (CIPA DC-008, 4.6.4)."""
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
_DESCRIBING = frozenset([b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"pHYs"])
"""The chunks of a PNG that describe it, and may stand anywhere."""
_SAME_LEVELS = 3
"""Of 255: what profiles of sRGB by different makers differ by."""


def read_picture(data: bytes, file: Ref, *, keep_metadata: bool = False) -> Picture:
    """Return the picture, upright, and as PNG where Word or PDF cannot embed its format.

    Without `keep_metadata` it is nothing but the picture (core/picture_files.py). Raises
    BriefError, at the location of the file's name, when the bytes are no picture, or one with too
    many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = _open_image(data)
            picture = _convert(image, data, keep_metadata=keep_metadata)
            return replace(picture, file=file.key, sha256=sha256(data).hexdigest())
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


def _open_image(data: bytes) -> Image.Image:
    """Return the image in a file, its pixels and EXIF decoded. Raises what Pillow does.

    Of a damaged file that may be anything, from a chunk that is too short to a tag of another type.
    """
    image = Image.open(io.BytesIO(data), formats=_DECODERS)
    if image.width * image.height > MAX_PIXELS:
        raise Image.DecompressionBombError
    try:
        image.load()
        image.getexif()
    except (LookupError, TypeError, struct.error) as fault:
        raise OSError(str(fault)) from None
    return image


def _convert(image: Image.Image, data: bytes, *, keep_metadata: bool) -> Picture:
    """Return the pixels of the file as they are where both writers can embed them, else anew."""
    form = _FORMATS.get(image.format or "")
    is_upright = image.getexif().get(ORIENTATION, 1) == 1
    is_animated = form is ImageFormat.PNG and getattr(image, "is_animated", False)
    if form and is_upright and not is_animated and image.mode in _MODES[form]:
        kept = data if keep_metadata else _strip(data, form, image.mode)
        if kept is not None:
            return Picture(kept, form, image.width, image.height)
    upright = _turn_upright(image)
    if form is ImageFormat.JPEG:
        picture = _encode_jpeg(upright, image)
    else:
        has_alpha = "A" in upright.getbands() or "transparency" in upright.info
        picture = _encode(upright.convert("RGBA" if has_alpha else "RGB"), form=ImageFormat.PNG)
    if form and keep_metadata:
        return replace(picture, data=_carry_metadata(data, picture))
    return picture


def _turn_upright(image: Image.Image) -> Image.Image:
    """Return the pixels as Exif says that they are seen; what else it says is not looked at."""
    turn = _TURNS.get(image.getexif().get(ORIENTATION, 1))
    image.load()
    return image if turn is None else image.transpose(turn)


def _strip(data: bytes, form: ImageFormat, mode: str) -> bytes | None:
    """Return a picture without metadata, its pixels untouched; None for one with other faults."""
    strip = strip_jpeg if form is ImageFormat.JPEG else strip_png
    return strip(data, lambda profile: _decides_colours(profile, mode))


def _encode_jpeg(upright: Image.Image, original: Image.Image) -> Picture:
    """Return a photograph encoded anew as finely as it was, so that little is lost."""
    if isinstance(original, JpegImagePlugin.JpegImageFile) and upright.mode in ("L", "RGB"):
        tables, sampling = original.quantization, JpegImagePlugin.get_sampling(original)
        return _encode(upright, ImageFormat.JPEG, qtables=tables, subsampling=sampling)
    return _encode(upright.convert("RGB"), ImageFormat.JPEG, quality=92)


def _encode(image: Image.Image, form: ImageFormat, **options: object) -> Picture:
    """Return an image as a new file, which has pixels, and a profile that decides their colours."""
    file = io.BytesIO()
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    profile = image.info.get("icc_profile")
    if profile and _decides_colours(profile, image.mode):
        options["icc_profile"] = profile
    clean.save(file, form.name, **options)
    return Picture(file.getvalue(), form, clean.width, clean.height)


def _decides_colours(profile: bytes, mode: str) -> bool:
    """Return whether colours of a profile are others than those of sRGB, which are the default.

    One that is damaged, or for other channels than those of the picture, decides nothing.
    """
    space = "L" if mode in ("1", "L", "LA", "I;16") else "RGB"
    levels = range(0, 256, 51)
    sample = [(red, green, blue) for red in levels for green in levels for blue in levels]
    image = Image.new("RGB", (len(sample), 1))
    image.putdata(sample)
    try:
        seen = ImageCms.profileToProfile(
            image.convert(space),
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return False
    if seen is None:
        return False
    difference = ImageChops.difference(seen, image.convert(space).convert("RGB"))
    return max(difference.tobytes()) > _SAME_LEVELS


def _carry_metadata(original: bytes, picture: Picture) -> bytes:
    """Return a picture that was turned, with the EXIF, XMP, IPTC and texts of its file.

    What they say of its orientation is made true. Data that point to other places of the file
    (previews, further pictures) are left out.
    """
    if picture.format is ImageFormat.JPEG:
        described = [
            make_jpeg_segment(segment.marker, _set_upright(segment.content))
            for segment in iter_jpeg_segments(original)
            if segment.marker in (APP1, APP13, COMMENT)
        ]
        return b"".join((picture.data[:2], *described, picture.data[2:]))
    described = [
        make_png_chunk(kind, make_upright(content))
        for kind, content in iter_png_chunks(original)
        if kind in _DESCRIBING
    ]
    end = picture.data.rindex(b"IEND") - 4
    return b"".join((picture.data[:end], *described, picture.data[end:]))


def _set_upright(content: bytes) -> bytes:
    """Return the content of a JPEG segment, of EXIF or XMP, that says the picture is upright."""
    if content.startswith(EXIF):
        return EXIF + make_upright(content[len(EXIF) :])
    return make_upright(content)
