"""Posts, and the thread as a whole, become citations, to be cited like any other source.

*A post inherits what its thread knows*: the date and the address of the thread where it has none of
its own, named as those of the thread. It never has a field of another post.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from threadbrief.compose.people import make_name, print_handle_once
from threadbrief.core.structs import Frozen
from threadbrief.model.brief import (
    Brief,
    Citation,
    CslDate,
    DateOrInstant,
    DateParts,
    Flag,
    Name,
    Person,
    PersonKind,
    Platform,
    Post,
    Ref,
    TextStatus,
    Thread,
)
from threadbrief.model.traverse import plain_quoted_text
from threadbrief.templates import Wording
from threadbrief.text.excerpts import GAP
from threadbrief.text.urls import WEB_URL

THREAD = "thread"
"""The key that cites the thread as a whole."""


def collect_citations(brief: Brief, wording: Wording) -> dict[str, Citation]:
    """Return all that can be cited, by key: the sources of the memo, each post, the thread."""
    citations = dict(brief.citations)
    names = _collect_split_names(brief)
    facts = _collect_thread_facts(brief)
    for post in brief.posts:
        citations[post.id] = _make_post_citation(post, facts, names, wording)
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
    """Return when the thread began: its own date, else that of its first post; None without.

    Where the memo begins with a later post, that one says nothing of the beginning.
    """
    if brief.thread and brief.thread.date:
        return brief.thread.date
    if brief.posts and brief.posts[0].number == 1:
        return brief.posts[0].date
    return None


def find_author(post: Post, brief: Brief) -> Person | None:
    """Return the author of a post: its own, else that of the thread; None without one."""
    author: Ref | Person | None = post.author
    if not author and brief.thread:
        author = brief.thread.author
    return find_person(author, brief)


def _collect_split_names(brief: Brief) -> dict[str, Name]:
    """Return the names that people and sources have in parts, by the name as one text.

    In either order. The family name of a post's author is taken from here, and never guessed.
    """
    split: dict[str, Name] = {}
    names = [make_name(person) for person in brief.people.values()]
    for citation in brief.citations.values():
        names += [name for values in citation.names.values() for name in values]
    for name in names:
        if name.family and name.given:
            split.setdefault(f"{name.given} {name.family}", name)
            split.setdefault(f"{name.family} {name.given}", name)
    return split


def _make_author(person: Person | None, names: dict[str, Name]) -> dict[str, tuple[Name, ...]]:
    """Return the author as a variable of a citation; none without a person."""
    if person is None:
        return {}
    name = make_name(person)
    if name.literal and person.kind is PersonKind.PERSON:
        name = names.get(name.literal, name)
    return {"author": (name,)}


# --- what a post has from its thread ---


class _ThreadFacts(Frozen):
    """What the memo says of the thread, for the citations of its posts."""

    brief: Brief
    count: int | None
    """Of the posts in the thread; None where it is not known."""
    date: CslDate | None
    url: str | None
    entry: Citation | None
    """The thread's own entry among the sources."""
    gaps: Mapping[str, Sequence[tuple[str, str]]]
    """By the id of a post, what it has lost: the words before, and what is printed for it."""
    numbers_itself: bool
    """Whether the author numbers the posts in their texts, though the memo does not say so."""


def _collect_thread_facts(brief: Brief) -> _ThreadFacts:
    thread = brief.thread
    entry = None
    if thread and thread.cite:
        entry = brief.citations.get(thread.cite.key)
    date = _make_issued(thread.date if thread else None).get("issued")
    if date is None and entry is not None:
        date = entry.dates.get("issued")
    url = thread.url if thread else None
    if not url and entry is not None:
        url = entry.variables.get("URL")
    return _ThreadFacts(
        brief,
        count=_count_posts(brief),
        date=date or _make_issued(find_thread_moment(brief)).get("issued"),
        url=url,
        entry=entry,
        gaps=_collect_gaps(brief.flags),
        numbers_itself=_has_numbers_in_texts(brief),
    )


def _count_posts(brief: Brief) -> int | None:
    """Return the number of posts in the thread: as expected, or those of the memo if none lacks."""
    numbers = [post.number for post in brief.posts]
    expected = brief.thread.posts_expected if brief.thread else None
    if expected and expected >= max(numbers, default=0):
        return max(expected, len(numbers))
    if numbers == list(range(1, len(numbers) + 1)):
        return len(numbers)
    return None


def _make_post_citation(
    post: Post, facts: _ThreadFacts, names: dict[str, Name], wording: Wording
) -> Citation:
    variables: dict[str, str] = {}
    custom: dict[str, str] = {}
    words = _quote_words(post, facts)
    if words:
        custom["excerpt"] = words
        if facts.count != 1:
            custom["post-number"] = str(post.number)
            custom["post-count"] = str(facts.count or "")
    else:
        variables["title"] = _describe_post(post, facts, wording)
    if post.url:
        variables["URL"] = post.url
    elif facts.url:
        variables["URL"] = custom["thread-url"] = facts.url
    dates = _make_issued(post.date)
    if not dates and facts.date is not None:
        dates = {"issued": facts.date, "thread-date": facts.date}
    if post.edited:
        custom["edited"] = post.edited.isoformat()
    if post.deleted:
        custom["deleted"] = "true"
    person = find_author(post, facts.brief)
    authors = _make_author(person, names)
    account = _describe_account(person, facts.brief)
    if facts.entry is not None:
        variables |= _inherit(facts.entry.variables, "container-title")
        account = _inherit(facts.entry.custom, "platform") | account
        if person is None:
            authors = {"author": facts.entry.names.get("author", ())}
            account |= _inherit(facts.entry.custom, "handle")
    return print_handle_once(
        Citation(
            id=post.id,
            type="post",
            variables=MappingProxyType(variables),
            names=MappingProxyType(authors),
            dates=MappingProxyType(dates),
            archived=post.archives,
            custom=MappingProxyType({**account, **_make_time(post.date), **custom}),
        )
    )


