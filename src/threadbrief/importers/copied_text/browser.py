"""Pages copied out of a browser: the boilerplate around a thread, and the headers of posts.

Boilerplate is what the page of a platform, or of a service that unrolls threads, copies along:
buttons, counts, dates, links to other threads. Each line that is left out is listed in a doubt.
"""

import re
from collections.abc import Sequence

from threadbrief.core.structs import Frozen
from threadbrief.importers.model import CapturedPost, Doubt, DoubtKind

# The page around a thread

_HEAD = re.compile(
    r"(?:.{1,60} Profile picture|Thread Reader(?: App)?|Subscribe|Save as PDF|Bookmark|Scrolly"
    r"|Follow|My Authors|Share|Read on (?:X|Twitter)|Tweet|Post|Conversation|See new posts"
    r"|Unroll available on Thread Reader|Login|Sign up|Help"
    r"|(?:Jump to|Skip to) .{1,40}|Thread by @\w+.*|Read thread.*|Translate (?:post|tweet)"
    r"|.*\b\d+ (?:tweets|posts|min(?:ute)?s?) (?:\S{1,3} )?(?:\d+ min )?read.*)",
    re.IGNORECASE,
)
"""Lines above a thread."""
_TAIL = re.compile(
    r"(?:[•·] ?[•·] ?[•·]|Missing some (?:Tweet|Post)s? in this thread\?.*"
    r"|Keep Current with .*|More from @\w+.*|Did Thread Reader help you today\?.*"
    r"|Try unrolling a thread yourself.*|Stay in touch and get notified.*"
    r"|This Thread may be Removed Anytime!?.*"
    r"|Enjoy the thread\?.*|\d+ of \d+ replies.*|You can follow @\w+\.?"
    r"|Tip: mention .*|Read all the thread.*)",
    re.IGNORECASE,
)
"""The first line below a thread."""
_UNROLL = re.compile(
    r"\s*@(?:threadreaderapp|unrollthread|threadrip|rattibha|UnrollHelper|pingthread|readwiseio"
    r"|save)\b"
    r"(?: (?:please )?(?:unroll|compile|save|thread|pls|please))*[ .!]*",
    re.IGNORECASE,
)
_PAGE_COUNT = re.compile(r"(?<!\d)(\d{1,9}) (?:tweets|posts)\b", re.IGNORECASE)
_DAY = re.compile(r"\b([A-Z][a-z]{2} \d{1,2}, \d{4})\b")
_PAGE_HANDLE = re.compile(r"(?:Thread by |^)@(\w{1,20})\b", re.IGNORECASE | re.MULTILINE)
_NAME = re.compile(r"(.{1,60}?) Profile picture", re.IGNORECASE)
_FIRST_LINES = 15
"""Lines of a page in which its boilerplate ends."""


class StrippedPage(Frozen):
    """The lines of a thread, and what the page around it has."""

    lines: tuple[str, ...]
    """The lines of the thread."""
    dropped: tuple[str, ...] = ()
    """The other lines with text, in their order."""
    posts: int | None = None
    """The number of posts according to the page."""
    day: str | None = None
    """The date on the page, as it is written there."""
    handle: str | None = None
    name: str | None = None


def strip_boilerplate(lines: Sequence[str]) -> StrippedPage:
    """Return the thread of a copied page; all lines where it has no boilerplate."""
    start = _find_start(lines)
    end = start
    while end < len(lines) and not _TAIL.fullmatch(lines[end].strip()):
        end += 1
    has_tail = end < len(lines)
    while has_tail and end > start and not lines[end - 1].strip():
        end -= 1
    head, tail = lines[:start], lines[end:]
    top = "\n".join(line.strip() for line in head)
    posts = _find_group(_PAGE_COUNT, top)
    return StrippedPage(
        lines=tuple(lines[start:end]),
        dropped=tuple(line.strip() for line in (*head, *tail) if line.strip()),
        posts=int(posts) if posts else None,
        day=_find_group(_DAY, top),
        handle=_find_group(_PAGE_HANDLE, top),
        name=_find_group(_NAME, top),
    )


