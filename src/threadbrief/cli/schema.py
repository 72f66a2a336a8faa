"""`threadbrief schema`: the JSON Schema of a memo, for editors."""

from pathlib import Path

import click

SCHEMA_FILE = "threadbrief-1.schema.json"
"""The name of the JSON Schema in the package, and as a file beside a memo."""
EXAMPLES = """\b
Examples:
  threadbrief schema > threadbrief-1.schema.json
"""
"""Shown after the options; the first character keeps click from filling the lines."""


@click.command("schema", epilog=EXAMPLES, short_help="Print the JSON Schema of a memo.")
def command() -> None:
    """Print the JSON Schema of a memo, with which an editor completes and explains its keys.

    `threadbrief new` puts it beside the memo and names it in the first line, where editors look for
    it.
    """
    click.echo(read_schema().encode(), nl=False)


def read_schema() -> str:
    """Return the text of the JSON Schema of a memo."""
    package = Path(__file__).parents[1]
    return (package / "read" / SCHEMA_FILE).read_text(encoding="utf-8")
