"""Who answers whom in an archive of millions of posts: sorted arrays, at 32 bytes an answer."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence

from threadbrief.importers.chains import Links


class SortedLinks(Links[int]):
    """Which post each post answers, by id.

    Ids grow with time, so that a post has a greater one than what it answers. Only one that answers the later version
    of an edited post has not, and of those the ones that close a circle are left out.
    """

    def __init__(self, children: Sequence[int], parents: Sequence[int], last: Mapping[int, int]) -> None:
        self._child, self._parent = _by_child(children, parents, last)
        self._sort()
        back = [index for index, child in enumerate(self._child) if self._parent[index] >= child]
        circles = [index for index in back if self._leads_to(self._parent[index], self._child[index])]
        if circles:
            self._drop(lambda index: index in circles)

    def leave_out(self, absent: Iterable[int]) -> None:
        """Leave out the answers to posts that are absent."""
        gone = set(absent)
        self._drop(lambda index: self._parent[index] in gone)

    def parent_of(self, key: int) -> int | None:
        """Return the post that a post answers."""
        at = bisect_left(self._child, key)
        return self._parent[at] if at < len(self._child) and self._child[at] == key else None

    def answers_to(self, key: int) -> Sequence[int]:
        """Return the answers to a post, by id."""
        at = bisect_left(self._sorted_parent, key)
        return self._sorted_child[at : bisect_right(self._sorted_parent, key, at)]

    def answered(self) -> Iterable[int]:
        """Yield the posts that others answer, each once."""
        before = None
        for key in self._sorted_parent:
            if key != before:
                yield key
            before = key

    def _leads_to(self, start: int, end: int) -> bool:
        """Return whether a line of answers leads from one post up to another."""
        seen: set[int] = set()
        key: int | None = start
        while key is not None and key not in seen:
            if key == end:
                return True
            seen.add(key)
            key = self.parent_of(key)
        return False

    def _drop(self, unwanted: Callable[[int], bool]) -> None:
        kept = [index for index in range(len(self._child)) if not unwanted(index)]
        self._child = array("Q", (self._child[index] for index in kept))
        self._parent = array("Q", (self._parent[index] for index in kept))
        self._sort()

    def _sort(self) -> None:
        order = sorted(range(len(self._parent)), key=self._parent.__getitem__)
        self._sorted_parent = array("Q", (self._parent[index] for index in order))
        self._sorted_child = array("Q", (self._child[index] for index in order))


def _by_child(
    children: Sequence[int], parents: Sequence[int], last: Mapping[int, int]
) -> tuple["array[int]", "array[int]"]:
    """Return both sorted by the post that answers, each once; the last versions for those that were edited."""
    child, parent = array("Q"), array("Q")
    for index in sorted(range(len(children)), key=children.__getitem__):
        key = children[index]
        if key not in last and (not child or child[-1] != key):
            child.append(key)
            parent.append(last.get(parents[index], parents[index]))
    return child, parent
