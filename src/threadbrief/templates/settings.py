"""The settings in the YAML of a template: values with locations, merged and parsed by key.

Every scalar is text until it is parsed (`as_number`, `parse`). The first fault raises BriefError at
its location.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import yaml

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, Location, find_nearest, make_brief_error
from threadbrief.core.structs import Frozen
from threadbrief.core.yaml_events import EventReader

MAX_DEPTH = 12
"""Nested collections; no template needs more."""

T = TypeVar("T")


class TemplateSetting(Frozen):
    """A value in a template: text, a list, or a mapping."""

    value: "str | tuple[TemplateSetting, ...] | dict[str, TemplateSetting]"
    where: Location

    def make_error(self, message: str, hint: str | None = None) -> BriefError:
        """Return the exception for a fault of this setting."""
        return make_brief_error(codes.INVALID_TEMPLATE, message, where=self.where, hint=hint)

    def as_table(self) -> "dict[str, TemplateSetting]":
        """Return the settings by key. Raises BriefError for anything but a mapping."""
        if not isinstance(self.value, dict):
            raise self.make_error("keys with values are expected here")
        return self.value

    def as_text(self) -> str:
        """Return the text. Raises BriefError when this is a list or a mapping."""
        if not isinstance(self.value, str):
            raise self.make_error("one value is expected here, not a list or a group of keys")
        return self.value

    def as_list(self) -> "tuple[TemplateSetting, ...]":
        """Return the items. Raises BriefError for anything but a list."""
        if not isinstance(self.value, tuple):
            raise self.make_error("a list is expected here: [a, b, c]")
        return self.value

    def parse(self, convert: Callable[[str], T], expected: str) -> T:
        """Return the text, converted.

        Raises BriefError, which names what is `expected`, when `convert` raises ValueError.
        """
        text = self.as_text()
        try:
            return convert(text)
        except ValueError:
            raise self.make_error(f'"{text}" is not {expected}') from None

    def as_number(self) -> float:
        """Return a finite number."""
        return self.parse(_parse_finite, "a number")

    def as_boolean(self) -> bool:
        """Return true or false, which may be written as yes or no too."""
        return self.parse(_parse_boolean, "true or false")

    def require_known_keys(self, keys: Iterable[str]) -> None:
        """Raise BriefError when this has a key that is not among `keys`."""
        names = tuple(keys)
        for key, setting in self.as_table().items():
            if key not in names:
                near = find_nearest(key, names)
                hint = f"known keys: {', '.join(names)}"
                if near:
                    hint = f'did you mean "{near}"?'
                raise setting.make_error(f'a template has no "{key}" here', hint)


def read_settings(text: str, name: str) -> TemplateSetting:
    """Return the settings in a YAML text; `name` is that of the file. Raises BriefError."""
    reader = _SettingReader(name)
    try:
        reader.read(text)
    except yaml.YAMLError as fault:
        raise _make_syntax_error(_find_fault(text) or fault, name) from None
    if reader.root is None:
        raise _make_error("the template is empty", Location(name, 1, 1))
    return reader.root


def parse_optional(
    table: Mapping[str, TemplateSetting], key: str, convert: Callable[[str], T], expected: str
) -> T | None:
    """Return the setting of a key, converted (see `TemplateSetting.parse`); None without one."""
    if key not in table:
        return None
    return table[key].parse(convert, expected)


def read_optional_text(table: Mapping[str, TemplateSetting], key: str) -> str | None:
    """Return the text of a key, None without one."""
    return table[key].as_text() if key in table else None


def read_optional_boolean(table: Mapping[str, TemplateSetting], key: str) -> bool:
    """Return the boolean of a key, False without one."""
    return key in table and table[key].as_boolean()


def merge_settings(base: TemplateSetting, over: TemplateSetting) -> TemplateSetting:
    """Return a template's settings with those that another gives instead, key by key, deeply."""
    if not (isinstance(base.value, dict) and isinstance(over.value, dict)):
        return over
    both = dict(base.value)
    for key, setting in over.value.items():
        if key in both:
            both[key] = merge_settings(both[key], setting)
        else:
            both[key] = setting
    return TemplateSetting(both, over.where)


class _SettingReader(EventReader[TemplateSetting]):
    """Makes settings from the events of the YAML parser; the first fault raises BriefError."""

    max_depth = MAX_DEPTH

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._keys: list[set[str]] = []
        """The keys so far of each open collection, to find a duplicate key at its location."""

    def open_collection(self, event: yaml.CollectionStartEvent, *, is_mapping: bool) -> None:
        super().open_collection(event, is_mapping=is_mapping)
        self._keys.append(set())

    def close_collection(self) -> None:
        self._keys.pop()
        super().close_collection()

    def add_scalar(self, event: yaml.ScalarEvent) -> None:
        setting = TemplateSetting(event.value, self.locate(event))
        if event.anchor is not None:
            self.define_anchor(event.anchor, setting, 1)
        self.add(setting)

    def add(self, node: TemplateSetting) -> None:
        """Add a value. Raises BriefError for a key that is no text, or a duplicate."""
        level = self.open[-1] if self.open else None
        if level and level.is_mapping and len(level.items) % 2 == 0:
            key, keys = node.as_text(), self._keys[-1]
            if key in keys:
                raise node.make_error(f'"{key}" is given twice')
            keys.add(key)
        super().add(node)

    def make_sequence(self, items: Sequence[TemplateSetting], where: Location) -> TemplateSetting:
        return TemplateSetting(tuple(items), where)

    def make_mapping(self, items: Sequence[TemplateSetting], where: Location) -> TemplateSetting:
        keys = (key.as_text() for key in items[::2])
        return TemplateSetting(dict(zip(keys, items[1::2], strict=True)), where)

    def reject_depth(self, where: Location) -> None:
        raise _make_error(f"a template nests no deeper than {MAX_DEPTH} levels", where)

    def report_unknown_alias(self, name: str, event: yaml.AliasEvent) -> None:
        raise _make_error(f'"*{name}" stands for nothing before it', self.locate(event))

    def report_second_document(self, where: Location) -> None:
        raise _make_error("a template is one YAML document", where)


def _make_error(message: str, where: Location) -> BriefError:
    return make_brief_error(codes.INVALID_TEMPLATE, message, where=where)


def _find_fault(text: str) -> yaml.YAMLError | None:
    """Return the syntax error of the parser in Python, whose location is more exact than in C."""
    try:
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            pass
    except yaml.YAMLError as fault:
        return fault
    return None


def _make_syntax_error(fault: yaml.YAMLError, name: str) -> BriefError:
    where = Location(name, 1, 1)
    mark = getattr(fault, "problem_mark", None)
    if mark:
        where = Location(name, mark.line + 1, mark.column + 1)
    reason = getattr(fault, "problem", None) or "it cannot be read"
    return _make_error(f"this is not YAML: {reason}", where)


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
