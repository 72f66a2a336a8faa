"""A look and an outline, as frozen values: read from the built-in `templates/` or from a folder of the user's."""

from threadbrief.templates.look import Align, Colour, EmojiForm, Family, Line, Look, NoteArea, Page, TextStyle
from threadbrief.templates.outline import Part, Wording
from threadbrief.templates.template import DEFAULT, Template, builtin_names, load_template
from threadbrief.templates.word_options import FieldForm, HouseFile, NoteFormat, NoteKind, NoteRestart, WordOptions

__all__ = [
    "DEFAULT",
    "Align",
    "Colour",
    "EmojiForm",
    "Family",
    "FieldForm",
    "HouseFile",
    "Line",
    "Look",
    "NoteArea",
    "NoteFormat",
    "NoteKind",
    "NoteRestart",
    "Page",
    "Part",
    "Template",
    "TextStyle",
    "WordOptions",
    "Wording",
    "builtin_names",
    "load_template",
]
