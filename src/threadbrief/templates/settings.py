"""The YAML of a template as settings that know their place, merged and read key by key."""

import math
from collections.abc import Callable, Iterable
from typing import TypeVar

import yaml

from threadbrief.errors import BriefError, Problem, Where, error, nearest
from threadbrief.values import Value

MAX_DEPTH = 12
"""No template needs more; a stranger's file may not cost more."""

T = TypeVar("T")


class Setting(Value):
    """A value of a template: text, a list, or settings by key."""

    value: "str | tuple[Setting, ...] | dict[str, Setting]"
    where: Where

    def fail(self, message: str, hint: str | None = None) -> BriefError:
        """Return the error that says what is wrong here."""
        return BriefError([error("TB401", message, self.where, hint)])

    def table(self) -> "dict[str, Setting]":
        """Return the settings by key. Raises BriefError when this is no mapping."""
        if not isinstance(self.value, dict):
            raise self.fail("keys with values are expected here")
        return self.value

    def text(self) -> str:
        """Return the text. Raises BriefError when this is a list or a mapping."""
        if not isinstance(self.value, str):
            raise self.fail("one value is expected here, not a list or a group of keys")
        return self.value

    def items(self) -> "tuple[Setting, ...]":
        """Return the items of a list. Raises BriefError when this is none."""
        if not isinstance(self.value, tuple):
            raise self.fail("a list is expected here: [a, b, c]")
        return self.value

    def parse(self, convert: Callable[[str], T], expected: str) -> T:
        """Return the text converted. Raises BriefError, saying what is expected, when `convert` raises ValueError."""
        text = self.text()
        try:
            return convert(text)
        except ValueError:
            raise self.fail(f'"{text}" is not {expected}') from None

    def number(self) -> float:
        """Return a finite number."""
        return self.parse(_finite, "a number")

    def flag(self) -> bool:
        """Return yes or no."""
        return self.parse(_boolean, "true or false")

    def only(self, known: Iterable[str]) -> None:
        """Raise BriefError when a key is none of the known ones."""
        names = tuple(known)
        for key, setting in self.table().items():
            if key not in names:
                near = nearest(key, names)
                hint = f'did you mean "{near}"?' if near else f"known keys: {', '.join(names)}"
                raise setting.fail(f'a template has no "{key}" here', hint)


def read_settings(text: str, name: str) -> Setting:
    """Return the settings in a YAML text; every scalar stays text. Raises BriefError with the place of a fault."""
    try:
        loader = yaml.SafeLoader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except (yaml.YAMLError, RecursionError) as fault:
        raise BriefError([_yaml_problem(fault, name)]) from None
    if node is None:
        raise BriefError([error("TB401", "the template is empty", Where(name, 1, 1))])
    return _setting(node, name, MAX_DEPTH)


def merged(base: Setting, over: Setting) -> Setting:
    """Return the base with what the other says instead, key by key."""
    if not (isinstance(base.value, dict) and isinstance(over.value, dict)):
        return over
    both = dict(base.value)
    for key, setting in over.value.items():
        both[key] = merged(both[key], setting) if key in both else setting
    return Setting(both, over.where)


def _yaml_problem(fault: Exception, name: str) -> Problem:
    mark = getattr(fault, "problem_mark", None)
    place = Where(name, mark.line + 1, mark.column + 1) if mark else Where(name, 1, 1)
    return error("TB401", f"this is not YAML: {getattr(fault, 'problem', None) or 'nested too deeply'}", place)


def _setting(node: yaml.Node, name: str, depth: int) -> Setting:
    where = Where(name, node.start_mark.line + 1, node.start_mark.column + 1)
    if depth == 0:
        raise BriefError([error("TB401", f"a template nests no deeper than {MAX_DEPTH} levels", where)])
    match node:
        case yaml.MappingNode():
            pairs: dict[str, Setting] = {}
            for key, value in node.value:
                label = _setting(key, name, 1).text()
                if label in pairs:
                    raise _setting(key, name, 1).fail(f'"{label}" is given twice')
                pairs[label] = _setting(value, name, depth - 1)
            return Setting(pairs, where)
        case yaml.SequenceNode():
            return Setting(tuple(_setting(item, name, depth - 1) for item in node.value), where)
        case _:
            return Setting(node.value, where)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _boolean(text: str) -> bool:
    values = {"true": True, "false": False, "yes": True, "no": False}
    if text.lower() not in values:
        raise ValueError(text)
    return values[text.lower()]
