"""Mutated input on every part that reads files: a short run of `make fuzz`, and the farm itself.

The long runs are in docs/dev/sturdiness.md.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FUZZ = Path(__file__).parents[1] / "tools" / "fuzz"
RUNS = 2_000
PLANTED = """
import sys
from pathlib import Path
import targets, worker
from dataclasses import replace

def run(case, record):
    if b"posts" in case.main and len(case.files) > 1:
        {}["posts"]

targets.TARGETS["check"] = replace(targets.TARGETS["check"], run=run)
worker.work(worker.Range(1, 20, 60.0, "check"), Path(sys.argv[1]), Path(sys.argv[1], "note"))
"""
"""The farm, with a fault in one of its targets."""


def fuzz(*arguments: object, hash_seed: int = 0) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, FUZZ, *map(str, arguments)],
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_mutated_input_gives_a_file_or_a_problem_and_the_same_in_every_process(
    tmp_path: Path,
) -> None:
    limits = ("--runs", RUNS, "--seconds", 600, "--faults", tmp_path)
    processes = [fuzz(*limits, hash_seed=number) for number in (1, 2)]
    printed = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], "\n".join(printed)
    results = [text.rpartition("results")[2] for text in printed]
    assert results[0] == results[1]
    assert "seeds 1 to 2000" in printed[0]


def test_a_fault_is_made_small_and_can_be_run_again(tmp_path: Path) -> None:
    planted = subprocess.run(
        [sys.executable, "-c", PLANTED, tmp_path],
        env={**os.environ, "PYTHONPATH": f"{FUZZ}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
        check=True,
        capture_output=True,
        text=True,
    )
    (block,) = map(json.loads, planted.stdout.splitlines())
    assert block["faults"].keys() == {"check: KeyError "}
    kept = sorted(tmp_path.glob("check--KeyError*.json"))
    assert len(kept) == min(3, *block["faults"].values())
    for path in kept:
        case = json.loads(path.read_text())
        assert case["fault"][-1] == "KeyError: 'posts'"
        assert len(case["files"]) == 2
        assert case["files"]["memo.yaml"] == "posts"
    again = fuzz("--case", kept[0])  # without the planted fault
    assert again.communicate()[0].startswith("no fault: TB")
    assert again.returncode == 0


@pytest.mark.parametrize("target", ["check", "import"])
def test_a_seed_is_a_case(target: str) -> None:
    first = fuzz("--only", target, "--runs", 20, "--seed", 7).communicate()[0]
    second = fuzz("--only", target, "--runs", 20, "--seed", 7, hash_seed=3).communicate()[0]
    assert first.rpartition("results")[2] == second.rpartition("results")[2] != ""
