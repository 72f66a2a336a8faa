"""What a style may ask for at most, so that a stranger's style neither hangs nor exhausts the program."""

from collections.abc import Mapping

from threadbrief.cite.elements import Choose, Element, Group, MacroCall, Names
from threadbrief.cite.style import Style
from threadbrief.errors import BriefError, error
from threadbrief.values import Ledger, field

_MOST_ELEMENTS = 20_000
"""Elements that one cite may pass through, macros written out; the largest public style comes to 1,100."""
_MOST_DEEP = 120
"""Elements inside each other, macros written out; the deepest public style has 39."""

Measure = tuple[int, int]
"""How many elements one rendering passes through at most, and how many inside each other."""


def check_bounds(style: Style, name: str) -> None:
    """Raise BriefError when macros call each other in a circle, are missing, or grow beyond all measure."""
    walk = _Walk(style.macros, name)
    bibliography = style.bibliography
    walk.measure(style.citation.children, ())
    keys = [*style.citation.sort, *(bibliography.sort if bibliography else ())]
    if bibliography is not None:
        walk.measure(bibliography.children, ())
    for key in keys:
        if key.macro is not None:
            walk.macro(key.macro, (), 0)


class _Walk(Ledger):
    """The measuring of one style; each macro is measured once."""

    macros: Mapping[str, tuple[Element, ...]]
    name: str
    known: dict[str, Measure] = field(default_factory=dict)

    def measure(self, children: tuple[Element, ...], above: tuple[str, ...], level: int = 0) -> Measure:
        """Return the measure of some elements, which stand `level` deep inside the macros `above`."""
        if level > _MOST_DEEP:
            raise self._too_much(f"more than {_MOST_DEEP} elements inside each other")
        size = depth = 0
        for child in children:
            here, deep = self._element(child, above, level + 1)
            size, depth = size + here + 1, max(depth, deep + 1)
        if size > _MOST_ELEMENTS:
            raise self._too_much(f"more than {_MOST_ELEMENTS} elements for one cite")
        if level + depth > _MOST_DEEP:
            raise self._too_much(f"more than {_MOST_DEEP} elements inside each other")
        return size, depth

    def _element(self, element: Element, above: tuple[str, ...], level: int) -> Measure:
        match element:
            case MacroCall():
                return self.macro(element.name, above, level)
            case Group():
                return self.measure(element.children, above, level)
            case Names():
                return self.measure(element.substitute, above, level)
            case Choose():
                measures = [self.measure(branch.children, above, level) for branch in element.branches]
                return max((size for size, _ in measures), default=0), max((deep for _, deep in measures), default=0)
            case _:
                return 0, 0

    def macro(self, macro: str, above: tuple[str, ...], level: int) -> Measure:
        """Return the measure of a macro."""
        if macro in above:
            raise BriefError([error("TB503", f'the macro "{macro}" of {self.name} calls itself')])
        if macro not in self.macros:
            raise BriefError([error("TB503", f'{self.name} calls the macro "{macro}", which it does not define')])
        if macro not in self.known:
            self.known[macro] = self.measure(self.macros[macro], (*above, macro), level)
        return self.known[macro]

    def _too_much(self, what: str) -> BriefError:
        return BriefError([error("TB505", f"{self.name} has {what}")])
