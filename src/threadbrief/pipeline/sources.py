"""The bytes of a memo in; its sources as a file that reference managers read out."""

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
from threadbrief.references.write_bibtex import write_bibtex
from threadbrief.references.write_csl_json import write_csl_json
from threadbrief.references.write_ris import write_ris


class SourceList(Frozen):
    """A file of references, and what is to be said about it."""

    data: bytes
    problems: tuple[Problem, ...]


def list_sources(data: bytes, name: str, build: BuildOptions, wanted: SourcesOptions) -> SourceList:
    """Return the sources of a memo, those of its reference files too.

    Raises BriefError with every problem found when the memo cannot be read.
    """
    brief, found = read_brief(data, name, make_reference_loader(build))
    sources = _select_cited(brief) if wanted.cited else tuple(brief.citations.values())
    made, unplaced = _format_sources(sources, wanted.listing)
    told = apply_strict(
        drop_suppressed([*found, *_report_left_out(unplaced, wanted.listing)], brief.suppressed),
        build,
    )
    if has_errors(told):
        raise BriefError(told, decode_for_display(data))
    return SourceList(made, told)


def _select_cited(brief: Brief) -> tuple[Citation, ...]:
    used = Usage.of(brief).sources
    return tuple(citation for key, citation in brief.citations.items() if key in used)


def _format_sources(
    sources: Iterable[Citation], listing: ReferenceFormat
) -> tuple[bytes, Iterable[str]]:
    match listing:
        case ReferenceFormat.CSL_JSON:
            return write_csl_json(sources), ()
        case ReferenceFormat.BIBTEX:
            bibtex = write_bibtex(sources)
            return bibtex.data(), bibtex.unmapped
        case ReferenceFormat.RIS:
            ris = write_ris(sources)
            return ris.data(), ris.unmapped
        case _:
            assert_never(listing)


def _report_left_out(unplaced: Iterable[str], listing: ReferenceFormat) -> Iterable[Problem]:
    names = ", ".join(unplaced)
    if names:
        hint = "csl-json keeps everything"
        yield warning(
            codes.SOURCES_LEFT_OUT, f"{listing.value} has no place for: {names}", None, hint
        )
