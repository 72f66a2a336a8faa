"""Print the seconds of several builds in one process: python warm_ours.py memo.yaml RUNS.

The memo is another one each time, so that nothing can be remembered of it.
"""

import json
import sys
import time
from pathlib import Path

from threadbrief.pipeline.build import build_memo
from threadbrief.pipeline.options import BuildOptions

source, runs = Path(sys.argv[1]).read_bytes(), int(sys.argv[2])
taken = []
for run in range(runs + 3):
    memo = source.replace(b"Open Source Unit", b"Unit %d" % run)
    start = time.perf_counter()
    build_memo(memo, "memo.yaml", BuildOptions())
    taken.append(time.perf_counter() - start)
print(json.dumps(taken[3:]))
