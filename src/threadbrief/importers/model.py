"""What a reader of one format gives: a thread as it was captured, before anything is made of it.

Readers undo the encoding of their format and nothing else. They do not shorten, correct, number or guess; what they
cannot know stays None, and what is doubtful becomes a Doubt.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import Enum
from typing import Self

from threadbrief.core.structs import Frozen, replace
from threadbrief.model.brief import MediaType, Platform, Visibility


class DoubtKind(Enum):
    """What a person must settle: the one table of the kinds of doubt, by importance.

    The value is the `kind` of a flag in the YAML (docs/howto/import.md). The order of the rows is the
    order of the flags in a draft. Where a wrong answer costs most comes first: words that are lost or
    misread, then the author and the dates, then the sources.
    """

    NOT_PUBLIC = "not-public", "posts that were not public"
    THREAD_CUT = "thread-cut", "the thread may go on"
    THREAD_BRANCH = "thread-branch", "thread branch"
    PARENT_MISSING = "parent-missing", "parent missing"
    NUMBER_GAP = "number-gap", "posts that are missing"
    NUMBER_TWICE = "number-twice", "numbers twice or out of order"
    TEXT_CHANGED = "text-changed", "texts that differ from the memo's"
    TEXT_CUT = "text-cut", "texts that are cut"
    LONG_TEXT_UNMATCHED = "long-text-unmatched", "long text unmatched"
    EMOJI_LOST = "emoji-lost", "lost emoji"
    LINE_BREAK_DOUBT = "line-break-doubt", "line breaks that may be none"
    POST_BOUNDARY_WEAK = "post-boundary-weak", "where a post ends"
    AUTHOR_MISSING = "author-missing", "the author"
    FORWARDED = "forwarded", "forwarded"
    EDITED = "edited", "edited"
    THREAD_URL_MISSING = "thread-url-missing", "the address of the thread"
    DATE_DOUBT = "date-doubt", "dates that are not sure"
    DATE_MISSING = "date-missing", "dates"
    POST_IDS_MISSING = "post-ids-missing", "addresses of posts"
    QUOTE_UNSEEN = "quote-unseen", "quoted posts that nobody has seen"
    URL_CUT = "url-cut", "addresses that are cut"
    URL_SHORT = "url-short", "shortened addresses"
    MEDIA_MISSING = "media-missing", "pictures that are not in the source"
    ESCAPE_DOUBT = "escape-doubt", "characters that may be escapes"
    CITATION_TITLE_MISSING = "citation-title-missing", "titles of sources"
    CITATION_AUTHOR_MISSING = "citation-author-missing", "authors of sources"
    CITATION_DATE_MISSING = "citation-date-missing", "dates of sources"
    HANDLE_UNKNOWN = "handle-unknown", "who is behind the handles"
    SCRIPT_CHANGE = "script-change", "names in another script"
    FIRST_NUMBER_MISSING = "first-number-missing", "the number of the first post"
    NUMBER_RANGE = "number-range", "several numbers for one post"
    INNER_ENUMERATION = "inner-enumeration", "lists inside posts"
    BOILERPLATE = "furniture", "lines left out"
    CAPTURE_DATE_MISSING = "capture-date-missing", "when it was captured"
    ARCHIVE_MISSING = "archive-missing", "an archived copy"
    ACCESS_MISSING = "access-missing", "sources that nobody has looked at"
    MEMO_UNFINISHED = "memo-unfinished", "the memo itself"
    URL_TRACKING = "url-tracking", "url tracking", "cut from the address; `original` keeps it"

    headline: str
    """The kind in words, in the list of what is to be settled."""
    resolution: str
    """What the importer did about it by itself; empty: a person must settle it."""

    def __new__(cls, value: str, headline: str, resolution: str = "") -> Self:
        """Make a kind from its row."""
        kind = object.__new__(cls)
        kind._value_ = value
        kind.headline = headline
        kind.resolution = resolution
        return kind


class Doubt(Frozen):
    """Something that is not known, or may be otherwise."""

    kind: DoubtKind
    detail: str
    """One sentence for a person: what was seen, and what is to be settled."""
    post: int | None = None
    """The index of the post it is about; None: the thread."""
    at: int | None = None
    """Where in the post's text, in code points; None: no one place."""
    count: int | None = None
    """How many characters are lost there; None: none, or nobody knows."""


