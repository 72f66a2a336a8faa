"""The lines of a page copied out of a browser in; the posts out, where each begins with a name, a handle and a date."""

import re
from collections.abc import Sequence

from threadbrief.core.structs import Frozen
from threadbrief.importers.model import CapturedPost, Doubt, DoubtKind

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
_MAX_LINES_TO_DATE = 4
"""Lines in which the date follows the handle."""


class BrowserPosts(Frozen):
    """The posts of a page."""

    posts: tuple[CapturedPost, ...]
    doubts: tuple[Doubt, ...]
    handle: str
    name: str


class _Header(Frozen):
    """The lines above a post: its author's name and handle, and its date."""

    start: int
    stop: int
    name: str
    handle: str
    date: str
    quoted: bool


def parse_browser_page(lines: Sequence[str]) -> BrowserPosts | None:
    """Return the posts of a page copied out of a browser; None where it is no such page."""
    headers = _find_headers(lines)
    if not headers or headers[0].quoted:
        return None
    posts: list[CapturedPost] = []
    doubts: list[Doubt] = _doubts_above(lines[: headers[0].start])
    for header, after in zip(headers, [*headers[1:], None], strict=True):
        body = lines[header.stop : after.start if after else len(lines)]
        text, dropped = _strip_page_lines(body)
        if header.quoted:
            detail = f'quotes a post by {header.name} (@{header.handle}), {header.date}: "{text}"; find its address'
            doubts.append(Doubt(DoubtKind.QUOTE_UNSEEN, detail, len(posts) - 1))
            doubts += _doubts_of_page_lines(dropped, len(posts) - 1)
            continue
        at = len(posts)
        posts.append(CapturedPost(text, handle=header.handle, name=header.name))
        doubts += _doubts_of_post(header, dropped, at)
    return BrowserPosts(tuple(posts), tuple(doubts), headers[0].handle, headers[0].name)


def _find_headers(lines: Sequence[str]) -> list[_Header]:
    found: list[_Header] = []
    for at, line in enumerate(lines):
        match = _ONE_LINE.fullmatch(line.strip())
        dated = (at, match["date"]) if match else None
        match = match or _HANDLE.fullmatch(line.strip())
        if match and dated is None:
            dated = _date_below(lines, at)
        if match is None or dated is None:
            continue
        name = match["name"] if "name" in match.re.groupindex else None
        start = at if name else at - 1
        if start < 0 or not lines[start].strip():
            continue
        quoted = start > 0 and _line_above(lines, start).lower() == "quote"
        header = _Header(
            start - quoted,
            dated[0] + 1,
            name or lines[start].strip(),
            match["handle"],
            dated[1],
            quoted,
        )
        found.append(header)
    return found


def _line_above(lines: Sequence[str], at: int) -> str:
    """Return the line with text above a line."""
    return next((line.strip() for line in reversed(lines[:at]) if line.strip()), "")


def _date_below(lines: Sequence[str], at: int) -> tuple[int, str] | None:
    """Return where below a handle the date stands, and the date."""
    for place in range(at + 1, min(at + 1 + _MAX_LINES_TO_DATE, len(lines))):
        line = lines[place].strip()
        if _DATE.fullmatch(line):
            return place, line.lstrip("·• ")
        if line and line not in _DOT:
            return None
    return None


def _strip_page_lines(lines: Sequence[str]) -> tuple[str, list[str]]:
    """Return the text of a post, and the lines below it that are the page's own."""
    kept = [line.rstrip() for line in lines]
    dropped: list[str] = []
    while kept and (not kept[-1].strip() or _is_button(kept[-1].strip())):
        line = kept.pop().strip()
        if line:
            dropped.insert(0, line)
    while kept and not kept[0].strip():
        kept.pop(0)
    answered = _count_reply_lines(kept)
    return "\n".join(kept[answered:]), [*(line.strip() for line in kept[:answered]), *dropped]


def _count_reply_lines(lines: Sequence[str]) -> int:
    """Return how many lines above a text say whom it answers: `Replying to @ada and @ilmari`, on one or several."""
    if not lines or not _REPLYING_TO.match(lines[0].strip()):
        return 0
    count = 1
    while count < len(lines) and (
        lines[count].strip() == "and" or _HANDLE.fullmatch(lines[count].strip())
    ):
        count += 1
    return count


def _is_button(line: str) -> bool:
    lowered = line.lower()
    return (
        _COUNT.fullmatch(line) is not None
        or lowered in _BUTTONS
        or lowered in _SHOW_MORE
        or lowered == "quote"
        or _DATE.fullmatch(line) is not None
    )


def _doubts_above(lines: Sequence[str]) -> list[Doubt]:
    shown = [f'"{line.strip()[:80]}"' for line in lines if line.strip()]
    return (
        [Doubt(DoubtKind.BOILERPLATE, f"lines left out above the first post: {'; '.join(shown)}")]
        if shown
        else []
    )


