"""Every valid specimen gives its tree; values not given are left out of it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum
from pathlib import Path

import pytest

from threadbrief.core.problems import Location
from threadbrief.core.structs import Accumulator, Frozen, fields
from threadbrief.model.brief import Brief, Source
from threadbrief.read import read_brief

TESTS = Path(__file__).parent.parent
SPECIMENS = sorted((TESTS / "data" / "valid").glob("*.yaml"))
EXAMPLES = sorted((TESTS.parent / "examples").glob("*.yaml"))


def tree(brief: Brief) -> str:
    return "\n".join(_lines("Brief", brief, 0)) + "\n"


def _lines(name: str, value: object, depth: int) -> Iterator[str]:
    lead = "  " * depth + name
    if isinstance(value, Frozen | Accumulator) and not isinstance(value, type):
        where = getattr(value, "where", None)
        place = f" @{where.line}:{where.column}" if where else ""
        simple, deep = [], []
        for field in fields(value):
            inner = getattr(value, field.name)
            if (
                field.name == "where"
                or inner in (None, ())
                or inner == field.default
                or isinstance(inner, Source)
            ):
                continue
            (simple if isinstance(inner, (str, int, Enum, date)) else deep).append(
                (field.name, inner)
            )
        said = "".join(f" {key}={_shown(inner)}" for key, inner in simple)
        yield f"{lead} {type(value).__name__}{place}{said}"
        for key, inner in deep:
            yield from _lines(key, inner, depth + 1)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _lines(f"{name}[{key}]", inner, depth)
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from _lines(f"{name}[{number}]", inner, depth)
    else:
        yield f"{lead} {_shown(value)}"


def _shown(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    assert isinstance(value, (str, int, type(None))), value
    assert not isinstance(value, Location)
    return repr(value)


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)
def test_tree(path: Path, golden: Callable[[Path, str], None]) -> None:
    brief, warnings = read_brief(path.read_bytes(), "memo.yaml")
    told = "".join(f"{problem}\n" for problem in warnings)
    golden(path.with_suffix(".tree"), told + tree(brief))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_reads_without_a_warning(path: Path) -> None:
    _, warnings = read_brief(path.read_bytes(), "memo.yaml")
    assert warnings == ()


@pytest.mark.parametrize("name", ["minimal", "russia-china-2020"])
def test_tree_of_example(name: str, golden: Callable[[Path, str], None]) -> None:
    brief, _ = read_brief((TESTS.parent / "examples" / f"{name}.yaml").read_bytes(), "memo.yaml")
    golden(TESTS / "data" / "valid" / f"example-{name}.tree", tree(brief))


@pytest.mark.parametrize("name", ["crlf-minimal", "utf-16-minimal", "utf-8-mark-minimal"])
def test_encodings_give_the_same_tree(name: str) -> None:
    plain = (TESTS.parent / "examples" / "minimal.yaml").read_bytes()
    other = (TESTS / "data" / "valid" / f"{name}.yaml").read_bytes()
    assert other != plain
    assert tree(read_brief(other, "memo.yaml")[0]) == tree(read_brief(plain, "memo.yaml")[0])
