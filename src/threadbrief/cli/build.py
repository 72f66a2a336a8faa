"""`threadbrief build`: memos become Word files and PDFs."""

import re
import sys
import time
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from threadbrief.cli import report
from threadbrief.cli.console import FAILED, find_cache_folder, read_source_date
from threadbrief.cli.jobs import collect_memos, is_file_name, make_build_jobs
from threadbrief.core.problems import BriefError
from threadbrief.core.progress import no_progress
from threadbrief.pipeline.batch import Job, Outcome, build_all
from threadbrief.pipeline.options import BuildOptions, Embed, Format
from threadbrief.pipeline.parallel import count_processors

if TYPE_CHECKING:
    from threadbrief.pipeline.manifest import Manifest

# --- `--timings` ---

START = "start"
"""The stage before the command begins: Python and this program load. It is given as processor time,
because a process does not know when it was started."""


class Stopwatch:
    """Adds up the seconds of each stage over all memos."""

    def __init__(self) -> None:
        self._seconds = {START: time.process_time()}
        self._last_end = time.perf_counter()

    def record(self, stage: str) -> None:
        """Add the time since the end of the previous stage to a stage."""
        now = time.perf_counter()
        self._seconds[stage] = self._seconds.get(stage, 0.0) + now - self._last_end
        self._last_end = now

    def format_table(self) -> str:
        """Return the stages with their milliseconds and shares, and the sum of all."""
        total = sum(self._seconds.values())
        rows = [*self._seconds.items(), ("all", total)]
        return "\n".join(
            f"{name:<14}{seconds * 1000:9.1f} ms {seconds / total:6.1%}" for name, seconds in rows
        )

    def list_entries(self) -> list[dict[str, str | float]]:
        """Return the stages in their order, for the JSON document."""
        return [
            {"stage": name, "seconds": round(seconds, 6)} for name, seconds in self._seconds.items()
        ]

    def show(self) -> None:
        """Show the table on standard error."""
        click.echo(self.format_table(), err=True)


# --- the command ---

EXAMPLES = """\b
Examples:
  threadbrief build memo.yaml
  threadbrief build memo.yaml -o out/ --to pdf
  threadbrief build memo.yaml -o brief.docx -o brief.pdf --template memo-letter
  threadbrief build reports/ -o out/ --strict --json
  threadbrief build reports/ -o out/ --changed --jobs 4
  git diff --name-only | grep yaml | threadbrief build -@ - -o out/
  threadbrief build - --to pdf -o - < memo.yaml | lp
"""
"""Shown after the options; the first character keeps click from filling the lines."""


def _parse_formats(
    ctx: click.Context, option: click.Parameter, values: tuple[str, ...]
) -> tuple[Format, ...]:
    names = [name.strip().lower() for value in values for name in value.split(",")]
    try:
        return tuple(dict.fromkeys(Format(name) for name in names))
    except ValueError:
        formats = " and ".join(kind.value for kind in Format)
        raise click.BadParameter(f'"{",".join(values)}"; there are {formats}') from None


def _complete_formats(ctx: click.Context, option: click.Parameter, start: str) -> list[str]:
    return [name for name in ("docx", "pdf", "docx,pdf") if name.startswith(start)]


def _complete_template(
    ctx: click.Context, option: click.Parameter, start: str
) -> list[CompletionItem]:
    from threadbrief.pipeline.document import (  # noqa: PLC0415 - only completion lists them
        load_builtin_templates,
    )

    items = [
        CompletionItem(template.name, help=template.description)
        for template in load_builtin_templates()
        if template.name.startswith(start)
    ]
    return items or [CompletionItem(start, type="file")]


