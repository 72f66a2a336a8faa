"""A record of RIS in; an item in the vocabulary of CSL-JSON out."""

import re
import unicodedata

from threadbrief.errors import Where
from threadbrief.read.nodes import MappingNode, Node, ScalarNode
from threadbrief.references.ris_tables import CONTAINED, NAMES, QUIET, SERIAL, TEXTS, TOGETHER, TYPES
from threadbrief.references.source import Found, mapping, scalar, sequence
from threadbrief.text.urls import strip_doi_prefix
from threadbrief.values import Ledger, field

_DATE = re.compile(r"(\d{4})(?:[/-](\d{1,2})?(?:[/-](\d{1,2})?)?)?(?:/.*)?$", re.ASCII)  # YYYY/MM/DD/words
_DATES = ("PY", "Y1", "DA")
_BY_TYPE = frozenset({"T2", "BT", "IS", "M1", "SN", "SP", "EP", "UR", "LK", "L2", "KW", "Y2", *_DATES})
"""Tags that are read with others, or by the type of the record."""


class Tagged(Ledger):
    """One field of a record."""

    tag: str
    text: str
    where: Where


class Record(Ledger):
    """One record: what stands between TY and ER."""

    where: Where
    type: str
    fields: list[Tagged] = field(default_factory=list)

    def all(self, *tags: str) -> list[Tagged]:
        """Return the fields with one of the tags that say something, in the order of the record."""
        return [tagged for tagged in self.fields if tagged.tag in tags and tagged.text]

    def one(self, *tags: str) -> Tagged | None:
        """Return the first field of the first tag that is there."""
        return next((tagged for tag in tags for tagged in self.all(tag)), None)

    def first(self, *tags: str) -> str:
        """Return what that field says; nothing when there is none."""
        tagged = self.one(*tags)
        return tagged.text if tagged else ""


def csl_item(record: Record, key: str, found: Found) -> MappingNode:
    """Return the item of a record; tags that CSL has no place for are noted."""
    kind = TYPES.get(record.type.upper(), "")
    entries: dict[str, str | Node] = {"id": key, "type": kind or scalar(record.type, record.where)}
    names: dict[str, list[Node]] = {}
    for tagged in record.fields:
        if tagged.tag in TEXTS and tagged.text:
            _add(entries, TEXTS[tagged.tag], tagged)
        elif tagged.tag in NAMES and tagged.text:
            names.setdefault(NAMES[tagged.tag], []).append(_name(tagged))
        elif tagged.tag not in QUIET | _BY_TYPE | TEXTS.keys() | NAMES.keys():
            found.unknown.setdefault(tagged.tag, tagged.where)
    entries |= {variable: sequence(named, record.where) for variable, named in names.items()}
    _by_type(record, kind, entries)
    _dates(record, entries)
    if "DOI" in entries:
        entries["DOI"] = strip_doi_prefix(record.first("DO", "DI"))
    return mapping(entries, record.where)


def made_up_id(record: Record) -> str:
    """Return author and year, or the first word of the title: `vesa2020`."""
    author = record.first("AU", "A1", "A2", "ED").partition(",")[0]
    words = re.findall(r"\w+", author or record.first("TI", "T1", "CT", "BT")) or ["source"]
    word = words[-1] if author else words[0]
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if c.isascii() and c.isalnum())
    year = _DATE.match(record.first(*_DATES))
    return f"{plain.lower() or 'source'}{year[1] if year else ''}"


def _add(entries: dict[str, str | Node], variable: str, tagged: Tagged) -> None:
    """Set a variable; of several fields for one, the first counts unless they are parts of a whole."""
    known = entries.get(variable)
    if known is None:
        entries[variable] = scalar(tagged.text, tagged.where)
    elif variable in TOGETHER and isinstance(known, ScalarNode) and tagged.text not in known.value:
        entries[variable] = scalar(f"{known.value} {tagged.text}", known.where)


def _name(tagged: Tagged) -> MappingNode:
    """Return a name: `Family, Given, Suffix`; one without a comma is not taken apart."""
    parts = [part.strip() for part in tagged.text.split(",")]
    if len(parts) == 1 or not parts[0]:
        return mapping({"literal": tagged.text.strip(" ,")}, tagged.where)
    entries: dict[str, str | Node] = {"family": parts[0], "given": parts[1]}
    if len(parts) > 2 and parts[2]:
        entries["suffix"] = ", ".join(parts[2:])
    return mapping({key: part for key, part in entries.items() if part}, tagged.where)


def _by_type(record: Record, kind: str, entries: dict[str, str | Node]) -> None:
    """Set the variables whose tags mean one thing or another by the type of the record."""
    for tag, variable in (
        ("T2", "container-title" if kind in CONTAINED else "collection-title"),
        ("BT", "container-title" if kind in CONTAINED else "title"),
        ("IS", "issue" if kind in SERIAL else "number"),
        ("M1", "number"),
        ("SN", "ISSN" if kind in SERIAL else "ISBN"),
        ("UR", "URL"),
        ("LK", "URL"),
        ("L2", "URL"),
    ):
        tagged = record.one(tag)
        if tagged is not None:
            entries.setdefault(variable, scalar(tagged.text, tagged.where))
    start, end = record.one("SP"), record.first("EP")
    if start is not None:
        whole = "-" in start.text or not end or end == start.text
        entries["page"] = scalar(start.text if whole else f"{start.text}-{end}", start.where)
    keywords = record.all("KW")
    if keywords:
        entries["keyword"] = scalar(", ".join(tagged.text for tagged in keywords), keywords[0].where)


def _dates(record: Record, entries: dict[str, str | Node]) -> None:
    """Set when it was issued, by the fullest of its dates, and when somebody looked at it."""
    issued = [tagged for tag in _DATES for tagged in record.all(tag)]
    if issued:
        fullest = max(issued, key=lambda tagged: len(_iso(tagged.text)) if _DATE.match(tagged.text) else 0)
        entries["issued"] = scalar(_iso(fullest.text), fullest.where)
    accessed = record.one("Y2")
    if accessed is not None:
        entries["accessed"] = scalar(_iso(accessed.text), accessed.where)


def _iso(text: str) -> str:
    """Return a date of RIS as ISO 8601 has it; one that is none as it is."""
    match = _DATE.match(text.strip().strip("/"))
    if match is None:
        return text
    parts = [match[1]]
    for part in (match[2], match[3]):
        if not part or not int(part):
            break
        parts.append(f"{int(part):02}")
    return "-".join(parts)
