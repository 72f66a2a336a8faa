"""Rendering the elements of a style for one source (CSL 1.0.2, "Rendering Elements").

`render_layout` is the entry. It traverses the elements of a layout, takes the branches of
`cs:choose`, and suppresses groups whose variables are all empty.
"""

import re
from typing import assert_never

from threadbrief.cite.csl.elements import (
    NO_AFFIXES,
    Branch,
    Cacheable,
    Choose,
    DateElement,
    Element,
    Empty,
    Group,
    Label,
    MacroCall,
    Names,
    Number,
    TermText,
    Test,
    ValueText,
    VariableText,
)
from threadbrief.cite.render.context import BIBLIOGRAPHY, RenderContext, apply_affixes
from threadbrief.cite.render.dates import date_sort_key, render_date, select_date_parts
from threadbrief.cite.render.fields import parse_field, parse_superscripts
from threadbrief.cite.render.names import render_names
from threadbrief.cite.render.numbers import format_number, is_numeric, is_plural
from threadbrief.cite.render.runs import LEAD, SUFFIX, YEAR, Run, Runs, join_runs
from threadbrief.cite.render.text import render_variable
from threadbrief.cite.render.variables import GroupVariables
from threadbrief.cite.state import Position, format_year_suffix

_POSITIONS = {
    "first": (Position.FIRST,),
    "subsequent": (Position.SUBSEQUENT, Position.IBID, Position.IBID_WITH_LOCATOR),
    "ibid": (Position.IBID, Position.IBID_WITH_LOCATOR),
    "ibid-with-locator": (Position.IBID_WITH_LOCATOR,),
}
"""The positions for which a test of `position` is true: ibid with a locator is ibid, too."""
_LABELLED_LOCATOR = re.compile(r"[^\W\d_]{2,}\.?\s")
"""The beginning of a locator that carries its label already: `vol. 1, fol. 186`."""


def render_layout(context: RenderContext) -> list[Runs]:
    """Return the output of each element of the layout."""
    specialized = context.style_context.specialize(context.item)
    return render_children(specialized.layout(context.area, context.layout.children), context)


def render_macro(name: str, context: RenderContext) -> Runs:
    """Return the output of a macro."""
    children = context.style_context.specialize(context.item).macro(name)
    return _render_group(Group(children, "", NO_AFFIXES), context)


def render_children(children: tuple[Element, ...], context: RenderContext) -> list[Runs]:
    """Return the output of each element that prints anything; a choice gives that of its branch."""
    out = []
    for child in children:
        if isinstance(child, Choose):
            for branch in child.branches:
                if branch_matches(branch, context):
                    out.extend(render_children(branch.children, context))
                    break
        elif runs := render_element(child, context):
            out.append(runs)
    return out


def render_element(  # noqa: C901, PLR0911, PLR0912 - one line an element
    element: Element, context: RenderContext
) -> Runs:
    """Return the output of one element."""
    match element:
        case Cacheable():
            return _render_cacheable(element, context)
        case VariableText():
            return render_variable(element, context)
        case Group():
            return _render_group(element, context)
        case MacroCall():
            macro = Group(context.style.macros[element.name], "", element.affixes)
            return _render_group(macro, context)
        case Choose():
            return join_runs(render_children((element,), context), "")
        case Names():
            return render_names(element, context, render_children)
        case TermText():
            return _render_term(element, context)
        case ValueText():
            return apply_affixes(list(parse_field(element.value)), element.affixes, context)
        case DateElement():
            return _render_date(element, context)
        case Label():
            return _render_label(element, context)
        case Number():
            return _render_number(element, context)
        case Empty():
            context.group.called = True
            return []
        case _:
            assert_never(element)


# --- groups ---


def _render_group(group: Group, context: RenderContext) -> Runs:
    """Return a group; it is suppressed when it calls variables and all are empty.

    CSL 1.0.2, "Group".
    """
    outer = context.group
    inner = context.group = GroupVariables()
    runs = join_runs(render_children(group.children, context), group.delimiter)
    context.group = outer
    outer.add(inner)
    if not runs or (inner.called and not inner.nonempty):
        return []
    if not inner.called:  # only terms: to the group around it, it counts as a variable
        outer.called = outer.nonempty = True
    return apply_affixes(runs, group.affixes, context)


def _render_cacheable(cacheable: Cacheable, context: RenderContext) -> Runs:
    """Return output that depends on the source alone, rendered once for its notes and its entry."""
    record = context.record
    if record.suppressed or context.disambiguation.year_suffix is not None:
        return render_element(cacheable.element, context)
    key = cacheable.element, context.for_disambiguation
    cached = context.item.cache.get(key)
    if cached is None:
        outer = context.group
        context.group = GroupVariables()
        runs = render_element(cacheable.element, context)
        cached = context.item.cache[key] = runs, context.group
        context.group = outer
    runs, variables = cached
    context.group.add(variables)
    return runs


# --- conditions ---


def branch_matches(branch: Branch, context: RenderContext) -> bool:
    """Return whether the conditions of a branch are met; `cs:else` has none and matches."""
    for test in branch.tests:
        # a false test decides "all", a true one decides "any" and "none"
        if _test(test, context) is not (branch.match == "all"):
            return branch.match == "any"
    return branch.match != "any" or not branch.tests


