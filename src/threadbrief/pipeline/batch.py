"""Many memos: each is read, built and put in place, whatever fails in others.

A job and its outcome are values, and a job is run from its own values alone: no state passes from
one memo to the next, and two jobs never write the same file (cli/jobs.py rejects that). So a pool
of processes gives the same files as one process (pool.py), and what a manifest says to be unchanged
can be left out (manifest.py). Outcomes come in the order of the jobs.
"""

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from threadbrief.core import problem_codes as codes
from threadbrief.core.files import read_memo
from threadbrief.core.problems import BriefError, Problem, error, has_errors, is_out_of_memory
from threadbrief.core.progress import Progress, no_progress
from threadbrief.core.regular_files import record_reads
from threadbrief.core.structs import Frozen, field, replace
from threadbrief.pipeline.check import check_memo, decode_for_display
from threadbrief.pipeline.options import BuildOptions, Format, SourcesOptions

if TYPE_CHECKING:  # a check hashes nothing
    from threadbrief.pipeline.manifest import Digests, Manifest

_NO_OUTPUTS: Mapping[Format, Path] = MappingProxyType({})
_NO_FILES: Mapping[Format, bytes] = MappingProxyType({})


class Job(Frozen):
    """One memo, and where its files go."""

    memo: Path
    """The path of its YAML. With `data` only its name: what problems call it, and the folder of its
    pictures."""
    formats: tuple[Format, ...] = ()
    outputs: Mapping[Format, Path] = field(default_factory=lambda: _NO_OUTPUTS)
    """Where the file of a format is written; one without a path is only returned."""
    data: bytes | None = None
    """The YAML itself; None: it is read from `memo`."""


class Outcome(Frozen):
    """The result of a job."""

    job: Job
    problems: tuple[Problem, ...]
    source: str | None = None
    """The text of the memo, to show its lines; None when it could not be read."""
    files: Mapping[Format, bytes] = field(default_factory=lambda: _NO_FILES)
    """The finished files; none when an error stopped the job. Those with an output are written."""
    references: bytes | None = None
    """The file of references, where that was the job."""
    internal_error: Exception | None = None
    """An unexpected exception: a fault of this program, not of the memo."""
    digests: "Digests | None" = None
    """Of the files it was built from and of those it wrote, where a manifest wants them."""
    is_unchanged: bool = False
    """Its files are as an earlier run left them, and were not built again."""

    @property
    def has_failed(self) -> bool:
        """Whether an error stopped the job."""
        return has_errors(self.problems)

    def drop_bytes(self) -> "Outcome":
        """Return the outcome without its text and files, to be kept until all jobs are done."""
        return replace(self, source=None, files=_NO_FILES)


Task = Callable[[Job, bytes], Outcome]
"""What is done with the YAML of a job. A function of this module with its options, so that it can
be sent to another process."""


def build_all(
    jobs: Sequence[Job],
    options: BuildOptions,
    *,
    force: bool = False,
    progress: Progress = no_progress,
    processes: int = 1,
    manifest: "Manifest | None" = None,
) -> Iterator[Outcome]:
    """Build each memo and put its files in place.

    Formats and folder are those of each job, whatever `options` says. With `force` files are
    replaced that threadbrief did not write (*the overwrite rule*). `progress` is called at the end
    of each stage, where one process does it all. With a manifest, unchanged memos are left out, and
    each of the others is recorded when its files are in place. Raises BriefError when the manifest
    cannot be written.
    """
    options = replace(options, may_fork=options.may_fork and len(jobs) == 1 and not manifest)
    task = partial(_build_job, options=options, force=force, progress=progress)
    if manifest is None:
        return _run_all(jobs, task, processes)
    return _build_changed(jobs, partial(task, recorded=True), processes, manifest)


def _build_changed(
    jobs: Sequence[Job], task: "Task", processes: int, manifest: "Manifest"
) -> Iterator[Outcome]:
    records = {job.memo: manifest.find_unchanged(job.memo, job.outputs.values()) for job in jobs}
    built = _run_all([job for job in jobs if records[job.memo] is None], task, processes)
    for job in jobs:
        record = records[job.memo]
        if record is not None:
            yield Outcome(job, record.problems, is_unchanged=True)
            continue
        outcome = next(built)
        if outcome.digests is not None:
            manifest.add(job.memo, outcome.digests, outcome.problems)
        yield outcome
    manifest.compact()


def check_all(
    jobs: Iterable[Job], options: BuildOptions, *, processes: int = 1
) -> Iterator[Outcome]:
    """Check each memo; nothing is written."""
    return _run_all(jobs, partial(_check_job, options=options), processes)


