"""`threadbrief schema`: the JSON Schema of a memo, for editors."""

import click

from threadbrief.cli.resources import schema_text

EXAMPLES = """\b
Examples:
  threadbrief schema > threadbrief-1.schema.json
"""
"""In the help, after the options; the first character keeps click from filling the lines."""


@click.command("schema", epilog=EXAMPLES, short_help="Print the JSON Schema of a memo.")
def command() -> None:
    """Print the JSON Schema of a memo, with which an editor completes and explains its keys.

    `threadbrief new` puts it beside the memo and names it in the first line, where editors look for it.
    """
    click.echo(schema_text().encode(), nl=False)
