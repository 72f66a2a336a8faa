"""Subsets fonts, and adds clusters of glyphs to a font program as composite glyphs.

A letter with its marks, or a syllable, is then shown by one code with the whole text for every
reader: some pass over ActualText, and others fail at marks that are raised, or left of where they
are drawn. HarfBuzz makes the subset, at one instance.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

import uharfbuzz as hb

from threadbrief.core.structs import Frozen

_ARG_1_AND_2_ARE_WORDS, _ARGS_ARE_XY_VALUES, _MORE_COMPONENTS = 0x0001, 0x0002, 0x0020
"""Flags of a component: its arguments are 16 bits wide, they are a shift, another component
follows."""
MIN_OFFSET, MAX_OFFSET, MAX_ADVANCE = -0x8000, 0x7FFF, 0xFFFF
"""Bounds of a shift and of an advance."""
_CHECKSUM_MAGIC = 0xB1B0AFBA
"""What the sum of a font and its adjustment make (OpenType, head.checksumAdjustment)."""

Component = tuple[int, int, int]
"""A glyph, and how far it is moved to the right and up, in units of the font."""


class CompositeGlyph(Frozen):
    """Glyphs that are shown as one."""

    components: tuple[Component, ...]
    advance: int
    """In units of the font."""

    @property
    def fits_in_font(self) -> bool:
        """Whether a font can hold it."""
        shifts = [shift for _, *both in self.components for shift in both]
        return 0 <= self.advance <= MAX_ADVANCE and all(
            MIN_OFFSET <= shift <= MAX_OFFSET for shift in shifts
        )

    def measure_bounds(self, font: hb.Font) -> tuple[int, int, int, int] | None:
        """Return its left, bottom, right and top edge in units of the font.

        None: it has no outline.
        """
        extents = [(font.get_glyph_extents(glyph), x, y) for glyph, x, y in self.components]
        boxes = [(box, x, y) for box, x, y in extents if box and box.width]
        if not boxes:
            return None
        left, top = (
            min(b.x_bearing + x for b, x, _ in boxes),
            max(b.y_bearing + y for b, _, y in boxes),
        )
        right = max(b.x_bearing + b.width + x for b, x, _ in boxes)
        return left, min(b.y_bearing + b.height + y for b, _, y in boxes), right, top


def append_composites(
    program: bytes, added: Sequence[CompositeGlyph], glyph_of: Mapping[int, int], font: hb.Font
) -> bytes:
    """Return a TrueType font program with composites behind its own glyphs, in their order.

    `glyph_of` has the place in the program of each glyph of the font, and `font` its outlines.
    Raises ValueError when the program is damaged.
    """
    try:
        return _extend_program(program, added, glyph_of, font)
    except (KeyError, IndexError, struct.error) as fault:
        raise ValueError(f"the font program lacks something: {fault}") from fault


def _extend_program(
    program: bytes, added: Sequence[CompositeGlyph], glyph_of: Mapping[int, int], font: hb.Font
) -> bytes:
    face = hb.Face(hb.Blob(program))
    tables = {tag: bytearray(face.reference_table(tag).data) for tag in face.table_tags}
    count = face.glyph_count
    outlines = [_make_outline(composite, glyph_of, font) for composite in added]
    long = bool(tables["head"][51])
    if long:
        ends = list(struct.unpack(f">{count + 1}I", tables["loca"][: (count + 1) * 4]))
    else:  # halved offsets
        offsets = struct.unpack(f">{count + 1}H", tables["loca"][: (count + 1) * 2])
        ends = [offset * 2 for offset in offsets]
    del tables["glyf"][ends[-1] :]
    tables["glyf"] += b"".join(outlines)
    ends += list(accumulate(map(len, outlines), initial=ends[-1]))[1:]
    tables["loca"] = bytearray(struct.pack(f">{len(ends)}I", *ends))
    tables["head"][50:52] = b"\0\1"
    tables["hmtx"] = _make_metrics(tables, count, added, outlines)
    tables["hhea"][34:36] = struct.pack(">H", count + len(added))
    _raise_limits(tables["maxp"], count, added)
    return _make_font_file(tables)


def _make_outline(composite: CompositeGlyph, glyph_of: Mapping[int, int], font: hb.Font) -> bytes:
    """Return an entry of the table glyf; empty when nothing is seen."""
    box = composite.measure_bounds(font)
    if box is None:
        return b""
    seen = [
        part
        for part in composite.components
        if (extents := font.get_glyph_extents(part[0])) and extents.width
    ]
    components = [
        struct.pack(
            ">HHhh",
            _ARG_1_AND_2_ARE_WORDS
            | _ARGS_ARE_XY_VALUES
            | (_MORE_COMPONENTS if place < len(seen) else 0),
            glyph_of[glyph],
            x,
            y,
        )
        for place, (glyph, x, y) in enumerate(seen, 1)
    ]
    edges = [min(max(edge, MIN_OFFSET), MAX_OFFSET) for edge in box]
    entry = struct.pack(">hhhhh", -1, *edges) + b"".join(components)
    return entry + bytes(-len(entry) % 4)


def _make_metrics(
    tables: Mapping[str, bytearray],
    count: int,
    added: Iterable[CompositeGlyph],
    outlines: Iterable[bytes],
) -> bytearray:
    """Return the table hmtx with a full entry for every glyph."""
    full = int.from_bytes(tables["hhea"][34:36], "big")
    old = tables["hmtx"]
    last = old[4 * full - 4 : 4 * full - 2]
    bearings = old[4 * full :]
    table = old[: 4 * full]
    for place in range(count - full):
        table += last + bearings[2 * place : 2 * place + 2].ljust(2, b"\0")
    for composite, outline in zip(added, outlines, strict=True):
        table += struct.pack(">H", composite.advance) + (outline[2:4] or b"\0\0")
    return table


def _raise_limits(maxp: bytearray, count: int, added: Sequence[CompositeGlyph]) -> None:
    """Set how many glyphs there are, and the size of the largest one (OpenType, maxp)."""
    points, contours, composite_points, composite_contours = struct.unpack(">4H", maxp[6:14])
    components, depth = struct.unpack(">2H", maxp[28:32])
    most = max(len(composite.components) for composite in added)
    maxp[4:6] = struct.pack(">H", count + len(added))
    larger = (max(points, composite_points) * most, max(contours, composite_contours) * most)
    maxp[10:14] = struct.pack(">2H", *(min(limit, MAX_ADVANCE) for limit in larger))
    maxp[28:32] = struct.pack(">2H", max(components, most), depth + 1)


def _make_font_file(tables: Mapping[str, bytearray]) -> bytes:
    """Return a font file (OpenType, table directory)."""
    power = len(tables).bit_length() - 1
    head = struct.pack(
        ">4s4H", b"\0\1\0\0", len(tables), 16 << power, power, 16 * (len(tables) - (1 << power))
    )
    tables["head"][8:12] = bytes(4)
    place = len(head) + 16 * len(tables)
    directory, places, body = bytearray(head), {}, bytearray()
    for tag in sorted(tables):
        padded = bytes(tables[tag]) + bytes(-len(tables[tag]) % 4)
        places[tag] = place + len(body)
        directory += struct.pack(
            ">4s3I", tag.encode("ascii"), _checksum(padded), places[tag], len(tables[tag])
        )
        body += padded
    font = directory + body
    at = places["head"] + 8
    font[at : at + 4] = struct.pack(">I", (_CHECKSUM_MAGIC - _checksum(bytes(font))) % (1 << 32))
    return bytes(font)


def _checksum(data: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(data) // 4}I", data)
    return sum(words) % (1 << 32)


_DROPPED_TABLES = (
    *(
        "GSUB",
        "GPOS",
        "GDEF",
        "BASE",
        "JSTF",
        "MATH",
        "kern",
        "name",
        "DSIG",
        "STAT",
        "cmap",
        "gasp",
        "meta",
        "FFTM",
    ),
    *(
        "vhea",
        "vmtx",
        "VORG",
        "COLR",
        "CPAL",
        "SVG ",
        "CBDT",
        "CBLC",
        "sbix",
        "EBDT",
        "EBLC",
        "hdmx",
        "VDMX",
        "LTSH",
    ),
    "PCLT",
)
"""Tables that a PDF reader does not look at (ISO 32000-1, table 126)."""


def subset_font(
    face: hb.Face, axes: Iterable[tuple[str, float]], glyphs: Iterable[int]
) -> tuple[bytes, Mapping[int, int]]:
    """Return the font program with some glyphs, and the place of each of them in it.

    PostScript outlines come as a bare CFF table in which glyphs keep their numbers. Raises
    ValueError when the font is damaged.
    """
    cff = "glyf" not in face.table_tags
    wanted = hb.SubsetInput()
    kept = {0, *glyphs}
    wanted.glyph_set.update(sorted(kept))
    wanted.flags = (
        hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.NO_HINTING
    )
    if cff:
        wanted.flags |= hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.CFF_IDENTITY_CHARSET
        wanted.flags |= hb.SubsetFlags.DOWNGRADE_CFF2
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _DROPPED_TABLES)
    for tag, value in axes:
        wanted.pin_axis_location(face, tag, value)
    try:
        plan = hb.SubsetPlan(face, wanted)
        font = plan.execute()
    except (RuntimeError, hb.HarfBuzzError) as fault:
        raise ValueError(str(fault)) from fault
    data = bytes(font.reference_table("CFF ").data if cff else font.blob.data)
    if not data:
        raise ValueError("no outlines")
    places = dict(plan.old_to_new_glyph_mapping)
    if not kept <= places.keys():
        raise ValueError("glyphs that the font does not have")
    return data, places
