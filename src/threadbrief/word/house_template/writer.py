"""A document and a template of Word become the bytes of a .docx: its places filled, or its sample replaced."""

from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Problem, find_nearest, warning
from threadbrief.model.brief import Source
from threadbrief.model.document import Document
from threadbrief.templates import HouseFile, Template
from threadbrief.text.direction import is_rtl
from threadbrief.word.body.languages import word_tag
from threadbrief.word.context import NO_PAGES, Manuscript, Story, survey
from threadbrief.word.house_template.content import Filled, Setter, drawing_ids, running_runs
from threadbrief.word.house_template.fill import fill_blocks, fill_line, parsed, tidy
from threadbrief.word.house_template.notes import (
    add_notes,
    add_numbering,
    first_id,
    notes_text,
    own_marks,
    settle,
    taken_numbers,
)
from threadbrief.word.house_template.package import DOCUMENT, parse
from threadbrief.word.house_template.placeholders import (
    BLOCKS,
    NAMES,
    Pieces,
    Place,
    find_places,
    pieces_of,
    section_of_text,
    wants_blocks,
)
from threadbrief.word.house_template.security import misplaced
from threadbrief.word.house_template.styles import HouseStyles, StyleMatch, house_look, renamed
from threadbrief.word.house_template.template import (
    House,
    form_of,
    page_of,
    put,
    q,
    read_house,
    sections,
    whole_number,
)
from threadbrief.word.parts.footnotes import endnote_names, note_elements, recounted
from threadbrief.word.parts.note_numbering import note_form
from threadbrief.word.parts.package import image_part, package_bytes, relate_story
from threadbrief.word.parts.settings import custom_items, custom_xml, package_of
from threadbrief.word.parts.source import CUSTOM_XML, is_source, relate_source
from threadbrief.word.xml import Renaming, attribute

_PROPERTY = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"


def house_properties(house: House, document: Document, source: Source | None) -> str:
    """Return the custom properties of the template with ours behind them."""
    if house.opened.custom is None:
        return custom_xml(document.properties, source)
    root = parse(house.opened.custom, "docProps/custom.xml", house.name)
    ours = {name.lower() for name, _ in custom_items(document.properties, source)}
    kept = []
    for node in root.iter(_PROPERTY):
        if (node.get("name") or "").lower() not in ours:
            node.attrib.pop("pid", "")
            node.tail = None
            kept.append(_bare(etree.tostring(node, encoding="unicode")))
    return custom_xml(document.properties, source, kept)


def _bare(xml: str) -> str:
    """Return a property as it stands in a part of ours, whose root declares the namespaces without a prefix."""
    return xml if xml.startswith("<property ") else ""


_COMMENTS = ("/comments", "/commentsExtended", "/commentsIds", "/commentsExtensible")


def write_in_house(
    document: Document,
    template: Template,
    file: HouseFile,
    source: Source | None = None,
    pages: Mapping[str, int] = NO_PAGES,
) -> tuple[bytes, tuple[Problem, ...]]:
    """Return a document in a template of Word as the bytes of a .docx, and the warnings about it.

    Raises BriefError when the template is unsafe or damaged, or when its places cannot take the memo.
    """
    house = read_house(file)
    places = usable_places(house)
    _drop_sample(house, places)
    pieces = pieces_of(document, template.choose_wording(document.properties.language))
    manuscript, match = _manuscript(house, document, template, places)
    manuscript.pages, manuscript.field_form = pages, template.word.field_list
    manuscript.problems += [
        *place_problems(house, places, pieces),
        *recounted(manuscript.note_form),
    ]
    story = Story(manuscript, "Memo")
    filled = Setter(story, pieces, template).set_all(places, house)
    notes_story = Story(manuscript, "Memo")
    notes = note_elements(notes_story)
    renaming = _renaming(
        house,
        match,
        manuscript,
        [*(item.xml for item in filled), notes_text(house, notes_story, notes)],
    )
    _fill(house, filled, renaming)
    _fill_running(house, manuscript, pieces, renaming)
    notes_part = add_notes(house, notes_story, notes, renaming)
    settle(house, manuscript.note_form, template.word, notes=bool(notes))
    add_numbering(house, manuscript.numbering, match)
    put(house.parts["styles"], house.roots["styles"])
    main = house.opened.main
    put(main, house.document, DOCUMENT)
    images = {media: image_part(media) for media in manuscript.media.values()}
    relate_story(main, story, images)
    if notes_part:
        relate_story(notes_part, notes_story, images)
    _clean_relationships(house)
    if source:
        relate_source(main, source, _free_item(house))
    package = package_of(main, document, house_properties(house, document, source))
    return package_bytes(package), tuple(dict.fromkeys([*manuscript.problems, *match.problems]))


