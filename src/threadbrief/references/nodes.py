"""What every reader of references gives: nodes in the vocabulary of CSL-JSON, which one description then reads."""

import re
from collections.abc import Iterable, Mapping

from threadbrief.core.problems import BriefError, Location, Problem
from threadbrief.core.structs import Accumulator, field
from threadbrief.read.yaml.decode import UNPRINTABLE, FileText, decode
from threadbrief.read.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MAX_ENTRIES = 100_000


class ParsedItems(Accumulator):
    """The items of a file, as nodes that know their places, and what is to be said so far."""

    items: list[Node] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """About the file as a whole."""
    doubts: dict[str, list[Problem]] = field(default_factory=dict)
    """About one item, by its id as the file has it."""
    unknown_fields: dict[str, Location] = field(default_factory=dict)
    """Fields without a place in CSL, and where each stands first."""


def decode_leniently(data: bytes, path: str) -> FileText:
    """Return the characters of a file; those that no memo may hold become spaces. Raises BriefError."""
    try:
        return decode(data, path)
    except BriefError as fault:
        if fault.source is None:  # it is no text at all
            raise
        text = UNPRINTABLE.sub(" ", fault.source)
        return FileText(path, text, (0, *(match.end() for match in re.finditer("\n", text))))


def make_scalar(text: str, where: Location) -> ScalarNode:
    """Return a text as a node that is never taken for null."""
    return ScalarNode(text, where, '"', 0, 0)


def make_mapping(entries: Mapping[str, str | Node], where: Location) -> MappingNode:
    """Return keys and values as a node, all at one place but for those that bring their own."""
    return MappingNode(
        tuple(
            (
                make_scalar(key, where),
                make_scalar(value, where) if isinstance(value, str) else value,
            )
            for key, value in entries.items()
        ),
        where,
    )


def make_sequence(items: Iterable[Node], where: Location) -> SequenceNode:
    """Return a list as a node."""
    return SequenceNode(tuple(items), where)