def _inherit(values: Mapping[str, str], name: str) -> dict[str, str]:
    return {name: values[name]} if values.get(name) else {}


def _describe_post(post: Post, facts: _ThreadFacts, wording: Wording) -> str:
    """Return the title of a post whose words are not known: `[Post 3 of 11]`."""
    if facts.count is None:
        return f"[{wording.fill('post', number=post.number)}]"
    return wording.fill("post_title", number=post.number, count=facts.count)


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
    return print_handle_once(
        Citation(
            id=THREAD,
            type="post",
            variables=MappingProxyType(variables),
            names=MappingProxyType(_make_author(person, names)),
            dates=MappingProxyType(_make_issued(moment)),
            archived=thread.archives,
            custom=MappingProxyType({**account, **_make_time(moment)}),
        )
    )


def _describe_account(person: Person | None, brief: Brief) -> dict[str, str]:
    account: dict[str, str] = {}
    if brief.thread and brief.thread.platform is not Platform.OTHER:
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


# --- the author's own words ---

_ADDRESS = re.compile(WEB_URL)


def _quote_words(post: Post, facts: _ThreadFacts) -> str:
    """Return the words of the author in a post, on one line; empty where none are known.

    A verbatim text has what was put right since the capture. Any other text is the writer's, and is
    never quoted under the author's name: then the words are those of the captured original. What is
    lost becomes a gap. The number of the post and addresses at the end are left out.
    """
    thread = facts.brief.thread
    if thread and thread.text_status is TextStatus.VERBATIM:
        text = plain_quoted_text(post.text.blocks, GAP)
    else:
        text = _mark_gaps(" ".join((post.original or "").split()), facts.gaps.get(post.id, ()))
    words = _strip_number(" ".join(text.split()), post, facts)
    return _strip_number(_strip_addresses(words), post, facts)


def _strip_addresses(text: str) -> str:
    """Return words without the addresses at their end."""
    words = text.split(" ")
    while words and _ADDRESS.fullmatch(words[-1]):
        words.pop()
    return " ".join(words)


def _collect_gaps(flags: Sequence[Flag]) -> dict[str, list[tuple[str, str]]]:
    """Return, by post, the words before each gap of its flags, and what was there or the sign."""
    gaps: dict[str, list[tuple[str, str]]] = {}
    for flag in flags:
        if len(flag.on) != 1:
            continue
        was = [*flag.was, *[None] * len(flag.gaps)]
        for gap, found in zip(flag.gaps, was, strict=False):
            gaps.setdefault(flag.on[0].key, []).append((" ".join(gap.after.split()), found or GAP))
    return gaps


def _mark_gaps(text: str, gaps: Sequence[tuple[str, str]]) -> str:
    """Return a captured text on one line with its gaps, where the words before them are found."""
    start = 0
    for after, sign in gaps:
        at = text.find(after, start) if after else -1
        if at >= 0:
            end = at + len(after)
            text = f"{text[:end]} {sign}{text[end:]}"
            start = end + 1 + len(sign)
    return text


def _strip_number(words: str, post: Post, facts: _ThreadFacts) -> str:
    """Return words without the number that the author gave the post, at either end of them."""
    shown = post.number_shown
    if not shown and facts.numbers_itself:
        shown = _find_own_number(words, post.number)
    if not shown:
        return words
    rest = words.removeprefix(shown)
    if rest is words:
        return words.removesuffix(f" {shown}")
    return words if rest[:1].isdigit() else rest.lstrip()


_OWN_NUMBER = r"([(\[]?(\d{1,4})\s?/\s?(?:\d{1,4}|[xXnN?])?[)\]]?)"
"""The number that an author gives a post, at either end of its text: `2/`, `(2/11)`."""
_NUMBER_AT_START = re.compile(rf"\s*{_OWN_NUMBER}(?=\s|$)")
_NUMBER_AT_END = re.compile(rf"(?<=\s){_OWN_NUMBER}\s*$")
_MAX_NUMBER_LENGTH = 16
"""Characters from the end of a text in which its number begins."""


def _find_own_number(words: str, number: int) -> str | None:
    """Return the number that a text begins or ends with, where it is that of the post."""
    end = max(0, len(words) - _MAX_NUMBER_LENGTH)
    for match in (_NUMBER_AT_START.match(words), _NUMBER_AT_END.search(words, end)):
        if match and int(match[2]) == number:
            return match[1]
    return None


def _has_numbers_in_texts(brief: Brief) -> bool:
    """Return whether two posts or more, none with `number_shown`, begin or end with their number.

    One alone may be a fraction.
    """
    if any(post.number_shown for post in brief.posts):
        return False
    numbered = (
        post
        for post in brief.posts
        if _find_own_number(post.original or post.text.source, post.number)
    )
    return next(numbered, None) is not None and next(numbered, None) is not None
