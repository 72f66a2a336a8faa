"""A post of X's second interface in, the post as it was captured out, with what is doubtful about it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from threadbrief.importers.built import Built, media_missing
from threadbrief.importers.captured import CapturedLink, CapturedMedia, CapturedPost, CapturedQuote, Doubt, DoubtKind
from threadbrief.importers.fields import Record, array, number, record, records, text
from threadbrief.importers.x_api_pages import Pages, referenced
from threadbrief.importers.x_dates import dated, x_moment
from threadbrief.importers.x_notes import UNMATCHED, looks_cut
from threadbrief.importers.x_posts import MEDIA_TYPES, NO_LANGUAGE
from threadbrief.importers.x_text import Address, Handle, Shown, Written, shown, status_id
from threadbrief.model.brief import MediaType

_OWN_MEDIA = re.compile(r"https?://(?:twitter|x)\.com/\w+/status/\d+/(?:photo|video)/\d+/?$")
_ESCAPED = re.compile(r"&(?:amp|lt|gt);")
_PLAIN = re.compile(r"[<>]|&(?!(?:amp|lt|gt);)")


def build_post(pages: Pages, key: int, url: str, last: Mapping[int, int]) -> Built:
    """Return a post; `last` gives the last version for each that was replaced."""
    post = pages.posts[key]
    earlier = sorted(old for old, new in last.items() if new == key)
    answered = referenced(post, "replied_to")
    date, doubts = dated(x_moment(post.get("created_at")), key)
    view, text_doubts = _view(post)
    media, missing = _media(pages, post)
    link, quotes, unseen = _quoted(pages, post, view)
    first = pages.posts.get(earlier[0], {}) if earlier else {}
    captured = CapturedPost(
        view.text,
        id=str(key),
        url=url,
        date=(x_moment(first.get("created_at")) if earlier else None) or date,
        edited=date if earlier else None,
        reply_to=None if answered is None else str(last.get(answered, answered)),
        language=None if text(post, "lang") in NO_LANGUAGE else text(post, "lang"),
        links=(*view.links, *link),
        mentions=view.mentions,
        media=media,
        quotes=quotes,
    )
    return Built(captured, (*doubts, *text_doubts, *missing, *unseen, *_edited(earlier), *_not_the_authors(post)))


def post_address(handle: str | None, key: int) -> str:
    """Return the address of a post; one that X redirects where nobody knows whose it is."""
    return f"https://x.com/{quote(handle or 'i')}/status/{key}"


def _view(post: Record) -> tuple[Shown, tuple[Doubt, ...]]:
    """Return the text of a post: the long one where the source holds it."""
    note = record(post, "note_tweet")
    whole = text(note, "text")
    if whole is None:
        written = _written(post, text(post, "text") or "", record(post, "entities"), escaped=True)
        return shown(written), (UNMATCHED,) if looks_cut(written) else ()
    escaped = bool(_ESCAPED.search(whole)) and not _PLAIN.search(whole)
    written = _written(post, whole, record(note, "entities"), escaped=escaped)
    detail = "the long text held escapes such as &amp;, and they were undone once: make sure that the author meant so"
    return shown(written), (Doubt(DoubtKind.ESCAPE_DOUBT, detail),) if escaped else ()


def _written(post: Record, whole: str, entities: Record, *, escaped: bool) -> Written:
    urls = list(records(entities, "urls"))
    pictures = [url for url in urls if _is_media(url)]
    return Written(
        whole,
        text(post, "id") or "",
        tuple(
            Address(text(url, "url") or "", text(url, "expanded_url", "url") or "", _span(url), text(url, "title"))
            for url in urls
            if not _is_media(url)
        ),
        tuple(Handle(text(one, "username") or "", _span(one)) for one in records(entities, "mentions")),
        tuple(dict.fromkeys((text(url, "url") or "", _span(url)) for url in pictures)),
        escaped=escaped,
    )


def _is_media(url: Record) -> bool:
    return "media_key" in url or bool(_OWN_MEDIA.match(text(url, "expanded_url") or ""))


def _span(entity: Record) -> tuple[int, int]:
    start, end = number(entity, "start"), number(entity, "end")
    return (-1, -1) if start is None or end is None else (start, end)


def _media(pages: Pages, post: Record) -> tuple[tuple[CapturedMedia, ...], tuple[Doubt, ...]]:
    attachments = record(post, "attachments")
    keys = [key for key in array(attachments, "media_keys") if isinstance(key, str)]
    keys = keys or [text(one, "media_key") or "" for one in records(attachments, "media")]
    media, missing = [], []
    for key in dict.fromkeys(keys):
        one = pages.media.get(key, {})
        kind = MEDIA_TYPES.get(text(one, "type") or "photo", MediaType.IMAGE)
        media.append(CapturedMedia(kind, None, _best(one), text(one, "alt_text")))
        missing.append(media_missing(f"{kind.value} {len(media)}"))
    if array(attachments, "poll_ids"):
        missing.append(media_missing("a poll"))
    return tuple(media), tuple(missing)


def _best(one: Record) -> str | None:
    """Return the address of a film at its best, or of a picture."""
    variants = [
        (number(variant, "bit_rate") or 0, address)
        for variant in records(one, "variants")
        if (address := text(variant, "url"))
    ]
    return max(variants)[1] if variants else text(one, "url", "preview_image_url")


def _quoted(
    pages: Pages, post: Record, view: Shown
) -> tuple[tuple[CapturedLink, ...], tuple[CapturedQuote, ...], tuple[Doubt, ...]]:
    """Return the post that another quotes, and its address where the text does not hold it."""
    key = referenced(post, "quoted")
    if key is None:
        return (), (), ()
    there = next((link.url for link in view.links if status_id(link.url) == str(key)), None)
    user = pages.user(key)
    address = there or post_address(text(user, "username"), key)
    link = () if there else (CapturedLink(address, quotes=True),)
    quoted = pages.posts.get(key)
    if quoted is None:
        why = pages.errors.get(key)
        detail = f"the source does not hold the post that it quotes{f' ({why})' if why else ''}: {address}"
        return link, (), (Doubt(DoubtKind.QUOTE_UNSEEN, detail),)
    date, _ = dated(x_moment(quoted.get("created_at")), key)
    words = _view(quoted)[0].text
    return link, (CapturedQuote(address, words, text(user, "username"), text(user, "name"), date),), ()


def _edited(earlier: Sequence[int]) -> Iterator[Doubt]:
    if earlier:
        versions = ", ".join(map(str, earlier))
        detail = f"the author edited it; this is the last version in the source, and {versions} came before it"
        yield Doubt(DoubtKind.EDITED, detail)


def _not_the_authors(post: Record) -> Iterator[Doubt]:
    where = record(post, "withheld")
    if where:
        countries = ", ".join(str(code) for code in array(where, "country_codes"))
        yield Doubt(DoubtKind.TEXT_CHANGED, f"X withholds it in {countries or 'places'}: the text may be X's notice")
    if referenced(post, "retweeted") is not None:
        yield Doubt(DoubtKind.FORWARDED, "it repeats somebody else's post, cut perhaps: the words are not the author's")
