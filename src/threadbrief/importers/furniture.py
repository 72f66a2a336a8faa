"""The lines of a copied page in; out come those of the thread, and what a reading page had put around them."""

import re
from collections.abc import Sequence

from threadbrief.values import Value

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
_COUNT = re.compile(r"(\d+) (?:tweets|posts)\b", re.IGNORECASE)
_DAY = re.compile(r"\b[A-Z][a-z]{2} \d{1,2}, \d{4}\b")
_HANDLE = re.compile(r"(?:Thread by |^)@(\w{1,20})\b", re.IGNORECASE)
_NAME = re.compile(r"(.{1,60}?) Profile picture", re.IGNORECASE)
_FIRST_LINES = 15


class Page(Value):
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


def unfurnished(lines: Sequence[str]) -> Page:
    """Return a page without its furniture; one that has none comes back as it is."""
    begin = _head(lines)
    end = next((at for at in range(begin, len(lines)) if _TAIL.fullmatch(lines[at].strip())), len(lines))
    while end < len(lines) and end > begin and not lines[end - 1].strip():
        end -= 1
    head, tail = lines[:begin], lines[end:]
    dropped = tuple(line.strip() for line in (*head, *tail) if line.strip())
    said = "\n".join(line.strip() for line in head)
    count, day = _COUNT.search(said), _DAY.search(said)
    handle, name = re.search(_HANDLE.pattern, said, re.MULTILINE | re.IGNORECASE), _NAME.search(said)
    return Page(
        tuple(lines[begin:end]),
        dropped,
        int(count[1]) if count else None,
        day[0] if day else None,
        handle[1] if handle else None,
        name[1] if name else None,
    )


def _head(lines: Sequence[str]) -> int:
    """Return where the thread begins: behind the last line of furniture near the top."""
    last = 0
    for at, line in enumerate(lines[:_FIRST_LINES]):
        if _HEAD.fullmatch(line.strip()):
            last = at + 1
    while last and last < len(lines) and not lines[last].strip():
        last += 1
    return last


def calls_unroller(text: str) -> bool:
    """Return whether a post does nothing but call a bot that copies threads."""
    return _UNROLL.fullmatch(text) is not None
