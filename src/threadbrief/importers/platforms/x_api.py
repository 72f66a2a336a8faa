"""Responses of the X API v2 (a page, several, or one a line): one author's own thread."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from threadbrief.core.structs import Accumulator, field
from threadbrief.importers.inputs.json import (
    BLUESKY,
    Record,
    array,
    as_number,
    documents,
    heads,
    json_names,
    number,
    record,
    records,
    text,
)
from threadbrief.importers.inputs.source import ImportSource
from threadbrief.importers.model import (
    CapturedLink,
    CapturedMedia,
    CapturedPost,
    CapturedQuote,
    CapturedThread,
    Doubt,
    DoubtKind,
    PostWithDoubts,
    Selection,
    ThreadSummary,
    missing_media_doubt,
)
from threadbrief.importers.platforms.text_offsets import unescaped
from threadbrief.importers.platforms.x_archive_index import last_versions
from threadbrief.importers.platforms.x_archive_posts import (
    MEDIA_TYPES,
    NO_LANGUAGE,
    UNMATCHED,
    looks_cut,
)
from threadbrief.importers.platforms.x_entities import (
    Address,
    Handle,
    Shown,
    Written,
    dated,
    id_moment,
    shown,
    status_id,
    x_moment,
)
from threadbrief.importers.list_threads import (
    Ordered,
    PostStub,
    ThreadGraph,
    author_doubts,
    build_thread,
    build_graph,
    select_key,
)
from threadbrief.model.brief import MediaType, Platform


class Pages(Accumulator):
    """What the answers hold."""

    posts: dict[int, Record] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    """The posts that were asked for, not only named by others."""
    users: dict[str, Record] = field(default_factory=dict)
    media: dict[str, Record] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    """Why a post is not among them."""
    pages: int = 0
    more: int = 0
    """How many pages say that another follows."""

    def author(self, key: int) -> str | None:
        """Return whose a post is."""
        post = self.posts.get(key, {})
        return text(post, "author_id") or text(record(post, "author"), "id")

    def user(self, key: int) -> Record:
        """Return what is known of whose a post is."""
        author = self.author(key)
        return self.users.get(author, {}) if author else {}


def read_pages(documents: Iterable[object]) -> Pages:
    """Return what is in all answers; where a post stands twice, the first that was asked for."""
    pages = Pages()
    for document in documents:
        for answer in document if isinstance(document, list) else [document]:
            if isinstance(answer, dict):
                _read(pages, answer)
    return pages


def referenced(post: Record, kind: str) -> int | None:
    """Return the post that another answers, quotes or repeats."""
    return next(
        (
            number(one, "id")
            for one in records(post, "referenced_tweets")
            if text(one, "type") == kind
        ),
        None,
    )


def replaced(pages: Pages) -> dict[int, int]:
    """Return the versions of edited posts that another replaces, each with the last one."""
    editions = [
        tuple(
            key
            for one in array(post, "edit_history_tweet_ids")
            if (key := number({"id": one}, "id")) is not None
        )
        for post in pages.posts.values()
    ]
    return last_versions((edition for edition in editions if len(edition) > 1), set(pages.posts))


def own_answers(pages: Pages, last: dict[int, int]) -> dict[int, int]:
    """Return which post of the same author each post answers."""
    keys = sorted(key for key in pages.posts if key not in last)
    if not any("referenced_tweets" in pages.posts[key] for key in keys):
        return _by_conversation(pages, keys)
    answers: dict[int, int] = {}
    for key in keys:
        post = pages.posts[key]
        parent = referenced(post, "replied_to")
        if parent is None:
            continue
        parent = last.get(parent, parent)
        if parent in pages.posts:
            if pages.author(parent) == pages.author(key):
                answers[key] = parent
        elif text(post, "in_reply_to_user_id") == (pages.author(key) or ""):
            answers[key] = parent
    return answers | _bridges(pages, answers)


def _by_conversation(pages: Pages, keys: list[int]) -> dict[int, int]:
    """Put the posts of one author and conversation after one another, where nothing says who answers whom."""
    before: dict[tuple[str | None, str | None], int] = {}
    answers = {}
    for key in keys:
        group = (text(pages.posts[key], "conversation_id"), pages.author(key))
        if group in before:
            answers[key] = before[group]
        before[group] = key
    return answers


def _bridges(pages: Pages, answers: dict[int, int]) -> dict[int, int]:
    """Put a missing post of an author after the author's last one before it in the same conversation."""
    found = {}
    for key, parent in answers.items():
        if parent in pages.posts:
            continue
        group = (text(pages.posts[key], "conversation_id"), pages.author(key))
        before = [
            other
            for other, post in pages.posts.items()
            if other < parent and (text(post, "conversation_id"), pages.author(other)) == group
        ]
        if before and None not in group:
            found[parent] = max(before)
    return found