def usable_places(house: House) -> tuple[Place, ...]:
    """Return the places in the text of a template, in their order."""
    return tuple(find_places(house.body))


def _drop_sample(house: House, places: Sequence[Place]) -> None:
    """Empty the text of a template without places; its first section stays, and its page with it."""
    body = house.body
    if any(place.name in NAMES for place in places):
        if own_marks(house):
            fault = "has a note of its own in text that stays; Word would count it among those of the memo"
            raise misplaced(house.name, fault, "take the note out of the template")
        return
    first = next(sections(body), None)
    for node in list(body):
        body.remove(node)
    if first is not None:
        first.tail = None
        body.append(first)


def _manuscript(
    house: House, document: Document, template: Template, places: Sequence[Place]
) -> tuple[Manuscript, StyleMatch]:
    """Return the manuscript of a document in the house's look, with ids behind those of the template."""
    section = section_of_text(house, places)
    styles = HouseStyles(house, template.word)
    look = house_look(template.look, page_of(section, template.look.page), styles)
    form = note_form(template.word, form_of(house, section), first_id(house, _element(template)))
    roots = [house.document, *(item.root for item in house.running)]
    names = [node.get(q("name")) or "" for root in roots for node in root.iter(q("bookmarkStart"))]
    manuscript = Manuscript(document, look, survey(document, names), form)
    ids = [node.get(q("id")) for root in roots for node in root.iter(q("bookmarkStart"))]
    manuscript.bookmarks = max([0, *(whole_number(identifier, -1) + 1 for identifier in ids)])
    manuscript.drawings = drawing_ids(roots)
    manuscript.media_stem = _media_stem(house)
    manuscript.rtl = styles.rtl
    tag = word_tag(manuscript.language)
    if styles.language and tag != word_tag(styles.language) and not is_rtl(manuscript.language):
        manuscript.lang = f'<w:lang w:val="{attribute(tag)}"/>'
    match = StyleMatch(styles, look, manuscript.language)
    manuscript.housed = frozenset(
        name for name in match.found if not styles.tabbed(match.ids[name])
    )
    manuscript.numbering.unstyled = frozenset(
        name for name in match.found if not styles.numbers(match.ids[name])
    )
    return manuscript, match


def _element(template: Template) -> str:
    return note_form(template.word).element


def _media_stem(house: House) -> str:
    stem = "memo"
    while any(name.startswith(f"/word/media/{stem}") for name in house.opened.names):
        stem += "-"
    return stem


def _renaming(
    house: House, match: StyleMatch, manuscript: Manuscript, xml: Iterable[str]
) -> Renaming:
    """Add the styles that the text needs and the template lacks, and return the ids that change."""
    first = endnote_names(manuscript.note_form)
    numbers = taken_numbers(house)
    added = match.add_missing(first.apply(text) for text in xml)
    root = house.roots["styles"]
    moved = Renaming(numbers=numbers)
    root.extend(
        etree.fromstring(moved.apply(etree.tostring(style, encoding="unicode"))) for style in added
    )
    said = match.warning()
    manuscript.problems += [said] if said else []
    at_end = {ours: match.ids.get(theirs, theirs) for ours, theirs in first.styles.items()}
    return Renaming({**renamed(match), **at_end}, numbers)


