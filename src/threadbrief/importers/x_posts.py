"""A post of an archive of X in, the post as it was captured out, with what is doubtful about it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from threadbrief.importers.built import Built, media_missing
from threadbrief.importers.captured import CapturedMedia, CapturedPost, Doubt, DoubtKind
from threadbrief.importers.fields import Record, array, number, record, records, span, text
from threadbrief.importers.x_dates import dated, x_moment
from threadbrief.importers.x_notes import UNMATCHED, Notes, looks_cut
from threadbrief.importers.x_text import Address, Handle, Written, shown
from threadbrief.model.brief import MediaType
from threadbrief.values import Value

MEDIA_TYPES = {
    "photo": MediaType.IMAGE,
    "video": MediaType.VIDEO,
    "animated_gif": MediaType.GIF,
}
NO_LANGUAGE = frozenset({"und", "zxx", "art", "qam", "qct", "qht", "qme", "qst"})
"""What X says where it knows no language."""


class Archive(Value):
    """What is known of all posts of an archive."""

    handle: str | None
    formerly: Sequence[tuple[str, str]]
    """Former handles, each with the time until which it was used, the earliest first."""
    notes: Notes
    media: Mapping[str, str]
    """The paths of pictures and films, by their names."""


def build_post(post: Record, archive: Archive, earlier: Sequence[Record] = ()) -> Built:
    """Return a post; `earlier` are the versions that it replaces, the first one first."""
    key = text(post, "id_str", "id") or ""
    date, doubts = dated(created(post), number(post, "id_str"))
    short = written(post)
    long = archive.notes.of(short, int(date.timestamp())) if date else None
    if long is None and looks_cut(short):
        doubts += (UNMATCHED,)
    view = shown(long or short)
    links = view.links
    if long is not None:
        there = {link.url for link in links}
        links += tuple(link for link in shown(short).links if link.quotes and link.url not in there)
    media, missing = _media(post, key, archive.media)
    first = created(earlier[0]) if earlier else None
    captured = CapturedPost(
        view.text,
        id=key,
        date=first or date,
        edited=date if earlier else None,
        handle=_former(date.isoformat() if date else "", archive),
        reply_to=text(post, "in_reply_to_status_id_str", "in_reply_to_status_id"),
        language=_language(post),
        links=links,
        mentions=view.mentions,
        media=media,
    )
    return Built(captured, (*doubts, *missing, *_edited(earlier), *_repeated(short)))


def created(post: Record) -> datetime | None:
    """Return when a post says that it was made."""
    return x_moment(post.get("created_at"))


def written(post: Record) -> Written:
    """Return the text of a post with its entities, as X writes them."""
    entities = record(post, "entities")
    addresses = tuple(
        Address(text(url, "url") or "", text(url, "expanded_url", "url") or "", span(url.get("indices")) or (-1, -1))
        for url in records(entities, "urls")
    )
    handles = tuple(
        Handle(text(one, "screen_name") or "", span(one.get("indices")) or (-1, -1), text(one, "name"))
        for one in records(entities, "user_mentions")
    )
    pictures = {
        (text(one, "url") or "", span(one.get("indices")) or (-1, -1)): None
        for one in (*records(entities, "media"), *records(post, "extended_entities", "media"))
    }
    begin, _ = span(array(post, "display_text_range")) or (0, 0)
    whole = text(post, "full_text", "text") or ""
    return Written(whole, text(post, "id_str", "id") or "", addresses, handles, tuple(pictures), begin)


def _media(post: Record, key: str, files: Mapping[str, str]) -> tuple[tuple[CapturedMedia, ...], tuple[Doubt, ...]]:
    """Return the pictures and films of a post, and which of them the archive does not hold."""
    found = list(records(post, "extended_entities", "media")) or list(records(post, "entities", "media"))
    media, missing = [], []
    for one in found:
        kind = MEDIA_TYPES.get(text(one, "type") or "photo", MediaType.IMAGE)
        address = _best_variant(one) or text(one, "media_url_https", "media_url")
        names = (address, text(one, "media_url_https", "media_url"))
        file = next((files[name] for name in (f"{key}-{_last(name or '')}" for name in names) if name in files), None)
        media.append(CapturedMedia(kind, file, address, text(one, "ext_alt_text")))
        if file is None:
            missing.append(media_missing(f"{kind.value} {len(media)}"))
    return tuple(media), tuple(missing)


def _best_variant(one: Record) -> str | None:
    """Return the address of a film at its best; None for a picture."""
    variants = [
        (number(variant, "bitrate") or 0, address)
        for variant in records(one, "video_info", "variants")
        if (address := text(variant, "url")) and text(variant, "content_type") != "application/x-mpegURL"
    ]
    return max(variants)[1] if variants else None


def _last(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2]


def _former(date: str, archive: Archive) -> str | None:
    """Return the handle that the account had then, where it was another."""
    now = archive.handle
    then = next((handle for until, handle in archive.formerly if date and date < until), None)
    return then if then and now and then.casefold() != now.casefold() else None


def _language(post: Record) -> str | None:
    language = text(post, "lang")
    return None if language in NO_LANGUAGE else language


def _edited(earlier: Sequence[Record]) -> tuple[Doubt, ...]:
    if not earlier:
        return ()
    versions = ", ".join(text(post, "id_str", "id") or "?" for post in earlier)
    detail = f"the author edited it; this is the last version in the source, and {versions} came before it"
    return (Doubt(DoubtKind.EDITED, detail),)


def _repeated(written: Written) -> tuple[Doubt, ...]:
    if not written.text.startswith("RT @"):
        return ()
    return (Doubt(DoubtKind.FORWARDED, "it repeats somebody else's post: the words are not the author's"),)
