"""A status of Mastodon in either of its forms, and the captured post built from it.

The API gives a Status. The archive that a person downloads has activities of ActivityPub, whose
objects are notes.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from threadbrief.core.structs import Frozen, replace
from threadbrief.importers.inputs.json import (
    JsonObject,
    get_number,
    get_object,
    get_text,
    iter_objects,
    parse_datetime,
)
from threadbrief.importers.model import (
    CapturedLink,
    CapturedMedia,
    CapturedMention,
    CapturedPost,
    CapturedQuote,
    Doubt,
    DoubtKind,
    PostWithDoubts,
    format_moment,
    missing_media_doubt,
)
from threadbrief.importers.platforms.html import Anchor, HtmlText, html_to_text
from threadbrief.importers.platforms.text_offsets import (
    Offsets,
    Replacement,
    is_shortened_url,
    replace_spans,
)
from threadbrief.model.brief import MediaType, Visibility
from threadbrief.text.urls import has_web_scheme, split_url

PUBLIC = (Visibility.PUBLIC, Visibility.UNLISTED)
_MEDIA_TYPES = {
    "image": MediaType.IMAGE,
    "gifv": MediaType.GIF,
    "video": MediaType.VIDEO,
    "audio": MediaType.AUDIO,
}


class MastodonStatus(Frozen):
    """A status, whatever form the source gives it in."""

    key: str
    """The id that replies to it refer to."""
    parent: str | None
    """The status that it replies to."""
    is_own_reply: bool
    """Whether the parent is of the same author."""
    author: str
    html: str
    date: datetime | None = None
    edited: datetime | None = None
    warning: str | None = None
    """The content warning, behind which the text is hidden."""
    visibility: Visibility = Visibility.PUBLIC
    language: str | None = None
    url: str | None = None
    handle: str | None = None
    name: str | None = None
    parent_author: str | None = None
    replies: int = 0
    """The number of replies by the count of the server; 0 where the source has no count."""
    media: tuple[CapturedMedia, ...] = ()
    handles: tuple[tuple[str, str], ...] = ()
    """URLs of accounts that it mentions, each with its handle."""
    card: tuple[str, str | None] | None = None
    """The URL and the title of a page that it previews."""
    quote: CapturedQuote | None = None
    """A post that it quotes; without text where the source does not have it."""


# --- a Status of the API ---------------------------------------------------------------------

_VISIBILITIES = {
    "public": Visibility.PUBLIC,
    "unlisted": Visibility.UNLISTED,
    "private": Visibility.FOLLOWERS,
    "limited": Visibility.FOLLOWERS,
    "local": Visibility.FOLLOWERS,
    "direct": Visibility.DIRECT,
}


def parse_status(status: JsonObject, *, with_details: bool = True) -> MastodonStatus | None:
    """Return a Status of the API; None for a boost, and for an object that is no Status.

    Without details, its media, mentions, card and quote are left out.
    """
    key = get_text(status, "id")
    account = get_object(status, "account")
    is_status = isinstance(status.get("content"), str) and not get_object(status, "reblog")
    if key is None or not is_status:
        return None
    author = get_text(account, "id") or get_text(account, "acct") or ""
    parent_author = get_text(status, "in_reply_to_account_id")
    visibility = get_text(status, "visibility") or "public"
    parsed = MastodonStatus(
        key,
        get_text(status, "in_reply_to_id"),
        is_own_reply=parent_author is not None and parent_author == author,
        author=author,
        html=get_text(status, "content") or "",
        date=parse_datetime(status.get("created_at")),
        edited=parse_datetime(status.get("edited_at")),
        warning=get_text(status, "spoiler_text"),
        visibility=_VISIBILITIES.get(visibility, Visibility.FOLLOWERS),
        language=get_text(status, "language"),
        url=get_text(status, "url", "uri"),
        handle=full_handle(get_text(account, "acct"), get_text(account, "url")),
        name=get_text(account, "display_name"),
        parent_author=parent_author,
        replies=get_number(status, "replies_count") or 0,
    )
    if not with_details:
        return parsed
    return replace(
        parsed,
        media=(*_status_media(status), *_status_poll(get_object(status, "poll"))),
        handles=tuple(_status_mentions(status)),
        card=_status_card(get_object(status, "card")),
        quote=_status_quote(get_object(status, "quote")),
    )


def full_handle(acct: str | None, url: str | None) -> str | None:
    """Return a handle with its server, which a server leaves out for its own accounts."""
    if acct is None or "@" in acct:
        return acct
    host = split_url(url or "").hostname
    if host:
        return f"{acct}@{host}"
    return acct


def _status_media(status: JsonObject) -> Iterator[CapturedMedia]:
    for item in iter_objects(status, "media_attachments"):
        kind = _MEDIA_TYPES.get(get_text(item, "type") or "", MediaType.IMAGE)
        url = get_text(item, "remote_url", "url", "preview_url")
        yield CapturedMedia(kind, url=url, alt=get_text(item, "description"))


def _status_poll(poll: JsonObject) -> Iterator[CapturedMedia]:
    options = [
        (get_text(option, "title"), get_number(option, "votes_count"))
        for option in iter_objects(poll, "options")
    ]
    if options:
        yield CapturedMedia(MediaType.POLL, caption=poll_caption(options))


def poll_caption(options: list[tuple[str | None, int | None]]) -> str:
    """Return the options of a poll, each with its votes where they are known."""
    captions = []
    for option, votes in options:
        caption = option or "?"
        if votes is not None:
            caption = f"{caption}: {votes:,}"
        captions.append(caption)
    return "; ".join(captions)


def _status_mentions(status: JsonObject) -> Iterator[tuple[str, str]]:
    for mention in iter_objects(status, "mentions"):
        url = get_text(mention, "url")
        handle = full_handle(get_text(mention, "acct"), url)
        if url and handle:
            yield url, handle


def _status_card(card: JsonObject) -> tuple[str, str | None] | None:
    url = get_text(card, "url")
    if url is None:
        return None
    return url, get_text(card, "title")


def _status_quote(quote: JsonObject) -> CapturedQuote | None:
    """Return the quoted post; with an empty URL where the source does not have it."""
    if not quote:
        return None
    quoted = get_object(quote, "quoted_status")
    if not quoted and "content" in quote:
        quoted = quote
    if not quoted:
        return CapturedQuote("")
    account = get_object(quoted, "account")
    return CapturedQuote(
        get_text(quoted, "url", "uri") or "",
        text=html_to_text(get_text(quoted, "content") or "", without="quote-inline").text,
        handle=full_handle(get_text(account, "acct"), get_text(account, "url")),
        name=get_text(account, "display_name"),
        date=parse_datetime(quoted.get("created_at")),
    )


# --- a note of ActivityPub -------------------------------------------------------------------

_NOTE_TYPES = {"Note", "Question", "Article", "Page", "Video"}
_PUBLIC_COLLECTION = frozenset(
    {"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"}
)
"""The names of the collection of everyone (ActivityPub, 5.6)."""


def parse_activity(
    activity: JsonObject,
    handle: str | None = None,
    name: str | None = None,
    *,
    with_details: bool = True,
) -> MastodonStatus | None:
    """Return the note of an activity; None for a boost, and for an object that is no note.

    Handle and name are those of the archive's owner. Without details, media, mentions and quote are
    left out.
    """
    note = activity
    if get_text(activity, "type") in {"Create", "Update"}:
        note = get_object(activity, "object")
    key = get_text(note, "id")
    if key is None or get_text(note, "type") not in _NOTE_TYPES:
        return None
    author = get_text(note, "attributedTo") or get_text(activity, "actor") or ""
    parent = get_text(note, "inReplyTo")
    addressed = note if "to" in note or "cc" in note else activity
    languages = (code for code in get_object(note, "contentMap") if code != "und")
    parsed = MastodonStatus(
        key,
        parent,
        is_own_reply=bool(parent and author and parent.startswith(author + "/")),
        author=author,
        html=get_text(note, "content") or "",
        date=parse_datetime(note.get("published")) or parse_datetime(activity.get("published")),
        edited=parse_datetime(note.get("updated")),
        warning=get_text(note, "summary"),
        visibility=_note_visibility(addressed),
        language=next(languages, None),
        url=_web_url(get_text(note, "url")) or _web_url(key),
        handle=handle,
        name=name,
    )
    if not with_details:
        return parsed
    return replace(
        parsed,
        handle=handle or _handle_of_actor(author),
        media=(*_note_media(note), *_note_poll(note)),
        handles=tuple(_note_mentions(note)),
        quote=_note_quote(note),
    )


def _handle_of_actor(actor: str) -> str | None:
    """Return the handle of an account by its id, `https://<server>/users/<name>`."""
    name = actor.rpartition("/")[2].removeprefix("@")
    if not name or name.isdigit() or "/" not in actor:
        return None
    return full_handle(name, actor)


def _web_url(url: str | None) -> str | None:
    if url and has_web_scheme(url):
        return url
    return None


def _note_media(note: JsonObject) -> Iterator[CapturedMedia]:
    for item in iter_objects(note, "attachment"):
        media_type = (get_text(item, "mediaType") or "").partition("/")[0]
        kind = _MEDIA_TYPES.get(media_type, MediaType.IMAGE)
        yield CapturedMedia(kind, url=get_text(item, "url", "href"), alt=get_text(item, "name"))


def _note_poll(note: JsonObject) -> Iterator[CapturedMedia]:
    options = [
        (get_text(option, "name"), get_number(get_object(option, "replies"), "totalItems"))
        for key in ("oneOf", "anyOf")
        for option in iter_objects(note, key)
    ]
    if options:
        yield CapturedMedia(MediaType.POLL, caption=poll_caption(options))


def _note_mentions(note: JsonObject) -> Iterator[tuple[str, str]]:
    for tag in iter_objects(note, "tag"):
        url, name = get_text(tag, "href"), get_text(tag, "name")
        if get_text(tag, "type") == "Mention" and url and name:
            yield url, full_handle(name.removeprefix("@"), url) or name


def _note_quote(note: JsonObject) -> CapturedQuote | None:
    url = get_text(note, "quote", "quoteUrl", "quoteUri", "_misskey_quote")
    if url is None:
        return None
    return CapturedQuote(url)


def _note_visibility(addressed: JsonObject) -> Visibility:
    to, cc = _recipients(addressed.get("to")), _recipients(addressed.get("cc"))
    if to & _PUBLIC_COLLECTION:
        return Visibility.PUBLIC
    if cc & _PUBLIC_COLLECTION:
        return Visibility.UNLISTED
    if any(name.endswith("/followers") for name in to | cc):
        return Visibility.FOLLOWERS
    return Visibility.DIRECT


def _recipients(value: object) -> set[str]:
    if isinstance(value, str):
        return {value}
    if isinstance(value, list):
        return {name for name in value if isinstance(name, str)}
    return set()


# --- the captured post -----------------------------------------------------------------------


def build_post(status: MastodonStatus, files: Mapping[str, str]) -> PostWithDoubts:
    """Return a captured post and its doubts.

    `files` gives the paths of media in the source by the ends of their URLs.
    """
    # A server repeats the URL of a quoted post in an element of this class.
    without = "quote-inline" if status.quote and status.quote.text else None
    page = html_to_text(status.html, without=without)
    spans = [Replacement(item.start, item.end, _full_url(page, item)) for item in page.anchors]
    shown = replace_spans(page.text, spans)
    text, places = shown.text, list(shown.places)
    if status.warning:
        before = f"{status.warning}\n\n"
        text = (before + text).rstrip()
        places = [_shift_offsets(place, len(before)) for place in places]
    media = tuple(_locate_file(item, files) for item in status.media)
    reply_to = status.parent
    if status.parent and status.is_own_reply:
        reply_to = _last_part(status.parent)
    quotes: tuple[CapturedQuote, ...] = ()
    if status.quote and status.quote.text is not None:
        quotes = (status.quote,)
    captured = CapturedPost(
        text,
        id=_last_part(status.key),
        url=status.url,
        date=status.date,
        edited=status.edited,
        reply_to=reply_to,
        language=status.language,
        visibility=status.visibility,
        links=_links(status, page, places),
        mentions=_mentions(status, page, places),
        media=(*media, *_card_media(status)),
        quotes=quotes,
    )
    return PostWithDoubts(captured, (*_status_doubts(status), *_media_doubts(media)))


def _full_url(page: HtmlText, anchor: Anchor) -> str | None:
    """Return the full URL where a text shows its beginning only; None where the text stays."""
    form = page.text[anchor.start : anchor.end]
    if form.endswith("…") and is_shortened_url(form, anchor.href):
        return anchor.href
    return None


def _shift_offsets(place: Offsets | None, by: int) -> Offsets | None:
    if place is None:
        return None
    return place[0] + by, place[1] + by


def _last_part(key: str) -> str:
    return key.rpartition("/")[2]


def _links(
    status: MastodonStatus, page: HtmlText, places: list[Offsets | None]
) -> tuple[CapturedLink, ...]:
    card, title = status.card or (None, None)
    quoted = _quoted_url(status, page)
    links = []
    for anchor, place in zip(page.anchors, places, strict=True):
        if anchor.classes & {"mention", "hashtag"} or not has_web_scheme(anchor.href):
            continue
        start, end = place or (None, None)
        link = CapturedLink(anchor.href, start, end, quotes=bool(quoted) and anchor.href == quoted)
        if anchor.href == card:
            link = replace(link, title=title)
        links.append(link)
    in_text = {link.url for link in links}
    if card and card not in in_text:
        links.append(CapturedLink(card, title=title))
    if quoted and quoted not in in_text:
        links.append(CapturedLink(quoted, quotes=True))
    return tuple(links)


def _quoted_url(status: MastodonStatus, page: HtmlText) -> str:
    """Return the URL of the quoted post, or "".

    Where the source does not give it, it is the link in a first line `RE: <link>`.
    """
    if status.quote is None:
        return ""
    if status.quote.url or not page.anchors:
        return status.quote.url
    first = page.anchors[0]
    if page.text.startswith("RE: ") and first.start == len("RE: "):
        return first.href
    return ""


def _mentions(
    status: MastodonStatus, page: HtmlText, places: list[Offsets | None]
) -> tuple[CapturedMention, ...]:
    handles = dict(status.handles)
    mentions = []
    for anchor, place in zip(page.anchors, places, strict=True):
        form = page.text[anchor.start : anchor.end]
        is_mention = "mention" in anchor.classes and "hashtag" not in anchor.classes
        if place and is_mention and form.startswith("@"):
            handle = handles.get(anchor.href) or full_handle(form[1:], anchor.href) or form[1:]
            mentions.append(CapturedMention(handle, *place))
    return tuple(mentions)


def _card_media(status: MastodonStatus) -> tuple[CapturedMedia, ...]:
    url, title = status.card or (None, None)
    if url is None:
        return ()
    return (CapturedMedia(MediaType.CARD, url=url, caption=title),)


def _locate_file(media: CapturedMedia, files: Mapping[str, str]) -> CapturedMedia:
    """Return an item of media with its path in the source, where the source has it.

    The URL in an archive may begin with a prefix of the server that the path does not have.
    """
    url = media.url or ""
    parts = url.strip("/").split("/")
    ends = ("/".join(parts[start:]) for start in range(len(parts)))
    file = next((files[end] for end in ends if "/" in end and end in files), None)
    return replace(media, file=file, url=_web_url(url))


def _media_doubts(media: tuple[CapturedMedia, ...]) -> Iterator[Doubt]:
    for index, item in enumerate(media, 1):
        if item.file is None and item.type is not MediaType.POLL:
            yield missing_media_doubt(f"{item.type.value} {index}")


def _status_doubts(status: MastodonStatus) -> Iterator[Doubt]:
    if status.date is None:
        yield Doubt(DoubtKind.DATE_MISSING, "the source does not say when it was posted")
    if status.edited is not None:
        when = format_moment(status.edited)
        detail = f"the author edited it on {when}; the source holds the last version only"
        yield Doubt(DoubtKind.EDITED, detail)
    if status.warning:
        detail = "the first paragraph was a warning, behind which the text was hidden"
        yield Doubt(DoubtKind.TEXT_CHANGED, detail, at=0)
    if status.quote is not None and status.quote.text is None:
        detail = "the source does not hold the post that it quotes"
        if status.quote.url:
            detail = f"{detail}: {status.quote.url}"
        yield Doubt(DoubtKind.QUOTE_UNSEEN, detail)
    if status.visibility not in PUBLIC:
        yield Doubt(DoubtKind.NOT_PUBLIC, f"it was not public ({status.visibility.value})")
