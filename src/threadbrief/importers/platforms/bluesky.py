"""JSON of the Bluesky API (AT Protocol: a thread, a feed, a list of posts): one author's thread.

The offsets of facets are bytes of UTF-8; those of the older `entities` are UTF-16 code units.
"""

from collections.abc import Iterable, Iterator

from threadbrief.core.structs import Accumulator, Frozen, field
from threadbrief.importers.inputs.json import (
    BLUESKY_MARKER,
    JsonObject,
    choose_format_files,
    find_format_files,
    get_array,
    get_number,
    get_object,
    get_text,
    iter_objects,
    parse_datetime,
    read_documents,
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
    OUTSIDE,
    Offsets,
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

# --- the reader ------------------------------------------------------------------------------


class _Bluesky:
    """The reader of responses of the Bluesky API."""

    format = "bluesky"

    def can_read(self, source: ImportSource) -> bool:
        return bool(find_format_files(source, _is_bluesky))

    def list_threads(self, source: ImportSource, wanted: Selection) -> Iterable[ThreadSummary]:
        del wanted
        posts = _read_source(source)
        return _list_threads(posts, _build_graph(posts))

    def read(self, source: ImportSource, wanted: Selection) -> CapturedThread:
        posts = _read_source(source)
        graph = _build_graph(posts)
        selected = select_post(
            source, wanted, find=graph.find, threads=lambda: _list_threads(posts, graph)
        )
        ordered = graph.find_thread(selected)
        author = get_object(posts.by_uri[ordered.keys[0]], "author")
        handle = _handle(author)
        header = ThreadHeader(
            format=self.format,
            platform=Platform.BLUESKY,
            files=choose_format_files(source, _is_bluesky),
            handle=handle,
            name=get_text(author, "displayName"),
        )
        doubts = ThreadDoubts(
            before=_first_post_doubts(posts, ordered, handle),
            after=_thread_cut_doubts(posts, ordered),
        )
        built = (build_post(posts.by_uri[uri]) for uri in ordered.keys)
        return build_thread(source, built, ordered=ordered, header=header, doubts=doubts)


READER = _Bluesky()


def _is_bluesky(head: str) -> bool:
    return bool(BLUESKY_MARKER.search(head))


def _read_source(source: ImportSource) -> "Posts":
    return read_posts(read_documents(source, choose_format_files(source, _is_bluesky)))


def _build_graph(posts: "Posts") -> ThreadGraph[str]:
    return build_graph({uri: _stub(uri, post) for uri, post in posts.by_uri.items()})


def _stub(uri: str, post: JsonObject) -> PostStub[str]:
    content = get_object(post, "record")
    parent = parent_uri(post)
    if parent is not None and author_did(parent) != author_did(uri):
        parent = None
    return PostStub(
        id=uri,
        parent=parent,
        date=parse_datetime(content.get("createdAt")),
        first_words=get_text(content, "text") or "",
    )


def _list_threads(posts: "Posts", graph: ThreadGraph[str]) -> list[ThreadSummary]:
    return graph.list_threads(graph.choose_roots(posts.requested))


# --- the posts of responses ------------------------------------------------------------------


class Posts(Accumulator):
    """The posts of responses, by their AT URIs."""

    by_uri: dict[str, JsonObject] = field(default_factory=dict)
    requested: list[str] = field(default_factory=list)
    """The posts whose threads were requested from the API."""
    unavailable: dict[str, str] = field(default_factory=dict)
    """Posts that the API does not show, each with the reason."""
    hidden_replies: dict[str, list[str]] = field(default_factory=dict)
    """Posts with replies that the API does not show, each with the reasons."""

    def count_replies(self, uri: str) -> int:
        """Return how many replies to a post there are, those included that are not shown."""
        shown = sum(parent_uri(post) == uri for post in self.by_uri.values())
        return shown + len(self.hidden_replies.get(uri, ()))


def read_posts(documents: Iterable[object]) -> Posts:
    """Return the posts of all responses; where one is repeated, the first."""
    posts = Posts()
    for document in documents:
        if isinstance(document, dict):
            _read_document(posts, document)
    return posts


def parent_uri(post: JsonObject) -> str | None:
    """Return the URI of the post that a post replies to."""
    return get_text(get_object(post, "record", "reply", "parent"), "uri")


def author_did(uri: str) -> str:
    """Return the DID of the author of a post, from `at://<author>/<collection>/<key>`."""
    return uri.removeprefix("at://").partition("/")[0]


def record_key(uri: str) -> str:
    """Return the record key, the last part of an AT URI."""
    return uri.rpartition("/")[2]


def _read_document(posts: Posts, document: JsonObject) -> None:
    for post in _listed_posts(document):
        _add_post(posts, post)
    for item in iter_objects(document, "thread"):
        _add_thread_item(posts, item)
    if isinstance(document.get("thread"), dict):
        _add_tree(posts, get_object(document, "thread"))
    elif isinstance(document.get("post"), dict):
        _add_tree(posts, document)


def _listed_posts(document: JsonObject) -> Iterator[JsonObject]:
    """Yield the posts of a feed, a search or a repository."""
    for item in iter_objects(document, "feed"):
        yield get_object(item, "post")
    yield from iter_objects(document, "posts")
    for item in iter_objects(document, "records"):
        yield {"uri": item.get("uri"), "cid": item.get("cid"), "record": item.get("value")}


def _add_post(posts: Posts, post: JsonObject) -> str | None:
    """Add a post, and return its URI; None for an object that is no post."""
    uri = get_text(post, "uri")
    if uri is None or not uri.startswith("at://") or not get_object(post, "record"):
        return None
    posts.by_uri.setdefault(uri, post)
    return uri


def _add_thread_item(posts: Posts, item: JsonObject) -> None:
    """Add an item of `getPostThreadV2`, in which a thread is a flat list."""
    uri = _add_post(posts, get_object(item, "value", "post"))
    if uri is None:
        missing = get_text(item, "uri")
        if missing:
            posts.unavailable[missing] = _reason(get_object(item, "value"))
    elif item.get("depth") == 0:
        posts.requested.append(uri)


def _add_tree(posts: Posts, thread: JsonObject) -> None:
    """Add the posts of `getPostThread`: a tree of parents and replies of any depth."""
    stack: list[tuple[JsonObject, str | None]] = [(thread, None)]
    while stack:
        node, above = stack.pop()
        uri = _add_post(posts, get_object(node, "post"))
        if uri is None:
            _add_unavailable(posts, node, above)
            continue
        if node is thread:
            posts.requested.append(uri)
        if isinstance(node.get("parent"), dict):
            stack.append((get_object(node, "parent"), None))
        stack += [(reply, uri) for reply in iter_objects(node, "replies")]


def _add_unavailable(posts: Posts, node: JsonObject, above: str | None) -> None:
    """Add the reason why a post is not shown: a parent, or a reply to the post `above`."""
    uri = get_text(node, "uri")
    if uri:
        posts.unavailable[uri] = _reason(node)
    if above:
        posts.hidden_replies.setdefault(above, []).append(_reason(node))


def _reason(node: JsonObject) -> str:
    kind = (get_text(node, "$type") or "").casefold()
    if node.get("blocked") or "blocked" in kind:
        return "blocked"
    if node.get("notFound") or "notfound" in kind:
        return "not found"
    return "not shown"


# --- one post --------------------------------------------------------------------------------


class _Facet(Frozen):
    """A link or a mention at a place in a text, in code points."""

    start: int
    end: int
    link: str | None = None
    handle: str | None = None


class _Embeds(Accumulator):
    """What is embedded in a post: media, cards and quoted posts."""

    links: list[CapturedLink] = field(default_factory=list)
    media: list[CapturedMedia] = field(default_factory=list)
    quotes: list[CapturedQuote] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def post_url(uri: str) -> str:
    """Return the URL of a post; by its author's DID, which a change of handle does not break."""
    return f"https://bsky.app/profile/{author_did(uri)}/post/{record_key(uri)}"


def build_post(post: JsonObject) -> PostWithDoubts:
    """Return a captured post and its doubts."""
    uri = get_text(post, "uri") or ""
    content = get_object(post, "record")
    source_text = get_text(content, "text") or ""
    facets = list(_facets(content, source_text))
    spans = [Replacement(facet.start, facet.end, _full_url(facet, source_text)) for facet in facets]
    shown = replace_spans(source_text, spans)
    embeds = _Embeds()
    # The embed of the response has more than that of the record, as the author posted it.
    _add_embed(embeds, get_object(post, "embed") or get_object(content, "embed"))
    date = parse_datetime(content.get("createdAt"))
    if date is None:
        detail = "the post does not say when it was made"
        embeds.doubts.append(Doubt(DoubtKind.DATE_MISSING, detail))
    languages = (code for code in get_array(content, "langs") if isinstance(code, str))
    captured = CapturedPost(
        shown.text,
        id=record_key(uri),
        url=post_url(uri),
        date=date,
        reply_to=_parent_id(uri, parent_uri(post)),
        language=next(languages, None),
        links=_links(facets, shown, embeds.links),
        mentions=_mentions(facets, shown),
        media=tuple(embeds.media),
        quotes=tuple(embeds.quotes),
    )
    return PostWithDoubts(captured, tuple(embeds.doubts))


def _parent_id(uri: str, parent: str | None) -> str | None:
    """Return the id of the post that is replied to; its full URI where it is another author's."""
    if parent and author_did(parent) == author_did(uri):
        return record_key(parent)
    return parent


def _facets(content: JsonObject, source_text: str) -> Iterator[_Facet]:
    """Yield the links and mentions of a text."""
    for facet in iter_objects(content, "facets"):
        index = get_object(facet, "index")
        start, end = get_number(index, "byteStart"), get_number(index, "byteEnd")
        place = None
        if start is not None and end is not None:
            place = utf8_offsets_to_code_points(source_text, start, end)
        for feature in iter_objects(facet, "features"):
            kind = (get_text(feature, "$type") or "").rpartition("#")[2]
            yield from _facet(source_text, place, kind=kind, value=get_text(feature, "uri"))
    if "facets" in content:
        return
    for entity in iter_objects(content, "entities"):
        index = get_object(entity, "index")
        start, end = get_number(index, "start"), get_number(index, "end")
        place = None
        if start is not None and end is not None:
            place = utf16_offsets_to_code_points(source_text, start, end)
        kind = get_text(entity, "type") or ""
        yield from _facet(source_text, place, kind=kind, value=get_text(entity, "value"))


def _facet(
    source_text: str, place: Offsets | None, *, kind: str, value: str | None
) -> Iterator[_Facet]:
    if kind == "link" and value:
        yield _Facet(*(place or OUTSIDE), link=value)
    elif kind == "mention" and place:
        handle = source_text[place[0] : place[1]]
        if handle.strip("@"):
            yield _Facet(*place, handle=handle.removeprefix("@"))


def _full_url(facet: _Facet, source_text: str) -> str | None:
    """Return the full URL where a text shows the beginning of it; None where the text stays."""
    if facet.link is None or facet.start < 0:
        return None
    form = source_text[facet.start : facet.end]
    if form.endswith(("…", "...")) and is_shortened_url(form, facet.link):
        return facet.link
    return None


def _links(
    facets: list[_Facet], shown: ReplacedText, embedded: list[CapturedLink]
) -> tuple[CapturedLink, ...]:
    titles = {link.url: link.title for link in embedded}
    links = []
    for facet, place in zip(facets, shown.places, strict=True):
        if facet.link:
            start, end = place or (None, None)
            links.append(CapturedLink(facet.link, start, end, title=titles.get(facet.link)))
    in_text = {link.url for link in links}
    return (*links, *(link for link in embedded if link.url not in in_text))


def _mentions(facets: list[_Facet], shown: ReplacedText) -> tuple[CapturedMention, ...]:
    return tuple(
        CapturedMention(facet.handle, *place)
        for facet, place in zip(facets, shown.places, strict=True)
        if facet.handle and place
    )


def _handle(author: JsonObject) -> str | None:
    handle = get_text(author, "handle")
    if handle == "handle.invalid":  # the API's word for a handle that does not resolve
        return None
    return handle


# --- embeds ----------------------------------------------------------------------------------

_UNSEEN_REASONS = {
    "NotFound": "was not found",
    "Blocked": "is blocked",
    "Detached": "was detached by its author",
}
"""Why a quoted post is not shown, by the end of its type."""


def _add_embed(embeds: _Embeds, embed: JsonObject) -> None:
    kind = (get_text(embed, "$type") or "").removeprefix("app.bsky.embed.").partition("#")[0]
    match kind:
        case "images":
            for image in iter_objects(embed, "images"):
                url = get_text(image, "fullsize", "thumb")
                _add_media(embeds, MediaType.IMAGE, url=url, alt=get_text(image, "alt"))
        case "video":
            url = get_text(embed, "playlist", "thumbnail")
            _add_media(embeds, MediaType.VIDEO, url=url, alt=get_text(embed, "alt"))
        case "external":
            card = get_object(embed, "external")
            url = get_text(card, "uri")
            if url:
                title = get_text(card, "title")
                embeds.links.append(CapturedLink(url, title=title))
                embeds.media.append(CapturedMedia(MediaType.CARD, url=url, caption=title))
        case "record":
            _add_quote(embeds, get_object(embed, "record"))
        case "recordWithMedia":
            _add_quote(embeds, get_object(embed, "record", "record") or get_object(embed, "record"))
            _add_embed(embeds, get_object(embed, "media"))
        case "":
            pass
        case _:
            embeds.doubts.append(missing_media_doubt(f'something embedded ("{kind}")'))


def _add_media(embeds: _Embeds, kind: MediaType, *, url: str | None, alt: str | None) -> None:
    embeds.media.append(CapturedMedia(kind, url=url, alt=alt))
    embeds.doubts.append(missing_media_doubt(f"{kind.value} {len(embeds.media)}"))


def _add_quote(embeds: _Embeds, quoted: JsonObject) -> None:
    """Add a quoted post, or the link to a quoted feed, list or starter pack."""
    uri = get_text(quoted, "uri")
    if uri is None or not uri.startswith("at://"):
        return
    is_post = "/app.bsky.feed.post/" in uri
    url = post_url(uri) if is_post else f"https://bsky.app/profile/{author_did(uri)}"
    title = get_text(quoted, "displayName", "name")
    embeds.links.append(CapturedLink(url, title=title, quotes=is_post))
    content = get_object(quoted, "value")
    if "text" in content:
        author = get_object(quoted, "author")
        quote = CapturedQuote(
            url,
            text=get_text(content, "text") or "",
            handle=_handle(author),
            name=get_text(author, "displayName"),
            date=parse_datetime(content.get("createdAt")),
        )
        embeds.quotes.append(quote)
    elif is_post:
        kind = get_text(quoted, "$type") or ""
        reasons = (reason for name, reason in _UNSEEN_REASONS.items() if kind.endswith(name))
        reason = next(reasons, "is not in the source")
        detail = f"the post that it quotes {reason}: {url}"
        embeds.doubts.append(Doubt(DoubtKind.QUOTE_UNSEEN, detail))


# --- doubts about the thread -----------------------------------------------------------------


def _first_post_doubts(
    posts: Posts, ordered: OrderedThread[str], handle: str | None
) -> Iterator[Doubt]:
    first = ordered.keys[0]
    if handle is None:
        detail = f"the source knows the author only as {author_did(first)}"
        yield Doubt(DoubtKind.AUTHOR_MISSING, detail)
    parent = parent_uri(posts.by_uri[first])
    if parent is None:
        return
    if parent in posts.by_uri:
        detail = f"the thread begins as an answer to somebody else's post: {parent}"
    else:
        whose = "the author's own post" if ordered.missing else "the post"
        reason = posts.unavailable.get(parent, "not in the source")
        detail = f"{whose} that the thread begins as an answer to is {reason}: {parent}"
    yield Doubt(DoubtKind.PARENT_MISSING, detail, 0)


def _thread_cut_doubts(posts: Posts, ordered: OrderedThread[str]) -> Iterator[Doubt]:
    """Yield a doubt for each post with replies that the source lacks: the thread may go on there.

    The API does not mark this; only the counts of replies show it.
    """
    parents = {parent_uri(posts.by_uri[uri]) for uri in ordered.keys}
    for index, uri in enumerate(ordered.keys):
        for reason in posts.hidden_replies.get(uri, ()):
            detail = f"an answer to post {index + 1} is {reason}; it may be the author's"
            yield Doubt(DoubtKind.THREAD_CUT, detail, index)
        replies = get_number(posts.by_uri[uri], "replyCount") or 0
        if replies and uri not in parents and not posts.count_replies(uri):
            detail = (
                f"post {index + 1} has {pluralize(replies, 'answer')}, "
                "none of which the source holds: the thread may go on"
            )
            yield Doubt(DoubtKind.THREAD_CUT, detail, index)
