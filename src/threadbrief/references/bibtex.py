"""Parse BibTeX and BibLaTeX files into the nodes of their entries, with the line of each field.

bibtexparser splits the file into blocks and fields; @string and # are worked out here, with a
limit; @preamble and @comment say nothing about sources.
"""

import logging
import re
from collections.abc import Mapping

from bibtexparser.model import (
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ParsingFailedBlock,
    String,
)
from bibtexparser.splitter import Splitter

from threadbrief.core.problems import BriefError, Location, Problem
from threadbrief.read.yaml.decode import FileText
from threadbrief.read.yaml.nodes import MAX_NODES
from threadbrief.references import problems
from threadbrief.references.bibtex_fields import BibEntry, BibValue, make_csl_item
from threadbrief.references.bibtex_tables import INHERITED_FIELDS, MONTHS, PART_TYPES
from threadbrief.references.nodes import MAX_ENTRIES, ParsedItems

logging.getLogger("bibtexparser").addHandler(
    logging.NullHandler()
)  # what it finds wrong is said by us

_BLOCK = re.compile(r"@\s*\w+\s*[{(]")
_FIRST = re.compile(r"@\s*(\w+)\s*[{(]\s*([^\s,{}()]*)")
_PIECE = re.compile(r'\s*(?:(\d+)|([^\s#{}",=]+))\s*(?:#|$)')
_SPACE = re.compile(r"\s*")
_MARK = re.compile(r'\\.|[{}"]', re.DOTALL)
_NEXT = re.compile(r"\s*#")
_MAX_VALUE = 1 << 20
"""Characters of a value, @strings put in."""


def read_bibtex(file: FileText) -> ParsedItems:
    """Return the entries of a file as items.

    Raises BriefError for a file without any, or with too many.
    """
    if len(_BLOCK.findall(file.text)) > MAX_ENTRIES:
        raise BriefError([problems.make_too_large(file.where(0), "sources", MAX_ENTRIES)])
    if file.text.count("=") > MAX_NODES:
        raise BriefError([problems.make_too_large(file.where(0), "values", MAX_NODES)])
    found = ParsedItems()
    entries = _read_entries(file, found)
    if not entries and not found.problems:
        raise BriefError([problems.make_no_references(file.where(0), "BibTeX")])
    by_key = {entry.key: entry for entry in reversed(entries)}
    for entry in entries:
        _inherit_fields(entry, by_key)
        if entry.type not in {"xdata", "set", "bibnote", "control"}:
            found.items.append(make_csl_item(entry, found))
    return found


def _read_entries(file: FileText, found: ParsedItems) -> list[BibEntry]:
    """Return the entries of a file in its order; what cannot be read is noted."""
    library = Splitter(bibstr=file.text).split()
    strings = dict(MONTHS)
    entries = []
    for block in library.blocks:
        match block:
            case DuplicateFieldKeyBlock() | DuplicateBlockKeyBlock():
                inner = block.ignore_error_block
                if isinstance(inner, Entry):
                    entries.append(_read_entry(inner, strings, file, found))
            case ParsingFailedBlock():
                found.problems.append(_make_unreadable(block, file))
            case Entry():
                entries.append(_read_entry(block, strings, file, found))
            case String():  # a later one goes before an earlier
                place = Location(file.name, _to_line_number(block.start_line), 1)
                strings[block.key.lower()] = _expand_strings(
                    str(block.value), strings, found, place, f"@string {block.key}"
                )
            case _:
                pass
    return entries


def _read_entry(
    entry: Entry, strings: Mapping[str, str], file: FileText, found: ParsedItems
) -> BibEntry:
    where = Location(file.name, _to_line_number(entry.start_line), 1)
    made = BibEntry(entry.entry_type.lower(), entry.key.strip(), where)
    for given in entry.fields:
        line = _to_line_number(given.start_line)
        name = given.key.strip().lower()
        place = Location(file.name, line, _find_column(file.line(line), given.key))
        text = _expand_strings(
            str(given.value), strings, found, place, f'{name} of "{made.key}"', made.key
        )
        if text.strip() and name not in made.fields:
            made.fields[name] = BibValue(text, place)
    return made


def _to_line_number(number: int | None) -> int:
    return (number or 0) + 1  # the library counts from 0


def _find_column(line: str, name: str) -> int:
    return max(line.lower().find(name.strip().lower()), 0) + 1


def _make_unreadable(block: ParsingFailedBlock, file: FileText) -> Problem:
    """Say which entry is broken, and which ones it may have taken with it."""
    raw = (block.raw or "").lstrip()
    name = _FIRST.match(raw)
    what = f'the entry "{name[2]}"' if name and name[2] else "an entry"
    place = Location(file.name, _to_line_number(block.start_line), 1)
    return problems.make_entry_left_out(
        place, what, "cannot be read: a brace, a quote or a comma is missing"
    )


# --- values ---------------------------------------------------------------------------------------


def _expand_strings(
    value: str,
    strings: Mapping[str, str],
    found: ParsedItems,
    where: Location,
    label: str,
    key: str = "",
) -> str:
    """Return a value without braces or quotes, # concatenated and @string names replaced."""
    pieces: list[str] = []
    length = at = 0
    while at < len(value):
        end, text, name = _split_piece(value, at)
        if name:
            known = strings.get(name.lower())
            if known is None:
                doubt = problems.make_undefined_string(where, label, name)
                (found.doubts.setdefault(key, []) if key else found.problems).append(doubt)
            text = known or ""
        length += len(text)
        if length > _MAX_VALUE:
            raise BriefError([problems.make_too_large(where, "characters in a value", _MAX_VALUE)])
        pieces.append(text)
        at = end
    return "".join(pieces)


def _split_piece(value: str, at: int) -> tuple[int, str, str]:
    """Return the end of the next piece of a value, and its text or the name of its @string."""
    bare = _PIECE.match(value, at)
    if bare:
        return bare.end(), bare[1] or "", bare[2] or ""
    space = _SPACE.match(value, at)
    start = space.end() if space else at
    sign = value[start : start + 1]
    if sign not in {"{", '"'}:
        return len(value), value[start:].strip(), ""
    depth = 0
    for mark in _MARK.finditer(value, start + (sign == '"')):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            depth -= 1
        if (mark[0] == "}" and sign == "{" and not depth) or (
            mark[0] == '"' and sign == '"' and not depth
        ):
            follows = _NEXT.match(value, mark.end())
            return follows.end() if follows else len(value), value[start + 1 : mark.start()], ""
    return len(value), value[start + 1 :], ""


# --- one entry inside another ---------------------------------------------------------------------


def _inherit_fields(entry: BibEntry, by_key: Mapping[str, BibEntry]) -> None:
    """Add the fields of the entry named by `crossref` or `xdata` that are missing here."""
    for key in [part.strip() for part in entry.text("xdata").split(",")]:
        if key in by_key and by_key[key] is not entry:
            for name, value in by_key[key].fields.items():
                entry.fields.setdefault(name, value)
    parent = by_key.get(entry.text("crossref").strip())
    if parent is None or parent is entry:
        return
    whole = entry.type in PART_TYPES
    for name, value in parent.fields.items():
        if whole and name in {"author", "shorttitle", "crossref", "xdata"}:
            if name == "author":
                entry.fields.setdefault("bookauthor", value)
            continue
        entry.fields.setdefault(INHERITED_FIELDS.get(name, name) if whole else name, value)
