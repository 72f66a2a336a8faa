"""The messages in the result.json of Telegram, and the post built from one, or from an album.

A text is a list of parts that follow one another. It has no offsets, so that none can be wrong.
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

# --- chats and messages ----------------------------------------------------------------------

_LISTS = ("chats", "left_chats")
_VISIBILITIES = {
    "public_channel": Visibility.PUBLIC,
    "public_supergroup": Visibility.PUBLIC,
    "private_channel": Visibility.FOLLOWERS,
    "private_supergroup": Visibility.FOLLOWERS,
    "private_group": Visibility.FOLLOWERS,
}
_MESSAGE_MARKS = ('"text_entities"', '"date_unixtime"', '"from_id"', '"reply_to_message_id"')
_CHAT_KINDS = ("_channel", "_supergroup", "_group", "personal_chat", "bot_chat", "saved_messages")


class Chat(Accumulator):
    """A chat of a file. Its fields are complete when its messages have been read."""

    place: int
    """Its index among the chats of the file."""
    fields: JsonObject = field(default_factory=dict)
    """The members of its object but the messages."""

    @property
    def id(self) -> str:
        """Telegram's id; its place where the file has none."""
        return get_text(self.fields, "id") or str(self.place)

    @property
    def name(self) -> str | None:
        """The title of the chat."""
        return get_text(self.fields, "name")

    @property
    def kind(self) -> str | None:
        """Its type: `public_channel`, `private_group`, ..."""
        return get_text(self.fields, "type")

    @property
    def visibility(self) -> Visibility:
        """The visibility of its messages; public where the file does not give its type."""
        if not self.kind:
            return Visibility.PUBLIC
        return _VISIBILITIES.get(self.kind, Visibility.DIRECT)


def find_messages_file(source: ImportSource) -> str | None:
    """Return the name of the file of messages; None where the source has none."""
    return next((name for name, head in read_heads(source) if _is_telegram(head)), None)


def read_messages(source: ImportSource, chats: list[Chat]) -> Iterator[tuple[Chat, JsonObject]]:
    """Yield the messages with their chats, each of which is appended to `chats` as it begins."""
    name = find_messages_file(source) or next(iter(list_json_files(source)), None)
    if name is None:
        return
    with source.open(name) as file:
        stream = JsonStream(file, name)
        yield from _file_messages(stream, chats)
        stream.expect_end()


def message_id(message: JsonObject) -> int | None:
    """Return the id of a message."""
    return get_number(message, "id")


def _is_telegram(head: str) -> bool:
    if '"messages"' in head:
        has_mark = any(mark in head for mark in _MESSAGE_MARKS)
        return has_mark or any(f'{kind}"' in head for kind in _CHAT_KINDS)
    return ('"personal_information"' in head or '"about"' in head) and "Telegram" in head


def _file_messages(stream: JsonStream, chats: list[Chat]) -> Iterator[tuple[Chat, JsonObject]]:
    """Yield the messages of a file that is one chat, or that has lists of chats."""
    file_chat = Chat(0)
    for key in stream.iter_members():
        if key in _LISTS and stream.peek() == "{":
            yield from _listed_messages(stream, chats)
        elif key == "messages" and stream.peek() == "[":
            chats.append(file_chat)
            yield from _chat_messages(stream, file_chat)
        else:
            file_chat.fields[key] = stream.read_value()


def _listed_messages(stream: JsonStream, chats: list[Chat]) -> Iterator[tuple[Chat, JsonObject]]:
    for key in stream.iter_members():
        if key == "list" and stream.peek() == "[":
            for _ in stream.iter_items():
                yield from _read_chat(stream, chats)
        else:
            stream.read_value()


def _read_chat(stream: JsonStream, chats: list[Chat]) -> Iterator[tuple[Chat, JsonObject]]:
    if stream.peek() != "{":
        stream.read_value()
        return
    chat = Chat(len(chats))
    chats.append(chat)
    for key in stream.iter_members():
        if key == "messages" and stream.peek() == "[":
            yield from _chat_messages(stream, chat)
        else:
            chat.fields[key] = stream.read_value()


def _chat_messages(stream: JsonStream, chat: Chat) -> Iterator[tuple[Chat, JsonObject]]:
    for element in stream.iter_elements():
        if isinstance(element, dict):
            yield chat, element


# --- the text of a message -------------------------------------------------------------------


