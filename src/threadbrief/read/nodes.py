"""The characters of a YAML file in; its mappings, lists and scalars out, every scalar a string, all with places."""

import re
from typing import Any, cast

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from threadbrief.errors import BriefError, Problem, Where
from threadbrief.read import problems
from threadbrief.read.text import TURNING, UNPRINTABLE, FileText
from threadbrief.read.told import Told
from threadbrief.values import Ledger, Value, field

MAX_DEPTH = 64
MAX_NODES = 2_000_000
MAX_KEY = 1024
_CHARACTERS_PER_NODE = 64
"""A long text repeated by aliases counts for as many nodes as it has such pieces."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})  # YAML 1.2.2, 10.3.2
_TAG_LIKE = re.compile(r"#(?<=[ \t]#)[^\s#!/\-=][^\n]*")
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq"))


class ScalarNode(Value):
    """A text as YAML gives it."""

    value: str
    where: Where
    style: str
    """The character that opens it: `|`, `>` or a quote; empty for a plain one."""
    start: int
    """Offset in the file of its first character, or of that character."""
    end: int
    """Offset just behind it."""

    @property
    def is_null(self) -> bool:
        """Whether it says that nothing is given."""
        return not self.style and self.value in _NULLS


class SequenceNode(Value):
    """A list."""

    items: tuple["Node", ...]
    where: Where


class MappingNode(Value):
    """Keys and values in the order of the file; no key twice."""

    entries: tuple[tuple[ScalarNode, "Node"], ...]
    where: Where


Node = ScalarNode | SequenceNode | MappingNode


class _Open(Ledger):
    """A list or mapping whose end has not been reached."""

    where: Where
    anchor: str | None
    is_mapping: bool
    nodes_before: int
    items: list[Node] = field(default_factory=list)


class _Composer(Ledger):
    """Builds nodes from the events of the parser without recursion."""

    file: FileText
    problems: Told
    open: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int]] = field(default_factory=dict)
    """The node of each anchor, and how many nodes it counts for."""
    unused: dict[str, Where] = field(default_factory=dict)
    nodes: int = 0
    root: Node | None = None
    comments: dict[int, str] = field(default_factory=dict)
    """What looks like a tag but is a comment, by the offset of the white space before it."""

    def __post_init__(self) -> None:
        text = self.file.text
        for match in _TAG_LIKE.finditer(text):
            start = match.start()
            while start and text[start - 1] in " \t":
                start -= 1
            self.comments[start] = match[0]

    def place(self, event: yaml.Event) -> Where:
        mark = _begin(event)
        return Where(self.file.name, mark.line + 1, mark.column + 1)

    def count(self, nodes: int, where: Where) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise BriefError([problems.too_many_nodes(where, MAX_NODES)], source=self.file.text)

    def tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, where: Where) -> None:
        if event.tag is not None and event.tag not in _PLAIN_TAGS and event.tag != "!":
            self.problems.append(problems.tag_refused(where, event.tag.replace("tag:yaml.org,2002:", "!!")))

    def add(self, node: Node) -> None:
        if self.open:
            self.open[-1].items.append(node)
        else:
            self.root = node

    def anchor(self, name: str | None, node: Node, nodes: int) -> None:
        if name is not None:
            self.anchors[name] = (node, nodes)
            self.unused.setdefault(name, node.where)

    def scalar(self, event: yaml.ScalarEvent) -> None:
        mark: Any = event.start_mark  # most nodes are scalars: no call that can be spared
        end: int = event.end_mark.index  # type: ignore[union-attr]  # both parsers give every event its marks
        where = Where(self.file.name, mark.line + 1, mark.column + 1)
        start, value, style = mark.index, event.value, event.style
        if event.tag is not None or event.anchor is not None:
            self.tag(event, where)
            start = _behind_properties(self.file.text, start)
        if style == '"':
            self.escapes(value, where)
        elif not style and end in self.comments:
            place = self.file.where(self.file.text.index("#", end))
            self.problems.append(problems.comment_takes_text(place, self.comments[end]))
        node = ScalarNode(value, where, style or "", start, end)
        nodes = 1 + len(value) // _CHARACTERS_PER_NODE
        self.count(nodes, where)
        if event.anchor is not None:
            self.anchor(event.anchor, node, nodes)
        self.add(node)

    def escapes(self, value: str, where: Where) -> None:
        """Look at what the escapes of a quoted text stand for."""
        if value.isascii() and value.isprintable():
            return
        if match := UNPRINTABLE.search(value):
            self.problems.append(problems.unprintable_character(where, match[0]))
        if (match := TURNING.search(value)) and match[0] not in self.file.text:
            self.problems.append(problems.turns_text(where, match[0]))

    def begin(self, event: yaml.CollectionStartEvent, *, is_mapping: bool) -> None:
        where = self.place(event)
        self.tag(event, where)
        if len(self.open) == MAX_DEPTH:
            raise BriefError([problems.too_deep(where, MAX_DEPTH)], source=self.file.text)
        self.open.append(_Open(where, event.anchor, is_mapping, self.nodes))
        self.count(1, where)

    def finish(self) -> None:
        level = self.open.pop()
        items = level.items
        node: Node
        if level.is_mapping:
            node = MappingNode(self.entries(items), level.where)
        else:
            node = SequenceNode(tuple(items), level.where)
        self.anchor(level.anchor, node, self.nodes - level.nodes_before)
        self.add(node)

    def entries(self, items: list[Node]) -> tuple[tuple[ScalarNode, Node], ...]:
        found: dict[str, tuple[ScalarNode, Node]] = {}
        for key, value in zip(items[::2], items[1::2], strict=True):
            if not isinstance(key, ScalarNode):
                self.problems.append(problems.key_not_text(key.where))
            elif len(key.value) > MAX_KEY:
                self.problems.append(problems.key_too_long(key.where, MAX_KEY))
            elif key.value in found:
                first = found[key.value][0].where
                self.problems.append(problems.duplicate_key(key.where, key.value, first))
            else:
                found[key.value] = (key, value)
        return tuple(found.values())

    def alias(self, event: yaml.AliasEvent) -> None:
        where = self.place(event)
        name = event.anchor or ""
        self.unused.pop(name, None)
        if name not in self.anchors:
            self.problems.append(problems.alias_unknown(where, name))
            self.add(ScalarNode(f"*{name}", where, "", _begin(event).index, _end(event).index))
            return
        node, nodes = self.anchors[name]
        self.count(nodes, where)
        self.add(node)


def compose(file: FileText) -> tuple[Node | None, Told]:
    """Return the root of a YAML file, None for one without content, and what is wrong so far.

    A fault of YAML that can be taken out is told, and what is behind it is read. Raises BriefError where nothing
    behind a fault can be understood, or for more than the limits allow.
    """
    faults: list[Problem] = []
    text = file
    while True:
        composer = _Composer(text, Told(file.text, passed_over=_lines(faults)))
        try:
            _read_events(composer)
        except yaml.YAMLError as fault:
            from threadbrief.read.explain import explain  # noqa: PLC0415 - only a fault needs words for it
            from threadbrief.read.mending import MAX_MENDED, mended  # noqa: PLC0415 - the same

            problem = explain(fault, text)
            if problem.where is None or problem.where.line not in _lines(faults):
                faults.append(problem)
            without = mended(text, problem) if len(faults) < MAX_MENDED else None
            if without is None:
                composer.problems.keep(faults)
                raise BriefError(composer.problems.in_order(), source=file.text) from None
            text = without
            continue
        composer.problems.extend(problems.anchor_unused(where, name) for name, where in composer.unused.items())
        composer.problems.keep(faults)
        return composer.root, composer.problems


def _lines(faults: list[Problem]) -> frozenset[int]:
    return frozenset(fault.where.line for fault in faults if fault.where)


def _read_events(composer: _Composer) -> None:
    documents = 0
    loader = _LOADER(composer.file.text)
    try:
        for event in iter(loader.get_event, None):
            match event:
                case ScalarEvent():
                    composer.scalar(event)
                case MappingStartEvent():
                    composer.begin(event, is_mapping=True)
                case SequenceStartEvent():
                    composer.begin(event, is_mapping=False)
                case CollectionEndEvent():
                    composer.finish()
                case AliasEvent():
                    composer.alias(event)
                case DocumentStartEvent():
                    documents += 1
                    if documents == 2:
                        composer.problems.append(_second_document(composer.place(event)))
                        break
                case _:
                    pass
    finally:
        loader.dispose()


def _begin(event: yaml.Event) -> yaml.Mark:
    return cast("yaml.Mark", event.start_mark)  # both parsers give every event its marks


def _end(event: yaml.Event) -> yaml.Mark:
    return cast("yaml.Mark", event.end_mark)


def _second_document(where: Where) -> Problem:
    hint = "put a line of dashes in quotes, or in a block after |-; one file is one memo"
    return problems.yaml_fault("TB117", 'a second YAML document begins here with "---"', where, hint)


def _behind_properties(text: str, start: int) -> int:
    """Return the offset of a scalar behind its anchor and tag."""
    while text[start : start + 1] in {"&", "!"}:
        while start < len(text) and not text[start].isspace():
            start += 1
        while start < len(text) and text[start].isspace():
            start += 1
    return start
