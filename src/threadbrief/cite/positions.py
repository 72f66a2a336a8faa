"""Which cite is the first of its source, which a later one, and which may say ibid."""

from collections.abc import Iterable, Sequence

from threadbrief.cite.values import NumberedCluster, PlacedCite, Position, Repeat
from threadbrief.model.marks import CiteItem
from threadbrief.values import Value


class _Last(Value):
    """The cite before, as far as ibid goes."""

    item: CiteItem
    alone: bool
    """It is all that its note holds."""
    note: int


def place(
    clusters: Sequence[NumberedCluster], sorted_items: Iterable[Sequence[CiteItem]], near: int, repeat: Repeat | None
) -> tuple[tuple[tuple[PlacedCite, ...], ...], dict[str, int]]:
    """Return the cites of each cluster with their positions, and for each source the note that cites it first."""
    latest: dict[str, int] = {}
    first: dict[str, int] = {}
    seen: set[str] = set()
    in_note = _clusters_by_note(clusters)
    latest_cite: dict[bool, _Last] = {}  # in the text and in notes apart
    placed = []
    for cluster, items in zip(clusters, sorted_items, strict=True):
        note = cluster.note_number
        row = []
        for index, item in enumerate(items):
            last = latest_cite.get(note > 0)
            before = last if index or _may_follow(last, cluster, in_note) else None
            position = _position(item, before, seen)
            if repeat is Repeat.SHORT and position in (Position.IBID, Position.IBID_WITH_LOCATOR):
                position = Position.SUBSEQUENT
            known = position is not Position.FIRST
            close = known and note > 0 and 0 <= note - latest.get(item.key, -near - 1) <= near
            row.append(PlacedCite(item, position, close, first.get(item.key) if known else None))
            seen.add(item.key)
            if note > 0:
                latest[item.key] = note
                first.setdefault(item.key, note)
            latest_cite[note > 0] = _Last(item, len(items) == 1 and not cluster.in_prose, note)
        placed.append(tuple(row))
    return tuple(placed), first


def _clusters_by_note(clusters: Sequence[NumberedCluster]) -> dict[int, int]:
    count: dict[int, int] = {}
    for cluster in clusters:
        if cluster.note_number > 0:
            count[cluster.note_number] = count.get(cluster.note_number, 0) + 1
    return count


def _may_follow(last: _Last | None, cluster: NumberedCluster, in_note: dict[int, int]) -> bool:
    """Return whether ibid may reach back from the first cite of a cluster: never across anything else."""
    if last is None or not last.alone:
        return False
    note = cluster.note_number
    return note == last.note or (note - last.note == 1 and in_note[last.note] == 1)


def _position(item: CiteItem, before: _Last | None, seen: set[str]) -> Position:
    if item.key not in seen:
        return Position.FIRST
    if before is None or before.item.key != item.key:
        return Position.SUBSEQUENT
    mine, other = _place(item), _place(before.item)
    if other and not mine:
        return Position.SUBSEQUENT
    # a free place is printed with the suffix, so that the style has no locator to print
    return Position.IBID if mine == other or item.locator is None else Position.IBID_WITH_LOCATOR


def _place(item: CiteItem) -> tuple[object, ...]:
    """Return the locator of a cite; a free one in its suffix (`, post 7`) counts as well."""
    suffix = item.suffix.strip()
    free = suffix if suffix.startswith(",") and any(letter.isdigit() for letter in suffix) else ""
    return (item.locator, free) if item.locator is not None or free else ()
