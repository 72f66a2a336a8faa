"""Answers of X's second interface in (a page, several, or one a line), one author's own thread out."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from threadbrief.importers.built import gathered
from threadbrief.importers.captured import CapturedThread, Doubt, DoubtKind, Listed, Wanted
from threadbrief.importers.chains import Chains, Ordered, branch_doubts
from threadbrief.importers.choosing import only, said_key, unknown
from threadbrief.importers.documents import documents, heads, json_names
from threadbrief.importers.fields import as_number, opening, text
from threadbrief.importers.hashed import captured_files
from threadbrief.importers.source import Source
from threadbrief.importers.splice import unescaped
from threadbrief.importers.x_api_pages import Pages, own_answers, read_pages, referenced, replaced
from threadbrief.importers.x_api_posts import build_post, post_address
from threadbrief.importers.x_dates import id_moment, x_moment
from threadbrief.model.brief import Platform
from threadbrief.values import Ledger

_EPOCH = datetime(1, 1, 1, tzinfo=UTC)
_POST = re.compile(r'"id"\s*:\s*"\d{1,19}"')
_MARKS = re.compile(r'"(?:edit_history_tweet_ids|author_id|conversation_id|referenced_tweets|data)"\s*:')
_OTHERS = re.compile(r'"(?:app\.bsky\.[^"]*"|(?:spoiler_text|reblogs_count|text_entities|date_unixtime)"\s*:)')


class _Threads(Ledger):
    """The posts of the answers, and who answers whom."""

    pages: Pages
    last: dict[int, int]
    chains: Chains[int]


class _XApi:
    """The reader of answers of X's second interface."""

    format = "x-api"

    def recognises(self, source: Source) -> bool:
        return bool(_names(source))

    def threads(self, source: Source, wanted: Wanted) -> Iterable[Listed]:
        del wanted
        return _listed(_threads(source))

    def read(self, source: Source, wanted: Wanted) -> CapturedThread:
        threads = _threads(source)
        key = _wanted_key(source, wanted, threads)
        if key is None:
            key = int(only(source, _listed(threads)))
        key = threads.last.get(key, key)
        ordered = threads.chains.ordered(threads.chains.root_of(key))
        return _thread(source, wanted, threads, ordered if ordered.keys else Ordered((key,), None, ()))


READER = _XApi()


def _names(source: Source) -> tuple[str, ...]:
    return tuple(name for name, head in heads(source) if _is_api(head))


def _is_api(head: str) -> bool:
    return bool(_POST.search(head) and '"text"' in head and _MARKS.search(head)) and not _OTHERS.search(head)


def _threads(source: Source) -> _Threads:
    pages = read_pages(documents(source, _names(source) or json_names(source)[:1]))
    last = replaced(pages)
    answers = {child: parent for child, parent in own_answers(pages, last).items() if child not in last}
    present = pages.posts.keys() - last.keys()
    return _Threads(pages, last, Chains(answers, present, rank=int))


def _listed(threads: _Threads) -> list[Listed]:
    """Return the threads of two posts or more that are no answers to others; or else every post asked for."""
    pages, chains = threads.pages, threads.chains
    long_ones = [root for root in chains.roots() if chains.size(root) > 1]
    roots = [root for root in long_ones if not _answers_others(pages, root)] or long_ones
    roots = roots or list(dict.fromkeys(threads.last.get(key, key) for key in pages.posts if key in pages.asked))
    found = []
    for root in roots:
        keys = chains.ordered(root).keys or (root,)
        post = pages.posts[keys[0]]
        date = x_moment(post.get("created_at")) or id_moment(keys[0])
        found.append(Listed(str(keys[0]), date, len(keys), opening(unescaped(text(post, "text") or ""))))
    return sorted(found, key=lambda one: (one.date or _EPOCH, int(one.id)), reverse=True)


def _answers_others(pages: Pages, root: int) -> bool:
    post = pages.posts.get(root)
    return post is not None and referenced(post, "replied_to") in pages.posts


def _wanted_key(source: Source, wanted: Wanted, threads: _Threads) -> int | None:
    said = said_key(wanted)
    if said is None:
        return None
    key = as_number(said[1])
    if key is None or not (key in threads.pages.posts or key in threads.chains.roots()):
        raise unknown(source, said[0])
    return key


def _thread(source: Source, wanted: Wanted, threads: _Threads, ordered: Ordered[int]) -> CapturedThread:
    pages = threads.pages
    user = pages.user(ordered.keys[0])
    handle = text(user, "username") or (wanted.handle or "").removeprefix("@") or None
    posts, doubts = gathered(build_post(pages, key, post_address(handle, key), threads.last) for key in ordered.keys)
    return CapturedThread(
        READER.format,
        Platform.X,
        posts,
        captured_files(source, _names(source) or json_names(source)[:1]),
        handle,
        text(user, "name"),
        posts[0].id,
        posts[0].url,
        posts[0].language,
        doubts=(*_thread_doubts(pages, handle, ordered), *branch_doubts(ordered), *doubts),
    )


def _thread_doubts(pages: Pages, handle: str | None, ordered: Ordered[int]) -> Iterator[Doubt]:
    if handle is None:
        yield Doubt(DoubtKind.AUTHOR_MISSING, "the source does not say whose posts these are")
    if pages.more and pages.more == pages.pages:
        detail = "the answer says that another page follows, which the source does not hold: the thread may go on"
        yield Doubt(DoubtKind.THREAD_CUT, detail)
    if len(ordered.keys) > 1 and not any("referenced_tweets" in pages.posts[key] for key in ordered.keys):
        detail = "the source does not say which post answers which; they stand in the order of their ids"
        yield Doubt(DoubtKind.PARENT_MISSING, detail)
    for index, key in enumerate(ordered.keys):
        parent = referenced(pages.posts[key], "replied_to")
        if parent is not None and (index == 0 or parent not in pages.posts):
            why = pages.errors.get(parent)
            there = "is somebody else's" if parent in pages.posts else "the source does not hold"
            detail = f"post {index + 1} answers post {parent}, which {there}{f' ({why})' if why else ''}"
            yield Doubt(DoubtKind.PARENT_MISSING, detail, index)