@click.command("build", epilog=EXAMPLES, short_help="Build the Word file and the PDF of memos.")
@click.argument("memos", metavar="MEMO.yaml|FOLDER...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-@",
    "--list",
    "lists",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path, allow_dash=True),
    help="Take the names of memos from a file, one a line; - is the standard input.",
)
@click.option(
    "-j",
    "--jobs",
    "processes",
    metavar="N",
    type=click.IntRange(min=1),
    help="How many memos are built at the same time; without it as many as there are processors.",
)
@click.option(
    "--changed",
    "--resume",
    "only_changed",
    is_flag=True,
    help="Build only memos of which something has changed since the last run with this option, "
    "or that a run which was stopped did not come to.",
)
@click.option(
    "--manifest",
    "manifest_path",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where --changed keeps what was built from what; without it "
    ".threadbrief-manifest.jsonl in the folder of -o, or in the current folder.",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    metavar="PATH",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A folder, made when it is not there, or a .docx or .pdf file; may be given once for each "
    "format. Without it the files stand beside the memo.",
)
@click.option(
    "--to",
    "formats",
    metavar="FORMATS",
    multiple=True,
    callback=_parse_formats,
    shell_complete=_complete_formats,
    help="docx, pdf or docx,pdf (the default).",
)
@click.option(
    "--template",
    metavar="NAME|PATH",
    shell_complete=_complete_template,
    help="A built-in look (see `threadbrief templates`), or a path, with a / in it or ending in "
    ".yaml, .docx or .dotx; goes before the memo's own.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Replace a file that somebody changed, or that threadbrief did not write.",
)
@click.option(
    "--fonts",
    metavar="DIR",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with fonts of yours for the PDF; may be given more than once.",
)
@click.option(
    "--embed",
    type=click.Choice([choice.value for choice in Embed]),
    help="What the files contain of the memo: full, its YAML byte for byte (the default); clean, "
    "the same without comments; or none.",
)
@click.option("--no-source", is_flag=True, help="The same as --embed none.")
@click.option(
    "--keep-picture-metadata",
    is_flag=True,
    help="Leave in pictures what their files say of place, camera, author and more.",
)
@click.option("--allow-outside", is_flag=True, help="Let the memo name files outside its folder.")
@click.option("--strict", is_flag=True, help="Let warnings stop the build too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, and no messages.")
@click.option(
    "--json-lines",
    is_flag=True,
    help="Print a line of JSON for each memo as soon as it is done, and no messages.",
)
@click.option(
    "--timings",
    is_flag=True,
    help="Say how long each stage took; in the JSON document with --json.",
)
@click.option("-q", "--quiet", is_flag=True, help="Show errors only.")
def command(
    memos: tuple[Path, ...],
    outputs: tuple[Path, ...],
    formats: tuple[Format, ...],
    template: str | None,
    fonts: tuple[Path, ...],
    *,
    lists: tuple[Path, ...],
    processes: int | None,
    only_changed: bool,
    manifest_path: Path | None,
    force: bool,
    embed: str | None,
    no_source: bool,
    keep_picture_metadata: bool,
    allow_outside: bool,
    strict: bool,
    as_json: bool,
    json_lines: bool,
    timings: bool,
    quiet: bool,
) -> int:
    """Build the Word file and the PDF of each memo, and of all memos in a folder.

    The paths of the files are printed, one a line; messages go to standard error. A memo with
    errors gets no file, keeps the ones it had, and does not stop the others. `-` is the standard
    input, and needs -o.
    """
    stopwatch = Stopwatch() if timings else None
    form = _choose_form(as_json=as_json, json_lines=json_lines)
    options = BuildOptions(
        template=template,
        strict=strict,
        moment=read_source_date(),
        allow_outside=allow_outside,
        embed=_choose_embed(embed, no_source=no_source),
        keep_picture_metadata=keep_picture_metadata,
        fonts=fonts,
        cache_folder=find_cache_folder(),
        may_fork=stopwatch is None,
    )
    try:
        jobs = make_build_jobs(collect_memos(memos, lists), outputs, formats)
        if not jobs[0].outputs:
            _check_stdout(as_json=form is not OutputForm.TEXT)
        manifest = None
        if only_changed:
            manifest = _open_manifest(manifest_path, jobs, outputs, options)
        outcomes = build_all(
            jobs,
            options,
            force=force,
            progress=stopwatch.record if stopwatch else no_progress,
            processes=_count_processes(processes, jobs, stopwatch),
            manifest=manifest,
        )
        finished = _show_run(outcomes, jobs, form, quiet=quiet)
    except BriefError as fault:
        report.show_problems(fault.problems)
        return FAILED
    if form is OutputForm.JSON_LINES:
        return report.choose_exit_status(finished)
    seconds = None
    if stopwatch:
        seconds = stopwatch.list_entries()
        if not as_json:
            stopwatch.show()
    return report.finish("built", finished, as_json=as_json, quiet=quiet, timings=seconds)


