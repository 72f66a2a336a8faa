"""Mutations of trees: the mappings, sequences and scalars of YAML and JSON."""

import json
import pickle
from collections.abc import Sequence
from typing import Any, ClassVar

import yaml
from cases import Dice
from mutate_text import choose_nasty_text, mutate_text

Tree = Any
"""Mappings, sequences, texts; in JSON numbers, booleans and None too."""
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_SAFE_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_NASTY_NUMBERS = (
    0,
    -1,
    1,
    1.5,
    -0.0,
    2**31,
    2**63,
    -(2**63),
    10**40,
    1e308,
    float("inf"),
    float("nan"),
)
_MOST_NODES = 4_000
_MOST_DEPTH = 120
"""More than a memo may have, and less than makes PyYAML run out of its stack."""


class _PlainDumper(_SAFE_DUMPER):
    """Writes every text plain where it can: what looks like a number or a date is one again."""

    yaml_implicit_resolvers: ClassVar[dict[str, object]] = {}

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the signature of PyYAML
        """Write a part that is there twice twice."""
        return True


def load_yaml(data: bytes) -> Tree:
    """Return the tree of a YAML file, every scalar as its text; None where it has a fault."""
    try:
        return yaml.load(data, _LOADER)  # noqa: S506 - BaseLoader makes texts only
    except (yaml.YAMLError, UnicodeDecodeError):
        return None


def dump_yaml(tree: Tree, dice: Dice) -> bytes:
    """Return a tree as YAML, in one of the ways in which it can be written."""
    try:
        text: str = yaml.dump(
            tree,
            Dumper=_PlainDumper,
            allow_unicode=dice.random() < 0.8,
            sort_keys=False,
            default_flow_style=dice.choice((False, False, False, None, True)),
            width=dice.choice((40, 80, 10_000)),
        )
    except UnicodeEncodeError:  # half of a surrogate pair; JSON, which is YAML too, has an escape
        return dump_json(tree, dice)
    return text.encode()


def dump_json(tree: Tree, dice: Dice) -> bytes:
    """Return a tree as JSON."""
    text = json.dumps(tree, ensure_ascii=dice.random() < 0.5, indent=dice.choice((None, 1)))
    return text.encode("utf-8", "surrogatepass")


def mutate_tree(tree: Tree, dice: Dice, others: Sequence[Tree], *, typed: bool = False) -> Tree:
    """Return a copy of a tree with from one to six changes.

    `others` are trees that parts are taken from. `typed`: it has numbers, booleans and None.
    """
    copied = [pickle.loads(pickle.dumps(tree))]  # noqa: S301 - our own bytes; faster than deepcopy
    for _ in range(dice.choice((1, 1, 2, 3, 6))):
        _change_tree(copied, dice, others, typed=typed)
        _bound_tree(copied)
    return copied[0]


def _list_places(tree: Tree) -> list[tuple[Any, Any]]:
    """Return each container of a tree with each of its keys or indices."""
    places: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting and len(places) < _MOST_NODES:
        node = waiting.pop()
        keys: Any = node.keys() if isinstance(node, dict) else range(len(node))
        for key in keys:
            places.append((node, key))
            if isinstance(node[key], dict | list):
                waiting.append(node[key])
    return places


def _change_tree(root: list[Tree], dice: Dice, others: Sequence[Tree], *, typed: bool) -> None:
    places = _list_places(root)
    node, key = dice.choice(places)
    other_node, other_key = dice.choice(places)
    match dice.randrange(10):
        case 0 if node is not root:
            del node[key]
        case 1:
            node[key], other_node[other_key] = other_node[other_key], node[key]
        case 2 if isinstance(node, dict):
            _rename(node, key, dice.choice((_choose_key(places, dice), choose_nasty_text(dice))))
        case 3:
            node[key] = _choose_value(dice, typed=typed)
        case 4 if isinstance(node, list) and node is not root:
            node[key:key] = [node[key]] * dice.choice((1, 2, 20, 200))
        case 5 if isinstance(node, dict):
            node[_choose_key(places, dice)] = _copy(other_node[other_key])
        case 6 if isinstance(node[key], str):
            node[key] = mutate_text(node[key], dice, ())
        case 7 if others:
            other = _list_places([dice.choice(others)])
            named = [place for place in other if place[1] == key] or other
            from_node, from_key = dice.choice(named)
            node[key] = _copy(from_node[from_key])
        case 8:
            around = dice.choice(([], {}))
            node[key] = [node[key]] if around == [] else {_choose_key(places, dice): node[key]}
        case _:
            node[key] = _copy(other_node[other_key])


def _choose_value(dice: Dice, *, typed: bool) -> Tree:
    match dice.randrange(8):
        case 0:
            return dice.choice(([], {}, [""], {"": ""}, [[]], [{}]))
        case 1 if typed:
            return dice.choice((None, True, False, *_NASTY_NUMBERS))
        case 2 if dice.random() < 0.1:
            tree: Tree = ""
            for _ in range(dice.choice((10, 50, 200))):
                tree = [tree] if dice.random() < 0.5 else {"a": tree}
            return tree
        case _:
            return choose_nasty_text(dice)


def _choose_key(places: Sequence[tuple[Any, Any]], dice: Dice) -> str:
    for _ in range(8):
        _, key = dice.choice(places)
        if isinstance(key, str):
            return key
    return "id"


def _rename(node: dict[Any, Any], old: object, new: str) -> None:
    """Rename a key in its place among the others."""
    entries = [(new if key == old else key, value) for key, value in node.items()]
    node.clear()
    node.update(entries)


def _copy(tree: Tree) -> Tree:
    return pickle.loads(pickle.dumps(tree))  # noqa: S301 - our own bytes


def _bound_tree(root: list[Tree]) -> None:
    """Empty what is in itself, after two parts changed places, and what is too much."""
    waiting: list[tuple[Any, frozenset[int]]] = [(root, frozenset())]
    count = 0
    while waiting:
        node, above = waiting.pop()
        inside = above | {id(node)}
        for key, value in list(node.items() if isinstance(node, dict) else enumerate(node)):
            count += 1
            if isinstance(value, dict | list):
                if id(value) in inside or count > _MOST_NODES or len(inside) > _MOST_DEPTH:
                    node[key] = ""
                else:
                    waiting.append((value, inside))
