"""The JSON Schema and the reader judge alike, as far as a schema can see."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from threadbrief.core.problems import BriefError
from threadbrief.read import read_brief
from threadbrief.read.schema.json_schema import FILE_NAME, make_json_schema
from threadbrief.read.yaml.decode import decode
from threadbrief.read.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode, compose_nodes

TESTS = Path(__file__).parents[2]
DATA = TESTS / "data"
SHIPPED = TESTS.parent / "src" / "threadbrief" / "read" / FILE_NAME
VALIDATOR = Draft202012Validator(make_json_schema())

BEYOND = {
    "TB127": "what YAML takes for a comment never reaches a schema",
    "TB128": "nor does an anchor",
    "TB204": "a schema does not look from one value to another",
    "TB216": "the same: ids of the whole file",
    "TB217": "the same: notes",
    "TB218": "the same: people",
    "TB219": "the same: posts",
    "TB220": "the same: what a flag is about",
    "TB242": "the same: text and original",
    "TB244": "the same: id and key",
    "TB221": "marks are inside a text",
    "TB222": "marks are inside a text",
    "TB223": "marks are inside a text",
    "TB224": "marks are inside a text",
    "TB225": "marks are inside a text",
    "TB226": "marks are inside a text",
    "TB227": "marks are inside a text",
    **dict.fromkeys(
        ["TB228", "TB230", *(f"TB{number}" for number in range(232, 240))],
        "marks are inside a text",
    ),
}
"""Faults that only the reader can see, each with its reason. Those of YAML itself, TB1xx, are faults to any program."""
BEYOND_ONE = {
    "basis-in-one-text": "the keys inside one text",
    "citation-date-day-of-twenty-digits": "the days of a month",
    "citation-date-impossible": "the days of a month",
    "citation-date-object-empty": "what the parts of a date must be together",
    "citation-date-range-backwards": "the order of two dates",
    "memo-date-impossible": "the days of a month",
}

INT = re.compile(r"[-+]?[0-9]+")
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


def typed(node: Node) -> object:
    """A node as the core schema of YAML 1.2.2 types it (10.3.2)."""
    match node:
        case MappingNode():
            return {key.value: typed(value) for key, value in node.entries}
        case SequenceNode():
            return [typed(item) for item in node.items]
        case ScalarNode():
            return _scalar(node)


def _scalar(node: ScalarNode) -> object:
    if node.style:
        return node.value
    if node.is_null:
        return None
    if node.value in {"true", "True", "TRUE", "false", "False", "FALSE"}:
        return node.value.lower() == "true"
    if INT.fullmatch(node.value):
        return int(node.value)
    return float(node.value) if FLOAT.fullmatch(node.value) else node.value


def faults(data: bytes) -> list[str] | None:
    """What the schema says; None when the file is not even YAML."""
    try:
        root, found = compose_nodes(decode(data, "m"))
    except BriefError:
        return None
    if root is None or found.errors:
        return None
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(typed(root))]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(make_json_schema())


def test_the_shipped_file_is_the_schema(request: pytest.FixtureRequest) -> None:
    text = json.dumps(make_json_schema(), ensure_ascii=False, indent=2) + "\n"
    if request.config.getoption("--accept"):
        SHIPPED.write_text(text, encoding="utf-8")
    assert SHIPPED.read_text(encoding="utf-8") == text


VALID = [
    *DATA.glob("valid/*.yaml"),
    *DATA.glob("warned/*.yaml"),
    *(TESTS.parent / "examples").glob("*.yaml"),
]


@pytest.mark.parametrize("path", sorted(VALID), ids=lambda path: path.stem)
def test_what_is_read_is_valid(path: Path) -> None:
    read_brief(path.read_bytes(), "m")
    assert faults(path.read_bytes()) == []


@pytest.mark.parametrize("path", sorted(DATA.glob("invalid/*.yaml")), ids=lambda path: path.stem)
def test_what_is_not_read_is_not_valid(path: Path) -> None:
    with pytest.raises(BriefError) as caught:
        read_brief(path.read_bytes(), "m")
    found = faults(path.read_bytes())
    codes = {problem.code for problem in caught.value.problems}
    if path.stem in BEYOND_ONE or codes <= BEYOND.keys():
        assert found == [], "the schema sees it: take it off the list"
    elif found is None:
        assert any(code < "TB200" for code in codes)
    else:
        assert found
