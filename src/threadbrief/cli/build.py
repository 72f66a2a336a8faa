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
from threadbrief.pipeline.options import BuildOptions, Format

START = "start"
"""Python and this program, until the command began: processor time, as a process does not know when it was started."""


class Stopwatch:
    """Adds up the seconds of each stage; a stage that comes again, for the next memo, goes on with its sum."""

    def __init__(self) -> None:
        self._seconds = {START: time.process_time()}
        self._before = time.perf_counter()

    def record(self, stage: str) -> None:
        """Give a stage the time since the end of the one before."""
        now = time.perf_counter()
        self._seconds[stage] = self._seconds.get(stage, 0.0) + now - self._before
        self._before = now

    def table(self) -> str:
        """Return the stages with their milliseconds and their shares, and the sum of them."""
        whole = sum(self._seconds.values())
        rows = [*self._seconds.items(), ("all", whole)]
        return "\n".join(
            f"{name:<14}{seconds * 1000:9.1f} ms {seconds / whole:6.1%}" for name, seconds in rows
        )

    def entries(self) -> list[dict[str, str | float]]:
        """Return the stages in their order, as JSON has them."""
        return [
            {"stage": name, "seconds": round(seconds, 6)} for name, seconds in self._seconds.items()
        ]

    def show(self) -> None:
        """Show the table on standard error."""
        click.echo(self.table(), err=True)


EXAMPLES = """\b
Examples:
  threadbrief build memo.yaml
  threadbrief build memo.yaml -o out/ --to pdf
  threadbrief build memo.yaml -o brief.docx -o brief.pdf --template memo-letter
  threadbrief build reports/*.yaml -o out/ --strict --json
  threadbrief build - --to pdf -o - < memo.yaml | lp
"""
"""In the help, after the options; the first character keeps click from filling the lines."""


def _parse_formats(
    ctx: click.Context, option: click.Parameter, given: tuple[str, ...]
) -> tuple[Format, ...]:
    names = [name.strip().lower() for text in given for name in text.split(",")]
    try:
        return tuple(dict.fromkeys(Format(name) for name in names))
    except ValueError:
        known = " and ".join(kind.value for kind in Format)
        raise click.BadParameter(f'"{",".join(given)}"; there are {known}') from None


def _complete_formats(ctx: click.Context, option: click.Parameter, start: str) -> list[str]:
    return [name for name in ("docx", "pdf", "docx,pdf") if name.startswith(start)]


def _complete_template(
    ctx: click.Context, option: click.Parameter, start: str
) -> list[CompletionItem]:
    from threadbrief.pipeline.document import load_builtin_templates  # noqa: PLC0415 - only completion lists them

    known = [
        CompletionItem(t.name, help=t.description)
        for t in load_builtin_templates()
        if t.name.startswith(start)
    ]
    return known or [CompletionItem(start, type="file")]


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
    help="A folder, made when it is not there, or a .docx or .pdf file; may be given once for each format. "
    "Without it the files stand beside the memo.",
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
    help="A built-in look (see `threadbrief templates`), or a path, with a / in it or ending in .yaml, .docx or .dotx; "
    "goes before the memo's own.",
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
@click.option("--no-source", is_flag=True, help="Do not embed the memo in the files made from it.")
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
    no_source: bool,
    allow_outside: bool,
    strict: bool,
    as_json: bool,
    timings: bool,
    quiet: bool,
) -> int:
    """Build the Word file and the PDF of each memo.

    The paths of the files are printed, one a line; messages go to standard error. A memo with errors gets no file,
    keeps the ones it had, and does not stop the others. `-` is the standard input, and needs -o.
    """
    watch = Stopwatch() if timings else None
    jobs = make_build_jobs(memos, outputs, formats)
    if as_json and not jobs[0].outputs:
        raise click.UsageError("--json and `-o -` both want the standard output")
    if not jobs[0].outputs and sys.stdout.isatty():
        raise click.UsageError(
            "standard output is a terminal, which cannot show the file; pipe it, or name a file"
        )
    build = BuildOptions(
        template=template,
        strict=strict,
        moment=read_source_date(),
        allow_outside=allow_outside,
        embed_source=not no_source,
        fonts=fonts,
        cache_folder=find_cache_folder(),
    )
    done = []
    outcomes = build_all(jobs, build, force=force, progress=watch.record if watch else no_progress)
    for outcome in report.show_outcomes(outcomes, jobs, quiet=quiet, silent=as_json):
        if not as_json:
            report.print_paths(outcome)
        if not outcome.job.outputs:
            for data in outcome.files.values():
                report.write_stdout(data)
        done.append(outcome.drop_bytes())
    if watch and not as_json:
        watch.show()
    return report.finish(
        "built", done, as_json=as_json, quiet=quiet, timings=watch.entries() if watch else None
    )
