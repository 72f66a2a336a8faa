"""The description of `threadbrief/1` in; the same as a JSON Schema (draft 2020-12) for editors out.

A schema looks at one value at a time, and at YAML as its core schema types it (YAML 1.2.2, 10.3): what refers to
something else in the file, marks inside texts, and days that a month does not have are left to the reader.
"""

from typing import Any, assert_never

from threadbrief.read.mappings import MAX_POSTS, MAX_TEXT
from threadbrief.read.markup.citations import KEY
from threadbrief.read.schema.citation import CSL_DATE, NAMES
from threadbrief.read.schema.citation import NAME as PERSONAL_NAME
from threadbrief.read.schema.kinds import (
    Address,
    Block,
    Calendar,
    Captured,
    Choice,
    Digest,
    FileName,
    Identifier,
    Inside,
    Instant,
    Kind,
    LanguageTag,
    Line,
    ListOf,
    Prose,
    Reference,
    ScalarOrInside,
    SourceDate,
    Space,
    TableOf,
    Whole,
    YesNo,
)
from threadbrief.read.schema.memo import NAME, ROOT

Schema = dict[str, Any]

FILE_NAME = "threadbrief-1.schema.json"
"""The schema as it lies beside a memo."""
_OWN = {"^x-": True}
_DAY = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"[Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]{1,9})?)?"
_ZONE = r"([Zz]|[+-]([01][0-9]|2[0-3]):?[0-5][0-9])"
_PART = r"-?[0-9]{4}(-(2[1-4]|0[1-9]|1[0-2])|-(0[1-9]|1[0-2])-[0-9]{2})?"
_LARGEST = 10**15 - 1
_NAMED: dict[Kind, str] = {
    Line(): "line",
    Line(filled=True): "filled-line",
    YesNo(): "truth",
    Calendar(): "day",
    Instant(): "moment",
    SourceDate(): "source-date",
    Address(): "address",
    Digest(): "sha-256",
    LanguageTag(): "language",
    Identifier(): "id",
    NAMES: "names",
}


def json_schema() -> Schema:
    """Return the JSON Schema of a memo."""
    defs: dict[str, Schema] = {}
    root = _block(ROOT, defs)
    root["properties"]["schema"] = {"const": NAME, "description": "The schema of this file."}
    root["required"] = ["schema", *root["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:threadbrief:1",
        "title": f"A briefing memo on a thread ({NAME})",
        **root,
        "$defs": dict(sorted(defs.items())),
    }


def _block(block: Block, defs: dict[str, Schema]) -> Schema:
    properties = {}
    for field in block.fields:
        value = _kind(field.kind, defs)
        if not field.required:
            value = {"anyOf": [value, {"type": "null"}]}  # null says that nothing is given
        properties[field.key] = {"description": field.doc, **value}
    schema: Schema = {
        "description": block.doc,
        "type": "object",
        "properties": properties,
        "required": [field.key for field in block.fields if field.required],
        "patternProperties": _OWN,
        "additionalProperties": False,
    }
    if block is PERSONAL_NAME:
        schema["anyOf"] = [{"required": [part]} for part in ("family", "given", "literal")]
    return schema


def _ref(block: Block, defs: dict[str, Schema]) -> Schema:
    name = block.name.replace(" ", "-")
    if name not in defs:
        defs[name] = {}  # before the block is made: it may hold itself
        defs[name] = _block(block, defs)
    return {"$ref": f"#/$defs/{name}"}


def _kind(kind: Kind, defs: dict[str, Schema]) -> Schema:
    """Return the schema of a kind; one that is used in many places stands under `$defs`."""
    name = _NAMED.get(kind)
    if name is None:
        return _whole(kind, defs)
    if name not in defs:
        defs[name] = _whole(kind, defs)
    return {"$ref": f"#/$defs/{name}"}


def _whole(kind: Kind, defs: dict[str, Schema]) -> Schema:  # noqa: C901, PLR0911, PLR0912 - one line a case
    match kind:
        case Line():
            return _text(pattern=r"\S") if kind.filled else _text()
        case Captured() | FileName() | Reference():
            return _text()
        case Prose():
            return _text(maxLength=MAX_TEXT)
        case Choice():
            return {"enum": list(kind.words)}
        case Whole():
            digits = {
                "type": "string",
                "pattern": "^[0-9]{1,15}$" if not kind.minimum else "^0*[1-9][0-9]{0,14}$",
            }
            return {
                "anyOf": [{"type": "integer", "minimum": kind.minimum, "maximum": _LARGEST}, digits]
            }
        case YesNo():
            return {"enum": [True, False, "true", "True", "TRUE", "false", "False", "FALSE"]}
        case Calendar():
            return {"type": "string", "pattern": f"^{_DAY}$"}
        case Instant():
            return {"type": "string", "pattern": f"^{_DAY}({_CLOCK}{_ZONE})?$"}
        case SourceDate():
            return {"anyOf": [*_source_dates(), _ref(CSL_DATE, defs)]}
        case Address():
            return {"type": "string", "pattern": r'^[Hh][Tt][Tt][Pp][Ss]?://[^\s<>"\\^`{|}]+$'}
        case Digest():
            return _text(pattern="^[0-9a-f]{64}$")
        case LanguageTag():
            return {"type": "string", "pattern": "^([A-Za-z]{2,8}|[xi](?=-))(-[A-Za-z0-9]{1,8})*$"}
        case Identifier():
            return _text(pattern=f"^{KEY}$", minimum=0)
        case Inside():
            return _ref(kind.block, defs)
        case ScalarOrInside():
            return {"anyOf": [_kind(kind.scalar, defs), _ref(kind.block, defs)]}
        case ListOf():
            return _list(kind, defs)
        case TableOf():
            return _table(kind, defs)
        case _:
            assert_never(kind)


def _text(**more: object) -> Schema:
    """Return the schema of a text; what YAML takes for a number or a truth value is text to the reader."""
    return {"type": ["string", "number", "boolean"], **more}


def _source_dates() -> list[Schema]:
    range_ = rf"^\s*~?{_PART}[~?%]?(/{_PART}[~?%]?)?\s*$"
    instant = rf"^\s*{_DAY}{_CLOCK}{_ZONE}?\s*$"
    year = {"type": "integer", "minimum": -9999, "maximum": 9999}
    return [year, {"type": "string", "pattern": f"{range_}|{instant}"}]


def _list(kind: ListOf, defs: dict[str, Schema]) -> Schema:
    item = _kind(kind.kind, defs)
    items: Schema = {
        "type": "array",
        "items": {"anyOf": [item, {"type": "null"}]} if kind.nulls else item,
    }
    if kind.filled:
        items["minItems"] = 1
    if kind.space is Space.POSTS:
        items["maxItems"] = MAX_POSTS
    return {"anyOf": [item, items]} if kind.lone else items


def _table(kind: TableOf, defs: dict[str, Schema]) -> Schema:
    value = _kind(kind.kind, defs)
    if kind.keys:
        switch = {"anyOf": [value, {"type": "null"}]}
        return {
            "type": "object",
            "properties": dict.fromkeys(kind.keys, switch),
            "additionalProperties": False,
        }
    if kind.space is None:
        return {"type": "object", "additionalProperties": {"anyOf": [value, {"type": "null"}]}}
    names = {"pattern": f"^(x-.*|{KEY})$"}
    return {
        "type": "object",
        "propertyNames": names,
        "patternProperties": _OWN,
        "additionalProperties": value,
    }
