"""The messages in a result.json of Telegram, and the captured post made from one or from an album.

The parts of a text follow one another: there are no offsets, so that none can be wrong.
"""

from collections.abc import Iterator, Sequence

from threadbrief.core.structs import Accumulator, Frozen, field
from threadbrief.importers.inputs.json import (
    JsonObject,
    get_array,
    get_number,
    get_object,
    get_text,
    iter_objects,
    join_surrogates,
    list_json_files,
    parse_unix_time,
    read_heads,
)
from threadbrief.importers.inputs.json_stream import JsonStream
from threadbrief.importers.inputs.source import ImportSource
from threadbrief.importers.model import (
    Built,
    CapturedLink,
    CapturedMedia,
    CapturedMention,
    CapturedPost,
    Doubt,
    DoubtKind,
    media_missing,
)
from threadbrief.model.brief import MediaType, Visibility
from threadbrief.text.urls import WEB_SCHEMES


class MessageText(Frozen):
    """A text as its readers saw it."""

    text: str
    links: tuple[CapturedLink, ...]
    mentions: tuple[CapturedMention, ...]


def read_message_text(message: JsonObject) -> MessageText:
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
    return MessageText("".join(pieces), tuple(links), tuple(mentions))


def plain_text(found: object) -> str:
    """Return the text of a string or of parts."""
    return "".join(shown for _, shown, _ in _parts(found))


def _best_parts(message: JsonObject) -> list[tuple[str, str, str | None]]:
    """Return the parts of newer exports, unless they say less than the text itself."""
    entities, texts = list(_parts(message.get("text_entities"))), list(_parts(message.get("text")))
    same = "".join(part[1] for part in entities) == "".join(part[1] for part in texts)
    return entities if same or "text" not in message else texts


def _parts(found: object) -> Iterator[tuple[str, str, str | None]]:
    """Yield the kind, the text and the address of each part."""
    if isinstance(found, str):
        yield "plain", join_surrogates(found), None
    elif isinstance(found, list):
        for part in found:
            if isinstance(part, str):
                yield "plain", join_surrogates(part), None
            elif isinstance(part, dict):
                yield (
                    get_text(part, "type") or "plain",
                    get_text(part, "text") or "",
                    get_text(part, "href"),
                )


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
    said: JsonObject = field(default_factory=dict)

    @property
    def id(self) -> str:
        """What Telegram calls it; its place where the file does not say."""
        return get_text(self.said, "id") or str(self.place)

    @property
    def name(self) -> str | None:
        """What people call it."""
        return get_text(self.said, "name")

    @property
    def kind(self) -> str | None:
        """Its type: `public_channel`, `private_group`, ..."""
        return get_text(self.said, "type")

    @property
    def visibility(self) -> Visibility:
        """Who could read it; public where the file does not say."""
        return _SEEN_BY.get(self.kind, Visibility.DIRECT) if self.kind else Visibility.PUBLIC


def find_messages_file(source: ImportSource) -> str | None:
    """Return the name of the file of messages; None where the source holds none."""
    return next((name for name, head in read_heads(source) if _is_telegram(head)), None)


def read_messages(source: ImportSource, chats: list[Chat]) -> Iterator[tuple[Chat, JsonObject]]:
    """Yield the messages with their chats, which are put into the list as they come."""
    name = find_messages_file(source) or next(iter(list_json_files(source)), None)
    if name is None:
        return
    with source.open(name) as file:
        stream = JsonStream(file, name)
        yield from _top(stream, chats)
        stream.expect_end()


def message_id(message: JsonObject) -> int | None:
    """Return the id of a message."""
    return get_number(message, "id")


def _is_telegram(head: str) -> bool:
    if '"messages"' in head:
        return any(mark in head for mark in _MARKS) or any(f'{kind}"' in head for kind in _KINDS)
    return ('"personal_information"' in head or '"about"' in head) and "Telegram" in head


def _top(stream: JsonStream, chats: list[Chat]) -> Iterator[tuple[Chat, JsonObject]]:
    """Yield what the file itself holds as a chat, and what its lists of chats hold."""
    alone = Chat(0)
    for key in stream.iter_members():
        if key in _LISTS and stream.peek() == "{":
            for inner in stream.iter_members():
                if inner == "list" and stream.peek() == "[":
                    for _ in stream.iter_items():
                        yield from _chat(stream, chats)
                else:
                    stream.read_value()
        elif key == "messages" and stream.peek() == "[":
            chats.append(alone)
            yield from _messages(stream, alone)
        else:
            alone.said[key] = stream.read_value()


def _chat(stream: JsonStream, chats: list[Chat]) -> Iterator[tuple[Chat, JsonObject]]:
    if stream.peek() != "{":
        stream.read_value()
        return
    chat = Chat(len(chats))
    chats.append(chat)
    for key in stream.iter_members():
        if key == "messages" and stream.peek() == "[":
            yield from _messages(stream, chat)
        else:
            chat.said[key] = stream.read_value()


