"""Measure the wall time of commands, and the memory of the largest process of each."""

import json
import os
import re
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Series:
    """The runs of one command."""

    seconds: list[float] = field(default_factory=list)
    kilobytes: list[int] = field(default_factory=list)
    """Peak of resident memory of its largest process, by the kernel's own account."""
    failed: str | None = None
    """How it ended, when it failed; it is not run again."""

    @property
    def time(self) -> float:
        """The median, in seconds."""
        return statistics.median(self.seconds)

    @property
    def peak(self) -> float:
        """The median, in megabytes (of 1,048,576 bytes)."""
        return statistics.median(self.kilobytes) / 1024


def in_turn(
    commands: Mapping[str, Sequence[str]], out: Path, runs: int, *, warm_up: bool = True
) -> dict[str, Series]:
    """Run commands A B C, A B C, ... and return the runs of each; a warm-up is not counted.

    What lies in the folder `out` is removed before each run, so that every run writes new files.
    """
    found = {name: Series() for name in commands}
    for number in range(-1 if warm_up else 0, runs):
        for name, command in commands.items():
            series = found[name]
            if series.failed:
                continue
            _emptied(out / name)
            seconds, kilobytes, status = once(command)
            if status:
                series.failed = f"exit {status}"
            elif number >= 0:
                series.seconds.append(seconds)
                series.kilobytes.append(kilobytes)
    return found


_LOOK = 0.005
"""Seconds between two looks at the memory of a command."""
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
"""What the commands are started in: nothing that keeps Python from its bytecode, or changes it
otherwise."""


def once(command: Sequence[str]) -> tuple[float, int, int]:
    """Run a command without its output; return seconds, kilobytes and exit status."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    try:
        actions = [(os.POSIX_SPAWN_DUP2, nowhere, number) for number in (0, 1, 2)]
        start = time.perf_counter()
        process = os.posix_spawnp(command[0], command, ENVIRONMENT, file_actions=actions)
        _, status, usage = os.wait4(process, 0)
        return time.perf_counter() - start, usage.ru_maxrss, os.waitstatus_to_exitcode(status)
    finally:
        os.close(nowhere)


def whole_peak(command: Sequence[str], out: Path) -> float:
    """Run a command once more; return the peak memory of all its processes, in megabytes.

    Pages that two of them share are counted once. Looked at every few milliseconds, so what is
    shorter is missed; 0 where the system does not tell.
    """
    _emptied(out)
    most = 0
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT
    ) as process:
        while process.poll() is None:
            most = max(most, sum(map(_held, _family(process.pid))))
            time.sleep(_LOOK)
    return most / 1024


def _family(process: int) -> list[int]:
    """Return a process and all that came of it."""
    try:
        children = (
            Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
        )
    except OSError:
        children = []
    return [process, *(one for child in children for one in _family(int(child)))]


def _held(process: int) -> int:
    """Return the proportional set size of a process, in kilobytes."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    match = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(match[1]) if match else 0


def warm(
    commands: Mapping[str, Sequence[str]], rounds: int, environment: Mapping[str, str]
) -> dict[str, float]:
    """Run commands that print their own times as JSON, in turn.

    Return the median of each, in seconds.
    """
    found: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            done = subprocess.run(
                command, check=True, capture_output=True, env={**ENVIRONMENT, **environment}
            )
            found[name] += json.loads(done.stdout)
    return {name: statistics.median(taken) for name, taken in found.items()}


def _emptied(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
