"""Messages of Telegram in, one or those of an album; the post as it was captured, with its doubts, out."""

from collections.abc import Iterator, Sequence

from threadbrief.importers.built import Built, media_missing
from threadbrief.importers.captured import CapturedLink, CapturedMedia, CapturedMention, CapturedPost, Doubt, DoubtKind
from threadbrief.importers.fields import Record, array, number, record, records, text, unix
from threadbrief.importers.telegram_files import message_id
from threadbrief.importers.telegram_text import message_text, plain
from threadbrief.model.brief import MediaType, Visibility
from threadbrief.values import Value

_TYPES = {
    "video_file": MediaType.VIDEO,
    "video_message": MediaType.VIDEO,
    "animation": MediaType.GIF,
    "voice_message": MediaType.AUDIO,
    "audio_file": MediaType.AUDIO,
    "sticker": MediaType.IMAGE,
    "image": MediaType.IMAGE,
    "video": MediaType.VIDEO,
    "audio": MediaType.AUDIO,
}
_ELSE = {
    "location_information": "a place on the map",
    "contact_information": "a contact",
    "game_title": "a game",
    "invoice_information": "an invoice",
    "giveaway_information": "a giveaway",
}


class Surroundings(Value):
    """What is the same for all messages of a chat."""

    visibility: Visibility
    base: str | None
    """The address of a message but for its id; None where it is not known."""
    author: str | None
    """Whose messages they are, by id; None: of many."""
    folder: str
    """The folder of the file of messages in the source, with a slash behind it."""
    names: frozenset[str]


def build_post(album: Sequence[Record], around: Surroundings) -> Built:
    """Return a message, or the messages of an album as one post; its id is that of the first."""
    first = album[0]
    date = unix(first.get("date_unixtime"))
    edited = max((moment for one in album if (moment := unix(one.get("edited_unixtime")))), default=None)
    view = _texts(album)
    media, missing = _media(album, around)
    key = message_id(first)
    captured = CapturedPost(
        view.text,
        id=str(key),
        url=f"{around.base}{key}" if around.base else None,
        date=date,
        edited=edited,
        reply_to=text(first, "reply_to_message_id"),
        visibility=around.visibility,
        links=view.links,
        mentions=view.mentions,
        media=media,
    )
    return Built(captured, (*_doubts(album, around), *missing))


class _View(Value):
    text: str
    links: tuple[CapturedLink, ...]
    mentions: tuple[CapturedMention, ...]


def _texts(album: Sequence[Record]) -> _View:
    """Return the text of an album: that of the one message that has any."""
    views = [message_text(one) for one in album]
    view = next((view for view in views if view.text), views[0])
    return _View(view.text, view.links, view.mentions)


def _media(album: Sequence[Record], around: Surroundings) -> tuple[tuple[CapturedMedia, ...], tuple[Doubt, ...]]:
    found: list[CapturedMedia] = []
    missing: list[Doubt] = []
    for message in album:
        for one, said in _attached(message, around):
            found.append(one)
            if one.file is None:
                missing.append(media_missing(f"{one.type.value} {len(found)}{said}"))
        found += _poll(record(message, "poll"))
        missing += [media_missing(what) for key, what in _ELSE.items() if key in message]
    return tuple(found), tuple(missing)


def _attached(message: Record, around: Surroundings) -> Iterator[tuple[CapturedMedia, str]]:
    """Yield the photo and the file of a message, and what the export says where one is not there."""
    for key in ("photo", "file"):
        path = text(message, key)
        if path is None:
            continue
        said = f" {path}" if path.startswith("(") else ""
        name = around.folder + path
        kind = MediaType.IMAGE if key == "photo" else _kind(message)
        caption = text(message, "file_name") if kind is MediaType.CARD else None
        yield CapturedMedia(kind, name if name in around.names else None, caption=caption), said


def _kind(message: Record) -> MediaType:
    """Return what a file is; a document of another kind is shown as a card."""
    mime = (text(message, "mime_type") or "").partition("/")[0]
    return _TYPES.get(text(message, "media_type") or "") or _TYPES.get(mime, MediaType.CARD)


def _poll(poll: Record) -> list[CapturedMedia]:
    if not poll:
        return []
    answers = [(plain(answer.get("text")), number(answer, "voters")) for answer in records(poll, "answers")]
    said = "; ".join(answer if votes is None else f"{answer}: {votes:,}" for answer, votes in answers)
    return [CapturedMedia(MediaType.POLL, caption=f"{plain(poll.get('question'))} {said}".strip())]


def _doubts(album: Sequence[Record], around: Surroundings) -> Iterator[Doubt]:
    first = album[0]
    if unix(first.get("date_unixtime")) is None:
        said = text(first, "date")
        detail = (
            f"the source says {said}, but not in which zone" if said else "the source does not say when it was sent"
        )
        yield Doubt(DoubtKind.DATE_DOUBT if said else DoubtKind.DATE_MISSING, detail)
    if len(album) > 1:
        ids = ", ".join(str(message_id(one)) for one in album)
        detail = f"messages {ids} were sent in the same second and are taken for one album"
        yield Doubt(DoubtKind.POST_BOUNDARY_WEAK, detail)
    if "forwarded_from" in first:
        source = text(first, "forwarded_from") or "somebody who is not named"
        detail = f"forwarded from {source}: the words are not the author's"
        yield Doubt(DoubtKind.FORWARDED, detail)
    if text(first, "edited_unixtime", "edited"):
        yield Doubt(DoubtKind.EDITED, "it was edited; the source holds the last version only")
    signed = text(first, "author")
    if signed:
        yield Doubt(DoubtKind.AUTHOR_MISSING, f"it is signed by {signed}")
    if around.author is None or text(first, "from_id") not in {None, around.author}:
        yield Doubt(DoubtKind.AUTHOR_MISSING, f"it is by {text(first, 'from') or 'somebody who is not named'}")
    if text(first, "type") == "unsupported":
        yield media_missing("what the message holds")
    if around.visibility is not Visibility.PUBLIC:
        yield Doubt(DoubtKind.NOT_PUBLIC, f"it was not public ({around.visibility.value})")


def is_media(message: Record) -> bool:
    """Return whether a message carries a picture or a file."""
    return bool(text(message, "photo", "file"))


def has_text(message: Record) -> bool:
    """Return whether a message has words."""
    return bool(array(message, "text")) or bool(text(message, "text"))
