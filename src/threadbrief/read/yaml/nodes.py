"""Compose the nodes of a YAML file: mappings, sequences and scalars with places, all text.

After a fault of YAML, recovery takes out the smallest part that lets the rest be read, so that
all faults are reported in one run.
"""

import re
from collections.abc import Sequence
from typing import Any

import yaml

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, Location, Problem
from threadbrief.core.structs import Frozen, replace
from threadbrief.core.yaml_events import EventReader
from threadbrief.read import problems
from threadbrief.read.problems import ProblemList
from threadbrief.read.yaml.decode import BIDI_CONTROLS, UNPRINTABLE, FileText

MAX_RECOVERED = 20
"""Each costs another reading."""
_LONGEST = 1 << 20
"""Characters; a longer file is not read again and again."""
_QUOTES = str.maketrans("\"'", "xx")
_CODES = frozenset(
    {
        codes.TAB_IN_INDENTATION,
        codes.RESERVED_FIRST_CHARACTER,
        codes.SECOND_COLON,
        codes.TEXT_AFTER_QUOTE,
        codes.UNKNOWN_ESCAPE,
    }
)


def recover_from(file: FileText, fault: Problem) -> FileText | None:
    """Return the file without a fault; None when it is unclear what the text would be then."""
    if fault.where is None or fault.code not in _CODES or len(file.text) > _LONGEST:
        return None
    start = file.starts[fault.where.line - 1]
    line = file.line(fault.where.line)
    put = _neutralize_line(line, fault.where.column - 1, fault.code)
    if put != line:
        return replace(file, text=file.text[:start] + put + file.text[start + len(line) :])
    return None


def _neutralize_line(line: str, place: int, code: str) -> str:
    """Return a line in which what is at fault is an ordinary character."""
    match code:
        case codes.TAB_IN_INDENTATION:
            return re.sub(r"^[ \t]*|\t", lambda match: " " * len(match[0]), line)
        case codes.TEXT_AFTER_QUOTE:
            return line.translate(_QUOTES)
        case _:
            return f"{line[:place]}x{line[place + 1 :]}"