class _TextPart(Frozen):
    """A part of a text: plain, or an entity such as a link."""

    kind: str
    text: str
    href: str | None = None


class MessageText(Frozen):
    """A text as its readers saw it."""

    text: str
    links: tuple[CapturedLink, ...]
    mentions: tuple[CapturedMention, ...]


def read_message_text(message: JsonObject) -> MessageText:
    """Return the text of a message, with its links and mentions."""
    pieces: list[str] = []
    links: list[CapturedLink] = []
    mentions: list[CapturedMention] = []
    at = 0
    for part in _best_parts(message):
        end = at + len(part.text)
        handle = part.text.removeprefix("@")
        if part.kind in {"link", "text_link"}:
            url = _web_url(part.href or part.text)
            if url:
                links.append(CapturedLink(url, at, end))
        elif part.kind == "mention" and handle:
            mentions.append(CapturedMention(handle, at, end))
        pieces.append(part.text)
        at = end
    return MessageText("".join(pieces), tuple(links), tuple(mentions))


def plain_text(value: object) -> str:
    """Return the text of a string, or of a list of parts."""
    return "".join(part.text for part in _parts(value))


def is_media(message: JsonObject) -> bool:
    """Return whether a message has a photo or a file."""
    return bool(get_text(message, "photo", "file"))


def has_text(message: JsonObject) -> bool:
    """Return whether a message has words."""
    return bool(get_array(message, "text")) or bool(get_text(message, "text"))


def _best_parts(message: JsonObject) -> list[_TextPart]:
    """Return the `text_entities` of newer exports, unless their text differs from `text`."""
    entities = list(_parts(message.get("text_entities")))
    parts = list(_parts(message.get("text")))
    is_same = "".join(part.text for part in entities) == "".join(part.text for part in parts)
    if is_same or "text" not in message:
        return entities
    return parts


def _parts(value: object) -> Iterator[_TextPart]:
    if isinstance(value, str):
        yield _TextPart("plain", join_surrogates(value))
    elif isinstance(value, list):
        for part in value:
            if isinstance(part, str):
                yield _TextPart("plain", join_surrogates(part))
            elif isinstance(part, dict):
                kind = get_text(part, "type") or "plain"
                yield _TextPart(kind, get_text(part, "text") or "", get_text(part, "href"))


def _web_url(url: str) -> str | None:
    """Return a URL with its scheme; None for one that leads to no page, such as `tg:`."""
    scheme, colon, _ = url.partition(":")
    if not colon or not scheme.isalpha() or "." in scheme:
        return f"https://{url}"
    if scheme.lower() in WEB_SCHEMES:
        return url
    return None


# --- the captured post -----------------------------------------------------------------------


class ChatContext(Frozen):
    """What all messages of a chat have in common."""

    visibility: Visibility
    base_url: str | None
    """The URL of a message without its id; None where it is unknown."""
    author: str | None
    """The id of the author of all messages; None where there are several."""
    folder: str
    """The folder of the file of messages in the source, with a slash at its end."""
    names: frozenset[str]
    """The names of all files of the source."""


def build_post(album: Sequence[JsonObject], context: ChatContext) -> PostWithDoubts:
    """Return the captured post of a message, or of an album, and its doubts.

    The id of an album is that of its first message.
    """
    first = album[0]
    edits = (parse_unix_time(message.get("edited_unixtime")) for message in album)
    shown = _album_text(album)
    media, missing = _media(album, context)
    key = message_id(first)
    captured = CapturedPost(
        shown.text,
        id=str(key),
        url=f"{context.base_url}{key}" if context.base_url else None,
        date=parse_unix_time(first.get("date_unixtime")),
        edited=max((edit for edit in edits if edit), default=None),
        reply_to=get_text(first, "reply_to_message_id"),
        visibility=context.visibility,
        links=shown.links,
        mentions=shown.mentions,
        media=media,
    )
    return PostWithDoubts(captured, (*_post_doubts(album, context), *missing))


def _album_text(album: Sequence[JsonObject]) -> MessageText:
    """Return the text of the one message of an album that has any."""
    texts = [read_message_text(message) for message in album]
    return next((text for text in texts if text.text), texts[0])


