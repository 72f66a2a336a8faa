"""The files of a capture or an archive of Mastodon in; the posts in them, one by one, out."""

import re
from collections.abc import Iterator

from threadbrief.importers.documents import heads, json_names
from threadbrief.importers.fields import Record, array, record, records, text
from threadbrief.importers.json_stream import JsonStream
from threadbrief.importers.mastodon_status import Status, from_activity, from_interface, full_handle
from threadbrief.importers.source import Source
from threadbrief.values import Ledger, field

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
    if '"app.bsky.' in head:
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
