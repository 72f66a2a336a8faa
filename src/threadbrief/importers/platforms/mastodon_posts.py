"""A post of Mastodon in either of its forms, and the captured post made from it.

The interface gives a Status; the archive that a person downloads gives activities, whose objects are notes.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from threadbrief.core.structs import Frozen, replace
from threadbrief.importers.inputs.json import Record, moment, number, record, records, text
from threadbrief.importers.model import (
    CapturedLink,
    CapturedMedia,
    CapturedMention,
    CapturedPost,
    CapturedQuote,
    Doubt,
    DoubtKind,
    PostWithDoubts,
    missing_media_doubt,
)
from threadbrief.importers.platforms.html import Anchor, HtmlText, html_text
from threadbrief.importers.platforms.text_offsets import Patch, shortens, splice
from threadbrief.model.brief import MediaType, Visibility
from threadbrief.text.urls import has_web_scheme, split_url

_TYPES = {
    "image": MediaType.IMAGE,
    "gifv": MediaType.GIF,
    "video": MediaType.VIDEO,
    "audio": MediaType.AUDIO,
}
_SEEN_BY = {
    "public": Visibility.PUBLIC,
    "unlisted": Visibility.UNLISTED,
    "private": Visibility.FOLLOWERS,
    "limited": Visibility.FOLLOWERS,
    "local": Visibility.FOLLOWERS,
    "direct": Visibility.DIRECT,
}
_PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})


class Status(Frozen):
    """A post of Mastodon."""

    key: str
    """What answers to it name."""
    parent: str | None
    own: bool
    """Whether the post that it answers is of the same author."""
    author: str
    html: str
    date: datetime | None = None
    edited: datetime | None = None
    warning: str | None = None
    """What stands before the text, and hides it until a reader asks."""
    visibility: Visibility = Visibility.PUBLIC
    language: str | None = None
    url: str | None = None
    handle: str | None = None
    name: str | None = None
    parent_author: str | None = None
    answers: int = 0
    """How many answers it is said to have; 0 where nothing is said."""
    media: tuple[CapturedMedia, ...] = ()
    handles: tuple[tuple[str, str], ...] = ()
    """Addresses of accounts that it mentions, each with its handle."""
    card: tuple[str, str | None] | None = None
    """The address and the title of a page that it shows."""
    quote: CapturedQuote | None = None
    """A post that it quotes; without text where the source does not hold it."""


def from_interface(status: Record, *, whole: bool = True) -> Status | None:
    """Return a Status; None for a boost, and for what is none. Its media and mentions only where it is wanted whole."""
    key = text(status, "id")
    account = record(status, "account")
    if not isinstance(status.get("content"), str) or key is None or record(status, "reblog"):
        return None
    author = text(account, "id") or text(account, "acct") or ""
    parent_author = text(status, "in_reply_to_account_id")
    return Status(
        key,
        text(status, "in_reply_to_id"),
        own=parent_author is not None and parent_author == author,
        author=author,
        html=text(status, "content") or "",
        date=moment(status.get("created_at")),
        edited=moment(status.get("edited_at")),
        warning=text(status, "spoiler_text"),
        visibility=_SEEN_BY.get(text(status, "visibility") or "public", Visibility.FOLLOWERS),
        language=text(status, "language"),
        url=text(status, "url", "uri"),
        handle=full_handle(text(account, "acct"), text(account, "url")),
        name=text(account, "display_name"),
        parent_author=parent_author,
        answers=number(status, "replies_count") or 0,
        media=(*_attached(status), *_poll(record(status, "poll"))) if whole else (),
        handles=tuple(_handles(status)) if whole else (),
        card=_card(record(status, "card")) if whole else None,
        quote=_quote(record(status, "quote")) if whole else None,
    )


def from_activity(
    activity: Record, handle: str | None = None, name: str | None = None, *, whole: bool = True
) -> Status | None:
    """Return the note that an activity made; None for a boost, and for what is none. Whole as above."""
    note = (
        record(activity, "object") if text(activity, "type") in {"Create", "Update"} else activity
    )
    key = text(note, "id")
    if key is None or text(note, "type") not in {"Note", "Question", "Article", "Page", "Video"}:
        return None
    author = text(note, "attributedTo") or text(activity, "actor") or ""
    parent = text(note, "inReplyTo")
    addressed = note if "to" in note or "cc" in note else activity
    return Status(
        key,
        parent,
        own=bool(parent and author and parent.startswith(author + "/")),
        author=author,
        html=text(note, "content") or "",
        date=moment(note.get("published")) or moment(activity.get("published")),
        edited=moment(note.get("updated")),
        warning=text(note, "summary"),
        visibility=_visibility(addressed),
        language=next(
            (language for language in record(note, "contentMap") if language != "und"), None
        ),
        url=_web(text(note, "url")) or _web(key),
        handle=handle or (_handle_of(author) if whole else None),
        name=name,
        media=(*_documents(note), *_question(note)) if whole else (),
        handles=tuple(_tagged(note)) if whole else (),
        quote=_quoted(text(note, "quote", "quoteUrl", "quoteUri", "_misskey_quote"))
        if whole
        else None,
    )


def full_handle(acct: str | None, address: str | None) -> str | None:
    """Return a handle with its server, which a server leaves out of those of its own accounts."""
    if acct is None or "@" in acct:
        return acct
    host = _host(address)
    return f"{acct}@{host}" if host else acct


def _host(address: str | None) -> str | None:
    return split_url(address or "").hostname


def _handle_of(actor: str) -> str | None:
    """Return the handle of an account by its address: `https://<server>/users/<name>`."""
    name = actor.rpartition("/")[2].removeprefix("@")
    return full_handle(name, actor) if name and not name.isdigit() and "/" in actor else None


def _web(address: str | None) -> str | None:
    return address if address and has_web_scheme(address) else None


def _attached(status: Record) -> Iterator[CapturedMedia]:
    for one in records(status, "media_attachments"):
        kind = _TYPES.get(text(one, "type") or "", MediaType.IMAGE)
        yield CapturedMedia(
            kind, url=text(one, "remote_url", "url", "preview_url"), alt=text(one, "description")
        )


def _documents(note: Record) -> Iterator[CapturedMedia]:
    for one in records(note, "attachment"):
        kind = _TYPES.get((text(one, "mediaType") or "").partition("/")[0], MediaType.IMAGE)
        yield CapturedMedia(kind, url=text(one, "url", "href"), alt=text(one, "name"))


def _poll(poll: Record) -> Iterator[CapturedMedia]:
    options = [
        (text(option, "title"), number(option, "votes_count"))
        for option in records(poll, "options")
    ]
    if options:
        yield CapturedMedia(MediaType.POLL, caption=poll_caption(options))


def _question(note: Record) -> Iterator[CapturedMedia]:
    options = [
        (text(option, "name"), number(record(option, "replies"), "totalItems"))
        for key in ("oneOf", "anyOf")
        for option in records(note, key)
    ]
    if options:
        yield CapturedMedia(MediaType.POLL, caption=poll_caption(options))


def poll_caption(options: list[tuple[str | None, int | None]]) -> str:
    """Return the answers of a poll, each with its votes where they are known."""
    return "; ".join(
        option or "?" if votes is None else f"{option or '?'}: {votes:,}"
        for option, votes in options
    )


def _handles(status: Record) -> Iterator[tuple[str, str]]:
    for mention in records(status, "mentions"):
        address = text(mention, "url")
        handle = full_handle(text(mention, "acct"), address)
        if address and handle:
            yield address, handle


def _tagged(note: Record) -> Iterator[tuple[str, str]]:
    for tag in records(note, "tag"):
        address, name = text(tag, "href"), text(tag, "name")
        if text(tag, "type") == "Mention" and address and name:
            yield address, full_handle(name.removeprefix("@"), address) or name


def _card(card: Record) -> tuple[str, str | None] | None:
    address = text(card, "url")
    return (address, text(card, "title")) if address else None


def _quote(quote: Record) -> CapturedQuote | None:
    """Return the post that another quotes; one without an address cannot be named, and is told as unseen."""
    if not quote:
        return None
    quoted = record(quote, "quoted_status") or (quote if "content" in quote else {})
    account = record(quoted, "account")
    if not quoted:
        return CapturedQuote("")
    return CapturedQuote(
        text(quoted, "url", "uri") or "",
        html_text(text(quoted, "content") or "", without="quote-inline").text,
        full_handle(text(account, "acct"), text(account, "url")),
        text(account, "display_name"),
        moment(quoted.get("created_at")),
    )


def _quoted(address: str | None) -> CapturedQuote | None:
    return CapturedQuote(address) if address else None


def _visibility(addressed: Record) -> Visibility:
    to, cc = _names(addressed.get("to")), _names(addressed.get("cc"))
    if to & _PUBLIC:
        return Visibility.PUBLIC
    if cc & _PUBLIC:
        return Visibility.UNLISTED
    followers = any(name.endswith("/followers") for name in to | cc)
    return Visibility.FOLLOWERS if followers else Visibility.DIRECT


def _names(found: object) -> set[str]:
    if isinstance(found, str):
        return {found}
    return {name for name in found if isinstance(name, str)} if isinstance(found, list) else set()


PUBLIC = (Visibility.PUBLIC, Visibility.UNLISTED)


def build_post(status: Status, files: Mapping[str, str]) -> PostWithDoubts:
    """Return a post; `files` are the paths of pictures and films in the source, by the ends of their addresses."""
    page = html_text(
        status.html, without="quote-inline" if status.quote and status.quote.text else None
    )
    before = f"{status.warning}\n\n" if status.warning else ""
    patches = [Patch(anchor.start, anchor.end, _shown(page, anchor)) for anchor in page.anchors]
    spliced = splice(page.text, patches)
    places = [
        (len(before) + place[0], len(before) + place[1]) if place else None
        for place in spliced.places
    ]
    media = tuple(_found(one, files) for one in status.media)
    captured = CapturedPost(
        (before + spliced.text).rstrip() if before else spliced.text,
        id=_last(status.key),
        url=status.url,
        date=status.date,
        edited=status.edited,
        reply_to=_last(status.parent) if status.parent and status.own else status.parent,
        language=status.language,
        visibility=status.visibility,
        links=_links(status, page, places),
        mentions=_mentions(status, page, places),
        media=(*media, *_card_media(status)),
        quotes=(status.quote,) if status.quote and status.quote.text is not None else (),
    )
    return PostWithDoubts(captured, (*_doubts(status), *_missing(media)))


def _shown(page: HtmlText, anchor: Anchor) -> str | None:
    """Return the full address where a text shows its beginning only; None where what is written stays."""
    form = page.text[anchor.start : anchor.end]
    return anchor.href if form.endswith("…") and shortens(form, anchor.href) else None


def _last(key: str) -> str:
    return key.rpartition("/")[2]


def _is_link(anchor: Anchor) -> bool:
    return not anchor.classes & {"mention", "hashtag"} and has_web_scheme(anchor.href)


def _links(
    status: Status, page: HtmlText, places: list[tuple[int, int] | None]
) -> tuple[CapturedLink, ...]:
    card, title = status.card or (None, None)
    quoted = _quoted_at(status, page)
    found = [
        CapturedLink(
            anchor.href,
            place and place[0],
            place and place[1],
            title if anchor.href == card else None,
            quotes=bool(quoted) and anchor.href == quoted,
        )
        for anchor, place in zip(page.anchors, places, strict=True)
        if _is_link(anchor)
    ]
    there = {link.url for link in found}
    if card and card not in there:
        found.append(CapturedLink(card, title=title))
    if quoted and quoted not in there:
        found.append(CapturedLink(quoted, quotes=True))
    return tuple(found)


def _quoted_at(status: Status, page: HtmlText) -> str:
    """Return the address of the post that is quoted, which stands in the first line where nothing else says it."""
    if status.quote is None:
        return ""
    first = page.anchors[0] if page.anchors and page.text.startswith("RE: ") else None
    return status.quote.url or (first.href if first and first.start == 4 else "")


def _mentions(
    status: Status, page: HtmlText, places: list[tuple[int, int] | None]
) -> tuple[CapturedMention, ...]:
    handles = dict(status.handles)
    found = []
    for anchor, place in zip(page.anchors, places, strict=True):
        form = page.text[anchor.start : anchor.end]
        if (
            place
            and "mention" in anchor.classes
            and "hashtag" not in anchor.classes
            and form.startswith("@")
        ):
            handle = handles.get(anchor.href) or full_handle(form[1:], anchor.href) or form[1:]
            found.append(CapturedMention(handle, *place))
    return tuple(found)


def _card_media(status: Status) -> tuple[CapturedMedia, ...]:
    address, title = status.card or (None, None)
    return (CapturedMedia(MediaType.CARD, url=address, caption=title),) if address else ()


def _found(media: CapturedMedia, files: Mapping[str, str]) -> CapturedMedia:
    """Return a picture with its path in the source, where it is there: a server's prefix may stand before it."""
    parts = (media.url or "").strip("/").split("/")
    ends = ("/".join(parts[start:]) for start in range(len(parts)))
    file = next((files[end] for end in ends if "/" in end and end in files), None)
    is_web = has_web_scheme(media.url or "")
    return replace(media, file=file, url=media.url if is_web else None)


