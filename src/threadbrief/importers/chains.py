"""Posts and whom each answers in; the threads that one author wrote, each in the order of reading, out.

*The order of a thread*: from its first post along the longest line of answers; the other lines follow after its end,
by rank. No post is lost or stands twice, whatever the answers say; a circle of answers is cut at one of its posts.
"""

from collections.abc import Callable, Container, Hashable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from threadbrief.importers.captured import Doubt, DoubtKind
from threadbrief.values import Value

Key = TypeVar("Key", bound=Hashable)


class Ordered(Value, Generic[Key]):
    """The posts of one thread, in the order of reading."""

    keys: tuple[Key, ...]
    missing: Key | None
    """A post of the same author that others answer, and that is not there; the first post, as a rule."""
    branches: tuple[tuple[Key, ...], ...]
    """Posts that several of the author's answer: the post, or the missing one, then its answers in their order."""


class Links(Generic[Key]):
    """Which post of the same author each post answers; posts that are not in it begin a thread."""

    def __init__(self, answers: Mapping[Key, Key]) -> None:
        self._parents = _without_circles(answers)
        self._children: dict[Key, list[Key]] = {}
        for child, parent in self._parents.items():
            self._children.setdefault(parent, []).append(child)

    def parent_of(self, key: Key) -> Key | None:
        """Return the post that a post answers."""
        return self._parents.get(key)

    def answers_to(self, key: Key) -> Sequence[Key]:
        """Return the answers to a post."""
        return self._children.get(key, ())

    def answered(self) -> Iterable[Key]:
        """Return the posts that others answer, each once."""
        return self._children


class Chains(Generic[Key]):
    """The threads that posts make up; `rank` gives what the answers to one post are put in order by."""

    def __init__(
        self, answers: Mapping[Key, Key] | Links[Key], present: Container[Key], rank: Callable[[Key], Any]
    ) -> None:
        self._present = present
        self._rank = rank
        self._links = answers if isinstance(answers, Links) else Links(answers)

    def roots(self) -> Iterable[Key]:
        """Return the first post of each thread of two posts or more; a missing one stands for its answers."""
        return (key for key in self._links.answered() if self._links.parent_of(key) is None)

    def root_of(self, key: Key) -> Key:
        """Return the first post of the thread that a post is in."""
        while (parent := self._links.parent_of(key)) is not None:
            key = parent
        return key

    def size(self, root: Key) -> int:
        """Return how many posts there are in a thread."""
        return sum(key in self._present for key in self._downward(root))

    def ordered(self, root: Key) -> Ordered[Key]:
        """Return the posts of a thread."""
        depths = self._depths(root)
        waiting = [root]
        keys: list[Key] = []
        branches: list[tuple[Key, ...]] = []
        while waiting:
            key = waiting.pop()
            keys.append(key)
            answers = sorted(self._links.answers_to(key), key=self._rank)
            if len(answers) > 1:
                longest = max(answers, key=lambda answer: depths[answer])
                answers = [longest, *(answer for answer in answers if answer != longest)]
                branches.append((key, *answers))
            waiting += reversed(answers)
        present = tuple(key for key in keys if key in self._present)
        missing = next((key for key in keys if key not in self._present), None)
        return Ordered(present, missing, tuple(branches))

    def _downward(self, root: Key) -> list[Key]:
        """Return the posts of a thread, each after the one that it answers."""
        found = [root]
        for key in found:
            found += self._links.answers_to(key)
        return found

    def _depths(self, root: Key) -> dict[Key, int]:
        depths: dict[Key, int] = {}
        for key in reversed(self._downward(root)):
            depths[key] = 1 + max((depths[answer] for answer in self._links.answers_to(key)), default=0)
        return depths


def branch_doubts(ordered: Ordered[Key]) -> list[Doubt]:
    """Return what a person must settle where an author answered one post more than once."""
    places = {key: index for index, key in enumerate(ordered.keys)}
    doubts = []
    for key, first, *others in ordered.branches:
        after = f"post {places[key] + 1}" if key in places else "the post that is missing"
        begin = " and ".join(f"post {places[other] + 1}" for other in others)
        detail = (
            f"the author answered {after} more than once: the longest line goes on with post {places[first] + 1}; "
            f"{begin} stands beside it; take out what does not belong"
        )
        doubts.append(Doubt(DoubtKind.THREAD_BRANCH, detail, places.get(key, 0)))
    return doubts


def _without_circles(answers: Mapping[Key, Key]) -> dict[Key, Key]:
    """Return the answers without those that close a circle."""
    settled: set[Key] = set()
    cut: set[Key] = set()
    for start in answers:
        path: list[Key] = []
        walked: set[Key] = set()
        key = start
        while key in answers and key not in settled:
            if key in walked:
                cut.add(key)
                break
            path.append(key)
            walked.add(key)
            key = answers[key]
        settled |= walked
    return {child: parent for child, parent in answers.items() if child not in cut}
