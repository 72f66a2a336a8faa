"""The manifest of a run over many memos: what each was built from, and what came of it.

A line of JSON for each memo, appended when its files are in place, so that a run which is stopped
loses at most the memo that it was at. A memo is *unchanged* when all of this is as its line says:
the files that were read for it, byte for byte; options and versions; and the files built from it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import DecodeError, ValidationError
from msgspec import json as msgspec_json

from threadbrief.core import problem_codes as codes
from threadbrief.core.atomic_write import write_atomically
from threadbrief.core.files import describe_os_error, read_memo
from threadbrief.core.problems import Problem, make_brief_error
from threadbrief.core.structs import Frozen

DEFAULT_NAME = ".threadbrief-manifest.jsonl"
_MAX_BYTES = 1 << 30


class Digests(Frozen):
    """The SHA-256 of each file that a memo was built from, and of those built from it, by path."""

    inputs: dict[str, str | None]
    """None: it could not be read."""
    outputs: dict[str, str]


def digest_files(inputs: Mapping[str, bytes | None], outputs: Mapping[Path, bytes]) -> Digests:
    """Return the digests of files that were read, and of files that were written."""
    return Digests(
        {path: None if data is None else _digest(data) for path, data in inputs.items()},
        {str(path): _digest(data) for path, data in outputs.items()},
    )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class OutputRecord(Frozen):
    """A file as it was when it had been written."""

    sha256: str
    size: int
    modified: int
    """In nanoseconds."""


class Record(Frozen):
    """A line of the manifest."""

    memo: str
    key: str
    """A hash of options and versions."""
    inputs: dict[str, str | None]
    """The SHA-256 of each file that was read, by its path; None: it could not be read."""
    outputs: dict[str, OutputRecord]
    problems: tuple[Problem, ...] = ()
    """The warnings, which are shown again."""


class Manifest:
    """The manifest in a file, which need not exist yet. Lines that are damaged are passed over."""

    def __init__(self, path: Path, key: str) -> None:
        self.path = path
        self._key = key
        self._records: dict[str, Record] = {}
        self._digests: dict[str, str | None] = {}
        """Of the inputs that were looked at in this run."""
        if path.exists():
            for line in read_memo(path, _MAX_BYTES).splitlines():
                with suppress(DecodeError, ValidationError):
                    record = msgspec_json.decode(line, type=Record)
                    self._records[record.memo] = record

    def find_unchanged(self, memo: Path, outputs: Iterable[Path]) -> Record | None:
        """Return the record of a memo that need not be built again; None when it must be."""
        record = self._records.get(str(memo))
        if record is None or record.key != self._key:
            return None
        if set(record.outputs) != {str(path) for path in outputs}:
            return None
        if all(map(_is_as_written, record.outputs, record.outputs.values())) and all(
            self._digest_now(path) == digest for path, digest in record.inputs.items()
        ):
            return record
        return None

    def _digest_now(self, path: str) -> str | None:
        if path not in self._digests:
            self._digests[path] = digest_file(Path(path))
        return self._digests[path]

    def add(self, memo: Path, digests: Digests, problems: tuple[Problem, ...]) -> None:
        """Append the record of a memo whose files are in place. Raises BriefError."""
        try:
            made = {path: _record_output(path, sha256) for path, sha256 in digests.outputs.items()}
            record = Record(str(memo), self._key, digests.inputs, made, problems)
            self._records[record.memo] = record
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:
                file.write(msgspec_json.encode(record) + b"\n")
        except OSError as fault:
            raise make_brief_error(
                codes.OUTPUT_NOT_WRITABLE,
                f'the manifest "{self.path}" cannot be written: {describe_os_error(fault)}',
            ) from None

    def compact(self) -> None:
        """Write the file anew, with the last line of each memo. Raises BriefError."""
        if self._records:
            lines = [msgspec_json.encode(record) for record in self._records.values()]
            write_atomically({self.path: b"\n".join(lines) + b"\n"})


def digest_file(path: Path) -> str | None:
    """Return the SHA-256 of a regular file in hexadecimal digits; None when it cannot be read."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return None


def _is_as_written(path: str, record: OutputRecord) -> bool:
    """Return whether a file is the one that was written; its bytes are read only in doubt."""
    try:
        found = Path(path).stat()
    except OSError:
        return False
    if (found.st_size, found.st_mtime_ns) == (record.size, record.modified):
        return True
    return found.st_size == record.size and digest_file(Path(path)) == record.sha256


def _record_output(path: str, digest: str) -> OutputRecord:
    found = Path(path).stat()
    return OutputRecord(digest, found.st_size, found.st_mtime_ns)


def make_key(options: object, versions: Mapping[str, str], folders: Iterable[Path]) -> str:
    """Return a hash of options, of versions, and of what lies in folders that are searched."""
    found = [[str(folder), *_list_files(folder)] for folder in folders]
    text = json.dumps([repr(options), dict(versions), found])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _list_files(folder: Path) -> Iterator[tuple[str, int, int]]:
    for path in sorted(folder.rglob("*")):
        with suppress(OSError):
            found = path.stat()
            yield str(path), found.st_size, found.st_mtime_ns
