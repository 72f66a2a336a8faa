"""The number of a post hangs before its text: at a tab stop of our styles, or by its own width in the house's."""

from threadbrief.model.document import Role, Text
from threadbrief.templates import Align, Look
from threadbrief.word.formatting import hanging, indentation
from threadbrief.word.frame import Frame
from threadbrief.word.lines import TAB, advance
from threadbrief.word.story import Manuscript
from threadbrief.word.style_names import style_id

LABEL_GAP = 4.0
"""Points that the number of a post leaves free before its text at least."""


def number_gap(look: Look) -> float:
    """Return how far before the text of a post its number ends, in points; 0 for one that begins where it is said.

    Such a number ends at a tab stop, which may stand in the margin (ECMA-376-1, 17.3.1.37).
    """
    number = look.style(Role.POST_NUMBER)
    return number.indent_end if number.align is Align.END else 0.0


def labelled(manuscript: Manuscript, frame: Frame, role: Role, label: str, number: str) -> Frame:
    """Return a frame with the number of a post before its text: at the tab stop of a style of ours, if it has one.

    One that has no room before the text hangs further out. A style of the house has no such stop, and only its own
    indent is known to be right there.
    """
    look = manuscript.look
    shape, text = look.style(Role.POST_NUMBER), look.style(Role.POST)
    style, gap = style_id(role), number_gap(look)
    width = advance((Text(label),)) * shape.size
    if style in manuscript.housed:
        return frame._replace(style=style, lead=number, direct=hanging(width + max(gap, LABEL_GAP)))
    far = width + (gap or LABEL_GAP)
    fits = far <= text.indent - shape.indent
    hung = "" if fits else indentation(text.indent, far + LABEL_GAP, text.indent_end)
    return frame._replace(style=style, lead=TAB + number if gap else number, direct=hung)
