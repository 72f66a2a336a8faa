"""The result.json of Telegram: messages of one chat, selected by id or by a chain of replies.

A selection is `12` (with its chain of replies), `12-20` or `3,7,12-20`; `<chat>:` may precede it.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence

from threadbrief.core import problem_codes as codes
from threadbrief.core.structs import Accumulator, Frozen, field
from threadbrief.importers.inputs.json import (
    JsonObject,
    get_number,
    get_text,
    parse_unix_time,
    shorten_opening,
)
from threadbrief.importers.inputs.source import ImportSource, import_error
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
    ChatContext,
    build_post,
    find_messages_file,
    has_text,
    is_media,
    message_id,
    read_message_text,
    read_messages,
)
from threadbrief.importers.threads import (
    EARLIEST_DATE,
    OrderedThread,
    PostStub,
    ReplyLinks,
    ThreadDoubts,
    ThreadGraph,
    ThreadHeader,
    build_thread,
    nothing_public_error,
    only_thread_id,
    unknown_post_error,
)
from threadbrief.model.brief import Platform, Visibility

_CHANNEL_URL = re.compile(r"(?:https?://)?t\.me/(?:s/)?(\w+)")
_MAX_NAMED = 8
"""Messages that a doubt names at most."""
_MAX_GAP = 1_000_000
"""Ids that are searched for missing messages at most."""

# --- the reader ------------------------------------------------------------------------------


class _Telegram:
    """The reader of exports of Telegram."""

    format = "telegram"

    def can_read(self, source: ImportSource) -> bool:
        return find_messages_file(source) is not None

    def list_threads(self, source: ImportSource, wanted: Selection) -> Iterable[ThreadSummary]:
        return _list_threads(read_chats(source), wanted)

    def read(self, source: ImportSource, wanted: Selection) -> CapturedThread:
        chats = read_chats(source)
        select = wanted.select
        if select is None:
            listed = _list_threads(chats, wanted)
            if not listed and any(chat.messages for chat in chats):
                raise nothing_public_error(source, sum(len(chat.messages) for chat in chats))
            select = only_thread_id(source, listed)
        selection = parse_selection(select)
        chat = _selected_chat(source, chats, selection, select=select)
        if not _is_readable(chat.info, chats, wanted):
            raise nothing_public_error(source, len(chat.messages))
        ordered = _select_posts(chat, selection)
        if not ordered.keys:
            raise unknown_post_error(source, select)
        return _read_thread(source, wanted, chat, ordered=ordered, selection=selection)


READER = _Telegram()


def _list_threads(chats: list["ChatMessages"], wanted: Selection) -> list[ThreadSummary]:
    """Return the chains of replies, and each chat as one thread, newest first."""
    entries = []
    is_alone = len(chats) == 1
    for chat in chats:
        posts = chat.list_posts()
        if not posts or not _is_readable(chat.info, chats, wanted):
            continue
        chains = chat.build_graph().measure_threads()
        for root, size in chains.items():
            entries.append(_entry(chat, root, select=str(root), posts=size, is_alone=is_alone))
        if len(posts) not in chains.values():
            id_range = f"{posts[0]}-{max(chat.messages)}"
            entries.append(
                _entry(chat, posts[0], select=id_range, posts=len(posts), is_alone=is_alone)
            )
    return sorted(entries, key=lambda item: (item.date or EARLIEST_DATE, item.id), reverse=True)


def _entry(
    chat: "ChatMessages", first: int, *, select: str, posts: int, is_alone: bool
) -> ThreadSummary:
    """Return the entry of a thread; with the chat it is in, where the file has several."""
    name = chat.info.name
    words = chat.find_first_words(first)
    if not is_alone:
        select = f"{chat.info.id}:{select}"
        if name:
            words = f"{name}: {words}"
    return ThreadSummary(
        id=select, date=chat.messages[first].date, posts=posts, opening=shorten_opening(words)
    )


def _is_readable(chat: Chat, chats: list["ChatMessages"], wanted: Selection) -> bool:
    """Return whether a chat is public, or its private posts are wanted.

    A private channel that was exported alone counts as wanted.
    """
    if wanted.with_private or chat.visibility is Visibility.PUBLIC:
        return True
    return len(chats) == 1 and chat.visibility is Visibility.FOLLOWERS


def _read_thread(
    source: ImportSource,
    wanted: Selection,
    chat: "ChatMessages",
    *,
    ordered: OrderedThread[int],
    selection: "MessageSelection",
) -> CapturedThread:
    name = find_messages_file(source) or source.names[0]
    handle = _channel_handle(wanted)
    albums = _read_albums(source, chat, ordered)
    authors = {chat.messages[key].author for key in ordered.keys}
    context = ChatContext(
        visibility=chat.info.visibility,
        base_url=_base_url(chat.info, handle),
        author=next(iter(authors)) if len(authors) == 1 else None,
        folder=name[: name.rfind("/") + 1],
        names=frozenset(source.names),
    )
    header = ThreadHeader(
        format=READER.format,
        platform=Platform.TELEGRAM,
        files=(name,),
        handle=handle,
        name=chat.info.name,
    )
    gaps: Iterable[Doubt] = ()
    if selection.chain is None:
        gaps = _gap_doubts(chat, ordered, selection)
    doubts = ThreadDoubts(
        before=_chat_doubts(chat.info, context),
        of_replies=_reply_doubts(chat, ordered),
        after=gaps,
    )
    built = (build_post(albums[key], context) for key in ordered.keys)
    return build_thread(source, built, ordered=ordered, header=header, doubts=doubts)


def _channel_handle(wanted: Selection) -> str | None:
    """Return the @name of the channel, from the URL of the thread or the handle that is given."""
    match = _CHANNEL_URL.match(wanted.url or "")
    if match and match[1] != "c":
        return match[1]
    return (wanted.handle or "").removeprefix("@") or None


def _base_url(chat: Chat, handle: str | None) -> str | None:
    """Return the URL of a message without its id."""
    if chat.visibility is Visibility.FOLLOWERS and "id" in chat.fields:
        return f"https://t.me/c/{chat.id}/"
    if handle and chat.visibility is Visibility.PUBLIC:
        return f"https://t.me/{handle}/"
    return None


def _read_albums(
    source: ImportSource, chat: "ChatMessages", ordered: OrderedThread[int]
) -> dict[int, list[JsonObject]]:
    """Return the messages of each post of a thread, in the order of their ids."""
    albums: dict[int, list[JsonObject]] = {key: [] for key in ordered.keys}
    seen: set[int] = set()
    for message_chat, message in read_messages(source, []):
        key = message_id(message)
        if message_chat.place != chat.info.place or key is None or key in seen:
            continue
        seen.add(key)
        first = chat.albums.get(key, key)
        if first in albums:
            albums[first].append(message)
    for album in albums.values():
        album.sort(key=lambda message: message_id(message) or 0)
    return albums


# --- the selection ---------------------------------------------------------------------------

_RANGE = re.compile(r"(\d{1,19})(?:\s*-\s*(\d{1,19}))?")
_MESSAGE_URL = re.compile(r"(?:https?://)?t\.me/(?:c/)?([\w]+)/(\d{1,18})(?:[/?#].*)?")


class MessageSelection(Frozen):
    """Messages of a chat."""

    chat: str | None
    """The id of the chat; None where none is given."""
    ranges: tuple[tuple[int, int], ...]
    chain: int | None = None
    """The message whose chain of replies is selected; None for ranges."""

    def includes(self, key: int) -> bool:
        """Return whether a message is in one of the ranges."""
        return any(first <= key <= last for first, last in self.ranges)


def parse_selection(select: str) -> MessageSelection:
    """Return what a selection selects. Raises BriefError for a malformed one."""
    url = _MESSAGE_URL.fullmatch(select.strip())
    if url:
        return MessageSelection(None, (), int(url[2]))
    chat, colon, rest = select.rpartition(":")
    matches = [_RANGE.fullmatch(piece.strip()) for piece in rest.split(",")]
    ranges = [(int(match[1]), int(match[2] or match[1])) for match in matches if match]
    if len(ranges) < len(matches) or any(first > last for first, last in ranges):
        message = f'"{select}" selects no messages'
        hint = "write 12, 12-20 or 3,7,12-20, after the chat's id and a colon"
        raise import_error(codes.INVALID_SELECTION, message, hint)
    chat_id = None
    if colon:
        chat_id = chat.strip()
    is_single = len(matches) == 1 and matches[0] is not None and matches[0][2] is None
    if is_single:
        return MessageSelection(chat_id, (), ranges[0][0])
    return MessageSelection(chat_id, tuple(ranges))


def _selected_chat(
    source: ImportSource,
    chats: list["ChatMessages"],
    selection: MessageSelection,
    *,
    select: str,
) -> "ChatMessages":
    """Return the chat of the selected id; without an id, the only one that has the messages."""
    if selection.chat is not None:
        matching = [chat for chat in chats if chat.info.id == selection.chat]
    else:
        matching = [chat for chat in chats if _select_posts(chat, selection).keys]
    if not matching:
        raise unknown_post_error(source, select)
    if len(matching) > 1:
        raise unknown_post_error(source, f"{select}, of one chat: write <chat>:{select}")
    return matching[0]


def _select_posts(chat: "ChatMessages", selection: MessageSelection) -> OrderedThread[int]:
    posts = chat.list_posts()
    if selection.chain is None:
        return OrderedThread(tuple(key for key in posts if selection.includes(key)))
    key = chat.albums.get(selection.chain, selection.chain)
    if key not in posts:
        return OrderedThread(())
    return chat.build_graph().find_thread(key)


# --- the messages of a chat ------------------------------------------------------------------


class MessageStub(PostStub[int]):
    """The stub of a message. It has no `parent`, which depends on albums: see `ChatMessages`."""

    reply_to: int | None = None
    """The message of any author that it replies to."""
    second: str = ""
    """When it was sent, as the file writes it."""
    has_media: bool = False
    has_words: bool = False
    service: str | None = None
    """The action that a service message reports; None for a post."""


class ChatMessages(Accumulator):
    """A chat with the stubs of its messages."""

    info: Chat
    messages: dict[int, MessageStub] = field(default_factory=dict)
    albums: dict[int, int] = field(default_factory=dict)
    """The messages of an album after its first, each with the first."""

    def list_posts(self) -> list[int]:
        """Return the sorted ids of the posts: no service messages, and one for an album."""
        return sorted(
            key
            for key, stub in self.messages.items()
            if stub.service is None and key not in self.albums
        )

    def find_first_words(self, first: int) -> str:
        """Return the first words of a post, which may be in any message of an album."""
        words = self.messages[first].first_words
        if words:
            return words
        for key, first_of_album in self.albums.items():
            if first_of_album == first and self.messages[key].has_words:
                return self.messages[key].first_words or ""
        return ""

    def build_graph(self) -> ThreadGraph[int]:
        """Return the thread graph of the chat."""
        parents = {}
        for key, stub in self.messages.items():
            parent = self._parent_of(key, stub)
            if parent is not None:
                parents[key] = parent
        return ThreadGraph(self.messages, ReplyLinks(parents), rank=int)

    def _parent_of(self, key: int, stub: MessageStub) -> int | None:
        """Return the post of the same author that a post replies to.

        An album is represented by its first message.
        """
        if stub.reply_to is None or key in self.albums:
            return None
        parent = self.albums.get(stub.reply_to, stub.reply_to)
        parent_stub = self.messages.get(parent)
        if parent_stub is None or parent_stub.service is not None:
            return None
        if parent_stub.author != stub.author:
            return None
        return parent


def read_chats(source: ImportSource) -> list[ChatMessages]:
    """Return the chats of a file, in its order.

    Raises BriefError for a message without an id, because it could not be selected.
    """
    chats: dict[int, ChatMessages] = {}
    for chat, message in read_messages(source, []):
        messages = chats.setdefault(chat.place, ChatMessages(chat))
        key = message_id(message)
        if key is None:
            fault = f'"{source.name}" holds a message without an id'
            raise import_error(codes.UNKNOWN_EXPORT_SHAPE, fault)
        if key not in messages.messages:
            messages.messages[key] = _stub(key, message)
    for messages in chats.values():
        _find_albums(messages)
    return list(chats.values())


def _stub(key: int, message: JsonObject) -> MessageStub:
    reply_to = service = None
    if get_text(message, "type") == "service":
        service = get_text(message, "action") or "service"
    elif "reply_to_peer_id" not in message:  # else the parent is in another chat
        reply_to = get_number(message, "reply_to_message_id")
    author = get_text(message, "from_id", "from")
    if author is not None:
        author = sys.intern(author)
    return MessageStub(
        id=key,
        author=author,
        date=parse_unix_time(message.get("date_unixtime")),
        first_words=shorten_opening(read_message_text(message).text),
        reply_to=reply_to,
        second=get_text(message, "date_unixtime", "date") or "",
        has_media=is_media(message),
        has_words=has_text(message),
        service=service,
    )


def _find_albums(chat: ChatMessages) -> None:
    """Find the albums of a chat, which an export does not mark.

    An album is media of one author, sent in the same second, of which one at most has words.
    """
    first = 0
    has_words = False
    before: MessageStub | None = None
    for key in sorted(chat.messages):
        stub = chat.messages[key]
        continues = before is not None and _may_be_one_album(before, stub)
        if continues and not (has_words and stub.has_words):
            chat.albums[key] = first
            has_words = has_words or stub.has_words
        else:
            first, has_words = key, stub.has_words
        before = stub


def _may_be_one_album(before: MessageStub, stub: MessageStub) -> bool:
    if not before.has_media or not stub.has_media or stub.service is not None:
        return False
    return (stub.second, stub.author) == (before.second, before.author)


# --- doubts about the thread -----------------------------------------------------------------


def _chat_doubts(chat: Chat, context: ChatContext) -> Iterator[Doubt]:
    if context.base_url is None and chat.visibility is not Visibility.DIRECT:
        detail = (
            "the source does not hold the channel's @name; "
            "give it, and every message has its address"
        )
        yield Doubt(DoubtKind.THREAD_URL_MISSING, detail)
    if chat.kind is None:
        yield Doubt(DoubtKind.NOT_PUBLIC, "the source does not say whether the chat was public")


def _reply_doubts(chat: ChatMessages, ordered: OrderedThread[int]) -> Iterator[Doubt]:
    """Yield a doubt for each post that replies to one outside the thread."""
    for index, key in enumerate(ordered.keys):
        parent = chat.messages[key].reply_to
        if parent is None or chat.albums.get(parent, parent) in ordered.keys:
            continue
        where = "the source does not hold"
        if parent in chat.messages:
            where = "is not in the thread"
        detail = f"it answers message {parent}, which {where}"
        yield Doubt(DoubtKind.PARENT_MISSING, detail, index)


def _gap_doubts(
    chat: ChatMessages, ordered: OrderedThread[int], selection: MessageSelection
) -> Iterator[Doubt]:
    """Yield what is in the ranges but is no post: service messages, and ids without a message."""
    stubs = [stub for key, stub in sorted(chat.messages.items()) if selection.includes(key)]
    services = [f"{stub.id} ({stub.service})" for stub in stubs if stub.service]
    if services:
        detail = f"{pluralize(len(services), 'service message')} left out: {_enumerate(services)}"
        yield Doubt(DoubtKind.BOILERPLATE, detail)
    # Only the ids of channels and supergroups have no gaps of their own.
    if not (chat.info.kind or "").endswith(("_channel", "_supergroup")):
        return
    first, last = ordered.keys[0], stubs[-1].id
    ids = range(first, min(last, first + _MAX_GAP))
    absent = [str(key) for key in ids if key not in chat.messages]
    if absent:
        detail = (
            f"the source holds no message {_enumerate(absent)}: "
            "deleted, or outside what was exported"
        )
        yield Doubt(DoubtKind.THREAD_CUT, detail)


def _enumerate(items: Sequence[str]) -> str:
    """Return the first items, and how many more there are."""
    shown = ", ".join(items[:_MAX_NAMED])
    if len(items) > _MAX_NAMED:
        return f"{shown} and {len(items) - _MAX_NAMED:,} more"
    return shown
