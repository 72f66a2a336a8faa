"""Build a memo on thousands of damaged templates of Word, and say what came of it.

    python tools/try_templates.py 2000 [FIRST]

Each is built, or refused with a problem; anything else is shown with its number, from which the
template is made again.
"""

import signal
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

SECONDS = 20
"""More than any template should take."""


def main() -> None:
    """Try as many templates as the command line says."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "word"))
    from house_mutations import mutated, outcome  # noqa: PLC0415 - a module of the tests

    signal.signal(signal.SIGALRM, _late)
    found: Counter[str] = Counter()
    slowest, faults = (0.0, 0), 0
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for seed in range(first, first + int(sys.argv[1])):
        start = time.process_time()
        signal.alarm(SECONDS)
        try:
            found[outcome(mutated(seed), seed)] += 1
        except Exception:  # noqa: BLE001 - what is looked for
            faults += 1
            print(
                f"template {seed}:",
                *traceback.format_exc().splitlines()[-5:],
                sep="\n  ",
                flush=True,
            )
        signal.alarm(0)
        slowest = max(slowest, (time.process_time() - start, seed))
    print(
        dict(sorted(found.items())),
        f"{faults} faults; template {slowest[1]} took {slowest[0]:.1f} s",
    )


def _late(*_: object) -> None:
    raise TimeoutError


if __name__ == "__main__":
    main()
