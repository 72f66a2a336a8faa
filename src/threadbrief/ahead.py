"""A second process that loads a writer while this one reads the memo, and then writes one of its files.

Most of what a short memo costs is the loading of code: here half of it is done beside the other half (*the tandem
rule*). This module loads nothing itself, so that the process is split before either half has begun.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from threadbrief.options import Build, Format
from threadbrief.tandem import First, Second, beside, possible
from threadbrief.values import Value

LONGEST = 2 << 20
"""Bytes of a memo; for a longer one, two processes would need a fifth more memory, and save a twentieth of the time."""


class SecondWriter(Value):
    """A second process that waits for a document."""

    wanted: Format
    """What it writes it as."""
    process: Second


@contextmanager
def second_writer(build: Build, size: int, *, again: bool = False) -> Iterator[SecondWriter | None]:
    """Split the process for the build of a memo of `size` bytes; None where that is not wanted, not safe or no use.

    `again`: this process has built a memo before, and is not to let each second process load its writer anew.
    """
    if not (build.tandem and build.formats and size <= LONGEST and possible()):
        yield None
        return
    wanted = Format.PDF if Format.PDF in build.formats else build.formats[-1]
    if again:
        from threadbrief.writing import load  # noqa: PLC0415 - the first memo is written by who loads it

        load(wanted)

    def work(first: First) -> bytes:
        from threadbrief.writing import written_to  # noqa: PLC0415 - imported beside the reading of the memo

        return written_to(wanted, first)

    with beside(work) as process:
        yield SecondWriter(wanted, process)
