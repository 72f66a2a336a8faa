"""An entry of BibTeX in; an item in the vocabulary of CSL-JSON out."""

import re

from bibtexparser.middlewares.names import (
    parse_single_name_into_parts,
    split_multiple_persons_names,
)

from threadbrief.core.problems import Location
from threadbrief.core.structs import Accumulator, field
from threadbrief.read.yaml.nodes import MappingNode, Node, ScalarNode
from threadbrief.references import problems
from threadbrief.references.bibtex_tables import (
    BOOK_TYPES,
    CSL_TYPES,
    DATE_FIELDS,
    EDITOR_TYPES,
    GENRES,
    IGNORED_FIELDS,
    LANGUAGES,
    MONTHS,
    NAME_FIELDS,
    PUBLISHER_FIELDS,
    SERIAL_TYPES,
    SUBTITLES,
    SUBTYPES,
    TEXT_FIELDS,
    TITLE_VARIABLES,
    VERBATIM_VARIABLES,
)
from threadbrief.references.latex import convert_latex, unescape_verbatim
from threadbrief.references.nodes import ParsedItems, make_mapping, make_scalar, make_sequence
from threadbrief.text.urls import WEB_URL, strip_doi_prefix

_BRACED = re.compile(r"\{.*\}", re.DOTALL)
_EXTENDED = re.compile(
    r"(?:^|,)\s*(family|given|prefix|suffix|useprefix)(?:-i)?\s*=\s*", re.IGNORECASE
)
_PARTS = {
    "family": "family",
    "given": "given",
    "prefix": "non-dropping-particle",
    "suffix": "suffix",
}
_MAX_NAME = 4096


def read_names(value: str, where: Location) -> list[MappingNode]:
    """Return the names of a field; `and others` is a name as well, as in Pandoc."""
    return [
        made
        for written in split_multiple_persons_names(value)
        if (made := _parse_name(written.strip(), where))
    ]


def _parse_name(written: str, where: Location) -> MappingNode | None:
    if not written:
        return None
    if len(written) > _MAX_NAME or _is_one_group(written):
        return _make_literal(written, where)
    if _EXTENDED.match(written):
        return _parse_extended_name(written, where)
    parts = parse_single_name_into_parts(written, strict=False)
    found = {
        "family": _join_words(parts.last),
        "given": _join_words(parts.first),
        "non-dropping-particle": _join_words(parts.von),
        "suffix": _join_words(parts.jr),
    }
    if not found["given"] and not found["non-dropping-particle"]:
        return _make_literal(written, where)
    return make_mapping({part: text for part, text in found.items() if text}, where)


def _make_literal(written: str, where: Location) -> MappingNode | None:
    text = convert_latex(written)[0]
    if text:
        return make_mapping({"literal": text}, where)
    return None


def _is_one_group(written: str) -> bool:
    """Return whether one pair of braces holds the whole name."""
    if not _BRACED.fullmatch(written):
        return False
    depth = 0
    for place, sign in enumerate(written):
        depth += (sign == "{") - (sign == "}")
        if not depth:
            return place == len(written) - 1
    return False


def _parse_extended_name(written: str, where: Location) -> MappingNode | None:
    """Return a name whose parts are named: `family=Vesa, given=Ilmari`."""
    marks = list(_EXTENDED.finditer(written))
    ends = [*(mark.start() for mark in marks[1:]), len(written)]
    found = {}
    for mark, end in zip(marks, ends, strict=True):
        part = _PARTS.get(mark[1].lower())
        text = convert_latex(written[mark.end() : end].strip().strip('"'))[0]
        if part and text:
            found[part] = text
    if found:
        return make_mapping(found, where)
    return None


def _join_words(parts: list[str]) -> str:
    return convert_latex(" ".join(parts))[0]


_URL = re.compile(r"\\url\s*\{[^{}]*\}|" + WEB_URL)
_DATE = re.compile(r"[\d\s/~?%T:.,Z+-]+", re.ASCII)
_DAY = re.compile(r"\d{1,2}", re.ASCII)


class BibValue(Accumulator):
    """What a field says, still in LaTeX, and where."""

    text: str
    where: Location


class BibEntry(Accumulator):
    """One entry: fields by their names in lower case."""

    type: str
    key: str
    where: Location
    fields: dict[str, BibValue] = field(default_factory=dict)

    def text(self, *names: str) -> str:
        """Return what the first of some fields that is there says; nothing when there is none."""
        return next((self.fields[name].text for name in names if name in self.fields), "")


