"""`threadbrief check`: what is wrong with memos, line by line, without building them."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from threading import Thread

import click

from threadbrief.cli import report
from threadbrief.cli.console import FAILED, OK, find_cache_folder
from threadbrief.cli.jobs import STDIO, collect_memos, make_check_jobs
from threadbrief.core.problems import BriefError
from threadbrief.pipeline.batch import check_all
from threadbrief.pipeline.options import BuildOptions

_OUTPUT_SUFFIXES = (".docx", ".pdf")
"""Files that a build writes: that one is saved is no reason to check again."""


EXAMPLES = """\b
Examples:
  threadbrief check memo.yaml
  threadbrief check --watch memo.yaml
  threadbrief check --strict --format json reports/
"""
"""Shown after the options; the first character keeps click from filling the lines."""


@click.command("check", epilog=EXAMPLES, short_help="Say what is wrong with memos, line by line.")
@click.argument("memos", metavar="MEMO.yaml|FOLDER...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-@",
    "--list",
    "lists",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path, allow_dash=True),
    help="Take the names of memos from a file, one a line; - is the standard input.",
)
@click.option(
    "-j",
    "--jobs",
    "processes",
    metavar="N",
    type=click.IntRange(min=1),
    default=1,
    help="How many memos are checked at the same time.",
)
@click.option(
    "--template",
    metavar="NAME|PATH",
    help="Check against this template in place of the memo's own.",
)
@click.option(
    "--fonts",
    metavar="DIR",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with fonts of yours, as for a build.",
)
@click.option("--allow-outside", is_flag=True, help="Let the memo name files outside its folder.")
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="text for people (the default), one JSON document, or commands of GitHub Actions; "
    "the last two on standard output.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--watch",
    "watching",
    is_flag=True,
    help="Check again whenever a file beside a memo is saved, until Ctrl-C.",
)
@click.option("-q", "--quiet", is_flag=True, help="Show errors only.")
def command(
    memos: tuple[Path, ...],
    lists: tuple[Path, ...],
    processes: int,
    template: str | None,
    form: str,
    *,
    fonts: tuple[Path, ...],
    allow_outside: bool,
    strict: bool,
    as_json: bool,
    watching: bool,
    quiet: bool,
) -> int:
    """Say everything that is wrong with each memo: file, line and column, the line itself, and what
    to do.

    Errors stop a build. Warnings are what a careful sub-editor would say; a memo can switch each
    off by its code. The exit status is 0 when each memo would build, 1 when one would not. `-` is
    the standard input.
    """  # noqa: D205 - the first paragraph of the help
    options = BuildOptions(
        template=template,
        strict=strict,
        allow_outside=allow_outside,
        fonts=fonts,
        cache_folder=find_cache_folder(),
    )
    if as_json:
        form = "json"
    try:
        memos = collect_memos(memos, lists)
    except BriefError as fault:
        report.show_problems(fault.problems)
        return FAILED
    if not watching:
        return _check_and_report(memos, options, form, processes, quiet=quiet)
    if STDIO in memos or form != "text":
        raise click.UsageError("--watch shows text, and cannot watch the standard input")

    for _ in watch_saves(memos):
        _check_and_report(memos, options, form, processes, quiet=quiet)
        click.echo("waiting for a change; Ctrl-C ends", err=True)
    return OK


def watch_saves(memos: Iterable[Path]) -> Iterator[None]:
    """Yield once at the beginning, and then whenever a file in the folder of a memo is saved.

    It ends with an interrupt (Ctrl-C). Raises click.UsageError when watchfiles is not installed,
    and where the system has no thread for it, without which it would end the process.
    """
    try:
        from watchfiles import DefaultFilter, watch  # noqa: PLC0415 - an extra, for --watch only
    except ImportError:
        raise click.UsageError(
            '--watch needs watchfiles: pip install "threadbrief[watch]"'
        ) from None
    try:
        Thread(target=int).start()
    except RuntimeError:
        raise click.UsageError("--watch needs a thread, and the system gives no more") from None
    usual = DefaultFilter()
    folders = sorted({memo.parent.resolve() for memo in memos})
    yield
    for _ in watch(
        *folders,
        watch_filter=lambda change, path: (
            usual(change, path) and not path.endswith(_OUTPUT_SUFFIXES)
        ),
    ):
        yield


def _check_and_report(
    memos: Sequence[Path], options: BuildOptions, form: str, processes: int, *, quiet: bool
) -> int:
    """Check each memo, show its problems, and return the exit status."""
    jobs = make_check_jobs(memos)
    outcomes = check_all(jobs, options, processes=min(processes, len(jobs)))
    shown = report.show_outcomes(outcomes, jobs, quiet=quiet, silent=form != "text")
    finished = [outcome.drop_bytes() for outcome in shown]
    if form == "github":
        return report.finish_for_github(finished)
    return report.finish("checked", finished, as_json=form == "json", quiet=quiet)
