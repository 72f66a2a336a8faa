"""Check the cross-references of a memo: each key of a citation, note, post or person is defined."""

from collections.abc import Iterable, Iterator

from threadbrief.core.problems import Problem
from threadbrief.model.marks import CiteItem, FreeNote, MarkedBlock
from threadbrief.model.traverse import descendants
from threadbrief.read import problems
from threadbrief.read.mappings import CrossReference, Reading
from threadbrief.read.schema.kinds import Namespace


def find_undefined_references(reading: Reading) -> Iterator[Problem]:
    """Yield a problem for each key that nothing defines."""
    posts, people, citations, notes = (
        reading.defined[space]
        for space in (Namespace.POSTS, Namespace.PEOPLE, Namespace.CITATIONS, Namespace.NOTES)
    )
    for passage in reading.passages:
        for mark in iter_cites(passage.text.blocks):
            if isinstance(mark, FreeNote):
                if mark.key not in notes:
                    yield problems.undefined_note(
                        mark.where, mark.key, passage.label, reading.offered(Namespace.NOTES)
                    )
            elif mark.key not in citations and mark.key not in posts and mark.key != "thread":
                known = reading.offered(Namespace.CITATIONS, Namespace.POSTS)
                advice = None
                if mark.key in people:
                    written = rf"\[@{mark.key}]"
                    advice = f'"{mark.key}" is a person; for the handle in brackets write {written}'
                elif not citations:
                    advice = rf"for the handle in brackets write \[@{mark.key}]"
                yield problems.undefined_citation(
                    mark.where, mark.key, passage.label, known, advice
                )
    for mention in reading.mentions:
        yield from _make_undefined_problem(reading, mention)


def iter_cites(blocks: Iterable[MarkedBlock]) -> Iterator[CiteItem | FreeNote]:
    """Yield the keys that a text refers to, in its order."""
    return (node for node in descendants(blocks) if isinstance(node, CiteItem | FreeNote))


def _make_undefined_problem(reading: Reading, mention: CrossReference) -> Iterator[Problem]:
    key, where, label = mention.ref.key, mention.ref.where, mention.label
    spaces = mention.kind.to
    if (
        not spaces
        or key in mention.kind.words
        or any(key in reading.defined[space] for space in spaces)
    ):
        return
    known = [*mention.kind.words, *reading.offered(*spaces)]
    match spaces:
        case (Namespace.PEOPLE,):
            yield problems.undefined_person(where, key, label, known)
        case (Namespace.POSTS,):
            is_citation = key in reading.defined[Namespace.CITATIONS]
            yield problems.undefined_post(where, key, label, known, is_citation=is_citation)
        case (Namespace.CITATIONS, *_):
            yield problems.undefined_citation(where, key, label, known)
        case _:
            yield problems.undefined_anything(where, key, label, known)
