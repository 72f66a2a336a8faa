"""A result.json of Telegram in; its chats, with as much of each message as a list of threads needs, out."""

from datetime import datetime

from threadbrief.errors import BriefError, error
from threadbrief.importers.chains import Chains
from threadbrief.importers.fields import number, opening, text, unix
from threadbrief.importers.source import Source
from threadbrief.importers.telegram_files import Chat, message_id, messages
from threadbrief.importers.telegram_posts import has_text, is_media
from threadbrief.importers.telegram_text import message_text
from threadbrief.values import Ledger, Value, field


class Short(Value):
    """What is kept of a message until it is wanted."""

    second: str
    author: str | None
    media: bool
    words: bool
    service: str | None
    date: datetime | None
    opening: str


class Talk(Ledger):
    """A chat with its messages."""

    chat: Chat
    messages: dict[int, Short] = field(default_factory=dict)
    replies: dict[int, int] = field(default_factory=dict)
    albums: dict[int, int] = field(default_factory=dict)
    """The messages of an album after its first, each with the first."""

    def posts(self) -> list[int]:
        """Return the ids of what was posted, in order: no service messages; an album once."""
        return sorted(key for key, one in self.messages.items() if one.service is None and key not in self.albums)

    def album_of(self, first: int) -> list[int]:
        """Return the messages of an album that have words."""
        return [key for key, one in self.albums.items() if one == first and self.messages[key].words]

    def chains(self) -> Chains[int]:
        """Return who answers whom, of the same author."""
        answers = {}
        for child, parent in self.replies.items():
            above = self.albums.get(parent, parent)
            there = self.messages.get(above)
            is_post = child not in self.albums and there is not None and there.service is None
            if is_post and there is not None and there.author == self.messages[child].author:
                answers[child] = above
        return Chains(answers, self.messages, rank=int)


def read_talks(source: Source) -> list[Talk]:
    """Return the chats of a file, in its order. Raises BriefError where a message has no id: it could be lost."""
    chats: list[Chat] = []
    talks: dict[int, Talk] = {}
    for chat, message in messages(source, chats):
        talk = talks.setdefault(chat.place, Talk(chat))
        key = message_id(message)
        if key is None:
            raise BriefError([error("TB967", f'"{source.name}" holds a message without an id')])
        if key in talk.messages:
            continue
        service = text(message, "action") or "service" if text(message, "type") == "service" else None
        talk.messages[key] = Short(
            text(message, "date_unixtime", "date") or "",
            text(message, "from_id", "from"),
            is_media(message),
            has_text(message),
            service,
            unix(message.get("date_unixtime")),
            opening(message_text(message).text),
        )
        parent = number(message, "reply_to_message_id")
        if parent is not None and "reply_to_peer_id" not in message and service is None:
            talk.replies[key] = parent
    for talk in talks.values():
        _find_albums(talk)
    return list(talks.values())


def _find_albums(talk: Talk) -> None:
    """Take pictures and files of one author for an album that came in the same second, and have one text at most."""
    first, words = None, False
    before: Short | None = None
    for key in sorted(talk.messages):
        one = talk.messages[key]
        fits = (
            before is not None
            and one.media
            and before.media
            and one.service is None
            and (one.second, one.author) == (before.second, before.author)
            and not (words and one.words)
        )
        if fits and first is not None:
            talk.albums[key] = first
            words = words or one.words
        else:
            first, words = key, one.words
        before = one
