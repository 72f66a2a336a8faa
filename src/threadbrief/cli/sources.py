"""`threadbrief sources`: the sources of a memo, for a reference manager."""

import os
from pathlib import Path

import click

from threadbrief.cli import report
from threadbrief.cli.jobs import STDIO, make_check_jobs
from threadbrief.pipeline.batch import list_all_sources
from threadbrief.pipeline.options import BuildOptions, ReferenceFormat, SourcesOptions

EXAMPLES = """\b
Examples:
  threadbrief sources memo.yaml                        CSL-JSON, to standard output
  threadbrief sources memo.yaml --to bibtex -o refs.bib
  threadbrief sources memo.yaml --cited --to ris > cited.ris
"""
"""In the help, after the options; the first character keeps click from filling the lines."""
_SUFFIXES = {".json": "csl-json", ".bib": "bibtex", ".ris": "ris"}


@click.command(
    "sources", epilog=EXAMPLES, short_help="Write the sources of a memo for a reference manager."
)
@click.argument("memo", metavar="MEMO.yaml", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "form",
    type=click.Choice([listing.value for listing in ReferenceFormat]),
    help="The format; without it that of the output's suffix, or csl-json.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to put the file; standard output without it.",
)
@click.option("--cited", is_flag=True, help="Only the sources that the memo cites.")
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@click.option("--allow-outside", is_flag=True, help="Let the memo name files outside its folder.")
@click.option("--strict", is_flag=True, help="Let warnings stop it too.")
@click.option("-q", "--quiet", is_flag=True, help="Show errors only.")
def command(
    memo: Path,
    form: str | None,
    output: Path | None,
    *,
    cited: bool,
    force: bool,
    allow_outside: bool,
    strict: bool,
    quiet: bool,
) -> int:
    """Write the sources of a memo, those of the reference files that it names too, as CSL-JSON, BibTeX or RIS.

    `-` is the standard input.
    """
    if output == STDIO:
        output = None
    listing = ReferenceFormat(
        form or _SUFFIXES.get(output.suffix.lower() if output else "", "csl-json")
    )
    jobs = make_check_jobs([memo])
    build = BuildOptions(strict=strict, allow_outside=allow_outside)
    listed = list_all_sources(
        jobs, build, SourcesOptions(listing, only_cited=cited, output=output, force=force)
    )
    done = list(report.show_outcomes(listed, jobs, quiet=quiet, silent=False))
    for outcome in done:
        if outcome.references is None:
            continue
        if output is None:
            report.write_stdout(outcome.references)
        else:
            click.echo(os.fsencode(output))
    return report.finish("listed", done, as_json=False, quiet=quiet)
