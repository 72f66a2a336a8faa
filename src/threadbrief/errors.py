"""Everything that can go wrong: problems with a place, and the exceptions that carry them."""

from collections.abc import Iterable, Sequence
from enum import Enum

from threadbrief.values import Value


class Where(Value, order=True):
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


class Problem(Value):
    """One thing that is wrong, said to the person who can put it right."""

    code: str
    """Stable and documented: TB and three digits (docs/problems.md)."""
    severity: Severity
    message: str
    """Names the thing and the fault, in one clause without a final full stop."""
    where: Where | None = None
    """Where it is; None when it belongs to no line (a folder that cannot be written)."""
    hint: str | None = None
    """What to do next; None when the message says it all."""
    character: str = ""
    """The character, or the emoji, that it is about, at `where` or further on in the same text; empty: none."""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.severity.value} {self.code}: {self.message}"


def error(code: str, message: str, where: Where | None = None, hint: str | None = None) -> Problem:
    """Return a problem that stops a build."""
    return Problem(code, Severity.ERROR, message, where, hint)


def warning(code: str, message: str, where: Where | None = None, hint: str | None = None) -> Problem:
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


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether any of the problems stops a build."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def in_file_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems by place, those without one last; equal ones once."""
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda p: (p.where is None, p.where or Where("", 0, 0), p.code)))


def nearest(word: str, known: Sequence[str]) -> str | None:
    """Return the known word that a person most likely meant, or None when none is near.

    Nearness is the ratio of difflib at its customary cut-off of 0.6, letter case aside.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - 8 ms that only a mistake should cost

    folded = {name.casefold(): name for name in reversed(known)}
    match = get_close_matches(word.casefold(), list(folded), n=1)
    return folded[match[0]] if match else None
