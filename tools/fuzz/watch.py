"""Runs a case under watch: what it raises, how long it takes, what memory it needs, what it gives."""

import faulthandler
import hashlib
import re
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from types import FrameType

from cases import Case

from threadbrief.core.problems import Problem

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

SECONDS = 20.0
"""That one run may take."""
MEGABYTES = 600
"""That the process may have needed after it."""
_GRACE = 40.0
"""Seconds after which a run that no signal reaches is ended, with the whole process."""


class FindingError(Exception):
    """A result that breaks a promise, though nothing was raised: which one, and how."""

    def __init__(self, promise: str, detail: object = "") -> None:
        self.promise = promise
        super().__init__(f"{promise}: {detail}")


class LateError(BaseException):
    """A run that took too long: no `except Exception` may catch it."""


@dataclass(frozen=True)
class Outcome:
    """What came of a run."""

    label: str
    """What it gave, in a word: `built`, or the code of the first problem."""
    digest: bytes
    """Of all that it gave."""
    seconds: float
    signature: str = ""
    """What a fault is known by; empty without one."""
    fault: str = ""
    """The fault, with its place."""


@dataclass
class Record:
    """What a run gives, while it runs; `label` is what it ends as."""

    label: str = "read"
    parts: list[bytes] = field(default_factory=list)

    def add(self, *given: bytes | str) -> None:
        """Add bytes or texts to what is compared between two runs."""
        self.parts += [
            one if isinstance(one, bytes) else one.encode("utf-8", "surrogatepass") for one in given
        ]

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Add problems; the first decides the label. Raises FindingError for one to be reported to us."""
        for problem in problems:
            if not self.label.startswith("TB"):
                self.label = problem.code
            if "report it" in (problem.hint or ""):
                raise FindingError(" ".join(_CODE.findall(str(problem))), problem)
            self.add(str(problem), problem.hint or "")

    def digest(self) -> bytes:
        """Return a hash of all that was added."""
        whole = hashlib.sha256()
        for part in (self.label.encode(), *self.parts):
            whole.update(len(part).to_bytes(8, "big") + part)
        return whole.digest()


_CODE = re.compile(r"TB\d{3}")
Run = Callable[[Case, Record], None]


def watch(run: Run, case: Case, *, twice: bool = False) -> Outcome:
    """Run a case once, or twice and compare."""
    outcome = _watch_once(run, case)
    if twice and not outcome.signature:
        again = _watch_once(run, case)
        if again.signature:
            return again
        if again.digest != outcome.digest:
            fault = f"two runs differ: {outcome.label}, then {again.label}"
            return Outcome(
                again.label, again.digest, again.seconds, f"{case.target}: differs", fault
            )
    return outcome


def _watch_once(run: Run, case: Case) -> Outcome:
    record = Record()
    started = time.perf_counter()
    previous = None
    if hasattr(signal, "setitimer"):
        previous = signal.signal(signal.SIGALRM, _raise_late)
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
    faulthandler.dump_traceback_later(_GRACE, exit=True)
    signature = fault = ""
    try:
        run(case, record)
    except (Exception, LateError) as raised:  # noqa: BLE001 - what is looked for
        signature = f"{case.target}: {type(raised).__name__} {_find_place(raised)}"
        if isinstance(raised, FindingError):
            signature = f"{case.target}: {raised.promise}"
        fault = "".join(traceback.format_exception(raised)[-12:])[-6000:]
    finally:
        faulthandler.cancel_dump_traceback_later()
        if previous is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, previous)
    seconds = time.perf_counter() - started
    if not signature and seconds > SECONDS:
        signature, fault = f"{case.target}: late", f"it took {seconds:.1f} s"
    if not signature and measure_peak() > MEGABYTES:
        signature, fault = f"{case.target}: memory", f"the process needed {measure_peak()} MB"
    return Outcome(record.label, record.digest(), seconds, signature, fault)


def _raise_late(_number: int, _frame: FrameType | None) -> None:
    raise LateError


def _find_place(raised: BaseException) -> str:
    """Return the innermost function of threadbrief that an exception came through."""
    place = ""
    for frame, _ in traceback.walk_tb(raised.__traceback__):
        path = PurePath(frame.f_code.co_filename)
        if "threadbrief" in path.parts:
            place = f"{path.name}:{frame.f_code.co_name}"
    return place


def measure_peak() -> int:
    """Return the most memory that this process has needed so far, in MB; 0 where it is not known."""
    if resource is None:
        return 0
    with suppress(OSError):  # getrusage counts what the parent needed before it started this one
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        for line in status.splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) >> 10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak >> (20 if sys.platform == "darwin" else 10)
