"""The YAML of a template as settings that know their place, merged and read key by key."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import yaml

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, Location, Problem, error, find_nearest
from threadbrief.core.structs import Frozen
from threadbrief.core.yaml_events import EventReader

MAX_DEPTH = 12
"""No template needs more; a stranger's file may not cost more."""

T = TypeVar("T")


class Setting(Frozen):
    """A value of a template: text, a list, or settings by key."""

    value: "str | tuple[Setting, ...] | dict[str, Setting]"
    where: Location

    def fail(self, message: str, hint: str | None = None) -> BriefError:
        """Return the error that says what is wrong here."""
        return BriefError([error(codes.INVALID_TEMPLATE, message, self.where, hint)])

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
        return self.parse(_parse_finite, "a number")

    def flag(self) -> bool:
        """Return yes or no."""
        return self.parse(_parse_boolean, "true or false")

    def only(self, known: Iterable[str]) -> None:
        """Raise BriefError when a key is none of the known ones."""
        names = tuple(known)
        for key, setting in self.table().items():
            if key not in names:
                near = find_nearest(key, names)
                hint = f'did you mean "{near}"?' if near else f"known keys: {', '.join(names)}"
                raise setting.fail(f'a template has no "{key}" here', hint)


def read_settings(text: str, name: str) -> Setting:
    """Return the settings in a YAML text; every scalar stays text. Raises BriefError with the place of a fault."""
    reader = _SettingReader(name)
    try:
        reader.read(text)
    except yaml.YAMLError as fault:
        raise BriefError([_make_yaml_problem(_reparse_fault(text) or fault, name)]) from None
    if reader.root is None:
        raise _error("the template is empty", Location(name, 1, 1))
    return reader.root


def merge_settings(base: Setting, over: Setting) -> Setting:
    """Return the base with what the other says instead, key by key."""
    if not (isinstance(base.value, dict) and isinstance(over.value, dict)):
        return over
    both = dict(base.value)
    for key, setting in over.value.items():
        both[key] = merge_settings(both[key], setting) if key in both else setting
    return Setting(both, over.where)


class _SettingReader(EventReader[Setting]):
    """Makes settings of the events of a parser; every fault ends the reading."""

    max_depth = MAX_DEPTH

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._keys: list[set[str]] = []
        """The keys so far of each open collection, so that one given twice is found where it is."""

    def open_collection(self, event: yaml.CollectionStartEvent, *, is_mapping: bool) -> None:
        super().open_collection(event, is_mapping=is_mapping)
        self._keys.append(set())

    def close_collection(self) -> None:
        self._keys.pop()
        super().close_collection()

    def add_scalar(self, event: yaml.ScalarEvent) -> None:
        setting = Setting(event.value, self.locate(event))
        if event.anchor is not None:
            self.define_anchor(event.anchor, setting, 1)
        self.add(setting)

    def add(self, node: Setting) -> None:
        """Add a value. Raises BriefError for a key that is no text, or given twice."""
        level = self.open[-1] if self.open else None
        if level and level.is_mapping and len(level.items) % 2 == 0:
            key, keys = node.text(), self._keys[-1]
            if key in keys:
                raise node.fail(f'"{key}" is given twice')
            keys.add(key)
        super().add(node)

    def make_sequence(self, items: Sequence[Setting], where: Location) -> Setting:
        return Setting(tuple(items), where)

    def make_mapping(self, items: Sequence[Setting], where: Location) -> Setting:
        keys = (key.text() for key in items[::2])
        return Setting(dict(zip(keys, items[1::2], strict=True)), where)

    def reject_depth(self, where: Location) -> None:
        raise _error(f"a template nests no deeper than {MAX_DEPTH} levels", where)

    def report_unknown_alias(self, name: str, event: yaml.AliasEvent) -> None:
        raise _error(f'"*{name}" stands for nothing before it', self.locate(event))

    def report_second_document(self, where: Location) -> None:
        raise _error("a template is one YAML document", where)


def _error(message: str, where: Location) -> BriefError:
    return BriefError([error(codes.INVALID_TEMPLATE, message, where)])


def _reparse_fault(text: str) -> yaml.YAMLError | None:
    """Return the fault as the parser in Python has it, which names the place more exactly."""
    try:
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            pass
    except yaml.YAMLError as fault:
        return fault
    return None


def _make_yaml_problem(fault: yaml.YAMLError, name: str) -> Problem:
    mark = getattr(fault, "problem_mark", None)
    place = Location(name, mark.line + 1, mark.column + 1) if mark else Location(name, 1, 1)
    return error(
        codes.INVALID_TEMPLATE,
        f"this is not YAML: {getattr(fault, 'problem', None) or 'it cannot be read'}",
        place,
    )


def _parse_finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _parse_boolean(text: str) -> bool:
    values = {"true": True, "false": False, "yes": True, "no": False}
    if text.lower() not in values:
        raise ValueError(text)
    return values[text.lower()]
