"""A TextStyle becomes the properties of text and of paragraphs, in the units and limits of Word."""

from threadbrief.core.units import to_half_points, to_twips
from threadbrief.templates import Align, Look, RuleStyle, TextStyle
from threadbrief.word.xml import attribute

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


def text_properties(style: TextStyle, look: Look) -> Properties:
    """Return every run property of a style, also those that are off, so that two styles can be compared."""
    bold, italic = ("" if on else ' w:val="0"' for on in (style.weight >= BOLD_FROM, style.italic))
    name = attribute(look.families[style.family].name) if style.family else ""
    size = min(_LARGEST, to_half_points(style.size))
    return {
        "rFonts": f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>',
        "b": f"<w:b{bold}/><w:bCs{bold}/>",
        "i": f"<w:i{italic}/><w:iCs{italic}/>",
        "caps": _switch("caps", on=style.capitals),
        "smallCaps": _switch("smallCaps", on=style.small_caps),
        "color": f'<w:color w:val="{style.colour.hex}"/>',
        "spacing": f'<w:spacing w:val="{_length(style.tracking * style.size / 1000)}"/>',
        "sz": f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>',
        "numSpacing": f'<w14:numSpacing w14:val="{"tabular" if style.tabular else "default"}"/>',
    }


def block_properties(style: TextStyle) -> Properties:
    """Return every paragraph property of a style, also those that are off.

    Distances are attributes, each inherited by itself, which `elements` puts together.
    """
    start, end, first = _indents(style.indent, style.hanging, style.indent_end)
    return {
        "keepNext": _switch("keepNext", on=style.keep_next),
        "pBdr": borders(style),
        "before": f' w:before="{_space(style.before)}"',
        "after": f' w:after="{_space(style.after)}"',
        "line": f' w:line="{_space(style.leading)}" w:lineRule="atLeast"',
        "start": start,
        "end": end,
        "first": first,
        "jc": f'<w:jc w:val="{_JUSTIFICATION[style.align]}"/>',
    }


def differing(own: Properties, base: Properties) -> Properties:
    """Return what one style says otherwise than the style it is based on."""
    return {key: value for key, value in own.items() if value != base.get(key)}


def elements(properties: Properties) -> Properties:
    """Return paragraph properties with the distances as elements."""
    spacing = "".join(properties.get(key, "") for key in ("before", "after", "line"))
    indents = "".join(properties.get(key, "") for key in ("start", "end", "first"))
    joined = {
        "spacing": f"<w:spacing{spacing}/>" if spacing else "",
        "ind": f"<w:ind{indents}/>" if indents else "",
    }
    return properties | {key: value for key, value in joined.items() if value}


def indentation(start: float, hanging: float = 0.0, end: float = 0.0) -> str:
    """Return w:ind; lengths in points. In a right-to-left paragraph Word takes `left` for the start edge too."""
    return f"<w:ind{''.join(_indents(start, hanging, end))}/>"


def hanging(length: float) -> str:
    """Return w:ind that says only how far the first line hangs out; in points."""
    return f'<w:ind w:hanging="{_space(length)}"/>'


def _indents(start: float, hanging: float, end: float) -> tuple[str, str, str]:
    first = (
        f' w:hanging="{_space(hanging)}"' if hanging >= 0 else f' w:firstLine="{_space(-hanging)}"'
    )
    return f' w:left="{_length(start)}"', f' w:right="{_length(end)}"', first


def border(side: str, line: RuleStyle, further: float = 0.0) -> str:
    """Return one side of w:pBdr; `further` points from the text than the line says.

    Widths are eighths of a point from 2 to 96, distances whole points up to 31 (ECMA-376-1, 17.3.4).
    """
    width = min(96, max(2, round(line.width * 8)))
    space = min(31, max(0, round(line.gap + further)))
    return (
        f'<w:{side} w:val="single" w:sz="{width}" w:space="{space}" w:color="{line.colour.hex}"/>'
    )


def borders(style: TextStyle) -> str:
    """Return w:pBdr for the rules of a style, or nothing."""
    rules = (("top", style.rule_above), ("left", style.rule_start), ("bottom", style.rule_below))
    inner = "".join(border(side, line) for side, line in rules if line)
    return f"<w:pBdr>{inner}</w:pBdr>" if inner else ""


def _space(length: float) -> int:
    return max(0, _length(length))


def _length(length: float) -> int:
    return min(_LONGEST, max(-_LONGEST, to_twips(length)))


def _switch(name: str, *, on: bool) -> str:
    return f"<w:{name}/>" if on else f'<w:{name} w:val="0"/>'
