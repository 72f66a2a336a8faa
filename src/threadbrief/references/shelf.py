"""A file beside the memo in; the citations in it out, whatever the format."""

from collections.abc import Callable
from pathlib import PurePosixPath

from threadbrief.beside import Files
from threadbrief.errors import BriefError
from threadbrief.model.brief import Ref
from threadbrief.read.shelf import References, Shelf
from threadbrief.read.text import FileText
from threadbrief.references import problems
from threadbrief.references.items import read_items
from threadbrief.references.json_text import read_json
from threadbrief.references.lists import json_items, yaml_items
from threadbrief.references.ris import read_ris
from threadbrief.references.source import Found, readable


def shelf_of(files: Files) -> Shelf:
    """Return what gives the references in a file, by the name that the memo gives it."""
    return lambda name: read_references(files.read(name.key, name.where), files.path(name.key), name)


def read_references(data: bytes, path: str, name: Ref) -> References:
    """Return what a reference file holds; its suffix says what it is.

    `path` is what problems call it, `name` where the memo names it. Raises BriefError when nothing can be made of it.
    """
    suffix = PurePosixPath(name.key).suffix.lower()
    if suffix not in _READERS:
        raise BriefError([problems.unknown_kind(name.where, name.key, tuple(_READERS))])
    file = readable(data, path)
    return read_items(file, _READERS[suffix](file, name))


def _json(file: FileText, name: Ref) -> Found:  # noqa: ARG001 - the signature of a reader
    return json_items(read_json(file))


def _yaml(file: FileText, name: Ref) -> Found:  # noqa: ARG001 - the signature of a reader
    return yaml_items(file)


def _bibtex(file: FileText, name: Ref) -> Found:
    try:
        from threadbrief.references.bibtex import read_bibtex  # noqa: PLC0415 - an extra, and 40 ms
    except ImportError:
        raise BriefError([problems.no_package(name.where, name.key)]) from None
    return read_bibtex(file)


def _ris(file: FileText, name: Ref) -> Found:  # noqa: ARG001 - the signature of a reader
    return read_ris(file)


_READERS: dict[str, Callable[[FileText, Ref], Found]] = {
    ".json": _json,
    ".yaml": _yaml,
    ".yml": _yaml,
    ".bib": _bibtex,
    ".bibtex": _bibtex,
    ".ris": _ris,
}
