"""Rendering `cs:text variable`: titles, pages, web addresses, and variables of the place.

Titles have the language of their source, addresses and identifiers become links, and labels such as
`Doe65` are made here for styles that print them.
"""

import re
from typing import Final

from threadbrief.cite.csl.elements import VariableText
from threadbrief.cite.posts import is_description
from threadbrief.cite.render.context import RenderContext, apply_affixes
from threadbrief.cite.render.fields import parse_excerpt, parse_field
from threadbrief.cite.render.numbers import format_page_ranges
from threadbrief.cite.render.person import extract_particles
from threadbrief.cite.render.runs import NUMBER, SUFFIX, Run, Runs, plain_text
from threadbrief.cite.render.variables import CslItem
from threadbrief.cite.state import Cite, format_year_suffix
from threadbrief.core.structs import replace
from threadbrief.model.brief import Name
from threadbrief.model.marks import Locator, LocatorKind
from threadbrief.text.urls import WEB_URL

_LINKED: Final = {
    "URL": "",
    "archive_url": "",
    "thread-url": "",
    "DOI": "https://doi.org/",
    "PMID": "https://www.ncbi.nlm.nih.gov/pubmed/",
    "PMCID": "https://www.ncbi.nlm.nih.gov/pmc/articles/",
}
"""Variables that become links, each with the beginning of its address."""
_WEB_ADDRESS: Final = re.compile(rf"{WEB_URL}$")
_MAYBE_RANGES: Final = frozenset({"issue", "volume"})
_NUMBER_RANGE: Final = re.compile(r"\d+-\d+")
_POST_TEXTS: Final = frozenset({"title", "title-short", "title-main", "excerpt", "excerpt-short"})
_TITLES: Final = _POST_TEXTS | {
    "container-title",
    "container-title-short",
    "collection-title",
    "original-title",
}
_LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_VERBATIM: Final = frozenset({"URL", "archive_url", "thread-url", "DOI", "PMID", "PMCID"})


def render_variable(element: VariableText, context: RenderContext) -> Runs:
    """Return the output of a variable; empty where the source has none."""
    name = element.name
    runs = _render_place(name, context)
    if name != "year-suffix" or runs:
        context.group.called = True
    if runs is None:
        runs = []
        if name not in context.record.suppressed:
            value = context.item.text(name, short=element.short)
            runs = _render_value(name, value, context)
    if not runs:
        return []
    context.group.nonempty = True
    context.mark_printed(name)
    if name in _LINKED:
        return _render_link(runs, element, context)
    return apply_affixes(runs, element.affixes, context)


# --- variables of the place ---


def _render_place(name: str, context: RenderContext) -> Runs | None:
    """Return what depends on the place in the document; None for variables of the source itself."""
    match name:
        case "locator":
            return _render_locator(context.locator, context)
        case "citation-number":
            return _render_citation_number(context)
        case "first-reference-note-number":
            return _render_first_note(context.cite)
        case "year-suffix":
            return _render_year_suffix(context)
        case "citation-label":
            return _render_citation_label(context)
        case _:
            return None


def _render_locator(locator: Locator | None, context: RenderContext) -> Runs:
    """Return a locator, with a dash for its hyphens and the language's sign for `&`."""
    if locator is None:
        return []
    value, form = locator.value, None
    if locator.kind is LocatorKind.PAGE:
        form = context.style.page_range_format
    if "&" in value:
        symbol = context.locale.text("and", "symbol")
        if symbol:
            value = value.replace("&", symbol)
    return list(parse_field(format_page_ranges(value, form, context.locale)))


def _render_citation_number(context: RenderContext) -> Runs:
    number = context.citation_number
    if not number:
        return []
    digits = f"{number:09}" if context.sorting else str(number)
    return [Run(digits, tag=NUMBER)]


def _render_first_note(cite: Cite | None) -> Runs:
    if cite is None or cite.first_note is None:
        return []
    return [Run(str(cite.first_note))]


def _render_year_suffix(context: RenderContext) -> Runs:
    context.record.year_suffix_printed = True
    suffix = context.disambiguation.year_suffix
    if suffix is None:
        return []
    return [Run(format_year_suffix(suffix), tag=SUFFIX)]


def _render_citation_label(context: RenderContext) -> Runs:
    label = context.item.text("citation-label")
    runs = [Run(label or make_trigraph(context.item))]
    if context.disambiguation.year_suffix is not None:
        runs += _render_year_suffix(context)
    return runs


# --- variables of the source ---


def _render_value(name: str, value: str, context: RenderContext) -> Runs:
    if not value:
        return []
    if context.sorting:
        return [Run(plain_text(parse_field(value)))]
    if name == "page":
        form = context.style.page_range_format
        return list(parse_field(format_page_ranges(value, form, context.locale)))
    if name in _MAYBE_RANGES and _NUMBER_RANGE.fullmatch(value):
        return [Run(value.replace("-", "–"))]
    if name in _VERBATIM:
        return [Run(value)]
    is_excerpt = context.item.is_excerpt(name)
    runs = list(parse_excerpt(value) if is_excerpt else parse_field(value))
    return _render_title(name, runs, context) if name in _TITLES else runs


def _render_title(name: str, runs: Runs, context: RenderContext) -> Runs:
    """Return a title in its own language; the text of a post keeps what its author wrote."""
    is_post = name in _POST_TEXTS and context.item.type == "post"
    lang = context.item.language.replace("_", "-")
    is_of_note = lang.split("-")[0] == context.locale.language.split("-")[0]
    if is_of_note or not _LANGUAGE_TAG.fullmatch(lang):
        lang = ""
    if not (is_post or lang):
        return runs
    verbatim = is_post and not is_description(plain_text(runs))
    out = []
    for run in runs:
        fixed_case = is_post or run.font.fixed_case
        font = replace(run.font, fixed_case=fixed_case, lang=lang or None, verbatim=verbatim)
        out.append(replace(run, font=font))
    return out


def _render_link(runs: Runs, element: VariableText, context: RenderContext) -> Runs:
    """Return a web address or an identifier as a link.

    A prefix that is the beginning of the address, `https://doi.org/`, is a part of the link.
    """
    value = "".join(run.text for run in runs)
    target = value
    if not _WEB_ADDRESS.match(target):
        target = _LINKED[element.name] + value
    if context.sorting or not _WEB_ADDRESS.match(target):
        return apply_affixes(runs, element.affixes, context)
    linked = [Run(run.text, replace(run.font, link=target)) for run in runs]
    before, http, address = element.affixes.prefix.partition("http")
    if not http or http + address + value != target:
        return apply_affixes(linked, element.affixes, context)
    linked.insert(0, Run(http + address, linked[0].font))
    return apply_affixes(linked, replace(element.affixes, prefix=before), context)


# --- citation labels ---

_LETTERS = {1: (4,), 2: (2, 2), 3: (2, 2, 2)}
"""Letters of each family name, by the number of names; of more names one each, four at most."""


def make_trigraph(item: CslItem) -> str:
    """Return a citation label, `Doe65`: letters of the names and two digits of the year."""
    names: tuple[Name, ...] = ()
    for variable in ("author", "editor", "translator"):
        if item.names.get(variable):
            names = item.names[variable]
            break
    families = [
        name.literal or extract_particles(name).family or name.given or "" for name in names
    ]
    sizes = _LETTERS.get(len(families), (1, 1, 1, 1))
    label = "".join(family[:size] for family, size in zip(families, sizes, strict=False))
    issued = item.date("issued")
    if issued is not None and issued.start is not None:
        label += f"{issued.start.year % 100:02}"
    return label or item.text("title").replace(" ", "")[:4]
