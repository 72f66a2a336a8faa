"""A case: the files that one run gives to a target, with the choices that it makes besides."""

import base64
import json
import random
from dataclasses import dataclass, field, replace
from pathlib import Path

Dice = random.Random


@dataclass(frozen=True)
class Case:
    """What one run is made of; the same case gives the same result."""

    target: str
    seed: int
    files: dict[str, bytes]
    """By path in the folder of the run; the first is the one that the target begins with."""
    choices: dict[str, str | int | bool] = field(default_factory=dict)
    """Options of the run, by name."""

    @property
    def main(self) -> bytes:
        """The first file."""
        return next(iter(self.files.values()))

    def with_file(self, name: str, data: bytes | None) -> "Case":
        """Return the case with another file of a name; None: without it."""
        files = dict(self.files)
        if data is None:
            del files[name]
        else:
            files[name] = data
        return replace(self, files=files)

    def write(self, path: Path, fault: str) -> None:
        """Write the case to a file, with what went wrong, for a person to read."""
        files = {name: _encode(data) for name, data in self.files.items()}
        written = {"target": self.target, "seed": self.seed, "fault": fault.splitlines(),
                   "choices": self.choices, "files": files}  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(written, indent=1, ensure_ascii=True) + "\n", encoding="utf-8")


def read_case(path: Path) -> Case:
    """Return the case in a file that `Case.write` wrote."""
    written = json.loads(path.read_text(encoding="utf-8"))
    files = {name: _decode(data) for name, data in written["files"].items()}
    return Case(written["target"], written["seed"], files, written["choices"])


def throw_dice(*seeds: object) -> Dice:
    """Return a source of chance that these seeds alone decide, on every machine."""
    return random.Random("/".join(map(str, seeds)))  # noqa: S311 - no secret


def _encode(data: bytes) -> str | dict[str, str]:
    """Return bytes as text where that is shorter to read, else in base64."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


def _decode(written: str | dict[str, str]) -> bytes:
    if isinstance(written, str):
        return written.encode()
    return base64.b64decode(written["base64"])
