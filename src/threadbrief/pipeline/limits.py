"""`--limits time=20s,memory=600M`: what a run may take, for a service that builds for others.

*Memory* is RLIMIT_DATA, which Linux holds a process to: an allocation beyond it fails. A child
process has the same limit, for itself. *Time* is a timer whose signal raises an exception, so that
unfinished files are removed as they are after SIGTERM. A library that is busy in C does not see a
signal: it comes again each `GRACE` seconds, and the system ends a process that has used as many
more seconds of the processor. No file is half written then either (*the atomic write*).
"""

import signal
import sys
import threading
from types import FrameType
from typing import NoReturn

from threadbrief.core.problems import LimitReachedError
from threadbrief.core.structs import Frozen

GRACE = 5
"""Seconds between two signals, and of the processor until the end of the process."""
_SECONDS = {"s": 1, "m": 60}
_BYTES = {"M": 1 << 20, "G": 1 << 30}
_MIN_MEMORY = 64 << 20
"""Bytes that Python and the libraries take before anything is read."""
_MAX_NUMBER = 6
"""Figures of a number; more are a mistake."""


class Limits(Frozen):
    """What a run may take."""

    time: int | None = None
    """Seconds of the clock; None: without a limit."""
    memory: int | None = None
    """Bytes; None: without a limit."""


def parse_limits(text: str) -> Limits:
    """Return the limits in `time=20s,memory=600M`. Raises ValueError for other texts."""
    time = memory = None
    for part in text.split(","):
        name, _, value = part.strip().partition("=")
        if name == "time" and time is None:
            time = _parse_amount(part, value, _SECONDS)
        elif name == "memory" and memory is None:
            memory = _parse_amount(part, value, _BYTES)
            if memory < _MIN_MEMORY:
                raise ValueError(f'"{part}" is too little: 64M is the least')
        else:
            raise ValueError(f'"{part}" is no limit: write time=20s,memory=600M')
    return Limits(time, memory)


def _parse_amount(part: str, value: str, units: dict[str, int]) -> int:
    number, unit = value[:-1], value[-1:]
    is_number = number.isascii() and number.isdigit() and len(number) <= _MAX_NUMBER
    if not is_number or unit not in units or not int(number):
        raise ValueError(f'"{part}" is no limit: give a number and {" or ".join(units)}')
    return int(number) * units[unit]


def set_limits(limits: Limits) -> None:
    """Begin to count. Raises ValueError where the system has no limit of memory."""
    if limits.memory is not None:
        if sys.platform != "linux":
            raise ValueError("memory can be limited on Linux only; leave it out")
        _set_soft_limit("RLIMIT_DATA", limits.memory)
    if limits.time is None:
        return
    if sys.platform == "win32" or not hasattr(signal, "setitimer"):
        _start_watchdog(limits.time)
        return
    _set_soft_limit("RLIMIT_CPU", limits.time + GRACE)
    signal.signal(signal.SIGALRM, _raise_limit)
    signal.setitimer(signal.ITIMER_REAL, limits.time, GRACE)


def _start_watchdog(seconds: int) -> None:
    """Let a thread raise the exception in the main one, by a signal that is only simulated."""
    import _thread  # noqa: PLC0415

    signal.signal(signal.SIGTERM, _raise_limit)
    watchdog = threading.Timer(seconds, _thread.interrupt_main, (signal.SIGTERM,))
    watchdog.daemon = True
    watchdog.start()


def _set_soft_limit(name: str, value: int) -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415

    number = getattr(resource, name)
    hard = resource.getrlimit(number)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(number, (value, hard))


def lift_limits() -> None:
    """End what `set_limits` has begun, so that what is left can be reported."""
    if sys.platform != "win32" and hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)
    if sys.platform == "linux":
        import resource  # noqa: PLC0415

        for number in (resource.RLIMIT_DATA, resource.RLIMIT_CPU):
            hard = resource.getrlimit(number)[1]
            resource.setrlimit(number, (hard, hard))


def _raise_limit(*_: int | FrameType | None) -> NoReturn:
    """Handle the signal; its number and frame are of no use."""
    raise LimitReachedError
