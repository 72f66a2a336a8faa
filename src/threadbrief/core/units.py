"""Lengths: points inside the program; millimetres and inches only in what a person writes."""

import re

POINTS_PER = {"pt": 1.0, "mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0}
_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)\s*(pt|mm|cm|in)")

EMU_PER_POINT = 12700
"""English metric units, in which OOXML measures drawings (ECMA-376-1, 20.1.10.16)."""
TWIPS_PER_POINT = 20
"""Twentieths of a point, in which OOXML measures text (ECMA-376-1, 17.18.81)."""


def parse_length(length: str) -> float:
    """Return a written length such as `30 mm`, `1.2in` or `10.5pt` in points, its default unit.

    Raises ValueError for anything else.
    """
    text = length.strip()
    match = _LENGTH.fullmatch(text)
    if match:
        return float(match[1]) * POINTS_PER[match[2]]
    return float(text)


def to_twips(length: float) -> int:
    """Return points as whole twentieths of a point."""
    return round(length * TWIPS_PER_POINT)


def to_emu(length: float) -> int:
    """Return points as whole English metric units."""
    return round(length * EMU_PER_POINT)


def to_half_points(length: float) -> int:
    """Return points as whole half points, the OOXML unit of font sizes (ECMA-376-1, 17.18.42)."""
    return round(length * 2)
