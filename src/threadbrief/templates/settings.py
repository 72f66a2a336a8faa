"""The YAML of a template as settings that know their place, merged and read key by key."""

import math
from collections.abc import Callable, Iterable
from typing import TypeVar, cast

import yaml

from threadbrief.errors import BriefError, Problem, Where, error, nearest
from threadbrief.values import Ledger, Value, field

MAX_DEPTH = 12
"""No template needs more; a stranger's file may not cost more."""

T = TypeVar("T")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C, several times as fast, where PyYAML was built with it."""


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
    reader = _Reader(name)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            reader.take(event)
    except yaml.YAMLError as fault:
        raise BriefError([_yaml_problem(_better_told(text) or fault, name)]) from None
    if reader.whole is None:
        raise BriefError([error("TB401", "the template is empty", Where(name, 1, 1))])
    return reader.whole


def merged(base: Setting, over: Setting) -> Setting:
    """Return the base with what the other says instead, key by key."""
    if not (isinstance(base.value, dict) and isinstance(over.value, dict)):
        return over
    both = dict(base.value)
    for key, setting in over.value.items():
        both[key] = merged(both[key], setting) if key in both else setting
    return Setting(both, over.where)


class _Reader:
    """Makes settings of the events of a parser, without the nodes between, which take as long as the parsing."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._open: list[_Group] = []
        self._anchors: dict[str, Setting] = {}
        self.whole: Setting | None = None

    def take(self, event: yaml.Event) -> None:
        """Take the next event. Raises BriefError where it is of no use in a template."""
        match event:
            case yaml.ScalarEvent():
                self._add(Setting(event.value, self._where(event)), event.anchor)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._begin(event)
            case yaml.CollectionEndEvent():
                group = self._open.pop()
                self._add(group.setting(), group.anchor)
            case yaml.AliasEvent():
                self._add(self._named(event), None)
            case yaml.DocumentStartEvent() if self.whole is not None:
                raise self._fail("a template is one YAML document", self._where(event))
            case _:
                pass

    def _begin(self, event: yaml.CollectionStartEvent) -> None:
        where = self._where(event)
        if len(self._open) == MAX_DEPTH:
            raise self._fail(f"a template nests no deeper than {MAX_DEPTH} levels", where)
        self._open.append(_Group(where, event.anchor, {} if isinstance(event, yaml.MappingStartEvent) else None))

    def _named(self, event: yaml.AliasEvent) -> Setting:
        where = self._where(event)
        if event.anchor not in self._anchors:
            raise self._fail(f'"*{event.anchor}" stands for nothing before it', where)
        return self._anchors[event.anchor]

    def _add(self, setting: Setting, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = setting
        if self._open:
            self._open[-1].add(setting)
        else:
            self.whole = setting

    def _where(self, event: yaml.Event) -> Where:
        mark = cast("yaml.Mark", event.start_mark)  # both parsers give every event its marks
        return Where(self._name, mark.line + 1, mark.column + 1)

    def _fail(self, message: str, where: Where) -> BriefError:
        return BriefError([error("TB401", message, where)])


class _Group(Ledger):
    """A list or a mapping that has begun."""

    where: Where
    anchor: str | None
    pairs: dict[str, Setting] | None
    """None: it is a list."""
    members: list[Setting] = field(default_factory=list)
    key: str | None = None
    """That of the value to come."""

    def add(self, setting: Setting) -> None:
        """Add an item, a key, or the value of the key before. Raises BriefError for a key given twice."""
        if self.pairs is None:
            self.members.append(setting)
        elif self.key is None:
            self.key = setting.text()
            if self.key in self.pairs:
                raise setting.fail(f'"{self.key}" is given twice')
        else:
            self.pairs[self.key] = setting
            self.key = None

    def setting(self) -> Setting:
        """Return it as a setting, once it is complete."""
        return Setting(tuple(self.members) if self.pairs is None else self.pairs, self.where)


def _better_told(text: str) -> yaml.YAMLError | None:
    """Return the fault as the parser in Python has it, which names the place more exactly."""
    try:
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            pass
    except yaml.YAMLError as fault:
        return fault
    return None


def _yaml_problem(fault: yaml.YAMLError, name: str) -> Problem:
    mark = getattr(fault, "problem_mark", None)
    place = Where(name, mark.line + 1, mark.column + 1) if mark else Where(name, 1, 1)
    return error("TB401", f"this is not YAML: {getattr(fault, 'problem', None) or 'it cannot be read'}", place)


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
