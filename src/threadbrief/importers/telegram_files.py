"""A result.json of Telegram in, of one chat or of a whole account; its messages, one by one, out."""

from collections.abc import Iterator

from threadbrief.importers.documents import heads, json_names
from threadbrief.importers.fields import Record, number, text
from threadbrief.importers.json_stream import JsonStream
from threadbrief.importers.source import Source
from threadbrief.model.brief import Visibility
from threadbrief.values import Ledger, field

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


class Chat(Ledger):
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


def telegram_name(source: Source) -> str | None:
    """Return the name of the file of messages; None where the source holds none."""
    return next((name for name, head in heads(source) if _is_telegram(head)), None)


def messages(source: Source, chats: list[Chat]) -> Iterator[tuple[Chat, Record]]:
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
