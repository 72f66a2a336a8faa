"""The events of a YAML parser as values with their places, made without recursion."""

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
"""The parser in C, several times as fast, where PyYAML has it."""

NodeT = TypeVar("NodeT")


class OpenCollection(Accumulator):
    """A list or a mapping whose end has not been reached."""

    where: Location
    anchor: str | None
    is_mapping: bool
    nodes_before: int
    """Nodes of the document before this one."""
    items: list[Any] = field(default_factory=list)
    """What the reader makes; of a mapping, keys and values in turn."""


class EventReader(ABC, Generic[NodeT]):
    """Reads one YAML document. A subclass makes the values, and decides what a fault does."""

    max_depth: int
    """Collections within each other."""

    def __init__(self, name: str) -> None:
        """`name` is that of the file, for places."""
        self.name = name
        self.root: NodeT | None = None
        """The value of the document; None before its end, and of one without content."""
        self.nodes = 0
        """What the document has cost so far, as the subclass counts it."""
        self.open: list[OpenCollection] = []
        self.anchors: dict[str, NodeT] = {}

    def read(self, text: str) -> None:
        """Read a document. Raises yaml.YAMLError at what the parser cannot read."""
        documents = 0
        loader = LOADER(text)
        try:
            for event in iter(loader.get_event, None):
                match event:
                    case ScalarEvent():
                        self.scalar(event)
                    case MappingStartEvent():
                        self.begin(event, is_mapping=True)
                    case SequenceStartEvent():
                        self.begin(event, is_mapping=False)
                    case CollectionEndEvent():
                        self.finish()
                    case AliasEvent():
                        self.alias(event)
                    case DocumentStartEvent():
                        documents += 1
                        if documents == 2:
                            self.second_document(self.place(event))
                            break
                    case _:
                        pass
        finally:
            loader.dispose()

    def place(self, event: yaml.Event) -> Location:
        """Return the line and the column at which an event begins."""
        mark: Any = event.start_mark  # both parsers give every event its marks
        return Location(self.name, mark.line + 1, mark.column + 1)

    def add(self, node: NodeT) -> None:
        """Add a value to the collection around it."""
        if self.open:
            self.open[-1].items.append(node)
        else:
            self.root = node

    def begin(self, event: yaml.CollectionStartEvent, *, is_mapping: bool) -> None:
        """Begin a list or a mapping."""
        where = self.place(event)
        if len(self.open) == self.max_depth:
            self.too_deep(where)
        self.open.append(OpenCollection(where, event.anchor, is_mapping, self.nodes))

    def finish(self) -> None:
        """Make a value of the collection that ends."""
        level = self.open.pop()
        make = self.mapping if level.is_mapping else self.sequence
        node = make(level.items, level.where)
        if level.anchor is not None:
            self.define(level.anchor, node, self.nodes - level.nodes_before)
        self.add(node)

    def define(self, anchor: str, node: NodeT, nodes: int) -> None:  # noqa: ARG002 - some count
        """Remember the value of an anchor, and how many nodes it counts for."""
        self.anchors[anchor] = node

    def alias(self, event: yaml.AliasEvent) -> None:
        """Add the value of an anchor again."""
        name = event.anchor or ""
        if name in self.anchors:
            self.add(self.anchors[name])
        else:
            self.unknown_alias(name, event)

    @abstractmethod
    def scalar(self, event: yaml.ScalarEvent) -> None:
        """Add a scalar, and remember its anchor."""

    @abstractmethod
    def sequence(self, items: Sequence[NodeT], where: Location) -> NodeT:
        """Return a list."""

    @abstractmethod
    def mapping(self, items: Sequence[NodeT], where: Location) -> NodeT:
        """Return a mapping of keys and values in turn."""

    @abstractmethod
    def too_deep(self, where: Location) -> None:
        """Raise for a collection within too many others."""

    @abstractmethod
    def unknown_alias(self, name: str, event: yaml.AliasEvent) -> None:
        """Report an alias without an anchor before it, or raise."""

    @abstractmethod
    def second_document(self, where: Location) -> None:
        """Report that a second document begins, or raise."""
