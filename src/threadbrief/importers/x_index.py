"""The posts of an archive of X in, one pass over its files; who answers whom, and the first words of each thread, out.

A post costs a few bytes here, so that an archive of millions fits; their texts are read again where they are wanted.
"""

from array import array
from collections.abc import Iterable, Iterator

from threadbrief.errors import BriefError, error
from threadbrief.importers.captured import Listed
from threadbrief.importers.chains import Chains
from threadbrief.importers.fields import Record, number, opening, record, text
from threadbrief.importers.fields import array as list_at
from threadbrief.importers.source import Source
from threadbrief.importers.splice import unescaped
from threadbrief.importers.x_dates import id_moment, x_moment
from threadbrief.importers.x_files import XFiles, posts_in
from threadbrief.importers.x_links import SortedLinks
from threadbrief.values import Ledger, Value, field

KEPT = 120_000
"""First words that are kept in the first pass; those of later posts are looked up in a second one, where needed."""
_WORDS = 160


class Index(Ledger):
    """What one pass finds."""

    ids: "array[int]" = field(default_factory=lambda: array("Q"))
    children: "array[int]" = field(default_factory=lambda: array("Q"))
    """Posts that answer one: of the author's own, or any where it is not known who that is."""
    parents: "array[int]" = field(default_factory=lambda: array("Q"))
    """The post that each of them answers."""
    editions: list[tuple[int, ...]] = field(default_factory=list)
    """The ids of the versions of posts that were edited."""
    openings: dict[int, bytes] = field(default_factory=dict)
    """When posts that may begin a thread were made, and their first words."""


class Threads:
    """The threads of an archive."""

    def __init__(self, index: Index, own: int | None) -> None:
        self.ids = index.ids
        self.openings = index.openings
        versions = {key for edition in index.editions for key in edition}
        self.last = last_versions(index.editions, {key for key in index.ids if key in versions})
        links = SortedLinks(index.children, index.parents, self.last)
        absent = {key for key in links.answered() if links.parent_of(key) is None}
        absent.difference_update(index.ids)
        if own is None:
            links.leave_out(absent)
        self.chains = Chains(links, _AllBut(frozenset(absent)), rank=int)

    def long_ones(self) -> list[tuple[int, int]]:
        """Return the first post and the length of each thread of two posts or more."""
        found = []
        for root in self.chains.roots():
            size = self.chains.size(root)
            if size > 1:
                found.append((self.chains.ordered(root).keys[0], size))
        return found

    def single_ones(self) -> list[tuple[int, int]]:
        """Return all posts, each as a thread of its own."""
        return [(key, 1) for key in dict.fromkeys(self.ids) if key not in self.last]

    def earlier(self, key: int) -> list[int]:
        """Return the versions that a post replaces, the first one first."""
        return sorted(old for old, new in self.last.items() if new == key)


class _AllBut(Value):
    """All posts but those that are absent."""

    absent: frozenset[int]

    def __contains__(self, key: object) -> bool:
        return key not in self.absent


def scan(source: Source, files: XFiles, own: int | None) -> Index:
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


def post_id(source: Source, post: Record) -> int:
    """Return the id of a post. Raises BriefError where it has none: it could be lost, or stand twice."""
    key = number(post, "id_str")
    key = number(post, "id") if key is None else key
    if key is None:
        raise BriefError([error("TB967", f'"{source.name}" holds a post without an id')])
    return key


def listed(source: Source, files: XFiles, threads: Threads) -> Iterator[Listed]:
    """Yield the threads, newest first: those of two posts or more, or every post where there is no such thread."""
    found = sorted(threads.long_ones() or threads.single_ones(), reverse=True)
    missing = {key for key, _ in found} - threads.openings.keys()
    if missing:
        for post in _posts(source, files):
            key = post_id(source, post)
            if key in missing:
                threads.openings[key] = _opening(post)
    for key, size in found:
        date, _, words = threads.openings.get(key, b"\n").decode().partition("\n")
        yield Listed(str(key), x_moment(date) or id_moment(key), size, opening(unescaped(words)))


def taken(source: Source, files: XFiles, keys: Iterable[int]) -> dict[int, Record]:
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


def _posts(source: Source, files: XFiles) -> Iterator[Record]:
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
    ids = list_at(info, "edit", "editControlInitial", "editTweetIds") or list_at(info, "initial", "editTweetIds")
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
