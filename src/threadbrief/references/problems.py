"""Every problem that a reference file can have: its code, what it says, and what it advises (docs/problems.md)."""

from collections.abc import Mapping, Sequence

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Location, Problem, Severity, error, warning
from threadbrief.core.structs import replace
from threadbrief.read.problems import listed, quoted

_MAX_NAMED = 12


def make_unknown_format(where: Location, name: str, known: Sequence[str]) -> Problem:
    """Say which files are read."""
    hint = f"export it as one of these: {listed(known)}"
    return error(
        codes.UNKNOWN_REFERENCE_FORMAT,
        f"{quoted(name)} is no kind of reference file that is read",
        where,
        hint,
    )


def make_not_installed(where: Location, name: str) -> Problem:
    """Say what has to be installed."""
    hint = 'pip install "threadbrief[references]", or export the references as CSL-JSON'
    return error(
        codes.BIBTEX_NOT_INSTALLED,
        f"{quoted(name)} is BibTeX, and bibtexparser, which reads it, is not installed",
        where,
        hint,
    )


def make_invalid_json(where: Location, fault: str) -> Problem:
    """Say where the JSON breaks."""
    return error(
        codes.UNREADABLE_REFERENCES, f"this is not JSON: {fault}", where, "export the file again"
    )


def make_no_references(where: Location, kind: str) -> Problem:
    """Say that a file holds something else."""
    return error(
        codes.UNREADABLE_REFERENCES,
        f"the file holds no references in {kind}",
        where,
        "export the references again",
    )


def make_too_large(where: Location, what: str, limit: int) -> Problem:
    """Say how much a file may hold."""
    hint = "export the references of this memo only"
    return error(
        codes.REFERENCE_FILE_TOO_LARGE,
        f"a reference file may hold at most {limit:,} {what}",
        where,
        hint,
    )


def make_value_left_out(fault: Problem) -> Problem:
    """Return what is wrong with a value as a warning that goes without it."""
    message = f"{fault.message}; it is left out"
    return replace(
        fault, code=codes.REFERENCE_VALUE_LEFT_OUT, severity=Severity.WARNING, message=message
    )


def make_unparsed_date(where: Location, label: str, found: str, fault: str) -> Problem:
    """Warn that a date is printed as it is written."""
    message = f"{label} {quoted(found)} {fault}; it is printed as written"
    return warning(
        codes.REFERENCE_VALUE_LEFT_OUT, message, where, "for example 2020, 2020-06, 2020-06-21"
    )


def make_unknown_fields(fields: Mapping[str, Location]) -> Problem:
    """Name the fields of a file that have no place in CSL."""
    names = [quoted(name) for name in list(fields)[:_MAX_NAMED]]
    more = f" and {len(fields) - _MAX_NAMED} more" if len(fields) > _MAX_NAMED else ""
    message = f"left out, since CSL has no place for them: {listed(names)}{more}"
    return warning(codes.REFERENCE_FIELD_LEFT_OUT, message, next(iter(fields.values())))


def make_changed_ids(renamed: Mapping[str, str], where: Location) -> Problem:
    """Say how a source is cited whose id is no key."""
    written, key = next(iter(renamed.items()))
    message = f"the id {quoted(written)} cannot be a key"
    if len(renamed) > 1:
        message = f"{len(renamed):,} ids cannot be keys; the first is {quoted(written)}"
    return warning(codes.REFERENCE_ID_CHANGED, message, where, f"cite it as [@{key}]")


def make_missing_ids(count: int, where: Location, key: str) -> Problem:
    """Say how a record is cited that has no id."""
    message = f"{count:,} records have no id" if count > 1 else "a record has no id"
    return warning(
        codes.REFERENCE_ID_CHANGED,
        f"{message}; keys are made of author and year",
        where,
        f"cite the first as [@{key}]",
    )


def make_entry_left_out(where: Location, what: str, why: str) -> Problem:
    """Warn that an entry cannot be used."""
    return warning(codes.REFERENCE_ENTRY_LEFT_OUT, f"{what} {why}; it is left out", where)


def make_unknown_latex(where: Location, label: str, macros: Sequence[str]) -> Problem:
    """Warn of LaTeX without a plain text."""
    return warning(
        codes.LATEX_LEFT_OUT,
        f"{label} has LaTeX without a plain text: {listed(macros)}",
        where,
        "write it in plain text",
    )


def make_duplicate_key(where: Location, key: str, first: Location) -> Problem:
    """Say that nobody can tell which of two sources is cited."""
    message = f"the key {quoted(key)} stands in {first.file}:{first.line} and in {where.file}:{where.line}"
    return error(
        codes.AMBIGUOUS_REFERENCE_KEY,
        message,
        where,
        "keep one of the two sources, or give one another key",
    )


def make_undefined_string(where: Location, label: str, name: str) -> Problem:
    """Warn of a @string that is not there."""
    return warning(
        codes.REFERENCE_VALUE_LEFT_OUT,
        f"{label} names the @string {quoted(name)}, which is not defined; it is left out",
        where,
    )
