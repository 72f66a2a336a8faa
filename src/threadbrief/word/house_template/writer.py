"""A document and a template of Word become the bytes of a .docx.

Its places filled, or its sample replaced.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count

from lxml import etree

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Problem, find_nearest, warning
from threadbrief.model.brief import Source
from threadbrief.model.document import Document
from threadbrief.templates import HouseFile, Template
from threadbrief.text.direction import is_rtl
from threadbrief.word.body.languages import to_word_tag
from threadbrief.word.context import NO_PAGES, DocxContext, Story, collect_anchors
from threadbrief.word.house_template.content import (
    FilledPlaceholder,
    PlaceholderFiller,
    find_highest_drawing_id,
    make_running_runs,
)
from threadbrief.word.house_template.controls import BoundData
from threadbrief.word.house_template.fill import (
    fill_blocks,
    fill_line,
    parse_fragment,
    remove_empty_lines,
)
from threadbrief.word.house_template.notes import (
    add_notes,
    add_numbering,
    find_first_note_id,
    find_highest_number,
    has_own_notes,
    make_notes,
    update_settings,
)
from threadbrief.word.house_template.package import DOCUMENT, parse
from threadbrief.word.house_template.placeholders import (
    BLOCKS,
    NAMES,
    MemoContent,
    Placeholder,
    collect_content,
    find_placeholders,
    find_text_section,
    wants_blocks,
)
from threadbrief.word.house_template.security import make_misplaced_error
from threadbrief.word.house_template.styles import HouseStyles, StyleMatch, adapt_look, map_renamed
from threadbrief.word.house_template.template import (
    HouseTemplate,
    iter_sections,
    parse_integer,
    qualify,
    read_note_numbering,
    read_page,
    read_template,
    write_part,
)
from threadbrief.word.parts.footnotes import (
    make_endnote_names,
    make_note_elements,
    numbering_problems,
)
from threadbrief.word.parts.note_numbering import make_note_numbering
from threadbrief.word.parts.package import make_image_part, relate_story, write_package
from threadbrief.word.parts.settings import (
    list_custom_properties,
    make_custom_properties,
    make_package,
)
from threadbrief.word.parts.source import CUSTOM_XML, is_own_data, relate_source
from threadbrief.word.xml import StyleIdMap, escape_attribute

_PROPERTY = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"


def make_properties(house: HouseTemplate, document: Document, source: Source | None) -> str:
    """Return the custom properties of the template with ours behind them."""
    if house.opened.custom is None:
        return make_custom_properties(document.properties, source)
    root = parse(house.opened.custom, "docProps/custom.xml", house.name)
    ours = {name.lower() for name, _ in list_custom_properties(document.properties, source)}
    kept = []
    for node in root.iter(_PROPERTY):
        if (node.get("name") or "").lower() not in ours:
            node.attrib.pop("pid", "")
            node.tail = None
            kept.append(_strip_namespaces(etree.tostring(node, encoding="unicode")))
    return make_custom_properties(document.properties, source, kept)


def _strip_namespaces(xml: str) -> str:
    """Return a property as written in our part, whose root declares namespaces without prefix."""
    if xml.startswith("<property "):
        return xml
    return ""


_COMMENTS = ("/comments", "/commentsExtended", "/commentsIds", "/commentsExtensible")


def write_in_house(
    document: Document,
    template: Template,
    file: HouseFile,
    source: Source | None = None,
    pages: Mapping[str, int] = NO_PAGES,
) -> tuple[bytes, tuple[Problem, ...]]:
    """Return a document in a template of Word as the bytes of a .docx, and the warnings about it.

    Raises BriefError when the template is unsafe or damaged, or when its places cannot take the
    memo.
    """
    house = read_template(file)
    places = list_placeholders(house)
    _drop_sample(house, places)
    pieces = collect_content(document, template.choose_wording(document.properties.language))
    manuscript, match = _make_context(house, document, template, places)
    manuscript.pages, manuscript.field_form = pages, template.word.field_list
    manuscript.problems += [
        *check_placeholders(house, places, pieces),
        *numbering_problems(manuscript.note_form),
    ]
    story = Story(manuscript, "Memo")
    filled = PlaceholderFiller(story, pieces, template).set_all(places, house)
    notes_story = Story(manuscript, "Memo")
    notes = make_note_elements(notes_story)
    renaming = _map_style_ids(
        house,
        match,
        manuscript,
        [*(item.xml for item in filled), make_notes(house, notes_story, notes)],
    )
    data = BoundData(house, document.properties)
    manuscript.problems += _fill(house, filled, renaming, pieces, data)
    manuscript.problems += _fill_running(house, Story(manuscript), pieces, renaming, data)
    notes_part = add_notes(house, notes_story, notes, renaming)
    update_settings(house, manuscript.note_form, template.word, notes=bool(notes))
    add_numbering(house, manuscript.numbering, match)
    write_part(house.parts["styles"], house.roots["styles"])
    main = house.opened.main
    write_part(main, house.document, DOCUMENT)
    images = {media: make_image_part(media) for media in manuscript.media.values()}
    relate_story(main, story, images)
    if notes_part:
        relate_story(notes_part, notes_story, images)
    _clean_relationships(house)
    if source:
        relate_source(main, source, manuscript.digests, _iter_free_items(house))
    package = make_package(main, document, make_properties(house, document, source))
    return write_package(package), tuple(dict.fromkeys([*manuscript.problems, *match.problems]))


def list_placeholders(house: HouseTemplate) -> tuple[Placeholder, ...]:
    """Return the places in the text of a template, in their order."""
    return tuple(find_placeholders(house.body))


def _drop_sample(house: HouseTemplate, places: Sequence[Placeholder]) -> None:
    """Empty the text of a template without places.

    Its first section stays, and its page with it.
    """
    body = house.body
    if any(place.name in NAMES for place in places):
        if has_own_notes(house):
            fault = (
                "has a note of its own in text that stays; "
                "Word would count it among those of the memo"
            )
            raise make_misplaced_error(house.name, fault, "take the note out of the template")
        return
    first = next(iter_sections(body), None)
    for node in list(body):
        body.remove(node)
    if first is not None:
        first.tail = None
        body.append(first)


def _make_context(
    house: HouseTemplate, document: Document, template: Template, places: Sequence[Placeholder]
) -> tuple[DocxContext, StyleMatch]:
    """Return the context of a document in the template's look, its ids after the template's."""
    section = find_text_section(house, places)
    styles = HouseStyles(house, template.word)
    look = adapt_look(template.look, read_page(section, template.look.page), styles)
    form = make_note_numbering(
        template.word,
        read_note_numbering(house, section),
        find_first_note_id(house, _note_element(template)),
    )
    roots = [house.document, *(item.root for item in house.running)]
    names = [
        node.get(qualify("name")) or ""
        for root in roots
        for node in root.iter(qualify("bookmarkStart"))
    ]
    manuscript = DocxContext(document, look, collect_anchors(document, names), form)
    ids = [
        node.get(qualify("id")) for root in roots for node in root.iter(qualify("bookmarkStart"))
    ]
    manuscript.bookmarks = max([0, *(parse_integer(identifier, -1) + 1 for identifier in ids)])
    manuscript.drawings = find_highest_drawing_id(roots)
    manuscript.media_stem = _choose_media_stem(house)
    manuscript.rtl = styles.rtl
    tag = to_word_tag(manuscript.language)
    if styles.language and tag != to_word_tag(styles.language) and not is_rtl(manuscript.language):
        manuscript.lang = f'<w:lang w:val="{escape_attribute(tag)}"/>'
    match = StyleMatch(styles, look, manuscript.language)
    manuscript.mapped_styles = frozenset(
        name for name in match.found if not styles.tabbed(match.ids[name])
    )
    manuscript.numbering.unstyled = frozenset(
        name for name in match.found if not styles.numbers(match.ids[name])
    )
    return manuscript, match


def _note_element(template: Template) -> str:
    return make_note_numbering(template.word).element


def _choose_media_stem(house: HouseTemplate) -> str:
    stem = "memo"
    while any(name.startswith(f"/word/media/{stem}") for name in house.opened.names):
        stem += "-"
    return stem


def _map_style_ids(
    house: HouseTemplate, match: StyleMatch, manuscript: DocxContext, xml: Iterable[str]
) -> StyleIdMap:
    """Add the styles that the text needs and the template lacks, and return the ids that change."""
    first = make_endnote_names(manuscript.note_form)
    numbers = find_highest_number(house)
    added = match.add_missing(first.apply(text) for text in xml)
    root = house.roots["styles"]
    moved = StyleIdMap(numbers=numbers)
    root.extend(
        etree.fromstring(moved.apply(etree.tostring(style, encoding="unicode"))) for style in added
    )
    said = match.warning()
    manuscript.problems += [said] if said else []
    at_end = {ours: match.ids.get(theirs, theirs) for ours, theirs in first.styles.items()}
    return StyleIdMap({**map_renamed(match), **at_end}, numbers)


def _fill(
    house: HouseTemplate,
    filled: Iterable[FilledPlaceholder],
    renaming: StyleIdMap,
    pieces: MemoContent,
    data: BoundData,
) -> list[Problem]:
    """Fill the places in the text; return warnings."""
    lines: list[tuple[Placeholder, bool]] = []
    problems: list[Problem] = []
    for item in filled:
        xml = renaming.apply(item.xml)
        if item.place is None:
            _append_text(house.body, parse_fragment(xml))
        elif wants_blocks(item.place):
            fill_blocks(item.place, parse_fragment(xml))
        else:
            text = pieces.read_line(item.place.name)
            problems += fill_line(item.place, xml, text, pieces.day, data)
            lines.append((item.place, bool(xml)))
    remove_empty_lines(lines)
    for cell in house.body.iter(qualify("tc")):
        if len(cell) == 0 or cell[-1].tag != qualify("p"):
            etree.SubElement(
                cell, qualify("p")
            )  # a cell ends with a paragraph (ECMA-376-1, 17.4.65)
    return problems


def _append_text(body: etree._Element, elements: list[etree._Element]) -> None:
    """Put the text at the end, before the properties of the last section."""
    last = body.find(qualify("sectPr"))
    if last is None:
        body.extend(elements)
        return
    for node in elements:
        last.addprevious(node)


def _fill_running(
    house: HouseTemplate, story: Story, pieces: MemoContent, renaming: StyleIdMap, data: BoundData
) -> list[Problem]:
    """Fill the places in headers and footers; return warnings."""
    problems: list[Problem] = []
    for item in house.running:
        places = [
            place
            for place in find_placeholders(item.root)
            if place.name in NAMES and not wants_blocks(place)
        ]
        for place in places:
            line = pieces.lines.get(place.name, ())
            runs = renaming.apply(make_running_runs(story, line))
            text = pieces.read_line(place.name)
            problems += fill_line(place, runs, text, pieces.day, data)
        remove_empty_lines((place, bool(pieces.lines.get(place.name))) for place in places)
        if places:
            write_part(item.part, item.root)
    return problems


def check_placeholders(
    house: HouseTemplate, places: Sequence[Placeholder], pieces: MemoContent
) -> list[Problem]:
    """Return the warnings about places: unknown ones, unusable ones, and what should have one."""
    found: list[Problem] = []
    running = [place for item in house.running for place in find_placeholders(item.root)]
    for place in (*places, *running):
        if place.name not in NAMES:
            near = find_nearest(place.name, NAMES)
            if near:
                hint = f'did you mean "{near}"?'
            else:
                hint = f"there are {', '.join(NAMES)}"
            fault = (
                f'template "{house.name}" has a place that a memo has nothing for: '
                f'"{{{{ {place.name} }}}}"'
            )
            found.append(warning(codes.PLACEHOLDER_UNUSABLE, fault, None, hint))
        elif place.name in BLOCKS and (place in running or not place.whole):
            fault = (
                f'template "{house.name}" has the place "{place.name}" '
                "where no paragraphs can stand"
            )
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
        fault = (
            f'template "{house.name}" has no place "status"; '
            "that this is a draft stands above the text only"
        )
        found.append(
            warning(codes.NO_DRAFT_MARKING, fault, None, "put {{ status }} into its header")
        )
    return found


def _clean_relationships(house: HouseTemplate) -> None:
    """Let go of comments on the sample, and of a memo that the template was once built from."""
    rels = house.opened.main.rels
    commented = next(house.body.iter(qualify("commentReference")), None) is not None
    for identifier, rel in list(rels.items()):
        if rel.is_external:
            continue
        old = rel.reltype == CUSTOM_XML and is_own_data(rel.target_part.blob)
        if old or (not commented and rel.reltype.endswith(_COMMENTS)):
            del rels[identifier]


def _iter_free_items(house: HouseTemplate) -> Iterator[int]:
    """Yield the numbers that no custom XML item of the template has."""
    taken = house.opened.names
    return (number for number in count(1) if f"/customxml/item{number}.xml" not in taken)
