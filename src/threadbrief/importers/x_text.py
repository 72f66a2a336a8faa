"""The text of a post of X and its entities in, the text as it was shown and its links, mentions and media out.

Offsets are code points of the escaped text, which is how X counts them in archives and in both of its interfaces.
"""

import re
from collections.abc import Callable, Iterable

from threadbrief.importers.captured import CapturedLink, CapturedMention
from threadbrief.importers.splice import Patch, located, splice, unescaped
from threadbrief.values import Value

_STATUS = re.compile(
    r"https?://(?:(?:www|mobile|m)\.)?(?:twitter|x)\.com/(?:i/web|\w{1,20})/status(?:es)?/(\d+)/?(?:\?.*)?"
)
_MENTIONS = re.compile(r"(?:[@＠]\w{1,20}\s+)+")


class Address(Value):
    """A short address of an entity."""

    short: str
    full: str
    span: tuple[int, int]
    title: str | None = None


class Handle(Value):
    """A mention of an entity."""

    handle: str
    span: tuple[int, int]
    name: str | None = None


class Written(Value):
    """A text as X writes it."""

    text: str
    post: str
    """The id of its post."""
    addresses: tuple[Address, ...] = ()
    handles: tuple[Handle, ...] = ()
    pictures: tuple[tuple[str, tuple[int, int]], ...] = ()
    """The short addresses that stand for pictures and films, which readers did not see."""
    shown_from: int = 0
    """Where its shown part begins; before it stand the handles of those it answers."""
    escaped: bool = True


class Shown(Value):
    """A text as its readers saw it."""

    text: str
    links: tuple[CapturedLink, ...]
    mentions: tuple[CapturedMention, ...]


def shown(written: Written) -> Shown:
    """Return a text with its full addresses, without those of its pictures, its escapes undone once."""
    text = written.text
    begin = hidden(written)
    found: list[tuple[tuple[int, int] | None, str | None]] = [
        (located(text, *address.span, [address.short]), address.full) for address in written.addresses
    ]
    found += [(located(text, *one.span, [f"@{one.handle}", f"＠{one.handle}"]), None) for one in written.handles]
    found += [(located(text, *span, [short]), "") for short, span in written.pictures]
    patches = [Patch(0, begin, "")]
    patches += [Patch(*(span if span and span[0] >= begin else (-1, -1)), form) for span, form in found]
    undo: Callable[[str], str] = unescaped if written.escaped else str
    spliced = splice(text, patches, undo)
    whole = spliced.text.rstrip() if written.pictures else spliced.text
    places = spliced.places[1:]
    count = len(written.addresses)
    return Shown(whole, _links(written, whole, places[:count]), _mentions(written, places[count:]))


def hidden(written: Written) -> int:
    """Return where the shown part begins: after the handles of those whom it answers, where X hides them."""
    begin = written.shown_from
    return begin if 0 < begin <= len(written.text) and _MENTIONS.fullmatch(written.text[:begin]) else 0


def status_id(address: str) -> str | None:
    """Return the id in the address of a post of X; None where it is no such address, or one of its pictures."""
    match = _STATUS.fullmatch(address)
    return match[1] if match else None


def _links(written: Written, text: str, places: Iterable[tuple[int, int] | None]) -> tuple[CapturedLink, ...]:
    found = []
    for address, place in zip(written.addresses, places, strict=False):
        start, end = place or (None, None)
        quoted = status_id(address.full)
        at_end = end is None or not text[end:].strip()
        if quoted == written.post and place is None:
            continue
        quotes = quoted is not None and quoted != written.post and at_end
        found.append(CapturedLink(address.full, start, end, address.title, quotes))
    return tuple(found)


def _mentions(written: Written, places: Iterable[tuple[int, int] | None]) -> tuple[CapturedMention, ...]:
    return tuple(
        CapturedMention(handle.handle, *place, handle.name)
        for handle, place in zip(written.handles, places, strict=False)
        if place is not None
    )
