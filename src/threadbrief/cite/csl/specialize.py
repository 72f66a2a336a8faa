"""A style and a source become the style as it is for all sources of that shape: choices made, what is absent left out.

*The narrowing rule*: a narrowed style prints of a source what the whole one prints, and its groups fall silent over
the same. Only what the shape of a source settles is settled here; what depends on its place in the document, or on
the words of a variable, is asked each time.
"""

from collections.abc import Mapping
from typing import Final, assert_never

from threadbrief.cite.csl.elements import (
    EMPTY,
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
from threadbrief.cite.render.variables import Item
from threadbrief.core.structs import Accumulator, field, replace

_OF_THE_PLACE: Final = frozenset(
    {"citation-label", "citation-number", "first-reference-note-number", "locator", "year-suffix"}
)
"""Variables that a source does not have of itself."""


class SpecializedStyle(Accumulator):
    """The macros and layouts of one style for the sources of one shape, each narrowed when it is first asked for."""

    macros: Mapping[str, tuple[Element, ...]]
    """Those of the style."""
    item: Item
    """Any source of the shape."""
    _macros: dict[str, tuple[Element, ...]] = field(default_factory=dict)
    _layouts: dict[str, tuple[Element, ...]] = field(default_factory=dict)

    def layout(self, area: str, children: tuple[Element, ...]) -> tuple[Element, ...]:
        """Return the elements of the layout of an area."""
        found = self._layouts.get(area)
        if found is None:
            found = self._layouts[area] = tuple(map(_owned, self._children(children)))
        return found

    def macro(self, name: str) -> tuple[Element, ...]:
        """Return the elements of a macro."""
        found = self._macros.get(name)
        if found is None:
            found = self._macros[name] = self._children(self.macros[name])
        return found

    def _children(self, children: tuple[Element, ...]) -> tuple[Element, ...]:
        """Return elements narrowed. That something is absent is said once, however much is."""
        made: list[Element] = []
        absent = False
        for child in children:
            for element in self._element(child):
                if not isinstance(element, Empty):
                    made.append(element)
                elif not absent:
                    absent = True
                    made.append(element)
        return tuple(made)

    def _element(self, element: Element) -> tuple[Element, ...]:
        """Return what is left of an element: itself, what a choice comes to, or that it is absent."""
        match element:
            case VariableText():
                there = element.name in _OF_THE_PLACE or bool(
                    self.item.text(element.name, short=element.short)
                )
            case Number():
                there = element.name in _OF_THE_PLACE or bool(self.item.text(element.name))
            case Label():
                there = element.variable in _OF_THE_PLACE or bool(self.item.text(element.variable))
            case DateElement():
                there = self.item.date(element.variable) is not None
            case Group():
                return _grouped(element, self._children(element.children))
            case MacroCall():
                return _grouped(Group((), "", element.affixes), self.macro(element.name))
            case Choose():
                return self._choose(element)
            case Names():
                return self._names(element)
            case TermText() | ValueText() | Empty() | Cacheable():
                there = True
            case _:
                assert_never(element)
        return (element,) if there else (EMPTY,)

    def _names(self, names: Names) -> tuple[Element, ...]:
        """Return names; where there are none, with what may stand in for them."""
        if any(self.item.names.get(name) for name in names.variables):
            return (names,)
        substitute = tuple(
            kept for child in names.substitute if (kept := self._substitute(child)) is not None
        )
        return (replace(names, substitute=substitute),) if substitute else (EMPTY,)

    def _substitute(self, child: Element) -> Element | None:
        """Return one thing that may stand in for names. It stays one: the first that prints anything is the last."""
        left = self._element(child)
        if not left or left == (EMPTY,):
            return None
        return Choose((Branch((), "all", left),)) if isinstance(child, Choose) else left[0]

    # --- choices ---------------------------------------------------------------------------------------------------

    def _choose(self, choose: Choose) -> tuple[Element, ...]:
        """Return the elements of the branch that is taken, or the branches among which the place decides."""
        branches: list[Branch] = []
        for branch in choose.branches:
            tests = self._open(branch)
            if tests is None:
                continue
            branches.append(Branch(tests, branch.match, self._children(branch.children)))
            if not tests:
                break
        if branches and not branches[0].tests:
            return branches[0].children
        return (Choose(tuple(branches)),) if branches else ()

    def _open(self, branch: Branch) -> tuple[Test, ...] | None:
        """Return the tests that are left: none where the branch is taken for certain; None where it never is."""
        if any(
            test.kind == "disambiguate" for test in branch.tests
        ):  # these are counted as they are met
            return branch.tests
        known = [(test, self._known(test)) for test in branch.tests]
        answers = {answer for _, answer in known}
        left = tuple(test for test, answer in known if answer is None)
        match branch.match:
            case "all":
                return None if False in answers else left
            case "any":
                return () if True in answers else left or None
            case "none":
                return None if True in answers else left
            case _:
                assert_never(branch.match)

    def _known(self, test: Test) -> bool | None:
        """Return whether a condition is true of every source of the shape; None where the shape does not tell."""
        name = test.value
        match test.kind:
            case "type":
                return self.item.type == name
            case "variable":
                return None if name in _OF_THE_PLACE else self.item.has(name)
            case "is-uncertain-date":
                date = self.item.date(name)
                return date is not None and date.circa
            case "is-numeric":
                return None if name in _OF_THE_PLACE or self.item.has(name) else False
            case "disambiguate" | "locator" | "position":
                return None
            case _:
                assert_never(test.kind)


def _grouped(group: Group, children: tuple[Element, ...]) -> tuple[Element, ...]:
    """Return a group of what is left of its children; nothing but terms beside something absent is absent, too."""
    if not children:
        return ()
    if EMPTY in children:
        if all(isinstance(child, Empty | TermText | ValueText) for child in children):
            return (EMPTY,)
        if any(
            child is not EMPTY and _calls(child) for child in children
        ):  # these say already that a variable was called
            children = tuple(child for child in children if child is not EMPTY)
    return (_merged(Group(children, group.delimiter, group.affixes)),)


def _merged(group: Group) -> Element:
    """Return a group; one that holds one thing and adds nothing to it as that thing."""
    only = group.children[0]
    if len(group.children) > 1 or isinstance(only, Empty | Choose | TermText | ValueText):
        return group
    if group.affixes is NO_AFFIXES:
        return only
    if isinstance(only, Group) and only.affixes is NO_AFFIXES:
        return Group(only.children, only.delimiter, group.affixes)
    return group


def _calls(element: Element) -> bool:
    """Return whether an element calls a variable whatever becomes of it."""
    match element:
        case VariableText():
            return element.name != "year-suffix"
        case DateElement() | Label() | Names() | Number() | Empty():
            return True
        case Group():
            return any(map(_calls, element.children))
        case Cacheable():
            return _calls(element.element)
        case Choose() | MacroCall() | TermText() | ValueText():
            return False
        case _:
            assert_never(element)


# --- what is a source's own ---


def _owned(element: Element) -> Element:
    """Return an element with the largest of its parts that are up to the source alone marked as such."""
    match element:
        case VariableText() | DateElement() | Group() if _is_own(element):
            return Cacheable(element)
        case Group():
            return Group(tuple(map(_owned, element.children)), element.delimiter, element.affixes)
        case Choose():
            branches = (
                replace(branch, children=tuple(map(_owned, branch.children)))
                for branch in element.branches
            )
            return Choose(tuple(branches))
        case _:
            return element


def _is_own(element: Element) -> bool:
    """Return whether the output of an element is up to the source alone."""
    match element:
        case VariableText() | Number():
            return element.name not in _OF_THE_PLACE
        case Label():
            return element.variable not in _OF_THE_PLACE
        case DateElement() | TermText() | ValueText() | Empty() | Cacheable():
            return True
        case Group():
            return all(map(_is_own, element.children))
        case Choose() | MacroCall() | Names():
            return False
        case _:
            assert_never(element)
