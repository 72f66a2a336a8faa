"""The process that runs cases: one after the other, in a folder of its own, under watch.

It writes one line of JSON for each block of runs and for each fault. Before each run it notes the
seed, so that the process above knows which case ended it.
"""

import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cases import Case
from minimize import minimize
from targets import make_case, run_case
from watch import MEGABYTES, Outcome, measure_peak, watch

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

BLOCK = 500
"""Runs, after which a line is written."""
LIFE = 5_000
"""Runs, after which the process is exchanged for a new one."""
TWICE = 5
"""One run in as many is done twice, and compared."""
FULL = 3
"""Cases of one fault that are kept."""
_ADDRESS_SPACE = 4 << 30
"""Bytes; what asks for more gets a MemoryError, which is a fault too."""


@dataclass(frozen=True)
class Range:
    """The seeds that a worker runs."""

    first: int
    runs: int
    seconds: float
    only: str | None = None


class Folder:
    """The folder of a run: its files are changed to those of the next case."""

    def __init__(self) -> None:
        self._there: dict[str, bytes] = {}

    def fill(self, case: Case) -> None:
        """Have the current folder hold the files of a case, and no others."""
        for name in self._there.keys() - case.files.keys():
            _remove(Path(name))
        for name, data in case.files.items():
            if self._there.get(name) != data:
                path = Path(name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        self._there = dict(case.files)


def _remove(path: Path) -> None:
    """Remove a file, and the folders that are empty then."""
    path.unlink()
    for parent in path.parents[:-1]:
        if any(parent.iterdir()):
            break
        parent.rmdir()


@contextmanager
def enter_folder() -> Iterator[Folder]:
    """Work in a new folder, which is removed at the end; in memory where the system offers that."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder in it, of our own
    parent = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    folder = tempfile.mkdtemp(prefix="fuzz-", dir=parent)
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield Folder()
    finally:
        os.chdir(before)
        shutil.rmtree(folder, ignore_errors=True)


def try_case(case: Case, folder: Folder, *, twice: bool = False) -> Outcome:
    """Run a case in its folder, under watch."""
    folder.fill(case)
    return watch(run_case, case, twice=twice)


def work(wanted: Range, faults: Path, note: Path) -> None:
    """Run the seeds of a range; print blocks and faults as lines of JSON."""
    if resource is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, hard))
    end = time.monotonic() + wanted.seconds
    seed = wanted.first
    last = wanted.first + min(wanted.runs, LIFE)
    noted = os.open(note, os.O_WRONLY | os.O_CREAT, 0o600)
    with enter_folder() as folder:
        while seed < last and time.monotonic() < end:
            block = _Block(seed)
            while seed < last and seed < block.first + BLOCK and time.monotonic() < end:
                os.lseek(noted, 0, os.SEEK_SET)
                os.write(noted, f"{seed:<20}".encode())
                case = make_case(seed, wanted.only)
                outcome = try_case(case, folder, twice=seed % TWICE == 0)
                block.add(case, outcome)
                if outcome.signature:
                    _keep_fault(case, outcome, folder, faults)
                seed += 1
                if measure_peak() > MEGABYTES:
                    last = seed
            print(json.dumps(block.describe(seed)), flush=True)


class _Block:
    """What came of the runs of a block."""

    def __init__(self, first: int) -> None:
        self.first = first
        self._runs: Counter[str] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._labels: Counter[str] = Counter()
        self._faults: Counter[str] = Counter()
        self._digest = hashlib.sha256()
        self._slowest = (0.0, 0, "")

    def add(self, case: Case, outcome: Outcome) -> None:
        """Add one run."""
        self._runs[case.target] += 1
        self._seconds[case.target] += outcome.seconds
        self._labels[f"{case.target} {outcome.label}"] += 1
        self._digest.update(outcome.digest)
        self._slowest = max(self._slowest, (outcome.seconds, case.seed, case.target))
        if outcome.signature:
            self._faults[outcome.signature] += 1

    def describe(self, end: int) -> dict[str, Any]:
        """Return the block as values of JSON."""
        seconds = {target: round(spent, 3) for target, spent in self._seconds.items()}
        return {"first": self.first, "end": end, "runs": self._runs, "seconds": seconds, "labels": self._labels,
                "faults": self._faults, "slowest": self._slowest, "peak": measure_peak(),
                "digest": self._digest.hexdigest()}  # fmt: skip


def _keep_fault(case: Case, outcome: Outcome, folder: Folder, faults: Path) -> None:
    """Write a case with a fault to a file, smaller where it could be made so; of each fault a few."""
    name = "".join(letter if letter.isalnum() else "-" for letter in outcome.signature)[:80]
    if len(list(faults.glob(f"{name}-[0-9]*.json"))) >= FULL:
        return
    smaller = case
    if not outcome.signature.endswith((": memory", ": late", ": differs")):
        smaller = minimize(case, lambda one: try_case(one, folder).signature == outcome.signature)
    path = faults / f"{name}-{case.seed}.json"
    smaller.write(path, outcome.fault)
    print(outcome.fault, "in", path, file=sys.stderr, flush=True)