def _messages(stream: JsonStream, chat: Chat) -> Iterator[tuple[Chat, JsonObject]]:
    for element in stream.iter_elements():
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


class ChatContext(Frozen):
    """What is the same for all messages of a chat."""

    visibility: Visibility
    base: str | None
    """The address of a message but for its id; None where it is not known."""
    author: str | None
    """Whose messages they are, by id; None: of many."""
    folder: str
    """The folder of the file of messages in the source, with a slash behind it."""
    names: frozenset[str]


def build_post(album: Sequence[JsonObject], around: ChatContext) -> Built:
    """Return a message, or the messages of an album as one post; its id is that of the first."""
    first = album[0]
    date = parse_unix_time(first.get("date_unixtime"))
    edited = max(
        (moment for one in album if (moment := parse_unix_time(one.get("edited_unixtime")))),
        default=None,
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
        reply_to=get_text(first, "reply_to_message_id"),
        visibility=around.visibility,
        links=view.links,
        mentions=view.mentions,
        media=media,
    )
    return Built(captured, (*_doubts(album, around), *missing))


class _View(Frozen):
    text: str
    links: tuple[CapturedLink, ...]
    mentions: tuple[CapturedMention, ...]


def _texts(album: Sequence[JsonObject]) -> _View:
    """Return the text of an album: that of the one message that has any."""
    views = [read_message_text(one) for one in album]
    view = next((view for view in views if view.text), views[0])
    return _View(view.text, view.links, view.mentions)


def _media(
    album: Sequence[JsonObject], around: ChatContext
) -> tuple[tuple[CapturedMedia, ...], tuple[Doubt, ...]]:
    found: list[CapturedMedia] = []
    missing: list[Doubt] = []
    for message in album:
        for one, said in _attached(message, around):
            found.append(one)
            if one.file is None:
                missing.append(media_missing(f"{one.type.value} {len(found)}{said}"))
        found += _poll(get_object(message, "poll"))
        missing += [media_missing(what) for key, what in _ELSE.items() if key in message]
    return tuple(found), tuple(missing)


def _attached(message: JsonObject, around: ChatContext) -> Iterator[tuple[CapturedMedia, str]]:
    """Yield the photo and the file of a message, and what the export says where one is not there."""
    for key in ("photo", "file"):
        path = get_text(message, key)
        if path is None:
            continue
        said = f" {path}" if path.startswith("(") else ""
        name = around.folder + path
        kind = MediaType.IMAGE if key == "photo" else _kind(message)
        caption = get_text(message, "file_name") if kind is MediaType.CARD else None
        yield CapturedMedia(kind, name if name in around.names else None, caption=caption), said


def _kind(message: JsonObject) -> MediaType:
    """Return what a file is; a document of another kind is shown as a card."""
    mime = (get_text(message, "mime_type") or "").partition("/")[0]
    return _TYPES.get(get_text(message, "media_type") or "") or _TYPES.get(mime, MediaType.CARD)


def _poll(poll: JsonObject) -> list[CapturedMedia]:
    if not poll:
        return []
    answers = [
        (plain_text(answer.get("text")), get_number(answer, "voters"))
        for answer in iter_objects(poll, "answers")
    ]
    said = "; ".join(
        answer if votes is None else f"{answer}: {votes:,}" for answer, votes in answers
    )
    return [
        CapturedMedia(MediaType.POLL, caption=f"{plain_text(poll.get('question'))} {said}".strip())
    ]


def _doubts(album: Sequence[JsonObject], around: ChatContext) -> Iterator[Doubt]:
    first = album[0]
    if parse_unix_time(first.get("date_unixtime")) is None:
        said = get_text(first, "date")
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
        source = get_text(first, "forwarded_from") or "somebody who is not named"
        detail = f"forwarded from {source}: the words are not the author's"
        yield Doubt(DoubtKind.FORWARDED, detail)
    if get_text(first, "edited_unixtime", "edited"):
        yield Doubt(DoubtKind.EDITED, "it was edited; the source holds the last version only")
    signed = get_text(first, "author")
    if signed:
        yield Doubt(DoubtKind.AUTHOR_MISSING, f"it is signed by {signed}")
    if around.author is None or get_text(first, "from_id") not in {None, around.author}:
        yield Doubt(
            DoubtKind.AUTHOR_MISSING,
            f"it is by {get_text(first, 'from') or 'somebody who is not named'}",
        )
    if get_text(first, "type") == "unsupported":
        yield media_missing("what the message holds")
    if around.visibility is not Visibility.PUBLIC:
        yield Doubt(DoubtKind.NOT_PUBLIC, f"it was not public ({around.visibility.value})")


def is_media(message: JsonObject) -> bool:
    """Return whether a message carries a picture or a file."""
    return bool(get_text(message, "photo", "file"))


def has_text(message: JsonObject) -> bool:
    """Return whether a message has words."""
    return bool(get_array(message, "text")) or bool(get_text(message, "text"))