def make_csl_item(entry: BibEntry, found: ParsedItems) -> MappingNode:
    """Return the item of an entry; fields that CSL has no place for are noted."""
    kind = _find_type(entry)
    entries: dict[str, str | Node] = {
        "id": entry.key,
        "type": kind or make_scalar(entry.type, entry.where),
    }
    _set_titles(entry, entries, found)
    for name, value in entry.fields.items():
        if name in TEXT_FIELDS:
            if TEXT_FIELDS[name] not in entries:
                entries[TEXT_FIELDS[name]] = _convert_text(entry, name, TEXT_FIELDS[name], found)
        elif name in DATE_FIELDS:
            is_date = _DATE.fullmatch(value.text.strip())
            entries[DATE_FIELDS[name]] = make_scalar(
                value.text.strip() if is_date else convert_latex(value.text)[0], value.where
            )
        elif (
            name not in IGNORED_FIELDS
            and name not in NAME_FIELDS
            and not name.startswith(("bdsk-", "related", "editor"))
        ):
            found.unknown_fields.setdefault(name, value.where)
    _set_names(entry, entries)
    _set_issued(entry, entries)
    _set_numbers(entry, kind, entries, found)
    _set_publisher(entry, kind, entries, found)
    _set_eprint(entry, entries)
    _set_url(entry, entries)
    return make_mapping(entries, entry.where)


def _find_type(entry: BibEntry) -> str:
    subtype = entry.text("entrysubtype").strip().lower()
    kind = SUBTYPES.get((entry.type, subtype)) or CSL_TYPES.get(entry.type, "")
    if entry.type == "unpublished" and entry.text("eventtitle"):
        return "speech"
    return kind


def _convert_text(entry: BibEntry, name: str, variable: str, found: ParsedItems) -> ScalarNode:
    value = entry.fields[name]
    if variable in VERBATIM_VARIABLES:
        text = unescape_verbatim(value.text)
        return make_scalar(strip_doi_prefix(text) if variable == "DOI" else text, value.where)
    text, unknown = convert_latex(value.text, protect=variable in TITLE_VARIABLES)
    if unknown:
        doubt = problems.make_unknown_latex(value.where, f'{name} of "{entry.key}"', unknown)
        found.doubts.setdefault(entry.key, []).append(doubt)
    return make_scalar(text, value.where)


def _set_titles(entry: BibEntry, entries: dict[str, str | Node], found: ParsedItems) -> None:
    """Set the titles, each with its subtitle behind a colon."""
    for name, below in SUBTITLES.items():
        if name not in entry.fields:
            continue
        variable = "title" if name == "title" else TEXT_FIELDS[name]
        if variable in entries:
            continue
        whole = _convert_text(entry, name, variable, found)
        if below in entry.fields:
            more = _convert_text(entry, below, variable, found)
            colon = "" if whole.value.endswith((":", "?", "!")) else ":"
            whole = make_scalar(f"{whole.value}{colon} {more.value}", whole.where)
        entries[variable] = whole


def _set_names(entry: BibEntry, entries: dict[str, str | Node]) -> None:
    roles = dict(NAME_FIELDS)
    for letter in ("", "a", "b", "c"):
        role = entry.text(f"editor{letter}type").strip().lower()
        if letter or role:
            roles[f"editor{letter}"] = EDITOR_TYPES.get(role, "contributor" if letter else "editor")
    named: dict[str, list[Node]] = {}
    for name, variable in roles.items():
        if name in entry.fields and (name != "holder" or "author" not in entry.fields):
            value = entry.fields[name]
            named.setdefault(variable, []).extend(read_names(value.text, value.where))
    entries |= {
        variable: make_sequence(names, entry.where) for variable, names in named.items() if names
    }


def _set_issued(entry: BibEntry, entries: dict[str, str | Node]) -> None:
    """Set when it was issued from year, month and day, where there is no date."""
    if "issued" in entries or "year" not in entry.fields:
        return
    value = entry.fields["year"]
    year = convert_latex(value.text)[0]
    month, day = _parse_month_and_day(entry)
    if re.fullmatch(r"\d{4}", year) and month:
        entries["issued"] = make_scalar(f"{year}-{month}{f'-{day}' if day else ''}", value.where)
    else:
        words = convert_latex(entry.text("month"))[0]
        entries["issued"] = make_scalar(f"{words} {year}".strip(), value.where)