def _read(pages: Pages, answer: Record) -> None:
    if "data" in answer or "includes" in answer or "errors" in answer:
        pages.pages += 1
        pages.more += "next_token" in record(answer, "meta")
        data = answer.get("data")
        for post in [data] if isinstance(data, dict) else array(answer, "data"):
            if isinstance(post, dict):
                _add(pages, post, asked=True)
        _include(pages, record(answer, "includes"))
        for fault in records(answer, "errors"):
            key = number(fault, "resource_id")
            if key is not None:
                pages.errors[key] = text(fault, "title", "detail") or "not there"
    else:
        _add(pages, answer, asked=True)


def _include(pages: Pages, includes: Record) -> None:
    for user in records(includes, "users"):
        pages.users.setdefault(text(user, "id") or "", user)
    for one in records(includes, "media"):
        pages.media.setdefault(text(one, "media_key") or "", one)
    for post in records(includes, "tweets"):
        _add(pages, post, asked=False)


def _add(pages: Pages, post: Record, *, asked: bool) -> None:
    """Take a post, and what tools that flatten answers put inside it."""
    key = number(post, "id")
    if key is None or not isinstance(post.get("text"), str):
        return
    if key not in pages.posts or (asked and key not in pages.asked):
        pages.posts[key] = post
    if asked:
        pages.asked.add(key)
    _include(
        pages,
        {"users": list(_inner_users(post)), "media": array(record(post, "attachments"), "media")},
    )
    for one in records(post, "referenced_tweets"):
        _add(pages, one, asked=False)


def _inner_users(post: Record) -> Iterator[Record]:
    author = record(post, "author")
    if author:
        yield author


_OWN_MEDIA = re.compile(r"https?://(?:twitter|x)\.com/\w+/status/\d+/(?:photo|video)/\d+/?$")
_ESCAPED = re.compile(r"&(?:amp|lt|gt);")
_PLAIN = re.compile(r"[<>]|&(?!(?:amp|lt|gt);)")


def build_post(pages: Pages, key: int, url: str, last: Mapping[int, int]) -> PostWithDoubts:
    """Return a post; `last` gives the last version for each that was replaced."""
    post = pages.posts[key]
    earlier = sorted(old for old, new in last.items() if new == key)
    answered = referenced(post, "replied_to")
    date, doubts = dated(x_moment(post.get("created_at")), key)
    view, text_doubts = _view(post)
    media, missing = _media(pages, post)
    link, quotes, unseen = _quoted(pages, post, view)
    first = pages.posts.get(earlier[0], {}) if earlier else {}
    captured = CapturedPost(
        view.text,
        id=str(key),
        url=url,
        date=(x_moment(first.get("created_at")) if earlier else None) or date,
        edited=date if earlier else None,
        reply_to=None if answered is None else str(last.get(answered, answered)),
        language=None if text(post, "lang") in NO_LANGUAGE else text(post, "lang"),
        links=(*view.links, *link),
        mentions=view.mentions,
        media=media,
        quotes=quotes,
    )
    return PostWithDoubts(
        captured,
        (*doubts, *text_doubts, *missing, *unseen, *_edited(earlier), *_not_the_authors(post)),
    )


def post_address(handle: str | None, key: int) -> str:
    """Return the address of a post; one that X redirects where nobody knows whose it is."""
    return f"https://x.com/{quote(handle or 'i')}/status/{key}"


def _view(post: Record) -> tuple[Shown, tuple[Doubt, ...]]:
    """Return the text of a post: the long one where the source holds it."""
    note = record(post, "note_tweet")
    whole = text(note, "text")
    if whole is None:
        written = _written(post, text(post, "text") or "", record(post, "entities"), escaped=True)
        return shown(written), (UNMATCHED,) if looks_cut(written) else ()
    escaped = bool(_ESCAPED.search(whole)) and not _PLAIN.search(whole)
    written = _written(post, whole, record(note, "entities"), escaped=escaped)
    detail = "the long text held escapes such as &amp;, and they were undone once: make sure that the author meant so"
    return shown(written), (Doubt(DoubtKind.ESCAPE_DOUBT, detail),) if escaped else ()


