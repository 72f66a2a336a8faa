"""Clusters and cites of a document, and their positions: first, subsequent, ibid.

The values here are what `CitationProcessor` takes and returns. `assign_positions` decides where a
cite is ibid.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from threadbrief.core.structs import Frozen
from threadbrief.model.marks import CiteItem


class SubsequentForm(Enum):
    """The form of a note that cites a source again, where the notes of a memo differ from CSL."""

    SHORT = "short"
    """Always the short form: the ibid positions count as subsequent."""
    IBID = "ibid"
    """The style's ibid, wherever the positions of CSL allow it."""


class Position(Enum):
    """The place of a cite among the cites of its source (CSL 1.0.2, "Choose", position)."""

    FIRST = "first"
    SUBSEQUENT = "subsequent"
    IBID = "ibid"
    IBID_WITH_LOCATOR = "ibid-with-locator"


class NoteCluster(Frozen):
    """A cluster at its place in the document: all that is cited at one mark."""

    items: tuple[CiteItem, ...]
    note_number: int = 0
    """The number of its note, which may have several clusters; 0: it is in the text.

    A note without citations takes a number, too: distances are right, and ibid never crosses it.
    """
    in_prose: bool = False
    """It is in the text of a free note: what follows says how."""
    begins_sentence: bool = False
    """In prose: a term at its start has a capital."""
    closing: str | None = ""
    """In prose: the stop at its end, in place of the style's full stop; None: that of the style."""


class Cite(Frozen):
    """One cite of a cluster, in the order of printing, with its place in the document."""

    item: CiteItem
    position: Position = Position.FIRST
    near_note: bool = False
    first_note: int | None = None
    """The note of the first cite of the source; None at that cite itself, and outside notes."""


class Disambiguation(Frozen):
    """What is added to the cites of one source to distinguish them from those of another.

    CSL 1.0.2, "Disambiguation".
    """

    names_shown: tuple[tuple[str, int], ...] = ()
    """For a name variable, how many names to show at least; missing: as many as the style has."""
    given_levels: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """For a name variable and each of its names: 0 as in the style, 1 with initials, 2 in full."""
    conditions: int = 0
    """How many of the `disambiguate` conditions of the style, in their order, are true."""
    year_suffix: int | None = None
    """From 0 for `a`."""


NOTHING_ADDED = Disambiguation()


class CitationState(Frozen):
    """What depends on all citations of a document; made by `CitationProcessor.read_clusters`."""

    clusters: tuple[NoteCluster, ...]
    cites: tuple[tuple[Cite, ...], ...]
    """The cites of each cluster, sorted by the style."""
    numbers: Mapping[str, int]
    """The citation number of each source in the list of sources, from 1."""
    order: tuple[str, ...]
    """The keys of the list of sources in its order, sources that are not cited included."""
    additions: Mapping[str, Disambiguation]
    first_notes: Mapping[str, int]
    """For each source, the note of its first cite."""

    def first_note_of(self, key: str) -> int | None:
        """Return the number of the first note that cites a source; None when no note does."""
        return self.first_notes.get(key)

    def addition(self, key: str) -> Disambiguation:
        """Return what disambiguation adds to the cites of a source."""
        return self.additions.get(key, NOTHING_ADDED)


def format_year_suffix(number: int) -> str:
    """Return the letters of a year suffix: `a` for 0, `z` for 25, `aa` for 26."""
    letters = ""
    number += 1
    while number > 0:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters


# --- positions: first, subsequent, ibid, near note (CSL 1.0.2, "Choose", position) ---


class _PreviousCite(Frozen):
    """The cite before, as far as ibid depends on it."""

    item: CiteItem
    is_alone: bool
    """It is all that its cluster has, and no free note is around it."""
    note: int


def assign_positions(
    clusters: Sequence[NoteCluster],
    sorted_items: Iterable[Sequence[CiteItem]],
    near: int,
    repeat: SubsequentForm | None,
) -> tuple[tuple[tuple[Cite, ...], ...], dict[str, int]]:
    """Return the cites of each cluster with their positions, and the first note of each source.

    `near` is the greatest distance in notes that is still near (`near-note-distance`). With
    `SubsequentForm.SHORT` no cite is ibid.
    """
    latest_note: dict[str, int] = {}
    first_note: dict[str, int] = {}
    seen: set[str] = set()
    clusters_in_note = Counter(cluster.note_number for cluster in clusters)
    previous_cite: dict[bool, _PreviousCite] = {}  # in the text and in notes apart
    rows = []
    for cluster, items in zip(clusters, sorted_items, strict=True):
        note, is_note = cluster.note_number, cluster.note_number > 0
        row = []
        for index, item in enumerate(items):
            previous = previous_cite.get(is_note)
            if not index and not _can_be_ibid(previous, cluster, clusters_in_note):
                previous = None
            position = _choose_position(item, previous, seen, repeat)
            if position is Position.FIRST:
                row.append(Cite(item))
            else:
                distance = note - latest_note.get(item.key, -near - 1)
                is_near = is_note and 0 <= distance <= near
                row.append(Cite(item, position, is_near, first_note.get(item.key)))
            seen.add(item.key)
            if is_note:
                latest_note[item.key] = note
                first_note.setdefault(item.key, note)
            is_alone = len(items) == 1 and not cluster.in_prose
            previous_cite[is_note] = _PreviousCite(item, is_alone, note)
        rows.append(tuple(row))
    return tuple(rows), first_note


def _can_be_ibid(
    previous: _PreviousCite | None, cluster: NoteCluster, clusters_in_note: Mapping[int, int]
) -> bool:
    """Return whether the first cite of a cluster can be ibid: the note before has one cite only."""
    if previous is None or not previous.is_alone:
        return False
    if cluster.note_number == previous.note:
        return True
    return cluster.note_number == previous.note + 1 and clusters_in_note[previous.note] == 1


def _choose_position(
    item: CiteItem,
    previous: _PreviousCite | None,
    seen: set[str],
    repeat: SubsequentForm | None,
) -> Position:
    """Return a position; `previous` is None where the cite cannot be ibid."""
    if item.key not in seen:
        return Position.FIRST
    if previous is None or previous.item.key != item.key or repeat is SubsequentForm.SHORT:
        return Position.SUBSEQUENT
    here, before = _locators(item), _locators(previous.item)
    if before and not here:
        return Position.SUBSEQUENT
    # a place in the suffix is printed with the suffix: the style has no locator to print
    if here == before or item.locator is None:
        return Position.IBID
    return Position.IBID_WITH_LOCATOR


def _locators(item: CiteItem) -> tuple[object, ...]:
    """Return the locator of a cite, and one in its suffix (`, post 7`); empty without either."""
    suffix = item.suffix.strip()
    if not suffix.startswith(",") or not any(letter.isdigit() for letter in suffix):
        suffix = ""
    if item.locator is None and not suffix:
        return ()
    return (item.locator, suffix)
