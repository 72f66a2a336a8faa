"""JSON of Mastodon (a status and its context, a list, an outbox): the thread of one author.

The thread graph orders the posts (`ThreadGraph.order_thread` in `importers/threads.py`); this
module gives it the replies, and the rank of branches.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime

from threadbrief.core.structs import Accumulator, field
from threadbrief.importers.inputs.json import (
    BLUESKY_MARKER,
    JsonObject,
    choose_format_files,
    find_format_files,
    get_array,
    get_object,
    get_text,
    iter_objects,
)
from threadbrief.importers.inputs.json_stream import JsonStream
from threadbrief.importers.inputs.source import ImportSource
from threadbrief.importers.model import (
    CapturedThread,
    Doubt,
    DoubtKind,
    Selection,
    ThreadSummary,
    pluralize,
)
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

_CONTEXT_LIMITS = (40, 60)
"""Posts above and below that a server gives without a login (Mastodon API, GET context)."""
_MAX_FIRST_WORDS = 1000
"""Characters of HTML that are kept for the list of threads."""

# --- the reader ------------------------------------------------------------------------------


class _Mastodon:
    """The reader of JSON of Mastodon."""

    format = "mastodon"

    def can_read(self, source: ImportSource) -> bool:
        return bool(find_format_files(source, _is_mastodon))

    def list_threads(self, source: ImportSource, wanted: Selection) -> Iterable[ThreadSummary]:
        index = _build_index(source)
        return _list_threads(index, _build_graph(index), wanted)

    def read(self, source: ImportSource, wanted: Selection) -> CapturedThread:
        index = _build_index(source)
        graph = _build_graph(index)
        key = _requested_key(source, wanted, index)
        if key is None:
            is_private = not any(stub.is_public for stub in index.stubs.values())
            if index.stubs and is_private and not wanted.with_private:
                raise nothing_public_error(source, len(index.stubs))
            key = select_only_post(source, graph.find, _list_threads(index, graph, wanted))
        return _read_thread(source, wanted, index, ordered=graph.find_thread(key))


READER = _Mastodon()


def _read_thread(
    source: ImportSource, wanted: Selection, index: "_StatusIndex", *, ordered: OrderedThread[str]
) -> CapturedThread:
    statuses: dict[str, MastodonStatus] = {}
    wanted_keys = set(ordered.keys)
    for status in read_statuses(source, ContextCounts()):
        if status.key in wanted_keys:
            statuses.setdefault(status.key, status)
    public = {key for key in ordered.keys if wanted.with_private or index.stubs[key].is_public}
    readable = ordered.restrict_to(public)
    if not readable.keys:
        raise nothing_public_error(source, len(ordered.keys))
    files = _media_files(source)
    first = statuses[readable.keys[0]]
    header = ThreadHeader(
        format=READER.format,
        platform=Platform.MASTODON,
        files=choose_format_files(source, _is_mastodon),
        handle=first.handle,
        name=first.name or None,
    )
    left_out = len(ordered.keys) - len(readable.keys)
    doubts = ThreadDoubts(
        before=(*private_posts_doubts(left_out), *_first_post_doubts(index, ordered, first)),
        after=_thread_cut_doubts(index, readable.keys, statuses),
    )
    built = (build_post(statuses[key], files) for key in readable.keys)
    return build_thread(source, built, ordered=readable, header=header, doubts=doubts)


def _requested_key(source: ImportSource, wanted: Selection, index: "_StatusIndex") -> str | None:
    """Return the post that is selected by its URL or id; None without a selection.

    Raises BriefError for a selection that matches no post. The URL of the thread may be that of
    another server, so that one which matches no post selects nothing.
    """
    requests = ((wanted.select, selected_id(wanted)), (wanted.url, id_in_url(wanted)))
    for given, short_id in requests:
        if given is None:
            continue
        key = _find_post(index, given, short_id)
        if key is not None:
            return key
        if given is wanted.select:
            raise unknown_post_error(source, given)
    return None


def _find_post(index: "_StatusIndex", given: str, short_id: str | None) -> str | None:
    for key, stub in index.stubs.items():
        if given in {key, stub.url, shorten_id(key)}:
            return key
    for key, stub in index.stubs.items():
        if short_id and short_id in {shorten_id(key), shorten_id(stub.url or "")}:
            return key
    return None


def _media_files(source: ImportSource) -> dict[str, str]:
    """Return the files in the folders of a source by their paths from `media_attachments/` on."""
    return {name[name.find("media_attachments/") :]: name for name in source.names if "/" in name}


# --- the statuses of the files ---------------------------------------------------------------

_STATUS = re.compile(r'"(?:in_reply_to_account_id|spoiler_text|reblogs_count)"\s*:')
_CONTEXT = re.compile(r'"(?:ancestors|descendants)"\s*:\s*\[')
_ACTIVITIES = re.compile(r'"(?:orderedItems|@context)"\s*:|"type"\s*:\s*"(?:Create|Note)"')
_STREAMED = ("ancestors", "descendants", "orderedItems", "statuses")
"""Arrays whose statuses are read one by one, because they may be larger than memory."""


class ContextCounts(Accumulator):
    """What the files say besides their statuses."""

    requested: list[str] = field(default_factory=list)
    """The posts whose contexts were requested from the API."""
    contexts: int = 0
    above: int = 0
    """Posts that the contexts have above; see `_CONTEXT_LIMITS`."""
    below: int = 0
    last_above: str | None = None


def read_statuses(
    source: ImportSource, counts: ContextCounts, *, with_details: bool = True
) -> Iterator[MastodonStatus]:
    """Yield the statuses, in the order of the files.

    Without details, their media, mentions and quotes are left out.
    """
    handle, name = _archive_owner(source)
    for file_name in choose_format_files(source, _is_mastodon):
        with source.open(file_name) as file:
            for entry in _file_entries(JsonStream(file, file_name), counts):
                status = parse_status(entry, with_details=with_details)
                if status is None:
                    status = parse_activity(entry, handle, name, with_details=with_details)
                if status is not None:
                    yield status


def _is_mastodon(head: str) -> bool:
    if BLUESKY_MARKER.search(head):
        return False
    if _STATUS.search(head) or _CONTEXT.search(head):
        return True
    has_vocabulary = "activitystreams" in head or '"orderedItems"' in head
    return bool(_ACTIVITIES.search(head)) and has_vocabulary


def _file_entries(stream: JsonStream, counts: ContextCounts) -> Iterator[JsonObject]:
    """Yield the statuses or activities of one file, which may have a document a line."""
    first = stream.peek()
    while first:
        yield from _document_entries(stream, first, counts)
        first = stream.peek()


def _document_entries(
    stream: JsonStream, first: str, counts: ContextCounts
) -> Iterator[JsonObject]:
    """Yield those of one document: a status, a list, a context, or an outbox of activities."""
    if first == "[":
        yield from (entry for entry in stream.iter_elements() if isinstance(entry, dict))
    elif first == "{":
        rest: JsonObject = {}
        streamed: set[str] = set()
        for key in stream.iter_members():
            if key in _STREAMED and stream.peek() == "[":
                streamed.add(key)
                yield from _streamed_entries(stream, key, counts)
            else:
                rest[key] = stream.read_value()
        yield from _single_entries(rest, streamed, counts)
    else:
        stream.read_value()


def _streamed_entries(stream: JsonStream, key: str, counts: ContextCounts) -> Iterator[JsonObject]:
    for entry in stream.iter_elements():
        if isinstance(entry, dict):
            if key == "ancestors":
                counts.above += 1
                counts.last_above = get_text(entry, "id")
            elif key == "descendants":
                counts.below += 1
            yield entry


def _single_entries(
    document: JsonObject, streamed: set[str], counts: ContextCounts
) -> Iterator[JsonObject]:
    """Yield the status that a document is, or that it has next to its context."""
    if streamed & {"ancestors", "descendants"}:
        counts.contexts += 1
    for entry in (document, get_object(document, "status")):
        key = get_text(entry, "id")
        if key and ("content" in entry or "object" in entry):
            counts.requested.append(key)
            yield entry
    context = get_object(document, "context")
    if context:
        counts.contexts += 1
        counts.above += len(get_array(context, "ancestors"))
        yield from iter_objects(context, "ancestors")
        counts.below += len(get_array(context, "descendants"))
        yield from iter_objects(context, "descendants")


def _archive_owner(source: ImportSource) -> tuple[str | None, str | None]:
    """Return the handle and the name of the account whose archive the source is."""
    names = (name for name in source.names if name.rpartition("/")[2] == "actor.json")
    name = next(names, None)
    if name is None or len(source.names) == 1:
        return None, None
    with source.open(name) as file:
        actor = JsonStream(file, name).read_value()
    if not isinstance(actor, dict):
        return None, None
    handle = full_handle(get_text(actor, "preferredUsername"), get_text(actor, "id"))
    return handle, get_text(actor, "name")


# --- the index and the graph -----------------------------------------------------------------


class _StatusStub(PostStub[str]):
    """The stub of a status, which can be selected by its URL as well."""

    url: str | None = None


class _StatusIndex(Accumulator):
    """The stubs of a source, and which posts have replies."""

    counts: ContextCounts
    stubs: dict[str, _StatusStub] = field(default_factory=dict)
    replied: set[str] = field(default_factory=set)
    """Posts with replies of any author."""
    absent: dict[str, str] = field(default_factory=dict)
    """Posts that have replies and are not in the source, each with its author."""


def _build_index(source: ImportSource) -> _StatusIndex:
    index = _StatusIndex(ContextCounts())
    for status in read_statuses(source, index.counts, with_details=False):
        if status.key in index.stubs:
            continue
        index.stubs[status.key] = _stub(status)
        if status.parent is None:
            continue
        index.replied.add(status.parent)
        if status.parent_author is not None:
            index.absent[status.parent] = status.parent_author
    index.absent = {key: author for key, author in index.absent.items() if key not in index.stubs}
    return index


def _stub(status: MastodonStatus) -> _StatusStub:
    """Return the stub of a status; without the words of a reply, which are never listed."""
    parent = first_words = None
    if status.is_own_reply:
        parent = status.parent
    if parent is None:
        first_words = status.html[:_MAX_FIRST_WORDS] or None
    return _StatusStub(
        id=status.key,
        url=status.url,
        parent=parent,
        author=sys.intern(status.author),
        date=status.date,
        is_public=status.visibility in PUBLIC,
        first_words=first_words,
    )


def _build_graph(index: _StatusIndex) -> ThreadGraph[str]:
    def rank(key: str) -> tuple[datetime, int, str]:
        return post_date(index.stubs, key), len(key), key

    def plain_text(html: str) -> str:
        return html_to_text(html).text

    return build_graph(index.stubs, bridges=_bridges(index), rank=rank, plain_text=plain_text)


def _bridges(index: _StatusIndex) -> dict[str, str]:
    """Return the post missing from its own context, with the one that it is assumed to reply to.

    That is the last one above it: a context has the posts around a status, not the status itself.
    """
    above = index.stubs.get(index.counts.last_above or "")
    if above is None or index.counts.requested:
        return {}
    for key, author in index.absent.items():
        if author == above.author:
            return {key: above.id}
    return {}


def _list_threads(
    index: _StatusIndex, graph: ThreadGraph[str], wanted: Selection
) -> list[ThreadSummary]:
    requested = [key for key in index.counts.requested if key in index.stubs]
    if not requested and index.counts.contexts and index.absent:
        requested = [key for key in index.absent if graph.count_posts(graph.find_root(key))]
    return graph.list_threads(graph.choose_roots(requested), with_private=wanted.with_private)


# --- doubts about the thread -----------------------------------------------------------------


def _first_post_doubts(
    index: _StatusIndex, ordered: OrderedThread[str], first: MastodonStatus
) -> Iterator[Doubt]:
    yield from author_doubts(first.handle)
    if first.url is None:
        detail = "the source does not say where the thread can be read"
        yield Doubt(DoubtKind.THREAD_URL_MISSING, detail)
    if ordered.missing is not None:
        detail = (
            f"the source does not hold the author's own post {ordered.missing}, which others answer"
        )
        if index.counts.contexts and not index.counts.requested:
            detail += "; it is the status of this context: save it beside it"
        yield Doubt(DoubtKind.PARENT_MISSING, detail, 0)
    elif first.parent is not None:
        detail = f"the thread begins as an answer to {first.parent}"
        yield Doubt(DoubtKind.PARENT_MISSING, detail, 0)


def _thread_cut_doubts(
    index: _StatusIndex, keys: tuple[str, ...], statuses: dict[str, MastodonStatus]
) -> Iterator[Doubt]:
    """Yield the doubts about a server that may have given fewer posts than there are."""
    counts = index.counts
    max_above, max_below = _CONTEXT_LIMITS
    if counts.above >= max_above or counts.below >= max_below:
        detail = (
            f"the context holds {counts.above} posts above and {counts.below} below, "
            "and a server gives those who are not signed in "
            f"no more than {max_above} and {max_below}: the thread may go on"
        )
        yield Doubt(DoubtKind.THREAD_CUT, detail)
    last = keys[-1]
    status = statuses.get(last)
    if status is not None and status.replies and counts.contexts and last not in index.replied:
        answers = pluralize(status.replies, "answer")
        detail = f"the last post has {answers}, none of which the source holds"
        yield Doubt(DoubtKind.THREAD_CUT, detail, len(keys) - 1)
