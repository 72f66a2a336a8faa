"""An item as older programs and Zotero's relatives write CSL-JSON in; the same in the forms of CSL 1.0.2 out."""

import re

from threadbrief.core.problems import Problem
from threadbrief.core.structs import replace
from threadbrief.read.scalars import DateError, read_csl_date
from threadbrief.read.schema.citation import CSL_DATE, DATES, NAME_VARIABLES
from threadbrief.read.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from threadbrief.references import problems
from threadbrief.references.nodes import make_mapping, make_scalar, make_sequence

CUSTOM_KEY = "threadbrief"
"""The key of `custom` under which our own writer keeps what CSL-JSON has no field for."""
_SEASONS = {"spring": "1", "summer": "2", "autumn": "3", "fall": "3", "winter": "4"}
_PARTS = ("year", "month", "day")
_DATES = frozenset(DATES)
_NAMES = frozenset(NAME_VARIABLES)
_NAME_PARTS = frozenset({"family", "given", "literal"})


def normalize_item(item: MappingNode, label: str, doubts: list[Problem]) -> MappingNode:
    """Return the item with its dates, names and own fields in today's forms."""
    entries: list[tuple[ScalarNode, Node]] = []
    for key, value in item.entries:
        if key.value == "custom" and isinstance(value, MappingNode):
            ours, others = _split_custom(value)
            entries += ours
            if others.entries:
                entries.append((key, others))
        elif key.value in _DATES:
            entries.append((key, _normalize_date(value, f"{key.value} of {label}", doubts)))
        elif key.value in _NAMES:
            named = _drop_empty_names(value)
            entries += [(key, named)] if named is not None else []
        else:
            entries.append((key, value))
    return MappingNode(tuple(entries), item.where)


def _split_custom(custom: MappingNode) -> tuple[tuple[tuple[ScalarNode, Node], ...], MappingNode]:
    """Return the fields that our own writer put into `custom`, and what else is there."""
    ours: tuple[tuple[ScalarNode, Node], ...] = ()
    others = []
    for key, value in custom.entries:
        if key.value == CUSTOM_KEY and isinstance(value, MappingNode):
            ours = value.entries
        elif isinstance(value, ScalarNode):
            others.append((key, value))
    return ours, MappingNode(tuple(others), custom.where)


def _drop_empty_names(value: Node) -> Node | None:
    """Return names without those that say nothing; None when no name is left."""
    if isinstance(value, MappingNode):
        return value if _has_name_part(value) else None
    if not isinstance(value, SequenceNode):
        return value
    named = [
        name for name in value.items if not isinstance(name, MappingNode) or _has_name_part(name)
    ]
    return SequenceNode(tuple(named), value.where) if named else None


def _has_name_part(name: MappingNode) -> bool:
    return any(
        key.value in _NAME_PARTS
        and isinstance(part, ScalarNode)
        and not part.is_null
        and part.value.strip()
        for key, part in name.entries
    )


def _normalize_date(value: Node, label: str, doubts: list[Problem]) -> Node:
    match value:
        case ScalarNode():
            return _normalize_date_text(value, label, doubts)
        case SequenceNode():
            return _convert_date_list(value)
        case MappingNode():
            return _convert_date_parts(value)


def _normalize_date_text(value: ScalarNode, label: str, doubts: list[Problem]) -> Node:
    """Return a date that can be read as it is, and one that cannot as words to be printed."""
    try:
        read_csl_date(value.value)
    except DateError as fault:
        if any(
            character.isdigit() for character in value.value
        ):  # "n.d." and "in press" are meant as they are
            doubts.append(problems.make_unparsed_date(value.where, label, value.value, str(fault)))
        return make_mapping({"literal": value.value}, value.where)
    return value


def _convert_date_list(value: SequenceNode) -> Node:
    """Return the dates that pandoc-citeproc wrote as a list: of mappings with year, month and day, or of numbers."""
    first = value.items[0] if value.items else value
    if isinstance(first, MappingNode):
        entries = {key.value: part for key, part in first.entries}
        if "year" not in entries:
            return _convert_date_parts(first)
        parts = make_sequence(
            (_list_date_parts(item) for item in value.items if isinstance(item, MappingNode)),
            value.where,
        )
        kept = {key: part for key, part in entries.items() if key not in _PARTS}
        return _convert_date_parts(make_mapping({**kept, "date-parts": parts}, value.where))
    lists = value if isinstance(first, SequenceNode) else make_sequence([value], value.where)
    return make_mapping({"date-parts": lists}, value.where)


