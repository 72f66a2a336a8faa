"""Print the SHA-256 of both files of every memo here, or compare them with an earlier list.

    python tools/output_hashes.py > before.txt
    python tools/output_hashes.py --compare before.txt

A change of the code that is not to change any file is held against the bytes of before. The memos
are those of examples/, of tests/data/ (valid ones, and ones that give a warning), and the generated
ones of benchmarks/speed/.
"""

import argparse
import difflib
import hashlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import threadbrief

ROOT = Path(__file__).parents[1]
GENERATED = (11, 100, 1_000)
"""Posts of the generated memos."""


def memos(scratch: Path) -> Iterator[tuple[str, Path]]:
    """Yield the memos, each with the name of its line."""
    for folder in ("examples", "tests/data/valid", "tests/data/warned"):
        for path in sorted((ROOT / folder).glob("*.yaml")):
            yield path.relative_to(ROOT).as_posix(), path
    sys.path.insert(0, str(ROOT / "benchmarks/speed"))
    from memos import memo_yaml  # noqa: PLC0415 - a module of the benchmarks, which are no package

    for posts in GENERATED:
        path = scratch / f"generated-{posts}.yaml"
        path.write_bytes(memo_yaml(posts))
        yield path.stem, path


def lines(scratch: Path) -> Iterator[str]:
    """Yield a line for each file: its hash, or the codes of the errors that stop it; the memo.

    The format.
    """
    for name, path in memos(scratch):
        for kind in ("docx", "pdf"):
            try:
                data = threadbrief.build(threadbrief.load(path), to=kind)
            except threadbrief.BriefError as fault:
                yield f"{' '.join(problem.code for problem in fault.problems)}  {name}  {kind}"
            else:
                yield f"{hashlib.sha256(data).hexdigest()}  {name}  {kind}"


def main() -> None:
    """Print the lines, or where they differ from those of a file; exit 1 when they do."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--compare", metavar="FILE", type=Path, help="a list printed earlier")
    earlier = parser.parse_args().compare
    with tempfile.TemporaryDirectory() as scratch:
        now = list(lines(Path(scratch)))
    if earlier is None:
        print("\n".join(now))
        return
    before = earlier.read_text(encoding="utf-8").splitlines()
    changed = list(difflib.unified_diff(before, now, str(earlier), "now", lineterm="", n=0))
    print("\n".join(changed) or f"{len(now)} files, the same bytes")
    sys.exit(bool(changed))


if __name__ == "__main__":
    main()
