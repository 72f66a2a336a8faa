"""Which warnings a memo can switch off, and what is left when it does."""

from collections.abc import Iterable

from threadbrief.errors import Problem, Severity

_READING = (105, 127, 128, 191, 228, 245)
_REFERENCES = tuple(range(256, 261))
_COMPOSING = (305, 307, 308)
_CHECKS = (*range(310, 319), *range(320, 324), *range(330, 335), 340, 341, 350)
_STYLES = (506, 507)
_WRITING = (601, 602, 603, 604, 613, 614, 615, 617, *range(711, 718), *range(721, 726))
SILENCEABLE = tuple(f"TB{number}" for number in (*_READING, *_REFERENCES, *_COMPOSING, *_CHECKS, *_STYLES, *_WRITING))
"""Every warning of docs/problems.md."""


def without(problems: Iterable[Problem], silenced: frozenset[str]) -> tuple[Problem, ...]:
    """Return the problems but for the warnings of some codes; an error is never silent."""
    return tuple(p for p in problems if p.severity is Severity.ERROR or p.code not in silenced)
