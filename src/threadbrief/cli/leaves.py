"""`threadbrief leaves`: what a file carries when it leaves the desk."""

import json
from pathlib import Path

import click

from threadbrief.cli import report
from threadbrief.cli.console import FAILED, OK, escape_controls
from threadbrief.core.files import read_memo
from threadbrief.core.problems import BriefError
from threadbrief.core.structs import asdict
from threadbrief.inventory.items import Inventory, Kind, ListedFormat
from threadbrief.pipeline.extract import MAX_FILE
from threadbrief.pipeline.leaves import list_leaves

EXAMPLES = """\b
Examples:
  threadbrief leaves memo.docx
  threadbrief leaves out/memo.pdf letter.docx
  threadbrief leaves *.pdf --format json | jq -r '.files[].items[] | select(.kind == "link")'
"""
"""Shown after the options; the first character keeps click from filling the lines."""

_FORMATS = {ListedFormat.WORD: "a Word file", ListedFormat.PDF: "a PDF"}
_ALWAYS_TOLD = (
    Kind.MEMO,
    Kind.AUTHOR,
    Kind.COMMENT,
    Kind.CHANGE,
    Kind.HIDDEN,
    Kind.EXTERNAL,
    Kind.ACTIVE,
    Kind.ATTACHMENT,
)
"""These have a line also where there are none."""


@click.command(
    "leaves", epilog=EXAMPLES, short_help="List what a Word file or PDF carries besides its text."
)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="text is for people; json for programs: one document, and no messages.",
)
def command(files: tuple[Path, ...], *, form: str) -> int:
    """List what leaves the desk with a Word file or PDF, whoever made it.

    The memo inside it and its comments, comments and tracked changes, properties, authors, hidden
    text, what pictures say of place and camera, links, attachments, fonts, and what it would fetch
    or run. The file is only read. A file that is neither ends with exit status 1.
    """
    status = OK
    entries = []
    for file in files:
        try:
            inventory = list_leaves(read_memo(file, MAX_FILE), str(file))
        except BriefError as fault:
            status = FAILED
            entries.append(_make_failed_entry(file, fault))
            if form == "text":
                report.show_problems(fault.problems)
            continue
        entries.append(_make_entry(file, inventory))
        if form == "text":
            click.echo(_format_inventory(file, inventory))
    if form == "json":
        click.echo(json.dumps({"ok": status == OK, "files": entries}, indent=2))
    return status


def _make_entry(file: Path, inventory: Inventory) -> dict[str, object]:
    return {
        "file": str(file),
        "format": inventory.format.value,
        "bytes": inventory.size,
        "items": [{**asdict(item), "kind": item.kind.value} for item in inventory.items],
        "problems": [],
    }


def _make_failed_entry(file: Path, fault: BriefError) -> dict[str, object]:
    problems = [
        {"code": problem.code, "message": problem.message, "hint": problem.hint}
        for problem in fault.problems
    ]
    return {"file": str(file), "format": None, "bytes": None, "items": [], "problems": problems}


def _format_inventory(file: Path, inventory: Inventory) -> str:
    """Return the list as text, a line for each item below the heading of its kind."""
    lines = [f"{file}: {_FORMATS[inventory.format]}, {inventory.size:,} bytes"]
    for kind in Kind:
        items = inventory.list_kind(kind)
        if not items and kind not in _ALWAYS_TOLD:
            continue
        lines.append(f"{kind.value}: {len(items) or 'none'}")
        for item in items:
            value = f": {item.value}" if item.value else ""
            where = f"  ({item.where})" if item.where else ""
            lines.append(f"  {item.name}{value}{where}")
    return "\n".join(escape_controls(line) for line in lines)