def list_all_sources(
    jobs: Iterable[Job], options: BuildOptions, sources: SourcesOptions
) -> Iterator[Outcome]:
    """Write the sources of each memo as a file of references."""
    return _run_all(jobs, partial(_list_job, options=options, sources=sources))


def _run_all(jobs: Iterable[Job], task: Task, processes: int = 1) -> Iterator[Outcome]:
    """Yield the outcomes in the order of the jobs; each job is run when its outcome is wanted."""
    if processes <= 1:
        return (_run_job(job, task) for job in jobs)
    from threadbrief.pipeline.pool import JobPool  # noqa: PLC0415 - 20 ms that only a pool costs

    return JobPool(partial(_run_job_for_pool, task=task), lose_job, processes).run(jobs)


def _run_job_for_pool(job: Job, task: Task) -> Outcome:
    """Return the outcome of a job as it goes to another process: without its files."""
    outcome = _run_job(job, task)
    fault = outcome.internal_error
    if fault is not None:
        fault = RuntimeError("".join(traceback.format_exception(fault)))
    return replace(outcome, files=_NO_FILES, internal_error=fault)


def lose_job(job: Job) -> Outcome:
    """Return the outcome of a job whose process was ended in the middle of it."""
    message = f'the process that built "{job.memo}" was ended from outside'
    hint = "build it alone; --jobs 1 takes less memory"
    return Outcome(job, (error(codes.PROCESS_LOST, message, hint=hint),))


def _run_job(job: Job, task: Task) -> Outcome:
    """Return the outcome of a job, whatever exception it raises."""
    data = job.data
    try:
        if data is None:
            data = read_memo(job.memo)
        outcome = task(job, data)
    except BriefError as fault:
        outcome = Outcome(job, fault.problems, fault.source)
    except Exception as fault:
        if is_out_of_memory(fault):
            raise MemoryError from fault  # the other memos would have no more
        return _make_internal_error(job, fault)
    if outcome.problems and outcome.source is None and data is not None:
        return replace(outcome, source=decode_for_display(data))
    return outcome


def _make_internal_error(job: Job, fault: Exception) -> Outcome:
    message = f'"{job.memo}" hit a fault in threadbrief itself: {type(fault).__name__}'
    hint = "please report it; THREADBRIEF_DEBUG=1 shows where it happened"
    problem = error(codes.INTERNAL_ERROR, message, hint=hint)
    return Outcome(job, (problem,), internal_error=fault)


# --- what is done with one memo; a check imports no writer ---


def _check_job(job: Job, data: bytes, *, options: BuildOptions) -> Outcome:
    options = replace(options, folder=job.memo.parent)
    return Outcome(job, check_memo(data, str(job.memo), options))


def _list_job(job: Job, data: bytes, *, options: BuildOptions, sources: SourcesOptions) -> Outcome:
    from threadbrief.pipeline.overwrite import write_outputs  # noqa: PLC0415 - see above
    from threadbrief.pipeline.sources import list_sources  # noqa: PLC0415 - see above

    options = replace(options, folder=job.memo.parent)
    references = list_sources(data, str(job.memo), options, sources)
    problems = references.problems
    if sources.output is not None:
        written = {sources.output: references.data}
        problems += write_outputs(written, force=sources.force)
    return Outcome(job, problems, references=references.data)


def _build_job(
    job: Job,
    data: bytes,
    *,
    options: BuildOptions,
    force: bool,
    progress: Progress,
    recorded: bool = False,
) -> Outcome:
    from threadbrief.pipeline.build import build_memo  # noqa: PLC0415 - see above

    progress("load")
    options = replace(options, formats=job.formats, folder=job.memo.parent)
    with record_reads() as reads:
        built = build_memo(data, str(job.memo), options, progress)
    from threadbrief.pipeline.overwrite import write_outputs  # noqa: PLC0415 - see above

    outputs = {path: built.files[kind] for kind, path in job.outputs.items()}
    try:
        warnings = write_outputs(outputs, force=force)
    except BriefError as fault:
        raise BriefError((*built.problems, *fault.problems)) from None
    progress("place")
    digests = None
    if recorded:
        from threadbrief.pipeline.manifest import digest_files  # noqa: PLC0415 - needs hashlib

        digests = digest_files({str(job.memo): data, **reads}, outputs)
    problems = (*built.problems, *warnings)
    return Outcome(job, problems, source=built.source, files=built.files, digests=digests)
