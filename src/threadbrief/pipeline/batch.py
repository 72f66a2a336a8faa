"""Many memos, one after the other: each is read, built and put in place; one that fails never stops the rest."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

from threadbrief.core import problem_codes as codes
from threadbrief.core.files import read_memo
from threadbrief.core.problems import BriefError, Problem, error, has_errors
from threadbrief.core.progress import Progress, no_progress
from threadbrief.core.structs import Frozen, field, replace
from threadbrief.pipeline.check import check_memo, decode_for_display
from threadbrief.pipeline.options import BuildOptions, Format, SourcesOptions

_NO_OUTPUTS: Mapping[Format, Path] = MappingProxyType({})
_NO_FILES: Mapping[Format, bytes] = MappingProxyType({})


class Job(Frozen):
    """One memo, and where its files go."""

    memo: Path
    """Where it is; for bytes, what problems call it and where its pictures are taken from."""
    formats: tuple[Format, ...] = ()
    outputs: Mapping[Format, Path] = field(default_factory=lambda: _NO_OUTPUTS)
    """Where a format is put; one without a place is only handed back."""
    data: bytes | None = None
    """The YAML itself; None: it is read from `memo`."""


class Outcome(Frozen):
    """What became of a job."""

    job: Job
    problems: tuple[Problem, ...]
    source: str | None = None
    """The text of the memo, to show its lines; None when it could not be read."""
    files: Mapping[Format, bytes] = field(default_factory=lambda: _NO_FILES)
    """The finished files; none when an error stopped the job. Those with an output are in their places."""
    listed: bytes | None = None
    """The references, where only those were wanted."""
    fault: Exception | None = None
    """An exception that nobody foresaw: a fault of this program, not of the memo."""

    @property
    def failed(self) -> bool:
        """Whether an error stopped it."""
        return has_errors(self.problems)

    def without_bytes(self) -> "Outcome":
        """Return the same, light enough to be kept until the last of many jobs is done."""
        return replace(self, source=None, files=_NO_FILES)


def build_all(
    jobs: Iterable[Job],
    build: BuildOptions,
    *,
    force: bool = False,
    progress: Progress = no_progress,
) -> Iterator[Outcome]:
    """Build each memo and put its files in place; with `force` also over files that are not ours (*the origin rule*).

    Formats and folder are those of each job, whatever `build` says. `progress` is called at the end of each stage.
    """
    work = partial(_build_job, build=build, force=force, progress=progress)
    return (_run_job(job, work) for job in jobs)


def check_all(jobs: Iterable[Job], build: BuildOptions) -> Iterator[Outcome]:
    """Check each memo; nothing is written."""
    return (_run_job(job, partial(_check_job, build=build)) for job in jobs)


def list_all_sources(
    jobs: Iterable[Job], build: BuildOptions, wanted: SourcesOptions
) -> Iterator[Outcome]:
    """Write the sources of each memo as references."""
    return (_run_job(job, partial(_list_job, build=build, wanted=wanted)) for job in jobs)


def _run_job(job: Job, work: Callable[[Job, bytes], Outcome]) -> Outcome:
    data = job.data
    try:
        data = read_memo(job.memo) if data is None else data
        outcome = work(job, data)
    except BriefError as fault:
        outcome = Outcome(job, fault.problems, fault.source)
    except Exception as fault:  # noqa: BLE001 - whatever is wrong with one memo, the others are built
        message = f'"{job.memo}" hit a fault in threadbrief itself: {type(fault).__name__}'
        hint = "please report it; THREADBRIEF_DEBUG=1 shows where it happened"
        return Outcome(job, (error(codes.INTERNAL_ERROR, message, None, hint),), fault=fault)
    if outcome.problems and outcome.source is None and data is not None:
        return replace(outcome, source=decode_for_display(data))
    return outcome


def _check_job(job: Job, data: bytes, build: BuildOptions) -> Outcome:
    return Outcome(job, check_memo(data, str(job.memo), replace(build, folder=job.memo.parent)))


def _list_job(job: Job, data: bytes, *, build: BuildOptions, wanted: SourcesOptions) -> Outcome:
    from threadbrief.pipeline.overwrite import write_outputs  # noqa: PLC0415 - nor does it write
    from threadbrief.pipeline.sources import list_sources  # noqa: PLC0415 - a check lists nothing

    listed = list_sources(data, str(job.memo), replace(build, folder=job.memo.parent), wanted)
    if wanted.output is not None:
        write_outputs({wanted.output: listed.data}, force=wanted.force)
    return Outcome(job, listed.problems, listed=listed.data)


def _build_job(
    job: Job, data: bytes, *, build: BuildOptions, force: bool, progress: Progress
) -> Outcome:
    from threadbrief.pipeline.build import build_memo  # noqa: PLC0415 - a check builds nothing

    progress("load")
    own = replace(build, formats=job.formats, folder=job.memo.parent)
    built = build_memo(data, str(job.memo), own, progress)
    from threadbrief.pipeline.overwrite import write_outputs  # noqa: PLC0415 - a check writes nothing

    try:
        write_outputs(
            {path: built.files[wanted] for wanted, path in job.outputs.items()}, force=force
        )
    except BriefError as fault:
        raise BriefError((*built.problems, *fault.problems)) from None
    progress("place")
    return Outcome(job, built.problems, built.source, built.files)