class CapturedLink(Frozen):
    """An address in a post."""

    url: str
    """The full address."""
    start: int | None = None
    """Where its shown form begins in the text, in code points; None: it stands beside the text (a card, a quote)."""
    end: int | None = None
    title: str | None = None
    """What a card or an entity says the page is called."""
    quotes: bool = False
    """Whether it is the address of a post that this post quotes."""


class CapturedMention(Frozen):
    """A handle in a post."""

    handle: str
    """Without its @; with its server where it has one."""
    start: int
    """In code points of the text."""
    end: int
    name: str | None = None


class CapturedMedia(Frozen):
    """A picture, a film, a card or a poll of a post."""

    type: MediaType
    file: str | None = None
    """Its path in the source, as it is there; None: the source does not hold it."""
    url: str | None = None
    alt: str | None = None
    caption: str | None = None


class CapturedQuote(Frozen):
    """A post that another quotes, where the source holds it."""

    url: str
    text: str | None = None
    handle: str | None = None
    name: str | None = None
    date: datetime | None = None


class CapturedPost(Frozen):
    """One post."""

    text: str
    """As its readers saw it: escapes undone once, short addresses put back to the full ones where the source says
    them, line breaks kept."""
    id: str | None = None
    """The platform's id."""
    url: str | None = None
    date: datetime | None = None
    """With its zone."""
    edited: datetime | None = None
    number_shown: str | None = None
    """The number as the author wrote it: `2/`, `(1/8)`, `6-7/40`."""
    handle: str | None = None
    """Of its author, where that may differ from the thread's."""
    name: str | None = None
    """Of its author, where the source says it post by post."""
    reply_to: str | None = None
    """The platform's id of the post it answers."""
    language: str | None = None
    visibility: Visibility = Visibility.PUBLIC
    links: tuple[CapturedLink, ...] = ()
    mentions: tuple[CapturedMention, ...] = ()
    media: tuple[CapturedMedia, ...] = ()
    quotes: tuple[CapturedQuote, ...] = ()


class CapturedFile(Frozen):
    """The file that a thread was read from."""

    name: str
    sha256: str
    bytes: int


class CapturedThread(Frozen):
    """A thread, its posts in the order of reading."""

    format: str
    """The name of the reader: `text`, `x-archive`, ..."""
    platform: Platform
    posts: tuple[CapturedPost, ...]
    files: tuple[CapturedFile, ...] = ()
    handle: str | None = None
    name: str | None = None
    id: str | None = None
    url: str | None = None
    language: str | None = None
    posts_expected: int | None = None
    doubts: tuple[Doubt, ...] = ()


class ThreadSummary(Frozen):
    """A thread of an export that holds many, for `--list`."""

    id: str
    """What `--select` takes."""
    date: datetime | None
    posts: int
    opening: str
    """The first words of its first post."""


class Selection(Frozen):
    """What a person said on the command line; each None where nothing was said."""

    select: str | None = None
    handle: str | None = None
    url: str | None = None
    with_private: bool = False
    """Whether posts that were not public are wanted."""


class PostWithDoubts(Frozen):
    """A post that a reader made, and its doubts, which do not know yet where it will stand."""

    post: CapturedPost
    doubts: tuple[Doubt, ...] = ()


def collect_posts(built: Iterable[PostWithDoubts]) -> tuple[tuple[CapturedPost, ...], list[Doubt]]:
    """Return posts in their order, and their doubts in the same order."""
    whole = tuple(built)
    doubts = [
        replace(doubt, post=index)
        for index, one in enumerate(whole)
        for doubt in (*one.doubts, *_find_unreadable(one.post.text))
    ]
    return tuple(one.post for one in whole), doubts


def pluralize(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def missing_media_doubt(what: str) -> Doubt:
    """Return the doubt about a picture or a film that the source does not hold."""
    return Doubt(
        DoubtKind.MEDIA_MISSING, f"{what} is not in the source; add the file, and say what it shows"
    )


def _find_unreadable(text: str) -> Iterator[Doubt]:
    """Yield the doubt about a character that the source holds in halves, or not at all."""
    at = text.find("\ufffd")
    if at >= 0:
        detail = "a character cannot be read, and U+FFFD stands in its place"
        yield Doubt(DoubtKind.TEXT_CHANGED, detail, at=at)
