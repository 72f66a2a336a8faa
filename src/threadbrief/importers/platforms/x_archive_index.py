"""The index of an X archive: its posts, replies and edits, built in one pass over its files.

A post costs a few bytes, so that an archive of millions of posts fits into memory. Replies are kept
in sorted arrays, at 32 bytes each. Texts are read again where they are needed.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from threadbrief.core import problem_codes as codes
from threadbrief.core.structs import Accumulator, field
from threadbrief.importers.inputs.json import (
    JsonObject,
    get_array,
    get_number,
    get_object,
    get_text,
    parse_number,
)
from threadbrief.importers.inputs.source import ImportSource, import_error
from threadbrief.importers.model import ThreadSummary
from threadbrief.importers.platforms.text_offsets import unescape_x_text
from threadbrief.importers.platforms.x_archive_files import ArchiveFiles, read_posts
from threadbrief.importers.platforms.x_entities import parse_x_date, snowflake_date
from threadbrief.importers.threads import PostStub, ReplyLinks, ThreadGraph

MAX_OPENINGS = 120_000
"""First words that the first pass keeps. Those of later posts are read in a second one."""
_OPENING_LENGTH = 160

# --- the index -------------------------------------------------------------------------------


class ArchiveIndex(Accumulator):
    """What one pass over the posts collects."""

    ids: "array[int]" = field(default_factory=lambda: array("Q"))
    children: "array[int]" = field(default_factory=lambda: array("Q"))
    """Posts that reply to the author's own; to any post, where the author is unknown."""
    parents: "array[int]" = field(default_factory=lambda: array("Q"))
    """The post that each of them replies to."""
    editions: list[tuple[int, ...]] = field(default_factory=list)
    """The ids of all versions of each edited post."""
    openings: dict[int, bytes] = field(default_factory=dict)
    """Dates and first words of posts that may begin a thread."""


def build_index(source: ImportSource, files: ArchiveFiles, own: int | None) -> ArchiveIndex:
    """Return the index of an archive. `own` is the id of the account, where it is known."""
    index = ArchiveIndex()
    for post in read_posts(source, files):
        key = post_id(source, post)
        index.ids.append(key)
        edition = _edition(post)
        if len(edition) > 1:
            index.editions.append(edition)
        parent = get_number(post, "in_reply_to_status_id_str")
        parent = parent or get_number(post, "in_reply_to_status_id")
        if parent is not None and _is_own_reply(post, own):
            index.children.append(key)
            index.parents.append(parent)
        elif len(index.openings) < MAX_OPENINGS:
            index.openings[key] = _opening(post)
    return index


def post_id(source: ImportSource, post: JsonObject) -> int:
    """Return the id of a post.

    Raises BriefError where it has none: a copy of it could not be recognized.
    """
    key = get_number(post, "id_str")
    if key is None:
        key = get_number(post, "id")
    if key is None:
        message = f'"{source.name}" holds a post without an id'
        raise import_error(codes.UNKNOWN_EXPORT_SHAPE, message)
    return key


def list_threads(
    source: ImportSource, files: ArchiveFiles, threads: "ArchiveThreads"
) -> Iterator[ThreadSummary]:
    """Yield the threads, newest first.

    First words that the index lacks are read in a second pass.
    """
    heads = threads.list_heads()
    openings = threads.stubs.openings
    missing = {key for key, _ in heads} - openings.keys()
    if missing:
        for post in read_posts(source, files):
            key = post_id(source, post)
            if key in missing:
                openings[key] = _opening(post)
    for key, size in heads:
        stub = threads.stubs[key]
        yield threads.graph.build_entry(stub, size, stub.first_words or "")


def read_posts_by_id(
    source: ImportSource, files: ArchiveFiles, keys: Iterable[int]
) -> dict[int, JsonObject]:
    """Return posts by their ids; of copies with the same id, the first."""
    wanted = set(keys)
    posts: dict[int, JsonObject] = {}
    for post in read_posts(source, files):
        key = post_id(source, post)
        if key in wanted and key not in posts:
            posts[key] = post
            if len(posts) == len(wanted):
                break
    return posts


def _opening(post: JsonObject) -> bytes:
    """Return the date and the first words of a post as compact bytes."""
    date = get_text(post, "created_at") or ""
    text = get_text(post, "full_text", "text") or ""
    return f"{date}\n{text[:_OPENING_LENGTH]}".encode()


def _is_own_reply(post: JsonObject, own: int | None) -> bool:
    user = get_number(post, "in_reply_to_user_id_str") or get_number(post, "in_reply_to_user_id")
    return own is None or user is None or user == own


# --- threads ---------------------------------------------------------------------------------


