"""A post of Bluesky in, the post as it was captured out, with what is doubtful about it.

Offsets are bytes of UTF-8; those of the old `entities` are units of UTF-16.
"""

from collections.abc import Iterator

from threadbrief.importers.bluesky_nodes import author_of, key_of, parent_of
from threadbrief.importers.built import Built, media_missing
from threadbrief.importers.captured import (
    CapturedLink,
    CapturedMedia,
    CapturedMention,
    CapturedPost,
    CapturedQuote,
    Doubt,
    DoubtKind,
)
from threadbrief.importers.fields import Record, array, moment, number, record, records, text
from threadbrief.importers.splice import Patch, Spliced, from_bytes, from_utf16, shortens, splice
from threadbrief.model.brief import MediaType
from threadbrief.values import Ledger, Value, field

_UNSEEN = {
    "NotFound": "was not found",
    "Blocked": "is blocked",
    "Detached": "was detached by its author",
}


class _Mark(Value):
    """A place in a text, and what it stands for."""

    start: int
    end: int
    link: str | None = None
    handle: str | None = None


class _Beside(Ledger):
    """What stands beside the text of a post."""

    links: list[CapturedLink] = field(default_factory=list)
    media: list[CapturedMedia] = field(default_factory=list)
    quotes: list[CapturedQuote] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def web_address(uri: str) -> str:
    """Return the address under which a post can be read; by its author's DID, which no change of handle breaks."""
    return f"https://bsky.app/profile/{author_of(uri)}/post/{key_of(uri)}"


def build_post(post: Record) -> Built:
    """Return a post."""
    uri = text(post, "uri") or ""
    content = record(post, "record")
    written = text(content, "text") or ""
    marks = list(_marks(content, written))
    spliced = splice(written, [Patch(mark.start, mark.end, _shown(mark, written)) for mark in marks])
    beside = _beside(post, content)
    date = moment(content.get("createdAt"))
    if date is None:
        beside.doubts.append(Doubt(DoubtKind.DATE_MISSING, "the post does not say when it was made"))
    captured = CapturedPost(
        spliced.text,
        id=key_of(uri),
        url=web_address(uri),
        date=date,
        reply_to=_answered(uri, parent_of(post)),
        language=next((language for language in array(content, "langs") if isinstance(language, str)), None),
        links=_links(marks, spliced, beside.links),
        mentions=_mentions(marks, spliced),
        media=tuple(beside.media),
        quotes=tuple(beside.quotes),
    )
    return Built(captured, tuple(beside.doubts))


def _answered(uri: str, parent: str | None) -> str | None:
    """Return the id of the post that is answered; its whole address where it is another author's."""
    return key_of(parent) if parent and author_of(parent) == author_of(uri) else parent


def _marks(content: Record, written: str) -> Iterator[_Mark]:
    """Yield the links and mentions of a text, in code points."""
    for facet in records(content, "facets"):
        index = record(facet, "index")
        start, end = number(index, "byteStart"), number(index, "byteEnd")
        place = None if start is None or end is None else from_bytes(written, start, end)
        for feature in records(facet, "features"):
            kind = (text(feature, "$type") or "").rpartition("#")[2]
            yield from _mark(kind, text(feature, "uri"), place, written)
    for entity in () if "facets" in content else records(content, "entities"):
        index = record(entity, "index")
        start, end = number(index, "start"), number(index, "end")
        place = None if start is None or end is None else from_utf16(written, start, end)
        yield from _mark(text(entity, "type") or "", text(entity, "value"), place, written)


def _mark(kind: str, value: str | None, place: tuple[int, int] | None, written: str) -> Iterator[_Mark]:
    if kind == "link" and value:
        yield _Mark(*(place or (-1, -1)), link=value)
    elif kind == "mention" and place and written[place[0] : place[1]].strip("@"):
        yield _Mark(*place, handle=written[place[0] : place[1]].removeprefix("@"))


def _shown(mark: _Mark, written: str) -> str | None:
    """Return the full address where a text shows the beginning of it; None where what is written stays."""
    form = written[mark.start : mark.end] if mark.start >= 0 else ""
    return mark.link if mark.link and form.endswith(("…", "...")) and shortens(form, mark.link) else None


def _links(marks: list[_Mark], spliced: Spliced, beside: list[CapturedLink]) -> tuple[CapturedLink, ...]:
    titles = {link.url: link.title for link in beside}
    found = [
        CapturedLink(mark.link, place and place[0], place and place[1], titles.get(mark.link))
        for mark, place in zip(marks, spliced.places, strict=True)
        if mark.link
    ]
    there = {link.url for link in found}
    return (*found, *(link for link in beside if link.url not in there))


def _mentions(marks: list[_Mark], spliced: Spliced) -> tuple[CapturedMention, ...]:
    return tuple(
        CapturedMention(mark.handle, *place)
        for mark, place in zip(marks, spliced.places, strict=True)
        if mark.handle and place
    )


def _beside(post: Record, content: Record) -> _Beside:
    """Return what is embedded in a post, as it was shown, or else as it was written."""
    beside = _Beside()
    _embed(beside, record(post, "embed") or record(content, "embed"))
    return beside


def _embed(beside: _Beside, embed: Record) -> None:
    kind = (text(embed, "$type") or "").removeprefix("app.bsky.embed.").partition("#")[0]
    match kind:
        case "images":
            for image in records(embed, "images"):
                _media(beside, MediaType.IMAGE, text(image, "fullsize", "thumb"), text(image, "alt"))
        case "video":
            _media(beside, MediaType.VIDEO, text(embed, "playlist", "thumbnail"), text(embed, "alt"))
        case "external":
            card = record(embed, "external")
            address = text(card, "uri")
            if address:
                title = text(card, "title")
                beside.links.append(CapturedLink(address, title=title))
                beside.media.append(CapturedMedia(MediaType.CARD, url=address, caption=title))
        case "record":
            _quote(beside, record(embed, "record"))
        case "recordWithMedia":
            _quote(beside, record(embed, "record", "record") or record(embed, "record"))
            _embed(beside, record(embed, "media"))
        case "":
            pass
        case _:
            beside.doubts.append(media_missing(f'something embedded ("{kind}")'))


def _media(beside: _Beside, kind: MediaType, address: str | None, alt: str | None) -> None:
    beside.media.append(CapturedMedia(kind, url=address, alt=alt))
    beside.doubts.append(media_missing(f"{kind.value} {len(beside.media)}"))


def _quote(beside: _Beside, quoted: Record) -> None:
    """Take a quoted post, or the reference to one."""
    uri = text(quoted, "uri")
    if uri is None or not uri.startswith("at://"):
        return
    is_post = "/app.bsky.feed.post/" in uri
    address = web_address(uri) if is_post else f"https://bsky.app/profile/{author_of(uri)}"
    beside.links.append(CapturedLink(address, title=text(quoted, "displayName", "name"), quotes=is_post))
    content = record(quoted, "value")
    if "text" in content:
        author = record(quoted, "author")
        beside.quotes.append(
            CapturedQuote(
                address,
                text(content, "text") or "",
                _handle(author),
                text(author, "displayName"),
                moment(content.get("createdAt")),
            )
        )
    elif is_post:
        kind = text(quoted, "$type") or ""
        why = next((said for name, said in _UNSEEN.items() if kind.endswith(name)), "is not in the source")
        beside.doubts.append(Doubt(DoubtKind.QUOTE_UNSEEN, f"the post that it quotes {why}: {address}"))


def _handle(author: Record) -> str | None:
    handle = text(author, "handle")
    return None if handle == "handle.invalid" else handle
