"""Measure time and memory of threadbrief, pandoc and Typst on the same memo: make bench.

    python benchmarks/speed [--sizes S,M,L,XL] [--pairs 5] [--document docs/performance.md]

Every command is a whole process, started cold, in turn with the others; XL runs once. The result is
printed, and goes into the document between its markers.
"""

import argparse
import compileall
import json
import subprocess
import sys
from pathlib import Path

import measure
import peers
import report
from memos import SIZES, note_count
from peers import Peers

ROOT = Path(__file__).parents[2]
WORK = ROOT / "build" / "bench"
ONCE = ("XL",)
"""Sizes that take minutes, which run once and without a warm-up."""
WARM_RUNS = 20


def main() -> None:
    asked = _arguments()
    there = peers.fetched()
    compileall.compile_dir(
        str(ROOT / "src"), quiet=1
    )  # as pip does where it installs; each peer came compiled, too
    found = report.Result(report.machine(), asked.pairs, list(there.missing))
    for size in asked.sizes:
        print(f"measuring {size} ...", file=sys.stderr)
        folder = WORK / size
        _ours(str(Path(__file__).with_name("written.py")), str(folder), str(SIZES[size]))
        once = size in ONCE
        runs = 1 if once else asked.pairs
        found.cold[size] = measure.in_turn(_commands(there, folder), folder, runs, warm_up=not once)
        found.together[size] = measure.whole_peak(_commands(there, folder)["both"], folder / "both")
        found.missing += _unlike(size, folder, found.cold[size])
        found.stages[size] = _stages(folder)
    if "S" in asked.sizes:
        found.warm = measure.warm(_warm_commands(there), 3, {"NODE_PATH": there.node or ""})
    text = report.markdown(found)
    print(text)
    if asked.document:
        report.put(Path(asked.document), text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--sizes", default=list(SIZES), type=lambda text: [s for s in SIZES if s in text.split(",")]
    )
    parser.add_argument("--pairs", default=5, type=int)
    parser.add_argument("--document", help="the file whose table is replaced")
    return parser.parse_args()


def _commands(there: Peers, folder: Path) -> dict[str, list[str]]:
    """Return the command lines to be measured, by name; each writes into a folder of its name."""
    memo = folder / "memo.yaml"
    formats = {"both": "docx,pdf", "docx": "docx", "pdf": "pdf"}
    commands = {name: peers.our_command(memo, folder / name, to) for name, to in formats.items()}
    if there.pandoc:
        commands["pandoc"] = peers.pandoc_command(there.pandoc, folder, folder / "pandoc")
    if there.typst:
        commands["typst"] = peers.typst_command(there.typst, folder, folder / "typst")
    return commands


def _warm_commands(there: Peers) -> dict[str, list[str]]:
    here, folder, runs = Path(__file__).parent, WORK / "S", str(WARM_RUNS)
    commands = {
        "both": [sys.executable, str(here / "warm_ours.py"), str(folder / "memo.yaml"), runs]
    }
    if there.typst:
        commands["typst"] = [
            there.typst,
            str(here / "warm_typst.py"),
            str(folder / "memo.typ"),
            runs,
        ]
    if there.node:
        commands["docx-js"] = ["node", str(here / "warm_docx.js"), str(folder / "memo.json"), runs]
    return commands


def _unlike(size: str, folder: Path, cold: dict[str, measure.Series]) -> list[str]:
    """Return what is wrong with the files that were measured: a note too few, no tags."""
    problems = [
        f"{name} failed on {size}: {series.failed}"
        for name, series in cold.items()
        if series.failed
    ]
    files = sorted(path for name in cold for path in (folder / name).glob("memo.*"))
    proofs = json.loads(_ours(str(Path(__file__).with_name("proof.py")), *map(str, files)))
    wanted = note_count(SIZES[size])
    for path, proof in zip(files, proofs, strict=True):
        if proof["notes"] != wanted or not proof.get("tagged", 1):
            problems.append(
                f"{path.parent.name} wrote another {path.name} of {size}: {proof}, not {wanted} "
                "notes"
            )
    return problems


def _stages(folder: Path) -> list[tuple[str, float]]:
    """Return the stages of a build of both files, with their seconds."""
    command = [
        *peers.our_command(folder / "memo.yaml", folder / "stages", "docx,pdf"),
        "--force",
        "--timings",
        "--json",
    ]
    done = subprocess.run(command, check=True, capture_output=True, env=measure.ENVIRONMENT)
    return [(stage["stage"], stage["seconds"]) for stage in json.loads(done.stdout)["timings"]]


def _ours(*arguments: str) -> bytes:
    return subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    main()
