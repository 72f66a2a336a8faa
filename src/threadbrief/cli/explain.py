"""`threadbrief explain`: what a code means."""

import click
from click.shell_completion import CompletionItem

from threadbrief.cli.resources import Page, page_of, pages

EXAMPLES = """\b
Examples:
  threadbrief explain TB204
  threadbrief explain            all codes, one a line
"""
"""In the help, after the options; the first character keeps click from filling the lines."""


def _complete(ctx: click.Context, argument: click.Parameter, start: str) -> list[CompletionItem]:  # noqa: ARG001 - click's signature
    return [CompletionItem(page.code, help=page.meaning) for page in pages().values() if page.code.startswith(start)]


@click.command("explain", epilog=EXAMPLES, short_help="Say what the code of a problem means.")
@click.argument("code", required=False, shell_complete=_complete)
def command(code: str | None) -> None:
    """Say what the code of a problem means, with an example, and what to do."""
    if code is None:
        for page in pages().values():
            click.echo(f"{page.code}  {'warning' if page.warning else 'error  '}  {page.meaning}")
        return
    found = page_of(code)
    if not isinstance(found, Page):
        hint = f'; did you mean "{found}"?' if found else "; `threadbrief explain` lists them"
        raise click.BadParameter(f'there is no "{code}"{hint}', param_hint="CODE")
    click.echo(_text(found))


def _text(page: Page) -> str:
    kind = "a warning" if page.warning else "an error"
    lines = [f"{page.code}, {kind}", "", page.meaning]
    if page.example:
        lines.append(f"Example: {page.example}")
    if page.advice:
        lines.append(f"What to do: {page.advice}")
    if page.warning:
        lines.append(f"To switch it off in a memo, at its top level: checks: {{{page.code}: off}}")
    return "\n".join(lines)
