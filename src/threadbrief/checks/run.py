"""All checks of a brief, one after the other."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from threadbrief.checks.likelihood import likelihood_remarks
from threadbrief.checks.memo import front_remarks, judgement_remarks
from threadbrief.checks.sources import source_remarks
from threadbrief.checks.thread import thread_remarks
from threadbrief.checks.usage import Usage
from threadbrief.core.problems import Problem, in_file_order, warning
from threadbrief.model.brief import Brief

AT_MOST = 20
"""Warnings of one code; the last of more says how many there are."""
Captured = Callable[[str], bytes | None]
"""Gives the bytes of a captured file by its name, or None when it is not beside the memo."""


def _nothing(name: str) -> bytes | None:  # noqa: ARG001 - for a memo that has no folder
    return None


def remarks(
    brief: Brief, captured: Captured = _nothing, wanted: Collection[str] = ()
) -> tuple[Problem, ...]:
    """Return the warnings about a brief, in the order of its file; those that its writer has silenced are left out.

    `wanted` are the parts that the template wants a memo to have, by their names in an outline.
    """
    usage = Usage.of(brief)
    found = (
        *front_remarks(brief.memo, wanted),
        *source_remarks(brief, usage),
        *judgement_remarks(brief),
        *likelihood_remarks(brief.memo),
        *thread_remarks(brief, captured),
    )
    return _bounded(
        in_file_order(problem for problem in found if problem.code not in brief.silenced)
    )


def _bounded(found: Iterable[Problem]) -> tuple[Problem, ...]:
    by_code: dict[str, list[Problem]] = defaultdict(list)
    for problem in found:
        by_code[problem.code].append(problem)
    return in_file_order(problem for alike in by_code.values() for problem in _first(alike))


def _first(alike: list[Problem]) -> list[Problem]:
    if len(alike) <= AT_MOST:
        return alike
    rest = len(alike) - AT_MOST + 1
    last = alike[AT_MOST - 1]
    hint = f"the code {last.code} under `checks` switches them off"
    return [
        *alike[: AT_MOST - 1],
        warning(last.code, f"{last.message}; and {rest - 1:,} more like this", last.where, hint),
    ]
