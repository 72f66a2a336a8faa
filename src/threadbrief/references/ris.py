"""The characters of a RIS file in; the nodes of its records out, with the line of each field.

A line is a tag of two characters, two spaces, a hyphen and a value; TY begins a record and ER ends it. A line without
a tag goes on with the value before. (RIS Format Specifications, Reference Manager, 2001 and 2011.)
"""

import re
from collections.abc import Iterator

from threadbrief.errors import BriefError, Where
from threadbrief.read.text import FileText
from threadbrief.references import problems
from threadbrief.references.ris_fields import Record, Tagged, csl_item, made_up_id
from threadbrief.references.source import MAX_ENTRIES, Found

_LINE = re.compile(r"[ \t]*([A-Z][A-Z0-9]) {0,2}-(?:[ \t](.*)|)$")
_LONGEST = 1 << 20


def read_ris(file: FileText) -> Found:
    """Return the records of a file as items. Raises BriefError for a file without any."""
    found = Found()
    records: list[Record] = []
    for number, record in enumerate(_records(file), 1):
        if number > MAX_ENTRIES:
            raise BriefError([problems.too_much(record.where, "sources", MAX_ENTRIES)])
        records.append(record)
    if not records:
        raise BriefError([problems.no_references(file.where(0), "RIS")])
    ids = _ids(records)
    found.items += (csl_item(record, key, found) for record, key in zip(records, ids, strict=True))
    bare = [(record, key) for record, key in zip(records, ids, strict=True) if not record.first("ID")]
    if bare:
        found.problems.append(problems.without_ids(len(bare), bare[0][0].where, bare[0][1]))
    return found


def _ids(records: list[Record]) -> list[str]:
    """Return an id for each record: its own, or one made of its author and year.

    Of several such made alike, all but the first get a number.
    """
    taken = {record.first("ID") for record in records}
    found = []
    for record in records:
        made = record.first("ID")
        if not made:
            stem, number = made_up_id(record), 1
            made = stem
            while made in taken:
                number += 1
                made = f"{stem}-{number}"
            taken.add(made)
        found.append(made)
    return found


def _records(file: FileText) -> Iterator[Record]:
    """Yield the records of a file; the next one, or the end of the file, ends one without ER as well."""
    record: Record | None = None
    pieces: list[str] = []
    for number, line in enumerate(file.text.split("\n"), 1):
        match = _LINE.match(line)
        if match is None:
            if record is not None and record.fields and line.strip() and sum(map(len, pieces)) < _LONGEST:
                pieces.append(line.strip())
            continue
        _finish(record, pieces)
        tag, where = match[1], Where(file.name, number, match.start(1) + 1)
        if tag == "TY":
            if record is not None:
                yield record
            record = Record(where, (match[2] or "").strip())
        if record is None:
            continue
        if tag == "ER":
            yield record
            record = None
        else:
            record.fields.append(Tagged(tag, (match[2] or "").strip(), where))
    _finish(record, pieces)
    if record is not None:
        yield record


def _finish(record: Record | None, pieces: list[str]) -> None:
    """Put the lines that went on with a value behind it."""
    if record is not None and record.fields and pieces:
        last = record.fields[-1]
        last.text = " ".join([last.text, *pieces]).strip()
    pieces.clear()
