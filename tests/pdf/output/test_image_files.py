"""Pictures go into the PDF so that PDFium shows what Pillow shows."""

import io
import struct
import zlib
from datetime import UTC, datetime

import pypdfium2
import pytest
from PIL import Image as Pillow
from PIL import ImageChops

from threadbrief.model.document import (
    Document,
    Figure,
    ImageFormat,
    Picture,
    Properties,
    RunningHeads,
)
from threadbrief.pdf import write_pdf
from threadbrief.pdf.output.image_files import PictureError, read_picture
from threadbrief.templates.loading import load_template

MEMO = load_template("memo")
SIZE = (48, 32)


def drawn(mode: str = "RGB") -> Pillow.Image:
    """Four quarters of different colours, the last two see-through where the mode can."""
    image = Pillow.new("RGBA", SIZE, (200, 30, 30, 255))
    image.paste((30, 30, 200, 255), (24, 0, 48, 16))
    image.paste((30, 160, 60, 128), (0, 16, 24, 32))
    image.paste((0, 0, 0, 0), (24, 16, 48, 32))
    return (
        image.convert("RGB").convert(mode, dither=Pillow.Dither.NONE)
        if mode in ("P", "1")
        else image.convert(mode)
    )


def saved(image: Pillow.Image, kind: str = "PNG", **options: object) -> bytes:
    data = io.BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


def png(data: bytes, size: tuple[int, int] = SIZE) -> Picture:
    return Picture(data, ImageFormat.PNG, *size)


def jpeg(data: bytes, size: tuple[int, int] = SIZE) -> Picture:
    return Picture(data, ImageFormat.JPEG, *size)


def shown(picture: Picture) -> Pillow.Image:
    """The picture as PDFium draws it, one pixel a pixel."""
    properties = Properties("a", "b", "en", datetime(2031, 3, 14, tzinfo=UTC))
    done = write_pdf(Document(properties, RunningHeads(), (Figure(picture, "a"),)), MEMO)
    assert done.problems == ()
    page = pypdfium2.PdfDocument(done.data)[0]
    look = MEMO.look.page
    scale = 4 / 3  # 96 pixels an inch
    image = page.render(scale=scale).to_pil().convert("RGB")
    left, top = round(look.left * scale), round(look.top * scale)
    return image.crop((left, top, left + picture.width, top + picture.height))


def on_white(image: Pillow.Image) -> Pillow.Image:
    layer = image.convert("RGBA")
    page = Pillow.new("RGB", layer.size, "white")
    page.paste(layer, mask=layer.getchannel("A"))
    return page


def same(one: Pillow.Image, other: Pillow.Image, tolerance: int = 24) -> bool:
    """Whether two pictures agree but for the seams between their quarters."""
    difference = ImageChops.difference(one, other).convert("L")
    quarters = [
        (x, y, x + one.width // 2 - 6, y + one.height // 2 - 6)
        for x in (3, one.width // 2 + 3)
        for y in (3, one.height // 2 + 3)
    ]
    return all(difference.crop(box).getextrema()[1] <= tolerance for box in quarters)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1"])
def test_a_png_looks_as_it_should(mode: str) -> None:
    image = drawn(mode)
    assert same(shown(png(saved(image))), on_white(image))


def test_a_png_with_a_transparent_colour_is_flattened_on_white() -> None:
    image = drawn().quantize(4)
    data = saved(image, transparency=image.getpixel((40, 28)))
    assert same(shown(png(data)), on_white(Pillow.open(io.BytesIO(data))))


def test_a_png_of_sixteen_bits_keeps_its_greys() -> None:
    image = Pillow.new("I;16", SIZE, 0x8000)
    assert same(shown(png(saved(image))), Pillow.new("RGB", SIZE, (128, 128, 128)))


def test_an_interlaced_png_is_decoded() -> None:
    data = _interlaced()
    assert same(shown(png(data, (32, 32))), Pillow.open(io.BytesIO(data)).convert("RGB"))


def test_a_png_without_alpha_keeps_its_own_rows() -> None:
    image = read_picture(png(saved(drawn())))
    assert image.png_predictor
    assert image.data in saved(drawn())


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_jpeg_looks_as_it_should(mode: str) -> None:
    data = saved(drawn("RGB").convert(mode), "JPEG", quality=95, subsampling=0)
    image = read_picture(jpeg(data))
    assert image.jpeg is (mode != "CMYK")
    assert (image.data == data) is (mode != "CMYK")
    assert same(shown(jpeg(data)), Pillow.open(io.BytesIO(data)).convert("RGB"))


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photograph_is_turned_as_its_camera_was(turn: int) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = turn
    data = saved(drawn("RGB"), "JPEG", quality=95, subsampling=0, exif=exif)
    upright = Pillow.open(io.BytesIO(data)).convert("RGB")
    turns = {
        2: Pillow.Transpose.FLIP_LEFT_RIGHT,
        3: Pillow.Transpose.ROTATE_180,
        4: Pillow.Transpose.FLIP_TOP_BOTTOM,
        5: Pillow.Transpose.TRANSPOSE,
        6: Pillow.Transpose.ROTATE_270,
        7: Pillow.Transpose.TRANSVERSE,
        8: Pillow.Transpose.ROTATE_90,
    }
    if turn in turns:
        upright = upright.transpose(turns[turn])
    assert same(shown(jpeg(data, upright.size)), upright)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a" + b"\0" * 20,
        saved(drawn())[:60],
        saved(drawn())[:-40] + b"\0" * 40,
        saved(drawn()).replace(b"IHDR", b"IHDX"),
    ],
    ids=["nothing", "only a signature", "another format", "cut short", "overwritten", "no header"],
)
def test_a_damaged_png_is_refused(data: bytes) -> None:
    with pytest.raises(PictureError, match="damaged"):
        read_picture(png(data))


@pytest.mark.parametrize("end", [0, 2, 100, 400])
def test_a_jpeg_cut_short_is_refused(end: int) -> None:
    with pytest.raises(PictureError, match="damaged"):
        read_picture(jpeg(saved(drawn("RGB"), "JPEG")[:end]))


@pytest.mark.parametrize("colour_type", [2, 6], ids=["RGB", "with alpha"])
def test_a_picture_of_too_many_pixels_is_never_decoded(colour_type: int) -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, colour_type, 0, 0, 0)
    data = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
    with pytest.raises(PictureError, match="60000 × 60000 pixels"):
        read_picture(png(data, (60_000, 60_000)))


def test_rows_that_go_on_for_ever_are_not_inflated() -> None:
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 0, 0, 0, 0))
    data += chunk(b"IDAT", zlib.compress(bytes(50_000_000))) + chunk(b"IEND", b"")
    assert not read_picture(png(data, (4, 4))).png_predictor


def chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def _interlaced() -> bytes:
    """A grey gradient of 32 × 32 in the seven passes of Adam7 (PNG, 8.1)."""
    rows = bytearray()
    for x0, y0, dx, dy in [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ]:
        for y in range(y0, 32, dy):
            rows += b"\0" + bytes(100 + x + y for x in range(x0, 32, dx))
    header = struct.pack(">IIBBBBB", 32, 32, 8, 0, 0, 0, 1)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(rows)))
        + chunk(b"IEND", b"")
    )
