"""Lists of two columns and lists of sources become paragraphs.

The field list and definitions are paragraphs with a hanging indent and a tab, not tables without borders: a screen
reader reads them in order and asks for no header row, Enter begins the next one, and the width of the first column is
the indent of a style. A template may ask for a table of fields all the same (field_table.py).
"""

from collections.abc import Iterator
from unicodedata import east_asian_width

from threadbrief.model import document as doc
from threadbrief.word.faces import face_of, spoken_in
from threadbrief.word.frame import Frame
from threadbrief.word.paragraphs import Paragraphs
from threadbrief.word.runs import runs, text_runs
from threadbrief.word.style_names import style_id

TAB = "<w:r><w:tab/></w:r>"
_BREAK = "<w:r><w:br/></w:r>"
_BREAKING = " \t\n-–—/"
"""Where Word may end a line; between two wide characters it may too."""
_GAP = 6.0
"""Points that a term leaves free before its definition."""


def write_fields(page: Paragraphs, block: doc.FieldList, frame: Frame) -> None:
    """Add To, From, Date and so on."""
    for label, values in field_runs(page, block, frame):
        page.add(doc.Role.FIELD_VALUE, style_id(doc.Role.FIELD_VALUE), label + TAB + values, frame)


def field_runs(page: Paragraphs, block: doc.FieldList, frame: Frame) -> Iterator[tuple[str, str]]:
    """Yield the runs of each label and of its values, which stand below each other."""
    story, document = page.story, page.story.manuscript.language
    said = face_of(doc.Role.FIELD_LABEL, document, style_id(doc.Role.FIELD_LABEL))
    face = face_of(doc.Role.FIELD_VALUE, frame.language)
    for field in block.fields:
        values = _BREAK.join(runs(story, value, face, frame.where) for value in field.values)
        yield text_runs(story, field.label, spoken_in(said, field.lang), frame.where), values


def write_definitions(page: Paragraphs, block: doc.DefinitionList, frame: Frame) -> None:
    """Add terms with what is said of them.

    A term has a line of its own when it is too long for its column, or when what follows begins with something too
    long for the rest of the line, such as a checksum, which would go below anyway.
    """
    look = page.story.manuscript.look
    column = look.term_width * look.page.measure
    for item in block.items:
        where = item.where or frame.where
        face = face_of(doc.Role.TERM, frame.language, style_id(doc.Role.TERM))
        term = runs(page.story, item.term, face, where)
        content = runs(page.story, item.content, face_of(doc.Role.DEFINITION, frame.language), where)
        fits = advance(item.term) * look.style(doc.Role.TERM).size <= column - _GAP
        follows = advance(item.content, first=True) * look.style(doc.Role.DEFINITION).size <= look.page.measure - column
        between = TAB if fits and follows else _BREAK
        page.add(doc.Role.DEFINITION, style_id(doc.Role.DEFINITION), term + between + content, frame)


def write_sources(page: Paragraphs, block: doc.Sources, frame: Frame) -> None:
    """Add the list of sources."""
    for entry in block.entries:
        page.set(doc.Role.SOURCE, style_id(doc.Role.SOURCE), entry.content, frame)


def advance(content: doc.Inlines, *, first: bool = False) -> float:
    """Return about how wide inlines, or their first word, are, in ems. Whose face it will be, only Word knows."""
    total = 0.0
    for character in _characters(content):
        if first and (character in _BREAKING or _is_wide(character)):
            break
        total += _width(character)
    return total


def _characters(content: doc.Inlines) -> Iterator[str]:
    stack = list(reversed(content))
    while stack:
        item = stack.pop()
        if isinstance(item, doc.Text):
            yield from item.text
        else:
            stack.extend(reversed(getattr(item, "content", ())))


def _is_wide(character: str) -> bool:
    return east_asian_width(character) in "WF"


def _width(character: str) -> float:
    if _is_wide(character):
        return 1.0
    if character in " .,:;'’|ijl!()[]-–·ftr/":
        return 0.3
    return 0.66 if character.isupper() else 0.51
