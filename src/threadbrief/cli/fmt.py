"""`threadbrief fmt`: the keys of memos in the canonical order, indented by two spaces a level."""

import os
import sys
from pathlib import Path

import click

from threadbrief.cli import report
from threadbrief.cli.console import FAILED, OK
from threadbrief.cli.jobs import STDIN_NAME, STDIO
from threadbrief.core.atomic_write import write_atomically
from threadbrief.core.files import MAX_MEMO, read_memo
from threadbrief.core.problems import BriefError
from threadbrief.read.reorder import reorder_keys

EXAMPLES = """\b
Examples:
  threadbrief fmt memo.yaml
  threadbrief fmt --check reports/*.yaml
  threadbrief fmt - < memo.yaml
"""
"""Shown after the options; the first character keeps click from filling the lines."""


@click.command(
    "fmt", epilog=EXAMPLES, short_help="Put the keys of memos in order, two spaces a level."
)
@click.argument(
    "memos", metavar="MEMO.yaml...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--check",
    "only_check",
    is_flag=True,
    help="Change nothing; exit with 1 when a memo would be changed.",
)
def command(memos: tuple[Path, ...], *, only_check: bool) -> int:
    """Put the keys of each memo in the house order, and indent them by two spaces a level.

    Lines are moved whole: comments stay with their keys, and no character of a text is touched. The
    names of the memos that were changed are printed. `-` is the standard input, which goes to the
    standard output.
    """
    status = OK
    for memo in dict.fromkeys(memos):
        try:
            changed = _reorder(memo, only_check=only_check)
        except BriefError as fault:
            report.show_problems(fault.problems, fault.source)
            status = FAILED
            continue
        if changed and only_check:
            status = FAILED
    return status


def _reorder(memo: Path, *, only_check: bool) -> bool:
    """Put the keys of a memo in order; return whether that changes it."""
    if memo == STDIO:
        data = sys.stdin.buffer.read(MAX_MEMO + 1)  # one more is too many, and is told
        text = reorder_keys(data, str(STDIN_NAME)).encode()
        report.write_stdout(b"" if only_check else text)
        return text != data
    data = read_memo(memo)
    text = reorder_keys(data, str(memo)).encode()
    if text != data:
        click.echo(os.fsencode(memo))
        if not only_check:
            report.show_problems(write_atomically({memo: text}, {memo: data}))
    return text != data
