"""A post of Mastodon in, the post as it was captured out, with what is doubtful about it."""

from collections.abc import Mapping

from threadbrief.importers.built import Built, media_missing
from threadbrief.importers.captured import (
    CapturedLink,
    CapturedMedia,
    CapturedMention,
    CapturedPost,
    Doubt,
    DoubtKind,
)
from threadbrief.importers.html_text import Anchor, HtmlText, html_text
from threadbrief.importers.mastodon_status import Status, full_handle
from threadbrief.importers.splice import Patch, shortens, splice
from threadbrief.model.brief import MediaType, Visibility
from threadbrief.text.urls import has_web_scheme
from threadbrief.values import replace

PUBLIC = (Visibility.PUBLIC, Visibility.UNLISTED)


def build_post(status: Status, files: Mapping[str, str]) -> Built:
    """Return a post; `files` are the paths of pictures and films in the source, by the ends of their addresses."""
    page = html_text(status.html, without="quote-inline" if status.quote and status.quote.text else None)
    before = f"{status.warning}\n\n" if status.warning else ""
    patches = [Patch(anchor.start, anchor.end, _shown(page, anchor)) for anchor in page.anchors]
    spliced = splice(page.text, patches)
    places = [(len(before) + place[0], len(before) + place[1]) if place else None for place in spliced.places]
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
        media=(*media, *_card(status)),
        quotes=(status.quote,) if status.quote and status.quote.text is not None else (),
    )
    return Built(captured, (*_doubts(status), *_missing(media)))


def _shown(page: HtmlText, anchor: Anchor) -> str | None:
    """Return the full address where a text shows its beginning only; None where what is written stays."""
    form = page.text[anchor.start : anchor.end]
    return anchor.href if form.endswith("…") and shortens(form, anchor.href) else None


def _last(key: str) -> str:
    return key.rpartition("/")[2]


def _is_link(anchor: Anchor) -> bool:
    return not anchor.classes & {"mention", "hashtag"} and has_web_scheme(anchor.href)


def _links(status: Status, page: HtmlText, places: list[tuple[int, int] | None]) -> tuple[CapturedLink, ...]:
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


def _mentions(status: Status, page: HtmlText, places: list[tuple[int, int] | None]) -> tuple[CapturedMention, ...]:
    handles = dict(status.handles)
    found = []
    for anchor, place in zip(page.anchors, places, strict=True):
        form = page.text[anchor.start : anchor.end]
        if place and "mention" in anchor.classes and "hashtag" not in anchor.classes and form.startswith("@"):
            handle = handles.get(anchor.href) or full_handle(form[1:], anchor.href) or form[1:]
            found.append(CapturedMention(handle, *place))
    return tuple(found)


def _card(status: Status) -> tuple[CapturedMedia, ...]:
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
        media_missing(f"{one.type.value} {index}")
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
        doubts.append(Doubt(DoubtKind.QUOTE_UNSEEN, f"the source does not hold the post that it quotes{what}"))
    if status.visibility not in PUBLIC:
        doubts.append(Doubt(DoubtKind.NOT_PUBLIC, f"it was not public ({status.visibility.value})"))
    return tuple(doubts)
