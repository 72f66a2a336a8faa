"""Kills and saves: ends runs at random moments, and saves into the files that they change.

    python benchmarks/kills.py --kills 2000 --saves 500 --pairs 500 --seed 1

Each run is the command, in a process forked from this one, which has loaded the program already: all
of its time is the command's own. Needs fork. Exits with 1 when anything was lost or left over.

- A kill: SIGKILL, and one time in four SIGTERM, SIGHUP or SIGINT, at a random moment of
  `import -o` or `fmt`. The memo must then be as it was before the run or as it is after one, and
  after the next run nothing may be there but the memo.
- A save: an editor adds a line at a random moment of such a run, in place or by a rename. The line
  must be in the memo when the run has ended.
- A pair: two runs write a Word file and a PDF under the same names at once. Both files must be of
  one run.
"""

import argparse
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import threadbrief
from threadbrief.cli import fmt, import_
from threadbrief.cli.main import run
from threadbrief.pipeline.overwrite import write_outputs

THREAD = "One dam is low.\n\n2/ Another is not.\n"
LONGER = f"{THREAD}\n3/ A third is dry.\n"
COMMANDS: dict[str, Sequence[str]] = {
    "import": ("import", "thread.txt", "-o", "memo.yaml"),
    "fmt": ("fmt", "memo.yaml"),
}
KEYS = re.compile(rb"  (to|from): ")
SOFT_ENDS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
assert fmt, import_  # loaded before the forks


