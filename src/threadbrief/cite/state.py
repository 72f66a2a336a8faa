"""What the citation room is asked with, and what it remembers of a document."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from threadbrief.core.structs import Frozen
from threadbrief.model.marks import CiteItem


class SubsequentForm(Enum):
    """How a source that has been cited before is named again, as far as the text of the note goes."""

    SHORT = "short"
    """Always the short form: the ibid positions count as plain later ones."""
    IBID = "ibid"
    """The style's ibid, wherever the positions of CSL allow it."""


class Position(Enum):
    """The place of a cite among the cites of its source (CSL 1.0.2, "Choose", position)."""

    FIRST = "first"
    SUBSEQUENT = "subsequent"
    IBID = "ibid"
    IBID_WITH_LOCATOR = "ibid-with-locator"


class NoteCluster(Frozen):
    """A cluster at its place in the document."""

    items: tuple[CiteItem, ...]
    note_number: int = 0
    """The note that holds it; several clusters may stand in one note. 0: it stands in the text. A note without
    citations takes a number too, so that distances are right and ibid never reaches across it."""
    in_prose: bool = False
    """It stands in a sentence of a free note: no capital at its start, no full stop at its end."""


class Cite(Frozen):
    """One cite of a cluster, in the order of printing, with what its place in the document says."""

    item: CiteItem
    position: Position = Position.FIRST
    near_note: bool = False
    first_note: int | None = None
    """The note of the first cite of the source; None at that cite itself, and outside notes."""


class Disambiguation(Frozen):
    """What is added to the cites of one source, so that they differ from another's (CSL 1.0.2, "Disambiguation")."""

    names_shown: tuple[tuple[str, int], ...] = ()
    """For a name variable, how many names to show at least; missing: as the style says."""
    given_levels: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """For a name variable and each of its names: 0 as the style says, 1 with initials, 2 in full."""
    conditions: int = 0
    """How many of the `disambiguate` conditions of the style, in their order, are true."""
    year_suffix: int | None = None
    """From 0 for `a`."""


NOTHING_ADDED = Disambiguation()


class CitationState(Frozen):
    """What a whole document says about its citations; made once by `CitationProcessor.read_clusters`."""

    clusters: tuple[NoteCluster, ...]
    cites: tuple[tuple[Cite, ...], ...]
    """The cites of each cluster, sorted as the style says."""
    numbers: Mapping[str, int]
    """The citation number of each source in the list of sources, from 1."""
    order: tuple[str, ...]
    """The sources in the order of the list of sources; those not cited come with them when the caller asked so."""
    additions: Mapping[str, Disambiguation]
    first_notes: Mapping[str, int]
    """For each source, the note of its first cite."""

    def first_note_of(self, key: str) -> int | None:
        """Return the number of the note that cites a source first, or None when no note does."""
        return self.first_notes.get(key)

    def addition(self, key: str) -> Disambiguation:
        """Return what is added to the cites of a source."""
        return self.additions.get(key, NOTHING_ADDED)


def format_year_suffix(number: int) -> str:
    """Return the letters of a year suffix: `a` for 0, `z` for 25, `aa` for 26."""
    letters = ""
    number += 1
    while number > 0:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters


class _PreviousCite(Frozen):
    """The cite before, as far as ibid goes."""

    item: CiteItem
    alone: bool
    """It is all that its note holds."""
    note: int


def assign_positions(
    clusters: Sequence[NoteCluster],
    sorted_items: Iterable[Sequence[CiteItem]],
    near: int,
    repeat: SubsequentForm | None,
) -> tuple[tuple[tuple[Cite, ...], ...], dict[str, int]]:
    """Return the cites of each cluster with their positions, and for each source the note that cites it first."""
    latest: dict[str, int] = {}
    first: dict[str, int] = {}
    seen: set[str] = set()
    in_note = _clusters_by_note(clusters)
    latest_cite: dict[bool, _PreviousCite] = {}  # in the text and in notes apart
    placed = []
    for cluster, items in zip(clusters, sorted_items, strict=True):
        note = cluster.note_number
        row = []
        for index, item in enumerate(items):
            last = latest_cite.get(note > 0)
            before = last if index or _may_follow(last, cluster, in_note) else None
            position = _position(item, before, seen)
            if repeat is SubsequentForm.SHORT and position in (
                Position.IBID,
                Position.IBID_WITH_LOCATOR,
            ):
                position = Position.SUBSEQUENT
            known = position is not Position.FIRST
            close = known and note > 0 and 0 <= note - latest.get(item.key, -near - 1) <= near
            row.append(Cite(item, position, close, first.get(item.key) if known else None))
            seen.add(item.key)
            if note > 0:
                latest[item.key] = note
                first.setdefault(item.key, note)
            latest_cite[note > 0] = _PreviousCite(
                item, len(items) == 1 and not cluster.in_prose, note
            )
        placed.append(tuple(row))
    return tuple(placed), first


def _clusters_by_note(clusters: Sequence[NoteCluster]) -> dict[int, int]:
    count: dict[int, int] = {}
    for cluster in clusters:
        if cluster.note_number > 0:
            count[cluster.note_number] = count.get(cluster.note_number, 0) + 1
    return count


def _may_follow(last: _PreviousCite | None, cluster: NoteCluster, in_note: dict[int, int]) -> bool:
    """Return whether ibid may reach back from the first cite of a cluster: never across anything else."""
    if last is None or not last.alone:
        return False
    note = cluster.note_number
    return note == last.note or (note - last.note == 1 and in_note[last.note] == 1)


def _position(item: CiteItem, before: _PreviousCite | None, seen: set[str]) -> Position:
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
