"""`threadbrief extract`: the memo inside a file that was built from it."""

import sys
from pathlib import Path

import click

from threadbrief.cli import report
from threadbrief.cli.console import FAILED, OK
from threadbrief.core import problem_codes as codes
from threadbrief.core.atomic_write import write_atomically
from threadbrief.core.files import read_memo
from threadbrief.core.problems import BriefError, make_brief_error
from threadbrief.core.regular_files import is_there
from threadbrief.pipeline.extract import MAX_FILE, extract_memo, find_edit

EXAMPLES = """\b
Examples:
  threadbrief extract memo.docx > memo.yaml
  threadbrief extract memo.pdf -o memo.yaml
"""
"""Shown after the options; the first character keeps click from filling the lines."""


@click.command(
    "extract", epilog=EXAMPLES, short_help="Give back the YAML inside a Word file or PDF."
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="PATH",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the YAML goes.",
)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def command(file: Path, output: Path | None, *, force: bool) -> int:
    """Give back the YAML that a Word file or PDF was built from, byte for byte.

    It goes to the standard output, or to PATH. A file that was edited since still has it, as it was
    before the edit; a warning says so.
    """
    try:
        data = read_memo(file, MAX_FILE)
        memo = extract_memo(data, str(file)).data
        edit = find_edit(data, str(file))
        if edit:
            report.show_problems((edit,))
        if output and output != Path("-"):
            _write_memo(output, memo, force=force)
            click.echo(str(output))
        else:
            sys.stdout.buffer.write(memo)
    except BriefError as fault:
        report.show_problems(fault.problems)
        return FAILED
    return OK


def _write_memo(output: Path, memo: bytes, *, force: bool) -> None:
    """Write the YAML; without `force` only where no other file is replaced."""
    if not force and is_there(output) and read_memo(output, MAX_FILE) != memo:
        raise make_brief_error(
            codes.OUTPUT_IN_THE_WAY,
            f'"{output}" is in the way: it holds something else',
            hint="name another place, or give --force to replace it",
        )
    report.show_problems(write_atomically({output: memo}))
