"""Draft a memo from a thread that was copied, saved or exported."""

from datetime import date
from pathlib import Path

from threadbrief.api.options import NO_NAME, PathLike
from threadbrief.importers.importing import (
    ImportResult,
    update_memo,
)
from threadbrief.importers.importing import (
    import_thread as _import_thread,
)
from threadbrief.importers.inputs.open import memory_source, open_source
from threadbrief.importers.model import Selection


def import_thread(
    source: PathLike | bytes,
    *,
    today: date,
    format: str | None = None,  # noqa: A002 - the word of the command line
    selection: Selection | None = None,
    into: bytes | None = None,
) -> ImportResult:
    r"""Return the draft of a memo about a thread, as `threadbrief import` does; nothing is written.

    `source` is a path (a file, a folder, a zip or a tar) or bytes. `format` is one that
    `threadbrief import --help` lists; None: the content decides. `selection` says which thread, and
    what the source does not say of it. `today` dates the draft. `into` is a memo that keeps every
    line, and to which what is new is added. Raises BriefError where there is no such thread.

        >>> draft = import_thread(b"1/ One.\n\n2/ Two.", today=date(2031, 3, 14))
        >>> draft.posts, draft.text.splitlines()[0][:24]
        (2, '# The draft of a memo, f')
    """
    wanted = selection or Selection()
    if isinstance(source, bytes):
        opened = memory_source(NO_NAME, source)
    else:
        opened = open_source(Path(source))
    if into is None:
        return _import_thread(opened, wanted, format, today)
    return update_memo(into, NO_NAME, opened, wanted, format, today)