class OutputForm(Enum):
    """What is printed of a run."""

    TEXT = "text"
    JSON = "json"
    JSON_LINES = "json-lines"


def _choose_form(*, as_json: bool, json_lines: bool) -> OutputForm:
    """Return what is printed. Raises click.UsageError for two answers."""
    if as_json and json_lines:
        raise click.UsageError("--json and --json-lines say two things")
    if json_lines:
        return OutputForm.JSON_LINES
    return OutputForm.JSON if as_json else OutputForm.TEXT


def _count_processes(wanted: int | None, jobs: Sequence[Job], stopwatch: Stopwatch | None) -> int:
    """Return how many processes build the memos; one where it is measured, or goes to a pipe."""
    if stopwatch or not jobs[0].outputs:
        return 1
    return min(wanted or count_processors(), len(jobs))


def _open_manifest(
    path: Path | None, jobs: Sequence[Job], outputs: Sequence[Path], options: BuildOptions
) -> "Manifest":
    """Return the manifest of a run.

    Raises click.UsageError where there can be none, BriefError where it cannot be read.
    """
    from threadbrief.pipeline.manifest import (  # noqa: PLC0415 - only --changed hashes
        DEFAULT_NAME,
        Manifest,
        make_key,
    )

    if any(job.data is not None or not job.outputs for job in jobs):
        raise click.UsageError("--changed is for memos in files, built to files")
    if path is None:
        folder = next((output for output in outputs if not is_file_name(output)), Path())
        path = folder / DEFAULT_NAME
    return Manifest(path, make_key(options, _read_versions(), options.fonts))


def _read_versions() -> dict[str, str]:
    """Return the versions of this program, of what it uses, and of Python."""
    from importlib.metadata import PackageNotFoundError, requires, version  # noqa: PLC0415 - above

    versions = {"python": sys.version, "zlib": zlib.ZLIB_RUNTIME_VERSION}
    for requirement in ["threadbrief", *(requires("threadbrief") or ())]:
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        with suppress(PackageNotFoundError):
            versions[name] = version(name)
    return versions


def _show_run(
    outcomes: Iterable[Outcome], jobs: Sequence[Job], form: OutputForm, *, quiet: bool
) -> list[Outcome]:
    """Show each outcome when it is there, and return them all without their files."""
    finished = []
    silent = form is not OutputForm.TEXT
    for outcome in report.show_outcomes(outcomes, jobs, quiet=quiet, silent=silent):
        if form is OutputForm.JSON_LINES:
            report.print_json_line(outcome)
        elif form is OutputForm.TEXT:
            report.print_paths(outcome)
        if not outcome.job.outputs:
            for data in outcome.files.values():
                report.write_stdout(data)
        finished.append(outcome.drop_bytes())
    return finished


def _choose_embed(name: str | None, *, no_source: bool) -> Embed:
    """Return what the files contain of the memo. Raises click.UsageError for two answers."""
    if not no_source:
        return Embed(name or Embed.FULL.value)
    if name and name != Embed.NONE.value:
        raise click.UsageError(f"--no-source and --embed {name} say two things")
    return Embed.NONE


def _check_stdout(*, as_json: bool) -> None:
    """Raise click.UsageError when standard output cannot take a file."""
    if as_json:
        raise click.UsageError("--json and `-o -` both want the standard output")
    if sys.stdout.isatty():
        raise click.UsageError(
            "standard output is a terminal, which cannot show the file; pipe it, or name a file"
        )
