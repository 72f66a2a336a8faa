"""A pool of processes: results in order, a job that ends its process, a parent that is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from threadbrief.pipeline.batch import Job, Outcome, lose_job
from threadbrief.pipeline.pool import JobPool

MEMO = Path(__file__).parents[1] / "cli" / "memo.yaml"


by_fork = pytest.mark.needs("fork")
"""A process that was not forked cannot import the functions of a test."""


def double(number: int) -> int:
    time.sleep(0.01 * (number % 3))
    if number in {5, 6, 20}:
        os.kill(os.getpid(), 9)
    return 2 * number


def lost(number: int) -> str:
    return f"lost {number}"


@by_fork
def test_results_come_in_the_order_of_the_jobs_and_a_lost_process_costs_its_job_only() -> None:
    expected = [lost(n) if n in {5, 6, 20} else 2 * n for n in range(40)]
    assert list(JobPool(double, lost, 3).run(range(40))) == expected


def build_or_end(job: Job) -> Outcome:
    if job.memo.stem == "bad":
        os.kill(os.getpid(), 9)
    return Outcome(job, ())


@by_fork
def test_a_memo_whose_process_is_lost_is_told() -> None:
    jobs = [Job(Path(f"{name}.yaml")) for name in ("a", "bad", "b")]
    outcomes = list(JobPool(build_or_end, lose_job, 2).run(jobs))
    assert [outcome.job.memo for outcome in outcomes] == [job.memo for job in jobs]
    assert [[p.code for p in outcome.problems] for outcome in outcomes] == [[], ["TB998"], []]


@by_fork
def test_jobs_are_not_given_out_long_before_they_are_wanted() -> None:
    taken = []

    def jobs() -> Iterator[int]:
        for number in range(100, 1000):
            taken.append(number)
            yield number

    results = JobPool(double, lost, 2).run(jobs())
    assert [next(results) for _ in range(3)] == [200, 202, 204]
    assert len(taken) < 20
    results.close()


def processes_with(word: str) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if word.encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


@pytest.mark.needs("signals", "/proc")
def test_a_parent_that_is_killed_leaves_no_process(tmp_path: Path) -> None:
    memos = [tmp_path / f"memo{number}.yaml" for number in range(200)]
    for memo in memos:
        memo.write_bytes(MEMO.read_bytes())
    out = tmp_path / "out"
    command = [sys.executable, "-m", "threadbrief", "build", str(tmp_path), "-o", str(out), "-j2"]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert parent.stdout is not None
    parent.stdout.readline()  # a memo is done
    assert len(processes_with(str(out))) == 3
    os.kill(parent.pid, signal.SIGKILL)
    parent.communicate()
    deadline = time.monotonic() + 60
    while processes_with(str(out)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert processes_with(str(out)) == []