def _parse_month_and_day(entry: BibEntry) -> tuple[str, str]:
    """Return month and day in two digits each; nothing for what is not one month or one day."""
    words = re.findall(r"[^\W\d_]+|\d+|[-–—/]", convert_latex(entry.text("month"))[0])
    month = day = ""
    for word in words:
        if word in "-–—/":
            return "", ""
        if not month and word[:3].lower() in MONTHS:
            month = MONTHS[word[:3].lower()]
        elif not month and word.isdigit() and 1 <= int(word) <= 12:
            month = f"{int(word):02}"
        elif _DAY.fullmatch(word) and 1 <= int(word) <= 31:
            day = f"{int(word):02}"
    written = convert_latex(entry.text("day"))[0]
    return month, f"{int(written):02}" if _DAY.fullmatch(written) else day


def _set_numbers(
    entry: BibEntry, kind: str, entries: dict[str, str | Node], found: ParsedItems
) -> None:
    """Set pages, numbers, the language and the genre, whose place depends on the type."""
    if "pages" in entry.fields:
        pages = _convert_text(entry, "pages", "page", found)
        entries["page"] = make_scalar(
            re.sub(r"(?:(?<!\s)\s+)?[-–—]+\s*", "-", pages.value), pages.where
        )
    if "number" in entry.fields:
        series = "series" in entry.fields and kind in BOOK_TYPES
        variable = "issue" if kind in SERIAL_TYPES else "collection-number" if series else "number"
        entries[variable] = _convert_text(entry, "number", variable, found)
    if "issue" in entry.fields:
        entries.setdefault("issue", _convert_text(entry, "issue", "issue", found))
    for name in ("langid", "hyphenation", "language"):
        if name in entry.fields and "language" not in entries:
            word = convert_latex(entry.text(name))[0]
            entries["language"] = make_scalar(
                LANGUAGES.get(word.lower(), word), entry.fields[name].where
            )
    genre = entry.text("type").strip()
    if genre:
        word = GENRES.get(genre.lower()) or convert_latex(genre)[0]
        entries["genre"] = make_scalar(word, entry.fields["type"].where)
    elif entry.type in GENRES and entry.type in {"phdthesis", "mastersthesis"}:
        entries["genre"] = GENRES[entry.type]
    if kind == "post" and entry.text("titleaddon"):
        entries.setdefault("genre", _convert_text(entry, "titleaddon", "genre", found))


def _set_publisher(
    entry: BibEntry, kind: str, entries: dict[str, str | Node], found: ParsedItems
) -> None:
    """Set the publisher from the issuing body; that of a web page is its site."""
    for name in PUBLISHER_FIELDS:
        if name in entry.fields:
            if kind in {"webpage", "post", "post-weblog"}:
                variable = "container-title"
            else:
                variable = "publisher"
            entries.setdefault(variable, _convert_text(entry, name, variable, found))


def _set_eprint(entry: BibEntry, entries: dict[str, str | Node]) -> None:
    if "eprint" not in entry.fields:
        return
    value, archive = entry.fields["eprint"], entry.text("eprinttype", "archiveprefix").strip()
    if archive.lower() in {"pubmed", "pmid"}:
        entries.setdefault("PMID", make_scalar(unescape_verbatim(value.text), value.where))
        return
    named = {"arxiv": "arXiv", "jstor": "JSTOR", "hdl": "Handle"}.get(archive.lower(), archive)
    if named:
        entries.setdefault("archive", make_scalar(named, value.where))
    entries.setdefault("archive_location", make_scalar(unescape_verbatim(value.text), value.where))


def _set_url(entry: BibEntry, entries: dict[str, str | Node]) -> None:
    """Take an address from `howpublished` or `note`, where older styles had to put it."""
    for name, variable in (("howpublished", "medium"), ("note", "note")):
        if "URL" in entries or name not in entry.fields:
            continue
        value = entry.fields[name]
        found = _URL.search(value.text)
        if found:
            entries["URL"] = make_scalar(unescape_verbatim(found[0]).rstrip(".,;"), value.where)
            rest = convert_latex(value.text.replace(found[0], ""))[0].strip(" .,;:")
            entries.pop(variable, None)
            if len(rest) > len("Available at"):
                entries[variable] = make_scalar(rest, value.where)
