"""The memos and outputs of a command line become jobs, in which no two files have the same path."""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from threadbrief.core.files import MAX_MEMO
from threadbrief.core.regular_files import is_folder, is_there
from threadbrief.pipeline.batch import Job
from threadbrief.pipeline.options import Format

STDIO = Path("-")
"""As an argument: standard input or standard output."""
STDIN_NAME = Path("<stdin>")
"""What problems call standard input; pictures are then taken from the current folder."""
_YAML_SUFFIXES = (".yaml", ".yml", ".json")


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
    files = [path for path in outputs if _is_file_name(path)]
    if STDIO in outputs:
        jobs = [_make_stdout_job(distinct, outputs, formats)]
    elif files:
        jobs = [_make_file_job(distinct, outputs, files, formats)]
    else:
        jobs = _make_folder_jobs(distinct, _find_output_folder(outputs), formats or tuple(Format))
    _reject_clashes(jobs)
    return jobs


def _is_file_name(path: Path) -> bool:
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
    """Raise click.UsageError when two outputs have the same path, or an output that of a memo."""
    taken = {os.path.realpath(job.memo): job.memo for job in jobs}
    for job in jobs:
        for path in job.outputs.values():
            other = taken.setdefault(os.path.realpath(path), job.memo)
            if other is not job.memo or os.path.realpath(path) == os.path.realpath(job.memo):
                raise click.UsageError(
                    f'"{path}" would be written over what "{other}" has there; name outputs with -o'
                )


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
