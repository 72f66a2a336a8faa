"""The thread graph: which posts of one author reply to which, and the threads that they form.

The reader of a platform gives stubs of its posts. This module lists the threads, selects one, sorts
its posts, and finds branches and missing posts. Whole posts are built only for the selected thread.

*The order of a thread* is depth first: from its first post along the longest chain of replies; the
other branches follow its end, in the order of `rank`. No post is lost or repeated, whatever the
replies are: a cycle of replies is cut at one of its posts.
"""

import re
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Generic, Protocol, TypeVar

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError
from threadbrief.core.structs import Frozen
from threadbrief.importers.inputs.json import shorten_opening
from threadbrief.importers.inputs.source import ImportSource, capture_files, import_error
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

MAX_LISTED = 10
"""Threads that a message lists at most."""
EARLIEST_DATE = datetime(1, 1, 1, tzinfo=UTC)
_POST_URL = re.compile(r"/(?:status(?:es)?|post)/([^/?#]+)|/@[^/]+/(\d+)(?:[/?#]|$)")

# --- the graph -------------------------------------------------------------------------------


class PostStub(Frozen, Generic[Key]):
    """What the graph keeps of a post until the post is built."""

    id: Key
    parent: Key | None = None
    """The post of the same author that it replies to, which may be missing; None: no such post."""
    author: str | None = None
    """The platform's id of its author; None where the reader does not need it."""
    date: datetime | None = None
    is_public: bool = True
    first_words: str | None = None
    """The beginning of its text, in the platform's encoding.

    None: the list of threads takes that of the next post.
    """


class Stubs(Protocol[Key]):
    """The stubs by id: a dictionary, or a more compact store."""

    def __contains__(self, key: object, /) -> bool: ...
    def __getitem__(self, key: Key, /) -> PostStub[Key]: ...
    def __iter__(self) -> Iterator[Key]: ...


class OrderedThread(Frozen, Generic[Key]):
    """The posts of one thread in *the order of a thread*."""

    keys: tuple[Key, ...]
    missing: Key | None = None
    """A post of the author that others reply to and the source lacks; usually the first post."""
    branches: tuple[tuple[Key, ...], ...] = ()
    """Posts with several replies of the author, each followed by its replies in their order.

    The post itself may be missing.
    """

    def restrict_to(self, keys: "Container[Key] | Stubs[Key]") -> "OrderedThread[Key]":
        """Return the thread with the given posts only.

        A branch remains where two or more of its replies do.
        """
        branches = []
        for key, *replies in self.branches:
            remaining = [reply for reply in replies if reply in keys]
            if len(remaining) > 1:
                branches.append((key, *remaining))
        posts = tuple(key for key in self.keys if key in keys)
        return OrderedThread(posts, self.missing, tuple(branches))


class ReplyLinks(Generic[Key]):
    """Which post of the same author each post replies to. A post without a link begins a thread."""

    def __init__(self, parents: Mapping[Key, Key]) -> None:
        self._parents = _cut_cycles(parents)
        self._replies: dict[Key, list[Key]] = {}
        for reply, parent in self._parents.items():
            self._replies.setdefault(parent, []).append(reply)

    def parent_of(self, key: Key) -> Key | None:
        """Return the post that a post replies to."""
        return self._parents.get(key)

    def replies_to(self, key: Key) -> Sequence[Key]:
        """Return the replies to a post."""
        return self._replies.get(key, ())

    def iter_parents(self) -> Iterable[Key]:
        """Return the posts that have replies, each once."""
        return self._replies


