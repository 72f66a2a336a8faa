"""Write a Brief as YAML that is read as the same Brief: a round trip loses nothing."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from threadbrief.core.structs import NODEFAULT, fields
from threadbrief.model.brief import Brief, Citation, CslDate, DateParts, Name, Ref
from threadbrief.model.marks import MarkedText
from threadbrief.read.scalars import DateError, read_csl_date
from threadbrief.read.schema.citation import OLDER, parse_name
from threadbrief.read.schema.kinds import Kind, ListOf, MapOf, MappingSchema, Nested, ScalarOrNested
from threadbrief.read.schema.memo import NAME, ROOT
from threadbrief.read.yaml.decode import UNPRINTABLE

_PLAIN = re.compile(r"(?=[^\W\d_])(?:(?!: |:$| #|[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]).)*(?<! )")
_BARE = re.compile(
    r"(?!(?:true|false|yes|no|on|off|null|y|n)$)[A-Za-z_][A-Za-z0-9_-]*", re.IGNORECASE
)
_WIDTH = 100
_WORDS = frozenset(["true", "false", "yes", "no", "on", "off", "null", "y", "n"])
"""Words that YAML 1.1 or 1.2 takes for something else than text."""
_RAW = re.compile(
    r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)
"""Characters that JSON leaves as they are and that YAML does not allow, or that are invisible."""


class BlockText(str):
    """A text that is written as a block even where it would fit a line."""

    __slots__ = ()


class FlowSequence(list["Tree"]):
    """A list that is written on one line where it fits."""

    __slots__ = ()


Plain = str | int | bool | None
Tree = Plain | list["Tree"] | dict[str, "Tree"]


def write_brief(brief: Brief) -> str:
    """Return the YAML of a brief, its keys in the order of the schema, absent values left out."""
    tree: dict[str, Tree] = {"schema": NAME}
    given = {**_collect_given(brief), "checks": dict.fromkeys(sorted(brief.suppressed), "off")}
    for field in ROOT.fields:
        if given.get(field.name):
            tree[field.key] = _make_value(field.kind, given[field.name])
    return write_tree(tree)


def write_tree(tree: dict[str, Tree], indent: int = 0) -> str:
    """Return plain data as YAML, every line that many spaces in."""
    return "\n".join(_iter_lines(tree, indent)) + "\n"


def write_item(value: Tree, indent: int) -> str:
    """Return an item of a list as YAML, its dash that many spaces in."""
    return "\n".join(_iter_item_lines(value, indent)) + "\n"


def replace_unprintable(tree: dict[str, Tree]) -> dict[str, Tree]:
    """Return plain data with U+FFFD in place of every character that a memo cannot hold."""
    return {key: _replace_unprintable(value) for key, value in tree.items()}


def _replace_unprintable(value: Tree) -> Tree:
    match value:
        case str():
            return type(value)(UNPRINTABLE.sub("\ufffd", value))
        case dict():
            return replace_unprintable(value)
        case list():
            return type(value)(map(_replace_unprintable, value))
        case _:
            return value


# --- values to plain data ---


def _make_value(kind: Kind, value: Any) -> Tree:  # noqa: ANN401 - what the model holds for a kind
    match kind:
        case Nested() | ScalarOrNested() if not isinstance(value, str | Ref):
            return _collapse_name(value) or _make_mapping(kind.block, value)
        case ListOf():
            return [_make_value(kind.kind, item) for item in value]
        case MapOf():
            pairs = value.items() if isinstance(value, Mapping) else value
            return {key: _make_value(kind.kind, item) for key, item in pairs}
        case _:
            return _make_scalar(value)


def _collapse_name(value: object) -> str | None:
    """Return a name that is only a text as that text, where it is read as the same name."""
    if isinstance(value, Name) and value.literal and value == parse_name(value.literal):
        return value.literal
    return None


def _make_scalar(value: Any) -> Tree:  # noqa: ANN401 - what the model holds for a scalar
    match value:
        case Ref():
            return value.key
        case MarkedText():
            return value.source
        case Enum():
            return str(value.value)
        case datetime() | date():
            return value.isoformat()
        case CslDate():
            return _make_csl_date(value)
        case None | str() | bool() | int():
            return value
        case _:
            raise TypeError(value)


def _make_mapping(
    block: MappingSchema,
    value: Any,  # noqa: ANN401 - a class of the model
) -> dict[str, Tree]:
    if isinstance(value, Citation):
        given = _make_citation(value)
    else:
        given = _collect_given(value)
    tree: dict[str, Tree] = {}
    for field in block.fields:
        if field.name in given and field.key not in OLDER:
            tree[field.key] = _make_value(field.kind, given[field.name])
    return tree


def _collect_given(value: Any) -> dict[str, Any]:  # noqa: ANN401 - a class of the model
    """Return the fields that are not as they are when nothing is given."""
    found = {}
    for field in fields(value):
        inner = getattr(value, field.name)
        if (
            inner is not None
            and inner != ()
            and (field.default is NODEFAULT or inner != field.default)
        ):
            found[field.name] = inner
    return found


def _make_citation(citation: Citation) -> dict[str, Any]:
    given = _collect_given(citation)
    del given["id"]
    for sort in ("variables", "names", "dates"):
        given |= given.pop(sort, {})
    return {key: value for key, value in given.items() if value != {}}


def _make_csl_date(value: CslDate) -> Tree:
    """Return a date as EDTF where that says the same, else as CSL-JSON has it."""
    if value.literal is not None:
        return {"literal": value.literal}
    ends = [end for end in (value.start, value.end) if end is not None]
    text = "/".join(map(_format_edtf, ends)) + ("~" if value.circa else "")
    try:
        if read_csl_date(text) == value:
            return text
    except DateError:
        pass
    parts: list[Tree] = [[str(number) for number in _list_date_parts(end)] for end in ends]
    if value.circa:
        return {"date-parts": parts, "circa": "true"}
    return {"date-parts": parts}


def _list_date_parts(parts: DateParts) -> list[int]:
    if parts.season:
        return [parts.year, 20 + parts.season]
    return [number for number in (parts.year, parts.month, parts.day) if number is not None]


def _format_edtf(parts: DateParts) -> str:
    year, *rest = _list_date_parts(parts)
    sign = "-" if year < 0 else ""
    return f"{sign}{abs(year):04d}" + "".join(f"-{number:02d}" for number in rest)


# --- plain data to lines ---


def _iter_lines(tree: dict[str, Tree], indent: int) -> Iterator[str]:
    lead = " " * indent
    for key, value in tree.items():
        yield from _iter_entry_lines(f"{lead}{_format_scalar(key)}:", value, indent)


def _iter_entry_lines(head: str, value: Tree, indent: int) -> Iterator[str]:
    """Yield a value behind its key, or behind the dash of an item."""
    match value:
        case FlowSequence() if (
            value and len(row := _format_flow_sequence(value)) + len(head) < _WIDTH
        ):
            yield f"{head} {row}"
        case dict() if value:
            yield head
            yield from _iter_lines(value, indent + 2)
        case list() if value:
            yield head
            for item in value:
                yield from _iter_item_lines(item, indent + 2)
        case str() if ("\n" in value or isinstance(value, BlockText)) and _fits_block(value):
            body = value.rstrip("\n")
            strip = {0: "-", 1: ""}.get(len(value) - len(body), "+")
            indicator = "2" if body[0] in " \t\n" else ""
            yield f"{head} |{indicator}{strip}"
            inner = " " * (indent + 2)
            yield from (inner + line if line else "" for line in body.split("\n"))
            yield from [""] * (len(value) - len(body) - 1)
        case _:
            yield f"{head} {_format_flow_value(value)}"


def _iter_item_lines(value: Tree, indent: int) -> Iterator[str]:
    if isinstance(value, dict) and value:
        first, *rest = _iter_lines(value, indent + 2)
        yield " " * indent + "- " + first[indent + 2 :]
        yield from rest
    else:
        yield from _iter_entry_lines(" " * indent + "-", value, indent)


def _format_flow_sequence(values: FlowSequence) -> str:
    """Return a flow sequence; items that brackets or commas could change are quoted."""
    items = (
        value if isinstance(value, str) and _BARE.fullmatch(value) else _format_flow_item(value)
        for value in values
    )
    return f"[{', '.join(items)}]"


def _format_flow_item(value: Tree) -> str:
    if not isinstance(value, str):
        return _format_flow_value(value)
    return _quote(value)


def _fits_block(text: str) -> bool:
    return bool(text.strip("\n")) and not _RAW.search(text) and "\r" not in text


def _format_flow_value(value: Tree) -> str:  # noqa: PLR0911 - a case a kind
    match value:
        case None:
            return "null"
        case bool():
            if value:
                return "true"
            return "false"
        case int():
            return str(value)
        case str():
            return _format_scalar(value)
        case dict() | list():
            if value == {}:
                return "{}"
            return "[]"


def _format_scalar(text: str) -> str:
    """Return a text on one line: as it is where YAML takes it for itself, else in double quotes."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS:
        return text
    return _quote(text)


def _quote(text: str) -> str:
    return _RAW.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
