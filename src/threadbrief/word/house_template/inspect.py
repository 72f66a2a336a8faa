"""What a template of Word offers a memo: its page, places, styles and notes, and what will be used."""

from threadbrief.core.problems import Problem
from threadbrief.core.structs import Frozen
from threadbrief.model.document import Role
from threadbrief.templates import HouseFile, Look, Template
from threadbrief.word.house_template.notes import own_marks
from threadbrief.word.house_template.package import TEMPLATE
from threadbrief.word.house_template.placeholders import (
    LINES,
    NAMES,
    Pieces,
    find_places,
    section_of_text,
)
from threadbrief.word.house_template.security import misplaced
from threadbrief.word.house_template.styles import HouseStyles, StyleMatch, house_look
from threadbrief.word.house_template.template import form_of, page_of, read_house, sections
from threadbrief.word.house_template.writer import place_problems
from threadbrief.word.parts.note_numbering import note_form
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
    """Of the page that the text stands on, in mm."""
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
    house = read_house(file)
    places = tuple(find_places(house.body))
    known = [place for place in places if place.name in NAMES]
    if known and own_marks(house):
        raise misplaced(
            house.name,
            "has a note of its own in text that stays",
            "take the note out of the template",
        )
    running = tuple(
        place.name
        for item in house.running
        for place in find_places(item.root)
        if place.name in NAMES
    )
    all_sections = list(sections(house.body))
    section = section_of_text(house, places)
    page = page_of(section, template.look.page)
    styles = HouseStyles(house, template.word)
    match = StyleMatch(styles, house_look(template.look, page, styles), "en")
    form = note_form(template.word, form_of(house, section))
    nothing = Pieces(dict.fromkeys(LINES, ()), (), {})
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
        styles=tuple(_use(role, match) for role in Role if role is not Role.JUDGEMENT_NUMBER),
        problems=(*match.problems, *place_problems(house, places, nothing)),
    )


def look_in_house(template: Template, file: HouseFile) -> Look:
    """Return the look that a memo has in a template of Word. Raises BriefError when it cannot be used."""
    house = read_house(file)
    section = section_of_text(house, tuple(find_places(house.body)))
    return house_look(
        template.look, page_of(section, template.look.page), HouseStyles(house, template.word)
    )


def _use(role: Role, match: StyleMatch) -> StyleUse:
    identifier = ListStyle.BULLET.id(0) if role is Role.LIST else STYLES[role].id
    if identifier in match.found:
        return StyleUse(role.value, match.found[identifier], added=False)
    if identifier in match.ids:
        return StyleUse(role.value, match.styles.by_id[match.ids[identifier]].name, added=False)
    return StyleUse(role.value, match.name_of(identifier), added=True)
