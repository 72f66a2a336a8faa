"""Problems: what is wrong with a memo, where, and what to do; and the exception with them."""

import re
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from errno import ENOMEM

from threadbrief.core.structs import Frozen, replace


class Location(Frozen, order=True):
    """A place in a file that a person wrote."""

    file: str
    """As the caller named it, never made absolute: the same input gives the same messages."""
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
    """One fault, described for the writer of the memo."""

    code: str
    """Stable and documented: TB and three digits (core/problem_codes.py, docs/problems.md)."""
    severity: Severity
    message: str
    """The thing and its fault, in one clause without a full stop."""
    where: Location | None = None
    """None when it belongs to no line, as a folder that cannot be written."""
    hint: str | None = None
    """What to do next; None when that follows from the message."""
    character: str = ""
    """The character or emoji that has the fault, at `where` or later in the same text; empty
    without one (see `locate_characters`)."""
    path: str | None = None
    """The value at fault, `posts[2].url`, where a memo came as values of Python and not as a file;
    `where` is then its place in the YAML made of them. None: it came as a file."""

    def __str__(self) -> str:
        place = self.path or self.where
        return f"{f'{place}: ' if place else ''}{self.severity.value} {self.code}: {self.message}"


def error(
    code: str, message: str, where: Location | None = None, hint: str | None = None
) -> Problem:
    """Return a problem that stops a build."""
    return Problem(code, Severity.ERROR, message, where=where, hint=hint)


def warning(
    code: str, message: str, where: Location | None = None, hint: str | None = None
) -> Problem:
    """Return a problem that does not stop a build."""
    return Problem(code, Severity.WARNING, message, where=where, hint=hint)


class BriefError(Exception):
    """A memo cannot be read or built.

    `problems` are all that were found, at least one, in the order of the file. `source` is the text
    of the memo, so that a caller can show the lines; None where it could not be decoded.
    """

    def __init__(self, problems: Iterable[Problem], source: str | None = None) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.source = source
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type["BriefError"], tuple[tuple[Problem, ...], str | None]]:
        """Let it be sent to another process: by its arguments, not by its text."""
        return type(self), (self.problems, self.source)


def make_brief_error(
    code: str, message: str, where: Location | None = None, hint: str | None = None
) -> BriefError:
    """Return the exception for one error."""
    return BriefError([error(code, message, where=where, hint=hint)])


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether any of the problems is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems by place, those without one last, and each once."""
    return tuple(sorted(dict.fromkeys(problems), key=_make_sort_key))


def _make_sort_key(problem: Problem) -> tuple[bool, Location, str]:
    place = problem.where or Location("", 0, 0)
    return problem.where is None, place, problem.code


def drop_suppressed(problems: Iterable[Problem], suppressed: frozenset[str]) -> tuple[Problem, ...]:
    """Return the problems without the warnings of suppressed codes; errors always remain."""
    return tuple(
        problem
        for problem in problems
        if problem.severity is Severity.ERROR or problem.code not in suppressed
    )


def find_nearest(word: str, candidates: Sequence[str]) -> str | None:
    """Return the candidate that a misspelled word most likely means, None when none is near.

    Nearness is the ratio of difflib, letter case ignored, with its default cut-off of 0.6.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - 8 ms that only a mistake should cost

    folded = {name.casefold(): name for name in reversed(candidates)}
    match = get_close_matches(word.casefold(), list(folded), n=1)
    return folded[match[0]] if match else None


# --- problems of characters: the stages after the reader know the paragraph, not the column ---

_LINE_END = re.compile(r"\r\n?|\n")


def locate_characters(
    problems: Iterable[Problem], name: str, read_text: Callable[[], str]
) -> tuple[Problem, ...]:
    """Return the problems, those of a character at its line and column in the file of that name.

    That is its first place after the beginning of the paragraph. Where the file has an escape in
    place of the character, the problem keeps its location. `read_text` returns the text of the
    file; it is called only when there is a character to locate.
    """
    problems = tuple(problems)
    if not any(_needs_location(problem, name) for problem in problems):
        return problems
    lines = _LINE_END.split(read_text())
    located = []
    for problem in problems:
        place = None
        if _needs_location(problem, name):
            place = _find_character(problem, lines)
        located.append(replace(problem, where=place) if place else problem)
    return tuple(located)


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


class LimitReachedError(BaseException):
    """The time of the run is over. No Exception, so that no stage takes it for its own fault."""


def is_out_of_memory(fault: Exception) -> bool:
    """Return whether an exception says that no memory is left, of Python or for a library."""
    if isinstance(fault, OSError):
        return fault.errno == ENOMEM
    words = ("cannot allocate memory", "failed to map segment", "cannot apply additional memory")
    is_library = isinstance(fault, ImportError) and any(word in str(fault) for word in words)
    return isinstance(fault, MemoryError) or is_library
