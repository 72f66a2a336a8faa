"""Print the seconds of several compilations by Typst in one process: warm_typst.py IN.typ RUNS.

The memo is another one each time, since Typst remembers what it has compiled.
"""

import json
import sys
import time
from pathlib import Path

import typst

source, runs = Path(sys.argv[1]).read_bytes(), int(sys.argv[2])
compiler = typst.Compiler(font_paths=typst.Fonts(include_system_fonts=False))
taken = []
for run in range(runs + 3):
    memo = source.replace(b"Open Source Unit", b"Unit %d" % run)
    start = time.perf_counter()
    compiler.compile(memo, pdf_standards=["ua-1"])
    taken.append(time.perf_counter() - start)
print(json.dumps(taken[3:]))