class ThreadGraph(Generic[Key]):
    """The threads that the posts of a source form.

    `rank` is the sort key of the replies to one post, date and id unless given. `plain_text`
    decodes the first words of stubs.
    """

    def __init__(
        self,
        stubs: Stubs[Key],
        links: ReplyLinks[Key],
        rank: Callable[[Key], Any] | None = None,
        plain_text: Callable[[str], str] = str,
    ) -> None:
        self.stubs = stubs
        self._links = links
        self._rank = rank or self._date_and_id
        self._plain_text = plain_text

    def find_roots(self) -> Iterable[Key]:
        """Return the first post of each thread of two posts or more, missing posts included."""
        return (key for key in self._links.iter_parents() if self._links.parent_of(key) is None)

    def find_root(self, key: Key) -> Key:
        """Return the first post of the thread that a post is in."""
        parent = self._links.parent_of(key)
        while parent is not None:
            key = parent
            parent = self._links.parent_of(key)
        return key

    def count_posts(self, root: Key) -> int:
        """Return how many posts of a thread the source has."""
        return sum(key in self.stubs for key in self._parents_first(root))

    def measure_threads(self) -> dict[Key, int]:
        """Return the root and the length of each thread with two or more posts in the source."""
        sizes = ((root, self.count_posts(root)) for root in self.find_roots())
        return {root: size for root, size in sizes if size > 1}

    def choose_roots(self, requested: Iterable[Key] = ()) -> list[Key]:
        """Return the roots to list: of the threads of requested posts, if there are any.

        Otherwise those of all threads of two posts or more; without such a thread, every post.
        """
        roots = list(dict.fromkeys(self.find_root(key) for key in requested))
        return roots or list(self.measure_threads()) or list(self.stubs)

    def order_thread(self, root: Key) -> OrderedThread[Key]:
        """Return the posts of a thread in *the order of a thread*."""
        depths = self._depths(root)
        stack = [root]
        keys: list[Key] = []
        branches: list[tuple[Key, ...]] = []
        while stack:
            key = stack.pop()
            keys.append(key)
            replies = sorted(self._links.replies_to(key), key=self._rank)
            if len(replies) > 1:
                longest = max(replies, key=lambda reply: depths[reply])
                replies.remove(longest)
                replies.insert(0, longest)
                branches.append((key, *replies))
            stack += reversed(replies)
        missing = next((key for key in keys if key not in self.stubs), None)
        return OrderedThread(tuple(keys), missing, tuple(branches)).restrict_to(self.stubs)

    def find_thread(self, key: Key) -> OrderedThread[Key]:
        """Return the thread that a post is in."""
        ordered = self.order_thread(self.find_root(key))
        if not ordered.keys:
            return OrderedThread((key,))
        return ordered

    def list_threads(
        self, roots: Iterable[Key], *, with_private: bool = False
    ) -> list[ThreadSummary]:
        """Return an entry for each thread with a public post, newest first."""
        entries: list[tuple[datetime, Any, ThreadSummary]] = []
        for root in roots:
            keys = self.order_thread(root).keys or (root,)
            all_stubs = (self.stubs[key] for key in keys)
            stubs = [stub for stub in all_stubs if with_private or stub.is_public]
            if not stubs:
                continue
            words = (stub.first_words for stub in stubs if stub.first_words is not None)
            entry = self.build_entry(stubs[0], len(stubs), next(words, ""))
            entries.append((entry.date or EARLIEST_DATE, _id_sort_key(stubs[0].id), entry))
        entries.sort(key=lambda item: item[:2], reverse=True)
        return [entry for _, _, entry in entries]

    def build_entry(self, first: PostStub[Key], posts: int, first_words: str) -> ThreadSummary:
        """Return the entry of a thread in a list."""
        return ThreadSummary(
            id=shorten_id(first.id),
            date=first.date,
            posts=posts,
            opening=shorten_opening(self._plain_text(first_words)),
        )

    def find(self, selected: str) -> Key | None:
        """Return the post whose id ends as the selected id does; None where there is none."""
        suffix = shorten_id(selected)
        for keys in (self.stubs, self.find_roots()):
            for key in keys:
                if shorten_id(key) == suffix:
                    return key
        return None

    def _date_and_id(self, key: Key) -> tuple[datetime, Key]:
        return post_date(self.stubs, key), key

    def _parents_first(self, root: Key) -> list[Key]:
        """Return the posts of a thread, each after the one that it replies to."""
        keys = [root]
        for key in keys:
            keys += self._links.replies_to(key)
        return keys

    def _depths(self, root: Key) -> dict[Key, int]:
        """Return the length of the longest chain of replies that begins with each post."""
        depths: dict[Key, int] = {}
        for key in reversed(self._parents_first(root)):
            below = (depths[reply] for reply in self._links.replies_to(key))
            depths[key] = 1 + max(below, default=0)
        return depths


