"""The keys of a memo by their paths (`posts.capture.sha256`), and what kind of value each takes."""

from collections.abc import Iterator
from functools import cache
from typing import assert_never

from threadbrief.core.structs import Frozen
from threadbrief.read.schema.citation import CSL_DATE, NAME
from threadbrief.read.schema.kinds import (
    Address,
    Boolean,
    CapturedText,
    Choice,
    Date,
    DateTime,
    Digest,
    Field,
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
from threadbrief.read.schema.memo import ROOT

_IN_MANY_PLACES = (NAME, CSL_DATE)
"""Mappings that stand for a value under many keys; their own keys are listed under the first."""
_DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class Key(Frozen):
    """A key, with the keys that it is under."""

    path: str
    """The keys joined by full stops; lists and keys of the writer's own do not show."""
    field: Field


@cache
def list_keys() -> tuple[Key, ...]:
    """Return every key of a memo, each mapping's before those that they hold."""
    return tuple(_walk(ROOT, "", set()))


def _walk(block: MappingSchema, above: str, seen: set[str]) -> Iterator[Key]:
    for field in block.fields:
        path = above + field.key
        yield Key(path, field)
        inner = get_mapping(field.kind)
        if inner is None or inner.name in seen:
            continue
        if inner in _IN_MANY_PLACES:
            seen.add(inner.name)
        yield from _walk(inner, f"{path}.", seen)


def get_mapping(kind: Kind) -> MappingSchema | None:
    """Return the mapping that is the value, each value, or one form of it; None without one."""
    while isinstance(kind, ListOf | MapOf):
        kind = kind.kind
    if isinstance(kind, Nested | ScalarOrNested):
        return kind.block
    if isinstance(kind, SourceDate):
        return CSL_DATE
    return None


def find_keys(written: str) -> tuple[Key, ...]:
    """Return the key with a path, or all keys whose paths end in it; none where there is none.

    `posts[].capture` and `posts.capture` are the same.
    """
    path = written.replace("[]", "").strip(".")
    keys = list_keys()
    whole = tuple(key for key in keys if key.path == path)
    return whole or tuple(key for key in keys if key.path.endswith(f".{path}"))


def describe_kind(kind: Kind) -> str:  # noqa: C901, PLR0911, PLR0912 - one line a case
    """Return what a value of a kind is, with an example where its form matters."""
    match kind:
        case LineText():
            return "words on one line"
        case CapturedText():
            return "a text, kept character by character"
        case Prose():
            return "a text with marks, as `So he says [@p1].`"
        case Choice():
            return f"one of {', '.join(kind.words)}"
        case Integer():
            return "a whole number, as 12"
        case Boolean():
            return "true or false"
        case Date():
            return "a day, as 2031-03-14"
        case DateTime():
            return "a day, as 2031-03-14, or a time with its zone, as 2031-03-14T06:40:00Z"
        case SourceDate():
            return "a date, as 2031, 2031-03, 2031-03-14 or 2031~, or a mapping"
        case Address():
            return "an address, as https://example.org/ice"
        case Digest():
            return f"a SHA-256 in hexadecimal, as {_DIGEST}"
        case LanguageTag():
            return "a language, as en, pt-BR or zh-Hant"
        case Identifier():
            return "a new id, as p1"
        case FileName():
            return "a path beside the memo, as pictures/ice.png"
        case Reference():
            return _describe_reference(kind)
        case Nested():
            return "a mapping"
        case ScalarOrNested():
            return f"{describe_kind(kind.scalar)}, or a mapping"
        case ListOf():
            alone = ", or one alone" if kind.lone else ""
            return f"a list; of each: {describe_kind(kind.kind)}{alone}"
        case MapOf():
            return f"a mapping with keys of your own; of each: {describe_kind(kind.kind)}"
        case _:
            assert_never(kind)


def _describe_reference(kind: Reference) -> str:
    if not kind.to:
        return "a name"
    if kind.to == tuple(Namespace):
        return "the key of anything in the memo"
    names = " or a ".join(space.value for space in kind.to)
    return f"the key of a {names}"
