"""The conditions of `cs:choose`."""

from typing import assert_never

from threadbrief.cite.elements import Branch, Test
from threadbrief.cite.frame import BIBLIOGRAPHY, Frame
from threadbrief.cite.numbers import is_numeric
from threadbrief.cite.values import Position

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
        if _true(test, frame) is not (branch.match == "all"):  # a false test decides "all", a true one the others
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
