"""Load the reference files that a memo names and join their sources with those of the memo.

No file is opened or parsed here: the caller passes a `ReferenceLoader`, which returns a file by
its name. Each key is defined in one place only.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, Location, Problem, error
from threadbrief.core.structs import Accumulator, Frozen, field
from threadbrief.model.brief import Citation, Ref
from threadbrief.model.marks import CiteItem, FreeNote, MarkedBlock
from threadbrief.model.traverse import descendants
from threadbrief.read import problems
from threadbrief.read.mappings import WHOLE_FILE, CrossReference, Passage, Reading
from threadbrief.read.markup.citations import CITES, KEY
from threadbrief.read.schema.kinds import Namespace


def find_undefined_references(reading: Reading) -> Iterator[Problem]:
    """Yield a problem for each key that nothing defines."""
    posts, people, citations, notes = (
        reading.defined[space]
        for space in (Namespace.POSTS, Namespace.PEOPLE, Namespace.CITATIONS, Namespace.NOTES)
    )
    for passage in reading.passages:
        yield from _find_keys_without_at(reading, passage)
        for mark in iter_cites(passage.text.blocks):
            if isinstance(mark, CiteItem):
                yield from _find_misread_words(reading, mark)
            if isinstance(mark, FreeNote):
                if mark.key not in notes:
                    yield problems.undefined_note(
                        mark.where, mark.key, passage.label, reading.offered(Namespace.NOTES)
                    )
            elif mark.key not in citations and mark.key not in posts and mark.key != "thread":
                known = reading.offered(Namespace.CITATIONS, Namespace.POSTS)
                advice = None
                if mark.key in people:
                    written = rf"\[@{mark.key}]"
                    advice = f'"{mark.key}" is a person; for the handle in brackets write {written}'
                elif not citations:
                    advice = rf"for the handle in brackets write \[@{mark.key}]"
                yield problems.undefined_citation(
                    mark.where, mark.key, passage.label, known, advice
                )
    for mention in reading.mentions:
        yield from _make_undefined_problem(reading, mention)


_BARE_KEY = re.compile(rf"\[({KEY})(?:,[^\[\]\n]*)?\](?![(\[:])")
_BARS_KEY = ("\\", "]", "!", "^")
"""What a bracket follows that is no citation without its @: an escape, a picture, a note."""
_ONLY_KEYS = re.compile(rf"(?:\s*(?:[,&]\s*)?(?:and\s+)?-?@{KEY})+\s*")
_QUOTES = "\"'‘’‚‛“”„‟«»‹›"


def _find_keys_without_at(reading: Reading, passage: Passage) -> Iterator[Problem]:
    """Yield a warning for each `[key]` that would cite a source if it had an @."""
    source = passage.text.source
    if "[" not in source:
        return
    for match in _BARE_KEY.finditer(source):
        key = match[1]
        if source[max(0, match.start() - 1) : match.start()] in _BARS_KEY:
            continue
        if any(key in reading.defined[space] for space in (Namespace.CITATIONS, Namespace.POSTS)):
            yield problems.key_without_at(passage.at(match.start()), key)


def _find_misread_words(reading: Reading, cite: CiteItem) -> Iterator[Problem]:
    """Yield what words around a key say that was meant for its citation: a key, quotation marks."""
    if "@" in cite.suffix:
        second = CITES.search(cite.suffix)
        known = reading.defined[Namespace.CITATIONS], reading.defined[Namespace.POSTS]
        if second and (
            any(second[2] in keys for keys in known)
            or (
                _ONLY_KEYS.fullmatch(cite.suffix)
                and second[2] not in reading.defined[Namespace.PEOPLE]
            )
        ):
            yield problems.keys_not_separated(cite.where, cite.key, second[2])
    if cite.prefix and cite.suffix and cite.prefix[-1] in _QUOTES and cite.suffix[0] in _QUOTES:
        yield problems.quotes_around_key(cite.where, cite.key)


def iter_cites(blocks: Iterable[MarkedBlock]) -> Iterator[CiteItem | FreeNote]:
    """Yield the keys that a text refers to, in its order."""
    return (node for node in descendants(blocks) if isinstance(node, CiteItem | FreeNote))


def _make_undefined_problem(reading: Reading, mention: CrossReference) -> Iterator[Problem]:
    key, where, label = mention.ref.key, mention.ref.where, mention.label
    spaces = mention.kind.to
    if (
        not spaces
        or key in mention.kind.words
        or any(key in reading.defined[space] for space in spaces)
    ):
        return
    known = [*mention.kind.words, *reading.offered(*spaces)]
    match spaces:
        case (Namespace.PEOPLE,):
            yield problems.undefined_person(where, key, label, known)
        case (Namespace.POSTS,):
            is_citation = key in reading.defined[Namespace.CITATIONS]
            yield problems.undefined_post(where, key, label, known, is_citation=is_citation)
        case (Namespace.CITATIONS, *_):
            yield problems.undefined_citation(where, key, label, known)
        case _:
            yield problems.undefined_anything(where, key, label, known)


_NO_DOUBTS: Mapping[str, tuple[Problem, ...]] = MappingProxyType({})


class ReferenceFile(Frozen):
    """What a reference file holds."""

    citations: Mapping[str, Citation]
    problems: tuple[Problem, ...] = ()
    """Warnings about the file as a whole."""
    doubts: Mapping[str, tuple[Problem, ...]] = field(default_factory=lambda: _NO_DOUBTS)
    """Warnings about single sources, by key: reported only to a memo that cites the source."""
    complete: bool = True
    """False: the file was not read, and any key may be defined in it."""


ReferenceLoader = Callable[[Ref], ReferenceFile]
"""Loads a reference file beside the memo. Raises BriefError when it cannot be read or parsed."""


def no_folder(name: Ref) -> ReferenceFile:
    """Raise BriefError: a loader without files."""
    hint = "give the folder of the memo's files, or build from a file"
    raise BriefError(
        [
            error(
                codes.FILE_UNREADABLE,
                f'"{name.key}" cannot be read: this memo has no folder',
                name.where,
                hint,
            )
        ]
    )


def skip_reference_files(name: Ref) -> ReferenceFile:
    """Return an empty file: load none, for callers that need only what the memo itself holds."""
    del name
    return ReferenceFile({}, complete=False)


class LoadedReferences(Accumulator):
    """The sources of all reference files of a memo."""

    citations: dict[str, Citation] = field(default_factory=dict)
    doubts: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    complete: bool = True
    """False: a file could not be read, so that it is unknown which keys it defines."""


def load_reference_files(
    reading: Reading, names: tuple[Ref, ...], loader: ReferenceLoader
) -> LoadedReferences:
    """Return the sources of the files and define their keys; a key defined twice is a problem."""
    loaded = LoadedReferences()
    seen: dict[str, Location] = {}
    for name in names:
        if name.key in seen:
            reading.problems.append(_make_duplicate_problem(name, seen[name.key]))
            continue
        seen[name.key] = name.where
        try:
            found = loader(name)
        except BriefError as fault:
            reading.problems.extend(fault.problems)
            loaded.complete = False
            continue
        reading.problems.extend(found.problems)
        loaded.complete &= found.complete
        for key, citation in found.citations.items():
            where = citation.where or name.where
            taken = _find_key_clash(reading, key, where)
            if taken is None:
                reading.defined[Namespace.CITATIONS][key] = where
                loaded.citations[key] = citation
            else:
                reading.problems.append(taken)
        loaded.doubts |= found.doubts
    return loaded


def iter_cited_doubts(reading: Reading, loaded: LoadedReferences) -> Iterator[Problem]:
    """Yield the warnings about sources that the memo cites."""
    if loaded.doubts:
        for key in _collect_cited(reading):
            yield from loaded.doubts.get(key, ())


def _collect_cited(reading: Reading) -> dict[str, None]:
    """Return the keys that texts and fields refer to, each once."""
    found: dict[str, None] = {}
    for passage in reading.passages:
        found |= {
            mark.key: None for mark in iter_cites(passage.text.blocks) if isinstance(mark, CiteItem)
        }
    return found | {mention.ref.key: None for mention in reading.mentions}


def _find_key_clash(reading: Reading, key: str, where: Location) -> Problem | None:
    """Return what keeps a key of a reference file from being used; None when nothing does."""
    if key in WHOLE_FILE:
        message = f'the key "{key}" stands for the memo itself'
        return error(codes.REFERENCE_KEY_TWICE, message, where, "give the source another key")
    for space in (Namespace.CITATIONS, Namespace.POSTS):
        first = reading.defined[space].get(key)
        if first is not None:
            places = f"{first.file}:{first.line} and in {where.file}:{where.line}"
            message = f'the key "{key}" stands in {places}'
            hint = "keep one of the two sources, or give one another key"
            return error(codes.REFERENCE_KEY_TWICE, message, where, hint)
    return None


def _make_duplicate_problem(name: Ref, first: Location) -> Problem:
    message = f'"{name.key}" is named twice; first in line {first.line}'
    return error(codes.REFERENCE_FILE_TWICE, message, name.where, "name each file once")
