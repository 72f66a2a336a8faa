"""A coverage-guided run of the importers: `python tools/fuzz_import.py [-runs=200000] [folder with a corpus]`.

Needs atheris (pip install atheris), which threadbrief itself does not. An input is a source of any format; a corpus
is in `tests/data/importers`. Whatever it holds, importing ends within two seconds, with a draft that is a valid memo or
with a BriefError.
"""

import contextlib
import sys
import time
from datetime import date

import atheris

with atheris.instrument_imports(include=["threadbrief"]):
    from threadbrief.core.problems import BriefError
    from threadbrief.importers.importing import import_thread, list_threads
    from threadbrief.importers.inputs.open import memory_source
    from threadbrief.importers.model import Selection
    from threadbrief.read import read_brief

LONGEST = 2.0
"""Seconds."""
TODAY = date(2031, 3, 14)


def one(data: bytes) -> None:
    """Import one input: what is listed, and the draft of the first thread in it."""
    started = time.perf_counter()
    with contextlib.suppress(BriefError):
        source = memory_source("source", data)
        threads = list_threads(source, Selection(), None)
        select = threads[0].id if len(threads) > 1 else None
        brought = import_thread(source, Selection(select=select, with_private=True), None, TODAY)
        read_brief(brought.text.encode(), "m")
    if time.perf_counter() - started > LONGEST:
        raise TimeoutError(len(data))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
