"""Responses of the X API v2 (a page, several, or one a line): the thread of one author.

`x_api_posts.py` reads the responses and builds the posts. This module finds their threads.
"""

import re
from collections.abc import Iterable, Iterator

from threadbrief.core.structs import Accumulator
from threadbrief.importers.inputs.json import (
    BLUESKY_MARKER,
    choose_format_files,
    find_format_files,
    get_array,
    get_text,
    parse_number,
    read_documents,
)
from threadbrief.importers.inputs.source import ImportSource
from threadbrief.importers.model import CapturedThread, Doubt, DoubtKind, Selection, ThreadSummary
from threadbrief.importers.platforms.text_offsets import unescape_x_text
from threadbrief.importers.platforms.x_api_posts import (
    Responses,
    build_post,
    in_parentheses,
    post_url,
    read_responses,
    referenced_id,
)
from threadbrief.importers.platforms.x_archive_index import last_versions
from threadbrief.importers.platforms.x_entities import parse_x_date, snowflake_date
from threadbrief.importers.threads import (
    OrderedThread,
    PostStub,
    ThreadDoubts,
    ThreadGraph,
    ThreadHeader,
    author_doubts,
    build_graph,
    build_thread,
    select_post,
)
from threadbrief.model.brief import Platform

_POST = re.compile(r'"id"\s*:\s*"\d{1,19}"')
_MARKS = re.compile(
    r'"(?:edit_history_tweet_ids|author_id|conversation_id|referenced_tweets|data)"\s*:'
)
_OTHER_FORMATS = re.compile(r'"(?:spoiler_text|reblogs_count|text_entities|date_unixtime)"\s*:')

# --- the reader ------------------------------------------------------------------------------


class _XApi:
    """The reader of responses of the X API v2."""

    format = "x-api"

    def can_read(self, source: ImportSource) -> bool:
        return bool(find_format_files(source, _is_api))

    def list_threads(self, source: ImportSource, wanted: Selection) -> Iterable[ThreadSummary]:
        del wanted
        return _list_threads(_find_threads(source))

    def read(self, source: ImportSource, wanted: Selection) -> CapturedThread:
        threads = _find_threads(source)
        key = select_post(source, wanted, find=threads.find, threads=lambda: _list_threads(threads))
        ordered = threads.graph.find_thread(threads.last.get(key, key))
        return _read_thread(source, wanted, threads, ordered=ordered)


READER = _XApi()


class _ApiThreads(Accumulator):
    """The posts of responses, and their threads."""

    responses: Responses
    last: dict[int, int]
    """The last version for each superseded version of edited posts."""
    graph: ThreadGraph[int]

    def find(self, selected: str) -> int | None:
        """Return the post of an id; None where there is none."""
        key = parse_number(selected)
        if key is None:
            return None
        if key in self.responses.posts or key in self.graph.find_roots():
            return key
        return None


def _is_api(head: str) -> bool:
    if _OTHER_FORMATS.search(head) or BLUESKY_MARKER.search(head):
        return False
    return bool(_POST.search(head) and '"text"' in head and _MARKS.search(head))


def _list_threads(threads: _ApiThreads) -> list[ThreadSummary]:
    """Return the threads of two posts or more that do not reply to another author's post.

    Where all do, return all of them; without any thread, every requested post.
    """
    responses, graph = threads.responses, threads.graph
    lengths = graph.measure_threads()
    roots = [root for root in lengths if not _replies_to_included_post(responses, root)]
    roots = roots or list(lengths)
    if not roots:
        requested = (key for key in responses.posts if key in responses.requested)
        roots = list(dict.fromkeys(threads.last.get(key, key) for key in requested))
    return graph.list_threads(roots)


def _replies_to_included_post(responses: Responses, root: int) -> bool:
    post = responses.posts.get(root)
    return post is not None and referenced_id(post, "replied_to") in responses.posts


def _read_thread(
    source: ImportSource, wanted: Selection, threads: _ApiThreads, *, ordered: OrderedThread[int]
) -> CapturedThread:
    responses = threads.responses
    user = responses.user_of(ordered.keys[0])
    handle = get_text(user, "username") or (wanted.handle or "").removeprefix("@") or None
    header = ThreadHeader(
        format=READER.format,
        platform=Platform.X,
        files=choose_format_files(source, _is_api),
        handle=handle,
        name=get_text(user, "name"),
    )
    doubts = ThreadDoubts(before=_thread_doubts(responses, handle, ordered))
    built = (
        build_post(responses, key, url=post_url(handle, key), last=threads.last)
        for key in ordered.keys
    )
    return build_thread(source, built, ordered=ordered, header=header, doubts=doubts)


