"""A document is looked through before it is written: which places are named, and which notes have a second mark."""

from collections.abc import Collection, Mapping

from threadbrief.model import document as doc
from threadbrief.model.traverse import descendants
from threadbrief.values import Value

_LONGEST = 40
"""Characters of a bookmark's name in Word."""


class Survey(Value):
    """What must be known before the first line is written."""

    bookmarks: Mapping[str, str]
    """The bookmark of every anchor, notes included; unique without regard to case, as Word wants it."""
    repeated: frozenset[int]
    """Numbers of the notes that something points to."""


def survey(document: doc.Document, taken: Collection[str] = ()) -> Survey:
    """Return the survey of a document, however deeply it is nested; `taken` are names that bookmarks have already."""
    anchors: list[str] = []
    repeated: set[int] = set()
    targets: set[str] = set()
    for node in descendants(document.blocks):
        match node:
            case doc.Heading() | doc.Post() | doc.Judgement():
                anchors.append(node.anchor)
            case doc.NoteAgain():
                repeated.add(node.number)
            case doc.Link():
                targets.add(node.target)
            case _:
                pass
    repeated.update(int(target[6:]) for target in targets if target.startswith("#note-") and target[6:].isdecimal())
    known = {name.lower() for name in taken}
    notes = _bookmarks([f"_RefNote{number}" for number in sorted(repeated)], known)
    places = _bookmarks(sorted(set(anchors)), known)
    return Survey(places | {f"note-{n}": notes[f"_RefNote{n}"] for n in repeated}, frozenset(repeated))


def _bookmarks(anchors: list[str], taken: set[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for anchor in anchors:
        base = "".join(c if c.isalnum() else "_" for c in anchor)[:_LONGEST] or "_"
        name, number = base, 1
        while name.lower() in taken:
            number += 1
            name = f"{base[: _LONGEST - len(str(number)) - 1]}_{number}"
        taken.add(name.lower())
        names[anchor] = name
    return names
