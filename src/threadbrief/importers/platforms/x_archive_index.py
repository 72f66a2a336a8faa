"""An index of the posts of an X archive, made in one pass over its files.

A post costs a few bytes here, so that an archive of millions fits; its text is read again where it is needed.
Replies are kept in sorted arrays, at 32 bytes each.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, error
from threadbrief.core.structs import Accumulator, field
from threadbrief.importers.inputs.json import Record, as_number, number, record, text
from threadbrief.importers.inputs.json import array as list_at
from threadbrief.importers.inputs.source import ImportSource
from threadbrief.importers.model import ThreadSummary
from threadbrief.importers.platforms.text_offsets import unescaped
from threadbrief.importers.platforms.x_archive_files import XFiles, posts_in
from threadbrief.importers.platforms.x_entities import id_moment, x_moment
from threadbrief.importers.list_threads import Links, PostStub, ThreadGraph


class SortedLinks(Links[int]):
    """Which post each post answers, by id.

    Ids grow with time, so that a post has a greater one than what it answers. Only one that answers the later version
    of an edited post has not, and of those the ones that close a circle are left out.
    """

    def __init__(
        self, children: Sequence[int], parents: Sequence[int], last: Mapping[int, int]
    ) -> None:
        self._child, self._parent = _by_child(children, parents, last)
        self._sort()
        back = [index for index, child in enumerate(self._child) if self._parent[index] >= child]
        circles = [
            index for index in back if self._leads_to(self._parent[index], self._child[index])
        ]
        if circles:
            self._drop(lambda index: index in circles)

    def leave_out(self, absent: Iterable[int]) -> None:
        """Leave out the answers to posts that are absent."""
        gone = set(absent)
        self._drop(lambda index: self._parent[index] in gone)

    def parent_of(self, key: int) -> int | None:
        """Return the post that a post answers."""
        at = bisect_left(self._child, key)
        return self._parent[at] if at < len(self._child) and self._child[at] == key else None

    def answers_to(self, key: int) -> Sequence[int]:
        """Return the answers to a post, by id."""
        at = bisect_left(self._sorted_parent, key)
        return self._sorted_child[at : bisect_right(self._sorted_parent, key, at)]

    def answered(self) -> Iterable[int]:
        """Yield the posts that others answer, each once."""
        before = None
        for key in self._sorted_parent:
            if key != before:
                yield key
            before = key

    def _leads_to(self, start: int, end: int) -> bool:
        """Return whether a line of answers leads from one post up to another."""
        seen: set[int] = set()
        key: int | None = start
        while key is not None and key not in seen:
            if key == end:
                return True
            seen.add(key)
            key = self.parent_of(key)
        return False

    def _drop(self, unwanted: Callable[[int], bool]) -> None:
        kept = [index for index in range(len(self._child)) if not unwanted(index)]
        self._child = array("Q", (self._child[index] for index in kept))
        self._parent = array("Q", (self._parent[index] for index in kept))
        self._sort()

    def _sort(self) -> None:
        order = sorted(range(len(self._parent)), key=self._parent.__getitem__)
        self._sorted_parent = array("Q", (self._parent[index] for index in order))
        self._sorted_child = array("Q", (self._child[index] for index in order))


def _by_child(
    children: Sequence[int], parents: Sequence[int], last: Mapping[int, int]
) -> tuple["array[int]", "array[int]"]:
    """Return both sorted by the post that answers, each once; the last versions for those that were edited."""
    child, parent = array("Q"), array("Q")
    for index in sorted(range(len(children)), key=children.__getitem__):
        key = children[index]
        if key not in last and (not child or child[-1] != key):
            child.append(key)
            parent.append(last.get(parents[index], parents[index]))
    return child, parent


KEPT = 120_000
"""First words that are kept in the first pass; those of later posts are looked up in a second one, where needed."""
_WORDS = 160


class Index(Accumulator):
    """What one pass over the posts finds."""

    ids: "array[int]" = field(default_factory=lambda: array("Q"))
    children: "array[int]" = field(default_factory=lambda: array("Q"))
    """Posts that are replies: to posts of the author, or to any where the author is not known."""
    parents: "array[int]" = field(default_factory=lambda: array("Q"))
    """The post that each of them replies to."""
    editions: list[tuple[int, ...]] = field(default_factory=list)
    """The ids of the versions of posts that were edited."""
    openings: dict[int, bytes] = field(default_factory=dict)
    """The dates of posts that may begin a thread, and their first words."""


class Threads:
    """The threads of an archive."""

    def __init__(self, index: Index, own: int | None) -> None:
        self.ids = index.ids
        versions = {key for edition in index.editions for key in edition}
        self.last = last_versions(index.editions, {key for key in index.ids if key in versions})
        links = SortedLinks(index.children, index.parents, self.last)
        absent = {key for key in links.answered() if links.parent_of(key) is None}
        absent.difference_update(index.ids)
        if own is None:
            links.leave_out(absent)
        self.stubs = PackedStubs(index, frozenset(absent), self.last)
        self.graph = ThreadGraph(self.stubs, links, rank=int, plain_text=unescaped)

    def find(self, said: str) -> int | None:
        """Return the post of an id."""
        key = as_number(said)
        is_there = key is not None and (key in self.ids or key in self.graph.roots())
        return key if is_there else None

    def heads(self) -> list[tuple[int, int]]:
        """Return the first post and the length of each thread, newest first.

        Those of two posts or more; or every post, where there is no such thread.
        """
        sizes = self.graph.long_threads().items()
        heads = [(self.graph.ordered(root).keys[0], size) for root, size in sizes]
        return sorted(heads or ((key, 1) for key in self.stubs), reverse=True)

    def earlier(self, key: int) -> list[int]:
        """Return the versions that a post replaces, the first one first."""
        return sorted(old for old, new in self.last.items() if new == key)


class PackedStubs:
    """The stubs of an archive, made from the bytes of its index when they are asked for."""

    def __init__(self, index: Index, absent: frozenset[int], last: Mapping[int, int]) -> None:
        self._ids = index.ids
        self._absent = absent
        self._last = last
        self.openings = index.openings

    def __contains__(self, key: object) -> bool:
        return key not in self._absent

    def __iter__(self) -> Iterator[int]:
        return (key for key in dict.fromkeys(self._ids) if key not in self._last)

    def __getitem__(self, key: int) -> PostStub[int]:
        date, _, words = self.openings.get(key, b"\n").decode().partition("\n")
        return PostStub(id=key, date=x_moment(date) or id_moment(key), first_words=words)


def scan(source: ImportSource, files: XFiles, own: int | None) -> Index:
    """Read through the posts once."""
    index = Index()
    for post in _posts(source, files):
        key = post_id(source, post)
        index.ids.append(key)
        edition = _edition(post)
        if len(edition) > 1:
            index.editions.append(edition)
        parent = number(post, "in_reply_to_status_id_str") or number(post, "in_reply_to_status_id")
        if parent is not None and _is_own(post, own):
            index.children.append(key)
            index.parents.append(parent)
        elif len(index.openings) < KEPT:
            index.openings[key] = _opening(post)
    return index


def post_id(source: ImportSource, post: Record) -> int:
    """Return the id of a post. Raises BriefError where it has none: it could be lost, or stand twice."""
    key = number(post, "id_str")
    key = number(post, "id") if key is None else key
    if key is None:
        raise BriefError(
            [error(codes.UNKNOWN_EXPORT_SHAPE, f'"{source.name}" holds a post without an id')]
        )
    return key


def list_threads(source: ImportSource, files: XFiles, threads: Threads) -> Iterator[ThreadSummary]:
    """Yield the threads, newest first. First words that the index does not hold are read in a second pass."""
    heads = threads.heads()
    openings = threads.stubs.openings
    missing = {key for key, _ in heads} - openings.keys()
    if missing:
        for post in _posts(source, files):
            key = post_id(source, post)
            if key in missing:
                openings[key] = _opening(post)
    for key, size in heads:
        stub = threads.stubs[key]
        yield threads.graph.entry(stub, size, stub.first_words or "")


def taken(source: ImportSource, files: XFiles, keys: Iterable[int]) -> dict[int, Record]:
    """Return posts by their ids; the first of those that stand twice."""
    wanted = set(keys)
    found: dict[int, Record] = {}
    for post in _posts(source, files):
        key = post_id(source, post)
        if key in wanted and key not in found:
            found[key] = post
            if len(found) == len(wanted):
                break
    return found


def _posts(source: ImportSource, files: XFiles) -> Iterator[Record]:
    for name in files.posts:
        yield from posts_in(source, name)


def _opening(post: Record) -> bytes:
    """Return when a post was made, and its first words, as few bytes."""
    date = text(post, "created_at") or ""
    return f"{date}\n{(text(post, 'full_text', 'text') or '')[:_WORDS]}".encode()


def _is_own(post: Record, own: int | None) -> bool:
    user = number(post, "in_reply_to_user_id_str") or number(post, "in_reply_to_user_id")
    return own is None or user is None or user == own


def _edition(post: Record) -> tuple[int, ...]:
    """Return the ids of all versions of a post that was edited."""
    info = record(post, "edit_info")
    ids = list_at(info, "edit", "editControlInitial", "editTweetIds") or list_at(
        info, "initial", "editTweetIds"
    )
    first = number(record(info, "edit"), "initialTweetId")
    numbers = [number({"id": one}, "id") for one in ids]
    return tuple({one for one in (first, *numbers) if one is not None})


def last_versions(editions: Iterable[tuple[int, ...]], present: set[int]) -> dict[int, int]:
    """Return for each version of a post that another replaces the last one that is there."""
    last: dict[int, int] = {}
    for edition in editions:
        there = sorted(key for key in edition if key in present)
        for key in edition:
            if there and key < there[-1]:
                last[key] = max(last.get(key, 0), there[-1])
    return {key: _follow(key, last) for key in last}


def _follow(key: int, last: dict[int, int]) -> int:
    while key in last:
        key = last[key]
    return key