def _thread_doubts(
    responses: Responses, handle: str | None, ordered: OrderedThread[int]
) -> Iterator[Doubt]:
    yield from author_doubts(handle)
    if responses.pages_with_next and responses.pages_with_next == responses.pages:
        detail = (
            "the answer says that another page follows, which the source does not hold: "
            "the thread may go on"
        )
        yield Doubt(DoubtKind.THREAD_CUT, detail)
    posts = [responses.posts[key] for key in ordered.keys]
    if len(posts) > 1 and not any("referenced_tweets" in post for post in posts):
        detail = (
            "the source does not say which post answers which; they stand in the order of their ids"
        )
        yield Doubt(DoubtKind.PARENT_MISSING, detail)
    for index, post in enumerate(posts):
        parent = referenced_id(post, "replied_to")
        if parent is None or (index > 0 and parent in responses.posts):
            continue
        where = "the source does not hold"
        if parent in responses.posts:
            where = "is somebody else's"
        reason = in_parentheses(responses.errors.get(parent))
        detail = f"post {index + 1} answers post {parent}, which {where}{reason}"
        yield Doubt(DoubtKind.PARENT_MISSING, detail, index)


# --- replies and versions --------------------------------------------------------------------


def _find_threads(source: ImportSource) -> _ApiThreads:
    responses = read_responses(read_documents(source, choose_format_files(source, _is_api)))
    last = superseded_versions(responses)
    replies = own_replies(responses, last)
    parents = {key: parent for key, parent in replies.items() if key not in last}
    keys = sorted(key for key in responses.posts if key not in last)
    stubs = {key: _stub(responses, key, parents.get(key)) for key in keys}
    bridges = {key: parent for key, parent in parents.items() if key not in stubs}
    graph = build_graph(stubs, bridges=bridges, rank=int, plain_text=unescape_x_text)
    return _ApiThreads(responses, last, graph)


def _stub(responses: Responses, key: int, parent: int | None) -> PostStub[int]:
    post = responses.posts[key]
    return PostStub(
        id=key,
        parent=parent,
        date=parse_x_date(post.get("created_at")) or snowflake_date(key),
        first_words=get_text(post, "text") or "",
    )


def superseded_versions(responses: Responses) -> dict[int, int]:
    """Return the last version in the source for each version that another supersedes."""
    editions = []
    for post in responses.posts.values():
        numbers = (parse_number(key) for key in get_array(post, "edit_history_tweet_ids"))
        edition = tuple(number for number in numbers if number is not None)
        if len(edition) > 1:
            editions.append(edition)
    return last_versions(editions, set(responses.posts))


def own_replies(responses: Responses, last: dict[int, int]) -> dict[int, int]:
    """Return the post of the same author that each post replies to, which may be missing."""
    keys = sorted(key for key in responses.posts if key not in last)
    if not any("referenced_tweets" in responses.posts[key] for key in keys):
        return _replies_by_conversation(responses, keys)
    replies: dict[int, int] = {}
    for key in keys:
        post = responses.posts[key]
        parent = referenced_id(post, "replied_to")
        if parent is None:
            continue
        parent = last.get(parent, parent)
        author = responses.author_of(key)
        if parent in responses.posts:
            if responses.author_of(parent) == author:
                replies[key] = parent
        elif get_text(post, "in_reply_to_user_id") == (author or ""):
            replies[key] = parent
    return replies | _bridges(responses, replies)


def _replies_by_conversation(responses: Responses, keys: list[int]) -> dict[int, int]:
    """Return each post as a reply to the author's one before it in the same conversation.

    This is for responses without `referenced_tweets`, a field that must be requested.
    """
    before: dict[tuple[str | None, str | None], int] = {}
    replies = {}
    for key in keys:
        conversation = _conversation(responses, key)
        if conversation in before:
            replies[key] = before[conversation]
        before[conversation] = key
    return replies


def _bridges(responses: Responses, replies: dict[int, int]) -> dict[int, int]:
    """Return missing posts, each as a reply to the author's last one before it.

    That one is of the same conversation.
    """
    bridges = {}
    for key, parent in replies.items():
        conversation = _conversation(responses, key)
        if parent in responses.posts or None in conversation:
            continue
        before = [
            other
            for other in responses.posts
            if other < parent and _conversation(responses, other) == conversation
        ]
        if before:
            bridges[parent] = max(before)
    return bridges


def _conversation(responses: Responses, key: int) -> tuple[str | None, str | None]:
    """Return the conversation and the author of a post, by their ids."""
    return get_text(responses.posts[key], "conversation_id"), responses.author_of(key)
