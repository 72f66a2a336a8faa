"""Fuzz the reader, guided by coverage: `python tools/fuzz_read.py [-runs=200000] [CORPUS]`.

Needs atheris (pip install atheris), which threadbrief itself does not. An input is YAML as it is,
or a text with marks put into a memo. Whatever it holds, reading ends within two seconds, and with a
Brief or a BriefError.
"""

import contextlib
import sys
import time

import atheris

with atheris.instrument_imports(include=["threadbrief", "markdown_it"]):
    import threadbrief.read.markup.blocks  # noqa: F401 - loaded late, and to be instrumented
    from threadbrief.checks import run_checks
    from threadbrief.core.problems import BriefError
    from threadbrief.read import read_brief
    from threadbrief.read.emit import write_brief
    from threadbrief.read.reorder import reorder_keys

LONGEST = 2.0
"""Seconds."""
HEAD = (
    b"schema: threadbrief/1\nmemo:\n  to: A\n  from: B\n  date: 2031-03-14\n  subject: S\n"
    b"  summary: |2-\n    "
)


def one(data: bytes) -> None:
    """Read one input."""
    started = time.perf_counter()
    if data[:1] == b"\x01":
        text = data[1:].replace(b"\n", b"\n    ")
        data = (
            HEAD
            + text
            + b"\nposts:\n- text: |2-\n    "
            + text
            + b"\nnotes:\n  a: |2-\n    "
            + text
            + b"\n"
        )
    with contextlib.suppress(BriefError):
        brief, _ = read_brief(data, "m")
        run_checks(brief)
        read_brief(write_brief(brief).encode(), "m")
    with contextlib.suppress(BriefError):
        reorder_keys(data, "m")
    if time.perf_counter() - started > LONGEST:
        raise TimeoutError(len(data))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
