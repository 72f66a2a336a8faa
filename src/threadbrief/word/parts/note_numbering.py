"""How notes are written and counted: footnotes or endnotes, where they begin again, and with which numbers."""

from threadbrief.core.structs import Frozen, replace
from threadbrief.templates import NoteFormat, NoteKind, NoteRestart, WordOptions
from threadbrief.text.numerals import format_roman_numeral
from threadbrief.word.xml import W

FORMATS = {
    NoteFormat.DECIMAL: "decimal",
    NoteFormat.LOWER_ROMAN: "lowerRoman",
    NoteFormat.UPPER_ROMAN: "upperRoman",
    NoteFormat.LOWER_LETTER: "lowerLetter",
    NoteFormat.UPPER_LETTER: "upperLetter",
    NoteFormat.SYMBOLS: "chicago",
}
"""Names of ST_NumberFormat (ECMA-376-1, 17.18.59)."""
RESTARTS = {
    NoteRestart.DOCUMENT: "continuous",
    NoteRestart.SECTION: "eachSect",
    NoteRestart.PAGE: "eachPage",
}
"""Names of ST_RestartNumber (ECMA-376-1, 17.18.74)."""
SEPARATORS = (-1, 0, 1)
"""The ids of separator, continuation separator and continuation notice, which settings.xml names."""
_SYMBOLS = "*†‡§"


class NoteNumbering(Frozen):
    """How the notes of a document are written and counted."""

    element: str = "footnote"
    """`footnote` or `endnote`: what the names of their elements begin with."""
    first: int = 2
    """The id of note 1: after those of the separators."""
    format: str = "decimal"
    restart: str = "continuous"
    start: int = 1

    def shown(self, number: int) -> str:
        """Return the number of a note as Word writes it, as far as that does not depend on pages."""
        return _format_number(number + self.start - 1, self.format)

    @property
    def counts_through(self) -> bool:
        """Whether Word shows the very numbers that the text and the PDF have."""
        return (self.format, self.restart, self.start) == ("decimal", "continuous", 1)

    def properties(self) -> str:
        """Return the elements that tell Word how to count; nothing where that is its default."""
        default = "decimal" if self.element == "footnote" else "lowerRoman"
        form = f'<w:numFmt w:val="{self.format}"/>' if self.format != default else ""
        start = f'<w:numStart w:val="{self.start}"/>' if self.start != 1 else ""
        restart = f'<w:numRestart w:val="{self.restart}"/>' if self.restart != "continuous" else ""
        return form + start + restart

    def section_xml(self) -> str:
        """Return w:footnotePr or w:endnotePr for a section; nothing where nothing is said."""
        inner = self.properties()
        return f"<w:{self.element}Pr>{inner}</w:{self.element}Pr>" if inner else ""


def make_note_numbering(
    options: WordOptions, house: NoteNumbering | None = None, first: int = 2
) -> NoteNumbering:
    """Return the form that a template asks for; what it leaves open is as in the house template."""
    form = replace(house or NoteNumbering(), first=first)
    if options.kind:
        form = replace(form, element="endnote" if options.kind is NoteKind.ENDNOTES else "footnote")
    if options.restart:
        form = replace(form, restart=RESTARTS[options.restart])
    if options.format:
        form = replace(form, format=FORMATS[options.format])
    return form


def local_name(tag: object) -> str:
    """Return the name of a WordprocessingML element without its namespace; empty for any other."""
    text = str(tag)
    return text[len(W) + 2 :] if text.startswith("{" + W + "}") else ""


def _format_number(number: int, form: str) -> str:
    match form:
        case "lowerRoman":
            return format_roman_numeral(number)
        case "upperRoman":
            return format_roman_numeral(number).upper()
        case "lowerLetter" | "upperLetter":
            letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letter.upper() if form == "upperLetter" else letter
        case "chicago":
            return _SYMBOLS[(number - 1) % 4] * ((number - 1) // 4 + 1)
        case _:
            return str(number)
