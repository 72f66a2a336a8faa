"""The pipeline of `threadbrief sources`: the YAML of a memo becomes a file for reference managers.

Loaded late by a batch: this module imports the writers of all reference formats.
"""

from collections.abc import Iterable
from typing import assert_never

from threadbrief.checks.usage import Usage
from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, Problem, drop_suppressed, has_errors, warning
from threadbrief.core.structs import Frozen
from threadbrief.model.brief import Brief, Citation
from threadbrief.pipeline.check import apply_strict, decode_for_display, make_reference_loader
from threadbrief.pipeline.options import BuildOptions, ReferenceFormat, SourcesOptions
from threadbrief.read import read_brief
from threadbrief.references.csl_json import write_csl_json
from threadbrief.references.ris import write_ris
from threadbrief.references.write_bibtex import write_bibtex


class SourceList(Frozen):
    """A file of references, and the warnings about it."""

    data: bytes
    problems: tuple[Problem, ...]


def list_sources(
    data: bytes, name: str, options: BuildOptions, sources: SourcesOptions
) -> SourceList:
    """Return the sources of a memo, those of its reference files too.

    Raises BriefError with every problem found when the memo cannot be read.
    """
    brief, warnings = read_brief(data, name, make_reference_loader(options))
    return list_brief_sources(brief, options, sources, warnings)


def list_brief_sources(
    brief: Brief, options: BuildOptions, sources: SourcesOptions, warnings: Iterable[Problem] = ()
) -> SourceList:
    """Return the sources of a brief; `warnings` are those that its reading gave.

    Raises BriefError in a strict run with warnings.
    """
    citations = tuple(brief.citations.values())
    if sources.only_cited:
        citations = _select_cited(brief)
    references, left_out = _format_sources(citations, sources.format)
    problems = [*warnings, *_report_left_out(left_out, sources.format)]
    remaining = apply_strict(drop_suppressed(problems, brief.suppressed), options)
    if has_errors(remaining):
        raise BriefError(remaining, decode_for_display(brief.source.data))
    return SourceList(references, remaining)


def _select_cited(brief: Brief) -> tuple[Citation, ...]:
    cited = Usage.of(brief).sources
    return tuple(citation for key, citation in brief.citations.items() if key in cited)


def _format_sources(
    citations: Iterable[Citation], kind: ReferenceFormat
) -> tuple[bytes, Iterable[str]]:
    """Return the file, and the names of the variables that its format cannot hold."""
    match kind:
        case ReferenceFormat.CSL_JSON:
            return write_csl_json(citations), ()
        case ReferenceFormat.BIBTEX:
            bibtex = write_bibtex(citations)
            return bibtex.data(), bibtex.unmapped
        case ReferenceFormat.RIS:
            ris = write_ris(citations)
            return ris.data(), ris.unmapped
        case _:
            assert_never(kind)


def _report_left_out(left_out: Iterable[str], kind: ReferenceFormat) -> Iterable[Problem]:
    names = ", ".join(left_out)
    if names:
        message = f"{kind.value} has no place for: {names}"
        yield warning(codes.SOURCES_LEFT_OUT, message, hint="csl-json keeps everything")