def _find_group(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match[1] if match else None


def _find_start(lines: Sequence[str]) -> int:
    """Return the first line of the thread: after the last line of boilerplate near the top."""
    start = 0
    for at, line in enumerate(lines[:_FIRST_LINES]):
        if _HEAD.fullmatch(line.strip()):
            start = at + 1
    while start and start < len(lines) and not lines[start].strip():
        start += 1
    return start


def is_unroller_call(text: str) -> bool:
    """Return whether a post only mentions a bot that unrolls threads."""
    return _UNROLL.fullmatch(text) is not None


# Posts with a header: name, handle and date

_HANDLE = re.compile(r"@(?P<handle>\w{1,20}|\w+@[\w.-]+|[\w-]+(?:\.[\w-]+)+)")
_DOT = frozenset({"·", "•", "∙"})
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DATE = re.compile(
    rf"(?:[·•]\s*)?(?:\d{{1,2}}:\d{{2}}(?:\s?[AP]M)?\s*[·•]\s*)?"
    rf"(?:{_MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} {_MONTH}(?: \d{{4}})?|\d{{1,2}}[smhd])",
    re.IGNORECASE,
)
_ONE_LINE = re.compile(
    rf"(?:(?P<name>\S.{{0,60}}?)\s+)?{_HANDLE.pattern}\s*[·•]\s*(?P<date>{_DATE.pattern})",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"(?:[\d.,]+\s?[KMB]?|[·•])(?:\s+(?:Views?|Reposts?|Quotes?|Likes?|Bookmarks?|Replies))?",
    re.IGNORECASE,
)
_BUTTONS = frozenset(
    {"reply", "repost", "like", "share", "bookmark", "view post activity", "read replies", "follow"}
)
_SHOW_MORE = frozenset({"show more", "read more", "show this thread"})
_REPLYING_TO = re.compile(
    r"Replying to(?:\s+@[\w.@-]+(?:,| and)?)*(?: and \d+ others?)?$", re.IGNORECASE
)
"""`Replying to @ada and @ilmari`, or the first line of it."""
_MAX_LINES_TO_DATE = 4
"""Lines after a handle in which its date may follow."""


class BrowserPosts(Frozen):
    """The posts of a copied page."""

    posts: tuple[CapturedPost, ...]
    doubts: tuple[Doubt, ...]
    handle: str
    """Of the author of the first post."""
    name: str


class _Header(Frozen):
    """The lines above a post: the name and handle of its author, and its date."""

    start: int
    """Its first line."""
    stop: int
    """The line after it."""
    name: str
    handle: str
    date: str
    """As the page shows it."""
    quoted: bool
    """Whether the post is quoted by the one before."""


def parse_browser_page(lines: Sequence[str]) -> BrowserPosts | None:
    """Return the posts of a page copied out of a browser; None where posts have no headers."""
    headers = _find_headers(lines)
    if not headers or headers[0].quoted:
        return None
    posts: list[CapturedPost] = []
    doubts = _report_lines_above(lines[: headers[0].start])
    stops = [*(header.start for header in headers[1:]), len(lines)]
    for header, stop in zip(headers, stops, strict=True):
        text, dropped = _strip_page_lines(lines[header.stop : stop])
        if header.quoted:
            detail = (
                f"quotes a post by {header.name} (@{header.handle}), {header.date}: "
                f'"{text}"; find its address'
            )
            doubts.append(Doubt(DoubtKind.QUOTE_UNSEEN, detail, len(posts) - 1))
        else:
            posts.append(CapturedPost(text, handle=header.handle, name=header.name))
            detail = f'the page shows "{header.date}", which has no time zone'
            doubts.append(Doubt(DoubtKind.DATE_DOUBT, detail, len(posts) - 1))
        doubts += _report_page_lines(dropped, len(posts) - 1)
    first = headers[0]
    return BrowserPosts(
        posts=tuple(posts), doubts=tuple(doubts), handle=first.handle, name=first.name
    )


def _find_headers(lines: Sequence[str]) -> list[_Header]:
    headers: list[_Header] = []
    for at in range(len(lines)):
        header = _parse_header(lines, at)
        if header is not None:
            headers.append(header)
    return headers


def _parse_header(lines: Sequence[str], at: int) -> _Header | None:
    """Return the header with its handle on a line; None where there is none.

    It is `Name @handle · date` on one line, or name, handle and date on lines of their own.
    """
    line = lines[at].strip()
    match = _ONE_LINE.fullmatch(line)
    if match:
        name, handle = match["name"], match["handle"]
        dated: tuple[int, str] | None = (at, match["date"])
    else:
        match = _HANDLE.fullmatch(line)
        if match is None:
            return None
        name, handle = None, match["handle"]
        dated = _find_date_below(lines, at)
    if dated is None:
        return None
    start = at if name else at - 1
    if start < 0 or not lines[start].strip():
        return None
    quoted = start > 0 and _find_line_above(lines, start).lower() == "quote"
    return _Header(
        start=start - quoted,
        stop=dated[0] + 1,
        name=name or lines[start].strip(),
        handle=handle,
        date=dated[1],
        quoted=quoted,
    )


def _find_line_above(lines: Sequence[str], at: int) -> str:
    """Return the nearest line with text above a line; empty where there is none."""
    return next((line.strip() for line in reversed(lines[:at]) if line.strip()), "")


def _find_date_below(lines: Sequence[str], at: int) -> tuple[int, str] | None:
    """Return the line of the date below a handle, and the date; None where text comes first."""
    for place in range(at + 1, min(at + 1 + _MAX_LINES_TO_DATE, len(lines))):
        line = lines[place].strip()
        if _DATE.fullmatch(line):
            return place, line.lstrip("·• ")
        if line and line not in _DOT:
            return None
    return None


def _strip_page_lines(lines: Sequence[str]) -> tuple[str, list[str]]:
    """Return the text of a post, and the lines around it that are the page's own."""
    kept = [line.rstrip() for line in lines]
    below: list[str] = []
    while kept and (not kept[-1].strip() or _is_button(kept[-1].strip())):
        line = kept.pop().strip()
        if line:
            below.insert(0, line)
    while kept and not kept[0].strip():
        kept.pop(0)
    count = _count_reply_lines(kept)
    above = [line.strip() for line in kept[:count]]
    return "\n".join(kept[count:]), above + below


def _count_reply_lines(lines: Sequence[str]) -> int:
    """Return how many lines above a text are of the form `Replying to @ada and @ilmari`."""
    if not lines or not _REPLYING_TO.match(lines[0].strip()):
        return 0
    count = 1
    for line in lines[1:]:
        if line.strip() != "and" and not _HANDLE.fullmatch(line.strip()):
            break
        count += 1
    return count


def _is_button(line: str) -> bool:
    """Return whether a line is a button, a count or a date below a post."""
    lowered = line.lower()
    if lowered in _BUTTONS or lowered in _SHOW_MORE or lowered == "quote":
        return True
    return _COUNT.fullmatch(line) is not None or _DATE.fullmatch(line) is not None


def _report_lines_above(lines: Sequence[str]) -> list[Doubt]:
    """Return the doubt about the lines above the first post, if they have text."""
    shown = "; ".join(f'"{line.strip()[:80]}"' for line in lines if line.strip())
    if not shown:
        return []
    return [Doubt(DoubtKind.BOILERPLATE, f"lines left out above the first post: {shown}")]


def _report_page_lines(dropped: Sequence[str], at: int) -> list[Doubt]:
    """Return the doubts about the page's own lines around a post, by the index of the post."""
    doubts: list[Doubt] = []
    rest = [line for line in dropped if line.lower() not in _SHOW_MORE]
    if len(rest) < len(dropped):
        detail = 'the page cut the text with "Show more"; copy the whole of it'
        doubts.append(Doubt(DoubtKind.TEXT_CUT, detail, at))
    if rest:
        shown = "; ".join(f'"{line}"' for line in rest)
        detail = f"lines left out as the page's own: {shown}"
        doubts.append(Doubt(DoubtKind.BOILERPLATE, detail, at))
    return doubts
