"""Prints every library of pyproject.toml at its lower bound, for `pip install` (`make lowest`)."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def list_lowest() -> list[str]:
    """Return the requirements of the package and its extras, each at its lower bound."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    names = [*project["dependencies"]]
    names += [name for extra, group in extras.items() if extra != "all" for name in group]
    return [name.replace(">=", "==") for name in names]


if __name__ == "__main__":
    print(*list_lowest())