class Desk:
    """A folder with a memo that both commands would change, and the counts of what became of it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.memo = folder, folder / "memo.yaml"
        self.chance = random.Random(seed)
        self.counts: Counter[str] = Counter()
        source = folder / "thread.txt"
        source.write_text(THREAD, encoding="utf-8")
        assert self.finish(COMMANDS["import"]) == 0
        source.write_text(LONGER, encoding="utf-8")
        head = self.memo.read_bytes()
        first, second = (line for line in head.splitlines(keepends=True) if KEYS.match(line))
        self.before = head.replace(first + second, second + first)  # for fmt
        self.after: dict[str, bytes] = {}
        self.seconds: dict[str, float] = {}
        for name, command in COMMANDS.items():
            self.memo.write_bytes(self.before)
            begun = time.perf_counter()
            assert self.finish(command) == 0
            self.seconds[name] = time.perf_counter() - begun
            self.after[name] = self.memo.read_bytes()
            assert self.after[name] != self.before

    def start(self, command: Sequence[str]) -> int:
        """Start a command in the folder; return the number of its process."""
        return fork(lambda: run(command), self.folder)

    def finish(self, command: Sequence[str]) -> int:
        """Run a command in the folder; return its exit status."""
        return wait(self.start(command))

    def pick_moment(self, name: str) -> None:
        """Wait for a part of the time that a run takes, or a little longer."""
        time.sleep(self.chance.uniform(0, 1.1) * self.seconds[name])

    def find_leftovers(self) -> list[str]:
        """Return the names in the folder that are there in no good state."""
        names = {path.name for path in self.folder.iterdir()}
        return sorted(names - {"memo.yaml", "thread.txt"})


def fork(work: Callable[[], int], folder: Path) -> int:
    """Start a process that does the work in a folder, in silence; return its number."""
    child = os.fork()
    if child == 0:
        status = 70
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background
            os.chdir(folder)
            silence = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(silence, stream)
            status = work()
        except SystemExit as ended:
            status = int(ended.code or 0)
        finally:
            os._exit(status)
    return child


def wait(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill_once(desk: Desk) -> None:
    name = desk.chance.choice(tuple(COMMANDS))
    number = signal.SIGKILL
    if desk.chance.random() < 0.25:
        number = desk.chance.choice(SOFT_ENDS)
    desk.memo.write_bytes(desk.before)
    child = desk.start(COMMANDS[name])
    desk.pick_moment(name)
    os.kill(child, number)
    status = wait(child)
    desk.counts[f"{name}: ended by {number.name}" if status else f"{name}: had ended"] += 1
    if desk.find_leftovers():
        kind = "SIGKILL" if number == signal.SIGKILL else "another signal"
        desk.counts[f"files beside the memo after {kind}"] += 1
    desk.counts["lost"] += desk.memo.read_bytes() not in (desk.before, desk.after[name])
    desk.finish(COMMANDS[name])
    desk.counts["lost"] += desk.memo.read_bytes() != desk.after[name]
    # That run had nothing to write where the killed one had ended its work.
    desk.memo.write_bytes(desk.before)
    desk.finish(COMMANDS[name])
    desk.counts["left over after the next run"] += bool(desk.find_leftovers())


def save_once(desk: Desk) -> None:
    name = desk.chance.choice(tuple(COMMANDS))
    desk.memo.write_bytes(desk.before)
    child = desk.start(COMMANDS[name])
    desk.pick_moment(name)
    line = f"# a word of a person, {desk.chance.random()}\n".encode()
    data = desk.memo.read_bytes() + line
    if desk.chance.random() < 0.5:
        desk.memo.write_bytes(data)
    else:
        beside = desk.folder / "editor.tmp"
        beside.write_bytes(data)
        beside.replace(desk.memo)
    desk.counts[f"{name}: {'kept the save' if wait(child) else 'did not meet it'}"] += 1
    desk.counts["lost"] += line not in desk.memo.read_bytes()
    desk.counts["left over"] += bool(desk.find_leftovers())


def make_pairs(desk: Desk) -> list[dict[Path, bytes]]:
    pairs = []
    for text in ("One.", "Two."):
        head = {"to": "Desk", "from": "Unit", "date": "2031-03-14", "subject": text}
        memo = {"schema": "threadbrief/1", "memo": head, "posts": [{"text": text}]}
        built = threadbrief.build(threadbrief.load(memo), ("docx", "pdf"))
        pairs.append({desk.folder / f"memo.{kind}": data for kind, data in built.items()})
    return pairs


def race_once(desk: Desk, pairs: list[dict[Path, bytes]]) -> None:
    """Write two sets of the same names at once; each stops for a moment before each rename."""
    rename = Path.replace

    def write(pair: dict[Path, bytes], pause: float) -> int:
        def replace(path: Path, target: Path) -> Path:
            time.sleep(pause)
            return rename(path, target)

        Path.replace = replace  # type: ignore[method-assign,assignment]
        write_outputs(pair, force=False)
        return 0

    children = []
    for pair in desk.chance.sample(pairs, len(pairs)):
        pause = desk.chance.uniform(0, 0.01)
        children.append(fork(lambda pair=pair, pause=pause: write(pair, pause), desk.folder))
    statuses = [wait(child) for child in children]
    desk.counts["failed"] += any(statuses)
    written = {path: path.read_bytes() for path in pairs[0]}
    desk.counts["mixed"] += written not in pairs
    names = {path.name for path in written}
    desk.counts["left over"] += bool({*desk.find_leftovers()} - names)


def report(title: str, desk: Desk, count: int, begun: float) -> bool:
    """Print the counts; return whether nothing was lost, mixed or left over."""
    print(f"{title}: {count} in {time.perf_counter() - begun:.0f} s")
    for name, number in sorted(desk.counts.items()):
        print(f"  {number:6} {name}")
    bad = ("lost", "left over", "left over after the next run", "mixed", "failed")
    return not any(desk.counts[name] for name in bad)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name in ("kills", "saves", "pairs"):
        parser.add_argument(f"--{name}", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    good = True
    for title, once in (("kills", kill_once), ("saves", save_once), ("pairs", race_once)):
        count = getattr(options, title)
        with tempfile.TemporaryDirectory() as folder:
            desk = Desk(Path(folder), options.seed)
            more = (make_pairs(desk),) if count and title == "pairs" else ()
            begun = time.perf_counter()
            for _ in range(count):
                once(desk, *more)
        if count:
            good &= report(title, desk, count, begun)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