MAX_DEPTH = 64
MAX_NODES = 2_000_000
MAX_KEY = 1024
_CHARACTERS_PER_NODE = 64
"""A long text repeated by aliases counts for as many nodes as it has such pieces."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})  # YAML 1.2.2, 10.3.2
_TAG_LIKE = re.compile(r"#(?<=[ \t]#)[^\s#!/\-=][^\n]*")
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq"))


class ScalarNode(Frozen):
    """A text as YAML gives it."""

    value: str
    where: Location
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


class SequenceNode(Frozen):
    """A list."""

    items: tuple["Node", ...]
    where: Location


class MappingNode(Frozen):
    """Keys and values in the order of the file; no key twice."""

    entries: tuple[tuple[ScalarNode, "Node"], ...]
    where: Location


Node = ScalarNode | SequenceNode | MappingNode


def find_value(node: Node | None, *keys: str) -> Node | None:
    """Return what mappings hold under keys, one inside the other; None where one is missing."""
    for name in keys:
        if not isinstance(node, MappingNode):
            return None
        node = next((value for key, value in node.entries if key.value == name), None)
    return node


class _Composer(EventReader[Node]):
    """Builds nodes from the events of the parser."""

    max_depth = MAX_DEPTH

    def __init__(self, file: FileText, told: ProblemList) -> None:
        super().__init__(file.name)
        self.file = file
        self.problems = told
        self.sizes: dict[str, int] = {}
        """How many nodes each anchor counts for."""
        self.unused: dict[str, Location] = {}
        self.comments: dict[int, str] = {}
        """What looks like a tag but is a comment, by the offset of the white space before it."""
        text = file.text
        for match in _TAG_LIKE.finditer(text):
            start = match.start()
            while start and text[start - 1] in " \t":
                start -= 1
            self.comments[start] = match[0]

    def count(self, nodes: int, where: Location) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise BriefError([problems.too_many_nodes(where, MAX_NODES)], source=self.file.text)

    def tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, where: Location) -> None:
        if event.tag is not None and event.tag not in _PLAIN_TAGS and event.tag != "!":
            self.problems.append(
                problems.tag_refused(where, event.tag.replace("tag:yaml.org,2002:", "!!"))
            )

    def define_anchor(self, anchor: str, node: Node, nodes: int) -> None:
        super().define_anchor(anchor, node, nodes)
        self.sizes[anchor] = nodes
        self.unused.setdefault(anchor, node.where)

    def add_scalar(self, event: yaml.ScalarEvent) -> None:
        mark: Any = event.start_mark  # most nodes are scalars: no call that can be spared
        # Both parsers give every event its marks.
        end: int = event.end_mark.index  # type: ignore[union-attr]
        where = Location(self.file.name, mark.line + 1, mark.column + 1)
        start, value, style = mark.index, event.value, event.style
        if event.tag is not None or event.anchor is not None:
            self.tag(event, where)
            start = _skip_properties(self.file.text, start)
        if style == '"':
            self.escapes(value, where)
        elif not style and end in self.comments:
            place = self.file.where(self.file.text.index("#", end))
            self.problems.append(problems.comment_takes_text(place, self.comments[end]))
        node = ScalarNode(value, where, style or "", start, end)
        nodes = 1 + len(value) // _CHARACTERS_PER_NODE
        self.count(nodes, where)
        if event.anchor is not None:
            self.define_anchor(event.anchor, node, nodes)
        self.add(node)

    def escapes(self, value: str, where: Location) -> None:
        """Look at what the escapes of a quoted text stand for."""
        if value.isascii() and value.isprintable():
            return
        if match := UNPRINTABLE.search(value):
            self.problems.append(problems.unprintable_character(where, match[0]))
        if (match := BIDI_CONTROLS.search(value)) and match[0] not in self.file.text:
            self.problems.append(problems.turns_text(where, match[0]))
        if "\ufffd" in value and "\ufffd" not in self.file.text:
            self.problems.append(problems.lost_character(where))

    def open_collection(self, event: yaml.CollectionStartEvent, *, is_mapping: bool) -> None:
        where = self.locate(event)
        self.tag(event, where)
        super().open_collection(event, is_mapping=is_mapping)
        self.count(1, where)

    def make_sequence(self, items: Sequence[Node], where: Location) -> Node:
        return SequenceNode(tuple(items), where)

    def make_mapping(self, items: Sequence[Node], where: Location) -> Node:
        return MappingNode(self.entries(items), where)

    def reject_depth(self, where: Location) -> None:
        raise BriefError([problems.too_deep(where, MAX_DEPTH)], source=self.file.text)

    def report_second_document(self, where: Location) -> None:
        self.problems.append(_make_second_document_problem(where))

    def entries(self, items: Sequence[Node]) -> tuple[tuple[ScalarNode, Node], ...]:
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

    def add_alias(self, event: yaml.AliasEvent) -> None:
        name = event.anchor or ""
        self.unused.pop(name, None)
        if name in self.sizes:
            self.count(self.sizes[name], self.locate(event))
        super().add_alias(event)

    def report_unknown_alias(self, name: str, event: yaml.AliasEvent) -> None:
        where = self.locate(event)
        self.problems.append(problems.alias_unknown(where, name))
        start: Any = event.start_mark
        end: Any = event.end_mark
        self.add(ScalarNode(f"*{name}", where, "", start.index, end.index))


def compose_nodes(file: FileText) -> tuple[Node | None, ProblemList]:
    """Return the root of a YAML file, None for one without content, and what is wrong so far.

    A fault of YAML that can be taken out is reported, and the rest is read. Raises BriefError
    where nothing behind a fault can be understood, or for more than the limits allow.
    """
    faults: list[Problem] = []
    text = file
    while True:
        composer = _Composer(text, ProblemList(file.text, passed_over=_collect_lines(faults)))
        try:
            composer.read(text.text)
        except yaml.YAMLError as fault:
            # Only a fault needs words for it.
            from threadbrief.read.yaml.explain import explain_fault  # noqa: PLC0415

            problem = explain_fault(fault, text)
            if problem.where is None or problem.where.line not in _collect_lines(faults):
                faults.append(problem)
            if len(faults) < MAX_RECOVERED:
                without = recover_from(text, problem)
            else:
                without = None
            if without is None:
                composer.problems.keep(faults)
                raise BriefError(composer.problems.sorted(), source=file.text) from None
            text = without
            continue
        composer.problems.extend(
            problems.anchor_unused(where, name) for name, where in composer.unused.items()
        )
        composer.problems.keep(faults)
        return composer.root, composer.problems


def _collect_lines(faults: list[Problem]) -> frozenset[int]:
    return frozenset(fault.where.line for fault in faults if fault.where)


def _make_second_document_problem(where: Location) -> Problem:
    hint = "put a line of dashes in quotes, or in a block after |-; one file is one memo"
    return problems.yaml_fault(
        codes.SECOND_DOCUMENT, 'a second YAML document begins here with "---"', where, hint
    )


def _skip_properties(text: str, start: int) -> int:
    """Return the offset of a scalar behind its anchor and tag."""
    while text[start : start + 1] in {"&", "!"}:
        while start < len(text) and not text[start].isspace():
            start += 1
        while start < len(text) and text[start].isspace():
            start += 1
    return start
