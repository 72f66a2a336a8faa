"""Files that the package carries for the commands: the JSON Schema of a memo, and a memo to begin with."""

from datetime import date
from pathlib import Path

SCHEMA_FILE = "threadbrief-1.schema.json"
"""The JSON Schema as it lies beside a memo."""
_HERE = Path(__file__).parents[1]


def schema_text() -> str:
    """Return the JSON Schema of a memo."""
    return (_HERE / "read" / SCHEMA_FILE).read_text(encoding="utf-8")


def starting_memo(day: date) -> str:
    """Return a memo to begin with, of a day: it has a comment for most of what there is, and builds as it is."""
    text = (_HERE / "read" / "start.yaml").read_text(encoding="utf-8")
    return text.replace("2031-03-14", day.isoformat(), 1)
