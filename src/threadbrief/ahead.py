"""A second process that loads what reads a memo while this one reads its arguments, and then reads and composes it.

Most of what a short memo costs is the loading of code: here half of it is done beside the other half (*the tandem
rule*). The second process exports the memo; the first loads a writer meanwhile, and writes the longest file. This
module loads neither, so that the process is split before they have begun.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from threadbrief.options import Build, Format
from threadbrief.tandem import Data, First, Second, beside, possible

LONGEST = 2 << 20
"""Bytes of a memo; for a longer one, two processes would need a fifth more memory, and no less time."""


@contextmanager
def early_exporter(arguments: Sequence[str]) -> Iterator[Second | None]:
    """Split the process that is to build by these arguments, before it has loaded what reads them.

    None where it builds nothing, or where that is not safe.
    """
    if arguments[:1] == ["build"] and "--timings" not in arguments and possible():
        with beside(_export) as second:
            yield second
    else:
        yield None


@contextmanager
def second_exporter(
    build: Build, size: int, *, again: bool = False, early: Second | None = None
) -> Iterator[Second | None]:
    """Split the process for the build of a memo of `size` bytes; None where that is not wanted, not safe or no use.

    `again`: this process has built a memo before, and is not to let each second process load everything anew.
    `early` is a process that was split off before; it is ended when it is of no use.
    """
    useful = build.tandem and bool(build.formats) and size <= LONGEST
    if early and useful:
        try:
            yield early
        finally:
            early.end()
    elif early or not (useful and possible()):
        if early:
            early.end()
        yield None
    else:
        if again:
            _load(build.formats)
        with beside(_export) as second:
            yield second


def _load(formats: Sequence[Format]) -> None:
    """Import what exports a memo, and what writes formats."""
    import threadbrief.export  # noqa: F401, PLC0415 - the first memo is read by a process that loads it
    from threadbrief.writing import load  # noqa: PLC0415 - the same

    for wanted in formats:
        load(wanted)


def _export(first: First) -> Data:
    from threadbrief.export import exported_for  # noqa: PLC0415 - imported beside the reading of the arguments

    return exported_for(first)
