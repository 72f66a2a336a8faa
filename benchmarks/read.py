"""How long reading and checking takes: python benchmarks/read.py.

Prints the seconds for 1,000 posts with 1,500 notes (target: 0.35), the time per post as memos grow
(target: constant), and the time of `threadbrief check examples/minimal.yaml` against that of
`python -c "import click, yaml"` in the same run (target: twice).
"""

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from threadbrief.checks import run_checks
from threadbrief.read import read_brief

ROOT = Path(__file__).parents[1]
WORDS = (
    "river", "quay", "crane", "ice", "strike", "port", "log", "winter", "grain", "barge", "gauge",
    "harbour", "night", "desk", "north", "says", "holds", "report",
)  # fmt: skip
HEAD = """schema: threadbrief/1
memo:
  to: Harbour Director
  from: Night Desk
  date: 2031-03-14
  subject: Ice on the rails
thread: {platform: mastodon, url: "https://tide.example/1", archives: {url: "https://archive.example/1"}}
people:
  ilmari: {name: Ilmari Vesa, handle: "@ilmari"}
citations:
"""


def memo(posts: int, notes: int, sources: int) -> bytes:
    """Return a memo whose posts have two lines with a handle, a tag, an address and notes."""
    chance = random.Random(1)

    def words(count: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(count))

    lines = [HEAD]
    for n in range(1, sources + 1):
        lines += [
            f"  c{n}:",
            "    type: webpage",
            f"    title: {words(6)}",
            f"    URL: https://port.example/{n}",
        ]
        lines += [
            "    author: [{family: Vesa, given: Ilmari}]",
            "    issued: 2031-03-01",
            "    accessed: 2031-03-02",
        ]
    lines.append("posts:")
    for n in range(1, posts + 1):
        again = posts + n
        if again > notes:
            again = n
        emphasis = "*so* " if n % 5 == 0 else ""
        lines += [
            f"  - url: https://tide.example/{n}",
            '    date: "2031-03-12T06:40:00Z"',
            "    text: |-",
        ]
        lines += [f"      {words(14)} @ilmari {words(5)} [@c{n % sources + 1}, p. 3]"]
        lines += [
            (
                f"      {emphasis}{words(14)} #ice [^n{n}] https://log.example/{n} "
                f"{words(5)}[^n{again}]"
            )
        ]
    lines.append("notes:")
    for n in range(1, max(notes, posts) + 1):
        lines += [f"  n{n}: |-", f"    {words(12)} [@c{n % sources + 1}, ch. 2] {words(8)}"]
    return "\n".join([*lines, ""]).encode()


def median(task: Callable[[], object], times: int) -> float:
    """Return the median of the seconds that a task takes."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        task()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def check(data: bytes) -> None:
    brief, found = read_brief(data, "memo.yaml")
    problems = [*found, *run_checks(brief)]
    assert not problems, problems[0]


def command(*arguments: str) -> float:
    return median(lambda: subprocess.run(arguments, cwd=ROOT, check=True, capture_output=True), 15)


def main() -> None:
    for sources in (100, 1000):
        data = memo(1000, 1500, sources)
        seconds = median(lambda data=data: check(data), 7)
        print(
            f"1,000 posts, 1,500 notes, {sources:,} sources ({len(data):,} bytes): {seconds:.3f} s"
        )
    for posts in (100, 1_000, 10_000, 50_000):
        data = memo(posts, posts, 100)
        if len(data) > 32 << 20:
            break
        seconds = median(lambda data=data: check(data), 3 if posts < 10_000 else 1)
        print(
            f"{posts:,} posts, as many notes: {seconds:.2f} s, {seconds / posts * 1e6:.0f} µs a "
            "post"
        )
    floor = command(sys.executable, "-c", "import click, yaml")
    whole = command(sys.executable, "-m", "threadbrief", "check", "examples/minimal.yaml")
    print(
        f"import click, yaml: {floor:.3f} s; check of the minimal memo: {whole:.3f} s; "
        f"{whole / floor:.2f} times"
    )


if __name__ == "__main__":
    main()
