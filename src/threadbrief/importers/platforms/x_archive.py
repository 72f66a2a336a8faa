"""An archive that a person downloaded from X: one thread of it."""

from collections.abc import Iterable, Iterator, Mapping

from threadbrief.core.structs import Frozen, replace
from threadbrief.importers.inputs.json import Record, as_number, number, text
from threadbrief.importers.inputs.source import ImportSource
from threadbrief.importers.model import (
    CapturedThread,
    Doubt,
    DoubtKind,
    PostWithDoubts,
    Selection,
    ThreadSummary,
)
from threadbrief.importers.platforms.x_archive_files import (
    XFiles,
    account_of,
    entries,
    find_files,
    former_handles,
    media_names,
)
from threadbrief.importers.platforms.x_archive_index import Threads, list_threads, scan, taken
from threadbrief.importers.platforms.x_archive_posts import Archive, Notes, build_post, created
from threadbrief.importers.platforms.x_entities import dated
from threadbrief.importers.list_threads import Ordered, author_doubts, build_thread, select_key
from threadbrief.model.brief import Platform


class _Account(Frozen):
    """Whose archive it is."""

    id: int | None
    handle: str | None
    name: str | None


class _XArchive:
    """The reader of archives of X."""

    format = "x-archive"

    def can_read(self, source: ImportSource) -> bool:
        return find_files(source) is not None

    def list_threads(self, source: ImportSource, wanted: Selection) -> Iterable[ThreadSummary]:
        files = _files(source)
        own = _account(source, files, wanted).id
        return list_threads(source, files, Threads(scan(source, files, own), own))

    def read(self, source: ImportSource, wanted: Selection) -> CapturedThread:
        files = _files(source)
        account = _account(source, files, wanted)
        threads = Threads(scan(source, files, account.id), account.id)
        key = select_key(source, wanted, threads.find, lambda: list_threads(source, files, threads))
        ordered = threads.graph.thread_of(threads.last.get(key, key))
        earlier = {post: threads.earlier(post) for post in ordered.keys}
        posts = taken(
            source, files, [*ordered.keys, *(old for olds in earlier.values() for old in olds)]
        )
        if account.handle is None:
            account = replace(account, handle=_handle_in(posts, ordered))
        archive = _archive(source, files, account, [posts[post] for post in ordered.keys])
        built = [
            build_post(posts[post], archive, [posts[old] for old in earlier[post] if old in posts])
            for post in ordered.keys
        ]
        return _thread(
            source, files, account, ordered, [_to_last(one, threads.last) for one in built]
        )


READER = _XArchive()


def _files(source: ImportSource) -> XFiles:
    return find_files(source) or XFiles(source.names[:1])


def _account(source: ImportSource, files: XFiles, wanted: Selection) -> _Account:
    said = account_of(source, files)
    handle = text(said, "username") or (wanted.handle or "").removeprefix("@") or None
    return _Account(number(said, "accountId"), handle, text(said, "accountDisplayName"))


def _to_last(built: PostWithDoubts, last: Mapping[int, int]) -> PostWithDoubts:
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


def _archive(source: ImportSource, files: XFiles, account: _Account, posts: list[Record]) -> Archive:
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
    source: ImportSource,
    files: XFiles,
    account: _Account,
    ordered: Ordered[int],
    built: list[PostWithDoubts],
) -> CapturedThread:
    base = f"https://x.com/{account.handle or 'i'}/status/"
    return build_thread(
        source,
        (replace(one, post=replace(one.post, url=f"{base}{one.post.id}")) for one in built),
        format_name=READER.format,
        platform=Platform.X,
        files=(
            *files.posts,
            *files.notes,
            *(name for name in (files.account, files.handles) if name),
        ),
        ordered=ordered,
        handle=account.handle,
        name=account.name,
        doubts_before=(
            *author_doubts(account.handle),
            *_first_doubts(built[0].post.reply_to, ordered),
        ),
    )


def _first_doubts(reply_to: str | None, ordered: Ordered[int]) -> Iterator[Doubt]:
    """Yield the doubt about a thread whose first post the source does not hold, or is a reply."""
    if ordered.missing is not None:
        detail = f"the thread goes on from the author's own post {ordered.missing}, which the source does not hold"
        yield Doubt(DoubtKind.PARENT_MISSING, detail, 0)
    elif reply_to is not None:
        detail = (
            f"the thread begins as an answer to post {reply_to}, which the source does not hold"
        )
        yield Doubt(DoubtKind.PARENT_MISSING, detail, 0)
