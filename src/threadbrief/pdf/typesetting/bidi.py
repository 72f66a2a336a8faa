"""The bidirectional algorithm: embedding levels and visual order (UAX 9, Unicode 17)."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from threadbrief.core.structs import Accumulator, Frozen
from threadbrief.text.unicode import BIDI_CLASS
from threadbrief.text.unicode_data import BRACKETS

_MAX_DEPTH = 125
"""max_depth (BD2)."""
_MAX_BRACKETS = 63
"""Depth of the stack of brackets (BD16)."""
_ISOLATES = {"LRI", "RLI", "FSI"}
_EMBEDDINGS = {"LRE": 0, "RLE": 1, "LRO": 0, "RLO": 1}
_ISOLATE_INITIATORS, _POP_ISOLATE = ("\u2067", "\u2066"), "\u2069"
"""What makes text run the other way, by the level around it: RLI and LRI; and PDI."""
_REMOVED = {"LRE", "RLE", "LRO", "RLO", "PDF", "BN"}
"""X9."""
_NEUTRAL = {"B", "S", "WS", "ON", "FSI", "LRI", "RLI", "PDI"}
_NUMBERS = {"EN", "AN"}
_OPENING = dict(zip(BRACKETS[::2], BRACKETS[1::2], strict=True))
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_CANONICAL_BRACKETS = {"\u2329": "\u3008", "\u232a": "\u3009"}
"""Brackets that are canonically equivalent to others."""
# The noncharacters U+FDD0 to U+FDEF are left out: unicode.py makes placeholders of them.
_RTL_CHARACTERS = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufeff"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def has_rtl_characters(text: str) -> bool:
    """Return whether any character may run from right to left; else all levels are equal."""
    return not text.isascii() and _RTL_CHARACTERS.search(text) is not None


def resolve_levels(text: str, base: int | None = None) -> tuple[int, list[int]]:
    """Return the level of a paragraph and of each character, before lines are broken (X1 to I2).

    `base` is 0 or 1; None takes it from the first strong character (P2, P3). A character that X9
    removes has the level of the one before it.
    """
    original = [BIDI_CLASS[character] for character in text]
    matching = _match_isolates(original)
    if base is None:
        base = _find_first_strong(original, 0, len(original), matching) or 0
    types = list(original)
    result = _resolve_explicit(types, base, matching)
    for sequence in _find_run_sequences(original, result, matching, base):
        _resolve_weak(types, sequence)
        _resolve_brackets(text, original, types, sequence)
        _resolve_neutral(types, sequence)
        for index in sequence.indexes:
            result[index] += _raise_implicit(types[index], result[index])
    for index, kind in enumerate(original):
        if kind in _REMOVED:
            result[index] = base
            if index:
                result[index] = result[index - 1]
    return base, result


def resolve_isolated_levels(text: str, base: int, isolates: Sequence[tuple[int, int]]) -> list[int]:
    """Return the levels of a paragraph's characters, some of them isolated.

    `isolates` are begin and end of the text that runs the other way than the paragraph, in order.
    The characters between them are resolved as if they were between a left-to-right or
    right-to-left isolate and its end (LRI or RLI, and PDI).
    """
    opening = _ISOLATE_INITIATORS[base]
    parts: list[str] = []
    at = 0
    for start, end in isolates:
        parts += (text[at:start], opening, text[start:end], _POP_ISOLATE)
        at = end
    _, result = resolve_levels("".join((*parts, text[at:])), base)
    for count in range(len(isolates) - 1, -1, -1):
        start, end = isolates[count]
        del result[end + 2 * count + 1], result[start + 2 * count]
    return result


def reset_line_levels(text: str, resolved: Sequence[int], base: int) -> list[int]:
    """Return the levels of one line; white space at its end has the paragraph's level (L1)."""
    result = list(resolved)
    trailing = True
    for index in range(len(text) - 1, -1, -1):
        kind = BIDI_CLASS[text[index]]
        if kind in {"S", "B"}:
            trailing = True
            result[index] = base
        elif trailing and (kind == "WS" or kind in _ISOLATES or kind == "PDI" or kind in _REMOVED):
            result[index] = base
        else:
            trailing = False
    return result


