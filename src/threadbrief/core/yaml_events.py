"""Reads YAML from the events of the parser, into values that know their line and column.

A subclass decides what the values are and what a fault does: the reader of memos goes on after
most faults (read/yaml/nodes.py), that of templates ends at the first (templates/settings.py). There
is no recursion: deep nesting is counted, and cannot exhaust the stack.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from threadbrief.core.problems import Location
from threadbrief.core.structs import Accumulator, field

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C where PyYAML has it: it is several times as fast."""

NodeT = TypeVar("NodeT")


class OpenCollection(Accumulator):
    """A list or a mapping whose end has not been reached."""

    where: Location
    anchor: str | None
    is_mapping: bool
    nodes_before: int
    """Nodes of the document before this one."""
    items: list[Any] = field(default_factory=list)
    """The values in it; of a mapping, keys and values in turn."""


class EventReader(ABC, Generic[NodeT]):
    """Reads one YAML document; the abstract methods are the subclass's part."""

    max_depth: int
    """How many collections may be nested."""

    def __init__(self, name: str) -> None:
        """`name` is that of the file, for locations."""
        self.name = name
        self.root: NodeT | None = None
        """The value of the document; None before its end, and of one without content."""
        self.nodes = 0
        """The size of the document so far, as the subclass counts it."""
        self.open: list[OpenCollection] = []
        self.anchors: dict[str, NodeT] = {}

    def read(self, text: str) -> None:
        """Read a document. Raises yaml.YAMLError at a syntax error."""
        documents = 0
        loader = LOADER(text)
        try:
            for event in iter(loader.get_event, None):
                match event:
                    case ScalarEvent():
                        self.add_scalar(event)
                    case MappingStartEvent():
                        self.open_collection(event, is_mapping=True)
                    case SequenceStartEvent():
                        self.open_collection(event, is_mapping=False)
                    case CollectionEndEvent():
                        self.close_collection()
                    case AliasEvent():
                        self.add_alias(event)
                    case DocumentStartEvent():
                        documents += 1
                        if documents == 2:
                            self.report_second_document(self.locate(event))
                            break
                    case _:
                        pass
        finally:
            loader.dispose()

    def locate(self, event: yaml.Event) -> Location:
        """Return the location at which an event begins."""
        mark: Any = event.start_mark  # both parsers give every event its marks
        return Location(self.name, mark.line + 1, mark.column + 1)

    def add(self, node: NodeT) -> None:
        """Add a value to the collection that is open, or make it the root."""
        if self.open:
            self.open[-1].items.append(node)
        else:
            self.root = node

    def open_collection(self, event: yaml.CollectionStartEvent, *, is_mapping: bool) -> None:
        """Open a list or a mapping."""
        where = self.locate(event)
        if len(self.open) == self.max_depth:
            self.reject_depth(where)
        self.open.append(
            OpenCollection(where, event.anchor, is_mapping=is_mapping, nodes_before=self.nodes)
        )

    def close_collection(self) -> None:
        """Close the collection that was opened last, and add its value."""
        level = self.open.pop()
        make = self.make_mapping if level.is_mapping else self.make_sequence
        node = make(level.items, level.where)
        if level.anchor is not None:
            self.define_anchor(level.anchor, node, self.nodes - level.nodes_before)
        self.add(node)

    def define_anchor(
        self,
        anchor: str,
        node: NodeT,
        nodes: int,  # noqa: ARG002 - for subclasses that count
    ) -> None:
        """Store the value of an anchor; `nodes` is its size."""
        self.anchors[anchor] = node

    def add_alias(self, event: yaml.AliasEvent) -> None:
        """Add the value of an anchor once more."""
        name = event.anchor or ""
        if name in self.anchors:
            self.add(self.anchors[name])
        else:
            self.report_unknown_alias(name, event)

    @abstractmethod
    def add_scalar(self, event: yaml.ScalarEvent) -> None:
        """Add a scalar, and define its anchor."""

    @abstractmethod
    def make_sequence(self, items: Sequence[NodeT], where: Location) -> NodeT:
        """Return a list."""

    @abstractmethod
    def make_mapping(self, items: Sequence[NodeT], where: Location) -> NodeT:
        """Return a mapping of keys and values in turn."""

    @abstractmethod
    def reject_depth(self, where: Location) -> None:
        """Raise for a collection within too many others."""

    @abstractmethod
    def report_unknown_alias(self, name: str, event: yaml.AliasEvent) -> None:
        """Report an alias without an anchor before it, or raise."""

    @abstractmethod
    def report_second_document(self, where: Location) -> None:
        """Report that a second document begins, or raise."""
