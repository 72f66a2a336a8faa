"""The events of YAML as values: what a reader is given, in which order, and where."""

from collections.abc import Sequence

import pytest
import yaml

from threadbrief.core.problems import Location
from threadbrief.core.yaml_events import EventReader


class Reader(EventReader[object]):
    """Makes plain values, and keeps every fault with its line and column."""

    max_depth = 3

    def __init__(self) -> None:
        super().__init__("memo.yaml")
        self.faults: list[tuple[str, int | None, int | None]] = []
        self.begins: list[tuple[int | None, int | None]] = []
        """Of each collection, in the order of their ends."""

    def add_scalar(self, event: yaml.ScalarEvent) -> None:
        self.nodes += 1
        if event.anchor is not None:
            self.define_anchor(event.anchor, event.value, 1)
        self.add(event.value)

    def make_sequence(self, items: Sequence[object], where: Location) -> object:
        self.begins.append((where.line, where.column))
        return list(items)

    def make_mapping(self, items: Sequence[object], where: Location) -> object:
        self.begins.append((where.line, where.column))
        return tuple(zip(items[::2], items[1::2], strict=True))

    def reject_depth(self, where: Location) -> None:
        raise OverflowError(f"{where.line}:{where.column}")

    def report_unknown_alias(self, name: str, event: yaml.AliasEvent) -> None:
        where = self.locate(event)
        self.faults.append((f"*{name}", where.line, where.column))
        self.add(None)

    def report_second_document(self, where: Location) -> None:
        self.faults.append(("---", where.line, where.column))


def read(text: str) -> Reader:
    reader = Reader()
    reader.read(text)
    return reader


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("", None),
        ("a", "a"),
        ("- a\n- [b, c]\n- {}\n", ["a", ["b", "c"], ()]),
        ("a: b\nc:\n  d: [e]\n", (("a", "b"), ("c", (("d", ["e"]),)))),
        ("a: &x [b]\nc: *x\n&y d: *y\n", (("a", ["b"]), ("c", ["b"]), ("d", "d"))),
    ],
)
def test_a_document_is_one_value(text: str, root: object) -> None:
    assert read(text).root == root


def test_faults_are_reported_at_their_places() -> None:
    reader = read("a: *x\nb: [c]\n---\nd\n")
    assert reader.faults == [("*x", 1, 4), ("---", 3, 1)]
    assert reader.root == (("a", None), ("b", ["c"]))
    assert reader.nodes == 3


def test_a_collection_has_the_place_of_its_first_character() -> None:
    assert read("- [a]\n- b: {c: d}\n").begins == [(1, 3), (2, 6), (2, 3), (1, 1)]


def test_collections_within_each_other_have_a_bound() -> None:
    assert read("[[[a]]]").root == [[["a"]]]
    with pytest.raises(OverflowError, match="1:4"):
        read("[[[[a]]]]")


def test_what_is_no_yaml_is_refused() -> None:
    with pytest.raises(yaml.YAMLError):
        read("[a")
