"""Posts of Mastodon (a status with its context, a list, an outbox): one author's own thread."""

import re
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from threadbrief.core.structs import Accumulator, field
from threadbrief.importers.inputs.json import (
    BLUESKY_MARKER,
    JsonObject,
    get_array,
    get_object,
    get_text,
    iter_objects,
    list_json_files,
    read_heads,
)
from threadbrief.importers.inputs.json_stream import JsonStream
from threadbrief.importers.inputs.source import ImportSource
from threadbrief.importers.model import CapturedThread, Doubt, DoubtKind, Listed, Wanted, count
from threadbrief.importers.platforms.html import html_to_text
from threadbrief.importers.platforms.mastodon_posts import (
    PUBLIC,
    MastodonStatus,
    build_post,
    full_handle,
    parse_activity,
    parse_status,
)
from threadbrief.importers.threads import (
    OrderedThread,
    PostStub,
    ThreadDoubts,
    ThreadGraph,
    ThreadHeader,
    author_doubts,
    build_graph,
    build_thread,
    id_in_url,
    nothing_public_error,
    post_date,
    private_posts_doubts,
    select_only_post,
    selected_id,
    shorten_id,
    unknown_post_error,
)
from threadbrief.model.brief import Platform

_STATUS = re.compile(r'"(?:in_reply_to_account_id|spoiler_text|reblogs_count)"\s*:')
_CONTEXT = re.compile(r'"(?:ancestors|descendants)"\s*:\s*\[')
_ACTIVITIES = re.compile(r'"(?:orderedItems|@context)"\s*:|"type"\s*:\s*"(?:Create|Note)"')
_STREAMED = ("ancestors", "descendants", "orderedItems", "statuses")


class CaptureCounts(Accumulator):
    """What the files say beside the posts."""

    focus: list[str] = field(default_factory=list)
    """The posts whose contexts were asked for."""
    contexts: int = 0
    above: int = 0
    below: int = 0
    """How many posts a context gives above and below; a server gives strangers no more than 40 and 60."""
    last_above: str | None = None


def list_mastodon_files(source: ImportSource) -> tuple[str, ...]:
    """Return the names of the files that hold posts of Mastodon."""
    return tuple(name for name, head in read_heads(source) if _is_mastodon(head))


def read_statuses(
    source: ImportSource, capture: CaptureCounts, *, whole: bool = True
) -> Iterator[MastodonStatus]:
    """Yield the posts, in the order of the files; without their media and mentions where they are not wanted whole."""
    handle, name = _actor(source)
    for file_name in list_mastodon_files(source) or list_json_files(source)[:1]:
        with source.open(file_name) as file:
            stream = JsonStream(file, file_name)
            while first := stream.peek():
                for entry in _entries(stream, first, capture):
                    status = parse_status(entry, whole=whole) or parse_activity(
                        entry, handle, name, whole=whole
                    )
                    if status is not None:
                        yield status


def _is_mastodon(head: str) -> bool:
    if BLUESKY_MARKER.search(head):
        return False
    if _STATUS.search(head) or _CONTEXT.search(head):
        return True
    return bool(_ACTIVITIES.search(head)) and (
        "activitystreams" in head or '"orderedItems"' in head
    )


def _entries(stream: JsonStream, first: str, capture: CaptureCounts) -> Iterator[JsonObject]:
    """Yield the posts of one document: a post, a list, a context, or a box of activities."""
    if first == "[":
        yield from (entry for entry in stream.iter_elements() if isinstance(entry, dict))
    elif first == "{":
        rest: JsonObject = {}
        seen: set[str] = set()
        for key in stream.iter_members():
            if key in _STREAMED and stream.peek() == "[":
                seen.add(key)
                yield from _streamed(stream, key, capture)
            else:
                rest[key] = stream.read_value()
        yield from _single(rest, seen, capture)
    else:
        stream.read_value()


def _streamed(stream: JsonStream, key: str, capture: CaptureCounts) -> Iterator[JsonObject]:
    for entry in stream.iter_elements():
        if isinstance(entry, dict):
            if key == "ancestors":
                capture.above += 1
                capture.last_above = get_text(entry, "id")
            capture.below += key == "descendants"
            yield entry


