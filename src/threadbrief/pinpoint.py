"""Problems about a character in, and the same problems out, each at the very line and column of its character.

What is set is known by the paragraph it stands in; the text of the memo says where in that the character is.
"""

import re
from collections.abc import Callable, Iterable

from threadbrief.errors import Problem, Where
from threadbrief.values import replace

_LINE_END = re.compile(r"\r\n?|\n")


def pinpointed(problems: Iterable[Problem], name: str, text: Callable[[], str]) -> tuple[Problem, ...]:
    """Return the problems; those about a character of the file of that name at its first place from where they were.

    A problem whose character is not found there, since an escape stands for it, stays where it is. `text` is asked for
    the characters of the file only when there is something to find.
    """
    problems = tuple(problems)
    if not any(_sought(problem, name) for problem in problems):
        return problems
    lines = _LINE_END.split(text())
    return tuple(
        replace(problem, where=_found(problem, lines) or problem.where) if _sought(problem, name) else problem
        for problem in problems
    )


def _sought(problem: Problem, name: str) -> bool:
    return bool(problem.character) and problem.where is not None and problem.where.file == name


def _found(problem: Problem, lines: list[str]) -> Where | None:
    if problem.where is None:
        return None
    start = problem.where.column - 1
    for number, line in enumerate(lines[problem.where.line - 1 :], problem.where.line):
        column = line.find(problem.character, start)
        if column >= 0:
            return Where(problem.where.file, number, column + 1)
        start = 0
    return None
