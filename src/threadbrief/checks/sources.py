"""Sources, notes and people: kept safe, looked at, used, and known."""

from collections.abc import Iterator

from threadbrief.checks.usage import (
    Usage,
    collect_flagged,
    iter_texts,
    list_accounts,
    normalize_handle,
)
from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Location, Problem, warning
from threadbrief.model.brief import Brief, Citation, Person
from threadbrief.model.traverse import plain_marked_text

_MOST_LOOKED_FOR = 200
"""People whose names are looked for in the texts; beyond that their keys and handles must do."""
_ACCESS_FLAGS = ("access-missing", "citation-unverified")
"""Kinds of flags that already report an unverified source."""


def check_sources(brief: Brief, usage: Usage) -> Iterator[Problem]:
    """Yield the warnings about sources, notes and people."""
    yield from _check_archives(brief)
    yield from _check_access_dates(brief, usage)
    yield from _check_dates_of_sources(brief)
    yield from _check_dois(brief)
    yield from _check_same_handles(brief)
    yield from _check_unused(brief, usage)
    yield from _check_handles(brief, usage)


def _check_archives(brief: Brief) -> Iterator[Problem]:
    """Yield a warning for each address without an archived copy, of the thread or of a post."""
    thread = brief.thread
    known = collect_flagged(brief, "archive-missing")
    if (thread and thread.archives) or "thread" in known or "memo" in known:
        return
    hint = "archive it and put the address under archives"
    if any(post.archives for post in brief.posts):
        for post in brief.posts:
            if post.url and not post.archives and post.id not in known:
                yield warning(
                    codes.NO_ARCHIVED_COPY,
                    f"post {post.number} has no archived copy",
                    post.where,
                    hint,
                )
    elif thread and thread.url:
        yield warning(
            codes.NO_ARCHIVED_COPY,
            "neither the thread nor any post has an archived copy",
            thread.where,
            hint,
        )
    elif first := next((post for post in brief.posts if post.url), None):
        yield warning(codes.NO_ARCHIVED_COPY, "no post has an archived copy", first.where, hint)


def _check_access_dates(brief: Brief, usage: Usage) -> Iterator[Problem]:
    known = collect_flagged(brief, *_ACCESS_FLAGS)
    for key, citation in brief.citations.items():
        matters = key in usage.sources or _is_in_memo(citation, brief)
        if matters and key not in known and _is_unverified(citation):
            message = f'nothing says when "{key}" was looked at'
            yield warning(
                codes.NO_ACCESS_DATE, message, citation.where, "add accessed: and the day"
            )


def _check_dates_of_sources(brief: Brief) -> Iterator[Problem]:
    """Yield a warning for each source that was looked at before the day or year of issue."""
    for key, citation in brief.citations.items():
        accessed, issued = citation.dates.get("accessed"), citation.dates.get("issued")
        if not (accessed and accessed.start and issued and issued.start) or issued.circa:
            continue
        looked, made = ((one.year, one.month, one.day) for one in (accessed.start, issued.start))
        known = [pair for pair in zip(looked, made, strict=True) if None not in pair]
        if [pair[0] for pair in known] < [pair[1] for pair in known]:
            message = f'"{key}" was looked at before it was issued'
            hint = "correct accessed or issued"
            yield warning(codes.ACCESSED_BEFORE_ISSUED, message, citation.where, hint)


def _check_dois(brief: Brief) -> Iterator[Problem]:
    for key, citation in brief.citations.items():
        doi = citation.variables.get("DOI", "")
        before, begin, rest = doi.partition("10.")
        if before.strip() and begin:
            message = f'the DOI of "{key}" begins with "{before.strip()}"'
            yield warning(codes.DOI_AS_ADDRESS, message, citation.where, f"write {begin}{rest}")


def _check_same_handles(brief: Brief) -> Iterator[Problem]:
    """Yield a warning for each person whose handle another entry has, with an @ or without."""
    first: dict[tuple[object, str], str] = {}
    for person in brief.people.values():
        if person.handle is None:
            continue
        account = (person.platform, normalize_handle(person.handle))
        if account in first:
            message = f'"{person.key}" has the handle of "{first[account]}"'
            hint = "make one entry of the two"
            yield warning(codes.SAME_HANDLE_TWICE, message, person.where, hint)
        first.setdefault(account, person.key)


def _is_in_memo(citation: Citation, brief: Brief) -> bool:
    """Return whether a source is in the memo itself; a reference file also serves other memos."""
    return citation.where is not None and citation.where.file == brief.source.name


def _is_unverified(citation: Citation) -> bool:
    if "URL" not in citation.variables or "accessed" in citation.dates:
        return False
    if {"URL", "accessed"} & set(citation.verify):
        return False
    return not any(copy.accessed or copy.date for copy in citation.archived)


def _check_unused(brief: Brief, usage: Usage) -> Iterator[Problem]:
    for key, citation in brief.citations.items():
        if key not in usage.sources and _is_in_memo(citation, brief):
            yield warning(
                codes.UNCITED_SOURCE,
                f'the source "{key}" is cited nowhere',
                citation.where,
                f"cite it, [@{key}], or delete it",
            )
    for key, text in brief.notes.items():
        if key not in usage.notes:
            yield warning(
                codes.UNMARKED_NOTE,
                f'the note "{key}" has no mark in any text',
                text.where,
                f"mark it, [^{key}], or delete it",
            )
    for person in _find_unnamed(brief, usage):
        message = f'nothing in the memo names "{person.key}"'
        yield warning(
            codes.UNMENTIONED_PERSON,
            message,
            person.where,
            "name the person in a post's mentions or people, or delete the entry",
        )


def _find_unnamed(brief: Brief, usage: Usage) -> Iterator[Person]:
    quoted = {
        normalize_handle(citation.custom["handle"])
        for citation in brief.citations.values()
        if "handle" in citation.custom
    }
    named = quoted | usage.handles.keys()
    left = [
        person
        for key, person in brief.people.items()
        if key not in usage.people and not list_accounts(person) & named
    ]
    if len(left) > _MOST_LOOKED_FOR:
        yield from left
    elif left:
        words = "\n".join(plain_marked_text(text.blocks) for text in iter_texts(brief))
        yield from (p for p in left if p.name not in words and not (p.native and p.native in words))


def _check_handles(brief: Brief, usage: Usage) -> Iterator[Problem]:
    known = {name for person in brief.people.values() for name in list_accounts(person)}
    author = brief.thread.author if brief.thread else None
    if isinstance(author, Person):
        known |= list_accounts(author)
    for name, (written, where) in usage.handles.items():
        if name not in known and name.partition("@")[0] not in known:
            yield _make_handle_warning(written, where)


def _make_handle_warning(written: str, where: Location) -> Problem:
    key = written.partition("@")[0]
    hint = f'add {key}: {{name: ..., handle: "@{written}"}} under people'
    return warning(codes.UNKNOWN_HANDLE, f"@{written} is not under people", where, hint)
