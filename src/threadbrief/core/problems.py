"""Everything that can go wrong: problems with a place, and the exceptions that carry them."""

import re
from collections.abc import Callable, Iterable, Sequence
from enum import Enum

from threadbrief.core.structs import Frozen, replace


class Location(Frozen, order=True):
    """A place in a file that a person wrote."""

    file: str
    """As the caller named it; never made absolute, so that the same input gives the same text."""
    line: int
    """Counted from 1."""
    column: int
    """Counted from 1, in characters."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Severity(Enum):
    """An error stops a build; a warning does not, unless the caller is strict."""

    ERROR = "error"
    WARNING = "warning"


class Problem(Frozen):
    """One thing that is wrong, said to the person who can put it right."""

    code: str
    """Stable and documented: TB and three digits (docs/problems.md)."""
    severity: Severity
    message: str
    """Names the thing and the fault, in one clause without a final full stop."""
    where: Location | None = None
    """Where it is; None when it belongs to no line (a folder that cannot be written)."""
    hint: str | None = None
    """What to do next; None when the message says it all."""
    character: str = ""
    """The character, or the emoji, that it is about, at `where` or further on in the same text; empty: none."""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.severity.value} {self.code}: {self.message}"


def error(
    code: str, message: str, where: Location | None = None, hint: str | None = None
) -> Problem:
    """Return a problem that stops a build."""
    return Problem(code, Severity.ERROR, message, where, hint)


def warning(
    code: str, message: str, where: Location | None = None, hint: str | None = None
) -> Problem:
    """Return a problem that a build survives."""
    return Problem(code, Severity.WARNING, message, where, hint)


class BriefError(Exception):
    """A memo that cannot be read or built, with every problem found.

    `problems` is never empty and is in the order of the file. `source` is the text of the memo where it could
    be decoded, so that a caller can show the lines; None otherwise.
    """

    def __init__(self, problems: Iterable[Problem], source: str | None = None) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.source = source
        super().__init__("\n".join(str(problem) for problem in self.problems))


def make_brief_error(
    code: str, message: str, where: Location | None = None, hint: str | None = None
) -> BriefError:
    """Return the exception for one problem that stops a build."""
    return BriefError([error(code, message, where, hint)])


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether any of the problems stops a build."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems by place, those without one last; equal ones once."""
    unique = dict.fromkeys(problems)
    return tuple(
        sorted(unique, key=lambda p: (p.where is None, p.where or Location("", 0, 0), p.code))
    )


def find_nearest(word: str, known: Sequence[str]) -> str | None:
    """Return the known word that a person most likely meant, or None when none is near.

    Nearness is the ratio of difflib at its customary cut-off of 0.6, letter case aside.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - 8 ms that only a mistake should cost

    folded = {name.casefold(): name for name in reversed(known)}
    match = get_close_matches(word.casefold(), list(folded), n=1)
    return folded[match[0]] if match else None


_LINE_END = re.compile(r"\r\n?|\n")


def locate_characters(
    problems: Iterable[Problem], name: str, text: Callable[[], str]
) -> tuple[Problem, ...]:
    """Return the problems; those about a character of the file of that name at its first place from where they were.

    A problem whose character is not found there, since an escape stands for it, stays where it is. `text` is asked for
    the characters of the file only when there is something to find.
    """
    problems = tuple(problems)
    if not any(_needs_location(problem, name) for problem in problems):
        return problems
    lines = _LINE_END.split(text())
    return tuple(
        replace(problem, where=_find_character(problem, lines) or problem.where)
        if _needs_location(problem, name)
        else problem
        for problem in problems
    )


def _needs_location(problem: Problem, name: str) -> bool:
    return bool(problem.character) and problem.where is not None and problem.where.file == name


def _find_character(problem: Problem, lines: list[str]) -> Location | None:
    if problem.where is None:
        return None
    start = problem.where.column - 1
    for number, line in enumerate(lines[problem.where.line - 1 :], problem.where.line):
        column = line.find(problem.character, start)
        if column >= 0:
            return Location(problem.where.file, number, column + 1)
        start = 0
    return None


def drop_suppressed(problems: Iterable[Problem], suppressed: frozenset[str]) -> tuple[Problem, ...]:
    """Return the problems but for the warnings of some codes; an error is never silent."""
    return tuple(p for p in problems if p.severity is Severity.ERROR or p.code not in suppressed)
