"""A look and an outline, as frozen values; `loading` reads them from `templates/`, or from a folder of the user's.

The values load no YAML, which only the reading of a template needs.
"""

from threadbrief.templates.look import (
    Align,
    Colour,
    EmojiForm,
    Family,
    Look,
    NoteArea,
    PageSetup,
    RuleStyle,
    TextStyle,
)
from threadbrief.templates.template import Part, Template, Wording
from threadbrief.templates.word_options import (
    FieldForm,
    HouseFile,
    NoteFormat,
    NoteKind,
    NoteRestart,
    WordOptions,
)

__all__ = [
    "Align",
    "Colour",
    "EmojiForm",
    "Family",
    "FieldForm",
    "HouseFile",
    "Look",
    "NoteArea",
    "NoteFormat",
    "NoteKind",
    "NoteRestart",
    "PageSetup",
    "Part",
    "RuleStyle",
    "Template",
    "TextStyle",
    "WordOptions",
    "Wording",
]
