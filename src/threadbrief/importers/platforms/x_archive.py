"""An archive that a person downloaded from X: one thread of it."""

from collections.abc import Iterable, Iterator, Mapping

from threadbrief.core.structs import Frozen, replace
from threadbrief.importers.inputs.json import JsonObject, get_number, get_text, parse_number
from threadbrief.importers.inputs.source import ImportSource
from threadbrief.importers.model import Built, CapturedThread, Doubt, DoubtKind, Listed, Wanted
from threadbrief.importers.platforms.x_archive_files import (
    ArchiveFiles,
    find_files,
    media_paths,
    read_account,
    read_entries,
    read_former_handles,
)
from threadbrief.importers.platforms.x_archive_index import (
    ArchiveThreads,
    build_index,
    list_threads,
    read_posts_by_id,
)
from threadbrief.importers.platforms.x_archive_posts import (
    ArchiveContext,
    NoteTweets,
    build_post,
    creation_date,
)
from threadbrief.importers.platforms.x_entities import choose_date
from threadbrief.importers.threads import (
    OrderedThread,
    ThreadDoubts,
    ThreadHeader,
    author_doubts,
    build_thread,
    select_post,
)
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

    def list_threads(self, source: ImportSource, wanted: Wanted) -> Iterable[Listed]:
        files = _files(source)
        own = _account(source, files, wanted).id
        return list_threads(source, files, ArchiveThreads(build_index(source, files, own), own))

    def read(self, source: ImportSource, wanted: Wanted) -> CapturedThread:
        files = _files(source)
        account = _account(source, files, wanted)
        threads = ArchiveThreads(build_index(source, files, account.id), account.id)
        key = select_post(
            source, wanted, threads.find, lambda: list_threads(source, files, threads)
        )
        ordered = threads.graph.find_thread(threads.last.get(key, key))
        earlier = {post: threads.earlier(post) for post in ordered.keys}
        posts = read_posts_by_id(
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


def _files(source: ImportSource) -> ArchiveFiles:
    return find_files(source) or ArchiveFiles(source.names[:1])


def _account(source: ImportSource, files: ArchiveFiles, wanted: Wanted) -> _Account:
    said = read_account(source, files)
    handle = get_text(said, "username") or (wanted.handle or "").removeprefix("@") or None
    return _Account(get_number(said, "accountId"), handle, get_text(said, "accountDisplayName"))


def _to_last(built: Built, last: Mapping[int, int]) -> Built:
    """Return a post that answers the last version of another, where it answered an earlier one."""
    answered = parse_number(built.post.reply_to)
    if answered is None or answered not in last:
        return built
    return replace(built, post=replace(built.post, reply_to=str(last[answered])))


def _handle_in(posts: Mapping[int, JsonObject], ordered: OrderedThread[int]) -> str | None:
    """Return the author's handle from a post that answers one of the same thread."""
    for key in ordered.keys:
        if get_number(posts[key], "in_reply_to_status_id_str") in ordered.keys:
            return get_text(posts[key], "in_reply_to_screen_name")
    return None


def _archive(
    source: ImportSource, files: ArchiveFiles, account: _Account, posts: list[JsonObject]
) -> ArchiveContext:
    dates = [choose_date(creation_date(post), get_number(post, "id_str"))[0] for post in posts]
    notes = (entry for name in files.notes for entry in read_entries(source, name))
    return ArchiveContext(
        account.handle,
        read_former_handles(source, files),
        NoteTweets(
            (note for entry in notes if isinstance(note := entry.get("noteTweet"), dict)),
            [int(date.timestamp()) for date in dates if date],
        ),
        media_paths(files),
    )


def _thread(
    source: ImportSource,
    files: ArchiveFiles,
    account: _Account,
    ordered: OrderedThread[int],
    built: list[Built],
) -> CapturedThread:
    base = f"https://x.com/{account.handle or 'i'}/status/"
    return build_thread(
        source,
        (replace(one, post=replace(one.post, url=f"{base}{one.post.id}")) for one in built),
        ordered,
        ThreadHeader(
            format=READER.format,
            platform=Platform.X,
            files=(
                *files.posts,
                *files.notes,
                *(name for name in (files.account, files.handles) if name),
            ),
            handle=account.handle,
            name=account.name,
        ),
        ThreadDoubts(
            before=(
                *author_doubts(account.handle),
                *_first_doubts(built[0].post.reply_to, ordered),
            )
        ),
    )


def _first_doubts(reply_to: str | None, ordered: OrderedThread[int]) -> Iterator[Doubt]:
    """Yield the doubt about a thread whose first post the source does not hold, or is a reply."""
    if ordered.missing is not None:
        detail = f"the thread goes on from the author's own post {ordered.missing}, which the source does not hold"
        yield Doubt(DoubtKind.PARENT_MISSING, detail, 0)
    elif reply_to is not None:
        detail = (
            f"the thread begins as an answer to post {reply_to}, which the source does not hold"
        )
        yield Doubt(DoubtKind.PARENT_MISSING, detail, 0)