def _list_date_parts(date: MappingNode) -> Node:
    entries = {key.value: part for key, part in date.entries}
    return make_sequence((entries[part] for part in _PARTS if part in entries), date.where)


def _convert_date_parts(value: MappingNode) -> MappingNode:
    """Return a date object without what CSL does not know, and with its season as a number."""
    entries = {key.value: part for key, part in value.entries}
    if "year" in entries and "date-parts" not in entries:
        entries["date-parts"] = make_sequence([_list_date_parts(value)], value.where)
    season = entries.get("season")
    if isinstance(season, ScalarNode):
        entries["season"] = make_scalar(
            _SEASONS.get(season.value.strip().casefold(), season.value), season.where
        )
    known = {key: part for key, part in entries.items() if key in CSL_DATE.by_key}
    return make_mapping(known, value.where)


_VERBATIM = frozenset(
    ["id", "type", "URL", "DOI", "ISBN", "ISSN", "PMID", "PMCID", "page", "language", "citation-key", "custom",
     "archived", *DATES]
)  # fmt: skip
_MARKDOWN = (
    (re.compile(r"\[([^\[\]\n]*)\]\{\.nocase\}"), r'<span class="nocase">\1</span>'),
    (
        re.compile(r"\[([^\[\]\n]*)\]\{\.smallcaps\}"),
        r'<span style="font-variant:small-caps;">\1</span>',
    ),
    (re.compile(r"(?<![\\*])\*\*(?=\S)([^*\n]+)(?<=\S)(?<!\\)\*\*(?!\*)"), r"<b>\1</b>"),
    (re.compile(r"(?<![\\*])\*(?=\S)([^*\n]+)(?<=\S)(?<!\\)\*(?!\*)"), r"<i>\1</i>"),
    (re.compile(r"(?<![\w\\])_(?=\S)([^_\n]+)(?<=\S)(?<!\\)_(?!\w)"), r"<i>\1</i>"),
    (re.compile(r"(?<!\\)\^([^\s^]+)(?<!\\)\^"), r"<sup>\1</sup>"),
    (re.compile(r"(?<![\\~])~([^\s~]+)(?<!\\)~(?!~)"), r"<sub>\1</sub>"),
)
_MARKDOWN_ESCAPES = re.compile(r"\\([!-/:-@\[-`{-~])")
_MARKDOWN_CHARACTERS = re.compile(r"[\\*_^~\[]")


def convert_markdown(item: Node) -> Node:
    """Return an item whose texts are those of CSL-JSON."""
    if not isinstance(item, MappingNode):
        return item
    return MappingNode(
        tuple(
            (key, value if key.value in _VERBATIM else _convert_texts(value))
            for key, value in item.entries
        ),
        item.where,
    )


def _convert_texts(node: Node) -> Node:
    """Return a text, or the texts of a list or name one level down; what is deeper holds none."""
    match node:
        case ScalarNode():
            return _convert_text(node)
        case SequenceNode():
            return replace(node, items=tuple(_convert_name(item) for item in node.items))
        case MappingNode():
            return _convert_name(node)


def _convert_name(node: Node) -> Node:
    if not isinstance(node, MappingNode):
        return _convert_text(node) if isinstance(node, ScalarNode) else node
    entries = (
        (key, _convert_text(value) if isinstance(value, ScalarNode) else value)
        for key, value in node.entries
    )
    return MappingNode(tuple(entries), node.where)


def _convert_text(node: ScalarNode) -> ScalarNode:
    text = node.value
    if not _MARKDOWN_CHARACTERS.search(text):
        return node
    for mark, tag in _MARKDOWN:
        text = mark.sub(tag, text)
    return replace(node, value=_MARKDOWN_ESCAPES.sub(r"\1", text))
