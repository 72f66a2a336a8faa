"""What a type checker sees of the public functions: run by mypy (`make lint`), never by pytest."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, assert_type

import threadbrief
from threadbrief import Brief, BriefError, Problem, Severity


def use_every_function(path: Path) -> None:
    brief = threadbrief.load(path)
    assert_type(brief, Brief)
    assert_type(threadbrief.load(str(path), folder=path.parent), Brief)
    assert_type(threadbrief.load(b"schema: threadbrief/1"), Brief)
    assert_type(threadbrief.check(brief, template="memo", folder=path.parent), tuple[Problem, ...])
    assert_type(threadbrief.build(brief), bytes)
    assert_type(threadbrief.build(brief, "docx", strict=True, moment=datetime.now(UTC)), bytes)
    assert_type(threadbrief.build(brief, ("docx", "pdf")), dict[Literal["docx", "pdf"], bytes])
    assert_type(threadbrief.write(brief, path, template="memo", force=True), Path)
    assert_type(threadbrief.write(brief, (path, "memo.pdf")), tuple[Path, ...])
    house: threadbrief.Options = {"strict": True, "fonts": [path], "embed": "clean"}
    assert_type(threadbrief.build(brief, **house), bytes)
    threadbrief.build(brief, "odt")  # type: ignore[call-overload]  # no such format
    threadbrief.build(brief, fonst=[path])  # type: ignore[call-overload]  # no such option


def make_a_memo_of_values() -> None:
    brief = threadbrief.load({"schema": "threadbrief/1", "posts": [{"text": "One."}]})
    memo = threadbrief.replace(brief.memo, subject="Another")
    assert_type(threadbrief.replace(brief, memo=memo), Brief)


def read_the_problems(error: BriefError) -> None:
    for problem in error.problems:
        assert_type(problem, Problem)
        assert_type(problem.code, str)
        assert_type(problem.message, str)
        assert_type(problem.hint, str | None)
        assert_type(problem.severity, Severity)
        if problem.where is not None:
            assert_type(problem.where.line, int)
