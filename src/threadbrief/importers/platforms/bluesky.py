"""Answers of the Bluesky interface (a thread, a feed, a list of posts): one author's own thread.

Offsets in posts are bytes of UTF-8; those of the old `entities` are units of UTF-16.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from threadbrief.core.structs import Accumulator, Frozen, field
from threadbrief.importers.inputs.json import (
    BLUESKY_MARKER,
    JsonObject,
    get_array,
    get_number,
    get_object,
    get_text,
    iter_objects,
    list_json_files,
    parse_datetime,
    read_documents,
    read_heads,
)
from threadbrief.importers.inputs.source import ImportSource
from threadbrief.importers.model import (
    Built,
    CapturedLink,
    CapturedMedia,
    CapturedMention,
    CapturedPost,
    CapturedQuote,
    CapturedThread,
    Doubt,
    DoubtKind,
    Listed,
    Wanted,
    count,
    media_missing,
)
from threadbrief.importers.platforms.text_offsets import (
    ReplacedText,
    Replacement,
    is_shortened_url,
    replace_spans,
    utf8_offsets_to_code_points,
    utf16_offsets_to_code_points,
)
from threadbrief.importers.threads import (
    OrderedThread,
    PostStub,
    ThreadDoubts,
    ThreadGraph,
    ThreadHeader,
    build_graph,
    build_thread,
    select_post,
)
from threadbrief.model.brief import MediaType, Platform


class Posts(Accumulator):
    """The posts of answers, by address."""

    posts: dict[str, JsonObject] = field(default_factory=dict)
    focus: list[str] = field(default_factory=list)
    """The posts whose threads were asked for."""
    gone: dict[str, str] = field(default_factory=dict)
    """Posts that are not shown, each with why."""
    unseen: dict[str, list[str]] = field(default_factory=dict)
    """Answers to a post that are not shown, each with why."""

    def answers_to(self, uri: str) -> int:
        """Return how many answers to a post there are, or are said not to be shown."""
        there = sum(parent_uri(post) == uri for post in self.posts.values())
        return there + len(self.unseen.get(uri, ()))


def read_posts(documents: Iterable[object]) -> Posts:
    """Return the posts of all answers; where one stands twice, the first."""
    nodes = Posts()
    for document in documents:
        if isinstance(document, dict):
            for post in _flat_posts(document):
                _add(nodes, post)
            for item in iter_objects(document, "thread"):
                _flat(nodes, item)
            if isinstance(document.get("thread"), dict):
                _tree(nodes, get_object(document, "thread"))
            elif "post" in document and isinstance(document["post"], dict):
                _tree(nodes, document)
    return nodes


def parent_uri(post: JsonObject) -> str | None:
    """Return the address of the post that a post answers."""
    return get_text(get_object(post, "record", "reply", "parent"), "uri")


def author_did(uri: str) -> str:
    """Return whose a post is, by its address: `at://<author>/<collection>/<key>`."""
    return uri.removeprefix("at://").partition("/")[0]


def record_key(uri: str) -> str:
    """Return the last part of an address."""
    return uri.rpartition("/")[2]


def _flat_posts(document: JsonObject) -> Iterator[JsonObject]:
    """Yield the posts of a feed, a search or a repository."""
    for item in iter_objects(document, "feed"):
        yield get_object(item, "post")
    yield from iter_objects(document, "posts")
    for item in iter_objects(document, "records"):
        yield {"uri": item.get("uri"), "cid": item.get("cid"), "record": item.get("value")}


def _add(nodes: Posts, post: JsonObject) -> str | None:
    uri = get_text(post, "uri")
    if uri is None or not uri.startswith("at://") or not get_object(post, "record"):
        return None
    nodes.posts.setdefault(uri, post)
    return uri


def _flat(nodes: Posts, item: JsonObject) -> None:
    """Take an item of the second kind of answer, in which a thread is a list."""
    uri = _add(nodes, get_object(item, "value", "post"))
    if uri is None:
        missing = get_text(item, "uri")
        if missing:
            nodes.gone[missing] = _why(get_object(item, "value"))
    elif item.get("depth") == 0:
        nodes.focus.append(uri)


def _tree(nodes: Posts, thread: JsonObject) -> None:
    """Take a thread with its posts above and below, however deep."""
    waiting: list[tuple[JsonObject, str | None]] = [(thread, None)]
    while waiting:
        node, above = waiting.pop()
        uri = _add(nodes, get_object(node, "post"))
        if uri is None:
            _missing(nodes, node, above)
            continue
        if node is thread:
            nodes.focus.append(uri)
        if isinstance(node.get("parent"), dict):
            waiting.append((get_object(node, "parent"), None))
        waiting += [(answer, uri) for answer in iter_objects(node, "replies")]


def _missing(nodes: Posts, node: JsonObject, above: str | None) -> None:
    """Keep what is said of a post that is not shown: one above, or an answer to the one above."""
    uri = get_text(node, "uri")
    if uri:
        nodes.gone[uri] = _why(node)
    if above:
        nodes.unseen.setdefault(above, []).append(_why(node))


def _why(node: JsonObject) -> str:
    kind = get_text(node, "$type") or ""
    if node.get("blocked") or "blocked" in kind.casefold():
        return "blocked"
    return "not found" if node.get("notFound") or "notfound" in kind.casefold() else "not shown"


_UNSEEN_REASONS = {
    "NotFound": "was not found",
    "Blocked": "is blocked",
    "Detached": "was detached by its author",
}


class _Facet(Frozen):
    """A place in a text, and what it stands for."""

    start: int
    end: int
    link: str | None = None
    handle: str | None = None


class _Embeds(Accumulator):
    """What stands beside the text of a post."""

    links: list[CapturedLink] = field(default_factory=list)
    media: list[CapturedMedia] = field(default_factory=list)
    quotes: list[CapturedQuote] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def post_url(uri: str) -> str:
    """Return the address under which a post can be read; by its author's DID, which no change of handle breaks."""
    return f"https://bsky.app/profile/{author_did(uri)}/post/{record_key(uri)}"


