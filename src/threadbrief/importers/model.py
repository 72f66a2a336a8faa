"""The captured thread: what the reader of a format returns, and what a draft is built from.

*Nothing is guessed*: readers undo the encoding of their format and nothing else. They do not
shorten, correct, number or guess. What they cannot know is None, and what is doubtful becomes a
Doubt.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import Enum
from typing import Self

from threadbrief.core.structs import Frozen, replace
from threadbrief.model.brief import MediaType, Platform, Visibility


class DoubtKind(Enum):
    """The kinds of doubt that a person must settle: one table, by importance.

    The value is the `kind` of a flag in the YAML (docs/howto/import.md). The order of the rows is
    the order of the flags in a draft. Where a wrong answer costs most comes first: words that are
    lost or misread, then the author and the dates, then the sources.
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
    """The kind in words, for the list that the command line prints."""
    resolution: str
    """How the importer resolved it; empty: a person must settle it."""

    def __new__(cls, value: str, headline: str, resolution: str = "") -> Self:
        """Make a kind from its row."""
        kind = object.__new__(cls)
        kind._value_ = value
        kind.headline = headline
        kind.resolution = resolution
        return kind


class Doubt(Frozen):
    """Something unknown or uncertain in a captured thread; it becomes a flag of the draft."""

    kind: DoubtKind
    detail: str
    """One sentence for a person: what the source has, and what to settle."""
    post: int | None = None
    """The index of the post it is about; None: the thread."""
    at: int | None = None
    """Its offset in the post's text, in code points; None: no single place."""
    count: int | None = None
    """How many characters are lost there; None: none, or an unknown number."""


class CapturedLink(Frozen):
    """An address in a post."""

    url: str
    """The full address."""
    start: int | None = None
    """Where its shown form begins in the text, in code points; None: it is not in the text (a card,
    a quote)."""
    end: int | None = None
    title: str | None = None
    """The title of the page, from a card or an entity."""
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
    """A picture, a video, a card or a poll of a post."""

    type: MediaType
    file: str | None = None
    """Its path in the source; None: the source does not contain it."""
    url: str | None = None
    alt: str | None = None
    caption: str | None = None


class CapturedQuote(Frozen):
    """A post that another quotes, where the source contains it."""

    url: str
    text: str | None = None
    handle: str | None = None
    name: str | None = None
    date: datetime | None = None


class CapturedPost(Frozen):
    """One post."""

    text: str
    """As the platform shows it: escapes undone once, shortened addresses expanded where the source
    has the full ones, line breaks kept."""
    id: str | None = None
    """The platform's id."""
    url: str | None = None
    date: datetime | None = None
    """With its zone."""
    edited: datetime | None = None
    number_shown: str | None = None
    """The number as the author wrote it: `2/`, `(1/8)`, `6-7/40`."""
    handle: str | None = None
    """Of its author, where that may differ from the thread's; without its @."""
    name: str | None = None
    """Of its author, where the source names it with each post."""
    reply_to: str | None = None
    """The platform's id of the post that it replies to."""
    language: str | None = None
    visibility: Visibility = Visibility.PUBLIC
    links: tuple[CapturedLink, ...] = ()
    mentions: tuple[CapturedMention, ...] = ()
    media: tuple[CapturedMedia, ...] = ()
    quotes: tuple[CapturedQuote, ...] = ()


class CapturedFile(Frozen):
    """The name, digest and size of a file that a thread was read from."""

    name: str
    sha256: str
    bytes: int


class CapturedThread(Frozen):
    """A thread with its posts in reading order."""

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
    """A thread of an export with many, as `--list` shows it."""

    id: str
    """The value for `--select`."""
    date: datetime | None
    posts: int
    opening: str
    """The first words of its first post."""


class Selection(Frozen):
    """The options of the command line that select and complete a thread; None where not given."""

    select: str | None = None
    handle: str | None = None
    url: str | None = None
    with_private: bool = False
    """Whether posts that were not public are included."""


class PostWithDoubts(Frozen):
    """A post and the doubts about it, before its index in the thread is known."""

    post: CapturedPost
    doubts: tuple[Doubt, ...] = ()


def collect_posts(
    posts: Iterable[PostWithDoubts],
) -> tuple[tuple[CapturedPost, ...], list[Doubt]]:
    """Return the posts of a thread, and their doubts, each with the index of its post."""
    collected: list[CapturedPost] = []
    doubts: list[Doubt] = []
    for index, item in enumerate(posts):
        collected.append(item.post)
        found = (*item.doubts, *_find_unreadable(item.post.text))
        doubts += [replace(doubt, post=index) for doubt in found]
    return tuple(collected), doubts


def pluralize(number: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its noun, in the plural where it needs that (without one: with an s)."""
    if number == 1:
        return f"{number:,} {singular}"
    return f"{number:,} {plural or singular + 's'}"


def missing_media_doubt(what: str) -> Doubt:
    """Return the doubt about a picture or a video that the source does not contain."""
    return Doubt(
        DoubtKind.MEDIA_MISSING, f"{what} is not in the source; add the file, and say what it shows"
    )


def _find_unreadable(text: str) -> Iterator[Doubt]:
    """Yield the doubt about a character that the source has truncated, as U+FFFD."""
    at = text.find("\ufffd")
    if at >= 0:
        detail = "a character cannot be read, and U+FFFD stands in its place"
        yield Doubt(DoubtKind.TEXT_CHANGED, detail, at=at)


def format_moment(moment: datetime) -> str:
    """Return a moment in UTC as the detail of a doubt has it: `21 June 2020, 04:12:06 UTC`.

    Details are printed in the memo, where no date is in figures.
    """
    return f"{moment.day} {moment:%B %Y, %H:%M:%S} UTC"