def _written(post: Record, whole: str, entities: Record, *, escaped: bool) -> Written:
    urls = list(records(entities, "urls"))
    pictures = [url for url in urls if _is_media(url)]
    return Written(
        whole,
        text(post, "id") or "",
        tuple(
            Address(
                text(url, "url") or "",
                text(url, "expanded_url", "url") or "",
                _span(url),
                text(url, "title"),
            )
            for url in urls
            if not _is_media(url)
        ),
        tuple(
            Handle(text(one, "username") or "", _span(one)) for one in records(entities, "mentions")
        ),
        tuple(dict.fromkeys((text(url, "url") or "", _span(url)) for url in pictures)),
        escaped=escaped,
    )


def _is_media(url: Record) -> bool:
    return "media_key" in url or bool(_OWN_MEDIA.match(text(url, "expanded_url") or ""))


def _span(entity: Record) -> tuple[int, int]:
    start, end = number(entity, "start"), number(entity, "end")
    return (-1, -1) if start is None or end is None else (start, end)


def _media(pages: Pages, post: Record) -> tuple[tuple[CapturedMedia, ...], tuple[Doubt, ...]]:
    attachments = record(post, "attachments")
    keys = [key for key in array(attachments, "media_keys") if isinstance(key, str)]
    keys = keys or [text(one, "media_key") or "" for one in records(attachments, "media")]
    media, missing = [], []
    for key in dict.fromkeys(keys):
        one = pages.media.get(key, {})
        kind = MEDIA_TYPES.get(text(one, "type") or "photo", MediaType.IMAGE)
        media.append(CapturedMedia(kind, None, _best(one), text(one, "alt_text")))
        missing.append(missing_media_doubt(f"{kind.value} {len(media)}"))
    if array(attachments, "poll_ids"):
        missing.append(missing_media_doubt("a poll"))
    return tuple(media), tuple(missing)


def _best(one: Record) -> str | None:
    """Return the address of a film at its best, or of a picture."""
    variants = [
        (number(variant, "bit_rate") or 0, address)
        for variant in records(one, "variants")
        if (address := text(variant, "url"))
    ]
    return max(variants)[1] if variants else text(one, "url", "preview_image_url")


def _quoted(
    pages: Pages, post: Record, view: Shown
) -> tuple[tuple[CapturedLink, ...], tuple[CapturedQuote, ...], tuple[Doubt, ...]]:
    """Return the post that another quotes, and its address where the text does not hold it."""
    key = referenced(post, "quoted")
    if key is None:
        return (), (), ()
    there = next((link.url for link in view.links if status_id(link.url) == str(key)), None)
    user = pages.user(key)
    address = there or post_address(text(user, "username"), key)
    link = () if there else (CapturedLink(address, quotes=True),)
    quoted = pages.posts.get(key)
    if quoted is None:
        why = pages.errors.get(key)
        detail = f"the source does not hold the post that it quotes{f' ({why})' if why else ''}: {address}"
        return link, (), (Doubt(DoubtKind.QUOTE_UNSEEN, detail),)
    date, _ = dated(x_moment(quoted.get("created_at")), key)
    words = _view(quoted)[0].text
    return (
        link,
        (CapturedQuote(address, words, text(user, "username"), text(user, "name"), date),),
        (),
    )


def _edited(earlier: Sequence[int]) -> Iterator[Doubt]:
    if earlier:
        versions = ", ".join(map(str, earlier))
        detail = f"the author edited it; this is the last version in the source, and {versions} came before it"
        yield Doubt(DoubtKind.EDITED, detail)


def _not_the_authors(post: Record) -> Iterator[Doubt]:
    where = record(post, "withheld")
    if where:
        countries = ", ".join(str(code) for code in array(where, "country_codes"))
        yield Doubt(
            DoubtKind.TEXT_CHANGED,
            f"X withholds it in {countries or 'places'}: the text may be X's notice",
        )
    if referenced(post, "retweeted") is not None:
        yield Doubt(
            DoubtKind.FORWARDED,
            "it repeats somebody else's post, cut perhaps: the words are not the author's",
        )


_EPOCH = datetime(1, 1, 1, tzinfo=UTC)
_POST = re.compile(r'"id"\s*:\s*"\d{1,19}"')
_MARKS = re.compile(
    r'"(?:edit_history_tweet_ids|author_id|conversation_id|referenced_tweets|data)"\s*:'
)
_OTHERS = re.compile(r'"(?:spoiler_text|reblogs_count|text_entities|date_unixtime)"\s*:')