def build_post(post: JsonObject) -> Built:
    """Return a post."""
    uri = get_text(post, "uri") or ""
    content = get_object(post, "record")
    written = get_text(content, "text") or ""
    marks = list(_marks(content, written))
    spliced = replace_spans(
        written, [Replacement(mark.start, mark.end, _shown(mark, written)) for mark in marks]
    )
    beside = _beside(post, content)
    date = parse_datetime(content.get("createdAt"))
    if date is None:
        beside.doubts.append(
            Doubt(DoubtKind.DATE_MISSING, "the post does not say when it was made")
        )
    captured = CapturedPost(
        spliced.text,
        id=record_key(uri),
        url=post_url(uri),
        date=date,
        reply_to=_answered(uri, parent_uri(post)),
        language=next(
            (language for language in get_array(content, "langs") if isinstance(language, str)),
            None,
        ),
        links=_links(marks, spliced, beside.links),
        mentions=_mentions(marks, spliced),
        media=tuple(beside.media),
        quotes=tuple(beside.quotes),
    )
    return Built(captured, tuple(beside.doubts))


def _answered(uri: str, parent: str | None) -> str | None:
    """Return the id of the post that is answered; its whole address where it is another author's."""
    return record_key(parent) if parent and author_did(parent) == author_did(uri) else parent


def _marks(content: JsonObject, written: str) -> Iterator[_Facet]:
    """Yield the links and mentions of a text, in code points."""
    for facet in iter_objects(content, "facets"):
        index = get_object(facet, "index")
        start, end = get_number(index, "byteStart"), get_number(index, "byteEnd")
        place = (
            None
            if start is None or end is None
            else utf8_offsets_to_code_points(written, start, end)
        )
        for feature in iter_objects(facet, "features"):
            kind = (get_text(feature, "$type") or "").rpartition("#")[2]
            yield from _mark(kind, get_text(feature, "uri"), place, written)
    for entity in () if "facets" in content else iter_objects(content, "entities"):
        index = get_object(entity, "index")
        start, end = get_number(index, "start"), get_number(index, "end")
        place = (
            None
            if start is None or end is None
            else utf16_offsets_to_code_points(written, start, end)
        )
        yield from _mark(get_text(entity, "type") or "", get_text(entity, "value"), place, written)


