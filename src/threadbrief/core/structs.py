"""What the values of every room are: `Frozen`, which is frozen, and `Accumulator`, which is filled while a stage runs.

Both are structs of msgspec: made in C, so that a module full of them is imported, and a page full of them built, in a
fraction of what the dataclasses of the standard library cost (docs/dependencies.md). They compare and hash by their
fields, and `match` takes them apart by position or by name.
"""

from enum import Enum
from typing import dataclass_transform

from msgspec import NODEFAULT, Struct, StructMeta, field
from msgspec.structs import asdict, astuple, fields, replace

__all__ = [
    "NODEFAULT",
    "Accumulator",
    "Frozen",
    "IdentityEnum",
    "asdict",
    "astuple",
    "field",
    "fields",
    "replace",
]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class _FrozenMeta(StructMeta):
    """Tells a type checker that its classes are frozen unless they say otherwise."""


class Frozen(Struct, metaclass=_FrozenMeta, frozen=True, gc=False):
    """A frozen value. It is built from finished parts, so it is never part of a circle and no collector visits it."""


class IdentityEnum(Enum):
    """One of a few names, that asks for things in tables thousands of times: its hash is its identity, as in `==`.

    That of `Enum` is the hash of the name, by a call in Python.
    """

    __hash__ = object.__hash__


class Accumulator(Struct):
    """A value that one stage fills as it goes, and hands to nobody before it is done."""
