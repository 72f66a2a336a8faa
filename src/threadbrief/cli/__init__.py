"""The command line: parse arguments, call the pipeline, print, exit.

Only this package prints, reads the clock, the environment and the terminal, and chooses the exit
status (`console.py` lists the exit statuses, `report.py` and `main.py` choose among them).
"""

import gc

# A run makes many values that live until its end, and hardly a reference cycle; so does the import
# of the other modules. The garbage collector then takes 4 % of a long build for nothing. It is
# changed here only, never by a call of the library.
gc.set_threshold(500_000)

import os  # noqa: E402 - see above
import signal  # noqa: E402
import sys  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from contextlib import suppress  # noqa: E402
from io import TextIOWrapper  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import NoReturn  # noqa: E402

from threadbrief.cli.console import INTERRUPTED  # noqa: E402

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line, and exit with its exit status.

    None: the arguments of the process, which then ends without the usual clean-up.
    """
    _open_closed_streams()
    if arguments is None:
        _set_encodings()
    if hasattr(signal, "SIGCHLD"):
        # A parent that ignores SIGCHLD passes that on to its children.
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        from threadbrief.cli.main import run  # noqa: PLC0415 - it may be interrupted as it loads

        status = run(arguments)
    except KeyboardInterrupt:  # before click could handle it
        status = INTERRUPTED
    if arguments is None:
        _exit_at_once(status)
    sys.exit(status)


def _open_closed_streams() -> None:
    """Open the null device for each standard stream that the process was started without.

    Else the first file that is opened would get the file descriptor of that stream.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            null = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - open to the end
            setattr(sys, name, null)


def _set_encodings() -> None:
    """Write UTF-8 to files and pipes on every system; escape what a terminal cannot show.

    Windows has a code page for them, which lacks most characters. PYTHONIOENCODING, which Python
    has followed already, chooses otherwise.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
            if not stream.isatty() and not os.environ.get("PYTHONIOENCODING"):
                stream.reconfigure(encoding="utf-8")


def _exit_at_once(status: int) -> NoReturn:
    """End the process without freeing all that it has loaded, which would take 20 to 40 ms.

    Under a profiler or tracer it ends as Python programs do, so that their reports are written.
    """
    if _is_traced():
        sys.exit(status)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


def _is_traced() -> bool:
    """Return whether a hook sees the calls of this process, or a tool of `sys.monitoring` does.

    `sys.monitoring` is there since Python 3.12.
    """
    if sys.gettrace() or sys.getprofile():
        return True
    monitoring = getattr(sys, "monitoring", None)
    return monitoring is not None and any(map(monitoring.get_tool, range(6)))
