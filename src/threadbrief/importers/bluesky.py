"""Answers of the interface of Bluesky in (a thread, a feed, a list of posts), one author's own thread out."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from threadbrief.importers.bluesky_nodes import Nodes, author_of, key_of, parent_of, read_nodes
from threadbrief.importers.bluesky_posts import build_post
from threadbrief.importers.built import count, gathered
from threadbrief.importers.captured import CapturedThread, Doubt, DoubtKind, Listed, Wanted
from threadbrief.importers.chains import Chains, Ordered, branch_doubts
from threadbrief.importers.choosing import only, said_key, unknown
from threadbrief.importers.documents import documents, heads, json_names
from threadbrief.importers.fields import moment, number, opening, record, text
from threadbrief.importers.hashed import captured_files
from threadbrief.importers.source import Source
from threadbrief.model.brief import Platform

_EPOCH = datetime(1, 1, 1, tzinfo=UTC)


class _Bluesky:
    """The reader of answers of Bluesky."""

    format = "bluesky"

    def recognises(self, source: Source) -> bool:
        return bool(_names(source))

    def threads(self, source: Source, wanted: Wanted) -> Iterable[Listed]:
        del wanted
        nodes = _nodes(source)
        return _listed(nodes, _chains(nodes))

    def read(self, source: Source, wanted: Wanted) -> CapturedThread:
        nodes = _nodes(source)
        chains = _chains(nodes)
        key = _wanted_key(source, wanted, nodes, chains) or only(source, _listed(nodes, chains))
        uri = next(uri for uri in (*nodes.posts, *chains.roots()) if key_of(uri) == key)
        return _thread(source, nodes, _thread_of(chains, uri))


READER = _Bluesky()


def _names(source: Source) -> tuple[str, ...]:
    return tuple(name for name, head in heads(source) if '"app.bsky.' in head or "/app.bsky.feed.post/" in head)


def _nodes(source: Source) -> Nodes:
    return read_nodes(documents(source, _names(source) or json_names(source)[:1]))


def _chains(nodes: Nodes) -> Chains[str]:
    answers = {}
    for uri, post in nodes.posts.items():
        parent = parent_of(post)
        if parent is not None and author_of(parent) == author_of(uri):
            answers[uri] = parent
    return Chains(answers, nodes.posts, lambda uri: (_date(nodes, uri) or _EPOCH, uri))


def _thread_of(chains: Chains[str], uri: str) -> Ordered[str]:
    ordered = chains.ordered(chains.root_of(uri))
    return ordered if ordered.keys else Ordered((uri,), None, ())


def _date(nodes: Nodes, uri: str) -> datetime | None:
    return moment(record(nodes.posts.get(uri), "record").get("createdAt"))


def _listed(nodes: Nodes, chains: Chains[str]) -> list[Listed]:
    """Return the threads that were asked for; or else those of two posts or more; or else every post."""
    roots = dict.fromkeys(chains.root_of(uri) for uri in nodes.focus)
    roots = roots or dict.fromkeys(root for root in chains.roots() if chains.size(root) > 1)
    roots = roots or dict.fromkeys(nodes.posts)
    found = []
    for root in roots:
        keys = chains.ordered(root).keys or (root,)
        words = opening(text(record(nodes.posts[keys[0]], "record"), "text") or "")
        found.append(Listed(key_of(keys[0]), _date(nodes, keys[0]), len(keys), words))
    return sorted(found, key=lambda one: (one.date or _EPOCH, one.id), reverse=True)


def _wanted_key(source: Source, wanted: Wanted, nodes: Nodes, chains: Chains[str]) -> str | None:
    said = said_key(wanted)
    if said is None:
        return None
    key = key_of(said[1])
    if key not in {key_of(uri) for uri in (*nodes.posts, *chains.roots())}:
        raise unknown(source, said[0])
    return key


def _thread(source: Source, nodes: Nodes, ordered: Ordered[str]) -> CapturedThread:
    posts, doubts = gathered(build_post(nodes.posts[uri]) for uri in ordered.keys)
    first = nodes.posts[ordered.keys[0]]
    author = record(first, "author")
    handle = text(author, "handle")
    handle = None if handle == "handle.invalid" else handle
    return CapturedThread(
        READER.format,
        Platform.BLUESKY,
        posts,
        captured_files(source, _names(source) or json_names(source)[:1]),
        handle,
        text(author, "displayName"),
        posts[0].id,
        posts[0].url,
        posts[0].language,
        doubts=(
            *_first_doubts(nodes, ordered, handle),
            *branch_doubts(ordered),
            *doubts,
            *_cuts(nodes, ordered),
        ),
    )


def _first_doubts(nodes: Nodes, ordered: Ordered[str], handle: str | None) -> Iterator[Doubt]:
    first = ordered.keys[0]
    if handle is None:
        yield Doubt(DoubtKind.AUTHOR_MISSING, f"the source knows the author only as {author_of(first)}")
    parent = parent_of(nodes.posts[first])
    if parent is not None and parent not in nodes.posts:
        whose = "the author's own post" if ordered.missing else "the post"
        why = nodes.gone.get(parent, "not in the source")
        yield Doubt(DoubtKind.PARENT_MISSING, f"{whose} that the thread begins as an answer to is {why}: {parent}", 0)
    elif parent is not None:
        yield Doubt(DoubtKind.PARENT_MISSING, f"the thread begins as an answer to somebody else's post: {parent}", 0)


def _cuts(nodes: Nodes, ordered: Ordered[str]) -> Iterator[Doubt]:
    """Yield where the thread may go on beyond what the source holds: nothing says so but the counts of answers."""
    answered = {parent_of(nodes.posts[uri]) for uri in ordered.keys}
    for index, uri in enumerate(ordered.keys):
        for why in nodes.unseen.get(uri, ()):
            yield Doubt(DoubtKind.THREAD_CUT, f"an answer to post {index + 1} is {why}; it may be the author's", index)
        said = number(nodes.posts[uri], "replyCount") or 0
        if said and uri not in answered and not nodes.answers_to(uri):
            detail = (
                f"post {index + 1} has {count(said, 'answer')}, none of which the source holds: the thread may go on"
            )
            yield Doubt(DoubtKind.THREAD_CUT, detail, index)
