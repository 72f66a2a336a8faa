"""What a template of Word offers a memo.

Its page, places, styles and notes, and what will be used.
"""

from threadbrief.core.problems import Problem
from threadbrief.core.structs import Frozen
from threadbrief.model.document import Role
from threadbrief.templates import HouseFile, Look, Template
from threadbrief.word.house_template.notes import has_own_notes
from threadbrief.word.house_template.package import TEMPLATE
from threadbrief.word.house_template.placeholders import (
    LINES,
    NAMES,
    MemoContent,
    find_placeholders,
    find_text_section,
)
from threadbrief.word.house_template.security import make_misplaced_error
from threadbrief.word.house_template.styles import HouseStyles, StyleMatch, adapt_look
from threadbrief.word.house_template.template import (
    iter_sections,
    read_note_numbering,
    read_page,
    read_template,
)
from threadbrief.word.house_template.writer import check_placeholders
from threadbrief.word.parts.note_numbering import make_note_numbering
from threadbrief.word.parts.style_names import STYLES, ListStyle

_POINTS_PER_MM = 72 / 25.4


class StyleUse(Frozen):
    """Which style a role will have."""

    role: str
    style: str
    """The name of the style in the template; of ours where it is added."""
    added: bool


class HouseReport(Frozen):
    """What was found in a template."""

    name: str
    is_template: bool
    """A .dotx; else a .docx."""
    width: float
    """Of the page of the text, in mm."""
    height: float
    measure: float
    """Of its lines, in mm."""
    sections: int
    language: str | None
    notes: str
    """How Word will count them: `footnotes, decimal, continuous`."""
    places: tuple[str, ...]
    """In the text, in their order."""
    running_places: tuple[str, ...]
    """In headers and footers."""
    without_place: tuple[str, ...]
    styles: tuple[StyleUse, ...]
    problems: tuple[Problem, ...]


def inspect_house(file: HouseFile, template: Template) -> HouseReport:
    """Return what a template of Word offers. Raises BriefError when it cannot be used."""
    house = read_template(file)
    places = tuple(find_placeholders(house.body))
    known = [place for place in places if place.name in NAMES]
    if known and has_own_notes(house):
        raise make_misplaced_error(
            house.name,
            "has a note of its own in text that stays",
            "take the note out of the template",
        )
    running = tuple(
        place.name
        for item in house.running
        for place in find_placeholders(item.root)
        if place.name in NAMES
    )
    all_sections = list(iter_sections(house.body))
    section = find_text_section(house, places)
    page = read_page(section, template.look.page)
    styles = HouseStyles(house, template.word)
    match = StyleMatch(styles, adapt_look(template.look, page, styles), "en")
    form = make_note_numbering(template.word, read_note_numbering(house, section))
    nothing = MemoContent(dict.fromkeys(LINES, ()), (), {}, None)
    return HouseReport(
        name=house.name,
        is_template=house.opened.main.content_type == TEMPLATE,
        width=page.width / _POINTS_PER_MM,
        height=page.height / _POINTS_PER_MM,
        measure=page.measure / _POINTS_PER_MM,
        sections=len(all_sections),
        language=styles.language,
        notes=f"{form.element}s, {form.format}, {form.restart}",
        places=tuple(place.name for place in known),
        running_places=running,
        without_place=tuple(
            name for name in NAMES if name not in {*(place.name for place in known), *running}
        ),
        styles=tuple(
            _describe_use(role, match) for role in Role if role is not Role.JUDGEMENT_NUMBER
        ),
        problems=(*match.problems, *check_placeholders(house, places, nothing)),
    )


def look_in_house(template: Template, file: HouseFile) -> Look:
    """Return the look that a memo has in a template of Word.

    Raises BriefError when it cannot be used.
    """
    house = read_template(file)
    section = find_text_section(house, tuple(find_placeholders(house.body)))
    return adapt_look(
        template.look, read_page(section, template.look.page), HouseStyles(house, template.word)
    )


def _describe_use(role: Role, match: StyleMatch) -> StyleUse:
    if role is Role.LIST:
        identifier = ListStyle.BULLET.id(0)
    else:
        identifier = STYLES[role].id
    if identifier in match.found:
        return StyleUse(role.value, match.found[identifier], added=False)
    if identifier in match.ids:
        return StyleUse(role.value, match.styles.by_id[match.ids[identifier]].name, added=False)
    return StyleUse(role.value, match.name_of(identifier), added=True)
