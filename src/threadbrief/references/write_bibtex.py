"""Citations in; the bytes of a BibLaTeX file out, in UTF-8, which BibTeX reads as far as it knows the fields."""

import re
from collections.abc import Iterable, Iterator

from threadbrief.model.brief import Citation, Name
from threadbrief.references.bibtex_tables import (
    BOOKISH,
    DATES,
    EDITOR_TYPES,
    GENRES,
    LANGUAGES,
    NAMES,
    SERIAL,
    SUBTYPE_WRITTEN,
    TEXTS,
    VERBATIM,
    WRITTEN,
)
from threadbrief.references.write_common import Written, edtf, ours_in, with_commands

_FIELDS = {variable: name for name, variable in reversed(TEXTS.items())} | {"title": "title"}
_NAME_FIELDS = {variable: name for name, variable in reversed(NAMES.items())}
_EDITORS = {
    variable: role
    for role, variable in reversed(EDITOR_TYPES.items())
    if variable not in _NAME_FIELDS
}
_DATE_FIELDS = {variable: name for name, variable in DATES.items()}
_GENRES = {genre: word for word, genre in reversed(GENRES.items())}
_BABEL = {tag: name for name, tag in reversed(LANGUAGES.items())} | {"de": "german", "en-US": "american",
                                                                     "en-GB": "british"}  # fmt: skip
_WEB = frozenset(["webpage", "post", "post-weblog"])
_BODIES = frozenset(["thesis", "report"])
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


def write_bibtex(citations: Iterable[Citation]) -> Written:
    """Return the file; what BibLaTeX has no field for is noted."""
    written = Written()
    for citation in citations:
        written.lines.append(f"@{WRITTEN.get(citation.type, 'misc')}{{{citation.id},")
        written.lines += (
            f"  {name} = {{{text}}}," for name, text in _fields(citation, written) if text
        )
        written.lines += ["}", ""]
    return written


def _fields(citation: Citation, written: Written) -> Iterator[tuple[str, str]]:
    kind = citation.type
    if kind in SUBTYPE_WRITTEN:
        yield "entrysubtype", SUBTYPE_WRITTEN[kind]
    yield from _people(citation, written)
    for variable, text in citation.variables.items():
        name = _field(citation, variable)
        if not name:
            written.leave_out([variable])
        elif variable in VERBATIM or variable == "archive_location":
            yield name, text
        elif variable == "genre":
            yield name, _GENRES.get(text, _latex(text))
        elif variable == "language":
            yield from (("langid", _BABEL[text]),) if text in _BABEL else (("language", text),)
        elif variable == "page":
            yield name, re.sub(r"\s*[-–]+\s*", "--", _latex(text))
        else:
            yield name, _latex(text)
    for variable, date in citation.dates.items():
        if variable in _DATE_FIELDS:
            yield _DATE_FIELDS[variable], edtf(date) if date.start else _latex(date.literal or "")
        else:
            written.leave_out([variable])
    written.leave_out(ours_in(citation))


def _field(citation: Citation, variable: str) -> str:  # noqa: C901, PLR0911 - one line a variable
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
            return "eprinttype" if "archive_location" in citation.variables else ""
        case "archive_location":
            return "eprint"
        case "issue":
            return "number" if kind in SERIAL else "issue"
        case "number":
            return "" if kind in SERIAL else "number"
        case "collection-number":
            return "number" if kind in BOOKISH and "number" not in citation.variables else ""
        case "container-title":
            return (
                "organization"
                if kind in _WEB
                else "journaltitle"
                if kind in SERIAL
                else "booktitle"
            )
        case "publisher":
            return "institution" if kind in _BODIES else "publisher"
        case _:
            return _FIELDS.get(variable, "")


def _people(citation: Citation, written: Written) -> Iterator[tuple[str, str]]:
    free = iter("abc")
    for variable, names in citation.names.items():
        people = " and ".join(map(_name, names))
        if variable in _NAME_FIELDS:
            yield _NAME_FIELDS[variable], people
            continue
        letter = next(free, "") if variable in _EDITORS else ""
        if letter:
            yield f"editor{letter}", people
            yield f"editor{letter}type", _EDITORS[variable]
        else:
            written.leave_out([variable])


def _name(name: Name) -> str:
    """Return a name: `von Family, Suffix, Given`; one that is not taken apart in braces."""
    if name.literal == _OTHERS:
        return _OTHERS
    if name.literal or not name.given:
        whole = name.literal or " ".join(
            filter(None, (name.non_dropping_particle, name.family, name.suffix))
        )
        return f"{{{_latex(whole)}}}"
    family = " ".join(filter(None, (name.non_dropping_particle, _kept(name.family or ""))))
    given = " ".join(filter(None, (name.given, name.dropping_particle)))
    return ", ".join(filter(None, (family, name.suffix and _part(name.suffix), _part(given))))


def _kept(family: str) -> str:
    """Return a family name in braces where BibTeX would take a part of it for a particle or a list."""
    words = family.split()
    safe = (
        words
        and all(not word[0].islower() for word in words)
        and not re.search(r"[,{}]|\band\b", family)
    )
    return _latex(family) if safe else f"{{{_latex(family)}}}"


def _part(text: str) -> str:
    return f"{{{_latex(text)}}}" if re.search(r",|\band\b", text) else _latex(text)


def _latex(text: str) -> str:
    return with_commands(text, _command, _escaped)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: _ESCAPES.get(match[0], f"\\{match[0]}"), text)


def _command(tag: str, attribute: str) -> str:
    if tag == "span":
        return r"\textsc{" if "small-caps" in attribute else "{"
    return _COMMANDS[tag]
