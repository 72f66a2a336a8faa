"""`threadbrief new`: a memo to begin with."""

import os
from datetime import date
from pathlib import Path

import click

from threadbrief.cli import report
from threadbrief.cli.console import FAILED, OK, read_source_date
from threadbrief.cli.resources import SCHEMA_FILE, schema_text, starting_memo
from threadbrief.core import problem_codes as codes
from threadbrief.core.files import write_atomically
from threadbrief.core.problems import BriefError, error

EXAMPLES = """\b
Examples:
  threadbrief new harbour            harbour.yaml
  threadbrief new reports/harbour.yaml
"""
"""In the help, after the options; the first character keeps click from filling the lines."""


@click.command("new", epilog=EXAMPLES, short_help="Write a memo to begin with.")
@click.argument("name", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace a memo of that name.")
def command(name: Path, *, force: bool) -> int:
    """Write a memo to begin with: commented, of today, and ready to be built as it is.

    Beside it goes the JSON Schema that its first line names, for editors.
    """
    path = name if name.suffix.lower() in {".yaml", ".yml"} else name.with_name(f"{name.name}.yaml")
    moment = read_source_date()
    memo = starting_memo(moment.date() if moment else date.today())  # noqa: DTZ011 - the day where the writer is
    try:
        _write_memo(path, memo, force=force)
    except BriefError as fault:
        report.show_problems(fault.problems)
        return FAILED
    click.echo(os.fsencode(path))
    return OK


def _write_memo(path: Path, memo: str, *, force: bool) -> None:
    if path.exists() and not force:
        hint = "take another name, or give --force to replace it"
        raise BriefError(
            [
                error(
                    codes.OUTPUT_IN_THE_WAY,
                    f'"{path}" is in the way: it is there already',
                    None,
                    hint,
                )
            ]
        )
    write_atomically({path: memo.encode(), path.parent / SCHEMA_FILE: schema_text().encode()})
