"""A post, or the thread as a whole, becomes a citation, so that it is cited like any other source."""

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
)
from threadbrief.model.traverse import plain_marked_text
from threadbrief.templates import Wording

THREAD = "thread"
"""The key that cites the thread as a whole."""


def collect_citations(brief: Brief, wording: Wording) -> dict[str, Citation]:
    """Return everything that can be cited: the sources of the memo, each post by its id, and the thread."""
    found = dict(brief.citations)
    names = _collect_known_names(brief)
    for post in brief.posts:
        found[post.id] = _make_post_citation(post, brief, names, wording)
    if brief.thread:
        found.setdefault(find_thread_key(brief), _make_thread_citation(brief, names, wording))
    return found


def find_thread_key(brief: Brief) -> str:
    """Return the key of the thread among all sources: that of its own entry, where the memo has one."""
    return brief.thread.cite.key if brief.thread and brief.thread.cite else THREAD


def find_person(author: Ref | Person | None, brief: Brief) -> Person | None:
    """Return the author of a post or of the thread; None when nobody is named."""
    if isinstance(author, Ref):
        return brief.people.get(author.key)
    return author


def find_thread_moment(brief: Brief) -> DateOrInstant | None:
    """Return when the thread began: its own date, or that of its first post; None where neither is given."""
    given = brief.thread.date if brief.thread else None
    return given or (brief.posts[0].date if brief.posts else None)


def find_author(post: Post, brief: Brief) -> Person | None:
    """Return who wrote a post: its own author, or the thread's."""
    return find_person(post.author or (brief.thread and brief.thread.author) or None, brief)


def _collect_known_names(brief: Brief) -> dict[str, Name]:
    """Return the names that the sources already take apart, by the whole name as it is written in either order.

    Which part of a name is the family name is never guessed.
    """
    known: dict[str, Name] = {}
    for citation in brief.citations.values():
        for names in citation.names.values():
            for name in names:
                if name.family and name.given:
                    known.setdefault(f"{name.given} {name.family}", name)
                    known.setdefault(f"{name.family} {name.given}", name)
    return known


def _split_name(person: Person | None, known: dict[str, Name]) -> tuple[Name, ...]:
    if person is None:
        return ()
    if person.kind is PersonKind.PERSON and person.name in known:
        return (known[person.name],)
    return (Name(literal=person.name),)


def _make_post_citation(
    post: Post, brief: Brief, known: dict[str, Name], wording: Wording
) -> Citation:
    person = find_author(post, brief)
    thread = brief.thread
    verbatim = thread is not None and thread.text_status is TextStatus.VERBATIM
    address = post.url or (
        thread.url if thread else None
    )  # a numbered post can be found in its thread
    variables = {"URL": address} if address else {}
    custom = {"post-number": str(post.number)}
    excerpt = post.original or (plain_marked_text(post.text.blocks) if verbatim else "")
    if excerpt.strip():
        custom["excerpt"] = " ".join(excerpt.split())
    else:
        # The words are ours, not the author's: they are never printed in quotation marks under the author's name.
        variables["title"] = wording.fill("post_title", number=post.number, count=len(brief.posts))
    if post.edited:
        custom["edited"] = post.edited.isoformat()
    if post.deleted:
        custom["deleted"] = "true"
    return Citation(
        id=post.id,
        type="post",
        variables=MappingProxyType(variables),
        names=MappingProxyType({"author": _split_name(person, known)} if person else {}),
        dates=MappingProxyType(_make_issued(post.date)),
        archived=post.archives,
        custom=MappingProxyType(
            {**_describe_account(person, brief), **_make_time(post.date), **custom}
        ),
    )


def _make_thread_citation(brief: Brief, known: dict[str, Name], wording: Wording) -> Citation:
    thread = brief.thread
    assert thread is not None  # noqa: S101 - the caller has looked
    person = find_person(thread.author, brief)
    count = len(brief.posts)
    title = thread.title or wording.fill(
        "thread_title_one" if count == 1 else "thread_title", count=count
    )
    moment = find_thread_moment(brief)
    return Citation(
        id=THREAD,
        type="post",
        variables=MappingProxyType({"title": title, **({"URL": thread.url} if thread.url else {})}),
        names=MappingProxyType({"author": _split_name(person, known)} if person else {}),
        dates=MappingProxyType(_make_issued(moment)),
        archived=thread.archives,
        custom=MappingProxyType({**_describe_account(person, brief), **_make_time(moment)}),
    )


def _describe_account(person: Person | None, brief: Brief) -> dict[str, str]:
    account = {"platform": brief.thread.platform.value} if brief.thread else {}
    if person and person.handle:
        account["handle"] = person.handle
    return account


def _make_time(moment: DateOrInstant | None) -> dict[str, str]:
    return {"time": moment.isoformat()} if isinstance(moment, datetime) else {}


def _make_issued(moment: DateOrInstant | None) -> dict[str, CslDate]:
    if moment is None:
        return {}
    return {"issued": CslDate(DateParts(moment.year, moment.month, moment.day))}
