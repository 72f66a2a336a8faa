"""Waiting until somebody saves a file."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

_BUILT = (".docx", ".pdf")
"""What a build writes is no reason to look again."""


def saves(memos: Iterable[Path]) -> Iterator[None]:
    """Yield once at the beginning, and then each time that a file beside a memo is saved; Ctrl-C is an interrupt.

    Raises click.UsageError when watchfiles is not installed.
    """
    try:
        from watchfiles import DefaultFilter, watch  # noqa: PLC0415 - an extra, which only --watch needs
    except ImportError:
        raise click.UsageError('--watch needs watchfiles: pip install "threadbrief[watch]"') from None
    usual = DefaultFilter()
    folders = sorted({memo.parent.resolve() for memo in memos})
    yield
    for _ in watch(*folders, watch_filter=lambda change, path: usual(change, path) and not path.endswith(_BUILT)):
        yield
