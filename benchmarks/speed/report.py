"""Write what was measured as Markdown, between the markers of a document."""

import os
import platform
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from measure import Series
from memos import SIZES, note_count

BEGIN, END = "<!-- make bench: begin -->", "<!-- make bench: end -->"
TIMES = {"S": 1.0, "M": 0.6, "L": 0.3, "XL": 0.12}
"""The aim for both files, as a share of pandoc's and Typst's times together."""
WARM, GROWTH = 1.0, 11.0
"""The aims for S in one process, beside Typst and docx-js together; and for XL in times of L."""
MEMORY = {"L": 200, "XL": 700}
"""The aim for the peak of memory, in MB."""
_COMMANDS = {
    "both": "`threadbrief build`, both files",
    "docx": "the same, Word alone",
    "pdf": "the same, PDF alone",
    "pandoc": "`pandoc memo.md -o memo.docx`",
    "typst": "Typst, PDF/UA-1",
}


@dataclass
class Result:
    """Everything measured in one go."""

    machine: str
    pairs: int
    missing: list[str]
    """Warnings about the figures: a peer that was not installed, a file without its notes."""
    cold: dict[str, dict[str, Series]] = field(default_factory=dict)
    """By size, then by command."""
    together: dict[str, float] = field(default_factory=dict)
    """By size: megabytes of all processes of a build of both files together, at their most."""
    stages: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    """By size: stages in their order, with seconds."""
    warm: dict[str, float] = field(default_factory=dict)
    """Seconds for S in one process, by program."""


def machine() -> str:
    """Return the date, what the machine is, and what else it was doing."""
    cores = os.cpu_count()
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%Y-%m-%d}; {cores} cores, {_processor()}, {platform.system()}; "
        f"Python {platform.python_version()}; load {load:.1f} at the start"
    )


def _processor() -> str:
    text = ""
    with suppress(OSError):
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    match = re.search(r"^model name\s*: *(.+)$", text, re.MULTILINE)
    if match:
        return match[1]
    return platform.processor() or platform.machine()


def markdown(result: Result) -> str:
    """Return the tables."""
    parts = [f"Measured on {result.machine}. Medians of {result.pairs} runs in turn; XL ran once."]
    if result.missing:
        parts.append("\n".join(f"- **{line}**" for line in result.missing))
    parts += [_aims(result), _cold(result)]
    if result.stages:
        parts.append(_stages(result))
    return "\n\n".join(parts)


def _aims(result: Result) -> str:
    rows = ["| case | peers | threadbrief | times | aim |", "|---|---|---|---|---|"]
    for size, cold in result.cold.items():
        rows.append(
            _times_row(
                f"{size} cold",
                [_time(cold, "pandoc"), _time(cold, "typst")],
                _time(cold, "both"),
                TIMES[size],
            )
        )
    if result.warm:
        theirs = [result.warm.get("typst"), result.warm.get("docx-js")]
        rows.append(_times_row("S warm, one process", theirs, result.warm["both"], WARM))
    large, largest = (_time(result.cold.get(size, {}), "both") for size in ("L", "XL"))
    if large and largest:
        rows.append(f"| growth L to XL | | | {largest / large:.1f} | {GROWTH:g} |")
    for size, most in MEMORY.items():
        series = result.cold.get(size, {}).get("both")
        if series and series.kilobytes:
            peak = max(series.peak, result.together.get(size, 0.0))
            rows.append(f"| peak memory, {size}, both processes | | {peak:.0f} MB | | {most} MB |")
    return "\n".join(rows)


def _times_row(case: str, theirs: list[float | None], ours: float | None, aim: float) -> str:
    measured = [seconds for seconds in theirs if seconds is not None]
    times = "–"
    if ours is not None and len(measured) == len(theirs):
        times = f"{ours / sum(measured):.2f}"
    peers = " + ".join(map(_seconds, theirs))
    return f"| {case} | {peers} | {_seconds(ours)} | {times} | {aim:g} |"


def _time(cold: dict[str, Series], name: str) -> float | None:
    if name in cold and cold[name].seconds:
        return cold[name].time
    return None


def _seconds(value: float | None) -> str:
    if value is None:
        return "not measured"
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"


def _cold(result: Result) -> str:
    rows = ["| memo | command | time, median | least–most | peak memory |", "|---|---|---|---|---|"]
    for size, cold in result.cold.items():
        memo = f"{size}: {SIZES[size]:,} posts, {note_count(SIZES[size]):,} notes"
        for name, series in cold.items():
            if series.seconds:
                spread = f"{_seconds(min(series.seconds))}–{_seconds(max(series.seconds))}"
                rows.append(
                    f"| {memo} | {_COMMANDS[name]} | {_seconds(series.time)} | {spread} | "
                    f"{series.peak:.0f} MB |"
                )
            else:
                rows.append(f"| {memo} | {_COMMANDS[name]} | {series.failed or 'not run'} | | |")
            memo = ""
    return "\n".join(rows)


def _stages(result: Result) -> str:
    """Return the stages of every size beside each other, in milliseconds."""
    names = list(dict.fromkeys(name for stages in result.stages.values() for name, _ in stages))
    by_size = {size: dict(stages) for size, stages in result.stages.items()}
    rows = [f"| stage, ms | {' | '.join(by_size)} |", f"|---|{'---:|' * len(by_size)}"]
    for name in names:
        figures = [f"{stages.get(name, 0.0) * 1000:.1f}" for stages in by_size.values()]
        rows.append(f"| {' | '.join([name, *figures])} |")
    return "\n".join(["Both files, one after the other, by `--timings`:", "", *rows])


def put(document: Path, text: str) -> None:
    """Put the tables between the markers of a document."""
    before, _, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    _, result, after = rest.partition(END)
    if not result:
        raise SystemExit(f"{document} has no lines {BEGIN} and {END}")
    document.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
