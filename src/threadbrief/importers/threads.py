"""The thread graph: which posts of one author reply to which, and the threads that this makes.

A platform gives stubs of its posts; this module lists the threads, selects one, puts its posts in order, and names
branches and missing posts. Whole posts are built only for the thread that is read.

*The order of a thread*: from its first post along the longest line of replies; the other lines follow after its end,
by rank. No post is lost or repeated, whatever the replies are; a cycle of replies is cut at one of its posts.
"""

import re
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Generic, Protocol, TypeVar

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, error
from threadbrief.core.structs import Frozen
from threadbrief.importers.inputs.json import opening
from threadbrief.importers.inputs.source import ImportSource, captured_files
from threadbrief.importers.model import (
    CapturedThread,
    Doubt,
    DoubtKind,
    PostWithDoubts,
    Selection,
    ThreadSummary,
    collect_posts,
    pluralize,
)
from threadbrief.model.brief import Platform

Key = TypeVar("Key", bound=Hashable)

SHOWN = 10
"""The number of threads that a message lists."""
EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
_STATUS = re.compile(r"/(?:status(?:es)?|post)/([^/?#]+)|/@[^/]+/(\d+)(?:[/?#]|$)")


class PostStub(Frozen, Generic[Key]):
    """What the graph keeps of a post until the post is built."""

    id: Key
    parent: Key | None = None
    """The post of the same author that it replies to, which may be missing; None where there is none."""
    author: str | None = None
    """The platform's id of its author; None where the reader has no use for it."""
    date: datetime | None = None
    is_public: bool = True
    first_words: str | None = None
    """The beginning of its text, in the platform's encoding; None where the next post of its thread gives them."""


class Stubs(Protocol[Key]):
    """The stubs by id: a dictionary, or a more compact store."""

    def __contains__(self, key: object, /) -> bool: ...
    def __getitem__(self, key: Key, /) -> PostStub[Key]: ...
    def __iter__(self) -> Iterator[Key]: ...


class Ordered(Frozen, Generic[Key]):
    """The posts of one thread, in the order of reading."""

    keys: tuple[Key, ...]
    missing: Key | None = None
    """A post of the same author that others reply to and the source does not hold; usually the first post."""
    branches: tuple[tuple[Key, ...], ...] = ()
    """Posts with several replies of the author: the post, or the missing one, then its replies in their order."""

    def kept(self, keys: "Container[Key] | Stubs[Key]") -> "Ordered[Key]":
        """Return the order of some of the posts; a branch stays where two of its replies or more are kept."""
        branches = (
            (key, *(one for one in replies if one in keys)) for key, *replies in self.branches
        )
        return Ordered(
            tuple(key for key in self.keys if key in keys),
            self.missing,
            tuple(branch for branch in branches if len(branch) > 2),
        )


class Links(Generic[Key]):
    """Which post of the same author each post replies to; a post that is not in it begins a thread."""

    def __init__(self, parents: Mapping[Key, Key]) -> None:
        self._parents = _without_cycles(parents)
        self._children: dict[Key, list[Key]] = {}
        for child, parent in self._parents.items():
            self._children.setdefault(parent, []).append(child)

    def parent_of(self, key: Key) -> Key | None:
        """Return the post that a post replies to."""
        return self._parents.get(key)

    def answers_to(self, key: Key) -> Sequence[Key]:
        """Return the replies to a post."""
        return self._children.get(key, ())

    def answered(self) -> Iterable[Key]:
        """Return the posts that have replies, each once."""
        return self._children


