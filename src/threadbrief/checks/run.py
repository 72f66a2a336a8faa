"""All checks of a brief, one after the other."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from threadbrief.checks.likelihood import check_likelihood
from threadbrief.checks.memo import check_front_matter, check_judgements, check_language
from threadbrief.checks.sources import check_sources
from threadbrief.checks.thread import check_thread
from threadbrief.checks.usage import Usage
from threadbrief.core.problems import Problem, drop_suppressed, sort_problems, warning
from threadbrief.model.brief import Brief

MAX_OF_ONE_CODE = 20
"""Warnings of one code; the last of more says how many there are."""
Captured = Callable[[str], bytes | None]
"""Gives the bytes of a captured file by its name, or None when it is not beside the memo."""


def _no_capture(name: str) -> bytes | None:  # noqa: ARG001 - for a memo that has no folder
    return None


def run_checks(
    brief: Brief,
    captured: Captured = _no_capture,
    wanted: Collection[str] = (),
    languages: Collection[str] = (),
) -> tuple[Problem, ...]:
    """Return the warnings about a brief in the order of its file, without suppressed ones.

    `wanted` are the parts that the template wants a memo to have, by their names in an outline;
    `languages` those that it has words in, empty where that is not asked.
    """
    usage = Usage.of(brief)
    found = (
        *check_front_matter(brief.memo, wanted),
        *check_language(brief.memo, languages),
        *check_sources(brief, usage),
        *check_judgements(brief),
        *check_likelihood(brief.memo),
        *check_thread(brief, captured),
    )
    return _limit_repeats(sort_problems(drop_suppressed(found, brief.suppressed)))


def _limit_repeats(found: Iterable[Problem]) -> tuple[Problem, ...]:
    by_code: dict[str, list[Problem]] = defaultdict(list)
    for problem in found:
        by_code[problem.code].append(problem)
    return sort_problems(problem for alike in by_code.values() for problem in _keep_first(alike))


def _keep_first(alike: list[Problem]) -> list[Problem]:
    if len(alike) <= MAX_OF_ONE_CODE:
        return alike
    rest = len(alike) - MAX_OF_ONE_CODE + 1
    last = alike[MAX_OF_ONE_CODE - 1]
    hint = f"the code {last.code} under `checks` switches them off"
    return [
        *alike[: MAX_OF_ONE_CODE - 1],
        warning(last.code, f"{last.message}; and {rest - 1:,} more like this", last.where, hint),
    ]