def build_graph(
    stubs: Mapping[Key, PostStub[Key]],
    *,
    bridges: Mapping[Key, Key] | None = None,
    rank: Callable[[Key], Any] | None = None,
    plain_text: Callable[[str], str] = str,
) -> ThreadGraph[Key]:
    """Return the graph of stubs.

    `bridges` gives missing posts, each with the post that it is assumed to reply to.
    """
    parents = {key: stub.parent for key, stub in stubs.items() if stub.parent is not None}
    parents.update(bridges or {})
    return ThreadGraph(stubs, ReplyLinks(parents), rank=rank, plain_text=plain_text)


def post_date(stubs: Stubs[Key], key: Key) -> datetime:
    """Return the date of a post; the first day of the year 1 where it is unknown."""
    if key not in stubs:
        return EARLIEST_DATE
    return stubs[key].date or EARLIEST_DATE


def shorten_id(key: Hashable) -> str:
    """Return the id by which a post is selected: the last part, where the id is an address."""
    return str(key).rpartition("/")[2]


def _id_sort_key(key: Hashable) -> int | str:
    if isinstance(key, int):
        return key
    return shorten_id(key)


def _cut_cycles(parents: Mapping[Key, Key]) -> dict[Key, Key]:
    """Return the links without those that close a cycle."""
    checked: set[Key] = set()
    cut: set[Key] = set()
    for start in parents:
        path: set[Key] = set()
        key = start
        while key in parents and key not in checked:
            if key in path:
                cut.add(key)
                break
            path.add(key)
            key = parents[key]
        checked |= path
    return {child: parent for child, parent in parents.items() if child not in cut}


# --- the captured thread ---------------------------------------------------------------------


class ThreadHeader(Frozen):
    """What a reader knows of a thread."""

    format: str
    platform: Platform
    files: tuple[str, ...]
    """The names of the files that it is read from."""
    handle: str | None
    name: str | None


class ThreadDoubts(Frozen):
    """The doubts of a reader about a thread, by their place in the list of all doubts."""

    before: Iterable[Doubt] = ()
    of_replies: Iterable[Doubt] = ()
    """After the doubts about branches, before those about single posts."""
    after: Iterable[Doubt] = ()


def build_thread(
    source: ImportSource,
    built: Iterable[PostWithDoubts],
    *,
    ordered: OrderedThread[Key],
    header: ThreadHeader,
    doubts: ThreadDoubts,
) -> CapturedThread:
    """Return the captured thread of posts that were built.

    The order of its doubts is: before, branches, replies, those of the posts, after.
    """
    posts, post_doubts = collect_posts(built)
    return CapturedThread(
        format=header.format,
        platform=header.platform,
        posts=posts,
        files=capture_files(source, header.files),
        handle=header.handle,
        name=header.name,
        id=posts[0].id,
        url=posts[0].url,
        language=posts[0].language,
        doubts=(
            *doubts.before,
            *branch_doubts(ordered),
            *doubts.of_replies,
            *post_doubts,
            *doubts.after,
        ),
    )


def branch_doubts(ordered: OrderedThread[Key]) -> list[Doubt]:
    """Return a doubt for each post with more than one reply of its author."""
    places = {key: index for index, key in enumerate(ordered.keys)}
    doubts = []
    for key, first, *others in ordered.branches:
        after = "the post that is missing"
        if key in places:
            after = f"post {places[key] + 1}"
        begin = " and ".join(f"post {places[other] + 1}" for other in others)
        detail = (
            f"the author answered {after} more than once: "
            f"the longest line goes on with post {places[first] + 1}; "
            f"{begin} stands beside it; take out what does not belong"
        )
        doubts.append(Doubt(DoubtKind.THREAD_BRANCH, detail, places.get(key, 0)))
    return doubts


def author_doubts(handle: str | None) -> list[Doubt]:
    """Return the doubt about a thread of an unknown author."""
    if handle is not None:
        return []
    return [Doubt(DoubtKind.AUTHOR_MISSING, "the source does not say whose posts these are")]


def private_posts_doubts(private: int) -> list[Doubt]:
    """Return the doubt about a number of posts that are left out because they were not public."""
    if not private:
        return []
    verb = "is" if private == 1 else "are"
    detail = f"{pluralize(private, 'post')} of the thread, not public, {verb} left out"
    return [Doubt(DoubtKind.NOT_PUBLIC, detail)]


# --- selecting a thread ----------------------------------------------------------------------


def select_post(
    source: ImportSource,
    wanted: Selection,
    *,
    find: Callable[[str], Key | None],
    threads: Callable[[], Iterable[ThreadSummary]],
) -> Key:
    """Return a post of the selected thread; without a selection, the first of the only thread.

    `find` returns the post of an id, or None; `threads` lists the threads. Raises BriefError where
    no post has the selected id, or where nothing is selected and there are no threads, or several.
    """
    requested = requested_id(wanted)
    if requested is None:
        return select_only_post(source, find, threads())
    given, wanted_id = requested
    key = find(wanted_id)
    if key is None:
        raise unknown_post_error(source, given)
    return key


def select_only_post(
    source: ImportSource, find: Callable[[str], Key | None], threads: Iterable[ThreadSummary]
) -> Key:
    """Return the first post of the only thread. Raises BriefError for none, and for several."""
    thread_id = only_thread_id(source, threads)
    key = find(thread_id)
    if key is None:
        raise unknown_post_error(source, thread_id)
    return key


def only_thread_id(source: ImportSource, threads: Iterable[ThreadSummary]) -> str:
    """Return the id of the only thread. Raises BriefError for none, and for several."""
    choices = list(threads)
    if not choices:
        raise import_error(codes.EXPORT_WITHOUT_POSTS, f'"{source.name}" holds no post')
    if len(choices) == 1:
        return choices[0].id
    lines = [format_listing(choice) for choice in islice(choices, MAX_LISTED)]
    if len(choices) > MAX_LISTED:
        lines.append(f"and {len(choices) - MAX_LISTED:,} more, which --list shows")
    message = f'"{source.name}" holds {len(choices):,} threads'
    hint = f"take one with --select {choices[0].id}: {'; '.join(lines)}"
    raise import_error(codes.SEVERAL_THREADS, message, hint)


def format_listing(choice: ThreadSummary) -> str:
    """Return a thread in one line: its id, day, length and first words."""
    day = choice.date.strftime("%Y-%m-%d") if choice.date else "no date"
    return f"{choice.id}  {day}  {_count_posts(choice.posts)}  {choice.opening}"


def requested_id(wanted: Selection) -> tuple[str, str] | None:
    """Return the selection as it was given, and the id in it; None without one.

    The address of the thread selects where `--select` does not.
    """
    selected = selected_id(wanted)
    if wanted.select is not None and selected is not None:
        return wanted.select, selected
    key = id_in_url(wanted)
    if wanted.url is None or key is None:
        return None
    return wanted.url, key


def selected_id(wanted: Selection) -> str | None:
    """Return the id of `--select`, which may be the address of a post."""
    if wanted.select is None:
        return None
    key = _find_id(wanted.select)
    if key is not None and "/" in wanted.select:
        return key
    return wanted.select.strip()


def id_in_url(wanted: Selection) -> str | None:
    """Return the id of the post in the address of the thread."""
    return _find_id(wanted.url or "")


def _find_id(url: str) -> str | None:
    match = _POST_URL.search(url)
    if match is None:
        return None
    return match[1] or match[2]


# --- errors ----------------------------------------------------------------------------------


def unknown_post_error(source: ImportSource, select: str) -> BriefError:
    """Return the error about a selection that matches no post."""
    message = f'"{source.name}" holds no post "{select}"'
    hint = "--list shows the threads in it"
    return import_error(codes.SELECTED_POST_NOT_FOUND, message, hint)


def nothing_public_error(source: ImportSource, private: int) -> BriefError:
    """Return the error about a selection without a public post, of `private` posts."""
    posts = _count_posts(private)
    message = f'"{source.name}": what is wanted was not public ({posts}), and is left out'
    hint = "say that posts which were not public are wanted, if they are"
    return import_error(codes.NOTHING_PUBLIC, message, hint)


def _count_posts(number: int) -> str:
    if number == 1:
        return "1 post"
    return f"{number} posts"
