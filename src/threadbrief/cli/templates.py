"""`threadbrief templates`: the built-in looks."""

import json

import click

from threadbrief.export import builtin_templates

EXAMPLES = """\b
Examples:
  threadbrief build memo.yaml --template memo-letter
"""
"""In the help, after the options; the first character keeps click from filling the lines."""


@click.command("templates", epilog=EXAMPLES, short_help="List the built-in templates.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def command(*, as_json: bool) -> None:
    """List the built-in templates, one a line: its name, and what it is."""
    templates = builtin_templates()
    if as_json:
        listed = [{"name": template.name, "description": template.description} for template in templates]
        click.echo(json.dumps(listed, indent=2))
        return
    width = max(len(template.name) for template in templates)
    for template in templates:
        click.echo(f"{template.name:{width}}  {template.description}".rstrip())
