"""Answers of X's second interface in, one or a page or a line each; the posts, people and media in them out."""

from collections.abc import Iterable, Iterator

from threadbrief.importers.fields import Record, array, number, record, records, text
from threadbrief.importers.x_index import last_versions
from threadbrief.values import Ledger, field


class Pages(Ledger):
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
    return next((number(one, "id") for one in records(post, "referenced_tweets") if text(one, "type") == kind), None)


def replaced(pages: Pages) -> dict[int, int]:
    """Return the versions of edited posts that another replaces, each with the last one."""
    editions = [
        tuple(key for one in array(post, "edit_history_tweet_ids") if (key := number({"id": one}, "id")) is not None)
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
    _include(pages, {"users": list(_inner_users(post)), "media": array(record(post, "attachments"), "media")})
    for one in records(post, "referenced_tweets"):
        _add(pages, one, asked=False)


def _inner_users(post: Record) -> Iterator[Record]:
    author = record(post, "author")
    if author:
        yield author
