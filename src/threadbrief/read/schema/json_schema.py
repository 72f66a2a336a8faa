"""The description of `threadbrief/1` in; the same as a JSON Schema (draft 2020-12) for editors out.

A schema looks at one value at a time, and at YAML as its core schema types it (YAML 1.2.2, 10.3):
what refers to something else in the file, marks inside texts, and days that a month does not have
are left to the reader.
"""

from typing import Any, assert_never

from threadbrief.read.mappings import MAX_POSTS, MAX_TEXT
from threadbrief.read.markup.citations import KEY
from threadbrief.read.schema.citation import CSL_DATE, NAMES
from threadbrief.read.schema.citation import NAME as PERSONAL_NAME
from threadbrief.read.schema.kinds import (
    Address,
    Boolean,
    CapturedText,
    Choice,
    Date,
    DateTime,
    Digest,
    FileName,
    Identifier,
    Integer,
    Kind,
    LanguageTag,
    LineText,
    ListOf,
    MapOf,
    MappingSchema,
    Namespace,
    Nested,
    Prose,
    Reference,
    ScalarOrNested,
    SourceDate,
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
    LineText(): "line",
    LineText(filled=True): "filled-line",
    Boolean(): "truth",
    Date(): "day",
    DateTime(): "moment",
    SourceDate(): "source-date",
    Address(): "address",
    Digest(): "sha-256",
    LanguageTag(): "language",
    Identifier(): "id",
    NAMES: "names",
}


def make_json_schema() -> Schema:
    """Return the JSON Schema of a memo."""
    defs: dict[str, Schema] = {}
    root = _make_mapping_schema(ROOT, defs)
    root["properties"]["schema"] = {"const": NAME, "description": "The schema of this file."}
    root["required"] = ["schema", *root["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:threadbrief:1",
        "title": f"A briefing memo on a thread ({NAME})",
        **root,
        "$defs": dict(sorted(defs.items())),
    }


def _make_mapping_schema(block: MappingSchema, defs: dict[str, Schema]) -> Schema:
    properties = {}
    for field in block.fields:
        value = _make_kind_schema(field.kind, defs)
        if not field.required or field.unless:
            value = {"anyOf": [value, {"type": "null"}]}  # null says that nothing is given
        properties[field.key] = {"description": field.doc, **value}
    schema: Schema = {
        "description": block.doc,
        "type": "object",
        "properties": properties,
        "required": [field.key for field in block.fields if field.required and not field.unless],
        "patternProperties": _OWN,
        "additionalProperties": False,
    }
    for field in block.fields:
        if field.unless:
            schema["anyOf"] = [{"required": [key]} for key in (field.key, field.unless)]
    if block is PERSONAL_NAME:
        schema["anyOf"] = [{"required": [part]} for part in ("family", "given", "literal")]
    return schema


def _make_reference(block: MappingSchema, defs: dict[str, Schema]) -> Schema:
    name = block.name.replace(" ", "-")
    if name not in defs:
        defs[name] = {}  # before the block is made: it may hold itself
        defs[name] = _make_mapping_schema(block, defs)
    return {"$ref": f"#/$defs/{name}"}


def _make_kind_schema(kind: Kind, defs: dict[str, Schema]) -> Schema:
    """Return the schema of a kind; one used in many places is defined once under `$defs`."""
    name = _NAMED.get(kind)
    if name is None:
        return _make_inline_schema(kind, defs)
    if name not in defs:
        defs[name] = _make_inline_schema(kind, defs)
    return {"$ref": f"#/$defs/{name}"}


def _make_inline_schema(  # noqa: C901, PLR0911, PLR0912 - one line a case
    kind: Kind, defs: dict[str, Schema]
) -> Schema:
    match kind:
        case LineText():
            if kind.filled:
                return _make_text_schema(pattern=r"\S")
            return _make_text_schema()
        case CapturedText() | FileName() | Reference():
            return _make_text_schema()
        case Prose():
            return _make_text_schema(maxLength=MAX_TEXT)
        case Choice():
            return {"enum": list(kind.words)}
        case Integer():
            digits = {
                "type": "string",
                "pattern": "^[0-9]{1,15}$" if not kind.minimum else "^0*[1-9][0-9]{0,14}$",
            }
            return {
                "anyOf": [{"type": "integer", "minimum": kind.minimum, "maximum": _LARGEST}, digits]
            }
        case Boolean():
            return {"enum": [True, False, "true", "True", "TRUE", "false", "False", "FALSE"]}
        case Date():
            return {"type": "string", "pattern": f"^{_DAY}$"}
        case DateTime():
            return {"type": "string", "pattern": f"^{_DAY}({_CLOCK}{_ZONE})?$"}
        case SourceDate():
            return {"anyOf": [*_list_date_schemas(), _make_reference(CSL_DATE, defs)]}
        case Address():
            return {"type": "string", "pattern": r'^[Hh][Tt][Tt][Pp][Ss]?://[^\s<>"\\^`{|}]+$'}
        case Digest():
            return _make_text_schema(pattern="^[0-9a-f]{64}$")
        case LanguageTag():
            return {"type": "string", "pattern": "^([A-Za-z]{2,3}|[xi](?=-))(-[A-Za-z0-9]{1,8})*$"}
        case Identifier():
            return _make_text_schema(pattern=f"^{KEY}$", minimum=0)
        case Nested():
            return _make_reference(kind.block, defs)
        case ScalarOrNested():
            return {
                "anyOf": [_make_kind_schema(kind.scalar, defs), _make_reference(kind.block, defs)]
            }
        case ListOf():
            return _make_array_schema(kind, defs)
        case MapOf():
            return _make_map_schema(kind, defs)
        case _:
            assert_never(kind)


def _make_text_schema(**more: object) -> Schema:
    """Return the schema of a text; what YAML types as a number or Boolean is text to the reader."""
    return {"type": ["string", "number", "boolean"], **more}


def _list_date_schemas() -> list[Schema]:
    range_ = rf"^\s*~?{_PART}[~?%]?(/{_PART}[~?%]?)?\s*$"
    instant = rf"^\s*{_DAY}{_CLOCK}{_ZONE}?\s*$"
    year = {"type": "integer", "minimum": -9999, "maximum": 9999}
    return [year, {"type": "string", "pattern": f"{range_}|{instant}"}]


def _make_array_schema(kind: ListOf, defs: dict[str, Schema]) -> Schema:
    item = _make_kind_schema(kind.kind, defs)
    items: Schema = {
        "type": "array",
        "items": {"anyOf": [item, {"type": "null"}]} if kind.nulls else item,
    }
    if kind.filled:
        items["minItems"] = 1
    if kind.space is Namespace.POSTS:
        items["maxItems"] = MAX_POSTS
    if kind.lone:
        return {"anyOf": [item, items]}
    return items


def _make_map_schema(kind: MapOf, defs: dict[str, Schema]) -> Schema:
    value = _make_kind_schema(kind.kind, defs)
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
