"""Posts, and the thread as a whole, become citations, to be cited like any other source."""

from datetime import datetime
from types import MappingProxyType

from threadbrief.model.brief import (
    Brief,
    Citation,
    CslDate,
    DateOrInstant,
    DateParts,
    Name,
    Person,
    PersonKind,
    Post,
    Ref,
    TextStatus,
    Thread,
)
from threadbrief.model.traverse import plain_marked_text
from threadbrief.templates import Wording

THREAD = "thread"
"""The key that cites the thread as a whole."""


def collect_citations(brief: Brief, wording: Wording) -> dict[str, Citation]:
    """Return all that can be cited, by key: the sources of the memo, each post, the thread."""
    citations = dict(brief.citations)
    names = _collect_split_names(brief)
    for post in brief.posts:
        citations[post.id] = _make_post_citation(post, brief, names, wording)
    if brief.thread:
        thread = _make_thread_citation(brief, brief.thread, names, wording)
        citations.setdefault(find_thread_key(brief), thread)
    return citations


def find_thread_key(brief: Brief) -> str:
    """Return the key of the thread: that of its own entry among the sources, where it has one."""
    if brief.thread and brief.thread.cite:
        return brief.thread.cite.key
    return THREAD


def find_person(author: Ref | Person | None, brief: Brief) -> Person | None:
    """Return the author of a post or of the thread; None without one."""
    if isinstance(author, Ref):
        return brief.people.get(author.key)
    return author


def find_thread_moment(brief: Brief) -> DateOrInstant | None:
    """Return when the thread began: its own date, else that of its first post; None without."""
    if brief.thread and brief.thread.date:
        return brief.thread.date
    if brief.posts:
        return brief.posts[0].date
    return None


def find_author(post: Post, brief: Brief) -> Person | None:
    """Return the author of a post: its own, else that of the thread; None without one."""
    author: Ref | Person | None = post.author
    if not author and brief.thread:
        author = brief.thread.author
    return find_person(author, brief)


def _collect_split_names(brief: Brief) -> dict[str, Name]:
    """Return the names that the sources split into parts, by the name as one text in either order.

    The family name of a post's author is taken from here, and never guessed.
    """
    split: dict[str, Name] = {}
    for citation in brief.citations.values():
        for names in citation.names.values():
            for name in names:
                if name.family and name.given:
                    split.setdefault(f"{name.given} {name.family}", name)
                    split.setdefault(f"{name.family} {name.given}", name)
    return split


def _make_author(person: Person | None, names: dict[str, Name]) -> dict[str, tuple[Name, ...]]:
    """Return the author as a variable of a citation; none without a person."""
    if person is None:
        return {}
    if person.kind is PersonKind.PERSON and person.name in names:
        return {"author": (names[person.name],)}
    return {"author": (Name(literal=person.name),)}


def _make_post_citation(
    post: Post, brief: Brief, names: dict[str, Name], wording: Wording
) -> Citation:
    person = find_author(post, brief)
    thread = brief.thread
    variables: dict[str, str] = {}
    custom = {"post-number": str(post.number)}
    address = post.url
    if not address and thread:
        address = thread.url  # the reader finds the post in it by its number
    if address:
        variables["URL"] = address
    excerpt = post.original or ""
    if not excerpt and thread and thread.text_status is TextStatus.VERBATIM:
        excerpt = plain_marked_text(post.text.blocks)
    if excerpt.strip():
        custom["excerpt"] = " ".join(excerpt.split())
    else:
        # A text that is not verbatim is the writer's: it is never quoted under the author's name.
        variables["title"] = wording.fill("post_title", number=post.number, count=len(brief.posts))
    if post.edited:
        custom["edited"] = post.edited.isoformat()
    if post.deleted:
        custom["deleted"] = "true"
    account = _describe_account(person, brief)
    return Citation(
        id=post.id,
        type="post",
        variables=MappingProxyType(variables),
        names=MappingProxyType(_make_author(person, names)),
        dates=MappingProxyType(_make_issued(post.date)),
        archived=post.archives,
        custom=MappingProxyType({**account, **_make_time(post.date), **custom}),
    )


def _make_thread_citation(
    brief: Brief, thread: Thread, names: dict[str, Name], wording: Wording
) -> Citation:
    person = find_person(thread.author, brief)
    count = len(brief.posts)
    title = thread.title
    if not title:
        title = wording.fill("thread_title_one" if count == 1 else "thread_title", count=count)
    variables = {"title": title}
    if thread.url:
        variables["URL"] = thread.url
    moment = find_thread_moment(brief)
    account = _describe_account(person, brief)
    return Citation(
        id=THREAD,
        type="post",
        variables=MappingProxyType(variables),
        names=MappingProxyType(_make_author(person, names)),
        dates=MappingProxyType(_make_issued(moment)),
        archived=thread.archives,
        custom=MappingProxyType({**account, **_make_time(moment)}),
    )


def _describe_account(person: Person | None, brief: Brief) -> dict[str, str]:
    account: dict[str, str] = {}
    if brief.thread:
        account["platform"] = brief.thread.platform.value
    if person and person.handle:
        account["handle"] = person.handle
    return account


def _make_time(moment: DateOrInstant | None) -> dict[str, str]:
    if isinstance(moment, datetime):
        return {"time": moment.isoformat()}
    return {}


def _make_issued(moment: DateOrInstant | None) -> dict[str, CslDate]:
    if moment is None:
        return {}
    return {"issued": CslDate(DateParts(moment.year, moment.month, moment.day))}