def _fill(house: House, filled: Iterable[Filled], renaming: Renaming) -> None:
    lines: list[tuple[Place, bool]] = []
    for item in filled:
        xml = renaming.apply(item.xml)
        if item.place is None:
            _append(house.body, parsed(xml))
        elif wants_blocks(item.place):
            fill_blocks(item.place, parsed(xml))
        else:
            fill_line(item.place, xml)
            lines.append((item.place, bool(xml)))
    tidy(lines)
    for cell in house.body.iter(q("tc")):
        if len(cell) == 0 or cell[-1].tag != q("p"):
            etree.SubElement(cell, q("p"))  # a cell ends with a paragraph (ECMA-376-1, 17.4.65)


def _append(body: etree._Element, elements: list[etree._Element]) -> None:
    """Put the text at the end, before the properties of the last section."""
    last = body.find(q("sectPr"))
    if last is None:
        body.extend(elements)
        return
    for node in elements:
        last.addprevious(node)


def _fill_running(house: House, manuscript: Manuscript, pieces: Pieces, renaming: Renaming) -> None:
    """Fill the places in headers and footers."""
    for item in house.running:
        places = [
            place
            for place in find_places(item.root)
            if place.name in NAMES and not wants_blocks(place)
        ]
        for place in places:
            line = pieces.lines.get(place.name, ())
            fill_line(place, renaming.apply(running_runs(Story(manuscript), line)))
        tidy((place, bool(pieces.lines.get(place.name))) for place in places)
        if places:
            put(item.part, item.root)


def place_problems(house: House, places: Sequence[Place], pieces: Pieces) -> list[Problem]:
    """Return the warnings about places: unknown ones, unusable ones, and what should have one."""
    found: list[Problem] = []
    running = [place for item in house.running for place in find_places(item.root)]
    for place in (*places, *running):
        if place.name not in NAMES:
            near = find_nearest(place.name, NAMES)
            hint = f'did you mean "{near}"?' if near else f"there are {', '.join(NAMES)}"
            fault = f'template "{house.name}" has a place that a memo has nothing for: "{{{{ {place.name} }}}}"'
            found.append(warning(codes.PLACEHOLDER_UNUSABLE, fault, None, hint))
        elif place.name in BLOCKS and (place in running or not place.whole):
            fault = f'template "{house.name}" has the place "{place.name}" where no paragraphs can stand'
            found.append(
                warning(
                    codes.PLACEHOLDER_UNUSABLE,
                    fault,
                    None,
                    "give it a paragraph of its own in the text",
                )
            )
    names = {place.name for place in places if place.whole or not wants_blocks(place)}
    if names & set(NAMES) and "body" not in names:
        fault = f'template "{house.name}" has no place "body"; the text stands at its end'
        found.append(
            warning(
                codes.PLACEHOLDER_UNUSABLE,
                fault,
                None,
                "put {{ body }} into a paragraph of its own",
            )
        )
    if pieces.lines["status"] and "status" not in {*names, *(place.name for place in running)}:
        fault = f'template "{house.name}" has no place "status"; that this is a draft stands above the text only'
        found.append(
            warning(codes.NO_DRAFT_MARKING, fault, None, "put {{ status }} into its header")
        )
    return found


def _clean_relationships(house: House) -> None:
    """Let go of comments on the sample, and of a memo that the template was once built from."""
    rels = house.opened.main.rels
    commented = next(house.body.iter(q("commentReference")), None) is not None
    for identifier, rel in list(rels.items()):
        if rel.is_external:
            continue
        old = rel.reltype == CUSTOM_XML and is_source(rel.target_part.blob)
        if old or (not commented and rel.reltype.endswith(_COMMENTS)):
            del rels[identifier]


def _free_item(house: House) -> int:
    number = 1
    while f"/customxml/item{number}.xml" in house.opened.names:
        number += 1
    return number
