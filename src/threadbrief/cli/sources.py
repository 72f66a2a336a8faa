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
"""Shown after the options; the first character keeps click from filling the lines."""
_SUFFIXES = {
    ".json": ReferenceFormat.CSL_JSON,
    ".bib": ReferenceFormat.BIBTEX,
    ".ris": ReferenceFormat.RIS,
}


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
    """Write the sources of a memo, those of the reference files that it names too, as CSL-JSON,
    BibTeX or RIS.

    `-` is the standard input.
    """  # noqa: D205 - the first paragraph of the help
    if output == STDIO:
        output = None
    kind = _choose_format(form, output)
    jobs = make_check_jobs([memo])
    options = BuildOptions(strict=strict, allow_outside=allow_outside)
    sources = SourcesOptions(kind, only_cited=cited, output=output, force=force)
    outcomes = list_all_sources(jobs, options, sources)
    finished = list(report.show_outcomes(outcomes, jobs, quiet=quiet, silent=False))
    for outcome in finished:
        if outcome.references is None:
            continue
        if output is None:
            report.write_stdout(outcome.references)
        else:
            click.echo(os.fsencode(output))
    return report.finish("listed", finished, as_json=False, quiet=quiet)


def _choose_format(name: str | None, output: Path | None) -> ReferenceFormat:
    """Return the format that is named, else that of the suffix of the output, else CSL-JSON."""
    if name is not None:
        return ReferenceFormat(name)
    if output is not None:
        return _SUFFIXES.get(output.suffix.lower(), ReferenceFormat.CSL_JSON)
    return ReferenceFormat.CSL_JSON
