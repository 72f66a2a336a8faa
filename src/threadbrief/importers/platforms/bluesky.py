"""Answers of the Bluesky interface (a thread, a feed, a list of posts): one author's own thread.

Offsets in posts are bytes of UTF-8; those of the old `entities` are units of UTF-16.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from threadbrief.core.structs import Accumulator, Frozen, field
from threadbrief.importers.inputs.json import (
    BLUESKY,
    Record,
    array,
    documents,
    heads,
    json_names,
    moment,
    number,
    record,
    records,
    text,
)
from threadbrief.importers.inputs.source import ImportSource
from threadbrief.importers.model import (
    CapturedLink,
    CapturedMedia,
    CapturedMention,
    CapturedPost,
    CapturedQuote,
    CapturedThread,
    Doubt,
    DoubtKind,
    PostWithDoubts,
    Selection,
    ThreadSummary,
    missing_media_doubt,
    pluralize,
)
from threadbrief.importers.platforms.text_offsets import (
    Patch,
    Spliced,
    from_bytes,
    from_utf16,
    shortens,
    splice,
)
from threadbrief.importers.list_threads import (
    Ordered,
    PostStub,
    ThreadGraph,
    build_thread,
    build_graph,
    select_key,
)
from threadbrief.model.brief import MediaType, Platform


class Nodes(Accumulator):
    """The posts of answers, by address."""

    posts: dict[str, Record] = field(default_factory=dict)
    focus: list[str] = field(default_factory=list)
    """The posts whose threads were asked for."""
    gone: dict[str, str] = field(default_factory=dict)
    """Posts that are not shown, each with why."""
    unseen: dict[str, list[str]] = field(default_factory=dict)
    """Answers to a post that are not shown, each with why."""

    def answers_to(self, uri: str) -> int:
        """Return how many answers to a post there are, or are said not to be shown."""
        there = sum(parent_of(post) == uri for post in self.posts.values())
        return there + len(self.unseen.get(uri, ()))


def read_nodes(documents: Iterable[object]) -> Nodes:
    """Return the posts of all answers; where one stands twice, the first."""
    nodes = Nodes()
    for document in documents:
        if isinstance(document, dict):
            for post in _flat_posts(document):
                _add(nodes, post)
            for item in records(document, "thread"):
                _flat(nodes, item)
            if isinstance(document.get("thread"), dict):
                _tree(nodes, record(document, "thread"))
            elif "post" in document and isinstance(document["post"], dict):
                _tree(nodes, document)
    return nodes


def parent_of(post: Record) -> str | None:
    """Return the address of the post that a post answers."""
    return text(record(post, "record", "reply", "parent"), "uri")


def author_of(uri: str) -> str:
    """Return whose a post is, by its address: `at://<author>/<collection>/<key>`."""
    return uri.removeprefix("at://").partition("/")[0]


def key_of(uri: str) -> str:
    """Return the last part of an address."""
    return uri.rpartition("/")[2]


def _flat_posts(document: Record) -> Iterator[Record]:
    """Yield the posts of a feed, a search or a repository."""
    for item in records(document, "feed"):
        yield record(item, "post")
    yield from records(document, "posts")
    for item in records(document, "records"):
        yield {"uri": item.get("uri"), "cid": item.get("cid"), "record": item.get("value")}


def _add(nodes: Nodes, post: Record) -> str | None:
    uri = text(post, "uri")
    if uri is None or not uri.startswith("at://") or not record(post, "record"):
        return None
    nodes.posts.setdefault(uri, post)
    return uri


def _flat(nodes: Nodes, item: Record) -> None:
    """Take an item of the second kind of answer, in which a thread is a list."""
    uri = _add(nodes, record(item, "value", "post"))
    if uri is None:
        missing = text(item, "uri")
        if missing:
            nodes.gone[missing] = _why(record(item, "value"))
    elif item.get("depth") == 0:
        nodes.focus.append(uri)


def _tree(nodes: Nodes, thread: Record) -> None:
    """Take a thread with its posts above and below, however deep."""
    waiting: list[tuple[Record, str | None]] = [(thread, None)]
    while waiting:
        node, above = waiting.pop()
        uri = _add(nodes, record(node, "post"))
        if uri is None:
            _missing(nodes, node, above)
            continue
        if node is thread:
            nodes.focus.append(uri)
        if isinstance(node.get("parent"), dict):
            waiting.append((record(node, "parent"), None))
        waiting += [(answer, uri) for answer in records(node, "replies")]


def _missing(nodes: Nodes, node: Record, above: str | None) -> None:
    """Keep what is said of a post that is not shown: one above, or an answer to the one above."""
    uri = text(node, "uri")
    if uri:
        nodes.gone[uri] = _why(node)
    if above:
        nodes.unseen.setdefault(above, []).append(_why(node))


def _why(node: Record) -> str:
    kind = text(node, "$type") or ""
    if node.get("blocked") or "blocked" in kind.casefold():
        return "blocked"
    return "not found" if node.get("notFound") or "notfound" in kind.casefold() else "not shown"


_UNSEEN = {
    "NotFound": "was not found",
    "Blocked": "is blocked",
    "Detached": "was detached by its author",
}


class _Mark(Frozen):
    """A place in a text, and what it stands for."""

    start: int
    end: int
    link: str | None = None
    handle: str | None = None


class _Beside(Accumulator):
    """What stands beside the text of a post."""

    links: list[CapturedLink] = field(default_factory=list)
    media: list[CapturedMedia] = field(default_factory=list)
    quotes: list[CapturedQuote] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def web_address(uri: str) -> str:
    """Return the address under which a post can be read; by its author's DID, which no change of handle breaks."""
    return f"https://bsky.app/profile/{author_of(uri)}/post/{key_of(uri)}"


