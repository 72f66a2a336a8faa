"""Specialization of a style to a source: partial evaluation of its choices and absent variables.

The result is used for all sources of one shape, which are those of one type with the same
variables: branches that such a source never takes are gone, and so are elements whose variables it
does not have.

*The specialization rule*: a specialized style prints the same as the original, and suppresses the
same groups. Only what the shape of a source decides is decided here; what depends on the place in
the document, or on the text of a variable, is left to the rendering.
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
from threadbrief.cite.render.variables import CslItem
from threadbrief.core.structs import Accumulator, field, replace

_PLACE_VARIABLES: Final = frozenset(
    {"citation-label", "citation-number", "first-reference-note-number", "locator", "year-suffix"}
)
"""Variables that depend on the place in the document."""


class SpecializedStyle(Accumulator):
    """The macros and layouts of one style for one shape of source, specialized at first use."""

    macros: Mapping[str, tuple[Element, ...]]
    """Those of the style."""
    item: CslItem
    """Any source of the shape."""
    _macros: dict[str, tuple[Element, ...]] = field(default_factory=dict)
    _layouts: dict[str, tuple[Element, ...]] = field(default_factory=dict)

    def layout(self, area: str, children: tuple[Element, ...]) -> tuple[Element, ...]:
        """Return the elements of the layout of an area."""
        elements = self._layouts.get(area)
        if elements is None:
            elements = tuple(map(_mark_cacheable, self._specialize_all(children)))
            self._layouts[area] = elements
        return elements

    def macro(self, name: str) -> tuple[Element, ...]:
        """Return the elements of a macro."""
        elements = self._macros.get(name)
        if elements is None:
            elements = self._macros[name] = self._specialize_all(self.macros[name])
        return elements

    def _specialize_all(self, children: tuple[Element, ...]) -> tuple[Element, ...]:
        """Return specialized elements, with `Empty` once at most."""
        out: list[Element] = []
        for child in children:
            for element in self._specialize(child):
                if element is not EMPTY or EMPTY not in out:
                    out.append(element)
        return tuple(out)

    def _specialize(self, element: Element) -> tuple[Element, ...]:
        """Return what is left of an element: itself, what a choice comes to, or `Empty`."""
        match element:
            case VariableText():
                is_left = self._has(element.name, short=element.short)
            case Number():
                is_left = self._has(element.name)
            case Label():
                is_left = self._has(element.variable)
            case DateElement():
                is_left = self.item.date(element.variable) is not None
            case Group():
                return _simplify_group(element, self._specialize_all(element.children))
            case MacroCall():
                group = Group((), "", element.affixes)
                return _simplify_group(group, self.macro(element.name))
            case Choose():
                return self._specialize_choose(element)
            case Names():
                return self._specialize_names(element)
            case TermText() | ValueText() | Empty() | Cacheable():
                is_left = True
            case _:
                assert_never(element)
        return (element,) if is_left else (EMPTY,)

    def _has(self, name: str, *, short: bool = False) -> bool:
        return name in _PLACE_VARIABLES or bool(self.item.text(name, short=short))

    def _specialize_names(self, names: Names) -> tuple[Element, ...]:
        """Return names; where the source has none, with what is left of their substitute."""
        if any(self.item.names.get(name) for name in names.variables):
            return (names,)
        children = [self._specialize_substitute(child) for child in names.substitute]
        substitute = tuple(child for child in children if child is not None)
        if not substitute:
            return (EMPTY,)
        return (replace(names, substitute=substitute),)

    def _specialize_substitute(self, child: Element) -> Element | None:
        """Return a child of `cs:substitute` as one element; only the first that prints counts."""
        elements = self._specialize(child)
        if not elements or elements == (EMPTY,):
            return None
        if isinstance(child, Choose):
            return Choose((Branch((), "all", elements),))
        return elements[0]

    # --- choices ---

    def _specialize_choose(self, choose: Choose) -> tuple[Element, ...]:
        """Return the elements of the branch that is taken, or the branches that are left."""
        branches: list[Branch] = []
        for branch in choose.branches:
            tests = self._open_tests(branch)
            if tests is None:
                continue
            children = self._specialize_all(branch.children)
            branches.append(Branch(tests, branch.match, children))
            if not tests:
                break
        if not branches:
            return ()
        if not branches[0].tests:
            return branches[0].children
        return (Choose(tuple(branches)),)

    def _open_tests(self, branch: Branch) -> tuple[Test, ...] | None:
        """Return the tests that are open; none: the branch is taken. None: it never is.

        A branch with a `disambiguate` condition is left as it is, because these are counted.
        """
        if any(test.kind == "disambiguate" for test in branch.tests):
            return branch.tests
        results = {test: self._evaluate(test) for test in branch.tests}
        values = set(results.values())
        open_tests = tuple(test for test in branch.tests if results[test] is None)
        match branch.match:
            case "all":
                return None if False in values else open_tests
            case "any":
                return () if True in values else open_tests or None
            case "none":
                return None if True in values else open_tests
            case _:
                assert_never(branch.match)

    def _evaluate(self, test: Test) -> bool | None:
        """Return whether a condition is true of all sources of the shape; None: it is open."""
        name = test.value
        match test.kind:
            case "type":
                return self.item.type == name
            case "variable":
                return None if name in _PLACE_VARIABLES else self.item.has(name)
            case "is-uncertain-date":
                date = self.item.date(name)
                return date is not None and date.circa
            case "is-numeric":
                is_open = name in _PLACE_VARIABLES or self.item.has(name)
                return None if is_open else False
            case "disambiguate" | "locator" | "position":
                return None
            case _:
                assert_never(test.kind)


def _simplify_group(group: Group, children: tuple[Element, ...]) -> tuple[Element, ...]:
    """Return a group of the children that are left.

    With `Empty` and nothing but terms it is empty itself: its only variables are absent. `Empty` is
    dropped where another child calls a variable anyway.
    """
    if not children:
        return ()
    if EMPTY in children:
        if all(isinstance(child, Empty | TermText | ValueText) for child in children):
            return (EMPTY,)
        others = tuple(child for child in children if child is not EMPTY)
        if any(map(_calls_variable, others)):
            children = others
    return (_unwrap(Group(children, group.delimiter, group.affixes)),)


def _unwrap(group: Group) -> Element:
    """Return the only child of a group that adds nothing to it, or the group."""
    only = group.children[0]
    if len(group.children) > 1 or isinstance(only, Empty | Choose | TermText | ValueText):
        return group
    if group.affixes is NO_AFFIXES:
        return only
    if isinstance(only, Group) and only.affixes is NO_AFFIXES:
        return Group(only.children, only.delimiter, group.affixes)
    return group


def _calls_variable(element: Element) -> bool:
    """Return whether an element calls a variable in any case."""
    match element:
        case VariableText():
            return element.name != "year-suffix"
        case DateElement() | Label() | Names() | Number() | Empty():
            return True
        case Group():
            return any(map(_calls_variable, element.children))
        case Cacheable():
            return _calls_variable(element.element)
        case Choose() | MacroCall() | TermText() | ValueText():
            return False
        case _:
            assert_never(element)


# --- what depends on the source alone ---


def _mark_cacheable(element: Element) -> Element:
    """Return an element with the largest parts that depend on the source alone as `Cacheable`."""
    match element:
        case VariableText() | DateElement() | Group() if _is_cacheable(element):
            return Cacheable(element)
        case Group():
            children = tuple(map(_mark_cacheable, element.children))
            return Group(children, element.delimiter, element.affixes)
        case Choose():
            branches = []
            for branch in element.branches:
                children = tuple(map(_mark_cacheable, branch.children))
                branches.append(replace(branch, children=children))
            return Choose(tuple(branches))
        case _:
            return element


def _is_cacheable(element: Element) -> bool:
    """Return whether the output of an element depends on the source alone."""
    match element:
        case VariableText() | Number():
            return element.name not in _PLACE_VARIABLES
        case Label():
            return element.variable not in _PLACE_VARIABLES
        case DateElement() | TermText() | ValueText() | Empty() | Cacheable():
            return True
        case Group():
            return all(map(_is_cacheable, element.children))
        case Choose() | MacroCall() | Names():
            return False
        case _:
            assert_never(element)
