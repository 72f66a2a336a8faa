"""Templates: the look, the outline and the wording of a memo, as frozen values.

`loading` reads them from YAML; it is imported only where a template is loaded.
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
from threadbrief.templates.template import AddressForm, FontFolder, Part, Template, Wording
from threadbrief.templates.word_options import (
    FieldForm,
    HouseFile,
    NoteFormat,
    NoteKind,
    NoteRestart,
    WordOptions,
)

__all__ = [
    "AddressForm",
    "Align",
    "Colour",
    "EmojiForm",
    "Family",
    "FieldForm",
    "FontFolder",
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
