"""The draft of a memo about a captured thread: posts, people, citations and flags as YAML data.

The words of a post stay those of the original. What is added is markup: citations where an address
is, marks where emoji are lost, escapes where a character would be read as markup.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256

from threadbrief.core.structs import Accumulator, Frozen, field
from threadbrief.importers.copied_text.post_numbers import assign_numbers, parse_post_number
from threadbrief.importers.draft.citations import CitationDrafts, format_utc
from threadbrief.importers.draft.flags import DraftFlag, build_flags, sort_flags
from threadbrief.importers.draft.post_text import (
    TextPlaces,
    build_post_text,
    escape_markup,
    wrap_text,
)
from threadbrief.importers.model import CapturedMedia, CapturedPost, CapturedThread, DoubtKind
from threadbrief.importers.urls import is_shown_url
from threadbrief.model.brief import Visibility
from threadbrief.read.emit import BlockText, FlowSequence, Tree
from threadbrief.read.markup.scanner import find_handles, find_hashtags
from threadbrief.read.schema.memo import NAME
from threadbrief.text.urls import is_web_address

YamlMapping = dict[str, Tree]
"""A mapping of the YAML of a memo, its keys in the order of writing."""
_TO, _FROM = "[reader of the memo]", "[writer of the memo]"
_ELLIPSIS = ("…", "...")


class Draft(Frozen):
    """The parts of a memo, as YAML data."""

    memo: YamlMapping
    thread: YamlMapping
    posts: tuple[YamlMapping, ...]
    people: dict[str, YamlMapping]
    """By key."""
    citations: dict[str, YamlMapping]
    """By key."""
    flags: tuple[DraftFlag, ...]
    """The most important first."""

    def to_tree(self) -> YamlMapping:
        """Return the YAML data of the whole memo."""
        tree: YamlMapping = {
            "schema": NAME,
            "memo": self.memo,
            "thread": self.thread,
            "posts": list(self.posts),
        }
        if self.people:
            tree["people"] = dict(self.people)
        if self.citations:
            tree["citations"] = dict(self.citations)
        tree["flags"] = [flag.to_tree(f"f{number:02}") for number, flag in enumerate(self.flags, 1)]
        return tree


def build_draft(
    thread: CapturedThread,
    today: date,
    taken: Sequence[str] = (),
    cited: Mapping[str, str] | None = None,
) -> Draft:
    """Return the draft of a memo, dated `today`, about a reviewed thread.

    `taken` are ids that an existing memo uses already; no new key is one of them. `cited` are the
    keys of its citations by page (`citations.identify_page`); such a page gets no second citation.
    """
    numbers = assign_numbers([parse_post_number(post.number_shown) for post in thread.posts])
    ids = PostIds([f"p{number}" for number in numbers], numbers)
    names = collect_names(thread)
    citations = CitationDrafts(
        {*ids.ids, *taken},
        names,
        keys=dict(cited or {}),
        unseen_quotes=" ".join(
            doubt.detail for doubt in thread.doubts if doubt.kind is DoubtKind.QUOTE_UNSEEN
        ),
    )
    breaks = _LineBreaks.group_by_post(thread)
    posts = tuple(
        _build_post(thread, at, ids, citations, breaks[at]) for at in range(len(thread.posts))
    )
    people, unnamed = build_people(thread, names)
    flags = [
        *build_flags(thread.doubts, thread.posts, ids.ids),
        *citations.collect_flags(),
        *unnamed,
        *_build_routine_flags(thread, citations),
    ]
    return Draft(
        memo=_build_memo(thread, today),
        thread=_build_thread(thread),
        posts=posts,
        people=people,
        citations=citations.citations,
        flags=tuple(sort_flags(flags)),
    )


def _build_routine_flags(thread: CapturedThread, citations: CitationDrafts) -> Iterator[DraftFlag]:
    """Yield the flags of every draft: archive the thread, open the sources, write the memo."""
    if thread.url or thread.posts[0].url:
        yield DraftFlag(
            DoubtKind.ARCHIVE_MISSING, ("thread",), "no archived copy of the thread is known"
        )
    if citations.citations:
        detail = "nobody has looked at these addresses yet; add `accessed` to each"
        yield DraftFlag(DoubtKind.ACCESS_MISSING, tuple(citations.citations), detail)
    detail = "to, from, subject and summary are still to be written"
    yield DraftFlag(DoubtKind.MEMO_UNFINISHED, ("memo",), detail)


# The memo and the thread


def _build_memo(thread: CapturedThread, today: date) -> YamlMapping:
    count = "1 post" if len(thread.posts) == 1 else f"{len(thread.posts)} posts"
    subject = f"Thread of {count}"
    if thread.name:
        subject += f" by {thread.name}"
    elif thread.handle:
        subject += f" by @{thread.handle}"
    return {
        "to": _TO,
        "from": _FROM,
        "date": today.isoformat(),
        "subject": subject,
        "status": "draft",
    }


def _build_thread(thread: CapturedThread) -> YamlMapping:
    first = thread.posts[0]
    tree: YamlMapping = {"platform": thread.platform.value}
    author = thread.handle or thread.name
    if author:
        tree["author"] = build_person_key(author)
    tree |= _drop_empty(
        ("id", thread.id or first.id),
        ("url", thread.url or first.url),
        ("date", _format_optional_date(first.date)),
        ("language", thread.language),
    )
    tree["text_status"] = "verbatim"
    if thread.posts_expected:
        tree["posts_expected"] = thread.posts_expected
    if thread.files:
        source = thread.files[0]
        tree["capture"] = {
            "file": source.name,
            "sha256": source.sha256,
            "bytes": source.bytes,
            "format": thread.format,
        }
    return tree


def _drop_empty(*entries: tuple[str, Tree]) -> YamlMapping:
    return {key: value for key, value in entries if value}


def _format_optional_date(moment: datetime | None) -> str | None:
    return format_utc(moment) if moment else None


# The posts


class PostIds(Frozen):
    """The ids and numbers of the posts of a draft, in their order."""

    ids: Sequence[str]
    numbers: Sequence[int]


class _LineBreaks(Accumulator):
    """What the line breaks of a post may be instead, by offset in its text."""

    lost: dict[int, int] = field(default_factory=dict)
    """How many emoji are lost at a line break."""
    doubtful: set[int] = field(default_factory=set)
    """Line breaks that may be spaces."""

    @classmethod
    def group_by_post(cls, thread: CapturedThread) -> "list[_LineBreaks]":
        """Return the doubtful line breaks of each post."""
        breaks = [cls() for _ in thread.posts]
        for doubt in thread.doubts:
            if doubt.post is None or doubt.at is None:
                continue
            if doubt.kind is DoubtKind.EMOJI_LOST:
                breaks[doubt.post].lost[doubt.at] = doubt.count or 1
            elif doubt.kind is DoubtKind.LINE_BREAK_DOUBT:
                breaks[doubt.post].doubtful.add(doubt.at)
        return breaks


def _build_post(
    thread: CapturedThread, at: int, ids: PostIds, citations: CitationDrafts, breaks: _LineBreaks
) -> YamlMapping:
    post = thread.posts[at]
    tree: YamlMapping = {"id": ids.ids[at], "number": ids.numbers[at]}
    if post.number_shown:
        tree["number_shown"] = post.number_shown
    tree |= _build_metadata(post, thread)
    if continues_previous(thread.posts, at):
        tree["continues"] = ids.ids[at - 1]
    links, places = _cite_links(post, ids.ids[at], citations, breaks)
    text = build_post_text(post, places) or escape_markup(" ".join(post.text.split()))
    tree["text"] = BlockText(wrap_text(text) or escape_markup("[no text]"))
    if post.text.strip():
        tree["original"] = BlockText(post.text)
        tree["original_sha256"] = sha256(post.text.encode()).hexdigest()
    tree |= _build_entities(post)
    quoted = dict.fromkeys(link["cite"] for link, is_quote in links if is_quote)
    if quoted:
        tree["quotes"] = FlowSequence(quoted)
    if links:
        tree["links"] = [link for link, _ in links]
    if post.media:
        tree["media"] = [_build_media(media) for media in post.media]
    return tree


def _build_metadata(post: CapturedPost, thread: CapturedThread) -> YamlMapping:
    """Return the ids, dates and author of a post; what is the same as the thread's is left out."""
    visibility = author = language = None
    if post.visibility is not Visibility.PUBLIC:
        visibility = post.visibility.value
    if post.handle and post.handle != thread.handle:
        author = build_person_key(post.handle)
    if post.language != thread.language:
        language = post.language
    return _drop_empty(
        ("post_id", post.id),
        ("url", post.url),
        ("date", _format_optional_date(post.date)),
        ("edited", _format_optional_date(post.edited)),
        ("visibility", visibility),
        ("author", author),
        ("reply_to", post.reply_to),
        ("language", language),
    )


