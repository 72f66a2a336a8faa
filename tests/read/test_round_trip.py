"""Brief to YAML to Brief is the same value; the house order loses no comment and no character."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from memo_grammar import MEMOS, laid_out, plain

from threadbrief.core.problems import BriefError, Location
from threadbrief.core.structs import Accumulator, Frozen, fields
from threadbrief.model.brief import Source
from threadbrief.read import read_brief
from threadbrief.read.emit import write_brief, write_tree
from threadbrief.read.reorder import reorder_keys
from threadbrief.read.schema.memo import ROOT
from threadbrief.read.yaml.decode import decode
from threadbrief.read.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode, compose_nodes

TESTS = Path(__file__).parents[1]
FILES = [
    *(TESTS / "data" / "valid").glob("*.yaml"),
    *(TESTS / "data" / "warned").glob("*.yaml"),
    *(TESTS.parent / "examples").glob("*.yaml"),
]
each = pytest.mark.parametrize("path", sorted(FILES), ids=lambda path: path.stem)
slowly = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def bare(value: object) -> object:
    """A value without the places where it was written."""
    if isinstance(value, Location | Source):
        return None
    if isinstance(value, Frozen | Accumulator):
        return type(value), [bare(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, Mapping):
        return {key: bare(inner) for key, inner in value.items()}
    return tuple(map(bare, value)) if isinstance(value, tuple) else value


def said(node: Node | None) -> object:
    """What YAML says, without its order of keys."""
    match node:
        case ScalarNode():
            return node.value, node.is_null
        case SequenceNode():
            return [said(item) for item in node.items]
        case MappingNode():
            return {key.value: said(value) for key, value in node.entries}
        case _:
            return None


def comments(text: str) -> list[str]:
    return sorted(line.strip() for line in text.split("\n") if line.lstrip().startswith("#"))


@each
def test_a_brief_written_is_the_same_brief(path: Path) -> None:
    brief, _ = read_brief(path.read_bytes(), "m")
    again, _ = read_brief(write_brief(brief).encode(), "m")
    assert bare(again) == bare(brief)


@given(MEMOS)
@slowly
def test_any_brief_written_is_the_same_brief(tree: dict) -> None:
    try:
        brief, _ = read_brief(plain(tree).encode(), "m")
    except BriefError:
        return
    again, _ = read_brief(write_brief(brief).encode(), "m")
    assert bare(again) == bare(brief)


@pytest.mark.parametrize("start", ["\t", " ", "\n", "\n\t", "# ", "- ", "|", "\t\n"])
def test_a_text_may_begin_with_anything(start: str) -> None:
    tree = {"posts": [{"text": f"{start}a\n\tb\n"}]}
    root, _ = compose_nodes(decode(write_tree(tree).encode(), "m"))
    assert said(root) == {"posts": [{"text": (f"{start}a\n\tb\n", False)}]}


@each
def test_the_house_order_says_the_same(path: Path) -> None:
    data = path.read_bytes()
    text = reorder_keys(data, "m")
    assert said(compose_nodes(decode(text.encode(), "m"))[0]) == said(
        compose_nodes(decode(data, "m"))[0]
    )
    assert reorder_keys(text.encode(), "m") == text
    assert comments(text) == comments(decode(data, "m").text)


@given(laid_out())
@settings(slowly, max_examples=150)
def test_any_layout_can_be_put_in_order(text: str) -> None:
    root, found = compose_nodes(decode(text.encode(), "m"))
    assert not found.errors, found.found
    ordered = reorder_keys(text.encode(), "m")
    assert said(compose_nodes(decode(ordered.encode(), "m"))[0]) == said(root)
    assert comments(ordered) == comments(text)
    assert reorder_keys(ordered.encode(), "m") == ordered
    top = [line.partition(":")[0] for line in ordered.split("\n") if line[:1].isalpha()]
    known = [field.key for field in ROOT.fields]
    assert top == [key for key in known if key in top]


MESSY = """\
# yaml-language-server: $schema=./s.json
posts:
- text: |-
     one
       # not a comment
     two

  # about the id
  id: p1   # the id
  quotes:   [
    a, # first
    b]
  x-mine: 3
-   # comment first
    text: 'it
     # is"
   so # '
# between

# about the memo
memo:
      subject: S
      to:
      - A
      from: B   # me
      # deep tail
schema: threadbrief/1
notes:
   b: |2
       two more
   a: >-
      folded


# the end
"""
TIDY = """\
# yaml-language-server: $schema=./s.json
schema: threadbrief/1
# between

# about the memo
memo:
  to:
    - A
  from: B   # me
  # deep tail
  subject: S
posts:
  # about the id
  - id: p1   # the id
    text: |-
      one
        # not a comment
      two
    quotes:   [
      a, # first
      b]
    x-mine: 3
  -   # comment first
    text: 'it
     # is"
   so # '
notes:
  b: |2
      two more
  a: >-
    folded


# the end
"""


def test_the_house_order() -> None:
    assert reorder_keys(MESSY.encode(), "m").split("\n") == TIDY.split("\n")


@pytest.mark.parametrize("text", ["- a\n- b\n", "a: [\n", "a: 1\na: 2\n", ""])
def test_what_cannot_be_ordered_is_refused(text: str) -> None:
    with pytest.raises(BriefError):
        reorder_keys(text.encode(), "m")


def test_an_alias_stays_behind_its_anchor() -> None:
    with pytest.raises(BriefError) as caught:
        reorder_keys(b"posts:\n- text: &a ice\nmemo:\n  subject: *a\n", "m")
    assert [problem.code for problem in caught.value.problems] == ["TB192"]


@pytest.mark.parametrize(
    "text",
    ["{b: 1, a: 2}\n", "--- # so\nschema: threadbrief/1\n", "? b\n: 1\n", "&a b: 1\nc: *a\n"],
)
def test_other_styles_stay_as_they_are(text: str) -> None:
    assert reorder_keys(text.encode(), "m") == text


@pytest.mark.parametrize("header", [">", "|-", "# why\n    >"])
def test_a_block_scalar_may_begin_on_a_line_of_its_own(header: str) -> None:
    text = f"memo:\n  subject:\n    {header}\n     Ice\n  to: A\n"
    ordered = f"memo:\n  to: A\n  subject:\n    {header}\n    Ice\n"
    assert reorder_keys(text.encode(), "m") == ordered


def test_a_block_scalar_as_far_left_as_its_key_is_no_fault_of_the_program() -> None:
    with pytest.raises(BriefError, match="TB192"):
        reorder_keys(b"memo:\n> \n  b: x", "m")
