"""What is said to the person: problems with their lines, progress, a last line; or one JSON document for a script."""

import json
import os
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from threadbrief.cli.console import (
    FAILED,
    INTERNAL,
    OK,
    Terminal,
    escape_controls,
    excerpt_line,
    inspect_terminal,
    is_debugging,
    split_lines,
)
from threadbrief.core.files import read_memo
from threadbrief.core.problems import BriefError, Problem, Severity
from threadbrief.pipeline.batch import Job, Outcome

Timings = list[dict[str, str | float]]
"""Stages in their order, with seconds."""
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def show_outcomes(
    outcomes: Iterable[Outcome], jobs: Sequence[Job], *, quiet: bool, silent: bool
) -> Iterator[Outcome]:
    """Hand on the outcome of each job once its problems are shown on standard error.

    A terminal shows which memo is at work. `quiet` leaves that out, and warnings; `silent` everything.
    """
    shown = inspect_terminal()
    live = shown.live and not (quiet or silent)
    coming = iter(outcomes)
    for number, job in enumerate(jobs, 1):
        if live:
            _draw_progress(
                f"[{number}/{len(jobs)}] {escape_controls(str(job.memo))}"[: shown.width // 2]
            )
        try:
            outcome = next(coming)
        finally:
            if live:
                _draw_progress("\x1b[K")
        if is_debugging() and outcome.internal_error is not None:
            traceback.print_exception(outcome.internal_error)
        if not silent:
            _show_outcome(outcome, shown, quiet=quiet)
        yield outcome


def _draw_progress(text: str) -> None:
    """Draw on the current line of a terminal, from its start."""
    click.echo(f"\r{text}", err=True, nl=False, color=True)


def _show_outcome(outcome: Outcome, shown: Terminal, *, quiet: bool) -> None:
    lines: dict[str, list[str]] = {}
    if outcome.source is not None and outcome.problems:
        lines[str(outcome.job.memo)] = split_lines(outcome.source)
    told = (
        problem
        for problem in outcome.problems
        if not (quiet and problem.severity is Severity.WARNING)
    )
    _show_each(told, lines, shown)


def show_problems(problems: Iterable[Problem], source: str | None = None) -> None:
    """Show problems on standard error; `source` is the text of the one file that they are in."""
    problems = tuple(problems)
    files = {problem.where.file for problem in problems if problem.where}
    lines = {file: split_lines(source) for file in files} if source is not None else {}
    _show_each(problems, lines, inspect_terminal())


def _show_each(problems: Iterable[Problem], lines: dict[str, list[str]], shown: Terminal) -> None:
    for problem in problems:
        file = problem.where.file if problem.where else ""
        if problem.where and file not in lines:
            lines[file] = _read_lines(Path(file))
        click.echo(
            format_problem(problem, lines.get(file, []), shown), err=True, color=shown.colour
        )


def _read_lines(path: Path) -> list[str]:
    """Return the lines of a file other than the memo, a template; none when it cannot be read now."""
    try:
        return split_lines(read_memo(path).decode("utf-8-sig", "replace"))
    except BriefError:
        return []


def format_problem(problem: Problem, lines: list[str], shown: Terminal) -> str:
    """Return a problem as lines of text: what and where, the line with a caret, what to do next."""
    place = (
        f"{click.style(escape_controls(str(problem.where)), bold=True)}: " if problem.where else ""
    )
    kind = click.style(
        f"{problem.severity.value} {problem.code}", fg=_COLOURS[problem.severity], bold=True
    )
    text = [f"{place}{kind}: {escape_controls(problem.message)}"]
    if problem.where and 1 <= problem.where.line <= len(lines):
        label = f"{problem.where.line:5} | "
        part, caret = excerpt_line(
            lines[problem.where.line - 1], problem.where.column, shown.width - len(label)
        )
        text.append(f"{label}{part}".rstrip())
        text.append(
            f"{' ' * (len(label) - 2)}| {click.style(caret, fg=_COLOURS[problem.severity])}"
        )
    if problem.hint:
        text.append(f"  {click.style('hint:', bold=True)} {escape_controls(problem.hint)}")
    return "\n".join(text)


def print_paths(outcome: Outcome) -> None:
    """Print the paths of the files that were put in place, one a line, byte for byte."""
    if not outcome.has_failed:
        for path in outcome.job.outputs.values():
            click.echo(os.fsencode(path))


def write_stdout(data: bytes) -> None:
    """Write a finished file to standard output."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def summarize(verb: str, outcomes: list[Outcome]) -> str:
    """Return the last line: how many memos, how many files, how many problems."""
    failed = sum(outcome.has_failed for outcome in outcomes)
    files = sum(len(outcome.job.outputs) for outcome in outcomes if not outcome.has_failed)
    severities = [problem.severity for outcome in outcomes for problem in outcome.problems]
    parts = [
        f"{len(outcomes) - failed} of {_count(len(outcomes), 'memo')}"
        if failed
        else _count(len(outcomes), "memo"),
        *([_count(files, "file")] if files else []),
        *(_count(severities.count(kind), kind.value) for kind in Severity if kind in severities),
        *([] if severities else ["no problems"]),
    ]
    return f"{verb} {', '.join(parts)}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def format_json(outcomes: list[Outcome], timings: Timings | None = None) -> str:
    """Return everything as one JSON object: whether all is well, files, problems, and the times when asked."""
    asked = {} if timings is None else {"timings": timings}
    return json.dumps(
        {
            "ok": not any(outcome.has_failed for outcome in outcomes),
            "outputs": [
                entry
                for outcome in outcomes
                if not outcome.has_failed
                for entry in _list_outputs(outcome.job)
            ],
            "problems": [
                _make_problem_entry(problem, outcome.job.memo)
                for outcome in outcomes
                for problem in outcome.problems
            ],
            **asked,
        },
        ensure_ascii=False,
        indent=2,
    )


def _print_json(document: str) -> None:
    """Print JSON in UTF-8, whatever the locale; a byte of a file name that is no UTF-8 becomes an escape."""
    click.echo(document.encode("utf-8", "backslashreplace"))


def _list_outputs(job: Job) -> Iterator[dict[str, str]]:
    for wanted, path in job.outputs.items():
        yield {"memo": str(job.memo), "format": wanted.value, "path": str(path)}


def _make_problem_entry(problem: Problem, memo: Path) -> dict[str, str | int | None]:
    where = problem.where
    return {
        "memo": str(memo),
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "file": where.file if where else None,
        "line": where.line if where else None,
        "column": where.column if where else None,
        "hint": problem.hint,
    }


def format_for_github(problem: Problem, memo: Path) -> str:
    """Return a problem as a workflow command of GitHub Actions, which shows it at its line of a change."""
    where = problem.where
    place = {"file": where.file if where else str(memo)}
    if where:
        place |= {"line": str(where.line), "col": str(where.column)}
    properties = ",".join(
        f"{key}={_escape_for_github(text, ':,')}"
        for key, text in {**place, "title": problem.code}.items()
    )
    said = problem.message if problem.hint is None else f"{problem.message}\nhint: {problem.hint}"
    return f"::{problem.severity.value} {properties}::{_escape_for_github(said)}"


def _escape_for_github(text: str, more: str = "") -> str:
    """Return text as the data of a workflow command (actions/toolkit, command.ts)."""
    for character in ("%", "\r", "\n", *more):
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def finish_for_github(outcomes: list[Outcome]) -> int:
    """Print every problem as a workflow command, and return the exit status."""
    for outcome in outcomes:
        for problem in outcome.problems:
            click.echo(
                format_for_github(problem, outcome.job.memo).encode("utf-8", "backslashreplace")
            )
    return choose_exit_status(outcomes)


def finish(
    verb: str,
    outcomes: list[Outcome],
    *,
    as_json: bool,
    quiet: bool,
    timings: Timings | None = None,
) -> int:
    """Say the last word, where one memo and one problem do not say it all, and return the exit status.

    70 when the program itself failed on a memo, 1 when an error stopped one, else 0.
    """
    if as_json:
        _print_json(format_json(outcomes, timings))
    elif not quiet and (
        len(outcomes) > 1 or sum(len(outcome.problems) for outcome in outcomes) > 1
    ):
        click.echo(summarize(verb, outcomes), err=True)
    return choose_exit_status(outcomes)


def choose_exit_status(outcomes: list[Outcome]) -> int:
    """Return the exit status of a run: 70 for an internal error, 1 where an error stopped a memo, else 0."""
    if any(outcome.internal_error is not None for outcome in outcomes):
        return INTERNAL
    return FAILED if any(outcome.has_failed for outcome in outcomes) else OK
