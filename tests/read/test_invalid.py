"""Every invalid specimen gives its message, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from threadbrief.core.problems import BriefError
from threadbrief.read import read_brief

SPECIMENS = sorted((Path(__file__).parent.parent / "data" / "invalid").glob("*.yaml"))


def message(path: Path) -> str:
    with pytest.raises(BriefError) as caught:
        read_brief(path.read_bytes(), "memo.yaml")
    lines = []
    for problem in caught.value.problems:
        lines.append(str(problem))
        if problem.hint:
            lines.append(f"  hint: {problem.hint}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)
def test_message(path: Path, golden: Callable[[Path, str], None]) -> None:
    golden(path.with_suffix(".txt"), message(path))
