"""The texts of a brief, and what they cite and name."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from threadbrief.errors import Where
from threadbrief.model.brief import Brief, Person
from threadbrief.model.marks import (
    Bullets,
    Cluster,
    Emphasised,
    ForcedBreak,
    FreeNote,
    Handle,
    Linked,
    Lost,
    Marked,
    MarkedBlock,
    MarkedText,
    Numbered,
    Para,
    Quoted,
    Strengthened,
    Tag,
    Words,
)
from threadbrief.values import Value


def texts(brief: Brief) -> Iterator[MarkedText]:
    """Yield every text of a brief, the posts and the notes too."""
    memo = brief.memo
    if memo.summary:
        yield memo.summary
    yield from (judgement.text for judgement in memo.key_judgements)
    yield from (section.text for section in memo.sections)
    yield from (post.text for post in brief.posts)
    yield from brief.notes.values()


def paragraphs(blocks: Iterable[MarkedBlock]) -> Iterator[Para]:
    """Yield the paragraphs of blocks, those in lists and quotations too."""
    for block in blocks:
        match block:
            case Para():
                yield block
            case Quoted():
                yield from paragraphs(block.blocks)
            case Bullets() | Numbered():
                for item in block.items:
                    yield from paragraphs(item)
            case _:
                assert_never(block)


def marks(content: Iterable[Marked]) -> Iterator[Cluster | FreeNote | Handle]:
    """Yield the citations, marks of notes, and handles of a line."""
    for mark in content:
        match mark:
            case Cluster() | FreeNote() | Handle():
                yield mark
            case Emphasised() | Strengthened() | Linked():
                yield from marks(mark.content)
            case Words() | Tag() | ForcedBreak() | Lost():
                pass
            case _:
                assert_never(mark)


def marks_of(blocks: Iterable[MarkedBlock]) -> Iterator[Cluster | FreeNote | Handle]:
    """Yield the citations, marks of notes, and handles of blocks."""
    for paragraph in paragraphs(blocks):
        yield from marks(paragraph.content)


def account(handle: str) -> str:
    """Return a handle in the form in which handles are compared: no @ before it, no letter case."""
    return handle.strip().lstrip("@").casefold()


def accounts_of(person: Person) -> set[str]:
    """Return the names under which texts may speak of a person's account."""
    names = {account(person.key)}
    if person.handle:
        names |= {account(person.handle), account(person.handle).partition("@")[0]}
    return names


class Usage(Value):
    """What the texts and fields of a brief refer to."""

    sources: frozenset[str]
    """Ids of citations and posts."""
    notes: frozenset[str]
    people: frozenset[str]
    """Keys of people that a field names."""
    handles: dict[str, tuple[str, Where]]
    """Each handle in the form in which handles are compared, as it is first written, and where."""

    @classmethod
    def of(cls, brief: Brief) -> "Usage":
        """Return what a brief refers to."""
        sources: set[str] = set()
        notes: set[str] = set()
        handles: dict[str, tuple[str, Where]] = {}
        for text in texts(brief):
            for mark in marks_of(text.blocks):
                match mark:
                    case Cluster():
                        sources |= {item.key for item in mark.items}
                    case FreeNote():
                        notes.add(mark.key)
                    case Handle():
                        handles.setdefault(account(mark.name), (mark.name, mark.where))
        for post in brief.posts:
            sources |= {ref.key for ref in post.quotes} | {link.cite.key for link in post.links if link.cite}
            for ref in post.mentions:
                handles.setdefault(account(ref.key), (ref.key, ref.where))
        if brief.thread and brief.thread.cite:
            sources.add(brief.thread.cite.key)
        return cls(frozenset(sources), frozenset(notes), frozenset(_people(brief)), handles)


def _people(brief: Brief) -> Iterator[str]:
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


def flagged(brief: Brief, *kinds: str) -> frozenset[str]:
    """Return what the flags of some kinds are about: a doubt that stands in the memo need not be said twice."""
    return frozenset(ref.key for flag in brief.flags if flag.kind in kinds for ref in flag.on)
