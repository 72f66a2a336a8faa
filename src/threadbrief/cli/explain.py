"""`threadbrief explain`: what the code of a problem means, from the registry of problem codes."""

import click
from click.shell_completion import CompletionItem

from threadbrief.core.problem_codes import REGISTRY, ProblemCode
from threadbrief.core.problems import Severity, find_nearest

EXAMPLES = """\b
Examples:
  threadbrief explain TB204
  threadbrief explain            all codes, one a line
"""
"""Shown after the options; the first character keeps click from filling the lines."""


def _complete_codes(
    ctx: click.Context, argument: click.Parameter, start: str
) -> list[CompletionItem]:
    return [
        CompletionItem(row.code, help=row.meaning)
        for row in REGISTRY.values()
        if row.code.startswith(start)
    ]


@click.command("explain", epilog=EXAMPLES, short_help="Say what the code of a problem means.")
@click.argument("code", required=False, shell_complete=_complete_codes)
def command(code: str | None) -> None:
    """Say what the code of a problem means, with an example, and what to do."""
    if code is None:
        for row in REGISTRY.values():
            click.echo(f"{row.code}  {row.severities[0].value:7}  {row.meaning}")
        return
    full_code = f"TB{code.upper().removeprefix('TB')}"
    if full_code not in REGISTRY:
        near = find_nearest(full_code, list(REGISTRY))
        hint = f'did you mean "{near}"?' if near else "`threadbrief explain` lists them"
        raise click.BadParameter(f'there is no "{code}"; {hint}', param_hint="CODE")
    click.echo(_format_row(REGISTRY[full_code]))


def _format_row(row: ProblemCode) -> str:
    names = {Severity.ERROR: "an error", Severity.WARNING: "a warning"}
    severities = " or ".join(names[severity] for severity in row.severities)
    lines = [f"{row.code}, {severities}", "", row.meaning]
    if row.example:
        lines.append(f"Example: {row.example}")
    if row.advice:
        lines.append(f"What to do: {row.advice}")
    if row.is_suppressible:
        lines.append(f"To switch it off in a memo, at its top level: checks: {{{row.code}: off}}")
    return "\n".join(lines)