def _test(test: Test, context: RenderContext) -> bool:  # noqa: PLR0911 - one line a condition
    match test.kind:
        case "type":
            return context.item.type == test.value
        case "variable":
            return _has_variable(test.value, context)
        case "is-numeric":
            return _is_numeric(test.value, context)
        case "position":
            return _has_position(test.value, context)
        case "locator":
            return _has_locator_kind(test.value, context)
        case "is-uncertain-date":
            date = context.item.date(test.value)
            return date is not None and date.circa
        case "disambiguate":
            context.record.disambiguate_tests += 1
            return context.record.disambiguate_tests <= context.disambiguation.conditions
        case _:
            assert_never(test.kind)


def _has_variable(name: str, context: RenderContext) -> bool:
    match name:
        case "locator":
            return context.locator is not None
        case "citation-number":
            return context.citation_number is not None
        case "year-suffix":
            return context.disambiguation.year_suffix is not None
        case "first-reference-note-number":
            return context.cite is not None and context.cite.first_note is not None
        case _:
            return context.item.has(name)


def _is_numeric(name: str, context: RenderContext) -> bool:
    if name == "locator":
        return context.locator is not None and is_numeric(context.locator.value)
    if name == "citation-number":
        return context.citation_number is not None
    date = context.item.date(name)
    if date is not None:
        return date.start is not None
    return is_numeric(context.item.text(name))


def _has_position(value: str, context: RenderContext) -> bool:
    """Return whether a cite has a position: first, subsequent, ibid, near-note and so on."""
    if context.area == BIBLIOGRAPHY or context.cite is None:
        return False
    if value == "near-note":
        return context.cite.near_note
    return context.cite.position in _POSITIONS.get(value, ())


def _has_locator_kind(value: str, context: RenderContext) -> bool:
    if context.locator is None:
        return False
    if value == "sub verbo":  # CSL 1.0.1 wrote it with a space
        value = "sub-verbo"
    return context.locator.kind.value == value


# --- terms, dates, labels, numbers ---


def _render_term(term: TermText, context: RenderContext) -> Runs:
    word = context.locale.text(term.name, term.form, plural=term.plural)
    if not word:
        return []
    runs = [Run(run.text, run.font, run.kind, LEAD) for run in parse_field(word)]
    return apply_affixes(runs, term.affixes, context)


def _render_date(element: DateElement, context: RenderContext) -> Runs:
    context.group.called = True
    date = context.item.date(element.variable)
    if date is None or element.variable in context.record.suppressed:
        return []
    if context.for_disambiguation and element.variable == "accessed":
        return []
    if context.sorting:
        context.group.nonempty = True
        parts, _ = select_date_parts(element, context.locale, date)
        return [Run(date_sort_key(date, tuple(part.name for part in parts)))]
    runs = render_date(date, element, context.locale)
    if not runs:
        return []
    context.group.nonempty = True
    context.mark_printed(element.variable)
    return apply_affixes(_add_year_suffix(runs, context), element.affixes, context)


def _add_year_suffix(runs: Runs, context: RenderContext) -> Runs:
    """Return a date with the year suffix after its year, unless the style prints it itself."""
    number = context.disambiguation.year_suffix
    is_explicit = context.style_context.explicit_year_suffix
    if number is None or is_explicit or context.record.year_suffix_printed:
        return runs
    at = len(runs) - 1
    for index in range(len(runs) - 1, -1, -1):
        if runs[index].tag == YEAR:
            at = index
            break
    context.record.year_suffix_printed = True
    suffix = Run(format_year_suffix(number), runs[at].font, tag=SUFFIX)
    return [*runs[: at + 1], suffix, *runs[at + 1 :]]


def _render_label(label: Label, context: RenderContext) -> Runs:
    context.group.called = True
    name = label.variable
    if name == "locator":
        value = ""
        if context.locator is not None:
            name, value = context.locator.kind.value, context.locator.value
    elif name == "citation-number":
        value = str(context.citation_number or "")
    elif name in context.record.suppressed:
        value = ""
    else:
        value = context.item.text(name)
    if not value:
        return []
    context.group.nonempty = True
    if label.variable == "locator" and _LABELLED_LOCATOR.match(value):
        return []
    word = context.locale.text(name, label.form, plural=_is_plural(label, name, value))
    if not word:
        return []
    return apply_affixes([Run(word)], label.affixes, context)


def _is_plural(label: Label, name: str, value: str) -> bool:
    if label.plural != "contextual":
        return label.plural == "always"
    if name in ("number-of-pages", "number-of-volumes"):
        return value.strip() not in {"0", "1"}
    return is_plural(value)


def _render_number(number: Number, context: RenderContext) -> Runs:
    context.group.called = True
    value = _number_value(number.name, context)
    if not value or number.name in context.record.suppressed:
        return []
    context.group.nonempty = True
    context.mark_printed(number.name)
    if context.sorting:
        if value.isdecimal():
            value = value.zfill(9)
        return [Run(value)]
    if is_numeric(value):
        gender = context.locale.gender(number.name)
        value = format_number(value, number.form, context.locale, gender)
    return apply_affixes(parse_superscripts(value), number.affixes, context)


def _number_value(name: str, context: RenderContext) -> str:
    match name:
        case "locator":
            return "" if context.locator is None else context.locator.value
        case "citation-number":
            return str(context.citation_number or "")
        case "first-reference-note-number":
            return "" if context.cite is None else str(context.cite.first_note or "")
        case _:
            return context.item.text(name)
