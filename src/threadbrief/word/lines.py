"""Lists of two columns and lists of sources become paragraphs.

The field list and definitions are paragraphs with a hanging indent and a tab, not tables without borders: a screen
reader reads them in order and asks for no header row, Enter begins the next one, and the width of the first column is
the indent of a style.
"""

from unicodedata import east_asian_width

from threadbrief.model.document import DefinitionList, FieldList, Inlines, Role, Sources, Text
from threadbrief.word.frame import Frame
from threadbrief.word.paragraphs import Paragraphs
from threadbrief.word.runs import Face, runs, text_runs
from threadbrief.word.style_names import style_id

_TAB = "<w:r><w:tab/></w:r>"
_BREAK = "<w:r><w:br/></w:r>"
_GAP = 6.0
"""Points that a term leaves free before its definition."""


def write_fields(page: Paragraphs, block: FieldList, frame: Frame) -> None:
    """Add To, From, Date and so on."""
    story, document = page.story, page.story.manuscript.language
    for field in block.fields:
        label = text_runs(story, field.label, Face(Role.FIELD_LABEL, document, style_id(Role.FIELD_LABEL)), frame.where)
        face = Face(Role.FIELD_VALUE, frame.language)
        values = _BREAK.join(runs(story, value, face, frame.where) for value in field.values)
        page.add(Role.FIELD_VALUE, style_id(Role.FIELD_VALUE), label + _TAB + values, frame)


def write_definitions(page: Paragraphs, block: DefinitionList, frame: Frame) -> None:
    """Add terms with what is said of them; a term too long for its column has a line of its own."""
    look = page.story.manuscript.look
    room = look.term_width * look.page.measure - _GAP
    size = look.style(Role.TERM).size
    for item in block.items:
        where = item.where or frame.where
        face = Face(Role.TERM, frame.language, style_id(Role.TERM))
        term = runs(page.story, item.term, face, where)
        content = runs(page.story, item.content, Face(Role.DEFINITION, frame.language), where)
        between = _TAB if advance(item.term) * size <= room else _BREAK
        page.add(Role.DEFINITION, style_id(Role.DEFINITION), term + between + content, frame)


def write_sources(page: Paragraphs, block: Sources, frame: Frame) -> None:
    """Add the list of sources."""
    for entry in block.entries:
        page.set(Role.SOURCE, style_id(Role.SOURCE), entry.content, frame)


def advance(content: Inlines) -> float:
    """Return about how wide inlines are, in ems. No font is asked: whose it will be, only Word knows."""
    total = 0.0
    stack = list(content)
    while stack:
        item = stack.pop()
        if isinstance(item, Text):
            total += sum(_width(character) for character in item.text)
        else:
            stack.extend(getattr(item, "content", ()))
    return total


def _width(character: str) -> float:
    if east_asian_width(character) in "WF":
        return 1.0
    if character in " .,:;'’|ijl!()[]-–·ftr/":
        return 0.3
    return 0.66 if character.isupper() else 0.51
