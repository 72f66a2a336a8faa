"""An archive that a person downloaded from X: one thread of it."""

from collections.abc import Iterable, Mapping

from threadbrief.importers.built import Built, gathered
from threadbrief.importers.captured import CapturedThread, Doubt, DoubtKind, Listed, Wanted
from threadbrief.importers.fields import Record, as_number, number, text
from threadbrief.importers.hashed import captured_files
from threadbrief.importers.platforms.x_archive_files import (
    XFiles,
    account_of,
    entries,
    find_files,
    former_handles,
    media_names,
)
from threadbrief.importers.platforms.x_archive_index import Threads, listed, scan, taken
from threadbrief.importers.platforms.x_archive_posts import Archive, Notes, build_post, created
from threadbrief.importers.platforms.x_entities import dated
from threadbrief.importers.source import Source
from threadbrief.importers.threads import Ordered, branch_doubts, only, said_key, unknown
from threadbrief.model.brief import Platform
from threadbrief.values import Value, replace


class _Account(Value):
    """Whose archive it is."""

    id: int | None
    handle: str | None
    name: str | None


class _XArchive:
    """The reader of archives of X."""

    format = "x-archive"

    def recognises(self, source: Source) -> bool:
        return find_files(source) is not None

    def threads(self, source: Source, wanted: Wanted) -> Iterable[Listed]:
        files = _files(source)
        own = _account(source, files, wanted).id
        return listed(source, files, Threads(scan(source, files, own), own))

    def read(self, source: Source, wanted: Wanted) -> CapturedThread:
        files = _files(source)
        account = _account(source, files, wanted)
        threads = Threads(scan(source, files, account.id), account.id)
        key = _wanted_key(source, wanted, threads)
        if key is None:
            key = int(only(source, listed(source, files, threads)))
        ordered = _thread_of(threads, threads.last.get(key, key))
        earlier = {post: threads.earlier(post) for post in ordered.keys}
        posts = taken(source, files, [*ordered.keys, *(old for olds in earlier.values() for old in olds)])
        if account.handle is None:
            account = replace(account, handle=_handle_in(posts, ordered))
        archive = _archive(source, files, account, [posts[post] for post in ordered.keys])
        built = [
            build_post(posts[post], archive, [posts[old] for old in earlier[post] if old in posts])
            for post in ordered.keys
        ]
        return _thread(source, files, account, ordered, [_to_last(one, threads.last) for one in built])


READER = _XArchive()


def _files(source: Source) -> XFiles:
    return find_files(source) or XFiles(source.names[:1])


def _account(source: Source, files: XFiles, wanted: Wanted) -> _Account:
    said = account_of(source, files)
    handle = text(said, "username") or (wanted.handle or "").removeprefix("@") or None
    return _Account(number(said, "accountId"), handle, text(said, "accountDisplayName"))


def _wanted_key(source: Source, wanted: Wanted, threads: Threads) -> int | None:
    """Return the id of the post whose thread is wanted; None where nothing was said."""
    said = said_key(wanted)
    if said is None:
        return None
    key = as_number(said[1])
    if key is None or not (key in threads.ids or key in threads.chains.roots()):
        raise unknown(source, said[0])
    return key


def _thread_of(threads: Threads, key: int) -> Ordered[int]:
    ordered = threads.chains.ordered(threads.chains.root_of(key))
    return ordered if ordered.keys else Ordered((key,), None, ())


def _to_last(built: Built, last: Mapping[int, int]) -> Built:
    """Return a post that answers the last version of another, where it answered an earlier one."""
    answered = as_number(built.post.reply_to)
    if answered is None or answered not in last:
        return built
    return replace(built, post=replace(built.post, reply_to=str(last[answered])))


def _handle_in(posts: Mapping[int, Record], ordered: Ordered[int]) -> str | None:
    """Return the author's handle from a post that answers one of the same thread."""
    for key in ordered.keys:
        if number(posts[key], "in_reply_to_status_id_str") in ordered.keys:
            return text(posts[key], "in_reply_to_screen_name")
    return None


def _archive(source: Source, files: XFiles, account: _Account, posts: list[Record]) -> Archive:
    dates = [dated(created(post), number(post, "id_str"))[0] for post in posts]
    notes = (entry for name in files.notes for entry in entries(source, name))
    return Archive(
        account.handle,
        former_handles(source, files),
        Notes(
            (note for entry in notes if isinstance(note := entry.get("noteTweet"), dict)),
            [int(date.timestamp()) for date in dates if date],
        ),
        media_names(files),
    )


def _thread(
    source: Source, files: XFiles, account: _Account, ordered: Ordered[int], built: list[Built]
) -> CapturedThread:
    posts, doubts = gathered(built)
    base = f"https://x.com/{account.handle or 'i'}/status/"
    posts = tuple(replace(post, url=f"{base}{post.id}") for post in posts)
    first = _first_doubts(account, posts[0].reply_to, ordered)
    read = (*files.posts, *files.notes, *(name for name in (files.account, files.handles) if name))
    return CapturedThread(
        READER.format,
        Platform.X,
        posts,
        captured_files(source, read),
        account.handle,
        account.name,
        posts[0].id,
        posts[0].url,
        posts[0].language,
        doubts=(*first, *branch_doubts(ordered), *doubts),
    )


def _first_doubts(account: _Account, reply_to: str | None, ordered: Ordered[int]) -> list[Doubt]:
    """Return what is doubtful about where the thread begins, and whose it is."""
    doubts = []
    if account.handle is None:
        doubts.append(Doubt(DoubtKind.AUTHOR_MISSING, "the source does not say whose posts these are"))
    if ordered.missing is not None:
        detail = f"the thread goes on from the author's own post {ordered.missing}, which the source does not hold"
        doubts.append(Doubt(DoubtKind.PARENT_MISSING, detail, 0))
    elif reply_to is not None:
        detail = f"the thread begins as an answer to post {reply_to}, which the source does not hold"
        doubts.append(Doubt(DoubtKind.PARENT_MISSING, detail, 0))
    return doubts
