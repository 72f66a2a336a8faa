"""Citations in; the bytes of a RIS file out."""

from collections.abc import Iterable, Iterator

from threadbrief.model.brief import Citation, CslDate, DateParts, Name
from threadbrief.references.ris import (
    CONTAINED_TYPES,
    NAME_TAGS,
    RIS_TYPES,
    SERIAL_TYPES,
    TEXT_TAGS,
)
from threadbrief.references.write_common import (
    ReferenceOutput,
    format_iso_date,
    list_own_variables,
    strip_tags,
)

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
    """Return a name: `Family, Given, Suffix`; one that is not taken apart has no comma, or one at its end."""
    if name.literal:
        return name.literal.replace(",", " ")
    family = " ".join(filter(None, (name.non_dropping_particle, name.family)))
    given = " ".join(filter(None, (name.given, name.dropping_particle)))
    return ", ".join(filter(None, (family, given, name.suffix))) if given else family


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
