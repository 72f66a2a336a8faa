"""A source of the tests in; the draft of a memo out."""

from datetime import date
from pathlib import Path

from threadbrief.importers.importing import ImportResult, import_thread
from threadbrief.importers.inputs.open import memory_source
from threadbrief.importers.model import Selection

TODAY = date(2031, 3, 14)


def drafted(
    source: Path | str | bytes, wanted: Selection | None = None, kind: str | None = None
) -> ImportResult:
    """Draft a memo from a file, or from text."""
    if isinstance(source, Path):
        opened = memory_source(source.name, source.read_bytes())
    else:
        opened = memory_source("thread.txt", source.encode() if isinstance(source, str) else source)
    return import_thread(opened, wanted or Selection(), kind, TODAY)