class _XApi:
    """The reader of answers of X's second interface."""

    format = "x-api"

    def can_read(self, source: ImportSource) -> bool:
        return bool(_names(source))

    def list_threads(self, source: ImportSource, wanted: Selection) -> Iterable[ThreadSummary]:
        del wanted
        threads = _threads(source)
        return _list_threads(threads)

    def read(self, source: ImportSource, wanted: Selection) -> CapturedThread:
        threads = _threads(source)
        key = select_key(source, wanted, threads.find, lambda: _list_threads(threads))
        ordered = threads.graph.thread_of(threads.last.get(key, key))
        return _thread(source, wanted, threads, ordered)


READER = _XApi()


class _Threads(Accumulator):
    """The posts of the answers, and their threads."""

    pages: Pages
    last: dict[int, int]
    """Versions of edited posts, each with the last one."""
    graph: ThreadGraph[int]

    def find(self, said: str) -> int | None:
        """Return the post of an id."""
        key = as_number(said)
        is_there = key is not None and (key in self.pages.posts or key in self.graph.roots())
        return key if is_there else None


def _names(source: ImportSource) -> tuple[str, ...]:
    return tuple(name for name, head in heads(source) if _is_api(head))


def _is_api(head: str) -> bool:
    return bool(_POST.search(head) and '"text"' in head and _MARKS.search(head)) and not (
        _OTHERS.search(head) or BLUESKY.search(head)
    )


def _threads(source: ImportSource) -> _Threads:
    pages = read_pages(documents(source, _names(source) or json_names(source)[:1]))
    last = replaced(pages)
    parents = {key: parent for key, parent in own_answers(pages, last).items() if key not in last}
    stubs = {
        key: _stub(pages, key, parents.get(key)) for key in sorted(pages.posts) if key not in last
    }
    bridges = {key: parent for key, parent in parents.items() if key not in stubs}
    return _Threads(pages, last, build_graph(stubs, bridges=bridges, rank=int, plain_text=unescaped))


def _stub(pages: Pages, key: int, parent: int | None) -> PostStub[int]:
    post = pages.posts[key]
    return PostStub(
        id=key,
        parent=parent,
        date=x_moment(post.get("created_at")) or id_moment(key),
        first_words=text(post, "text") or "",
    )


def _list_threads(threads: _Threads) -> list[ThreadSummary]:
    """Return the threads of two posts or more that are no replies to others; or else every post asked for."""
    pages, graph = threads.pages, threads.graph
    long_threads = graph.long_threads()
    roots = [root for root in long_threads if not _answers_others(pages, root)] or list(
        long_threads
    )
    requested = dict.fromkeys(
        threads.last.get(key, key) for key in pages.posts if key in pages.asked
    )
    return graph.list_threads(roots or requested)


def _answers_others(pages: Pages, root: int) -> bool:
    post = pages.posts.get(root)
    return post is not None and referenced(post, "replied_to") in pages.posts


def _thread(
    source: ImportSource, wanted: Selection, threads: _Threads, ordered: Ordered[int]
) -> CapturedThread:
    pages = threads.pages
    user = pages.user(ordered.keys[0])
    handle = text(user, "username") or (wanted.handle or "").removeprefix("@") or None
    return build_thread(
        source,
        (build_post(pages, key, post_address(handle, key), threads.last) for key in ordered.keys),
        format_name=READER.format,
        platform=Platform.X,
        files=_names(source) or json_names(source)[:1],
        ordered=ordered,
        handle=handle,
        name=text(user, "name"),
        doubts_before=_thread_doubts(pages, handle, ordered),
    )


def _thread_doubts(pages: Pages, handle: str | None, ordered: Ordered[int]) -> Iterator[Doubt]:
    yield from author_doubts(handle)
    if pages.more and pages.more == pages.pages:
        detail = "the answer says that another page follows, which the source does not hold: the thread may go on"
        yield Doubt(DoubtKind.THREAD_CUT, detail)
    if len(ordered.keys) > 1 and not any(
        "referenced_tweets" in pages.posts[key] for key in ordered.keys
    ):
        detail = (
            "the source does not say which post answers which; they stand in the order of their ids"
        )
        yield Doubt(DoubtKind.PARENT_MISSING, detail)
    for index, key in enumerate(ordered.keys):
        parent = referenced(pages.posts[key], "replied_to")
        if parent is not None and (index == 0 or parent not in pages.posts):
            why = pages.errors.get(parent)
            there = "is somebody else's" if parent in pages.posts else "the source does not hold"
            detail = (
                f"post {index + 1} answers post {parent}, which {there}{f' ({why})' if why else ''}"
            )
            yield Doubt(DoubtKind.PARENT_MISSING, detail, index)