def build_post(post: Record) -> PostWithDoubts:
    """Return a post."""
    uri = text(post, "uri") or ""
    content = record(post, "record")
    written = text(content, "text") or ""
    marks = list(_marks(content, written))
    spliced = splice(
        written, [Patch(mark.start, mark.end, _shown(mark, written)) for mark in marks]
    )
    beside = _beside(post, content)
    date = moment(content.get("createdAt"))
    if date is None:
        beside.doubts.append(
            Doubt(DoubtKind.DATE_MISSING, "the post does not say when it was made")
        )
    captured = CapturedPost(
        spliced.text,
        id=key_of(uri),
        url=web_address(uri),
        date=date,
        reply_to=_answered(uri, parent_of(post)),
        language=next(
            (language for language in array(content, "langs") if isinstance(language, str)), None
        ),
        links=_links(marks, spliced, beside.links),
        mentions=_mentions(marks, spliced),
        media=tuple(beside.media),
        quotes=tuple(beside.quotes),
    )
    return PostWithDoubts(captured, tuple(beside.doubts))


def _answered(uri: str, parent: str | None) -> str | None:
    """Return the id of the post that is answered; its whole address where it is another author's."""
    return key_of(parent) if parent and author_of(parent) == author_of(uri) else parent


def _marks(content: Record, written: str) -> Iterator[_Mark]:
    """Yield the links and mentions of a text, in code points."""
    for facet in records(content, "facets"):
        index = record(facet, "index")
        start, end = number(index, "byteStart"), number(index, "byteEnd")
        place = None if start is None or end is None else from_bytes(written, start, end)
        for feature in records(facet, "features"):
            kind = (text(feature, "$type") or "").rpartition("#")[2]
            yield from _mark(kind, text(feature, "uri"), place, written)
    for entity in () if "facets" in content else records(content, "entities"):
        index = record(entity, "index")
        start, end = number(index, "start"), number(index, "end")
        place = None if start is None or end is None else from_utf16(written, start, end)
        yield from _mark(text(entity, "type") or "", text(entity, "value"), place, written)


def _mark(
    kind: str, value: str | None, place: tuple[int, int] | None, written: str
) -> Iterator[_Mark]:
    if kind == "link" and value:
        yield _Mark(*(place or (-1, -1)), link=value)
    elif kind == "mention" and place and written[place[0] : place[1]].strip("@"):
        yield _Mark(*place, handle=written[place[0] : place[1]].removeprefix("@"))


