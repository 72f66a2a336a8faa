"""Every specimen with one thing to be said about it gives that message, and nothing else."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from threadbrief.core.problem_codes import SUPPRESSIBLE
from threadbrief.core.problems import BriefError, Severity
from threadbrief.core.structs import replace
from threadbrief.pipeline.check import check_memo, needs_composing
from threadbrief.pipeline.document import compose_brief
from threadbrief.pipeline.options import BuildOptions
from threadbrief.read import read_brief

TESTS = Path(__file__).parents[1]
FOLDER = TESTS / "data" / "warned"
SPECIMENS = sorted(FOLDER.glob("*.yaml"))
BUILD = BuildOptions(folder=FOLDER)
VALID = [
    *SPECIMENS,
    *(TESTS / "data" / "valid").glob("*.yaml"),
    *(TESTS.parent / "examples").glob("*.yaml"),
]

each = pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)


def message(path: Path) -> str:
    lines = []
    for problem in check_memo(path.read_bytes(), "memo.yaml", BUILD):
        lines.append(str(problem).replace(str(FOLDER), "FOLDER"))
        if problem.hint:
            lines.append(f"  hint: {problem.hint}")
    return "\n".join(lines) + "\n"


@each
def test_message(path: Path, golden: Callable[[Path, str], None]) -> None:
    golden(path.with_suffix(".txt"), message(path))


@each
def test_a_memo_can_switch_its_warnings_off(path: Path) -> None:
    problems = check_memo(path.read_bytes(), "memo.yaml", BUILD)
    warned = {problem.code for problem in problems if problem.severity is Severity.WARNING}
    assert warned <= set(SUPPRESSIBLE)
    text = re.sub(r"^checks:.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    known = re.findall(r"TB\d{3}(?=: off)", path.read_text(encoding="utf-8"))
    text += f"checks: {{{', '.join(f'{code}: off' for code in sorted({*warned, *known}))}}}\n"
    left = check_memo(text.encode(), "memo.yaml", BUILD)
    assert [problem for problem in left if problem.severity is Severity.WARNING] == []
    assert len(left) == len([problem for problem in problems if problem.severity is Severity.ERROR])


@each
def test_strict_makes_them_errors(path: Path) -> None:
    relaxed = check_memo(path.read_bytes(), "memo.yaml", BUILD)
    strict = check_memo(path.read_bytes(), "memo.yaml", replace(BUILD, strict=True))
    assert [problem.message for problem in strict] == [problem.message for problem in relaxed]
    assert {problem.severity for problem in strict} == {Severity.ERROR}


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_what_is_not_composed_would_compose_without_a_word(path: Path) -> None:
    brief, found = read_brief(path.read_bytes(), "memo.yaml")
    build = BuildOptions(folder=path.parent)
    if needs_composing(brief, build):
        return
    short = check_memo(path.read_bytes(), "memo.yaml", build)
    try:
        whole = compose_brief(brief, build).problems
    except BriefError as fault:
        whole = fault.problems
    assert set(short) == {*found, *whole}


@pytest.mark.parametrize("name", ["minimal", "low-water-2026"])
def test_the_examples_leave_nothing_to_say(name: str) -> None:
    path = TESTS.parent / "examples" / f"{name}.yaml"
    assert check_memo(path.read_bytes(), "memo.yaml", BuildOptions(folder=path.parent)) == ()


def test_the_real_thread_deserves_its_warnings() -> None:
    path = TESTS.parent / "examples" / "russia-china-2020.yaml"
    found = check_memo(path.read_bytes(), "memo.yaml", BuildOptions(folder=path.parent))
    assert [problem.code for problem in found] == ["TB317", "TB317", "TB334"]
