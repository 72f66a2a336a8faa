"""Posts and whom each answers in; the threads that one author wrote, each in the order of reading, out.

*The order of a thread*: from its first post along the longest line of answers; the other lines follow after its end,
by rank. No post is lost or stands twice, whatever the answers say; a circle of answers is cut at one of its posts.
"""

import re
from collections.abc import Callable, Container, Hashable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Generic, TypeVar

from threadbrief.errors import BriefError, error
from threadbrief.importers.captured import Doubt, DoubtKind, Listed, Wanted
from threadbrief.importers.source import Source
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


SHOWN = 10
"""Choices that a message names."""
_STATUS = re.compile(r"/(?:status(?:es)?|post)/([^/?#]+)|/@[^/]+/(\d+)(?:[/?#]|$)")


def only(source: Source, threads: Iterable[Listed]) -> str:
    """Return the id of the only thread there is. Raises BriefError where there are none, or several."""
    choices = list(threads)
    if not choices:
        raise nothing(source)
    if len(choices) == 1:
        return choices[0].id
    shown = [choice_line(choice) for choice in islice(choices, SHOWN)]
    if len(choices) > SHOWN:
        shown.append(f"and {len(choices) - SHOWN:,} more, which --list shows")
    message = f'"{source.name}" holds {len(choices):,} threads'
    hint = f"take one with --select {choices[0].id}: {'; '.join(shown)}"
    raise BriefError([error("TB963", message, None, hint)])


def choice_line(choice: Listed) -> str:
    """Return a thread in one line: its id, day, length and first words."""
    day = choice.date.strftime("%Y-%m-%d") if choice.date else "no date"
    posts = "1 post" if choice.posts == 1 else f"{choice.posts} posts"
    return f"{choice.id}  {day}  {posts}  {choice.opening}"


def selected(wanted: Wanted) -> str | None:
    """Return what was selected, from an address where one was given for it."""
    if wanted.select is None:
        return None
    found = _STATUS.search(wanted.select)
    return (found[1] or found[2]) if found and "/" in wanted.select else wanted.select.strip()


def named(wanted: Wanted) -> str | None:
    """Return the id of the post at the address of the thread, where one was given."""
    found = _STATUS.search(wanted.url or "")
    return (found[1] or found[2]) if found else None


def nothing(source: Source) -> BriefError:
    """Return what is said of a file without posts."""
    return BriefError([error("TB962", f'"{source.name}" holds no post')])


def said_key(wanted: Wanted) -> tuple[str, str] | None:
    """Return what was said of the thread that is wanted, and the id in it; None where nothing was."""
    select = selected(wanted)
    if wanted.select is not None and select is not None:
        return wanted.select, select
    key = named(wanted)
    return None if wanted.url is None or key is None else (wanted.url, key)


def unknown(source: Source, select: str) -> BriefError:
    """Return what is said where there is no post of the id that is selected."""
    message = f'"{source.name}" holds no post "{select}"'
    return BriefError([error("TB964", message, None, "--list shows the threads in it")])


def only_private(source: Source, count: int) -> BriefError:
    """Return what is said where all posts that are wanted were not public."""
    posts = "1 post" if count == 1 else f"{count} posts"
    message = f'"{source.name}": what is wanted was not public ({posts}), and is left out'
    return BriefError([error("TB966", message, None, "say that posts which were not public are wanted, if they are")])
