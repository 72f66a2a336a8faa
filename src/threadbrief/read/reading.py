"""One file being read: what is wrong so far, what is defined in it, and what refers to what."""

from dataclasses import dataclass, field

from threadbrief.errors import Problem, Where
from threadbrief.model.brief import Ref
from threadbrief.model.marks import MarkedText
from threadbrief.read import problems
from threadbrief.read.fields import Reference, Space
from threadbrief.read.text import FileText

MAX_POSTS = 100_000
MAX_TEXT = 1024 * 1024

_WHOLE_FILE = frozenset({"memo", "thread"})
"""Words that stand for the memo and the thread where an id is asked for, and so cannot be ids."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A key that must be defined somewhere in the file."""

    ref: Ref
    kind: Reference
    label: str
    """What refers to it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with inline marks, for the checks that need the whole file."""

    text: MarkedText
    label: str


@dataclass(slots=True)
class Reading:
    """One file being read: what is wrong so far, what is defined, and what is referred to."""

    file: FileText
    problems: list[Problem] = field(default_factory=list)
    defined: dict[Space, dict[str, Where]] = field(default_factory=lambda: {space: {} for space in Space})
    mentions: list[Mention] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    last_number: int = 0
    """Of the post before."""

    def define(self, space: Space, key: str, where: Where) -> None:
        """Note that a key is defined. Posts and citations share one set of ids."""
        shared = (Space.POSTS, Space.CITATIONS) if space in {Space.POSTS, Space.CITATIONS} else (space,)
        for other in shared:
            if key in self.defined[other]:
                self.problems.append(problems.id_twice(where, key, self.defined[other][key]))
                return
        if len(shared) == 2 and key in _WHOLE_FILE:
            self.problems.append(problems.id_twice(where, key, None))
        self.defined[space][key] = where