def _shown(mark: _Mark, written: str) -> str | None:
    """Return the full address where a text shows the beginning of it; None where what is written stays."""
    form = written[mark.start : mark.end] if mark.start >= 0 else ""
    return (
        mark.link
        if mark.link and form.endswith(("…", "...")) and shortens(form, mark.link)
        else None
    )


def _links(
    marks: list[_Mark], spliced: Spliced, beside: list[CapturedLink]
) -> tuple[CapturedLink, ...]:
    titles = {link.url: link.title for link in beside}
    found = [
        CapturedLink(mark.link, place and place[0], place and place[1], titles.get(mark.link))
        for mark, place in zip(marks, spliced.places, strict=True)
        if mark.link
    ]
    there = {link.url for link in found}
    return (*found, *(link for link in beside if link.url not in there))


def _mentions(marks: list[_Mark], spliced: Spliced) -> tuple[CapturedMention, ...]:
    return tuple(
        CapturedMention(mark.handle, *place)
        for mark, place in zip(marks, spliced.places, strict=True)
        if mark.handle and place
    )


def _beside(post: Record, content: Record) -> _Beside:
    """Return what is embedded in a post, as it was shown, or else as it was written."""
    beside = _Beside()
    _embed(beside, record(post, "embed") or record(content, "embed"))
    return beside


def _embed(beside: _Beside, embed: Record) -> None:
    kind = (text(embed, "$type") or "").removeprefix("app.bsky.embed.").partition("#")[0]
    match kind:
        case "images":
            for image in records(embed, "images"):
                _media(
                    beside, MediaType.IMAGE, text(image, "fullsize", "thumb"), text(image, "alt")
                )
        case "video":
            _media(
                beside, MediaType.VIDEO, text(embed, "playlist", "thumbnail"), text(embed, "alt")
            )
        case "external":
            card = record(embed, "external")
            address = text(card, "uri")
            if address:
                title = text(card, "title")
                beside.links.append(CapturedLink(address, title=title))
                beside.media.append(CapturedMedia(MediaType.CARD, url=address, caption=title))
        case "record":
            _quote(beside, record(embed, "record"))
        case "recordWithMedia":
            _quote(beside, record(embed, "record", "record") or record(embed, "record"))
            _embed(beside, record(embed, "media"))
        case "":
            pass
        case _:
            beside.doubts.append(missing_media_doubt(f'something embedded ("{kind}")'))


def _media(beside: _Beside, kind: MediaType, address: str | None, alt: str | None) -> None:
    beside.media.append(CapturedMedia(kind, url=address, alt=alt))
    beside.doubts.append(missing_media_doubt(f"{kind.value} {len(beside.media)}"))


def _quote(beside: _Beside, quoted: Record) -> None:
    """Take a quoted post, or the reference to one."""
    uri = text(quoted, "uri")
    if uri is None or not uri.startswith("at://"):
        return
    is_post = "/app.bsky.feed.post/" in uri
    address = web_address(uri) if is_post else f"https://bsky.app/profile/{author_of(uri)}"
    beside.links.append(
        CapturedLink(address, title=text(quoted, "displayName", "name"), quotes=is_post)
    )
    content = record(quoted, "value")
    if "text" in content:
        author = record(quoted, "author")
        beside.quotes.append(
            CapturedQuote(
                address,
                text(content, "text") or "",
                _handle(author),
                text(author, "displayName"),
                moment(content.get("createdAt")),
            )
        )
    elif is_post:
        kind = text(quoted, "$type") or ""
        why = next(
            (said for name, said in _UNSEEN.items() if kind.endswith(name)), "is not in the source"
        )
        beside.doubts.append(
            Doubt(DoubtKind.QUOTE_UNSEEN, f"the post that it quotes {why}: {address}")
        )


def _handle(author: Record) -> str | None:
    handle = text(author, "handle")
    return None if handle == "handle.invalid" else handle


