"""What the citation room is asked with, and what it remembers of a document."""

from collections.abc import Mapping
from enum import Enum

from threadbrief.model.marks import CiteItem
from threadbrief.values import Value


class Repeat(Enum):
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


class NumberedCluster(Value):
    """A cluster at its place in the document."""

    items: tuple[CiteItem, ...]
    note_number: int = 0
    """The note that holds it; several clusters may stand in one note. 0: it stands in the text. A note without
    citations takes a number too, so that distances are right and ibid never reaches across it."""
    in_prose: bool = False
    """It stands in a sentence of a free note: no capital at its start, no full stop at its end."""


class PlacedCite(Value):
    """One cite of a cluster, in the order of printing, with what its place in the document says."""

    item: CiteItem
    position: Position = Position.FIRST
    near_note: bool = False
    first_note: int | None = None
    """The note of the first cite of the source; None at that cite itself, and outside notes."""


class Disambiguation(Value):
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


class State(Value):
    """What a whole document says about its citations; made once by `Citer.read`."""

    clusters: tuple[NumberedCluster, ...]
    cites: tuple[tuple[PlacedCite, ...], ...]
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


def year_suffix(number: int) -> str:
    """Return the letters of a year suffix: `a` for 0, `z` for 25, `aa` for 26."""
    letters = ""
    number += 1
    while number > 0:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters
