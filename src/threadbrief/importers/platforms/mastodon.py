"""Posts of Mastodon (a status with its context, a list, an outbox): one author's own thread."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from threadbrief.importers.built import count, gathered
from threadbrief.importers.captured import CapturedPost, CapturedThread, Doubt, DoubtKind, Listed, Wanted
from threadbrief.importers.documents import BLUESKY, heads, json_names
from threadbrief.importers.fields import Record, array, opening, record, records, text
from threadbrief.importers.hashed import captured_files
from threadbrief.importers.html_text import html_text
from threadbrief.importers.json_stream import JsonStream
from threadbrief.importers.platforms.mastodon_posts import (
    PUBLIC,
    Status,
    build_post,
    from_activity,
    from_interface,
    full_handle,
)
from threadbrief.importers.source import Source
from threadbrief.importers.threads import (
    Chains,
    Ordered,
    branch_doubts,
    named,
    nothing,
    only,
    only_private,
    selected,
    unknown,
)
from threadbrief.model.brief import Platform
from threadbrief.values import Ledger, Value, field

_STATUS = re.compile(r'"(?:in_reply_to_account_id|spoiler_text|reblogs_count)"\s*:')
_CONTEXT = re.compile(r'"(?:ancestors|descendants)"\s*:\s*\[')
_ACTIVITIES = re.compile(r'"(?:orderedItems|@context)"\s*:|"type"\s*:\s*"(?:Create|Note)"')
_STREAMED = ("ancestors", "descendants", "orderedItems", "statuses")


class Capture(Ledger):
    """What the files say beside the posts."""

    focus: list[str] = field(default_factory=list)
    """The posts whose contexts were asked for."""
    contexts: int = 0
    above: int = 0
    below: int = 0
    """How many posts a context gives above and below; a server gives strangers no more than 40 and 60."""
    last_above: str | None = None


def mastodon_names(source: Source) -> tuple[str, ...]:
    """Return the names of the files that hold posts of Mastodon."""
    return tuple(name for name, head in heads(source) if _is_mastodon(head))


def statuses(source: Source, capture: Capture, *, whole: bool = True) -> Iterator[Status]:
    """Yield the posts, in the order of the files; without their media and mentions where they are not wanted whole."""
    handle, name = _actor(source)
    for file_name in mastodon_names(source) or json_names(source)[:1]:
        with source.open(file_name) as file:
            stream = JsonStream(file, file_name)
            while first := stream.peek():
                for entry in _entries(stream, first, capture):
                    status = from_interface(entry, whole=whole) or from_activity(entry, handle, name, whole=whole)
                    if status is not None:
                        yield status


def _is_mastodon(head: str) -> bool:
    if BLUESKY.search(head):
        return False
    if _STATUS.search(head) or _CONTEXT.search(head):
        return True
    return bool(_ACTIVITIES.search(head)) and ("activitystreams" in head or '"orderedItems"' in head)


def _entries(stream: JsonStream, first: str, capture: Capture) -> Iterator[Record]:
    """Yield the posts of one document: a post, a list, a context, or a box of activities."""
    if first == "[":
        yield from (entry for entry in stream.elements() if isinstance(entry, dict))
    elif first == "{":
        rest: Record = {}
        seen: set[str] = set()
        for key in stream.members():
            if key in _STREAMED and stream.peek() == "[":
                seen.add(key)
                yield from _streamed(stream, key, capture)
            else:
                rest[key] = stream.value()
        yield from _single(rest, seen, capture)
    else:
        stream.value()


def _streamed(stream: JsonStream, key: str, capture: Capture) -> Iterator[Record]:
    for entry in stream.elements():
        if isinstance(entry, dict):
            if key == "ancestors":
                capture.above += 1
                capture.last_above = text(entry, "id")
            capture.below += key == "descendants"
            yield entry


def _single(document: Record, seen: set[str], capture: Capture) -> Iterator[Record]:
    """Yield the post that a document is, or that it holds beside its context."""
    is_context = bool(seen & {"ancestors", "descendants"})
    capture.contexts += is_context
    context = record(document, "context")
    for entry in (document, record(document, "status")):
        key = text(entry, "id")
        if key and ("content" in entry or "object" in entry):
            capture.focus.append(key)
            yield entry
    if context:
        capture.contexts += 1
        for key in ("ancestors", "descendants"):
            capture.above += len(array(context, key)) if key == "ancestors" else 0
            capture.below += len(array(context, key)) if key == "descendants" else 0
            yield from records(context, key)


def _actor(source: Source) -> tuple[str | None, str | None]:
    """Return the handle and the name of the person whose archive it is."""
    name = next((name for name in source.names if name.rpartition("/")[2] == "actor.json"), None)
    if name is None or len(source.names) == 1:
        return None, None
    with source.open(name) as file:
        actor = JsonStream(file, name).value()
    actor = actor if isinstance(actor, dict) else {}
    return full_handle(text(actor, "preferredUsername"), text(actor, "id")), text(actor, "name")


_EPOCH = datetime(1, 1, 1, tzinfo=UTC)
_STRANGERS = (40, 60)
"""How many posts above and below a server gives to those who are not signed in."""
_WORDS = 1000


class _Short(Value):
    """What is kept of a post until it is wanted."""

    key: str
    url: str | None
    date: datetime | None
    public: bool
    opening: str | None
    """The beginning of its HTML; None for an answer, whose words nobody lists."""


class _Index(Ledger):
    """The posts of a source, and who answers whom."""

    capture: Capture
    posts: dict[str, _Short] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    """Posts that anybody answers."""
    absent: dict[str, str] = field(default_factory=dict)
    """Posts that others answer, each with its author."""


class _Mastodon:
    """The reader of posts of Mastodon."""

    format = "mastodon"

    def recognises(self, source: Source) -> bool:
        return bool(mastodon_names(source))

    def threads(self, source: Source, wanted: Wanted) -> Iterable[Listed]:
        index = _index(source)
        return _listed(index, _chains(index), wanted)

    def read(self, source: Source, wanted: Wanted) -> CapturedThread:
        index = _index(source)
        chains = _chains(index)
        key = _wanted_key(source, wanted, index)
        if key is None:
            if index.posts and not wanted.with_private and not any(post.public for post in index.posts.values()):
                raise only_private(source, len(index.posts))
            chosen = only(source, _listed(index, chains, wanted))
            key = next(key for key in index.posts if _short_id(key) == chosen)
        return _thread(source, wanted, index, _thread_of(chains, key))


READER = _Mastodon()


def _index(source: Source) -> _Index:
    index = _Index(Capture())
    authors: dict[str, str] = {}
    for status in statuses(source, index.capture, whole=False):
        if status.key in index.posts:
            continue
        answers = status.own and status.parent is not None
        words = None if answers else status.html[:_WORDS]
        public = status.visibility in PUBLIC
        index.posts[status.key] = _Short(status.key, status.url, status.date, public, words)
        authors[status.key] = status.author
        if status.parent is None:
            continue
        index.answered.add(status.parent)
        if answers:
            index.answers[status.key] = status.parent
        if status.parent_author is not None:
            index.absent[status.parent] = status.parent_author
    index.absent = {key: author for key, author in index.absent.items() if key not in index.posts}
    _bridge(index, authors)
    return index


def _bridge(index: _Index, authors: dict[str, str]) -> None:
    """Join what stands above a post that is missing from a context to what stands below it."""
    above = index.capture.last_above
    if above is None or index.capture.focus:
        return
    for key, author in index.absent.items():
        if authors.get(above) == author and key not in index.answers:
            index.answers[key] = above
            return


def _chains(index: _Index) -> Chains[str]:
    def rank(key: str) -> tuple[datetime, int, str]:
        post = index.posts.get(key)
        return (post.date if post and post.date else _EPOCH, len(key), key)

    return Chains(index.answers, index.posts, rank)


def _thread_of(chains: Chains[str], key: str) -> Ordered[str]:
    ordered = chains.ordered(chains.root_of(key))
    return ordered if key in ordered.keys or ordered.missing else Ordered((key,), None, ())


def _listed(index: _Index, chains: Chains[str], wanted: Wanted) -> list[Listed]:
    """Return the threads that were asked for; or else those of two posts or more; or else every post."""
    focus = [key for key in index.capture.focus if key in index.posts]
    if not focus and index.capture.contexts and index.absent:
        focus = [key for key in index.absent if chains.size(chains.root_of(key))]
    roots = dict.fromkeys(chains.root_of(key) for key in focus)
    roots = roots or dict.fromkeys(root for root in chains.roots() if chains.size(root) > 1)
    roots = roots or dict.fromkeys(index.posts)
    found = [one for root in roots if (one := _one(index, chains, root, wanted)) is not None]
    return sorted(found, key=lambda one: (one.date or _EPOCH, one.id), reverse=True)


def _one(index: _Index, chains: Chains[str], root: str, wanted: Wanted) -> Listed | None:
    keys = chains.ordered(root).keys or (root,)
    posts = [index.posts[key] for key in keys if wanted.with_private or index.posts[key].public]
    if not posts:
        return None
    words = next((post.opening for post in posts if post.opening), "")
    return Listed(_short_id(posts[0].key), posts[0].date, len(posts), opening(html_text(words).text))


def _short_id(key: str) -> str:
    return key.rpartition("/")[2]


def _wanted_key(source: Source, wanted: Wanted, index: _Index) -> str | None:
    """Return the key of the post whose thread is wanted, by its address or its id; None where nothing was said."""
    for said, short in ((wanted.select, selected(wanted)), (wanted.url, named(wanted))):
        if said is None:
            continue
        for key, post in index.posts.items():
            if said in {key, post.url, _short_id(key)}:
                return key
        for key, post in index.posts.items():
            if short and short in {_short_id(key), _short_id(post.url or "")}:
                return key
        if said is wanted.select:
            raise unknown(source, said)
    return None


def _thread(source: Source, wanted: Wanted, index: _Index, ordered: Ordered[str]) -> CapturedThread:
    wanted_keys = set(ordered.keys)
    found: dict[str, Status] = {}
    for status in statuses(source, Capture()):
        if status.key in wanted_keys:
            found.setdefault(status.key, status)
    kept = tuple(key for key in ordered.keys if wanted.with_private or index.posts[key].public)
    if not kept:
        raise only_private(source, len(ordered.keys)) if ordered.keys else nothing(source)
    files = {end: name for name in source.names for end in [name[name.find("media_attachments/") :]] if "/" in name}
    posts, doubts = gathered(build_post(found[key], files) for key in kept)
    first = found[kept[0]]
    shown = Ordered(kept, ordered.missing, _branches_of(ordered, kept))
    read = mastodon_names(source) or json_names(source)[:1]
    return CapturedThread(
        READER.format,
        Platform.MASTODON,
        posts,
        captured_files(source, read),
        first.handle,
        first.name or None,
        posts[0].id,
        posts[0].url,
        posts[0].language,
        doubts=(
            *_left_out(len(ordered.keys) - len(kept)),
            *_first_doubts(index, ordered, first, posts[0]),
            *branch_doubts(shown),
            *doubts,
            *_cuts(index, kept, found),
        ),
    )


def _branches_of(ordered: Ordered[str], kept: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the branches whose posts are all kept but for the post that they part from."""
    branches = ((key, *(one for one in answers if one in kept)) for key, *answers in ordered.branches)
    return tuple(branch for branch in branches if len(branch) > 2)


def _left_out(private: int) -> Iterator[Doubt]:
    if private:
        detail = f"{count(private, 'post')} of the thread, not public, {'is' if private == 1 else 'are'} left out"
        yield Doubt(DoubtKind.NOT_PUBLIC, detail)


def _first_doubts(index: _Index, ordered: Ordered[str], first: Status, post: CapturedPost) -> Iterator[Doubt]:
    if first.handle is None:
        yield Doubt(DoubtKind.AUTHOR_MISSING, "the source does not say whose posts these are")
    if post.url is None:
        yield Doubt(DoubtKind.THREAD_URL_MISSING, "the source does not say where the thread can be read")
    if ordered.missing is not None:
        detail = f"the source does not hold the author's own post {ordered.missing}, which others answer"
        if index.capture.contexts and not index.capture.focus:
            detail += "; it is the status of this context: save it beside it"
        yield Doubt(DoubtKind.PARENT_MISSING, detail, 0)
    elif first.parent is not None:
        detail = f"the thread begins as an answer to {first.parent}"
        yield Doubt(DoubtKind.PARENT_MISSING, detail, 0)


def _cuts(index: _Index, kept: tuple[str, ...], found: dict[str, Status]) -> Iterator[Doubt]:
    """Yield where a server may have given less than there is: absence proves nothing."""
    above, below = _STRANGERS
    capture = index.capture
    if capture.above >= above or capture.below >= below:
        detail = (
            f"the context holds {capture.above} posts above and {capture.below} below, and a server gives those who "
            f"are not signed in no more than {above} and {below}: the thread may go on"
        )
        yield Doubt(DoubtKind.THREAD_CUT, detail)
    last = kept[-1]
    status = found.get(last)
    if status is not None and status.answers and capture.contexts and last not in index.answered:
        detail = f"the last post has {count(status.answers, 'answer')}, none of which the source holds"
        yield Doubt(DoubtKind.THREAD_CUT, detail, len(kept) - 1)
