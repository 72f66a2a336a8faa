"""`threadbrief template check`: what a template of Word offers a memo, and what will be used."""

import json

import click

from threadbrief.cli import report
from threadbrief.cli.console import FAILED, OK
from threadbrief.core.problems import BriefError, Problem, has_errors
from threadbrief.core.structs import asdict
from threadbrief.pipeline.document import load_builtin_templates
from threadbrief.pipeline.inspect_template import HouseReport, inspect_template

EXAMPLES = """\b
Examples:
  threadbrief template check house.docx
  threadbrief build memo.yaml --template house.docx
"""
"""In the help, after the options; the first character keeps click from filling the lines."""


@click.group("template", epilog=EXAMPLES, short_help="Look at a template of Word.")
def command() -> None:
    """Look at a template of Word, a .docx or .dotx file."""


@command.command("check", epilog=EXAMPLES)
@click.argument("template", metavar="HOUSE.docx")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, and no messages.")
def check(template: str, *, as_json: bool) -> int:
    """Say what was found in a template of Word, what is missing, and what will be used."""
    try:
        found = inspect_template(template)
    except BriefError as fault:
        if as_json:
            click.echo(
                json.dumps(
                    {"ok": False, "problems": [_make_entry(p) for p in fault.problems]}, indent=2
                )
            )
        else:
            report.show_problems(fault.problems)
        return FAILED
    if as_json:
        told = asdict(found)
        told |= {"styles": [asdict(use) for use in found.styles]}
        told |= {"problems": [_make_entry(problem) for problem in found.problems]}
        click.echo(json.dumps({"ok": True, **told}, indent=2, ensure_ascii=False).encode())
    else:
        click.echo(_format_report(found))
        report.show_problems(found.problems)
    return FAILED if has_errors(found.problems) else OK


def _make_entry(problem: Problem) -> dict[str, str | None]:
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
    }


def _format_report(found: HouseReport) -> str:
    kind = "a Word template" if found.is_template else "a Word document"
    sections = "1 section" if found.sections == 1 else f"{found.sections} sections"
    lines = [
        f"{found.name}: {kind}",
        f"page      {found.width:.0f} x {found.height:.0f} mm, lines of {found.measure:.0f} mm; {sections}",
        f"language  {found.language or 'none'}",
        f"notes     {found.notes}",
        f"places    {_join_names(found.places) or 'none: its text is a sample, and gives way to the memo'}",
    ]
    if found.running_places:
        lines.append(f"          in header or footer: {_join_names(found.running_places)}")
    if found.places:
        lines.append(f"          without one: {_join_names(found.without_place) or 'none'}")
    width = max(len(use.role) for use in found.styles)
    lines.append("styles")
    for use in found.styles:
        said = f"{use.style} (not in the template: added)" if use.added else use.style
        lines.append(f"  {use.role:{width}}  {said}")
    return "\n".join(lines)


def _join_names(names: tuple[str, ...]) -> str:
    return ", ".join(dict.fromkeys(names))


LIST_EXAMPLES = """\b
Examples:
  threadbrief build memo.yaml --template memo-letter
"""
"""In the help, after the options; the first character keeps click from filling the lines."""


@click.command("templates", epilog=LIST_EXAMPLES, short_help="List the built-in templates.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def list_command(*, as_json: bool) -> None:
    """List the built-in templates, one a line: its name, and what it is."""
    templates = load_builtin_templates()
    if as_json:
        listed = [
            {"name": template.name, "description": template.description} for template in templates
        ]
        click.echo(json.dumps(listed, indent=2))
        return
    width = max(len(template.name) for template in templates)
    for template in templates:
        click.echo(f"{template.name:{width}}  {template.description}".rstrip())
