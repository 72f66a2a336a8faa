"""What a server of Mastodon says of a post in, in either of its forms; one form of it out.

The interface gives a Status; the archive that a person downloads gives activities, whose objects are notes.
"""

from collections.abc import Iterator
from datetime import datetime

from threadbrief.importers.captured import CapturedMedia, CapturedQuote
from threadbrief.importers.fields import Record, moment, number, record, records, text
from threadbrief.importers.html_text import html_text
from threadbrief.model.brief import MediaType, Visibility
from threadbrief.text.urls import has_web_scheme, split_url
from threadbrief.values import Value

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


class Status(Value):
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
    note = record(activity, "object") if text(activity, "type") in {"Create", "Update"} else activity
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
        language=next((language for language in record(note, "contentMap") if language != "und"), None),
        url=_web(text(note, "url")) or _web(key),
        handle=handle or (_handle_of(author) if whole else None),
        name=name,
        media=(*_documents(note), *_question(note)) if whole else (),
        handles=tuple(_tagged(note)) if whole else (),
        quote=_quoted(text(note, "quote", "quoteUrl", "quoteUri", "_misskey_quote")) if whole else None,
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
        yield CapturedMedia(kind, url=text(one, "remote_url", "url", "preview_url"), alt=text(one, "description"))


def _documents(note: Record) -> Iterator[CapturedMedia]:
    for one in records(note, "attachment"):
        kind = _TYPES.get((text(one, "mediaType") or "").partition("/")[0], MediaType.IMAGE)
        yield CapturedMedia(kind, url=text(one, "url", "href"), alt=text(one, "name"))


def _poll(poll: Record) -> Iterator[CapturedMedia]:
    options = [(text(option, "title"), number(option, "votes_count")) for option in records(poll, "options")]
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
    return "; ".join(option or "?" if votes is None else f"{option or '?'}: {votes:,}" for option, votes in options)


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
