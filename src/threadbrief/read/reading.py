"""One file being read: what is wrong so far, what is defined in it, and what refers to what."""

from threadbrief.errors import Where
from threadbrief.model.brief import Ref
from threadbrief.model.marks import MarkedText
from threadbrief.read import problems
from threadbrief.read.fields import Reference, Space
from threadbrief.read.places import ScalarPlace
from threadbrief.read.text import FileText
from threadbrief.read.told import Told
from threadbrief.values import Ledger, Value, field

MAX_POSTS = 100_000
MAX_TEXT = 1024 * 1024

WHOLE_FILE = frozenset({"memo", "thread"})
"""Words that stand for the memo and the thread where an id is asked for, and so cannot be ids."""


class Mention(Value):
    """A key that must be defined somewhere in the file."""

    ref: Ref
    kind: Reference
    label: str
    """What refers to it."""


class Passage(Value):
    """A text with inline marks, for the checks that need the whole file."""

    text: MarkedText
    label: str
    at: ScalarPlace


class Reading(Ledger):
    """One file being read: what is wrong so far, what is defined, and what is referred to."""

    file: FileText
    problems: Told
    defined: dict[Space, dict[str, Where]] = field(default_factory=lambda: {space: {} for space in Space})
    mentions: list[Mention] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    last_number: int = 0
    """Of the post before."""
    comparisons: int = 100_000
    """How many more ids may be looked at to find the one that was meant."""

    def offered(self, *spaces: Space) -> list[str]:
        """Return the ids to look for the one that was meant in; none when enough have been looked at."""
        count = sum(len(self.defined[space]) for space in spaces)
        if count > self.comparisons:
            return []
        self.comparisons -= count
        return [key for space in spaces for key in self.defined[space]]

    def define(self, space: Space, key: str, where: Where) -> None:
        """Note that a key is defined. Posts and citations share one set of ids."""
        shared = (Space.POSTS, Space.CITATIONS) if space in (Space.POSTS, Space.CITATIONS) else (space,)
        for other in shared:
            if key in self.defined[other]:
                self.problems.append(problems.id_twice(where, key, self.defined[other][key]))
                return
        if len(shared) == 2 and key in WHOLE_FILE:
            self.problems.append(problems.id_twice(where, key, None))
        self.defined[space][key] = where
