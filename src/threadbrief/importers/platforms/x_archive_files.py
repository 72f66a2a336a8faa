"""The files of an X archive that a thread is read from. No other file of it is opened.

An archive has private messages, contacts and logins as well: they are never read.
"""

import re
from collections.abc import Iterator

from threadbrief.core import problem_codes as codes
from threadbrief.core.structs import Frozen
from threadbrief.importers.inputs.json import JsonObject, get_object, get_text, join_surrogates
from threadbrief.importers.inputs.json_stream import JsonStream
from threadbrief.importers.inputs.source import ImportSource, import_error

_POSTS = re.compile(r"tweets?(?:-part\d+)?\.js")
_NOTES = re.compile(r"note-tweets?(?:-part\d+)?\.js")
_MEDIA = re.compile(r"tweets?_media(?:_part\d+)?/([^/]+)$")
_PART_NUMBER = re.compile(r"-part(\d+)\.js$")
_ASSIGNED = re.compile(rb"\s*(?:\xef\xbb\xbf)?window\.YTD\.tweets?\.part\d+\s*=\s*\[")
_BARE = re.compile(rb'\s*(?:\xef\xbb\xbf)?\[\s*\{\s*"tweet"\s*:\s*\{')


class ArchiveFiles(Frozen):
    """The files that a thread is read from, by their names in the source."""

    posts: tuple[str, ...]
    notes: tuple[str, ...] = ()
    """The texts of long posts ("note tweets")."""
    account: str | None = None
    handles: str | None = None
    """The file of former handles."""
    media: tuple[str, ...] = ()


def find_files(source: ImportSource) -> ArchiveFiles | None:
    """Return the files of an archive; None where the source is none.

    Raises BriefError where the source has two archives.
    """
    if len(source.names) == 1:
        if not _has_posts(source, source.names[0]):
            return None
        return ArchiveFiles(source.names)
    names = [name for name in source.names if _POSTS.fullmatch(_file_name(name))]
    posts = sorted((name for name in names if _has_posts(source, name)), key=_part_order)
    folders = sorted({_folder(name) for name in posts})
    if not folders:
        return None
    if len(folders) > 1:
        message = f'"{source.name}" holds more than one archive: {", ".join(map(repr, folders))}'
        raise import_error(codes.UNKNOWN_EXPORT_SHAPE, message, "name the folder of one of them")
    return _files_of_folder(source, folders[0], tuple(posts))


def _files_of_folder(source: ImportSource, folder: str, posts: tuple[str, ...]) -> ArchiveFiles:
    names = [name for name in source.names if name.startswith(folder)]
    by_path = {name[len(folder) :]: name for name in names}
    notes = (name for path, name in by_path.items() if _NOTES.fullmatch(path))
    return ArchiveFiles(
        posts,
        notes=tuple(sorted(notes, key=_part_order)),
        account=by_path.get("account.js"),
        handles=by_path.get("screen-name-change.js"),
        media=tuple(name for path, name in by_path.items() if _MEDIA.match(path)),
    )


def read_posts(source: ImportSource, files: ArchiveFiles) -> Iterator[JsonObject]:
    """Yield the posts of an archive, in the order of its files."""
    for name in files.posts:
        for entry in read_entries(source, name):
            post = entry.get("tweet", entry)
            if isinstance(post, dict):
                yield post


def read_entries(source: ImportSource, name: str) -> Iterator[JsonObject]:
    """Yield the objects of a file of an archive."""
    with source.open(name) as file:
        stream = JsonStream(file, name)
        stream.skip_assignment()
        for element in stream.iter_elements():
            if isinstance(element, dict):
                yield element
        stream.expect_end()


def read_account(source: ImportSource, files: ArchiveFiles) -> JsonObject:
    """Return the account of an archive; an empty object where the archive has none."""
    if files.account is None:
        return {}
    for entry in read_entries(source, files.account):
        return get_object(entry, "account")
    return {}


def read_former_handles(source: ImportSource, files: ArchiveFiles) -> list[tuple[str, str]]:
    """Return the former handles of an account, each after the time until which it was used.

    The time is in ISO 8601; the earliest is the first.
    """
    if files.handles is None:
        return []
    handles = []
    for entry in read_entries(source, files.handles):
        change = get_object(entry, "screenNameChange", "screenNameChange")
        until, handle = get_text(change, "changedAt"), get_text(change, "changedFrom")
        if until and handle:
            handles.append((until, handle))
    return sorted(handles)


def media_paths(files: ArchiveFiles) -> dict[str, str]:
    """Return the paths of media by file name: the id of the post, a hyphen, and a name."""
    return {_file_name(name): join_surrogates(name) for name in files.media}


def _has_posts(source: ImportSource, name: str) -> bool:
    head = source.head(name, 1024)
    return bool(_ASSIGNED.match(head) or _BARE.match(head))


def _folder(name: str) -> str:
    return name[: name.rfind("/") + 1]


def _file_name(name: str) -> str:
    return name[name.rfind("/") + 1 :]


def _part_order(name: str) -> tuple[int, str]:
    """Return the sort key of a file: an archive in parts has `tweets.js`, `tweets-part1.js`, ..."""
    match = _PART_NUMBER.search(name)
    if match is None:
        return 0, name
    return int(match[1]), name