def _mark(
    kind: str, value: str | None, place: tuple[int, int] | None, written: str
) -> Iterator[_Facet]:
    if kind == "link" and value:
        yield _Facet(*(place or (-1, -1)), link=value)
    elif kind == "mention" and place and written[place[0] : place[1]].strip("@"):
        yield _Facet(*place, handle=written[place[0] : place[1]].removeprefix("@"))


def _shown(mark: _Facet, written: str) -> str | None:
    """Return the full address where a text shows the beginning of it; None where what is written stays."""
    form = written[mark.start : mark.end] if mark.start >= 0 else ""
    return (
        mark.link
        if mark.link and form.endswith(("…", "...")) and is_shortened_url(form, mark.link)
        else None
    )


def _links(
    marks: list[_Facet], spliced: ReplacedText, beside: list[CapturedLink]
) -> tuple[CapturedLink, ...]:
    titles = {link.url: link.title for link in beside}
    found = [
        CapturedLink(mark.link, place and place[0], place and place[1], titles.get(mark.link))
        for mark, place in zip(marks, spliced.places, strict=True)
        if mark.link
    ]
    there = {link.url for link in found}
    return (*found, *(link for link in beside if link.url not in there))


def _mentions(marks: list[_Facet], spliced: ReplacedText) -> tuple[CapturedMention, ...]:
    return tuple(
        CapturedMention(mark.handle, *place)
        for mark, place in zip(marks, spliced.places, strict=True)
        if mark.handle and place
    )


def _beside(post: JsonObject, content: JsonObject) -> _Embeds:
    """Return what is embedded in a post, as it was shown, or else as it was written."""
    beside = _Embeds()
    _embed(beside, get_object(post, "embed") or get_object(content, "embed"))
    return beside


def _embed(beside: _Embeds, embed: JsonObject) -> None:
    kind = (get_text(embed, "$type") or "").removeprefix("app.bsky.embed.").partition("#")[0]
    match kind:
        case "images":
            for image in iter_objects(embed, "images"):
                _media(
                    beside,
                    MediaType.IMAGE,
                    get_text(image, "fullsize", "thumb"),
                    get_text(image, "alt"),
                )
        case "video":
            _media(
                beside,
                MediaType.VIDEO,
                get_text(embed, "playlist", "thumbnail"),
                get_text(embed, "alt"),
            )
        case "external":
            card = get_object(embed, "external")
            address = get_text(card, "uri")
            if address:
                title = get_text(card, "title")
                beside.links.append(CapturedLink(address, title=title))
                beside.media.append(CapturedMedia(MediaType.CARD, url=address, caption=title))
        case "record":
            _quote(beside, get_object(embed, "record"))
        case "recordWithMedia":
            _quote(beside, get_object(embed, "record", "record") or get_object(embed, "record"))
            _embed(beside, get_object(embed, "media"))
        case "":
            pass
        case _:
            beside.doubts.append(media_missing(f'something embedded ("{kind}")'))


def _media(beside: _Embeds, kind: MediaType, address: str | None, alt: str | None) -> None:
    beside.media.append(CapturedMedia(kind, url=address, alt=alt))
    beside.doubts.append(media_missing(f"{kind.value} {len(beside.media)}"))


def _quote(beside: _Embeds, quoted: JsonObject) -> None:
    """Take a quoted post, or the reference to one."""
    uri = get_text(quoted, "uri")
    if uri is None or not uri.startswith("at://"):
        return
    is_post = "/app.bsky.feed.post/" in uri
    address = post_url(uri) if is_post else f"https://bsky.app/profile/{author_did(uri)}"
    beside.links.append(
        CapturedLink(address, title=get_text(quoted, "displayName", "name"), quotes=is_post)
    )
    content = get_object(quoted, "value")
    if "text" in content:
        author = get_object(quoted, "author")
        beside.quotes.append(
            CapturedQuote(
                address,
                get_text(content, "text") or "",
                _handle(author),
                get_text(author, "displayName"),
                parse_datetime(content.get("createdAt")),
            )
        )
    elif is_post:
        kind = get_text(quoted, "$type") or ""
        why = next(
            (said for name, said in _UNSEEN_REASONS.items() if kind.endswith(name)),
            "is not in the source",
        )
        beside.doubts.append(
            Doubt(DoubtKind.QUOTE_UNSEEN, f"the post that it quotes {why}: {address}")
        )


