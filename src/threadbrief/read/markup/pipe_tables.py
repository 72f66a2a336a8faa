"""Pipe tables, as GitHub has them, with the caption line of Pandoc.

The rule for the block parser of markdown-it-py is our own: that of markdown-it loses the offsets of
cells, drops the cells that a row has too many, and makes a row of any line below a table.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.rules_block import StateBlock

from threadbrief.core.structs import Frozen
from threadbrief.model import marks
from threadbrief.model.marks import ColumnAlign
from threadbrief.read import problems
from threadbrief.read.markup.text import MAX_MARKS, Locate, Report, read_inline
from threadbrief.read.schema.kinds import Prose

DELIMITERS = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
CAPTION = re.compile(r"(?:[Tt]able)?:[ \t]+(?=\S)")
_BAR = re.compile(r"\\.|\|")
MAX_COLUMNS = 63
"""Word's own limit."""

Line = tuple[int, str]
"""A line with its offset in the text."""


class TableLines(Frozen):
    """The lines of a table."""

    head: Line
    dashes: Line
    rows: tuple[Line, ...]
    caption: tuple[Line, ...]
    """Below the table."""


def read_table_rule(
    state: StateBlock,
    start: int,
    end: int,
    silent: bool,  # noqa: FBT001 - the signature of a rule
) -> bool:
    """Read a table as one token, whose `meta` has its lines."""
    if start + 2 > end or state.sCount[start + 1] < state.blkIndent:
        return False
    head, dashes = _get_line(state, start), _get_line(state, start + 1)
    if "|" not in dashes[1] or not DELIMITERS.fullmatch(dashes[1]):
        return False
    if len(split_cells(*head)) != len(split_cells(*dashes)):
        return False
    if silent:
        return True
    after = start + 2
    while after < end and state.sCount[after] >= state.blkIndent:
        if not _BAR.search(_get_line(state, after)[1]):
            break
        after += 1
    rows = tuple([_get_line(state, line) for line in range(start + 2, after)])
    caption, state.line = _find_caption(state, after, end)
    token = state.push("table", "table", 0)
    token.map = [start, state.line]
    token.meta = {"lines": TableLines(head, dashes, rows, caption)}
    return True


def _get_line(state: StateBlock, line: int) -> Line:
    begin = state.bMarks[line] + state.tShift[line]
    return begin, state.src[begin : state.eMarks[line]].rstrip()


def _find_caption(state: StateBlock, after: int, end: int) -> tuple[tuple[Line, ...], int]:
    """Return the lines of the caption below a table, and the line after it."""
    first = after + 1 if after < end and state.isEmpty(after) else after
    if first >= end or state.sCount[first] < state.blkIndent:
        return (), after
    lines = [_get_line(state, first)]
    if not CAPTION.match(lines[0][1]):
        return (), after
    last = first + 1
    while last < end and not state.isEmpty(last) and state.sCount[last] >= state.blkIndent:
        lines.append(_get_line(state, last))
        last += 1
    return cut_caption_sign(lines), last


def cut_caption_sign(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines of a caption without the sign before it."""
    start, words = lines[0]
    sign = CAPTION.match(words)
    length = sign.end() if sign else 0
    return ((start + length, words[length:]), *lines[1:])


def split_cells(start: int, line: str) -> list[Line]:
    r"""Return the cells of a row, without the spaces around them; `\|` ends none."""
    bars = [match.start() for match in _BAR.finditer(line) if match[0] == "|"]
    edges = [-1, *bars, len(line)]
    if bars and not line[: bars[0]].strip():
        del edges[0]
    if bars and not line[bars[-1] + 1 :].strip() and len(edges) > 2:
        del edges[-1]
    cells = []
    for before, after in pairwise(edges):
        text = line[before + 1 : after]
        cells.append((start + before + 1 + len(text) - len(text.lstrip()), text.strip()))
    return cells


def describe_mismatch(head: str, dashes: str) -> tuple[str, str]:
    """Return what is wrong with a line of dashes that makes no table, and a hint."""
    columns = len(split_cells(0, dashes))
    if not head:
        return "this table has no head above its line of dashes", "begin it with a row of heads"
    cells = len(split_cells(0, head))
    fault = f"the head of this table has {cells} cells, its line of dashes {columns}"
    return fault, r"write --- for each column, and \| for a plain bar in a cell"


def make_table(
    lines: TableLines,
    caption: tuple[marks.Marked, ...],
    at: Locate,
    report: Report,
    kind: Prose,
) -> marks.Table | None:
    """Return the table of a token; None, and a problem, where it is too large."""
    where = at(lines.head[0])
    columns = tuple(_read_align(text) for _, text in split_cells(*lines.dashes))
    if len(columns) > MAX_COLUMNS:
        fault = f"a table has at most {MAX_COLUMNS} columns, this one {len(columns)}"
        report(problems.table_malformed(where, fault, "make two tables of it"))
        return None
    if len(columns) * (len(lines.rows) + 1) > MAX_MARKS:
        report(problems.too_many_marks(where, MAX_MARKS))
        return None
    cells = [
        tuple(_read_row(row, len(columns), at, report, kind)) for row in (lines.head, *lines.rows)
    ]
    named = cells[0] if any(cells[0]) else ()
    return marks.Table(named, tuple(cells[1:]), columns, caption, where)


def _read_align(dashes: str) -> ColumnAlign | None:
    if dashes.startswith(":") and dashes.endswith(":") and len(dashes) > 1:
        return ColumnAlign.CENTRE
    if dashes.endswith(":"):
        return ColumnAlign.END
    if dashes.startswith(":"):
        return ColumnAlign.START
    return None


def _read_row(
    row: Line, columns: int, at: Locate, report: Report, kind: Prose
) -> Iterator[marks.Cell]:
    """Yield the cells of a row; those that are missing are empty, those too many an error."""
    cells = split_cells(*row)
    if len(cells) > columns:
        fault = f"this row has {len(cells)} cells, its table {columns} columns"
        hint = r"write \| for a plain bar in a cell"
        report(problems.table_malformed(at(cells[columns][0]), fault, hint))
    for start, text in cells[:columns]:
        yield read_inline(text, _shift(at, start), report, kind)
    yield from [()] * (columns - len(cells))


def _shift(at: Locate, start: int) -> Locate:
    return lambda offset: at(start + offset)