class ThreadGraph(Generic[Key]):
    """The threads that the posts of a source make up.

    `rank` orders the replies to one post, and is by date and id unless given; `plain_text` decodes first words.
    """

    def __init__(
        self,
        stubs: Stubs[Key],
        links: Links[Key],
        rank: Callable[[Key], Any] | None = None,
        plain_text: Callable[[str], str] = str,
    ) -> None:
        self.stubs = stubs
        self._links = links
        self._rank = rank or self._by_date
        self._plain_text = plain_text

    def roots(self) -> Iterable[Key]:
        """Return the first post of each thread of two posts or more, counting a missing one."""
        return (key for key in self._links.answered() if self._links.parent_of(key) is None)

    def root_of(self, key: Key) -> Key:
        """Return the first post of the thread that a post is in."""
        while (parent := self._links.parent_of(key)) is not None:
            key = parent
        return key

    def size(self, root: Key) -> int:
        """Return how many posts of a thread the source holds."""
        return sum(key in self.stubs for key in self._downward(root))

    def long_threads(self) -> dict[Key, int]:
        """Return the root and the length of each thread of which the source holds two posts or more."""
        sizes = ((root, self.size(root)) for root in self.roots())
        return {root: size for root, size in sizes if size > 1}

    def roots_to_list(self, requested: Iterable[Key] = ()) -> list[Key]:
        """Return the roots of the threads requested; or else of the long ones; or else every post."""
        roots = list(dict.fromkeys(self.root_of(key) for key in requested))
        return roots or list(self.long_threads()) or list(self.stubs)

    def ordered(self, root: Key) -> Ordered[Key]:
        """Return the posts of a thread."""
        depths = self._depths(root)
        waiting = [root]
        keys: list[Key] = []
        branches: list[tuple[Key, ...]] = []
        while waiting:
            key = waiting.pop()
            keys.append(key)
            replies = sorted(self._links.answers_to(key), key=self._rank)
            if len(replies) > 1:
                longest = max(replies, key=lambda reply: depths[reply])
                replies = [longest, *(reply for reply in replies if reply != longest)]
                branches.append((key, *replies))
            waiting += reversed(replies)
        missing = next((key for key in keys if key not in self.stubs), None)
        return Ordered(tuple(keys), missing, tuple(branches)).kept(self.stubs)

    def thread_of(self, key: Key) -> Ordered[Key]:
        """Return the thread that a post is in."""
        ordered = self.ordered(self.root_of(key))
        return ordered if ordered.keys else Ordered((key,))

    def list_threads(
        self, roots: Iterable[Key], *, with_private: bool = False
    ) -> list[ThreadSummary]:
        """Return an entry for each thread, newest first; none for a thread without a post that is public."""
        found: list[tuple[datetime, Any, ThreadSummary]] = []
        for root in roots:
            keys = self.ordered(root).keys or (root,)
            stubs = [self.stubs[key] for key in keys if with_private or self.stubs[key].is_public]
            if stubs:
                words = next((one.first_words for one in stubs if one.first_words is not None), "")
                entry = self.entry(stubs[0], len(stubs), words)
                found.append((entry.date or EARLIEST, _id_order(stubs[0].id), entry))
        found.sort(key=lambda one: one[:2], reverse=True)
        return [entry for _, _, entry in found]

    def entry(self, first: PostStub[Key], posts: int, first_words: str) -> ThreadSummary:
        """Return how a thread is listed."""
        return ThreadSummary(
            id=short_id(first.id),
            date=first.date,
            posts=posts,
            opening=opening(self._plain_text(first_words)),
        )

    def find(self, said: str) -> Key | None:
        """Return the post whose id ends as an id that was selected does."""
        wanted = short_id(said)
        keys = (key for part in (self.stubs, self.roots()) for key in part)
        return next((key for key in keys if short_id(key) == wanted), None)

    def _by_date(self, key: Key) -> tuple[datetime, Key]:
        return date_of(self.stubs, key), key

    def _downward(self, root: Key) -> list[Key]:
        """Return the posts of a thread, each after the one that it replies to."""
        found = [root]
        for key in found:
            found += self._links.answers_to(key)
        return found

    def _depths(self, root: Key) -> dict[Key, int]:
        depths: dict[Key, int] = {}
        for key in reversed(self._downward(root)):
            depths[key] = 1 + max(
                (depths[reply] for reply in self._links.answers_to(key)), default=0
            )
        return depths