def _single(document: JsonObject, seen: set[str], capture: CaptureCounts) -> Iterator[JsonObject]:
    """Yield the post that a document is, or that it holds beside its context."""
    is_context = bool(seen & {"ancestors", "descendants"})
    capture.contexts += is_context
    context = get_object(document, "context")
    for entry in (document, get_object(document, "status")):
        key = get_text(entry, "id")
        if key and ("content" in entry or "object" in entry):
            capture.focus.append(key)
            yield entry
    if context:
        capture.contexts += 1
        for key in ("ancestors", "descendants"):
            capture.above += len(get_array(context, key)) if key == "ancestors" else 0
            capture.below += len(get_array(context, key)) if key == "descendants" else 0
            yield from iter_objects(context, key)


def _actor(source: ImportSource) -> tuple[str | None, str | None]:
    """Return the handle and the name of the person whose archive it is."""
    name = next((name for name in source.names if name.rpartition("/")[2] == "actor.json"), None)
    if name is None or len(source.names) == 1:
        return None, None
    with source.open(name) as file:
        actor = JsonStream(file, name).read_value()
    actor = actor if isinstance(actor, dict) else {}
    return full_handle(get_text(actor, "preferredUsername"), get_text(actor, "id")), get_text(
        actor, "name"
    )


_CONTEXT_LIMITS = (40, 60)
"""How many posts above and below a server gives to those who are not signed in."""
_MAX_FIRST_WORDS = 1000


class _StatusStub(PostStub[str]):
    """What is kept of a post of Mastodon, which is selected by its address too."""

    url: str | None = None


class _StatusIndex(Accumulator):
    """The posts of a source, and which of them have replies."""

    capture: CaptureCounts
    stubs: dict[str, _StatusStub] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    """Posts with replies of any author."""
    absent: dict[str, str] = field(default_factory=dict)
    """Posts that have replies and are not in the source, each with its author."""


class _Mastodon:
    """The reader of posts of Mastodon."""

    format = "mastodon"

    def can_read(self, source: ImportSource) -> bool:
        return bool(list_mastodon_files(source))

    def list_threads(self, source: ImportSource, wanted: Wanted) -> Iterable[Listed]:
        index = _index(source)
        return _list_threads(index, _graph(index), wanted)

    def read(self, source: ImportSource, wanted: Wanted) -> CapturedThread:
        index = _index(source)
        graph = _graph(index)
        key = _requested_key(source, wanted, index)
        if key is None:
            if (
                index.stubs
                and not wanted.with_private
                and not any(one.is_public for one in index.stubs.values())
            ):
                raise nothing_public_error(source, len(index.stubs))
            key = select_only_post(source, graph.find, _list_threads(index, graph, wanted))
        return _thread(source, wanted, index, graph.find_thread(key))


READER = _Mastodon()


def _index(source: ImportSource) -> _StatusIndex:
    index = _StatusIndex(CaptureCounts())
    for status in read_statuses(source, index.capture, whole=False):
        if status.key in index.stubs:
            continue
        index.stubs[status.key] = _stub(status)
        if status.parent is None:
            continue
        index.answered.add(status.parent)
        if status.parent_author is not None:
            index.absent[status.parent] = status.parent_author
    index.absent = {key: author for key, author in index.absent.items() if key not in index.stubs}
    return index


def _stub(status: MastodonStatus) -> _StatusStub:
    """Return what is kept of a post; the HTML of a reply is not, since its words are not listed."""
    parent = status.parent if status.own else None
    return _StatusStub(
        id=status.key,
        url=status.url,
        parent=parent,
        author=sys.intern(status.author),
        date=status.date,
        is_public=status.visibility in PUBLIC,
        first_words=None if parent is not None else status.html[:_MAX_FIRST_WORDS] or None,
    )


def _bridges(index: _StatusIndex) -> dict[str, str]:
    """Return the post that is missing from a context, with the one above it that it is taken to reply to."""
    above = index.stubs.get(index.capture.last_above or "")
    if above is None or index.capture.focus:
        return {}
    missing = (key for key, author in index.absent.items() if author == above.author)
    return dict.fromkeys(islice(missing, 1), above.id)


