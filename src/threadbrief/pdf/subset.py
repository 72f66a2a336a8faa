"""A font -> the part of it that a document needs, at one instance, by HarfBuzz."""

from collections.abc import Iterable, Mapping

import uharfbuzz as hb

_DROPPED = (
    *("GSUB", "GPOS", "GDEF", "BASE", "JSTF", "MATH", "kern", "name", "DSIG", "STAT", "cmap", "gasp", "meta", "FFTM"),
    *("vhea", "vmtx", "VORG", "COLR", "CPAL", "SVG ", "CBDT", "CBLC", "sbix", "EBDT", "EBLC", "hdmx", "VDMX", "LTSH"),
    "PCLT",
)
"""Tables that a PDF reader does not look at (ISO 32000-1, table 126)."""


def subset(face: hb.Face, axes: Iterable[tuple[str, float]], glyphs: Iterable[int]) -> tuple[bytes, Mapping[int, int]]:
    """Return the font program with some glyphs, and where each of them stands in it.

    PostScript outlines come as a bare CFF table in which glyphs keep their numbers. Raises ValueError when the font is
    damaged.
    """
    cff = "glyf" not in face.table_tags
    wanted = hb.SubsetInput()
    wanted.glyph_set.update(sorted({0, *glyphs}))
    wanted.flags = hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.NO_HINTING
    if cff:
        wanted.flags |= hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.CFF_IDENTITY_CHARSET
        wanted.flags |= hb.SubsetFlags.DOWNGRADE_CFF2
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _DROPPED)
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
    return data, dict(plan.old_to_new_glyph_mapping)
