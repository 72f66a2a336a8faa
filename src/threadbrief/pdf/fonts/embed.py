"""Writes faces as font objects: Type0 with Identity-H, a subset of the glyphs, and a ToUnicode.

ISO 32000-1, 9.7 (composite fonts), 9.8 (descriptors), 9.10 (text extraction). The CID of a glyph is
its number in the font file, so that a word that is shaped once has the same bytes everywhere.
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

import uharfbuzz as hb
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, error
from threadbrief.pdf.fonts.discovery import read_font_name
from threadbrief.pdf.fonts.fallback import FontFace
from threadbrief.pdf.fonts.subset import CompositeGlyph, append_composites, subset_font

_SERIF, _SYMBOLIC, _ITALIC = 1 << 1, 1 << 2, 1 << 6
"""Flags of a font descriptor (ISO 32000-1, table 123)."""


class PdfStream(PDFObject):  # type: ignore[misc]  # ReportLab has no types
    """A deflated stream, with the line ends that ISO 19005-3, 6.1.7.1 asks for."""

    __RefOnly__ = 1

    def __init__(self, data: bytes, entries: str = "") -> None:
        self._data = zlib.compress(data, 9)
        self._entries = entries.encode("ascii")

    def format(self, _document: PDFDocument) -> bytes:
        """Return the object as it is written to the file."""
        head = b"<</Length %d/Filter/FlateDecode%s>>" % (len(self._data), self._entries)
        return b"%s\nstream\n%s\nendstream\n" % (head, self._data)


class PdfDictionary(PDFObject):  # type: ignore[misc]  # ReportLab has no types
    """A dictionary given as its source, with names in braces where it refers to other objects."""

    __RefOnly__ = 1

    def __init__(self, source: str, **references: PDFObject) -> None:
        self._source = source
        self._references = references

    def format(self, document: PDFDocument) -> bytes:
        """Return the object as it is written to the file."""
        numbers = {
            name: ref.format(document).decode("ascii") for name, ref in self._references.items()
        }
        return re.sub(r"\{(\w+)\}", lambda name: numbers[name[1]], self._source).encode("latin-1")


def embed_faces(document: PDFDocument, faces: Iterable[FontFace]) -> None:
    """Add a font object for each face, under its resource name, with the glyphs used so far."""
    for face in faces:
        name = face.resource
        try:
            data, places = _make_font_program(face)
        except ValueError as fault:
            hint = "take it out of the folder of fonts, or get a sound copy"
            message = (
                f"the font {Path(face.path).name} is damaged: it cannot be written into the PDF"
            )
            raise BriefError([error(codes.DAMAGED_FONT, message, hint=hint)]) from fault
        base = f"{_make_subset_tag(data)}+{make_postscript_name(face)}"
        descriptor = document.Reference(
            _make_font_descriptor(document, face, base, data), f"{name}descriptor"
        )
        references = {"descriptor": descriptor}
        cff = face.is_cff
        if not cff:
            references["map"] = document.Reference(
                PdfStream(_make_cid_to_gid_map(places)), f"{name}map"
            )
        source = (
            f"<</Type/Font/Subtype/CIDFontType{0 if cff else 2}/BaseFont/{base}"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            f"/FontDescriptor {{descriptor}}/DW 1000/W[{_format_widths(face)}]"
            f"{'' if cff else '/CIDToGIDMap {map}'}>>"
        )
        descendant = document.Reference(PdfDictionary(source, **references), f"{name}descendant")
        unicode = document.Reference(
            PdfStream(make_to_unicode_cmap(_map_to_unicode(face), 4)), f"{name}unicode"
        )
        source = (
            f"<</Type/Font/Subtype/Type0/BaseFont/{base}/Encoding/Identity-H"
            "/DescendantFonts[{descendant}]"
        )
        font = PdfDictionary(
            f"{source}/ToUnicode {{unicode}}>>", descendant=descendant, unicode=unicode
        )
        add_font(document, name, font)


def _make_font_program(face: FontFace) -> tuple[bytes, dict[int, int]]:
    """Return the font program, and where in it each code has its glyph."""
    parts = (
        glyph for composite in face.composites.values() for glyph, _, _ in composite.components
    )
    data, glyph_of = subset_font(face.hb_face, face.axes, (*face.used.values(), *parts))
    places = {code: glyph_of[glyph] for code, glyph in face.used.items()}
    if face.composites:
        own = hb.Face(hb.Blob(data)).glyph_count
        added = dict.fromkeys(face.composites.values())
        data = append_composites(data, list(added), glyph_of, face.font)
        place_of = {composite: own + place for place, composite in enumerate(added)}
        places |= {code: place_of[composite] for code, composite in face.composites.items()}
    return data, places


def add_font(document: PDFDocument, name: str, font: PDFObject) -> None:
    """Put a font under its resource name into the dictionary that every page shares."""
    document.idToObject["BasicFonts"].dict[name] = document.Reference(font, f"{name}font")


def make_postscript_name(face: FontFace) -> str:
    """Return the PostScript name of a face, with weight and size where the file has several."""
    name = read_font_name(face.hb_face, hb.OTNameIdPredefined.POSTSCRIPT_NAME) or "Font"
    axes = "".join(f"-{tag}{value:g}" for tag, value in face.axes if tag in {"wght", "opsz"})
    return re.sub(r"[^A-Za-z0-9-]", "", name.replace(".", "")) + axes.replace(".", "p")


def make_to_unicode_cmap(to_unicode: Mapping[int, str], digits: int) -> bytes:
    """Return the ToUnicode CMap of codes with so many hexadecimal digits (ISO 32000-1, 9.10.3)."""
    rows = [
        f"<{code:0{digits}X}> <{text.encode('utf-16-be').hex().upper()}>"
        for code, text in sorted(to_unicode.items())
    ]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    body = "\n".join(
        f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<{'0' * digits}> <{'F' * digits}>\nendcodespacerange\n{body}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def _map_to_unicode(face: FontFace) -> dict[int, str]:
    """Return the text of each code that is used; every one has some (ISO 19005-3, 6.2.11.7.2)."""
    return {code: face.to_unicode[code] for code in (*face.used, *face.composites)}


def _make_cid_to_gid_map(places: Mapping[int, int]) -> bytes:
    table = [0] * (max(places, default=0) + 1)
    for code, place in places.items():
        table[code] = place
    return struct.pack(f">{len(table)}H", *table)


def _format_widths(face: FontFace) -> str:
    """Return the W array without its brackets: runs of neighbouring glyphs with their widths."""
    widths = {code: face.get_advance(glyph) for code, glyph in face.used.items()}
    widths |= {code: composite.advance * face.scale for code, composite in face.composites.items()}
    out = []
    for _, run in groupby(enumerate(sorted(widths)), key=lambda pair: pair[1] - pair[0]):
        members = [code for _, code in run]
        out.append(f"{members[0]}[{' '.join(f'{widths[code]:.6g}' for code in members)}]")
    return " ".join(out)


def _make_subset_tag(data: bytes) -> str:
    """Return the tag of a subset, six letters, from its content (ISO 32000-1, 9.6.4)."""
    number = int.from_bytes(hashlib.sha256(data).digest()[:8], "big")
    return "".join(chr(ord("A") + number // 26**place % 26) for place in range(6))


def _make_font_descriptor(
    document: PDFDocument, face: FontFace, base: str, data: bytes
) -> PdfDictionary:
    if face.is_cff:
        file, key = PdfStream(data, "/Subtype/CIDFontType0C"), "FontFile3"
    else:
        file, key = PdfStream(data, f"/Length1 {len(data)}"), "FontFile2"
    extents = face.font.get_font_extents("ltr")
    tags = hb.OTMetricsTag
    cap_height = face.font.get_metric_position_with_fallback(tags.CAP_HEIGHT) * face.scale
    weight = dict(face.axes).get("wght", face.font.get_style_value(hb.StyleTag.WEIGHT))
    angle = face.font.get_style_value(hb.StyleTag.SLANT_ANGLE)
    flags = _SYMBOLIC
    if angle:
        flags |= _ITALIC
    if "serif" in base.lower():
        flags |= _SERIF
    source = (
        f"<</Type/FontDescriptor/FontName/{base}/Flags {flags}"
        f"/FontBBox[{_measure_font_box(face)}]/ItalicAngle {angle:.4g}"
        f"/Ascent {extents.ascender * face.scale:.0f}/Descent {extents.descender * face.scale:.0f}"
        f"/CapHeight {cap_height:.0f}/StemV {10 + 220 * (weight - 50) / 900:.0f}/{key} {{file}}>>"
    )
    return PdfDictionary(source, file=document.Reference(file, f"{face.resource}file"))


def _measure_font_box(face: FontFace) -> str:
    """Return the box that holds every glyph used, in thousandths of the size."""
    alone = (CompositeGlyph(((glyph, 0, 0),), 0) for glyph in sorted(set(face.used.values())))
    shown = (*alone, *face.composites.values())
    boxes = list(filter(None, [composite.measure_bounds(face.font) for composite in shown]))
    if not boxes:
        return "0 0 0 0"
    left, bottom, right, top = zip(*boxes, strict=True)
    return " ".join(
        f"{edge * face.scale:.0f}" for edge in (min(left), min(bottom), max(right), max(top))
    )
