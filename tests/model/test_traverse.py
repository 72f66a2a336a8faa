"""The walk over the trees: it meets every node, leaves what it does not replace, and gives the plain text."""

import os
import subprocess
import sys
from enum import Enum
from pathlib import Path
from typing import TypeVar, get_args, get_origin, get_type_hints

import pytest

from threadbrief.compose import compose_document
from threadbrief.compose.markup import PendingMark
from threadbrief.core.memo_folder import OpenFolder
from threadbrief.core.structs import Frozen, Node, fields
from threadbrief.model import document as doc
from threadbrief.model import marks
from threadbrief.model.traverse import (
    children,
    descendants,
    language_of,
    plain_marked_text,
    plain_text,
    transform,
    transform_line,
)
from threadbrief.read import read_brief
from threadbrief.templates.loading import load_template

ROOT = Path(__file__).parents[2]
EXAMPLES = ["low-water-2026", "russia-china-2020", "minimal"]
NODES = [
    kind
    for module in (doc, marks)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Node) and kind is not Node
]


@pytest.fixture(scope="module", params=EXAMPLES)
def example(request: pytest.FixtureRequest):
    file = ROOT / "examples" / f"{request.param}.yaml"
    brief, _ = read_brief(file.read_bytes(), file.name)
    return brief, compose_document(brief, load_template(), OpenFolder(file.parent)).document


def holds_nodes(hint: object) -> bool:
    """Return whether a value of a type can be, or hold, a node."""
    if isinstance(hint, TypeVar):
        return False
    if isinstance(get_origin(hint) or hint, type) and issubclass(get_origin(hint) or hint, Node):
        return True
    return any(map(holds_nodes, get_args(hint)))


def every_node(value: object) -> list[Node]:
    """Return the nodes in a value, found by its fields and not by what the nodes say of themselves."""
    if isinstance(value, tuple):
        return [node for item in value for node in every_node(item)]
    if not isinstance(value, Frozen) or isinstance(value, Enum):
        return []
    below = [node for field in fields(value) for node in every_node(getattr(value, field.name))]
    return [value, *below] if isinstance(value, Node) else below


@pytest.mark.parametrize(
    "kind", NODES, ids=lambda kind: f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}"
)
def test_a_node_names_all_fields_that_hold_nodes(kind: type[Node]) -> None:
    hints = {name: hint for name, hint in get_type_hints(kind).items() if name != "child_fields"}
    assert sorted(kind.child_fields) == sorted(
        name for name, hint in hints.items() if holds_nodes(hint)
    )


@pytest.mark.parametrize(
    "union", [doc.Inline, doc.Block, doc.NoteBlock, marks.Marked, marks.MarkedBlock]
)
def test_every_member_of_a_union_is_a_node(union: object) -> None:
    members = [
        get_origin(member) or member
        for member in get_args(union)
        if not isinstance(member, TypeVar)
    ]
    assert members
    assert set(members) <= set(NODES)


def test_every_node_of_a_document_and_of_its_texts_is_met_once(example) -> None:
    brief, document = example
    for tree in (
        document.blocks,
        tuple(post.text for post in brief.posts),
        tuple(brief.notes.values()),
    ):
        met = sorted(map(id, descendants(tree)))
        assert met == sorted(map(id, every_node(tree)))


def test_nodes_come_in_the_order_of_the_text(example) -> None:
    brief, document = example
    numbers = [node.number for node in descendants(document.blocks) if isinstance(node, doc.Note)]
    assert numbers == sorted(numbers)
    for post in brief.posts:
        cited = [
            node.where
            for node in descendants((post.text,))
            if isinstance(node, marks.Cluster | marks.FreeNote)
        ]
        places = [(where.line, where.column) for where in cited]
        assert places == sorted(places)


def test_what_is_replaced_by_itself_gives_an_equal_tree(example) -> None:
    _, document = example
    for kind in (doc.Text, doc.Note, doc.Emoji):
        assert (
            tuple(transform(block, kind, lambda node: (node,)) for block in document.blocks)
            == document.blocks
        )


def test_where_nothing_is_replaced_the_very_same_value_stays(example) -> None:
    _, document = example
    for block in document.blocks:
        assert transform(block, PendingMark, lambda _: ()) is block


