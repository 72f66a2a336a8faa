"""The files of an X archive, and what is in them. No other file of it is ever opened."""

import re
from collections.abc import Iterator

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, error
from threadbrief.core.structs import Frozen
from threadbrief.importers.inputs.json import Record, record, text, whole
from threadbrief.importers.inputs.json_stream import JsonStream
from threadbrief.importers.inputs.source import ImportSource

_POSTS = re.compile(r"tweets?(?:-part\d+)?\.js")
_NOTES = re.compile(r"note-tweets?(?:-part\d+)?\.js")
_MEDIA = re.compile(r"tweets?_media(?:_part\d+)?/([^/]+)$")
_ASSIGNED = re.compile(rb"\s*(?:\xef\xbb\xbf)?window\.YTD\.tweets?\.part\d+\s*=\s*\[")
_BARE = re.compile(rb'\s*(?:\xef\xbb\xbf)?\[\s*\{\s*"tweet"\s*:\s*\{')


class XFiles(Frozen):
    """The files that a thread is read from, by their names in the source."""

    posts: tuple[str, ...]
    notes: tuple[str, ...] = ()
    account: str | None = None
    handles: str | None = None
    media: tuple[str, ...] = ()


def find_files(source: ImportSource) -> XFiles | None:
    """Return the files of an archive, None where the source is none.

    Raises BriefError where there are posts of two archives: which is wanted?
    """
    if len(source.names) == 1:
        return XFiles(source.names) if _holds_posts(source, source.names[0]) else None
    named = [name for name in source.names if _POSTS.fullmatch(_last(name))]
    posts = sorted((name for name in named if _holds_posts(source, name)), key=_part)
    folders = sorted({_folder(name) for name in posts})
    if not folders:
        return None
    if len(folders) > 1:
        message = f'"{source.name}" holds more than one archive: {", ".join(map(repr, folders))}'
        raise BriefError(
            [error(codes.UNKNOWN_EXPORT_SHAPE, message, None, "name the folder of one of them")]
        )
    return _beside(source, folders[0], tuple(posts))


def _beside(source: ImportSource, folder: str, posts: tuple[str, ...]) -> XFiles:
    names = [name for name in source.names if name.startswith(folder)]
    here = {name[len(folder) :]: name for name in names}
    return XFiles(
        posts,
        tuple(sorted((name for short, name in here.items() if _NOTES.fullmatch(short)), key=_part)),
        here.get("account.js"),
        here.get("screen-name-change.js"),
        tuple(name for short, name in here.items() if _MEDIA.match(short)),
    )


def posts_in(source: ImportSource, name: str) -> Iterator[Record]:
    """Yield the posts of a file, in its order."""
    for entry in entries(source, name):
        post = entry.get("tweet", entry)
        if isinstance(post, dict):
            yield post


def entries(source: ImportSource, name: str) -> Iterator[Record]:
    """Yield the objects of a file of an archive."""
    with source.open(name) as file:
        stream = JsonStream(file, name)
        stream.skip_assignment()
        for element in stream.elements():
            if isinstance(element, dict):
                yield element
        stream.finish()


def account_of(source: ImportSource, files: XFiles) -> Record:
    """Return what an archive says about whose it is."""
    if files.account is None:
        return {}
    return next((record(entry, "account") for entry in entries(source, files.account)), {})


def former_handles(source: ImportSource, files: XFiles) -> list[tuple[str, str]]:
    """Return the handles that an account had before, each with the time, in ISO 8601, until which it had it."""
    if files.handles is None:
        return []
    found = []
    for entry in entries(source, files.handles):
        change = record(entry, "screenNameChange", "screenNameChange")
        until, handle = text(change, "changedAt"), text(change, "changedFrom")
        if until and handle:
            found.append((until, handle))
    return sorted(found)


def media_names(files: XFiles) -> dict[str, str]:
    """Return the paths of the pictures and films by their own names: the id of the post, a hyphen, and a name."""
    return {_last(name): whole(name) for name in files.media}


def _holds_posts(source: ImportSource, name: str) -> bool:
    head = source.head(name, 1024)
    return bool(_ASSIGNED.match(head) or _BARE.match(head))


def _folder(name: str) -> str:
    return name[: name.rfind("/") + 1]


def _last(name: str) -> str:
    return name[name.rfind("/") + 1 :]


def _part(name: str) -> tuple[int, str]:
    number = re.search(r"-part(\d+)\.js$", name)
    return (int(number[1]) if number else 0, name)
