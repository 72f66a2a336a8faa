"""The rendering elements of a style, walked for one source: what they put out, and groups that fall silent."""

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
from threadbrief.cite.render.runs import LEAD, SUFFIX, YEAR, Run, Runs
from threadbrief.cite.render.text import render_variable
from threadbrief.cite.state import Position, format_year_suffix

_POSITIONS = {
    "first": (Position.FIRST,),
    "subsequent": (Position.SUBSEQUENT, Position.IBID, Position.IBID_WITH_LOCATOR),
    "ibid": (Position.IBID, Position.IBID_WITH_LOCATOR),
    "ibid-with-locator": (Position.IBID_WITH_LOCATOR,),
}
"""Which positions make a test of `position` true."""


def branch_matches(branch: Branch, context: RenderContext) -> bool:
    """Return whether a branch is the one to take; one without tests always is."""
    for test in branch.tests:
        if _true(test, context) is not (
            branch.match == "all"
        ):  # a false test decides "all", a true one the others
            return branch.match == "any"
    return branch.match != "any" or not branch.tests


def _true(test: Test, context: RenderContext) -> bool:  # noqa: PLR0911 - one line for each condition of CSL
    match test.kind:
        case "type":
            return context.item.type == test.value
        case "variable":
            return _has(test.value, context)
        case "is-numeric":
            return _is_numeric(test.value, context)
        case "position":
            return _position(test.value, context)
        case "locator":
            return _locator(test.value, context)
        case "is-uncertain-date":
            date = context.item.date(test.value)
            return date is not None and date.circa
        case "disambiguate":
            context.conditions += 1
            return context.conditions <= context.addition.conditions
        case _:
            assert_never(test.kind)


def _has(name: str, context: RenderContext) -> bool:
    match name:
        case "locator":
            return context.cite is not None and context.cite.item.locator is not None
        case "citation-number":
            return context.number is not None
        case "year-suffix":
            return context.addition.year_suffix is not None
        case "first-reference-note-number":
            return context.cite is not None and context.cite.first_note is not None
        case _:
            return context.item.has(name)


def _is_numeric(name: str, context: RenderContext) -> bool:
    if name == "locator":
        locator = context.cite.item.locator if context.cite is not None else None
        return locator is not None and is_numeric(locator.value)
    if name == "citation-number":
        return context.number is not None
    date = context.item.date(name)
    if date is not None:
        return date.start is not None
    return is_numeric(context.item.text(name))


def _position(value: str, context: RenderContext) -> bool:
    if context.area == BIBLIOGRAPHY or context.cite is None:
        return False
    if value == "near-note":
        return context.cite.near_note
    return context.cite.position in _POSITIONS.get(value, ())


def _locator(value: str, context: RenderContext) -> bool:
    locator = context.cite.item.locator if context.cite is not None else None
    wanted = "sub-verbo" if value == "sub verbo" else value
    return locator is not None and locator.kind.value == wanted


_OWN_LABEL = re.compile(r"[^\W\d_]{2,}\.?\s")
"""How a locator begins that says itself what it counts: `vol. 1, fol. 186`."""


def render_layout(context: RenderContext) -> list[Runs]:
    """Return the output of each element of the layout."""
    return render_children(
        context.style_context.specialize(context.item).layout(
            context.area, context.layout.children
        ),
        context,
    )


def render_macro(name: str, context: RenderContext) -> Runs:
    """Return the output of a macro."""
    return _group(
        Group(context.style_context.specialize(context.item).macro(name), "", NO_AFFIXES), context
    )


def render_children(children: tuple[Element, ...], context: RenderContext) -> list[Runs]:
    """Return the output of each element that puts anything out; a choice gives that of its branch."""
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


def render_element(element: Element, context: RenderContext) -> Runs:  # noqa: C901, PLR0911, PLR0912 - one line an element
    """Return the output of one element."""
    match element:
        case Cacheable():
            return _own(element, context)
        case VariableText():
            return render_variable(element, context)
        case Group():
            return _group(element, context)
        case MacroCall():
            return _group(Group(context.style.macros[element.name], "", element.affixes), context)
        case Choose():
            return _joined(render_children((element,), context), "")
        case Names():
            return render_names(element, context, render_children)
        case TermText():
            return _term(element, context)
        case ValueText():
            return apply_affixes(list(parse_field(element.value)), element.affixes, context)
        case DateElement():
            return _date(element, context)
        case Label():
            return _label(element, context)
        case Number():
            return _number(element, context)
        case Empty():
            context.called = True
            return []
        case _:
            assert_never(element)


def _joined(pieces: list[Runs], delimiter: str) -> Runs:
    if len(pieces) == 1:
        return pieces[0]
    out: Runs = []
    for piece in pieces:
        if out and delimiter:
            out.append(Run(delimiter))
        out.extend(piece)
    return out


