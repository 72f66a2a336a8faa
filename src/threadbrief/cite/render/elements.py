"""The rendering elements of a style, walked for one source: what they put out, and groups that fall silent."""

import re
from typing import assert_never

from threadbrief.cite.csl.elements import (
    PLAIN,
    Absent,
    Branch,
    Choose,
    Date,
    Element,
    Group,
    Label,
    MacroCall,
    Names,
    Number,
    Own,
    TermText,
    Test,
    ValueText,
    VariableText,
)
from threadbrief.cite.render.context import BIBLIOGRAPHY, Frame, finished
from threadbrief.cite.render.dates import date_runs, shown_parts, sort_date
from threadbrief.cite.render.fields import parse_field, raised
from threadbrief.cite.render.names import names_runs
from threadbrief.cite.render.numbers import formatted_number, is_numeric, is_plural
from threadbrief.cite.render.runs import LEAD, SUFFIX, YEAR, Run, Runs
from threadbrief.cite.render.text import text_runs
from threadbrief.cite.state import Position, year_suffix

_POSITIONS = {
    "first": (Position.FIRST,),
    "subsequent": (Position.SUBSEQUENT, Position.IBID, Position.IBID_WITH_LOCATOR),
    "ibid": (Position.IBID, Position.IBID_WITH_LOCATOR),
    "ibid-with-locator": (Position.IBID_WITH_LOCATOR,),
}
"""Which positions make a test of `position` true."""


def holds(branch: Branch, frame: Frame) -> bool:
    """Return whether a branch is the one to take; one without tests always is."""
    for test in branch.tests:
        if _true(test, frame) is not (
            branch.match == "all"
        ):  # a false test decides "all", a true one the others
            return branch.match == "any"
    return branch.match != "any" or not branch.tests


def _true(test: Test, frame: Frame) -> bool:  # noqa: PLR0911 - one line for each condition of CSL
    match test.kind:
        case "type":
            return frame.item.type == test.value
        case "variable":
            return _has(test.value, frame)
        case "is-numeric":
            return _is_numeric(test.value, frame)
        case "position":
            return _position(test.value, frame)
        case "locator":
            return _locator(test.value, frame)
        case "is-uncertain-date":
            date = frame.item.date(test.value)
            return date is not None and date.circa
        case "disambiguate":
            frame.conditions += 1
            return frame.conditions <= frame.addition.conditions
        case _:
            assert_never(test.kind)


def _has(name: str, frame: Frame) -> bool:
    match name:
        case "locator":
            return frame.cite is not None and frame.cite.item.locator is not None
        case "citation-number":
            return frame.number is not None
        case "year-suffix":
            return frame.addition.year_suffix is not None
        case "first-reference-note-number":
            return frame.cite is not None and frame.cite.first_note is not None
        case _:
            return frame.item.has(name)


def _is_numeric(name: str, frame: Frame) -> bool:
    if name == "locator":
        locator = frame.cite.item.locator if frame.cite is not None else None
        return locator is not None and is_numeric(locator.value)
    if name == "citation-number":
        return frame.number is not None
    date = frame.item.date(name)
    if date is not None:
        return date.start is not None
    return is_numeric(frame.item.text(name))


def _position(value: str, frame: Frame) -> bool:
    if frame.area == BIBLIOGRAPHY or frame.cite is None:
        return False
    if value == "near-note":
        return frame.cite.near_note
    return frame.cite.position in _POSITIONS.get(value, ())


def _locator(value: str, frame: Frame) -> bool:
    locator = frame.cite.item.locator if frame.cite is not None else None
    wanted = "sub-verbo" if value == "sub verbo" else value
    return locator is not None and locator.kind.value == wanted


_OWN_LABEL = re.compile(r"[^\W\d_]{2,}\.?\s")
"""How a locator begins that says itself what it counts: `vol. 1, fol. 186`."""


def render_layout(frame: Frame) -> list[Runs]:
    """Return the output of each element of the layout."""
    return render_children(
        frame.setting.narrowed(frame.item).layout(frame.area, frame.layout.children), frame
    )


def render_macro(name: str, frame: Frame) -> Runs:
    """Return the output of a macro."""
    return _group(Group(frame.setting.narrowed(frame.item).macro(name), "", PLAIN), frame)


def render_children(children: tuple[Element, ...], frame: Frame) -> list[Runs]:
    """Return the output of each element that puts anything out; a choice gives that of its branch."""
    out = []
    for child in children:
        if isinstance(child, Choose):
            for branch in child.branches:
                if holds(branch, frame):
                    out.extend(render_children(branch.children, frame))
                    break
        elif runs := render_element(child, frame):
            out.append(runs)
    return out


