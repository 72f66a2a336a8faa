"""The formats that threads are read from, and which of them a source is of."""

from collections.abc import Sequence

from threadbrief.core.problems import BriefError
from threadbrief.importers import import_problems
from threadbrief.importers.copied_text import reader, web_page
from threadbrief.importers.copied_text.reader import decode_text, trim_partial_character
from threadbrief.importers.inputs.source import Reader, ImportSource
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
"""In the order in which they are asked; text is asked last, since anything may be text."""


def list_formats(readers: Sequence[Reader] = READERS) -> list[str]:
    """Return what `--from` can be."""
    return [reader.format for reader in readers]


def choose_reader(source: ImportSource, wanted: str | None, readers: Sequence[Reader] = READERS) -> Reader:
    """Return the reader for a source: the one that is wanted, else the first that recognises it.

    Raises BriefError where there is none.
    """
    if wanted is not None:
        named = next((reader for reader in readers if reader.format == wanted), None)
        if named is None:
            raise BriefError([import_problems.unknown_format(wanted, list_formats(readers))])
        return named
    if len(source.names) == 1 and not source.head(source.names[0]).strip():
        raise BriefError([import_problems.empty_source(source.name)])
    for candidate in readers:
        if candidate.can_read(source):
            return candidate
    if len(source.names) == 1:
        decode_text(trim_partial_character(source.head(source.names[0])), source.name)
    raise BriefError([import_problems.unrecognized_format(source.name, list_formats(readers))])
