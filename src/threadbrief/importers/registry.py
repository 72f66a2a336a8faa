"""The registry of readers: the formats that threads are imported from, and the choice of one.

A reader of `platforms/` or `copied_text/` is added here, and nowhere else.
"""

from collections.abc import Sequence

from threadbrief.core.problems import BriefError
from threadbrief.importers import import_problems
from threadbrief.importers.copied_text import reader, web_page
from threadbrief.importers.copied_text.reader import decode_text, trim_partial_character
from threadbrief.importers.inputs.source import ImportSource, Reader
from threadbrief.importers.platforms import bluesky, mastodon, telegram, x_api, x_archive

READERS: tuple[Reader, ...] = (
    x_archive.READER,
    x_api.READER,
    bluesky.READER,
    mastodon.READER,
    telegram.READER,
    web_page.READER,
    reader.READER,
)
"""In the order in which they are tried. Copied text is the last, because anything may be text."""


def list_formats(readers: Sequence[Reader] = READERS) -> list[str]:
    """Return the names of formats that `--from` accepts."""
    return [reader.format for reader in readers]


def choose_reader(
    source: ImportSource, wanted: str | None, readers: Sequence[Reader] = READERS
) -> Reader:
    """Return the reader of the wanted format; without one, the first that can read the source.

    Raises BriefError where there is none.
    """
    if wanted is not None:
        return _reader_of_format(wanted, readers)
    is_single_file = len(source.names) == 1
    if is_single_file and not source.head(source.names[0]).strip():
        raise BriefError([import_problems.empty_source(source.name)])
    for candidate in readers:
        if candidate.can_read(source):
            return candidate
    if is_single_file:
        # Raises the problem of the encoding, where that is why the file is no text.
        decode_text(trim_partial_character(source.head(source.names[0])), source.name)
    raise BriefError([import_problems.unrecognized_format(source.name, list_formats(readers))])


def _reader_of_format(name: str, readers: Sequence[Reader]) -> Reader:
    for candidate in readers:
        if candidate.format == name:
            return candidate
    raise BriefError([import_problems.unknown_format(name, list_formats(readers))])
