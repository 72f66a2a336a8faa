"""What a person asks about the format itself: its schema, a code, a memo to begin with, and the house order."""

import re
from datetime import date
from functools import cache
from pathlib import Path

from threadbrief.core.problems import nearest
from threadbrief.core.structs import Value
from threadbrief.read.reorder import in_house_order

__all__ = ["SCHEMA_FILE", "Page", "in_house_order", "pages", "schema_text", "starting_memo"]

SCHEMA_FILE = "threadbrief-1.schema.json"
"""The JSON Schema as it lies beside a memo."""
_HERE = Path(__file__).parents[1]
_ROW = re.compile(r"^\| (TB\d{3}) \| (.*?) \| ?(.*?) \| ?(.*?) ?\|$", re.MULTILINE)
_BAR = "\\|"


class Page(Value):
    """What there is to say about a code."""

    code: str
    warning: bool
    """Whether it is a warning; an error otherwise."""
    meaning: str
    example: str
    """Empty where none says more than the meaning."""
    advice: str
    """What to do; empty where the meaning says it."""


@cache
def pages() -> dict[str, Page]:
    """Return the page of every code, in the order of the documentation (docs/problems.md)."""
    installed = _HERE / "problems.md"
    file = installed if installed.is_file() else _HERE.parents[1] / "docs" / "problems.md"
    rows = _ROW.findall(file.read_text(encoding="utf-8"))
    return {code: _page(code, *(cell.replace(_BAR, "|") for cell in cells)) for code, *cells in rows}


def _page(code: str, meaning: str, example: str, advice: str) -> Page:
    said = meaning.removeprefix("Warning: ")
    return Page(code, said != meaning, f"{said[:1].upper()}{said[1:]}", example, advice)


def page_of(code: str) -> Page | str | None:
    """Return the page of a code, else the code that is nearest, else None."""
    wanted = code.upper() if code.upper().startswith("TB") else f"TB{code}"
    return pages().get(wanted) or nearest(wanted, list(pages()))


def schema_text() -> str:
    """Return the JSON Schema of a memo."""
    return (_HERE / "read" / SCHEMA_FILE).read_text(encoding="utf-8")


def starting_memo(day: date) -> str:
    """Return a memo to begin with, of a day: it has a comment for most of what there is, and builds as it is."""
    text = (_HERE / "read" / "start.yaml").read_text(encoding="utf-8")
    return text.replace("2031-03-14", day.isoformat(), 1)
