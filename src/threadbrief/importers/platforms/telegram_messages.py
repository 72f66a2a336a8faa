"""The messages in a result.json of Telegram, and the captured post made from one or from an album.

The parts of a text follow one another: there are no offsets, so that none can be wrong.
"""

from collections.abc import Iterator, Sequence

from threadbrief.core.structs import Accumulator, Frozen, field
from threadbrief.importers.inputs.json import (
    Record,
    array,
    heads,
    json_names,
    number,
    record,
    records,
    text,
    unix,
    whole,
)
from threadbrief.importers.inputs.json_stream import JsonStream
from threadbrief.importers.inputs.source import ImportSource
from threadbrief.importers.model import (
    CapturedLink,
    CapturedMedia,
    CapturedMention,
    CapturedPost,
    Doubt,
    DoubtKind,
    PostWithDoubts,
    missing_media_doubt,
)
from threadbrief.model.brief import MediaType, Visibility
from threadbrief.text.urls import WEB_SCHEMES


class Message(Frozen):
    """A text as its readers saw it."""

    text: str
    links: tuple[CapturedLink, ...]
    mentions: tuple[CapturedMention, ...]


def message_text(message: Record) -> Message:
    """Return the text of a message."""
    pieces: list[str] = []
    links: list[CapturedLink] = []
    mentions: list[CapturedMention] = []
    at = 0
    for kind, shown, href in _best_parts(message):
        end = at + len(shown)
        if kind in {"link", "text_link"} and (address := _address(href or shown)):
            links.append(CapturedLink(address, at, end))
        elif kind == "mention" and shown.removeprefix("@"):
            mentions.append(CapturedMention(shown.removeprefix("@"), at, end))
        pieces.append(shown)
        at = end
    return Message("".join(pieces), tuple(links), tuple(mentions))


def plain(found: object) -> str:
    """Return the text of a string or of parts."""
    return "".join(shown for _, shown, _ in _parts(found))


def _best_parts(message: Record) -> list[tuple[str, str, str | None]]:
    """Return the parts of newer exports, unless they say less than the text itself."""
    entities, texts = list(_parts(message.get("text_entities"))), list(_parts(message.get("text")))
    same = "".join(part[1] for part in entities) == "".join(part[1] for part in texts)
    return entities if same or "text" not in message else texts


def _parts(found: object) -> Iterator[tuple[str, str, str | None]]:
    """Yield the kind, the text and the address of each part."""
    if isinstance(found, str):
        yield "plain", whole(found), None
    elif isinstance(found, list):
        for part in found:
            if isinstance(part, str):
                yield "plain", whole(part), None
            elif isinstance(part, dict):
                yield text(part, "type") or "plain", text(part, "text") or "", text(part, "href")


def _address(found: str) -> str | None:
    """Return an address with a scheme; None for one that leads to no page."""
    scheme, colon, _ = found.partition(":")
    if colon and scheme.isalpha() and "." not in scheme:
        return found if scheme.lower() in WEB_SCHEMES else None
    return f"https://{found}"


_LISTS = ("chats", "left_chats")
_SEEN_BY = {
    "public_channel": Visibility.PUBLIC,
    "public_supergroup": Visibility.PUBLIC,
    "private_channel": Visibility.FOLLOWERS,
    "private_supergroup": Visibility.FOLLOWERS,
    "private_group": Visibility.FOLLOWERS,
}
_MARKS = ('"text_entities"', '"date_unixtime"', '"from_id"', '"reply_to_message_id"')
_KINDS = ("_channel", "_supergroup", "_group", "personal_chat", "bot_chat", "saved_messages")


class Chat(Accumulator):
    """What a file says of a chat; whole only when its messages have been read."""

    place: int
    """Its place in the file, from 0."""
    said: Record = field(default_factory=dict)

    @property
    def id(self) -> str:
        """What Telegram calls it; its place where the file does not say."""
        return text(self.said, "id") or str(self.place)

    @property
    def name(self) -> str | None:
        """What people call it."""
        return text(self.said, "name")

    @property
    def kind(self) -> str | None:
        """Its type: `public_channel`, `private_group`, ..."""
        return text(self.said, "type")

    @property
    def visibility(self) -> Visibility:
        """Who could read it; public where the file does not say."""
        return _SEEN_BY.get(self.kind, Visibility.DIRECT) if self.kind else Visibility.PUBLIC


def telegram_name(source: ImportSource) -> str | None:
    """Return the name of the file of messages; None where the source holds none."""
    return next((name for name, head in heads(source) if _is_telegram(head)), None)


def messages(source: ImportSource, chats: list[Chat]) -> Iterator[tuple[Chat, Record]]:
    """Yield the messages with their chats, which are put into the list as they come."""
    name = telegram_name(source) or next(iter(json_names(source)), None)
    if name is None:
        return
    with source.open(name) as file:
        stream = JsonStream(file, name)
        yield from _top(stream, chats)
        stream.finish()


