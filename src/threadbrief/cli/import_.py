"""`threadbrief import`: a copied thread or an export becomes a draft memo, or updates one."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from threadbrief.cli import report
from threadbrief.cli.console import FAILED, OK, escape_controls, read_today
from threadbrief.cli.jobs import STDIN_NAME, STDIO
from threadbrief.core.atomic_write import write_atomically
from threadbrief.core.files import read_memo
from threadbrief.core.problems import BriefError
from threadbrief.core.regular_files import is_there
from threadbrief.importers.draft.flags import format_thread_list, summarize_flags
from threadbrief.importers.importing import (
    ImportResult,
    import_thread,
    list_formats,
    list_threads,
    update_memo,
)
from threadbrief.importers.inputs.open import memory_source, open_source
from threadbrief.importers.inputs.source import ImportSource
from threadbrief.importers.model import Selection

EXAMPLES = """\b
Examples:
  threadbrief import thread.txt -o memo.yaml
  threadbrief import thread.txt -o memo.yaml --author @ada --url https://x.com/ada/status/1274
  threadbrief import page.html -o memo.yaml           a saved page of Thread Reader
  threadbrief import export.zip --list                the threads of an export
  threadbrief import export.zip --select 1274 -o memo.yaml
  threadbrief import longer.txt -o memo.yaml          what is new goes into memo.yaml
  pbpaste | threadbrief import - > memo.yaml
"""
"""Shown after the options; the first character keeps click from filling the lines."""

MAX_STDIN = 256 << 20
"""Bytes of standard input, which is held in memory."""


def _complete_format(ctx: click.Context, option: click.Parameter, start: str) -> list[str]:
    return [name for name in list_formats() if name.startswith(start)]


@click.command(
    "import", epilog=EXAMPLES, short_help="Draft a memo from a copied thread or an export."
)
@click.argument("source", metavar="SOURCE", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="MEMO.yaml",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the draft goes; the standard output without it. A memo that is there keeps every "
    "line that it has: new posts are added, and a post that differs is shown and flagged.",
)
@click.option(
    "--from",
    "kind",
    metavar="FORMAT",
    shell_complete=_complete_format,
    help=f"{', '.join(list_formats())}; without it the content of SOURCE tells it.",
)
@click.option("--author", metavar="@HANDLE", help="Whose thread it is, where SOURCE does not say.")
@click.option(
    "--url", metavar="ADDRESS", help="The address of the first post, where SOURCE does not say."
)
@click.option(
    "--list",
    "only_list",
    is_flag=True,
    help="List the threads in SOURCE, newest first, and draft nothing.",
)
@click.option(
    "--select",
    metavar="ID",
    help="The thread to take, where there are many: an id that --list shows.",
)
@click.option("--with-private", is_flag=True, help="Take posts that were not public too.")
@click.option("--force", is_flag=True, help="Replace a memo that is there by a new draft.")
def command(
    source: Path,
    output: Path | None,
    kind: str | None,
    author: str | None,
    url: str | None,
    select: str | None,
    *,
    only_list: bool,
    with_private: bool,
    force: bool,
) -> int:
    """Draft a memo from a thread that was copied as text, saved as a page, or exported.

    The draft builds at once. What SOURCE does not say is not guessed: it is listed under `flags`,
    every page says DRAFT while one is open, and a list of what to settle ends the run, the most
    important first. `-` is the standard input.
    """
    wanted = Selection(select=select, handle=author, url=url, with_private=with_private)
    try:
        opened = _open_input(source)
        if only_list:
            for line in format_thread_list(list_threads(opened, wanted, kind)):
                click.echo(escape_controls(line))
            return OK
        target = None if output == STDIO else output
        expected: dict[Path, bytes | None] = {}
        if target is not None and not force:
            expected[target] = read_memo(target) if is_there(target) else None
        memo = expected.get(target) if target else None
        _write_draft(_import_or_update(opened, wanted, kind, target, memo), target, expected)
    except BriefError as fault:
        report.show_problems(fault.problems, fault.source)
        return FAILED
    return OK


def _open_input(path: Path) -> ImportSource:
    """Return the source at a path, or in standard input."""
    if path == STDIO:
        return memory_source(str(STDIN_NAME), sys.stdin.buffer.read(MAX_STDIN + 1))
    return open_source(path)


def _import_or_update(
    source: ImportSource,
    wanted: Selection,
    kind: str | None,
    target: Path | None,
    memo: bytes | None,
) -> ImportResult:
    """Return a new draft, or the memo that is at `target` with what the source adds to it."""
    today = read_today()
    if memo is not None:
        return update_memo(memo, str(target), source, wanted, kind, today)
    return import_thread(source, wanted, kind, today)


def _write_draft(
    brought: ImportResult, target: Path | None, expected: Mapping[Path, bytes | None]
) -> None:
    """Write the draft where the target holds what is expected, and print what is to settle."""
    data = brought.text.encode()
    if target is None:
        report.write_stdout(data)
    else:
        report.show_problems(write_atomically({target: data}, expected))
        click.echo(os.fsencode(target))
    name = "draft" if target is None else escape_controls(str(target))
    for line in _format_summary(brought, name):
        click.echo(escape_controls(line), err=True)


def _format_summary(brought: ImportResult, name: str) -> list[str]:
    posts = report.format_count(brought.posts, "post")
    lines = [f"{name}: {posts}"]
    if brought.added:
        new, differing = len(brought.added.posts), len(brought.added.differences)
        counts = f"{new} new, {differing} that differ"
        lines = [f"{name}: {posts} in the source; {counts}; every line of the memo is kept"]
        for difference in brought.added.differences:
            lines += difference.split("\n")
    open_flags = sum(flag.is_open for flag in brought.flags)
    if open_flags:
        lines.append(f"{open_flags} to settle, the most important first:")
    return [*lines, *summarize_flags(brought.flags)]