def _graph(index: _StatusIndex) -> ThreadGraph[str]:
    def rank(key: str) -> tuple[datetime, int, str]:
        return post_date(index.stubs, key), len(key), key

    def plain_text(html: str) -> str:
        return html_to_text(html).text

    return build_graph(index.stubs, bridges=_bridges(index), rank=rank, plain_text=plain_text)


def _list_threads(index: _StatusIndex, graph: ThreadGraph[str], wanted: Wanted) -> list[Listed]:
    focus = [key for key in index.capture.focus if key in index.stubs]
    if not focus and index.capture.contexts and index.absent:
        focus = [key for key in index.absent if graph.size(graph.find_root(key))]
    return graph.list_threads(graph.choose_roots(focus), with_private=wanted.with_private)


def _requested_key(source: ImportSource, wanted: Wanted, index: _StatusIndex) -> str | None:
    """Return the post that is selected by its address or id; None where nothing is selected.

    Raises BriefError where a selection is given that no post has. The address of the thread may be another server's,
    so that one which no post has selects nothing.
    """
    for said, short in ((wanted.select, selected_id(wanted)), (wanted.url, id_in_url(wanted))):
        if said is None:
            continue
        for key, stub in index.stubs.items():
            if said in {key, stub.url, shorten_id(key)}:
                return key
        for key, stub in index.stubs.items():
            if short and short in {shorten_id(key), shorten_id(stub.url or "")}:
                return key
        if said is wanted.select:
            raise unknown_post_error(source, said)
    return None


def _thread(
    source: ImportSource, wanted: Wanted, index: _StatusIndex, ordered: OrderedThread[str]
) -> CapturedThread:
    wanted_keys = set(ordered.keys)
    found: dict[str, MastodonStatus] = {}
    for status in read_statuses(source, CaptureCounts()):
        if status.key in wanted_keys:
            found.setdefault(status.key, status)
    public = {key for key in ordered.keys if wanted.with_private or index.stubs[key].is_public}
    kept = ordered.restrict_to(public)
    if not kept.keys:
        raise nothing_public_error(source, len(ordered.keys))
    files = _media_files(source)
    first = found[kept.keys[0]]
    return build_thread(
        source,
        (build_post(found[key], files) for key in kept.keys),
        kept,
        ThreadHeader(
            format=READER.format,
            platform=Platform.MASTODON,
            files=tuple(list_mastodon_files(source) or list_json_files(source)[:1]),
            handle=first.handle,
            name=first.name or None,
        ),
        ThreadDoubts(
            before=(
                *private_posts_doubts(len(ordered.keys) - len(kept.keys)),
                *_first_doubts(index, ordered, first),
            ),
            after=_cuts(index, kept.keys, found),
        ),
    )


def _media_files(source: ImportSource) -> dict[str, str]:
    """Return the files in the folders of a source, each by its path from media_attachments on."""
    return {name[name.find("media_attachments/") :]: name for name in source.names if "/" in name}


def _first_doubts(
    index: _StatusIndex, ordered: OrderedThread[str], first: MastodonStatus
) -> Iterator[Doubt]:
    yield from author_doubts(first.handle)
    if first.url is None:
        yield Doubt(
            DoubtKind.THREAD_URL_MISSING, "the source does not say where the thread can be read"
        )
    if ordered.missing is not None:
        detail = (
            f"the source does not hold the author's own post {ordered.missing}, which others answer"
        )
        if index.capture.contexts and not index.capture.focus:
            detail += "; it is the status of this context: save it beside it"
        yield Doubt(DoubtKind.PARENT_MISSING, detail, 0)
    elif first.parent is not None:
        detail = f"the thread begins as an answer to {first.parent}"
        yield Doubt(DoubtKind.PARENT_MISSING, detail, 0)


def _cuts(
    index: _StatusIndex, kept: tuple[str, ...], found: dict[str, MastodonStatus]
) -> Iterator[Doubt]:
    """Yield where a server may have given less than there is: absence proves nothing."""
    above, below = _CONTEXT_LIMITS
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
        detail = (
            f"the last post has {count(status.answers, 'answer')}, none of which the source holds"
        )
        yield Doubt(DoubtKind.THREAD_CUT, detail, len(kept) - 1)
