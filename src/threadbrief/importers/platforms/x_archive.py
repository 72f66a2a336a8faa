"""The archive that a person downloads from X: one thread of it.

`x_archive_files.py` finds its files, `x_archive_index.py` its threads, and `x_archive_posts.py`
builds the posts of one.
"""

from collections.abc import Iterable, Iterator, Mapping

from threadbrief.core.structs import Frozen, replace
from threadbrief.importers.inputs.json import JsonObject, get_number, get_text, parse_number
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
    """The account whose archive it is."""

    id: int | None
    handle: str | None
    name: str | None


class _XArchive:
    """The reader of archives of X."""

    format = "x-archive"

    def can_read(self, source: ImportSource) -> bool:
        return find_files(source) is not None

    def list_threads(self, source: ImportSource, wanted: Selection) -> Iterable[ThreadSummary]:
        files = _find_files(source)
        own = _read_account(source, files, wanted).id
        threads = ArchiveThreads(build_index(source, files, own), own)
        return list_threads(source, files, threads)

    def read(self, source: ImportSource, wanted: Selection) -> CapturedThread:
        files = _find_files(source)
        account = _read_account(source, files, wanted)
        threads = ArchiveThreads(build_index(source, files, account.id), account.id)
        key = select_post(
            source,
            wanted,
            find=threads.find,
            threads=lambda: list_threads(source, files, threads),
        )
        ordered = threads.graph.find_thread(threads.last.get(key, key))
        earlier = {key: threads.earlier_versions(key) for key in ordered.keys}
        wanted_keys = set(ordered.keys).union(*earlier.values())
        posts = read_posts_by_id(source, files, wanted_keys)
        if account.handle is None:
            account = replace(account, handle=_handle_in_replies(posts, ordered))
        context = _archive_context(
            source, files, account, posts=[posts[key] for key in ordered.keys]
        )
        built = []
        for key in ordered.keys:
            versions = [posts[old] for old in earlier[key] if old in posts]
            post = build_post(posts[key], context, versions)
            built.append(_reply_to_last_version(post, threads.last))
        return _build_thread(source, files, account, ordered=ordered, built=built)


READER = _XArchive()


def _find_files(source: ImportSource) -> ArchiveFiles:
    return find_files(source) or ArchiveFiles(source.names[:1])


def _read_account(source: ImportSource, files: ArchiveFiles, wanted: Selection) -> _Account:
    fields = read_account(source, files)
    handle = get_text(fields, "username") or (wanted.handle or "").removeprefix("@") or None
    name = get_text(fields, "accountDisplayName")
    return _Account(get_number(fields, "accountId"), handle, name)


def _reply_to_last_version(built: PostWithDoubts, last: Mapping[int, int]) -> PostWithDoubts:
    """Return a post as a reply to the last version of its parent."""
    parent = parse_number(built.post.reply_to)
    if parent is None or parent not in last:
        return built
    return replace(built, post=replace(built.post, reply_to=str(last[parent])))


def _handle_in_replies(posts: Mapping[int, JsonObject], ordered: OrderedThread[int]) -> str | None:
    """Return the author's handle from a post that replies to one of the same thread."""
    for key in ordered.keys:
        if get_number(posts[key], "in_reply_to_status_id_str") in ordered.keys:
            return get_text(posts[key], "in_reply_to_screen_name")
    return None


def _archive_context(
    source: ImportSource, files: ArchiveFiles, account: _Account, *, posts: list[JsonObject]
) -> ArchiveContext:
    dates = [choose_date(creation_date(post), get_number(post, "id_str"))[0] for post in posts]
    seconds = [int(date.timestamp()) for date in dates if date]
    return ArchiveContext(
        account.handle,
        former_handles=read_former_handles(source, files),
        notes=NoteTweets(_read_notes(source, files), seconds),
        media=media_paths(files),
    )


def _read_notes(source: ImportSource, files: ArchiveFiles) -> Iterator[JsonObject]:
    for name in files.notes:
        for entry in read_entries(source, name):
            note = entry.get("noteTweet")
            if isinstance(note, dict):
                yield note


def _build_thread(
    source: ImportSource,
    files: ArchiveFiles,
    account: _Account,
    *,
    ordered: OrderedThread[int],
    built: list[PostWithDoubts],
) -> CapturedThread:
    base = f"https://x.com/{account.handle or 'i'}/status/"
    posts = (replace(one, post=replace(one.post, url=f"{base}{one.post.id}")) for one in built)
    optional_files = (name for name in (files.account, files.handles) if name)
    header = ThreadHeader(
        format=READER.format,
        platform=Platform.X,
        files=(*files.posts, *files.notes, *optional_files),
        handle=account.handle,
        name=account.name,
    )
    parent_doubts = _first_post_doubts(built[0].post.reply_to, ordered)
    doubts = ThreadDoubts(before=(*author_doubts(account.handle), *parent_doubts))
    return build_thread(source, posts, ordered=ordered, header=header, doubts=doubts)


def _first_post_doubts(reply_to: str | None, ordered: OrderedThread[int]) -> Iterator[Doubt]:
    """Yield the doubt about a thread whose first post is missing, or is a reply."""
    if ordered.missing is not None:
        detail = (
            f"the thread goes on from the author's own post {ordered.missing}, "
            "which the source does not hold"
        )
        yield Doubt(DoubtKind.PARENT_MISSING, detail, 0)
    elif reply_to is not None:
        detail = (
            f"the thread begins as an answer to post {reply_to}, which the source does not hold"
        )
        yield Doubt(DoubtKind.PARENT_MISSING, detail, 0)
