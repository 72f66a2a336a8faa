"""Put the keys of a memo in canonical key order, indented by two spaces a level.

Lines are moved whole and shifted, never rewritten, so that no comment and no character of a text
can be lost. The result is read again and compared, and refused when it means anything else.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from threadbrief.core.problems import BriefError, has_errors
from threadbrief.core.structs import Accumulator
from threadbrief.read import problems
from threadbrief.read.schema.citation import CSL_DATE
from threadbrief.read.schema.kinds import (
    Kind,
    ListOf,
    MapOf,
    MappingSchema,
    Nested,
    ScalarOrNested,
    SourceDate,
)
from threadbrief.read.schema.memo import ROOT
from threadbrief.read.yaml.decode import FileText, decode, keep_line_breaks
from threadbrief.read.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode, compose_nodes

STEP = 2
"""Spaces a level."""
_HEADER = re.compile(r"(?:^|[\s:-])[|>](?P<marks>[-+0-9]*)\s*(?:#.*)?$")

_INSIGNIFICANT = re.compile(r" *(?:#|$)")
"""A line that is empty, or a comment."""
_KEEP = re.compile(r"[|>][0-9]?\+[0-9]?\s*(?:#.*)?$")
Lines = list[str]
Numbers = list[int]


def reorder_keys(data: bytes, name: str) -> str:
    """Return the text of a memo with its keys in canonical order, and with its own line breaks.

    Raises BriefError when it is not YAML, or when reordering would change its meaning.
    """
    file = decode(data, name)
    root, found = compose_nodes(file)
    if has_errors(found.found) or not isinstance(root, MappingNode):
        if has_errors(found.found):
            fault = []
        else:
            fault = [problems.nothing_to_order(file.where(0))]
        raise BriefError((*found.sorted(), *fault), source=file.text)
    text = _Reorderer(file).whole(root)
    if not _is_same_memo(file, root, decode(text.encode(), name)):
        raise BriefError([problems.order_changes_memo(root.where)], source=file.text)
    return keep_line_breaks(text, data)


class _MovedEntry(Accumulator):
    """A key or an item with the lines that belong to it."""

    before: Lines
    """Comments and empty lines that stand above it."""
    lines: Lines
    rank: int = 0


class _Reorderer:
    """Moves and shifts the lines of one file."""

    def __init__(self, file: FileText) -> None:
        self.file = file
        self.lines = [file.line(number) for number in range(1, len(file.starts) + 1)]
        if self.lines[-1] == "":
            self.lines.pop()
        self.keeps = any(_KEEP.search(line) for line in self.lines)
        """A text that keeps the empty lines behind it: none may come to stand there."""

    def whole(self, root: MappingNode) -> str:
        if not self._is_block(root, 0, len(self.lines)):
            return self.file.text
        first = root.where.line - 1
        last = max(self._last_line(root), first) + 1
        body = self._mapping(root, ROOT, (first, last), 0)
        return "\n".join([*self.lines[:first], *body, *self._apart(self.lines[last:]), ""])

    def _apart(self, lines: Lines) -> Lines:
        """Return the lines between two entries, without empty lines that could become text."""
        if self.keeps:
            return [line for line in lines if line.strip()]
        return lines

    # --- what belongs to what ---

    def _is_block(self, node: Node, first: int, last: int) -> bool:
        """Return whether a collection is in block style, each key or item at a line's start."""
        if isinstance(node, ScalarNode) or not first < node.where.line <= last:
            return False  # a scalar, or an alias of something elsewhere
        column = node.where.column
        if isinstance(node, MappingNode) and any(
            key.where.column != column for key, _ in node.entries
        ):
            return False  # in braces, behind an anchor, or with a question mark
        numbers = self._starts(node)
        if not numbers or numbers != sorted(set(numbers)) or numbers[0] != node.where.line - 1:
            return False
        leads = [self.lines[number][: column - 1] for number in numbers]
        return re.fullmatch(" *(?:- +)*", leads[0]) is not None and not any(
            lead.strip(" ") for lead in leads[1:]
        )

    def _starts(self, node: MappingNode | SequenceNode) -> Numbers:
        """Return the line of each key or dash; none when an item has no dash of its own."""
        if isinstance(node, MappingNode):
            return [key.where.line - 1 for key, _ in node.entries]
        column = node.where.column
        found = []
        for item in node.items:
            number = item.where.line - 1
            while number >= node.where.line and self._dash_column(number) != column:
                number -= 1
            if not re.match("-(?: |$)", self.lines[number][column - 1 :]):
                return []
            found.append(number)
        return found

    def _dash_column(self, number: int) -> int:
        line = self.lines[number]
        if line.lstrip(" ").startswith("-"):
            return _measure_indent(line) + 1
        return 0

    def _last_line(self, node: Node) -> int:
        """Return the index of the last line that a value needs."""
        match node:
            case ScalarNode():
                return self._end_of_scalar(node)
            case MappingNode():
                inner = (part for entry in node.entries for part in entry)
                return max(map(self._last_line, inner), default=node.where.line - 1)
            case SequenceNode():
                return max(map(self._last_line, node.items), default=node.where.line - 1)

    def _end_of_scalar(self, node: ScalarNode) -> int:
        if node.style not in {"|", ">"}:
            return self.file.where(max(node.end - 1, node.start)).line - 1
        header = self.file.where(node.start).line - 1
        return self._content(header, len(self.lines)).stop - 1

    def _content(self, header: int, last: int) -> range:
        """Return the lines of a block scalar below its header, without insignificant last ones."""
        match = _HEADER.search(self.lines[header])
        marks = match["marks"] if match else ""
        filled = next((i for i in range(header + 1, last) if self.lines[i].strip(" ")), None)
        if filled is None:
            return range(header + 1, last if "+" in marks else header + 1)
        parent = self._parent_indent(header)
        digit = next((int(mark) for mark in marks if mark.isdigit()), None)
        indent = parent + digit if digit else _measure_indent(self.lines[filled])
        if indent <= parent and parent >= 0:
            return range(header + 1, header + 1)
        end = header + 1
        while end < last and (
            not self.lines[end].strip(" ") or _measure_indent(self.lines[end]) >= indent
        ):
            end += 1
        if "+" not in marks:
            while end > header + 1 and not self.lines[end - 1].strip(" "):
                end -= 1
        return range(header + 1, end)

    def _parent_indent(self, header: int) -> int:
        """Return the indentation of the collection that a block scalar is in; -1: in none."""
        line = self.lines[header]
        lead = _measure_lead(line)
        if re.match(r"[|>]", line[lead:]) and "-" not in line[:lead]:
            above = [one for one in self.lines[:header] if not _INSIGNIFICANT.match(one)]
            if not above:
                return -1
            line = above[-1]  # with its key or its dash
            lead = _measure_lead(line)
        if re.match(r"[|>]|$", line[lead:]):  # an item of a list
            return line.rindex("-", 0, lead)
        return lead

    # --- order and shift ---

    def _mapping(
        self, node: MappingNode, block: MappingSchema | None, span: tuple[int, int], indent: int
    ) -> Lines:
        if block:
            ranks = {field.key: number for number, field in enumerate(block.fields)}
        else:
            ranks = {}
        entries = []
        for (key, value), (begin, first, last) in zip(
            node.entries, self._spans(node, span), strict=True
        ):
            before = _shift(self._apart(self.lines[begin:first]), indent - (node.where.column - 1))
            if block and key.value in block.by_key:
                kind = block.by_key[key.value].kind
            else:
                kind = None
            lines = self._value(value, kind, (first, last), (node.where.column - 1, indent))
            entries.append(
                _MovedEntry(before, lines, ranks.get(key.value, len(ranks)) if block else 0)
            )
        foremost = entries[0]
        entries.sort(key=lambda entry: entry.rank)
        while entries[0] is not foremost and entries[0].before and not entries[0].before[0].strip():
            del entries[0].before[0]
        return [line for entry in entries for line in (*entry.before, *entry.lines)]

    def _spans(
        self, node: MappingNode | SequenceNode, span: tuple[int, int]
    ) -> Iterator[tuple[int, int, int]]:
        """Yield for each key or item the line of its first comment, its own, and its end."""
        if isinstance(node, MappingNode):
            values: Sequence[Node] = [value for _, value in node.entries]
        else:
            values = node.items
        starts = self._starts(node)
        begins = [span[0]]
        for before, start, value in zip(starts, starts[1:], values, strict=False):
            end = max(self._last_line(value), before)
            begin = start
            while begin - 1 > end and self._stands_above(begin - 1, node.where.column):
                begin -= 1
            begins.append(begin)
        yield from zip(begins, starts, [*begins[1:], span[1]], strict=True)

    def _stands_above(self, number: int, column: int) -> bool:
        line = self.lines[number].strip()
        return not line or (line.startswith("#") and _measure_indent(self.lines[number]) < column)

    def _value(
        self, node: Node, kind: Kind | None, span: tuple[int, int], indents: tuple[int, int]
    ) -> Lines:
        """Return the lines of a key with its value."""
        first, last = span
        old, new = indents
        if (
            isinstance(node, ScalarNode)
            and node.style in {"|", ">"}
            and self.file.where(node.start).line - 1 >= first
        ):
            return self._block_text(node, span, new - old, new + STEP)
        if not self._is_block(node, first + 1, last) or isinstance(node, ScalarNode):
            return _shift(self.lines[first:last], new - old)
        child = node.where.line - 1
        head = _shift(self.lines[first : first + 1], new - old)
        above = _shift(self.lines[first + 1 : child], new + STEP - (node.where.column - 1))
        return [*head, *above, *self._inner(node, kind, (child, last), new + STEP)]

    def _inner(
        self,
        node: MappingNode | SequenceNode,
        kind: Kind | None,
        span: tuple[int, int],
        indent: int,
    ) -> Lines:
        if isinstance(node, MappingNode):
            if isinstance(kind, MapOf):
                return self._table(node, kind.kind, span, indent)
            return self._mapping(node, _find_block(kind), span, indent)
        inner = kind.kind if isinstance(kind, ListOf) else None
        lines: Lines = []
        for item, (begin, first, last) in zip(node.items, self._spans(node, span), strict=True):
            lines += _shift(self.lines[begin:first], indent - (node.where.column - 1))
            lines += self._item(item, inner, (first, last), (node.where.column - 1, indent))
        return lines

    def _table(self, node: MappingNode, kind: Kind, span: tuple[int, int], indent: int) -> Lines:
        lines: Lines = []
        for (_, value), (begin, first, last) in zip(
            node.entries, self._spans(node, span), strict=True
        ):
            lines += _shift(self.lines[begin:first], indent - (node.where.column - 1))
            lines += self._value(value, kind, (first, last), (node.where.column - 1, indent))
        return lines

    def _item(
        self, node: Node, kind: Kind | None, span: tuple[int, int], indents: tuple[int, int]
    ) -> Lines:
        """Return the lines of an item of a list, its dash included."""
        (first, last), (old, new) = span, indents
        if (
            isinstance(node, ScalarNode)
            and node.style in {"|", ">"}
            and self.file.where(node.start).line - 1 == first
        ):
            return self._block_text(node, span, new - old, new + STEP)
        if not isinstance(node, MappingNode) or not self._is_block(node, first, last):
            return _shift(self.lines[first:last], new - old)
        child = node.where.line - 1
        if child > first:
            above = _shift(self.lines[first + 1 : child], new + STEP - (node.where.column - 1))
            body = self._mapping(node, _find_block(kind), (child, last), new + STEP)
            return [*_shift(self.lines[first : first + 1], new - old), *above, *body]
        dashed = self.lines[first]
        self.lines[first] = " " * (node.where.column - 1) + dashed[node.where.column - 1 :]
        body = self._mapping(node, _find_block(kind), span, new + STEP)
        self.lines[first] = dashed
        head = next(
            number
            for number, line in enumerate(body)
            if line.strip() and not line.lstrip().startswith("#")
        )
        body[head] = " " * new + "- " + body[head][new + STEP :]
        return [*_shift(body[:head], -STEP), *body[head:]]

    def _block_text(
        self, node: ScalarNode, span: tuple[int, int], shift: int, indent: int
    ) -> Lines:
        """Return the lines of a block scalar, moved to the indentation of their level."""
        first, last = span
        header = self.file.where(node.start).line - 1
        content = self._content(header, last)
        match = _HEADER.search(self.lines[header])
        own = shift
        filled = next((i for i in content if self.lines[i].strip(" ")), None)
        if filled is not None and match and not any(mark.isdigit() for mark in match["marks"]):
            own = indent - _measure_indent(self.lines[filled])
        return [
            *_shift(self.lines[first : header + 1], shift),
            *_shift([self.lines[i] for i in content], own),
            *_shift(self.lines[content.stop : last], shift),
        ]


