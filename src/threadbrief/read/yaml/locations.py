"""Locate a character of a scalar's value in the file: its line and column as written.

Plain, quoted and block scalars are folded and unescaped by YAML; this module maps back.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from threadbrief.core.problems import Location
from threadbrief.read.yaml.decode import FileText
from threadbrief.read.yaml.nodes import ScalarNode

_WORD = re.compile(r"[^ \t\n]+")
_DOUBLE = re.compile(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\n[ \t]*|.)|[^ \t\n\\]+")
_SINGLE = re.compile(r"''|[^ \t\n']+")
_BLANK_ESCAPES = frozenset("nt \n\t")
"""Escapes of a quoted text that stand for white space, or for nothing."""


class ScalarLocator:
    """Finds the places of characters of one scalar.

    The k-th character of the value that is no white space is the k-th such character of what was
    written, because folding changes white space only; in a literal block every line of the value is
    a line of the file.
    """

    __slots__ = ("_file", "_node", "_ranks", "_starts")

    def __init__(self, file: FileText, node: ScalarNode) -> None:
        self._file = file
        self._node = node
        self._starts: list[int] | None = None
        self._ranks: tuple[list[int], list[int], list[int], list[int]] | None = None

    def __call__(self, offset: int) -> Location:
        """Return the place of the character at an offset in the value."""
        node = self._node
        where = node.where
        if node.style == "|":
            return self._literal(offset)
        width = node.end - node.start - (0 if not node.style else 2)
        if node.style != ">" and width == len(node.value):
            # written as it is, on one line: folding and escapes never keep the length unless
            # nothing was changed
            column = where.column + node.start - self._offset_of(where) + (1 if node.style else 0)
            if "\n" not in self._file.text[node.start : node.end]:
                return Location(where.file, where.line, column + offset)
        return self._file.where(self._aligned(offset))

    def _offset_of(self, where: Location) -> int:
        return self._file.starts[where.line - 1] + where.column - 1

    def _literal(self, offset: int) -> Location:
        node = self._node
        if node.start == self._offset_of(node.where):
            header = node.where.line
        else:
            header = self._file.where(node.start).line
        if self._starts is None:
            value = node.value
            self._starts = [0, *(match.end() for match in re.finditer("\n", value))]
            first = next((match for match in _WORD.finditer(value)), None)
            line = bisect_right(self._starts, first.start()) if first else 1
            begin = self._starts[line - 1]
            end = value.find("\n", begin)
            written = self._file.line(header + line)
            indent = len(written) - (len(value) if end < 0 else end) + begin
            self._ranks = ([indent], [], [], [])
        indent = self._ranks[0][0] if self._ranks else 0
        line = bisect_right(self._starts, offset)
        return Location(
            node.where.file, header + line, offset - self._starts[line - 1] + max(indent, 0) + 1
        )

    def _aligned(self, offset: int) -> int:
        node = self._node
        if self._ranks is None:
            self._ranks = (*_rank_pieces(_iter_pieces(node.value)), *_rank_pieces(self._written()))
        in_value, value_ranks, in_file, file_ranks = self._ranks
        piece = bisect_right(in_value, offset) - 1
        if piece < 0 or not in_file:
            return node.start
        rank = value_ranks[piece] + min(
            offset - in_value[piece], value_ranks[piece + 1] - value_ranks[piece]
        )
        found = min(bisect_right(file_ranks, rank) - 1, len(in_file) - 1)
        return in_file[found] + min(
            rank - file_ranks[found], file_ranks[found + 1] - file_ranks[found]
        )

    def _written(self) -> Iterator[tuple[int, int]]:
        """Yield the offset and length of each piece without white space in the file."""
        node, text = self._node, self._file.text
        if node.style == ">":
            body = text.find("\n", node.start) + 1
            pieces = (
                (match.start(), len(match[0])) for match in _WORD.finditer(text, body, node.end)
            )
        elif node.style == '"':
            pieces = (
                (
                    match.start(),
                    (0 if match[1][0] in _BLANK_ESCAPES else 1) if match[1] else len(match[0]),
                )
                for match in _DOUBLE.finditer(text, node.start + 1, node.end - 1)
            )
        elif node.style == "'":
            pieces = (
                (match.start(), 1 if match[0] == "''" else len(match[0]))
                for match in _SINGLE.finditer(text, node.start + 1, node.end - 1)
            )
        else:
            pieces = (
                (match.start(), len(match[0]))
                for match in _WORD.finditer(text, node.start, node.end)
            )
        return pieces


def _iter_pieces(value: str) -> Iterator[tuple[int, int]]:
    return ((match.start(), len(match[0])) for match in _WORD.finditer(value))


def _rank_pieces(pieces: Iterator[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Return the starts of the pieces, and how many characters precede each and follow the last."""
    starts: list[int] = []
    ranks = [0]
    for start, length in pieces:
        starts.append(start)
        ranks.append(ranks[-1] + length)
    return starts, ranks