def continues_previous(posts: Sequence[CapturedPost], at: int) -> bool:
    """Return whether a post continues the sentence of the previous one: both have an ellipsis."""
    if at == 0:
        return False
    before = _strip_number_and_links(posts[at - 1])
    after = _strip_number_and_links(posts[at])
    return before.endswith(_ELLIPSIS) and after.startswith(_ELLIPSIS)


def _strip_number_and_links(post: CapturedPost) -> str:
    text = post.text
    for link in sorted(post.links, key=lambda link: -(link.start or 0)):
        if link.start is not None and link.end is not None:
            text = text[: link.start] + text[link.end :]
    shown = post.number_shown or ""
    return text.strip().removeprefix(shown).removesuffix(shown).strip()


def _cite_links(
    post: CapturedPost, name: str, citations: CitationDrafts, breaks: _LineBreaks
) -> tuple[list[tuple[YamlMapping, bool]], TextPlaces]:
    """Return the links of a post, each with whether it is a quotation, and the markup for its text.

    `name` is the id of the post.
    """
    cited: dict[tuple[int, int], str] = {}
    trailing: dict[str, None] = {}
    links: list[tuple[YamlMapping, bool]] = []
    for link in post.links:
        key = citations.cite(link, name, post.quotes)
        if key is None:
            continue
        url = citations.find_url(key, link.url)
        tree: YamlMapping = {"url": url}
        if link.start is not None and link.end is not None:
            shown = post.text[link.start : link.end]
            if shown != url:
                tree["shown"] = shown
            # The citation replaces a shown address, and follows other words that are linked.
            start = link.start if is_shown_url(shown, link.url) else link.end
            cited[start, link.end] = key
        elif not link.quotes:
            trailing[key] = None
        tree["cite"] = key
        links.append((tree, link.quotes))
    places = TextPlaces(
        cited=cited,
        trailing=tuple(trailing),
        lost=breaks.lost,
        doubtful=frozenset(breaks.doubtful),
    )
    return links, places


