"""A TextStyle becomes the properties of text and of paragraphs, in the units and limits of Word."""

from threadbrief.core.units import to_half_points, to_twips
from threadbrief.templates import Align, Look, RuleStyle, TextStyle
from threadbrief.word.xml import escape_attribute

BOLD_FROM = 600
"""Word knows regular and bold; semibold text is bold there, which every family has."""
_LONGEST = 31680
"""Twips: 22 inches, the longest that Word takes."""
_LARGEST = 3276
"""Half points: the largest size of type that Word takes."""
_JUSTIFICATION = {
    Align.START: "left",
    Align.END: "right",
    Align.CENTRE: "center",
    Align.JUSTIFY: "both",
}

Properties = dict[str, str]


def make_text_properties(style: TextStyle, look: Look) -> Properties:
    """Return every run property of a style, also those that are off, so that two styles can be compared."""
    bold, italic = ("" if on else ' w:val="0"' for on in (style.weight >= BOLD_FROM, style.italic))
    name = escape_attribute(look.families[style.family].name) if style.family else ""
    size = min(_LARGEST, to_half_points(style.size))
    return {
        "rFonts": f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>',
        "b": f"<w:b{bold}/><w:bCs{bold}/>",
        "i": f"<w:i{italic}/><w:iCs{italic}/>",
        "caps": _make_toggle("caps", on=style.capitals),
        "smallCaps": _make_toggle("smallCaps", on=style.small_caps),
        "color": f'<w:color w:val="{style.colour.hex}"/>',
        "spacing": f'<w:spacing w:val="{_to_length(style.tracking * style.size / 1000)}"/>',
        "sz": f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>',
        "numSpacing": f'<w14:numSpacing w14:val="{"tabular" if style.tabular else "default"}"/>',
    }


def make_block_properties(style: TextStyle) -> Properties:
    """Return every paragraph property of a style, also those that are off.

    Distances are attributes, each inherited by itself, which `elements` puts together.
    """
    start, end, first = _make_indents(style.indent, style.hanging, style.indent_end)
    return {
        "keepNext": _make_toggle("keepNext", on=style.keep_next),
        "pBdr": make_borders(style),
        "before": f' w:before="{_to_space(style.before)}"',
        "after": f' w:after="{_to_space(style.after)}"',
        "line": f' w:line="{_to_space(style.leading)}" w:lineRule="atLeast"',
        "start": start,
        "end": end,
        "first": first,
        "jc": f'<w:jc w:val="{_JUSTIFICATION[style.align]}"/>',
    }


def diff_properties(own: Properties, base: Properties) -> Properties:
    """Return what one style says otherwise than the style it is based on."""
    return {key: value for key, value in own.items() if value != base.get(key)}


def to_elements(properties: Properties) -> Properties:
    """Return paragraph properties with the distances as elements."""
    spacing = "".join(properties.get(key, "") for key in ("before", "after", "line"))
    indents = "".join(properties.get(key, "") for key in ("start", "end", "first"))
    joined = {
        "spacing": f"<w:spacing{spacing}/>" if spacing else "",
        "ind": f"<w:ind{indents}/>" if indents else "",
    }
    return properties | {key: value for key, value in joined.items() if value}


def make_indentation(start: float, hanging: float = 0.0, end: float = 0.0) -> str:
    """Return w:ind; lengths in points. In a right-to-left paragraph Word takes `left` for the start edge too."""
    return f"<w:ind{''.join(_make_indents(start, hanging, end))}/>"


def make_hanging(length: float) -> str:
    """Return w:ind that says only how far the first line hangs out; in points."""
    return f'<w:ind w:hanging="{_to_space(length)}"/>'


def _make_indents(start: float, hanging: float, end: float) -> tuple[str, str, str]:
    first = (
        f' w:hanging="{_to_space(hanging)}"'
        if hanging >= 0
        else f' w:firstLine="{_to_space(-hanging)}"'
    )
    return f' w:left="{_to_length(start)}"', f' w:right="{_to_length(end)}"', first


def make_border(side: str, line: RuleStyle, further: float = 0.0) -> str:
    """Return one side of w:pBdr; `further` points from the text than the line says.

    Widths are eighths of a point from 2 to 96, distances whole points up to 31 (ECMA-376-1, 17.3.4).
    """
    width = min(96, max(2, round(line.width * 8)))
    space = min(31, max(0, round(line.gap + further)))
    return (
        f'<w:{side} w:val="single" w:sz="{width}" w:space="{space}" w:color="{line.colour.hex}"/>'
    )


def make_borders(style: TextStyle) -> str:
    """Return w:pBdr for the rules of a style, or nothing."""
    rules = (("top", style.rule_above), ("left", style.rule_start), ("bottom", style.rule_below))
    inner = "".join(make_border(side, line) for side, line in rules if line)
    return f"<w:pBdr>{inner}</w:pBdr>" if inner else ""


def _to_space(length: float) -> int:
    return max(0, _to_length(length))


def _to_length(length: float) -> int:
    return min(_LONGEST, max(-_LONGEST, to_twips(length)))


def _make_toggle(name: str, *, on: bool) -> str:
    return f"<w:{name}/>" if on else f'<w:{name} w:val="0"/>'
