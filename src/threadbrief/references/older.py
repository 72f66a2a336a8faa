"""An item as older programs and Zotero's relatives write CSL-JSON in; the same in the forms of CSL 1.0.2 out."""

from threadbrief.errors import Problem
from threadbrief.read.dates import DateError, read_csl_date
from threadbrief.read.nodes import MappingNode, Node, ScalarNode, SequenceNode
from threadbrief.read.sources import CSL_DATE
from threadbrief.read.vocabulary import DATES, NAMES
from threadbrief.references import problems
from threadbrief.references.source import mapping, scalar, sequence

OURS = "threadbrief"
"""The key of `custom` under which our own writer keeps what CSL-JSON has no field for."""
_SEASONS = {"spring": "1", "summer": "2", "autumn": "3", "fall": "3", "winter": "4"}
_PARTS = ("year", "month", "day")
_DATES = frozenset(DATES)
_NAMES = frozenset(NAMES)
_NAMING = frozenset({"family", "given", "literal"})


def as_written_now(item: MappingNode, label: str, said: list[Problem]) -> MappingNode:
    """Return the item with its dates, names and own fields in today's forms."""
    entries: list[tuple[ScalarNode, Node]] = []
    for key, value in item.entries:
        if key.value == "custom" and isinstance(value, MappingNode):
            ours, others = _custom(value)
            entries += ours
            if others.entries:
                entries.append((key, others))
        elif key.value in _DATES:
            entries.append((key, _date(value, f"{key.value} of {label}", said)))
        elif key.value in _NAMES:
            named = _names(value)
            entries += [(key, named)] if named is not None else []
        else:
            entries.append((key, value))
    return MappingNode(tuple(entries), item.where)


def _custom(custom: MappingNode) -> tuple[tuple[tuple[ScalarNode, Node], ...], MappingNode]:
    """Return the fields that our own writer put into `custom`, and what else is there."""
    ours: tuple[tuple[ScalarNode, Node], ...] = ()
    others = []
    for key, value in custom.entries:
        if key.value == OURS and isinstance(value, MappingNode):
            ours = value.entries
        elif isinstance(value, ScalarNode):
            others.append((key, value))
    return ours, MappingNode(tuple(others), custom.where)


def _names(value: Node) -> Node | None:
    """Return names without those that say nothing; None when no name is left."""
    if isinstance(value, MappingNode):
        return value if _says_something(value) else None
    if not isinstance(value, SequenceNode):
        return value
    named = [name for name in value.items if not isinstance(name, MappingNode) or _says_something(name)]
    return SequenceNode(tuple(named), value.where) if named else None


def _says_something(name: MappingNode) -> bool:
    return any(
        key.value in _NAMING and isinstance(part, ScalarNode) and not part.is_null and part.value.strip()
        for key, part in name.entries
    )


def _date(value: Node, label: str, said: list[Problem]) -> Node:
    match value:
        case ScalarNode():
            return _words(value, label, said)
        case SequenceNode():
            return _from_list(value)
        case MappingNode():
            return _from_parts(value)


def _words(value: ScalarNode, label: str, said: list[Problem]) -> Node:
    """Return a date that can be read as it is, and one that cannot as words to be printed."""
    try:
        read_csl_date(value.value)
    except DateError as fault:
        if any(character.isdigit() for character in value.value):  # "n.d." and "in press" are meant as they are
            said.append(problems.words_for_date(value.where, label, value.value, str(fault)))
        return mapping({"literal": value.value}, value.where)
    return value


def _from_list(value: SequenceNode) -> Node:
    """Return the dates that pandoc-citeproc wrote as a list: of mappings with year, month and day, or of numbers."""
    first = value.items[0] if value.items else value
    if isinstance(first, MappingNode):
        entries = {key.value: part for key, part in first.entries}
        if "year" not in entries:
            return _from_parts(first)
        parts = sequence((_numbers(item) for item in value.items if isinstance(item, MappingNode)), value.where)
        kept = {key: part for key, part in entries.items() if key not in _PARTS}
        return _from_parts(mapping({**kept, "date-parts": parts}, value.where))
    lists = value if isinstance(first, SequenceNode) else sequence([value], value.where)
    return mapping({"date-parts": lists}, value.where)


def _numbers(date: MappingNode) -> Node:
    entries = {key.value: part for key, part in date.entries}
    return sequence((entries[part] for part in _PARTS if part in entries), date.where)


def _from_parts(value: MappingNode) -> MappingNode:
    """Return a date object without what CSL does not know, and with its season as a number."""
    entries = {key.value: part for key, part in value.entries}
    if "year" in entries and "date-parts" not in entries:
        entries["date-parts"] = sequence([_numbers(value)], value.where)
    season = entries.get("season")
    if isinstance(season, ScalarNode):
        entries["season"] = scalar(_SEASONS.get(season.value.strip().casefold(), season.value), season.where)
    known = {key: part for key, part in entries.items() if key in CSL_DATE.by_key}
    return mapping(known, value.where)
