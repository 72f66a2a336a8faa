"""Line breaks of a justified paragraph, chosen for the whole of it: total fit.

Knuth and Plass, "Breaking paragraphs into lines" (1981), without hyphenation of its own: breaks are
those of the items. Spaces stretch and shrink; text with few spaces is filled line by line instead.
"""

from collections.abc import Sequence
from itertools import accumulate

from threadbrief.core.structs import Frozen
from threadbrief.pdf.typesetting.itemize import BREAK_ALLOWED, MANDATORY_BREAK, SPACE, STRETCH, Item
from threadbrief.text.unicode import SOFT_HYPHEN

SPACE_STRETCH, SPACE_SHRINK = 0.5, 0.2
"""How much a space may grow or shrink at ease, as a share of its width."""
OVERFULL_TOLERANCE = 0.01
"""Points by which a line may be too long, for the sake of rounding."""
_MAX_BADNESS = 10_000.0
"""Badness of a line that is as loose as can be."""
_HYPHEN_DEMERITS = 2_500.0
"""Demerits of a line that ends with a hyphen; those of a second one in a row are more."""
_ADJACENT_DEMERITS = 3_000.0
"""Demerits of a loose line next to a tight one, and of two hyphens in a row; twice for one before
the last line."""
_MIN_LINE_SHARE = 0.75
"""Share of the measure below which no line is tried at first."""
_MIN_SPACE_RATIO = 1 / 8
"""Spaces per place where a line may begin, at least; East Asian text has fewer, and is filled line
by line."""
_MOST_ITEMS = 50_000


class _BreakNode(Frozen):
    """A place where a line may begin, reached in the best way."""

    position: int
    line: int
    """Lines before it."""
    demerits: float
    fitness: int
    """How tight the line before it is: 0 tight, 1 at ease, 2 loose, 3 very loose."""
    hyphen: bool
    previous: "_BreakNode | None"


def break_lines(
    items: Sequence[Item], width: float, first_indent: float
) -> list[tuple[int, int, bool]] | None:
    """Return where each line begins and ends, and whether a mandatory break ends it.

    None: total fit does not apply to these items, or gives a line that is too long.
    """
    places = sum(1 for item in items if item.kind == BREAK_ALLOWED)
    spaces = sum(1 for item in items if item.kind == SPACE)
    if len(items) > _MOST_ITEMS or spaces < places * _MIN_SPACE_RATIO:
        return None
    ends = [index for index, item in enumerate(items) if item.kind == MANDATORY_BREAK]
    lines: list[tuple[int, int, bool]] = []
    start = 0
    for end in (*ends, len(items)):
        indent = 0.0 if lines else first_indent
        part = _LineBreaker(items[start:end], width, indent).find_lines()
        if part is None:
            return None
        forced = end < len(items)
        lines += [(start + a, start + b, forced and b == end - start) for a, b in part]
        start = end + 1
    return lines