def test_what_notes_hold_is_left(example) -> None:
    _, document = example
    before = [node for node in descendants(document.blocks) if isinstance(node, doc.Note)]
    without = [transform(block, doc.Text, lambda _: ()) for block in document.blocks]
    assert [node for node in descendants(without) if isinstance(node, doc.Note)] == before


def test_one_inline_becomes_several_or_none() -> None:
    note = doc.Note(1, (doc.Paragraph((doc.Text("n"),), doc.Role.NOTE),))
    line = (doc.Text("a"), doc.Strong((doc.Text("b"), note)), note)
    assert transform_line(line, doc.Note, lambda _: ()) == (
        doc.Text("a"),
        doc.Strong((doc.Text("b"),)),
    )
    doubled = transform_line(line, doc.Text, lambda text: (text, doc.Text(text.text.upper())))
    assert plain_text(doubled) == "aAbB"
    table = doc.Table(((line,),), ((line,), (line,)), (1.0,), caption=line)
    numbers: list[int] = []
    transform(table, doc.Note, lambda found: numbers.append(found.number) or ())
    assert len(numbers) == 8


def test_plain_text_is_the_text_of_the_line_without_its_notes() -> None:
    note = doc.Note(1, (doc.Paragraph((doc.Text("n"),), doc.Role.NOTE),))
    link = doc.Link((doc.Emphasis((doc.Text("b"),)), note), "https://a.example/")
    line = (
        doc.Text("a"),
        doc.LineBreak(),
        link,
        doc.RepeatedNoteMark(1),
        doc.UnresolvedMark("[c]"),
        doc.Emoji("\N{ICE SKATE}", "skate"),
    )
    assert plain_text(line) == "a b[c]\N{ICE SKATE}"


def test_plain_text_of_marks_has_neither_citations_nor_the_space_before_them() -> None:
    source = """schema: threadbrief/1
memo: {to: A, from: B, date: 2031-03-14, subject: C}
posts:
  - id: p1
    text: x
notes:
  n: |-
    One *two* @three #four [@p1], [five](https://a.example/).

    - six
    - seven

    > eight
"""
    brief, _ = read_brief(source.encode(), "m")
    assert (
        plain_marked_text(brief.notes["n"].blocks)
        == "One two @three #four, five.\nsix\nseven\neight"
    )


def test_the_language_of_a_line_is_that_of_all_its_words() -> None:
    danish, plain, point = doc.Text("ord", "da"), doc.Text("word"), doc.Text(" · ")
    assert language_of((danish, point, doc.Strong((danish,)))) == "da"
    assert language_of((danish, plain)) is None
    assert language_of((danish, doc.Strong((plain,)))) is None
    assert language_of(()) is None
    assert children(doc.Strong((danish,))) == [danish]


def test_no_pending_mark_is_left_in_a_document(example) -> None:
    _, document = example
    assert not any(isinstance(node, PendingMark) for node in descendants(document.blocks))


@pytest.mark.parametrize(
    ("blocks", "refused"),
    [("composer.compose_blocks(text, Role.BODY)", True), ("(Paragraph((Text('a'),)),)", False)],
)
def test_the_type_checker_refuses_a_pending_mark_in_a_document(
    tmp_path: Path, blocks: str, refused: bool
) -> None:
    pytest.importorskip("mypy")
    (tmp_path / "held.py").write_text(
        "from threadbrief.compose.markup import MarkupComposer\n"
        "from threadbrief.model.document import Document, Paragraph, Properties, Role, RunningHeads, Text\n"
        "from threadbrief.model.marks import MarkedText\n"
        "def made(composer: MarkupComposer, text: MarkedText, about: Properties) -> Document:\n"
        f"    return Document(about, RunningHeads(), {blocks})\n",
        encoding="utf-8",
    )
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--cache-dir",
        str(tmp_path / "cache"),
        str(tmp_path / "held.py"),
    ]
    # The type checker is no part of the program: nothing is hidden from it.
    clean = {name: value for name, value in os.environ.items() if name != "THREADBRIEF_SIMULATE"}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=300, cwd=ROOT, env=clean
    )
    assert ("PendingMark" in done.stdout, done.returncode) == (refused, int(refused)), done.stdout
