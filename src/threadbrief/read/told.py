"""The problems of a file as they are found: so many and no more."""

from collections.abc import Iterable

from threadbrief.errors import BriefError, Problem, Severity, in_file_order
from threadbrief.read import problems
from threadbrief.values import Ledger, field

MAX_PROBLEMS = 1000
"""Nobody reads more, and a hostile file could have millions."""


class Told(Ledger):
    """The problems found so far."""

    source: str
    """The text of the file."""
    found: list[Problem] = field(default_factory=list)
    errors: int = 0
    passed_over: frozenset[int] = frozenset()
    """Lines that are known to be at fault: what else they hold is not what was meant."""
    cut: bool = False
    """Some warnings were left out."""

    def append(self, problem: Problem) -> None:
        """Add a problem. Raises BriefError with all of them when it is one error too many."""
        if problem.where and problem.where.line in self.passed_over:
            return
        if problem.severity is Severity.ERROR:
            self.errors += 1
        elif len(self.found) - self.errors >= MAX_PROBLEMS:
            self.cut = True
            return
        self.found.append(problem)
        if self.errors >= MAX_PROBLEMS:
            raise BriefError(self.in_order(), source=self.source)

    def keep(self, faults: list[Problem]) -> None:
        """Add errors for which their lines were passed over."""
        self.found += faults
        self.errors += len(faults)

    def extend(self, found: Iterable[Problem]) -> None:
        """Add problems."""
        for problem in found:
            self.append(problem)

    def in_order(self) -> tuple[Problem, ...]:
        """Return the problems in the order of the file; the last says when there are more."""
        told = in_file_order(self.found)
        if self.errors >= MAX_PROBLEMS or self.cut:
            return (*told, problems.more_problems(MAX_PROBLEMS, errors=self.errors >= MAX_PROBLEMS))
        return told
