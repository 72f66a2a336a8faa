"""`threadbrief templates`, the built-in looks, and `threadbrief template check`.

The latter reports what a Word template offers a memo, and what of it will be used.
"""

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
LIST_EXAMPLES = """\b
Examples:
  threadbrief build memo.yaml --template memo-letter
"""
"""Shown after the options; the first character keeps click from filling the lines."""


@click.group("template", epilog=EXAMPLES, short_help="Look at a template of Word.")
def command() -> None:
    """Look at a template of Word, a .docx or .dotx file."""


@command.command("check", epilog=EXAMPLES)
@click.argument("template", metavar="HOUSE.docx")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, and no messages.")
def check(template: str, *, as_json: bool) -> int:
    """Say what was found in a template of Word, what is missing, and what will be used."""
    try:
        house = inspect_template(template)
    except BriefError as fault:
        if as_json:
            problems = [_make_entry(problem) for problem in fault.problems]
            click.echo(json.dumps({"ok": False, "problems": problems}, indent=2))
        else:
            report.show_problems(fault.problems)
        return FAILED
    if as_json:
        click.echo(_format_json(house).encode())
    else:
        click.echo(_format_report(house))
        report.show_problems(house.problems)
    return FAILED if has_errors(house.problems) else OK


def _make_entry(problem: Problem) -> dict[str, str | None]:
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
    }


def _format_json(house: HouseReport) -> str:
    document: dict[str, object] = {"ok": True, **asdict(house)}
    document["styles"] = [asdict(use) for use in house.styles]
    document["problems"] = [_make_entry(problem) for problem in house.problems]
    return json.dumps(document, indent=2, ensure_ascii=False)


def _format_report(house: HouseReport) -> str:
    kind = "a Word template" if house.is_template else "a Word document"
    sections = report.format_count(house.sections, "section")
    size = f"{house.width:.0f} x {house.height:.0f} mm, lines of {house.measure:.0f} mm"
    places = _join_names(house.places) or "none: its text is a sample, and gives way to the memo"
    lines = [
        f"{house.name}: {kind}",
        f"page      {size}; {sections}",
        f"language  {house.language or 'none'}",
        f"notes     {house.notes}",
        f"places    {places}",
    ]
    if house.running_places:
        lines.append(f"          in header or footer: {_join_names(house.running_places)}")
    if house.places:
        lines.append(f"          without one: {_join_names(house.without_place) or 'none'}")
    width = max(len(use.role) for use in house.styles)
    lines.append("styles")
    for use in house.styles:
        added = " (not in the template: added)" if use.added else ""
        lines.append(f"  {use.role:{width}}  {use.style}{added}")
    return "\n".join(lines)


def _join_names(names: tuple[str, ...]) -> str:
    return ", ".join(dict.fromkeys(names))


# --- the built-in templates ---


@click.command("templates", epilog=LIST_EXAMPLES, short_help="List the built-in templates.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def list_command(*, as_json: bool) -> None:
    """List the built-in templates, one a line: its name, and what it is."""
    templates = load_builtin_templates()
    if as_json:
        entries = [
            {"name": template.name, "description": template.description} for template in templates
        ]
        click.echo(json.dumps(entries, indent=2))
        return
    width = max(len(template.name) for template in templates)
    for template in templates:
        click.echo(f"{template.name:{width}}  {template.description}".rstrip())