def reorder_line(line: Sequence[int]) -> list[int]:
    """Return the indexes of a line's parts from left to right, given their levels (L2)."""
    order = list(range(len(line)))
    if not line:
        return order
    lowest_odd = min((level for level in line if level % 2), default=max(line) + 1)
    for level in range(max(line), lowest_odd - 1, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and line[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end + 1
    return order


# --- explicit levels -----------------------------------------------------------------------------


def _match_isolates(types: Sequence[str]) -> dict[int, int]:
    """Return where each isolate that is closed is closed (BD9)."""
    matching: dict[int, int] = {}
    opened: list[int] = []
    for index, kind in enumerate(types):
        if kind in _ISOLATES:
            opened.append(index)
        elif kind == "PDI" and opened:
            matching[opened.pop()] = index
        elif kind == "B":
            opened.clear()
    return matching


def _find_first_strong(
    types: Sequence[str], start: int, end: int, matching: dict[int, int]
) -> int | None:
    """Return the direction of the first strong character outside isolates (P2), or None."""
    index = start
    while index < end:
        kind = types[index]
        if kind == "L":
            return 0
        if kind in {"R", "AL"}:
            return 1
        if kind in _ISOLATES:
            index = matching.get(index, end)
        index += 1
    return None


class _DirectionalStatus(Accumulator):
    """An entry of the directional status stack."""

    level: int
    override: str | None = None
    isolate: bool = False


class _DirectionalStack:
    """The directional status stack and its three counters (X1)."""

    def __init__(self, base: int) -> None:
        self.entries = [_DirectionalStatus(base)]
        self.overflow_isolates = 0
        self.overflow_embeddings = 0
        self.valid_isolates = 0

    def embed(self, direction: int, override: str | None) -> None:
        """X2 to X5."""
        level = self._next_level(direction)
        if level <= _MAX_DEPTH and not self.overflow_isolates and not self.overflow_embeddings:
            self.entries.append(_DirectionalStatus(level, override))
        elif not self.overflow_isolates:
            self.overflow_embeddings += 1

    def isolate(self, direction: int) -> None:
        """X5a to X5c."""
        level = self._next_level(direction)
        if level <= _MAX_DEPTH and not self.overflow_isolates and not self.overflow_embeddings:
            self.valid_isolates += 1
            self.entries.append(_DirectionalStatus(level, isolate=True))
        else:
            self.overflow_isolates += 1

    def end_isolate(self) -> None:
        """X6a."""
        if self.overflow_isolates:
            self.overflow_isolates -= 1
        elif self.valid_isolates:
            self.overflow_embeddings = 0
            while not self.entries[-1].isolate:
                self.entries.pop()
            self.entries.pop()
            self.valid_isolates -= 1

    def end_embedding(self) -> None:
        """X7."""
        if self.overflow_isolates:
            return
        if self.overflow_embeddings:
            self.overflow_embeddings -= 1
        elif not self.entries[-1].isolate and len(self.entries) > 1:
            self.entries.pop()

    def _next_level(self, direction: int) -> int:
        level = self.entries[-1].level + 1
        return level if level % 2 == direction else level + 1


def _resolve_explicit(types: list[str], base: int, matching: dict[int, int]) -> list[int]:
    """Return explicit levels (X1 to X8); overrides are written into `types`."""
    result = [base] * len(types)
    stack = _DirectionalStack(base)
    for index, kind in enumerate(types):
        if kind == "PDI":
            stack.end_isolate()
        top = stack.entries[-1]
        if kind != "B":
            result[index] = top.level
        if kind in _EMBEDDINGS:
            stack.embed(_EMBEDDINGS[kind], {"LRO": "L", "RLO": "R"}.get(kind))
        elif kind == "PDF":
            stack.end_embedding()
        elif kind not in {"BN", "B"} and top.override:
            types[index] = top.override
        if kind in _ISOLATES:
            direction = int(kind == "RLI")
            if kind == "FSI":
                end = matching.get(index, len(types))
                direction = _find_first_strong(types, index + 1, end, matching) or 0
            stack.isolate(direction)
    return result


# --- isolating run sequences ---------------------------------------------------------------------


class _RunSequence(Frozen):
    """An isolating run sequence (BD13), without what X9 removes."""

    indexes: list[int]
    level: int
    start: str
    """sos: `L` or `R` (X10)."""
    end: str
    """eos."""

    @property
    def direction(self) -> str:
        return "R" if self.level % 2 else "L"


def _find_run_sequences(
    original: Sequence[str], resolved: Sequence[int], matching: dict[int, int], base: int
) -> list[_RunSequence]:
    kept = [index for index, kind in enumerate(original) if kind not in _REMOVED]
    runs: list[list[int]] = []
    for index in kept:
        if runs and resolved[runs[-1][-1]] == resolved[index]:
            runs[-1].append(index)
        else:
            runs.append([index])
    by_start = {run[0]: run for run in runs}
    closed = set(matching.values())
    sequences = []
    for run in runs:
        if original[run[0]] == "PDI" and run[0] in closed:
            continue
        indexes = list(run)
        while original[indexes[-1]] in _ISOLATES and indexes[-1] in matching:
            indexes += by_start[matching[indexes[-1]]]
        sequences.append(_make_run_sequence(indexes, kept, original, resolved, base))
    return sequences


def _make_run_sequence(
    indexes: list[int], kept: list[int], original: Sequence[str], resolved: Sequence[int], base: int
) -> _RunSequence:
    """Set the directions at the ends of a sequence (X10).

    Each is the higher of its level and that of what is beyond.
    """
    level = resolved[indexes[0]]
    first, last = bisect_left(kept, indexes[0]), bisect_left(kept, indexes[-1])
    before = after = base
    if first:
        before = resolved[kept[first - 1]]
    if original[indexes[-1]] not in _ISOLATES and last + 1 < len(kept):
        after = resolved[kept[last + 1]]
    return _RunSequence(indexes, level, "LR"[max(level, before) % 2], "LR"[max(level, after) % 2])


# --- types ---------------------------------------------------------------------------------------


def _resolve_weak(types: list[str], sequence: _RunSequence) -> None:
    """W1 to W7."""
    before = strong = sequence.start
    for index in sequence.indexes:
        kind = types[index]
        if kind == "NSM":
            kind = "ON" if before in _ISOLATES or before == "PDI" else before  # W1
        before = kind
        if kind in {"L", "R", "AL"}:
            strong = kind
        elif kind == "EN" and strong == "AL":
            kind = "AN"  # W2
        types[index] = kind
    for index in sequence.indexes:
        if types[index] == "AL":
            types[index] = "R"  # W3
    _resolve_separators(types, sequence.indexes)
    strong = sequence.start
    for index in sequence.indexes:
        if types[index] in {"L", "R"}:
            strong = types[index]
        elif types[index] == "EN" and strong == "L":
            types[index] = "L"  # W7


def _resolve_separators(types: list[str], indexes: list[int]) -> None:
    """W4 to W6."""
    for place in range(1, len(indexes) - 1):
        kind, before, after = (types[indexes[place + step]] for step in (0, -1, 1))
        if before == after and (
            (kind == "CS" and before in _NUMBERS) or (kind == "ES" and before == "EN")
        ):
            types[indexes[place]] = before
    place = 0
    while place < len(indexes):
        end = place
        while end < len(indexes) and types[indexes[end]] == "ET":
            end += 1
        if end > place:
            numeric = (place > 0 and types[indexes[place - 1]] == "EN") or (
                end < len(indexes) and types[indexes[end]] == "EN"
            )
            for index in indexes[place:end]:
                types[index] = "EN" if numeric else "ON"
        place = end + 1
    for index in indexes:
        if types[index] in {"ES", "CS"}:
            types[index] = "ON"


def _strong_direction(kind: str) -> str | None:
    """Return the direction that a type counts as next to neutrals and in brackets."""
    if kind == "L":
        return "L"
    if kind == "R" or kind in _NUMBERS:
        return "R"
    return None


def _resolve_brackets(
    text: str, original: Sequence[str], types: list[str], sequence: _RunSequence
) -> None:
    """N0."""
    pairs = _find_bracket_pairs(text, types, sequence.indexes)
    if not pairs:
        return
    indexes = sequence.indexes
    strongs = [
        (place, kind)
        for place, index in enumerate(indexes)
        if (kind := _strong_direction(types[index]))
    ]
    for opening, closing in pairs:
        inside = {kind for place, kind in _find_strongs_between(strongs, opening, closing)}
        if sequence.direction in inside:
            direction = sequence.direction
        elif inside:
            before = bisect_left(strongs, (opening, ""))
            direction = strongs[before - 1][1] if before else sequence.start
        else:
            continue
        for place in (opening, closing):
            types[indexes[place]] = direction
            strongs.insert(bisect_left(strongs, (place, "")), (place, direction))
            for index in indexes[place + 1 :]:
                if original[index] != "NSM":
                    break
                types[index] = direction


def _find_strongs_between(
    strongs: list[tuple[int, str]], opening: int, closing: int
) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    kinds: set[str] = set()
    for place in range(bisect_left(strongs, (opening, "")), bisect_left(strongs, (closing, ""))):
        if strongs[place][1] not in kinds:
            kinds.add(strongs[place][1])
            found.append(strongs[place])
            if len(kinds) == 2:
                break
    return found


def _find_bracket_pairs(
    text: str, types: Sequence[str], indexes: list[int]
) -> list[tuple[int, int]]:
    """Return the paired brackets as places in the sequence, by their opening ones (BD16)."""
    pairs: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for place, index in enumerate(indexes):
        character = _CANONICAL_BRACKETS.get(text[index], text[index])
        if types[index] != "ON":
            continue
        if character in _OPENING:
            if len(opened) == _MAX_BRACKETS:
                return []
            opened.append((character, place))
        elif character in _CLOSING:
            for depth in range(len(opened) - 1, -1, -1):
                if opened[depth][0] == _CLOSING[character]:
                    pairs.append((opened[depth][1], place))
                    del opened[depth:]
                    break
    return sorted(pairs)


def _resolve_neutral(types: list[str], sequence: _RunSequence) -> None:
    """N1 and N2."""
    indexes = sequence.indexes
    place = 0
    while place < len(indexes):
        end = place
        while end < len(indexes) and types[indexes[end]] in _NEUTRAL:
            end += 1
        if end > place:
            before: str | None = sequence.start
            after: str | None = sequence.end
            if place:
                before = _strong_direction(types[indexes[place - 1]])
            if end < len(indexes):
                after = _strong_direction(types[indexes[end]])
            direction = sequence.direction
            if before and before == after:
                direction = before
            for index in indexes[place:end]:
                types[index] = direction
        place = end + 1


def _raise_implicit(kind: str, level: int) -> int:
    """Return what I1 and I2 add to a level."""
    if level % 2:
        return int(kind != "R")
    return {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)
