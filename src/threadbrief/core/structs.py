"""The base classes of values: `Frozen`, which is immutable, and `Accumulator`, which is not.

Both are structs of msgspec, made in C: their classes are defined, and their values made, in a
fraction of the time that the dataclasses of the standard library take (docs/dependencies.md). They
compare by their fields, and `match` takes them apart by position or by name.
"""

from enum import Enum
from typing import ClassVar, dataclass_transform

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
    """Tells type checkers that classes are frozen dataclasses unless they declare otherwise."""


class Frozen(Struct, metaclass=_FrozenMeta, frozen=True, gc=False):
    """An immutable value, which hashes by its fields.

    It is made of finished parts, so it is never in a reference cycle, and the garbage collector
    does not track it.
    """


class IdentityEnum(Enum):
    """An enum whose members are keys of dicts in hot loops: its hash is its identity, like `==`.

    That of `Enum` is the hash of the member's name, computed by a call in Python at each lookup.
    """

    __hash__ = object.__hash__


class Accumulator(Struct):
    """A mutable value that one stage fills, and does not pass on before it is complete."""


class Node(Frozen, gc=False):
    """A frozen value that is part of a tree; traverse.py walks trees of them."""

    child_fields: ClassVar[tuple[str, ...]] = ()
    """The fields that hold other nodes, in the order in which a page shows them.

    Such a field is a tuple of nodes, or a tuple of such tuples.
    """
