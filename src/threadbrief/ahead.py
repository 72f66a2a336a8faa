"""A second process that loads a writer while this one reads the memo, and then writes one of its files.

Most of what a short memo costs is the loading of code: here half of it is done beside the other half (*the tandem
rule*). This module loads nothing itself, so that the process is split before either half has begun.
"""

from collections.abc import Iterator, Sequence
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
def early_writer(arguments: Sequence[str]) -> Iterator[SecondWriter | None]:
    """Split the process that is to build by these arguments, before it has loaded what reads them.

    None where it builds nothing, or where that is not safe. The format is guessed: most often it is the PDF.
    """
    if arguments[:1] != ["build"] or "--timings" in arguments or not possible():
        yield None
        return
    with _writer(_likely(arguments)) as second:
        yield second


def _likely(arguments: Sequence[str]) -> Format:
    named = " ".join(arguments).lower()
    return Format.DOCX if "docx" in named and "pdf" not in named else Format.PDF


@contextmanager
def second_writer(
    build: Build, size: int, *, again: bool = False, early: SecondWriter | None = None
) -> Iterator[SecondWriter | None]:
    """Split the process for the build of a memo of `size` bytes; None where that is not wanted, not safe or no use.

    `again`: this process has built a memo before, and is not to let each second process load its writer anew.
    `early` is a process that was split off before; it is ended when it is of no use.
    """
    wanted = Format.PDF if Format.PDF in build.formats else build.formats[-1] if build.formats else None
    useful = build.tandem and wanted is not None and size <= LONGEST
    if early and useful and early.wanted is wanted:
        yield early
        return
    if early:
        early.process.end()
    if wanted is None or not (useful and possible()):
        yield None
        return
    if again:
        from threadbrief.writing import load  # noqa: PLC0415 - the first memo is written by who loads it

        load(wanted)
    with _writer(wanted) as second:
        yield second


@contextmanager
def _writer(wanted: Format) -> Iterator[SecondWriter]:
    def work(first: First) -> bytes:
        from threadbrief.writing import written_to  # noqa: PLC0415 - imported beside the reading of the memo

        return written_to(wanted, first)

    with beside(work) as process:
        yield SecondWriter(wanted, process)