def build_graph(
    stubs: Mapping[Key, PostStub[Key]],
    *,
    bridges: Mapping[Key, Key] | None = None,
    rank: Callable[[Key], Any] | None = None,
    plain_text: Callable[[str], str] = str,
) -> ThreadGraph[Key]:
    """Return the graph of stubs.

    `bridges` gives missing posts, each with the post that it is taken to reply to.
    """
    parents = {key: stub.parent for key, stub in stubs.items() if stub.parent is not None}
    parents.update(bridges or {})
    return ThreadGraph(stubs, Links(parents), rank, plain_text)


def date_of(stubs: Stubs[Key], key: Key) -> datetime:
    """Return when a post was made; the earliest date there is where that is not known."""
    date = stubs[key].date if key in stubs else None
    return date or EARLIEST


def short_id(key: Hashable) -> str:
    """Return the id by which a post is selected: the last part of its address, where the id is one."""
    return str(key).rpartition("/")[2]


def build_thread(
    source: ImportSource,
    built: Iterable[PostWithDoubts],
    *,
    format_name: str,
    platform: Platform,
    files: Iterable[str],
    ordered: Ordered[Key],
    handle: str | None,
    name: str | None,
    doubts_before: Iterable[Doubt] = (),
    doubts_of_replies: Iterable[Doubt] = (),
    doubts_after: Iterable[Doubt] = (),
) -> CapturedThread:
    """Return the thread of posts that were built.

    Its doubts are in this order: those before, branches, replies, those of the posts, those after.
    """
    posts, doubts = collect_posts(built)
    return CapturedThread(
        format=format_name,
        platform=platform,
        posts=posts,
        files=captured_files(source, files),
        handle=handle,
        name=name,
        id=posts[0].id,
        url=posts[0].url,
        language=posts[0].language,
        doubts=(
            *doubts_before,
            *branch_doubts(ordered),
            *doubts_of_replies,
            *doubts,
            *doubts_after,
        ),
    )


def branch_doubts(ordered: Ordered[Key]) -> list[Doubt]:
    """Return a doubt for each post that its author replied to more than once."""
    places = {key: index for index, key in enumerate(ordered.keys)}
    doubts = []
    for key, first, *others in ordered.branches:
        after = f"post {places[key] + 1}" if key in places else "the post that is missing"
        begin = " and ".join(f"post {places[other] + 1}" for other in others)
        detail = (
            f"the author answered {after} more than once: the longest line goes on with post {places[first] + 1}; "
            f"{begin} stands beside it; take out what does not belong"
        )
        doubts.append(Doubt(DoubtKind.THREAD_BRANCH, detail, places.get(key, 0)))
    return doubts


def author_doubts(handle: str | None) -> list[Doubt]:
    """Return the doubt about a thread whose author is not known."""
    if handle is not None:
        return []
    return [Doubt(DoubtKind.AUTHOR_MISSING, "the source does not say whose posts these are")]


def left_out_doubts(private: int) -> list[Doubt]:
    """Return the doubt about posts of a thread that are left out because they were not public."""
    if not private:
        return []
    detail = f"{pluralize(private, 'post')} of the thread, not public, {'is' if private == 1 else 'are'} left out"
    return [Doubt(DoubtKind.NOT_PUBLIC, detail)]


def select_key(
    source: ImportSource,
    wanted: Selection,
    find: Callable[[str], Key | None],
    threads: Callable[[], Iterable[ThreadSummary]],
) -> Key:
    """Return the post whose thread is selected, or the first of the only thread there is.

    `find` returns the post of an id, None where there is none; `threads` lists the threads. Raises BriefError where no
    post has the id that is selected, or nothing is selected and there are no threads, or several.
    """
    requested = requested_id(wanted)
    if requested is None:
        return only_key(source, find, threads())
    said, wanted_id = requested
    key = find(wanted_id)
    if key is None:
        raise unknown_post(source, said)
    return key


