"""`threadbrief check`: what is wrong with memos, line by line, without building them."""

from pathlib import Path

import click

from threadbrief.batch import check_all
from threadbrief.cli import report
from threadbrief.cli.jobs import check_jobs
from threadbrief.options import Build

EXAMPLES = """\b
Examples:
  threadbrief check memo.yaml
  threadbrief check --strict --json reports/*.yaml
"""
"""In the help, after the options; the first character keeps click from filling the lines."""


@click.command("check", epilog=EXAMPLES, short_help="Say what is wrong with memos, line by line.")
@click.argument("memos", metavar="MEMO.yaml...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--template", metavar="NAME|PATH", help="Check against this template in place of the memo's own.")
@click.option("--allow-outside", is_flag=True, help="Let the memo name files outside its folder.")
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, and no messages.")
@click.option("-q", "--quiet", is_flag=True, help="Show errors only.")
def command(
    memos: tuple[Path, ...],
    template: str | None,
    *,
    allow_outside: bool,
    strict: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Say everything that is wrong with each memo: file, line and column, the line itself, and what to do.

    The exit status is 0 when each of them would build, 1 when one would not. `-` is the standard input.
    """
    jobs = check_jobs(memos)
    build = Build(template=template, strict=strict, allow_outside=allow_outside)
    told = report.told(check_all(jobs, build), jobs, quiet=quiet, silent=as_json)
    done = [outcome.without_bytes() for outcome in told]
    return report.finish("checked", done, as_json=as_json, quiet=quiet)