class ArchiveThreads:
    """The threads of an archive."""

    def __init__(self, index: ArchiveIndex, own: int | None) -> None:
        self.ids = index.ids
        versions = {key for edition in index.editions for key in edition}
        self.last = last_versions(index.editions, {key for key in index.ids if key in versions})
        links = SortedReplyLinks(index.children, index.parents, self.last)
        absent = {key for key in links.iter_parents() if links.parent_of(key) is None}
        absent.difference_update(index.ids)
        if own is None:
            # The absent post may be of another author.
            links.remove_parents(absent)
        self.stubs = PackedStubs(index, frozenset(absent), self.last)
        self.graph = ThreadGraph(self.stubs, links, rank=int, plain_text=unescape_x_text)

    def find(self, selected: str) -> int | None:
        """Return the post of an id; None where there is none."""
        key = parse_number(selected)
        if key is None:
            return None
        if key in self.ids or key in self.graph.find_roots():
            return key
        return None

    def list_heads(self) -> list[tuple[int, int]]:
        """Return the first post and the length of each thread of two posts or more, newest first.

        Without such a thread, every post is one.
        """
        sizes = self.graph.measure_threads().items()
        heads = [(self.graph.order_thread(root).keys[0], size) for root, size in sizes]
        if not heads:
            heads = [(key, 1) for key in self.stubs]
        return sorted(heads, reverse=True)

    def earlier_versions(self, key: int) -> list[int]:
        """Return the versions that a post supersedes, in their order."""
        return sorted(old for old, new in self.last.items() if new == key)


class PackedStubs:
    """The stubs of an archive, made from the bytes of its index when they are read."""

    def __init__(
        self, index: ArchiveIndex, absent: frozenset[int], last: Mapping[int, int]
    ) -> None:
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
        return PostStub(id=key, date=parse_x_date(date) or snowflake_date(key), first_words=words)


class SortedReplyLinks(ReplyLinks[int]):
    """Which post each post replies to, in arrays sorted by id.

    Ids grow with time, so that a reply has a greater id than its parent. The exception is a reply
    to a post that was edited later, whose parent is the last version. Of those, the links that
    close a cycle are removed.
    """

    def __init__(
        self, children: Sequence[int], parents: Sequence[int], last: Mapping[int, int]
    ) -> None:
        self._child, self._parent = _sort_by_child(children, parents, last)
        self._sort_by_parent()
        late = [index for index, child in enumerate(self._child) if self._parent[index] >= child]
        cyclic = {index for index in late if self._is_ancestor(index)}
        if cyclic:
            self._remove(lambda index: index in cyclic)

    def remove_parents(self, absent: Iterable[int]) -> None:
        """Remove the links to posts that are absent."""
        keys = frozenset(absent)
        self._remove(lambda index: self._parent[index] in keys)

    def parent_of(self, key: int) -> int | None:
        """Return the post that a post replies to."""
        at = bisect_left(self._child, key)
        if at < len(self._child) and self._child[at] == key:
            return self._parent[at]
        return None

    def replies_to(self, key: int) -> Sequence[int]:
        """Return the replies to a post, sorted by id."""
        at = bisect_left(self._sorted_parent, key)
        return self._sorted_child[at : bisect_right(self._sorted_parent, key, at)]

    def iter_parents(self) -> Iterable[int]:
        """Yield the posts that have replies, each once."""
        before = None
        for key in self._sorted_parent:
            if key != before:
                yield key
            before = key

    def _is_ancestor(self, index: int) -> bool:
        """Return whether the reply of a link is an ancestor of the post that it replies to."""
        child = self._child[index]
        seen: set[int] = set()
        key: int | None = self._parent[index]
        while key is not None and key not in seen:
            if key == child:
                return True
            seen.add(key)
            key = self.parent_of(key)
        return False

    def _remove(self, is_unwanted: Callable[[int], bool]) -> None:
        remaining = [index for index in range(len(self._child)) if not is_unwanted(index)]
        self._child = array("Q", (self._child[index] for index in remaining))
        self._parent = array("Q", (self._parent[index] for index in remaining))
        self._sort_by_parent()

    def _sort_by_parent(self) -> None:
        order = sorted(range(len(self._parent)), key=self._parent.__getitem__)
        self._sorted_parent = array("Q", (self._parent[index] for index in order))
        self._sorted_child = array("Q", (self._child[index] for index in order))


def _sort_by_child(
    children: Sequence[int], parents: Sequence[int], last: Mapping[int, int]
) -> tuple["array[int]", "array[int]"]:
    """Return both arrays sorted by the reply, each reply once.

    Superseded versions are left out as replies, and replaced by the last one as parents.
    """
    child, parent = array("Q"), array("Q")
    for index in sorted(range(len(children)), key=children.__getitem__):
        key = children[index]
        if key not in last and (not child or child[-1] != key):
            child.append(key)
            parent.append(last.get(parents[index], parents[index]))
    return child, parent


# --- edited posts ----------------------------------------------------------------------------


def _edition(post: JsonObject) -> tuple[int, ...]:
    """Return the ids of all versions of an edited post; an empty tuple for any other."""
    info = get_object(post, "edit_info")
    ids = get_array(info, "edit", "editControlInitial", "editTweetIds")
    ids = ids or get_array(info, "initial", "editTweetIds")
    first = get_number(get_object(info, "edit"), "initialTweetId")
    numbers = {first, *(parse_number(one) for one in ids)}
    return tuple(number for number in numbers if number is not None)


def last_versions(editions: Iterable[tuple[int, ...]], present: set[int]) -> dict[int, int]:
    """Return the last version in the source for each version that another supersedes."""
    last: dict[int, int] = {}
    for edition in editions:
        newest = max((key for key in edition if key in present), default=None)
        if newest is None:
            continue
        for key in edition:
            if key < newest:
                last[key] = max(last.get(key, 0), newest)
    return {key: _resolve_version(key, last) for key in last}


def _resolve_version(key: int, last: dict[int, int]) -> int:
    while key in last:
        key = last[key]
    return key
