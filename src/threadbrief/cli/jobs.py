"""The memos and outputs of a command line become jobs, in which no two files have the same path."""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from threadbrief.core.files import MAX_MEMO, read_memo
from threadbrief.core.regular_files import is_folder, is_there, open_regular_file
from threadbrief.pipeline.batch import Job
from threadbrief.pipeline.options import Format

STDIO = Path("-")
"""As an argument: standard input or standard output."""
STDIN_NAME = Path("<stdin>")
"""What problems call standard input; pictures are then taken from the current folder."""
_YAML_SUFFIXES = (".yaml", ".yml", ".json")
_SCHEMA = re.compile(rb"^[ \t{,\"']*+schema[\"']?[ \t]*+:[ \t]*+[\"']?threadbrief/", re.MULTILINE)
_HEAD = 1 << 14
"""Bytes in which the schema is looked for."""


def collect_memos(named: Sequence[Path], lists: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Return the memos that a command line names: files, all memos in folders, and lists of them.

    In a folder and those below it a memo is a YAML or JSON file that names our schema; hidden ones
    are left out. A folder without one is named itself, and is then a memo that cannot be read. A
    list has a name on each line; `-` is the standard input. Raises click.UsageError where nothing
    is named, BriefError where a list cannot be read.
    """
    found: list[Path] = []
    for path in (*named, *_read_lists(lists)):
        inside: list[Path] = []
        if path != STDIO and is_folder(path):
            inside = sorted(filter(_is_memo, _walk(path)))
        found += inside or [path]
    if not found:
        raise click.UsageError("no memo is named: give files, folders, or a list with -@")
    return tuple(found)


def _read_lists(lists: Sequence[Path]) -> Iterator[Path]:
    for path in lists:
        data = sys.stdin.buffer.read(MAX_MEMO) if path == STDIO else read_memo(path)
        for line in data.splitlines():
            if line.strip():
                yield Path(os.fsdecode(line))


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the YAML and JSON files in a folder and below it; links to folders are not followed."""
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if not name.startswith(".") and name.lower().endswith(_YAML_SUFFIXES):
                yield Path(root, name)


def _is_memo(path: Path) -> bool:
    """Return whether a file names our schema in its first lines."""
    try:
        with open_regular_file(path) as file:
            return bool(_SCHEMA.search(file.read(_HEAD)))
    except (OSError, ValueError):
        return False


def make_check_jobs(memos: Sequence[Path]) -> list[Job]:
    """Return a job for each memo, without outputs.

    Raises click.UsageError when standard input is too large.
    """
    return [Job(_name_memo(memo), data=_read_stdin(memo)) for memo in _drop_duplicates(memos)]


def make_build_jobs(
    memos: Sequence[Path], outputs: Sequence[Path], formats: tuple[Format, ...]
) -> list[Job]:
    """Return a job for each memo with the paths of its files.

    `outputs` are files, one for each format, for one memo; or one folder; or `-`, the standard
    output; without any, files go into the folder of their memo. Without `formats` they are those of
    the outputs, or both. Raises click.UsageError for any other combination.
    """
    distinct = _drop_duplicates(memos)
    files = [path for path in outputs if is_file_name(path)]
    if STDIO in outputs:
        jobs = [_make_stdout_job(distinct, outputs, formats)]
    elif files:
        jobs = [_make_file_job(distinct, outputs, files, formats)]
    else:
        jobs = _make_folder_jobs(distinct, _find_output_folder(outputs), formats or tuple(Format))
    _reject_clashes(jobs)
    return jobs


def is_file_name(path: Path) -> bool:
    """Return whether an output names a file and not a folder."""
    return _find_format(path) is not None and not is_folder(path)


def _find_format(path: Path) -> Format | None:
    """Return the format that a suffix names, None for any other suffix."""
    return next((kind for kind in Format if path.suffix.lower() == f".{kind.value}"), None)


def _make_stdout_job(
    memos: list[Path], outputs: Sequence[Path], formats: tuple[Format, ...]
) -> Job:
    if len(memos) != 1 or len(outputs) != 1 or len(formats) != 1:
        raise click.UsageError("`-o -` takes one memo and one format: --to pdf -o -")
    return Job(_name_memo(memos[0]), formats, data=_read_stdin(memos[0]))


def _make_file_job(
    memos: list[Path], outputs: Sequence[Path], files: list[Path], formats: tuple[Format, ...]
) -> Job:
    if len(files) != len(outputs):
        raise click.UsageError("-o names a folder, or files; not both")
    if len(memos) != 1:
        raise click.UsageError("-o names a file, and there is more than one memo; name a folder")
    paths: dict[Format, Path] = {}
    for path in files:
        kind = _find_format(path)
        if kind is not None:
            paths[kind] = path
    if len(paths) != len(files):
        raise click.UsageError("-o names two files of one format")
    if formats and set(formats) != set(paths):
        raise click.UsageError("--to and the files of -o name different formats")
    memo = memos[0]
    return Job(_name_memo(memo), formats=tuple(paths), outputs=paths, data=_read_stdin(memo))


def _make_folder_jobs(
    memos: list[Path], folder: Path | None, formats: tuple[Format, ...]
) -> list[Job]:
    if STDIO in memos:
        raise click.UsageError("a memo from standard input needs -o FILE")
    jobs = []
    for memo in memos:
        stem = memo.stem if memo.suffix.lower() in _YAML_SUFFIXES else memo.name
        home = memo.parent if folder is None else folder
        jobs.append(Job(memo, formats, {kind: home / f"{stem}.{kind.value}" for kind in formats}))
    return jobs


def _find_output_folder(outputs: Sequence[Path]) -> Path | None:
    if len(outputs) > 1:
        raise click.UsageError("-o names more than one folder")
    folder = outputs[0] if outputs else None
    if folder is not None and folder.suffix[1:].isalpha() and not is_there(folder):
        raise click.UsageError(
            f'-o "{folder}": threadbrief writes .docx and .pdf; a folder of that name is not there'
        )
    return folder


def _drop_duplicates(memos: Sequence[Path]) -> list[Path]:
    return list(dict.fromkeys(memos))


def _reject_clashes(jobs: Iterable[Job]) -> None:
    """Raise click.UsageError when two outputs are one file, or an output and a memo.

    So are names that differ in case only, on every system: a folder of files is taken elsewhere.
    """
    taken = {_make_key(job.memo): job.memo for job in jobs}
    for job in jobs:
        for path in job.outputs.values():
            other = taken.setdefault(_make_key(path), job.memo)
            if other is not job.memo or _make_key(path) == _make_key(job.memo):
                raise click.UsageError(
                    f'"{path}" would be written over what "{other}" has there; name outputs with -o'
                )


def _make_key(path: Path) -> str:
    """Return a text that is the same for all names of one file, links followed."""
    return os.path.realpath(path).lower()


def _name_memo(memo: Path) -> Path:
    return STDIN_NAME if memo == STDIO else memo


def _read_stdin(memo: Path) -> bytes | None:
    """Return the bytes of standard input where that is the memo, else None."""
    if memo != STDIO:
        return None
    data = sys.stdin.buffer.read(MAX_MEMO + 1)
    if len(data) > MAX_MEMO:
        raise click.UsageError(f"standard input is larger than {MAX_MEMO >> 20} MiB")
    return data
