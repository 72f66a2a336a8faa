"""A line of a set paragraph: glyph runs in their places.

`Typesetter(look, language)` of `typesetter.py` makes lines: `.lines(content, role_or_style, width,
lang=, first_indent=, where=)`, `.width(text, role_or_style, lang=)`, `.problems`, and at the end
`.embed(canvas)`, which writes every font under the resource name that the runs carry
(`face.resource`, `EmojiRun.font`). `layout/` places lines, `output/paint.py` draws them.
"""

from threadbrief.core.structs import Frozen
from threadbrief.model.document import Note, RepeatedNoteMark
from threadbrief.pdf.fonts.fallback import FontFace
from threadbrief.templates import Colour


class TextRun(Frozen):
    """A glyph run: one face, size, colour and language.

    Left to right, or word by word from the right.
    """

    x: float
    """From the left edge of the measure to the origin of the first glyph, in points."""
    width: float
    face: FontFace
    size: float
    colour: Colour
    show: str
    """The text-showing operators of a content stream, without font and position: `[<0024> -12
    <0037>] TJ`, with marked-content ActualText where glyphs and text do not match (ISO 32000-1,
    14.9.4)."""
    text: str
    """The characters, in logical order."""
    lang: str | None = None
    """A BCP 47 tag where it differs from the paragraph's."""
    rise: float = 0.0
    """Points above the baseline of the line."""
    link: str | None = None
    underline: bool = False
    mark: Note | RepeatedNoteMark | None = None
    """The note whose number this run shows."""


class EmojiRun(Frozen):
    """One emoji, drawn as a picture that is a glyph."""

    x: float
    width: float
    size: float
    sequence: str
    name: str
    show: str
    font: str
    """The resource name of the Type 3 font that holds it."""
    link: str | None = None
    rise: float = 0.0
    lang: None = None
    underline: bool = False
    mark: None = None


Run = TextRun | EmojiRun


class SetLine(Frozen):
    """One line of a paragraph."""

    runs: tuple[Run, ...]
    """From left to right."""
    width: float
    """Of the ink and inner spaces, without the space at the end; never negative."""
    marks: tuple[Note, ...] = ()
    """The notes whose first marks are in the line, in the order of the text."""
    last: bool = False
    """Whether it ends its paragraph."""
    underlined: bool = False
    """Whether any of it is."""
    ranks: tuple[int, ...] = ()
    """The place of each run in reading order; empty when that is from left to right."""
