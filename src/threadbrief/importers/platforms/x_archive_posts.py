"""A post of an X archive, and the captured post made from it.

The texts of long posts lie in a file of their own, as notes under ids that no post has. A note belongs to the post of
the same second, plus or minus three, whose cut text it begins with.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from threadbrief.core.structs import Frozen
from threadbrief.importers.inputs.json import Record, array, number, record, records, span, text
from threadbrief.importers.model import (
    CapturedMedia,
    CapturedPost,
    Doubt,
    DoubtKind,
    PostWithDoubts,
    missing_media_doubt,
)
from threadbrief.importers.platforms.text_offsets import unescaped
from threadbrief.importers.platforms.x_entities import (
    Address,
    Handle,
    Written,
    dated,
    hidden,
    shown,
    x_moment,
)
from threadbrief.model.brief import MediaType

_NEAR = 3
"""Seconds that a note and its post are apart at most."""
_FULL = 260
"""The weight of a text from which on an ellipsis at its end may be X's own."""
_KEPT = 200
"""The weight of the part of a long post that X keeps, at least."""
_ANSWERED = re.compile(r"\s*(?:@\w+\s+)+")
_TAIL = re.compile(r"(?:\s*https?://t\.co/\w+)*\s*$")
UNMATCHED = Doubt(
    DoubtKind.LONG_TEXT_UNMATCHED,
    "the text is cut at its end, and the source does not hold the rest: add it",
)


class Notes:
    """The notes that may belong to posts of a thread."""

    def __init__(self, notes: Iterable[Record], seconds: Iterable[int]) -> None:
        near = {second + apart for second in seconds for apart in range(-_NEAR, _NEAR + 1)}
        self._notes: list[tuple[int, Record]] = []
        for note in notes:
            date = x_moment(note.get("createdAt"))
            if date is not None and int(date.timestamp()) in near:
                self._notes.append((int(date.timestamp()), note))

    def of(self, written: Written, second: int) -> Written | None:
        """Return the whole text of a post, None where it is no long one or its note is not there."""
        begin = without_tail(written)
        if _weight(begin) < _KEPT:
            return None
        fitting = [
            (abs(at - second), index)
            for index, (at, note) in enumerate(self._notes)
            if abs(at - second) <= _NEAR
            and _continues(begin, text(record(note, "core"), "text") or "")
        ]
        return _written(self._notes[min(fitting)[1]][1], written) if fitting else None


def without_tail(written: Written) -> str:
    """Return the text of a post as far as X keeps it: without the handles it answers, short addresses and ellipsis."""
    shown = written.text[hidden(written) :]
    return unescaped(_TAIL.sub("", shown)).removesuffix("…").rstrip()


def looks_cut(written: Written) -> bool:
    """Return whether a text ends as X cuts a long one: with an ellipsis, about 280 on."""
    if not _TAIL.sub("", written.text).endswith("…"):
        return False
    plain = unescaped(written.text)
    weight = _weight(plain)
    return weight >= _FULL or (plain.startswith("RT @") and weight >= _FULL // 2)


def _weight(plain: str) -> int:
    """Return how much of its limit a text takes by X's count, in which wide letters count twice."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in plain)


def _continues(begin: str, note: str) -> bool:
    """Return whether a note is longer than the text of a post, and begins with it, spaces aside."""
    short = "".join(begin.split())
    forms = ("".join(form.split()) for form in (note, _ANSWERED.sub("", note)))
    return any(form.startswith(short) and len(form) > len(short) for form in forms)


def _written(note: Record, short: Written) -> Written:
    core = record(note, "core")
    names = {one.handle.casefold(): one.name for one in short.handles}
    addresses = tuple(
        Address(
            text(url, "shortUrl") or "",
            text(url, "expandedUrl") or text(url, "shortUrl") or "",
            _span(url),
        )
        for url in records(core, "urls")
    )
    handles = tuple(
        Handle(handle, _span(mention), names.get(handle.casefold()))
        for mention in records(core, "mentions")
        if (handle := text(mention, "screenName"))
    )
    return Written(text(core, "text") or "", short.post, addresses, handles, escaped=False)


def _span(entity: Record) -> tuple[int, int]:
    start, end = number(entity, "fromIndex"), number(entity, "toIndex")
    return (-1, -1) if start is None or end is None else (start, end)


MEDIA_TYPES = {
    "photo": MediaType.IMAGE,
    "video": MediaType.VIDEO,
    "animated_gif": MediaType.GIF,
}
NO_LANGUAGE = frozenset({"und", "zxx", "art", "qam", "qct", "qht", "qme", "qst"})
"""What X says where it knows no language."""


class Archive(Frozen):
    """What is known of all posts of an archive."""

    handle: str | None
    formerly: Sequence[tuple[str, str]]
    """Former handles, each with the time until which it was used, the earliest first."""
    notes: Notes
    media: Mapping[str, str]
    """The paths of pictures and films, by their names."""


def build_post(post: Record, archive: Archive, earlier: Sequence[Record] = ()) -> PostWithDoubts:
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
    return PostWithDoubts(captured, (*doubts, *missing, *_edited(earlier), *_repeated(short)))


def created(post: Record) -> datetime | None:
    """Return when a post says that it was made."""
    return x_moment(post.get("created_at"))


def written(post: Record) -> Written:
    """Return the text of a post with its entities, as X writes them."""
    entities = record(post, "entities")
    addresses = tuple(
        Address(
            text(url, "url") or "",
            text(url, "expanded_url", "url") or "",
            span(url.get("indices")) or (-1, -1),
        )
        for url in records(entities, "urls")
    )
    handles = tuple(
        Handle(
            text(one, "screen_name") or "", span(one.get("indices")) or (-1, -1), text(one, "name")
        )
        for one in records(entities, "user_mentions")
    )
    pictures = {
        (text(one, "url") or "", span(one.get("indices")) or (-1, -1)): None
        for one in (*records(entities, "media"), *records(post, "extended_entities", "media"))
    }
    begin, _ = span(array(post, "display_text_range")) or (0, 0)
    whole = text(post, "full_text", "text") or ""
    return Written(
        whole, text(post, "id_str", "id") or "", addresses, handles, tuple(pictures), begin
    )


def _media(
    post: Record, key: str, files: Mapping[str, str]
) -> tuple[tuple[CapturedMedia, ...], tuple[Doubt, ...]]:
    """Return the pictures and films of a post, and which of them the archive does not hold."""
    found = list(records(post, "extended_entities", "media")) or list(
        records(post, "entities", "media")
    )
    media, missing = [], []
    for one in found:
        kind = MEDIA_TYPES.get(text(one, "type") or "photo", MediaType.IMAGE)
        address = _best_variant(one) or text(one, "media_url_https", "media_url")
        names = (address, text(one, "media_url_https", "media_url"))
        file = next(
            (
                files[name]
                for name in (f"{key}-{_last(name or '')}" for name in names)
                if name in files
            ),
            None,
        )
        media.append(CapturedMedia(kind, file, address, text(one, "ext_alt_text")))
        if file is None:
            missing.append(missing_media_doubt(f"{kind.value} {len(media)}"))
    return tuple(media), tuple(missing)


def _best_variant(one: Record) -> str | None:
    """Return the address of a film at its best; None for a picture."""
    variants = [
        (number(variant, "bitrate") or 0, address)
        for variant in records(one, "video_info", "variants")
        if (address := text(variant, "url"))
        and text(variant, "content_type") != "application/x-mpegURL"
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
    return (
        Doubt(
            DoubtKind.FORWARDED, "it repeats somebody else's post: the words are not the author's"
        ),
    )
