"""Codes of problems: one meaning each, one severity each, and a line each on the page."""

import ast
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from threadbrief.core import problem_codes
from threadbrief.core.problem_codes import REGISTRY, SECTIONS, SUPPRESSIBLE
from threadbrief.core.problems import Severity

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "threadbrief"
MODULES = {
    path.relative_to(PACKAGE): ast.parse(path.read_text(encoding="utf-8"))
    for path in PACKAGE.rglob("*.py")
    if path.name != "problem_codes.py"
}
NAMES = {
    name: value
    for name, value in vars(problem_codes).items()
    if isinstance(value, str) and value in REGISTRY
}
SHARED = {
    "TB102": {"core", "read"},
    "TB301": {"core", "read"},
    "TB342": {"checks", "pipeline"},  # the pipeline knows the line
    "TB402": {"pipeline", "templates"},
    "TB507": {"cite", "pipeline"},
    "TB802": {"cli", "core", "pipeline"},
    "TB803": {"cli", "pipeline"},
    "TB999": {"cli", "pipeline"},
}
"""Codes that two packages give: the same fault, met at two places."""
INTRODUCTION = """# Problems

Every problem has a code that stays the same. Errors stop a build; warnings do not, unless `--strict` asks for it.
"""


def uses() -> dict[str, set[str]]:
    """The packages that give each code."""
    found = defaultdict(set)
    for path, tree in MODULES.items():
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(value=ast.Name("codes"), attr=name) if name in NAMES:
                    found[NAMES[name]].add(path.parts[0])
    return found


def page() -> str:
    """The registry as docs/problems.md."""
    parts = [INTRODUCTION]
    for section, introduction in SECTIONS.items():
        parts.append(f"\n## {section}\n\n")
        if introduction:
            parts.append(f"{introduction}\n\n")
        parts.append(
            "| code | severity | meaning | example | what to do |\n|---|---|---|---|---|\n"
        )
        for row in REGISTRY.values():
            if row.section == section:
                severity = " or ".join(severity.value for severity in row.severities)
                cells = (row.code, severity, row.meaning, row.example, row.advice)
                parts.append(
                    f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"
                )
    return "".join(parts)


def test_the_page_is_written_from_the_registry(golden: Callable) -> None:
    golden(ROOT / "docs" / "problems.md", page())


def test_a_code_is_given_by_one_package() -> None:
    assert {code: packages for code, packages in uses().items() if len(packages) > 1} == SHARED


def test_every_code_of_the_registry_is_given_somewhere() -> None:
    assert set(uses()) == set(REGISTRY)


def test_every_code_has_a_specimen_or_a_test() -> None:
    tests = ROOT / "tests"
    written = "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for suffix in ("py", "txt", "golden", "problem")
        for path in tests.rglob(f"*.{suffix}")
        if path.is_file() and path != Path(__file__)
    )
    assert [code for code in REGISTRY if code not in written] == []


def test_codes_are_written_in_the_registry_alone() -> None:
    written = {
        str(path): node.value
        for path, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"TB\d{3}", node.value)
    }
    assert written == {}


def test_a_code_is_given_as_severe_as_the_registry_says() -> None:
    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"error", "warning"}
        for code in node.args[:1]
        if isinstance(code, ast.Attribute)
        and ast.unparse(code.value) == "codes"
        and Severity(node.func.id) not in REGISTRY[NAMES[code.attr]].severities
    ]
    assert wrong == []


def test_a_memo_can_switch_off_every_warning_and_no_error() -> None:
    assert set(SUPPRESSIBLE) == {
        row.code for row in REGISTRY.values() if Severity.WARNING in row.severities
    }
    assert list(SUPPRESSIBLE) == sorted(SUPPRESSIBLE)