def _group(group: Group, context: RenderContext) -> Runs:
    """Return a group, or nothing when it calls variables and all are empty (CSL 1.0.2, "Group")."""
    called, found = context.called, context.found
    context.called = context.found = False
    runs = _joined(render_children(group.children, context), group.delimiter)
    silent = context.called and not context.found
    inner_called, inner_found = context.called, context.found
    context.called, context.found = called or inner_called, found or inner_found
    if silent or not runs:
        return []
    if not inner_called:  # only terms: to the group around it, it is as good as a variable
        context.called = context.found = True
    return apply_affixes(runs, group.affixes, context)


def _own(own: Cacheable, context: RenderContext) -> Runs:
    """Return what is a source's own, which its note and its entry in the list have in common, rendered once."""
    if context.suppressed or context.addition.year_suffix is not None:
        return render_element(own.element, context)
    key = own.element, context.for_disambiguation
    kept = context.item.cache.get(key)
    if kept is None:
        outside = context.called, context.found
        context.called = context.found = False
        runs = render_element(own.element, context)
        kept = context.item.cache[key] = runs, context.called, context.found
        context.called, context.found = outside
    runs, called, found = kept
    context.called, context.found = context.called or called, context.found or found
    return runs


def _term(term: TermText, context: RenderContext) -> Runs:
    word = context.locale.text(term.name, term.form, plural=term.plural)
    if not word:
        return []
    return apply_affixes(
        [Run(run.text, run.font, run.kind, LEAD) for run in parse_field(word)],
        term.affixes,
        context,
    )


def _date(element: DateElement, context: RenderContext) -> Runs:
    context.called = True
    date = context.item.date(element.variable)
    if (
        date is None
        or element.variable in context.suppressed
        or (context.for_disambiguation and element.variable == "accessed")
    ):
        return []
    if context.sorting:
        context.found = True
        return [
            Run(
                date_sort_key(
                    date, tuple(part.name for part in select_date_parts(element, context.locale)[0])
                )
            )
        ]
    runs = render_date(date, element, context.locale)
    if not runs:
        return []
    context.found = True
    context.use(element.variable)
    return apply_affixes(_with_suffix(runs, context), element.affixes, context)


def _with_suffix(runs: Runs, context: RenderContext) -> Runs:
    """Return a date with the year suffix after its year, if the style does not print the suffix itself."""
    number = context.addition.year_suffix
    if (
        number is None
        or context.suffix_done
        or context.area in context.style_context.explicit_suffix
    ):
        return runs
    at = next(
        (index for index in range(len(runs) - 1, -1, -1) if runs[index].tag == YEAR), len(runs) - 1
    )
    context.suffix_done = True
    return [
        *runs[: at + 1],
        Run(format_year_suffix(number), runs[at].font, tag=SUFFIX),
        *runs[at + 1 :],
    ]


def _label(label: Label, context: RenderContext) -> Runs:
    context.called = True
    name, value = label.variable, ""
    if name == "locator":
        locator = context.cite.item.locator if context.cite is not None else None
        if locator is not None:
            name, value = locator.kind.value, locator.value
    elif name == "citation-number":
        value = str(context.number or "")
    else:
        value = "" if name in context.suppressed else context.item.text(name)
    if not value:
        return []
    context.found = True
    if label.variable == "locator" and _OWN_LABEL.match(value):
        return []
    word = context.locale.text(name, label.form, plural=_is_plural(label, name, value))
    return apply_affixes([Run(word)], label.affixes, context) if word else []


def _is_plural(label: Label, name: str, value: str) -> bool:
    if label.plural != "contextual":
        return label.plural == "always"
    if name in ("number-of-pages", "number-of-volumes"):
        return value.strip() not in {"0", "1"}
    return is_plural(value)


def _number(number: Number, context: RenderContext) -> Runs:
    context.called = True
    value = _number_value(number.name, context)
    if not value or number.name in context.suppressed:
        return []
    context.found = True
    context.use(number.name)
    if context.sorting:
        return [Run(value.zfill(9) if value.isdecimal() else value)]
    if is_numeric(value):
        gender = context.locale.gender(number.name)
        value = format_number(value, number.form, context.locale, gender)
    return apply_affixes(parse_superscripts(value), number.affixes, context)


def _number_value(name: str, context: RenderContext) -> str:
    match name:
        case "locator":
            locator = context.cite.item.locator if context.cite is not None else None
            return locator.value if locator is not None else ""
        case "citation-number":
            return str(context.number or "")
        case "first-reference-note-number":
            return str(context.cite.first_note or "") if context.cite is not None else ""
        case _:
            return context.item.text(name)