def _build_entities(post: CapturedPost) -> YamlMapping:
    """Return the handles and the hashtags in a post."""
    tree: YamlMapping = {}
    handles = dict.fromkeys(_find_mentioned_handles(post))
    hashtags = dict.fromkeys(find_hashtags(post.text))
    if handles:
        tree["mentions"] = FlowSequence(handles)
    if hashtags:
        tree["hashtags"] = FlowSequence(hashtags)
    return tree


def _find_mentioned_handles(post: CapturedPost) -> list[str]:
    """Return the handles that the source marks in a post; those in its text where it marks none."""
    if post.mentions:
        return [mention.handle for mention in post.mentions]
    return [handle for _, handle in find_handles(post.text)]


def _build_media(media: CapturedMedia) -> YamlMapping:
    """Return an attachment. Its file is named in the caption: it is not next to the memo."""
    tree: YamlMapping = {"type": media.type.value}
    if media.url and is_web_address(media.url):
        tree["url"] = media.url
    if media.alt:
        tree |= {"alt": media.alt, "alt_by": "author"}
    if media.caption:
        tree["caption"] = media.caption
    elif media.file:
        tree["caption"] = f"in the source as {media.file}"
    return tree


# The people


def collect_names(thread: CapturedThread) -> dict[str, str]:
    """Return the names that the source has, by handle in lower case."""
    pairs = [(thread.handle, thread.name)]
    for post in thread.posts:
        pairs.append((post.handle, post.name))
        pairs += [(mention.handle, mention.name) for mention in post.mentions]
        pairs += [(quote.handle, quote.name) for quote in post.quotes]
    names: dict[str, str] = {}
    for handle, name in pairs:
        if handle and name and name.strip():
            names.setdefault(handle.lower(), name)
    return names


_MAX_KEY = 100
"""Characters of a key; the longest handles, with their server, have some 60."""


def build_person_key(handle: str) -> str:
    """Return the key of a person: the handle, with hyphens for characters that keys cannot have."""
    key = re.sub(r"[^A-Za-z0-9_.:]+", "-", handle.lstrip("@"))[:_MAX_KEY].strip("-.:") or "author"
    if key.startswith("x-"):
        return f"_{key}"  # keys with x- are extensions (docs/yaml.md)
    return key


def build_people(
    thread: CapturedThread, names: Mapping[str, str]
) -> tuple[dict[str, YamlMapping], list[DraftFlag]]:
    """Return the accounts in a thread, its author first, and a flag for those without a name."""
    handles: list[str] = []
    if thread.handle:
        handles.append(thread.handle)
    for post in thread.posts:
        if post.handle:
            handles.append(post.handle)
        handles += _find_mentioned_handles(post)
    people: dict[str, YamlMapping] = {}
    if thread.name and not thread.handle:
        people[build_person_key(thread.name)] = {"name": thread.name}
    unnamed: list[str] = []
    for handle in _unique_handles(handles):
        key = build_person_key(handle)
        name = names.get(handle.lower())
        people[key] = {"name": " ".join((name or f"@{handle}").split()), "handle": f"@{handle}"}
        if not name:
            people[key]["verify"] = FlowSequence(["name"])
            unnamed.append(key)
    if not unnamed:
        return people, []
    detail = "names and roles are not in the source"
    return people, [DraftFlag(DoubtKind.HANDLE_UNKNOWN, tuple(unnamed), detail)]


def _unique_handles(handles: list[str]) -> list[str]:
    """Return each handle once, as it is first written; case is not significant."""
    unique: dict[str, str] = {}
    for handle in handles:
        unique.setdefault(handle.lower(), handle)
    return list(unique.values())
