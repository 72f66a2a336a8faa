"""`threadbrief build`: memos become Word files and PDFs."""

import sys
import time
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from threadbrief.cli import report
from threadbrief.cli.console import find_cache_folder, read_source_date
from threadbrief.cli.jobs import make_build_jobs
from threadbrief.core.progress import no_progress
from threadbrief.pipeline.batch import build_all
from threadbrief.pipeline.options import BuildOptions, Embed, Format

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
  threadbrief build reports/*.yaml -o out/ --strict --json
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
@click.argument(
    "memos", metavar="MEMO.yaml...", nargs=-1, required=True, type=click.Path(path_type=Path)
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
    force: bool,
    embed: str | None,
    no_source: bool,
    keep_picture_metadata: bool,
    allow_outside: bool,
    strict: bool,
    as_json: bool,
    timings: bool,
    quiet: bool,
) -> int:
    """Build the Word file and the PDF of each memo.

    The paths of the files are printed, one a line; messages go to standard error. A memo with
    errors gets no file, keeps the ones it had, and does not stop the others. `-` is the standard
    input, and needs -o.
    """
    stopwatch = Stopwatch() if timings else None
    jobs = make_build_jobs(memos, outputs, formats)
    if not jobs[0].outputs:
        _check_stdout(as_json=as_json)
    options = BuildOptions(
        template=template,
        strict=strict,
        moment=read_source_date(),
        allow_outside=allow_outside,
        embed=_choose_embed(embed, no_source=no_source),
        keep_picture_metadata=keep_picture_metadata,
        fonts=fonts,
        cache_folder=find_cache_folder(),
    )
    progress = stopwatch.record if stopwatch else no_progress
    outcomes = build_all(jobs, options, force=force, progress=progress)
    finished = []
    for outcome in report.show_outcomes(outcomes, jobs, quiet=quiet, silent=as_json):
        if not as_json:
            report.print_paths(outcome)
        if not outcome.job.outputs:
            for data in outcome.files.values():
                report.write_stdout(data)
        finished.append(outcome.drop_bytes())
    seconds = None
    if stopwatch:
        seconds = stopwatch.list_entries()
        if not as_json:
            stopwatch.show()
    return report.finish("built", finished, as_json=as_json, quiet=quiet, timings=seconds)


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