_EPOCH = datetime(1, 1, 1, tzinfo=UTC)


class _Bluesky:
    """The reader of answers of Bluesky."""

    format = "bluesky"

    def can_read(self, source: ImportSource) -> bool:
        return bool(_names(source))

    def list_threads(self, source: ImportSource, wanted: Selection) -> Iterable[ThreadSummary]:
        del wanted
        nodes = _nodes(source)
        return _list_threads(nodes, _graph(nodes))

    def read(self, source: ImportSource, wanted: Selection) -> CapturedThread:
        nodes = _nodes(source)
        graph = _graph(nodes)
        uri = select_key(source, wanted, graph.find, lambda: _list_threads(nodes, graph))
        ordered = graph.thread_of(uri)
        author = record(nodes.posts[ordered.keys[0]], "author")
        handle = _handle(author)
        return build_thread(
            source,
            (build_post(nodes.posts[uri]) for uri in ordered.keys),
            format_name=self.format,
            platform=Platform.BLUESKY,
            files=_names(source) or json_names(source)[:1],
            ordered=ordered,
            handle=handle,
            name=text(author, "displayName"),
            doubts_before=_first_doubts(nodes, ordered, handle),
            doubts_after=_cuts(nodes, ordered),
        )


READER = _Bluesky()


def _names(source: ImportSource) -> tuple[str, ...]:
    return tuple(name for name, head in heads(source) if BLUESKY.search(head))


def _nodes(source: ImportSource) -> Nodes:
    return read_nodes(documents(source, _names(source) or json_names(source)[:1]))


def _graph(nodes: Nodes) -> ThreadGraph[str]:
    return build_graph({uri: _stub(uri, post) for uri, post in nodes.posts.items()})


def _stub(uri: str, post: Record) -> PostStub[str]:
    content = record(post, "record")
    author, parent = author_of(uri), parent_of(post)
    is_own = parent is not None and author_of(parent) == author
    return PostStub(
        id=uri,
        parent=parent if is_own else None,
        date=moment(content.get("createdAt")),
        first_words=text(content, "text") or "",
    )


def _list_threads(nodes: Nodes, graph: ThreadGraph[str]) -> list[ThreadSummary]:
    return graph.list_threads(graph.roots_to_list(nodes.focus))


def _first_doubts(nodes: Nodes, ordered: Ordered[str], handle: str | None) -> Iterator[Doubt]:
    first = ordered.keys[0]
    if handle is None:
        yield Doubt(
            DoubtKind.AUTHOR_MISSING, f"the source knows the author only as {author_of(first)}"
        )
    parent = parent_of(nodes.posts[first])
    if parent is not None and parent not in nodes.posts:
        whose = "the author's own post" if ordered.missing else "the post"
        why = nodes.gone.get(parent, "not in the source")
        yield Doubt(
            DoubtKind.PARENT_MISSING,
            f"{whose} that the thread begins as an answer to is {why}: {parent}",
            0,
        )
    elif parent is not None:
        yield Doubt(
            DoubtKind.PARENT_MISSING,
            f"the thread begins as an answer to somebody else's post: {parent}",
            0,
        )


def _cuts(nodes: Nodes, ordered: Ordered[str]) -> Iterator[Doubt]:
    """Yield where the thread may go on beyond what the source holds: nothing says so but the counts of answers."""
    answered = {parent_of(nodes.posts[uri]) for uri in ordered.keys}
    for index, uri in enumerate(ordered.keys):
        for why in nodes.unseen.get(uri, ()):
            yield Doubt(
                DoubtKind.THREAD_CUT,
                f"an answer to post {index + 1} is {why}; it may be the author's",
                index,
            )
        said = number(nodes.posts[uri], "replyCount") or 0
        if said and uri not in answered and not nodes.answers_to(uri):
            detail = f"post {index + 1} has {pluralize(said, 'answer')}, none of which the source holds: the thread may go on"
            yield Doubt(DoubtKind.THREAD_CUT, detail, index)