def only_key(
    source: ImportSource, find: Callable[[str], Key | None], threads: Iterable[ThreadSummary]
) -> Key:
    """Return the first post of the only thread there is. Raises BriefError where there are none, or several."""
    chosen = only_thread(source, threads)
    key = find(chosen)
    if key is None:
        raise unknown_post(source, chosen)
    return key


def only_thread(source: ImportSource, threads: Iterable[ThreadSummary]) -> str:
    """Return the id of the only thread there is. Raises BriefError where there are none, or several."""
    choices = list(threads)
    if not choices:
        raise no_posts(source)
    if len(choices) == 1:
        return choices[0].id
    shown = [format_listing(choice) for choice in islice(choices, SHOWN)]
    if len(choices) > SHOWN:
        shown.append(f"and {len(choices) - SHOWN:,} more, which --list shows")
    message = f'"{source.name}" holds {len(choices):,} threads'
    hint = f"take one with --select {choices[0].id}: {'; '.join(shown)}"
    raise BriefError([error(codes.SEVERAL_THREADS, message, None, hint)])


def format_listing(choice: ThreadSummary) -> str:
    """Return a thread in one line: its id, day, length and first words."""
    day = choice.date.strftime("%Y-%m-%d") if choice.date else "no date"
    posts = "1 post" if choice.posts == 1 else f"{choice.posts} posts"
    return f"{choice.id}  {day}  {posts}  {choice.opening}"


def requested_id(wanted: Selection) -> tuple[str, str] | None:
    """Return the selection or address of a thread, and the id in it; None where neither is given."""
    select = selected_id(wanted)
    if wanted.select is not None and select is not None:
        return wanted.select, select
    key = id_in_url(wanted)
    return None if wanted.url is None or key is None else (wanted.url, key)


def selected_id(wanted: Selection) -> str | None:
    """Return the id that is selected, taken from an address where one is given for it."""
    if wanted.select is None:
        return None
    found = _STATUS.search(wanted.select)
    return (found[1] or found[2]) if found and "/" in wanted.select else wanted.select.strip()


def id_in_url(wanted: Selection) -> str | None:
    """Return the id of the post in the address of the thread, where one is given."""
    found = _STATUS.search(wanted.url or "")
    return (found[1] or found[2]) if found else None


def no_posts(source: ImportSource) -> BriefError:
    """Return the error about a source without posts."""
    return BriefError([error(codes.EXPORT_WITHOUT_POSTS, f'"{source.name}" holds no post')])


def unknown_post(source: ImportSource, select: str) -> BriefError:
    """Return the error about a selection that no post has."""
    message = f'"{source.name}" holds no post "{select}"'
    return BriefError(
        [error(codes.SELECTED_POST_NOT_FOUND, message, None, "--list shows the threads in it")]
    )


def only_private(source: ImportSource, private: int) -> BriefError:
    """Return the error about a selection of which no post was public."""
    posts = "1 post" if private == 1 else f"{private} posts"
    message = f'"{source.name}": what is wanted was not public ({posts}), and is left out'
    return BriefError(
        [
            error(
                codes.NOTHING_PUBLIC,
                message,
                None,
                "say that posts which were not public are wanted, if they are",
            )
        ]
    )


def _id_order(key: Hashable) -> int | str:
    return key if isinstance(key, int) else short_id(key)


def _without_cycles(parents: Mapping[Key, Key]) -> dict[Key, Key]:
    """Return the replies without those that close a cycle."""
    settled: set[Key] = set()
    cut: set[Key] = set()
    for start in parents:
        path: list[Key] = []
        walked: set[Key] = set()
        key = start
        while key in parents and key not in settled:
            if key in walked:
                cut.add(key)
                break
            path.append(key)
            walked.add(key)
            key = parents[key]
        settled |= walked
    return {child: parent for child, parent in parents.items() if child not in cut}
