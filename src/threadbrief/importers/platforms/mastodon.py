"""Posts of Mastodon (a status with its context, a list, an outbox): one author's own thread."""

import re
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from threadbrief.core.structs import Accumulator, field
from threadbrief.importers.inputs.json import (
    BLUESKY,
    Record,
    array,
    heads,
    json_names,
    record,
    records,
    text,
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
from threadbrief.importers.platforms.html import html_text
from threadbrief.importers.platforms.mastodon_posts import (
    PUBLIC,
    Status,
    build_post,
    from_activity,
    from_interface,
    full_handle,
)
from threadbrief.importers.list_threads import (
    Ordered,
    PostStub,
    ThreadGraph,
    author_doubts,
    build_thread,
    date_of,
    build_graph,
    id_in_url,
    left_out_doubts,
    only_key,
    only_private,
    selected_id,
    short_id,
    unknown_post,
)
from threadbrief.model.brief import Platform

_STATUS = re.compile(r'"(?:in_reply_to_account_id|spoiler_text|reblogs_count)"\s*:')
_CONTEXT = re.compile(r'"(?:ancestors|descendants)"\s*:\s*\[')
_ACTIVITIES = re.compile(r'"(?:orderedItems|@context)"\s*:|"type"\s*:\s*"(?:Create|Note)"')
_STREAMED = ("ancestors", "descendants", "orderedItems", "statuses")


class Capture(Accumulator):
    """What the files say beside the posts."""

    focus: list[str] = field(default_factory=list)
    """The posts whose contexts were asked for."""
    contexts: int = 0
    above: int = 0
    below: int = 0
    """How many posts a context gives above and below; a server gives strangers no more than 40 and 60."""
    last_above: str | None = None


def mastodon_names(source: ImportSource) -> tuple[str, ...]:
    """Return the names of the files that hold posts of Mastodon."""
    return tuple(name for name, head in heads(source) if _is_mastodon(head))


def statuses(source: ImportSource, capture: Capture, *, whole: bool = True) -> Iterator[Status]:
    """Yield the posts, in the order of the files; without their media and mentions where they are not wanted whole."""
    handle, name = _actor(source)
    for file_name in mastodon_names(source) or json_names(source)[:1]:
        with source.open(file_name) as file:
            stream = JsonStream(file, file_name)
            while first := stream.peek():
                for entry in _entries(stream, first, capture):
                    status = from_interface(entry, whole=whole) or from_activity(
                        entry, handle, name, whole=whole
                    )
                    if status is not None:
                        yield status


def _is_mastodon(head: str) -> bool:
    if BLUESKY.search(head):
        return False
    if _STATUS.search(head) or _CONTEXT.search(head):
        return True
    return bool(_ACTIVITIES.search(head)) and (
        "activitystreams" in head or '"orderedItems"' in head
    )


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


def _actor(source: ImportSource) -> tuple[str | None, str | None]:
    """Return the handle and the name of the person whose archive it is."""
    name = next((name for name in source.names if name.rpartition("/")[2] == "actor.json"), None)
    if name is None or len(source.names) == 1:
        return None, None
    with source.open(name) as file:
        actor = JsonStream(file, name).value()
    actor = actor if isinstance(actor, dict) else {}
    return full_handle(text(actor, "preferredUsername"), text(actor, "id")), text(actor, "name")


_STRANGERS = (40, 60)
"""How many posts above and below a server gives to those who are not signed in."""
_WORDS = 1000


class _Stub(PostStub[str]):
    """What is kept of a post of Mastodon, which is selected by its address too."""

    url: str | None = None


class _Index(Accumulator):
    """The posts of a source, and which of them have replies."""

    capture: Capture
    stubs: dict[str, _Stub] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    """Posts with replies of any author."""
    absent: dict[str, str] = field(default_factory=dict)
    """Posts that have replies and are not in the source, each with its author."""


class _Mastodon:
    """The reader of posts of Mastodon."""

    format = "mastodon"

    def can_read(self, source: ImportSource) -> bool:
        return bool(mastodon_names(source))

    def list_threads(self, source: ImportSource, wanted: Selection) -> Iterable[ThreadSummary]:
        index = _index(source)
        return _list_threads(index, _graph(index), wanted)

    def read(self, source: ImportSource, wanted: Selection) -> CapturedThread:
        index = _index(source)
        graph = _graph(index)
        key = _requested_key(source, wanted, index)
        if key is None:
            if (
                index.stubs
                and not wanted.with_private
                and not any(one.is_public for one in index.stubs.values())
            ):
                raise only_private(source, len(index.stubs))
            key = only_key(source, graph.find, _list_threads(index, graph, wanted))
        return _thread(source, wanted, index, graph.thread_of(key))


READER = _Mastodon()


def _index(source: ImportSource) -> _Index:
    index = _Index(Capture())
    for status in statuses(source, index.capture, whole=False):
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


def _stub(status: Status) -> _Stub:
    """Return what is kept of a post; the HTML of a reply is not, since its words are not listed."""
    parent = status.parent if status.own else None
    return _Stub(
        id=status.key,
        url=status.url,
        parent=parent,
        author=sys.intern(status.author),
        date=status.date,
        is_public=status.visibility in PUBLIC,
        first_words=None if parent is not None else status.html[:_WORDS] or None,
    )


def _bridges(index: _Index) -> dict[str, str]:
    """Return the post that is missing from a context, with the one above it that it is taken to reply to."""
    above = index.stubs.get(index.capture.last_above or "")
    if above is None or index.capture.focus:
        return {}
    missing = (key for key, author in index.absent.items() if author == above.author)
    return dict.fromkeys(islice(missing, 1), above.id)


def _graph(index: _Index) -> ThreadGraph[str]:
    def rank(key: str) -> tuple[datetime, int, str]:
        return date_of(index.stubs, key), len(key), key

    def plain_text(html: str) -> str:
        return html_text(html).text

    return build_graph(index.stubs, bridges=_bridges(index), rank=rank, plain_text=plain_text)


def _list_threads(index: _Index, graph: ThreadGraph[str], wanted: Selection) -> list[ThreadSummary]:
    focus = [key for key in index.capture.focus if key in index.stubs]
    if not focus and index.capture.contexts and index.absent:
        focus = [key for key in index.absent if graph.size(graph.root_of(key))]
    return graph.list_threads(graph.roots_to_list(focus), with_private=wanted.with_private)


def _requested_key(source: ImportSource, wanted: Selection, index: _Index) -> str | None:
    """Return the post that is selected by its address or id; None where nothing is selected.

    Raises BriefError where a selection is given that no post has. The address of the thread may be another server's,
    so that one which no post has selects nothing.
    """
    for said, short in ((wanted.select, selected_id(wanted)), (wanted.url, id_in_url(wanted))):
        if said is None:
            continue
        for key, stub in index.stubs.items():
            if said in {key, stub.url, short_id(key)}:
                return key
        for key, stub in index.stubs.items():
            if short and short in {short_id(key), short_id(stub.url or "")}:
                return key
        if said is wanted.select:
            raise unknown_post(source, said)
    return None


def _thread(
    source: ImportSource, wanted: Selection, index: _Index, ordered: Ordered[str]
) -> CapturedThread:
    wanted_keys = set(ordered.keys)
    found: dict[str, Status] = {}
    for status in statuses(source, Capture()):
        if status.key in wanted_keys:
            found.setdefault(status.key, status)
    public = {key for key in ordered.keys if wanted.with_private or index.stubs[key].is_public}
    kept = ordered.kept(public)
    if not kept.keys:
        raise only_private(source, len(ordered.keys))
    files = _media_files(source)
    first = found[kept.keys[0]]
    return build_thread(
        source,
        (build_post(found[key], files) for key in kept.keys),
        format_name=READER.format,
        platform=Platform.MASTODON,
        files=mastodon_names(source) or json_names(source)[:1],
        ordered=kept,
        handle=first.handle,
        name=first.name or None,
        doubts_before=(
            *left_out_doubts(len(ordered.keys) - len(kept.keys)),
            *_first_doubts(index, ordered, first),
        ),
        doubts_after=_cuts(index, kept.keys, found),
    )


def _media_files(source: ImportSource) -> dict[str, str]:
    """Return the files in the folders of a source, each by its path from media_attachments on."""
    return {name[name.find("media_attachments/") :]: name for name in source.names if "/" in name}


def _first_doubts(index: _Index, ordered: Ordered[str], first: Status) -> Iterator[Doubt]:
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
        detail = f"the last post has {pluralize(status.answers, 'answer')}, none of which the source holds"
        yield Doubt(DoubtKind.THREAD_CUT, detail, len(kept) - 1)