def _handle(author: JsonObject) -> str | None:
    handle = get_text(author, "handle")
    return None if handle == "handle.invalid" else handle


_EPOCH = datetime(1, 1, 1, tzinfo=UTC)


class _Bluesky:
    """The reader of answers of Bluesky."""

    format = "bluesky"

    def can_read(self, source: ImportSource) -> bool:
        return bool(_names(source))

    def list_threads(self, source: ImportSource, wanted: Wanted) -> Iterable[Listed]:
        del wanted
        nodes = _nodes(source)
        return _list_threads(nodes, _graph(nodes))

    def read(self, source: ImportSource, wanted: Wanted) -> CapturedThread:
        nodes = _nodes(source)
        graph = _graph(nodes)
        uri = select_post(source, wanted, graph.find, lambda: _list_threads(nodes, graph))
        ordered = graph.find_thread(uri)
        author = get_object(nodes.posts[ordered.keys[0]], "author")
        handle = _handle(author)
        return build_thread(
            source,
            (build_post(nodes.posts[uri]) for uri in ordered.keys),
            ordered,
            ThreadHeader(
                format=self.format,
                platform=Platform.BLUESKY,
                files=tuple(_names(source) or list_json_files(source)[:1]),
                handle=handle,
                name=get_text(author, "displayName"),
            ),
            ThreadDoubts(before=_first_doubts(nodes, ordered, handle), after=_cuts(nodes, ordered)),
        )


READER = _Bluesky()


def _names(source: ImportSource) -> tuple[str, ...]:
    return tuple(name for name, head in read_heads(source) if BLUESKY_MARKER.search(head))


def _nodes(source: ImportSource) -> Posts:
    return read_posts(read_documents(source, _names(source) or list_json_files(source)[:1]))


def _graph(nodes: Posts) -> ThreadGraph[str]:
    return build_graph({uri: _stub(uri, post) for uri, post in nodes.posts.items()})


def _stub(uri: str, post: JsonObject) -> PostStub[str]:
    content = get_object(post, "record")
    author, parent = author_did(uri), parent_uri(post)
    is_own = parent is not None and author_did(parent) == author
    return PostStub(
        id=uri,
        parent=parent if is_own else None,
        date=parse_datetime(content.get("createdAt")),
        first_words=get_text(content, "text") or "",
    )


def _list_threads(nodes: Posts, graph: ThreadGraph[str]) -> list[Listed]:
    return graph.list_threads(graph.choose_roots(nodes.focus))


def _first_doubts(nodes: Posts, ordered: OrderedThread[str], handle: str | None) -> Iterator[Doubt]:
    first = ordered.keys[0]
    if handle is None:
        yield Doubt(
            DoubtKind.AUTHOR_MISSING, f"the source knows the author only as {author_did(first)}"
        )
    parent = parent_uri(nodes.posts[first])
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


def _cuts(nodes: Posts, ordered: OrderedThread[str]) -> Iterator[Doubt]:
    """Yield where the thread may go on beyond what the source holds: nothing says so but the counts of answers."""
    answered = {parent_uri(nodes.posts[uri]) for uri in ordered.keys}
    for index, uri in enumerate(ordered.keys):
        for why in nodes.unseen.get(uri, ()):
            yield Doubt(
                DoubtKind.THREAD_CUT,
                f"an answer to post {index + 1} is {why}; it may be the author's",
                index,
            )
        said = get_number(nodes.posts[uri], "replyCount") or 0
        if said and uri not in answered and not nodes.answers_to(uri):
            detail = f"post {index + 1} has {count(said, 'answer')}, none of which the source holds: the thread may go on"
            yield Doubt(DoubtKind.THREAD_CUT, detail, index)
