"""Tries mutated input on every part that reads files: `python tools/fuzz [--seconds 60] [--seed 1]`.

Each run is a case that its seed alone decides. A fault is an exception that is no BriefError, a run
of more than 20 seconds, a process of more than 600 MB, a second run with another result, a memo that
a check accepts and no build does, a Word file that is no package. Each is written to a file, which
`--case FILE` runs again. docs/dev/sturdiness.md has the totals of long runs.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[0] = str(HERE)  # it is relative where this was started by a relative path
if str(ROOT / "src") not in sys.path:
    sys.path.insert(1, str(ROOT / "src"))

from cases import read_case  # noqa: E402 - see above

FAULTS = ROOT / "build" / "fuzz"
_ENDLESS = 1 << 62


def main() -> int:
    """Do what the command line says; return 1 when there was a fault."""
    options = _parse_arguments()
    if options.totals:
        _show_totals(
            json.loads(line) for path in options.totals for line in path.open(encoding="utf-8")
        )
        return 0
    if options.case:
        return _run_again(options.case)
    if options.work:
        from worker import Range, work  # noqa: PLC0415 - only the process below loads threadbrief

        wanted = Range(options.seed, options.runs, options.seconds, options.only)
        work(wanted, options.faults.absolute(), options.work.absolute())
        return 0
    return _supervise(options)


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument(
        "--seed", type=int, default=1, help="of the first run; the next has the next"
    )
    parser.add_argument("--runs", type=int, default=_ENDLESS, help="how many at most")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long at most")
    parser.add_argument("--only", metavar="TARGET", help="one target instead of all")
    parser.add_argument("--faults", type=Path, default=FAULTS, help="where cases with a fault go")
    parser.add_argument("--log", type=Path, help="where the blocks go, to be summed by --totals")
    parser.add_argument("--case", type=Path, metavar="FILE", help="run one case again")
    parser.add_argument("--totals", type=Path, nargs="+", metavar="LOG", help="sum logs")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _run_again(path: Path) -> int:
    """Run the case in a file, and print what comes of it."""
    from worker import enter_folder, try_case  # noqa: PLC0415 - the supervisor does without

    case = read_case(path)
    with enter_folder() as folder:
        outcome = try_case(case, folder, twice=True)
    print(outcome.fault or f"no fault: {outcome.label}, {outcome.seconds:.2f} s")
    return int(bool(outcome.signature))


def _supervise(options: argparse.Namespace) -> int:
    """Have processes run the seeds until runs or time are over; one that ends early is a fault."""
    end = time.monotonic() + options.seconds
    seed, last = options.seed, options.seed + options.runs
    blocks: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        note = Path(folder, "seed")
        while seed < last and time.monotonic() < end:
            note.write_text(str(seed), encoding="utf-8")
            more = [sys.executable, str(HERE), "--work", str(note), "--faults", str(options.faults),
                    "--seed", str(seed), "--runs", str(last - seed), "--seconds", str(end - time.monotonic())]  # fmt: skip
            if options.only:
                more += ["--only", options.only]
            done = subprocess.Popen(more, stdout=subprocess.PIPE, text=True, cwd=ROOT)  # noqa: S603 - this program
            for line in done.stdout or ():
                blocks.append(json.loads(line))
                seed = blocks[-1]["end"]
                _log(options.log, blocks[-1])
            if done.wait() == 1:  # an exception of this program, whose traceback was printed
                return 1
            if done.returncode != 0:
                seed = int(note.read_text(encoding="utf-8"))
                blocks.append(_describe_end(seed, done.returncode))
                _log(options.log, blocks[-1])
                seed += 1
    return _show_totals(blocks)


def _describe_end(seed: int, status: int) -> dict[str, Any]:
    """Return the block of a run that ended its process; its case is the seed."""
    print(f"seed {seed} ended its process with {status}", file=sys.stderr)
    return {"first": seed, "end": seed + 1, "runs": {}, "seconds": {}, "labels": {}, "digest": "",
            "faults": {f"seed {seed} ended its process with {status}": 1}, "slowest": [0.0, seed, ""], "peak": 0}  # fmt: skip


def _log(path: Path | None, block: dict[str, Any]) -> None:
    if path is not None:
        with path.open("a", encoding="utf-8") as log:
            log.write(json.dumps(block) + "\n")


def _show_totals(blocks: Iterable[dict[str, Any]]) -> int:
    """Print the sums of blocks; return 1 when there was a fault."""
    runs: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    labels: Counter[str] = Counter()
    slowest, peak, seeds, digests = (0.0, 0, ""), 0, [], []
    for block in blocks:
        runs.update(block["runs"])
        seconds.update(block["seconds"])
        labels.update(block["labels"])
        faults.update(block["faults"])
        slowest = max(slowest, tuple(block["slowest"]))
        peak = max(peak, block["peak"])
        seeds += [block["first"], block["end"] - 1]
        digests.append(block["digest"][:8])
    if not seeds:
        print("no runs")
        return 0
    print(f"{'target':<12} {'runs':>9} {'seconds':>9}  most often")
    for name in sorted(runs):
        common = [(label.split()[-1] if " " in label else label, count)
                  for label, count in labels.most_common() if label.split()[0] == name][:4]  # fmt: skip
        shown = ", ".join(f"{label} {count}" for label, count in common)
        print(f"{name:<12} {runs[name]:>9,} {seconds[name]:>9,.0f}  {shown}")
    print(f"{'all':<12} {sum(runs.values()):>9,} {sum(seconds.values()):>9,.0f}")
    print(f"seeds {min(seeds)} to {max(seeds)}; slowest {slowest[0]:.1f} s ({slowest[2]}, seed {slowest[1]}); "
          f"most memory {peak} MB; results {' '.join(digests[:8])}")  # fmt: skip
    for fault, count in faults.most_common():
        print(f"FAULT {count} x {fault}")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