class _LineBreaker:
    """The items between two mandatory breaks."""

    def __init__(self, items: Sequence[Item], width: float, first_indent: float) -> None:
        self._items = items
        self._width = width
        self._first = width - first_indent
        self._widths = [0.0, *accumulate(item.width for item in items)]
        self._spaces = [
            0.0,
            *accumulate(item.width if item.kind in {SPACE, STRETCH} else 0.0 for item in items),
        ]

    def find_lines(self) -> list[tuple[int, int]] | None:
        """Return where each line begins and ends; None when one would be too long."""
        node = self._find_best_end(_MIN_LINE_SHARE) or self._find_best_end(0.0)
        if node is None:
            return None
        lines: list[tuple[int, int]] = []
        while node.previous:
            lines.append((node.previous.position, node.position))
            node = node.previous
        return lines[::-1] or [(0, 0)]

    def _find_best_end(self, shortest: float) -> _BreakNode | None:
        """Return the best node at the end of the paragraph; None when there is no way to it.

        No line but the last is shorter than a share of the measure.
        """
        active = [_BreakNode(0, 0, 0.0, 1, hyphen=False, previous=None)]
        for at in self._list_breakpoints():
            active = self._try_breakpoint(active, at, shortest)
            if not active:
                return None
        return min(
            (node for node in active if node.position == len(self._items)),
            key=_get_demerits,
            default=None,
        )

    def _list_breakpoints(self) -> list[int]:
        free = [
            index for index, item in enumerate(self._items) if item.kind == BREAK_ALLOWED and index
        ]
        return [*free, len(self._items)]

    def _try_breakpoint(
        self, active: list[_BreakNode], at: int, shortest: float
    ) -> list[_BreakNode]:
        """Return the nodes that are still of use after a place, and the best ones that reach it."""
        end = at
        while end and self._items[end - 1].kind == SPACE:
            end -= 1
        last = at == len(self._items)
        hyphen = least = 0.0
        if not last:
            hyphen = self._measure_hyphen(end)
            least = self._width * shortest
        kept: list[_BreakNode] = []
        best: dict[int, _BreakNode] = {}
        seen = 0
        for node in active:
            if self._widths[end] - self._widths[node.position] < least:
                break  # the nodes come by their places: the others are nearer still
            seen += 1
            ratio = self._compute_adjustment_ratio(node, end, hyphen, last=last)
            if ratio is None:
                continue
            kept.append(node)
            if ratio >= -1:
                new = _make_node(node, at, ratio, hyphen=hyphen > 0, last=last)
                if new.fitness not in best or new.demerits < best[new.fitness].demerits:
                    best[new.fitness] = new
        return [*kept, *active[seen:], *best.values()]

    def _measure_hyphen(self, end: int) -> float:
        """Return the width of the hyphen that a line has at its end."""
        item = self._items[end - 1]
        if not end or not item.text.endswith(SOFT_HYPHEN):
            return 0.0
        return item.span.text_format.words.measure_width("-")

    def _compute_adjustment_ratio(
        self, node: _BreakNode, end: int, hyphen: float, *, last: bool
    ) -> float | None:
        """Return how far the spaces of a line stretch (1: at ease) or shrink (-1: fully).

        None: the line is too long.
        """
        room = self._width if node.line else self._first
        spare = (
            room - (self._widths[max(end, node.position)] - self._widths[node.position]) - hyphen
        )
        spaces = self._spaces[max(end, node.position)] - self._spaces[node.position]
        if spare >= 0 and not last:
            return min(spare / (SPACE_STRETCH * spaces), 100.0) if spaces else 100.0
        if spare >= -OVERFULL_TOLERANCE:
            return 0.0
        ratio = spare / (SPACE_SHRINK * spaces) if spaces else -100.0
        if ratio < -1:
            # Where a soft hyphen does not fit, later places may.
            if hyphen and spare + hyphen >= -SPACE_SHRINK * spaces:
                return -2.0
            return None
        return ratio


def _get_demerits(node: _BreakNode) -> float:
    return node.demerits


def _classify_fitness(ratio: float) -> int:
    if ratio < -0.5:
        return 0
    if ratio <= 0.5:
        return 1
    if ratio <= 1:
        return 2
    return 3


def _make_node(node: _BreakNode, at: int, ratio: float, *, hyphen: bool, last: bool) -> _BreakNode:
    """Return the place that a line from a node leads to."""
    demerits = (1 + min(100 * abs(ratio) ** 3, _MAX_BADNESS)) ** 2
    fitness = _classify_fitness(ratio)
    if abs(fitness - node.fitness) > 1:
        demerits += _ADJACENT_DEMERITS
    if hyphen:
        demerits += _HYPHEN_DEMERITS
        if node.hyphen:
            demerits += _ADJACENT_DEMERITS
    if last and node.hyphen:
        demerits += 2 * _ADJACENT_DEMERITS
    return _BreakNode(at, node.line + 1, node.demerits + demerits, fitness, hyphen, node)