def _post_doubts(album: Sequence[JsonObject], context: ChatContext) -> Iterator[Doubt]:
    first = album[0]
    if parse_unix_time(first.get("date_unixtime")) is None:
        yield _date_doubt(get_text(first, "date"))
    if len(album) > 1:
        ids = ", ".join(str(message_id(message)) for message in album)
        detail = f"messages {ids} were sent in the same second and are taken for one album"
        yield Doubt(DoubtKind.POST_BOUNDARY_WEAK, detail)
    if "forwarded_from" in first:
        origin = get_text(first, "forwarded_from") or "somebody who is not named"
        detail = f"forwarded from {origin}: the words are not the author's"
        yield Doubt(DoubtKind.FORWARDED, detail)
    if get_text(first, "edited_unixtime", "edited"):
        yield Doubt(DoubtKind.EDITED, "it was edited; the source holds the last version only")
    signature = get_text(first, "author")
    if signature:
        yield Doubt(DoubtKind.AUTHOR_MISSING, f"it is signed by {signature}")
    if context.author is None or get_text(first, "from_id") not in {None, context.author}:
        name = get_text(first, "from") or "somebody who is not named"
        yield Doubt(DoubtKind.AUTHOR_MISSING, f"it is by {name}")
    if get_text(first, "type") == "unsupported":
        yield missing_media_doubt("what the message holds")
    if context.visibility is not Visibility.PUBLIC:
        yield Doubt(DoubtKind.NOT_PUBLIC, f"it was not public ({context.visibility.value})")


def _date_doubt(local_date: str | None) -> Doubt:
    if local_date:
        detail = f"the source says {local_date}, but not in which zone"
        return Doubt(DoubtKind.DATE_DOUBT, detail)
    return Doubt(DoubtKind.DATE_MISSING, "the source does not say when it was sent")


# --- media -----------------------------------------------------------------------------------

_MEDIA_TYPES = {
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
"""The values of `media_type`, and the first halves of MIME types."""
_OTHER_ATTACHMENTS = {
    "location_information": "a place on the map",
    "contact_information": "a contact",
    "game_title": "a game",
    "invoice_information": "an invoice",
    "giveaway_information": "a giveaway",
}


def _media(
    album: Sequence[JsonObject], context: ChatContext
) -> tuple[tuple[CapturedMedia, ...], tuple[Doubt, ...]]:
    """Return the media of an album, and the doubts about what the source does not have."""
    media: list[CapturedMedia] = []
    missing: list[Doubt] = []
    for message in album:
        for item, reason in _attached_media(message, context):
            media.append(item)
            if item.file is None:
                missing.append(missing_media_doubt(f"{item.type.value} {len(media)}{reason}"))
        media += _poll(get_object(message, "poll"))
        missing += [
            missing_media_doubt(what) for key, what in _OTHER_ATTACHMENTS.items() if key in message
        ]
    return tuple(media), tuple(missing)


def _attached_media(
    message: JsonObject, context: ChatContext
) -> Iterator[tuple[CapturedMedia, str]]:
    """Yield the photo and the file of a message, and the export's reason why one is missing.

    The export writes that in place of the path: `(File not included. ...)`.
    """
    for key in ("photo", "file"):
        path = get_text(message, key)
        if path is None:
            continue
        reason = f" {path}" if path.startswith("(") else ""
        kind = MediaType.IMAGE
        caption = None
        if key == "file":
            kind = _file_type(message)
        if kind is MediaType.CARD:
            caption = get_text(message, "file_name")
        name: str | None = context.folder + path
        if name not in context.names:
            name = None
        yield CapturedMedia(kind, name, caption=caption), reason


def _file_type(message: JsonObject) -> MediaType:
    """Return the type of a file; a document, which is no media, is shown as a card."""
    mime = (get_text(message, "mime_type") or "").partition("/")[0]
    declared = _MEDIA_TYPES.get(get_text(message, "media_type") or "")
    return declared or _MEDIA_TYPES.get(mime, MediaType.CARD)


def _poll(poll: JsonObject) -> list[CapturedMedia]:
    if not poll:
        return []
    answers = []
    for option in iter_objects(poll, "answers"):
        answer, votes = plain_text(option.get("text")), get_number(option, "voters")
        if votes is not None:
            answer = f"{answer}: {votes:,}"
        answers.append(answer)
    caption = f"{plain_text(poll.get('question'))} {'; '.join(answers)}".strip()
    return [CapturedMedia(MediaType.POLL, caption=caption)]
