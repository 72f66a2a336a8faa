"""The style of the code (docs/dev/style.md), as far as a program can hold it."""

import ast
import re
from collections import Counter, defaultdict
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "src" / "threadbrief"
MODULES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}
BANNED = re.compile(r"\b(who|nobody|stands|told|said|hears|heard|bears)\b", re.IGNORECASE)
"""Words that make a person of code; what it does or returns has a plainer word."""
BY_MODULE = {PACKAGE / "model" / "marks.py", PACKAGE / "model" / "document.py"}
"""Trees whose nodes are always named with their module: `marks.Text`, `doc.Post`."""
MOST_OF_A_NAME = 3
MOST_MODULES = 312
MOST_IN_A_FOLDER = 16
MOST_CONDITIONAL_EXPRESSIONS = 15
"""Of 1,000 lines."""


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_docstrings_use_plain_words() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}: {word}"
        for path, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for word in BANNED.findall(node.value.value)
    ]
    assert found == []


def test_a_class_name_means_one_thing() -> None:
    homes = defaultdict(set)
    for path, tree in MODULES.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and path not in BY_MODULE:
                homes[node.name].add(path)
    shared = {name: paths for name, paths in homes.items() if len(paths) > 1}
    assert {name: sorted(map(name_of, paths)) for name, paths in shared.items()} == {}


def test_a_module_is_found_by_its_name() -> None:
    names = Counter(path.name for path in MODULES if path.name != "__init__.py")
    assert {name: count for name, count in names.items() if count > MOST_OF_A_NAME} == {}
    folders = Counter(path.parent for path in MODULES)
    assert {
        name_of(folder): count for folder, count in folders.items() if count > MOST_IN_A_FOLDER
    } == {}
    assert len(MODULES) <= MOST_MODULES
    assert {path.name for path in PACKAGE.glob("*.py")} == {"__init__.py", "__main__.py"}


def test_statements_are_plain() -> None:
    expressions = sum(
        isinstance(node, ast.IfExp) for tree in MODULES.values() for node in ast.walk(tree)
    )
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES)
    assert 1_000 * expressions / lines < MOST_CONDITIONAL_EXPRESSIONS