def _missing(media: tuple[CapturedMedia, ...]) -> tuple[Doubt, ...]:
    return tuple(
        missing_media_doubt(f"{one.type.value} {index}")
        for index, one in enumerate(media, 1)
        if one.file is None and one.type is not MediaType.POLL
    )


def _doubts(status: Status) -> tuple[Doubt, ...]:
    doubts = []
    if status.date is None:
        doubts.append(Doubt(DoubtKind.DATE_MISSING, "the source does not say when it was posted"))
    if status.edited is not None:
        day = status.edited.strftime("%Y-%m-%d %H:%M")
        detail = f"the author edited it on {day} UTC; the source holds the last version only"
        doubts.append(Doubt(DoubtKind.EDITED, detail))
    if status.warning:
        detail = "the first paragraph was a warning, behind which the text was hidden"
        doubts.append(Doubt(DoubtKind.TEXT_CHANGED, detail, at=0))
    if status.quote is not None and status.quote.text is None:
        what = f": {status.quote.url}" if status.quote.url else ""
        doubts.append(
            Doubt(DoubtKind.QUOTE_UNSEEN, f"the source does not hold the post that it quotes{what}")
        )
    if status.visibility not in PUBLIC:
        doubts.append(Doubt(DoubtKind.NOT_PUBLIC, f"it was not public ({status.visibility.value})"))
    return tuple(doubts)
