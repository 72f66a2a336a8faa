"""Runs are killed and memos are saved at random moments: a short run of benchmarks/kills.py.

The long runs are in docs/dev/sturdiness.md.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "kills.py"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process can be forked here")
def test_nothing_is_lost_and_nothing_is_left_over() -> None:
    counts = ("--kills", "40", "--saves", "20", "--pairs", "10")
    done = subprocess.run(
        [sys.executable, SCRIPT, *counts], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("     0 lost\n") == 2
    assert "     0 mixed\n" in done.stdout
