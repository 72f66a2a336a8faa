"""A look and an outline, as frozen values: read from the built-in `templates/` or from a folder of the user's."""

from threadbrief.templates.look import Align, Colour, Family, Line, Look, NoteArea, Page, TextStyle
from threadbrief.templates.outline import Part, Wording
from threadbrief.templates.template import DEFAULT, Template, builtin_names, load_template

__all__ = [
    "DEFAULT",
    "Align",
    "Colour",
    "Family",
    "Line",
    "Look",
    "NoteArea",
    "Page",
    "Part",
    "Template",
    "TextStyle",
    "Wording",
    "builtin_names",
    "load_template",
]
