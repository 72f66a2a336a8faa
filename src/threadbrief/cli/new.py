"""`threadbrief new` and `threadbrief schema`: a memo to begin with, and the schema of memos."""

import os
from datetime import date
from pathlib import Path

import click

from threadbrief.cli import report
from threadbrief.cli.console import FAILED, OK, read_today
from threadbrief.core import problem_codes as codes
from threadbrief.core.atomic_write import write_atomically
from threadbrief.core.problems import BriefError, make_brief_error
from threadbrief.core.regular_files import is_there

SCHEMA_FILE = "threadbrief-1.schema.json"
"""The name of the JSON Schema in the package, and as a file beside a memo."""
SCHEMA_EXAMPLES = """\b
Examples:
  threadbrief schema > threadbrief-1.schema.json
"""
"""Shown after the options; the first character keeps click from filling the lines."""


@click.command("schema", epilog=SCHEMA_EXAMPLES, short_help="Print the JSON Schema of a memo.")
def schema_command() -> None:
    """Print the JSON Schema of a memo, with which an editor completes and explains its keys.

    `threadbrief new` puts it beside the memo and names it in the first line, where editors look for
    it.
    """
    click.echo(read_schema().encode(), nl=False)


def read_schema() -> str:
    """Return the text of the JSON Schema of a memo."""
    package = Path(__file__).parents[1]
    return (package / "read" / SCHEMA_FILE).read_text(encoding="utf-8")


_DATE_IN_START = "2031-03-14"
"""The date of the memo in read/start.yaml."""
EXAMPLES = """\b
Examples:
  threadbrief new harbour            harbour.yaml
  threadbrief new reports/harbour.yaml
"""
"""Shown after the options; the first character keeps click from filling the lines."""


@click.command("new", epilog=EXAMPLES, short_help="Write a memo to begin with.")
@click.argument("name", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace a memo of that name.")
def command(name: Path, *, force: bool) -> int:
    """Write a memo to begin with: commented, of today, and ready to be built as it is.

    Beside it goes the JSON Schema that its first line names, for editors.
    """
    path = name
    if name.suffix.lower() not in {".yaml", ".yml"}:
        path = name.with_name(f"{name.name}.yaml")
    memo = read_starting_memo(read_today())
    try:
        _write_memo(path, memo, force=force)
    except BriefError as fault:
        report.show_problems(fault.problems)
        return FAILED
    click.echo(os.fsencode(path))
    return OK


def read_starting_memo(day: date) -> str:
    """Return the YAML of a memo of that day, with comments on most of the keys there are."""
    package = Path(__file__).parents[1]
    text = (package / "read" / "start.yaml").read_text(encoding="utf-8")
    return text.replace(_DATE_IN_START, day.isoformat(), 1)


def _write_memo(path: Path, memo: str, *, force: bool) -> None:
    if is_there(path) and not force:
        raise make_brief_error(
            codes.OUTPUT_IN_THE_WAY,
            f'"{path}" is in the way: it is there already',
            hint="take another name, or give --force to replace it",
        )
    files = {path: memo.encode(), path.parent / SCHEMA_FILE: read_schema().encode()}
    report.show_problems(write_atomically(files))
