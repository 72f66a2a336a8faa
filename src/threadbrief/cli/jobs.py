"""The memos and outputs of a command line become jobs, each file with one place."""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from threadbrief.core.files import MAX_MEMO
from threadbrief.pipeline.batch import Job
from threadbrief.pipeline.options import Format

STDIO = Path("-")
STDIN_NAME = Path("<stdin>")
"""What problems call the standard input; pictures are then taken from the current folder."""
_YAML = (".yaml", ".yml", ".json")


def make_check_jobs(memos: Sequence[Path]) -> list[Job]:
    """Return a job for each memo, without outputs. Raises click.UsageError."""
    return [Job(_name_memo(memo), data=_read_stdin(memo)) for memo in _drop_duplicates(memos)]


def make_build_jobs(
    memos: Sequence[Path], outputs: Sequence[Path], formats: tuple[Format, ...]
) -> list[Job]:
    """Return a job for each memo with the places of its files.

    `outputs` are files, one per format, for one memo; or one folder; or `-`, the standard output; none: the folder
    of each memo. `formats` may be empty: those of the outputs, or both. Raises click.UsageError when that does not
    come out even.
    """
    distinct = _drop_duplicates(memos)
    files = [path for path in outputs if _is_file_name(path)]
    if STDIO in outputs:
        jobs = [_to_standard_output(distinct, outputs, formats)]
    elif files:
        jobs = [_to_files(distinct, outputs, files, formats)]
    else:
        jobs = _to_folder(distinct, _find_output_folder(outputs), formats or tuple(Format))
    _reject_clashes(jobs)
    return jobs


def _is_file_name(path: Path) -> bool:
    return _find_format(path) is not None and not path.is_dir()


def _find_format(path: Path) -> Format | None:
    return next((kind for kind in Format if path.suffix.lower() == f".{kind.value}"), None)


def _to_standard_output(
    memos: list[Path], outputs: Sequence[Path], formats: tuple[Format, ...]
) -> Job:
    if len(memos) != 1 or len(outputs) != 1 or len(formats) != 1:
        raise click.UsageError("`-o -` takes one memo and one format: --to pdf -o -")
    return Job(_name_memo(memos[0]), formats, data=_read_stdin(memos[0]))


def _to_files(
    memos: list[Path], outputs: Sequence[Path], files: list[Path], formats: tuple[Format, ...]
) -> Job:
    if len(files) != len(outputs):
        raise click.UsageError("-o names a folder, or files; not both")
    if len(memos) != 1:
        raise click.UsageError("-o names a file, and there is more than one memo; name a folder")
    places = {kind: path for path in files if (kind := _find_format(path)) is not None}
    if len(places) != len(files):
        raise click.UsageError("-o names two files of one format")
    if formats and set(formats) != set(places):
        raise click.UsageError("--to and the files of -o name different formats")
    return Job(_name_memo(memos[0]), tuple(places), places, _read_stdin(memos[0]))


def _to_folder(memos: list[Path], folder: Path | None, formats: tuple[Format, ...]) -> list[Job]:
    if STDIO in memos:
        raise click.UsageError("a memo from standard input needs -o FILE")
    jobs = []
    for memo in memos:
        stem = memo.stem if memo.suffix.lower() in _YAML else memo.name
        home = memo.parent if folder is None else folder
        jobs.append(Job(memo, formats, {kind: home / f"{stem}.{kind.value}" for kind in formats}))
    return jobs


def _find_output_folder(outputs: Sequence[Path]) -> Path | None:
    if len(outputs) > 1:
        raise click.UsageError("-o names more than one folder")
    folder = outputs[0] if outputs else None
    if folder is not None and folder.suffix[1:].isalpha() and not folder.exists():
        raise click.UsageError(
            f'-o "{folder}": threadbrief writes .docx and .pdf; a folder of that name is not there'
        )
    return folder


def _drop_duplicates(memos: Sequence[Path]) -> list[Path]:
    """Return the memos, each once."""
    return list(dict.fromkeys(memos))


def _reject_clashes(jobs: Iterable[Job]) -> None:
    """Raise click.UsageError when two files would have one place, or a file the place of a memo."""
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
    if memo != STDIO:
        return None
    data = sys.stdin.buffer.read(MAX_MEMO + 1)
    if len(data) > MAX_MEMO:
        raise click.UsageError(f"standard input is larger than {MAX_MEMO >> 20} MiB")
    return data
