"""`cs:text variable`: titles, pages, addresses, and what only the place in the document can tell."""

import re
from typing import Final

from threadbrief.cite.csl.elements import VariableText
from threadbrief.cite.render.context import RenderContext, apply_affixes
from threadbrief.cite.render.fields import parse_field
from threadbrief.cite.render.numbers import format_page_ranges
from threadbrief.cite.render.person import extract_particles
from threadbrief.cite.render.runs import NUMBER, SUFFIX, Run, Runs, plain_text
from threadbrief.cite.render.variables import Item
from threadbrief.cite.state import format_year_suffix
from threadbrief.core.structs import replace
from threadbrief.model.marks import Locator, LocatorKind
from threadbrief.text.urls import WEB_URL

_LETTERS = {1: (4,), 2: (2, 2), 3: (2, 2, 2)}
"""Letters of each family name, by how many names there are; of more names one letter each, four at most."""


def make_trigraph(item: Item) -> str:
    """Return a label of letters of the authors' names and two digits of the year."""
    names = next(
        (item.names[name] for name in ("author", "editor", "translator") if item.names.get(name)),
        (),
    )
    families = [
        name.literal or extract_particles(name).family or name.given or "" for name in names
    ]
    sizes = _LETTERS.get(len(families), (1, 1, 1, 1))
    letters = "".join(family[:size] for family, size in zip(families, sizes, strict=False))
    issued = item.date("issued")
    year = (
        f"{issued.start.year % 100:02}" if issued is not None and issued.start is not None else ""
    )
    return letters + year if letters or year else item.text("title").replace(" ", "")[:4]


_LINKED: Final = {
    "URL": "", "archive_url": "", "DOI": "https://doi.org/",
    "PMID": "https://www.ncbi.nlm.nih.gov/pubmed/", "PMCID": "https://www.ncbi.nlm.nih.gov/pmc/articles/",
}  # fmt: skip
_ADDRESS: Final = re.compile(rf"{WEB_URL}$")
_NUMBERED: Final = frozenset({"issue", "volume"})
_NUMBERS: Final = re.compile(r"\d+-\d+")
_WORDS: Final = frozenset({"title", "title-short", "title-main", "excerpt", "excerpt-short"})
_TITLES: Final = _WORDS | {
    "container-title",
    "container-title-short",
    "collection-title",
    "original-title",
}
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_AS_WRITTEN: Final = frozenset({"URL", "archive_url", "DOI", "PMID", "PMCID"})


def render_variable(element: VariableText, context: RenderContext) -> Runs:
    """Return a variable as an element asks for it."""
    name = element.name
    runs = _place(name, context)
    context.called = context.called or name != "year-suffix" or bool(runs)
    if runs is None:
        value = "" if name in context.suppressed else context.item.text(name, short=element.short)
        runs = _value(name, value, context) if value else []
    if not runs:
        return []
    context.found = True
    context.use(name)
    if name in _LINKED:
        return _linked(runs, element, context)
    return apply_affixes(runs, element.affixes, context)


def _place(name: str, context: RenderContext) -> Runs | None:
    """Return what depends on the place in the document; None for variables of the source itself."""
    cite = context.cite
    match name:
        case "locator":
            return (
                _locator(cite.item.locator, context)
                if cite is not None and cite.item.locator is not None
                else []
            )
        case "citation-number":
            number = context.number or 0
            return (
                [Run(f"{number:09}" if context.sorting else str(number), tag=NUMBER)]
                if context.number
                else []
            )
        case "first-reference-note-number":
            return (
                [Run(str(cite.first_note))]
                if cite is not None and cite.first_note is not None
                else []
            )
        case "year-suffix":
            suffix = context.addition.year_suffix
            context.suffix_done = True
            return [Run(format_year_suffix(suffix), tag=SUFFIX)] if suffix is not None else []
        case "citation-label":
            return _label(context)
        case _:
            return None


def _locator(locator: Locator, context: RenderContext) -> Runs:
    """Return a locator, with a dash for its hyphens and the language's sign for `&`."""
    value, pages = (
        locator.value,
        context.style.page_range_format if locator.kind is LocatorKind.PAGE else None,
    )
    if "&" in value and (symbol := context.locale.text("and", "symbol")):
        value = value.replace("&", symbol)
    return list(parse_field(format_page_ranges(value, pages, context.locale)))


def _label(context: RenderContext) -> Runs:
    own = context.item.text("citation-label")
    runs = [Run(own or make_trigraph(context.item))]
    suffix = context.addition.year_suffix
    if suffix is not None:
        context.suffix_done = True
        runs.append(Run(format_year_suffix(suffix), tag=SUFFIX))
    return runs


def _value(name: str, value: str, context: RenderContext) -> Runs:
    if context.sorting:
        return [Run(plain_text(parse_field(value)))]
    if name == "page":
        return list(
            parse_field(format_page_ranges(value, context.style.page_range_format, context.locale))
        )
    if name in _NUMBERED and _NUMBERS.fullmatch(value):
        return [Run(value.replace("-", "–"))]
    if name in _AS_WRITTEN:
        return [Run(value)]
    return (
        _titled(name, list(parse_field(value)), context)
        if name in _TITLES
        else list(parse_field(value))
    )


def _titled(name: str, runs: Runs, context: RenderContext) -> Runs:
    """Return a title in its own language; the words of a post keep the case in which somebody wrote them."""
    fixed = name in _WORDS and context.item.type == "post"
    lang = context.item.language.replace("_", "-")
    if lang.split("-")[0] == context.locale.language.split("-")[0] or not _LANGUAGE.fullmatch(lang):
        lang = ""
    if not (fixed or lang):
        return runs
    return [
        replace(
            run, font=replace(run.font, fixed_case=fixed or run.font.fixed_case, lang=lang or None)
        )
        for run in runs
    ]


def _linked(runs: Runs, element: VariableText, context: RenderContext) -> Runs:
    """Return an address or an identifier as a link; a prefix that is the beginning of the address belongs to it."""
    value = "".join(run.text for run in runs)
    target = value if _ADDRESS.match(value) else _LINKED[element.name] + value
    if not _ADDRESS.match(target) or context.sorting:
        return apply_affixes(runs, element.affixes, context)
    linked = [Run(run.text, replace(run.font, link=target)) for run in runs]
    before, http, address = element.affixes.prefix.partition("http")
    if not http or http + address + value != target:
        return apply_affixes(linked, element.affixes, context)
    linked.insert(0, Run(http + address, linked[0].font))
    return apply_affixes(linked, replace(element.affixes, prefix=before), context)
