"""Characters become XML: what may stand in a part, how it is escaped, and in which order properties follow."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from threadbrief.core.structs import Frozen, field

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STORY_NAMESPACES = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:wp="{WP}" xmlns:a="{A}" xmlns:pic="{PIC}"'
"""What the root of a part with text declares."""

_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0, 2.2 forbids, and the C1 controls, which it allows and no program shows."""
_BREAKING = re.compile("([\t\n\r\x85\xad\u2011\u2028\u2029])")
"""Characters that Word writes as elements, or that XML would turn into others."""
_PLAIN = re.compile("[ !-%'-;=?-~\xa0-\xac\xae-\u058f\u2010\u2012-\u2027]*")
"""Characters that need nothing: no escape, no element, no font of their own."""
_ELEMENTS = {
    "\t": "<w:tab/>",
    "\xad": "<w:softHyphen/>",
    "\u2011": "<w:noBreakHyphen/>",
    "\u2028": "<w:br/>",
    "\u2029": "<w:br/>",
}

PARAGRAPH_ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "tabs", "bidi", "spacing",
    "ind", "contextualSpacing", "jc", "outlineLvl",
)  # fmt: skip
"""The order of CT_PPr (ECMA-376-1, 17.3.1.26), as far as it is used here."""
RUN_ORDER = (
    "rStyle", "rFonts", "b", "i", "caps", "smallCaps", "noProof", "color", "spacing", "kern", "position", "sz", "u",
    "vertAlign", "flow", "lang", "numSpacing", "ligatures",
)  # fmt: skip
"""The order of CT_RPr (ECMA-376-1, 17.3.2.28); `flow` is w:rtl or w:cs, a key with a twin for complex scripts holds
both elements, and what Word 2010 added comes last."""
_PARAGRAPH_RANKS, _RUN_RANKS = (
    {key: n for n, key in enumerate(order)} for order in (PARAGRAPH_ORDER, RUN_ORDER)
)


def replace_controls(text: str) -> tuple[str, tuple[str, ...]]:
    """Return text with every character that cannot be shown as `[U+0007]`, and those characters' names, each once."""
    if not _UNSHOWN.search(text):
        return text, ()
    names = dict.fromkeys(_name_control(character) for character in _UNSHOWN.findall(text))
    return _UNSHOWN.sub(lambda match: f"[{_name_control(match[0])}]", text), tuple(names)


def _name_control(character: str) -> str:
    return f"U+{ord(character):04X}"


def is_plain(text: str) -> bool:
    """Return whether text can stand in a run as it is; most can. It is then all in Western scripts."""
    return _PLAIN.fullmatch(text) is not None


def escape(text: str) -> str:
    """Return visible text for the content of an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_attribute(text: str) -> str:
    """Return visible text for a value in double quotes; spaces of every kind stay what they are."""
    escaped = escape(text).replace('"', "&quot;")
    return escaped.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")


def make_characters(text: str) -> str:
    """Return visible text as the content of a run: w:t, and elements for tabs and special hyphens."""
    if not _BREAKING.search(text):
        return f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    pieces = _BREAKING.split(text.replace("\n", " ").replace("\r", " ").replace("\x85", " "))
    return "".join(
        _ELEMENTS.get(p) or f'<w:t xml:space="preserve">{escape(p)}</w:t>' for p in pieces if p
    )


def order_properties(properties: Mapping[str, str], ranks: Mapping[str, int]) -> str:
    """Return the properties that are given, in the order that the schema wants; those without a rank are left out."""
    given = [(ranks[key], value) for key, value in properties.items() if value and key in ranks]
    return "".join([value for _, value in sorted(given)])


def make_paragraph_properties(properties: Mapping[str, str]) -> str:
    """Return w:pPr, or nothing when there is nothing in it."""
    inner = order_properties(properties, _PARAGRAPH_RANKS)
    return f"<w:pPr>{inner}</w:pPr>" if inner else ""


def make_run_properties(properties: Mapping[str, str]) -> str:
    """Return w:rPr, or nothing when there is nothing in it."""
    inner = order_properties(properties, _RUN_RANKS)
    return f"<w:rPr>{inner}</w:rPr>" if inner else ""


_STYLE = re.compile(r'(<w:(?:pStyle|rStyle|tblStyle|basedOn|next|link) w:val=")([^"]*)"')
_NUMBER = re.compile(r'(<w:numId w:val=")(\d+)"')
_NONE: Mapping[str, str] = MappingProxyType({})


class StyleIdMap(Frozen):
    """Other ids for styles, and numbering instances moved behind those that are there already."""

    styles: Mapping[str, str] = field(default_factory=lambda: _NONE)
    numbers: int = 0
    """Added to the number of each instance, apart from 0, which means none."""

    def apply(self, xml: str) -> str:
        """Return XML with the other ids."""
        if self.styles:
            xml = _STYLE.sub(lambda found: f'{found[1]}{self.styles.get(found[2], found[2])}"', xml)
        if self.numbers:
            xml = _NUMBER.sub(lambda found: f'{found[1]}{self._moved(int(found[2]))}"', xml)
        return xml

    def _moved(self, number: int) -> int:
        return number + self.numbers if number else 0
