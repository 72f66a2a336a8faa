"""Write citations as a BibLaTeX file in UTF-8; BibTeX reads the fields that it knows."""

import re
from collections.abc import Iterable, Iterator

from threadbrief.model.brief import Citation, Name
from threadbrief.references.bibtex_tables import (
    BIBLATEX_SUBTYPES,
    BIBLATEX_TYPES,
    BOOK_TYPES,
    DATE_FIELDS,
    EDITOR_TYPES,
    GENRES,
    LANGUAGES,
    NAME_FIELDS,
    SERIAL_TYPES,
    TEXT_FIELDS,
    VERBATIM_VARIABLES,
)
from threadbrief.references.write_common import (
    ReferenceOutput,
    convert_tags,
    format_edtf,
    list_own_variables,
)

_FIELDS = {variable: name for name, variable in reversed(TEXT_FIELDS.items())} | {"title": "title"}
_NAME_FIELDS = {variable: name for name, variable in reversed(NAME_FIELDS.items())}
_EDITORS = {
    variable: role
    for role, variable in reversed(EDITOR_TYPES.items())
    if variable not in _NAME_FIELDS
}
_DATE_FIELDS = {variable: name for name, variable in DATE_FIELDS.items()}
_GENRES = {genre: word for word, genre in reversed(GENRES.items())}
_BABEL = {tag: name for name, tag in reversed(LANGUAGES.items())} | {
    "de": "german",
    "en-US": "american",
    "en-GB": "british",
}
_WEB_TYPES = frozenset(["webpage", "post", "post-weblog"])
_INSTITUTION_TYPES = frozenset(["thesis", "report"])
_SPECIAL = re.compile(r"[\\{}$&#%_~^]")
_ESCAPES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_COMMANDS = {
    "i": r"\emph{",
    "b": r"\textbf{",
    "sc": r"\textsc{",
    "sup": r"\textsuperscript{",
    "sub": r"\textsubscript{",
}
_OTHERS = "others"


def write_bibtex(citations: Iterable[Citation]) -> ReferenceOutput:
    """Return the file; what BibLaTeX has no field for is noted."""
    written = ReferenceOutput()
    for citation in citations:
        written.lines.append(f"@{BIBLATEX_TYPES.get(citation.type, 'misc')}{{{citation.id},")
        written.lines += (
            f"  {name} = {{{text}}}," for name, text in _iter_fields(citation, written) if text
        )
        written.lines += ["}", ""]
    return written


def _iter_fields(citation: Citation, written: ReferenceOutput) -> Iterator[tuple[str, str]]:
    kind = citation.type
    if kind in BIBLATEX_SUBTYPES:
        yield "entrysubtype", BIBLATEX_SUBTYPES[kind]
    yield from _iter_name_fields(citation, written)
    for variable, text in citation.variables.items():
        name = _find_field(citation, variable)
        if not name:
            written.add_unmapped([variable])
        elif variable in VERBATIM_VARIABLES or variable == "archive_location":
            yield name, text
        elif variable == "genre":
            yield name, _GENRES.get(text, _to_latex(text))
        elif variable == "language":
            yield from (("langid", _BABEL[text]),) if text in _BABEL else (("language", text),)
        elif variable == "page":
            yield name, re.sub(r"(?:(?<!\s)\s+)?[-–]+\s*", "--", _to_latex(text))
        else:
            yield name, _to_latex(text)
    for variable, date in citation.dates.items():
        if variable in _DATE_FIELDS:
            yield (
                _DATE_FIELDS[variable],
                format_edtf(date) if date.start else _to_latex(date.literal or ""),
            )
        else:
            written.add_unmapped([variable])
    written.add_unmapped(list_own_variables(citation))


def _find_field(  # noqa: C901, PLR0911, PLR0912 - a case a variable
    citation: Citation, variable: str
) -> str:
    """Return the field for a variable, which may hang on the type; nothing when there is none."""
    kind = citation.type
    match variable:
        case "page":
            return "pages"
        case "genre":
            return "type"
        case "language":
            return "langid"
        case "archive":
            if "archive_location" in citation.variables:
                return "eprinttype"
            return ""
        case "archive_location":
            return "eprint"
        case "issue":
            if kind in SERIAL_TYPES:
                return "number"
            return "issue"
        case "number":
            if kind in SERIAL_TYPES:
                return ""
            return "number"
        case "collection-number":
            if kind in BOOK_TYPES and "number" not in citation.variables:
                return "number"
            return ""
        case "container-title":
            if kind in _WEB_TYPES:
                return "organization"
            if kind in SERIAL_TYPES:
                return "journaltitle"
            return "booktitle"
        case "publisher":
            if kind in _INSTITUTION_TYPES:
                return "institution"
            return "publisher"
        case _:
            return _FIELDS.get(variable, "")


def _iter_name_fields(citation: Citation, written: ReferenceOutput) -> Iterator[tuple[str, str]]:
    free = iter("abc")
    for variable, names in citation.names.items():
        people = " and ".join(map(_format_name, names))
        if variable in _NAME_FIELDS:
            yield _NAME_FIELDS[variable], people
            continue
        letter = next(free, "") if variable in _EDITORS else ""
        if letter:
            yield f"editor{letter}", people
            yield f"editor{letter}type", _EDITORS[variable]
        else:
            written.add_unmapped([variable])


def _format_name(name: Name) -> str:
    """Return a name: `von Family, Suffix, Given`; one that is not taken apart in braces."""
    if name.literal == _OTHERS:
        return _OTHERS
    if name.literal or not name.given:
        whole = name.literal or " ".join(
            filter(None, (name.non_dropping_particle, name.family, name.suffix))
        )
        return f"{{{_to_latex(whole)}}}"
    family = " ".join(
        filter(None, (name.non_dropping_particle, _protect_family(name.family or "")))
    )
    given = " ".join(filter(None, (name.given, name.dropping_particle)))
    return ", ".join(
        filter(None, (family, name.suffix and _protect_part(name.suffix), _protect_part(given)))
    )


def _protect_family(family: str) -> str:
    """Return a family name, in braces where BibTeX would read a particle or a list into it."""
    words = family.split()
    safe = (
        words
        and all(not word[0].islower() for word in words)
        and not re.search(r"[,{}]|\band\b", family)
    )
    if safe:
        return _to_latex(family)
    return f"{{{_to_latex(family)}}}"


def _protect_part(text: str) -> str:
    if re.search(r",|\band\b", text):
        return f"{{{_to_latex(text)}}}"
    return _to_latex(text)


def _to_latex(text: str) -> str:
    return convert_tags(text, _open_command, _escape)


def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda match: _ESCAPES.get(match[0], f"\\{match[0]}"), text)


def _open_command(tag: str, attribute: str) -> str:
    if tag == "span":
        if "small-caps" in attribute:
            return r"\textsc{"
        return "{"
    return _COMMANDS[tag]
