"""The parts that say how Word treats a document: settings.xml and fontTable.xml."""

from collections.abc import Sequence

from threadbrief.templates import Family, Look
from threadbrief.word.embedding import Embedded
from threadbrief.word.markup import DECLARATION, R, W, attribute
from threadbrief.word.note_form import SEPARATORS, NoteForm

_WORD = "http://schemas.microsoft.com/office/word"
_COMPATIBILITY = (
    ("compatibilityMode", "15"),
    ("overrideTableStyleFontSizeAndJustification", "1"),
    ("enableOpenTypeFeatures", "1"),
    ("doNotFlipMirrorIndents", "1"),
    ("differentiateMultirowTableHeaders", "1"),
    ("useWord2013TrackBottomHyphenation", "0"),
)
"""What Word 2013 and later write into a new document; without the first they open it in compatibility mode."""
_FAMILY_CLASSES = {
    "roman": ("times", "georgia", "cambria", "garamond", "serif", "palatino", "book antiqua", "charter"),
    "modern": ("courier", "consolas", "mono"),
    "swiss": ("arial", "calibri", "helvetica", "segoe", "verdana", "tahoma", "sans", "aptos"),
}


def settings_xml(notes: NoteForm | None, *, embedded: bool = False) -> str:
    """Return the settings part; `notes` is the form of the notes when there are any."""
    note_settings = notes_listed(notes) if notes else ""
    fonts = "<w:embedTrueTypeFonts/><w:saveSubsetFonts/>" if embedded else ""
    compatibility = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="{_WORD}" w:val="{value}"/>' for name, value in _COMPATIBILITY
    )
    return (
        f'{DECLARATION}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/>{fonts}<w:defaultTabStop w:val="360"/>'
        f'<w:characterSpacingControl w:val="doNotCompress"/>{note_settings}<w:compat>{compatibility}</w:compat>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def notes_listed(form: NoteForm) -> str:
    """Return what the settings say of notes: how they are counted, and which of them are separators."""
    listed = "".join(f'<w:{form.element} w:id="{number}"/>' for number in SEPARATORS)
    return f"<w:{form.element}Pr>{form.properties()}{listed}</w:{form.element}Pr>"


def fonts_xml(look: Look, embedded: Sequence[Embedded] = ()) -> str:
    """Return the font table: what stands in for a family that a machine has not, and what the file carries."""
    families = {family.name: family for family in look.families.values()}
    fonts = "".join(_font(family, embedded) for _, family in sorted(families.items()))
    return f'{DECLARATION}<w:fonts xmlns:w="{W}" xmlns:r="{R}">{fonts}</w:fonts>'


def _font(family: Family, embedded: Sequence[Embedded]) -> str:
    carried = "".join(
        f'<w:embed{face.slot} r:id="{face.identifier}" w:fontKey="{face.key}"/>'
        for face in embedded
        if face.family == family.name
    )
    others = ",".join(family.substitutes)
    alternative = f'<w:altName w:val="{attribute(others)}"/>' if others else ""
    return (
        f'<w:font w:name="{attribute(family.name)}">{alternative}<w:charset w:val="00"/>'
        f'<w:family w:val="{_family_class(family)}"/><w:pitch w:val="variable"/>{carried}</w:font>'
    )


def _family_class(family: Family) -> str:
    """Return the kind of face, by which Word chooses when it has none of the names."""
    for name in (*family.substitutes, family.name):
        for kind, words in _FAMILY_CLASSES.items():
            if any(word in name.lower() for word in words):
                return kind
    return "auto"
