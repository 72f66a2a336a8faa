"""The characters of a RIS file in; the nodes of its records out, with the line of each field.

A line is a tag of two characters, two spaces, a hyphen and a value; TY begins a record and ER ends
it. A line without a tag goes on with the value before. (RIS Format Specifications, Reference
Manager, 2001 and 2011.)
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from threadbrief.core.problems import BriefError, Location
from threadbrief.core.structs import Accumulator, field
from threadbrief.model.brief import Citation, CslDate, DateParts, Name
from threadbrief.read.yaml.decode import FileText
from threadbrief.read.yaml.nodes import MappingNode, Node, ScalarNode
from threadbrief.references import problems
from threadbrief.references.nodes import (
    MAX_ENTRIES,
    ParsedItems,
    make_mapping,
    make_scalar,
    make_sequence,
)
from threadbrief.references.write_common import (
    ReferenceOutput,
    format_iso_date,
    list_own_variables,
    strip_tags,
)
from threadbrief.text.urls import strip_doi_prefix

CSL_TYPES = {
    "ABST": "article-journal", "ADVS": "motion_picture", "AGGR": "dataset", "ANCIENT": "classic",
    "ART": "graphic", "BILL": "bill", "BLOG": "post-weblog", "BOOK": "book", "CASE": "legal_case",
    "CHAP": "chapter", "CHART": "figure", "CLSWK": "classic", "COMP": "software",
    "CONF": "paper-conference", "CPAPER": "paper-conference", "CTLG": "book", "DATA": "dataset",
    "DBASE": "dataset", "DICT": "entry-dictionary", "EBOOK": "book", "ECHAP": "chapter",
    "EDBOOK": "book", "EJOUR": "article-journal", "ELEC": "webpage", "ENCYC": "entry-encyclopedia",
    "EQUA": "document", "FIGURE": "figure", "GEN": "document", "GOVDOC": "report",
    "GRANT": "document", "HEAR": "hearing", "ICOMM": "personal_communication", "INPR": "article",
    "JFULL": "periodical", "JOUR": "article-journal", "LEGAL": "regulation",
    "MANSCPT": "manuscript", "MAP": "map", "MGZN": "article-magazine", "MPCT": "motion_picture",
    "MULTI": "webpage", "MUSIC": "musical_score", "NEWS": "article-newspaper", "PAMP": "pamphlet",
    "PAT": "patent", "PCOMM": "personal_communication", "RPRT": "report", "SER": "collection",
    "SLIDE": "speech", "SOUND": "song", "STAND": "standard", "STAT": "legislation",
    "THES": "thesis", "UNBILL": "bill", "UNPB": "manuscript", "VIDEO": "motion_picture",
}  # fmt: skip

RIS_TYPES = {
    "article": "INPR", "article-journal": "JOUR", "article-magazine": "MGZN",
    "article-newspaper": "NEWS", "bill": "BILL", "book": "BOOK", "broadcast": "VIDEO",
    "chapter": "CHAP", "classic": "CLSWK", "collection": "SER", "dataset": "DATA",
    "document": "GEN", "entry": "ENCYC", "entry-dictionary": "DICT", "entry-encyclopedia": "ENCYC",
    "event": "GEN", "figure": "FIGURE", "graphic": "ART", "hearing": "HEAR", "interview": "PCOMM",
    "legal_case": "CASE", "legislation": "STAT", "manuscript": "MANSCPT", "map": "MAP",
    "motion_picture": "MPCT", "musical_score": "MUSIC", "pamphlet": "PAMP",
    "paper-conference": "CPAPER", "patent": "PAT", "performance": "GEN", "periodical": "JFULL",
    "personal_communication": "PCOMM", "post": "ELEC", "post-weblog": "BLOG", "regulation": "LEGAL",
    "report": "RPRT", "review": "JOUR", "review-book": "JOUR", "software": "COMP", "song": "SOUND",
    "speech": "SLIDE", "standard": "STAND", "thesis": "THES", "treaty": "STAT", "webpage": "ELEC",
}  # fmt: skip
"""The types of CSL, with the nearest of RIS."""

TEXT_TAGS = {
    "TI": "title", "T1": "title", "CT": "title", "ST": "title-short", "T3": "collection-title",
    "JO": "container-title", "JF": "container-title", "JA": "container-title-short",
    "J1": "container-title-short", "J2": "container-title-short", "PB": "publisher",
    "CY": "publisher-place", "PP": "publisher-place", "VL": "volume", "CP": "issue",
    "ET": "edition", "NV": "number-of-volumes", "SE": "section", "CN": "call-number", "DO": "DOI",
    "DI": "DOI", "AB": "abstract", "N2": "abstract", "N1": "note", "RN": "note", "M3": "genre",
    "LA": "language", "DB": "archive", "AN": "archive_location", "DP": "source",
    "LB": "citation-label",
}  # fmt: skip
"""Tags that say the same whatever the type; the first for a variable is the one that is written."""

JOINED_VARIABLES = frozenset({"note", "abstract"})
"""Variables that several fields make together."""

NAME_TAGS = {
    "AU": "author",
    "A1": "author",
    "ED": "editor",
    "A2": "editor",
    "A3": "collection-editor",
    "A4": "translator",
}

IGNORED_TAGS = frozenset(
    ["AD", "ER", "ID", "L1", "L3", "L4", "RP", "TY", "UK", "VO", *(f"C{n}" for n in range(1, 9)),
     *(f"U{n}" for n in range(1, 16))]
)  # fmt: skip
"""Tags that programs keep for themselves: files, addresses of authors, fields of the user."""

CONTAINED_TYPES = frozenset(
    ["article", "article-journal", "article-magazine", "article-newspaper", "chapter",
     "paper-conference", "entry", "entry-dictionary", "entry-encyclopedia", "webpage",
     "post-weblog", "post", "legal_case", "speech", "broadcast", "review", "review-book",
     "dataset", "figure", "graphic", "document"]
)  # fmt: skip
"""Types in which T2 names what contains the thing; in the others it names the series."""

SERIAL_TYPES = frozenset(
    ["article", "article-journal", "article-magazine", "article-newspaper", "periodical",
     "review", "review-book", "webpage", "post-weblog"]
)  # fmt: skip
"""Types with an ISSN rather than an ISBN, and with an issue rather than a number."""

_DATE = re.compile(
    r"(\d{4})(?:[/-](\d{1,2})?(?:[/-](\d{1,2})?)?)?(?:/.*)?$", re.ASCII
)  # YYYY/MM/DD/words
_DATES = ("PY", "Y1", "DA")
_TYPE_DEPENDENT_TAGS = frozenset(
    {"T2", "BT", "IS", "M1", "SN", "SP", "EP", "UR", "LK", "L2", "KW", "Y2", *_DATES}
)
"""Tags that are read with others, or by the type of the record."""


class RisField(Accumulator):
    """One field of a record."""

    tag: str
    text: str
    where: Location


class RisRecord(Accumulator):
    """One record: the fields between TY and ER."""

    where: Location
    type: str
    fields: list[RisField] = field(default_factory=list)

    def all(self, *tags: str) -> list[RisField]:
        """Return the fields with one of the tags that say something, in the order of the record."""
        return [tagged for tagged in self.fields if tagged.tag in tags and tagged.text]

    def find_field(self, *tags: str) -> RisField | None:
        """Return the first field of the first tag that is there."""
        return next((tagged for tag in tags for tagged in self.all(tag)), None)

    def first(self, *tags: str) -> str:
        """Return what that field says; nothing when there is none."""
        tagged = self.find_field(*tags)
        if tagged:
            return tagged.text
        return ""


def make_csl_item(record: RisRecord, key: str, found: ParsedItems) -> MappingNode:
    """Return the item of a record; tags that CSL has no place for are noted."""
    kind = CSL_TYPES.get(record.type.upper(), "")
    entries: dict[str, str | Node] = {
        "id": key,
        "type": kind or make_scalar(record.type, record.where),
    }
    names: dict[str, list[Node]] = {}
    for tagged in record.fields:
        if tagged.tag in TEXT_TAGS and tagged.text:
            _set_variable(entries, TEXT_TAGS[tagged.tag], tagged)
        elif tagged.tag in NAME_TAGS and tagged.text:
            names.setdefault(NAME_TAGS[tagged.tag], []).append(_make_name(tagged))
        elif (
            tagged.tag
            not in IGNORED_TAGS | _TYPE_DEPENDENT_TAGS | TEXT_TAGS.keys() | NAME_TAGS.keys()
        ):
            found.unknown_fields.setdefault(tagged.tag, tagged.where)
    entries |= {variable: make_sequence(named, record.where) for variable, named in names.items()}
    _set_type_dependent(record, kind, entries)
    _set_dates(record, entries)
    if "DOI" in entries:
        entries["DOI"] = strip_doi_prefix(record.first("DO", "DI"))
    return make_mapping(entries, record.where)


def make_id(record: RisRecord) -> str:
    """Return author and year, or the first word of the title: `vesa2020`."""
    author = record.first("AU", "A1", "A2", "ED").partition(",")[0]
    words = re.findall(r"\w+", author or record.first("TI", "T1", "CT", "BT")) or ["source"]
    word = words[-1] if author else words[0]
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if c.isascii() and c.isalnum())
    year = _DATE.match(record.first(*_DATES))
    return f"{plain.lower() or 'source'}{year[1] if year else ''}"


def _set_variable(entries: dict[str, str | Node], variable: str, tagged: RisField) -> None:
    """Set a variable; the first of several fields counts, unless they are parts of one value."""
    known = entries.get(variable)
    if known is None:
        entries[variable] = make_scalar(tagged.text, tagged.where)
    elif (
        variable in JOINED_VARIABLES
        and isinstance(known, ScalarNode)
        and tagged.text not in known.value
    ):
        entries[variable] = make_scalar(f"{known.value} {tagged.text}", known.where)


def _make_name(tagged: RisField) -> MappingNode:
    """Return a name: `Family, Given, Suffix`; one without a comma is not taken apart."""
    parts = [part.strip() for part in tagged.text.split(",")]
    if len(parts) == 1 or not parts[0]:
        return make_mapping({"literal": tagged.text.strip(" ,")}, tagged.where)
    entries: dict[str, str | Node] = {"family": parts[0], "given": parts[1]}
    if len(parts) > 2 and parts[2]:
        entries["suffix"] = ", ".join(parts[2:])
    return make_mapping({key: part for key, part in entries.items() if part}, tagged.where)


def _set_type_dependent(record: RisRecord, kind: str, entries: dict[str, str | Node]) -> None:
    """Set the variables whose tags mean one thing or another by the type of the record."""
    for tag, variable in (
        ("T2", "container-title" if kind in CONTAINED_TYPES else "collection-title"),
        ("BT", "container-title" if kind in CONTAINED_TYPES else "title"),
        ("IS", "issue" if kind in SERIAL_TYPES else "number"),
        ("M1", "number"),
        ("SN", "ISSN" if kind in SERIAL_TYPES else "ISBN"),
        ("UR", "URL"),
        ("LK", "URL"),
        ("L2", "URL"),
    ):
        tagged = record.find_field(tag)
        if tagged is not None:
            entries.setdefault(variable, make_scalar(tagged.text, tagged.where))
    start, end = record.find_field("SP"), record.first("EP")
    if start is not None:
        whole = "-" in start.text or not end or end == start.text
        entries["page"] = make_scalar(start.text if whole else f"{start.text}-{end}", start.where)
    keywords = record.all("KW")
    if keywords:
        entries["keyword"] = make_scalar(
            ", ".join(tagged.text for tagged in keywords), keywords[0].where
        )


def _set_dates(record: RisRecord, entries: dict[str, str | Node]) -> None:
    """Set when it was issued, by the fullest of its dates, and when somebody looked at it."""
    issued = [tagged for tag in _DATES for tagged in record.all(tag)]
    if issued:
        fullest = max(
            issued,
            key=lambda tagged: len(_to_iso_date(tagged.text)) if _DATE.match(tagged.text) else 0,
        )
        entries["issued"] = make_scalar(_to_iso_date(fullest.text), fullest.where)
    accessed = record.find_field("Y2")
    if accessed is not None:
        entries["accessed"] = make_scalar(_to_iso_date(accessed.text), accessed.where)


def _to_iso_date(text: str) -> str:
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


_LINE = re.compile(r"[ \t]*([A-Z][A-Z0-9]) {0,2}-(?:[ \t](.*)|)$")
_MAX_LENGTH = 1 << 20


def read_ris(file: FileText) -> ParsedItems:
    """Return the records of a file as items. Raises BriefError for a file without any."""
    found = ParsedItems()
    records: list[RisRecord] = []
    for number, record in enumerate(_iter_records(file), 1):
        if number > MAX_ENTRIES:
            raise BriefError([problems.make_too_large(record.where, "sources", MAX_ENTRIES)])
        records.append(record)
    if not records:
        raise BriefError([problems.make_no_references(file.where(0), "RIS")])
    ids = _assign_ids(records)
    found.items += (
        make_csl_item(record, key, found) for record, key in zip(records, ids, strict=True)
    )
    bare = [
        (record, key) for record, key in zip(records, ids, strict=True) if not record.first("ID")
    ]
    if bare:
        found.problems.append(problems.make_missing_ids(len(bare), bare[0][0].where, bare[0][1]))
    return found


def _assign_ids(records: list[RisRecord]) -> list[str]:
    """Return an id for each record: its own, or one made of its author and year.

    Of several such made alike, all but the first get a number.
    """
    taken = {record.first("ID") for record in records}
    found = []
    for record in records:
        made = record.first("ID")
        if not made:
            stem, number = make_id(record), 1
            made = stem
            while made in taken:
                number += 1
                made = f"{stem}-{number}"
            taken.add(made)
        found.append(made)
    return found


def _iter_records(file: FileText) -> Iterator[RisRecord]:
    """Yield the records of a file.

    The next one, or the end of the file, ends one without ER as well.
    """
    record: RisRecord | None = None
    pieces: list[str] = []
    for number, line in enumerate(file.text.split("\n"), 1):
        match = _LINE.match(line)
        if match is None:
            if (
                record is not None
                and record.fields
                and line.strip()
                and sum(map(len, pieces)) < _MAX_LENGTH
            ):
                pieces.append(line.strip())
            continue
        _append_continuation(record, pieces)
        tag, where = match[1], Location(file.name, number, match.start(1) + 1)
        if tag == "TY":
            if record is not None:
                yield record
            record = RisRecord(where, (match[2] or "").strip())
        if record is None:
            continue
        if tag == "ER":
            yield record
            record = None
        else:
            record.fields.append(RisField(tag, (match[2] or "").strip(), where))
    _append_continuation(record, pieces)
    if record is not None:
        yield record


def _append_continuation(record: RisRecord | None, pieces: list[str]) -> None:
    """Put the lines that went on with a value behind it."""
    if record is not None and record.fields and pieces:
        last = record.fields[-1]
        last.text = " ".join([last.text, *pieces]).strip()
    pieces.clear()


_TAGS = {variable: tag for tag, variable in reversed(TEXT_TAGS.items())} | {"URL": "UR"}
_NAME_TAGS = {variable: tag for tag, variable in reversed(NAME_TAGS.items())} | {"editor": "A2"}
_SEASONS = ("spring", "summer", "autumn", "winter")


def write_ris(citations: Iterable[Citation]) -> ReferenceOutput:
    """Return the file; what RIS has no tag for is noted."""
    written = ReferenceOutput()
    for citation in citations:
        written.lines.append(f"TY  - {RIS_TYPES.get(citation.type, 'GEN')}")
        written.lines += (
            f"{tag}  - {' '.join(text.split())}"
            for tag, text in _iter_fields(citation, written)
            if text
        )
        written.lines += ["ER  - ", ""]
    return written


def _iter_fields(citation: Citation, written: ReferenceOutput) -> Iterator[tuple[str, str]]:
    yield "ID", citation.id
    for variable, names in citation.names.items():
        tag = _NAME_TAGS.get(variable)
        if tag is None:
            written.add_unmapped([variable])
            continue
        yield from ((tag, _format_name(name)) for name in names)
    for variable, text in citation.variables.items():
        yield from _iter_variable_fields(citation.type, variable, strip_tags(text), written)
    for variable, date in citation.dates.items():
        yield from _iter_date_fields(variable, date, written)
    written.add_unmapped(list_own_variables(citation))


def _iter_variable_fields(
    kind: str, variable: str, text: str, written: ReferenceOutput
) -> Iterator[tuple[str, str]]:
    match variable:
        case "page":
            start, _, end = text.replace("–", "-").partition("-")
            yield "SP", start.strip() if end and "-" not in end else text
            yield "EP", end.strip() if "-" not in end else ""
        case "keyword":
            yield from (("KW", word.strip()) for word in text.split(","))
        case "container-title":
            yield ("T2" if kind in CONTAINED_TYPES else "JO"), text
        case "collection-title":
            yield ("T3" if kind in CONTAINED_TYPES else "T2"), text
        case "issue":
            yield ("IS" if kind in SERIAL_TYPES else "CP"), text
        case "number":
            yield ("M1" if kind in SERIAL_TYPES else "IS"), text
        case "ISSN" | "ISBN":
            if (variable == "ISSN") == (kind in SERIAL_TYPES):
                yield "SN", text
            else:
                written.add_unmapped([variable])
        case _ if variable in _TAGS:
            yield _TAGS[variable], text
        case _:
            written.add_unmapped([variable])


def _format_name(name: Name) -> str:
    """Return a name: `Family, Given, Suffix`.

    One that is not taken apart has no comma, or one at its end.
    """
    if name.literal:
        return name.literal.replace(",", " ")
    family = " ".join(filter(None, (name.non_dropping_particle, name.family)))
    given = " ".join(filter(None, (name.given, name.dropping_particle)))
    if given:
        return ", ".join(filter(None, (family, given, name.suffix)))
    return family


def _iter_date_fields(
    variable: str, date: CslDate, written: ReferenceOutput
) -> Iterator[tuple[str, str]]:
    tags = {"issued": ("PY", "DA"), "accessed": ("Y2",)}.get(variable)
    if tags is None:
        written.add_unmapped([variable])
    elif date.start is None:
        yield tags[0], date.literal or ""
    else:
        if variable == "issued":
            yield "PY", format_iso_date(DateParts(date.start.year))
        yield tags[-1], _format_ris_date(date.start)
        if date.end or date.circa:
            written.add_unmapped([f"part of {variable}"])


def _format_ris_date(parts: DateParts) -> str:
    """Return a date as RIS writes it: YYYY/MM/DD/words, all three slashes there."""
    month, day = (f"{part:02}" if part else "" for part in (parts.month, parts.day))
    season = _SEASONS[parts.season - 1] if parts.season else ""
    return f"{format_iso_date(DateParts(parts.year))}/{month}/{day}/{season}"
