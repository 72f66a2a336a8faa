"""The text of a post in; out come the addresses and handles in it, by the rules that the memo is read by."""

import re
from collections.abc import Iterator

from threadbrief.importers.captured import CapturedLink, CapturedMention, Doubt, DoubtKind
from threadbrief.importers.post_addresses import post_address
from threadbrief.importers.sites import is_short
from threadbrief.read.scan import handles_in
from threadbrief.text.urls import find_web_addresses

_CUT = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}/[^\s…]*…", re.IGNORECASE)
_SCHEMELESS = re.compile(
    r"(?<![\w@./:-])(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|int|info|io|co|ru|cn|uk|de|fr|eu|jp|in)/[^\s…]*[^\s….,;:!?)]"
)
_PICTURE = re.compile(r"(?<!\S)(?:https?://)?pic\.(?:twitter|x)\.com/\w+")


def links_in(text: str, own: str | None = None) -> tuple[CapturedLink, ...]:
    """Return the full addresses in a text; `own` is the id of the thread's first post, which is no quoted one."""
    cut = [match.span() for match in _CUT.finditer(text)]
    found = []
    for start, url in find_web_addresses(text):
        if any(first <= start < last for first, last in cut) or _PICTURE.match(url):
            continue
        post = post_address(url)
        found.append(CapturedLink(url, start, start + len(url), quotes=post is not None and post.id != own))
    return tuple(found)


def mentions_in(text: str) -> tuple[CapturedMention, ...]:
    """Return the handles in a text, but for those that are part of an address."""
    taken = [(start, start + len(url)) for start, url in find_web_addresses(text)]
    return tuple(
        CapturedMention(handle, start, start + len(handle) + 1)
        for start, handle in handles_in(text)
        if not any(first <= start < last for first, last in taken)
    )


def doubts_in(text: str, post: int, links: tuple[CapturedLink, ...]) -> Iterator[Doubt]:
    """Yield what is doubtful about the addresses of a post."""
    for match in _CUT.finditer(text):
        detail = f'"{match[0]}" is cut; give the full address'
        yield Doubt(DoubtKind.URL_CUT, detail, post, match.start())
    taken = [(link.start or 0, link.end or 0) for link in links]
    for match in _SCHEMELESS.finditer(text):
        if not any(first <= match.start() < last for first, last in taken) and not _PICTURE.match(match[0]):
            detail = f'"{match[0]}" is shown without its beginning, and perhaps without its end; give the full address'
            if not text.startswith("…", match.end()):
                yield Doubt(DoubtKind.URL_CUT, detail, post, match.start())
    for link in links:
        if is_short(link.url):
            detail = f"{link.url} is a shortened address; give the one that it leads to"
            yield Doubt(DoubtKind.URL_SHORT, detail, post, link.start)
    for match in _PICTURE.finditer(text):
        yield Doubt(DoubtKind.MEDIA_MISSING, f"a picture ({match[0]}) is not in the copy", post, match.start())
