"""The command line: parse, call, print, exit. The only room that reads the clock and the environment, or prints."""

import gc

# A run makes many values that live to its end, and hardly a cycle; so does the import of the rest. The
# collector then costs 4 % of a long build for nothing. It is never switched by a call of the library.
gc.set_threshold(500_000)

import os  # noqa: E402 - see above
import signal  # noqa: E402
import sys  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from contextlib import suppress  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import NoReturn  # noqa: E402

from threadbrief.cli.console import INTERRUPTED  # noqa: E402

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line and exit with its status; None: that of the process, which then does nothing else."""
    _open_closed_streams()
    if hasattr(signal, "SIGCHLD"):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # a parent that ignores it hands that down
    try:
        from threadbrief.cli.main import run  # noqa: PLC0415 - an interrupt may come while it loads

        status = run(arguments)
    except KeyboardInterrupt:  # before click was there to see it
        status = INTERRUPTED
    if arguments is None:
        _leave(status)
    sys.exit(status)


def _open_closed_streams() -> None:
    """Give a process that was started without a standard stream an empty one, so that no file takes its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open to the end


def _is_watched() -> bool:
    """Return whether somebody watches the calls of this process: by hooks, or by `sys.monitoring` since Python 3.12."""
    monitoring = getattr(sys, "monitoring", None)
    return bool(
        sys.gettrace()
        or sys.getprofile()
        or (monitoring and any(map(monitoring.get_tool, range(6))))
    )


def _leave(status: int) -> NoReturn:
    """End the process without taking apart all that it has loaded, which takes as long as a tenth of the loading.

    Whoever watches its calls, as a profiler does, gets the end that Python has for a program.
    """
    if _is_watched():
        sys.exit(status)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)