def _doubts_of_post(header: _Header, dropped: Sequence[str], at: int) -> list[Doubt]:
    doubt = Doubt(
        DoubtKind.DATE_DOUBT, f'the page shows "{header.date}", which has no time zone', at
    )
    return [doubt, *_doubts_of_page_lines(dropped, at)]


def _doubts_of_page_lines(dropped: Sequence[str], at: int) -> list[Doubt]:
    """Return what the page's own lines below a post say, and which they were."""
    doubts = []
    if any(line.lower() in _SHOW_MORE for line in dropped):
        doubts.append(
            Doubt(
                DoubtKind.TEXT_CUT,
                'the page cut the text with "Show more"; copy the whole of it',
                at,
            )
        )
    rest = [line for line in dropped if line.lower() not in _SHOW_MORE]
    if rest:
        shown = "; ".join(f'"{line}"' for line in rest)
        doubts.append(
            Doubt(DoubtKind.BOILERPLATE, f"lines left out as the page's own: {shown}", at)
        )
    return doubts


_HEAD = re.compile(
    r"(?:.{1,60} Profile picture|Thread Reader(?: App)?|Subscribe|Save as PDF|Bookmark|Scrolly|Follow|My Authors|Share"
    r"|Read on (?:X|Twitter)|Tweet|Post|Conversation|See new posts|Unroll available on Thread Reader|Login|Sign up|Help"
    r"|(?:Jump to|Skip to) .{1,40}|Thread by @\w+.*|Read thread.*|Translate (?:post|tweet)"
    r"|.*\b\d+ (?:tweets|posts|min(?:ute)?s?) (?:\S{1,3} )?(?:\d+ min )?read.*)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[•·] ?[•·] ?[•·]|Missing some (?:Tweet|Post)s? in this thread\?.*|Keep Current with .*|More from @\w+.*"
    r"|Did Thread Reader help you today\?.*|Try unrolling a thread yourself.*|Stay in touch and get notified.*"
    r"|This Thread may be Removed Anytime!?.*|Enjoy the thread\?.*|\d+ of \d+ replies.*|You can follow @\w+\.?"
    r"|Tip: mention .*|Read all the thread.*)",
    re.IGNORECASE,
)
_UNROLL = re.compile(
    r"\s*@(?:threadreaderapp|unrollthread|threadrip|rattibha|UnrollHelper|pingthread|readwiseio|save)\b"
    r"(?: (?:please )?(?:unroll|compile|save|thread|pls|please))*[ .!]*",
    re.IGNORECASE,
)
_PAGE_COUNT = re.compile(r"(\d+) (?:tweets|posts)\b", re.IGNORECASE)
_DAY = re.compile(r"\b[A-Z][a-z]{2} \d{1,2}, \d{4}\b")
_PAGE_HANDLE = re.compile(r"(?:Thread by |^)@(\w{1,20})\b", re.IGNORECASE)
_NAME = re.compile(r"(.{1,60}?) Profile picture", re.IGNORECASE)
_FIRST_LINES = 15


class StrippedPage(Frozen):
    """What was found around a thread."""

    lines: tuple[str, ...]
    """Of the thread."""
    dropped: tuple[str, ...] = ()
    """The other lines that hold text, in their order."""
    posts: int | None = None
    """How many posts the page says there are."""
    day: str | None = None
    """The day that it shows, as it shows it."""
    handle: str | None = None
    name: str | None = None


def strip_boilerplate(lines: Sequence[str]) -> StrippedPage:
    """Return a page without its furniture; one that has none comes back as it is."""
    begin = _find_start(lines)
    end = next(
        (at for at in range(begin, len(lines)) if _TAIL.fullmatch(lines[at].strip())), len(lines)
    )
    while end < len(lines) and end > begin and not lines[end - 1].strip():
        end -= 1
    head, tail = lines[:begin], lines[end:]
    dropped = tuple(line.strip() for line in (*head, *tail) if line.strip())
    said = "\n".join(line.strip() for line in head)
    count, day = _PAGE_COUNT.search(said), _DAY.search(said)
    handle, name = (
        re.search(_PAGE_HANDLE.pattern, said, re.MULTILINE | re.IGNORECASE),
        _NAME.search(said),
    )
    return StrippedPage(
        tuple(lines[begin:end]),
        dropped,
        int(count[1]) if count else None,
        day[0] if day else None,
        handle[1] if handle else None,
        name[1] if name else None,
    )


def _find_start(lines: Sequence[str]) -> int:
    """Return where the thread begins: behind the last line of furniture near the top."""
    last = 0
    for at, line in enumerate(lines[:_FIRST_LINES]):
        if _HEAD.fullmatch(line.strip()):
            last = at + 1
    while last and last < len(lines) and not lines[last].strip():
        last += 1
    return last


def is_unroller_call(text: str) -> bool:
    """Return whether a post does nothing but call a bot that copies threads."""
    return _UNROLL.fullmatch(text) is not None