def render_element(element: Element, frame: Frame) -> Runs:  # noqa: C901, PLR0911, PLR0912 - one line an element
    """Return the output of one element."""
    match element:
        case Own():
            return _own(element, frame)
        case VariableText():
            return text_runs(element, frame)
        case Group():
            return _group(element, frame)
        case MacroCall():
            return _group(Group(frame.style.macros[element.name], "", element.finish), frame)
        case Choose():
            return _joined(render_children((element,), frame), "")
        case Names():
            return names_runs(element, frame, render_children)
        case TermText():
            return _term(element, frame)
        case ValueText():
            return finished(list(parse_field(element.value)), element.finish, frame)
        case Date():
            return _date(element, frame)
        case Label():
            return _label(element, frame)
        case Number():
            return _number(element, frame)
        case Absent():
            frame.called = True
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


def _group(group: Group, frame: Frame) -> Runs:
    """Return a group, or nothing when it calls variables and all are empty (CSL 1.0.2, "Group")."""
    called, found = frame.called, frame.found
    frame.called = frame.found = False
    runs = _joined(render_children(group.children, frame), group.delimiter)
    silent = frame.called and not frame.found
    inner_called, inner_found = frame.called, frame.found
    frame.called, frame.found = called or inner_called, found or inner_found
    if silent or not runs:
        return []
    if not inner_called:  # only terms: to the group around it, it is as good as a variable
        frame.called = frame.found = True
    return finished(runs, group.finish, frame)


def _own(own: Own, frame: Frame) -> Runs:
    """Return what is a source's own, which its note and its entry in the list have in common, rendered once."""
    if frame.suppressed or frame.addition.year_suffix is not None:
        return render_element(own.element, frame)
    key = own.element, frame.looking
    kept = frame.item.kept.get(key)
    if kept is None:
        outside = frame.called, frame.found
        frame.called = frame.found = False
        runs = render_element(own.element, frame)
        kept = frame.item.kept[key] = runs, frame.called, frame.found
        frame.called, frame.found = outside
    runs, called, found = kept
    frame.called, frame.found = frame.called or called, frame.found or found
    return runs


def _term(term: TermText, frame: Frame) -> Runs:
    word = frame.locale.text(term.name, term.form, plural=term.plural)
    if not word:
        return []
    return finished(
        [Run(run.text, run.font, run.kind, LEAD) for run in parse_field(word)], term.finish, frame
    )


def _date(element: Date, frame: Frame) -> Runs:
    frame.called = True
    date = frame.item.date(element.variable)
    if (
        date is None
        or element.variable in frame.suppressed
        or (frame.looking and element.variable == "accessed")
    ):
        return []
    if frame.sorting:
        frame.found = True
        return [
            Run(sort_date(date, tuple(part.name for part in shown_parts(element, frame.locale)[0])))
        ]
    runs = date_runs(date, element, frame.locale)
    if not runs:
        return []
    frame.found = True
    frame.use(element.variable)
    return finished(_with_suffix(runs, frame), element.finish, frame)


def _with_suffix(runs: Runs, frame: Frame) -> Runs:
    """Return a date with the year suffix after its year, if the style does not print the suffix itself."""
    number = frame.addition.year_suffix
    if number is None or frame.suffix_done or frame.area in frame.setting.explicit_suffix:
        return runs
    at = next(
        (index for index in range(len(runs) - 1, -1, -1) if runs[index].tag == YEAR), len(runs) - 1
    )
    frame.suffix_done = True
    return [*runs[: at + 1], Run(year_suffix(number), runs[at].font, tag=SUFFIX), *runs[at + 1 :]]


def _label(label: Label, frame: Frame) -> Runs:
    frame.called = True
    name, value = label.variable, ""
    if name == "locator":
        locator = frame.cite.item.locator if frame.cite is not None else None
        if locator is not None:
            name, value = locator.kind.value, locator.value
    elif name == "citation-number":
        value = str(frame.number or "")
    else:
        value = "" if name in frame.suppressed else frame.item.text(name)
    if not value:
        return []
    frame.found = True
    if label.variable == "locator" and _OWN_LABEL.match(value):
        return []
    word = frame.locale.text(name, label.form, plural=_is_plural(label, name, value))
    return finished([Run(word)], label.finish, frame) if word else []


def _is_plural(label: Label, name: str, value: str) -> bool:
    if label.plural != "contextual":
        return label.plural == "always"
    if name in ("number-of-pages", "number-of-volumes"):
        return value.strip() not in {"0", "1"}
    return is_plural(value)


def _number(number: Number, frame: Frame) -> Runs:
    frame.called = True
    value = _number_value(number.name, frame)
    if not value or number.name in frame.suppressed:
        return []
    frame.found = True
    frame.use(number.name)
    if frame.sorting:
        return [Run(value.zfill(9) if value.isdecimal() else value)]
    if is_numeric(value):
        gender = frame.locale.gender(number.name)
        value = formatted_number(value, number.form, frame.locale, gender)
    return finished(raised(value), number.finish, frame)


def _number_value(name: str, frame: Frame) -> str:
    match name:
        case "locator":
            locator = frame.cite.item.locator if frame.cite is not None else None
            return locator.value if locator is not None else ""
        case "citation-number":
            return str(frame.number or "")
        case "first-reference-note-number":
            return str(frame.cite.first_note or "") if frame.cite is not None else ""
        case _:
            return frame.item.text(name)
