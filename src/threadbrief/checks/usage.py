"""The texts of a brief, and what they cite and name."""

from collections.abc import Iterable, Iterator

from threadbrief.core.problems import Location
from threadbrief.core.structs import Frozen
from threadbrief.model import marks
from threadbrief.model.brief import Brief, Person
from threadbrief.model.traverse import descendants


def iter_texts(brief: Brief) -> Iterator[marks.MarkedText]:
    """Yield every text of a brief, the posts and the notes too."""
    yield from iter_memo_texts(brief)
    yield from (post.text for post in brief.posts)
    yield from brief.notes.values()


def iter_memo_texts(brief: Brief) -> Iterator[marks.MarkedText]:
    """Yield the summary, the judgements and the sections."""
    memo = brief.memo
    if memo.summary:
        yield memo.summary
    yield from (judgement.text for judgement in memo.key_judgements)
    yield from (section.text for section in memo.sections)


def paragraphs(blocks: Iterable[marks.MarkedBlock]) -> Iterator[marks.Paragraph]:
    """Yield the paragraphs of blocks, those in lists and quotations too."""
    return (node for node in descendants(blocks) if isinstance(node, marks.Paragraph))


def marks_of(
    blocks: Iterable[marks.MarkedBlock],
) -> Iterator[marks.Cluster | marks.FreeNote | marks.InlineNote | marks.Handle]:
    """Yield the citations, notes, marks of notes, and handles of blocks."""
    kinds = marks.Cluster | marks.FreeNote | marks.InlineNote | marks.Handle
    return (node for node in descendants(blocks) if isinstance(node, kinds))


def normalize_handle(handle: str) -> str:
    """Return a handle in the form in which handles are compared: no @ before it, no letter case."""
    return handle.strip().lstrip("@").casefold()


def list_accounts(person: Person) -> set[str]:
    """Return the names under which texts may speak of a person's account."""
    names = {normalize_handle(person.key)}
    if person.handle:
        names |= {
            normalize_handle(person.handle),
            normalize_handle(person.handle).partition("@")[0],
        }
    return names


class Usage(Frozen):
    """What the texts and fields of a brief refer to."""

    sources: frozenset[str]
    """Ids of citations and posts."""
    notes: frozenset[str]
    people: frozenset[str]
    """Keys of people that a field names."""
    handles: dict[str, tuple[str, Location]]
    """Each handle in the form in which handles are compared, as it is first written, and where."""

    @classmethod
    def of(cls, brief: Brief) -> "Usage":
        """Return what a brief refers to."""
        sources: set[str] = set()
        notes: set[str] = set()
        handles: dict[str, tuple[str, Location]] = {}
        for text in iter_texts(brief):
            for mark in marks_of(text.blocks):
                match mark:
                    case marks.Cluster():
                        sources |= {item.key for item in mark.items}
                    case marks.FreeNote():
                        notes.add(mark.key)
                    case marks.InlineNote():
                        pass
                    case marks.Handle():
                        handles.setdefault(normalize_handle(mark.name), (mark.name, mark.where))
        for post in brief.posts:
            sources |= {ref.key for ref in post.quotes} | {
                link.cite.key for link in post.links if link.cite
            }
            for ref in post.mentions:
                handles.setdefault(normalize_handle(ref.key), (ref.key, ref.where))
        if brief.thread and brief.thread.cite:
            sources.add(brief.thread.cite.key)
        return cls(frozenset(sources), frozenset(notes), frozenset(_iter_people(brief)), handles)


def _iter_people(brief: Brief) -> Iterator[str]:
    if brief.thread and brief.thread.author:
        yield brief.thread.author.key
    for post in brief.posts:
        if post.author:
            yield post.author.key
        for ref in post.people:
            yield ref.key
    for flag in brief.flags:
        for ref in flag.on:
            yield ref.key


def collect_flagged(brief: Brief, *kinds: str) -> frozenset[str]:
    """Return the subjects of flags of some kinds, so that a flagged doubt is not reported twice."""
    return frozenset(ref.key for flag in brief.flags if flag.kind in kinds for ref in flag.on)
