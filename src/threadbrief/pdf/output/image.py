"""A picture as a PDF holds it.

Pictures.py makes it of the bytes of a file, and is loaded where there is one.
"""

from threadbrief.core.structs import Frozen

ORIENTATIONS = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""What the orientations of EXIF 2.3 (4.6.4, tag 0112) make of the unit square, as a PDF matrix."""

Matrix = tuple[float, float, float, float, float, float]


class Image(Frozen, eq=False):
    """An image XObject in the making (ISO 32000-1, 8.9.5)."""

    digest: str
    """Names the picture: the same bytes, the same name."""
    columns: int
    """Pixels in a row of the data, before any turn."""
    rows: int
    channels: int
    """1 for grey or a palette, 3 for RGB."""
    bits: int
    """Per channel."""
    data: bytes
    """Compressed."""
    jpeg: bool
    """Compressed as JPEG; else deflated."""
    png_predictor: bool = False
    """Deflated after the predictors of PNG."""
    palette: bytes = b""
    """RGB triples; empty: the samples are the colours."""
    profile: bytes = b""
    """ICC profile of the colours; empty: they are those of the device, which is sRGB."""
    file: str = ""
    """The name of the file of the picture; empty for one without."""
    sha256: str = ""
    """Of that file, in hexadecimal."""
    orientation: int = 1
    """The orientation of EXIF: 5 to 8 lie on their side."""

    def make_matrix(self, x: float, y: float, width: float, height: float) -> Matrix:
        """Return the matrix that shows the image upright, its lower left corner at x, y."""
        a, b, c, d, e, f = ORIENTATIONS[self.orientation]
        return (a * width, b * height, c * width, d * height, x + e * width, y + f * height)
