"""What a run prints: problems with their lines, progress, a summary; or one JSON document."""

import json
import os
import sys
import time
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
_FIRST_PACE = 3
"""Memos; the pace of fewer says nothing."""
_ERASE_LINE = "\x1b[K"
"""From the cursor to the end of the line (ECMA-48, 8.3.41)."""


# --- problems and progress, on standard error ---


def show_outcomes(
    outcomes: Iterable[Outcome], jobs: Sequence[Job], *, quiet: bool, silent: bool
) -> Iterator[Outcome]:
    """Yield the outcome of each job after its problems have been shown on standard error.

    A terminal shows which memo is being built. `quiet` leaves out that and the warnings, `silent`
    all of it.
    """
    terminal = inspect_terminal()
    live = terminal.live and not (quiet or silent)
    start = time.monotonic()
    results = iter(outcomes)
    for number, job in enumerate(jobs, 1):
        if live:
            pace = format_pace(number - 1, len(jobs), time.monotonic() - start)
            line = f"[{number}/{len(jobs)}]{pace} {escape_controls(str(job.memo))}"
            _draw_progress(line[: terminal.width // 2])
        try:
            outcome = next(results)
        finally:
            if live:
                _draw_progress(_ERASE_LINE)
        if is_debugging() and outcome.internal_error is not None:
            traceback.print_exception(outcome.internal_error)
        if not silent:
            _show_outcome(outcome, terminal, quiet=quiet)
        yield outcome


def format_pace(done: int, total: int, seconds: float) -> str:
    """Return how many memos a second are done, and how long the rest takes, once that is known."""
    if done < _FIRST_PACE or seconds < 1:
        return ""
    rest = round((total - done) * seconds / done)
    minutes, rest_seconds = divmod(rest, 60)
    left = f"{minutes}:{rest_seconds:02} min" if minutes else f"{rest_seconds} s"
    return f" {done / seconds:.1f}/s, {left} left"


def _draw_progress(text: str) -> None:
    """Draw over the current line of the terminal, from its start."""
    click.echo(f"\r{text}", err=True, nl=False, color=True)


def _show_outcome(outcome: Outcome, terminal: Terminal, *, quiet: bool) -> None:
    lines: dict[str, list[str]] = {}
    if outcome.source is not None and outcome.problems:
        lines[str(outcome.job.memo)] = split_lines(outcome.source)
    problems = [
        problem
        for problem in outcome.problems
        if not quiet or problem.severity is not Severity.WARNING
    ]
    _show_each(problems, lines, terminal)


def show_problems(problems: Iterable[Problem], source: str | None = None) -> None:
    """Show problems on standard error; `source` is the text of the one file that they are in."""
    problems = tuple(problems)
    lines: dict[str, list[str]] = {}
    if source is not None:
        files = {problem.where.file for problem in problems if problem.where}
        lines = {file: split_lines(source) for file in files}
    _show_each(problems, lines, inspect_terminal())


def _show_each(
    problems: Iterable[Problem], lines: dict[str, list[str]], terminal: Terminal
) -> None:
    """Show problems; `lines` are those of the files read so far, and more are read."""
    for problem in problems:
        own: list[str] = []
        if problem.where:
            file = problem.where.file
            if file not in lines:
                lines[file] = _read_lines(Path(file))
            own = lines[file]
        click.echo(format_problem(problem, own, terminal), err=True, color=terminal.colour)


def _read_lines(path: Path) -> list[str]:
    """Return the lines of a file other than the memo, a template; none when it cannot be read."""
    try:
        return split_lines(read_memo(path).decode("utf-8-sig", "replace"))
    except BriefError:
        return []


def format_problem(problem: Problem, lines: list[str], terminal: Terminal) -> str:
    """Return a problem as text: where and what, the line with a caret, the hint.

    `lines` are those of its file.
    """
    where, colour = problem.where, _COLOURS[problem.severity]
    place = ""
    if where:
        place = f"{click.style(escape_controls(str(where)), bold=True)}: "
    kind = click.style(f"{problem.severity.value} {problem.code}", fg=colour, bold=True)
    text = [f"{place}{kind}: {escape_controls(problem.message)}"]
    if where and 1 <= where.line <= len(lines):
        label = f"{where.line:5} | "
        width = terminal.width - len(label)
        part, caret = excerpt_line(lines[where.line - 1], where.column, width)
        text.append(f"{label}{part}".rstrip())
        text.append(f"{' ' * (len(label) - 2)}| {click.style(caret, fg=colour)}")
    if problem.hint:
        text.append(f"  {click.style('hint:', bold=True)} {escape_controls(problem.hint)}")
    return "\n".join(text)


# --- results, on standard output ---


def print_paths(outcome: Outcome) -> None:
    """Print the paths of the files that were written, one a line, byte for byte."""
    if not (outcome.has_failed or outcome.is_unchanged):
        for path in outcome.job.outputs.values():
            click.echo(os.fsencode(path))


def write_stdout(data: bytes) -> None:
    """Write a finished file to standard output."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


# --- the end of a run: a summary or a JSON document, and the exit status ---


def finish(
    verb: str,
    outcomes: list[Outcome],
    *,
    as_json: bool,
    quiet: bool,
    timings: Timings | None = None,
) -> int:
    """Print the summary or the JSON document of a run, and return its exit status.

    One memo with one problem has no summary: the problem says it all.
    """
    if as_json:
        _print_json(format_json(outcomes, timings))
    elif not quiet:
        problems = sum(len(outcome.problems) for outcome in outcomes)
        if len(outcomes) > 1 or problems > 1:
            click.echo(summarize(verb, outcomes), err=True)
    return choose_exit_status(outcomes)


def finish_for_github(outcomes: list[Outcome]) -> int:
    """Print every problem as a workflow command, and return the exit status of the run."""
    for outcome in outcomes:
        for problem in outcome.problems:
            command = format_for_github(problem, outcome.job.memo)
            click.echo(command.encode("utf-8", "backslashreplace"))
    return choose_exit_status(outcomes)


def choose_exit_status(outcomes: list[Outcome]) -> int:
    """Return the exit status of a run.

    70 when the program itself failed on a memo, 1 when an error stopped one, else 0.
    """
    if any(outcome.internal_error is not None for outcome in outcomes):
        return INTERNAL
    if any(outcome.has_failed for outcome in outcomes):
        return FAILED
    return OK


def summarize(verb: str, outcomes: list[Outcome]) -> str:
    """Return the last line of a run: how many memos, files and problems."""
    failed = sum(outcome.has_failed for outcome in outcomes)
    memos = format_count(len(outcomes), "memo")
    parts = [f"{len(outcomes) - failed} of {memos}" if failed else memos]
    unchanged = sum(outcome.is_unchanged for outcome in outcomes)
    if unchanged:
        parts.append(f"{unchanged} unchanged")
    files = sum(
        len(outcome.job.outputs)
        for outcome in outcomes
        if not (outcome.has_failed or outcome.is_unchanged)
    )
    if files:
        parts.append(format_count(files, "file"))
    severities: list[Severity] = []
    for outcome in outcomes:
        severities += [problem.severity for problem in outcome.problems]
    parts += [
        format_count(severities.count(severity), severity.value)
        for severity in Severity
        if severity in severities
    ]
    if not severities:
        parts.append("no problems")
    return f"{verb} {', '.join(parts)}"


def format_count(number: int, thing: str) -> str:
    """Return a number of things in words: `1 post`, `2 posts`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


# --- JSON ---


def format_json(outcomes: list[Outcome], timings: Timings | None = None) -> str:
    """Return a run as a JSON object: whether all is well, files, problems, and any timings."""
    outputs: list[dict[str, str]] = []
    problems: list[dict[str, str | int | None]] = []
    for outcome in outcomes:
        memo = outcome.job.memo
        if not outcome.has_failed:
            outputs += _list_outputs(outcome.job)
        problems += [_make_problem_entry(problem, memo) for problem in outcome.problems]
    failed = any(outcome.has_failed for outcome in outcomes)
    document: dict[str, object] = {"ok": not failed, "outputs": outputs, "problems": problems}
    if timings is not None:
        document["timings"] = timings
    return json.dumps(document, ensure_ascii=False, indent=2)


def print_json_line(outcome: Outcome) -> None:
    """Print the outcome of one memo as a line of JSON, at once."""
    memo = outcome.job.memo
    entry = {
        "memo": str(memo),
        "ok": not outcome.has_failed,
        "unchanged": outcome.is_unchanged,
        "outputs": [] if outcome.has_failed else list(_list_outputs(outcome.job)),
        "problems": [_make_problem_entry(problem, memo) for problem in outcome.problems],
    }
    _print_json(json.dumps(entry, ensure_ascii=False))
    sys.stdout.flush()


def _print_json(document: str) -> None:
    """Print JSON in UTF-8, whatever the locale.

    A byte of a file name that is no UTF-8 becomes an escape.
    """
    click.echo(document.encode("utf-8", "backslashreplace"))


def _list_outputs(job: Job) -> Iterator[dict[str, str]]:
    for kind, path in job.outputs.items():
        yield {"memo": str(job.memo), "format": kind.value, "path": str(path)}


def _make_problem_entry(problem: Problem, memo: Path) -> dict[str, str | int | None]:
    entry: dict[str, str | int | None] = {
        "memo": str(memo),
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "file": None,
        "line": None,
        "column": None,
        "hint": problem.hint,
    }
    if problem.where:
        entry["file"] = problem.where.file
        entry["line"] = problem.where.line
        entry["column"] = problem.where.column
    return entry


# --- GitHub Actions ---


def format_for_github(problem: Problem, memo: Path) -> str:
    """Return a problem as a workflow command, which GitHub shows at its line of a change."""
    properties = {"file": str(memo)}
    if problem.where:
        properties = {
            "file": problem.where.file,
            "line": str(problem.where.line),
            "col": str(problem.where.column),
        }
    properties["title"] = problem.code
    text = ",".join(f"{key}={_escape_for_github(value, ':,')}" for key, value in properties.items())
    message = problem.message
    if problem.hint is not None:
        message = f"{message}\nhint: {problem.hint}"
    return f"::{problem.severity.value} {text}::{_escape_for_github(message)}"


def _escape_for_github(text: str, more: str = "") -> str:
    """Return text as the data of a workflow command (actions/toolkit, command.ts)."""
    for character in ("%", "\r", "\n", *more):
        text = text.replace(character, f"%{ord(character):02X}")
    return text
