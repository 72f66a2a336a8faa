"""A result.json of Telegram: messages of one chat, selected by their ids or by their chain of replies.

A selection is `12` (with its chain of replies), `12-20` or `3,7,12-20`; `<chat>:` may precede any of them.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, error
from threadbrief.core.structs import Accumulator, Frozen, field
from threadbrief.importers.inputs.json import Record, number, opening, text, unix
from threadbrief.importers.inputs.source import ImportSource
from threadbrief.importers.model import (
    CapturedThread,
    Doubt,
    DoubtKind,
    Selection,
    ThreadSummary,
    pluralize,
)
from threadbrief.importers.platforms.telegram_messages import (
    Chat,
    Surroundings,
    build_post,
    has_text,
    is_media,
    message_id,
    message_text,
    messages,
    telegram_name,
)
from threadbrief.importers.list_threads import (
    EARLIEST,
    Links,
    Ordered,
    PostStub,
    ThreadGraph,
    build_thread,
    only_private,
    only_thread,
    unknown_post,
)
from threadbrief.model.brief import Platform, Visibility

_PIECE = re.compile(r"(\d{1,19})(?:\s*-\s*(\d{1,19}))?")
_ADDRESS = re.compile(r"(?:https?://)?t\.me/(?:c/)?([\w]+)/(\d{1,18})(?:[/?#].*)?")


class MessageSelection(Frozen):
    """Messages of a chat."""

    chat: str | None
    """The id of the chat; None where it was not said."""
    ranges: tuple[tuple[int, int], ...]
    chain: int | None = None
    """The message whose chain of answers is wanted."""

    def takes(self, key: int) -> bool:
        """Return whether a message is in one of the ranges."""
        return any(first <= key <= last for first, last in self.ranges)


def read_selection(said: str) -> MessageSelection:
    """Return what is selected; raises BriefError where it cannot be understood."""
    address = _ADDRESS.fullmatch(said.strip())
    if address:
        return MessageSelection(None, (), int(address[2]))
    chat, colon, rest = said.rpartition(":")
    pieces = [_PIECE.fullmatch(piece.strip()) for piece in rest.split(",")]
    found = [(int(piece[1]), int(piece[2] or piece[1])) for piece in pieces if piece]
    if len(found) < len(pieces) or any(first > last for first, last in found):
        message = f'"{said}" selects no messages'
        raise BriefError(
            [
                error(
                    codes.INVALID_SELECTION,
                    message,
                    None,
                    "write 12, 12-20 or 3,7,12-20, after the chat's id and a colon",
                )
            ]
        )
    alone = len(pieces) == 1 and pieces[0] is not None and pieces[0][2] is None
    where = chat.strip() if colon else None
    return MessageSelection(where, () if alone else tuple(found), found[0][0] if alone else None)


class MessageStub(PostStub[int]):
    """What is kept of a message until its post is built; it has no `parent`, which depends on albums."""

    replies_to: int | None = None
    """The message of any author that it replies to."""
    second: str = ""
    """When it was sent, as the file writes it."""
    has_media: bool = False
    has_words: bool = False
    service: str | None = None
    """What a service message reports; None for a post."""


class Talk(Accumulator):
    """A chat with its messages."""

    chat: Chat
    messages: dict[int, MessageStub] = field(default_factory=dict)
    albums: dict[int, int] = field(default_factory=dict)
    """The messages of an album after its first, each with the first."""

    def posts(self) -> list[int]:
        """Return the ids of what was posted, in order: no service messages; an album once."""
        return sorted(
            key
            for key, one in self.messages.items()
            if one.service is None and key not in self.albums
        )

    def first_words(self, first: int) -> str:
        """Return the first words of a post, which any message of an album may have."""
        album = (
            key for key, one in self.albums.items() if one == first and self.messages[key].has_words
        )
        return self.messages[first].first_words or next(
            (self.messages[key].first_words or "" for key in album), ""
        )

    def graph(self) -> ThreadGraph[int]:
        """Return the threads of the chat."""
        parents = {}
        for key, message in self.messages.items():
            parent = self._parent_of(key, message)
            if parent is not None:
                parents[key] = parent
        return ThreadGraph(self.messages, Links(parents), rank=int)

    def _parent_of(self, key: int, message: MessageStub) -> int | None:
        """Return the post of the same author that a post replies to; an album by its first message."""
        if message.replies_to is None or key in self.albums:
            return None
        above = self.albums.get(message.replies_to, message.replies_to)
        there = self.messages.get(above)
        is_own = there is not None and there.service is None and there.author == message.author
        return above if is_own else None


def read_talks(source: ImportSource) -> list[Talk]:
    """Return the chats of a file, in its order. Raises BriefError where a message has no id: it could be lost."""
    chats: list[Chat] = []
    talks: dict[int, Talk] = {}
    for chat, message in messages(source, chats):
        talk = talks.setdefault(chat.place, Talk(chat))
        key = message_id(message)
        if key is None:
            raise BriefError(
                [
                    error(
                        codes.UNKNOWN_EXPORT_SHAPE, f'"{source.name}" holds a message without an id'
                    )
                ]
            )
        if key not in talk.messages:
            talk.messages[key] = _stub(key, message)
    for talk in talks.values():
        _find_albums(talk)
    return list(talks.values())


def _stub(key: int, message: Record) -> MessageStub:
    is_service = text(message, "type") == "service"
    replies = not is_service and "reply_to_peer_id" not in message
    author = text(message, "from_id", "from")
    return MessageStub(
        id=key,
        author=None if author is None else sys.intern(author),
        date=unix(message.get("date_unixtime")),
        first_words=opening(message_text(message).text),
        replies_to=number(message, "reply_to_message_id") if replies else None,
        second=text(message, "date_unixtime", "date") or "",
        has_media=is_media(message),
        has_words=has_text(message),
        service=(text(message, "action") or "service") if is_service else None,
    )


def _find_albums(talk: Talk) -> None:
    """Find the albums: pictures and files of one author, sent in the same second, of which one at most has words."""
    first, words = None, False
    before: MessageStub | None = None
    for key in sorted(talk.messages):
        one = talk.messages[key]
        fits = (
            before is not None
            and one.has_media
            and before.has_media
            and one.service is None
            and (one.second, one.author) == (before.second, before.author)
            and not (words and one.has_words)
        )
        if fits and first is not None:
            talk.albums[key] = first
            words = words or one.has_words
        else:
            first, words = key, one.has_words
        before = one


_NAME = re.compile(r"(?:https?://)?t\.me/(?:s/)?(\w+)")
_TOLD = 8
"""Ids that a doubt names."""


class _Telegram:
    """The reader of exports of Telegram."""

    format = "telegram"

    def can_read(self, source: ImportSource) -> bool:
        return telegram_name(source) is not None

    def list_threads(self, source: ImportSource, wanted: Selection) -> Iterable[ThreadSummary]:
        return _list_threads(read_talks(source), wanted)

    def read(self, source: ImportSource, wanted: Selection) -> CapturedThread:
        talks = read_talks(source)
        select = wanted.select
        if select is None:
            listed = _list_threads(talks, wanted)
            if not listed and any(talk.messages for talk in talks):
                raise only_private(source, sum(len(talk.messages) for talk in talks))
            select = only_thread(source, listed)
        selection = read_selection(select)
        talk = _talk_of(source, talks, selection, select)
        if not _may_read(talk.chat, talks, wanted):
            raise only_private(source, len(talk.messages))
        ordered = _ordered(talk, selection)
        if not ordered.keys:
            raise unknown_post(source, select)
        return _thread(source, wanted, talk, ordered, selection)


READER = _Telegram()


def _list_threads(talks: list[Talk], wanted: Selection) -> list[ThreadSummary]:
    """Return the chains of replies and the whole of each chat that may be read, newest first."""
    found = []
    for talk in talks:
        posts = talk.posts()
        if not posts or not _may_read(talk.chat, talks, wanted):
            continue
        is_alone = len(talks) == 1
        chains = talk.graph().long_threads()
        found += [
            _entry(talk, str(root), root, size, is_alone=is_alone) for root, size in chains.items()
        ]
        if len(posts) not in chains.values():
            whole = f"{posts[0]}-{max(talk.messages)}"
            found.append(_entry(talk, whole, posts[0], len(posts), is_alone=is_alone))
    return sorted(found, key=lambda one: (one.date or EARLIEST, one.id), reverse=True)


def _entry(talk: Talk, select: str, first: int, posts: int, *, is_alone: bool) -> ThreadSummary:
    """Return how a thread is listed; under its chat, where the file holds several."""
    chat = talk.chat
    name = f"{chat.name}: " if chat.name and not is_alone else ""
    return ThreadSummary(
        id=select if is_alone else f"{chat.id}:{select}",
        date=talk.messages[first].date,
        posts=posts,
        opening=opening(name + talk.first_words(first)),
    )


def _may_read(chat: Chat, talks: list[Talk], wanted: Selection) -> bool:
    """Return whether a chat is public, or wanted all the same: a channel of few that was exported alone is."""
    if wanted.with_private or chat.visibility is Visibility.PUBLIC:
        return True
    return len(talks) == 1 and chat.visibility is Visibility.FOLLOWERS


def _talk_of(source: ImportSource, talks: list[Talk], selection: MessageSelection, said: str) -> Talk:
    """Return the chat that is meant: by its id, or the only one that has the message."""
    if selection.chat is not None:
        fitting = [talk for talk in talks if talk.chat.id == selection.chat]
    else:
        fitting = [talk for talk in talks if _ordered(talk, selection).keys]
    if not fitting:
        raise unknown_post(source, said)
    if len(fitting) > 1:
        raise unknown_post(source, f"{said}, of one chat: write <chat>:{said}")
    return fitting[0]


def _ordered(talk: Talk, selection: MessageSelection) -> Ordered[int]:
    posts = talk.posts()
    if selection.chain is None:
        return Ordered(tuple(key for key in posts if selection.takes(key)))
    key = talk.albums.get(selection.chain, selection.chain)
    return talk.graph().thread_of(key) if key in posts else Ordered(())


def _thread(
    source: ImportSource,
    wanted: Selection,
    talk: Talk,
    ordered: Ordered[int],
    selection: MessageSelection,
) -> CapturedThread:
    name = telegram_name(source) or source.names[0]
    handle = _handle(wanted)
    albums = _albums(source, talk, ordered)
    authors = {talk.messages[key].author for key in ordered.keys}
    around = Surroundings(
        visibility=talk.chat.visibility,
        base=_base(talk.chat, handle),
        author=next(iter(authors)) if len(authors) == 1 else None,
        folder=name[: name.rfind("/") + 1],
        names=frozenset(source.names),
    )
    return build_thread(
        source,
        (build_post(albums[key], around) for key in ordered.keys),
        format_name=READER.format,
        platform=Platform.TELEGRAM,
        files=[name],
        ordered=ordered,
        handle=handle,
        name=talk.chat.name,
        doubts_before=_chat_doubts(talk.chat, around),
        doubts_of_replies=_answered(talk, ordered),
        doubts_after=_gaps(talk, ordered, selection) if selection.chain is None else (),
    )


def _handle(wanted: Selection) -> str | None:
    found = _NAME.match(wanted.url or "")
    if found and found[1] != "c":
        return found[1]
    return (wanted.handle or "").removeprefix("@") or None


def _base(chat: Chat, handle: str | None) -> str | None:
    if chat.visibility is Visibility.FOLLOWERS and "id" in chat.said:
        return f"https://t.me/c/{chat.id}/"
    return f"https://t.me/{handle}/" if handle and chat.visibility is Visibility.PUBLIC else None


def _albums(source: ImportSource, talk: Talk, ordered: Ordered[int]) -> dict[int, list[Record]]:
    """Return the messages that are wanted, those of an album together."""
    found: dict[int, list[Record]] = {key: [] for key in ordered.keys}
    seen: set[int] = set()
    for chat, message in messages(source, []):
        key = message_id(message)
        if chat.place != talk.chat.place or key is None or key in seen:
            continue
        seen.add(key)
        first = talk.albums.get(key, key)
        if first in found:
            found[first].append(message)
    return {
        key: sorted(album, key=lambda one: message_id(one) or 0) for key, album in found.items()
    }


def _chat_doubts(chat: Chat, around: Surroundings) -> Iterator[Doubt]:
    if around.base is None and chat.visibility is not Visibility.DIRECT:
        detail = "the source does not hold the channel's @name; give it, and every message has its address"
        yield Doubt(DoubtKind.THREAD_URL_MISSING, detail)
    if chat.kind is None:
        yield Doubt(DoubtKind.NOT_PUBLIC, "the source does not say whether the chat was public")


def _answered(talk: Talk, ordered: Ordered[int]) -> Iterator[Doubt]:
    """Yield which posts answer one that is not in the thread."""
    for index, key in enumerate(ordered.keys):
        parent = talk.messages[key].replies_to
        if parent is not None and talk.albums.get(parent, parent) not in ordered.keys:
            there = (
                "is not in the thread" if parent in talk.messages else "the source does not hold"
            )
            yield Doubt(
                DoubtKind.PARENT_MISSING, f"it answers message {parent}, which {there}", index
            )


def _gaps(talk: Talk, ordered: Ordered[int], selection: MessageSelection) -> Iterator[Doubt]:
    """Yield what lies in the ranges and is no post: service messages, and ids that nothing has."""
    inside = {key: one for key, one in talk.messages.items() if selection.takes(key)}
    services = [f"{key} ({one.service})" for key, one in sorted(inside.items()) if one.service]
    if services:
        detail = f"{pluralize(len(services), 'service message')} left out: {_some(services)}"
        yield Doubt(DoubtKind.BOILERPLATE, detail)
    if (talk.chat.kind or "").endswith(("_channel", "_supergroup")):
        first, last = ordered.keys[0], max(inside)
        absent = [
            str(key)
            for key in range(first, min(last, first + 1_000_000))
            if key not in talk.messages
        ]
        if absent:
            detail = f"the source holds no message {_some(absent)}: deleted, or outside what was exported"
            yield Doubt(DoubtKind.THREAD_CUT, detail)


def _some(items: Sequence[str]) -> str:
    more = f" and {len(items) - _TOLD:,} more" if len(items) > _TOLD else ""
    return ", ".join(items[:_TOLD]) + more