def _find_block(kind: Kind | None) -> MappingSchema | None:
    match kind:
        case Nested() | ScalarOrNested():
            return kind.block
        case ListOf() if kind.lone:
            return _find_block(kind.kind)
        case SourceDate():
            return CSL_DATE
        case _:
            return None


def _measure_indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _measure_lead(line: str) -> int:
    """Return the length of the spaces, and of the dashes of lists, before what a line says."""
    return len(line) - len(re.sub(r"^ *(?:-(?: +|$))*", "", line))


def _shift(lines: Lines, by: int) -> Lines:
    """Return lines with more or fewer spaces before them; an empty one stays empty."""
    if by >= 0:
        return [" " * by + line if line else line for line in lines]
    return [line[min(-by, _measure_indent(line)) :] for line in lines]


# --- the proof ------------------------------------------------------------------------------------


def _is_same_memo(file: FileText, root: Node, written: FileText) -> bool:
    """Return whether two texts say the same, comments and all."""
    try:
        again, found = compose_nodes(written)
    except BriefError:
        return False
    if again is None or has_errors(found.found) or not _is_equal(root, again):
        return False
    return _count_lines(file) == _count_lines(written)


def _count_lines(file: FileText) -> Counter[str]:
    """Count the lines of a file without order and indentation, to prove that none was lost."""
    return Counter(
        line.lstrip(" ").removeprefix("- ").lstrip(" ")
        for line in file.text.split("\n")
        if line.strip()
    )


def _is_equal(one: Node, other: Node) -> bool:
    match one, other:
        case ScalarNode(), ScalarNode():
            return one.value == other.value and one.style == other.style
        case SequenceNode(), SequenceNode():
            return len(one.items) == len(other.items) and all(
                map(_is_equal, one.items, other.items)
            )
        case MappingNode(), MappingNode():
            values = {key.value: value for key, value in other.entries}
            return len(one.entries) == len(values) and all(
                key.value in values and _is_equal(value, values[key.value])
                for key, value in one.entries
            )
        case _:
            return False