def message_id(message: Record) -> int | None:
    """Return the id of a message."""
    return number(message, "id")


def _is_telegram(head: str) -> bool:
    if '"messages"' in head:
        return any(mark in head for mark in _MARKS) or any(f'{kind}"' in head for kind in _KINDS)
    return ('"personal_information"' in head or '"about"' in head) and "Telegram" in head


def _top(stream: JsonStream, chats: list[Chat]) -> Iterator[tuple[Chat, Record]]:
    """Yield what the file itself holds as a chat, and what its lists of chats hold."""
    alone = Chat(0)
    for key in stream.members():
        if key in _LISTS and stream.peek() == "{":
            for inner in stream.members():
                if inner == "list" and stream.peek() == "[":
                    for _ in stream.items():
                        yield from _chat(stream, chats)
                else:
                    stream.value()
        elif key == "messages" and stream.peek() == "[":
            chats.append(alone)
            yield from _messages(stream, alone)
        else:
            alone.said[key] = stream.value()


def _chat(stream: JsonStream, chats: list[Chat]) -> Iterator[tuple[Chat, Record]]:
    if stream.peek() != "{":
        stream.value()
        return
    chat = Chat(len(chats))
    chats.append(chat)
    for key in stream.members():
        if key == "messages" and stream.peek() == "[":
            yield from _messages(stream, chat)
        else:
            chat.said[key] = stream.value()


def _messages(stream: JsonStream, chat: Chat) -> Iterator[tuple[Chat, Record]]:
    for element in stream.elements():
        if isinstance(element, dict):
            yield chat, element


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


class Surroundings(Frozen):
    """What is the same for all messages of a chat."""

    visibility: Visibility
    base: str | None
    """The address of a message but for its id; None where it is not known."""
    author: str | None
    """Whose messages they are, by id; None: of many."""
    folder: str
    """The folder of the file of messages in the source, with a slash behind it."""
    names: frozenset[str]


def build_post(album: Sequence[Record], around: Surroundings) -> PostWithDoubts:
    """Return a message, or the messages of an album as one post; its id is that of the first."""
    first = album[0]
    date = unix(first.get("date_unixtime"))
    edited = max(
        (moment for one in album if (moment := unix(one.get("edited_unixtime")))), default=None
    )
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
    return PostWithDoubts(captured, (*_doubts(album, around), *missing))


class _View(Frozen):
    text: str
    links: tuple[CapturedLink, ...]
    mentions: tuple[CapturedMention, ...]


def _texts(album: Sequence[Record]) -> _View:
    """Return the text of an album: that of the one message that has any."""
    views = [message_text(one) for one in album]
    view = next((view for view in views if view.text), views[0])
    return _View(view.text, view.links, view.mentions)


def _media(
    album: Sequence[Record], around: Surroundings
) -> tuple[tuple[CapturedMedia, ...], tuple[Doubt, ...]]:
    found: list[CapturedMedia] = []
    missing: list[Doubt] = []
    for message in album:
        for one, said in _attached(message, around):
            found.append(one)
            if one.file is None:
                missing.append(missing_media_doubt(f"{one.type.value} {len(found)}{said}"))
        found += _poll(record(message, "poll"))
        missing += [missing_media_doubt(what) for key, what in _ELSE.items() if key in message]
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
    answers = [
        (plain(answer.get("text")), number(answer, "voters")) for answer in records(poll, "answers")
    ]
    said = "; ".join(
        answer if votes is None else f"{answer}: {votes:,}" for answer, votes in answers
    )
    return [CapturedMedia(MediaType.POLL, caption=f"{plain(poll.get('question'))} {said}".strip())]


def _doubts(album: Sequence[Record], around: Surroundings) -> Iterator[Doubt]:
    first = album[0]
    if unix(first.get("date_unixtime")) is None:
        said = text(first, "date")
        detail = (
            f"the source says {said}, but not in which zone"
            if said
            else "the source does not say when it was sent"
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
        yield Doubt(
            DoubtKind.AUTHOR_MISSING,
            f"it is by {text(first, 'from') or 'somebody who is not named'}",
        )
    if text(first, "type") == "unsupported":
        yield missing_media_doubt("what the message holds")
    if around.visibility is not Visibility.PUBLIC:
        yield Doubt(DoubtKind.NOT_PUBLIC, f"it was not public ({around.visibility.value})")


def is_media(message: Record) -> bool:
    """Return whether a message carries a picture or a file."""
    return bool(text(message, "photo", "file"))


def has_text(message: Record) -> bool:
    """Return whether a message has words."""
    return bool(array(message, "text")) or bool(text(message, "text"))
